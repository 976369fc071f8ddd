//! `Redactor`: takes out what was found.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};

use crate::document::{self, Document};
use crate::error;
use crate::finding::Finding;
use crate::many;
use crate::operators::{self, operator};
use crate::policy::Policy;
use crate::scanner::{Scanner, category, context};
use crate::text::{self, Text, View};

/// Replaces findings in a text.
///
/// `operators` says by entity what to write in place of a finding, `default` what to write in
/// place of all others: a `Label` unless said. An operator is a `Label`, `Mask`, `Token` or another of
/// yinsi's, the text of one (`"mask:3,4"`), a `Vault`, or a function of a `Finding` and its value that
/// returns what to write. `paths` chooses by place in a document, before all others; `categories` and
/// `countries` where the entity has no operator. What is said here goes before what `policy` says.
///
/// With a policy, texts are scanned for what it wants found unless a scanner is handed over. `rules_of` is a
/// scanner with rules of your own, whose categories and countries count then.
///
/// Immutable, and shared freely among threads; pickled when its functions can be, with its keys.
///
/// Raises `yinsi.BuildError` for a name that can be no entity, and for options that make no sense.
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
    pub(crate) has_functions: bool,
    /// The scanner that the policy wants, if it wants more than the default one.
    wanted: Option<yinsi::Scanner>,
    operators: Py<PyDict>,
    /// The other arguments that would make this one again.
    options: Py<PyDict>,
}

#[pymethods]
impl Redactor {
    #[new]
    #[pyo3(signature = (operators=None, *, default=None, policy=None, categories=None, countries=None,
                        paths=None, rules_of=None))]
    #[allow(clippy::too_many_arguments)] // all but one keyword-only
    fn new(
        py: Python<'_>,
        operators: Option<&Bound<'_, PyMapping>>,
        default: Option<Bound<'_, PyAny>>,
        policy: Option<Bound<'_, PyAny>>,
        categories: Option<&Bound<'_, PyMapping>>,
        countries: Option<&Bound<'_, PyMapping>>,
        paths: Option<&Bound<'_, PyMapping>>,
        rules_of: Option<Bound<'_, Scanner>>,
    ) -> PyResult<Self> {
        let (mut builder, mut has_functions) = (yinsi::Redactor::builder(), false);
        let (kept, options) = (PyDict::new(py), PyDict::new(py));
        let mut wanted = None;
        if let Some(policy) = policy {
            let policy = Policy::of(&policy)?;
            builder = builder.policy(&policy.get().inner).map_err(error::build)?;
            wanted = policy.get().scanner()?;
            options.set_item("policy", policy)?;
        }
        for (entity, object) in pairs(operators)? {
            let (operator, is_function) = operator(&object)?;
            builder = builder.operator(&entity, operator);
            has_functions |= is_function;
            kept.set_item(entity, object)?;
        }
        for (name, given) in [("categories", categories), ("countries", countries), ("paths", paths)] {
            let again = PyDict::new(py);
            for (key, object) in pairs(given)? {
                let (operator, is_function) = operator(&object)?;
                builder = match name {
                    "categories" => builder.category(category(&key)?, operator),
                    "countries" => builder.country(&key, operator),
                    _ => builder.path(&key, operator).map_err(error::build)?,
                };
                has_functions |= is_function;
                again.set_item(key, object)?;
            }
            if !again.is_empty() {
                options.set_item(name, again)?;
            }
        }
        if let Some(object) = default {
            let (operator, is_function) = operator(&object)?;
            builder = builder.default_operator(operator);
            has_functions |= is_function;
            options.set_item("default", object)?;
        }
        if let Some(scanner) = rules_of {
            builder = builder.rules_of(&scanner.get().inner);
            options.set_item("rules_of", scanner)?;
        }
        let inner = builder.build().map_err(error::build)?;
        Ok(Self { inner, has_functions, wanted, operators: kept.unbind(), options: options.unbind() })
    }

    /// Scans a text and replaces what is found.
    ///
    /// A `str` gives a `str`, anything that lends bytes gives `bytes`. `scanner` is the default one
    /// unless said; `label` is what is known about the text from outside, such as a column header.
    ///
    /// `format` says that the text is a document, which stays one: `json`, `jsonl`, `csv`, `tsv`, `logfmt`, `sql`,
    /// `xml`, `html`, or `auto` to find it out. Keys, headers and tags count as labels there, and a function
    /// gets the offsets of the bytes of a value. `document` is what several redactions share; see `Document`.
    ///
    /// >>> import yinsi
    /// >>> yinsi.Redactor(default=yinsi.Remove()).redact(b"mail a@example.com now")
    /// b'mail  now'
    /// >>> redactor = yinsi.Redactor(default=yinsi.Replace('"gone"'), paths={"/id": yinsi.Keep()})
    /// >>> redactor.redact('{"id": "a@example.com", "mobile": 13812345678}', format="json")
    /// '{"id": "a@example.com", "mobile": "\\"gone\\""}'
    #[pyo3(signature = (text, *, scanner=None, label=None, format=None, document=None))]
    fn redact<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        scanner: Option<&Bound<'py, Scanner>>,
        label: Option<&str>,
        format: Option<&str>,
        document: Option<&Bound<'py, Document>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let how = How { label, format, document: document.map(Bound::get) };
        redact(py, self, &self.scanner(scanner), text, &how)
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
        many::redact(py, self, &self.scanner(scanner), texts, label)
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
        let (view, raw) = (text.view(), text.raw());
        let redacted = text::released(py, "apply", raw.len(), || {
            self.run(view, &located, || self.inner.apply(raw, &located))
        })??;
        text.python(py, &redacted)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut parts = vec![self.operators.bind(py).repr()?.to_string()];
        for (name, value) in self.options.bind(py).iter() {
            parts.push(format!("{name}={}", value.repr()?));
        }
        Ok(format!("Redactor({})", parts.join(", ")))
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> ((Bound<'py, PyDict>,), Bound<'py, PyDict>) {
        ((self.operators.bind(py).clone(),), self.options.bind(py).clone())
    }
}

