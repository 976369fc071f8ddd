//! Texts of a column, whatever its layout, and columns of redacted texts.

use std::sync::Arc;

use arrow_array::builder::BinaryViewBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BinaryArray, BinaryViewArray, LargeBinaryArray, NullArray, StructArray};
use arrow_array::{GenericBinaryArray, LargeStringArray, OffsetSizeTrait, StringArray};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType};
use pyo3::PyResult;
use pyo3::exceptions::PyTypeError;

use crate::error::Error;

/// A chunk of a column: rows of texts, some of them null.
pub(crate) struct Texts {
    data_type: DataType,
    values: Values,
    /// Which value each row is, where rows share values.
    keys: Option<Vec<usize>>,
    nulls: Option<NullBuffer>,
    len: usize,
}

/// Values as bytes, shared with the array they came in.
enum Values {
    Small(BinaryArray),
    Large(LargeBinaryArray),
    View(BinaryViewArray),
    Null,
}

impl Values {
    fn of(array: &ArrayRef) -> PyResult<Self> {
        Ok(match array.data_type() {
            DataType::Utf8 => Self::Small(array.as_string::<i32>().clone().into()),
            DataType::LargeUtf8 => Self::Large(array.as_string::<i64>().clone().into()),
            DataType::Utf8View => Self::View(array.as_string_view().clone().to_binary_view()),
            DataType::Binary => Self::Small(array.as_binary::<i32>().clone()),
            DataType::LargeBinary => Self::Large(array.as_binary::<i64>().clone()),
            DataType::BinaryView => Self::View(array.as_binary_view().clone()),
            DataType::Null => Self::Null,
            other => return Err(unsupported(other)),
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Small(values) => values.len(),
            Self::Large(values) => values.len(),
            Self::View(values) => values.len(),
            Self::Null => 0,
        }
    }

    /// The value at a place; nothing beyond the end.
    fn get(&self, at: usize) -> &[u8] {
        match self {
            _ if at >= self.len() => &[],
            Self::Small(values) => values.value(at),
            Self::Large(values) => values.value(at),
            Self::View(values) => values.value(at),
            Self::Null => &[],
        }
    }
}

impl Texts {
    /// The rows of an array, or of the one column of a table.
    pub(crate) fn of(array: &ArrayRef) -> PyResult<Self> {
        if let DataType::Struct(fields) = array.data_type() {
            one_column(fields.len())?;
            let table: &StructArray = array.as_struct();
            let mut texts = Self::of(table.column(0))?;
            texts.nulls = NullBuffer::union(texts.nulls.as_ref(), table.nulls());
            return Ok(texts);
        }
        let (nulls, len) = (array.logical_nulls(), array.len());
        let Some(dictionary) = array.as_any_dictionary_opt() else {
            let data_type = array.data_type().clone();
            return Ok(Self { data_type, values: Values::of(array)?, keys: None, nulls, len });
        };
        let values = dictionary.values();
        let keys = if values.is_empty() { vec![0; len] } else { dictionary.normalized_keys() };
        let data_type = values.data_type().clone();
        Ok(Self { data_type, values: Values::of(values)?, keys: Some(keys), nulls, len })
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether the rows are text rather than bytes.
    pub(crate) fn is_str(&self) -> bool {
        matches!(self.data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
    }

    /// Whether a row is no null.
    pub(crate) fn is_text(&self, row: usize) -> bool {
        self.nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row))
    }

    /// The bytes of a row; none of a null.
    pub(crate) fn get(&self, row: usize) -> &[u8] {
        if !self.is_text(row) {
            return &[];
        }
        match &self.keys {
            None => self.values.get(row),
            Some(keys) => keys.get(row).map_or(&[], |key| self.values.get(*key)),
        }
    }

    /// Which of the dictionary's values a row is.
    pub(crate) fn key(&self, row: usize) -> Option<usize> {
        self.keys.as_ref().filter(|_| self.is_text(row))?.get(row).copied()
    }

    /// The dictionary's values, if there is one.
    pub(crate) fn dictionary(&self) -> impl Iterator<Item = &[u8]> {
        let len = if self.keys.is_some() { self.values.len() } else { 0 };
        (0..len).map(|at| self.values.get(at))
    }

