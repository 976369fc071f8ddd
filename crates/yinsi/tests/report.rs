//! Reports: a commutative monoid whose outcome shows neither order, nor key, nor memory.
#![cfg(all(feature = "audit", feature = "catalog"))]

mod common;

use proptest::prelude::*;
use yinsi::report::{
    Counter, FileInfo, Found, Key, Method, Place, Report, ReportError, Statutes, Summary, Summing, render,
};
use yinsi::{Context, Finding, Scanner};

/// A record: kinds and small numbers that stand for values.
type Record = Vec<(usize, u32)>;

const KINDS: [&str; 7] = [
    "CN_PERSON_NAME",
    "CN_RESIDENT_ID",
    "CN_MOBILE_NUMBER",
    "EMAIL_ADDRESS",
    "CN_BANK_CARD",
    "CN_ADDRESS",
    "IP_ADDRESS",
];

fn value(kind: usize, number: u32) -> String {
    match kind {
        0 => format!("人{number}"),
        3 => format!("p{number}@corp.cn"),
        5 => format!("路{number}号"),
        6 => format!("10.0.0.{number}"),
        _ => format!("{}{number:09}", kind + 10),
    }
}

fn method() -> Method {
    let mut method = Method::new();
    method.sample = 5;
    method
}

fn key(salt: u8) -> Key {
    Key::from_secret(&[salt; 32]).expect("a long secret")
}

/// Counts records, each with the row it is in, of one file.
fn count(records: &[(u64, &Record)], key: &Key, method: Method) -> Report {
    let mut counter = Counter::new(&Scanner::new(), key, method);
    let file = counter.file("people.csv");
    for (row, record) in records {
        let texts: Vec<String> = record.iter().map(|&(kind, number)| value(kind, number)).collect();
        let found: Vec<Found<'_>> = record
            .iter()
            .zip(&texts)
            .map(|(&(kind, _), text)| {
                let finding = Finding::new(KINDS[kind], "test.rule", 0..text.len() as u64, 0.9);
                Found::new(finding, text.as_bytes(), kind as u32, KINDS[kind])
            })
            .collect();
        counter.record(file, Place { row: *row, ..Place::default() }, &found).expect("room");
    }
    counter.finish()
}

fn summary(report: &mut Report) -> Summary {
    let statutes = Statutes::builtin().expect("the built-in statutes");
    report.summary(&statutes, &Summing::default()).expect("runs that read")
}

fn json(mut report: Report) -> String {
    render::json(&summary(&mut report))
}

fn numbered(records: &[Record]) -> Vec<(u64, &Record)> {
    records.iter().enumerate().map(|(at, record)| (at as u64 + 1, record)).collect()
}

/// Written and read again.
fn by_file(mut report: Report) -> Report {
    let mut bytes = Vec::new();
    report.write_partial(&mut bytes).expect("room");
    Report::read_partial(bytes.as_slice(), 1 << 20).expect("what was written")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reports_are_a_commutative_monoid(
        records in prop::collection::vec(prop::collection::vec((0usize..7, 0u32..5), 1..5), 1..30),
        homes in prop::collection::vec(0usize..3, 30),
        order in Just([0usize, 1, 2]).prop_shuffle(),
        salt in 1u8..,
    ) {
        let all = numbered(&records);
        let whole = json(count(&all, &key(1), method()));
        let part = |number: usize| {
            let own: Vec<_> = all.iter().zip(&homes).filter(|(_, home)| **home == number).map(|(one, _)| *one).collect();
            let mut tiny = method();
            tiny.memory = 600;
            count(&own, &key(salt), tiny)
        };
        let [a, b, c] = order.map(part);
        let left = a.merge(b).expect("one key").merge(c).expect("one key");
        prop_assert_eq!(&json(left), &whole, "in memory or on disk, by any key");
        let [a, b, c] = order.map(part);
        let right = a.merge(by_file(b).merge(by_file(c)).expect("one key")).expect("one key");
        prop_assert_eq!(&json(right), &whole, "grouped the other way and through files");
        let [a, b, c] = order.map(part);
        let identity = Report::empty().merge(c).expect("one key").merge(b).expect("one key");
        let identity = identity.merge(Report::empty()).expect("the identity").merge(a).expect("one key");
        prop_assert_eq!(&json(identity), &whole, "the other way round, with the identity");
    }
}

