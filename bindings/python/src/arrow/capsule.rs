//! Moves arrays over the border: the Arrow PyCapsule interface.
//!
//! All unsafe code of the Arrow side is in this file. The C data interface moves ownership: who
//! imports a structure marks it released in the capsule and frees it later, who exports one
//! leaves a destructor with the capsule for the case that nobody takes it.
#![allow(unsafe_code)]

use std::collections::VecDeque;
use std::ffi::{CStr, c_char, c_int, c_void};

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayReader, ArrayRef, make_array};
use arrow_schema::{DataType, Field, FieldRef};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use super::column::{Texts, internal, text_type};
use crate::error;

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// A column that somebody lends.
pub(crate) struct Column {
    name: String,
    data_type: DataType,
    chunks: Chunks,
}

enum Chunks {
    One(ArrayRef),
    Stream(ArrayStreamReader),
}

impl Column {
    /// The column that an object lends, if it lends any.
    pub(crate) fn of(object: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        if object.hasattr("__arrow_c_array__")? {
            return Self::array(object).map(Some);
        }
        if object.hasattr("__arrow_c_stream__")? {
            return Self::stream(object).map(Some);
        }
        Ok(None)
    }

    fn array(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let capsules = object.call_method0("__arrow_c_array__")?;
        let (schema, array): (Bound<'_, PyAny>, Bound<'_, PyAny>) = capsules.extract()?;
        let (schema, array) = (pointer(&schema, SCHEMA)?, pointer(&array, ARRAY)?);
        // SAFETY: capsules of these names hold these structures, valid and ours to move out of.
        let (schema, array) =
            unsafe { (FFI_ArrowSchema::from_raw(schema.cast()), FFI_ArrowArray::from_raw(array.cast())) };
        let field = Field::try_from(&schema).map_err(internal)?;
        // SAFETY: the two came together and so describe one another.
        let data = unsafe { from_ffi(array, &schema) }.map_err(internal)?;
        Self::new(&field, Chunks::One(make_array(data)))
    }

    fn stream(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let capsule = object.call_method0("__arrow_c_stream__")?;
        let stream = pointer(&capsule, STREAM)?;
        // SAFETY: a capsule of this name holds a stream, valid and ours to move out of.
        let stream = unsafe { ArrayStreamReader::from_raw(stream.cast()) }.map_err(internal)?;
        let field = FieldRef::clone(stream.field());
        Self::new(&field, Chunks::Stream(stream))
    }

    fn new(field: &Field, chunks: Chunks) -> PyResult<Self> {
        let data_type = text_type(field.data_type())?;
        let name = match field.data_type() {
            DataType::Struct(fields) => fields.first().map_or_else(String::new, |field| field.name().clone()),
            _ => field.name().clone(),
        };
        Ok(Self { name, data_type, chunks })
    }

    /// The column's name, or nothing.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Shows each chunk to `see`, without the interpreter: a producer may need it in another thread.
    pub(crate) fn each(
        self,
        py: Python<'_>,
        function: &'static str,
        mut see: impl FnMut(&Texts) -> PyResult<()> + Send,
    ) -> PyResult<()> {
        let chunks = self.chunks;
        py.detach(|| {
            error::guard(function, || match chunks {
                Chunks::One(array) => see(&Texts::of(&array)?),
                Chunks::Stream(mut stream) => {
                    stream.try_for_each(|array| see(&Texts::of(&array.map_err(producer)?)?))
                }
            })
        })?
    }

    /// All chunks.
    pub(crate) fn chunks(self, py: Python<'_>, function: &'static str) -> PyResult<Vec<Texts>> {
        let chunks = self.chunks;
        py.detach(|| {
            error::guard(function, || match chunks {
                Chunks::One(array) => Ok(vec![Texts::of(&array)?]),
                Chunks::Stream(stream) => stream.map(|array| Texts::of(&array.map_err(producer)?)).collect(),
            })
        })?
    }

    /// The column of what `make` makes of each chunk, of the type that `data_type` says.
    pub(crate) fn map<'py>(
        self,
        py: Python<'py>,
        function: &'static str,
        data_type: impl FnOnce(&DataType) -> DataType,
        make: impl Fn(&Texts) -> PyResult<ArrayRef> + Sync,
    ) -> PyResult<Bound<'py, PyAny>> {
        let field = Field::new(self.name(), data_type(&self.data_type), true);
        let one = matches!(self.chunks, Chunks::One(_));
        let mut chunks = Vec::new();
        self.each(py, function, |texts| {
            chunks.push(make(texts)?);
            Ok(())
        })?;
        match chunks.pop() {
            Some(array) if one => Ok(Bound::new(py, ArrowArray { field, array })?.into_any()),
            last => {
                chunks.extend(last);
                Ok(Bound::new(py, ArrowChunkedArray { field, chunks })?.into_any())
            }
        }
    }
}

/// A producer's message may quote a value, so it stays there.
fn producer(_: arrow_schema::ArrowError) -> PyErr {
    error::Error::new_err("the column's producer failed while it was read")
}

