//! Sorted runs in memory and on disk, and the one stream that they merge into.
//!
//! What is sorted is byte strings that begin with their key; equal keys come out one after the
//! other, and what to make of them is the reader's business. Memory holds what fits a budget; beyond
//! it a sorted run goes to a temporary file without a name, which vanishes with the process.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Read};
#[cfg(not(target_family = "wasm"))]
use std::io::{BufReader, BufWriter, Write};

/// Bytes before each item in a run: its length.
const HEAD: usize = 4;

/// Buffer of a run that is read from disk, in bytes.
#[cfg(not(target_family = "wasm"))]
const BUFFER: usize = 64 * 1024;

/// Bytes that an item takes in memory beside itself.
const INDEX: usize = size_of::<(u64, u64)>();

/// Items in any order, then sorted runs of them.
#[derive(Debug)]
pub(super) struct Sorter {
    /// Bytes that may be held in memory.
    budget: usize,
    open: Vec<u8>,
    /// First eight bytes of each item, big-endian, and its offset in `open`.
    index: Vec<(u64, u64)>,
    runs: Vec<Run>,
}

/// Items in order.
#[derive(Debug)]
pub(super) enum Run {
    /// In memory.
    Memory(Vec<u8>),
    /// In a temporary file of so many bytes.
    #[cfg(not(target_family = "wasm"))]
    Disk(std::fs::File, u64),
}

impl Sorter {
    /// Nothing yet; up to `budget` bytes stay in memory.
    pub(super) fn new(budget: usize) -> Self {
        Self { budget, open: Vec::new(), index: Vec::new(), runs: Vec::new() }
    }

    /// Another budget from now on.
    pub(super) fn set_budget(&mut self, budget: usize) {
        self.budget = budget;
    }

    /// How many runs went to disk.
    pub(super) fn spilled(&self) -> usize {
        let memory = self.runs.iter().filter(|run| matches!(run, Run::Memory(_))).count();
        self.runs.len() - memory
    }

    /// Adds an item that `write` appends to a buffer; it begins with its key of at least eight bytes.
    ///
    /// # Errors
    ///
    /// When a run cannot be written to disk.
    pub(super) fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        let start = self.open.len();
        self.open.extend_from_slice(&[0; HEAD]);
        write(&mut self.open);
        let len = (self.open.len() - start - HEAD) as u32;
        let (head, item) = self.open.split_at_mut(start + HEAD);
        if let Some(head) = head.last_chunk_mut::<HEAD>() {
            *head = len.to_le_bytes();
        }
        self.index.push((prefix(item), start as u64));
        if self.open.len() + self.index.len() * INDEX > self.budget {
            self.seal()?;
            self.shrink()?;
        }
        Ok(())
    }

    /// Takes all runs of another sorter.
    ///
    /// # Errors
    ///
    /// When a run cannot be written to disk.
    pub(super) fn absorb(&mut self, mut other: Self) -> io::Result<()> {
        other.seal()?;
        self.runs.append(&mut other.runs);
        self.shrink()
    }

    /// Adds a run that is sorted already.
    pub(super) fn add_run(&mut self, run: Run) -> io::Result<()> {
        self.runs.push(run);
        self.shrink()
    }

    /// All items in order of their bytes up to the key's end, equal keys in no order that matters.
    ///
    /// May be called again for the same items.
    ///
    /// # Errors
    ///
    /// When a run cannot be read.
    pub(super) fn merged(&mut self) -> io::Result<Merged<'_>> {
        self.seal()?;
        let mut sources = Vec::with_capacity(self.runs.len());
        let mut heap = BinaryHeap::with_capacity(self.runs.len());
        for (number, run) in self.runs.iter_mut().enumerate() {
            let mut source = Source::of(run)?;
            if source.next()? {
                heap.push(Reverse((prefix(&source.item), number)));
            }
            sources.push(source);
        }
        Ok(Merged { sources, heap, last: None })
    }

    /// Sorts what is open into a run.
    fn seal(&mut self) -> io::Result<()> {
        if self.index.is_empty() {
            return Ok(());
        }
        let open = std::mem::take(&mut self.open);
        let mut index = std::mem::take(&mut self.index);
        index.sort_unstable_by(|a, b| {
            a.0.cmp(&b.0).then_with(|| item_at(&open, a.1).cmp(item_at(&open, b.1)))
        });
        let held: usize = self.runs.iter().map(Run::in_memory).sum();
        // A sorted copy needs room of its own, so a large run is written as it is sorted.
        #[cfg(not(target_family = "wasm"))]
        if held + open.len() * 2 > self.budget {
            let mut disk = Disk::new()?;
            for (_, at) in &index {
                disk.write(item_at(&open, *at))?;
            }
            self.runs.push(disk.finish()?);
            return Ok(());
        }
        let _ = held;
        let mut sorted = Vec::with_capacity(open.len());
        for (_, at) in &index {
            push_item(&mut sorted, item_at(&open, *at));
        }
        self.runs.push(Run::Memory(sorted));
        Ok(())
    }

    /// Sends runs to disk until the rest fits the budget.
    fn shrink(&mut self) -> io::Result<()> {
        #[cfg(not(target_family = "wasm"))]
        while self.runs.iter().map(Run::in_memory).sum::<usize>() > self.budget {
            let Some(largest) = self.runs.iter_mut().max_by_key(|run| run.in_memory()) else { break };
            let Run::Memory(bytes) = largest else { break };
            let mut disk = Disk::new()?;
            disk.append(bytes)?;
            *largest = disk.finish()?;
        }
        Ok(())
    }
}

