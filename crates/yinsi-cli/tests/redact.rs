//! `yinsi redact`: streams, tables, operators, files in place.

#![allow(missing_docs)]

mod common;

use common::{Place, run};

const ACME: &str = "--rules {data}/acme.toml --entities ACME_BADGE,ACME_TICKET";

#[test]
fn standard_input_goes_to_standard_output() {
    let ran = run(&format!("redact {ACME}"), "工牌B-123456\r\nticket 8812345678\n");
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.stdout, "工牌<ACME_BADGE>\r\nticket <ACME_TICKET>\n");
    assert_eq!(run(&format!("redact {ACME}"), "").stdout, "");
}

#[test]
fn operators_are_chosen_by_entity() {
    let redact = |args: &str| run(&format!("redact {ACME} {args}"), "B-123456 8812345678").stdout;
    assert_eq!(redact("--operator ACME_BADGE=remove"), " <ACME_TICKET>");
    assert_eq!(redact("--default-operator replace:[gone␣away]"), "[gone away] [gone away]");
    assert_eq!(redact("--operator acme_ticket=mask:2,2 --default-operator replace:x=y"), "x=y 88******78");
    let masked = redact("--default-operator mask");
    assert!(!masked.contains(|ch: char| ch.is_ascii_digit()), "{masked}");
    for (args, message) in [
        ("--operator ACME_BADGE", "yinsi: --operator `ACME_BADGE`: expected ENTITY=OPERATOR\n"),
        ("--operator ACME_BATCH=mask", "yinsi: --operator: unknown entity `ACME_BATCH`\n"),
        (
            "--default-operator mask:1",
            "yinsi: --default-operator: operator: `mask`: expected mask:FIRST,LAST\n",
        ),
        (
            "--default-operator token",
            "yinsi: --default-operator: operator: `token`: needs a key: --key-file or --key-env\n",
        ),
    ] {
        let ran = run(&format!("redact {ACME} {args}"), "B-123456");
        assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (2, "", message));
    }
    let ran = run(&format!("redact {ACME} --default-operator shred"), "B-123456");
    assert!(
        ran.stderr.starts_with("yinsi: --default-operator: operator: `shred` is none: known are label, ")
    );
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
}

const SECRET: &[u8] = b"an example, not a secret: 32 byte\n";

#[test]
fn keyed_operators_take_a_key_and_decrypt_undoes_them() {
    let place = Place::with(&[("key", SECRET), ("other", b"another example, no secret either")]);
    let text = "ticket 8812345678 身份证11010519491231002X to jane@example.com\r\n".as_bytes();
    for operator in ["encrypt", "preserve"] {
        let args = format!("--default-operator {operator} --key-file key");
        let sealed = place.run(&format!("redact {args}"), text);
        assert_eq!((sealed.status, sealed.stderr.as_str()), (0, ""));
        assert!(!sealed.stdout.contains("jane") && !sealed.stdout.contains("19491231"), "{}", sealed.stdout);
        let back = place.run(&format!("decrypt {args}"), &sealed.bytes);
        assert_eq!((back.status, back.stderr.as_str()), (0, ""));
        assert_eq!(back.bytes, text, "{operator}");
    }
    let sealed = place.run("redact --default-operator encrypt --key-file key", text);
    let refused = place.run("decrypt --key-file other", &sealed.bytes);
    assert_eq!((refused.status, &refused.bytes), (2, &sealed.bytes));
    assert_eq!(refused.stderr, "yinsi: 2 tokens stay: they were written with another key, or changed\n");
    let rotated = place.run("decrypt --key-file other --old-key-file key", &sealed.bytes);
    assert_eq!((rotated.status, rotated.bytes.as_slice()), (0, text));
    assert_eq!(place.run("decrypt", b"").stderr, "yinsi: decrypt needs a key: --key-file or --key-env\n");
    let unset = place.run("redact --default-operator token --key-env YINSI_TEST_NO_KEY", b"");
    assert_eq!(unset.stderr, "yinsi: key: environment variable `YINSI_TEST_NO_KEY` is not set\n");
    let missing = place.run("redact --key-file nowhere", b"");
    assert_eq!((missing.status, missing.stderr.as_str()), (2, "yinsi: key: nowhere: entity not found\n"));
}

