//! `Scanner`: compiled rules, and what they find.

use std::collections::BTreeMap;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use yinsi::{Category, Context};

use crate::document;
use crate::error::{self, wrong_type};
use crate::explain::Explanation;
use crate::finding::Finding;
use crate::many;
use crate::rules::{Rule, Rules};
use crate::summary::Summary;
use crate::text::{self, Text};

/// Finds personal information in text.
///
/// Immutable and shared freely among threads and, pickled, among processes. All options are
/// keyword-only and have sensible defaults:
///
/// countries: only rules of these countries (ISO 3166-1 alpha-2) and those of no country; their
///     numbers with a check digit then need less context.
/// entities: only these entities, those that are off by default included; `["ALL"]` names all.
/// categories: only rules of these categories.
/// rules: rules beside the built-in ones: `Rules`, the path of a TOML file, or a list of either.
/// builtin: whether the built-in rules take part.
/// min_confidence: least confidence that is reported, 0.0 to 1.0.
/// allow: values (`str` or `bytes`) that are never reported.
/// deny: values that are always reported, as `DENIED_VALUE`.
/// context_window: how many bytes before a match are searched for context words, at most 4096.
/// latest_date: the latest date (`datetime.date`) that is plausible in a number.
/// isa: forces an instruction set, for tests and benchmarks.
///
/// Raises `yinsi.BuildError` when a rule does not compile or an option names what does not exist.
///
/// >>> import yinsi
/// >>> scanner = yinsi.Scanner(countries=["CN"], min_confidence=0.6)
/// >>> [finding.entity for finding in scanner.scan("联系人：张三，手机13812345678")]
/// ['CN_PERSON_NAME', 'CN_MOBILE_NUMBER']
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct Scanner {
    pub(crate) inner: yinsi::Scanner,
    /// The arguments that would make this one again.
    options: Py<PyDict>,
}

