//! `yinsi scan`: formats, places, what is passed over, exit status.

#![allow(missing_docs)]

mod common;

use common::{Place, run};

/// Only the rules of the tests.
const ACME: &str = "--rules {data}/acme.toml --entities ACME_BADGE,ACME_TICKET";

const NOTE: &str = "工牌 B-123456 和 visitor B-654321\n\nticket 8812345678, no 881234567\r\nB-111111";

fn files() -> Place {
    Place::with(&[
        ("b/note.txt", NOTE.as_bytes()),
        ("a.csv", "name,badge\nJane,B-123456\n\"Roe, R\",\"B-222222\"\n".as_bytes()),
        ("a b,=.txt", b"B-333333"),
        ("binary", b"B-123456\0"),
        (".hidden", b"B-444444"),
        ("empty", b""),
    ])
}

fn scan(format: &str) -> common::Ran {
    files().run(&format!("scan {ACME} --format {format} ."), b"")
}

#[test]
fn text_names_the_place_and_hides_the_value() {
    let ran = scan("text");
    insta::assert_snapshot!(ran.stdout + "---\n" + &ran.stderr);
    assert_eq!(ran.status, 0);
}

#[test]
fn every_other_format_says_the_same() {
    for format in ["json", "jsonl", "csv", "sarif"] {
        let ran = scan(format);
        // A release changes the version, not the snapshot.
        let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
        insta::assert_snapshot!(format, ran.stdout.replace(&version, "\"version\":\"…\""));
        assert_eq!(ran.stderr, "1 binary file skipped\n");
    }
    for format in ["json", "sarif"] {
        serde_json::from_str::<serde_json::Value>(&scan(format).stdout).expect("JSON");
        let nothing = run(&format!("scan {ACME} --format {format}"), "nothing");
        serde_json::from_str::<serde_json::Value>(&nothing.stdout).expect("JSON without findings");
    }
}

#[test]
fn values_are_shown_when_asked_for() {
    for format in ["text", "json", "jsonl", "csv", "sarif"] {
        let shown = run(&format!("scan {ACME} --format {format} --show-values"), NOTE);
        assert!(shown.stdout.contains("B-654321"), "{format}: {}", shown.stdout);
        let hidden = run(&format!("scan {ACME} --format {format}"), NOTE);
        assert!(
            !hidden.stdout.contains("654321") && !hidden.stdout.contains("B-1"),
            "{format}: {}",
            hidden.stdout
        );
    }
}

#[test]
fn exit_status_tells_findings_only_when_asked() {
    assert_eq!(run(&format!("scan {ACME}"), NOTE).status, 0);
    assert_eq!(run(&format!("scan {ACME} --fail-on-findings"), NOTE).status, 1);
    assert_eq!(run(&format!("scan {ACME} --fail-on-findings"), "nothing").status, 0);
}

#[test]
fn hidden_and_ignored_files_are_read_when_asked_for() {
    let place = Place::with(&[(".git/HEAD", b""), (".gitignore", b"log\n"), ("log", b"B-123456")]);
    let found =
        |args: &str| place.run(&format!("scan {ACME} --format jsonl {args} ."), b"").stdout.lines().count();
    assert_eq!((found(""), found("--no-ignore")), (0, 1));
    place.write(".h", b"B-123456");
    assert_eq!((found(""), found("--hidden"), found("--hidden --no-ignore")), (0, 1, 2));
}

#[test]
fn threads_and_chunks_change_nothing() {
    let mut text = String::new();
    for i in 0..3000 {
        text.push_str(&format!("行 {i}: 工牌B-{:06} 𠮷 {}\r\n", i * 331, "x".repeat(i % 90)));
    }
    text.push_str(&"B-123456 ".repeat(3000));
    let place = Place::new();
    for i in 0..40 {
        place.write(&format!("d/{i}.txt"), text.get(..text.len() / 9).unwrap_or(&text).as_bytes());
    }
    place.write("long", text.as_bytes());
    for format in ["text", "jsonl", "sarif"] {
        let run = |args: &str| {
            place
                .run(&format!("scan {ACME} --offsets utf16 --format {format} {args}"), text.as_bytes())
                .stdout
        };
        assert_eq!(run("--threads 1 d"), run("--threads 7 d"));
        let whole = run("long");
        assert!(whole.len() > 3000 * 60);
        for chunk in [1, 7, 4096, 1 << 20] {
            assert!(run(&format!("--chunk {chunk} long")) == whole, "{format}, chunks of {chunk}");
        }
        let piped = run("").replace("\"path\":\"-\"", "\"path\":\"long\"").replace("<stdin>", "long");
        assert!(piped.replace("\"uri\":\"stdin\"", "\"uri\":\"long\"") == whole, "{format}, standard input");
    }
}

#[test]
fn every_instruction_set_name_is_known_or_refused() {
    let ran = run(&format!("scan {ACME} --isa scalar --format jsonl"), NOTE);
    assert_eq!((ran.status, ran.stdout.lines().count()), (0, 4));
    let ran = run(&format!("scan {ACME} --isa abacus"), NOTE);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.starts_with("yinsi: unknown instruction set `abacus`"), "{}", ran.stderr);
}

