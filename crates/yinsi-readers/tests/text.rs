//! Formats of text: tables, JSON, dumps, cards, mail, plain text, in all encodings, sound and broken.

#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{Seen, encoded, read, read_with, records};
use yinsi::{Encoding, Scanner};
use yinsi_readers::{Limits, Reader, TextUnit};

#[test]
fn a_table_is_read_with_any_delimiter_and_its_header() {
    for (name, text) in [
        ("a.csv", "姓名,手机\r\n张伟,13812345678\r\n\"王,芳\",\"1\"\"2\"\r\n"),
        ("a.csv", "姓名;手机\n张伟;13812345678\n\"王,芳\";\"1\"\"2\""),
        ("a.tsv", "姓名\t手机\n张伟\t13812345678\n王,芳\t\"1\"\"2\"\n"),
        ("a", "姓名|手机\n张伟|13812345678\n王,芳|\"1\"\"2\"\n"),
        ("a.txt", "姓名----手机\n张伟----13812345678\n王,芳----\"1\"\"2\"\n"),
        ("a.csv", "\u{FEFF}姓名，手机\n张伟，13812345678\n\"王,芳\"，\"1\"\"2\"\n\n"),
    ] {
        let expected = ["姓名=张伟, 手机=13812345678", "姓名=王,芳, 手机=1\"2"];
        assert_eq!(
            records(name, text),
            [format!("2: {}", expected[0]), format!("3: {}", expected[1])],
            "{text}"
        );
    }
}

#[test]
fn a_table_without_a_header_has_no_labels() {
    let text = "张伟,13812345678,北京\n王芳,13912345678,上海\n李娜,13712345678,广州\n";
    assert_eq!(records("a.csv", text)[0], "1: 张伟, 13812345678, 北京");
    assert_eq!(records("a", text)[2], "3: 李娜, 13712345678, 广州");
}

#[test]
fn columns_are_classified_by_a_scanner() {
    #[derive(Default)]
    struct Kinds(Vec<(String, bool)>);
    impl yinsi_readers::Visit for Kinds {
        fn table(&mut self, table: &yinsi_readers::Table) -> std::ops::ControlFlow<()> {
            let kind = |column: &yinsi_readers::Column| {
                column.kind.map_or(("-".into(), false), |kind| (kind.entity.into(), kind.by_header))
            };
            self.0 = table.columns.iter().map(kind).collect();
            std::ops::ControlFlow::Continue(())
        }
        fn record(&mut self, _: &yinsi_readers::Record<'_>) -> std::ops::ControlFlow<()> {
            std::ops::ControlFlow::Continue(())
        }
        fn fault(&mut self, fault: yinsi_readers::Fault) {
            panic!("{fault}");
        }
    }
    let text = "编号,姓名,手机号,邮箱\n1,张伟,13812345678,a@example.com\n2,王芳,13912345678,b@example.com\n";
    let mut kinds = Kinds::default();
    let _ = Reader::new().scanner(Scanner::new()).read_bytes("a.csv", text.as_bytes(), &mut kinds);
    let expected =
        [("-", false), ("CN_PERSON_NAME", true), ("CN_MOBILE_NUMBER", false), ("EMAIL_ADDRESS", false)];
    assert_eq!(kinds.0, expected.map(|(entity, by)| (entity.to_owned(), by)));
}

#[test]
fn titles_blank_lines_and_repeated_headers_are_no_rows_of_data() {
    let text =
        "客户名单,,\n,,\n姓名,手机,城市\n张伟,13812345678,北京\n\n姓名,手机,城市\n王芳,13912345678,上海\n";
    assert_eq!(
        records("a.csv", text),
        [
            "1: 客户名单",
            "4: 姓名=张伟, 手机=13812345678, 城市=北京",
            "7: 姓名=王芳, 手机=13912345678, 城市=上海"
        ]
    );
}

