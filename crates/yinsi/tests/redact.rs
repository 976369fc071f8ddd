//! What redaction promises, over the sample: nothing found again, twice as once, and back byte for byte.
#![cfg(all(feature = "catalog", feature = "keyed", feature = "toml"))]

mod common;

use std::collections::HashSet;
use std::fs;

use common::{cases, path};
use yinsi::{
    Document, Finding, Key, Operator, Policy, RedactStream, Redactor, Reverser, Scanner, danger, is_surrogate,
};

fn key() -> Key {
    Key::from_bytes(b"an example, not a secret: 32 byte").expect("long enough")
}

fn redactor(operator: &str) -> Redactor {
    let operator =
        Operator::parse_keyed(operator, &key()).unwrap_or_else(|error| panic!("{operator}: {error}"));
    Redactor::builder().default_operator(operator).build().expect("a sound operator")
}

/// The first whole lines of a file of the sample.
fn sample(name: &str, bytes: usize) -> String {
    let text = fs::read_to_string(path("../../examples/data").join(name)).expect("a file of the sample");
    let mut lines = String::new();
    for line in text.split_inclusive('\n') {
        if lines.len() + line.len() > bytes {
            break;
        }
        lines.push_str(line);
    }
    lines
}

fn texts() -> Vec<String> {
    let mut texts: Vec<String> = cases().into_iter().map(|case| case.text).collect();
    texts.extend(["chat.txt", "app.log", "events.jsonl", "contacts.txt"].map(|name| sample(name, 40_000)));
    texts
}

/// Operators after which nothing of a value is left.
const HIDING: [&str; 9] =
    ["label", "numbered", "mask", "remove", "replace:[gone]", "token", "token:bare", "encrypt", "surrogate"];

#[test]
fn after_redaction_no_value_is_found() {
    let scanner = Scanner::new();
    for operator in HIDING {
        let redactor = redactor(operator);
        for text in texts() {
            let found = scanner.scan(&text);
            let values: HashSet<&str> = found.iter().filter_map(|f| text.get(f.range())).collect();
            // Telephone numbers for fiction are surrogates to begin with.
            let values: HashSet<&str> =
                values.into_iter().filter(|value| !is_surrogate(value.as_bytes())).collect();
            let clean = redactor.redact(&scanner, &text);
            for finding in scanner.scan(&clean) {
                let value = clean.get(finding.range()).expect("on character boundaries");
                assert!(
                    !values.contains(value),
                    "{operator} left a {} at {:?}",
                    finding.entity,
                    finding.range()
                );
            }
        }
    }
}

