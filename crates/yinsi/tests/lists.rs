//! Values that are never reported, and values that always are.

use yinsi::{Scanner, StreamScanner};

fn found(scanner: &Scanner, text: &str) -> Vec<(u64, u64, &'static str)> {
    scanner.scan(text).iter().map(|finding| (finding.start, finding.end, finding.entity)).collect()
}

#[test]
fn denied_values_are_found_whatever_the_rules() {
    let scanner = Scanner::builder()
        .entities(["EMAIL_ADDRESS"])
        .deny(["Project Heron", "Heron", "鹭"])
        .build()
        .expect("a sound list");
    assert_eq!(
        found(&scanner, "on Project Heron: 白鹭, heron, a@example.com"),
        [(3, 16, "DENIED_VALUE"), (21, 24, "DENIED_VALUE"), (33, 46, "EMAIL_ADDRESS")]
    );
}

#[test]
fn many_denied_values_cost_no_rule_each() {
    let values: Vec<String> = (0..20_000).map(|number| format!("case {number:05}x")).collect();
    let scanner = Scanner::builder().builtin(false).deny(values).build().expect("a sound list");
    assert_eq!(found(&scanner, "see case 19999x, not case 20000x").len(), 1);
}

#[test]
fn denied_values_are_found_across_chunks() {
    let scanner = Scanner::builder().deny(["Project Heron"]).build().expect("a sound list");
    let text = "x".repeat(70_000) + " Project Heron " + &"y".repeat(300);
    let mut stream = StreamScanner::new(&scanner);
    let mut findings = Vec::new();
    for chunk in text.as_bytes().chunks(4099) {
        stream.push(chunk, &mut findings);
    }
    stream.finish(&mut findings);
    assert_eq!(findings, scanner.scan(&text));
    assert_eq!(findings.len(), 1);
}

#[test]
fn allowed_values_are_not_reported() {
    let scanner = Scanner::builder().allow(["support@example.com"]).build().expect("a sound list");
    assert_eq!(found(&scanner, "support@example.com, a@example.com").len(), 1);
}

#[test]
fn no_list_shows_in_the_debug_form() {
    let scanner = Scanner::builder().allow(["secret-one"]).deny(["secret-two"]).build().expect("sound lists");
    assert!(!format!("{scanner:?}").contains("secret"));
}
