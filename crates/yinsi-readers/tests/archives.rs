//! Archives, workbooks and databases: sound, broken and evil.

#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{encoded, gzip, read, read_with, records, tar, zip, zstd};
use yinsi::Encoding;
use yinsi_readers::{Limits, Reader};

const CSV: &[u8] = b"name,phone\nA,13812345678\n";
const ROW: &str = "2: name=A, phone=13812345678";

#[test]
fn archives_of_all_kinds_are_opened() {
    for (name, bytes, title) in [
        ("a.zip", zip(&[("d/p.csv", CSV)]), "a.zip!d/p.csv"),
        ("a", zip(&[("d/p.csv", CSV)]), "a!d/p.csv"),
        ("p.csv.gz", gzip(CSV), "p.csv.gz"),
        ("p.csv.gz", [gzip(b"name,phone\n"), gzip(b"A,13812345678\n")].concat(), "p.csv.gz"),
        ("p.csv.zst", zstd(CSV), "p.csv.zst"),
        ("p.csv.zst", [zstd(b"name,phone\n"), zstd(b"A,13812345678\n")].concat(), "p.csv.zst"),
        ("a.tar", tar(&[("d/p.csv", CSV)]), "a.tar!d/p.csv"),
        ("a.tgz", gzip(&tar(&[("p.csv", CSV)])), "a.tgz!p.csv"),
        ("a.tar.zst", zstd(&tar(&[("p.csv", CSV)])), "a.tar.zst!p.csv"),
        ("a.zip", zip(&[("b.zip", &zip(&[("p.csv.gz", &gzip(CSV))]))]), "a.zip!b.zip!p.csv.gz"),
    ] {
        let seen = read(name, &bytes);
        assert_eq!(seen.faults, Vec::<String>::new(), "{name}");
        assert_eq!(seen.tables, [format!("{title} delimited UTF-8")]);
        assert_eq!(seen.records, [ROW]);
    }
}

#[test]
fn each_member_has_its_own_encoding_and_names_may_be_gbk() {
    let gbk = encoded(Encoding::GB18030, "姓名,电话\n李华,13800138000\n");
    let mut archive = zip(&[("XXXX.csv", &gbk), ("b.txt", "你好\n".as_bytes())]);
    let name = encoded(Encoding::GB18030, "名单");
    // Old archivers write names in the encoding of the machine.
    for at in memchr::memmem::find_iter(&archive.clone(), b"XXXX") {
        archive[at..at + 4].copy_from_slice(&name);
    }
    let seen = read("a.zip", &archive);
    assert_eq!(seen.tables, ["a.zip!名单.csv delimited gb18030", "a.zip!b.txt text UTF-8"]);
    assert_eq!(seen.records, ["2: 姓名=李华, 电话=13800138000", "1: 你好"]);
}

#[test]
fn archives_within_archives_end_at_the_depth() {
    let mut bytes = CSV.to_vec();
    for _ in 0..8 {
        bytes = zip(&[("a.zip", &bytes)]);
    }
    let seen = read("a.zip", &bytes);
    assert_eq!(seen.faults, ["a.zip!a.zip!a.zip!a.zip!a.zip: not read: more than 4 archives in one another"]);
    assert_eq!(seen.records, Vec::<String>::new());
}

#[test]
fn a_bomb_ends_at_the_ratio_and_what_came_before_it_counts() {
    let zeros = vec![b'0'; 64 << 20];
    let inner = gzip(&zeros);
    for (name, bytes) in [
        ("a.zip", zip(&[("p.csv", CSV), ("bomb.txt", &zeros), ("bomb2.txt", &zeros), ("q.csv", CSV)])),
        ("a.tar.gz", gzip(&tar(&[("p.csv", CSV), ("bomb.txt", &zeros)]))),
        ("b.zip", zip(&[("p.csv", CSV), ("x.gz", &inner), ("y.gz", &inner)])),
    ] {
        let seen = read(name, &bytes);
        assert!(seen.records.contains(&ROW.to_owned()), "{name}");
        let last = seen.faults.last().expect("a fault");
        assert!(last.contains("more than 500 bytes unpacked for each one packed"), "{name}: {last}");
        assert!(seen.faults.len() <= 6, "{name}: {:?}", seen.faults);
    }
    let mut limits = Limits::default();
    limits.bytes = 10;
    let seen = read_with(&Reader::new().limits(limits), "p.csv.gz", &gzip(CSV));
    assert_eq!(seen.faults, ["p.csv.gz: not read: more than 10 bytes unpacked"]);
}

