//! Findings of a document with their paths.

use std::fmt;

use crate::finding::Finding;
use crate::scanner::Scanner;

use super::{Seen, Structure, Walk};

/// A finding and where in its document it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Located {
    /// The finding; its offsets are bytes of the document, escapes included.
    pub finding: Finding,
    /// A JSON pointer (`/customers/0/phone`), a column's name or its number from 1, a key, `/table/column`, or
    /// a path of tags (`/order/@phone`). Empty in plain text. `/` in a name is `~1` and `~` is `~0` (RFC 6901);
    /// names are shown up to 256 bytes, and as many levels.
    pub path: Box<str>,
}

/// Finds personal information in a document that arrives in chunks.
///
/// Memory is bounded: a value of 1 MiB or more is scanned in parts, and what has not ended by then is text.
///
/// ```
/// use yinsi::{DocumentScanner, Scanner, Structure};
///
/// let mut document = DocumentScanner::new(&Scanner::new(), Structure::Json);
/// let mut found = Vec::new();
/// document.push(br#"{"customers": [{"phone": "138\u00312345678"}]}"#, &mut found);
/// document.finish(&mut found);
/// assert_eq!(&*found[0].path, "/customers/0/phone");
/// assert_eq!(found[0].finding.range(), 26..42);
/// ```
pub struct DocumentScanner {
    scanner: Scanner,
    structure: Structure,
    label: Option<Box<str>>,
    walk: Walk,
}

impl DocumentScanner {
    /// Starts at the beginning of a document.
    pub fn new(scanner: &Scanner, structure: Structure) -> Self {
        let walk = Walk::scanning(structure, scanner, None);
        Self { scanner: scanner.clone(), structure, label: None, walk }
    }

    /// Names every value of [`Structure::Lines`], as a header names those of a column. To be said before the
    /// first push; other structures have names of their own.
    #[must_use]
    pub fn label(mut self, name: &str) -> Self {
        self.label = Some(name.into());
        self.walk = Walk::scanning(self.structure, &self.scanner, Some(name));
        self
    }

    /// Takes the next bytes and appends findings that are settled, in order.
    pub fn push(&mut self, chunk: &[u8], found: &mut Vec<Located>) {
        self.walk.push(chunk, &mut |seen| locate(seen, found));
    }

    /// Ends the document and appends the rest; the next chunk begins another one.
    pub fn finish(&mut self, found: &mut Vec<Located>) {
        self.walk.finish(&mut |seen| locate(seen, found));
        self.walk = Walk::scanning(self.structure, &self.scanner, self.label.as_deref());
    }

    /// No later finding starts before this offset.
    pub fn settled(&self) -> u64 {
        self.walk.settled()
    }
}

impl fmt::Debug for DocumentScanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentScanner")
            .field("structure", &self.structure)
            .field("held_bytes", &self.walk.held_bytes())
            .finish_non_exhaustive()
    }
}

impl Scanner {
    /// All findings of a document with their paths, sorted by start, longer first.
    ///
    /// What spans several values is reported once in each.
    ///
    /// ```
    /// use yinsi::{Scanner, Structure, Table};
    ///
    /// let table = "姓名,备注\n张三,\"说: \"\"13812345678\"\"\"\n";
    /// let found = Scanner::new().scan_document(table, Structure::Table(Table::CSV));
    /// let paths: Vec<&str> = found.iter().map(|located| &*located.path).collect();
    /// assert_eq!(paths, ["姓名", "备注"]);
    /// ```
    pub fn scan_document(&self, document: impl AsRef<[u8]>, structure: Structure) -> Vec<Located> {
        let mut found = Vec::new();
        Walk::scanning(structure, self, None).whole(document.as_ref(), &mut |seen| locate(seen, &mut found));
        found
    }
}

/// Appends the findings that start in a token, or that come into it from another value.
fn locate(seen: &Seen<'_>, found: &mut Vec<Located>) {
    if seen.findings.is_empty() {
        return;
    }
    let [first, last] = [seen.range.start, seen.range.end].map(|at| seen.view_base + at as u64);
    let path = seen.path();
    for finding in seen.findings {
        if seen.joined && finding.start < first {
            continue;
        }
        let end = if seen.syntax.is_plain() { finding.end } else { finding.end.min(last) };
        let raw = |at: u64| {
            let at = usize::try_from(at - seen.view_base).unwrap_or(usize::MAX);
            seen.raw_start + seen.raw_at(at) as u64
        };
        let mut moved = *finding;
        (moved.start, moved.end) = (raw(finding.start.max(first)), raw(end));
        found.push(Located { finding: moved, path: path.as_str().into() });
    }
}
