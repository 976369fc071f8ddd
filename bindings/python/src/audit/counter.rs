//! `Counter`: takes records one has at hand and counts what is in them.

use std::collections::HashMap;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyMapping, PyString};
use yinsi::report::Batch;

use super::report::Report;
use super::{Counting, method};
use crate::arrow::{Column, Texts};
use crate::error::{self, Error, wrong_type};
use crate::key::Key;
use crate::scanner::Scanner;
use crate::text::Text;

/// Counts records that are at hand: rows of a table, texts, Arrow columns.
///
/// `finish` gives the `Report`. The options are those of `yinsi.audit`. Values are kept as keyed hashes
/// alone.
///
/// >>> import yinsi
/// >>> counter = yinsi.Counter()
/// >>> counter.rows("people", [{"姓名": "张三", "手机号": "13812345678"}, {"姓名": "张三", "手机号": "+86 138 1234 5678"}])
/// >>> totals = counter.finish().summary()["totals"]
/// >>> totals["hits"], totals["units"], totals["people"]
/// (4, 1, 1)
#[pyclass(module = "yinsi")]
pub(crate) struct Counter {
    scanner: yinsi::Scanner,
    /// Gone when it is finished.
    counter: Option<std::sync::Mutex<yinsi::report::Counter>>,
}

#[pymethods]
impl Counter {
    #[new]
    #[pyo3(signature = (*, key=None, scanner=None, memory=1073741824, approximate=false, sample=0, seed=0,
                        exclude=Vec::new()))]
    #[allow(clippy::too_many_arguments)] // all of them keyword-only
    fn new(
        py: Python<'_>,
        key: Option<&Bound<'_, Key>>,
        scanner: Option<&Bound<'_, Scanner>>,
        memory: usize,
        approximate: bool,
        sample: usize,
        seed: u64,
        exclude: Vec<String>,
    ) -> PyResult<Self> {
        let method = method(memory, approximate, sample, seed, exclude);
        let Counting { scanner, key, method } = Counting::of(py, scanner, key, method)?;
        let counter = yinsi::report::Counter::new(&scanner, &key, method);
        Ok(Self { scanner, counter: Some(std::sync::Mutex::new(counter)) })
    }

    /// Counts rows of a table: mappings of names to values, or sequences whose names are `columns`.
    ///
    /// A value is text, or whatever `str` makes text of; `None` and empty ones are left out. The rows of
    /// `file` are numbered from `first`, or not at all if that is `None`.
    #[pyo3(signature = (file, rows, *, columns=None, first=Some(1)))]
    fn rows(
        &mut self,
        py: Python<'_>,
        file: &str,
        rows: &Bound<'_, PyAny>,
        columns: Option<Vec<String>>,
        first: Option<u64>,
    ) -> PyResult<()> {
        let mut names: HashMap<String, u32> = HashMap::new();
        let columns = columns.unwrap_or_default();
        let mut batch = Batch::new(file.into(), false, false);
        for (row, given) in rows.try_iter()?.enumerate() {
            let given = given?;
            if let Ok(mapping) = given.cast::<PyMapping>() {
                for pair in mapping.items()?.iter() {
                    let (name, value): (String, Bound<'_, PyAny>) = pair.extract()?;
                    let next = names.len() as u32;
                    let column = *names.entry(name.clone()).or_insert(next);
                    field(&mut batch, column, &name, &value)?;
                }
            } else if given.is_instance_of::<PyString>() || given.is_instance_of::<PyBytes>() {
                return Err(wrong_type("a row is a mapping or a sequence of values", &given));
            } else {
                for (column, value) in given.try_iter()?.enumerate() {
                    let name = columns.get(column).map_or("", String::as_str);
                    field(&mut batch, column as u32, name, &value?)?;
                }
            }
            batch.end_record(number(first, row), false);
            self.count_if(py, &mut batch, Batch::is_full)?;
        }
        self.count_if(py, &mut batch, |_| true)
    }

    /// Counts texts, each a record that may speak of several people: lines, messages, notes.
    #[pyo3(signature = (file, texts, *, first=Some(1)))]
    fn texts(
        &mut self,
        py: Python<'_>,
        file: &str,
        texts: &Bound<'_, PyAny>,
        first: Option<u64>,
    ) -> PyResult<()> {
        if texts.is_instance_of::<PyString>() || texts.is_instance_of::<PyBytes>() {
            return Err(wrong_type("texts must be a list of them", texts));
        }
        let mut batch = Batch::new(file.into(), true, false);
        for (row, text) in texts.try_iter()?.enumerate() {
            field(&mut batch, 0, "", &text?)?;
            batch.end_record(number(first, row), false);
            self.count_if(py, &mut batch, Batch::is_full)?;
        }
        self.count_if(py, &mut batch, |_| true)
    }

    /// Counts the rows of Arrow columns of text, given by name, without a Python object for each cell.
    #[pyo3(signature = (file, columns, *, first=Some(1)))]
    fn columns(
        &mut self,
        py: Python<'_>,
        file: &str,
        columns: &Bound<'_, PyDict>,
        first: Option<u64>,
    ) -> PyResult<()> {
        let mut named = Vec::new();
        for (name, object) in columns.iter() {
            let column =
                Column::of(&object)?.ok_or_else(|| wrong_type("a column is one of Arrow's", &object))?;
            named.push((name.extract::<String>()?, Cells::of(column.chunks(py, "Counter.columns")?)));
        }
        let rows = named.first().map_or(0, |(_, cells)| cells.rows);
        if named.iter().any(|(_, cells)| cells.rows != rows) {
            return Err(Error::new_err("the columns are not of one length"));
        }
        let mut batch = Batch::new(file.into(), false, false);
        for row in 0..rows {
            for (column, (name, cells)) in named.iter_mut().enumerate() {
                let value = cells.next();
                if !value.is_empty() {
                    batch.field(column as u32, name, value);
                }
            }
            batch.end_record(number(first, row), false);
            self.count_if(py, &mut batch, Batch::is_full)?;
        }
        self.count_if(py, &mut batch, |_| true)
    }

    /// What was counted; the counter is at its end then.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Report> {
        let counter = self.counter.take().ok_or_else(finished)?;
        let counter = counter.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        py.detach(|| error::guard("Counter.finish", || counter.finish())).map(Report::new)
    }
}

