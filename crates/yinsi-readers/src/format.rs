//! How a file is written: told by its first bytes, then by its name.

use std::fmt;

/// How a table or file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Format {
    /// Lines or paragraphs.
    Text,
    /// Cells with a delimiter between them.
    Delimited,
    /// One JSON value a line.
    JsonLines,
    /// One JSON document.
    Json,
    /// A workbook: XLSX, XLSB, XLS or ODS.
    Workbook,
    /// A database of SQLite.
    Sqlite,
    /// A dump of a database: `INSERT` and `COPY`.
    Sql,
    /// Apache Parquet.
    Parquet,
    /// Address cards, RFC 6350 and its predecessors.
    Vcard,
    /// One message, RFC 5322.
    Message,
    /// Messages in one file.
    Mailbox,
    /// An archive of ZIP.
    Zip,
    /// gzip, RFC 1952.
    Gzip,
    /// Zstandard, RFC 8878.
    Zstd,
    /// An archive of tar.
    Tar,
}

impl Format {
    /// The name in lower case: `text`, `delimited`, `json_lines` …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Delimited => "delimited",
            Self::JsonLines => "json_lines",
            Self::Json => "json",
            Self::Workbook => "workbook",
            Self::Sqlite => "sqlite",
            Self::Sql => "sql",
            Self::Parquet => "parquet",
            Self::Vcard => "vcard",
            Self::Message => "message",
            Self::Mailbox => "mailbox",
            Self::Zip => "zip",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Tar => "tar",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
