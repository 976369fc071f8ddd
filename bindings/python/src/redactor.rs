//! `Redactor`: takes out what was found.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};

use crate::error;
use crate::finding::Finding;
use crate::many;
use crate::operators::{self, operator};
use crate::scanner::{Scanner, context, or_default};
use crate::text::{self, Text, View};

/// Replaces findings in a text.
///
/// `operators` says by entity what to write in place of a finding, `default` what to write in
/// place of all others: a `Label` unless said. An operator is a `Label`, `Mask`, `Remove`,
/// `Replace`, or a function of a `Finding` and its value that returns what to write.
///
/// Immutable, and shared freely among threads; pickled when its functions can be.
///
/// Raises `yinsi.BuildError` for a name that can be no entity, or a mask of letters or digits.
///
/// >>> import yinsi
/// >>> redactor = yinsi.Redactor({"CN_RESIDENT_ID": yinsi.Mask(6, 4)})
/// >>> redactor.redact("身份证11010519491231002X，手机13812345678")
/// '身份证110105********002X，手机<CN_MOBILE_NUMBER>'
/// >>> yinsi.Redactor(default=lambda finding, value: "#" * len(value)).redact("a@example.com!")
/// '#############!'
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct Redactor {
    pub(crate) inner: yinsi::Redactor,
    /// Whether an operator is a function of Python's.
    has_functions: bool,
    operators: Py<PyDict>,
    default: Option<Py<PyAny>>,
}

#[pymethods]
impl Redactor {
    #[new]
    #[pyo3(signature = (operators=None, *, default=None))]
    fn new(
        py: Python<'_>,
        operators: Option<&Bound<'_, PyMapping>>,
        default: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let (mut builder, mut has_functions) = (yinsi::Redactor::builder(), false);
        let kept = PyDict::new(py);
        if let Some(operators) = operators {
            for pair in operators.items()?.iter() {
                let (entity, object): (String, Bound<'_, PyAny>) = pair.extract()?;
                let (operator, is_function) = operator(&object)?;
                builder = builder.operator(&entity, operator);
                has_functions |= is_function;
                kept.set_item(entity, object)?;
            }
        }
        if let Some(object) = &default {
            let (operator, is_function) = operator(object)?;
            builder = builder.default_operator(operator);
            has_functions |= is_function;
        }
        let inner = builder.build().map_err(error::build)?;
        Ok(Self { inner, has_functions, operators: kept.unbind(), default: default.map(Bound::unbind) })
    }

    /// Scans a text and replaces what is found.
    ///
    /// A `str` gives a `str`, anything that lends bytes gives `bytes`. `scanner` is the default one
    /// unless said; `label` is what is known about the text from outside, such as a column header.
    ///
    /// >>> import yinsi
    /// >>> yinsi.Redactor(default=yinsi.Remove()).redact(b"mail a@example.com now")
    /// b'mail  now'
    #[pyo3(signature = (text, *, scanner=None, label=None))]
    fn redact<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        scanner: Option<&Bound<'py, Scanner>>,
        label: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        redact(py, self, &or_default(scanner), text, label)
    }

    /// Redacts each text of a list or an Arrow column; see `yinsi.redact_many`.
    #[pyo3(signature = (texts, *, scanner=None, label=None))]
    fn redact_many<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        scanner: Option<&Bound<'py, Scanner>>,
        label: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        many::redact(py, self, &or_default(scanner), texts, label)
    }

    /// Replaces `findings` in a text, whoever made them, in whatever order they come.
    ///
    /// Of nested spans the outer is replaced, of equal ones the more confident; where spans overlap
    /// every character of a finding goes. One that is empty or beyond the text is ignored.
    ///
    /// >>> import yinsi
    /// >>> name = yinsi.Finding("PERSON", "model", 6, 10, 0.8)
    /// >>> yinsi.Redactor().apply("Hello Jane", [name])
    /// 'Hello <PERSON>'
    fn apply<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        findings: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let text = Text::of(text)?;
        let mut located = Vec::new();
        for finding in findings.try_iter()? {
            located.push(finding?.cast::<Finding>()?.get().inner);
        }
        text.view().locate(&mut located);
        let redacted = self.run(text.view(), &located, || self.inner.apply(text.raw(), &located))?;
        text.python(py, &redacted)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let default = match &self.default {
            Some(default) => default.bind(py).repr()?.to_string(),
            None => "Label()".to_owned(),
        };
        Ok(format!("Redactor({}, default={default})", self.operators.bind(py).repr()?))
    }

    fn __getnewargs_ex__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<((Bound<'py, PyDict>,), Bound<'py, PyDict>)> {
        let named = PyDict::new(py);
        if let Some(default) = &self.default {
            named.set_item("default", default)?;
        }
        Ok(((self.operators.bind(py).clone(),), named))
    }
}

impl Redactor {
    /// The default one.
    pub(crate) fn plain(py: Python<'_>) -> Self {
        Self {
            inner: yinsi::Redactor::new(),
            has_functions: false,
            operators: PyDict::new(py).unbind(),
            default: None,
        }
    }

    /// Replaces `findings` of `scanner` in a text that reads as `view` and is written as `raw`.
    pub(crate) fn replace(
        &self,
        scanner: &yinsi::Scanner,
        view: View<'_>,
        raw: &[u8],
        findings: &[yinsi::Finding],
    ) -> PyResult<Vec<u8>> {
        self.run(view, findings, || self.inner.redact_found(scanner, raw, findings))
    }

    fn run<T>(&self, view: View<'_>, findings: &[yinsi::Finding], redact: impl FnOnce() -> T) -> PyResult<T> {
        if self.has_functions { operators::with_functions(view, findings, redact) } else { Ok(redact()) }
    }
}

/// `Redactor.redact` and `yinsi.redact`.
pub(crate) fn redact<'py>(
    py: Python<'py>,
    redactor: &Redactor,
    scanner: &yinsi::Scanner,
    object: &Bound<'py, PyAny>,
    label: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let text = Text::of(object)?;
    let (view, raw) = (text.view(), text.raw());
    let redacted = text::released(py, "redact", view.bytes().len(), || {
        let findings = scanner.scan_with(view.bytes(), &context(label));
        (!findings.is_empty()).then(|| redactor.replace(scanner, view, raw, &findings)).transpose()
    })??;
    match (redacted, &text) {
        (Some(redacted), _) => text.python(py, &redacted),
        (None, Text::Str(_) | Text::Surrogates { .. } | Text::Bytes(_)) => Ok(object.clone()),
        (None, _) => text.python(py, raw),
    }
}
