//! What can go wrong while counting. Messages name files and keys by their names, never a value.

use std::io;

use crate::error::Source;

/// A report that cannot be made, read, merged or rendered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The system has no random numbers to give.
    #[error("the system gave no random key")]
    Random {
        /// The cause.
        source: Source,
    },
    /// A secret is too short to be a key.
    #[error("a key needs at least {least} bytes")]
    ShortKey {
        /// The fewest bytes.
        least: usize,
    },
    /// Two reports were made with different keys.
    #[error(
        "the reports were made with different keys and cannot be merged: make all parts with one key file"
    )]
    Keys,
    /// Two reports count in different ways.
    #[error("the reports were made with different {what} and cannot be merged")]
    Options {
        /// What differs.
        what: &'static str,
    },
    /// What was read is no partial report, or a broken one.
    #[error("not a whole partial report: {message}")]
    Partial {
        /// What is wrong with it.
        message: Box<str>,
    },
    /// A data file of ours is broken.
    #[error("{file}: {message}")]
    Data {
        /// Name of the file.
        file: &'static str,
        /// What is wrong and where.
        message: Box<str>,
    },
    /// A review sheet cannot be read.
    #[error("review sheet, line {line}: {message}")]
    Sheet {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: Box<str>,
    },
    /// A temporary file or the output failed.
    #[error("reading or writing failed")]
    Io(#[from] io::Error),
}
