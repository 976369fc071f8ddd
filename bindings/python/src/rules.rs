//! `Rule` and `Rules`: what to look for, as data.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::{PyTuple, PyType};

use crate::error;

/// One way to recognise one kind of personal information, as its TOML says.
///
/// >>> import yinsi
/// >>> rule = next(rule for rule in yinsi.rules() if rule.id == "cn.resident_id")
/// >>> rule.entity, rule.country, rule.category
/// ('CN_RESIDENT_ID', 'CN', 'identity')
#[pyclass(frozen, eq, module = "yinsi")]
#[derive(Clone, PartialEq)]
pub(crate) struct Rule {
    inner: yinsi::Rule,
}

impl From<&yinsi::Rule> for Rule {
    fn from(rule: &yinsi::Rule) -> Self {
        Self { inner: rule.clone() }
    }
}

#[pymethods]
impl Rule {
    /// Stable for ever: `place.number`, lower case.
    #[getter]
    fn id(&self) -> &str {
        &self.inner.id
    }

    /// What a finding is called; several rules may share one.
    #[getter]
    fn entity(&self) -> &str {
        &self.inner.entity
    }

    /// For people, in English.
    #[getter]
    fn name(&self) -> &str {
        &self.inner.name
    }

    /// The kind of information, such as `identity` or `financial`.
    #[getter]
    fn category(&self) -> &'static str {
        self.inner.category.as_str()
    }

    /// ISO 3166-1 alpha-2 code in upper case; `None` for everywhere.
    #[getter]
    fn country(&self) -> Option<&str> {
        Some(&*self.inner.country).filter(|code| !code.is_empty())
    }

    /// Whether the rule runs when nobody names its entity.
    #[getter]
    fn default(&self) -> bool {
        self.inner.default
    }

    /// Whether the pattern counts only right after one of the labels.
    #[getter]
    fn requires_label(&self) -> bool {
        self.inner.requires == yinsi::Requires::Label
    }

    /// Whether what lies strictly inside a finding is reported as well.
    #[getter]
    fn container(&self) -> bool {
        self.inner.container
    }

    /// Longest match, in bytes of UTF-8.
    #[getter]
    fn max_len(&self) -> u32 {
        self.inner.max_len
    }

    /// Alternatives, in regex syntax without look-around.
    #[getter]
    fn patterns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        texts(py, &self.inner.patterns)
    }

    /// Names of the tests that a match must pass, in order.
    #[getter]
    fn checks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.checks.iter().map(|check| check.check.name()).collect::<Vec<_>>())
    }

    /// Words that name the value when they stand right before it.
    #[getter]
    fn labels<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        texts(py, &self.inner.labels)
    }

    /// Words that make the value likelier when they stand near it.
    #[getter]
    fn context<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        texts(py, &self.inner.context)
    }

    /// Words that make the value less likely when they stand near it.
    #[getter]
    fn against<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        texts(py, &self.inner.against)
    }

    /// Texts in which the rule matches the whole, or the part between `«` and `»`.
    #[getter]
    fn valid<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        texts(py, &self.inner.valid)
    }

    /// Texts in which the rule finds nothing at the default threshold.
    #[getter]
    fn invalid<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        texts(py, &self.inner.invalid)
    }

    /// The standards or laws behind the rule.
    #[getter]
    fn references<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        texts(py, &self.inner.references)
    }

    fn __repr__(&self) -> String {
        format!("Rule(id='{}', entity='{}')", self.inner.id, self.inner.entity)
    }
}

/// Rules of one's own, read from TOML and checked.
///
/// >>> import yinsi
/// >>> rules = yinsi.Rules.from_toml('''
/// ... [[rule]]
/// ... id = "house.badge"
/// ... entity = "BADGE_NUMBER"
/// ... name = "Badge number"
/// ... category = "other"
/// ... pattern = 'B-[0-9]{6}'
/// ... valid = ["B-123456"]
/// ... invalid = ["B-12345"]
/// ... references = ["the house's handbook"]
/// ... ''')
/// >>> scanner = yinsi.Scanner(rules=rules)
/// >>> [finding.entity for finding in scanner.scan("badge B-123456")]
/// ['BADGE_NUMBER']
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct Rules {
    pub(crate) inner: yinsi::Rules,
    text: String,
    origin: String,
}

impl Rules {
    fn parse(text: &str, origin: &str) -> PyResult<Self> {
        let inner = error::guard("Rules", || yinsi::Rules::from_toml(text, origin))?.map_err(error::build)?;
        Ok(Self { inner, text: text.to_owned(), origin: origin.to_owned() })
    }

    /// Reads what an argument names: rules, or the path of a file of them.
    pub(crate) fn of<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Self>> {
        match object.cast::<Self>() {
            Ok(rules) => Ok(rules.clone()),
            Err(_) => Bound::new(object.py(), Self::read(&object.extract::<PathBuf>()?)?),
        }
    }

    fn read(path: &std::path::Path) -> PyResult<Self> {
        let text = std::fs::read_to_string(path)?;
        Self::parse(&text, &path.to_string_lossy())
    }
}

#[pymethods]
impl Rules {
    /// Reads rules from TOML text; `origin` names it in messages.
    #[classmethod]
    #[pyo3(signature = (text, origin="rules"))]
    fn from_toml(_class: &Bound<'_, PyType>, text: &str, origin: &str) -> PyResult<Self> {
        Self::parse(text, origin)
    }

    /// Reads rules from a TOML file.
    #[classmethod]
    fn from_file(_class: &Bound<'_, PyType>, path: PathBuf) -> PyResult<Self> {
        Self::read(&path)
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    fn __getitem__(&self, index: usize) -> PyResult<Rule> {
        let rule = self.inner.iter().nth(index).map(Rule::from);
        rule.ok_or_else(|| pyo3::exceptions::PyIndexError::new_err("there are fewer rules"))
    }

    fn __repr__(&self) -> String {
        format!("<Rules: {} from {}>", self.inner.len(), self.origin)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String, String))> {
        let rules = slf.get();
        Ok((slf.get_type().getattr("from_toml")?, (rules.text.clone(), rules.origin.clone())))
    }
}

fn texts<'py>(py: Python<'py>, texts: &[yinsi::Text]) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, texts.iter().map(yinsi::Text::as_str).collect::<Vec<_>>())
}
