//! From readers of files to batches of records.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use yinsi::report::{FileInfo, Unread};
use yinsi::{DecodeReader, Decoder, Encoding};
use yinsi_readers::{Damage, Fault, Field, Format, Lost, Reader, Reason, Record, Table, Visit};

use super::batch::Batch;
use crate::error::complain;
use crate::escape;
use crate::input::{Input, Kind, Opened, READ};

/// Faults of a file that are told one by one; of more only the number is told.
const FAULTS: usize = 100;

/// What is known of a file when it was read.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The tables in it, by their titles.
    pub(super) tables: Vec<(String, FileInfo)>,
    /// What could not be read.
    pub(super) unread: Vec<Unread>,
    /// Whether something is lost that should have been read.
    pub(super) failed: bool,
    faults: usize,
    damaged: BTreeMap<(Arc<str>, Box<str>, Damage), u64>,
}

/// Columns of a table in which damage is told from chance.
const COLUMNS: usize = 16 * 1024;

/// Most bytes of a line that are one value.
const LINE: u64 = 1024 * 1024;

/// Takes full batches; `Break` when nobody counts any more.
pub(super) type Send<'a> = &'a mut dyn FnMut(Batch) -> ControlFlow<()>;

/// Reads one input into batches; faults are told on standard error if it is to be `loud`.
pub(super) fn read(
    input: &Input,
    name: &str,
    stream: Option<&mut dyn Read>,
    reader: &Reader,
    loud: bool,
    send: Send<'_>,
) -> Told {
    let mut visitor = Visitor::new(name, loud, send);
    let _ = match (stream, input) {
        (Some(stream), _) => reader.read_stream(name, stream, &mut visitor),
        (None, Input::File(path, _)) => reader.read_path(path, name, &mut visitor),
        (None, Input::Stdin) => ControlFlow::Continue(()),
    };
    visitor.finish()
}

/// Reads one input whose lines are values of a column called `label`.
pub(super) fn read_labelled(
    input: &Input,
    name: &str,
    label: &str,
    encoding: Option<Encoding>,
    loud: bool,
    send: Send<'_>,
) -> Told {
    let mut visitor = Visitor::new(name, loud, send);
    visitor.batch = Batch::new(name.into(), false, false);
    let read = Opened::open(input, encoding).and_then(|opened| {
        let text: Box<dyn Read> = match opened.kind {
            Kind::Encoded(encoding) => Box::new(DecodeReader::new(opened, Decoder::new(encoding))),
            Kind::Text | Kind::Binary => Box::new(opened),
        };
        let mut row = 0;
        lines(BufReader::with_capacity(READ, text), |line| {
            row += 1;
            if !line.is_empty() {
                visitor.batch.field(0, label, line);
            }
            visitor.end_record(row, false)
        })
    });
    if let Err(error) = read {
        visitor.complain(&format!("{name}: {error}"));
        visitor.told.failed = true;
        visitor.told.unread.push(Unread::new(name, 0, "rest", &error.to_string()));
    }
    let mut info = FileInfo::new();
    info.format = "lines".to_owned();
    visitor.told.tables.push((name.to_owned(), info));
    visitor.finish()
}

/// Hands over each line without the space around it; lines end with LF, CRLF or CR.
fn lines(mut text: impl BufRead, mut take: impl FnMut(&[u8]) -> ControlFlow<()>) -> io::Result<()> {
    let mut line = Vec::new();
    let mut first = true;
    while text.by_ref().take(LINE).read_until(b'\n', &mut line)? > 0 {
        let mut rest = &line[..];
        if std::mem::take(&mut first) {
            rest = rest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(rest);
        }
        rest = rest.strip_suffix(b"\n").unwrap_or(rest);
        rest = rest.strip_suffix(b"\r").unwrap_or(rest);
        for value in rest.split(|&byte| byte == b'\r') {
            if take(value.trim_ascii()).is_break() {
                return Ok(());
            }
        }
        line.clear();
    }
    Ok(())
}

/// Collects what a reader hands over.
struct Visitor<'a> {
    name: &'a str,
    batch: Batch,
    /// Of each column of the table, how many cells there were and how many that end in zeros.
    cells: Vec<(u64, u64)>,
    send: Send<'a>,
    told: Told,
    /// Whether faults go to standard error.
    loud: bool,
}

