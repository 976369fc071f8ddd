//! What the fuzz target `records` does with its bytes; the target of that name runs it by libFuzzer,
//! `fuzz_smoke.rs` on seeded inputs.
#![allow(unreachable_pub)] // the fuzz crate re-exports it

use std::ops::ControlFlow;

use yinsi_readers::{Fault, Limits, Reader, Record, Table, TextUnit, Visit};

/// Names that make a reader expect something.
const NAMES: [&str; 16] = [
    "a", "a.csv", "a.tsv", "a.json", "a.jsonl", "a.sql", "a.vcf", "a.eml", "a.mbox", "a.txt", "a.zip",
    "a.xlsx", "a.db", "a.tar", "a.csv.gz", "a.zst",
];

/// Asks of every record what readers promise.
struct Check {
    tables: usize,
    records: u64,
    last: u64,
}

impl Visit for Check {
    fn table(&mut self, table: &Table) -> ControlFlow<()> {
        assert_eq!(table.index, self.tables);
        self.tables += 1;
        self.last = 0;
        ControlFlow::Continue(())
    }

    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        assert!(!record.fields.is_empty(), "a record without fields");
        assert!(record.fields.iter().all(|field| !field.text.is_empty()), "a field without text");
        if record.table.index + 1 == self.tables {
            assert!(record.place.record > self.last, "records are counted");
            self.last = record.place.record;
        }
        self.records += 1;
        ControlFlow::Continue(())
    }

    fn fault(&mut self, fault: Fault) {
        assert!(!fault.to_string().is_empty());
    }
}

/// Whatever the bytes are, they are read to their end without a panic, within the limits.
pub fn records(data: &[u8]) {
    let [which, bytes @ ..] = data else { return };
    let mut limits = Limits::default();
    limits.record = 20_000;
    limits.bytes = 1 << 20;
    limits.members = 100;
    limits.memory = 1 << 22;
    let unit = if which & 0x80 == 0 { TextUnit::Line } else { TextUnit::Paragraph };
    let reader = Reader::new().limits(limits).text_unit(unit);
    let name = NAMES.get(usize::from(which & 0x0F)).copied().unwrap_or_default();
    let mut check = Check { tables: 0, records: 0, last: 0 };
    assert!(reader.read_bytes(name, bytes, &mut check).is_continue());
}
