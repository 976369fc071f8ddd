//! Building scanners and scanning whole texts.

use std::cell::Cell;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::{Category, Context, Finding, OffsetMap, Rule, Unit};

use crate::error::thrown;
use crate::transfer;

/// Options on their way to a [`Scanner`].
#[wasm_bindgen]
pub struct ScannerBuilder(pub(crate) yinsi::ScannerBuilder);

#[wasm_bindgen]
impl ScannerBuilder {
    /// All defaults.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(yinsi::Scanner::builder())
    }

    fn change(&mut self, change: impl FnOnce(yinsi::ScannerBuilder) -> yinsi::ScannerBuilder) {
        self.0 = change(std::mem::take(&mut self.0));
    }

    /// See the library's method of this name, as for all below.
    pub fn countries(&mut self, countries: Vec<String>) {
        self.change(|builder| builder.countries(countries));
    }

    /// Entities to look for.
    pub fn entities(&mut self, entities: Vec<String>) {
        self.change(|builder| builder.entities(entities));
    }

    /// Categories to look for.
    ///
    /// # Errors
    ///
    /// The name that is none.
    pub fn categories(&mut self, names: Vec<String>) -> Result<(), String> {
        let mut categories = Vec::new();
        for name in names {
            categories
                .push(Category::ALL.into_iter().find(|category| category.as_str() == name).ok_or(name)?);
        }
        self.change(|builder| builder.categories(categories));
        Ok(())
    }

    /// Rules from TOML text; `origin` names it in messages.
    ///
    /// # Errors
    ///
    /// A `YinsiError` with the faults of the rules.
    pub fn rules(&mut self, text: &str, origin: &str) -> Result<(), JsValue> {
        own::rules(self, text, origin)
    }

    /// Whether the built-in rules take part.
    pub fn builtin(&mut self, builtin: bool) {
        self.change(|builder| builder.builtin(builtin));
    }

    /// Least confidence.
    #[wasm_bindgen(js_name = minConfidence)]
    pub fn min_confidence(&mut self, min_confidence: f32) {
        self.change(|builder| builder.min_confidence(min_confidence));
    }

    /// Values never reported.
    pub fn allow(&mut self, values: Vec<String>) {
        self.change(|builder| builder.allow(values));
    }

    /// Values always reported.
    ///
    /// # Errors
    ///
    /// In a module without the rule compiler, always.
    pub fn deny(&mut self, values: Vec<String>) -> Result<(), JsValue> {
        own::deny(self, values)
    }

    /// Reach of context words, in bytes of UTF-8.
    #[wasm_bindgen(js_name = contextWindow)]
    pub fn context_window(&mut self, bytes: usize) {
        self.change(|builder| builder.context_window(bytes));
    }

    /// Latest plausible date.
    #[wasm_bindgen(js_name = latestDate)]
    pub fn latest_date(&mut self, year: u16, month: u8, day: u8) {
        self.change(|builder| builder.latest_date(year, month, day));
    }

    /// The scanner.
    ///
    /// # Errors
    ///
    /// A `YinsiError` with what is wrong.
    pub fn build(self) -> Result<Scanner, JsValue> {
        let inner = self.0.build().map_err(thrown)?;
        Ok(Scanner { inner, findings: Cell::default() })
    }
}

/// Rules of the caller's own.
#[cfg(feature = "rules")]
mod own {
    use super::*;

    pub(super) fn rules(builder: &mut ScannerBuilder, text: &str, origin: &str) -> Result<(), JsValue> {
        let rules = yinsi::Rules::from_toml(text, origin).map_err(thrown)?;
        builder.change(|builder| builder.rules(rules));
        Ok(())
    }

    pub(super) fn deny(builder: &mut ScannerBuilder, values: Vec<String>) -> Result<(), JsValue> {
        builder.change(|builder| builder.deny(values));
        Ok(())
    }
}

/// The same in a module without the compiler.
#[cfg(not(feature = "rules"))]
mod own {
    use super::*;