#[test]
fn offsets_count_what_is_asked() {
    let text = "𠮷身 B-123456 \u{FEFF}B-222222";
    let spans = |unit: &str| {
        let ran = run(&format!("scan {ACME} --format csv --offsets {unit}"), text);
        let row = |row: &str| row.split(',').skip(3).take(2).collect::<Vec<_>>().join("-");
        ran.stdout.lines().skip(1).map(row).collect::<Vec<_>>()
    };
    assert_eq!(spans("bytes"), ["8-16", "20-28"]);
    assert_eq!(spans("chars"), ["3-11", "13-21"]);
    assert_eq!(spans("utf16"), ["4-12", "14-22"]);
}

#[test]
fn utf16_files_are_text_and_keep_their_own_offsets() {
    let text: Vec<u8> = "\u{FEFF}𠮷 B-123456".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let place = Place::with(&[("u", &text)]);
    let spans = |unit: &str| {
        let ran = place.run(&format!("scan {ACME} --format csv --offsets {unit} u"), b"");
        ran.stdout.lines().nth(1).map(str::to_owned)
    };
    assert_eq!(spans("bytes").as_deref(), Some("u,1,3,8,24,ACME_BADGE,acme.badge,other,0.60"));
    assert_eq!(spans("chars").as_deref(), Some("u,1,3,2,10,ACME_BADGE,acme.badge,other,0.60"));
    assert_eq!(spans("utf16").as_deref(), Some("u,1,3,3,11,ACME_BADGE,acme.badge,other,0.60"));
}

#[test]
fn a_header_is_a_label() {
    let confidences = |args: &str, text: &str| {
        let ran = run(&format!("scan {ACME} --format csv {args}"), text);
        let last = |row: &str| row.rsplit(',').next().map(str::to_owned).unwrap_or_default();
        ran.stdout.lines().skip(1).map(last).collect::<Vec<_>>()
    };
    let table = "name\tbadge\r\nJane\tB-123456\r\nRoe\tB-222222\r\n";
    assert_eq!(confidences("", table), ["0.95", "0.95"]);
    assert_eq!(confidences("", &table.replace('\t', " ")), ["0.60", "0.60"]);
    assert_eq!(confidences("--label badge", "B-123456\nB-222222\n"), ["0.95", "0.95"]);
    // No header: the first record is data.
    assert_eq!(confidences("", "1,B-123456\n2,B-222222\n3,B-333333\n"), ["0.60", "0.60", "0.60"]);
}

#[test]
fn a_quote_that_nobody_closes_hides_nothing() {
    let table = format!("name,badge\nJane,\"B-123456\n{}", "Roe,B-222222\n".repeat(200_000));
    let place = Place::with(&[("t.csv", table.as_bytes())]);
    let ran = place.run(&format!("scan {ACME} --format csv t.csv"), b"");
    assert_eq!(ran.stdout.lines().count(), 1 + 200_001);
}

#[test]
fn nothing_reaches_a_terminal_unescaped() {
    let place = Place::with(&[("e\u{1b}[31m\u{202e}", "\u{1b}[2J\u{9b}31m B-123456 \u{202e}x\r".as_bytes())]);
    for format in ["text", "json", "jsonl", "csv", "sarif"] {
        let ran = place.run(&format!("scan {ACME} --show-values --format {format} ."), b"");
        let active = |ch: char| (ch.is_control() && !"\r\n".contains(ch)) || ch == '\u{202e}';
        assert!(!ran.stdout.contains(active), "{format}: {:?}", ran.stdout);
        assert!(ran.stdout.contains("B-123456"));
    }
}

#[test]
fn csv_reports_hold_no_formulas() {
    let place = Place::with(&[("=cmd", b"B-123456"), ("@x,y", b"B-123456")]);
    let ran = place.run(&format!("scan {ACME} --format csv =cmd @x,y"), b"");
    assert!(ran.stdout.contains("\n'=cmd,1,1,") && ran.stdout.contains("\n\"'@x,y\",1,1,"), "{}", ran.stdout);
}

#[test]
fn an_excerpt_is_at_most_eighty_columns_and_hides_its_neighbours() {
    let text = format!("{} B-111111 身份 B-222222 {}", "汉".repeat(300), "B-333333 ".repeat(40));
    let ran = run(&format!("scan {ACME}"), text);
    assert!(!ran.stdout.contains("111111") && !ran.stdout.contains("333333"));
    for line in ran.stdout.lines() {
        let excerpt = line.split_once("  ").expect("an excerpt").1;
        let wide = excerpt.chars().map(|ch| if ch >= '\u{2E80}' { 2 } else { 1 }).sum::<usize>();
        assert!(wide <= 80, "{wide}: {excerpt}");
    }
}

