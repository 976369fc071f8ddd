//! Counting what was found: hits, values, records, people, and the lines of the law they reach.
//!
//! A [`Counter`] takes records with their findings and keeps no value, only keyed hashes. What it has counted
//! is a [`Report`]. Reports merge in any order and grouping to the same one; [`Report::summary`] decides what
//! depends on all of it (who is one person, which number is a switchboard, what a statute says) and
//! gives a [`Summary`], which says the same whatever the key was. `render` makes text of that.
//!
//! ```
//! use yinsi::report::{Counter, Found, Key, Method, Place, Report, Statutes, Summing};
//! use yinsi::{Context, Scanner};
//!
//! let scanner = Scanner::new();
//! let mut counter = Counter::new(&scanner, &Key::random()?, Method::default());
//! let file = counter.file("people.csv");
//! for (row, [name, phone]) in [["张三", "13812345678"], ["张三", "+86 138 1234 5678"]].iter().enumerate() {
//!     let (names, phones) = (Context::label("姓名"), Context::label("手机号"));
//!     let cells = [(0, "姓名", name, names), (1, "手机号", phone, phones)];
//!     let found: Vec<_> = cells
//!         .iter()
//!         .flat_map(|(column, label, text, context)| {
//!             let found = scanner.scan_with(text, context);
//!             found.into_iter().map(|finding| Found::new(finding, text.as_bytes(), *column, label))
//!         })
//!         .collect();
//!     counter.record(file, Place { row: row as u64 + 1, ..Place::default() }, &found)?;
//! }
//! let summary = counter.finish().summary(&Statutes::builtin()?, &Summing::default())?;
//! assert_eq!((summary.totals.hits, summary.totals.units, summary.totals.people), (4, 1, Some(1)));
//! # Ok::<(), yinsi::report::ReportError>(())
//! ```

mod batch;
mod counter;
mod edges;
mod error;
mod files;
mod key;
mod law;
mod partial;
mod people;
pub mod render;
mod sample;
mod sketch;
mod spill;
mod summary;
mod units;
mod values;
mod verdict;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use batch::Batch;
pub use counter::{Counter, Found, Place};
pub use error::ReportError;
pub use files::{FileId, FileInfo, Unread};
pub use key::Key;
pub use law::{Articles, CountingRule, Kind, Statutes, Words};
pub use sample::{Sampled, Share, read_sheet};
pub use summary::{
    CategoryCount, ColumnCount, Combination, EntityCount, Excluded, FileSummary, HubSummary, LinkSummary,
    PeopleSummary, ReviewSummary, Summary, Summing, Tool, Totals,
};
pub use verdict::{ClassCount, Line, LineClass, Reading, Threshold, Verdict};

use files::Files;
use sample::Sample;
use sketch::Sketch;
use spill::Sorter;
use units::Id;

/// What counts as a unit before the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Unit {
    /// Distinct records about one person, each once.
    #[default]
    Record,
    /// Distinct values that identify a person.
    Value,
}

/// How a report is counted. Reports that are to be merged must be counted alike.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Method {
    /// Bytes to hold in memory, half of them for records and half for links, before sorted runs go to
    /// disk; 1 GiB. Beside them: 16 bytes a distinct record while people are linked.
    pub memory: usize,
    /// Whether distinct values and units are estimated by sketches (HyperLogLog, standard error 0.81 %), in
    /// bounded memory. People cannot be linked then.
    pub approximate: bool,
    /// How many findings a person should look at; none.
    pub sample: usize,
    /// What the choice of these depends on.
    pub seed: u64,
    /// Values that are nobody's and not to be counted, beside the published specimens.
    pub exclude: Vec<String>,
    /// What the caller wants on record about how it was done, by name.
    pub options: BTreeMap<String, String>,
}

impl Default for Method {
    fn default() -> Self {
        Self {
            memory: 1 << 30,
            approximate: false,
            sample: 0,
            seed: 0,
            exclude: Vec::new(),
            options: BTreeMap::new(),
        }
    }
}

impl Method {
    /// The default one.
    pub fn new() -> Self {
        Self::default()
    }
}

/// What was counted: a commutative monoid.
///
/// [`Report::empty`] is its identity and [`Report::merge`] its operation: parts made by several threads,
/// processes or machines, merged in any order, render to the same bytes as one run.
#[derive(Debug)]
pub struct Report {
    /// What must be alike to merge; `None` for the identity.
    made: Option<Made>,
    kinds: BTreeMap<Id, KindInfo>,
    files: Files,
    /// Values left out: entity, what they are like, why; and how many hits.
    excluded: BTreeMap<(String, String, String), u64>,
    store: Store,
    sample: Sample,
    memory: usize,
}

