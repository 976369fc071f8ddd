//! Documents: JSON, tables, `key=value`, SQL dumps, XML and HTML, value by value.
//!
//! A [`Structure`] says how a document is written. Its values are found in their
//! decoded form, under the name that a key, a header or a tag gives them, and are
//! redacted so that the document stays one: quotes, escapes, the number of fields.
//! The lexers are our own because every byte outside a redaction has to stay as it
//! is, and because what is malformed has to come through as plain text.

mod csv;
mod detect;
mod json;
mod pairs;
mod scan;
mod sql;
mod token;
mod track;
mod walk;
mod xml;

#[cfg(test)]
mod tests;

#[cfg(feature = "keyed")]
pub(crate) use detect::is_json;
pub use scan::{DocumentScanner, Located};
#[cfg(feature = "keyed")]
pub(crate) use token::{Syntax, encode_json};
pub(crate) use walk::{Edit, Seen, Walk};

/// How a document is written.
///
/// Every byte string is a document of every structure: what does not fit is plain text, to the end of its
/// line where the structure has lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Structure {
    /// Plain text; nothing is decoded.
    #[default]
    Text,
    /// A value a line, all of one kind: see [`DocumentScanner::label`].
    Lines,
    /// JSON (RFC 8259), one document or several.
    Json,
    /// A JSON document a line; a malformed one ends with its line.
    JsonLines,
    /// Values between delimiters (RFC 4180 and its kin).
    Table(Table),
    /// Lines with `key=value` in them, the value in quotes or not: logfmt, `.env`, query strings.
    Pairs,
    /// Statements of SQL, rows of PostgreSQL's `COPY` among them.
    Sql,
    /// XML 1.0.
    Xml,
    /// HTML: names in any case, elements without end, values without quotes.
    Html,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Table {
    /// What stands between two cells: an ASCII character that is no quote and no line end.
    pub delimiter: u8,
    /// Whether the first record names the columns.
    pub header: bool,
}

impl Table {
    /// Commas between cells, names in the first record.
    pub const CSV: Self = Self { delimiter: b',', header: true };

    /// Tabs between cells, names in the first record.
    pub const TSV: Self = Self { delimiter: b'\t', header: true };
}

impl Structure {
    /// Whether what comes before a line end says all about it, so that a growing file can be followed.
    pub fn has_lines(self) -> bool {
        matches!(self, Self::Text | Self::Lines | Self::JsonLines | Self::Pairs | Self::Table(_))
    }
}