#[test]
fn errors_are_one_clear_line_and_the_rest_goes_on() {
    let place = Place::with(&[("a", b"B-123456")]);
    let ran = place.run(&format!("scan {ACME} --format csv missing a"), b"");
    assert_eq!((ran.status, ran.stdout.lines().count()), (2, 2));
    assert_eq!(ran.stderr, "yinsi: missing: No such file or directory (os error 2)\n");
    for (args, message) in [
        ("scan --entities NO_SUCH_THING", "yinsi: unknown entity `NO_SUCH_THING`"),
        ("scan --countries XYZ", "yinsi: unknown country `XYZ`"),
        ("scan --rules missing.toml", "yinsi: missing.toml: No such file"),
        ("scan --min-confidence 2", "error: invalid value '2'"),
        ("scan --categories cheese", "error: invalid value 'cheese'"),
        ("scan --jsonl --format csv", "error: the argument '--jsonl' cannot be used with"),
        ("scam", "error: unrecognized subcommand"),
    ] {
        let ran = place.run(args, b"");
        assert_eq!(ran.status, 2, "{args}");
        assert!(ran.stderr.starts_with(message), "{args}: {}", ran.stderr);
    }
}

#[test]
fn help_and_version_are_no_errors() {
    for args in ["--help", "--version", "help scan", "redact --help"] {
        let ran = run(args, "");
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{args}");
    }
}

#[test]
fn the_built_in_rules_run_by_default() {
    let ran = run("scan --format jsonl", "手机13812345678微信, mail jane@example.com");
    assert!(
        ran.stdout.contains("CN_MOBILE_NUMBER") && ran.stdout.contains("EMAIL_ADDRESS"),
        "{}",
        ran.stdout
    );
    let ran =
        run("scan --format jsonl --entities email_address", "手机13812345678微信, mail jane@example.com");
    assert_eq!(ran.stdout.lines().count(), 1);
    let ran = run("scan --format jsonl --min-confidence 1", "微信 13812345678");
    assert_eq!(ran.stdout, "");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_quietly() {
    use std::process::{Command, Stdio};
    let place = Place::with(&[("long", "B-123456 x\n".repeat(200_000).as_bytes())]);
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/acme.toml");
    for args in [
        &["scan", "--rules", rules, "--format", "jsonl", "long"][..],
        &["redact", "long"],
        &["scan", "--rules", rules, "--fail-on-findings", "--chunk", "4096", "long"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_yinsi"))
            .args(args)
            .current_dir(place.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the command ends");
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn odd_file_names_are_read_and_named() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = Place::new();
    let name = std::ffi::OsStr::from_bytes(b"bad\xff name");
    std::fs::write(place.path("").join(name), b"B-123456").expect("a file");
    let found = |format: &str| place.run(&format!("scan {ACME} --format {format} ."), b"").stdout;
    assert!(found("text").starts_with("./bad\\xff name:1:1: ACME_BADGE 0.60"), "{}", found("text"));
    assert!(found("sarif").contains("\"uri\":\"bad%FF%20name\""));
    assert!(found("jsonl").contains("bad\u{FFFD} name"));
}

/// 工牌 B-123456 in GBK and in Big5, which begins with the characters of the other script.
fn in_east_asian_encodings() -> [(&'static str, Vec<u8>, &'static str); 2] {
    let encode = |name: &str, text: &str| {
        let encoding = yinsi::Encoding::from_label(name).expect("a name");
        let mut bytes = Vec::new();
        yinsi::Encoder::new(encoding, false).push(text.as_bytes(), &mut bytes);
        bytes
    };
    let gbk = encode("gbk", "姓名：张伟，工牌 B-123456\n");
    let big5 = encode("big5", "姓名：陳怡君，工號 B-123456\n");
    [("gb18030", gbk, "g,1,10,17,25"), ("big5", big5, "g,1,11,19,27")]
}

#[test]
fn chinese_encodings_are_told_and_offsets_are_those_of_the_file() {
    for (name, bytes, expected) in in_east_asian_encodings() {
        let place = Place::with(&[("g", &bytes)]);
        for encoding in ["auto", name] {
            let ran = place
                .run(&format!("scan {ACME} --entities ACME_BADGE --format csv --encoding {encoding} g"), b"");
            let row = ran.stdout.lines().nth(1).map(str::to_owned).unwrap_or_default();
            assert!(row.starts_with(&format!("{expected},ACME_BADGE")), "{name}: {row} {}", ran.stderr);
        }
    }
    let ran = run(&format!("scan {ACME} --encoding klingon"), "");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("no encoding of the WHATWG's list"), "{}", ran.stderr);
}

#[test]
fn a_long_file_keeps_its_offsets_in_any_pieces() {
    let (_, line, _) = in_east_asian_encodings().into_iter().next().expect("the first");
    let bytes = line.repeat(40_000);
    let last = bytes.len() - 9;
    let place = Place::with(&[("g", &bytes)]);
    for chunk in ["", "--chunk 777"] {
        let ran = place.run(&format!("scan {ACME} --entities ACME_BADGE --format csv {chunk} g"), b"");
        let row = ran.stdout.lines().last().map(str::to_owned).unwrap_or_default();
        assert!(row.starts_with(&format!("g,40000,10,{last},{},", last + 8)), "{row}");
    }
}
