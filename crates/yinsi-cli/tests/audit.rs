//! `yinsi audit`: counts of a leak whose truth is known, reports, parts, and what goes wrong.

mod common;

use common::Place;
use yinsi_sample::{Clock, Rng, fill};

const HEADER: &str = "姓名,身份证号,手机号,银行卡号\n";
const ROW: &str = "{name},{id},{mobile},{card}\n";

/// Rows of made-up people.
fn rows(count: usize, template: &str) -> Vec<String> {
    let mut rng = Rng::new(7);
    let people = yinsi_sample::people(&mut rng, count);
    let mut clock = Clock::at_day(19_000);
    people
        .iter()
        .map(|person| {
            clock.advance(60);
            fill(template, person, &clock.now(), &mut rng)
        })
        .collect()
}

/// A leak of 300 people: a table, the first hundred once more as JSON lines, twenty as text.
fn leak() -> Place {
    let rows = rows(300, ROW);
    let json = |row: &String| {
        let cells: Vec<&str> = row.trim_end().split(',').collect();
        format!(
            "{{\"name\":\"{}\",\"id_card\":\"{}\",\"mobile\":\"+86 {}\",\"bank_card\":\"{}\"}}\n",
            cells[0], cells[1], cells[2], cells[3]
        )
    };
    let text = |row: &String| {
        let cells: Vec<&str> = row.trim_end().split(',').collect();
        format!("姓名：{}，身份证号：{}，手机号：{}，银行卡号：{}\n", cells[0], cells[1], cells[2], cells[3])
    };
    let table = format!("{HEADER}{}", rows.concat());
    let lines: String = rows.iter().take(100).map(json).collect();
    let prose: String = rows.iter().take(20).map(text).collect();
    Place::with(&[("a.csv", table.as_bytes()), ("b.jsonl", lines.as_bytes()), ("c.txt", prose.as_bytes())])
}

fn data(place: &Place, args: &str) -> serde_json::Value {
    let ran = place.run(args, b"");
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("JSON")
}

#[test]
fn a_leak_is_counted_exactly_whatever_it_is_written_as() {
    let place = leak();
    let data = data(&place, "audit --format json a.csv b.jsonl c.txt");
    let totals = &data["totals"];
    assert_eq!((totals["records"].as_u64(), totals["units"].as_u64()), (Some(420), Some(300)), "{totals}");
    assert_eq!(
        (totals["people"].as_u64(), totals["duplicates"].as_u64()),
        (Some(300), Some(120)),
        "{totals}"
    );
    let files = data["files"].as_array().expect("files");
    assert_eq!(files.len(), 3);
    assert!(files.iter().all(|file| file["sha256"].as_str().is_some_and(|sha| sha.len() == 64)));
    assert_eq!(files[0]["columns"][1]["name"], "身份证号");
    assert_eq!(files[0]["columns"][1]["entities"]["CN_RESIDENT_ID"], 300);
}

#[test]
fn a_generated_leak_is_counted_as_its_truth_says() {
    // Tables in UTF-8 and GBK, a workbook, JSON lines, text, archives; copies, masked and damaged rows, and
    // telephones that many share.
    let place = Place::new();
    let truth = yinsi_sample::Leak::new(3000, 11).write(&place.path("leak")).expect("a leak");
    let data = data(&place, "audit --format json leak");
    let total = |name: &str| data["totals"][name].as_u64().expect("a number");
    assert_eq!((total("units"), total("people")), (truth.units, truth.people));
    assert_eq!((total("duplicates"), total("damaged")), (truth.duplicates, truth.damaged));
    let entities = data["entities"].as_array().expect("entities");
    for (entity, (hits, distinct)) in &truth.values {
        let counted = entities.iter().find(|one| one["entity"] == *entity).expect("the entity");
        assert_eq!(
            (counted["hits"].as_u64(), counted["values"].as_u64()),
            (Some(*hits), Some(*distinct)),
            "{entity}"
        );
    }
    let hubs = data["people"]["hubs"].as_array().expect("hubs").len();
    assert_eq!(hubs, truth.shared_phones.iter().filter(|many| **many > 10).count());
    // All of it once more in two mebibytes, and as parts of the files.
    let whole = place.run("audit --format json leak", b"").stdout;
    assert!(place.run("audit --format json --memory 2M leak", b"").stdout == whole);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let place = leak();
    for format in ["json", "html", "csv", "text"] {
        let one = place.run(&format!("audit --format {format} --threads 1 --memory 1M ."), b"");
        let two = place.run(&format!("audit --format {format} --threads 3 ."), b"");
        assert!(!one.stdout.is_empty() && one.stdout == two.stdout, "{format}");
    }
    let timed = place.run("audit --format json --time 2024-05-06T07:08:09Z .", b"");
    assert!(timed.stdout.contains("\"time\": \"2024-05-06T07:08:09Z\""));
}

