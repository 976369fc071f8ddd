//! Documents: how they are written, what is remembered of them, redaction that comes in chunks.

use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use pyo3::prelude::*;
use pyo3::types::PyList;
use yinsi::{DocumentScanner, DocumentStream, Structure, Table};

use crate::error::Error;
use crate::finding::Finding;
use crate::operators;
use crate::redactor::{How, Redactor};
use crate::scanner::{Scanner, context};
use crate::text::{self, Text, View};

/// How much of a document says how it is written, in bytes.
const SAMPLE: usize = 64 * 1024;

/// What `format=` may be.
const FORMATS: [(&str, Structure); 9] = [
    ("text", Structure::Text),
    ("json", Structure::Json),
    ("jsonl", Structure::JsonLines),
    ("csv", Structure::Table(Table::CSV)),
    ("tsv", Structure::Table(Table::TSV)),
    ("logfmt", Structure::Pairs),
    ("sql", Structure::Sql),
    ("xml", Structure::Xml),
    ("html", Structure::Html),
];

/// The structure of a name, or that a document has.
pub(crate) fn structure(format: &str, document: &[u8], scanner: &yinsi::Scanner) -> PyResult<Structure> {
    let sample = document.get(..document.len().min(SAMPLE)).unwrap_or_default();
    let complete = sample.len() == document.len();
    match format {
        "auto" => Ok(Structure::detect(None, sample, complete, scanner)),
        "csv" => Ok(Structure::Table(Table::of(Some("csv"), sample, complete, scanner))),
        _ => named(format),
    }
}

/// The structure of a name.
fn named(format: &str) -> PyResult<Structure> {
    let known = FORMATS.iter().find(|(name, _)| *name == format).map(|(_, structure)| *structure);
    known.ok_or_else(|| {
        let names = FORMATS.map(|(name, _)| name).join(", ");
        Error::new_err(format!("unknown format; there are auto, {names}"))
    })
}

/// A format and a label say the same thing in two ways.
pub(crate) fn one_of(format: Option<&str>, label: Option<&str>) -> PyResult<()> {
    match (format, label) {
        (Some(_), Some(_)) => Err(Error::new_err("a document has labels of its own: either format or label")),
        _ => Ok(()),
    }
}

/// What is remembered of a document while its parts are redacted: which value has which number, whose it is.
///
/// Hand the same to each redaction of one conversation or case, so that `<PERSON_1>` is one person
/// throughout and the dates of one `subject` (any name that is the same in all documents of a person) move
/// alike. Holds the values that were given numbers: as secret as the documents.
///
/// >>> import yinsi
/// >>> redactor, document = yinsi.Redactor(default=yinsi.Numbered()), yinsi.Document()
/// >>> [redactor.redact(text, document=document) for text in ("from a@example.com", "to b@example.com")]
/// ['from <EMAIL_ADDRESS_1>', 'to <EMAIL_ADDRESS_2>']
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct Document {
    inner: Mutex<yinsi::Document>,
}

impl Document {
    /// Waits for whoever redacts with it; a function that such a redaction calls would wait for ever.
    fn lock(&self) -> PyResult<MutexGuard<'_, yinsi::Document>> {
        match self.inner.try_lock() {
            Ok(document) => Ok(document),
            Err(TryLockError::WouldBlock) if operators::calling() => {
                Err(Error::new_err("an operator's function cannot redact with a document of its caller's"))
            }
            Err(_) => Ok(self.inner.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }
}

#[pymethods]
impl Document {
    #[new]
    #[pyo3(signature = (*, subject=None))]
    fn new(subject: Option<String>) -> Self {
        let document = yinsi::Document::new();
        Self { inner: Mutex::new(subject.into_iter().fold(document, yinsi::Document::subject)) }
    }
}

/// A finding and where in its document it is.
///
/// >>> import yinsi
/// >>> [located] = yinsi.Scanner().scan_document('{"customers": [{"phone": "13812345678"}]}', format="json")
/// >>> located.path, located.finding.entity
/// ('/customers/0/phone', 'CN_MOBILE_NUMBER')
#[pyclass(frozen, eq, hash, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Located {
    finding: Finding,
    path: Box<str>,
}

