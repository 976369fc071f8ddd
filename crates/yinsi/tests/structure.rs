//! Documents grown from a seed stay documents: parsers that are not ours read them before and after.
#![cfg(all(feature = "catalog", feature = "keyed", feature = "toml"))]

mod common;

use common::Rng;
use serde_json::{Map, Value, json};
use sqlparser::ast::{Expr, SetExpr, Statement};
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect};
use sqlparser::parser::Parser;
use yinsi::{
    DocumentStream, Key, Mask, Operator, Redactor, Remove, Replace, Scanner, Structure, Table, Vault,
};

/// Published specimens and made-up values, each found by itself.
const VALUES: [&str; 5] = [
    "13812345678",
    "jane.roe@example.com",
    "4242 4242 4242 4242",
    "11010519491231002X",
    "https://example.com/a?b=c&d",
];

/// What documents hold besides.
const FILLERS: [&str; 16] = [
    "",
    "plain",
    "it's",
    "\"quoted\"",
    "back\\slash",
    "a,b;c\td|e",
    "line\nend",
    "<tag> & &amp; ]]>",
    "--",
    "ünï 中文 😀",
    " spaced ",
    "null",
    "\\u00e9x",
    "'';--",
    "/* no */",
    "=x",
];

fn pick(rng: &mut Rng, items: &[&'static str]) -> &'static str {
    items[rng.below(items.len())]
}

fn text(rng: &mut Rng) -> String {
    let mut text = String::new();
    for _ in 0..1 + rng.below(3) {
        text += pick(rng, &FILLERS);
        if rng.below(3) == 0 {
            text += " ";
            text += pick(rng, &VALUES);
            text += " ";
        }
    }
    text
}

/// Operators that leave nothing of a value, some of them unkind to whoever has to quote what they write.
fn redactors() -> Vec<Redactor> {
    let operators: [Operator; 6] = [
        yinsi::Label.into(),
        Remove.into(),
        Mask::all().separators(false).into(),
        Replace::with("\"").into(),
        Replace::with("a'b\"c\\d,e;f\tg\nh<i>&j]]>-->").into(),
        Replace::with("7").into(),
    ];
    operators.map(|operator| Redactor::builder().default_operator(operator).build().expect("sound")).into()
}

/// Redacts at once and in chunks, which is the same.
fn redact(redactor: &Redactor, document: &str, structure: Structure, chunk: usize) -> String {
    let scanner = Scanner::new();
    let clean = redactor.redact_document(&scanner, document.as_bytes(), structure);
    let mut stream = DocumentStream::new(&scanner, redactor, structure);
    let mut out = Vec::new();
    document.as_bytes().chunks(chunk).for_each(|chunk| stream.push(chunk, &mut out));
    stream.finish(&mut out);
    assert!(out == clean, "{structure:?}: chunks of {chunk}");
    String::from_utf8(clean).expect("UTF-8 as before")
}

/// What a redacted field may be: the same if nothing was in it, and nothing of a value in any case.
fn check(before: &str, after: &str, about: &str) {
    if VALUES.iter().all(|value| !before.contains(value)) {
        assert_eq!(after, before, "{about}");
    }
    for value in VALUES {
        assert!(!after.contains(value), "{about}: {value} is left in {after:?}");
    }
}

/// Runs `one` on documents from a seed, with each way of redacting.
fn grow(count: u64, mut one: impl FnMut(&mut Rng, &Redactor)) {
    for seed in 0..count {
        for redactor in redactors() {
            one(&mut Rng(seed), &redactor);
        }
    }
}

fn tree(rng: &mut Rng, depth: usize) -> Value {
    match rng.below(if depth == 0 { 5 } else { 7 }) {
        0 => json!(rng.below(1000)),
        1 => json!(13_812_345_678_u64),
        2 => rng.pick(&[Value::Null, json!(true), json!(-1.5)]).clone(),
        3 | 4 => json!(text(rng)),
        5 => (0..rng.below(4)).map(|_| tree(rng, depth - 1)).collect(),
        _ => {
            let keys: [&'static str; 7] = ["mobile", "phones", "e-mail", "note", "a/b", "\"", "中"];
            let pairs =
                (0..rng.below(4)).map(|nth| (format!("{}{nth}", pick(rng, &keys)), tree(rng, depth - 1)));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
    }
}

fn same_tree(before: &Value, after: &Value) {
    match (before, after) {
        (Value::Array(before), Value::Array(after)) => {
            assert_eq!(before.len(), after.len());
            before.iter().zip(after).for_each(|(before, after)| same_tree(before, after));
        }
        (Value::Object(before), Value::Object(after)) => {
            assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
            before.values().zip(after.values()).for_each(|(before, after)| same_tree(before, after));
        }
        (Value::String(before), Value::String(after)) => check(before, after, "string"),
        (Value::Number(before), after) if before.to_string() == "13812345678" => {
            assert!(after.is_string() || after == &json!(7), "{after}");
        }
        _ => assert_eq!(before, after),
    }
}

#[test]
fn json_is_read_by_serde_json() {
    grow(150, |rng, redactor| {
        let before = json!({ "root": tree(rng, 3) });
        let document = if rng.below(2) == 0 { before.to_string() } else { format!("{before:#}") };
        let after = redact(redactor, &document, Structure::Json, 1 + rng.below(50));
        same_tree(&before, &serde_json::from_str(&after).unwrap_or_else(|error| panic!("{error}: {after}")));
    });
    grow(40, |rng, redactor| {
        let lines: Vec<Value> = (0..5).map(|_| tree(rng, 2)).collect();
        let document: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let after = redact(redactor, &document, Structure::JsonLines, 1 + rng.below(50));
        assert_eq!(after.lines().count(), lines.len());
        for (before, after) in lines.iter().zip(after.lines()) {
            same_tree(
                before,
                &serde_json::from_str(after).unwrap_or_else(|error| panic!("{error}: {after}")),
            );
        }
    });
}

fn rows(document: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(document.as_bytes());
    reader.records().map(|row| row.expect("a sound row").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn tables_are_read_by_csv() {
    grow(100, |rng, redactor| {
        let delimiter = *rng.pick(b",;\t|");
        let style = *rng.pick(&[csv::QuoteStyle::Necessary, csv::QuoteStyle::Always]);
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).quote_style(style).from_writer(Vec::new());
        writer.write_record(["mobile", "e-mail", "note", "x"]).expect("a vector takes all");
        for _ in 0..4 {
            let note = [text(rng), text(rng), text(rng)];
            writer
                .write_record([pick(rng, &VALUES), &*note[0], &note[1], &note[2]])
                .expect("a vector takes all");
        }
        let document = String::from_utf8(writer.into_inner().expect("a vector")).expect("UTF-8");
        let structure = Structure::Table(Table { delimiter, header: true });
        let after = redact(redactor, &document, structure, 1 + rng.below(50));
        let (before, after) = (rows(&document, delimiter), rows(&after, delimiter));
        assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(before.len(), after.len());
            before.iter().zip(after).for_each(|(before, after)| check(before, after, "cell"));
        }
    });
}

/// Names of elements and attributes, and all text and values of attributes, in order.
fn xml(document: &str) -> (Vec<String>, Vec<String>) {
    use quick_xml::events::Event;
    let (mut names, mut texts) = (Vec::new(), vec![String::new()]);
    let mut reader = quick_xml::Reader::from_str(document);
    reader.config_mut().check_comments = true;
    let utf8 = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {document}")) {
            Event::Eof => return (names, texts),
            Event::Start(tag) | Event::Empty(tag) => {
                names.push(utf8(tag.name().as_ref()));
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap_or_else(|error| panic!("{error}: {document}"));
                    names.push(utf8(attribute.key.as_ref()));
                    texts.push(attribute.unescape_value().expect("sound references").into_owned());
                }
                texts.push(String::new());
            }
            Event::End(tag) => {
                names.push(format!("/{}", utf8(tag.name().as_ref())));
                texts.push(String::new());
            }
            Event::Text(text) => texts.last_mut().expect("one").push_str(&text.decode().expect("UTF-8")),
            Event::GeneralRef(name) => {
                let name = format!("&{};", utf8(&name));
                let ch = quick_xml::escape::unescape(&name).expect("a sound reference").into_owned();
                texts.last_mut().expect("one").push_str(&ch);
            }
            Event::CData(text) => texts.last_mut().expect("one").push_str(&utf8(&text)),
            Event::Comment(text) => assert!(!utf8(&text).contains("--")),
            _ => {}
        }
    }
}

#[test]
fn markup_is_read_by_quick_xml() {
    grow(100, |rng, redactor| {
        let mut document = String::from("<?xml version=\"1.0\"?><all>");
        for _ in 0..4 {
            let (attribute, content, comment) = (text(rng), text(rng), text(rng));
            let escaped = |text: &str| quick_xml::escape::escape(text).into_owned();
            document += &format!(
                "<mobile note=\"{}\">{}</mobile>",
                escaped(&attribute).replace('\n', "&#10;"),
                escaped(&content)
            );
            document += &format!("<x><![CDATA[{}]]></x>", text(rng).replace("]]>", ""));
            document += &format!("<!--{} -->\n<b/>", comment.replace('-', "_"));
        }
        document += "</all>";
        let after = redact(redactor, &document, Structure::Xml, 1 + rng.below(50));
        let (before, after) = (xml(&document), xml(&after));
        assert_eq!(before.0, after.0);
        assert_eq!(before.1.len(), after.1.len());
        before.1.iter().zip(&after.1).for_each(|(before, after)| check(before, after, "text"));
    });
}

/// The values of all rows, as they are written.
fn values(dialect: &dyn Dialect, dump: &str) -> Vec<Vec<String>> {
    let statements = Parser::parse_sql(dialect, dump).unwrap_or_else(|error| panic!("{error}: {dump}"));
    let mut all = Vec::new();
    for statement in statements {
        let Statement::Insert(insert) = statement else { continue };
        let Some(SetExpr::Values(values)) = insert.source.map(|query| *query.body) else { continue };
        for row in values.rows {
            let value = |expression: &Expr| match expression {
                Expr::Value(value) => value.value.clone().into_string().unwrap_or_else(|| value.to_string()),
                other => other.to_string(),
            };
            all.push(row.iter().map(value).collect());
        }
    }
    all
}

#[test]
fn dumps_are_read_by_sqlparser() {
    grow(60, |rng, redactor| {
        let mysql = rng.below(2) == 0;
        let quoted = |text: &str| {
            let text = if mysql { text.replace('\\', "\\\\").replace('\n', "\\n") } else { text.to_owned() };
            format!("'{}'", text.replace('\'', "''"))
        };
        let mut dump =
            String::from(if mysql { "-- MySQL dump 10.13\n" } else { "-- PostgreSQL database dump\n" });
        dump += "CREATE TABLE people (id int, mobile varchar(20), note text);\n";
        for id in 0..3 {
            let number =
                if rng.below(2) == 0 { "13812345678".to_owned() } else { quoted(pick(rng, &VALUES)) };
            dump += &format!("INSERT INTO people VALUES ({id}, {number}, {}), ", quoted(&text(rng)));
            dump += &format!(
                "(NULL, {}, {}); /* {} */ -- {}\n",
                quoted(&text(rng)),
                quoted(""),
                "13812345678",
                "13812345678"
            );
        }
        let dialect: &dyn Dialect = if mysql { &MySqlDialect {} } else { &PostgreSqlDialect {} };
        let after = redact(redactor, &dump, Structure::Sql, 1 + rng.below(50));
        let (before, after) = (values(dialect, &dump), values(dialect, &after));
        assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(before.len(), after.len());
            before.iter().zip(after).for_each(|(before, after)| check(before, after, "value"));
        }
    });
}

