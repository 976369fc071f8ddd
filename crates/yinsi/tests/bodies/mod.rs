//! What each fuzz target does with its bytes; `fuzz/` runs them by libFuzzer, `fuzz_smoke.rs` on
//! seeded inputs. They panic when a promise is broken.
#![allow(unreachable_pub)] // the fuzz crate re-exports them

use std::sync::LazyLock;

#[cfg(feature = "encodings")]
use yinsi::{Decoder, Encoder, Encoding};
use yinsi::{
    DocumentScanner, DocumentStream, Finding, Keep, RedactStream, Redactor, Replace, RestoreStream, Rules,
    Scanner, StreamScanner, Structure, Table, Vault,
};

/// A target: its name and its body.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("scan", scan),
    ("stream", stream),
    ("redact", redact),
    ("rules_toml", rules_toml),
    ("normalize", normalize),
    ("explain", explain),
    #[cfg(feature = "encodings")]
    ("encodings", encodings),
    ("document", document),
    ("restore", restore),
];

/// Every structure.
pub const STRUCTURES: [Structure; 10] = [
    Structure::Json,
    Structure::JsonLines,
    Structure::Table(Table::CSV),
    Structure::Table(Table { delimiter: b'\t', header: false }),
    Structure::Pairs,
    Structure::Sql,
    Structure::Xml,
    Structure::Html,
    Structure::Lines,
    Structure::Text,
];

/// Everything turned on.
static ALL: LazyLock<Scanner> =
    LazyLock::new(|| Scanner::builder().all().build().expect("the built-in rules build"));

/// Findings lie in the text, on characters, in order, and are sure enough.
fn sound(text: &[u8], findings: &[Finding]) {
    let characters = std::str::from_utf8(text).ok();
    for finding in findings {
        let range = finding.range();
        assert!(range.start < range.end && range.end <= text.len(), "{finding:?} of {} bytes", text.len());
        if let Some(text) = characters {
            let whole = text.is_char_boundary(range.start) && text.is_char_boundary(range.end);
            assert!(whole, "{finding:?} cuts a character");
        }
        assert!((0.5..=1.0).contains(&finding.confidence()), "{finding:?}");
    }
    let order = |f: &Finding| (f.start, std::cmp::Reverse(f.end));
    assert!(findings.windows(2).all(|pair| order(&pair[0]) < order(&pair[1])), "findings are out of order");
    for (index, outer) in findings.iter().enumerate() {
        for inner in findings[index + 1..].iter().take_while(|inner| inner.start < outer.end) {
            assert!(inner.end <= outer.end, "{outer:?} and {inner:?} overlap");
        }
    }
}

/// Scanning never panics, and all ways of scanning agree.
pub fn scan(data: &[u8]) {
    let findings = ALL.scan(data);
    sound(data, &findings);
    assert_eq!(ALL.find_iter(data).collect::<Vec<_>>(), findings);
    assert_eq!(ALL.is_match(data), !findings.is_empty());
    let default = Scanner::new().scan(data);
    sound(data, &default);
}

/// Text of any encoding in pieces is what the whole is, knows where it came from, and goes back if it says so.
#[cfg(feature = "encodings")]
pub fn encodings(data: &[u8]) {
    const NAMES: [&str; 9] =
        ["utf-8", "utf-16le", "utf-16be", "gbk", "big5", "shift_jis", "euc-jp", "euc-kr", "windows-1252"];
    let [which, size, bytes @ ..] = data else { return };
    let told = NAMES.get(usize::from(*which)).and_then(|name| Encoding::from_label(name));
    let Some(encoding) = told.or_else(|| Encoding::detect(bytes, which % 2 == 0)) else { return };
    let whole = encoding.decode(bytes);
    let mut decoder = Decoder::new(encoding).watching();
    let mut text = String::new();
    bytes.chunks(1 + usize::from(*size)).for_each(|piece| decoder.push(piece, &mut text));
    decoder.finish(&mut text);
    assert!(text == whole.text(), "{encoding} in pieces of {size}");
    assert_eq!(decoder.faults(), whole.faults(), "{encoding}");
    let mut last = 0;
    for (at, _) in text.char_indices() {
        let source = whole.source_offset(at);
        assert!(last <= source && source <= bytes.len(), "{encoding}: {at} is at {source}");
        assert_eq!(decoder.map().source(at as u64), source as u64, "{encoding}");
        last = source;
    }
    assert_eq!(whole.source_offset(text.len()), bytes.len(), "{encoding}");
    if decoder.is_exact() {
        let mut encoder = Encoder::new(encoding, decoder.has_mark());
        let mut back = Vec::new();
        text.as_bytes().chunks(1 + usize::from(*size)).for_each(|piece| encoder.push(piece, &mut back));
        encoder.push(b"", &mut back);
        encoder.finish(&mut back);
        assert!(back == bytes, "{encoding} is not what it was");
    }
}