impl Run {
    fn in_memory(&self) -> usize {
        match self {
            Self::Memory(bytes) => bytes.len(),
            #[cfg(not(target_family = "wasm"))]
            Self::Disk(..) => 0,
        }
    }
}

/// Writes a run to disk.
#[cfg(not(target_family = "wasm"))]
pub(super) struct Disk(BufWriter<std::fs::File>);

#[cfg(not(target_family = "wasm"))]
impl Disk {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self(BufWriter::with_capacity(BUFFER, tempfile::tempfile()?)))
    }

    pub(super) fn write(&mut self, item: &[u8]) -> io::Result<()> {
        self.0.write_all(&(item.len() as u32).to_le_bytes())?;
        self.0.write_all(item)
    }

    /// Writes items that are a run already.
    pub(super) fn append(&mut self, run: &[u8]) -> io::Result<()> {
        self.0.write_all(run)
    }

    pub(super) fn finish(self) -> io::Result<Run> {
        let mut file = self.0.into_inner().map_err(io::IntoInnerError::into_error)?;
        let bytes = io::Seek::stream_position(&mut file)?;
        Ok(Run::Disk(file, bytes))
    }
}

/// Appends an item to a run in memory.
pub(super) fn push_item(run: &mut Vec<u8>, item: &[u8]) {
    run.extend_from_slice(&(item.len() as u32).to_le_bytes());
    run.extend_from_slice(item);
}

/// A stream over all runs in order.
pub(super) struct Merged<'a> {
    sources: Vec<Source<'a>>,
    heap: BinaryHeap<Reverse<(u64, usize)>>,
    /// Whose item was handed out last.
    last: Option<usize>,
}

impl Merged<'_> {
    /// The next item, `None` at the end.
    ///
    /// # Errors
    ///
    /// When a run cannot be read.
    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        if let Some(last) = self.last.take()
            && let Some(source) = self.sources.get_mut(last)
            && source.next()?
        {
            self.heap.push(Reverse((prefix(&source.item), last)));
        }
        let Some(Reverse((key, mut number))) = self.heap.pop() else { return Ok(None) };
        // Equal prefixes are rare; among them the whole items decide.
        let mut equal = Vec::new();
        while let Some(Reverse((other, _))) = self.heap.peek()
            && *other == key
        {
            let Some(Reverse((_, other))) = self.heap.pop() else { break };
            if self.item(other) < self.item(number) {
                equal.push(std::mem::replace(&mut number, other));
            } else {
                equal.push(other);
            }
        }
        self.heap.extend(equal.into_iter().map(|number| Reverse((key, number))));
        self.last = Some(number);
        Ok(self.sources.get(number).map(|source| &*source.item))
    }

    fn item(&self, number: usize) -> &[u8] {
        self.sources.get(number).map_or(&[], |source| &*source.item)
    }
}

/// One run being read.
struct Source<'a> {
    bytes: Box<dyn Read + 'a>,
    item: Vec<u8>,
}

impl<'a> Source<'a> {
    fn of(run: &'a mut Run) -> io::Result<Self> {
        let bytes: Box<dyn Read + 'a> = match run {
            Run::Memory(bytes) => Box::new(bytes.as_slice()),
            #[cfg(not(target_family = "wasm"))]
            Run::Disk(file, len) => {
                io::Seek::rewind(file)?;
                let len = *len;
                Box::new(BufReader::with_capacity(BUFFER, file).take(len))
            }
        };
        Ok(Self { bytes, item: Vec::new() })
    }

    fn next(&mut self) -> io::Result<bool> {
        let mut head = [0; HEAD];
        match self.bytes.read_exact(&mut head) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            result => result?,
        }
        self.item.resize(u32::from_le_bytes(head) as usize, 0);
        self.bytes.read_exact(&mut self.item)?;
        Ok(true)
    }
}

fn prefix(item: &[u8]) -> u64 {
    item.first_chunk::<8>().map_or(0, |first| u64::from_be_bytes(*first))
}

fn item_at(open: &[u8], at: u64) -> &[u8] {
    let rest = open.get(at as usize..).unwrap_or_default();
    let Some((head, rest)) = rest.split_first_chunk::<HEAD>() else { return &[] };
    rest.get(..u32::from_le_bytes(*head) as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(sorter: &mut Sorter) -> Vec<Vec<u8>> {
        let mut merged = sorter.merged().expect("runs that open");
        let mut items = Vec::new();
        while let Some(item) = merged.next().expect("runs that read") {
            items.push(item.to_vec());
        }
        items
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever the budget and however the items are spread over sorters: what comes out is sorted
        /// and all there, and comes out a second time.
        #[test]
        fn items_come_out_sorted_from_memory_and_disk(
            items in prop::collection::vec(prop::collection::vec(0u8..4, 8..20), 0..200),
            budget in 0usize..8000,
            parts in 1usize..4,
        ) {
            let mut sorters: Vec<Sorter> = (0..parts).map(|_| Sorter::new(budget)).collect();
            for (number, item) in items.iter().enumerate() {
                sorters[number % parts].push(|out| out.extend_from_slice(item)).expect("room");
            }
            let mut whole = Sorter::new(budget);
            for part in sorters {
                whole.absorb(part).expect("room");
            }
            let mut sorted = items;
            sorted.sort();
            prop_assert_eq!(&all(&mut whole), &sorted);
            prop_assert_eq!(&all(&mut whole), &sorted);
        }
    }

    #[test]
    fn what_does_not_fit_goes_to_disk() {
        let mut small = Sorter::new(1000);
        for number in 0..1000u64 {
            small.push(|out| out.extend_from_slice(&number.to_be_bytes())).expect("room on disk");
        }
        assert!(small.spilled() > 0);
        assert_eq!(all(&mut small).len(), 1000);
    }
}
