//! `--format json` and `jsonl`: an object a finding.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{EvidenceJson, Name, Report, Tally};
use crate::escape;
use crate::window::Located;

pub(super) const HEAD: &str = "{\"findings\": [\n";

#[derive(Serialize)]
struct Object<'a> {
    path: &'a str,
    entity: &'static str,
    rule: &'static str,
    category: &'static str,
    start: u64,
    end: u64,
    line: u64,
    column: u64,
    #[serde(skip_serializing_if = "str::is_empty")]
    field: &'a str,
    confidence: f64,
    evidence: EvidenceJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Cow<'a, str>>,
}

pub(super) fn object(name: &Name, found: &Located<'_>, report: &Report) -> String {
    let [start, end] = found.span(report.unit);
    escape::to_json(&Object {
        path: &name.text,
        entity: found.finding.entity,
        rule: found.finding.rule,
        category: report.category(found.finding.rule),
        start,
        end,
        line: found.start.line + 1,
        column: found.start.column + 1,
        field: &found.field,
        confidence: f64::from(found.finding.confidence_percent()) / 100.0,
        evidence: (&found.finding.evidence).into(),
        value: report.show_values.then(|| String::from_utf8_lossy(found.value)),
    })
}

#[derive(Serialize)]
struct Summary<'a> {
    entities: &'a BTreeMap<&'static str, u64>,
    files: u64,
    files_with_findings: u64,
    binary_files_skipped: u64,
    errors: &'a [String],
}

pub(super) fn tail(tally: &Tally) -> String {
    let summary = escape::to_json(&Summary {
        entities: &tally.entities,
        files: tally.files,
        files_with_findings: tally.files_with_findings,
        binary_files_skipped: tally.binary,
        errors: &tally.errors,
    });
    format!("\n], \"summary\": {summary}}}\n")
}
