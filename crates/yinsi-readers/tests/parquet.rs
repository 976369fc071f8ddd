//! Parquet files, written by the crate that reads them.

#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::sync::Arc;

use common::{read, read_with};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use yinsi_readers::{Limits, Reader};

fn file(compression: Compression, groups: usize) -> Vec<u8> {
    let schema = "message people { optional binary name (UTF8); required int64 phone; optional binary raw; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
    for group in 0..groups {
        let mut row_group = writer.next_row_group().unwrap();
        let mut column = row_group.next_column().unwrap().unwrap();
        let names = [ByteArray::from("张伟"), ByteArray::from("王芳")];
        column.typed::<ByteArrayType>().write_batch(&names, Some(&[1, 0, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = row_group.next_column().unwrap().unwrap();
        let phones = [0, 1, 2].map(|row| 13_800_000_000 + group as i64 * 10 + row);
        column.typed::<Int64Type>().write_batch(&phones, None, None).unwrap();
        column.close().unwrap();
        let mut column = row_group.next_column().unwrap().unwrap();
        let raw = [ByteArray::from("a@example.com")];
        column.typed::<ByteArrayType>().write_batch(&raw, Some(&[0, 0, 1]), None).unwrap();
        column.close().unwrap();
        row_group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

#[test]
fn rows_of_all_groups_are_records() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::LZ4_RAW,
    ] {
        let seen = read("a.parquet", file(compression, 2));
        assert_eq!(seen.faults, Vec::<String>::new());
        assert_eq!(seen.tables, ["a.parquet parquet UTF-8"]);
        assert_eq!(
            seen.records[..3],
            [
                "0: name=张伟, phone=13800000000",
                "0: phone=13800000001",
                "0: name=王芳, phone=13800000002, raw=a@example.com"
            ]
        );
        assert_eq!(seen.records.len(), 6);
    }
}

#[test]
fn broken_files_are_listed() {
    let bytes = file(Compression::SNAPPY, 2);
    let seen = read("a.parquet", &bytes[..bytes.len() - 20]);
    assert_eq!(seen.faults, ["a.parquet: not read: not a sound Parquet file"]);
    let mut damaged = bytes.clone();
    damaged[4..40].fill(0xFF);
    let seen = read("a.parquet", &damaged);
    assert!(!seen.faults.is_empty(), "{seen:?}");
    let mut limits = Limits::default();
    limits.memory = 10;
    let seen = read_with(&Reader::new().limits(limits), "a.parquet", &bytes);
    assert!(
        seen.faults.iter().all(|fault| fault.contains("more than 10 bytes needed in memory"))
            && !seen.faults.is_empty()
    );
}

/// Written by Apache Arrow: two row groups, dictionaries, lists and structs, pages of both versions.
const ZSTD: [&[u8]; 2] = [include_bytes!("data/zstd-v1.parquet"), include_bytes!("data/zstd-v2.parquet")];

#[test]
fn pages_of_zstandard_are_read() {
    for bytes in ZSTD {
        let seen = read("a.parquet", bytes);
        assert_eq!(seen.faults, Vec::<String>::new());
        assert_eq!(seen.records.len(), 300);
        assert_eq!(seen.records[0], "0: phone=13800000000, tags=a\nb0, who=u0@example.com");
        assert_eq!(seen.records[299], "0: 姓名=张伟5, phone=13800000299, who=u299@example.com");
    }
}

#[test]
fn damaged_pages_are_said() {
    for bytes in ZSTD {
        for at in (4..bytes.len()).step_by(61) {
            let mut damaged = bytes.to_vec();
            damaged[at] ^= 0xFF;
            let seen = read("a.parquet", &damaged);
            assert!(seen.records.len() == 300 || !seen.faults.is_empty(), "byte {at}");
        }
    }
}