    /// Which rows are null.
    pub(crate) fn nulls(&self) -> Option<NullBuffer> {
        self.nulls.clone()
    }
}

/// The type of a column's texts, or why it has none.
pub(crate) fn text_type(data_type: &DataType) -> PyResult<DataType> {
    match data_type {
        DataType::Struct(fields) => match &**fields {
            [field] => text_type(field.data_type()),
            _ => one_column(fields.len()).map(|()| DataType::Null),
        },
        DataType::Dictionary(_, values) => text_type(values),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Ok(data_type.clone()),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Ok(data_type.clone()),
        DataType::Null => Ok(DataType::Null),
        other => Err(unsupported(other)),
    }
}

fn unsupported(data_type: &DataType) -> pyo3::PyErr {
    PyTypeError::new_err(format!("a column must hold text or bytes, not {data_type}"))
}

fn one_column(columns: usize) -> PyResult<()> {
    match columns {
        1 => Ok(()),
        _ => Err(Error::new_err(format!("the table has {columns} columns: pass one of them"))),
    }
}

/// Redacted rows on their way to an array of the type that the texts came in.
pub(crate) enum Written {
    Small(Rows<i32>),
    Large(Rows<i64>),
    View(BinaryViewBuilder),
    Null,
}

/// Values end to end, with where each ends.
pub(crate) struct Rows<O> {
    values: Vec<u8>,
    offsets: Vec<O>,
    /// Whether an end did not fit.
    overflow: bool,
}

impl<O: OffsetSizeTrait> Rows<O> {
    fn with_capacity(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(O::zero());
        Self { values: Vec::new(), offsets, overflow: false }
    }

    fn push(&mut self, value: &[u8]) {
        self.values.extend_from_slice(value);
        self.offsets.push(O::from_usize(self.values.len()).unwrap_or_else(|| {
            self.overflow = true;
            O::zero()
        }));
    }

    fn finish(self, nulls: Option<NullBuffer>) -> PyResult<GenericBinaryArray<O>> {
        if self.overflow {
            return Err(Error::new_err("a redacted column is over 2 GiB: pass large_string, or chunks"));
        }
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        GenericBinaryArray::try_new(offsets, Buffer::from_vec(self.values), nulls).map_err(internal)
    }
}

impl Written {
    pub(crate) fn like(texts: &Texts) -> Self {
        match texts.data_type {
            DataType::Utf8 | DataType::Binary => Self::Small(Rows::with_capacity(texts.len)),
            DataType::LargeUtf8 | DataType::LargeBinary => Self::Large(Rows::with_capacity(texts.len)),
            DataType::Null => Self::Null,
            _ => Self::View(BinaryViewBuilder::with_capacity(texts.len)),
        }
    }

    /// Adds a row; a null has no bytes.
    pub(crate) fn push(&mut self, is_text: bool, value: &[u8]) {
        match self {
            Self::Small(rows) => rows.push(value),
            Self::Large(rows) => rows.push(value),
            Self::View(builder) if is_text => builder.append_value(value),
            Self::View(builder) => builder.append_null(),
            Self::Null => {}
        }
    }

    pub(crate) fn finish(self, texts: &Texts) -> PyResult<ArrayRef> {
        let nulls = texts.nulls();
        let text = texts.is_str();
        Ok(match self {
            Self::Small(rows) => {
                let bytes = rows.finish(nulls)?;
                if text {
                    Arc::new(StringArray::try_from_binary(bytes).map_err(internal)?)
                } else {
                    Arc::new(bytes)
                }
            }
            Self::Large(rows) => {
                let bytes = rows.finish(nulls)?;
                if text {
                    Arc::new(LargeStringArray::try_from_binary(bytes).map_err(internal)?)
                } else {
                    Arc::new(bytes)
                }
            }
            Self::View(mut builder) => {
                let bytes = builder.finish();
                if text { Arc::new(bytes.to_string_view().map_err(internal)?) } else { Arc::new(bytes) }
            }
            Self::Null => Arc::new(NullArray::new(texts.len)),
        })
    }
}

/// An error of the arrays' own; its message may quote a value, so it stays here.
pub(super) fn internal(_: ArrowError) -> pyo3::PyErr {
    Error::new_err("the column does not hold what its type says")
}
