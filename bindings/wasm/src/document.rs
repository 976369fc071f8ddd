//! Documents that stay such.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::{Document, Finding, Structure, Table};

use crate::redactor::Redactor;
use crate::scanner::{Scanner, places};
use crate::transfer;

/// Bytes of a stream that its structure is told by.
const SAMPLE: usize = 64 * 1024;

/// The structure of this name, which may depend on the text: `auto` on all of it, `csv` on what parts its cells.
pub(crate) fn structure(
    name: &str,
    text: &[u8],
    complete: bool,
    scanner: &yinsi::Scanner,
) -> Result<Structure, JsValue> {
    let (name, extension) = name.split_once(':').unwrap_or((name, ""));
    let extension = Some(extension).filter(|extension| !extension.is_empty());
    let sample = text.get(..SAMPLE).unwrap_or(text);
    let complete = complete && text.len() == sample.len();
    Ok(match name {
        "auto" => Structure::detect(extension, sample, complete, scanner),
        "text" => Structure::Text,
        "lines" => Structure::Lines,
        "json" => Structure::Json,
        "jsonl" => Structure::JsonLines,
        "csv" => Structure::Table(Table::of(Some("csv"), sample, complete, scanner)),
        "tsv" => Structure::Table(Table::TSV),
        "pairs" => Structure::Pairs,
        "sql" => Structure::Sql,
        "xml" => Structure::Xml,
        "html" => Structure::Html,
        _ => {
            let message = format!("`{name}` is no structure");
            let fault = vec!["unknown".to_owned(), String::new(), message.clone()];
            return Err(crate::build_error(&message, fault));
        }
    })
}

/// The name of a structure.
fn named(structure: Structure) -> &'static str {
    match structure {
        Structure::Lines => "lines",
        Structure::Json => "json",
        Structure::JsonLines => "jsonl",
        Structure::Table(Table { delimiter: b'\t', .. }) => "tsv",
        Structure::Table(_) => "csv",
        Structure::Pairs => "pairs",
        Structure::Sql => "sql",
        Structure::Xml => "xml",
        Structure::Html => "html",
        _ => "text",
    }
}

#[wasm_bindgen]
impl Scanner {
    /// How `len` bytes of the room are written, by their look and the ending of a file's name.
    #[wasm_bindgen(js_name = structureOf)]
    pub fn structure_of(&self, len: usize, extension: &str) -> String {
        let extension = Some(extension).filter(|extension| !extension.is_empty());
        transfer::with_text(len, |text| {
            let sample = text.get(..SAMPLE).unwrap_or(text);
            let complete = sample.len() == text.len();
            named(Structure::detect(extension, sample, complete, &self.inner)).to_owned()
        })
    }

    /// Scans `len` bytes of the room as a document; leaves rows and returns the path of each finding.
    ///
    /// # Errors
    ///
    /// A `YinsiError` for an unknown structure.
    #[wasm_bindgen(js_name = scanDocument)]
    pub fn scan_document(&self, len: usize, ascii: bool, name: &str) -> Result<Vec<String>, JsValue> {
        transfer::with_text(len, |text| {
            let located = self.inner.scan_document(text, structure(name, text, true, &self.inner)?);
            let findings: Vec<Finding> = located.iter().map(|one| one.finding).collect();
            transfer::write_findings(&findings, places(text, ascii));
            Ok(located.into_iter().map(|one| one.path.to_string()).collect())
        })
    }
}

#[wasm_bindgen]
impl Redactor {
    /// Redacts `len` bytes of the room as a document of `subject`; returns how many bytes were written.
    ///
    /// # Errors
    ///
    /// A `YinsiError` for an unknown structure.
    #[wasm_bindgen(js_name = redactDocument)]
    pub fn redact_document(
        &self,
        scanner: &Scanner,
        len: usize,
        name: &str,
        subject: String,
    ) -> Result<usize, JsValue> {
        let scanner = &scanner.inner;
        let mut document = Document::new().subject(subject);
        transfer::with_text(len, |text| {
            let structure = structure(name, text, true, scanner)?;
            let redacted = self.0.redact_document_as(scanner, &mut document, text, structure);
            Ok(transfer::write_text(|out| *out = redacted))
        })
    }
}

/// Redacts chunks of one document after the other.
#[wasm_bindgen]
pub struct DocumentStream {
    scanner: yinsi::Scanner,
    redactor: yinsi::Redactor,
    name: String,
    subject: String,
    /// Of a document whose structure is not told yet.
    start: Vec<u8>,
    inner: Option<yinsi::DocumentStream>,
}

#[wasm_bindgen]
impl DocumentStream {
    /// A stream that has seen nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(scanner: &Scanner, redactor: &Redactor, name: String, subject: String) -> Self {
        let (scanner, redactor) = (scanner.inner.clone(), redactor.0.clone());
        Self { scanner, redactor, name, subject, start: Vec::new(), inner: None }
    }

    fn begin(&mut self, complete: bool) -> Result<&mut yinsi::DocumentStream, JsValue> {
        let structure = structure(&self.name, &self.start, complete, &self.scanner)?;
        let stream = yinsi::DocumentStream::new(&self.scanner, &self.redactor, structure);
        Ok(self.inner.insert(stream.document(Document::new().subject(&*self.subject))))
    }

    /// Takes `len` bytes of the room and returns how many bytes were written.
    ///
    /// # Errors
    ///
    /// A `YinsiError` for an unknown structure.
    pub fn push(&mut self, len: usize) -> Result<usize, JsValue> {
        if let Some(inner) = &mut self.inner {
            return Ok(transfer::with_text(len, |chunk| transfer::write_text(|out| inner.push(chunk, out))));
        }
        transfer::with_text(len, |chunk| self.start.extend_from_slice(chunk));
        if self.start.len() < SAMPLE {
            return Ok(0);
        }
        self.begin(false)?;
        Ok(self.release())
    }

    fn release(&mut self) -> usize {
        let start = std::mem::take(&mut self.start);
        let inner = self.inner.as_mut();
        transfer::write_text(|out| inner.into_iter().for_each(|inner| inner.push(&start, out)))
    }

    /// The document is at its end: as [`DocumentStream::push`].
    ///
    /// # Errors
    ///
    /// A `YinsiError` for an unknown structure.
    pub fn finish(&mut self) -> Result<usize, JsValue> {
        if self.inner.is_none() {
            self.begin(true)?;
        }
        let start = std::mem::take(&mut self.start);
        let inner = self.inner.take();
        Ok(transfer::write_text(|out| {
            if let Some(mut inner) = inner {
                inner.push(&start, out);
                inner.finish(out);
            }
        }))
    }
}