    fn missing(option: &str) -> Result<(), JsValue> {
        let message =
            format!("`{option}` needs the module with the rule compiler: `await init({{ all: true }})`");
        Err(crate::build_error(&message, vec!["no-all".to_owned(), String::new(), message.clone()]))
    }

    pub(super) fn rules(_: &mut ScannerBuilder, _: &str, _: &str) -> Result<(), JsValue> {
        missing("rules")
    }

    pub(super) fn deny(_: &mut ScannerBuilder, _: Vec<String>) -> Result<(), JsValue> {
        missing("deny")
    }
}

/// A scanner, with a list that is used again and again.
#[wasm_bindgen]
pub struct Scanner {
    pub(crate) inner: yinsi::Scanner,
    findings: Cell<Vec<Finding>>,
}

#[wasm_bindgen]
impl Scanner {
    /// Scans `len` bytes of the room and leaves rows; returns how many. `ascii` says
    /// that all of the text is, so that bytes are units.
    pub fn scan(&self, len: usize, ascii: bool, label: Option<String>) -> usize {
        transfer::with_text(len, |text| {
            let mut findings = self.findings.take();
            match label {
                None => self.inner.scan_into(text, &mut findings),
                Some(label) => self.inner.scan_with_into(text, &Context::label(&label), &mut findings),
            }
            let count = transfer::write_findings(&findings, places(text, ascii));
            self.findings.set(findings);
            count
        })
    }

    /// Whether there is any finding in `len` bytes of the room.
    #[wasm_bindgen(js_name = isMatch)]
    pub fn is_match(&self, len: usize) -> bool {
        transfer::with_text(len, |text| self.inner.is_match(text))
    }

    /// How many findings there are in `len` bytes of the room.
    pub fn count(&self, len: usize) -> usize {
        transfer::with_text(len, |text| self.inner.count(text))
    }

    /// Leaves rows of the findings and, after those, of the rejected readings.
    /// Returns how many of both there are.
    pub fn explain(&self, len: usize, ascii: bool) -> Vec<usize> {
        transfer::with_text(len, |text| {
            let explanation = self.inner.explain(text);
            let all = transfer::write_explanation(&explanation, places(text, ascii));
            vec![explanation.findings.len(), all - explanation.findings.len()]
        })
    }

    /// The rules that run, see [`describe`].
    pub fn rules(&self) -> Vec<String> {
        describe(self.inner.rules())
    }

    /// Rules on the slow path: id and message by turns.
    pub fn diagnostics(&self) -> Vec<String> {
        let diagnostics = self.inner.diagnostics().iter();
        diagnostics.flat_map(|diagnostic| [diagnostic.rule, diagnostic.message]).map(str::to_owned).collect()
    }

    /// The instruction set in use.
    pub fn isa(&self) -> String {
        self.inner.isa().to_owned()
    }
}

/// The built-in rules, see [`describe`].
#[wasm_bindgen(js_name = builtinRules)]
pub fn builtin_rules() -> Vec<String> {
    describe(yinsi::catalog::rules())
}

/// Six strings a rule: id, entity, name, category, country, and whether it runs by default.
fn describe<'r>(rules: impl IntoIterator<Item = &'r Rule>) -> Vec<String> {
    let fields = |rule: &Rule| {
        let default = if rule.default { "true" } else { "" };
        [&rule.id, &rule.entity, &rule.name, rule.category.as_str(), &rule.country, default]
            .map(str::to_owned)
    };
    rules.into_iter().flat_map(fields).collect()
}

/// Where a byte of `text`, which JavaScript wrote, is in UTF-16 units.
pub(crate) fn places(text: &[u8], ascii: bool) -> impl FnMut(u64) -> u64 {
    let unit = if ascii { Unit::Bytes } else { Unit::Utf16 };
    let mut map = OffsetMap::utf8(text, unit);
    move |offset| map.convert(offset as usize)
}
