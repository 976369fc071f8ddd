//! `Report`: what was counted, as a commutative monoid.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};
use yinsi::report::render::{self, Lang};
use yinsi::report::{self, FileInfo, Statutes, Summary, Summing, Unit, Unread, read_sheet};

use super::MEMORY;
use crate::error::{self, Error};
use crate::text::Text;

/// What was counted: how many hits, distinct values, units before the law and people.
///
/// `Report()` is nothing counted; `first + second`, and `whole.merge(part)` in place, are both counted
/// together. Parts made by several processes or machines with one key and the same rules and options,
/// merged in any order, give the same bytes as one run. `yinsi.audit` and `Counter` make reports.
///
/// What depends on all of it is decided when a report is printed: `to_json`, `to_csv`, `to_html`, `to_text`,
/// `summary`, `verdicts`. These share options:
///
/// unit: what counts before the law, `record` (distinct records about one person) or `value`.
/// hub: others beside which a value (a switchboard's number) links nobody any more.
/// time: when the report was made, as it should be written; without it the same input gives the same bytes.
/// review: the text of a review sheet that was filled in.
///
/// >>> import yinsi
/// >>> key = yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")
/// >>> def part(*rows):
/// ...     counter = yinsi.Counter(key=key)
/// ...     counter.rows("people", rows, columns=["姓名", "手机号"])
/// ...     return counter.finish()
/// >>> one, two = part(["张三", "13812345678"]), part(["李四", "13912345678"])
/// >>> (one + two).to_json() == (two + one).to_json()
/// True
/// >>> (one + two + yinsi.Report()).summary()["totals"]["people"]
/// 2
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct Report {
    inner: Mutex<report::Report>,
}

impl Report {
    pub(crate) fn new(inner: report::Report) -> Self {
        Self { inner: Mutex::new(inner) }
    }

    fn lock(&self) -> MutexGuard<'_, report::Report> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bytes(&self) -> PyResult<Vec<u8>> {
        let mut bytes = Vec::new();
        self.lock().write_partial(&mut bytes).map_err(error::report)?;
        Ok(bytes)
    }

    fn copy(&self) -> PyResult<report::Report> {
        report::Report::read_partial(&*self.bytes()?, MEMORY).map_err(error::report)
    }

    fn summarised(&self, py: Python<'_>, how: &Summing) -> PyResult<Summary> {
        py.detach(|| {
            error::guard("Report", || {
                let statutes = Statutes::builtin().map_err(error::report)?;
                self.lock().summary(&statutes, how).map_err(error::report)
            })
        })?
    }
}

/// What is said when a report is printed.
fn summing(unit: &str, hub: u64, time: Option<String>, review: Option<&str>) -> PyResult<Summing> {
    let mut how = Summing::default();
    how.unit = match unit {
        "record" => Unit::Record,
        "value" => Unit::Value,
        _ => return Err(Error::new_err("unit is `record` or `value`")),
    };
    if hub == 0 {
        return Err(Error::new_err("hub is 1 at least"));
    }
    (how.hub, how.time) = (hub, time);
    how.review = review.map_or(Ok(Vec::new()), read_sheet).map_err(error::report)?;
    Ok(how)
}

fn lang(name: &str) -> PyResult<Lang> {
    match name {
        "en" => Ok(Lang::En),
        "zh" => Ok(Lang::Zh),
        _ => Err(Error::new_err("lang is `en` or `zh`")),
    }
}

#[pymethods]
impl Report {
    #[new]
    fn empty() -> Self {
        Self::new(report::Report::empty())
    }

    /// Adds what another report counted, which stays as it is.
    ///
    /// Raises `yinsi.ReportError` when they were made with different keys, rules or options.
    fn merge(&self, py: Python<'_>, other: &Bound<'_, Self>) -> PyResult<()> {
        let other = other.get();
        py.detach(|| {
            error::guard("Report.merge", || {
                // Of a copy: one lock at a time, and a report may be merged with itself.
                let other = other.copy()?;
                self.lock().absorb(other).map_err(error::report)
            })
        })?
    }