#[test]
fn a_quote_that_nobody_closes_costs_no_row() {
    let mut text = "id,name,phone\n".to_owned();
    for row in 0..200 {
        let quote = if row == 50 { "\"" } else { "" };
        text.push_str(&format!("{row},{quote}A,138{row:08}\n"));
    }
    let seen = read("a.csv", &text);
    assert_eq!(seen.records.len(), 200);
    assert_eq!(seen.records[50], "52: id=50, name=\"A, phone=13800000050");
    assert_eq!(seen.faults, ["a.csv:52: read another way: a quote that nobody closes, read as a character"]);
}

#[test]
fn cells_of_several_lines_and_rows_of_any_width_are_rows() {
    let text = "id,note\n1,\"one\ntwo\r\nthree\nfour\"\n2\n3,x,y\n";
    let seen = read("a.csv", text);
    assert_eq!(seen.records, ["2: id=1, note=one\ntwo\r\nthree\nfour", "6: id=2", "7: id=3, note=x, y"]);
    assert_eq!(seen.faults, ["a.csv:7: read another way: 3 cells under 2 columns"]);
}

#[test]
fn escapes_by_backslash_are_understood() {
    let text = "id,note\n1,\"say \\\"hi, you\\\"\"\n2,\"b\"\n3,\"c\"\n";
    assert_eq!(records("a.csv", text)[0], "2: id=1, note=say \"hi, you\"");
}

#[test]
fn prose_and_code_are_no_tables() {
    for text in [
        "Dear Sir, I write to you today.\nYesterday, I did not.\nTomorrow, who knows.\n",
        "今天天气很好，我们去公园。\n明天，可能会下雨，带上伞。\n后天，大概是晴天。\n",
        "fn main() {\n    let a = b;\n    call(a, b);\n}\n",
        "2024-01-01 10:00:00 INFO started, all is well\n2024-01-01 10:00:01 INFO stopped, too\n",
    ] {
        let seen = read("a.txt", text);
        assert!(seen.tables[0].contains(" text "), "{:?}", seen.tables);
        assert_eq!(seen.records.len(), text.lines().count());
    }
}

#[test]
fn what_a_spreadsheet_did_is_said() {
    let text = "姓名,身份证号,手机,邮编\nA,1.10105E+17,13812345678.0,050000\nB,110105194912310000,13912345678,10020\n";
    assert_eq!(
        records("a.csv", text),
        [
            "2: 姓名=A, 身份证号=1.10105E+17 [exponent], 手机=13812345678 [decimal], 邮编=050000",
            "3: 姓名=B, 身份证号=110105194912310000 [rounded], 手机=13912345678, 邮编=10020 [leading_zero]"
        ]
    );
}

#[test]
fn every_encoding_is_told_and_decoded() {
    let text = "姓名,电话\n李华,13800138000\n王芳,13900139000\n";
    let traditional = "姓名,電話\n陳怡君,0912345678\n林志豪,0912345679\n";
    for (encoding, text) in [
        (Encoding::UTF_8, text),
        (Encoding::GB18030, text),
        (Encoding::UTF_16LE, text),
        (Encoding::UTF_16BE, text),
        (Encoding::BIG5, traditional),
        (Encoding::UTF_8, traditional),
    ] {
        let seen = read("a.csv", encoded(encoding, text));
        assert_eq!(seen.tables, [format!("a.csv delimited {}", encoding.name())]);
        assert_eq!(seen.records, records("a.csv", text), "{encoding}");
    }
}

#[test]
fn bytes_that_are_no_text_are_said_and_the_rest_is_read() {
    let mut bytes = encoded(Encoding::GB18030, "姓名,电话\n李华,13800138000\n王芳,139001390\n");
    let cut = bytes.len() - 1;
    bytes.insert(cut, 0xFF);
    bytes.push(0xD0);
    let seen = read("a.csv", &bytes);
    assert_eq!(seen.records[..1], ["2: 姓名=李华, 电话=13800138000"]);
    assert_eq!(seen.records.len(), 3, "the cut tail is a row of its own");
    assert_eq!(seen.faults, ["a.csv: read in part: bytes that are no gb18030"]);
    let told = read_with(&Reader::new().encoding(Some(Encoding::BIG5)), "a.csv", b"name,x\n\xFF,1\n");
    assert_eq!(told.faults, ["a.csv: read in part: bytes that are no Big5"]);
}

