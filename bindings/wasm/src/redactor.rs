//! Building redactors and redacting whole texts.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::{Category, Document, Finding, Mask, OffsetMap, Operator, Replace, Unit};

use crate::error::thrown;
use crate::scanner::Scanner;
use crate::transfer;

/// Operators on their way to a [`Redactor`].
///
/// What each is for is said before it, by [`RedactorBuilder::at`].
#[wasm_bindgen]
#[derive(Default)]
pub struct RedactorBuilder {
    pub(crate) inner: yinsi::RedactorBuilder,
    place: Place,
}

/// What an operator is for.
#[derive(Default)]
enum Place {
    #[default]
    Others,
    Entity(String),
    Category(Category),
    Country(String),
    Path(String),
}

#[wasm_bindgen]
impl RedactorBuilder {
    /// All defaults.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next operator is for this `kind` of place (`entity`, `category`, `country`, `path`) called `name`, or for
    /// all others.
    ///
    /// # Errors
    ///
    /// The name of the category that is none.
    pub fn at(&mut self, kind: &str, name: String) -> Result<(), String> {
        self.place = match kind {
            "entity" => Place::Entity(name),
            "category" => {
                Place::Category(Category::ALL.into_iter().find(|one| one.as_str() == name).ok_or(name)?)
            }
            "country" => Place::Country(name),
            "path" => Place::Path(name),
            _ => Place::Others,
        };
        Ok(())
    }

    pub(crate) fn operator(&mut self, operator: Operator) -> Result<(), JsValue> {
        let builder = std::mem::take(&mut self.inner);
        self.inner = match std::mem::take(&mut self.place) {
            Place::Others => builder.default_operator(operator),
            Place::Entity(name) => builder.operator(name, operator),
            Place::Category(category) => builder.category(category, operator),
            Place::Country(name) => builder.country(name, operator),
            Place::Path(pattern) => builder.path(&pattern, operator).map_err(thrown)?,
        };
        Ok(())
    }

    /// Writes what the text says, see the library's `Operator::parse`.
    ///
    /// # Errors
    ///
    /// A `YinsiError` with what is wrong.
    pub fn parsed(&mut self, text: &str) -> Result<(), JsValue> {
        self.operator(Operator::parse(text).map_err(thrown)?)
    }

    /// Writes a mask.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when the place cannot be.
    pub fn mask(&mut self, first: usize, last: usize, with: char, separators: bool) -> Result<(), JsValue> {
        self.operator(Mask::keep(first, last).with(with).separators(separators).into())
    }

    /// Writes a fixed text.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when the place cannot be.
    pub fn replace(&mut self, text: String) -> Result<(), JsValue> {
        self.operator(Replace::with(text).into())
    }

    /// Writes what the JavaScript function at `index` of the redactor returns.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when the place cannot be.
    pub fn custom(&mut self, index: usize) -> Result<(), JsValue> {
        let write = move |finding: &Finding, value: &[u8], out: &mut Vec<u8>| {
            let value = String::from_utf8_lossy(value);
            let text = crate::custom(index, &value, finding.entity, finding.rule, finding.confidence());
            out.extend_from_slice(text.as_bytes());
        };
        self.operator(Operator::custom(write))
    }

    /// Notes what categories and countries the rules of a scanner are of.
    #[wasm_bindgen(js_name = rulesOf)]
    pub fn rules_of(&mut self, scanner: &Scanner) {
        self.inner = std::mem::take(&mut self.inner).rules_of(&scanner.inner);
    }

    /// The redactor.
    ///
    /// # Errors
    ///
    /// A `YinsiError` with what is wrong.
    pub fn build(self) -> Result<Redactor, JsValue> {
        Ok(Redactor(self.inner.build().map_err(thrown)?))
    }
}

impl RedactorBuilder {
    /// Changes what was chosen so far.
    #[cfg(feature = "keyed")]
    pub(crate) fn change(
        &mut self,
        change: impl FnOnce(yinsi::RedactorBuilder) -> Result<yinsi::RedactorBuilder, yinsi::BuildError>,
    ) -> Result<(), JsValue> {
        self.inner = change(std::mem::take(&mut self.inner)).map_err(thrown)?;
        Ok(())
    }
}

/// A redactor.
#[wasm_bindgen]
pub struct Redactor(pub(crate) yinsi::Redactor);

#[wasm_bindgen]
impl Redactor {
    /// Redacts `len` bytes of the room, which are of `subject` (empty for nobody); returns how many bytes were
    /// written.
    pub fn redact(&self, scanner: &Scanner, len: usize, subject: String) -> usize {
        let scanner = &scanner.inner;
        let mut document = Document::new().subject(subject);
        transfer::with_text(len, |text| {
            let findings = scanner.scan(text);
            transfer::write_text(|out| {
                *out = self.0.redact_part(scanner, &mut document, "", text, &findings);
            })
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
