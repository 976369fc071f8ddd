//! Operators that keep a part of a value or something coarser, and [`Operator`]: any one by its text.

use pyo3::prelude::*;

use super::made::{Made, named, operator_class};
use crate::error::{self, BuildError};
use crate::key::Key;

operator_class! {
    /// Any operator by its text, as the command line and policies have it: `mask:3,4`, `generalise:month`.
    ///
    /// `key` is for those that need one: `token`, `encrypt`, `preserve`, `surrogate`, `shift-date`.
    ///
    /// >>> import yinsi
    /// >>> yinsi.Redactor({"EMAIL_ADDRESS": yinsi.Operator("mask:email")}).redact("to jane.doe@example.com")
    /// 'to j*******@example.com'
    Operator {
        #[new]
        #[pyo3(signature = (text, *, key=None))]
        fn new(py: Python<'_>, text: &str, key: Option<Bound<'_, Key>>) -> PyResult<Self> {
            let operator = match &key {
                Some(key) => yinsi::Operator::parse_keyed(text, &key.get().inner),
                None => yinsi::Operator::parse(text),
            };
            let operator = operator.map_err(error::build)?;
            Ok(Self(Made::of(operator, named!(py, { text, key }))?))
        }
    }
}

operator_class! {
    /// Writes the entity's name and a number for each value of a document: `<PERSON_1>`, `<PERSON_2>`.
    ///
    /// >>> import yinsi
    /// >>> yinsi.Redactor(default=yinsi.Numbered()).redact("a@example.com to b@example.com, A@EXAMPLE.COM")
    /// '<EMAIL_ADDRESS_1> to <EMAIL_ADDRESS_2>, <EMAIL_ADDRESS_1>'
    Numbered {
        #[new]
        fn new(py: Python<'_>) -> PyResult<Self> {
            Ok(Self(Made::of(yinsi::Numbered, named!(py, {}))?))
        }
    }
}

operator_class! {
    /// Writes the value itself.
    Keep {
        #[new]
        fn new(py: Python<'_>) -> PyResult<Self> {
            Ok(Self(Made::of(yinsi::Keep, named!(py, {}))?))
        }
    }
}

operator_class! {
    /// Writes the first characters of a value.
    ///
    /// >>> import yinsi
    /// >>> yinsi.Redactor(default=yinsi.Truncate(3)).redact("手机13812345678。")
    /// '手机138。'
    Truncate {
        #[new]
        fn new(py: Python<'_>, chars: usize) -> PyResult<Self> {
            Ok(Self(Made::of(yinsi::Truncate::to(chars), named!(py, { chars }))?))
        }
    }
}

operator_class! {
    /// Writes something coarser of the same kind.
    ///
    /// `to` is `year` or `month` of a date; `age` (a band of `band` years, 10 unless said; `top`, 90, and above
    /// are one band); `network` of an address of the Internet (`v4` bits, 24, and `v6`, 48); `coordinates` (to
    /// `places`, 2); `postcode` (its first `chars`, 3); `region` and year of birth of a Chinese resident number.
    /// What cannot be read becomes a label.
    ///
    /// >>> import yinsi
    /// >>> yinsi.Redactor({"IP_ADDRESS": yinsi.Generalise("network", v4=16)}).redact("from 203.0.113.77")
    /// 'from 203.0.0.0/16'
    Generalise {
        #[new]
        #[pyo3(signature = (to, *, band=None, top=None, v4=None, v6=None, places=None, chars=None))]
        #[allow(clippy::too_many_arguments)] // all but one keyword-only
        fn new(
            py: Python<'_>,
            to: &str,
            band: Option<u16>,
            top: Option<u16>,
            v4: Option<u8>,
            v6: Option<u8>,
            places: Option<usize>,
            chars: Option<usize>,
        ) -> PyResult<Self> {
            let mut text = format!("generalise:{to}");
            let numbers = [
                ("band", band.map(usize::from)),
                ("top", top.map(usize::from)),
                ("v4", v4.map(usize::from)),
                ("v6", v6.map(usize::from)),
                ("places", places),
                ("chars", chars),
            ];
            for (name, number) in numbers {
                if let Some(number) = number {
                    text += &format!(",{name}={number}");
                }
            }
            let operator = yinsi::Operator::parse(&text).map_err(error::build)?;
            Ok(Self(Made::of(operator, named!(py, { to, band, top, v4, v6, places, chars }))?))
        }
    }
}

operator_class! {
    /// Writes the range that a number falls into: `[3000, 4000)`.
    ///
    /// Ranges are of one `width`, or begin at `edges` in ascending order. What is no number becomes a label.
    ///
    /// >>> import yinsi
    /// >>> salary = yinsi.Finding("AMOUNT", "payroll", 0, 5, 1.0)
    /// >>> yinsi.Redactor(default=yinsi.Bucket(1000)).apply("3,999", [salary])
    /// '[3000, 4000)'
    Bucket {
        #[new]
        #[pyo3(signature = (width=None, *, edges=None))]
        fn new(py: Python<'_>, width: Option<u64>, edges: Option<Vec<i64>>) -> PyResult<Self> {
            let bucket = match (width, &edges) {
                (Some(width), None) => yinsi::Bucket::width(width),
                (None, Some(edges)) => yinsi::Bucket::at(edges.clone()),
                _ => return Err(BuildError::new_err("bucket: either a width or edges are wanted")),
            };
            Ok(Self(Made::of(bucket, named!(py, { width, edges }))?))
        }
    }
}
