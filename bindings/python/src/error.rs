//! Exceptions, and the border that no panic crosses.
//!
//! Messages say what was asked for and never hold text that was passed in to be scanned.

use std::error::Error as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::{PyTypeInfo, create_exception};

create_exception!(yinsi, Error, PyValueError, "What yinsi raises for a wrong value; a `ValueError`.");
create_exception!(
    yinsi,
    BuildError,
    Error,
    "A rule, scanner or redactor cannot be built; the message names the rule or option at fault."
);
create_exception!(
    yinsi,
    VaultError,
    Error,
    "A vault's file is none, was written with another key, or is damaged; the message says nothing of what is in it."
);
create_exception!(
    yinsi,
    ReportError,
    Error,
    "A report cannot be made, read or merged; the message names files and keys, never a value."
);
create_exception!(
    yinsi,
    InternalError,
    PyRuntimeError,
    "A fault of yinsi's own. Nothing of the text is in the message; please report it."
);

/// The exception for what the library could not build.
pub(crate) fn build(error: yinsi::BuildError) -> PyErr {
    let causes: Vec<String> = error
        .faults()
        .into_iter()
        .map(|fault| match fault.source() {
            Some(cause) => format!("{fault}: {cause}"),
            None => fault.to_string(),
        })
        .collect();
    BuildError::new_err(causes.join("\n"))
}

/// The exception for a vault's file; an `OSError` where the file itself is at fault.
pub(crate) fn vault(error: yinsi::VaultError) -> PyErr {
    match error {
        yinsi::VaultError::Io { file, source } => {
            let message = format!("{}: {source}", file.display());
            std::io::Error::new(source.kind(), message).into()
        }
        other => VaultError::new_err(other.to_string()),
    }
}

/// The exception for a report; an `OSError` where reading or writing failed.
pub(crate) fn report(error: yinsi::report::ReportError) -> PyErr {
    match error {
        yinsi::report::ReportError::Io(source) => source.into(),
        other => ReportError::new_err(other.to_string()),
    }
}

/// The exception for an argument of the wrong type.
pub(crate) fn wrong_type(wanted: &str, got: &Bound<'_, PyAny>) -> PyErr {
    let name = got.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string());
    PyTypeError::new_err(format!("{wanted}, not {name}"))
}

/// Calls into the library; a panic becomes an [`InternalError`] without its payload.
pub(crate) fn guard<T>(function: &str, call: impl FnOnce() -> T) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(call))
        .map_err(|_| InternalError::new_err(format!("internal error in {function}")))
}

/// Panics say where they happened and nothing else.
pub(crate) fn hide_payloads() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("yinsi: internal error at {place}");
    }));
}

/// Adds the exceptions to the module.
pub(crate) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    for (name, class) in [
        ("Error", Error::type_object(py)),
        ("BuildError", BuildError::type_object(py)),
        ("InternalError", InternalError::type_object(py)),
        ("ReportError", ReportError::type_object(py)),
        ("VaultError", VaultError::type_object(py)),
    ] {
        module.add(name, class)?;
    }
    Ok(())
}