fn pointer(capsule: &Bound<'_, PyAny>, name: &CStr) -> PyResult<*mut c_void> {
    let capsule = capsule.cast::<PyCapsule>().map_err(|_| PyTypeError::new_err("not an Arrow capsule"))?;
    Ok(capsule.pointer_checked(Some(name))?.as_ptr())
}

/// A column in one piece, for any library that reads Arrow: `pyarrow.array(column)`,
/// `polars.Series(column)`.
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct ArrowArray {
    field: Field,
    array: ArrayRef,
}

#[pymethods]
impl ArrowArray {
    fn __len__(&self) -> usize {
        self.array.len()
    }

    fn __repr__(&self) -> String {
        format!("<ArrowArray: {} rows of {}>", self.array.len(), self.field.data_type())
    }

    /// The column's type, as a capsule.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.field)
    }

    /// The column's type and rows, as capsules.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let _ = requested_schema; // a producer may keep its own type
        let array = PyCapsule::new_with_value(py, FFI_ArrowArray::new(&self.array.to_data()), ARRAY)?;
        PyTuple::new(py, [schema_capsule(py, &self.field)?, array])
    }

    /// The column as a stream of one chunk.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        stream_capsule(py, &self.field, std::slice::from_ref(&self.array))
    }
}

/// A column in chunks, for any library that reads Arrow: `pyarrow.chunked_array(column)`,
/// `polars.Series(column)`.
#[pyclass(frozen, module = "yinsi")]
pub(crate) struct ArrowChunkedArray {
    field: Field,
    chunks: Vec<ArrayRef>,
}

#[pymethods]
impl ArrowChunkedArray {
    fn __len__(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    fn __repr__(&self) -> String {
        let (rows, chunks) = (self.__len__(), self.chunks.len());
        format!("<ArrowChunkedArray: {rows} rows of {} in {chunks} chunks>", self.field.data_type())
    }

    /// The column's type, as a capsule.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.field)
    }

    /// The column as a stream of its chunks.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        stream_capsule(py, &self.field, &self.chunks)
    }
}

fn schema_capsule<'py>(py: Python<'py>, field: &Field) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowSchema::try_from(field).map_err(internal)?, SCHEMA)
}

/// What a stream of ours needs until it is released.
struct Exported {
    field: Field,
    chunks: VecDeque<ArrayRef>,
}

fn stream_capsule<'py>(
    py: Python<'py>,
    field: &Field,
    chunks: &[ArrayRef],
) -> PyResult<Bound<'py, PyCapsule>> {
    let exported = Box::new(Exported { field: field.clone(), chunks: chunks.iter().cloned().collect() });
    // SAFETY: the four functions below are written for an `Exported` in the private data, which
    // `release_stream` alone frees, once.
    let stream = unsafe {
        FFI_ArrowArrayStream::new_unchecked(
            Some(schema_of_stream),
            Some(next_of_stream),
            Some(error_of_stream),
            Some(release_stream),
            Box::into_raw(exported).cast(),
        )
    };
    PyCapsule::new_with_value(py, stream, STREAM)
}

/// # Safety
///
/// `stream` is one of ours, not released, and used by nobody else meanwhile.
unsafe fn exported<'s>(stream: *mut FFI_ArrowArrayStream) -> &'s mut Exported {
    // SAFETY: of a stream of ours the private data is an `Exported`; see above.
    unsafe { &mut *(*stream).private_data().cast::<Exported>() }
}

unsafe extern "C" fn schema_of_stream(stream: *mut FFI_ArrowArrayStream, out: *mut FFI_ArrowSchema) -> c_int {
    const INVALID: c_int = 22; // EINVAL
    // SAFETY: the interface's contract: a live stream, and room for a schema.
    unsafe {
        match FFI_ArrowSchema::try_from(&exported(stream).field) {
            Ok(schema) => {
                out.write(schema);
                0
            }
            Err(_) => INVALID,
        }
    }
}

unsafe extern "C" fn next_of_stream(stream: *mut FFI_ArrowArrayStream, out: *mut FFI_ArrowArray) -> c_int {
    // SAFETY: the interface's contract: a live stream, and room for an array. A released array
    // says that the stream is at its end.
    unsafe {
        let next = exported(stream).chunks.pop_front();
        out.write(next.map_or_else(FFI_ArrowArray::empty, |array| FFI_ArrowArray::new(&array.to_data())));
    }
    0
}

unsafe extern "C" fn error_of_stream(_: *mut FFI_ArrowArrayStream) -> *const c_char {
    std::ptr::null()
}

unsafe extern "C" fn release_stream(stream: *mut FFI_ArrowArrayStream) {
    // SAFETY: the interface's contract: called once, on a live stream of ours.
    unsafe {
        drop(Box::from_raw((*stream).private_data().cast::<Exported>()));
        (*stream).set_private_data(std::ptr::null_mut());
        (*stream).set_release(None);
    }
}
