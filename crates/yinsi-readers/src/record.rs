//! What a reader hands over: [`Record`]s made of [`Field`]s, each of a [`Table`].

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::damage::Damage;
use crate::format::Format;

/// A part of a file whose records belong together: a CSV file, a sheet, a table of a database, a
/// mailbox, a text.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Table {
    /// Which table of this run it is, from 0, in the order in which they were found.
    pub index: usize,
    /// The file, as the caller named it, and behind `!` the names inside archives: `dump.zip!a/b.csv`.
    pub file: Arc<str>,
    /// The sheet, or the table of a database; `None` where a file is one table.
    pub name: Option<Box<str>>,
    /// How it is written.
    pub format: Format,
    /// The encoding its text was in, such as `UTF-8` or `gb18030`.
    pub encoding: &'static str,
    /// Its columns, where they are known beforehand. JSON, vCard and mail name each field instead.
    pub columns: Vec<Column>,
}

impl Table {
    /// File and sheet or table in one: `dump.zip!a.xlsx#Sheet1`.
    pub fn title(&self) -> String {
        match &self.name {
            Some(name) => format!("{}#{name}", self.file),
            None => self.file.to_string(),
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// Its name in the header; empty when there is none.
    pub name: Box<str>,
    /// What its values are, as far as header and first rows tell; `None` when they do not or nobody asked.
    pub kind: Option<Kind>,
}

impl Column {
    /// A column of this name, about which nothing else is known.
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), kind: None }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Kind {
    /// The entity, as in [`yinsi::Finding`].
    pub entity: &'static str,
    /// How sure that is, 0.0 to 1.0: the share of filled cells that are of this entity, weighed with
    /// their confidence.
    pub confidence: f32,
    /// Whether the header was needed to tell.
    pub by_header: bool,
}

/// One row, object, message, line or paragraph.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Record<'a> {
    /// The table it is in.
    pub table: &'a Table,
    /// Where it is in that table.
    pub place: Place,
    /// Its fields; empty ones are left out.
    pub fields: &'a [Field<'a>],
}

/// Where in a table something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub struct Place {
    /// Which record it is, from 1, headers not counted; 0 when it is none.
    pub record: u64,
    /// The line, or the row of a sheet, from 1, on which it begins; 0 where a format has none.
    pub line: u64,
}

impl Place {
    /// A place.
    pub fn new(record: u64, line: u64) -> Self {
        Self { record, line }
    }
}

/// A value and what is known about it.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Field<'a> {
    /// Which column of its table it is in, from 0. Formats that name each field count the names in
    /// the order in which they came.
    pub column: u32,
    /// What stands for its meaning: the header of its column, the key of a JSON object. Made for
    /// [`yinsi::Context::label`]; `None` in plain text.
    pub label: Option<&'a str>,
    /// The whole way to it where that says more than `label`: a JSON pointer, `/user/phones/0`.
    pub path: Option<&'a str>,
    /// The value, decoded and without quotes.
    pub text: &'a str,
    /// What a spreadsheet did to it.
    pub damage: Option<Damage>,
}

impl<'a> Field<'a> {
    /// A value of the first column, without a label.
    pub fn new(text: &'a str) -> Self {
        Self { column: 0, label: None, path: None, text, damage: None }
    }

    /// The same in this column, under this label.
    #[must_use]
    pub fn labelled(mut self, column: u32, label: Option<&'a str>) -> Self {
        self.column = column;
        self.label = label;
        self
    }
}

/// Shows how much there is, never the value.
impl fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field")
            .field("column", &self.column)
            .field("label", &self.label)
            .field("len", &self.text.len())
            .field("damage", &self.damage)
            .finish_non_exhaustive()
    }
}

/// Records kept for later, or for another thread: the text of all in one piece.
///
/// A visitor is called with one record at a time, on one thread. A batch is the cheap way to
/// hand many of them on.
#[derive(Clone, Default)]
pub struct Batch {
    text: String,
    records: Vec<Kept>,
    fields: Vec<KeptField>,
}

#[derive(Clone, Copy)]
struct Kept {
    place: Place,
    end: usize,
}

#[derive(Clone)]
struct KeptField {
    column: u32,
    label: Option<Range<usize>>,
    path: Option<Range<usize>>,
    text: Range<usize>,
    damage: Option<Damage>,
}

impl Batch {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a copy of `record`. Which table it is of is for the caller to remember.
    pub fn push(&mut self, record: &Record<'_>) {
        for field in record.fields {
            let label = field.label.map(|label| self.keep(label));
            let path = field.path.map(|path| self.keep(path));
            let text = self.keep(field.text);
            self.fields.push(KeptField { column: field.column, label, path, text, damage: field.damage });
        }
        self.records.push(Kept { place: record.place, end: self.fields.len() });
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Bytes of all texts and labels.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Removes all records and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.records.clear();
        self.fields.clear();
    }

    /// Calls `each` with every record, as one of `table`.
    pub fn for_each(&self, table: &Table, mut each: impl FnMut(&Record<'_>)) {
        let text = |range: &Range<usize>| self.text.get(range.clone()).unwrap_or_default();
        let mut fields = Vec::new();
        let mut start = 0;
        for kept in &self.records {
            fields.clear();
            let own = self.fields.get(start..kept.end).unwrap_or_default();
            fields.extend(own.iter().map(|field| Field {
                column: field.column,
                label: field.label.as_ref().map(text),
                path: field.path.as_ref().map(text),
                text: text(&field.text),
                damage: field.damage,
            }));
            start = kept.end;
            each(&Record { table, place: kept.place, fields: &fields });
        }
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }
}

/// Shows how much there is, never the values.
impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("records", &self.len()).field("bytes", &self.bytes()).finish()
    }
}
