//! How findings are written: one file a format.
//!
//! Each finding becomes a piece of the output by itself, so that threads can
//! make pieces and a report of any length needs no memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use yinsi::{Evidence, Scanner, Unit};

use crate::args::Format;
use crate::escape;
use crate::window::Located;

mod csv;
mod json;
mod sarif;
mod text;

pub(crate) use text::{Colours, value};

/// What all pieces of a report have in common.
pub(crate) struct Report {
    format: Format,
    unit: Unit,
    show_values: bool,
    colours: Colours,
    /// Name, category of each rule by its id.
    rules: BTreeMap<String, (String, &'static str)>,
}

/// A file in the forms that reports name it by.
pub(crate) struct Name {
    /// For terminals and tables.
    shown: String,
    /// As it is, where that is Unicode.
    text: String,
    /// For SARIF.
    uri: String,
}

/// What was found and done, for the end of a report.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Findings by entity.
    pub(crate) entities: BTreeMap<&'static str, u64>,
    /// Files read.
    pub(crate) files: u64,
    /// Files with findings.
    pub(crate) files_with_findings: u64,
    /// Binary files that were not read.
    pub(crate) binary: u64,
    /// Files that could not be read, one line each.
    pub(crate) errors: Vec<String>,
}

impl Tally {
    /// All findings.
    pub(crate) fn findings(&self) -> u64 {
        self.entities.values().sum()
    }

    /// Adds another's counts.
    pub(crate) fn merge(&mut self, other: Self) {
        for (entity, count) in other.entities {
            *self.entities.entry(entity).or_default() += count;
        }
        self.files += other.files;
        self.files_with_findings += other.files_with_findings;
        self.binary += other.binary;
        self.errors.extend(other.errors);
    }
}

impl Name {
    /// The forms of a path.
    pub(crate) fn of(path: &Path) -> Self {
        Self {
            shown: escape::visible_path(path),
            text: path.to_string_lossy().into_owned(),
            uri: sarif::uri(path),
        }
    }

    /// Standard input.
    pub(crate) fn stdin() -> Self {
        Self { shown: "<stdin>".to_owned(), text: "-".to_owned(), uri: "stdin".to_owned() }
    }
}

impl Report {
    /// A report in `format`, of the rules that `scanner` runs.
    pub(crate) fn new(
        format: Format,
        unit: Unit,
        show_values: bool,
        colours: Colours,
        scanner: &Scanner,
    ) -> Self {
        let rules = scanner
            .rules()
            .map(|rule| (rule.id.to_string(), (rule.name.to_string(), rule.category.as_str())))
            .collect();
        Self { format, unit, show_values, colours, rules }
    }

    /// Whether what was found is written.
    pub(crate) fn shows_values(&self) -> bool {
        self.show_values
    }

    /// What comes before all findings.
    pub(crate) fn head(&self) -> Cow<'static, str> {
        match self.format {
            Format::Text | Format::Jsonl => "".into(),
            Format::Json => json::HEAD.into(),
            Format::Csv => csv::head(self.show_values).into(),
            Format::Sarif => sarif::head(&self.rules).into(),
        }
    }

    /// What comes between two findings, and at the start of each piece.
    pub(crate) fn separator(&self) -> &'static str {
        match self.format {
            Format::Text | Format::Jsonl | Format::Csv => "",
            Format::Json | Format::Sarif => ",\n",
        }
    }

    /// Appends one finding with the separator before it.
    pub(crate) fn piece(&self, name: &Name, found: &Located<'_>, out: &mut Vec<u8>) {
        let piece = match self.format {
            Format::Text => text::line(&name.shown, found, self.show_values, &self.colours),
            Format::Json => json::object(name, found, self),
            Format::Jsonl => json::object(name, found, self) + "\n",
            Format::Csv => csv::row(name, found, self),
            Format::Sarif => sarif::result(name, found, self),
        };
        out.extend_from_slice(self.separator().as_bytes());
        out.extend_from_slice(piece.as_bytes());
    }

    /// What comes after all findings.
    pub(crate) fn tail(&self, tally: &Tally) -> String {
        match self.format {
            Format::Text | Format::Jsonl | Format::Csv => String::new(),
            Format::Json => json::tail(tally),
            Format::Sarif => sarif::tail(tally),
        }
    }

    /// Lines for standard error: counts by entity for people, and in every
    /// format what was passed over.
    pub(crate) fn summary(&self, tally: &Tally) -> String {
        text::summary(tally, self.format == Format::Text)
    }

    fn category(&self, rule: &str) -> &'static str {
        self.rules.get(rule).map_or("other", |(_, category)| category)
    }
}

/// Why a finding has its confidence, as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct EvidenceJson {
    pattern: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_distance: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    normalized: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    also: Option<&'static str>,
}

impl From<&Evidence> for EvidenceJson {
    fn from(evidence: &Evidence) -> Self {
        Self {
            pattern: f64::from(evidence.pattern) / 100.0,
            checks: evidence.checks.iter().flatten().copied().collect(),
            failed: evidence.failed.iter().flatten().copied().collect(),
            label: evidence.label,
            context: evidence.context,
            context_distance: evidence.context.map(|_| evidence.context_distance),
            against: evidence.against,
            normalized: evidence.normalized,
            cut: evidence.cut,
            also: evidence.also,
        }
    }
}
