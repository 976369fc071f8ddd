//! The conformance cases: text in, findings and redaction out.
#![cfg(all(feature = "catalog", feature = "toml"))]

mod common;

use std::collections::HashSet;

use common::{Case, cases, redaction_cases};
use yinsi::{Finding, Mask, Operator, Redactor, Remove};

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

/// Operators as policies write them, each with what it makes of the case's text; those that need one use the
/// case's key.
#[test]
fn every_operator_writes_what_its_case_says() {
    let operator = |case: &Case, text: &str| match &case.key {
        #[cfg(feature = "keyed")]
        Some(secret) => {
            let key = yinsi::Key::from_bytes(secret.as_bytes()).expect("a case's key is long enough");
            Some(Operator::parse_keyed(text, &key))
        }
        #[cfg(not(feature = "keyed"))]
        Some(_) => None,
        None => Some(Operator::parse(text)),
    };
    let mut faults = Vec::new();
    for case in redaction_cases() {
        let scanner = case.scanner();
        let found = case.scan(&scanner);
        for (text, expected) in &case.redacted {
            let Some(operator) = operator(&case, text) else { continue };
            let operator = operator.unwrap_or_else(|error| panic!("{}: {error}", case.name));
            let redactor = Redactor::builder().default_operator(operator).build().expect("a sound operator");
            let redacted = redactor.redact_found(&scanner, case.text.as_bytes(), &found);
            let redacted = String::from_utf8(redacted).expect("UTF-8");
            if redacted != *expected {
                faults.push(format!("{}: by {text}: {redacted:?}", case.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
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
fn the_place_of_a_value_does_not_matter() {
    for case in cases().into_iter().filter(|case| case.label.is_none()) {
        let scanner = case.scanner();
        let found = scanner.scan(&case.text);
        for before in [2, 30, 61, 62, 63, 64, 127, 500, 4090, 4096, 65_530, 65_536] {
            let mut text = "\n".repeat(before);
            text.push_str(&case.text);
            text.push_str(&"\n".repeat(before));
            let moved: Vec<_> =
                scanner.scan(&text).iter().map(|f| (f.entity, f.start, f.end, f.evidence)).collect();
            let expected: Vec<_> = found
                .iter()
                .map(|f| (f.entity, f.start + before as u64, f.end + before as u64, f.evidence))
                .collect();
            assert_eq!(moved, expected, "{} after {before} line ends", case.name);
        }
    }
}

/// A column's header speaks for its cells as a key does for its value.
#[test]
fn an_outside_label_is_a_label() {
    let scanner = yinsi::Scanner::new();
    for (label, cell, entity) in [
        ("手机号", "13812345678", "CN_MOBILE_NUMBER"),
        ("手机号", "１３８１２３４５６７８", "CN_MOBILE_NUMBER"),
        ("QQ", "12345678", "QQ_NUMBER"),
        ("QQ", "１２３４５６７８", "QQ_NUMBER"),
        ("qq_number", " 12345678", "QQ_NUMBER"),
        ("姓名", "张三", "CN_PERSON_NAME"),
        ("customer_name", "王小明", "CN_PERSON_NAME"),
        ("Name", "John Smith", "PERSON"),
        ("家庭住址", "北京市朝阳区建国路88号", "CN_ADDRESS"),
    ] {
        let found = scanner.scan_with(cell, &yinsi::Context::label(label));
        let entities: Vec<&str> = found.iter().map(|finding| finding.entity).collect();
        assert_eq!(entities, [entity], "{cell} in the column {label}");
        assert_eq!(found[0].end, cell.len() as u64, "{cell} in the column {label}");
    }
    for (label, cell) in [("订单号", "12345678"), ("file_name", "John Smith"), ("备注", "张三")] {
        let found = scanner.scan_with(cell, &yinsi::Context::label(label));
        assert_eq!(found, [], "{cell} in the column {label}");
    }
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