#[test]
fn a_policy_chooses_operators() {
    let policy = "default = \"keep\"\nfind = [\"DATE_TIME\"]\n[entities]\nDATE_TIME = \"generalise:month\"\n\
        EMAIL_ADDRESS = { operator = \"mask\", preset = \"email\" }\n[categories]\nfinancial = \"mask:pci\"\n";
    let place = Place::with(&[
        ("mine.toml", policy.as_bytes()),
        ("typo.toml", b"[entities]\nEMAIL_ADRESS = \"label\"\n"),
        ("bad.toml", b"default = \"label\"\nfoo = 1\n"),
        ("broken.toml", b"default = \n"),
        ("operator.toml", b"[entities]\nEMAIL_ADDRESS = \"mask:x\"\n"),
    ]);
    let text = "on 2024-03-05 jane@example.com paid with 4242 4242 4242 4242, 手机13812345678\n".as_bytes();
    let clean = place.run("redact --policy mine.toml", text);
    assert_eq!((clean.status, clean.stderr.as_str()), (0, ""));
    assert_eq!(clean.stdout, "on 2024-03 j***@example.com paid with 4242 42** **** 4242, 手机13812345678\n");
    let more = place.run("redact --policy mine.toml --operator CN_MOBILE_NUMBER=remove", text);
    assert!(more.stdout.ends_with("4242, 手机\n"), "{}", more.stdout);
    let llm = place.run("redact --policy llm", "a@example.com b@example.com a@example.com".as_bytes());
    assert_eq!(llm.stdout, "<EMAIL_ADDRESS_1> <EMAIL_ADDRESS_2> <EMAIL_ADDRESS_1>");
    for (file, message) in [
        ("typo.toml", "yinsi: --policy: unknown entity `EMAIL_ADRESS`\n"),
        ("bad.toml", "yinsi: bad.toml: unknown field `foo`\n"),
        (
            "operator.toml",
            "yinsi: operator.toml: entities.EMAIL_ADDRESS: operator: `mask`: expected mask:FIRST,LAST or one of",
        ),
        ("broken.toml", "yinsi: broken.toml: line 1: "),
        ("nothing", "yinsi: nothing: No such file or directory (os error 2); policies: gdpr-pseudonymise, "),
        ("gdpr-pseudonymise", "yinsi: policy gdpr-pseudonymise: default: operator: `token`: needs a key\n"),
    ] {
        let ran = place.run(&format!("redact --policy {file}"), text);
        assert!(ran.status == 2 && ran.stderr.starts_with(message), "{file}: {}", ran.stderr);
    }
}

#[test]
fn dates_move_by_whose_they_are() {
    let place = Place::with(&[("key", SECRET)]);
    let redact = |subject: &str| {
        let args = "redact --entities DATE_TIME --default-operator shift-date:days=30 --key-file key";
        place.run(&format!("{args} --subject {subject}"), b"2024-03-05").stdout
    };
    assert_eq!(redact("one"), redact("one"));
    assert!(redact("one") != redact("two") && redact("one") != "2024-03-05");
}

#[test]
fn any_split_gives_the_same_text_and_twice_changes_nothing() {
    let mut text = b"\xff\xe4\xb8 ".to_vec();
    for i in 0..4000 {
        text.extend_from_slice(
            format!("行{i} B-{:06}{}", i * 7, if i % 3 == 0 { "\n" } else { " " }).as_bytes(),
        );
    }
    let whole = run(&format!("redact {ACME}"), &text).bytes;
    assert!(whole.starts_with(b"\xff\xe4\xb8 \xe8\xa1\x8c0 <ACME_BADGE>\n"));
    for chunk in [1, 5, 4096] {
        assert!(run(&format!("redact {ACME} --chunk {chunk}"), &text).bytes == whole, "chunks of {chunk}");
    }
    assert!(run(&format!("redact {ACME}"), &whole).bytes == whole);
}

#[test]
fn tables_stay_tables() {
    let table = "name,badge\r\nJane,B-123456\r\n\"Roe, \"\"R\"\"\",\"B-222222\"\r\n";
    let place = Place::with(&[("t.csv", table.as_bytes())]);
    let redact = |args: &str| place.run(&format!("redact {ACME} {args} t.csv"), b"").stdout;
    let expected = table.replace("B-123456", "<ACME_BADGE>").replace("B-222222", "<ACME_BADGE>");
    assert_eq!(redact(""), expected);
    let awkward = redact("--default-operator replace:a,\"b");
    assert_eq!(awkward, table.replace("B-123456", "\"a,\"\"b\"").replace("B-222222", "a,\"\"b"));
}