#[test]
fn names_that_lead_elsewhere_are_only_names() {
    let evil = "../../../../tmp/yinsi-readers-evil.csv";
    for (name, bytes) in [("a.zip", zip(&[(evil, CSV)])), ("a.tar", tar(&[(evil, CSV)]))] {
        let seen = read(name, &bytes);
        assert_eq!(seen.tables, [format!("{name}!{evil} delimited UTF-8")]);
        assert_eq!(seen.records, [ROW]);
    }
    assert!(!std::path::Path::new("/tmp/yinsi-readers-evil.csv").exists());
}

#[test]
fn absurd_counts_cost_nothing() {
    let mut archive = zip(&[("p.csv", CSV)]);
    // The end of the directory says there are 65,534 members.
    let end = memchr::memmem::rfind(&archive, b"PK\x05\x06").expect("an end");
    archive[end + 8..end + 12].copy_from_slice(&[0xFE, 0xFF, 0xFE, 0xFF]);
    let seen = read("a.zip", &archive);
    assert_eq!(seen.faults.len(), 1, "{:?}", seen.faults);

    let members: Vec<(String, &[u8])> = (0..50).map(|index| (format!("{index}.csv"), CSV)).collect();
    let members: Vec<(&str, &[u8])> = members.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let mut limits = Limits::default();
    limits.members = 10;
    for (name, bytes) in [("a.zip", zip(&members)), ("a.tar", tar(&members))] {
        let seen = read_with(&Reader::new().limits(limits.clone()), name, &bytes);
        assert_eq!(seen.faults, [format!("{name}: rest not read: more than 10 members in one archive")]);
        assert_eq!(seen.records.len(), 10);
    }
}

#[test]
fn broken_archives_give_what_is_left_of_them() {
    let two = zip(&[("p.csv", CSV), ("q.csv", CSV)]);
    let seen = read("a.zip", &two[..two.len() / 2]);
    assert_eq!(seen.faults, ["a.zip: not read: not a sound ZIP archive"]);

    let mut damaged = zip(&[("p.csv", &CSV.repeat(50)), ("q.csv", CSV)]);
    let at = memchr::memmem::find(&damaged, b"p.csv").expect("a name") + 10;
    damaged[at] ^= 0xFF;
    let seen = read("a.zip", &damaged);
    assert!(seen.records.contains(&ROW.to_owned()), "{:?}", seen.faults);
    assert!(seen.faults.iter().any(|fault| fault.starts_with("a.zip!p.csv")), "{:?}", seen.faults);

    let gz = gzip(&CSV.repeat(5000));
    let seen = read("p.csv.gz", &gz[..gz.len() - 20]);
    assert!(seen.faults.iter().any(|fault| fault.starts_with("p.csv.gz")), "{:?}", seen.faults);

    let tarred = tar(&[("p.csv", CSV), ("q.csv", CSV)]);
    let seen = read("a.tar", &tarred[..1024 + 512 + 10]);
    assert!(seen.records.contains(&ROW.to_owned()));
    assert_eq!(seen.faults.len(), 1, "{:?}", seen.faults);
}

#[test]
fn members_with_a_password_are_listed() {
    let mut archive = zip(&[("p.csv", CSV), ("q.csv", CSV)]);
    // The first member's flag, in its own header and in the directory.
    for mark in [&b"PK\x03\x04"[..], b"PK\x01\x02"] {
        let at = memchr::memmem::find(&archive, mark).expect("a header");
        archive[at + if mark[2] == 3 { 6 } else { 8 }] |= 1;
    }
    let seen = read("a.zip", &archive);
    assert_eq!(seen.faults, ["a.zip!p.csv: not read: encrypted"]);
    assert_eq!(seen.tables, ["a.zip!q.csv delimited UTF-8"]);
}

fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("客户").unwrap();
    sheet.write(0, 0, "客户名单").unwrap();
    for (column, name) in ["姓名", "身份证号", "手机", "生日"].into_iter().enumerate() {
        sheet.write(2, column as u16, name).unwrap();
    }
    sheet.write(3, 0, "张伟").unwrap();
    sheet.write(3, 1, 110_105_194_912_310_021.0).unwrap();
    sheet.write(3, 2, 13_812_345_678.0).unwrap();
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(1949, 12, 31).unwrap();
    sheet
        .write_with_format(3, 3, &date, &rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd"))
        .unwrap();
    sheet.write(5, 0, "王芳").unwrap();
    sheet.write(5, 2, "139 1234 5678").unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("old").unwrap();
    hidden.set_hidden(true);
    hidden.write(0, 0, "a@example.com").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn every_sheet_of_a_workbook_is_a_table() {
    let bytes = workbook();
    for name in ["a.xlsx", "without-a-name"] {
        let seen = read(name, &bytes);
        assert_eq!(seen.faults, Vec::<String>::new());
        assert_eq!(
            seen.tables,
            [format!("{name}#客户 workbook UTF-8"), format!("{name}#old workbook UTF-8")]
        );
        assert_eq!(
            seen.records,
            [
                "1: 客户名单",
                "4: 姓名=张伟, 身份证号=110105194912310000 [rounded], 手机=13812345678, 生日=1949-12-31",
                "6: 姓名=王芳, 手机=139 1234 5678",
                "1: a@example.com",
            ]
        );
    }
    assert_eq!(records("a.zip", zip(&[("b.xlsx", &bytes)])).len(), 4);
}

#[test]
fn broken_workbooks_are_listed() {
    let bytes = workbook();
    let seen = read("a.xlsx", &bytes[..bytes.len() / 2]);
    assert_eq!(seen.faults, ["a.xlsx: not read: not a sound ZIP archive"]);
    let seen = read("a.xlsx", zip(&[("xl/workbook.xml", b"<workbook>")]));
    assert_eq!(seen.faults.len(), 1, "{:?}", seen.faults);
    let seen = read("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0");
    assert_eq!(seen.faults, ["a.xls: not read: not a sound workbook"]);
    let mut limits = Limits::default();
    limits.memory = 100;
    let seen = read_with(&Reader::new().limits(limits), "a.xlsx", &bytes);
    assert_eq!(seen.faults, ["a.xlsx: not read: more than 100 bytes needed in memory"]);
}

/// Written by SQLite itself, with pages of 512 bytes: inner pages, overflow, a table without a rowid.
const PEOPLE: &[u8] = include_bytes!("data/people.sqlite");
const PEOPLE_16: &[u8] = include_bytes!("data/people16.sqlite");

#[test]
fn tables_of_a_database_are_read() {
    let seen = read("a.db", PEOPLE);
    assert_eq!(seen.faults, Vec::<String>::new());
    assert_eq!(seen.tables, ["a.db#people sqlite UTF-8", "a.db#kv sqlite UTF-8"]);
    assert_eq!(seen.records.len(), 100);
    assert_eq!(seen.records[0], "0: id=3, 姓名=张伟1, 手机=13800000001, score=0.5");
    assert_eq!(seen.records[1], format!("0: id=6, 姓名=张伟2, 手机=13800000002, note={}2", "x".repeat(3000)));
    assert_eq!(seen.records[59], "0: id=180, 姓名=张伟60, 手机=13800000060");
    let mut pairs = seen.records[60..].to_vec();
    pairs.sort();
    assert_eq!(pairs[39], "0: k=k39, v=-39000000273");
    let wide = read("a.db", PEOPLE_16);
    assert_eq!(wide.records[0], "0: id=3, 姓名=张伟1, 手机=13800000001, score=0.5");
    assert_eq!((wide.records.len(), wide.faults.len()), (8, 0));
}

#[test]
fn broken_databases_give_the_pages_that_are_left() {
    let seen = read("a.db", &PEOPLE[..PEOPLE.len() / 2]);
    assert!(!seen.records.is_empty() && !seen.faults.is_empty(), "{:?}", seen.faults);
    let mut damaged = PEOPLE.to_vec();
    // Each page in turn.
    for page in (0..damaged.len() / 512).step_by(3) {
        let from = page * 512 + if page == 0 { 100 } else { 0 };
        damaged[from..from + 8].fill(0xEE);
        let seen = read("a.db", &damaged);
        assert!(seen.records.len() < 100 && !seen.faults.is_empty() || page > 0);
    }
    assert_eq!(read("a.db", b"SQLite format 3\0").faults.len(), 1);
}
