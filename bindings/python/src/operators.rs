//! The operators: what may be written in place of a finding.

use std::cell::RefCell;
use std::collections::HashMap;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};
use yinsi::Operator;

use crate::error::{Error, wrong_type};
use crate::finding::Finding;
use crate::text::View;

/// Writes the entity's name in angle brackets: `<EMAIL_ADDRESS>`.
///
/// The default. A reader of the output learns what kind of value stood there, not its length, and
/// not whether two labels stand for one value.
#[pyclass(frozen, eq, hash, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Label;

#[pymethods]
impl Label {
    #[new]
    fn new() -> Self {
        Self
    }

    fn __repr__(&self) -> &'static str {
        "Label()"
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> Bound<'py, PyTuple> {
        PyTuple::empty(py)
    }
}

/// Writes `*` for each character but the first and last few: `138****5678`.
///
/// Separators stay and do not count, unless `separators=False`. Of a short value, one that would
/// have fewer than four characters hidden, at most half is shown. A reader of the output learns the
/// length and form of the value and what is shown: choose ends that identify nobody.
///
/// >>> import yinsi
/// >>> redactor = yinsi.Redactor({"CN_MOBILE_NUMBER": yinsi.Mask(3, 4)})
/// >>> redactor.redact("手机13812345678")
/// '手机138****5678'
#[pyclass(frozen, eq, hash, get_all, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Mask {
    /// Characters shown at the start.
    first: usize,
    /// Characters shown at the end.
    last: usize,
    /// The character written for each that is hidden.
    char: char,
    /// Whether separators stay.
    separators: bool,
}

#[pymethods]
impl Mask {
    #[new]
    #[pyo3(signature = (first=0, last=0, *, char='*', separators=true))]
    fn new(first: usize, last: usize, char: char, separators: bool) -> Self {
        Self { first, last, char, separators }
    }

    fn __repr__(&self) -> String {
        let Self { first, last, char, separators } = self;
        let separators = if *separators { "True" } else { "False" };
        format!("Mask({first}, {last}, char={char:?}, separators={separators})")
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<((usize, usize), Bound<'py, PyDict>)> {
        let named = PyDict::new(py);
        named.set_item("char", self.char)?;
        named.set_item("separators", self.separators)?;
        Ok(((self.first, self.last), named))
    }
}

/// Writes nothing.
///
/// The text before and after grows together, which may make a new value of two halves; prefer
/// `Label` where that could be.
#[pyclass(frozen, eq, hash, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Remove;

#[pymethods]
impl Remove {
    #[new]
    fn new() -> Self {
        Self
    }

    fn __repr__(&self) -> &'static str {
        "Remove()"
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> Bound<'py, PyTuple> {
        PyTuple::empty(py)
    }
}

/// Writes a fixed text, such as `[removed]`.
///
/// It is not scanned: a replacement that looks like a value is found again the next time.
#[pyclass(frozen, eq, hash, get_all, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Replace {
    /// What is written.
    text: String,
}

#[pymethods]
impl Replace {
    #[new]
    fn new(text: String) -> Self {
        Self { text }
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        Ok(format!("Replace({})", PyString::new(slf.py(), &slf.get().text).repr()?))
    }

    fn __getnewargs__(&self) -> (String,) {
        (self.text.clone(),)
    }
}

/// The operator that an argument names, and whether it is a function of Python's.
pub(crate) fn operator(object: &Bound<'_, PyAny>) -> PyResult<(Operator, bool)> {
    if object.is_instance_of::<Label>() {
        return Ok((yinsi::Label.into(), false));
    }
    if object.is_instance_of::<Remove>() {
        return Ok((yinsi::Remove.into(), false));
    }
    if let Ok(mask) = object.cast::<Mask>() {
        let Mask { first, last, char, separators } = *mask.get();
        return Ok((yinsi::Mask::keep(first, last).with(char).separators(separators).into(), false));
    }
    if let Ok(replace) = object.cast::<Replace>() {
        return Ok((yinsi::Replace::with(replace.get().text.as_str()).into(), false));
    }
    if !object.is_callable() {
        return Err(wrong_type("an operator is a Label, Mask, Remove, Replace or a function", object));
    }
    let function = object.clone().unbind();
    Ok((Operator::custom(move |finding, value, out| call(&function, finding, value, out)), true))
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

/// Asks `function` what to write, unless an earlier one of this redaction raised.
fn call(function: &Py<PyAny>, finding: &yinsi::Finding, value: &[u8], out: &mut Vec<u8>) {
    let known = CALLS.with_borrow(|calls| {
        let call = calls.last().filter(|call| call.error.is_none())?;
        Some((call.is_str, *call.findings.get(finding)?))
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
