//! `Finding` and `Evidence`: what was found, and why.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PySlice, PyString, PyTuple};

use crate::error::Error;

/// One place in a text that a rule holds to be personal information.
///
/// Holds offsets and names, never text: printing one prints nothing personal. `start` and `end` are
/// half-open and count code points of a `str` and bytes of a buffer, so that slicing what was
/// scanned gives the value.
///
/// Make one by yourself to join findings from elsewhere with ours, for `Redactor.apply`.
///
/// >>> import yinsi
/// >>> text = "手机13812345678"
/// >>> [finding] = yinsi.scan(text)
/// >>> finding.entity, finding.start, finding.end, text[finding.slice]
/// ('CN_MOBILE_NUMBER', 2, 13, '13812345678')
/// >>> yinsi.Finding("PERSON", "model", 6, 10, 0.8)
/// Finding(entity='PERSON', rule='model', start=6, end=10, confidence=0.8)
#[pyclass(frozen, eq, hash, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Finding {
    pub(crate) inner: yinsi::Finding,
}

impl Finding {
    /// A finding that the garbage collector need not visit: it holds no Python object, and a dense text
    /// makes tens of thousands of them.
    #[allow(unsafe_code)]
    pub(crate) fn untracked(py: Python<'_>, inner: yinsi::Finding) -> PyResult<Bound<'_, Self>> {
        let finding = Bound::new(py, Self { inner })?;
        // SAFETY: a live object of a collected type, as all of pyo3's are; that it is not tracked any
        // more is what its deallocation copes with.
        unsafe { pyo3::ffi::PyObject_GC_UnTrack(finding.as_ptr().cast()) };
        Ok(finding)
    }
}

#[pymethods]
impl Finding {
    #[new]
    #[pyo3(signature = (entity, rule, start, end, confidence, *, evidence=None))]
    fn new(
        entity: &str,
        rule: &str,
        start: u64,
        end: u64,
        confidence: f64,
        evidence: Option<&Evidence>,
    ) -> PyResult<Self> {
        if end < start || !(0.0..=1.0).contains(&confidence) {
            return Err(Error::new_err("a finding has start <= end and a confidence of 0.0 to 1.0"));
        }
        let mut inner = yinsi::Finding::new(entity, rule, start..end, confidence as f32);
        if let Some(evidence) = evidence {
            inner.evidence = evidence.inner;
        }
        Ok(Self { inner })
    }

    /// What it is called, for example `CN_RESIDENT_ID`.
    #[getter]
    fn entity(&self) -> &'static str {
        self.inner.entity
    }

    /// The rule that found it, for example `cn.resident_id`.
    #[getter]
    fn rule(&self) -> &'static str {
        self.inner.rule
    }

    /// Where it begins.
    #[getter]
    fn start(&self) -> u64 {
        self.inner.start
    }

    /// One past its end.
    #[getter]
    fn end(&self) -> u64 {
        self.inner.end
    }

    /// How likely it is right, 0.0 to 1.0, a multiple of 0.01.
    #[getter]
    fn confidence(&self) -> f64 {
        hundredths(self.inner.confidence_percent())
    }

    /// Why it has its confidence.
    #[getter]
    fn evidence(&self) -> Evidence {
        Evidence { inner: self.inner.evidence }
    }

    /// From start to end, to cut the value out with: `text[finding.slice]`.
    #[getter]
    fn slice<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.get_type::<PySlice>().call1((self.inner.start, self.inner.end))
    }

    fn __repr__(&self) -> String {
        let yinsi::Finding { entity, rule, start, end, .. } = self.inner;
        let confidence = self.confidence();
        format!(
            "Finding(entity='{entity}', rule='{rule}', start={start}, end={end}, confidence={confidence:?})"
        )
    }

    fn __getnewargs_ex__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let (py, finding) = (slf.py(), slf.get());
        let yinsi::Finding { entity, rule, start, end, .. } = finding.inner;
        let arguments = (entity, rule, start, end, finding.confidence()).into_pyobject(py)?;
        let named = PyDict::new(py);
        named.set_item("evidence", finding.evidence())?;
        Ok((arguments, named))
    }
}

/// Why a finding has its confidence.
///
/// Names and numbers only: what passed, which label or word stood where.
///
/// >>> import yinsi
/// >>> evidence = yinsi.scan("身份证11010519491231002X")[0].evidence
/// >>> evidence.label, evidence.normalized
/// ('身份证', False)
#[pyclass(frozen, eq, hash, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Evidence {
    inner: yinsi::Evidence,
}

