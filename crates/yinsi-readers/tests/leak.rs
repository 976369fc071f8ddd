//! A generated leak, read again: what is found is what its truth says.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::ops::ControlFlow;

use yinsi::{Context, Scanner};
use yinsi_readers::{Damage, Fault, Reader, Record, Visit};
use yinsi_sample::Leak;

struct Count<'s> {
    scanner: &'s Scanner,
    /// Hits and values by entity.
    values: BTreeMap<&'static str, (u64, HashSet<String>)>,
    records: BTreeMap<String, u64>,
    encodings: BTreeMap<String, &'static str>,
    damage: BTreeMap<Damage, u64>,
}

impl Visit for Count<'_> {
    fn record(&mut self, record: &Record<'_>) -> ControlFlow<()> {
        let file = record.table.file.split('!').next().unwrap().to_owned();
        self.encodings.insert(file.clone(), record.table.encoding);
        // A title is no record of a person.
        if record.fields.len() > 1 || record.fields[0].label.is_none() && record.table.columns.is_empty() {
            *self.records.entry(file).or_default() += 1;
        }
        for field in record.fields {
            if let Some(damage) = field.damage {
                *self.damage.entry(damage).or_default() += 1;
            }
            let context = field.label.map_or_else(Context::new, Context::label);
            for finding in self.scanner.scan_with(field.text, &context) {
                let value = field.text.as_bytes()[finding.range()].to_ascii_uppercase();
                let (hits, values) = self.values.entry(finding.entity).or_default();
                *hits += 1;
                values.insert(String::from_utf8(value).unwrap());
            }
        }
        ControlFlow::Continue(())
    }

    fn fault(&mut self, fault: Fault) {
        panic!("{fault}");
    }
}

#[test]
fn the_readers_see_what_the_generator_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let truth = Leak::new(1500, 5).write(folder.path()).unwrap();
    let scanner = Scanner::new();
    let mut count = Count {
        scanner: &scanner,
        values: BTreeMap::new(),
        records: BTreeMap::new(),
        encodings: BTreeMap::new(),
        damage: BTreeMap::new(),
    };
    let reader = Reader::new().scanner(scanner.clone());
    for file in &truth.files {
        assert!(reader.read_path(&folder.path().join(&file.name), &file.name, &mut count).is_continue());
        assert_eq!(count.records.get(&file.name), Some(&file.records), "{}", file.name);
        let expected = if file.encoding == "GBK" { "gb18030" } else { file.encoding };
        assert_eq!(count.encodings.get(&file.name), Some(&expected), "{}", file.name);
    }
    for (entity, (hits, distinct)) in &truth.values {
        let (seen, values) = &count.values[entity];
        assert_eq!((*seen, values.len() as u64), (*hits, *distinct), "{entity}");
    }
    assert_eq!(count.damage[&Damage::Exponent], truth.damaged);
    assert_eq!(count.damage[&Damage::Decimal], truth.damaged);
    assert_eq!(count.damage.get(&Damage::LeadingZero).copied().unwrap_or_default(), truth.leading_zeros);
    assert!(
        fs::read(folder.path().join("truth.json"))
            .unwrap()
            .starts_with(b"{\n  \"seed\": 5,\n  \"people\": 1500,")
    );
}
