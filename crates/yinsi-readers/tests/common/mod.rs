//! A visitor that writes down what it is given.

#![allow(dead_code, unreachable_pub, missing_docs)] // each suite uses a part of it

use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use yinsi_readers::{Fault, Reader, Record, Table, Visit};

#[derive(Default, Debug, PartialEq, Eq)]
pub struct Seen {
    /// `file#table format encoding`.
    pub tables: Vec<String>,
    /// `line: label=text, text`.
    pub records: Vec<String>,
    pub faults: Vec<String>,
}

impl Visit for Seen {
    fn table(&mut self, table: &Table) -> ControlFlow<()> {
        assert_eq!(table.index, self.tables.len());
        self.tables.push(format!("{} {} {}", table.title(), table.format, table.encoding));
        ControlFlow::Continue(())
    }

    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        assert_eq!(record.table.index + 1, self.tables.len(), "records are of the last table");
        assert!(!record.fields.is_empty() && record.place.record > 0);
        let fields = record.fields.iter().map(|field| {
            let name = field.path.or(field.label).map(|name| format!("{name}=")).unwrap_or_default();
            let damage = field.damage.map(|damage| format!(" [{}]", damage.as_str())).unwrap_or_default();
            format!("{name}{}{damage}", field.text)
        });
        let fields: Vec<String> = fields.collect();
        self.records.push(format!("{}: {}", record.place.line, fields.join(", ")));
        ControlFlow::Continue(())
    }

    fn fault(&mut self, fault: Fault) {
        self.faults.push(fault.to_string());
    }
}

pub fn read_with(reader: &Reader, name: &str, bytes: &[u8]) -> Seen {
    let mut seen = Seen::default();
    assert!(reader.read_bytes(name, bytes, &mut seen).is_continue());
    seen
}

pub fn read(name: &str, bytes: impl AsRef<[u8]>) -> Seen {
    read_with(&Reader::new(), name, bytes.as_ref())
}

/// The records, of a file in which nothing is wrong.
#[track_caller]
pub fn records(name: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
    let seen = read(name, bytes);
    assert_eq!(seen.faults, Vec::<String>::new());
    seen.records
}

pub fn encoded(encoding: yinsi::Encoding, text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    yinsi::Encoder::new(encoding, false).push(text.as_bytes(), &mut bytes);
    bytes
}

pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).expect("a member");
        writer.write_all(bytes).expect("its content");
    }
    writer.finish().expect("an archive").into_inner()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

pub fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        // As evil archives do it, past what the builder allows.
        let field = &mut header.as_old_mut().name;
        field.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
        header.set_cksum();
        builder.append(&header, *bytes).expect("memory");
    }
    builder.into_inner().expect("memory")
}