#[test]
fn counts_are_those_of_the_truth() {
    // 1,000 people: each with a record of name, number and telephone; every third again in another
    // writing; every fifth with an e-mail beside the telephone; and ten rows that are nobody's.
    let mut records = Vec::new();
    for person in 0..1000 {
        records.push(vec![(0, person), (1, person), (2, person)]);
        if person % 3 == 0 {
            records.push(vec![(0, person), (1, person), (2, person)]);
        }
        if person % 5 == 0 {
            records.push(vec![(2, person), (3, person)]);
        }
    }
    records.extend((0..10).map(|name| vec![(0, 5000 + name)]));
    let all = numbered(&records);
    let summary = summary(&mut count(&all, &key(1), Method::new()));
    let totals = &summary.totals;
    assert_eq!(
        (totals.units, totals.people, totals.duplicates, totals.unidentified),
        (1200, Some(1000), 334, 10)
    );
    assert_eq!((totals.values, totals.records), (1000 * 3 + 200 + 10, 1544));
    assert_eq!(summary.people.expect("exact").by_identifiers[..4], [0, 0, 800, 200]);
    let law = &summary.law[0].readings[0];
    assert_eq!((law.lines[2].units, law.degree), (1200, 0));
}

#[test]
fn damaged_records_are_units_only_where_they_tell_something_new() {
    let scanner = Scanner::new();
    let rows = [("13812345678", false), ("13812345678", true), ("13912345678", true), ("13912345678", true)];
    let mut counter = Counter::new(&scanner, &key(1), Method::new());
    let file = counter.file("a.csv");
    for (row, (phone, damaged)) in rows.into_iter().enumerate() {
        let place = Place { row: row as u64 + 1, text: false, damaged };
        // The whole record knows the name, too.
        let name = if damaged { "" } else { "张三" };
        let cells = [("CN_MOBILE_NUMBER", phone), ("CN_PERSON_NAME", name)];
        let found: Vec<_> = cells
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(kind, text)| {
                Found::new(Finding::new(kind, "test", 0..text.len() as u64, 0.9), text.as_bytes(), 0, "")
            })
            .collect();
        counter.record(file, place, &found).expect("room");
    }
    let totals = summary(&mut counter.finish()).totals;
    assert_eq!((totals.units, totals.people, totals.damaged, totals.duplicates), (2, Some(2), 1, 1));
}

#[test]
fn values_count_instead_of_records_when_asked() {
    let records: Vec<Record> = (0..100).map(|person| vec![(0, person), (1, person), (2, person)]).collect();
    let mut report = count(&numbered(&records), &key(1), Method::new());
    let mut how = Summing::default();
    how.unit = yinsi::report::Unit::Value;
    let summary = report.summary(&Statutes::builtin().expect("statutes"), &how).expect("runs");
    assert_eq!(summary.totals.units, 200, "names alone identify nobody");
}

#[test]
fn sketches_are_near_and_merge() {
    let records: Vec<Record> = (0..3000).map(|person| vec![(0, person), (2, person)]).collect();
    let all = numbered(&records);
    let about = || {
        let mut method = Method::new();
        method.approximate = true;
        method
    };
    let (left, right) = all.split_at(1700);
    let mut merged =
        by_file(count(left, &key(1), about())).merge(count(right, &key(1), about())).expect("one key");
    let merged = summary(&mut merged);
    assert_eq!(render::json(&merged), json(count(&all, &key(1), about())));
    assert!(merged.totals.units.abs_diff(3000) < 100, "{}", merged.totals.units);
    assert_eq!((merged.totals.people, merged.people), (None, None));
}