#[test]
fn parts_merge_to_the_report_of_the_whole() {
    let place = leak();
    place.write("key", b"an example of a key file");
    for (name, part) in [("a.csv", "1.part"), ("b.jsonl", "2.part"), ("c.txt", "3.part")] {
        let ran = place.run(&format!("audit --partial --key-file key -o {part} {name}"), b"");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    }
    for format in ["json", "html"] {
        let whole = place.run(&format!("audit --format {format} a.csv b.jsonl c.txt"), b"");
        let merged = place.run(&format!("audit --format {format} --merge 3.part 1.part 2.part"), b"");
        assert_eq!(merged.stdout, whole.stdout, "{format}");
    }
    // Parts of parts are parts.
    place.run("audit --merge --partial -o 12.part 2.part 1.part", b"");
    let merged = place.run("audit --format json --merge 12.part 3.part", b"");
    assert_eq!(merged.stdout, place.run("audit --format json a.csv b.jsonl c.txt", b"").stdout);
}

#[test]
fn a_part_without_a_key_file_says_that_it_stands_alone() {
    let place = leak();
    let ran = place.run("audit --partial -o 1.part a.csv", b"");
    assert!(ran.stderr.contains("cannot be merged"), "{}", ran.stderr);
    place.run("audit --partial -o 2.part c.txt", b"");
    let ran = place.run("audit --merge 1.part 2.part", b"");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("different keys"), "{}", ran.stderr);
    let alone = place.run("audit --format json --merge 1.part", b"");
    assert_eq!(alone.stdout, place.run("audit --format json a.csv", b"").stdout);
}

