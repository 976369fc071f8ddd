//! Many texts at once: lists here, Arrow columns in [`arrow`](crate::arrow).
//!
//! The texts of a list are borrowed a batch at a time with the interpreter and scanned without it.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};
use yinsi::{Context, Finding, Unit};

use crate::arrow::{self, Column};
use crate::error::{self, wrong_type};
use crate::redactor::Redactor;
use crate::scanner::{context, list};
use crate::summary::Summary;
use crate::text::{Text, View};

/// Texts between two looks at the interpreter: enough that letting go of it costs nothing.
const BATCH: usize = 1024;

/// `scan_many`: a list of lists of findings, or an Arrow column of lists of structs.
pub(crate) fn scan<'py>(
    py: Python<'py>,
    scanner: &yinsi::Scanner,
    texts: &Bound<'py, PyAny>,
    label: Option<&str>,
    unit: Option<Unit>,
) -> PyResult<Bound<'py, PyAny>> {
    if let Some(column) = Column::of(texts)? {
        return arrow::scan(py, scanner, column, label, unit);
    }
    let context = context(label);
    let texts = items(texts)?;
    let mut lists = Vec::with_capacity(texts.len());
    for batch in texts.chunks(BATCH) {
        let batch = Batch::of(batch)?;
        let found = batch.scan(py, scanner, &context, unit)?;
        for findings in found.iter() {
            lists.push(findings.map(|findings| list(py, findings)).transpose()?);
        }
        py.check_signals()?;
    }
    Ok(PyList::new(py, lists)?.into_any())
}

/// `summarize`.
pub(crate) fn summarize(
    py: Python<'_>,
    scanner: &yinsi::Scanner,
    texts: &Bound<'_, PyAny>,
    label: Option<&str>,
) -> PyResult<Summary> {
    if let Some(column) = Column::of(texts)? {
        return arrow::summarize(py, scanner, column, label);
    }
    let context = context(label);
    let texts = items(texts)?;
    let mut summary = Summary::default();
    for batch in texts.chunks(BATCH) {
        let found = Batch::of(batch)?.scan(py, scanner, &context, Some(Unit::Bytes))?;
        found.iter().for_each(|findings| summary.add(findings));
        py.check_signals()?;
    }
    Ok(summary.settled())
}

/// `redact_many`: a list, or an Arrow column of the type that came.
pub(crate) fn redact<'py>(
    py: Python<'py>,
    redactor: &Redactor,
    scanner: &yinsi::Scanner,
    texts: &Bound<'py, PyAny>,
    label: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    if let Some(column) = Column::of(texts)? {
        return arrow::redact(py, redactor, scanner, column, label);
    }
    let context = context(label);
    let texts = items(texts)?;
    let mut redacted = Vec::with_capacity(texts.len());
    for items in texts.chunks(BATCH) {
        let batch = Batch::of(items)?;
        let written = batch.redact(py, scanner, redactor, &context)?;
        for ((item, text), written) in items.iter().zip(&batch.texts).zip(written) {
            redacted.push(match (text, written) {
                (Some(text), Some(written)) => text.python(py, &written)?,
                (Some(text @ (Text::Buffer(_) | Text::Copy(_))), None) => text.python(py, text.raw())?,
                _ => item.clone(),
            });
        }
        py.check_signals()?;
    }
    Ok(PyList::new(py, redacted)?.into_any())
}

/// Holds the items of an argument that takes many texts.
fn items<'py>(texts: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    if texts.is_instance_of::<PyString>() || texts.is_instance_of::<PyBytes>() {
        return Err(wrong_type("texts must be a list of them or an Arrow column", texts));
    }
    texts.try_iter()?.collect()
}

/// Some texts of a list, borrowed; `None` for a null.
struct Batch<'a> {
    texts: Vec<Option<Text<'a>>>,
}

impl<'a> Batch<'a> {
    fn of(items: &'a [Bound<'_, PyAny>]) -> PyResult<Self> {
        let text = |item: &'a Bound<'_, PyAny>| (!item.is_none()).then(|| Text::of(item)).transpose();
        Ok(Self { texts: items.iter().map(text).collect::<PyResult<_>>()? })
    }

    fn views(&self) -> Vec<Option<View<'_>>> {
        self.texts.iter().map(|text| text.as_ref().map(Text::view)).collect()
    }

    fn scan(
        &self,
        py: Python<'_>,
        scanner: &yinsi::Scanner,
        context: &Context,
        unit: Option<Unit>,
    ) -> PyResult<Found> {
        let views = self.views();
        py.detach(|| {
            error::guard("scan_many", || {
                let (mut found, mut findings) = (Found::default(), Vec::new());
                for view in views {
                    if let Some(view) = view {
                        scanner.scan_with_into(view.bytes(), context, &mut findings);
                        view.convert(&mut findings, unit);
                        found.findings.append(&mut findings);
                    }
                    found.ends.push((found.findings.len(), view.is_some()));
                }
                found
            })
        })
    }

    /// What to write instead of each text in which something was found.
    fn redact(
        &self,
        py: Python<'_>,
        scanner: &yinsi::Scanner,
        redactor: &Redactor,
        context: &Context,
    ) -> PyResult<Vec<Option<Vec<u8>>>> {
        let texts: Vec<Option<(View<'_>, &[u8])>> =
            self.texts.iter().map(|text| text.as_ref().map(|text| (text.view(), text.raw()))).collect();
        py.detach(|| {
            error::guard("redact_many", || {
                let mut findings = Vec::new();
                let mut redact = |(view, raw): (View<'_>, &[u8])| {
                    scanner.scan_with_into(view.bytes(), context, &mut findings);
                    let found = !findings.is_empty();
                    found.then(|| redactor.replace(scanner, view, raw, &findings)).transpose()
                };
                texts.into_iter().map(|text| text.map_or(Ok(None), &mut redact)).collect()
            })
        })?
    }
}

/// Findings of many texts, end to end.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    /// Of each text: where its findings end, and whether it is none.
    ends: Vec<(usize, bool)>,
}

impl Found {
    fn iter(&self) -> impl Iterator<Item = Option<&[Finding]>> {
        let mut begin = 0;
        self.ends.iter().map(move |(end, is_text)| {
            let findings = self.findings.get(begin..*end).unwrap_or_default();
            begin = *end;
            is_text.then_some(findings)
        })
    }
}