#[pymethods]
impl Located {
    /// The finding; its offsets are those of the document, escapes included.
    #[getter]
    fn finding(&self) -> Finding {
        self.finding.clone()
    }

    /// A JSON pointer, a column's name or its number from 1, a key, or a path of tags; empty in plain text.
    #[getter]
    fn path(&self) -> &str {
        &self.path
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let finding = Bound::new(py, self.finding.clone())?;
        let path = pyo3::types::PyString::new(py, &self.path);
        Ok(format!("Located({}, path={})", finding.repr()?, path.repr()?))
    }
}

/// `Scanner.scan_document`.
pub(crate) fn scan<'py>(
    py: Python<'py>,
    scanner: &yinsi::Scanner,
    text: &Bound<'py, PyAny>,
    format: &str,
    offsets: Option<&str>,
) -> PyResult<Bound<'py, PyList>> {
    let unit = text::unit(offsets)?;
    let text = Text::of(text)?;
    let view = text.view();
    let structure = structure(format, view.bytes(), scanner)?;
    let (findings, paths) = text::released(py, "scan_document", view.bytes().len(), || {
        let mut found = Vec::new();
        let mut document = DocumentScanner::new(scanner, structure);
        document.push(view.bytes(), &mut found);
        document.finish(&mut found);
        let (mut findings, paths): (Vec<_>, Vec<_>) =
            found.into_iter().map(|located| (located.finding, located.path)).unzip();
        view.convert(&mut findings, unit);
        (findings, paths)
    })?;
    let located = findings.into_iter().zip(paths);
    PyList::new(py, located.map(|(inner, path)| Located { finding: Finding { inner }, path }))
}

/// Redacts text that comes in chunks; the output is the same however it is cut.
///
/// `redactor` and `scanner` are the default ones unless said. `format` says how a document is written (`json`,
/// `jsonl`, `csv`, `tsv`, `logfmt`, `sql`, `xml`, `html`), so that it stays one; `subject` whose it is, for
/// `ShiftDate`. Memory is bounded. All chunks of a text are `str`, or all lend bytes.
///
/// >>> import yinsi
/// >>> stream = yinsi.RedactStream()
/// >>> stream.push("mail jane@exam") + stream.push("ple.com now") + stream.finish()
/// 'mail <EMAIL_ADDRESS> now'
#[pyclass(module = "yinsi")]
pub(crate) struct RedactStream {
    stream: Mutex<DocumentStream>,
    has_functions: bool,
    chunks: Chunks,
}

#[pymethods]
impl RedactStream {
    #[new]
    #[pyo3(signature = (redactor=None, scanner=None, *, format=None, subject=None))]
    fn new(
        py: Python<'_>,
        redactor: Option<&Bound<'_, Redactor>>,
        scanner: Option<&Bound<'_, Scanner>>,
        format: Option<&str>,
        subject: Option<String>,
    ) -> PyResult<Self> {
        let structure = format.map_or(Ok(Structure::Text), named)?;
        let plain = Redactor::plain(py);
        let redactor = redactor.map_or(&plain, |redactor| redactor.get());
        let document = subject.into_iter().fold(yinsi::Document::new(), yinsi::Document::subject);
        let stream = DocumentStream::new(redactor.scanner(scanner), &redactor.inner, structure);
        let stream = Mutex::new(stream.document(document));
        Ok(Self { stream, has_functions: redactor.has_functions, chunks: Chunks::default() })
    }

