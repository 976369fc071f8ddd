//! Reports on their way between machines: what was counted, in a file of its own.
//!
//! A partial report begins with a line of text, then its head as JSON, then sorted records (or sketches), then the
//! SHA-256 of all that. It holds keyed hashes and masked samples, never a value.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::ReportError;
use super::files::Files;
use super::sample::Sample;
use super::sketch::Sketch;
#[cfg(not(target_family = "wasm"))]
use super::spill::Disk;
use super::spill::{Run, Sorter, push_item};
use super::units::{Id, UnitRecord, Units};
use super::{KindInfo, Made, Report, Sketches, Store};

const MAGIC: &[u8] = b"yinsi partial report 1\n";

/// Longest head and longest record that are believed, in bytes.
const MOST: [u64; 2] = [1 << 30, 1 << 26];

/// In place of a record's length: the end.
const END: u32 = u32::MAX;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    made: Option<Made>,
    kinds: BTreeMap<Id, KindInfo>,
    files: Files,
    excluded: Vec<((String, String, String), u64)>,
    sample: Sample,
    /// Kinds of the sketches of values, and kinds of those of units with how many were seen.
    sketches: Option<SketchKinds>,
}

impl Report {
    /// Writes the report so that [`Report::read_partial`] gives it back.
    ///
    /// # Errors
    ///
    /// When writing fails, or a run cannot be read from disk.
    pub fn write_partial(&mut self, out: impl Write) -> Result<(), ReportError> {
        let mut out = Hashing { inner: out, hash: Sha256::new() };
        let sketches = match &self.store {
            Store::Exact(_) => None,
            Store::About(all) => {
                let units = all.units.iter().map(|(kinds, (_, seen))| (kinds.clone(), *seen));
                Some((all.values.keys().copied().collect(), units.collect()))
            }
        };
        let head = Head {
            made: self.made.clone(),
            kinds: self.kinds.clone(),
            files: self.files.clone(),
            excluded: self.excluded.clone().into_iter().collect(),
            sample: self.sample.clone(),
            sketches,
        };
        let head = serde_json::to_vec(&head).map_err(io::Error::from)?;
        out.write_all(MAGIC)?;
        out.write_all(&(head.len() as u64).to_le_bytes())?;
        out.write_all(&head)?;
        match &mut self.store {
            Store::Exact(sorter) => {
                let mut units = Units::of(sorter)?;
                let (mut unit, mut bytes) = (UnitRecord::default(), Vec::new());
                while units.next(&mut unit)? {
                    bytes.clear();
                    unit.write(&mut bytes);
                    out.write_all(&(bytes.len() as u32).to_le_bytes())?;
                    out.write_all(&bytes)?;
                }
                out.write_all(&END.to_le_bytes())?;
            }
            Store::About(all) => {
                let units = all.units.values().map(|(sketch, _)| sketch);
                for sketch in all.values.values().chain(units) {
                    out.write_all(sketch.bytes())?;
                }
            }
        }
        let hash = out.hash.clone().finalize();
        out.inner.write_all(&hash)?;
        out.inner.flush()?;
        Ok(())
    }

    /// Reads a report that was written; up to `memory` bytes of it stay in memory.
    ///
    /// # Errors
    ///
    /// When it is none, is cut short or was changed, or reading fails.
    pub fn read_partial(from: impl Read, memory: usize) -> Result<Self, ReportError> {
        let mut from = Hashing { inner: from, hash: Sha256::new() };
        let mut magic = [0; MAGIC.len()];
        from.exactly(&mut magic)?;
        if magic != MAGIC {
            return Err(fault("it does not begin like one"));
        }
        let mut len = [0; 8];
        from.exactly(&mut len)?;
        let len = u64::from_le_bytes(len);
        if len > MOST[0] {
            return Err(fault("its head is too long"));
        }
        let head = from.bytes(len)?;
        let head: Head = serde_json::from_slice(&head).map_err(|_| fault("its head is damaged"))?;
        let store = match head.sketches {
            None => Store::Exact(records(&mut from, memory / 2)?),
            Some(kinds) => Store::About(Box::new(sketches(&mut from, kinds)?)),
        };
        let hash: [u8; 32] = from.hash.clone().finalize().into();
        let mut written = [0; 32];
        from.exactly(&mut written)?;
        if hash != written {
            return Err(fault("its checksum is wrong"));
        }
        let Head { made, kinds, files, excluded, sample, .. } = head;
        Ok(Self { made, kinds, files, excluded: excluded.into_iter().collect(), store, sample, memory })
    }
}

