//! Chunks give the findings, and the redaction, of the whole.
#![cfg(all(feature = "catalog", feature = "toml"))]

mod common;

use common::{Rng, mixed};
use yinsi::{
    Confidence, Finding, OffsetMap, RedactStream, Redactor, Rule, Rules, Scanner, StreamScanner, Unit,
};

/// The findings of `text` in chunks of the sizes that `size` gives.
fn in_chunks(scanner: &Scanner, text: &[u8], mut size: impl FnMut() -> usize) -> Vec<Finding> {
    let mut stream = StreamScanner::new(scanner);
    let (mut findings, mut rest, mut settled) = (Vec::new(), text, 0);
    while !rest.is_empty() {
        let (chunk, later) = rest.split_at(size().clamp(1, rest.len()));
        rest = later;
        let before = findings.len();
        stream.push(chunk, &mut findings);
        let early = findings[before..].iter().find(|finding| finding.start < settled);
        assert_eq!(early, None, "a finding starts before {settled}, which was settled");
        let now = stream.settled();
        assert!(
            now >= settled && now <= (text.len() - rest.len()) as u64,
            "settled goes from {settled} to {now}"
        );
        settled = now;
    }
    let before = findings.len();
    stream.finish(&mut findings);
    assert!(findings[before..].iter().all(|finding| finding.start >= settled));
    findings
}

/// Compares all of many ways to cut `text` with the whole.
fn agrees(name: &str, scanner: &Scanner, text: &[u8], sizes: &[usize]) {
    let whole = scanner.scan(text);
    let compare = |how: String, found: Vec<Finding>| {
        let first = whole.iter().zip(&found).find(|(a, b)| a != b);
        assert!(
            found == whole,
            "{name}, {how}: {} findings instead of {}; first {first:?}",
            found.len(),
            whole.len()
        );
    };
    for &size in sizes {
        compare(format!("chunks of {size}"), in_chunks(scanner, text, || size));
    }
    for seed in 0..3 {
        let mut rng = Rng(seed);
        let limit = [50, 5_000, 100_000][seed as usize];
        compare(format!("seed {seed}"), in_chunks(scanner, text, || 1 + rng.below(limit)));
    }
    assert!(scanner.find_iter(text).collect::<Vec<_>>() == whole, "{name}: find_iter differs");
    let redactor = Redactor::new();
    let redacted = redactor.redact_bytes(scanner, text);
    for size in [4096, 70_001] {
        let mut stream = RedactStream::new(scanner, &redactor);
        let mut out = Vec::new();
        text.chunks(size).for_each(|chunk| stream.push(chunk, &mut out));
        stream.finish(&mut out);
        assert!(out == redacted, "{name}: redaction in chunks of {size} differs");
    }
}

#[test]
fn mixed_text_in_short_and_long_lines() {
    let (default, all) = (Scanner::new(), Scanner::builder().all().build().expect("all entities"));
    agrees("short lines", &default, &mixed(1, 300_000, false), &[1, 4096, 65_536]);
    agrees("long lines", &default, &mixed(2, 300_000, true), &[4096, 1_000_000]);
    agrees("all entities", &all, &mixed(3, 200_000, false), &[4096, 65_537]);
}

#[test]
fn offsets_of_chunks_count_any_unit() {
    let scanner = Scanner::new();
    let text = mixed(4, 200_000, false);
    for unit in Unit::ALL {
        let mut map = OffsetMap::new(&text, unit);
        let whole: Vec<(u64, u64)> = scanner
            .find_iter(&text)
            .map(|finding| (map.convert(finding.range().start), map.convert(finding.range().end)))
            .collect();
        for size in [1, 4096, 70_001, text.len()] {
            let mut stream = StreamScanner::new(&scanner).offsets(unit);
            let mut found = Vec::new();
            for chunk in text.chunks(size) {
                let settled = stream.settled();
                let before = found.len();
                stream.push(chunk, &mut found);
                assert!(found[before..].iter().all(|finding| finding.start >= settled));
            }
            stream.finish(&mut found);
            let found: Vec<_> = found.iter().map(|finding| (finding.start, finding.end)).collect();
            assert!(found == whole, "{unit} in chunks of {size}");
        }
    }
}

#[test]
fn wide_windows_and_low_thresholds() {
    let builder = || Scanner::builder().all().min_confidence(0.0);
    let wide = builder().context_window(4096).build().expect("the widest window");
    agrees("wide windows", &wide, &mixed(21, 150_000, true), &[4096, 65_536]);
    let none = builder().context_window(0).countries(["CN"]).build().expect("no window");
    agrees("no windows", &none, &mixed(22, 150_000, false), &[4096]);
}

#[test]
fn megabytes_of_digits() {
    let scanner = Scanner::new();
    agrees("zeros", &scanner, &vec![b'0'; 1 << 20], &[4096, 100_000]);
    let mut rng = Rng(5);
    let digits: Vec<u8> = (0..1 << 20).map(|_| b'0' + rng.below(10) as u8).collect();
    agrees("digits", &scanner, &digits, &[4096, 100_000]);
    let joined: Vec<u8> = (0..1 << 18).map(|_| *rng.pick(b"0123456789012345678901234567890 -.")).collect();
    agrees("joined digits", &scanner, &joined, &[4096]);
}

