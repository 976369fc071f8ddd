//! The operators: what may be written in place of a finding.
//!
//! Classes that hold options and turn into the library's operators; `made` has what those share whose
//! options are all that is to be said of them.

mod coarse;
mod keyed;
mod made;
mod plain;

use std::cell::RefCell;
use std::collections::HashMap;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::error::{self, Error, wrong_type};
use crate::finding::Finding;
use crate::text::View;
use crate::vault::Vault;

pub(crate) use coarse::{Bucket, Generalise, Keep, Numbered, Operator, Truncate};
pub(crate) use keyed::{DangerHash, Encrypt, Ff1, Preserve, ShiftDate, Surrogate, Token, is_surrogate};
pub(crate) use plain::{Label, Mask, Remove, Replace};

/// The operator that an argument names, and whether it is a function of Python's.
pub(crate) fn operator(object: &Bound<'_, PyAny>) -> PyResult<(yinsi::Operator, bool)> {
    macro_rules! known {
        ($($class:ty),*) => {
            $(if let Ok(known) = object.cast::<$class>() {
                return Ok((known.get().operator(), false));
            })*
        };
    }
    known!(Label, Mask, Remove, Replace, Numbered, Keep, Truncate, Generalise, Bucket, Operator);
    known!(Token, Encrypt, Preserve, Surrogate, ShiftDate, DangerHash, Vault);
    if let Ok(text) = object.cast::<PyString>() {
        return Ok((yinsi::Operator::parse(text.to_str()?).map_err(error::build)?, false));
    }
    if !object.is_callable() || object.is_instance_of::<pyo3::types::PyType>() {
        let wanted = "an operator is one of yinsi's, its text, a Vault or a function";
        return Err(wrong_type(wanted, object));
    }
    let function = object.clone().unbind();
    Ok((yinsi::Operator::custom(move |finding, value, out| call(&function, finding, value, out)), true))
}

/// A redaction under way on this thread, for the functions that it calls.
struct Call {
    is_str: bool,
    /// Findings with their offsets in bytes, and the same in the host's unit.
    findings: HashMap<yinsi::Finding, yinsi::Finding>,
    error: Option<PyErr>,
}

thread_local! {
    /// Innermost last: a function may itself redact.
    static CALLS: RefCell<Vec<Call>> = const { RefCell::new(Vec::new()) };
}

/// Runs `redact`, in which functions of Python's may be called for `findings` of `view`.
///
/// # Errors
///
/// The first exception that one of them raised.
pub(crate) fn with_functions<T>(
    view: View<'_>,
    findings: &[yinsi::Finding],
    redact: impl FnOnce() -> T,
) -> PyResult<T> {
    let mut converted = findings.to_vec();
    view.convert(&mut converted, None);
    let is_str = matches!(view, View::Str(_));
    let findings = findings.iter().copied().zip(converted).collect();
    CALLS.with_borrow_mut(|calls| calls.push(Call { is_str, findings, error: None }));
    let result = redact();
    let error = CALLS.with_borrow_mut(|calls| calls.pop()).and_then(|call| call.error);
    error.map_or(Ok(result), Err)
}

/// Whether this thread is in a function that a redaction calls.
pub(crate) fn calling() -> bool {
    CALLS.with_borrow(|calls| !calls.is_empty())
}

/// Asks `function` what to write, unless an earlier one of this redaction raised.
fn call(function: &Py<PyAny>, finding: &yinsi::Finding, value: &[u8], out: &mut Vec<u8>) {
    let known = CALLS.with_borrow(|calls| {
        let call = calls.last().filter(|call| call.error.is_none())?;
        // In a document it stays as it is: it counts bytes of a value that has been decoded.
        Some((call.is_str, *call.findings.get(finding).unwrap_or(finding)))
    });
    let Some((is_str, inner)) = known else { return };
    let written = Python::attach(|py| {
        let value = if is_str {
            PyString::new(py, &String::from_utf8_lossy(value)).into_any()
        } else {
            PyBytes::new(py, value).into_any()
        };
        let written = function.bind(py).call1((Finding { inner }, value))?;
        if let Ok(text) = written.cast::<PyString>() {
            let text = text.to_str().map_err(|_| Error::new_err("an operator wrote a lone surrogate"))?;
            return Ok(text.as_bytes().to_vec());
        }
        match written.cast::<PyBytes>() {
            Ok(bytes) if !is_str => Ok(bytes.as_bytes().to_vec()),
            _ => Err(PyTypeError::new_err("an operator must return str, or bytes for bytes")),
        }
    });
    match written {
        Ok(written) => out.extend_from_slice(&written),
        Err(error) => CALLS.with_borrow_mut(|calls| {
            if let Some(call) = calls.last_mut() {
                call.error = Some(error);
            }
        }),
    }
}