    /// Takes the next chunk and returns what can no longer change.
    fn push<'py>(&mut self, py: Python<'py>, chunk: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let chunk = Text::of(chunk)?;
        let bytes = chunk.raw();
        self.chunks.begin(&chunk)?;
        let out = self.run(py, bytes.len(), |stream, out| stream.push(bytes, out))?;
        self.chunks.python(py, out, false)
    }

    /// Ends the text, returns the rest and starts over with a new one.
    fn finish<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let out = self.run(py, usize::MAX, |stream, out| stream.finish(out))?;
        self.chunks.python(py, out, true)
    }
}

impl RedactStream {
    fn run(
        &mut self,
        py: Python<'_>,
        len: usize,
        step: impl FnOnce(&mut DocumentStream, &mut Vec<u8>) + Send,
    ) -> PyResult<Vec<u8>> {
        let (stream, has_functions) = (&mut self.stream, self.has_functions);
        let like = if self.chunks.is_str() { View::Str("") } else { View::Bytes(b"") };
        text::released(py, "RedactStream", len, || {
            let mut out = Vec::new();
            let stream = stream.get_mut().unwrap_or_else(PoisonError::into_inner);
            let run = || step(stream, &mut out);
            if has_functions {
                operators::with_functions(like, &[], run)?
            } else {
                run()
            }
            Ok(out)
        })?
    }
}

/// Whether chunks are text or bytes, and the beginning of a character that is not whole yet.
#[derive(Default)]
pub(crate) struct Chunks {
    is_str: Option<bool>,
    held: Vec<u8>,
}

impl Chunks {
    /// Notes of which kind a chunk is.
    pub(crate) fn begin(&mut self, chunk: &Text<'_>) -> PyResult<()> {
        let is_str = matches!(chunk.view(), View::Str(_));
        match *self.is_str.get_or_insert(is_str) == is_str {
            true => Ok(()),
            false => Err(Error::new_err("all chunks of a text are str, or all are bytes")),
        }
    }

    /// Whether they are text, as far as is known.
    pub(crate) fn is_str(&self) -> bool {
        self.is_str.unwrap_or(true)
    }

    /// What was written, as Python has it; at the end a new text may be of the other kind.
    pub(crate) fn python<'py>(
        &mut self,
        py: Python<'py>,
        out: Vec<u8>,
        end: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let is_str = self.is_str();
        if end {
            self.is_str = None;
        }
        if !is_str {
            return Ok(pyo3::types::PyBytes::new(py, &out).into_any());
        }
        self.held.extend_from_slice(&out);
        let whole = if end { self.held.len() } else { whole_chars(&self.held) };
        let rest = self.held.split_off(whole);
        let out = std::mem::replace(&mut self.held, rest);
        text::to_str(py, &out)
    }
}

/// How much of a text is whole characters, if its end is the beginning of one.
fn whole_chars(text: &[u8]) -> usize {
    let back = text.iter().rev().take(3).position(|byte| byte & 0xC0 != 0x80);
    let Some((at, first)) = back.and_then(|back| text.iter().enumerate().nth_back(back)) else {
        return text.len();
    };
    let len = match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    };
    if at + len > text.len() { at } else { text.len() }
}

/// Redacts a document, or a part of one.
pub(crate) fn redact(
    redactor: &Redactor,
    scanner: &yinsi::Scanner,
    text: &Text<'_>,
    how: &How<'_>,
) -> PyResult<Vec<u8>> {
    let view = text.view();
    let structure = how.format.map(|format| structure(format, view.bytes(), scanner)).transpose()?;
    let mut own = yinsi::Document::new();
    let mut shared = how.document.map(Document::lock).transpose()?;
    let document = shared.as_deref_mut().unwrap_or(&mut own);
    let Some(structure) = structure else {
        let findings = scanner.scan_with(view.bytes(), &context(how.label));
        let redact = || redactor.inner.redact_part(scanner, document, "", text.raw(), &findings);
        return redactor.run(view, &findings, redact);
    };
    redactor.run(view, &[], || redactor.inner.redact_document_as(scanner, document, text.raw(), structure))
}
