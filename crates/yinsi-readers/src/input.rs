//! Bytes on their way in: a file or stream with its first bytes read, and the [`Budget`] that ends
//! bombs.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek as _};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::fault::Limit;
use crate::options::Limits;

/// Bytes read ahead to tell what a file is.
pub(crate) const HEAD: usize = 64 * 1024;

/// Bytes that may be unpacked before the ratio counts.
const RATIO_FROM: u64 = 16 << 20;

/// All bytes of a file, to jump about in.
#[cfg(not(target_family = "wasm"))]
pub(crate) type Whole = File;
#[cfg(target_family = "wasm")]
pub(crate) type Whole = Cursor<Vec<u8>>;

/// A file or stream at its start.
pub(crate) struct Input<'a> {
    /// The first bytes; they are read again.
    pub(crate) head: Vec<u8>,
    /// Whether they are all.
    pub(crate) complete: bool,
    body: Body<'a>,
}

enum Body<'a> {
    /// What follows the head.
    Stream(Box<dyn Read + 'a>),
    /// All of it.
    #[cfg_attr(target_family = "wasm", allow(dead_code))] // there are no files
    File(File, Option<Arc<AtomicU64>>, u64),
}

impl<'a> Input<'a> {
    /// A stream, of which the head is read.
    pub(crate) fn stream(mut stream: Box<dyn Read + 'a>) -> io::Result<Self> {
        let mut head = Vec::new();
        stream.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let complete = head.len() < HEAD;
        Ok(Self { head, complete, body: Body::Stream(stream) })
    }

    /// A file that can be read from any place.
    pub(crate) fn file(mut file: File) -> io::Result<Self> {
        let mut head = Vec::new();
        (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
        file.rewind()?;
        Ok(Self { complete: head.len() < HEAD, head, body: Body::File(file, None, 0) })
    }

    /// The same file of `size` bytes, counting what is read of it.
    pub(crate) fn counted(self, progress: Option<Arc<AtomicU64>>, size: u64) -> Self {
        match self.body {
            Body::File(file, ..) => Self { body: Body::File(file, progress, size), ..self },
            Body::Stream(_) => self,
        }
    }

    /// All bytes from the first one.
    pub(crate) fn into_read(self) -> Box<dyn Read + 'a> {
        match self.body {
            Body::Stream(rest) => Box::new(Cursor::new(self.head).chain(rest)),
            Body::File(file, progress, _) => Box::new(Counted::new(file, progress, None)),
        }
    }

    /// A file of all bytes, at its start; what is none yet is written to a temporary one without a name.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn into_whole(self) -> io::Result<Whole> {
        match self.body {
            Body::File(file, progress, size) => {
                // Who jumps about in a file has read all of it, as far as anybody can say.
                if let Some(progress) = progress {
                    progress.fetch_add(size, Ordering::Relaxed);
                }
                Ok(file)
            }
            Body::Stream(mut rest) => {
                let mut file = tempfile::tempfile()?;
                io::Write::write_all(&mut file, &self.head)?;
                io::copy(&mut rest, &mut file)?;
                file.rewind()?;
                Ok(file)
            }
        }
    }

    /// All bytes, in memory.
    #[cfg(target_family = "wasm")]
    pub(crate) fn into_whole(self) -> io::Result<Whole> {
        let mut bytes = Vec::new();
        self.into_read().read_to_end(&mut bytes)?;
        Ok(Cursor::new(bytes))
    }
}

/// What the archives in one file of the caller's may still cost.
pub(crate) struct Budget {
    bytes: u64,
    ratio: u64,
    unpacked: Cell<u64>,
    /// Size of the file, or what has been read of the stream.
    packed: Cell<u64>,
    broken: Cell<Option<Limit>>,
}

impl Budget {
    /// The budget of a file; `size` is 0 for a stream.
    pub(crate) fn new(limits: &Limits, size: u64) -> Rc<Self> {
        Rc::new(Self {
            bytes: limits.bytes,
            ratio: limits.ratio,
            unpacked: Cell::new(0),
            packed: Cell::new(size),
            broken: Cell::new(None),
        })
    }

    /// The limit that was reached, if one was.
    #[cfg_attr(not(feature = "archives"), allow(dead_code))]
    pub(crate) fn broken(&self) -> Option<Limit> {
        self.broken.get()
    }

    fn spend(&self, bytes: u64) -> io::Result<()> {
        let unpacked = self.unpacked.get().saturating_add(bytes);
        self.unpacked.set(unpacked);
        let limit = match () {
            () if self.broken.get().is_some() => self.broken.get(),
            () if unpacked > self.bytes => Some(Limit::Bytes(self.bytes)),
            () if unpacked > self.packed.get().saturating_mul(self.ratio).saturating_add(RATIO_FROM) => {
                Some(Limit::Ratio(self.ratio))
            }
            () => None,
        };
        self.broken.set(limit);
        limit.map_or(Ok(()), |limit| Err(limit.into()))
    }
}

/// Reads a member of an archive while the budget lasts.
pub(crate) struct Metered<R> {
    reader: R,
    budget: Rc<Budget>,
}

impl<R> Metered<R> {
    /// Meters `reader`.
    #[cfg_attr(not(feature = "archives"), allow(dead_code))] // what nobody unpacks costs nothing
    pub(crate) fn new(reader: R, budget: &Rc<Budget>) -> Self {
        Self { reader, budget: Rc::clone(budget) }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.budget.spend(read as u64)?;
        Ok(read)
    }
}

/// Counts what is read of the caller's file.
pub(crate) struct Counted<R> {
    reader: R,
    progress: Option<Arc<AtomicU64>>,
    /// Where a stream of unknown size grows.
    budget: Option<Rc<Budget>>,
}

impl<R> Counted<R> {
    /// Counts into `progress`, and into `budget` for a stream.
    pub(crate) fn new(reader: R, progress: Option<Arc<AtomicU64>>, budget: Option<Rc<Budget>>) -> Self {
        Self { reader, progress, budget }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if let Some(progress) = &self.progress {
            progress.fetch_add(read as u64, Ordering::Relaxed);
        }
        if let Some(budget) = &self.budget {
            budget.packed.set(budget.packed.get() + read as u64);
        }
        Ok(read)
    }
}
