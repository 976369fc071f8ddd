//! How a file is written: told by its first bytes, then by its name.

use std::fmt;

use crate::session::Item;

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

/// What the first bytes say a file that is no text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Magic {
    /// A format that is read here.
    Known(Format),
    /// One that is not.
    Unread(&'static str),
}

/// First bytes of formats that are not read, and what they are called.
const UNREAD: &[(&[u8], &str)] = &[
    (b"%PDF-", "PDF"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"\xFD7zXZ\0", "xz"),
    (b"BZh", "bzip2"),
    (b"\x04\x22\x4D\x18", "LZ4"),
    (b"ORC", "ORC"),
    (b"Obj\x01", "Avro"),
    (b"ARROW1", "Arrow IPC"),
    (b"!BDN", "an Outlook mailbox"),
    (b"\x00\x01\x00\x00Standard Jet DB", "an Access database"),
    (b"\x00\x01\x00\x00Standard ACE DB", "an Access database"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "an image"),
    (b"\xFF\xD8\xFF", "an image"),
    (b"GIF8", "an image"),
    (b"\x7FELF", "a program"),
];

/// The format that the first bytes of a file prove.
pub(crate) fn magic(head: &[u8], item: &Item) -> Option<Magic> {
    let known = |format| Some(Magic::Known(format));
    let starts = |bytes: &[u8]| head.starts_with(bytes);
    match () {
        () if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") => {
            let parts = [&b"xl/workbook"[..], b"xl/worksheets/", b"opendocument.spreadsheet"];
            let workbook = item.ends(&[".xlsx", ".xlsm", ".xlsb", ".ods"])
                || parts.iter().any(|part| memchr::memmem::find(head, part).is_some());
            known(if workbook { Format::Workbook } else { Format::Zip })
        }
        () if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") => {
            // A workbook of old, or a new one with a password.
            let workbook = item.ends(&[".xls", ".xlsx", ".xlsm", ".et"]);
            if workbook { known(Format::Workbook) } else { Some(Magic::Unread("an OLE document")) }
        }
        () if starts(b"\x1F\x8B") => known(Format::Gzip),
        () if starts(b"\x28\xB5\x2F\xFD") => known(Format::Zstd),
        () if starts(b"SQLite format 3\0") => known(Format::Sqlite),
        () if starts(b"PAR1") => known(Format::Parquet),
        () if head.get(257..262) == Some(b"ustar") => known(Format::Tar),
        () => UNREAD.iter().find(|(bytes, _)| starts(bytes)).map(|(_, name)| Magic::Unread(name)),
    }
}

/// What a text is by its first lines and its name, unless it is a table or nothing special.
pub(crate) fn of_text(text: &str, complete: bool, item: &Item) -> Option<Format> {
    let start = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    let begins = |word: &str| start.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if begins("BEGIN:VCARD") {
        return Some(Format::Vcard);
    }
    if start.starts_with(['{', '[']) {
        if item.ends(&[".jsonl", ".ndjson", ".jsonlines"]) {
            return Some(Format::JsonLines);
        }
        if let Some(format) = json(start, complete, item) {
            return Some(format);
        }
    }
    if start.starts_with("From ") && is_header(start.split_once('\n').map_or("", |(_, rest)| rest)) {
        return Some(Format::Mailbox);
    }
    if is_header(start) {
        return Some(if item.ends(&[".mbox"]) { Format::Mailbox } else { Format::Message });
    }
    if item.ends(&[".sql", ".dump"]) || is_dump(text) {
        let statements = ["INSERT INTO", "COPY ", "CREATE TABLE", "REPLACE INTO", "VALUES"];
        let upper = text.to_ascii_uppercase();
        if item.ends(&[".sql"]) || statements.iter().any(|word| upper.contains(word)) {
            return Some(Format::Sql);
        }
    }
    None
}

/// A JSON document or one a line.
fn json(start: &str, complete: bool, item: &Item) -> Option<Format> {
    let whole = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text);
    let mut lines = start.lines().map(str::trim).filter(|line| !line.is_empty());
    let (first, second) = (lines.next()?, lines.next());
    if whole(first).is_ok() {
        // One line alone may be either; an object in one line is the same as a record.
        let document = second.is_none() && first.starts_with('[');
        return Some(if document { Format::Json } else { Format::JsonLines });
    }
    match whole(start) {
        Ok(_) => Some(Format::Json),
        // A document that goes on beyond what was read.
        Err(error) if error.is_eof() && !complete => Some(Format::Json),
        Err(error) if error.is_eof() && item.ends(&[".json"]) => Some(Format::Json),
        // A broken first line before sound ones.
        Err(_) if second.is_some_and(|line| line.starts_with(['{', '[']) && whole(line).is_ok()) => {
            Some(Format::JsonLines)
        }
        Err(_) if item.ends(&[".json", ".geojson"]) => Some(Format::Json),
        Err(_) => None,
    }
}

/// Whether a text starts with the header of a message: two lines or more of the fields that every one has.
fn is_header(text: &str) -> bool {
    const FIELDS: [&str; 10] = [
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "received",
        "return-path",
        "message-id",
        "mime-version",
        "delivered-to",
    ];
    let mut known = 0;
    for line in text.lines().take(64) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        known += usize::from(FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field)));
    }
    known >= 2
}

/// Whether a text without a telling name is a dump: statements at the starts of lines.
fn is_dump(text: &str) -> bool {
    text.lines().take(200).any(|line| {
        let line = line.get(..64.min(line.len())).unwrap_or(line).to_ascii_uppercase();
        (line.starts_with("INSERT INTO ") && line.len() > 20)
            || line.starts_with("CREATE TABLE ")
            || (line.starts_with("COPY ") && line.contains('('))
    })
}