#[pymethods]
impl Scanner {
    #[new]
    #[pyo3(signature = (*, countries=None, entities=None, categories=None, rules=None, builtin=true,
                        min_confidence=0.5, allow=None, deny=None, context_window=None,
                        latest_date=None, isa=None))]
    #[allow(clippy::too_many_arguments)] // all of them keyword-only
    fn new(
        py: Python<'_>,
        countries: Option<&Bound<'_, PyAny>>,
        entities: Option<&Bound<'_, PyAny>>,
        categories: Option<&Bound<'_, PyAny>>,
        rules: Option<&Bound<'_, PyAny>>,
        builtin: bool,
        min_confidence: f64,
        allow: Option<&Bound<'_, PyAny>>,
        deny: Option<&Bound<'_, PyAny>>,
        context_window: Option<usize>,
        latest_date: Option<&Bound<'_, PyAny>>,
        isa: Option<&str>,
    ) -> PyResult<Self> {
        let options = PyDict::new(py);
        let mut builder = yinsi::Scanner::builder();
        if !builtin {
            options.set_item("builtin", builtin)?;
            builder = builder.builtin(builtin);
        }
        if min_confidence != 0.5 {
            options.set_item("min_confidence", min_confidence)?;
            builder = builder.min_confidence(min_confidence as f32);
        }
        if let Some(countries) = countries {
            let countries = strings("countries", countries)?;
            options.set_item("countries", &countries)?;
            builder = builder.countries(countries);
        }
        if let Some(entities) = entities {
            let entities = strings("entities", entities)?;
            options.set_item("entities", &entities)?;
            builder = builder.entities(entities);
        }
        if let Some(categories) = categories {
            let names = strings("categories", categories)?;
            options.set_item("categories", &names)?;
            builder =
                builder.categories(names.iter().map(|name| category(name)).collect::<PyResult<Vec<_>>>()?);
        }
        if let Some(rules) = rules {
            let all = PyList::empty(py);
            for rules in each_rules(rules)? {
                builder = builder.rules(rules.get().inner.clone());
                all.append(rules)?;
            }
            options.set_item("rules", all)?;
        }
        if let Some(values) = allow {
            let mut allowed = Vec::new();
            for value in iterate("allow", values)? {
                allowed.push(Text::of(&value)?.raw().to_vec());
            }
            builder = builder.allow(&allowed);
            let allowed: Vec<_> = allowed.iter().map(|value| pyo3::types::PyBytes::new(py, value)).collect();
            options.set_item("allow", allowed)?;
        }
        if let Some(values) = deny {
            let values = strings("deny", values)?;
            options.set_item("deny", &values)?;
            builder = builder.deny(values);
        }
        if let Some(bytes) = context_window {
            options.set_item("context_window", bytes)?;
            builder = builder.context_window(bytes);
        }
        if let Some(date) = latest_date {
            options.set_item("latest_date", date)?;
            let part = |name: &str| date.getattr(name);
            builder = builder.latest_date(
                part("year")?.extract()?,
                part("month")?.extract()?,
                part("day")?.extract()?,
            );
        }
        if let Some(name) = isa {
            options.set_item("isa", name)?;
            builder = builder.isa(name);
        }
        // Without options it is the default one, which is made once.
        let build = || if options.is_empty() { Ok(yinsi::Scanner::new()) } else { builder.build() };
        let inner = error::guard("Scanner", build)?.map_err(error::build)?;
        Ok(Self { inner, options: options.unbind() })
    }

    /// All findings of a text, sorted by start, longer first.
    ///
    /// `text` is a `str` or anything that lends bytes. `label` is what is known about it from
    /// outside: a column header, the name of a form field. Offsets count code points of a `str`
    /// and bytes of a buffer, or what `offsets` says: `bytes` (of UTF-8), `chars` or `utf16`.
    ///
    /// >>> import yinsi
    /// >>> scanner = yinsi.Scanner()
    /// >>> [finding.entity for finding in scanner.scan("张三", label="姓名")]
    /// ['CN_PERSON_NAME']
    /// >>> [(finding.start, finding.end) for finding in scanner.scan("手机13812345678", offsets="bytes")]
    /// [(6, 17)]
    #[pyo3(signature = (text, *, label=None, offsets=None))]
    fn scan<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        label: Option<&str>,
        offsets: Option<&str>,
    ) -> PyResult<Bound<'py, PyList>> {
        scan(py, &self.inner, text, label, offsets)
    }

    /// All findings of a document, each with its path: a JSON pointer, a column's name, a key.
    ///
    /// `format` is `json`, `jsonl`, `csv`, `tsv`, `logfmt`, `sql`, `xml`, `html`, `text`, or `auto` to find it out.
    /// What spans several values is reported once in each.
    ///
    /// >>> import yinsi
    /// >>> [located.path for located in yinsi.Scanner().scan_document("姓名,备注\n张三,13812345678\n", format="csv")]
    /// ['姓名', '备注']
    #[pyo3(signature = (text, *, format="auto", offsets=None))]
    fn scan_document<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        format: &str,
        offsets: Option<&str>,
    ) -> PyResult<Bound<'py, PyList>> {
        document::scan(py, &self.inner, text, format, offsets)
    }

    /// The findings of each text of a list or an Arrow column; see `yinsi.scan_many`.
    #[pyo3(signature = (texts, *, label=None, offsets=None))]
    fn scan_many<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        label: Option<&str>,
        offsets: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        many::scan(py, &self.inner, texts, label, text::unit(offsets)?)
    }

    /// How much of what is in a list or an Arrow column; see `yinsi.summarize`.
    #[pyo3(signature = (texts, *, label=None))]
    fn summarize(&self, py: Python<'_>, texts: &Bound<'_, PyAny>, label: Option<&str>) -> PyResult<Summary> {
        many::summarize(py, &self.inner, texts, label)
    }

    /// Whether there is any finding; stops at the first stretch that has one.
    fn is_match(&self, py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<bool> {
        let text = Text::of(text)?;
        let bytes = text.view().bytes();
        text::released(py, "is_match", bytes.len(), || self.inner.is_match(bytes))
    }

    /// How many findings there are.
    fn count(&self, py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<usize> {
        let text = Text::of(text)?;
        let bytes = text.view().bytes();
        text::released(py, "count", bytes.len(), || self.inner.count(bytes))
    }

    /// The findings of a short text and the readings that are none, with reasons.
    ///
    /// Tries every rule at every byte: for a person to read, not for bulk.
    fn explain(&self, py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Explanation> {
        Explanation::of(py, &self.inner, &Text::of(text)?)
    }

    /// The rules that run.
    fn rules(&self) -> Vec<Rule> {
        self.inner.rules().map(Rule::from).collect()
    }

    /// Rules that run on the slow path, each with its id and what could be better.
    fn diagnostics(&self) -> Vec<(&'static str, &'static str)> {
        self.inner.diagnostics().iter().map(|diagnostic| (diagnostic.rule, diagnostic.message)).collect()
    }

    /// The instruction set in use: `avx512`, `avx2`, `neon` or `scalar`.
    fn isa(&self) -> &'static str {
        self.inner.isa()
    }

    fn __repr__(&self) -> String {
        format!("<Scanner: {} rules>", self.inner.rules().count())
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyTuple>, Bound<'py, PyDict>) {
        (PyTuple::empty(py), self.options.bind(py).clone())
    }
}

impl Scanner {
    /// What of its options bears on what is found, as the command line puts it on record.
    pub(crate) fn on_record(&self, py: Python<'_>) -> PyResult<BTreeMap<String, String>> {
        let options = self.options.bind(py);
        let mut record = BTreeMap::new();
        for name in ["countries", "entities", "categories"] {
            if let Some(names) = options.get_item(name)? {
                record.insert(name.to_owned(), names.extract::<Vec<String>>()?.join(","));
            }
        }
        if let Some(least) = options.get_item("min_confidence")? {
            record.insert("min_confidence".to_owned(), (least.extract::<f64>()? as f32).to_string());
        }
        record.retain(|_, value| !value.is_empty());
        Ok(record)
    }
}

/// The scanner that an argument names, or the default one.
pub(crate) fn or_default(scanner: Option<&Bound<'_, Scanner>>) -> yinsi::Scanner {
    scanner.map_or_else(yinsi::Scanner::new, |scanner| scanner.get().inner.clone())
}

/// What `label=` says.
pub(crate) fn context(label: Option<&str>) -> Context {
    label.map_or_else(Context::new, Context::label)
}

/// `Scanner.scan` and `yinsi.scan`.
pub(crate) fn scan<'py>(
    py: Python<'py>,
    scanner: &yinsi::Scanner,
    text: &Bound<'py, PyAny>,
    label: Option<&str>,
    offsets: Option<&str>,
) -> PyResult<Bound<'py, PyList>> {
    let unit = text::unit(offsets)?;
    let text = Text::of(text)?;
    let view = text.view();
    let findings = text::released(py, "scan", view.bytes().len(), || {
        let mut findings = match label {
            None => scanner.scan(view.bytes()),
            Some(label) => scanner.scan_with(view.bytes(), &Context::label(label)),
        };
        view.convert(&mut findings, unit);
        findings
    })?;
    list(py, &findings)
}