/// Steps are counted from the text's beginning in one case and from a chunk's end in the other.
#[test]
fn values_across_every_border() {
    let scanner = Scanner::new();
    let values = [
        "手机：138\u{200B}1234\u{200B}5678 ok",
        "身份证号：１１０１０５１９４９１２３１００２Ｘ。",
        "{\"realName\":\"王建国\"}",
        "https://example.com/u/13812345678/x",
        "Address: 123 Main Street, Springfield, IL 62704\n",
        "4242 4242 4242 4242 12/27",
        "jane.doe@example.com",
    ];
    for value in values {
        for before in (65_536 - value.len() - 2..=65_538).step_by(3) {
            let mut text = "字, ".repeat(before / 5 + 1).into_bytes();
            text.drain(..text.len() - before);
            text.extend_from_slice(value.as_bytes());
            text.resize(text.len() + 9000, b'.');
            let whole = scanner.scan(&text);
            assert!(!whole.is_empty(), "{value} is not found");
            assert_eq!(in_chunks(&scanner, &text, || 4096), whole, "{value} at {before}");
        }
    }
}

#[test]
fn spaces_before_an_exact_label() {
    let scanner = Scanner::new();
    for spaces in [8, 40, 1_500, 3_000, 20_000] {
        for word in ["file", ";"] {
            let mut text = vec![b'.'; 70_000];
            text.extend_from_slice(word.as_bytes());
            text.resize(text.len() + spaces, b' ');
            text.extend_from_slice("name: 张伟\n".as_bytes());
            text.resize(text.len() + 100_000, b'.');
            agrees("spaces", &scanner, &text, &[1000, 65_536]);
        }
    }
}

#[test]
fn private_keys_across_chunks() {
    let mut rng = Rng(11);
    let mut text = b"-- start of the file --\n".to_vec();
    for lines in [3, 40, 200, 249, 260, 5, 100] {
        text.extend_from_slice(b"key:\r\n-----BEGIN RSA PRIVATE KEY-----\r\n");
        for _ in 0..lines {
            text.extend(
                (0..64)
                    .map(|_| *rng.pick(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")),
            );
            text.extend_from_slice(b"\r\n");
        }
        text.extend_from_slice(b"-----END RSA PRIVATE KEY-----\r\nmail jane@example.com\r\n");
    }
    let scanner = Scanner::new();
    assert!(scanner.scan(&text).iter().filter(|finding| finding.entity == "PRIVATE_KEY").count() >= 5);
    agrees("keys", &scanner, &text, &[1, 4096, 16_384, 65_536]);
}

#[test]
fn clusters_longer_than_they_may_be() {
    // All but the last of a chain are cut short.
    let mut sure = Confidence::default();
    sure.pattern = 90;
    let mut rules = Rules::new();
    for (id, pattern, length) in [
        ("test.pair", "[0-9]{6}-[0-9]{6}", 13),
        ("test.triple", "[0-9]{6}(?:-[0-9]{6}){2}", 20),
        ("test.long", "[0-9]{6}(?:-[0-9]{6}){100,2000}", 15_000),
    ] {
        let rule = Rule::builder(id, "TEST").pattern(pattern).confidence(sure).max_len(length);
        rules.push(rule.build().expect("a sound rule")).expect("ids are unique");
    }
    let scanner = Scanner::builder().builtin(false).rules(rules).build().expect("sound rules");
    let mut rng = Rng(3);
    let mut text = Vec::new();
    while text.len() < 200_000 {
        for _ in 0..1 + rng.below(9_000) {
            text.extend_from_slice(format!("{:06}-", rng.below(1_000_000)).as_bytes());
        }
        text.extend_from_slice(b"x ");
    }
    let found = scanner.scan(&text);
    assert!(found.len() > 10 && found.windows(2).all(|pair| pair[0].end <= pair[1].start));
    agrees("clusters", &scanner, &text, &[4096, 65_536]);
}

#[test]
fn a_long_rule_is_seen_whole() {
    let rule = Rule::builder("test.block", "BLOCK").pattern("-----Ab*Z-----").max_len(65_536).bounds_none();
    let mut rules = Rules::new();
    rules.push(rule.build().expect("a sound rule")).expect("one rule");
    let scanner = Scanner::builder().builtin(false).rules(rules).build().expect("a sound rule");
    let mut text = Vec::new();
    for length in [10, 30_000, 65_524, 65_525, 500] {
        text.extend_from_slice(b"x\n-----A");
        text.resize(text.len() + length, b'b');
        text.extend_from_slice(b"Z-----\n");
    }
    assert_eq!(scanner.scan(&text).len(), 4);
    agrees("blocks", &scanner, &text, &[999, 65_536]);
}

#[test]
fn a_finished_stream_begins_another_text() {
    let scanner = Scanner::new();
    let text = mixed(9, 80_000, false);
    let whole = scanner.scan(&text);
    let mut stream = StreamScanner::new(&scanner);
    for _ in 0..3 {
        let mut findings = Vec::new();
        text.chunks(1000).for_each(|chunk| stream.push(chunk, &mut findings));
        stream.finish(&mut findings);
        assert!(findings == whole);
        assert_eq!(stream.settled(), 0);
    }
}