impl<'a> Visitor<'a> {
    fn new(name: &'a str, loud: bool, send: Send<'a>) -> Self {
        Self { name, batch: Batch::default(), cells: Vec::new(), send, told: Told::default(), loud }
    }

    fn complain(&self, message: &str) {
        if self.loud {
            complain(message);
        }
    }

    /// What a spreadsheet did to a value that is not there any more. A number may end in zeros by chance;
    /// where most of a column do, a spreadsheet has rounded them.
    fn damage(&mut self, field: &Field<'_>) -> Option<Damage> {
        let column = field.column as usize;
        if column >= self.cells.len() && column < COLUMNS {
            self.cells.resize(column + 1, (0, 0));
        }
        let (cells, rounded) = self.cells.get_mut(column)?;
        *cells += 1;
        match field.damage {
            Some(Damage::Exponent) => Some(Damage::Exponent),
            Some(Damage::Rounded) => {
                *rounded += 1;
                (*rounded > 1 && *rounded * 2 > *cells).then_some(Damage::Rounded)
            }
            _ => None,
        }
    }

    fn end_record(&mut self, row: u64, damaged: bool) -> ControlFlow<()> {
        self.batch.end_record(row, damaged);
        if self.batch.is_full() {
            let next = self.batch.like();
            return (self.send)(std::mem::replace(&mut self.batch, next));
        }
        ControlFlow::Continue(())
    }

    fn flush(&mut self) -> ControlFlow<()> {
        match self.batch.is_empty() {
            true => ControlFlow::Continue(()),
            false => (self.send)(std::mem::take(&mut self.batch)),
        }
    }

    fn finish(mut self) -> Told {
        let _ = self.flush();
        let Told { unread, faults, damaged, .. } = &mut self.told;
        if let Some(more) = faults.checked_sub(FAULTS).filter(|more| *more > 0) {
            unread.push(Unread::new(self.name, 0, "part", &format!("{more} more faults of this file")));
        }
        for ((file, label, damage), count) in std::mem::take(damaged) {
            let reason =
                format!("{count} values of column `{label}` damaged by a spreadsheet ({})", damage.as_str());
            unread.push(Unread::new(&file, 0, "value", &reason));
        }
        self.told
    }
}

impl Visit for Visitor<'_> {
    fn table(&mut self, table: &Table) -> ControlFlow<()> {
        self.flush()?;
        self.cells.clear();
        let title = table.title();
        let text = matches!(table.format, Format::Text | Format::Message | Format::Mailbox);
        self.batch = Batch::new(title.as_str().into(), text, table.format == Format::Text);
        let mut info = FileInfo::new();
        info.format = table.format.as_str().to_owned();
        info.encoding = table.encoding.to_owned();
        info.inside = title != self.name;
        self.told.tables.push((title, info));
        ControlFlow::Continue(())
    }

    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        let mut damaged = false;
        for field in record.fields {
            let label = field.label.unwrap_or_default();
            if let Some(damage) = self.damage(field) {
                // Digits are gone: whatever it was, it is not there any more.
                damaged = true;
                let key = (record.table.file.clone(), label.into(), damage);
                *self.told.damaged.entry(key).or_default() += 1;
                continue;
            }
            self.batch.field(field.column, label, field.text.as_bytes());
        }
        self.end_record(record.place.line.max(record.place.record), damaged)
    }

    fn fault(&mut self, fault: Fault) {
        let expected = matches!(fault.reason, Reason::Binary | Reason::Unsupported(_));
        let lost = fault.lost != Lost::Nothing;
        self.told.failed |= lost && !expected;
        self.told.faults += 1;
        if self.told.faults > FAULTS {
            return;
        }
        if lost && !expected {
            self.complain(&escape::visible(fault.to_string().as_bytes()));
        }
        let file = match &fault.table {
            Some(table) => format!("{}#{table}", fault.file),
            None => fault.file.to_string(),
        };
        let line = fault.place.line.max(fault.place.record);
        self.told.unread.push(Unread::new(&file, line, fault.lost.as_str(), &fault.reason.to_string()));
    }
}
