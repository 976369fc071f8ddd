//! Small documents of each structure.

use super::*;
use crate::{DocumentStream, Redactor, Replace, Rule, Rules, Scanner};

/// Finds badges anywhere (`B-123456`) and tickets (six digits) where a name says so.
fn scanner() -> Scanner {
    let sure = crate::Confidence { pattern: 90, ..crate::Confidence::default() };
    let mut rules = Rules::new();
    let badge = Rule::builder("test.badge", "BADGE").pattern("B-[0-9]{6}").confidence(sure);
    rules.push(badge.build().expect("a sound rule")).expect("a new id");
    let ticket = Rule::builder("test.ticket", "TICKET").pattern("[0-9]{6}").labels(["ticket", "票号"]);
    rules.push(ticket.requires_label().build().expect("a sound rule")).expect("a new id");
    Scanner::builder().builtin(false).rules(rules).build().expect("sound rules")
}

/// Redacts a document at once and in chunks of every size, which is the same.
fn redact_with(redactor: &Redactor, structure: Structure, document: &str) -> String {
    let scanner = scanner();
    let whole = redactor.redact_document(&scanner, document.as_bytes(), structure);
    for size in 1..document.len().min(40) {
        let mut stream = DocumentStream::new(&scanner, redactor, structure);
        let mut out = Vec::new();
        document.as_bytes().chunks(size).for_each(|chunk| stream.push(chunk, &mut out));
        stream.finish(&mut out);
        assert_eq!(String::from_utf8_lossy(&out), String::from_utf8_lossy(&whole), "chunks of {size}");
    }
    String::from_utf8(whole).expect("UTF-8 as before")
}

fn redact(structure: Structure, document: &str) -> String {
    redact_with(&Redactor::new(), structure, document)
}

/// Paths and values as they are written in the document.
fn found(structure: Structure, document: &str) -> Vec<(String, &str)> {
    let located = scanner().scan_document(document, structure);
    located
        .iter()
        .map(|one| (one.path.to_string(), document.get(one.finding.range()).expect("on characters")))
        .collect()
}

#[test]
fn json_stays_json_and_keeps_its_bytes() {
    let document = r#"{ "a\/b": "x\u0041 B-\u003123456 \"q\"", "ticket": 123456, "B-222222": [1.50, -0, null ,"B-333333"] }"#;
    let expected = r#"{ "a\/b": "x\u0041 <BADGE> \"q\"", "ticket": "<TICKET>", "<BADGE>": [1.50, -0, null ,"<BADGE>"] }"#;
    assert_eq!(redact(Structure::Json, document), expected);
    let paths = [
        ("/a~1b".to_owned(), r"B-\u003123456"),
        ("/ticket".to_owned(), "123456"),
        ("/ticket".to_owned(), "B-222222"),
        ("/B-222222/3".to_owned(), "B-333333"),
    ];
    let found = found(Structure::Json, document);
    assert_eq!(found[0], paths[0]);
    assert_eq!(found[1], paths[1]);
    assert_eq!(found[2].1, paths[2].1);
    assert_eq!(found[3], paths[3]);
}

#[test]
fn keys_name_the_elements_of_lists_and_the_values_of_wrappers() {
    let document = r#"{"tickets": ["111111", "x", "222222"], "ticket": {"value": "333333"},
        "fields": [{"name": "ticket", "value": 444444}, {"name": "size", "value": 555555}],
        "ticket_no_2": "666666", "size": "777777"}"#;
    let values: Vec<&str> = found(Structure::Json, document).into_iter().map(|(_, value)| value).collect();
    assert_eq!(values, ["111111", "222222", "333333", "444444", "666666"]);
}

