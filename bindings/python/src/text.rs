//! Texts from Python: `str` and anything that lends bytes.
//!
//! A `str` is read in place when it is ASCII and through the UTF-8 form that the interpreter keeps
//! with it when it is not. A lone surrogate is scanned as U+FFFD, which is as long in UTF-8, and
//! written back as it was. Read-only buffers are read in place; one that may change while
//! the interpreter is released is copied first.

use pyo3::buffer::PyUntypedBuffer;
use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use yinsi::{Finding, OffsetMap, Unit};

use crate::error::{self, wrong_type};

/// Shorter texts are scanned without releasing the interpreter: taking it back costs as much.
const RELEASE_BYTES: usize = 2048;

/// A text from Python, held for as long as it is scanned.
pub(crate) enum Text<'a> {
    Str(&'a str),
    /// A `str` with lone surrogates: as it is scanned, and as it is written.
    Surrogates {
        lossy: String,
        raw: Vec<u8>,
    },
    Bytes(&'a [u8]),
    Buffer(PyUntypedBuffer),
    Copy(Vec<u8>),
}

/// What the library needs of a text; may be read without the interpreter.
#[derive(Clone, Copy)]
pub(crate) enum View<'v> {
    Str(&'v str),
    Bytes(&'v [u8]),
}

impl<'a> Text<'a> {
    /// Borrows the text of a Python object.
    pub(crate) fn of(object: &'a Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(text) = object.cast::<PyString>() {
            return match text.to_str() {
                Ok(text) => Ok(Self::Str(text)),
                Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(object.py()) => surrogates(text),
                Err(error) => Err(error),
            };
        }
        if let Ok(bytes) = object.cast::<PyBytes>() {
            return Ok(Self::Bytes(bytes.as_bytes()));
        }
        let wrong = || wrong_type("text must be str or a bytes-like object", object);
        let buffer = PyUntypedBuffer::get(object).map_err(|_| wrong())?;
        if buffer.item_size() != 1 {
            return Err(wrong_type("a buffer must be one of bytes", object));
        }
        if buffer.readonly() && buffer.is_c_contiguous() {
            return Ok(Self::Buffer(buffer));
        }
        drop(buffer);
        let copy = object.py().get_type::<PyBytes>().call1((object,))?;
        Ok(Self::Copy(copy.cast::<PyBytes>()?.as_bytes().to_vec()))
    }

    /// The text as it is scanned.
    pub(crate) fn view(&self) -> View<'_> {
        match self {
            Self::Str(text) => View::Str(text),
            Self::Surrogates { lossy, .. } => View::Str(lossy),
            Self::Bytes(bytes) => View::Bytes(bytes),
            Self::Copy(bytes) => View::Bytes(bytes),
            Self::Buffer(buffer) => View::Bytes(buffer_bytes(buffer)),
        }
    }

    /// The text as it is written where nothing was found.
    pub(crate) fn raw(&self) -> &[u8] {
        match self {
            Self::Surrogates { raw, .. } => raw,
            _ => self.view().bytes(),
        }
    }

    /// Redacted text as a Python object of the kind this one was.
    pub(crate) fn python<'py>(&self, py: Python<'py>, redacted: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Str(_) | Self::Surrogates { .. } => to_str(py, redacted),
            _ => Ok(PyBytes::new(py, redacted).into_any()),
        }
    }
}

impl<'v> View<'v> {
    /// A value of a column of text or of bytes.
    pub(crate) fn of_column(value: &'v [u8], is_text: bool) -> Self {
        let text = if is_text { std::str::from_utf8(value).ok() } else { None };
        text.map_or(Self::Bytes(value), Self::Str)
    }

    pub(crate) fn bytes(self) -> &'v [u8] {
        match self {
            Self::Str(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// Turns the byte offsets of `findings` into `unit`, or into the host's: code points of a
    /// `str`, bytes of a buffer.
    pub(crate) fn convert(self, findings: &mut [Finding], unit: Option<Unit>) {
        let (unit, mut map) = match self {
            Self::Str(text) => {
                let unit = unit.unwrap_or(Unit::Chars);
                (unit, OffsetMap::of_str(text, unit))
            }
            Self::Bytes(bytes) => {
                let unit = unit.unwrap_or(Unit::Bytes);
                (unit, OffsetMap::new(bytes, unit))
            }
        };
        if unit == Unit::Bytes {
            return;
        }
        for finding in findings {
            let range = finding.range();
            (finding.start, finding.end) = (map.convert(range.start), map.convert(range.end));
        }
    }

    /// Turns offsets in the host's unit into bytes.
    pub(crate) fn locate(self, findings: &mut [Finding]) {
        let Self::Str(text) = self else { return };
        let mut map = OffsetMap::of_str(text, Unit::Chars);
        for finding in findings {
            let mut byte = |chars: u64| map.locate(chars) as u64;
            (finding.start, finding.end) = (byte(finding.start), byte(finding.end));
        }
    }
}

/// A `str` of these bytes, lone surrogates as they were.
pub(crate) fn to_str<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(PyString::new(py, text).into_any());
    }
    let bytes = PyBytes::new(py, bytes);
    bytes
        .call_method1("decode", ("utf-8", "surrogatepass"))
        .or_else(|_| bytes.call_method1("decode", ("utf-8", "replace")))
}

/// Runs `call` without the interpreter when the text is long enough for it to be worth it.
pub(crate) fn released<T: Send>(
    py: Python<'_>,
    function: &'static str,
    bytes: usize,
    call: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    if bytes < RELEASE_BYTES {
        error::guard(function, call)
    } else {
        py.detach(|| error::guard(function, call))
    }
}

/// The unit that an argument names.
pub(crate) fn unit(name: Option<&str>) -> PyResult<Option<Unit>> {
    let Some(name) = name else { return Ok(None) };
    let known = Unit::ALL.into_iter().find(|unit| unit.as_str() == name);
    known.map(Some).ok_or_else(|| error::Error::new_err("offsets must be `bytes`, `chars` or `utf16`"))
}

/// A `str` that has no UTF-8 form.
fn surrogates<'a>(text: &Bound<'_, PyString>) -> PyResult<Text<'a>> {
    let raw = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
    let raw = raw.cast::<PyBytes>()?.as_bytes().to_vec();
    let mut lossy = raw.clone();
    for at in 0..lossy.len().saturating_sub(2) {
        if let Some([first @ 0xED, second @ 0xA0..=0xBF, third]) = lossy.get_mut(at..at + 3) {
            (*first, *second, *third) = (0xEF, 0xBF, 0xBD);
        }
    }
    let lossy = String::from_utf8(lossy)
        .map_err(|_| error::InternalError::new_err("internal error in surrogates"))?;
    Ok(Text::Surrogates { lossy, raw })
}

#[allow(unsafe_code)]
fn buffer_bytes(buffer: &PyUntypedBuffer) -> &[u8] {
    let len = buffer.len_bytes();
    if len == 0 {
        return &[];
    }
    // SAFETY: only a read-only, contiguous buffer of one-byte items is kept as one (`Text::of`), so
    // these are `len` initialised bytes. The exporter keeps them in place until the buffer is
    // released, which the borrow outlives not, and lets nobody write to them.
    unsafe { std::slice::from_raw_parts(buffer.buf_ptr().cast::<u8>(), len) }
}
