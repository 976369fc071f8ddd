//! The JavaScript package's half in Rust: converts, calls the library, converts back.
//!
//! Texts and findings cross the border in two buffers of this module's memory, see
//! `transfer`; only options, names and errors are converted by wasm-bindgen. What
//! people see, plain objects and classes, is made in `js/`.

#[cfg(feature = "audit")]
mod audit;
#[cfg(feature = "keyed")]
mod document;
#[cfg(feature = "files")]
mod encoding;
mod error;
#[cfg(feature = "files")]
mod files;
#[cfg(feature = "keyed")]
mod key;
#[cfg(feature = "keyed")]
mod policy;
mod redactor;
mod scanner;
mod stream;
mod transfer;
#[cfg(feature = "keyed")]
mod vault;

use wasm_bindgen::prelude::wasm_bindgen;

/// What this module asks of JavaScript.
#[wasm_bindgen(raw_module = "./hooks.js")]
extern "C" {
    /// Makes a `YinsiError` of its faults, a code, rule and message each.
    #[wasm_bindgen(js_name = buildError)]
    fn build_error(message: &str, faults: Vec<String>) -> wasm_bindgen::JsValue;

    /// What the function at `index` of the running redactor writes for a value.
    fn custom(index: usize, value: &str, entity: &str, rule: &str, confidence: f32) -> String;
}