/// Findings as a list of Python's.
pub(crate) fn list<'py>(py: Python<'py>, findings: &[yinsi::Finding]) -> PyResult<Bound<'py, PyList>> {
    let findings = findings.iter().map(|finding| Finding::untracked(py, *finding));
    PyList::new(py, findings.collect::<PyResult<Vec<_>>>()?)
}

/// The items of an argument that takes several; a single string is a mistake, not its characters.
fn iterate<'py>(
    name: &str,
    values: &Bound<'py, PyAny>,
) -> PyResult<impl Iterator<Item = Bound<'py, PyAny>> + use<'py>> {
    if values.is_instance_of::<PyString>() {
        return Err(wrong_type(&format!("{name} must be a list of them"), values));
    }
    let items = values.try_iter()?.collect::<PyResult<Vec<_>>>()?;
    Ok(items.into_iter())
}

fn strings(name: &str, values: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    iterate(name, values)?.map(|value| value.extract()).collect()
}

fn each_rules<'py>(rules: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, Rules>>> {
    if rules.is_instance_of::<PyList>() || rules.is_instance_of::<PyTuple>() {
        return rules.try_iter()?.map(|rules| Rules::of(&rules?)).collect();
    }
    Ok(vec![Rules::of(rules)?])
}

pub(crate) fn category(name: &str) -> PyResult<Category> {
    Category::ALL.into_iter().find(|category| category.as_str() == name).ok_or_else(|| {
        let known = Category::ALL.map(Category::as_str).join(", ");
        error::BuildError::new_err(format!("unknown category `{name}`; there are {known}"))
    })
}
