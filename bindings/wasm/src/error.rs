//! Errors of the library as JavaScript sees them.

use std::error::Error;

use wasm_bindgen::JsValue;
use yinsi::BuildError;

/// A `YinsiError`: a message, and code, rule and message of each single fault.
pub(crate) fn thrown(error: BuildError) -> JsValue {
    let faults = error
        .faults()
        .into_iter()
        .flat_map(|fault| {
            let (code, rule) = code(fault);
            [code.to_owned(), rule.to_owned(), message(fault)]
        })
        .collect();
    crate::build_error(&message(&error), faults)
}

/// The fault's name in JavaScript, and the rule at fault, or nothing.
fn code(error: &BuildError) -> (&'static str, &str) {
    match error {
        BuildError::Format { .. } => ("format", ""),
        BuildError::Rule { rule, .. } => ("rule", rule),
        BuildError::Pattern { rule, .. } => ("pattern", rule),
        BuildError::TooLarge { rule, .. } => ("too-large", rule),
        BuildError::Example { rule, .. } => ("example", rule),
        BuildError::Duplicate { rule, .. } => ("duplicate", rule),
        BuildError::Unknown { .. } => ("unknown", ""),
        BuildError::Option { .. } => ("option", ""),
        _ => ("build", ""),
    }
}

/// A `YinsiError` of one fault.
#[cfg(feature = "keyed")]
pub(crate) fn failed(code: &str, error: &dyn Error) -> JsValue {
    let message = message(error);
    crate::build_error(&message, vec![code.to_owned(), String::new(), message.clone()])
}

/// The message and those of its causes.
fn message(error: &dyn Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        message.push_str(": ");
        message.push_str(&error.to_string());
        cause = error.source();
    }
    message
}
