//! `yinsi explain`: why something is reported and something else is not.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Read as _};
use std::mem::discriminant;
use std::ops::Range;

use serde::Serialize;
use yinsi::{Evidence, Explanation, Finding, Reason, Rejection};

use crate::args::{ExplainArgs, Simple};
use crate::error::{Failure, Outcome};
use crate::escape;
use crate::output::Output;
use crate::report::{EvidenceJson, value};
use crate::selection;

/// Runs the verb.
pub(crate) fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let scanner = selection::scanner(&args.selection)?;
    let text = match args.text.as_deref() {
        None | Some("-") => {
            let mut text = Vec::new();
            io::stdin()
                .read_to_end(&mut text)
                .map_err(|error| Failure::Error(format!("standard input: {error}")))?;
            text
        }
        Some(text) => text.as_bytes().to_vec(),
    };
    let mut explanation = scanner.explain(&text);
    let all = explanation.rejected.len();
    if !args.all {
        explanation.rejected = telling(&text, &explanation);
    }
    let left_out = all - explanation.rejected.len();
    let of = |range: Range<usize>| text.get(range).unwrap_or_default();
    let readings = explanation
        .findings
        .iter()
        .map(|finding| Reading {
            entity: finding.entity,
            rule: finding.rule,
            start: finding.start,
            end: finding.end,
            confidence: Some(f64::from(finding.confidence_percent()) / 100.0),
            evidence: Some((&finding.evidence).into()),
            reason: None,
            reasons: reasons(&finding.evidence),
            value: of(finding.range()),
        })
        .chain(explanation.rejected.iter().map(|rejected| Reading {
            entity: rejected.entity,
            rule: rejected.rule,
            start: rejected.start as u64,
            end: rejected.end as u64,
            confidence: None,
            evidence: None,
            reason: Some(reason(rejected.reason)),
            reasons: vec![reason(rejected.reason)],
            value: of(rejected.start..rejected.end),
        }));
    let readings: Vec<Reading<'_>> = readings.collect();
    let show = args.show_values || (args.format == Simple::Text && io::stdout().is_terminal());
    let out = match args.format {
        Simple::Text => text_form(&readings, left_out, show),
        Simple::Json => json_form(&readings, show),
    };
    Output::new(None).write(out.as_bytes())?;
    Ok(Outcome::Done)
}

/// The rejected readings that say something to a reader: not those within a
/// finding, nor those within another that is rejected for the same reason, nor
/// those without a label that could not have had one because they cut a word or
/// number in two.
fn telling(text: &[u8], explanation: &Explanation) -> Vec<Rejection> {
    let mut findings: Vec<_> = explanation.findings.iter().map(Finding::range).collect();
    findings.sort_by_key(|range| (range.start, Reverse(range.end)));
    let mut rejected = explanation.rejected.clone();
    rejected.sort_by_key(|reading| (reading.start, Reverse(reading.end)));
    let mut findings = findings.into_iter().peekable();
    // The finding, and the readings of each kind, that reach furthest so far.
    let mut found: Range<usize> = 0..0;
    let mut furthest = HashMap::new();
    rejected.retain(|reading| {
        while let Some(range) = findings.next_if(|range| range.start <= reading.start) {
            found = if range.end > found.end { range } else { found.clone() };
        }
        let span = reading.start..reading.end;
        let within_finding = span.end <= found.end && span != found;
        // What touches a longer word is the same story whichever rule tells it, and wherever it cuts.
        let touches = reading.reason == Reason::Bounds;
        let rule = if touches { "" } else { reading.rule };
        let end = furthest.entry((rule, discriminant(&reading.reason))).or_insert(0);
        let within_reading = span.end <= *end || (touches && span.start < *end);
        *end = span.end.max(*end);
        let cut = reading.reason == Reason::Label && (cuts(text, span.start) || cuts(text, span.end));
        !within_finding && !within_reading && !cut
    });
    rejected
}

