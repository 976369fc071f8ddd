//! `StreamScanner`: chunks in, the findings of the whole out.

use pyo3::prelude::*;
use pyo3::types::PyList;
use yinsi::Unit;

use crate::error::{self, Error};
use crate::scanner::{Scanner, list, or_default};
use crate::text::{self, Text, View};

/// Finds personal information in text that arrives in chunks.
///
/// The findings are those of the whole text, for every way of cutting it; memory is bounded. Their
/// offsets count from the first chunk: code points when the chunks are `str`, bytes when they lend
/// bytes, or what `offsets` says. All chunks of a text are of one kind.
///
/// >>> import yinsi
/// >>> stream = yinsi.StreamScanner()
/// >>> stream.push("手机138123")
/// []
/// >>> stream.push("45678")
/// []
/// >>> [(finding.start, finding.end) for finding in stream.finish()]
/// [(2, 13)]
#[pyclass(module = "yinsi")]
pub(crate) struct StreamScanner {
    scanner: yinsi::Scanner,
    unit: Option<Unit>,
    /// Made by the first chunk, which says what offsets count.
    stream: Option<(yinsi::StreamScanner, bool)>,
}

#[pymethods]
impl StreamScanner {
    #[new]
    #[pyo3(signature = (scanner=None, *, offsets=None))]
    fn new(scanner: Option<&Bound<'_, Scanner>>, offsets: Option<&str>) -> PyResult<Self> {
        Ok(Self { scanner: or_default(scanner), unit: text::unit(offsets)?, stream: None })
    }

    /// Takes the next chunk and returns the findings that are settled, in order.
    fn push<'py>(&mut self, py: Python<'py>, chunk: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let chunk = Text::of(chunk)?;
        let view = chunk.view();
        let is_str = matches!(view, View::Str(_));
        let host = if is_str { Unit::Chars } else { Unit::Bytes };
        let (scanner, unit) = (&self.scanner, self.unit.unwrap_or(host));
        let (stream, began_as_str) =
            self.stream.get_or_insert_with(|| (yinsi::StreamScanner::new(scanner).offsets(unit), is_str));
        if *began_as_str != is_str {
            return Err(Error::new_err("all chunks of a text are str, or all are bytes"));
        }
        let findings = text::released(py, "push", view.bytes().len(), || {
            let mut findings = Vec::new();
            stream.push(view.bytes(), &mut findings);
            findings
        })?;
        list(py, &findings)
    }

    /// Ends the text, returns the remaining findings and starts over with a new text.
    fn finish<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let mut findings = Vec::new();
        if let Some((mut stream, _)) = self.stream.take() {
            py.detach(|| error::guard("finish", || stream.finish(&mut findings)))?;
        }
        list(py, &findings)
    }

    /// No later finding starts before this offset.
    #[getter]
    fn settled(&self) -> u64 {
        self.stream.as_ref().map_or(0, |(stream, _)| stream.settled())
    }

    fn __repr__(&self) -> String {
        format!("<StreamScanner: settled up to {}>", self.settled())
    }
}