impl Counter {
    /// Counts a batch that is `due`, without the interpreter.
    fn count_if(
        &mut self,
        py: Python<'_>,
        batch: &mut Batch,
        due: impl FnOnce(&Batch) -> bool,
    ) -> PyResult<()> {
        let counter = self.counter.as_mut().ok_or_else(finished)?;
        if batch.is_empty() || !due(batch) {
            return Ok(());
        }
        let next = batch.like();
        let full = std::mem::replace(batch, next);
        let counter = counter.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        let scanner = &self.scanner;
        py.detach(|| error::guard("Counter", || full.count(scanner, counter)))?.map_err(error::report)?;
        py.check_signals()
    }
}

/// The number of a row; 0 where rows have none.
fn number(first: Option<u64>, row: usize) -> u64 {
    first.map_or(0, |first| first.saturating_add(row as u64))
}

fn finished() -> PyErr {
    Error::new_err("the counter is finished")
}

/// Adds a value to the record that is being written.
fn field(batch: &mut Batch, column: u32, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    if value.is_none() {
        return Ok(());
    }
    let shown;
    let value = if value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() {
        value
    } else {
        shown = value.str()?.into_any();
        &shown
    };
    let text = Text::of(value)?;
    let bytes = text.view().bytes();
    if !bytes.is_empty() {
        batch.field(column, name, bytes);
    }
    Ok(())
}

/// The cells of a column, one after the other.
struct Cells {
    chunks: Vec<Texts>,
    chunk: usize,
    row: usize,
    rows: usize,
}

impl Cells {
    fn of(chunks: Vec<Texts>) -> Self {
        let rows = chunks.iter().map(Texts::len).sum();
        Self { chunks, chunk: 0, row: 0, rows }
    }

    /// The next one; nothing for a null.
    fn next(&mut self) -> &[u8] {
        while self.chunks.get(self.chunk).is_some_and(|texts| self.row >= texts.len()) {
            (self.chunk, self.row) = (self.chunk + 1, 0);
        }
        self.row += 1;
        self.chunks.get(self.chunk).map_or(&[], |texts| texts.get(self.row - 1))
    }
}