#[test]
fn redacting_twice_is_redacting_once() {
    let scanner = Scanner::new();
    let mut changed = Vec::new();
    for operator in
        HIDING.into_iter().chain(["token:alphabet=hex,length=20", "mask:0,0,separators=hide", "danger-hash"])
    {
        let redactor = redactor(operator);
        for text in texts() {
            let once = redactor.redact(&scanner, &text);
            let twice = redactor.redact(&scanner, &once);
            if once != twice {
                let line = once.lines().zip(twice.lines()).find(|(one, other)| one != other);
                changed.push(format!("{operator}: {line:?}"));
            }
        }
    }
    assert!(
        changed.is_empty(),
        "{} texts change, such as\n{}",
        changed.len(),
        changed.iter().take(12).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn generalising_twice_is_generalising_once() {
    let scanner = Scanner::builder().all().build().expect("all rules");
    let mut builder = Redactor::builder();
    for (entity, operator) in [
        ("IP_ADDRESS", "generalise:network"),
        ("DATE_TIME", "generalise:month"),
        ("DATE_OF_BIRTH", "generalise:year"),
        ("LOCATION_COORDINATES", "generalise:coordinates,places=1"),
        ("CN_POSTAL_CODE", "generalise:postcode"),
        ("CN_RESIDENT_ID", "generalise:region"),
    ] {
        builder = builder.operator(entity, Operator::parse(operator).expect("sound"));
    }
    let redactor = builder.build().expect("sound");
    for text in texts() {
        let once = redactor.redact(&scanner, &text);
        assert_eq!(redactor.redact(&scanner, &once), once);
    }
}

#[test]
fn encryption_comes_back_byte_for_byte() {
    let scanner = Scanner::new();
    let (redactor, reverser) = (redactor("encrypt"), Reverser::new([&key()]));
    for text in texts() {
        let sealed = redactor.redact(&scanner, &text);
        let reversed = reverser.reverse(sealed.as_bytes());
        assert_eq!(String::from_utf8_lossy(&reversed.text), text);
        assert_eq!(reversed.unopened, 0);
    }
    let broken = b"\xFF 13812345678 \xE6\x9C";
    let sealed = redactor.redact_bytes(&scanner, broken);
    assert_eq!(reverser.reverse(&sealed).text, broken);
}

#[test]
fn preserved_values_come_back_byte_for_byte() {
    let entities = ["CN_RESIDENT_ID", "CN_MOBILE_NUMBER", "CREDIT_CARD", "CN_BANK_CARD", "EMAIL_ADDRESS"];
    let scanner = Scanner::builder().entities(entities).build().expect("known entities");
    let redactor = redactor("preserve");
    let reverser = Reverser::new([&key()]).preserved(&scanner, &redactor);
    let (mut lines, mut values) = (0, 0);
    for line in sample("customers.csv", 60_000).lines() {
        let sealed = redactor.redact(&scanner, line);
        let reversed = reverser.reverse(sealed.as_bytes());
        assert_eq!(String::from_utf8_lossy(&reversed.text), line, "by way of {sealed}");
        // Short names of mailboxes have no million others: they become tokens.
        if sealed.contains('<') {
            continue;
        }
        let same = |findings: Vec<Finding>| findings.iter().map(|f| f.entity).collect::<Vec<_>>();
        assert_eq!(same(scanner.scan(&sealed)), same(scanner.scan(line)), "{sealed}");
        (lines, values) = (lines + 1, values + reversed.restored);
    }
    assert!(lines > 150 && values > 600, "{values} values in {lines} lines");
}

#[test]
fn surrogates_are_told_from_values() {
    let scanner = Scanner::new();
    let redactor = redactor("surrogate");
    let (mut ours, mut others) = (0, 0);
    for text in texts() {
        let before = scanner.scan(&text);
        let values: HashSet<&str> = before.iter().filter_map(|f| text.get(f.range())).collect();
        let clean = redactor.redact(&scanner, &text);
        for finding in scanner.scan(&clean) {
            let value = clean.get(finding.range()).expect("on character boundaries");
            if is_surrogate(value.as_bytes()) {
                ours += 1;
            } else {
                assert!(!values.contains(value), "{value}");
                others += 1;
            }
        }
    }
    assert!(ours > 400 && others * 20 < ours, "{ours} surrogates are found again, and {others} other values");
}

#[test]
fn order_overlap_and_adjacency_do_not_matter() {
    let text = "a机13812345678-éb@x.example 4242424242424242";
    let spans = [
        (0, 1),
        (1, 4),
        (4, 15),
        (4, 10),
        (8, 15),
        (15, 19),
        (19, 30),
        (31, 47),
        (0, 47),
        (20, 20),
        (40, 99),
    ];
    let all: Vec<Finding> =
        spans.iter().map(|(from, to)| Finding::new("CN_MOBILE_NUMBER", "test", *from..*to, 0.9)).collect();
    for operator in HIDING.into_iter().chain([
        "preserve",
        "truncate:2",
        "bucket:10",
        "generalise:month",
        "keep",
        "shift-date",
    ]) {
        let redactor = redactor(operator);
        for without in 0..all.len() {
            let mut findings: Vec<Finding> =
                all.iter().filter(|f| f.end != 47 || without == 8).copied().collect();
            findings.remove(without.min(findings.len() - 1));
            let one = redactor.apply(text.as_bytes(), &findings);
            findings.reverse();
            assert_eq!(redactor.apply(text.as_bytes(), &findings), one, "{operator}");
            assert!(std::str::from_utf8(&one).is_ok(), "{operator}");
        }
        assert_eq!(redactor.apply(b"", &all), b"", "{operator}");
        let whole = redactor.apply(text.as_bytes(), &all);
        assert!(operator == "keep" || !String::from_utf8_lossy(&whole).contains("13812345678"), "{operator}");
    }
}

#[test]
fn ten_thousand_findings_in_a_line_are_redacted() {
    let scanner = Scanner::new();
    let line: String = (0..10_000).map(|nth| format!("手机138{:08}，", nth * 7919)).collect();
    assert_eq!(scanner.count(&line), 10_000);
    for operator in HIDING.into_iter().chain(["preserve"]) {
        let redactor = redactor(operator);
        let clean = redactor.redact(&scanner, &line);
        assert_eq!(clean.matches('，').count(), 10_000, "{operator}");
        let parts: Vec<&str> = clean.split('，').collect();
        let kept =
            line.split('，').zip(&parts).filter(|(before, after)| !before.is_empty() && before == *after);
        assert_eq!(kept.count(), 0, "{operator}");
        let mut stream = RedactStream::new(&scanner, &redactor);
        let mut streamed = Vec::new();
        line.as_bytes().chunks(4099).for_each(|chunk| stream.push(chunk, &mut streamed));
        stream.finish(&mut streamed);
        assert!(streamed == clean.as_bytes(), "{operator} differs in a stream");
        if operator == "numbered" {
            assert!(clean.ends_with("<CN_MOBILE_NUMBER_10000>，"));
        }
    }
}

#[test]
fn removing_does_not_make_new_values() {
    let scanner = Scanner::new();
    let redactor = redactor("remove");
    let redact = |text: &str| redactor.redact(&scanner, text);
    assert_eq!(redact("1380手机13812345678"), "1380手机");
    assert_eq!(redact("call jane@example.com, now"), "call , now");
    let findings = [Finding::new("X", "test", 3..6, 0.9)];
    assert_eq!(redactor.apply(b"138xxx12345678", &findings), b"138 12345678");
    assert_eq!(redactor.apply(b"a@ xxxb.com", &findings), b"a@ b.com");
    assert_eq!(redactor.apply("王x".as_bytes(), &findings), "王".as_bytes());
    let two = [Finding::new("X", "test", 3..6, 0.9), Finding::new("X", "test", 6..9, 0.9)];
    assert_eq!(redactor.apply(b"138xxxyyy456", &two), b"138 456");
}

#[test]
fn every_preset_is_a_policy() {
    let scanner = Scanner::builder().all().build().expect("all rules");
    let presets: Vec<&str> = Policy::presets().collect();
    assert_eq!(presets, ["gdpr-pseudonymise", "hipaa-safe-harbor", "llm", "logs", "pci", "pipl-deidentify"]);
    let text = "姓名：张三，身份证11010519491231002X，手机13812345678，邮箱jane@example.com，卡号4242 4242 4242 4242，\
        CVV: 123，IP 203.0.113.77，出生日期：1988年3月7日，住址：北京市朝阳区建国路88号";
    for name in presets {
        let file =
            fs::read_to_string(path("policies").join(format!("{name}.toml"))).expect("a policy's file");
        Policy::from_toml(&file, name).unwrap_or_else(|error| panic!("{error}"));
        let policy = Policy::preset(name).expect("a preset");
        assert_eq!(policy.name(), name);
        assert!(policy.description().len() > 20);
        assert_eq!(Redactor::from_policy(&policy).is_err(), name == "gdpr-pseudonymise");
        let redactor = Redactor::from_policy(&policy.key(&key())).expect("with a key all work");
        let clean = redactor.redact(&scanner, text);
        assert!(!clean.contains("4242 4242 4242 4242") && !clean.contains("123，"), "{name}: {clean}");
        assert_eq!(name == "pci", clean.contains("13812345678"), "{name}: {clean}");
    }
    let pipl = Redactor::from_policy(&Policy::preset("pipl-deidentify").expect("a preset")).expect("unkeyed");
    assert_eq!(
        pipl.redact(&scanner, text),
        "姓名：张*，身份证110105********002X，手机138****5678，邮箱j***@example.com，卡号4242 42** **** 4242，\
        CVV: ，IP 203.0.113.0/24，出生日期：1988年，住址：北京市朝阳区******"
    );
    let pci = Redactor::from_policy(&Policy::preset("pci").expect("a preset")).expect("unkeyed");
    let url = "https://example.com/pay?card=4242424242424242&to=jane@example.com";
    assert_eq!(
        pci.redact(&scanner, url),
        "https://example.com/pay?card=424242******4242&to=jane@example.com"
    );
    assert!(Policy::preset("none").is_none());
}

#[test]
fn a_policy_chooses_by_path_entity_category_and_country() {
    let policy = r#"
        default = "replace:[default]"
        [entities]
        EMAIL_ADDRESS = "replace:[entity]"
        [categories]
        contact = "replace:[category]"
        [countries]
        CN = "replace:[country]"
        [paths]
        "/users/*/mail" = "replace:[path]"
        "mail" = { operator = "replace", text = "[name]" }
    "#;
    let redactor = Redactor::from_policy(&Policy::from_toml(policy, "test").expect("sound")).expect("sound");
    let written = |entity, rule, path| {
        let finding = Finding::new(entity, rule, 0..1, 0.9);
        let mut out = Vec::new();
        redactor.write_value(&mut Document::new(), &finding, path, b"x", b"", &mut out);
        String::from_utf8(out).expect("UTF-8")
    };
    assert_eq!(written("EMAIL_ADDRESS", "contact.email", "/users/7/mail"), "[path]");
    assert_eq!(written("EMAIL_ADDRESS", "contact.email", "/other/mail"), "[name]");
    assert_eq!(written("EMAIL_ADDRESS", "contact.email", "/other"), "[entity]");
    assert_eq!(written("CN_MOBILE_NUMBER", "cn.mobile", ""), "[category]");
    assert_eq!(written("CN_RESIDENT_ID", "cn.resident_id", ""), "[country]");
    assert_eq!(written("CREDIT_CARD", "payment.card", ""), "[default]");
    assert_eq!(written("ANYTHING", "test.unknown", ""), "[default]");
}

#[test]
fn what_a_policy_cannot_mean_is_named() {
    for (text, expected) in [
        ("colour = 1", "p.toml: unknown field `colour`"),
        ("default = ", "p.toml: line 1: "),
        ("default = 1", "p.toml: default: an operator is a string or a table"),
        ("find = \"AGE\"", "p.toml: `find` is no list of entities"),
        (
            "[entities]\nX = { first = 1 }",
            "p.toml: entities.X: a table of an operator has its name under `operator`",
        ),
        ("[categories]\nmoney = \"label\"", "p.toml: unknown category `money`"),
        ("[countries]\nChina = \"label\"", "p.toml: `China` is no country"),
        ("[paths]\n\"//\" = \"label\"", "p.toml: paths: path `//`"),
    ] {
        let error = Policy::from_toml(text, "p.toml").expect_err(text).to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    let policy = Policy::from_toml("[entities]\nx = \"label\"", "p.toml").expect("well formed");
    assert!(Redactor::from_policy(&policy).expect_err("no entity").to_string().contains("`x` is no entity"));
}

#[test]
fn operators_show_no_secret_in_debug() {
    let all = ["token", "encrypt", "preserve", "surrogate", "shift-date"];
    for operator in all {
        let shown = format!("{:?}", Operator::parse_keyed(operator, &key()).expect("sound"));
        assert!(!shown.contains("example") && !shown.contains("97, 110"), "{shown}");
    }
    assert!(format!("{:?}", Operator::from(danger::Hash::new("pepper"))).contains("Hash"));
}