#[test]
fn a_number_stays_a_number_where_it_can() {
    let digits = Redactor::builder().default_operator(Replace::with("7")).build().expect("sound");
    assert_eq!(redact_with(&digits, Structure::Json, r#"{"ticket": 123456}"#), r#"{"ticket": 7}"#);
    let quoted = Redactor::builder().default_operator(Replace::with("a\"\\\n")).build().expect("sound");
    assert_eq!(redact_with(&quoted, Structure::Json, r#"{"ticket":123456}"#), r#"{"ticket":"a\"\\\n"}"#);
}

#[test]
fn malformed_json_is_text_where_it_is_malformed() {
    for (document, expected) in [
        (r#"{"a": "B-123456"#, r#"{"a": "<BADGE>"#),
        (r#"see B-123456 and {"ticket": 123456}"#, r#"see <BADGE> and {"ticket": "<TICKET>"}"#),
        ("{'a': 'B-123456', B-222222}", "{'a': '<BADGE>', <BADGE>}"),
        ("{\"a\": \"B-1\n23456\", \"b\": \"B-123456\"}", "{\"a\": \"B-1\n23456\", \"b\": \"<BADGE>\"}"),
        ("]]}}\"", "]]}}\""),
        (r#"["\uD800 \q B-123456\"#, r#"["\uD800 \q <BADGE>\"#),
    ] {
        assert_eq!(redact(Structure::Json, document), expected);
    }
    let lines = "{\"a\": \"B-123456\n{\"ticket\": 123456}\r\n\n[\"B-222222\"]";
    let expected = "{\"a\": \"<BADGE>\n{\"ticket\": \"<TICKET>\"}\r\n\n[\"<BADGE>\"]";
    assert_eq!(redact(Structure::JsonLines, lines), expected);
}

#[test]
fn deep_documents_are_walked_without_recursion() {
    for structure in [Structure::Json, Structure::Xml] {
        let (open, close) = if structure == Structure::Json { ("[", "]") } else { ("<a>", "</a>") };
        let document = format!("{}\"B-123456\"{}", open.repeat(100_000), close.repeat(100_000));
        let redacted = Redactor::new().redact_document(&scanner(), document.as_bytes(), structure);
        let label = if structure == Structure::Json { "<BADGE>" } else { "&lt;BADGE&gt;" };
        assert!(redacted == document.replace("B-123456", label).as_bytes());
        let located = scanner().scan_document(&document, structure);
        assert!(located.len() == 1 && located[0].path.len() <= 4 * 257);
    }
}

#[test]
fn cells_have_the_names_of_their_columns() {
    let table = "name,票号,note\r\nJane,123456,\"a \"\"B-123456\"\" b\"\r\n\"x,y\",\"222222\",333333\r\n";
    let expected =
        "name,票号,note\r\nJane,<TICKET>,\"a \"\"<BADGE>\"\" b\"\r\n\"x,y\",\"<TICKET>\",333333\r\n";
    assert_eq!(redact(Structure::Table(Table::CSV), table), expected);
    let paths: Vec<String> =
        found(Structure::Table(Table::CSV), table).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["票号", "note", "票号"]);
    let awkward = Redactor::builder().default_operator(Replace::with("a,\"b")).build().expect("sound");
    let cells = redact_with(&awkward, Structure::Table(Table::CSV), "ticket,n\n123456,\"B-123456\"\n");
    assert_eq!(cells, "ticket,n\n\"a,\"\"b\",\"a,\"\"b\"\n");
    let nameless = Structure::Table(Table { delimiter: b'\t', header: false });
    assert_eq!(found(nameless, "1\tB-123456\n"), [("2".to_owned(), "B-123456")]);
    assert_eq!(
        redact(Structure::Table(Table::CSV), "ticket\n\"123456\n654321\n"),
        "ticket\n\"<TICKET>\n<TICKET>\n"
    );
}

#[test]
fn pairs_are_read_with_their_keys() {
    let log = "level=info ticket=123456 msg=\"badge B-12\\u0033456 \\\"x\\\"\" size=654321\nGET /?ticket=111111&b=2;";
    let expected =
        "level=info ticket=<TICKET> msg=\"badge <BADGE> \\\"x\\\"\" size=654321\nGET /?ticket=<TICKET>&b=2;";
    assert_eq!(redact(Structure::Pairs, log), expected);
    let spaced = Redactor::builder().default_operator(Replace::with("a b")).build().expect("sound");
    assert_eq!(redact_with(&spaced, Structure::Pairs, "ticket=123456 x"), "ticket=\"a b\" x");
    let paths: Vec<String> = found(Structure::Pairs, log).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["ticket", "msg", "ticket"]);
}

#[test]
fn statements_know_their_columns() {
    let dump = "-- MySQL dump 10.13\nCREATE TABLE `t` (\n  `id` int(11) NOT NULL,\n  `ticket` int, PRIMARY KEY (`id`)\n);\n\
        INSERT INTO `t` VALUES (100001,200001),(100002,'it\\'s B-200002');\n\
        INSERT INTO u (note, ticket) VALUES ('it''s B-123456; (', 300001);\n\
        UPDATE u SET ticket = '400001' WHERE id = 100003; -- B-222222\n";
    let redacted = redact(Structure::Sql, dump);
    let expected = dump
        .replace("200001", "'<TICKET>'")
        .replace("B-200002", "<BADGE>")
        .replace("300001", "'<TICKET>'")
        .replace("400001", "<TICKET>")
        .replace("B-123456", "<BADGE>")
        .replace("B-222222", "<BADGE>");
    assert_eq!(redacted, expected);
    let paths: Vec<String> = found(Structure::Sql, dump).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["/t/ticket", "/t/ticket", "/u/note", "/u/ticket", "/ticket", ""]);
}

#[test]
fn rows_of_copy_are_cells() {
    let dump = "COPY public.t (id, ticket, note) FROM stdin;\n100001\t123456\tB-\\\\ B-123456\\tx\n\\N\t\\N\t\n\\.\n\nSELECT 1;\n";
    let expected = dump.replace("\t123456", "\t<TICKET>").replace("B-123456", "<BADGE>");
    assert_eq!(redact(Structure::Sql, dump), expected);
    let paths: Vec<String> = found(Structure::Sql, dump).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["/t/ticket", "/t/note"]);
}

#[test]
fn markup_is_kept_and_text_is_escaped() {
    let document = "<?xml version=\"1.0\"?>\n<!-- B-111111 -->\n<r a='B-222222'><ticket>123456</ticket><f name=\"ticket\">654321</f>\
        <n>B-33&#51;333 &amp; 1 < 2</n><c><![CDATA[B-444444 ]] >]]></c></r>";
    let expected = "<?xml version=\"1.0\"?>\n<!-- <BADGE> -->\n<r a='&lt;BADGE&gt;'><ticket>&lt;TICKET&gt;</ticket><f name=\"ticket\">&lt;TICKET&gt;</f>\
        <n>&lt;BADGE&gt; &amp; 1 < 2</n><c><![CDATA[<BADGE> ]] >]]></c></r>";
    assert_eq!(redact(Structure::Xml, document), expected);
    let paths: Vec<String> = found(Structure::Xml, document).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["", "/r/@a", "/r/ticket", "/r/f", "/r/n", "/r/c"]);
}

#[test]
fn html_is_read_as_it_is_written() {
    let document = "<!DOCTYPE html><HTML><body>B-111111<br>a <b@c> <img alt=B-222222 src=x><input name=ticket value=123456>\
        <script>if (a < b) \"B-333333\"</script></BODY>";
    let expected = "<!DOCTYPE html><HTML><body>&lt;BADGE&gt;<br>a <b@c> <img alt=\"&lt;BADGE&gt;\" src=x><input name=ticket value=\"&lt;TICKET&gt;\">\
        <script>if (a < b) \"<BADGE>\"</script></BODY>";
    assert_eq!(redact(Structure::Html, document), expected);
    let paths: Vec<String> = found(Structure::Html, document).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["/html/body", "/html/body/img/@alt", "/html/body/input/@value", "/html/body/script"]);
}

#[test]
fn what_a_document_is_can_be_seen() {
    let scanner = scanner();
    let detect = |text: &str| Structure::detect(None, text.as_bytes(), true, &scanner);
    for (text, expected) in [
        ("", Structure::Text),
        ("hello world\n", Structure::Text),
        ("[error] it broke\n", Structure::Text),
        ("[1] a reference\n", Structure::Text),
        ("{not json}", Structure::Text),
        (" {\"a\": 1}\n", Structure::Json),
        ("[\n {\"a\": 1},\n {\"a\": 2}\n]\n", Structure::Json),
        ("{\"a\": 1}\n{\"a\": 2}\n", Structure::JsonLines),
        ("{\n\"a\": 1}\n{\"a\": 2}\n", Structure::Json),
        ("<?xml version='1.0'?><a/>", Structure::Xml),
        ("<a><b>1</b></a>\n", Structure::Xml),
        ("<p>hello\n\n# Title\n", Structure::Text),
        ("<34>Oct 11 22:14:15 host su: x\n", Structure::Text),
        ("<!doctype HTML><p>x", Structure::Html),
        ("-- dump\n\nINSERT INTO t VALUES (1);\n", Structure::Sql),
        ("INSERT your card now\n", Structure::Text),
        ("ts=1 level=info msg=\"x\"\nts=2 level=warn\n", Structure::Pairs),
        ("a = b\nc = d\n", Structure::Text),
        ("see x=1\n", Structure::Text),
        ("name,ticket\na,1\nb,2\nc,3\n", Structure::Table(Table::CSV)),
        ("name\tticket\na\t1\nb\t2\nc\t3\n", Structure::Table(Table::TSV)),
    ] {
        assert_eq!(detect(text), expected, "{text}");
    }
    let named = |name: &str, text: &str| Structure::detect(Some(name), text.as_bytes(), true, &scanner);
    assert_eq!(named("CSV", "name\nx\n"), Structure::Table(Table::CSV));
    assert_eq!(named("json", "nonsense"), Structure::Json);
    assert_eq!(named("json", "{}\n{}\n"), Structure::JsonLines);
    assert_eq!(named("sql", ""), Structure::Sql);
}
