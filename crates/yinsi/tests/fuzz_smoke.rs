//! Every fuzz target on inputs grown from a seed: cases cut, joined and damaged.
#![cfg(all(feature = "catalog", feature = "keyed", feature = "toml"))]

mod bodies;
mod common;

use std::panic::catch_unwind;

use common::{Rng, cases, mixed};

/// Runs `body` on `count` inputs made by `input`; says with which seed it failed.
fn run(name: &str, count: u64, input: impl Fn(&mut Rng) -> Vec<u8>) {
    let (_, body) = bodies::TARGETS.iter().find(|(target, _)| *target == name).expect("a target");
    let first = std::env::var("YINSI_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let mut failed = Vec::new();
    for seed in first..first + count {
        let data = input(&mut Rng(seed));
        if catch_unwind(|| body(&data)).is_err() {
            failed.push(seed);
        }
    }
    assert!(failed.is_empty(), "{name} fails for seeds {failed:?}");
}

/// Texts of the cases with single bytes changed, taken out, put in.
fn damaged(rng: &mut Rng, longest: usize) -> Vec<u8> {
    let length = rng.below(longest);
    let mut text = mixed(rng.next(), length, true);
    text.truncate(longest);
    for _ in 0..rng.below(12) {
        if text.is_empty() {
            break;
        }
        let at = rng.below(text.len());
        match rng.below(4) {
            0 => text[at] = rng.next() as u8,
            1 => drop(text.remove(at)),
            2 => text.insert(at, *rng.pick(b"0123456789 -.@:/_aZ\n\xEF\xE2")),
            _ => text.truncate(at),
        }
    }
    text
}

#[test]
fn scan() {
    run("scan", 500, |rng| damaged(rng, 2_000));
    run("scan", 100, |rng| (0..rng.below(3_000)).map(|_| rng.next() as u8).collect());
}

#[test]
fn stream() {
    run("stream", 150, |rng| damaged(rng, 1_500));
    run("stream", 20, |rng| (0..rng.below(70_000)).map(|_| *rng.pick(b"0123456789-. @a:\n")).collect());
}

#[test]
fn redact() {
    run("redact", 500, |rng| damaged(rng, 1_000));
}

#[test]
fn normalize() {
    run("normalize", 300, |rng| {
        let mut text = damaged(rng, 800);
        for byte in &mut text {
            *byte = if rng.below(3) == 0 { 0x80 + (*byte & 0x1F) } else { *byte & 0x7F };
        }
        text
    });
    run("normalize", 300, |rng| {
        (0..rng.below(400)).map(|_| *rng.pick(b"0123456789\x80\x81\x82\x83\x90\x94\x95\xAA -@.")).collect()
    });
}

#[test]
#[cfg(feature = "encodings")]
fn encodings() {
    run("encodings", 600, |rng| {
        let mut data = vec![rng.below(12) as u8, rng.below(9) as u8];
        data.extend(damaged(rng, 300));
        data
    });
    run("encodings", 600, |rng| {
        let mut data = vec![rng.below(12) as u8, rng.below(9) as u8];
        data.extend(
            (0..rng.below(200))
                .map(|_| *rng.pick(b"a09\x00\n\x80\x81\x8F\xA1\xA4\xB0\xC4\xD8\xDC\xE3\xFE\xFF\x30\x40")),
        );
        data
    });
}

#[test]
fn explain() {
    run("explain", 60, |rng| damaged(rng, 160));
}

#[test]
fn rules_toml() {
    let files = [include_str!("bodies/rules.toml")];
    run("rules_toml", 300, |rng| {
        let mut text = rng.pick(&files).as_bytes().to_vec();
        for _ in 0..1 + rng.below(4) {
            let at = rng.below(text.len());
            match rng.below(4) {
                0 => text[at] = *rng.pick(b"\"'[]{}()=\\.*+?0a|^$\n "),
                1 => drop(text.remove(at)),
                2 => text.insert(at, *rng.pick(b"\"'[]{}()=\\.*+?0a|^$\n ")),
                _ => {
                    let end = (at + rng.below(12)).min(text.len());
                    text.drain(at..end);
                }
            }
        }
        text
    });
}

/// Bits of documents, with texts of the cases in them.
fn soup(rng: &mut Rng, words: &[&str], longest: usize) -> Vec<u8> {
    let mut text = vec![rng.next() as u8, rng.next() as u8];
    for _ in 0..rng.below(longest) {
        match rng.below(6) {
            0 => text.extend_from_slice(&damaged(rng, 60)),
            _ => text.extend_from_slice(rng.pick(words).as_bytes()),
        }
    }
    text
}

#[test]
fn document() {
    const WORDS: [&str; 64] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\\"",
        "\\u0031",
        "\\",
        "\n",
        "\r\n",
        " ",
        "\t",
        "null",
        "-1.5e3",
        "13812345678",
        "\"mobile\":",
        "\"手机\": \"",
        "<",
        ">",
        "</",
        "/>",
        "<a>",
        "</a>",
        "<mobile>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "<!DOCTYPE a [",
        "&#49;",
        "&amp;",
        "=",
        "'",
        "''",
        "--",
        "/*",
        "*/",
        "#",
        ";",
        "(",
        ")",
        "$$",
        "$a$",
        "`",
        "INSERT INTO t (mobile, name) VALUES ",
        "CREATE TABLE t (",
        "COPY t (a, mobile) FROM stdin;\n",
        "\\.\n",
        "\\N",
        "mobile=",
        "email=\"",
        "name,mobile\n",
        "jane@example.com",
        "<script>",
        "</script>",
        "\u{FEFF}",
        "|",
        "E'",
        "x'41'",
        "é",
    ];
    run("document", 1500, |rng| soup(rng, &WORDS, 40));
    run("document", 300, |rng| damaged(rng, 1_000));
    run("document", 4, |rng| soup(rng, &WORDS, 30_000));
}

#[test]
fn restore() {
    const WORDS: [&str; 40] = [
        "<PERSON_1>",
        "<PERSON_2>",
        "<A_B_1>",
        "<",
        ">",
        "PERSON",
        "person",
        "_",
        "1",
        "2",
        "\\_",
        "\\<",
        "\\>",
        "\\",
        "*",
        "`",
        " ",
        "\u{3000}",
        "\u{200B}",
        "＜",
        "＞",
        "〈",
        "《",
        "＿",
        "＿２",
        "ＰＥＲＳＯＮ",
        "&lt;",
        "&gt;",
        "&",
        "&#60;",
        "\\u003c",
        "\\u003e",
        "{\"a\":\"",
        "\"}",
        "\n",
        "<a>",
        "A",
        "-",
        "B",
        "é",
    ];
    run("restore", 1500, |rng| soup(rng, &WORDS, 40));
    run("restore", 100, |rng| damaged(rng, 1_000));
}

/// The corpus that a fuzzing run starts from covers what the cases cover.
#[test]
fn cases_are_inputs_too() {
    for case in cases() {
        for (name, body) in bodies::TARGETS {
            if *name != "explain" {
                assert!(catch_unwind(|| body(case.text.as_bytes())).is_ok(), "{name} fails on {}", case.name);
            }
        }
    }
}