/// Reads sorted records into a run, each of them checked.
fn records(from: &mut Hashing<impl Read>, memory: usize) -> Result<Sorter, ReportError> {
    let mut sorter = Sorter::new(memory);
    let mut run = Vec::new();
    let (mut unit, mut last) = (UnitRecord::default(), None);
    #[cfg(not(target_family = "wasm"))]
    let mut disk: Option<Disk> = None;
    loop {
        let mut len = [0; 4];
        from.exactly(&mut len)?;
        let len = u32::from_le_bytes(len);
        if len == END {
            break;
        }
        if u64::from(len) > MOST[1] {
            return Err(fault("a record is too long"));
        }
        let bytes = from.bytes(u64::from(len))?;
        unit.read(&bytes).ok_or_else(|| fault("a record is cut short"))?;
        if last.replace(unit.print) >= Some(unit.print) {
            return Err(fault("its records are not sorted"));
        }
        #[cfg(not(target_family = "wasm"))]
        if let Some(disk) = &mut disk {
            disk.write(&bytes)?;
            continue;
        } else if run.len() + bytes.len() > memory {
            let mut new = Disk::new()?;
            new.append(&run)?;
            new.write(&bytes)?;
            run = Vec::new();
            disk = Some(new);
            continue;
        }
        push_item(&mut run, &bytes);
    }
    #[cfg(not(target_family = "wasm"))]
    if let Some(disk) = disk {
        sorter.add_run(disk.finish()?)?;
        return Ok(sorter);
    }
    sorter.add_run(Run::Memory(run))?;
    Ok(sorter)
}

/// Kinds of the sketches of values, and kinds of those of units with how many were seen.
type SketchKinds = (Vec<Id>, Vec<(Vec<Id>, u64)>);

fn sketches(from: &mut Hashing<impl Read>, kinds: SketchKinds) -> Result<Sketches, ReportError> {
    let mut next = || {
        let bytes = from.bytes(Sketch::default().bytes().len() as u64)?;
        Sketch::from_bytes(&bytes).ok_or_else(|| fault("a sketch is damaged"))
    };
    let mut all = Sketches::default();
    for kind in kinds.0 {
        all.values.insert(kind, next()?);
    }
    for (kinds, seen) in kinds.1 {
        all.units.insert(kinds, (next()?, seen));
    }
    Ok(all)
}

/// Hashes what goes through.
struct Hashing<T> {
    inner: T,
    hash: Sha256,
}

impl<W: Write> Hashing<W> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.inner.write_all(bytes)
    }
}

impl<R: Read> Hashing<R> {
    fn exactly(&mut self, bytes: &mut [u8]) -> Result<(), ReportError> {
        match self.inner.read_exact(bytes) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(fault("it is cut short"));
            }
            result => result?,
        }
        self.hash.update(bytes);
        Ok(())
    }

    /// So many bytes; room is made as they come, whatever a broken file says.
    fn bytes(&mut self, len: u64) -> Result<Vec<u8>, ReportError> {
        let mut bytes = Vec::new();
        self.inner.by_ref().take(len).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < len {
            return Err(fault("it is cut short"));
        }
        self.hash.update(&bytes);
        Ok(bytes)
    }
}

fn fault(message: &str) -> ReportError {
    ReportError::Partial { message: message.into() }
}
