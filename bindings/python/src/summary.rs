//! `Summary`: how much of what is in a column.

use std::collections::BTreeMap;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use yinsi::Finding;

/// How much of what is in a list or column of texts.
///
/// Summaries of parts add up to that of the whole: `first + second`.
///
/// >>> import yinsi
/// >>> summary = yinsi.summarize(["手机13812345678", "nothing", None])
/// >>> summary
/// Summary(rows=3, nulls=1, matched=1, findings={'CN_MOBILE_NUMBER': 1})
#[pyclass(frozen, eq, module = "yinsi")]
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Summary {
    rows: u64,
    nulls: u64,
    matched: u64,
    entities: BTreeMap<String, Counts>,
}

/// Of one entity.
#[derive(Clone, Copy, Default, PartialEq)]
struct Counts {
    findings: u64,
    rows: u64,
    /// The last row counted, from 1.
    last: u64,
}

#[pymethods]
impl Summary {
    #[new]
    #[pyo3(signature = (rows=0, nulls=0, matched=0, findings=BTreeMap::new(), matched_by_entity=BTreeMap::new()))]
    fn new(
        rows: u64,
        nulls: u64,
        matched: u64,
        findings: BTreeMap<String, u64>,
        matched_by_entity: BTreeMap<String, u64>,
    ) -> Self {
        let mut entities = BTreeMap::<String, Counts>::new();
        for (entity, findings) in findings {
            entities.entry(entity).or_default().findings = findings;
        }
        for (entity, rows) in matched_by_entity {
            entities.entry(entity).or_default().rows = rows;
        }
        Self { rows, nulls, matched, entities }
    }

    /// How many texts there are, nulls included.
    #[getter]
    fn rows(&self) -> u64 {
        self.rows
    }

    /// How many of them are null.
    #[getter]
    fn nulls(&self) -> u64 {
        self.nulls
    }

    /// How many hold at least one finding.
    #[getter]
    fn matched(&self) -> u64 {
        self.matched
    }

    /// Findings by entity.
    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.by_entity(py, |counts| counts.findings)
    }

    /// Texts that hold at least one finding of an entity, by entity.
    #[getter]
    fn matched_by_entity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.by_entity(py, |counts| counts.rows)
    }

    fn __add__(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.rows += other.rows;
        sum.nulls += other.nulls;
        sum.matched += other.matched;
        for (entity, counts) in &other.entities {
            let here = sum.entities.entry(entity.clone()).or_default();
            here.findings += counts.findings;
            here.rows += counts.rows;
        }
        sum.settled()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let Self { rows, nulls, matched, .. } = self;
        let findings = self.findings(py)?.repr()?;
        Ok(format!("Summary(rows={rows}, nulls={nulls}, matched={matched}, findings={findings})"))
    }

    #[allow(clippy::type_complexity)] // the arguments of `__new__`
    fn __getnewargs__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(u64, u64, u64, Bound<'py, PyDict>, Bound<'py, PyDict>)> {
        Ok((self.rows, self.nulls, self.matched, self.findings(py)?, self.matched_by_entity(py)?))
    }
}

impl Summary {
    /// Counts one more text; `None` for a null.
    pub(crate) fn add(&mut self, findings: Option<&[Finding]>) {
        self.rows += 1;
        let Some(findings) = findings else {
            self.nulls += 1;
            return;
        };
        self.matched += u64::from(!findings.is_empty());
        for finding in findings {
            if !self.entities.contains_key(finding.entity) {
                self.entities.insert(finding.entity.to_owned(), Counts::default());
            }
            if let Some(counts) = self.entities.get_mut(finding.entity) {
                counts.findings += 1;
                counts.rows += u64::from(counts.last != self.rows);
                counts.last = self.rows;
            }
        }
    }

    /// The same without what only counting needs, so that equal summaries are equal.
    pub(crate) fn settled(mut self) -> Self {
        for counts in self.entities.values_mut() {
            counts.last = 0;
        }
        self
    }

    fn by_entity<'py>(
        &self,
        py: Python<'py>,
        count: impl Fn(&Counts) -> u64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let counts = PyDict::new(py);
        for (entity, of_entity) in &self.entities {
            counts.set_item(entity, count(of_entity))?;
        }
        Ok(counts)
    }
}
