//! Building redactors and redacting whole texts.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::{Finding, Label, Mask, OffsetMap, Operator, Remove, Replace, Unit};

use crate::error::thrown;
use crate::scanner::Scanner;
use crate::transfer;

/// Operators on their way to a [`Redactor`]. An entity of `None` stands for all others.
#[wasm_bindgen]
#[derive(Default)]
pub struct RedactorBuilder(yinsi::RedactorBuilder);

#[wasm_bindgen]
impl RedactorBuilder {
    /// All defaults.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    fn operator(&mut self, entity: Option<String>, operator: impl Into<Operator>) {
        let builder = std::mem::take(&mut self.0);
        self.0 = match entity {
            Some(entity) => builder.operator(entity, operator),
            None => builder.default_operator(operator),
        };
    }

    /// Writes the entity's name.
    pub fn label(&mut self, entity: Option<String>) {
        self.operator(entity, Label);
    }

    /// Writes a mask.
    pub fn mask(&mut self, entity: Option<String>, first: usize, last: usize, with: char, separators: bool) {
        self.operator(entity, Mask::keep(first, last).with(with).separators(separators));
    }

    /// Writes nothing.
    pub fn remove(&mut self, entity: Option<String>) {
        self.operator(entity, Remove);
    }

    /// Writes a fixed text.
    pub fn replace(&mut self, entity: Option<String>, text: String) {
        self.operator(entity, Replace::with(text));
    }

    /// Writes what the JavaScript function at `index` of the redactor returns.
    pub fn custom(&mut self, entity: Option<String>, index: usize) {
        let write = move |finding: &Finding, value: &[u8], out: &mut Vec<u8>| {
            let value = String::from_utf8_lossy(value);
            let text = crate::custom(index, &value, finding.entity, finding.rule, finding.confidence());
            out.extend_from_slice(text.as_bytes());
        };
        self.operator(entity, Operator::custom(write));
    }

    /// The redactor.
    ///
    /// # Errors
    ///
    /// A `YinsiError` with what is wrong.
    pub fn build(self) -> Result<Redactor, JsValue> {
        Ok(Redactor(self.0.build().map_err(thrown)?))
    }
}

/// A redactor.
#[wasm_bindgen]
pub struct Redactor(pub(crate) yinsi::Redactor);

#[wasm_bindgen]
impl Redactor {
    /// Redacts `len` bytes of the room and returns how many bytes were written.
    pub fn redact(&self, scanner: &Scanner, len: usize) -> usize {
        transfer::with_text(len, |text| {
            transfer::write_text(|out| *out = self.0.redact_bytes(&scanner.inner, text))
        })
    }

    /// Replaces findings in `len` bytes of the room and returns how many bytes were
    /// written. A finding is two `names`, entity and rule, and three `numbers`, start
    /// and end in UTF-16 units and confidence.
    pub fn apply(&self, len: usize, names: Vec<String>, numbers: Vec<f64>) -> usize {
        transfer::with_text(len, |text| {
            let mut map = OffsetMap::utf8(text, Unit::Utf16);
            let findings: Vec<Finding> = names
                .as_chunks::<2>()
                .0
                .iter()
                .zip(numbers.as_chunks::<3>().0)
                .map(|([entity, rule], [start, end, confidence])| {
                    let [start, end] = [start, end].map(|unit| map.locate(*unit as u64) as u64);
                    Finding::new(entity, rule, start..end, *confidence as f32)
                })
                .collect();
            transfer::write_text(|out| *out = self.0.apply(text, &findings))
        })
    }
}
