//! [`Collector`]: from what a reader visits to batches of records, and what is to be said of the file.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use yinsi::report::{Batch, FileInfo, Report, Unread};

use crate::{Damage, Fault, Field, Format, Lost, Reason, Record, Table, Visit};

/// Faults of a file that are told one by one; of more only the number is told.
const FAULTS: usize = 100;

/// Columns of a table in which damage is told from chance.
const COLUMNS: usize = 16 * 1024;

/// What is known of a file when it was read.
#[derive(Debug, Default)]
pub struct Told {
    /// Whether something is lost that should have been read.
    pub failed: bool,
    /// The tables in it, by their titles.
    tables: Vec<(String, FileInfo)>,
    /// What could not be read.
    unread: Vec<Unread>,
    faults: usize,
    damaged: BTreeMap<(Arc<str>, Box<str>, Damage), u64>,
}

impl Told {
    /// Says it of the file called `name` in a report; `hash` is the file's SHA-256 and length, where known.
    pub fn tell(self, report: &mut Report, name: &str, hash: Option<(String, u64)>) {
        self.unread.into_iter().for_each(|unread| report.unread(unread));
        let mut file = FileInfo::new();
        let packed = self.tables.iter().any(|(_, info)| info.inside);
        for (title, info) in self.tables {
            match info.inside {
                true => report.describe(&title, info),
                false => file = info,
            }
        }
        if file.format.is_empty() && packed {
            // What holds only other files is told by its name.
            let ending = Path::new(name).extension().unwrap_or_default();
            file.format = ending.to_string_lossy().to_lowercase();
        }
        if let Some((sha256, bytes)) = hash {
            (file.sha256, file.bytes) = (Some(sha256), bytes);
        }
        report.describe(name, file);
    }
}

/// Takes full batches; `Break` when nobody counts any more.
pub type Send<'a> = &'a mut dyn FnMut(Batch) -> ControlFlow<()>;

/// Collects what a reader hands over of one file.
pub struct Collector<'a> {
    name: &'a str,
    batch: Batch,
    /// Of each column of the table, how many cells there were and how many that end in zeros.
    cells: Vec<(u64, u64)>,
    /// Hears of what is lost and should have been read.
    say: &'a dyn Fn(&Fault),
    send: Send<'a>,
    told: Told,
}

impl<'a> Collector<'a> {
    /// Collects the records of the file called `name` for `send`, and tells `say` what is lost.
    pub fn new(name: &'a str, say: &'a dyn Fn(&Fault), send: Send<'a>) -> Self {
        Self { name, batch: Batch::default(), cells: Vec::new(), say, send, told: Told::default() }
    }

    /// Goes on with this empty batch, for who makes records without a reader.
    pub fn begin(&mut self, batch: Batch) {
        self.batch = batch;
    }

    /// Adds a field to the record that is being written.
    pub fn field(&mut self, column: u32, label: &str, text: &[u8]) {
        self.batch.field(column, label, text);
    }

    /// Says that the rest of the file cannot be read.
    pub fn lost(&mut self, reason: &str) {
        self.told.failed = true;
        self.told.unread.push(Unread::new(self.name, 0, "rest", reason));
    }

    /// Says how the file is written.
    pub fn described(&mut self, format: &str) {
        let mut info = FileInfo::new();
        info.format = format.to_owned();
        self.told.tables.push((self.name.to_owned(), info));
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

    /// Ends the record that is being written, and hands the batch on when it is full.
    pub fn end_record(&mut self, row: u64, damaged: bool) -> ControlFlow<()> {
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

    /// Hands the last batch on; what is to be said of the file.
    pub fn finish(mut self) -> Told {
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

impl Visit for Collector<'_> {
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
            (self.say)(&fault);
        }
        let file = match &fault.table {
            Some(table) => format!("{}#{table}", fault.file),
            None => fault.file.to_string(),
        };
        let line = fault.place.line.max(fault.place.record);
        self.told.unread.push(Unread::new(&file, line, fault.lost.as_str(), &fault.reason.to_string()));
    }
}
