//! What the command line itself reads: tables of text, JSON lines, and text line by line.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use yinsi::Scanner;

use super::batch::Batch;
use crate::error::Failure;
use crate::input::{Input, Kind, Opened};
use crate::table::{Records, Table};
use crate::utf16::Decoder;

/// What a file turned out to be.
#[derive(Debug, Default)]
pub(super) struct Nature {
    pub(super) format: &'static str,
    pub(super) encoding: &'static str,
    /// Lines that could not be read as what the file is: they are counted as text.
    pub(super) odd: Vec<(u64, &'static str)>,
}

/// Odd lines of a file that are told one by one.
const ODD: usize = 100;

/// Why a file was not read to its end.
pub(super) enum Stop {
    /// It cannot be read; the others can.
    Read(io::Error),
    /// It is nothing that can be read.
    Binary,
    /// Nobody counts any more.
    Ended(Failure),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

/// Takes full batches; an error ends the reading.
pub(super) type Send<'a> = &'a mut dyn FnMut(Batch) -> Result<(), Failure>;

/// Reads one input into batches.
pub(super) fn read(
    input: &Input,
    name: &Arc<str>,
    label: Option<&str>,
    scanner: &Scanner,
    send: Send<'_>,
) -> Result<Nature, Stop> {
    let opened = Opened::open(input)?;
    let path = match input {
        Input::Stdin => None,
        Input::File(path, _) => Some(path.as_path()),
    };
    let encoding = match opened.kind {
        Kind::Binary => return Err(Stop::Binary),
        Kind::Text => "UTF-8",
        Kind::Utf16(_) => "UTF-16",
    };
    let table = match label {
        Some(label) => Some(Table::lines(label)),
        None if opened.kind == Kind::Text => Table::sniff(path, &opened.sample, opened.complete, scanner),
        None => None,
    };
    let objects = table.is_none() && is_json_lines(path, &opened.sample);
    let mut reader = match opened.kind {
        Kind::Utf16(endian) => Box::new(Decoder::new(opened, endian)) as Box<dyn Read>,
        _ => Box::new(opened),
    };
    let mut nature = Nature { encoding, ..Nature::default() };
    let mut sending = Sending { batch: Batch::new(name.clone(), table.is_none() && !objects), name, send };
    match &table {
        Some(table) => {
            nature.format = if label.is_some() { "lines" } else { "csv" };
            rows(&mut reader, table, &mut sending)?;
        }
        None => {
            nature.format = if objects { "jsonl" } else { "text" };
            lines(&mut reader, objects, &mut nature, &mut sending)?;
        }
    }
    sending.flush()?;
    Ok(nature)
}

/// A batch that is being filled, and where it goes.
struct Sending<'a> {
    batch: Batch,
    name: &'a Arc<str>,
    send: Send<'a>,
}

impl Sending<'_> {
    fn end_record(&mut self, row: u64, text: bool) -> Result<(), Stop> {
        self.batch.end_record(row);
        if self.batch.is_full() {
            self.hand_on(text)?;
        }
        Ok(())
    }

    fn hand_on(&mut self, text: bool) -> Result<(), Stop> {
        let full = std::mem::replace(&mut self.batch, Batch::new(self.name.clone(), text));
        (self.send)(full).map_err(Stop::Ended)
    }

    fn flush(&mut self) -> Result<(), Stop> {
        if self.batch.is_empty() { Ok(()) } else { self.hand_on(false) }
    }
}

fn rows(reader: &mut dyn Read, table: &Table, sending: &mut Sending<'_>) -> Result<(), Stop> {
    let mut records = Records::new(reader, table);
    let mut row = 0;
    let mut unquoted = Vec::new();
    while let Some(record) = records.next()? {
        if table.is_header(&record) {
            continue;
        }
        row += 1;
        for (column, cell) in record.cells.iter().enumerate() {
            let mut text = record.bytes.get(cell.range.clone()).unwrap_or_default();
            if text.is_empty() {
                continue;
            }
            if cell.quoted && text.contains(&b'"') {
                unquote(text, &mut unquoted);
                text = &unquoted;
            }
            sending.batch.field(column as u32, table.name(column), text);
        }
        sending.end_record(row, false)?;
    }
    Ok(())
}

/// A quoted cell's text with each doubled quote once.
fn unquote(text: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut quote = false;
    for &byte in text {
        quote = byte == b'"' && !quote;
        if !quote {
            out.push(byte);
        }
    }
}

fn lines(reader: &mut dyn Read, objects: bool, nature: &mut Nature, sending: &mut Sending<'_>) -> Result<(), Stop> {
    let mut row = 0;
    let table = Table::plain();
    let mut records = Records::new(reader, &table);
    while let Some(record) = records.next()? {
        row += 1;
        let line = record.bytes.trim_ascii();
        if line.is_empty() {
            continue;
        }
        match objects.then(|| serde_json::from_slice::<Value>(line)) {
            Some(Ok(value)) => flatten(&value, "", sending),
            Some(Err(_)) => {
                if nature.odd.len() < ODD {
                    nature.odd.push((row, "no JSON; counted as text"));
                }
                sending.batch.field(0, "", line);
            }
            None => sending.batch.field(0, "", line),
        }
        sending.end_record(row, !objects)?;
    }
    Ok(())
}

/// The values of a JSON document under the keys that name them.
fn flatten(value: &Value, key: &str, sending: &mut Sending<'_>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| flatten(value, key, sending)),
        Value::Array(items) => items.iter().for_each(|item| flatten(item, key, sending)),
        Value::String(text) => sending.batch.field(u32::MAX, key, text.as_bytes()),
        Value::Number(number) => sending.batch.field(u32::MAX, key, number.to_string().as_bytes()),
        Value::Null | Value::Bool(_) => {}
    }
}

fn is_json_lines(path: Option<&Path>, sample: &[u8]) -> bool {
    let named = path.and_then(Path::extension).is_some_and(|name| name == "jsonl" || name == "ndjson");
    let mut lines = sample.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    named
        || lines.next().is_some_and(|first| {
            first.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok()
        })
}
