//! Vaults in memory and in files.

use super::*;
use crate::{Redactor, Structure, Table};
use proptest::prelude::*;
use std::path::PathBuf;

fn key(byte: u8) -> Key {
    Key::from_bytes(&[byte; 32]).expect("long enough")
}

/// A vault of two people, a number and an awkward value.
fn vault() -> Vault {
    let vault = Vault::numbered();
    for (entity, value) in [
        ("PERSON", "张三"),
        ("PERSON", "Jane Roe"),
        ("PHONE_NUMBER", "13812345678"),
        ("NOTE", "a\"\\\n<&,'x"),
    ] {
        vault.placeholder(entity, value.as_bytes());
    }
    vault
}

/// A path of this test's own; nothing is there.
fn file(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("yinsi-vault-{}-{name}", std::process::id()));
    for suffix in ["", ".lock", ".new"] {
        let mut path = path.clone().into_os_string();
        path.push(suffix);
        let _ = std::fs::remove_file(path);
    }
    path
}

#[test]
fn a_backslash_before_a_placeholder_stays() {
    let vault = Vault::numbered();
    vault.placeholder("PERSON", b"jane");
    for (text, expected) in [
        (r"C:\Users\<PERSON_1>\x", r"C:\Users\jane\x"),
        (r"C:\Users\<PERSON\_1\>", r"C:\Usersjane"),
        (r"\<PERSON\_1>", "jane"),
        (r"\\<PERSON_1>", r"\\jane"),
    ] {
        assert_eq!(vault.restore(text), expected);
        let mut stream = RestoreStream::new(&vault);
        let chunked: String = text.chars().map(|ch| stream.push_str(ch.encode_utf8(&mut [0; 4]))).collect();
        assert_eq!(chunked + &stream.finish_str(), expected);
    }
}

