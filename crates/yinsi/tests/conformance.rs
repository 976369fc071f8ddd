//! The conformance cases: text in, findings and redaction out.
#![cfg(all(feature = "catalog", feature = "toml"))]

mod common;

use std::collections::HashSet;

use common::{Case, cases};
use yinsi::{Finding, Mask, Redactor, Remove};

/// What a case expects and what came, when the two differ.
fn difference(case: &Case) -> Option<String> {
    let scanner = case.scanner();
    let found = case.scan(&scanner);
    let mut faults = Vec::new();
    let shown = |f: &Finding| {
        let value = case.text.get(f.range()).unwrap_or("(not on character boundaries)");
        format!("{} {:?} by {} at {:.2}", f.entity, value, f.rule, f.confidence())
    };
    if found.len() != case.findings.len() {
        faults.push(format!("{} findings instead of {}", found.len(), case.findings.len()));
    }
    for (expected, found) in case.findings.iter().zip(&found) {
        let number =
            |key: &str| expected[key].as_integer().and_then(|n| usize::try_from(n).ok()).expect("an offset");
        let (start, end) = (number("start"), number("end"));
        let text = expected["text"].as_str().expect("the text of a finding");
        assert_eq!(case.text.get(start..end), Some(text), "{}: the case's own offsets are wrong", case.name);
        let same =
            |key: &str, actual: &str| expected.get(key).and_then(|v| v.as_str()).is_none_or(|v| v == actual);
        let fine = same("entity", found.entity)
            && same("rule", found.rule)
            && found.evidence.also.is_none_or(|also| same("also", also))
            && (!expected.contains_key("also") || found.evidence.also.is_some());
        if !fine || found.range() != (start..end) {
            let entity = expected["entity"].as_str().unwrap_or_default();
            faults.push(format!("instead of {entity} {text:?}"));
        }
    }
    for (operator, expected) in &case.redacted {
        let builder = Redactor::builder();
        let builder = match operator.as_str() {
            "label" => builder,
            "mask" => builder.default_operator(Mask::keep(0, 4)),
            "remove" => builder.default_operator(Remove),
            other => panic!("{}: unknown operator `{other}`", case.name),
        };
        let redacted = builder.build().expect("a sound operator").redact(&scanner, &case.text);
        if redacted != *expected {
            faults.push(format!("redacted by {operator}: {redacted:?}"));
        }
    }
    let found: Vec<String> = found.iter().map(shown).collect();
    (!faults.is_empty())
        .then(|| format!("{}: {}\n    found: {}", case.name, faults.join(", "), found.join("; ")))
}

#[test]
fn every_case_finds_what_it_says() {
    let cases = cases();
    assert!(cases.len() >= 150, "only {} cases", cases.len());
    let names: HashSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "two cases share a name");
    let failures: Vec<String> = cases.iter().filter_map(difference).collect();
    assert!(
        failures.is_empty(),
        "{} of {} cases fail:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

#[test]
fn every_entity_has_a_case() {
    let cases = cases();
    let covered: HashSet<&str> = cases
        .iter()
        .flat_map(|case| &case.findings)
        .filter_map(|finding| finding["entity"].as_str())
        .collect();
    let missing: HashSet<&str> = yinsi::catalog::rules()
        .iter()
        .map(|rule| rule.entity.as_str())
        .filter(|entity| !covered.contains(entity))
        .collect();
    assert!(missing.is_empty(), "no case finds {missing:?}");
}

#[test]
fn redacting_twice_changes_nothing() {
    let all_of_it = Redactor::builder().default_operator(Mask::keep(0, 0)).build().expect("a sound mask");
    let redactors = [Redactor::new(), all_of_it];
    let mut changed = Vec::new();
    for case in cases() {
        let scanner = case.scanner();
        for redactor in &redactors {
            let once = redactor.redact(&scanner, &case.text);
            let twice = redactor.redact(&scanner, &once);
            if once != twice {
                changed.push(format!("{}: {once:?} becomes {twice:?}", case.name));
            }
        }
    }
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

#[test]
fn every_way_of_asking_agrees() {
    let scanner = yinsi::Scanner::new();
    let mut kept = Vec::new();
    for case in cases() {
        let found = scanner.scan(&case.text);
        assert_eq!(scanner.find_iter(&case.text).collect::<Vec<_>>(), found, "{}", case.name);
        assert_eq!(scanner.count(&case.text), found.len(), "{}", case.name);
        assert_eq!(scanner.is_match(&case.text), !found.is_empty(), "{}", case.name);
        scanner.scan_into(&case.text, &mut kept);
        assert_eq!(kept, found, "{}", case.name);
        assert_eq!(scanner.explain(&case.text).findings, found, "{}", case.name);
    }
}
