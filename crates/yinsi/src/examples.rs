//! A rule's own examples: what it must find, and what it must not.

use crate::compile::Part;
use crate::compile::plan::{Entry, Options, Plan, RuleRef, WINDOW_BEFORE};
use crate::error::BuildError;
use crate::finding::Finding;
use crate::rule::Rule;
use crate::scan::arch::Isa;
use crate::scan::session::Session;
use crate::validate::LATEST;

/// Threshold at which examples are read, in hundredths.
const MIN_SCORE: u8 = 50;

/// Examples that do not do what they say, one error each.
///
/// # Errors
///
/// When the rules do not compile together.
pub(crate) fn failures(rules: &[Rule], origin: &str) -> Result<Vec<BuildError>, BuildError> {
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let mut plan = plan(rules, origin)?;
    let mut failures = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        // One rule alone: the others of the same automaton keep silent.
        for (other, entry) in plan.entries.iter_mut().enumerate() {
            entry.enabled = other == number;
        }
        let kinds = [("valid", &rule.valid), ("invalid", &rule.invalid)];
        for (kind, examples) in kinds {
            for (index, example) in examples.iter().enumerate() {
                let message = match kind {
                    "valid" => valid(&plan, example),
                    _ => invalid(&plan, example),
                };
                if let Some(message) = message {
                    let rule = rule.id.as_str().into();
                    let (file, message) = (origin.into(), message.into());
                    failures.push(BuildError::Example { file, rule, kind, index: index + 1, message });
                }
            }
        }
    }
    Ok(failures)
}

fn plan(rules: &[Rule], origin: &str) -> Result<Plan, BuildError> {
    let part = Part::compile(rules, origin, false)?;
    let entries =
        rules.iter().map(|rule| Entry::new(RuleRef::Shared(rule.clone().into()), true, 0)).collect();
    let options = Options {
        min_score: MIN_SCORE,
        window_before: WINDOW_BEFORE,
        latest: LATEST,
        allow: Default::default(),
        denied: None,
    };
    Ok(Plan::new(entries, vec![(part, 0)], Isa::best(), options))
}

fn scan(plan: &Plan, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    Session::default().whole(plan, text.as_bytes(), &mut findings);
    findings
}

/// What is wrong with a valid example.
fn valid(plan: &Plan, example: &str) -> Option<String> {
    let (text, wanted) = marked(example);
    let found: Vec<_> = scan(plan, &text).iter().map(Finding::range).collect();
    if found == wanted {
        return None;
    }
    Some(match found.as_slice() {
        [] => match Session::default().explain(plan, text.as_bytes()).last() {
            Some(rejected) => format!(
                "nothing is found; bytes {}..{} are rejected for {:?}",
                rejected.start, rejected.end, rejected.reason
            ),
            None => "nothing is found; no pattern matches".to_owned(),
        },
        spans => format!("found at bytes {spans:?} instead of {wanted:?}"),
    })
}

/// What is wrong with an invalid example.
fn invalid(plan: &Plan, example: &str) -> Option<String> {
    let found = scan(plan, example);
    let first = found.first()?;
    let (start, end) = (first.start, first.end);
    Some(format!("found at bytes {start}..{end} with confidence {:.2}", first.confidence()))
}

/// An example without its `«»`, and the spans they mark; without any, all of it.
fn marked(example: &str) -> (String, Vec<std::ops::Range<usize>>) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), None);
    for ch in example.chars() {
        match (ch, open) {
            ('«', None) => open = Some(text.len()),
            ('»', Some(start)) => {
                spans.push(start..text.len());
                open = None;
            }
            _ => text.push(ch),
        }
    }
    if spans.is_empty() {
        spans.push(0..text.len());
    }
    (text, spans)
}