#[test]
fn json_lines_are_read_line_by_line() {
    let text = "{\"id\":110105194912310021,\"user\":{\"name\":\"\\u5f20\\u4f1f\",\"phones\":[\"1\",\"2\"]},\"x\":null}\n\nbroken {\n{\"id\":2}\n[1,{\"a/b\":true}]\n";
    let seen = read("a.jsonl", text);
    assert_eq!(
        seen.records,
        [
            "1: /id=110105194912310021, /user/name=张伟, /user/phones/0=1, /user/phones/1=2",
            "3: broken {",
            "4: /id=2",
            "5: /0=1, /1/a~1b=true",
        ]
    );
    assert_eq!(seen.faults, ["a.jsonl:3: read another way: no JSON, read as a line of text"]);
    assert_eq!(read("a", text).records, seen.records, "without a telling name");
}

#[test]
fn the_arrays_of_a_document_are_its_records() {
    for (text, expected) in [
        ("[\n {\"a\": 1},\n {\"a\": {\"b\": \"x\"}}\n]\n", &["/a=1", "/a/b=x"][..]),
        (
            "{\"total\": 2, \"data\": {\"rows\": [{\"a\": 1},\n {\"a\": 2}]}, \"by\": \"me\"}",
            &["/a=1", "/a=2", "/total=2, /by=me"],
        ),
        (
            "{\n\"1001\": {\"name\": \"A\"},\n \"1002\": {\"name\": \"B\"}, \"1003\": {\"name\": \"C\"}}",
            &["/1001/name=A", "/1002/name=B", "/1003/name=C"],
        ),
        (
            "{\n\"user\": {\"name\": \"A\", \"contact\": {\"tel\": \"1\"}}, \"ok\": true\n}",
            &["/user/name=A, /user/contact/tel=1, /ok=true"],
        ),
        ("[\"a\", 1.5e3, null]", &["a", "1.5e3"]),
        ("{\n\"tags\": [\"a\", \"b\"]\n}", &["/tags/0=a, /tags/1=b"]),
    ] {
        let found = records("a.json", text);
        let found: Vec<&str> =
            found.iter().filter_map(|record| record.split_once(": ")).map(|(_, rest)| rest).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_broken_document_is_read_as_text_from_there() {
    let seen = read("a.json", "[\n{\"a\": 1},\n{\"a\": 13812345678},\n{\"a\": oops},\n{\"b\": 2}\n]\n");
    assert_eq!(seen.records[..2], ["1: /a=1", "2: /a=13812345678"]);
    assert!(
        seen.records.iter().any(|record| record.contains("oops"))
            && seen.records.iter().any(|record| record.contains("\"b\": 2"))
    );
    assert_eq!(seen.faults, ["a.json:4: read another way: no JSON, the rest read as lines of text"]);
    let cut = read("a.json", "[{\"a\": 1}, {\"a\": \"13812345678");
    assert!(cut.records.iter().any(|record| record.contains("13812345678")), "{:?}", cut.records);
    assert_eq!(cut.faults.len(), 1);
}

#[test]
fn deep_json_neither_fails_nor_disappears() {
    for depth in [40, 5000] {
        let text = format!("{}\"13812345678\"{}", "[".repeat(depth), "]".repeat(depth));
        let seen = read("a.json", &text);
        assert!(
            seen.records.iter().any(|record| record.contains("13812345678")),
            "{depth}: {:?}",
            seen.faults
        );
    }
}

#[test]
fn rows_of_dumps_have_the_names_of_their_columns() {
    let mysql = "-- MySQL dump\n/*!40101 SET NAMES utf8 */;\nCREATE TABLE `user` (\n  `id` int(11) NOT NULL,\n  `name` varchar(20) DEFAULT '',\n  `phone` varchar(20),\n  PRIMARY KEY (`id`)\n);\nINSERT INTO `user` VALUES (1,'张\\'伟','138'),\n(2,NULL,'it''s');\nINSERT INTO user (phone, id) VALUES (N'139',-3);\n";
    assert_eq!(
        records("a.sql", mysql),
        ["9: id=1, name=张'伟, phone=138", "10: id=2, phone=it's", "11: id=-3, phone=139"]
    );
}

#[test]
fn each_insert_may_list_columns_of_its_own() {
    let text = "INSERT INTO t (a, b) VALUES (1, 2);\nINSERT INTO t (b, a) VALUES (3, 4);\nINSERT INTO t (b) VALUES (5);\nINSERT INTO t (c, a) VALUES (6, 7);\nINSERT INTO u VALUES (8, 9);\nINSERT INTO v (a, b) VALUES (1, 2);\nINSERT INTO v VALUES (3, 4);\nINSERT INTO v (b) VALUES (5, 6);\n";
    let seen = read("a.sql", text);
    assert_eq!(seen.faults, ["a.sql#v:8: read another way: 3 cells under 2 columns"]);
    assert_eq!(
        seen.records,
        [
            "1: a=1, b=2",
            "2: a=4, b=3",
            "3: b=5",
            "4: c=6, a=7",
            "5: 8, 9",
            "6: a=1, b=2",
            "7: a=3, b=4",
            "8: b=5, 6"
        ]
    );
    assert_eq!(
        seen.tables,
        ["a.sql#t sql UTF-8", "a.sql#t sql UTF-8", "a.sql#u sql UTF-8", "a.sql#v sql UTF-8"]
    );
}

#[test]
fn copies_and_other_statements_are_read() {
    let text = "CREATE TABLE public.t (id integer, note text);\nCOPY public.t (id, note) FROM stdin;\n1\ta\\tb\n2\t\\N\n\\.\n\nUPDATE t SET note = '13812345678' WHERE id = 2;\nSELECT 1;\n";
    let seen = read("a.sql", text);
    assert_eq!(seen.faults, Vec::<String>::new());
    assert_eq!(
        seen.records,
        ["7: UPDATE t SET note = '13812345678' WHERE id = 2;", "3: id=1, note=a\tb", "4: id=2"]
    );
}

#[test]
fn a_dump_that_is_cut_keeps_what_is_there() {
    let seen = read("a.sql", "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y");
    assert_eq!(seen.records, ["1: a=1, b=x", "1: a=2, b=y"]);
    assert_eq!(seen.faults, ["a.sql#t:1: read in part: a row that does not end"]);
}

#[test]
fn cards_are_records() {
    let text = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=9F;;;\r\nTEL;CELL:138 1234\r\n 5678\r\nitem1.EMAIL:a@example.com\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:A\\, B\r\nADR:;;1 Way;Town;;123;\r\nBEGIN:VCARD\r\nFN:C\r\n";
    let seen = read("a.vcf", text);
    assert_eq!(
        seen.records,
        ["1: N=张伟, TEL=138 12345678, EMAIL=a@example.com", "9: FN=A, B, ADR=1 Way Town 123", "12: FN=C"]
    );
    assert_eq!(seen.faults.len(), 2);
    assert!(seen.faults[0].ends_with("a card that does not end"), "{:?}", seen.faults);
}

#[test]
fn mail_is_read_with_what_is_attached() {
    let message = "From: =?UTF-8?B?5byg5Lyf?= <a@example.com>\nTo: b@example.com\nSubject: Hi\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\nContent-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\n0NXD+w==\n--x\nContent-Type: text/csv; name=\"list.csv\"\nContent-Disposition: attachment\n\nname,phone\nA,13812345678\n--x--\n";
    let seen = read("a.eml", message);
    assert_eq!(seen.faults, Vec::<String>::new());
    assert_eq!(seen.tables, ["a.eml message UTF-8", "a.eml!1/list.csv delimited UTF-8"]);
    assert_eq!(seen.records[1], "2: name=A, phone=13812345678");
    assert!(
        seen.records[0].contains("From=张伟 <a@example.com>") && seen.records[0].contains("text/plain=姓名"),
        "{}",
        seen.records[0]
    );

    let mailbox = "From a Mon Jan  1 00:00:00 2024\nFrom: a@example.com\nTo: b@example.com\n\nOne\n>From the start\n\nFrom b Mon Jan  1 00:00:00 2024\nFrom: b@example.com\nTo: a@example.com\n\nTwo\n";
    let seen = read("box", mailbox);
    assert_eq!(seen.tables, ["box mailbox UTF-8"]);
    assert_eq!(seen.records.len(), 2);
    assert!(seen.records[0].contains("One\nFrom the start") && seen.records[1].contains("Two"));
}

#[test]
fn lines_or_paragraphs_of_a_text_are_records() {
    let text = "one\ntwo\n\n\nthree\r\n  \nfour";
    assert_eq!(records("a.txt", text), ["1: one", "2: two", "5: three", "7: four"]);
    let seen = read_with(&Reader::new().text_unit(TextUnit::Paragraph), "a.txt", text.as_bytes());
    assert_eq!(seen.records, ["1: one\ntwo", "5: three", "7: four"]);
    assert_eq!(read("empty", ""), Seen::default());
}

#[test]
fn records_over_the_limit_are_said_and_the_rest_goes_on() {
    let mut limits = Limits::default();
    limits.record = 20_000;
    let reader = Reader::new().limits(limits);
    let long = "x".repeat(50_000);
    for (name, text) in [
        ("a.txt", format!("one\n{long}\n13812345678\n")),
        ("a.csv", format!("id,name\n1,{long}\n2,13812345678\n")),
        ("a.csv", format!("id,name\n1,\"{long}\"\n2,13812345678\n")),
        ("a.jsonl", format!("{{\"a\":1}}\n{{\"a\":\"{long}\"}}\n{{\"a\":13812345678}}\n")),
        ("a.json", format!("[{{\"a\":1}},\n{{\"a\":\"{long}\"}},\n{{\"a\":13812345678}}\n]")),
        ("a.sql", format!("INSERT INTO t (a) VALUES ('{long}'), ('13812345678');")),
    ] {
        let seen = read_with(&reader, name, text.as_bytes());
        assert!(
            seen.records.iter().any(|record| record.contains("13812345678")),
            "{name}: {:?}",
            seen.faults
        );
        assert!(
            seen.faults.iter().any(|fault| fault.contains("a record of more than 20000 bytes")),
            "{name}: {:?}",
            seen.faults
        );
    }
}

#[test]
fn what_is_no_text_is_listed() {
    for (name, bytes, reason) in [
        ("a.pdf", &b"%PDF-1.7\n"[..], "not supported: PDF"),
        ("a.7z", b"7z\xBC\xAF\x27\x1C\0\x04", "not supported: a 7z archive"),
        ("a.bin", b"\0\x01\x02\0\0\0\x03\x04", "no text and no known format"),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", "not supported: an OLE document"),
    ] {
        assert_eq!(read(name, bytes).faults, [format!("{name}: not read: {reason}")]);
    }
}

#[test]
fn faults_of_one_table_are_told_up_to_a_number() {
    let text: String =
        (0..500).map(|row| if row == 0 { "a,b\n".to_owned() } else { format!("{row},x,y\n") }).collect();
    let seen = read("a.csv", text);
    assert_eq!(seen.records.len(), 499);
    assert_eq!(seen.faults.len(), 101);
    assert_eq!(seen.faults[100], "a.csv: read in part: 399 more records with faults");
}

#[test]
fn a_visitor_can_stop() {
    struct Stop(u32);
    impl yinsi_readers::Visit for Stop {
        fn record(&mut self, _: &yinsi_readers::Record<'_>) -> std::ops::ControlFlow<()> {
            self.0 += 1;
            std::ops::ControlFlow::Break(())
        }
        fn fault(&mut self, _: yinsi_readers::Fault) {}
    }
    for (name, text) in [
        ("a.csv", "id,b\n1,2\n3,4\n"),
        ("a.txt", "a\nb\n"),
        ("a.json", "[{\"a\":1},\n{\"a\":2}]"),
        ("a.sql", "INSERT INTO t VALUES (1),(2);"),
    ] {
        let mut stop = Stop(0);
        assert!(Reader::new().read_bytes(name, text.as_bytes(), &mut stop).is_break(), "{name}");
        assert_eq!(stop.0, 1, "{name}");
    }
}