#[test]
fn binary_input_is_refused_or_copied_never_cut() {
    let bytes = b"B-123456\0\xff";
    let ran = run(&format!("redact {ACME}"), bytes);
    assert_eq!((ran.status, ran.bytes.as_slice()), (2, &b""[..]));
    assert_eq!(ran.stderr, "yinsi: standard input: binary input; --binary=copy copies it as it is\n");
    let ran = run(&format!("redact {ACME} --binary=copy"), bytes);
    assert_eq!((ran.status, ran.bytes.as_slice()), (0, &bytes[..]));
    let place = Place::with(&[("b", bytes)]);
    assert_eq!(place.run(&format!("redact {ACME} --in-place b"), b"").status, 2);
    assert_eq!(place.run(&format!("redact {ACME} --in-place --binary=copy b"), b"").status, 0);
    assert_eq!(std::fs::read(place.path("b")).expect("a file"), bytes);
}

#[test]
fn utf16_comes_back_as_utf16() {
    let encode = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let ran = run(&format!("redact {ACME}"), encode("\u{FEFF}𠮷 B-123456\r\n"));
    assert_eq!(ran.bytes, encode("\u{FEFF}𠮷 <ACME_BADGE>\r\n"));
    let mut broken = encode("\u{FEFF}B-123456");
    broken.push(0xD8);
    let ran = run(&format!("redact {ACME}"), &broken);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("invalid UTF-16"), "{}", ran.stderr);
}

#[test]
fn in_place_changes_the_file_and_keeps_a_backup_when_asked() {
    let text = "工牌 B-123456\n".as_bytes();
    let place = Place::with(&[("a", text), ("b", b"nothing\n"), ("d/c", text)]);
    let ran = place.run(&format!("redact {ACME} --in-place=.bak a b d d/c ./a"), b"");
    assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    assert_eq!(place.read("a"), "工牌 <ACME_BADGE>\n");
    assert_eq!(place.read("d/c"), "工牌 <ACME_BADGE>\n");
    assert_eq!(place.read("a.bak").as_bytes(), text);
    // What does not change is not written, and nothing else is left behind.
    assert_eq!(place.names(), ["a", "a.bak", "b", "d"]);

    // A backup that is there is the only copy of something.
    place.write("a", b"B-222222");
    let ran = place.run(&format!("redact {ACME} --in-place --backup .bak a"), b"");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.starts_with("yinsi: a: backup a.bak: "), "{}", ran.stderr);
    assert_eq!((place.read("a").as_bytes(), place.read("a.bak").as_bytes()), (&b"B-222222"[..], text));
    assert_eq!(place.run(&format!("redact {ACME} --in-place a"), b"").status, 0);
    assert_eq!(place.read("a"), "<ACME_BADGE>");
}

#[test]
fn in_place_wants_a_place() {
    let ran = run(&format!("redact {ACME} --in-place"), "B-123456");
    assert_eq!((ran.status, ran.stderr.as_str()), (2, "yinsi: --in-place: standard input has no place\n"));
    let ran = run(&format!("redact {ACME} --in-place --backup ../x f"), "");
    assert_eq!(ran.status, 2);
    assert_eq!(run("redact --backup .bak f", "").status, 2);
}

#[cfg(unix)]
#[test]
fn in_place_keeps_permissions_and_follows_no_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let place = Place::with(&[("a", b"B-123456"), ("target", b"B-123456")]);
    let mode = |name: &str| std::fs::metadata(place.path(name)).expect("a file").permissions().mode() & 0o777;
    std::fs::set_permissions(place.path("a"), std::fs::Permissions::from_mode(0o640)).expect("permissions");
    symlink("target", place.path("link")).expect("a link");
    let ran = place.run(&format!("redact {ACME} --in-place=~ a link"), b"");
    assert_eq!((ran.status, ran.stderr.as_str()), (2, "yinsi: link: a symbolic link is not followed\n"));
    assert_eq!((mode("a"), mode("a~")), (0o640, 0o640));
    assert_eq!((place.read("a").as_str(), place.read("target").as_str()), ("<ACME_BADGE>", "B-123456"));
    assert!(std::fs::symlink_metadata(place.path("link")).expect("a link").is_symlink());
}

