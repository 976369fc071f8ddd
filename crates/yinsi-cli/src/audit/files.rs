//! [`Audit`]: counts files as `yinsi audit` does, for programs that want the report and not its print.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use yinsi::report::{Key, Method, Report, Unread};
use yinsi::{Encoding, Scanner};
use yinsi_readers::{Reader, TextUnit};

use super::pipeline::Job;
use crate::args::Source;
use crate::error::{Failure, complain};
use crate::input;

/// What to count and how; the fields are the options of `yinsi audit`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Audit {
    /// What looks for personal information.
    pub scanner: Scanner,
    /// Under which values are hashed.
    pub key: Key,
    /// How it is counted. [`Method::options`] are what the caller wants on record; those below are added.
    pub method: Method,
    /// Each line is a value of a column of this name.
    pub label: Option<String>,
    /// The encoding of all input; `None` to find it out.
    pub encoding: Option<Encoding>,
    /// The records of a text are its paragraphs, not its lines.
    pub paragraphs: bool,
    /// Files that git ignores are read as well.
    pub no_ignore: bool,
    /// Hidden files are read as well.
    pub hidden: bool,
    /// How many threads work; 0 is one a core.
    pub threads: usize,
    /// Whether faults and progress are told on standard error; the report has the faults in any case.
    pub loud: bool,
}

impl Audit {
    /// Counts with the options that `yinsi audit` has by default, and tells nothing while it works.
    pub fn new(scanner: Scanner, key: Key, method: Method) -> Self {
        Self {
            scanner,
            key,
            method,
            label: None,
            encoding: None,
            paragraphs: false,
            no_ignore: false,
            hidden: false,
            threads: 0,
            loud: false,
        }
    }

    /// Counts everything in files and folders; also says whether all that should have been read was.
    ///
    /// What could not be read is in the report. No path, or `-`, is standard input.
    ///
    /// # Errors
    ///
    /// When counting fails as a whole: memory on disk cannot be written.
    pub fn count(&self, paths: Vec<PathBuf>) -> Result<(Report, bool), String> {
        self.try_count(paths).map_err(|failure| match failure {
            Failure::Error(message) => message,
            Failure::Closed => "nobody reads the output".to_owned(),
        })
    }

    pub(super) fn try_count(&self, paths: Vec<PathBuf>) -> Result<(Report, bool), Failure> {
        let mut method = self.method.clone();
        let flag = |given: bool| if given { "yes" } else { "" };
        for (name, value) in [
            ("no_ignore", flag(self.no_ignore)),
            ("hidden", flag(self.hidden)),
            ("paragraphs", flag(self.paragraphs)),
            ("label", self.label.as_deref().unwrap_or_default()),
            ("encoding", self.encoding.map_or("", Encoding::name)),
        ] {
            if !value.is_empty() {
                method.options.insert(name.to_owned(), value.to_owned());
            }
        }
        let source = Source {
            paths,
            no_ignore: self.no_ignore,
            hidden: self.hidden,
            threads: self.threads,
            label: None,
            encoding: None,
            chunk: None,
        };
        let (inputs, errors) = input::collect(&source);
        let read = Arc::new(AtomicU64::new(0));
        let unit = if self.paragraphs { TextUnit::Paragraph } else { TextUnit::Line };
        let reader = Reader::new()
            .scanner(self.scanner.clone())
            .text_unit(unit)
            .encoding(self.encoding)
            .progress(read.clone());
        let job = Job { audit: self, method: &method, reader: &reader, read: &read };
        let (mut report, mut whole) = job.count(&inputs)?;
        for error in errors {
            whole = false;
            if self.loud {
                complain(&error);
            }
            let (path, reason) = error.rsplit_once(": ").unwrap_or((&error, "it cannot be read"));
            report.unread(Unread::new(path, 0, "all", reason));
        }
        Ok((report, whole))
    }
}