    fn __add__<'py>(slf: &Bound<'py, Self>, other: &Bound<'py, Self>) -> PyResult<Self> {
        let one = slf.get();
        let copy = slf.py().detach(|| error::guard("Report", || one.copy()))??;
        let sum = Self::new(copy);
        sum.merge(slf.py(), other)?;
        Ok(sum)
    }

    /// The report with its hashes, to be merged elsewhere: a partial report of the command line.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| error::guard("Report.to_bytes", || self.bytes()))??;
        Ok(PyBytes::new(py, &bytes))
    }

    /// The report that `to_bytes` wrote.
    #[classmethod]
    #[pyo3(signature = (data, *, memory=1073741824))]
    fn from_bytes(
        _class: &Bound<'_, PyType>,
        py: Python<'_>,
        data: &Bound<'_, PyAny>,
        memory: usize,
    ) -> PyResult<Self> {
        let data = Text::of(data)?;
        let bytes = data.view().bytes();
        let read = || report::Report::read_partial(bytes, memory);
        py.detach(|| error::guard("Report.from_bytes", read))?.map(Self::new).map_err(error::report)
    }

    /// Writes a partial report to a file, as `yinsi audit --partial` does.
    fn write_partial(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| {
            error::guard("Report.write_partial", || {
                let out = BufWriter::new(File::create(path)?);
                self.lock().write_partial(out).map_err(error::report)
            })
        })?
    }

    /// Reads a partial report from a file; up to `memory` bytes of it stay in memory.
    #[classmethod]
    #[pyo3(signature = (path, *, memory=1073741824))]
    fn read_partial(
        _class: &Bound<'_, PyType>,
        py: Python<'_>,
        path: PathBuf,
        memory: usize,
    ) -> PyResult<Self> {
        py.detach(|| {
            error::guard("Report.read_partial", || {
                let from = BufReader::with_capacity(1 << 18, File::open(path)?);
                report::Report::read_partial(from, memory).map(Self::new).map_err(error::report)
            })
        })?
    }

    /// Says what is known of a file as a whole, once its parts are merged.
    #[pyo3(signature = (file, *, sha256=None, bytes=0, format="", encoding="", inside=false))]
    fn describe(
        &self,
        file: &str,
        sha256: Option<String>,
        bytes: u64,
        format: &str,
        encoding: &str,
        inside: bool,
    ) {
        let mut info = FileInfo::new();
        (info.sha256, info.bytes, info.inside) = (sha256, bytes, inside);
        (info.format, info.encoding) = (format.to_owned(), encoding.to_owned());
        self.lock().describe(file, info);
    }

    /// Adds something that could not be read: where, how much (`nothing`, `part`, `record`, `rest`, `all`), why.
    #[pyo3(signature = (file, reason, *, line=0, lost="all"))]
    fn unread(&self, file: &str, reason: &str, line: u64, lost: &str) -> PyResult<()> {
        if !["nothing", "part", "record", "rest", "all"].contains(&lost) {
            return Err(Error::new_err("lost is `nothing`, `part`, `record`, `rest` or `all`"));
        }
        self.lock().unread(Unread::new(file, line, lost, reason));
        Ok(())
    }

    /// All hits, those of excluded values included.
    #[getter]
    fn hits(&self) -> u64 {
        self.lock().hits()
    }

    /// The findings that a person should look at, as a table to fill in (CSV); see `sample`.
    fn review_sheet(&self) -> String {
        self.lock().review_sheet()
    }

    /// The whole report as JSON, the same bytes for the same input.
    #[pyo3(signature = (*, unit="record", hub=10, time=None, review=None))]
    fn to_json(
        &self,
        py: Python<'_>,
        unit: &str,
        hub: u64,
        time: Option<String>,
        review: Option<&str>,
    ) -> PyResult<String> {
        Ok(render::json(&self.summarised(py, &summing(unit, hub, time, review)?)?))
    }

    /// Counts by entity and file as CSV.
    #[pyo3(signature = (*, unit="record", hub=10, time=None, review=None))]
    fn to_csv(
        &self,
        py: Python<'_>,
        unit: &str,
        hub: u64,
        time: Option<String>,
        review: Option<&str>,
    ) -> PyResult<String> {
        Ok(render::csv(&self.summarised(py, &summing(unit, hub, time, review)?)?))
    }

    /// A page that needs nothing else, in English (`en`) or Chinese (`zh`).
    #[pyo3(signature = (*, lang="en", unit="record", hub=10, time=None, review=None))]
    #[allow(clippy::too_many_arguments)] // all of them keyword-only
    fn to_html(
        &self,
        py: Python<'_>,
        lang: &str,
        unit: &str,
        hub: u64,
        time: Option<String>,
        review: Option<&str>,
    ) -> PyResult<String> {
        let lang = self::lang(lang)?;
        Ok(render::html(&self.summarised(py, &summing(unit, hub, time, review)?)?, lang))
    }

    /// A summary for people, in English (`en`) or Chinese (`zh`).
    #[pyo3(signature = (*, lang="en", unit="record", hub=10, time=None, review=None))]
    #[allow(clippy::too_many_arguments)] // all of them keyword-only
    fn to_text(
        &self,
        py: Python<'_>,
        lang: &str,
        unit: &str,
        hub: u64,
        time: Option<String>,
        review: Option<&str>,
    ) -> PyResult<String> {
        let lang = self::lang(lang)?;
        Ok(render::text(&self.summarised(py, &summing(unit, hub, time, review)?)?, lang, false))
    }

    /// The whole report as `to_json` writes it, read.
    #[pyo3(signature = (*, unit="record", hub=10, time=None, review=None))]
    fn summary<'py>(
        &self,
        py: Python<'py>,
        unit: &str,
        hub: u64,
        time: Option<String>,
        review: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let json = self.to_json(py, unit, hub, time, review)?;
        py.import("json")?.call_method1("loads", (json,))
    }

    /// What the statutes say to it: arithmetic, not legal advice.
    #[pyo3(signature = (*, unit="record", hub=10))]
    fn verdicts<'py>(&self, py: Python<'py>, unit: &str, hub: u64) -> PyResult<Bound<'py, PyAny>> {
        self.summary(py, unit, hub, None, None)?.get_item("law")
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        Ok((slf.get_type().getattr("from_bytes")?, (slf.get().to_bytes(slf.py())?,)))
    }

    fn __repr__(&self) -> String {
        format!("<Report: {} hits>", self.lock().hits())
    }
}
