//! Documents stay documents, and values come back: `--structure`, `--vault`, `yinsi restore`.

#![allow(missing_docs)]

mod common;

use common::{Place, run};

const ACME: &str = "--rules {data}/acme.toml --entities ACME_BADGE,ACME_TICKET";

const KEY: &[u8] = b"an example, not a secret: 32 byte\n";

#[test]
fn what_a_document_is_shows_in_its_name_or_content() {
    let json = "{\"no\": 8812345678, \"badge\": \"B-12\\u0033456\"}\n";
    let place = Place::with(&[
        ("a", json.as_bytes()),
        ("b.xml", b"<a badge='B-123456'>B-123456 &amp; 8812345678</a>"),
        ("c.sql", b"INSERT INTO t VALUES ('it''s B-123456', 8812345678);\n"),
        ("d", b"level=info badge=B-123456 msg=\"the badge\\tB-123456\"\n"),
        ("e.csv", b"name;badge\r\nRoe;B-123456\r\n"),
    ]);
    let ran = place.run(&format!("redact {ACME} a b.xml c.sql d e.csv"), b"");
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let expected = "{\"no\": \"<ACME_TICKET>\", \"badge\": \"<ACME_BADGE>\"}\n\
        <a badge='&lt;ACME_BADGE&gt;'>&lt;ACME_BADGE&gt; &amp; &lt;ACME_TICKET&gt;</a>\
        INSERT INTO t VALUES ('it''s <ACME_BADGE>', '<ACME_TICKET>');\n\
        level=info badge=<ACME_BADGE> msg=\"the badge\\t<ACME_BADGE>\"\n\
        name;badge\r\nRoe;<ACME_BADGE>\r\n";
    assert_eq!(ran.stdout, expected);
    let plain = place.run(&format!("redact {ACME} --structure none a"), b"").stdout;
    assert_eq!(plain, "{\"no\": <ACME_TICKET>, \"badge\": \"B-12\\u0033456\"}\n");
    let said = run(&format!("redact {ACME} --structure json"), "[8812345678").stdout;
    assert_eq!(said, "[\"<ACME_TICKET>\"");
}

#[test]
fn chunks_make_no_difference() {
    let mut text = String::from("[\n");
    for i in 0..3000 {
        text += &format!(
            "  {{\"badge\": [\"B-{i:06}\", null], \"n\": {i}, \"note\": \"\\u0042-{i:06} \\\"x\\\"\"}},\n"
        );
    }
    text += "  {}\n]\n";
    let whole = run(&format!("redact {ACME}"), &text).stdout;
    assert_eq!(whole.matches("<ACME_BADGE>").count(), 6000);
    serde_json::from_str::<serde_json::Value>(&whole).expect("JSON as before");
    for chunk in [1, 7, 4096] {
        assert!(run(&format!("redact {ACME} --chunk {chunk}"), &text).stdout == whole, "chunks of {chunk}");
    }
    assert!(run(&format!("redact {ACME}"), &whole).stdout == whole);
}

#[test]
fn lines_are_followed_where_there_are_lines() {
    let ran = run(
        &format!("redact {ACME} --line-buffered --structure jsonl"),
        "{\"a\": 8812345678}\n[\"B-1\\u0032",
    );
    assert_eq!(ran.stdout, "{\"a\": \"<ACME_TICKET>\"}\n[\"B-1\\u0032");
    let ran = run(&format!("redact {ACME} --line-buffered --structure csv"), "name,badge\nx,B-123456\n");
    assert_eq!(ran.stdout, "name,badge\nx,<ACME_BADGE>\n");
    let ran = run("redact --line-buffered --structure xml", "");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.starts_with("yinsi: --line-buffered: "), "{}", ran.stderr);
}

#[test]
fn a_report_names_the_fields() {
    let text = "{\"a/b\": [{\"badge\": \"B-123456\"}], \"B-222222\": [8812345678]}";
    let fields = |args: &str| -> Vec<String> {
        let ran = run(&format!("scan {ACME} --format jsonl {args}"), text);
        let field =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["field"].clone();
        ran.stdout.lines().map(|line| field(line).as_str().unwrap_or("none").to_owned()).collect()
    };
    let found = fields("");
    assert_eq!((found[0].as_str(), found[2].as_str()), ("/a~1b/0/badge", "/<ACME_BADGE>/0"));
    assert_eq!(fields("--show-values")[2], "/B-222222/0");
    assert_eq!(fields("--structure none"), ["none", "none", "none"]);
}

