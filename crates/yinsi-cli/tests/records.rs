//! Records mode: `--jsonl` of `scan` and `redact`.

#![allow(missing_docs)]

mod common;

use common::{Ran, run};

const ACME: &str = "--rules {data}/acme.toml --entities ACME_BADGE,ACME_TICKET";

fn scan(args: &str, lines: impl AsRef<[u8]>) -> Ran {
    run(&format!("scan --jsonl {ACME} {args}"), lines)
}

fn redact(args: &str, lines: impl AsRef<[u8]>) -> Ran {
    run(&format!("redact --jsonl {ACME} {args}"), lines)
}

#[test]
fn ids_are_echoed_as_they_came() {
    let ids =
        ["1", "-0.50e+2", "null", "\"a\\u0041\\ud800\"", "{\"b\":  [1, true]}", "12345678901234567890123"];
    let lines: String = ids.iter().map(|id| format!("{{\"text\": \"B-123456\", \"id\":{id}}}\n")).collect();
    let expected: String = ids
        .iter()
        .map(|id| format!("{{\"id\": {id}, \"spans\": [[0, 8, \"ACME_BADGE\", 0.6]]}}\n"))
        .collect();
    let ran = scan("", lines);
    assert_eq!((ran.status, ran.stderr.as_str(), ran.stdout), (0, "", expected));
    assert_eq!(scan("", r#"{"text": ""}"#).stdout, "{\"id\": null, \"spans\": []}\n");
}

#[test]
fn offsets_count_what_is_asked() {
    let line = r#"{"id": 1, "text": "𠮷\u8eab \ud842\udfb7 B-123456 和 8812345678"}"#;
    for (unit, spans) in [
        ("bytes", "[[13, 21, \"ACME_BADGE\", 0.6], [26, 36, \"ACME_TICKET\", 0.7]]"),
        ("chars", "[[5, 13, \"ACME_BADGE\", 0.6], [16, 26, \"ACME_TICKET\", 0.7]]"),
        ("utf16", "[[7, 15, \"ACME_BADGE\", 0.6], [18, 28, \"ACME_TICKET\", 0.7]]"),
    ] {
        let ran = scan(&format!("--offsets {unit}"), line);
        assert_eq!(ran.stdout, format!("{{\"id\": 1, \"spans\": {spans}}}\n"));
    }
    assert_eq!(scan("", line).stdout, scan("--offsets bytes", line).stdout);
}

#[test]
fn a_lone_surrogate_is_one_unit() {
    let line = r#"{"id": 1, "text": "\ud800\udc00\ud842 \udfb7B-123456"}"#;
    for (unit, start) in [("bytes", 11), ("chars", 4), ("utf16", 5)] {
        let ran = scan(&format!("--offsets {unit}"), line);
        let expected = format!("{{\"id\": 1, \"spans\": [[{start}, {}, \"ACME_BADGE\", 0.6]]}}\n", start + 8);
        assert_eq!((ran.stdout, ran.status), (expected, 0));
    }
}

#[test]
fn marks_line_ends_and_empty_lines_do_no_harm() {
    let lines = "\u{FEFF}{\"id\":1,\"text\":\"B-123456\"}\r\n\r\n   \n{\"id\":2,\"text\":\"\"}\r\n{\"id\":3,\"text\":\"8812345678\"}";
    let ran = scan("", lines);
    let expected = "{\"id\": 1, \"spans\": [[0, 8, \"ACME_BADGE\", 0.6]]}\n{\"id\": 2, \"spans\": []}\n\
                    {\"id\": 3, \"spans\": [[0, 10, \"ACME_TICKET\", 0.7]]}\n";
    assert_eq!((ran.status, ran.stderr.as_str(), ran.stdout.as_str()), (0, "", expected));
    assert_eq!(scan("", "").stdout, "");
}

#[test]
fn labels_come_from_the_record_or_the_command_line() {
    let line = |label: &str| format!("{{\"id\": 1, \"text\": \"B-123456\"{label}}}");
    let confidence = |args: &str, label: &str| {
        let out = scan(args, line(label)).stdout;
        out.rsplit(", ").next().map(|end| end.trim_end_matches("]]}\n").to_owned()).unwrap_or_default()
    };
    assert_eq!(confidence("", ""), "0.6");
    assert_eq!(confidence("", ", \"label\": \"工牌\""), "0.95");
    assert_eq!(confidence("--label badge", ""), "0.95");
    assert_eq!(confidence("--label badge", ", \"label\": \"other\""), "0.6");
    assert_eq!(confidence("", ", \"label\": null"), "0.6");
}

#[test]
fn a_bad_line_is_answered_and_the_rest_goes_on() {
    let lines = b"{\"id\":1,\"text\":\"B-123456\"\n\n[1]\n{\"id\":2}\n{\"id\":3,\"text\":4}\n{\"text\":\"\xff\"}\n\
                  {\"text\":\"a\",\"text\":\"B-123456\"}\n{\"id\":4,\"text\":\"x\",\"label\":7}\n{\"id\":5,\"text\":\"B-123456\"}\n";
    let ran = scan("", lines);
    let error = |number, message| format!("{{\"id\": null, \"error\": \"line {number}: {message}\"}}\n");
    let faults = [
        (1, "not valid JSON at column 25"),
        (3, "not a JSON object"),
        (4, "no field `text`"),
        (5, "`text` is not a string"),
        (6, "not valid UTF-8"),
        (7, "a field is there twice"),
        (8, "`label` is not a string"),
    ];
    let answers: String = faults.iter().map(|(number, message)| error(*number, *message)).collect();
    assert_eq!(ran.stdout, answers.clone() + "{\"id\": 5, \"spans\": [[0, 8, \"ACME_BADGE\", 0.6]]}\n");
    let complaints: String = faults
        .iter()
        .map(|(number, message)| format!("yinsi: standard input: line {number}: {message}\n"))
        .collect();
    assert_eq!((ran.status, ran.stderr.as_str()), (2, complaints.as_str()));

    let ran = redact("", lines);
    assert_eq!(ran.stdout, answers + "{\"id\":5,\"text\":\"<ACME_BADGE>\"}\n");
    assert_eq!((ran.status, ran.stderr), (2, complaints));
}

#[test]
fn redact_changes_the_text_and_nothing_else() {
    let line = "{ \"z\": 1.0e5,\t\"text\" : \"a \\u0042-123456\\n\\\"身\\\"\", \"id\":[{\"text\": \"B-123456\"}], \"b\":\"\\ud800\" }";
    let expected = "{ \"z\": 1.0e5,\t\"text\" : \"a <ACME_BADGE>\\n\\\"身\\\"\", \"id\":[{\"text\": \"B-123456\"}], \"b\":\"\\ud800\" }\n";
    assert_eq!(redact("", line).stdout, expected);
    // Without findings the line is as it was.
    let line = "{\"text\" : \"\\u0041\\ud800\\/\", \"id\":1}\n";
    assert_eq!(redact("", line).stdout, line);
    assert_eq!(
        redact("--default-operator mask:0,2", r#"{"text":"8812345678"}"#).stdout,
        "{\"text\":\"********78\"}\n"
    );
}

#[test]
fn order_is_kept_however_many_lines_and_threads() {
    let lines: String = (0..20_000)
        .map(|i| format!("{{\"id\": {i}, \"text\": \"{} B-{i:06}\"}}\n", "x".repeat(i % 50)))
        .collect();
    let one = scan("--threads 1", &lines).stdout;
    assert_eq!(one.lines().count(), 20_000);
    assert!(
        one.lines().enumerate().all(|(i, line)| line.starts_with(&format!("{{\"id\": {i}, \"spans\": [[")))
    );
    assert!(scan("--threads 5", &lines).stdout == one);
}

#[test]
fn a_line_is_answered_before_the_next_is_written() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_yinsi"))
        .args(["scan", "--jsonl", "--rules", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/acme.toml")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    for id in 0..3 {
        writeln!(input, "{{\"id\": {id}, \"text\": \"B-123456\"}}").expect("it reads");
        let mut answer = String::new();
        output.read_line(&mut answer).expect("it answers");
        assert_eq!(answer, format!("{{\"id\": {id}, \"spans\": [[0, 8, \"ACME_BADGE\", 0.6]]}}\n"));
    }
    drop(input);
    assert!(child.wait().expect("the command ends").success());
}

#[test]
fn findings_may_fail_the_command() {
    assert_eq!(scan("--fail-on-findings", r#"{"text": "B-123456"}"#).status, 1);
    assert_eq!(scan("--fail-on-findings", r#"{"text": "B-12345"}"#).status, 0);
}