#[pymethods]
impl Evidence {
    #[new]
    #[pyo3(signature = (*, pattern=0.0, checks=Vec::new(), failed=Vec::new(), label=None, context=None,
                        context_distance=0, against=None, normalized=false, cut=false, also=None))]
    #[allow(clippy::too_many_arguments)] // all of them keyword-only
    fn new(
        pattern: f64,
        checks: Vec<String>,
        failed: Vec<String>,
        label: Option<&str>,
        context: Option<&str>,
        context_distance: i16,
        against: Option<&str>,
        normalized: bool,
        cut: bool,
        also: Option<&str>,
    ) -> PyResult<Self> {
        let mut inner = yinsi::Evidence::default();
        inner.pattern = (pattern.clamp(0.0, 1.0) * 100.0).round() as u8;
        inner.checks = names(&checks)?;
        inner.failed = names(&failed)?;
        inner.label = label.map(interned);
        inner.context = context.map(interned);
        inner.context_distance = context_distance;
        inner.against = against.map(interned);
        inner.normalized = normalized;
        inner.cut = cut;
        inner.also = also.map(interned);
        Ok(Self { inner })
    }

    /// What the pattern alone is worth, 0.0 to 1.0.
    #[getter]
    fn pattern(&self) -> f64 {
        hundredths(self.inner.pattern)
    }

    /// Checks that passed, by name, in rule order.
    #[getter]
    fn checks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.checks.iter().flatten().collect::<Vec<_>>())
    }

    /// Checks that failed softly and lowered the confidence.
    #[getter]
    fn failed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.failed.iter().flatten().collect::<Vec<_>>())
    }

    /// The label right before the value, or the one handed over as `label=`.
    #[getter]
    fn label(&self) -> Option<&'static str> {
        self.inner.label
    }

    /// A context word near the value, when there is no label.
    #[getter]
    fn context(&self) -> Option<&'static str> {
        self.inner.context
    }

    /// How far the context word is from the value, in bytes of UTF-8; negative before it.
    #[getter]
    fn context_distance(&self) -> i16 {
        self.inner.context_distance
    }

    /// A word nearby that speaks against.
    #[getter]
    fn against(&self) -> Option<&'static str> {
        self.inner.against
    }

    /// Whether the value was read through full-width, invisible or unusual separator characters.
    #[getter]
    fn normalized(&self) -> bool {
        self.inner.normalized
    }

    /// Whether the value stops short inside a longer joined number.
    #[getter]
    fn cut(&self) -> bool {
        self.inner.cut
    }

    /// A role the label gives the value: what else it is, for example `CN_DRIVER_LICENSE`.
    #[getter]
    fn also(&self) -> Option<&'static str> {
        self.inner.also
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let mut parts = Vec::new();
        for (name, value) in slf.get().arguments(slf.py())?.iter() {
            parts.push(format!("{}={}", name.cast::<PyString>()?, value.repr()?));
        }
        Ok(format!("Evidence({})", parts.join(", ")))
    }

    fn __getnewargs_ex__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(slf.py()), slf.get().arguments(slf.py())?))
    }
}

impl Evidence {
    /// The arguments that would make this one again.
    fn arguments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let named = PyDict::new(py);
        named.set_item("pattern", self.pattern())?;
        named.set_item("checks", self.checks(py)?)?;
        named.set_item("failed", self.failed(py)?)?;
        named.set_item("label", self.inner.label)?;
        named.set_item("context", self.inner.context)?;
        named.set_item("context_distance", self.inner.context_distance)?;
        named.set_item("against", self.inner.against)?;
        named.set_item("normalized", self.inner.normalized)?;
        named.set_item("cut", self.inner.cut)?;
        named.set_item("also", self.inner.also)?;
        Ok(named)
    }
}

/// Hundredths as the nearest number that Python prints with two digits.
pub(crate) fn hundredths(score: u8) -> f64 {
    f64::from(score) / 100.0
}

/// A name that lives as long as the library, as those of findings do.
fn interned(name: &str) -> &'static str {
    yinsi::Finding::new(name, "", 0..0, 0.0).entity
}

fn names<const N: usize>(given: &[String]) -> PyResult<[Option<&'static str>; N]> {
    if given.len() > N {
        return Err(Error::new_err(format!("evidence names at most {N} of them")));
    }
    let mut names = [None; N];
    for (name, given) in names.iter_mut().zip(given) {
        *name = Some(interned(given));
    }
    Ok(names)
}