/// How a report was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    key: String,
    version: String,
    rules_sha256: String,
    rules: u64,
    approximate: bool,
    excluding: String,
    options: BTreeMap<String, String>,
}

/// What is known of a kind of value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindInfo {
    entity: String,
    name: String,
    category: String,
    role: values::Role,
}

/// Where records are.
#[derive(Debug)]
enum Store {
    /// Each distinct one, by its print.
    Exact(Sorter),
    /// In sketches.
    About(Box<Sketches>),
}

/// Sketches of values by kind, and of records by the kinds they hold.
#[derive(Debug, Default)]
struct Sketches {
    values: BTreeMap<Id, Sketch>,
    units: BTreeMap<Vec<Id>, (Sketch, u64)>,
}

impl Report {
    /// Nothing counted: merging it changes nothing.
    pub fn empty() -> Self {
        Self {
            made: None,
            kinds: BTreeMap::new(),
            files: Files::default(),
            excluded: BTreeMap::new(),
            store: Store::Exact(Sorter::new(0)),
            sample: Sample::default(),
            memory: 0,
        }
    }

    /// Both counted together.
    ///
    /// # Errors
    ///
    /// When they were made with different keys, rules or options, or a run cannot be written to disk.
    pub fn merge(mut self, other: Self) -> Result<Self, ReportError> {
        self.absorb(other)?;
        Ok(self)
    }

    /// Adds what another report counted; the same as [`merge`](Self::merge), in place.
    ///
    /// # Errors
    ///
    /// When they were made with different keys, rules or options: then this one is as before. When a run cannot
    /// be written to disk.
    pub fn absorb(&mut self, mut other: Self) -> Result<(), ReportError> {
        if self.made.is_none() || other.made.is_none() {
            if self.made.is_none() {
                std::mem::swap(self, &mut other);
            }
            self.files.join(other.files);
            return Ok(());
        }
        self.comparable(&other)?;
        if matches!(self.store, Store::Exact(_)) != matches!(other.store, Store::Exact(_)) {
            return Err(ReportError::Options { what: "exactness" });
        }
        self.kinds.append(&mut other.kinds);
        self.files.join(other.files);
        for (excluded, hits) in other.excluded {
            *self.excluded.entry(excluded).or_default() += hits;
        }
        self.sample.join(other.sample);
        match (&mut self.store, other.store) {
            (Store::Exact(all), Store::Exact(more)) => all.absorb(more)?,
            (Store::About(all), Store::About(more)) => all.join(*more),
            _ => {}
        }
        Ok(())
    }

    /// Sets how many bytes of records and links are held in memory from now on.
    pub fn set_memory(&mut self, bytes: usize) {
        self.memory = bytes;
        if let Store::Exact(sorter) = &mut self.store {
            sorter.set_budget(bytes / 2);
        }
    }

    /// Says what is known of a file as a whole.
    ///
    /// Counts of a file belong together when name and hash are equal, so this is done once a file's parts
    /// are merged.
    pub fn describe(&mut self, file: &str, info: FileInfo) {
        self.files.describe(file, info);
    }

    /// Adds something that could not be read.
    pub fn unread(&mut self, unread: Unread) {
        self.files.unread(unread);
    }

    /// The findings that a person should look at, as a table to fill in (CSV).
    pub fn review_sheet(&self) -> String {
        render::csv::sheet(sample::sheet_head(), self.sample.findings())
    }

    /// All hits, those of excluded values included.
    pub fn hits(&self) -> u64 {
        self.files.hits()
    }

    fn comparable(&self, other: &Self) -> Result<(), ReportError> {
        let (Some(one), Some(two)) = (&self.made, &other.made) else { return Ok(()) };
        let differ = |what| Err(ReportError::Options { what });
        match () {
            () if one.key != two.key => Err(ReportError::Keys),
            () if one.rules_sha256 != two.rules_sha256 => differ("rules"),
            () if one.version != two.version => differ("versions of the tool"),
            () if one.approximate != two.approximate => differ("exactness"),
            () if one.excluding != two.excluding => differ("values to exclude"),
            () if one.options != two.options => differ("options"),
            () if !self.sample.like(&other.sample) => differ("samples"),
            () => Ok(()),
        }
    }
}

impl Sketches {
    fn join(&mut self, other: Self) {
        for (kind, sketch) in other.values {
            self.values.entry(kind).or_default().join(&sketch);
        }
        for (kinds, (sketch, seen)) in other.units {
            let known = self.units.entry(kinds).or_default();
            known.0.join(&sketch);
            known.1 += seen;
        }
    }
}
