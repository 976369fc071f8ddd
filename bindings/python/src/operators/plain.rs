//! The operators that write the same for everybody: labels, masks, fixed text.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use yinsi::{MaskPart, Operator};

use crate::error::BuildError;

/// Writes the entity's name in angle brackets: `<EMAIL_ADDRESS>`.
///
/// The default. A reader of the output learns what kind of value stood there, not its length, and
/// not whether two labels stand for one value.
#[pyclass(frozen, eq, hash, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Label;

impl Label {
    pub(super) fn operator(&self) -> Operator {
        yinsi::Label.into()
    }
}

#[pymethods]
impl Label {
    #[new]
    fn new() -> Self {
        Self
    }

    fn __repr__(&self) -> &'static str {
        "Label()"
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> Bound<'py, PyTuple> {
        PyTuple::empty(py)
    }
}

/// Writes `*` for each character but the first and last few: `138****5678`.
///
/// Separators stay and do not count, unless `separators=False`; with `digits=True` only digits count and are
/// hidden. Of a short value, one that would have fewer than four characters hidden, at most half is shown.
/// `part` says what the mask is laid over, the rest stays: `whole`, `mail-user`, `national` (a number
/// without its country code), `name`, `below-county`. `Mask.preset` has those that rules and custom ask for. A
/// reader of the output learns the length and form of the value and what is shown: choose ends that
/// identify nobody.
///
/// >>> import yinsi
/// >>> redactor = yinsi.Redactor({"CN_MOBILE_NUMBER": yinsi.Mask(3, 4)})
/// >>> redactor.redact("手机13812345678")
/// '手机138****5678'
#[pyclass(frozen, eq, hash, get_all, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Mask {
    /// Characters shown at the start.
    first: usize,
    /// Characters shown at the end.
    last: usize,
    /// The character written for each that is hidden.
    char: char,
    /// Whether separators stay.
    separators: bool,
    /// Whether only digits count and are hidden.
    digits: bool,
    /// The part of the value that is masked.
    part: &'static str,
}

/// Parts of a value by name.
const PARTS: [(&str, MaskPart); 5] = [
    ("whole", MaskPart::Whole),
    ("mail-user", MaskPart::MailUser),
    ("national", MaskPart::National),
    ("name", MaskPart::Name),
    ("below-county", MaskPart::BelowCounty),
];

impl Mask {
    pub(super) fn operator(&self) -> Operator {
        let mut mask = yinsi::Mask::keep(self.first, self.last).with(self.char).separators(self.separators);
        mask.digits = self.digits;
        mask.part =
            PARTS.iter().find(|(name, _)| *name == self.part).map_or(MaskPart::Whole, |(_, part)| *part);
        mask.into()
    }
}

#[pymethods]
impl Mask {
    #[new]
    #[pyo3(signature = (first=0, last=0, *, char='*', separators=true, digits=false, part="whole"))]
    fn new(
        first: usize,
        last: usize,
        char: char,
        separators: bool,
        digits: bool,
        part: &str,
    ) -> PyResult<Self> {
        let known = PARTS.iter().find(|(name, _)| *name == part).map(|(name, _)| *name);
        let names = || PARTS.map(|(name, _)| name).join(", ");
        let part = known.ok_or_else(|| BuildError::new_err(format!("mask: parts are {}", names())))?;
        Ok(Self { first, last, char, separators, digits, part })
    }

    /// The mask that a rule or custom asks for, by its name; `Mask.presets()` lists them.
    ///
    /// >>> import yinsi
    /// >>> yinsi.Redactor({"EMAIL_ADDRESS": yinsi.Mask.preset("email")}).redact("to jane.doe@example.com")
    /// 'to j*******@example.com'
    #[classmethod]
    fn preset(_class: &Bound<'_, PyType>, name: &str) -> PyResult<Self> {
        let mask = yinsi::Mask::preset(name).ok_or_else(|| {
            let known: Vec<&str> = yinsi::Mask::presets().collect();
            BuildError::new_err(format!("mask: unknown preset; there are {}", known.join(", ")))
        })?;
        let yinsi::Mask { first, last, with: char, separators, digits, part, .. } = mask;
        let part = PARTS.iter().find(|(_, known)| *known == part).map_or("whole", |(name, _)| *name);
        Ok(Self { first, last, char, separators, digits, part })
    }

    /// The names that `preset` knows.
    #[staticmethod]
    fn presets() -> Vec<&'static str> {
        yinsi::Mask::presets().collect()
    }

    fn __repr__(&self) -> String {
        let Self { first, last, char, separators, digits, part } = self;
        let truth = |flag: bool| if flag { "True" } else { "False" };
        let digits = if *digits { ", digits=True" } else { "" };
        let part = if *part == "whole" { String::new() } else { format!(", part='{part}'") };
        format!("Mask({first}, {last}, char={char:?}, separators={}{digits}{part})", truth(*separators))
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<((usize, usize), Bound<'py, PyDict>)> {
        let named = PyDict::new(py);
        named.set_item("char", self.char)?;
        named.set_item("separators", self.separators)?;
        named.set_item("digits", self.digits)?;
        named.set_item("part", self.part)?;
        Ok(((self.first, self.last), named))
    }
}

/// Writes nothing, or a space where the text before and after would run together into something new.
#[pyclass(frozen, eq, hash, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Remove;

impl Remove {
    pub(super) fn operator(&self) -> Operator {
        yinsi::Remove.into()
    }
}

#[pymethods]
impl Remove {
    #[new]
    fn new() -> Self {
        Self
    }

    fn __repr__(&self) -> &'static str {
        "Remove()"
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> Bound<'py, PyTuple> {
        PyTuple::empty(py)
    }
}

/// Writes a fixed text, such as `[removed]`.
///
/// It is not scanned: a replacement that looks like a value is found again the next time.
#[pyclass(frozen, eq, hash, get_all, module = "yinsi")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Replace {
    /// What is written.
    text: String,
}

impl Replace {
    pub(super) fn operator(&self) -> Operator {
        yinsi::Replace::with(self.text.as_str()).into()
    }
}

#[pymethods]
impl Replace {
    #[new]
    fn new(text: String) -> Self {
        Self { text }
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        Ok(format!("Replace({})", PyString::new(slf.py(), &slf.get().text).repr()?))
    }

    fn __getnewargs__(&self) -> (String,) {
        (self.text.clone(),)
    }
}
