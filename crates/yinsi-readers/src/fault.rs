//! What could not be read, and why: nothing is left out in silence.

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::record::Place;

/// Something that was not read, or not as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// The file, as in [`crate::Table::file`].
    pub file: Arc<str>,
    /// The sheet, or the table of a database.
    pub table: Option<Box<str>>,
    /// Where in it; record and line are 0 when the whole of it is meant.
    pub place: Place,
    /// How much is lost.
    pub lost: Lost,
    /// Why.
    pub reason: Reason,
}

/// One line for people: where, what, why.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(table) = &self.table {
            write!(f, "#{table}")?;
        }
        if self.place.line > 0 {
            write!(f, ":{}", self.place.line)?;
        } else if self.place.record > 0 {
            write!(f, ": record {}", self.place.record)?;
        }
        write!(f, ": {}: {}", self.lost, self.reason)
    }
}

/// How much is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Lost {
    /// Nothing: it was read another way, and the reason says how.
    Nothing,
    /// A part of one record; the rest of it was handed over.
    Part,
    /// One record.
    Record,
    /// All that follows in this table or file.
    Rest,
    /// The whole table or file.
    All,
}

impl Lost {
    /// One word, as in JSON: `nothing`, `part`, `record`, `rest`, `all`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Part => "part",
            Self::Record => "record",
            Self::Rest => "rest",
            Self::All => "all",
        }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "read another way",
            Self::Part => "read in part",
            Self::Record => "record not read",
            Self::Rest => "rest not read",
            Self::All => "not read",
        })
    }
}

/// Why something was not read. Messages never quote the file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It cannot be opened or read; the message is the system's.
    Io(Box<str>),
    /// It is not what its name or first bytes say it is.
    Malformed(Box<str>),
    /// Some bytes are no text in the file's encoding; U+FFFD stands in their place.
    Encoding(&'static str),
    /// It is larger than a limit.
    Limit(Limit),
    /// Its password is needed.
    Encrypted,
    /// It is in a format, version or compression that is not read here.
    Unsupported(Box<str>),
    /// It holds bytes that are no text and no known format.
    Binary,
}

impl Reason {
    /// One word, as in JSON: `io`, `malformed`, `encoding`, `limit`, `encrypted`, `unsupported`, `binary`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Io(_) => "io",
            Self::Malformed(_) => "malformed",
            Self::Encoding(_) => "encoding",
            Self::Limit(_) => "limit",
            Self::Encrypted => "encrypted",
            Self::Unsupported(_) => "unsupported",
            Self::Binary => "binary",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(message) | Self::Malformed(message) => f.write_str(message),
            Self::Encoding(name) => write!(f, "bytes that are no {name}"),
            Self::Limit(limit) => write!(f, "{limit}"),
            Self::Encrypted => f.write_str("encrypted"),
            Self::Unsupported(what) => write!(f, "not supported: {what}"),
            Self::Binary => f.write_str("no text and no known format"),
        }
    }
}

impl From<&io::Error> for Reason {
    fn from(error: &io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Limit>()) {
            Some(limit) => Self::Limit(*limit),
            None => match error.kind() {
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                    Self::Malformed(plain(error).into())
                }
                _ => Self::Io(plain(error).into()),
            },
        }
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

/// An error in words of the kind alone when it comes from a reader: its own message may quote the file.
fn plain(error: &io::Error) -> String {
    match error.get_ref() {
        Some(_) => error.kind().to_string(),
        None => error.to_string(),
    }
}

/// A limit of [`crate::Limits`] that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Archives in archives.
    Depth(usize),
    /// Members of one archive.
    Members(u64),
    /// Bytes out of one file, unpacked.
    Bytes(u64),
    /// Bytes out for a byte in.
    Ratio(u64),
    /// Bytes of one record.
    Record(u64),
    /// Bytes of what must lie in memory as a whole.
    Memory(u64),
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Depth(limit) => write!(f, "more than {limit} archives in one another"),
            Self::Members(limit) => write!(f, "more than {limit} members in one archive"),
            Self::Bytes(limit) => write!(f, "more than {limit} bytes unpacked"),
            Self::Ratio(limit) => write!(f, "more than {limit} bytes unpacked for each one packed"),
            Self::Record(limit) => write!(f, "a record of more than {limit} bytes"),
            Self::Memory(limit) => write!(f, "more than {limit} bytes needed in memory"),
        }
    }
}

impl std::error::Error for Limit {}

impl From<Limit> for io::Error {
    fn from(limit: Limit) -> Self {
        io::Error::other(limit)
    }
}