impl Redactor {
    /// The default one.
    pub(crate) fn plain(py: Python<'_>) -> Self {
        let (operators, options) = (PyDict::new(py).unbind(), PyDict::new(py).unbind());
        Self { inner: yinsi::Redactor::new(), has_functions: false, wanted: None, operators, options }
    }

    /// The one of a policy, or the default one.
    pub(crate) fn of_policy<'py>(
        py: Python<'py>,
        policy: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, Self>> {
        match policy {
            Some(policy) => Policy::redactor(&Policy::of(policy)?),
            None => Bound::new(py, Self::plain(py)),
        }
    }

    /// The scanner that an argument names, that the policy wants, or the default one.
    pub(crate) fn scanner(&self, scanner: Option<&Bound<'_, Scanner>>) -> yinsi::Scanner {
        let wanted = || self.wanted.clone().unwrap_or_default();
        scanner.map_or_else(wanted, |scanner| scanner.get().inner.clone())
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

    pub(crate) fn run<T>(
        &self,
        view: View<'_>,
        findings: &[yinsi::Finding],
        redact: impl FnOnce() -> T,
    ) -> PyResult<T> {
        if self.has_functions { operators::with_functions(view, findings, redact) } else { Ok(redact()) }
    }
}

/// What is known of a text that is redacted.
#[derive(Default)]
pub(crate) struct How<'a> {
    pub(crate) label: Option<&'a str>,
    pub(crate) format: Option<&'a str>,
    pub(crate) document: Option<&'a Document>,
}

/// `Redactor.redact` and `yinsi.redact`.
pub(crate) fn redact<'py>(
    py: Python<'py>,
    redactor: &Redactor,
    scanner: &yinsi::Scanner,
    object: &Bound<'py, PyAny>,
    how: &How<'_>,
) -> PyResult<Bound<'py, PyAny>> {
    document::one_of(how.format, how.label)?;
    let text = Text::of(object)?;
    let (view, raw) = (text.view(), text.raw());
    let len = view.bytes().len();
    if how.format.is_some() || how.document.is_some() {
        // Whoever holds the document may need the interpreter.
        let redact = || error::guard("redact", || document::redact(redactor, scanner, &text, how))?;
        let redacted = py.detach(redact)?;
        return text.python(py, &redacted);
    }
    let redacted = text::released(py, "redact", len, || {
        let findings = scanner.scan_with(view.bytes(), &context(how.label));
        (!findings.is_empty()).then(|| redactor.replace(scanner, view, raw, &findings)).transpose()
    })??;
    match (redacted, &text) {
        (Some(redacted), _) => text.python(py, &redacted),
        (None, Text::Str(_) | Text::Surrogates { .. } | Text::Bytes(_)) => Ok(object.clone()),
        (None, _) => text.python(py, raw),
    }
}

fn pairs<'py>(given: Option<&Bound<'py, PyMapping>>) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
    let Some(given) = given else { return Ok(Vec::new()) };
    given.items()?.iter().map(|pair| pair.extract()).collect()
}