/// Chunks of any size give the findings of the whole.
pub fn stream(data: &[u8]) {
    let [first, second, text @ ..] = data else { return };
    // Long enough to have several steps.
    let text = text.repeat(1 + (100_000 / text.len().max(1)).min(usize::from(second % 4) * 400));
    let size = 1 + usize::from(*first) * usize::from(*second);
    let mut stream = StreamScanner::new(&ALL);
    let mut findings = Vec::new();
    for chunk in text.chunks(size) {
        let (before, settled) = (findings.len(), stream.settled());
        stream.push(chunk, &mut findings);
        assert!(findings[before..].iter().all(|finding| finding.start >= settled));
    }
    stream.finish(&mut findings);
    let whole = ALL.scan(&text);
    sound(&text, &whole);
    let first = whole.iter().zip(&findings).find(|(a, b)| a != b);
    assert!(findings == whole, "chunks of {size}: {} for {}, first {first:?}", findings.len(), whole.len());
}

/// What was redacted stays so, and redacting in chunks is the same.
pub fn redact(data: &[u8]) {
    let redactor = Redactor::new();
    let clean = redactor.redact_bytes(&ALL, data);
    // A value that another one touched or outshone may come to light when that one is gone, in soup
    // like this; what was written stays, and there is an end to it.
    let mut last = clean.clone();
    for round in 0.. {
        let again = redactor.redact_bytes(&ALL, &last);
        if again == last {
            break;
        }
        let shown = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        assert!(round < 4, "no end: {:?} becomes {:?}", shown(&last), shown(&again));
        for rule in ALL.rules() {
            let label = format!("<{}>", rule.entity);
            let count =
                |text: &[u8]| text.windows(label.len()).filter(|part| *part == label.as_bytes()).count();
            assert!(
                count(&again) >= count(&last),
                "{label} is lost: {:?} becomes {:?}",
                shown(&last),
                shown(&again)
            );
        }
        last = again;
    }
    if std::str::from_utf8(data).is_ok() {
        assert!(std::str::from_utf8(&clean).is_ok(), "valid UTF-8 became invalid");
    }
    let mut stream = RedactStream::new(&*ALL, &redactor);
    let mut out = Vec::new();
    data.chunks(1 + data.len() / 7).for_each(|chunk| stream.push(chunk, &mut out));
    stream.finish(&mut out);
    assert!(out == clean, "chunks are redacted differently");
}

/// Rules from any text are refused with messages, or work.
pub fn rules_toml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Rules::from_toml(&text, "fuzz.toml") {
        Ok(rules) => {
            if let Ok(scanner) = Scanner::builder().builtin(false).rules(rules).min_confidence(0.5).build() {
                sound(data, &scanner.scan(data));
            }
        }
        Err(error) => {
            let faults = error.faults();
            assert!(!faults.is_empty());
            for fault in faults {
                let message = fault.to_string();
                assert!(message.starts_with("fuzz.toml: "), "{message}");
            }
        }
    }
}