#[test]
fn what_cannot_be_merged_says_why() {
    let records = [vec![(2, 1)]];
    let of = |salt, method| count(&numbered(&records), &key(salt), method);
    assert!(matches!(of(1, Method::new()).merge(of(2, Method::new())), Err(ReportError::Keys)));
    let other = of(1, Method::new()).merge(of(1, method()));
    assert!(matches!(other, Err(ReportError::Options { what: "samples" })));
    let mut bytes = Vec::new();
    of(1, Method::new()).write_partial(&mut bytes).expect("room");
    for cut in [0, 10, 40, bytes.len() / 2, bytes.len() - 1] {
        let read = Report::read_partial(&bytes[..cut], 1 << 20);
        assert!(matches!(read, Err(ReportError::Partial { .. })), "cut at {cut}");
    }
    let at = bytes.len() - 40;
    bytes[at] ^= 1;
    assert!(matches!(Report::read_partial(bytes.as_slice(), 1 << 20), Err(ReportError::Partial { .. })));
}

#[test]
fn specimens_and_excluded_values_are_listed_and_not_counted() {
    let scanner = Scanner::new();
    let mut method = Method::new();
    method.exclude = vec!["13812345678".into()];
    let mut counter = Counter::new(&scanner, &key(1), method);
    let file = counter.file("a.txt");
    for (row, text) in
        ["卡号4242 4242 4242 4242", "手机+86 138 1234 5678", "手机13912345678"].iter().enumerate()
    {
        let found: Vec<_> =
            scanner.scan(text).into_iter().map(|found| Found::new(found, text.as_bytes(), 0, "")).collect();
        assert!(!found.is_empty(), "{text}");
        counter
            .record(file, Place { row: row as u64 + 1, text: true, damaged: false }, &found)
            .expect("room");
    }
    let summary = summary(&mut counter.finish());
    assert_eq!((summary.totals.hits, summary.totals.excluded_hits, summary.totals.units), (3, 2, 1));
    let listed: Vec<_> = summary.excluded.iter().map(|one| (&*one.value, one.hits)).collect();
    assert_eq!(listed, [("4242424242424242", 1), ("+86 *** **** **78", 1)]);
}

#[test]
fn what_a_redaction_invented_is_listed_and_not_counted() {
    let scanner = Scanner::new();
    let secret = yinsi::Key::from_bytes(&[7; 32]).expect("a long secret");
    let redactor = yinsi::Redactor::builder()
        .operator("CN_RESIDENT_ID", yinsi::Keep)
        .default_operator(yinsi::Surrogate::new(&secret))
        .build()
        .expect("operators");
    let record = "姓名：张三，手机13812345678，邮箱zhang.san@corp.cn，身份证440305199003078032";
    let clean = redactor.redact(&scanner, record);
    let mut counter = Counter::new(&scanner, &key(1), Method::new());
    let file = counter.file("clean.txt");
    let found = scanner.scan(&*clean);
    let found: Vec<_> = found.into_iter().map(|found| Found::new(found, clean.as_bytes(), 0, "")).collect();
    counter.record(file, Place { row: 1, text: true, damaged: false }, &found).expect("room");
    let summary = summary(&mut counter.finish());
    assert_eq!((summary.totals.hits, summary.totals.excluded_hits, summary.totals.values), (4, 3, 1));
    assert!(summary.excluded.iter().all(|one| one.value == "surrogate" && one.hits == 1));
}

#[test]
fn no_value_is_in_anything_that_is_written() {
    let records: Vec<Record> =
        (0..20).map(|person| vec![(0, person), (1, person), (2, person), (3, person)]).collect();
    let mut report = count(&numbered(&records), &key(1), method());
    let mut partial = Vec::new();
    report.write_partial(&mut partial).expect("room");
    let sheet = report.review_sheet();
    let summary = summary(&mut report);
    let texts = [
        render::json(&summary),
        render::csv(&summary),
        render::text(&summary, render::Lang::En, true),
        render::html(&summary, render::Lang::Zh),
        sheet,
        String::from_utf8_lossy(&partial).into_owned(),
        format!("{report:?}"),
    ];
    for person in 0..20 {
        for kind in [1, 2, 3] {
            let value = value(kind, person);
            for text in &texts {
                assert!(!text.contains(&value), "kind {kind} is in clear");
            }
        }
    }
}

