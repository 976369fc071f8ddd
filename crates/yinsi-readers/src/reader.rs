//! The front desk: [`Reader`] opens a file, finds out what it is and sends it to its room.

use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use yinsi::{Encoding, Scanner};

use crate::fault::Fault;
use crate::options::{Limits, TextUnit};
use crate::record::{Record, Table};

/// Takes what a [`Reader`] reads. `Break` ends the reading, and the reader returns it.
pub trait Visit {
    /// A table begins; records of it follow, until the next one begins.
    fn table(&mut self, table: &Table) -> ControlFlow<()> {
        let _ = table;
        ControlFlow::Continue(())
    }

    /// A record, in the order of the file.
    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()>;

    /// Something could not be read.
    fn fault(&mut self, fault: Fault);
}

/// Reads files into records.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    pub(crate) limits: Limits,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) text_unit: TextUnit,
    pub(crate) scanner: Option<Scanner>,
    pub(crate) progress: Option<Arc<AtomicU64>>,
}

impl Reader {
    /// Default limits, everything detected.
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits of one's own.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The encoding of all texts; `None` to detect each one's.
    #[must_use]
    pub fn encoding(mut self, encoding: Option<Encoding>) -> Self {
        self.encoding = encoding;
        self
    }

    /// What is a record in a text without structure.
    #[must_use]
    pub fn text_unit(mut self, unit: TextUnit) -> Self {
        self.text_unit = unit;
        self
    }

    /// Tells headers from data and what columns hold with this scanner. Without one the form of the
    /// cells alone decides on headers, and [`crate::Column::kind`] is `None`.
    #[must_use]
    pub fn scanner(mut self, scanner: Scanner) -> Self {
        self.scanner = Some(scanner);
        self
    }

    /// Counts the bytes that were read of the caller's files (not of what is inside archives).
    #[must_use]
    pub fn progress(mut self, bytes: Arc<AtomicU64>) -> Self {
        self.progress = Some(bytes);
        self
    }

    /// Reads a file of the file system; faults and tables call it `name`.
    pub fn read_path(&self, path: &Path, name: &str, visit: &mut dyn Visit) -> ControlFlow<()> {
        let _ = (path, name, visit);
        ControlFlow::Continue(())
    }

    /// Reads what lies in memory, as a file called `name`.
    pub fn read_bytes(&self, name: &str, bytes: &[u8], visit: &mut dyn Visit) -> ControlFlow<()> {
        let _ = (name, bytes, visit);
        ControlFlow::Continue(())
    }

    /// Reads a stream, such as standard input, as a file called `name`.
    ///
    /// Formats that need to jump about (ZIP, workbooks, SQLite, Parquet) are written to a temporary
    /// file without a name first.
    pub fn read_stream(&self, name: &str, stream: &mut dyn Read, visit: &mut dyn Visit) -> ControlFlow<()> {
        let _ = (name, stream, visit);
        ControlFlow::Continue(())
    }
}
