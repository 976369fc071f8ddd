//! The front desk: [`Reader`] opens a file, finds out what it is and sends it to its room.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

use yinsi::{Encoding, Scanner};

use crate::columns;
use crate::fault::{Fault, Lost};
use crate::input::{Budget, Counted, Input};
use crate::open;
use crate::options::{Limits, TextUnit};
use crate::record::{Record, Table};
use crate::session::{Item, Session};

/// Takes what a [`Reader`] reads. `Break` ends the reading, and the reader returns it.
pub trait Visit {
    /// A table begins; records of it follow. Those of a dump may alternate between its tables: each
    /// record says which one it is of.
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
    words: OnceLock<Arc<HashSet<String>>>,
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
        self.words = OnceLock::new();
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
        let item = Item::new(name, &path.to_string_lossy());
        let opened = File::open(path).and_then(|file| {
            let metadata = file.metadata()?;
            if metadata.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            Ok((file, metadata))
        });
        let (file, metadata) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                let budget = Budget::new(&self.limits, 0);
                Session::new(self, budget, visit).fault(&item, Lost::All, error.into());
                return ControlFlow::Continue(());
            }
        };
        if !metadata.is_file() {
            return self.stream(&item, &mut { file }, visit);
        }
        let budget = Budget::new(&self.limits, metadata.len());
        let mut session = Session::new(self, budget, visit);
        match Input::file(file) {
            Ok(input) => {
                let input = input.counted(self.progress.clone(), metadata.len());
                open::read(&mut session, &item, input)
            }
            Err(error) => {
                session.fault(&item, Lost::All, error.into());
                ControlFlow::Continue(())
            }
        }
    }

    /// Reads what lies in memory, as a file called `name`.
    pub fn read_bytes(&self, name: &str, bytes: &[u8], visit: &mut dyn Visit) -> ControlFlow<()> {
        self.stream(&Item::new(name, name), &mut { bytes }, visit)
    }

    /// Reads a stream, such as standard input, as a file called `name`.
    ///
    /// Formats that need to jump about (ZIP, workbooks, SQLite, Parquet) are written to a temporary
    /// file without a name first.
    pub fn read_stream(&self, name: &str, stream: &mut dyn Read, visit: &mut dyn Visit) -> ControlFlow<()> {
        self.stream(&Item::new(name, name), stream, visit)
    }

    /// Names that columns are known to have.
    pub(crate) fn words(&self) -> &HashSet<String> {
        self.words.get_or_init(|| Arc::new(columns::words(self.scanner.as_ref())))
    }

    fn stream(&self, item: &Item, stream: &mut dyn Read, visit: &mut dyn Visit) -> ControlFlow<()> {
        let budget = Budget::new(&self.limits, 0);
        let mut session = Session::new(self, Rc::clone(&budget), visit);
        let counted = Counted::new(stream, self.progress.clone(), Some(budget));
        open::read_stream(&mut session, item, Box::new(counted))
    }
}