#[test]
fn values_come_back_byte_for_byte() {
    let json =
        "{\"no\": 8812345678, \"as text\": \"8812345678\", \"badge\": \"\\u0042-123456\", \"x\": 1.0}\n";
    let place = Place::with(&[
        ("key", KEY),
        ("a.json", json.replace("\\u0042", "B").as_bytes()),
        ("b.csv", b"name,badge\n\"Roe, R\",B-123456\n"),
        ("c.txt", "工牌B-123456 < 8812345678\n".as_bytes()),
    ]);
    let redacted =
        place.run(&format!("redact {ACME} --vault v --key-file key --in-place=.old a.json b.csv c.txt"), b"");
    assert_eq!((redacted.status, redacted.stderr.as_str()), (0, ""));
    assert!(!["a.json", "b.csv", "c.txt"].iter().any(|name| place.read(name).contains("123456")));
    assert_eq!(place.read("b.csv").matches("<ACME_BADGE_").count(), 1);
    // The same value has the same placeholder in every file and run.
    let again = place.run(&format!("redact {ACME} --vault v --key-file key"), "B-123456".as_bytes()).stdout;
    assert!(again.starts_with("<ACME_BADGE_") && place.read("c.txt").contains(&again));
    let restored = place.run("restore --vault v --key-file key --in-place a.json b.csv c.txt", b"");
    assert_eq!((restored.status, restored.stderr.as_str()), (0, ""));
    for name in ["a.json", "b.csv", "c.txt"] {
        assert_eq!(place.read(name), place.read(&format!("{name}.old")), "{name}");
    }
    let answer = format!("Sure: **{}**", again.to_lowercase().replace('_', "\\_"));
    assert_eq!(place.run("restore --vault v --key-file key", answer.as_bytes()).stdout, "Sure: **B-123456**");
    let vault = std::fs::read(place.path("v")).expect("a file");
    assert!(!vault.windows(8).any(|part| part == b"B-123456"));
}

#[test]
fn placeholders_may_be_numbered() {
    let place = Place::with(&[("key", KEY)]);
    let redact = |text: &str, args: &str| {
        place.run(&format!("redact {ACME} --vault v --key-file key {args}"), text.as_bytes()).stdout
    };
    assert_eq!(
        redact("B-123456 B-222222 B-123456", "--placeholders numbered"),
        "<ACME_BADGE_1> <ACME_BADGE_2> <ACME_BADGE_1>"
    );
    assert_eq!(redact("B-333333 8812345678", "--operator ACME_TICKET=label"), "<ACME_BADGE_3> <ACME_TICKET>");
    assert_eq!(place.run("restore --vault v --key-file key", b"<ACME_BADGE_3>").stdout, "B-333333");
}

#[test]
fn what_cannot_be_restored_says_why() {
    let place =
        Place::with(&[("key", KEY), ("other", b"another example of thirty-two byte"), ("not", b"{}")]);
    place.run(&format!("redact {ACME} --vault v --key-file key"), b"B-123456");
    for (args, message) in [
        ("restore --vault v", "yinsi: --vault: needs a key: --key-file or --key-env\n"),
        ("restore --vault not --key-file key", "yinsi: not: not a vault, or one of a later version\n"),
        (
            "redact --default-operator vault",
            "yinsi: --default-operator: operator: `vault`: needs --vault FILE\n",
        ),
        (
            "restore --vault v --key-env YINSI_NO_SUCH_KEY",
            "yinsi: key: environment variable `YINSI_NO_SUCH_KEY` is not set\n",
        ),
    ] {
        let ran = place.run(args, b"");
        assert_eq!((ran.status, ran.stderr.as_str()), (2, message), "{args}");
    }
    let wrong = place.run("restore --vault v --key-file other", b"").stderr;
    assert!(wrong.starts_with("yinsi: v: written with key "), "{wrong}");
    assert_eq!(place.run("restore --vault missing --key-file key", b"").status, 2);
}
