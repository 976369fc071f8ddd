//! Text in chunks. JavaScript hands over whole characters only: it keeps back the
//! first half of a surrogate pair.

use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::{Finding, Unit};

use crate::redactor::Redactor;
use crate::scanner::Scanner;
use crate::transfer;

/// Scans chunks of one text after the other.
#[wasm_bindgen]
pub struct StreamScanner {
    inner: yinsi::StreamScanner,
    findings: Vec<Finding>,
}

#[wasm_bindgen]
impl StreamScanner {
    /// A stream that has seen nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(scanner: &Scanner) -> Self {
        let inner = yinsi::StreamScanner::new(&scanner.inner).offsets(Unit::Utf16);
        Self { inner, findings: Vec::new() }
    }

    /// Takes `len` bytes of the room; leaves rows and returns how many.
    pub fn push(&mut self, len: usize) -> usize {
        self.findings.clear();
        transfer::with_text(len, |chunk| self.inner.push(chunk, &mut self.findings));
        transfer::write_findings(&self.findings, |unit| unit)
    }

    /// The text is at its end: as [`StreamScanner::push`], then starts over.
    pub fn finish(&mut self) -> usize {
        self.findings.clear();
        self.inner.finish(&mut self.findings);
        transfer::write_findings(&self.findings, |unit| unit)
    }

    /// No later finding starts before this unit.
    pub fn settled(&self) -> f64 {
        self.inner.settled() as f64
    }
}

/// Redacts chunks of one text after the other.
#[wasm_bindgen]
pub struct RedactStream(yinsi::RedactStream);

#[wasm_bindgen]
impl RedactStream {
    /// A stream that has seen nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(scanner: &Scanner, redactor: &Redactor) -> Self {
        Self(yinsi::RedactStream::new(scanner.inner.clone(), redactor.0.clone()))
    }

    /// Takes `len` bytes of the room and returns how many bytes were written.
    pub fn push(&mut self, len: usize) -> usize {
        transfer::with_text(len, |chunk| transfer::write_text(|out| self.0.push(chunk, out)))
    }

    /// The text is at its end: as [`RedactStream::push`], then starts over.
    pub fn finish(&mut self) -> usize {
        transfer::write_text(|out| self.0.finish(out))
    }
}
