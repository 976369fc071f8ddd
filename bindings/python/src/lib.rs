//! The compiled part of the Python package `yinsi`.
//!
//! Converts: arguments in, one call of the library, results out, errors mapped. What is found and
//! how it is redacted is decided there and nowhere here.

mod arrow;
mod audit;
mod document;
mod error;
mod explain;
mod finding;
mod key;
mod many;
mod operators;
mod policy;
mod redactor;
mod rules;
mod scanner;
mod stream;
mod summary;
mod text;
mod vault;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _yinsi {
    use std::ffi::OsString;
    use std::io::Write;
    use std::process::ExitCode;

    use pyo3::prelude::*;
    use pyo3::types::PyList;

    use crate::error;
    use crate::many;
    use crate::redactor;
    use crate::scanner;
    use crate::text;

    #[pymodule_export]
    use crate::arrow::{ArrowArray, ArrowChunkedArray};
    #[pymodule_export]
    use crate::audit::{Counter, Report, audit};
    #[pymodule_export]
    use crate::document::{Document, Located, RedactStream};
    #[pymodule_export]
    use crate::explain::{Explanation, Rejection};
    #[pymodule_export]
    use crate::finding::{Evidence, Finding};
    #[pymodule_export]
    use crate::key::Key;
    #[pymodule_export]
    use crate::operators::{
        Bucket, DangerHash, Encrypt, Ff1, Generalise, Keep, Label, Mask, Numbered, Operator, Preserve,
        Remove, Replace, ShiftDate, Surrogate, Token, Truncate, is_surrogate,
    };
    #[pymodule_export]
    use crate::policy::Policy;
    #[pymodule_export]
    use crate::redactor::Redactor;
    #[pymodule_export]
    use crate::rules::{Rule, Rules};
    #[pymodule_export]
    use crate::scanner::Scanner;
    #[pymodule_export]
    use crate::stream::StreamScanner;
    #[pymodule_export]
    use crate::summary::Summary;
    #[pymodule_export]
    use crate::vault::{RestoreStream, Reversed, Reverser, Vault};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        error::hide_payloads();
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        error::add_to(module)
    }

    /// All findings of a text by the default scanner; see `Scanner.scan`.
    ///
    /// >>> import yinsi
    /// >>> [(finding.entity, finding.start, finding.end) for finding in yinsi.scan("to someone@example.com")]
    /// [('EMAIL_ADDRESS', 3, 22)]
    #[pyfunction]
    #[pyo3(signature = (text, *, label=None, offsets=None))]
    fn scan<'py>(
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        label: Option<&str>,
        offsets: Option<&str>,
    ) -> PyResult<Bound<'py, PyList>> {
        scanner::scan(py, &yinsi::Scanner::new(), text, label, offsets)
    }

    /// The findings of each of many texts.
    ///
    /// Of a list (of `str` or what lends bytes; `None` for a null) that is a list of lists. Of an
    /// Arrow column, from whatever library lends one through the PyCapsule interface, it is such a
    /// column again: a list of structs of `start`, `end`, `entity`, `rule` and `confidence` for each
    /// row, null for a null; the column's name is the label unless `label` is given.
    ///
    /// >>> import yinsi
    /// >>> [len(findings) for findings in yinsi.scan_many(["手机13812345678", "nothing"])]
    /// [1, 0]
    #[pyfunction]
    #[pyo3(signature = (texts, *, label=None, offsets=None))]
    fn scan_many<'py>(
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        label: Option<&str>,
        offsets: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        many::scan(py, &yinsi::Scanner::new(), texts, label, text::unit(offsets)?)
    }

    /// How much of what is in a list or an Arrow column.
    ///
    /// >>> import yinsi
    /// >>> yinsi.summarize(["a@example.com, b@example.com", "c@example.com"]).findings
    /// {'EMAIL_ADDRESS': 3}
    #[pyfunction]
    #[pyo3(signature = (texts, *, label=None))]
    fn summarize(
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        label: Option<&str>,
    ) -> PyResult<crate::summary::Summary> {
        many::summarize(py, &yinsi::Scanner::new(), texts, label)
    }

    /// Replaces what is found in a text by its entity's name, or by what a policy says; see `Redactor`.
    ///
    /// `policy` is a `Policy` or the name of a preset, `format` how a document is written.
    ///
    /// >>> import yinsi
    /// >>> yinsi.redact("mail to someone@example.com")
    /// 'mail to <EMAIL_ADDRESS>'
    /// >>> yinsi.redact('{"card": "4242 4242 4242 4242"}', policy="pci", format="json")
    /// '{"card": "4242 42** **** 4242"}'
    #[pyfunction]
    #[pyo3(signature = (text, *, label=None, policy=None, format=None))]
    fn redact<'py>(
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        label: Option<&str>,
        policy: Option<&Bound<'py, PyAny>>,
        format: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let how = redactor::How { label, format, document: None };
        if policy.is_none() {
            return redactor::redact(py, &redactor::Redactor::plain(py), &yinsi::Scanner::new(), text, &how);
        }
        let redactor = redactor::Redactor::of_policy(py, policy)?;
        redactor::redact(py, redactor.get(), &redactor.get().scanner(None), text, &how)
    }

    /// Redacts each of many texts.
    ///
    /// A list gives a list, an Arrow column such a column of the same type (of its values' type
    /// where it is dictionary encoded); nulls stay. The column's name is the label unless `label`
    /// is given.
    ///
    /// >>> import yinsi
    /// >>> yinsi.redact_many(["手机13812345678", None, "nothing"])
    /// ['手机<CN_MOBILE_NUMBER>', None, 'nothing']
    #[pyfunction]
    #[pyo3(signature = (texts, *, label=None, policy=None))]
    fn redact_many<'py>(
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        label: Option<&str>,
        policy: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let redactor = redactor::Redactor::of_policy(py, policy)?;
        many::redact(py, redactor.get(), &redactor.get().scanner(None), texts, label)
    }

    /// The findings of a short text and the readings that are none; see `Scanner.explain`.
    ///
    /// >>> import yinsi
    /// >>> yinsi.explain("!")
    /// <Explanation: 0 findings, 0 rejected>
    #[pyfunction]
    fn explain(py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<crate::explain::Explanation> {
        crate::explain::Explanation::of(py, &yinsi::Scanner::new(), &text::Text::of(text)?)
    }

    /// The built-in rules, those that are off by default included.
    ///
    /// >>> import yinsi
    /// >>> "EMAIL_ADDRESS" in {rule.entity for rule in yinsi.rules()}
    /// True
    #[pyfunction]
    fn rules() -> Vec<crate::rules::Rule> {
        yinsi::catalog::rules().iter().map(crate::rules::Rule::from).collect()
    }

    /// The fewest seconds by `clock`, of `rounds`, that the library alone takes to scan `texts`.
    #[cfg(feature = "bench")]
    #[pyfunction]
    fn library_seconds(
        py: Python<'_>,
        texts: Vec<Vec<u8>>,
        rounds: usize,
        clock: &Bound<'_, PyAny>,
    ) -> PyResult<f64> {
        let (scanner, mut findings, mut fewest) = (yinsi::Scanner::new(), Vec::new(), f64::INFINITY);
        for _ in 0..rounds {
            let start: f64 = clock.call0()?.extract()?;
            py.detach(|| {
                for text in &texts {
                    scanner.scan_into(text, &mut findings);
                    std::hint::black_box(&findings);
                }
            });
            fewest = fewest.min(clock.call0()?.extract::<f64>()? - start);
        }
        Ok(fewest)
    }

    /// Runs the command line with `arguments`, the program's name first; returns the exit status.
    #[pyfunction]
    fn run(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<u8> {
        let status = py.detach(|| {
            error::guard("run", || {
                let status = yinsi_cli::run(arguments);
                // Nobody flushes at exit: this is not a program of Rust's.
                let _ = std::io::stdout().flush();
                status
            })
        })?;
        Ok((0..=u8::MAX).find(|number| ExitCode::from(*number) == status).unwrap_or(u8::MAX))
    }
}