/// Characters in other dress, from bytes: spans lead back to the original.
pub fn normalize(data: &[u8]) {
    const DRESSED: [char; 32] = [
        '０', '１', '２', '３', '４', '５', '６', '７', '８', '９', 'Ａ', 'Ｘ', 'ａ', '＠', '．', '－', '（',
        '）', '：', '＋', '\u{200B}', '\u{FEFF}', '\u{AD}', '\u{A0}', '\u{3000}', '\u{2013}', '①', 'Ⅹ', '·',
        '号', '机', '京',
    ];
    let dress = |byte: &u8| match byte {
        0x80.. => DRESSED[usize::from(byte % 32)],
        _ => char::from(*byte),
    };
    let text: String = data.iter().map(dress).collect();
    let findings = ALL.scan(&text);
    sound(text.as_bytes(), &findings);
    let plain: String = text.chars().filter(|ch| !matches!(ch, '\u{200B}' | '\u{FEFF}' | '\u{AD}')).collect();
    sound(plain.as_bytes(), &ALL.scan(&plain));
}

/// Explaining finds what scanning finds, and every rejection lies in the text.
pub fn explain(data: &[u8]) {
    let text = &data[..data.len().min(160)];
    let explanation = ALL.explain(text);
    assert_eq!(explanation.findings, ALL.scan(text));
    for rejected in &explanation.rejected {
        assert!(rejected.start < rejected.end && rejected.end <= text.len(), "{rejected:?}");
    }
}

/// Documents of any structure keep their bytes but for what is found, however they are cut.
pub fn document(data: &[u8]) {
    let [kind, size, text @ ..] = data else { return };
    let structure = STRUCTURES[usize::from(*kind) % STRUCTURES.len()];
    let size = 1 + usize::from(*size);
    let keeping = Redactor::builder().default_operator(Keep).build().expect("sound");
    assert!(keeping.redact_document(&ALL, text, structure) == text, "{structure:?}: a byte is lost");

    let located = ALL.scan_document(text, structure);
    for one in &located {
        let range = one.finding.range();
        assert!(range.start < range.end && range.end <= text.len(), "{structure:?}: {one:?}");
        if let Ok(text) = std::str::from_utf8(text) {
            assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end), "{one:?}");
        }
    }
    let mut pieces = Vec::new();
    let mut scan = DocumentScanner::new(&ALL, structure);
    text.chunks(size).for_each(|chunk| scan.push(chunk, &mut pieces));
    scan.finish(&mut pieces);
    assert!(pieces == located, "{structure:?}: chunks of {size} are scanned differently");

    let awkward = Replace::with("a \"'<&>\\,;=\t\n]]>-->*/ z");
    for redactor in [Redactor::new(), Redactor::builder().default_operator(awkward).build().expect("sound")] {
        let clean = redactor.redact_document(&ALL, text, structure);
        if std::str::from_utf8(text).is_ok() {
            assert!(std::str::from_utf8(&clean).is_ok(), "{structure:?}: valid UTF-8 became invalid");
        }
        assert!(located.is_empty() == (clean == text), "{structure:?}: what is found is redacted");
        let mut stream = DocumentStream::new(&*ALL, &redactor, structure);
        let mut out = Vec::new();
        text.chunks(size).for_each(|chunk| stream.push(chunk, &mut out));
        stream.finish(&mut out);
        assert!(out == clean, "{structure:?}: chunks of {size} are redacted differently");
    }
}

/// Whatever comes back from a model is restored the same however it is cut, and nothing else is touched.
pub fn restore(data: &[u8]) {
    let [size, text @ ..] = data else { return };
    let vault = Vault::numbered();
    for (entity, value) in
        [("PERSON", &b"Jane \"J\" Roe"[..]), ("PERSON", "张三".as_bytes()), ("A_B", b"\xFF<&")]
    {
        vault.placeholder(entity, value);
    }
    let whole = vault.restore_bytes(text);
    for size in [1, 1 + usize::from(*size)] {
        let mut stream = RestoreStream::new(&vault);
        let mut out = Vec::new();
        for chunk in text.chunks(size) {
            stream.push(chunk, &mut out);
            assert!(stream.held_bytes() < 256, "more is held back than a placeholder");
        }
        stream.finish(&mut out);
        assert!(out == whole, "chunks of {size} are restored differently");
    }
    assert!(Vault::numbered().restore_bytes(text) == text, "an empty vault restores nothing");
    for structure in STRUCTURES {
        assert!(Vault::numbered().restore_document(text, structure) == text, "{structure:?}: a byte is lost");
        vault.restore_document(text, structure);
    }
}
