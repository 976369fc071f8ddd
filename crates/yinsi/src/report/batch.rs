//! [`Batch`]: records on their way from a reader to a counter, the text of all in one piece.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::{Counter, Found, Place, ReportError};
use crate::finding::Finding;
use crate::scanner::{Context, Scanner};

/// Text that makes a batch worth handing on, in bytes.
const FULL: usize = 256 * 1024;

/// Columns whose labels are found at once.
const COLUMNS: usize = 16 * 1024;

/// Records of one file, which any thread may count.
///
/// ```
/// use yinsi::Scanner;
/// use yinsi::report::{Batch, Counter, Key, Method};
///
/// let mut batch = Batch::new("people.csv".into(), false, false);
/// batch.field(0, "姓名", "张三".as_bytes());
/// batch.field(1, "手机号", b"13812345678");
/// batch.end_record(1, false);
/// let (scanner, key) = (Scanner::new(), Key::from_secret(b"an example, not a secret: 32 byte")?);
/// let mut counter = Counter::new(&scanner, &key, Method::new());
/// assert_eq!(batch.count(&scanner, &mut counter)?, 2);
/// # Ok::<(), yinsi::report::ReportError>(())
/// ```
#[derive(Default)]
pub struct Batch {
    file: Arc<str>,
    /// Whether a record may speak of several people.
    text: bool,
    /// Whether the records are lines that follow one another, each with one field without a label.
    lines: bool,
    arena: Vec<u8>,
    labels: Vec<(u32, Box<str>)>,
    /// By column its label, as it was last.
    last: Vec<Option<u32>>,
    known: HashMap<(u32, Box<str>), u32>,
    fields: Vec<Field>,
    records: Vec<Record>,
}

struct Field {
    label: u32,
    range: Range<usize>,
}

struct Record {
    row: u64,
    /// Whether a field of it is lost.
    damaged: bool,
    /// Where its fields end.
    end: usize,
}

/// Shows how much there is, never a value.
impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("records", &self.records.len()).finish_non_exhaustive()
    }
}

impl Batch {
    /// An empty batch of records of `file`: rows of a table, or pieces of text, perhaps its lines.
    pub fn new(file: Arc<str>, text: bool, lines: bool) -> Self {
        Self { file, text, lines, ..Self::default() }
    }

    /// An empty batch for more records of the same file.
    #[must_use]
    pub fn like(&self) -> Self {
        Self::new(self.file.clone(), self.text, self.lines)
    }

    /// Adds a field to the record that is being written; `label` is empty if it has none.
    pub fn field(&mut self, column: u32, label: &str, text: &[u8]) {
        let last = self.last.get(column as usize).copied().flatten();
        let label = match last.and_then(|last| Some((last, self.labels.get(last as usize)?))) {
            Some((last, (_, name))) if &**name == label => last,
            _ => self.label(column, label),
        };
        let start = self.arena.len();
        self.arena.extend_from_slice(text);
        self.fields.push(Field { label, range: start..self.arena.len() });
        // Lines of a text stay lines: what stands in the next one is no neighbour.
        self.arena.push(b'\n');
    }

    /// Ends the record that is being written, which is in this row (from 1); a value of it may be lost.
    pub fn end_record(&mut self, row: u64, damaged: bool) {
        self.records.push(Record { row, damaged, end: self.fields.len() });
    }

    /// Whether it should be handed on.
    pub fn is_full(&self) -> bool {
        self.arena.len() >= FULL
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    fn label(&mut self, column: u32, label: &str) -> u32 {
        let key = (column, Box::from(label));
        let number = *self.known.entry(key).or_insert_with_key(|key| {
            self.labels.push(key.clone());
            self.labels.len() as u32 - 1
        });
        let column = column as usize;
        if column >= self.last.len() && column < COLUMNS {
            self.last.resize(column + 1, None);
        }
        if let Some(last) = self.last.get_mut(column) {
            *last = Some(number);
        }
        number
    }

    /// Scans all records and counts what is in them; returns how much was found.
    ///
    /// # Errors
    ///
    /// When a run of records cannot be written to disk.
    pub fn count(&self, scanner: &Scanner, counter: &mut Counter) -> Result<u64, ReportError> {
        if self.lines { self.count_text(scanner, counter) } else { self.count_rows(scanner, counter) }
    }

    fn count_rows(&self, scanner: &Scanner, counter: &mut Counter) -> Result<u64, ReportError> {
        let file = counter.file(&self.file);
        let context = |(_, label): &(u32, Box<str>)| match label.is_empty() {
            true => Context::new(),
            false => Context::label(label),
        };
        let contexts: Vec<Context> = self.labels.iter().map(context).collect();
        let (mut found, mut findings) = (Vec::new(), Vec::new());
        let (mut start, mut all) = (0, 0);
        for record in &self.records {
            found.clear();
            for field in self.fields.get(start..record.end).unwrap_or_default() {
                let text = self.arena.get(field.range.clone()).unwrap_or_default();
                let label = field.label as usize;
                let (Some((column, name)), Some(context)) = (self.labels.get(label), contexts.get(label))
                else {
                    continue;
                };
                scanner.scan_with_into(text, context, &mut findings);
                found.extend(findings.iter().map(|finding| Found::new(*finding, text, *column, name)));
            }
            start = record.end;
            all += found.len() as u64;
            counter.record(file, self.place(record), &found)?;
        }
        Ok(all)
    }

    fn place(&self, record: &Record) -> Place {
        Place { row: record.row, text: self.text, damaged: record.damaged }
    }

    /// Scans the text in one go, so that a label in one line may name a value in the next, and deals
    /// the findings out to the records they begin in.
    fn count_text(&self, scanner: &Scanner, counter: &mut Counter) -> Result<u64, ReportError> {
        let file = counter.file(&self.file);
        let findings: Vec<Finding> = scanner.scan(&self.arena);
        let mut rest = findings.as_slice();
        let mut found = Vec::new();
        let mut start = 0;
        for record in &self.records {
            let end = self.fields.get(start..record.end).and_then(|fields| fields.last());
            let end = end.map_or(0, |field| field.range.end);
            start = record.end;
            let own = rest.partition_point(|finding| finding.start < end as u64);
            let (own, others) = rest.split_at(own);
            rest = others;
            found.clear();
            found.extend(own.iter().map(|finding| Found::new(*finding, &self.arena, 0, "")));
            counter.record(file, self.place(record), &found)?;
        }
        Ok(findings.len() as u64)
    }
}
