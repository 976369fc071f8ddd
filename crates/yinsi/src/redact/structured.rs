//! Redacts a document so that it stays one.

use std::borrow::Borrow;
use std::fmt;

use super::redactor::{Piece, names_entity, sort};
use super::{Document, Redactor};
use crate::finding::Finding;
use crate::scanner::Scanner;
use crate::structure::{Edit, Seen, Structure, Walk};

/// Redacts chunk by chunk what [`Redactor::redact_document`] redacts at once.
///
/// Memory is bounded: a value of 1 MiB or more is redacted in parts, and what has not ended by then is text.
///
/// ```
/// use yinsi::{DocumentStream, Redactor, Scanner, Structure};
///
/// let mut stream = DocumentStream::new(Scanner::new(), Redactor::new(), Structure::JsonLines);
/// let mut clean = Vec::new();
/// for chunk in [&b"{\"phone\": 1381234"[..], b"5678}\n"] {
///     stream.push(chunk, &mut clean);
/// }
/// stream.finish(&mut clean);
/// assert_eq!(clean, b"{\"phone\": \"<CN_MOBILE_NUMBER>\"}\n");
/// ```
pub struct DocumentStream {
    scanner: Scanner,
    redactor: Redactor,
    structure: Structure,
    label: Option<Box<str>>,
    walk: Walk,
    writer: Writer,
}

impl DocumentStream {
    /// Starts at the beginning of a document.
    pub fn new(scanner: impl Borrow<Scanner>, redactor: impl Borrow<Redactor>, structure: Structure) -> Self {
        let (scanner, redactor) = (scanner.borrow().clone(), redactor.borrow().clone());
        let walk = Walk::scanning(structure, &scanner, None);
        Self { scanner, redactor, structure, label: None, walk, writer: Writer::default() }
    }

    /// Names every value of [`Structure::Lines`], as a header names those of a column. To be said before the
    /// first push; other structures have names of their own.
    #[must_use]
    pub fn label(mut self, name: &str) -> Self {
        self.label = Some(name.into());
        self.walk = Walk::scanning(self.structure, &self.scanner, Some(name));
        self
    }

    /// Goes on with what is remembered of a document, or says whose it is; see [`Document`].
    #[must_use]
    pub fn document(mut self, document: Document) -> Self {
        self.writer.document = document;
        self
    }

    /// Takes the next chunk and appends to `out` what can no longer change.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        let (redactor, scanner, writer) = (&self.redactor, &self.scanner, &mut self.writer);
        self.walk.push(chunk, &mut |seen| writer.write(redactor, scanner, seen, out));
    }

    /// Appends to `out` all that is a token by now, as if the text ended here; the document goes on.
    ///
    /// To be called behind a line end, where a structure [has lines](Structure::has_lines): what the lines
    /// before say about the next one is then forgotten, but not the names of columns.
    pub fn flush(&mut self, out: &mut Vec<u8>) {
        let (redactor, scanner, writer) = (&self.redactor, &self.scanner, &mut self.writer);
        self.walk.flush(&mut |seen| writer.write(redactor, scanner, seen, out));
    }

    /// Ends the document and appends the rest to `out`; the next chunk begins another one, in which numbers of
    /// labels go on.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        let (redactor, scanner, writer) = (&self.redactor, &self.scanner, &mut self.writer);
        self.walk.finish(&mut |seen| writer.write(redactor, scanner, seen, out));
        self.walk = Walk::scanning(self.structure, &self.scanner, self.label.as_deref());
        self.writer.done = 0;
    }
}

impl fmt::Debug for DocumentStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentStream")
            .field("structure", &self.structure)
            .field("held_bytes", &self.walk.held_bytes())
            .finish_non_exhaustive()
    }
}

impl Redactor {
    /// Scans a document and replaces what is found so that the document stays one.
    ///
    /// What is written is escaped as its place wants it, quotes are added where they become necessary, and a
    /// number becomes a string unless what replaces it is a number. All other bytes stay as they are. Two
    /// keys of an object may become the same label: operators that tell values apart keep them apart.
    ///
    /// ```
    /// use yinsi::{Redactor, Replace, Scanner, Structure, Table};
    ///
    /// let redactor = Redactor::builder().default_operator(Replace::with("\"gone\"")).build()?;
    /// let redact = |document: &str, structure| {
    ///     let clean = redactor.redact_document(&Scanner::new(), document.as_bytes(), structure);
    ///     String::from_utf8(clean).expect("UTF-8 as before")
    /// };
    /// let json = redact(r#"{"手机": "\u0031 is one", "mobile": 13812345678}"#, Structure::Json);
    /// assert_eq!(json, r#"{"手机": "\u0031 is one", "mobile": "\"gone\""}"#);
    /// let table = redact("name,mobile\nA,13812345678\n", Structure::Table(Table::CSV));
    /// assert_eq!(table, "name,mobile\nA,\"\"\"gone\"\"\"\n");
    /// # Ok::<(), yinsi::BuildError>(())
    /// ```
    pub fn redact_document(&self, scanner: &Scanner, document: &[u8], structure: Structure) -> Vec<u8> {
        self.redact_document_as(scanner, &mut Document::new(), document, structure)
    }