#[test]
fn what_a_vault_took_out_comes_back() {
    let key = Key::from_bytes(&[7; 32]).expect("long enough");
    for seed in 0..100 {
        let rng = &mut Rng(seed);
        let vault = if seed % 2 == 0 { Vault::keyed(&key) } else { Vault::numbered() };
        let redactor = Redactor::builder().default_operator(&vault).build().expect("sound");
        let json = json!({ "root": tree(rng, 3), "mobile": [13_812_345_678_u64, "13812345678"] });
        let mut writer = csv::Writer::from_writer(Vec::new());
        for _ in 0..4 {
            writer.write_record([text(rng), text(rng)]).expect("a vector takes all");
        }
        let table = String::from_utf8(writer.into_inner().expect("a vector")).expect("UTF-8");
        let escaped = quick_xml::escape::partial_escape(text(rng)).into_owned();
        let sql =
            format!("INSERT INTO t (mobile, x) VALUES (13812345678, '{}');", text(rng).replace('\'', "''"));
        for (structure, document) in [
            (Structure::Json, json.to_string()),
            (Structure::Json, format!("{json:#}")),
            (Structure::Table(Table { delimiter: b',', header: false }), table),
            (Structure::Xml, format!("<a><b>{escaped}</b><mobile>13812345678</mobile></a>")),
            (Structure::Sql, sql),
            (Structure::Pairs, format!("mobile=13812345678 e=\"{}\" x=1", "jane.roe@example.com")),
            (Structure::Text, text(rng)),
        ] {
            let redacted = redactor.redact_document(&Scanner::new(), document.as_bytes(), structure);
            for value in VALUES {
                let left = redacted.windows(value.len()).any(|part| part == value.as_bytes());
                assert!(!left, "{structure:?}: {value} is left");
            }
            let restored = vault.restore_document(&redacted, structure);
            assert_eq!(String::from_utf8_lossy(&restored), document, "{structure:?}");
        }
    }
}