/// Whether a letter or digit stands on both sides of `at`.
fn cuts(text: &[u8], at: usize) -> bool {
    let alphanumeric =
        |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    alphanumeric(at.checked_sub(1)) && alphanumeric(Some(at))
}

/// A finding, or a rejected reading.
#[derive(Serialize)]
struct Reading<'a> {
    entity: &'a str,
    rule: &'a str,
    start: u64,
    end: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip)]
    reasons: Vec<String>,
    #[serde(skip)]
    value: &'a [u8],
}

fn reasons(evidence: &Evidence) -> Vec<String> {
    let hundredths = |part: u8| f64::from(part) / 100.0;
    let mut reasons = vec![format!("the pattern alone is worth {:.2}", hundredths(evidence.pattern))];
    reasons.extend(evidence.checks.iter().flatten().map(|check| format!("check `{check}` passed")));
    reasons.extend(evidence.failed.iter().flatten().map(|check| format!("check `{check}` failed")));
    if let Some(label) = evidence.label {
        reasons.push(format!("label `{label}` right before it"));
    }
    if let Some(word) = evidence.context {
        let distance = evidence.context_distance;
        let side = if distance < 0 { "before" } else { "after" };
        reasons.push(format!("word `{word}`, {} bytes {side} it", distance.unsigned_abs()));
    }
    if let Some(word) = evidence.against {
        reasons.push(format!("word `{word}` nearby speaks against it"));
    }
    if evidence.normalized {
        reasons.push("read through full-width, invisible or unusual characters".to_owned());
    }
    if evidence.cut {
        reasons.push("part of a longer joined number".to_owned());
    }
    if let Some(role) = evidence.also {
        reasons.push(format!("the label makes it {role} as well"));
    }
    reasons
}

fn reason(reason: Reason) -> String {
    match reason {
        Reason::Bounds => "a letter, digit, decimal point or plus sign touches it".to_owned(),
        Reason::Check(check) => format!("check `{check}` failed"),
        Reason::Label => "no label stands right before it, which the rule requires".to_owned(),
        Reason::Confidence(hundredths) => {
            format!("confidence {:.2} is below the threshold", f64::from(hundredths) / 100.0)
        }
        Reason::Overlap(rule) => format!("rule `{rule}` reads it better"),
        Reason::Allowed => "it is on the list of allowed values".to_owned(),
        other => format!("{other:?}"),
    }
}

fn text_form(readings: &[Reading<'_>], left_out: usize, show: bool) -> String {
    let mut out = String::new();
    for reading in readings {
        let Reading { entity, rule, start, end, .. } = reading;
        let verdict = match reading.confidence {
            Some(confidence) => format!("{confidence:.2}"),
            None => "rejected".to_owned(),
        };
        let _ = writeln!(out, "{start}..{end} {entity} {verdict} ({rule})  {}", value(reading.value, show));
        for reason in &reading.reasons {
            let _ = writeln!(out, "    {}", escape::visible(reason.as_bytes()));
        }
    }
    if left_out > 0 {
        let _ = writeln!(out, "{left_out} more within these, which --all shows");
    } else if readings.is_empty() {
        out.push_str("nothing found, and no rule came near\n");
    }
    out
}

fn json_form(readings: &[Reading<'_>], show: bool) -> String {
    #[derive(Serialize)]
    struct Shown<'a> {
        #[serde(flatten)]
        reading: &'a Reading<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<Cow<'a, str>>,
    }
    #[derive(Serialize)]
    struct Document<'a> {
        findings: Vec<Shown<'a>>,
        rejected: Vec<Shown<'a>>,
    }
    let shown = readings
        .iter()
        .map(|reading| Shown { reading, value: show.then(|| String::from_utf8_lossy(reading.value)) });
    let (findings, rejected) = shown.partition(|shown| shown.reading.confidence.is_some());
    escape::to_json(&Document { findings, rejected }) + "\n"
}