    /// As [`redact_document`](Self::redact_document), for one of several documents that share what is remembered: numbers
    /// of labels go on, dates move as those of one subject.
    ///
    /// ```
    /// use yinsi::{Document, Numbered, Redactor, Scanner, Structure};
    ///
    /// let redactor = Redactor::builder().default_operator(Numbered).build()?;
    /// let mut shared = Document::new();
    /// let mut redact = |text: &str| {
    ///     let clean = redactor.redact_document_as(&Scanner::new(), &mut shared, text.as_bytes(), Structure::Json);
    ///     String::from_utf8_lossy(&clean).into_owned()
    /// };
    /// assert_eq!(redact(r#"["a@example.com"]"#), r#"["<EMAIL_ADDRESS_1>"]"#);
    /// assert_eq!(redact(r#"["b@example.com"]"#), r#"["<EMAIL_ADDRESS_2>"]"#);
    /// # Ok::<(), yinsi::BuildError>(())
    /// ```
    pub fn redact_document_as(
        &self,
        scanner: &Scanner,
        shared: &mut Document,
        document: &[u8],
        structure: Structure,
    ) -> Vec<u8> {
        let mut out = Vec::with_capacity(document.len() + document.len() / 8);
        let mut writer = Writer { document: std::mem::take(shared), ..Writer::default() };
        let walk = Walk::scanning(structure, scanner, None);
        walk.whole(document, &mut |seen| writer.write(self, scanner, seen, &mut out));
        *shared = writer.document;
        out
    }
}

/// Writes tokens with their findings replaced.
#[derive(Default)]
struct Writer {
    /// What all values share.
    document: Document,
    /// Up to where in the view text is written already: a finding reached beyond its token.
    done: u64,
    edits: Vec<Edit>,
    findings: Vec<Finding>,
}

impl Writer {
    fn write(&mut self, redactor: &Redactor, scanner: &Scanner, seen: &Seen<'_>, out: &mut Vec<u8>) {
        let offset = |at: usize| seen.view_base + at as u64;
        let goes_on = seen.joined && self.done > offset(seen.range.start);
        if seen.findings.is_empty() && !goes_on {
            return seen.write(&[], out);
        }
        self.edits.clear();
        let mut at = seen.range.start;
        if goes_on {
            let end = usize::try_from(self.done - seen.view_base).unwrap_or(usize::MAX).min(seen.range.end);
            self.edits.push(Edit { range: at..end, with: Vec::new() });
            at = end;
        }
        self.replace(redactor, scanner, seen, at);
        seen.write(&self.edits, out);
    }

    /// Makes an edit of each stretch of findings that overlap, from `at` on.
    fn replace(&mut self, redactor: &Redactor, scanner: &Scanner, seen: &Seen<'_>, mut at: usize) {
        // In plain text what goes on beyond the token goes on in text.
        let limit = if seen.syntax.is_plain() { seen.view.len() } else { seen.range.end };
        let path = if seen.findings.is_empty() { String::new() } else { seen.path() };
        let text = seen.view.get(..limit).unwrap_or_default();
        let piece = Piece { text, base: seen.view_base, path: &path };
        self.document.part();
        self.findings.clear();
        self.findings.extend_from_slice(seen.findings);
        sort(&mut self.findings);
        let known = |name: &str| names_entity(scanner, name);
        let mut rest = &mut self.findings[..];
        while let Some(first) = rest.first() {
            let span = piece.span(first);
            let (start, mut end) = (span.start.max(at), span.end.min(limit));
            let mut count = 1;
            while let Some(span) =
                rest.get(count).map(|next| piece.span(next)).filter(|next| next.start < end)
            {
                end = end.max(span.end.min(limit));
                count += 1;
            }
            let (stretch, later) = rest.split_at_mut(count);
            rest = later;
            if start >= end || start >= seen.range.end {
                continue;
            }
            let limit = seen.view_base + end as u64;
            stretch.iter_mut().for_each(|finding| finding.end = finding.end.min(limit));
            let mut with = Vec::new();
            self.document.wrote(seen.view.get(at..start).unwrap_or_default());
            // Without quotes it stood there, and without them a vault is to put it back.
            #[cfg(feature = "keyed")]
            self.document.set_bare(seen.syntax.is_number() && (start..end) == seen.range);
            redactor.sweep(&piece, start..end, stretch, &known, &mut self.document, &mut with);
            if seen.view.get(start..end) != Some(&with[..]) {
                self.edits.push(Edit { range: start..end.min(seen.range.end), with });
                self.done = limit;
            }
            at = end;
        }
    }
}
