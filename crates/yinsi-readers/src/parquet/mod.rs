//! Apache Parquet, row by row. A page of each column lies in memory.

mod zstd;

use std::ops::ControlFlow;
use std::sync::Arc;

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, RowGroupReader as _, SerializedFileReader};
use parquet::record::{Field as Value, Row as Record};

use crate::columns::{Header, Row, Rows};
use crate::fault::{Limit, Lost, Reason};
use crate::format::Format;
use crate::input::Input;
use crate::session::{Item, Session};

/// Reads a Parquet file.
pub(crate) fn read(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    let whole = |session: &mut Session<'_>, reason| {
        session.fault(item, Lost::All, reason);
        ControlFlow::Continue(())
    };
    let file = match input.into_whole() {
        Ok(file) => file,
        Err(error) => return whole(session, error.into()),
    };
    let opened = file.try_clone().map_err(ParquetError::from);
    let reader = match opened.and_then(SerializedFileReader::new) {
        Ok(reader) => reader,
        Err(error) => return whole(session, reason(&error)),
    };
    let memory = session.reader.limits.memory;
    let file = Arc::new(file);
    let schema = reader.metadata().file_metadata().schema_descr();
    let names: Vec<String> =
        schema.root_schema().get_fields().iter().map(|field| field.name().to_owned()).collect();
    let mut rows = Rows::new(item, None, Format::Parquet, "UTF-8", Header::Names(names));
    let mut row = Row::default();
    for group in 0..reader.num_row_groups() {
        let metadata = reader.metadata().row_group(group);
        let largest =
            metadata.columns().iter().map(|column| column.uncompressed_size()).max().unwrap_or_default();
        if u64::try_from(largest).is_ok_and(|largest| largest > memory) {
            rows.fault(session, 0, Lost::Part, Reason::Limit(Limit::Memory(memory)));
            continue;
        }
        let opened = reader.get_row_group(group);
        let opened = opened.map(|inner| zstd::Group { inner, file: Arc::clone(&file), limit: memory });
        let records = match opened.as_ref().map(|opened| opened.get_row_iter(None)) {
            Ok(Ok(records)) => records,
            Ok(Err(error)) => {
                rows.fault(session, 0, Lost::Part, reason(&error));
                continue;
            }
            Err(error) => {
                rows.fault(session, 0, Lost::Part, reason(error));
                continue;
            }
        };
        for record in records {
            match record {
                Ok(record) => {
                    row.clear();
                    for (_, value) in record.get_column_iter() {
                        let mut text = String::new();
                        write(value, &mut text);
                        row.push(&text);
                    }
                    rows.push(session, 0, &row)?;
                }
                // What follows in the group cannot be told from it.
                Err(error) => {
                    rows.fault(session, 0, Lost::Part, reason(&error));
                    break;
                }
            }
        }
    }
    rows.end(session)
}

/// Appends a value; those of lists and groups with line ends between them.
fn write(value: &Value, text: &mut String) {
    let mut next = |value: &Value| {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        write(value, text);
    };
    match value {
        Value::Null => {}
        Value::Str(value) => text.push_str(value),
        // Text that was written without saying that it is.
        Value::Bytes(bytes) => text.push_str(std::str::from_utf8(bytes.data()).unwrap_or_default()),
        Value::Group(row) => group(row).for_each(&mut next),
        Value::ListInternal(list) => list.elements().iter().for_each(next),
        Value::MapInternal(map) => map.entries().iter().for_each(|(_, value)| next(value)),
        other => text.push_str(&other.to_string()),
    }
}

fn group(row: &Record) -> impl Iterator<Item = &Value> {
    row.get_column_iter().map(|(_, value)| value)
}

/// Why, without the words of the crate, which may quote names.
fn reason(error: &ParquetError) -> Reason {
    let words = error.to_string().to_lowercase();
    match () {
        () if words.contains("brotli") => Reason::Unsupported("compression by Brotli".into()),
        () if words.contains("encrypt") => Reason::Encrypted,
        () => Reason::Malformed("not a sound Parquet file".into()),
    }
}
