//! Counting files.

use sha2::{Digest as _, Sha256};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::report::Report;
use yinsi_readers::audit::{Told, count_bytes};
use yinsi_readers::{Reader, TextUnit};

use crate::audit::{Counter, thrown};
use crate::transfer;

/// What reads files, and what it was told of those it read.
pub(crate) struct Files {
    reader: Reader,
    told: Vec<(String, Told, (String, u64))>,
}

impl Files {
    pub(crate) fn new(scanner: &yinsi::Scanner, paragraphs: bool) -> Self {
        let unit = if paragraphs { TextUnit::Paragraph } else { TextUnit::Line };
        Self { reader: Reader::new().scanner(scanner.clone()).text_unit(unit), told: Vec::new() }
    }

    /// Says in a report what was told.
    pub(crate) fn tell(self, report: &mut Report) {
        for (name, told, hash) in self.told {
            told.tell(report, &name, Some(hash));
        }
    }
}

#[wasm_bindgen]
impl Counter {
    /// Counts the records of a file of `len` bytes, which are in the room; returns whether all was read.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when counting fails.
    pub fn file(&mut self, name: &str, len: usize) -> Result<bool, JsValue> {
        transfer::with_text(len, |bytes| {
            let told = count_bytes(&self.files.reader, &self.scanner, &mut self.inner, name, bytes);
            let told = told.map_err(thrown)?;
            let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            let whole = !told.failed;
            self.files.told.push((name.to_owned(), told, (sha256, bytes.len() as u64)));
            Ok(whole)
        })
    }
}
