//! One run: what rooms share while a file is read. Counts tables, hands over records and faults.

use std::io::Read;
use std::ops::ControlFlow;
#[cfg(any(feature = "spreadsheets", feature = "parquet"))]
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::Arc;

use yinsi::{DecodeReader, Decoder, Encoding};

use crate::fault::{Fault, Lost, Reason};
use crate::format::Format;
use crate::input::{Budget, Input};
use crate::reader::{Reader, Visit};
use crate::record::{Column, Field, Place, Record, Table};

/// Faults of records that are told one by one in each table; the others are counted.
const TOLD: u64 = 100;

/// Longest name of a member, sheet or table that is kept, in characters.
const NAME: usize = 512;

/// What is being read, and for whom.
pub(crate) struct Session<'s> {
    pub(crate) reader: &'s Reader,
    #[cfg_attr(not(feature = "archives"), allow(dead_code))]
    pub(crate) budget: Rc<Budget>,
    visit: &'s mut dyn Visit,
    tables: usize,
    /// Whether the visitor is at work: what panics then is not ours to catch.
    visiting: bool,
}

/// A file, or a member of an archive, as rooms know it.
#[derive(Clone)]
pub(crate) struct Item {
    /// What faults and tables call it.
    pub(crate) file: Arc<str>,
    /// How many archives it is in.
    pub(crate) depth: usize,
    /// What its format compares with: the last part of the name, in lower case.
    pub(crate) name: String,
}

impl Item {
    /// A file of the caller's.
    pub(crate) fn new(file: &str, name: &str) -> Self {
        Self { file: file.into(), depth: 0, name: last_part(name) }
    }

    /// A member of it.
    pub(crate) fn member(&self, name: &str) -> Self {
        let name: String = name.chars().take(NAME).collect();
        Self { file: format!("{}!{name}", self.file).into(), depth: self.depth + 1, name: last_part(&name) }
    }

    /// What is packed in it alone, under the name without `suffix`.
    #[cfg_attr(not(feature = "archives"), allow(dead_code))]
    pub(crate) fn content(&self, suffix: &str) -> Self {
        let name = self.name.strip_suffix(suffix).unwrap_or(&self.name).to_owned();
        Self { file: Arc::clone(&self.file), depth: self.depth + 1, name }
    }

    /// Whether its name ends like this.
    pub(crate) fn ends(&self, suffixes: &[&str]) -> bool {
        suffixes.iter().any(|suffix| self.name.ends_with(suffix))
    }
}

fn last_part(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase()
}

impl<'s> Session<'s> {
    /// A run of `reader`.
    pub(crate) fn new(reader: &'s Reader, budget: Rc<Budget>, visit: &'s mut dyn Visit) -> Self {
        Self { reader, budget, visit, tables: 0, visiting: false }
    }

    /// Tells that a table begins.
    pub(crate) fn table(
        &mut self,
        item: &Item,
        name: Option<&str>,
        format: Format,
        encoding: &'static str,
        columns: Vec<Column>,
    ) -> ControlFlow<(), Opened> {
        let name = name.map(|name| name.chars().take(NAME).collect::<String>().into());
        let table =
            Table { index: self.tables, file: Arc::clone(&item.file), name, format, encoding, columns };
        self.tables += 1;
        self.visiting = true;
        self.visit.table(&table)?;
        self.visiting = false;
        ControlFlow::Continue(Opened { table, records: 0, untold: 0, faults: 0 })
    }

    /// Tells of something outside of a table.
    pub(crate) fn fault(&mut self, item: &Item, lost: Lost, reason: Reason) {
        self.fault_in(item, None, Place::default(), lost, reason);
    }

    /// Tells of something in a table that has not begun, or outside of its records.
    pub(crate) fn fault_in(
        &mut self,
        item: &Item,
        table: Option<&str>,
        place: Place,
        lost: Lost,
        reason: Reason,
    ) {
        let table = table.map(|name| name.chars().take(NAME).collect::<String>().into());
        self.visit.fault(Fault { file: Arc::clone(&item.file), table, place, lost, reason });
    }

    /// Lets a room that is built on others' parsers read, which may fail on files made to that end.
    #[cfg(any(feature = "spreadsheets", feature = "parquet"))]
    pub(crate) fn guarded<'a>(
        &mut self,
        item: &Item,
        input: Input<'a>,
        room: fn(&mut Session<'_>, &Item, Input<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let result = catch_unwind(AssertUnwindSafe(|| room(self, item, input)));
        result.unwrap_or_else(|panic| {
            if self.visiting {
                resume_unwind(panic);
            }
            self.fault(item, Lost::Rest, Reason::Malformed("a file that its parser fails on".into()));
            ControlFlow::Continue(())
        })
    }

    /// The text of `input`, as UTF-8.
    pub(crate) fn text<'a>(&self, input: Input<'a>, encoding: Encoding) -> Text<'a> {
        DecodeReader::new(input.into_read(), Decoder::new(encoding).unmapped())
    }

    /// The end of a text: tells whether it was one.
    pub(crate) fn end_text<R: Read>(&mut self, item: &Item, text: &DecodeReader<R>) {
        if text.decoder().faults() > 0 {
            let reason = Reason::Encoding(text.decoder().encoding().name());
            self.fault(item, Lost::Part, reason);
        }
    }
}

/// Decoded text.
pub(crate) type Text<'a> = DecodeReader<Box<dyn Read + 'a>>;

/// A table whose records are being handed over.
pub(crate) struct Opened {
    pub(crate) table: Table,
    pub(crate) records: u64,
    /// Faults that were told, and those that were only counted.
    faults: u64,
    untold: u64,
}

impl Opened {
    /// Hands over the next record; one without fields counts and is not handed over.
    pub(crate) fn record(
        &mut self,
        session: &mut Session<'_>,
        line: u64,
        fields: &[Field<'_>],
    ) -> ControlFlow<()> {
        self.records += 1;
        if fields.is_empty() {
            return ControlFlow::Continue(());
        }
        let place = Place { record: self.records, line };
        session.visiting = true;
        session.visit.record(&Record { table: &self.table, place, fields })?;
        session.visiting = false;
        ControlFlow::Continue(())
    }

    /// Tells of the next record, or of what stands instead of one.
    pub(crate) fn fault(&mut self, session: &mut Session<'_>, line: u64, lost: Lost, reason: Reason) {
        self.fault_at(session, Place { record: self.records + 1, line }, lost, reason);
    }

    fn fault_at(&mut self, session: &mut Session<'_>, place: Place, lost: Lost, reason: Reason) {
        if lost < Lost::Rest {
            if self.faults >= TOLD {
                self.untold += 1;
                return;
            }
            self.faults += 1;
        }
        let table = self.table.name.clone();
        session.visit.fault(Fault { file: Arc::clone(&self.table.file), table, place, lost, reason });
    }

    /// The end of the table: tells how many faults were not told.
    pub(crate) fn end(mut self, session: &mut Session<'_>) {
        if self.untold > 0 {
            let more = format!("{} more records with faults", self.untold);
            self.faults = 0;
            self.fault_at(session, Place::default(), Lost::Part, Reason::Malformed(more.into()));
        }
    }
}