#[test]
fn policies_by_path_see_where_a_value_is() {
    let redactor = Redactor::builder()
        .path("/customers/*/mobile", Mask::keep(3, 4))
        .and_then(|builder| builder.path("secret", Remove))
        .and_then(|builder| builder.path("people/mobile", Replace::with("[column]")))
        .expect("sound paths")
        .build()
        .expect("sound operators");
    let redact = |document: &str, structure| redact(&redactor, document, structure, 7);
    let json =
        r#"{"customers": [{"mobile": "13812345678", "secret": "13812345678"}], "mobile": 13812345678}"#;
    let expected =
        r#"{"customers": [{"mobile": "138****5678", "secret": ""}], "mobile": "<CN_MOBILE_NUMBER>"}"#;
    assert_eq!(redact(json, Structure::Json), expected);
    let table = redact("secret,x\n13812345678,13812345678\n", Structure::Table(Table::CSV));
    assert_eq!(table, "secret,x\n,<CN_MOBILE_NUMBER>\n");
    let dump = redact("INSERT INTO people (id, mobile) VALUES (1, '13812345678');", Structure::Sql);
    assert_eq!(dump, "INSERT INTO people (id, mobile) VALUES (1, '[column]');");
}

/// What begins something that never ends is not looked through again and again: quadratic work on these would
/// take hours.
#[test]
fn unkind_documents_end() {
    let scanner = Scanner::builder().entities(["EMAIL_ADDRESS"]).build().expect("sound");
    for part in [
        "{\"a\":",
        "[",
        "\"",
        "\\",
        "\"\\u",
        "<!--",
        "<![CDATA[",
        "<?",
        "<a ",
        "<a '",
        "<!a[",
        "<",
        "&",
        "'",
        "/*",
        "$$",
        "$a",
        "[[",
        "a=",
        "a=1&",
        "a=\"",
        ",\"",
        "\"\"",
        "(",
        "E'",
        "--",
        "`",
        "\t",
        "\n\"",
        "<a b=\"",
        "</",
        "1.",
        "-",
    ] {
        let text = part.repeat(400_000 / part.len());
        for structure in [
            Structure::Json,
            Structure::JsonLines,
            Structure::Table(Table::CSV),
            Structure::Pairs,
            Structure::Sql,
            Structure::Xml,
            Structure::Html,
        ] {
            let clean = Redactor::new().redact_document(&scanner, text.as_bytes(), structure);
            assert!(clean == text.as_bytes(), "{structure:?}: {part}");
        }
    }
}