#[test]
fn all_renderings_hold_the_same_numbers() {
    let mut records: Vec<Record> =
        (0..7777).map(|person| vec![(0, person), (1, person), (2, person)]).collect();
    records.extend((0..60).map(|person| vec![(0, 20_000 + person), (2, 999_999)]));
    let mut report = count(&numbered(&records), &key(1), Method::new());
    let mut info = FileInfo::new();
    (info.sha256, info.bytes, info.format) = (Some("ab".repeat(32)), 123_456, "csv".into());
    report.describe("people.csv", info);
    let summary = summary(&mut report);
    let data: serde_json::Value = serde_json::from_str(&render::json(&summary)).expect("JSON");
    let pages = [render::html(&summary, render::Lang::En), render::html(&summary, render::Lang::Zh)];
    let text = render::text(&summary, render::Lang::En, false);
    let grouped = |number: &serde_json::Value| {
        let digits = number.as_u64().expect("a number").to_string();
        let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
        String::from_utf8(groups.join(&b","[..])).expect("digits")
    };
    for number in ["units", "people", "values", "hits", "duplicates"] {
        let number = grouped(&data["totals"][number]);
        for page in &pages {
            assert!(
                page.contains(&format!(">{number}<"))
                    || page.contains(&format!(" {number}<"))
                    || page.contains(&format!("：{number}<")),
                "{number}"
            );
        }
        assert!(text.contains(&number), "{number}");
    }
    for entity in data["entities"].as_array().expect("a list") {
        let values = grouped(&entity["values"]);
        assert!(pages.iter().all(|page| page.contains(&format!("<tspan class=\"strong\">{values}</tspan>"))));
    }
    let hub = &data["people"]["hubs"][0];
    assert_eq!((hub["others"].as_u64(), hub["file"].as_str()), (Some(60), Some("people.csv")));
    for page in &pages {
        assert!(!page.contains("<script") && !page.contains("http://") || page.contains("www.w3.org"));
        assert!(!page.contains("src=") && !page.contains("@import") && !page.contains("url("));
    }
}

/// The conformance cases of `tests/cases/audit`, which the bindings run as well.
#[test]
fn rows_and_texts_are_counted_as_their_cases_say() {
    let scanner = Scanner::new();
    let mut ran = 0;
    for case in common::tables("tests/cases/audit") {
        let strings = |value: &toml::Value| -> Vec<String> {
            let items = value.as_array().expect("a list").iter();
            items.map(|item| item.as_str().expect("a string").to_owned()).collect()
        };
        let columns = case.get("columns").map(&strings).unwrap_or_else(|| vec![String::new()]);
        let rows: Vec<Vec<String>> = match (case.get("rows"), case.get("texts")) {
            (Some(rows), None) => rows.as_array().expect("rows").iter().map(&strings).collect(),
            (None, Some(texts)) => strings(texts).into_iter().map(|text| vec![text]).collect(),
            _ => panic!("a case has either rows or texts"),
        };
        let text = case.contains_key("texts");
        let mut counter = Counter::new(&scanner, &key(1), Method::default());
        let file = counter.file("case");
        for (row, cells) in rows.iter().enumerate() {
            let mut found = Vec::new();
            for (nth, (label, cell)) in columns.iter().zip(cells).enumerate() {
                let context = if label.is_empty() { Context::new() } else { Context::label(label) };
                let findings = scanner.scan_with(cell, &context);
                let own = |finding: &Finding| Found::new(*finding, cell.as_bytes(), nth as u32, label);
                found.extend(findings.iter().map(own));
            }
            let place = Place { row: row as u64 + 1, text, ..Place::default() };
            counter.record(file, place, &found).expect("room");
        }
        let counted: serde_json::Value = serde_json::from_str(&json(counter.finish())).expect("JSON");
        for (name, expected) in case["totals"].as_table().expect("totals") {
            let total = counted["totals"][name].as_i64();
            assert_eq!(total, expected.as_integer(), "{:?}: {name}", case["name"]);
        }
        ran += 1;
    }
    assert!(ran >= 8, "the cases are read");
}