#[test]
fn placeholders_are_the_same_for_the_same_value_and_key() {
    let (one, other, foreign) = (Vault::keyed(&key(1)), Vault::keyed(&key(1)), Vault::keyed(&key(2)));
    other.placeholder("PERSON", b"someone else");
    let placeholder = one.placeholder("PERSON", b"Jane Roe");
    assert_eq!(placeholder, other.placeholder("PERSON", b"Jane Roe"));
    assert_ne!(placeholder, foreign.placeholder("PERSON", b"Jane Roe"));
    assert_ne!(placeholder, one.placeholder("PERSON", b"Jane  Roe"));
    assert_ne!(placeholder, one.placeholder("CUSTOMER", b"Jane Roe"));
    let suffix =
        placeholder.strip_prefix("<PERSON_").and_then(|rest| rest.strip_suffix('>')).expect("its form");
    assert!(suffix.len() == SUFFIX && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{suffix}");
    let span = 1..placeholder.len() - 1;
    let around = crate::decode::written::around(placeholder.as_bytes(), &span);
    assert_eq!(around, crate::decode::written::Around::Label("PERSON"), "a redaction knows it again");
    assert_eq!(one.placeholder("a name, in Ü", b"x").split_at(14).0, "<A_NAME__IN___");
    assert_eq!(one.value(&placeholder).as_deref(), Some(&b"Jane Roe"[..]));
    assert_eq!(one.value("PERSON_1"), None);
}

#[test]
fn values_that_meet_are_told_apart() {
    let vault = Vault::keyed(&key(1)).suffix_len(0);
    let mut seen = std::collections::HashSet::new();
    // 22 * 10 * 32^3 names: among 10,000 values some 7 pairs meet.
    for value in 0..10_000_u32 {
        assert!(seen.insert(vault.placeholder("N", &value.to_le_bytes())));
    }
    assert!(seen.iter().any(|placeholder| placeholder.len() > 8), "nothing met: the test tests nothing");
    for value in 0..10_000_u32 {
        let placeholder = vault.placeholder("N", &value.to_le_bytes());
        assert_eq!(vault.value(&placeholder), Some(value.to_le_bytes().to_vec()));
    }
    assert_eq!(vault.len(), 10_000);
}

#[test]
fn what_models_make_of_placeholders_is_read() {
    let vault = vault();
    for text in [
        "<PERSON_2>",
        "<person_2>",
        "<Person_2>",
        "< PERSON_2 >",
        "<PERSON_ 2>",
        "<PERSON _2>",
        "<PERSON 2>",
        "<PERSON-2>",
        "<PERSON\\_2>",
        "\\<PERSON\\_2\\>",
        "&lt;PERSON_2&gt;",
        "&#60;PERSON_2&#62;",
        "＜PERSON_2＞",
        "〈PERSON_2〉",
        "《PERSON_2》",
        "＜ＰＥＲＳＯＮ＿２＞",
        "<`PERSON_2`>",
        "<**PERSON_2**>",
        "<PERSON\u{200B}_2>",
        "\\u003cPERSON_2\\u003e",
        "<PERSON_2＞",
        "<\u{A0}PERSON_2\u{3000}>",
    ] {
        assert_eq!(vault.restore(&format!("a{text}b")), "aJane Roeb", "{text}");
    }
    assert_eq!(vault.restore("**<PERSON_2>** `<PERSON_2>`"), "**Jane Roe** `Jane Roe`");
    for text in [
        "<PERSON_3>",
        "<PERSON_>",
        "<PERSON",
        "PERSON_2",
        "<PERSON_22>",
        "<PER\nSON_2>",
        "<PERSON_2/>",
        "<PERSON_2 x>",
        "<>",
        "< >",
        "a < b > c",
        "<div class=\"x\">",
        "&lt;",
        "&amp;",
        "\\",
        "\\\\<",
        "《书》",
        "<PERSON_2 ",
        "<\u{FF}>",
        "<2>",
    ] {
        assert_eq!(vault.restore(text), text);
    }
    assert_eq!(vault.restore("&lt;NOTE_1&gt;"), "a\"\\\n&lt;&amp;,'x");
    assert_eq!(Vault::numbered().restore("<PERSON_1> & \\"), "<PERSON_1> & \\");
}

#[test]
fn what_is_put_back_is_not_looked_through_again() {
    let vault = vault();
    vault.placeholder("NOTE", b"<PERSON_1>");
    assert_eq!(vault.restore("<NOTE_2><PERSON_1>"), "<PERSON_1>张三");
}

#[test]
fn only_what_may_become_a_placeholder_is_held_back() {
    let vault = vault();
    for (text, held) in [
        ("a <", 1),
        ("a <PER", 4),
        ("a < ", 2),
        ("a <PERSONA", 0),
        ("a <b", 0),
        ("a <PERSON_2", 9),
        ("a &l", 2),
        ("a &a", 0),
        ("a \\", 1),
        ("a \\n", 0),
        ("a >", 0),
        ("a <PERSON_3", 0),
        ("a ＜", 3),
        ("a 《书", 0),
        ("a <PERSON\\", 8),
        ("1 < 2", 0),
    ] {
        let mut stream = RestoreStream::new(&vault);
        let out = stream.push_str(text);
        assert_eq!((stream.held_bytes(), out.len()), (held, text.len() - held), "{text}");
        assert_eq!(out + &stream.finish_str(), text);
    }
    let mut stream = RestoreStream::new(&Vault::numbered());
    assert_eq!(stream.push_str("a <"), "a <");
}

#[test]
fn documents_stay_documents() {
    let vault = vault();
    let restore = |text: &str, structure| {
        String::from_utf8(vault.restore_document(text.as_bytes(), structure)).expect("UTF-8 as before")
    };
    assert_eq!(restore(r#"{"a": "x <NOTE_1>\/"}"#, Structure::Json), r#"{"a": "x a\"\\\n<&,'x\/"}"#);
    assert_eq!(restore(r#"["\u003cPERSON_1\u003e"]"#, Structure::Json), r#"["张三"]"#);
    let nested = r#"{"arguments": "{\"n\": \"<NOTE_1>\", \"deep\": \"[\\\"<PERSON_2>\\\"]\"}"}"#;
    let expected = r#"{"arguments": "{\"n\": \"a\\\"\\\\\\n<&,'x\", \"deep\": \"[\\\"Jane Roe\\\"]\"}"}"#;
    assert_eq!(restore(nested, Structure::Json), expected);
    assert_eq!(
        restore("<NOTE_1>,\"<NOTE_1>\"\n", Structure::Table(Table::CSV)),
        "\"a\"\"\\\n<&,'x\",\"a\"\"\\\n<&,'x\"\n"
    );
    assert_eq!(
        restore("<a b='<NOTE_1>'>&lt;NOTE_1&gt;</a>", Structure::Xml),
        "<a b='a\"\\&#10;&lt;&amp;,&#39;x'>a\"\\\n&lt;&amp;,'x</a>"
    );
    assert_eq!(restore("<p><PERSON_1> <NOTE_1></p>", Structure::Html), "<p>张三 a\"\\\n&lt;&amp;,'x</p>");
    assert_eq!(restore("VALUES ('<NOTE_1>')", Structure::Sql), "VALUES ('a\"\\\n<&,''x')");
    assert_eq!(
        restore("k=\"<NOTE_1>\" l=<PERSON_2>", Structure::Pairs),
        "k=\"a\\\"\\\\\\n<&,'x\" l=\"Jane Roe\""
    );
}

#[test]
fn arguments_that_arrive_in_pieces_are_escaped() {
    let vault = vault();
    let mut stream = RestoreStream::new(&vault).json();
    let mut out = String::new();
    for piece in ["{\"to\": \"<NO", "TE_1", ">\", \"n\": \"\\u00", "3cPERSON_1>\"}"] {
        out += &stream.push_str(piece);
    }
    out += &stream.finish_str();
    assert_eq!(out, "{\"to\": \"a\\\"\\\\\\n<&,'x\", \"n\": \"张三\"}");
}

#[test]
fn files_keep_what_a_vault_holds() {
    let path = file("keep");
    let first = Vault::keyed(&key(1));
    let placeholder = first.placeholder("PERSON", "张三".as_bytes());
    first.save(&path, &key(1)).expect("a file");
    let bytes = std::fs::read(&path).expect("a file");
    assert!(!bytes.windows(6).any(|part| part == "张三".as_bytes()), "the value is in the file");
    let second = Vault::keyed(&key(1));
    let other = second.placeholder("PERSON", b"Jane Roe");
    second.save(&path, &key(1)).expect("a file");
    assert_eq!(second.restore(&placeholder), "张三", "saving takes over what is there");
    let loaded = Vault::load(&path, &key(1)).expect("a vault");
    assert_eq!(loaded.restore(&format!("{placeholder}{other}")), "张三Jane Roe");
    assert_eq!(loaded.placeholder("PERSON", "张三".as_bytes()), placeholder);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    let numbered = file("count");
    vault().save(&numbered, &key(1)).expect("a file");
    let loaded = Vault::load(&numbered, &key(1)).expect("a vault");
    assert_eq!(loaded.placeholder("PERSON", b"a third"), "<PERSON_3>");
    let clash = Vault::numbered();
    clash.placeholder("PERSON", b"a first");
    let error = clash.save(&numbered, &key(1)).expect_err("a conflict");
    assert!(matches!(&error, VaultError::Conflict { placeholder, .. } if &**placeholder == "PERSON_1"));
    assert!(!error.to_string().contains("first"));
}

#[test]
fn a_file_that_is_not_ours_says_why() {
    let path = file("why");
    let missing = Vault::load(&path, &key(1)).expect_err("no file");
    assert!(matches!(missing, VaultError::Io { .. }));
    vault().save(&path, &key(1)).expect("a file");
    let wrong = Vault::load(&path, &key(2)).expect_err("another key");
    let message = format!("written with key {}, and this is key {}", key(1).id(), key(2).id());
    assert!(wrong.to_string().ends_with(&message), "{wrong}");
    let whole = std::fs::read(&path).expect("a file");
    for (at, byte) in whole.iter().enumerate() {
        let mut bytes = whole.clone();
        bytes[at] = byte ^ 1;
        std::fs::write(&path, &bytes).expect("a file");
        assert!(Vault::load(&path, &key(1)).is_err(), "byte {at}");
        std::fs::write(&path, &whole[..at]).expect("a file");
        assert!(Vault::load(&path, &key(1)).is_err(), "cut at {at}");
    }
    std::fs::write(&path, b"{}").expect("a file");
    let error = vault().save(&path, &key(1)).expect_err("no vault").to_string();
    assert!(error.ends_with(": not a vault, or one of a later version"), "{error}");
    assert_eq!(std::fs::read(&path).expect("a file"), b"{}", "what is no vault stays");
}

#[test]
fn many_writers_lose_nothing() {
    let path = file("many");
    std::thread::scope(|scope| {
        for thread in 0..4_u8 {
            let path = &path;
            scope.spawn(move || {
                for turn in 0..5_u8 {
                    let vault = Vault::keyed(&key(1));
                    vault.placeholder("PERSON", &[thread, turn]);
                    vault.save(path, &key(1)).expect("a file");
                }
            });
        }
    });
    assert_eq!(Vault::load(&path, &key(1)).expect("a vault").len(), 20);
}

#[test]
fn debug_shows_no_value() {
    let vault = vault();
    assert_eq!(format!("{vault:?}"), "Vault { placeholders: 4, .. }");
    assert_eq!(format!("{:?}", vault.operator()), "Vault(Vault { placeholders: 4, .. })");
    let mut stream = RestoreStream::new(&vault);
    stream.push_str("secret <PERSON_1");
    assert_eq!(format!("{stream:?}"), "RestoreStream { held_bytes: 9, .. }");
}

#[cfg(feature = "catalog")]
#[test]
fn numbers_begin_at_one_and_cells_are_text() {
    let vault = Vault::numbered();
    let redactor = Redactor::builder().default_operator(&vault).build().expect("sound");
    let redact = |document: &str, structure| {
        let clean = redactor.redact_document(&crate::Scanner::new(), document.as_bytes(), structure);
        String::from_utf8(clean).expect("UTF-8 as before")
    };
    assert_eq!(
        redact(r#"{"mobile": 13812345678}"#, Structure::Json),
        r#"{"mobile": "<CN_MOBILE_NUMBER_1>"}"#
    );
    assert_eq!(
        redact("mobile\n13812345678\n", Structure::Table(Table::CSV)),
        "mobile\n<CN_MOBILE_NUMBER_2>\n"
    );
    assert_eq!(redact("mobile 13812345678", Structure::Text), "mobile <CN_MOBILE_NUMBER_2>");
}

#[cfg(feature = "catalog")]
#[test]
fn numbers_are_numbers_again() {
    let vault = Vault::keyed(&key(1));
    let redactor = Redactor::builder().default_operator(&vault).build().expect("sound");
    let scanner = crate::Scanner::new();
    for (structure, document) in [
        (
            Structure::Json,
            r#"{"phone": 13812345678, "mobile": "13812345678", "tel": ["13812345678", 13812345678]}"#,
        ),
        (Structure::Sql, "INSERT INTO t (phone, tel) VALUES (13812345678, '13812345678');"),
        (Structure::Table(Table::CSV), "name,phone\n\"Roe, Jane\",13812345678\n"),
    ] {
        let redacted = redactor.redact_document(&scanner, document.as_bytes(), structure);
        assert!(!redacted.windows(11).any(|part| part == b"13812345678"));
        assert_eq!(String::from_utf8_lossy(&vault.restore_document(&redacted, structure)), document);
        assert_eq!(redactor.redact_document(&scanner, &redacted, structure), redacted, "twice is once");
    }
}

proptest! {
    #[test]
    fn any_chunks_restore_what_the_whole_restores(
        parts in prop::collection::vec(prop::sample::select(vec![
            "<PERSON_1>", "<PERSON", "_2", ">", "<", "&lt;", "&gt;", "&", "\\", "\\_", " ", "*", "＜", "＞", "《", "person",
            "1", "PHONE NUMBER", "NOTE_1", "\u{3000}", "机", "é", "\u{200B}", "\\u003c", "x",
        ]), 0..24),
        sizes in prop::collection::vec(1_usize..9, 1..8),
        json in any::<bool>(),
    ) {
        let (vault, text) = (vault(), parts.concat());
        let stream = || if json { RestoreStream::new(&vault).json() } else { RestoreStream::new(&vault) };
        let mut whole = Vec::new();
        let mut at_once = stream();
        at_once.push(text.as_bytes(), &mut whole);
        at_once.finish(&mut whole);
        let (mut cut, mut out, mut rest, mut turn) = (stream(), Vec::new(), text.as_bytes(), 0);
        while !rest.is_empty() {
            let (chunk, later) = rest.split_at(sizes[turn % sizes.len()].min(rest.len()));
            cut.push(chunk, &mut out);
            (rest, turn) = (later, turn + 1);
        }
        cut.finish(&mut out);
        prop_assert_eq!(String::from_utf8_lossy(&out), String::from_utf8_lossy(&whole));
        if !json {
            prop_assert_eq!(vault.restore_bytes(text.as_bytes()), whole);
        }
    }

    #[test]
    fn any_value_comes_back(values in prop::collection::vec(any::<Vec<u8>>(), 0..6)) {
        let vault = Vault::keyed(&key(3));
        let text = values.iter().map(|value| vault.placeholder("ANY", value)).collect::<Vec<_>>().join(" | ");
        prop_assert_eq!(vault.restore_bytes(text.as_bytes()), values.join(&b" | "[..]));
    }
}