#[test]
fn a_sample_is_written_reviewed_and_read_back() {
    let place = leak();
    let ran = place.run("audit --sample 40 --sheet sheet.csv a.csv", b"");
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let sheet = place.read("sheet.csv");
    let lines: Vec<&str> = sheet.lines().collect();
    assert_eq!(lines.len(), 41);
    assert!(lines[1].split(',').nth(7).is_some_and(|masked| masked.contains('*')), "{}", lines[1]);
    let answered: String = lines
        .iter()
        .enumerate()
        .map(|(at, line)| match at {
            0 => format!("{line}\n"),
            1..=38 => format!("{line}y\n"),
            _ => format!("{line}n\n"),
        })
        .collect();
    place.write("sheet.csv", answered.as_bytes());
    let data = data(&place, "audit --format json --review sheet.csv a.csv");
    let share = &data["review"]["share"];
    assert_eq!((share["reviewed"].as_u64(), share["right"].as_u64()), (Some(40), Some(38)), "{share}");
    let (low, high) = (share["low"].as_f64().expect("low"), share["high"].as_f64().expect("high"));
    assert!((0.83..0.85).contains(&low) && (0.98..0.99).contains(&high), "{low} {high}");
    place.write("sheet.csv", b"f12,perhaps\n");
    let ran = place.run("audit --review sheet.csv a.csv", b"");
    assert_eq!((ran.status, ran.stderr.contains("line 1")), (2, true), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_read_is_listed_and_the_rest_counted() {
    let place = leak();
    place.write("evil.zip", b"PK\x03\x04 this is no archive at all");
    place.write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\0");
    let ran = place.run("audit --format json a.csv evil.zip picture.png missing.csv", b"");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("missing.csv") && ran.stderr.contains("evil.zip"), "{}", ran.stderr);
    let data: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(data["totals"]["units"], 300);
    let unread: Vec<&str> =
        data["unread"].as_array().expect("a list").iter().filter_map(|one| one["file"].as_str()).collect();
    assert_eq!(unread, ["evil.zip", "missing.csv", "picture.png"]);
}

#[test]
fn standard_input_and_labels_are_counted() {
    let place = Place::new();
    let ran = place.run("audit --format json --label 手机号 -", b"13812345678\n139 1234 5678\n13812345678\n");
    let data: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((data["totals"]["units"].as_u64(), data["totals"]["duplicates"].as_u64()), (Some(2), Some(1)));
    let ran = place.run("audit --format json", "联系人张三，手机13812345678\n".as_bytes());
    let data: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((data["totals"]["people"].as_u64(), data["files"][0]["file"].as_str()), (Some(1), Some("-")));
    assert!(data["files"][0]["sha256"].is_string());
}

#[test]
fn bad_arguments_are_told() {
    let place = leak();
    place.write("short", b"key");
    let ran = place.run("audit --key-file short a.csv", b"");
    assert_eq!((ran.status, ran.stderr.contains("at least 16 bytes")), (2, true), "{}", ran.stderr);
    let ran = place.run("audit --merge a.csv", b"");
    assert_eq!((ran.status, ran.stderr.contains("not a whole partial report")), (2, true), "{}", ran.stderr);
    assert_eq!(place.run("audit --memory lots a.csv", b"").status, 2);
}

#[test]
fn the_summary_for_people() {
    let place = leak();
    for (lang, name) in [("en", "summary_en"), ("zh", "summary_zh")] {
        let ran = place.run(&format!("audit --lang {lang} a.csv b.jsonl c.txt"), b"");
        let text: Vec<&str> = ran.stdout.lines().filter(|line| !line.contains("SHA-256")).collect();
        insta::assert_snapshot!(name, text.join("\n"));
    }
}

#[test]
fn every_key_of_the_json_is_in_the_schema() {
    let place = leak();
    let schema = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/audit.schema.json"))
        .expect("the schema");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    place.write("sheet.csv", b"id,correct\nf1,y\n");
    let data = data(&place, "audit --format json --sample 3 --time now a.csv c.txt");
    check(&data, &schema, &schema, "");
}

/// Whether a value has the type and only the members that a schema of the simple kind gives it.
fn check(value: &serde_json::Value, schema: &serde_json::Value, root: &serde_json::Value, path: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = &root["$defs"][name.rsplit('/').next().expect("a name")];
        assert!(target.is_object(), "{path}: {name} is not defined");
        return check(value, target, root, path);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let fitting = any.iter().find(|one| (one["type"] == "null") == value.is_null());
        return check(value, fitting.expect("a schema for it"), root, path);
    }
    let kind = match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "boolean",
        serde_json::Value::Number(number) if number.is_f64() => "number",
        serde_json::Value::Number(_) => "integer",
        serde_json::Value::String(_) => "string",
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
    };
    let allowed = |wanted: &serde_json::Value| wanted == kind || (kind == "integer" && wanted == "number");
    match &schema["type"] {
        serde_json::Value::Array(all) => assert!(all.iter().any(allowed), "{path} is {kind}"),
        one => assert!(allowed(one), "{path} is {kind}, not {one}"),
    }
    if let Some(items) = value.as_array() {
        for (at, item) in items.iter().enumerate() {
            check(item, &schema["items"], root, &format!("{path}/{at}"));
        }
    }
    let Some(members) = value.as_object() else { return };
    for (name, member) in members {
        let path = format!("{path}/{name}");
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (serde_json::Value::Null, open @ serde_json::Value::Object(_)) => {
                check(member, open, root, &path)
            }
            (serde_json::Value::Null, _) => panic!("{path} is not in the schema"),
            (known, _) => check(member, known, root, &path),
        }
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(|name| name.as_str()) {
        assert!(members.contains_key(name), "{path}/{name} is missing");
    }
}
