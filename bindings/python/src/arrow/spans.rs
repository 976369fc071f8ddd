//! Findings as a column: a list of structs for each row.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, ListArray, StringArray, StructArray};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, FieldRef, Fields};
use pyo3::PyResult;
use yinsi::Finding;

use super::column::{Texts, internal};
use crate::error::Error;
use crate::finding::hundredths;

/// Findings on their way to an array, field by field.
pub(super) struct Spans {
    offsets: Vec<i32>,
    start: Vec<i64>,
    end: Vec<i64>,
    entity: Vec<&'static str>,
    rule: Vec<&'static str>,
    confidence: Vec<f64>,
}

impl Default for Spans {
    fn default() -> Self {
        Self {
            offsets: vec![0],
            start: Vec::new(),
            end: Vec::new(),
            entity: Vec::new(),
            rule: Vec::new(),
            confidence: Vec::new(),
        }
    }
}

fn fields() -> Fields {
    Fields::from(vec![
        Field::new("start", DataType::Int64, true),
        Field::new("end", DataType::Int64, true),
        Field::new("entity", DataType::Utf8, true),
        Field::new("rule", DataType::Utf8, true),
        Field::new("confidence", DataType::Float64, true),
    ])
}

fn item() -> FieldRef {
    Arc::new(Field::new("item", DataType::Struct(fields()), true))
}

/// `list<struct<start, end: int64, entity, rule: string, confidence: double>>`.
pub(super) fn data_type() -> DataType {
    DataType::List(item())
}

impl Spans {
    /// Adds a row.
    pub(super) fn push(&mut self, findings: &[Finding]) {
        for finding in findings {
            self.start.push(finding.start as i64);
            self.end.push(finding.end as i64);
            self.entity.push(finding.entity);
            self.rule.push(finding.rule);
            self.confidence.push(hundredths(finding.confidence_percent()));
        }
        // An overflow shows in `finish`, where the count is known to be too large.
        self.offsets.push(i32::try_from(self.start.len()).unwrap_or(i32::MAX));
    }

    pub(super) fn finish(self, texts: &Texts) -> PyResult<ArrayRef> {
        if i32::try_from(self.start.len()).is_err() {
            return Err(Error::new_err("a chunk has over 2,147,483,647 findings: pass smaller chunks"));
        }
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(self.start)),
            Arc::new(Int64Array::from(self.end)),
            Arc::new(StringArray::from(self.entity)),
            Arc::new(StringArray::from(self.rule)),
            Arc::new(Float64Array::from(self.confidence)),
        ];
        let values = StructArray::try_new(fields(), columns, None).map_err(internal)?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        let lists = ListArray::try_new(item(), offsets, Arc::new(values), texts.nulls()).map_err(internal)?;
        Ok(Arc::new(lists))
    }
}
