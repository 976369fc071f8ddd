//! `Explanation` and `Rejection`: what a scanner sees and does not report.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use yinsi::{Reason, Unit};

use crate::finding::{Finding, hundredths};
use crate::text::{Text, View};

/// The findings of a text and the readings that are none, with the reason of each.
///
/// >>> import yinsi
/// >>> explanation = yinsi.explain("订单号 4242424242424243")
/// >>> explanation.findings
/// ()
/// >>> {no.detail for no in explanation.rejected if (no.entity, no.reason) == ("CREDIT_CARD", "check")}
/// {'luhn'}
#[pyclass(frozen, get_all, module = "yinsi")]
pub(crate) struct Explanation {
    /// What `scan` returns.
    findings: Py<PyTuple>,
    /// Other readings, each with the reason why it is not reported.
    rejected: Py<PyTuple>,
}

#[pymethods]
impl Explanation {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (findings, rejected) = (self.findings.bind(py).len(), self.rejected.bind(py).len());
        Ok(format!("<Explanation: {findings} findings, {rejected} rejected>"))
    }
}

impl Explanation {
    /// Asks `scanner` about `text`.
    pub(crate) fn of(py: Python<'_>, scanner: &yinsi::Scanner, text: &Text<'_>) -> PyResult<Self> {
        let view = text.view();
        let explanation = crate::error::guard("explain", || scanner.explain(view.bytes()))?;
        let mut findings = explanation.findings;
        view.convert(&mut findings, None);
        let findings: Vec<Finding> = findings.into_iter().map(|inner| Finding { inner }).collect();
        let rejected: Vec<Rejection> =
            explanation.rejected.iter().map(|rejection| Rejection::of(rejection, view)).collect();
        Ok(Self {
            findings: PyTuple::new(py, findings)?.unbind(),
            rejected: PyTuple::new(py, rejected)?.unbind(),
        })
    }
}

/// A span that a pattern matched and that is not reported.
#[pyclass(frozen, get_all, eq, hash, module = "yinsi")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Rejection {
    /// Entity of the rule.
    entity: &'static str,
    /// Id of the rule.
    rule: &'static str,
    /// Where it begins.
    start: u64,
    /// One past its end.
    end: u64,
    /// Why: `bounds`, `check`, `label`, `confidence`, `overlap` or `allowed`.
    reason: &'static str,
    /// Which check failed, what it overlaps, or its confidence.
    detail: Option<String>,
}

impl Rejection {
    fn of(rejection: &yinsi::Rejection, view: View<'_>) -> Self {
        let yinsi::Rejection { rule, entity, start, end, reason, .. } = *rejection;
        let mut place = [yinsi::Finding::new("", "", start as u64..end as u64, 0.0)];
        view.convert(&mut place, None::<Unit>);
        let (reason, detail) = match reason {
            Reason::Bounds => ("bounds", None),
            Reason::Check(name) => ("check", Some(name.to_owned())),
            Reason::Label => ("label", None),
            Reason::Confidence(score) => ("confidence", Some(format!("{:?}", hundredths(score)))),
            Reason::Overlap(with) => ("overlap", Some(with.to_owned())),
            _ => ("allowed", None),
        };
        Self { entity, rule, start: place[0].start, end: place[0].end, reason, detail }
    }
}

#[pymethods]
impl Rejection {
    fn __repr__(&self) -> String {
        let Self { entity, rule, start, end, reason, .. } = self;
        let detail = self.detail.as_ref().map_or("None".to_owned(), |detail| format!("'{detail}'"));
        format!(
            "Rejection(entity='{entity}', rule='{rule}', start={start}, end={end}, reason='{reason}', \
             detail={detail})"
        )
    }
}