#[test]
fn several_inputs_follow_one_another_and_a_missing_one_is_an_error() {
    let place = Place::with(&[("a", b"B-123456\n"), ("b", b"B-222222\n")]);
    let ran = place.run(&format!("redact {ACME} a missing - b"), b"8812345678\n");
    assert_eq!(ran.stdout, "<ACME_BADGE>\n<ACME_TICKET>\n<ACME_BADGE>\n");
    assert_eq!((ran.status, ran.stderr.lines().count()), (2, 1));
}

#[test]
fn a_growing_file_is_followed_line_by_line() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};

    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/acme.toml");
    let mut child = Command::new(env!("CARGO_BIN_EXE_yinsi"))
        .args(["redact", "--line-buffered", "--rules", rules, "--entities", "ACME_BADGE"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    for line in ["first B-123456\n", "second B-", "654321\n"] {
        input.write_all(line.as_bytes()).expect("the command reads");
        if line.ends_with('\n') {
            let mut redacted = String::new();
            output.read_line(&mut redacted).expect("a line comes back before the input ends");
            assert!(redacted.ends_with(" <ACME_BADGE>\n"), "{redacted}");
        }
    }
    drop(input);
    assert!(child.wait().expect("the command ends").success());
}

#[test]
fn every_encoding_comes_back_as_it_came() {
    for (label, text) in [
        ("gb18030", "姓名：张伟，工牌 B-123456\r\n备注：无\r\n"),
        ("big5", "姓名：陳怡君，工號 B-123456\r\n備註：無\r\n"),
        ("shift_jis", "お名前は山田、社員証 B-123456 です\r\n"),
        ("windows-1252", "Müller, José: B-123456 für é\r\n"),
        ("utf-16le", "姓名：张伟，工牌 B-123456\r\n"),
    ] {
        let encoding = yinsi::Encoding::from_label(label).expect("a name");
        let encode = |text: &str| {
            let mut bytes = Vec::new();
            yinsi::Encoder::new(encoding, false).push(text.as_bytes(), &mut bytes);
            bytes
        };
        let expected = encode(&text.replace("B-123456", "<ACME_BADGE>"));
        for told in ["auto", label] {
            let ran = run(&format!("redact {ACME} --entities ACME_BADGE --encoding {told}"), encode(text));
            assert!(ran.bytes == expected, "{label} as {told}: {}", ran.stderr);
        }
    }
}

#[test]
fn a_file_that_cannot_be_written_again_is_left_alone_unless_told() {
    // A euro sign of one byte, as Windows wrote it into GBK; the standard has two.
    let bytes = b"\xd0\xd5\xc3\xfb\xa3\xba\xd5\xc5\xce\xb0 \x80 B-123456\n";
    let ran = run(&format!("redact {ACME}"), bytes);
    assert_eq!((ran.status, ran.bytes.as_slice()), (2, &b""[..]));
    assert!(ran.stderr.contains("--encoding=utf-8"), "{}", ran.stderr);
    let ran = run(&format!("redact {ACME} --encoding utf-8"), bytes);
    let expected = [&bytes[..bytes.len() - 9], b"<ACME_BADGE>\n"].concat();
    assert_eq!((ran.status, ran.bytes), (0, expected));
}

#[test]
fn documents_of_other_encodings_stay_well_formed() {
    let gbk = yinsi::Encoding::from_label("gbk").expect("a name");
    let encode = |text: &str| {
        let mut bytes = Vec::new();
        yinsi::Encoder::new(gbk, false).push(text.as_bytes(), &mut bytes);
        bytes
    };
    let text = "{\"姓名\": \"张伟\", \"工牌\": \"B\\u002d123456\", \"备注\": \"无\"}\n";
    let expected = encode(&text.replace("B\\u002d123456", "<ACME_BADGE>"));
    for chunk in ["", " --chunk 3"] {
        let ran = run(&format!("redact {ACME} --entities ACME_BADGE{chunk}"), encode(text));
        assert!(ran.bytes == expected, "{}", ran.stderr);
    }
}

#[test]
fn what_an_encoding_does_not_have_is_not_written_into_it() {
    let options = "--encoding windows-1252 --default-operator replace:工牌";
    let ran = run(&format!("redact {ACME} {options}"), b"M\xfcller B-123456\n");
    assert_eq!((ran.status, ran.bytes.as_slice()), (2, &b""[..]));
    assert!(ran.stderr.contains("windows-1252 does not have"), "{}", ran.stderr);
}
