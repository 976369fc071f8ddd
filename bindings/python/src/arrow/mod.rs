//! Arrow columns, read and returned through the PyCapsule interface.
//!
//! What lends a column (pyarrow, Polars, pandas, DuckDB …) does not matter here: `capsule` moves
//! arrays over the border, `column` reads texts of any layout, `spans` writes findings.

mod capsule;
mod column;
mod spans;

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use pyo3::prelude::*;
use yinsi::{Context, Unit};

use crate::redactor::Redactor;
use crate::summary::Summary;
use crate::text::View;

pub(crate) use capsule::{ArrowArray, ArrowChunkedArray, Column};

pub(crate) use column::Texts;
use spans::Spans;

/// Findings of each row as a column of lists of structs.
pub(crate) fn scan<'py>(
    py: Python<'py>,
    scanner: &yinsi::Scanner,
    column: Column,
    label: Option<&str>,
    unit: Option<Unit>,
) -> PyResult<Bound<'py, PyAny>> {
    let context = outside(&column, label);
    let list = |texts: &Texts| {
        let mut spans = Spans::default();
        each(scanner, &context, texts, |_, view, findings| {
            view.convert(findings, unit);
            spans.push(findings);
            Ok(())
        })?;
        spans.finish(texts)
    };
    column.map(py, "scan_many", |_| spans::data_type(), list)
}

/// How much of what is in the column.
pub(crate) fn summarize(
    py: Python<'_>,
    scanner: &yinsi::Scanner,
    column: Column,
    label: Option<&str>,
) -> PyResult<Summary> {
    let context = outside(&column, label);
    let mut summary = Summary::default();
    column.each(py, "summarize", |texts| {
        each(scanner, &context, texts, |row, _, findings| {
            summary.add(texts.is_text(row).then_some(findings));
            Ok(())
        })
    })?;
    Ok(summary.settled())
}

/// The column with what was found in each row replaced.
pub(crate) fn redact<'py>(
    py: Python<'py>,
    redactor: &Redactor,
    scanner: &yinsi::Scanner,
    column: Column,
    label: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let context = outside(&column, label);
    let redact = |texts: &Texts| -> PyResult<ArrayRef> {
        let mut written = column::Written::like(texts);
        each(scanner, &context, texts, |row, view, findings| {
            if findings.is_empty() {
                written.push(texts.is_text(row), view.bytes());
            } else {
                written.push(true, &redactor.replace(scanner, view, view.bytes(), findings)?);
            }
            Ok(())
        })?;
        written.finish(texts)
    };
    column.map(py, "redact_many", DataType::clone, redact)
}

/// The label is the column's name, unless another was handed over.
fn outside(column: &Column, label: Option<&str>) -> Context {
    crate::scanner::context(label.or(Some(column.name()).filter(|name| !name.is_empty())))
}

/// Scans each row in order; a null is a text without findings. Rows of a dictionary share the scan
/// of their value.
fn each(
    scanner: &yinsi::Scanner,
    context: &Context,
    texts: &Texts,
    mut see: impl FnMut(usize, View<'_>, &mut [yinsi::Finding]) -> PyResult<()>,
) -> PyResult<()> {
    let scan = |value: &[u8], findings: &mut Vec<yinsi::Finding>| {
        scanner.scan_with_into(value, context, findings);
    };
    let of_values: Vec<Vec<yinsi::Finding>> = texts
        .dictionary()
        .map(|value| {
            let mut findings = Vec::new();
            scan(value, &mut findings);
            findings
        })
        .collect();
    let mut findings = Vec::new();
    for row in 0..texts.len() {
        let value = texts.get(row);
        match texts.key(row).and_then(|key| of_values.get(key)) {
            Some(known) => findings.clone_from(known),
            None if texts.is_text(row) => scan(value, &mut findings),
            None => findings.clear(),
        }
        let is_str = texts.is_str() && !findings.is_empty();
        see(row, View::of_column(value, is_str), &mut findings)?;
    }
    Ok(())
}
