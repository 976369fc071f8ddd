//! What a generated leak holds, for a count to be measured against.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a generated leak holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Truth {
    /// The seed it grew from.
    pub seed: u64,
    /// How many people are in it.
    pub people: u64,
    /// How many records about one person each that differ from one another: base records and second
    /// ones. Copies, masked and damaged ones are not among them.
    pub units: u64,
    /// How many of them are second records.
    pub seconds: u64,
    /// How many records are copies of others, value for value.
    pub duplicates: u64,
    /// How many records are masked.
    pub masked: u64,
    /// How many records went through a spreadsheet: identity number in scientific notation, mobile number
    /// with `.0`.
    pub damaged: u64,
    /// How many of those lost the zero their postal code begins with.
    pub leading_zeros: u64,
    /// Telephones that several share, by how many share each.
    pub shared_phones: Vec<u64>,
    /// Values that can be read, by entity: how often any is written, and how many there are. Those of
    /// damaged records count where they can be read still, masked ones do not.
    pub values: BTreeMap<&'static str, (u64, u64)>,
    /// The files, by name.
    pub files: Vec<FileTruth>,
}

/// What is in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileTruth {
    /// Its name in the folder.
    pub name: String,
    /// What is packed in it.
    pub member: Option<String>,
    /// Its encoding.
    pub encoding: &'static str,
    /// Its records, header and title not counted.
    pub records: u64,
}

impl Truth {
    /// Counts values of these entities, and whether each is a new one.
    pub(super) fn see(&mut self, values: &[(&'static str, bool)]) {
        for (entity, new) in values {
            let (hits, distinct) = self.values.entry(entity).or_default();
            *hits += 1;
            *distinct += u64::from(*new);
        }
    }

    /// The same as JSON, indented, with a line end.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\n");
        let numbers = [
            ("seed", self.seed),
            ("people", self.people),
            ("units", self.units),
            ("seconds", self.seconds),
            ("duplicates", self.duplicates),
            ("masked", self.masked),
            ("damaged", self.damaged),
            ("leading_zeros", self.leading_zeros),
        ];
        for (name, number) in numbers {
            let _ = writeln!(out, "  \"{name}\": {number},");
        }
        let shared: Vec<String> = self.shared_phones.iter().map(u64::to_string).collect();
        let _ = writeln!(out, "  \"shared_phones\": [{}],", shared.join(", "));
        let values = self.values.iter();
        let values: Vec<String> = values
            .map(|(entity, (hits, distinct))| {
                format!("\"{entity}\": {{\"hits\": {hits}, \"distinct\": {distinct}}}")
            })
            .collect();
        let _ = writeln!(out, "  \"values\": {{\n    {}\n  }},", values.join(",\n    "));
        let file = |file: &FileTruth| {
            let member =
                file.member.as_ref().map_or(String::new(), |member| format!("\"member\": \"{member}\", "));
            let FileTruth { name, encoding, records, .. } = file;
            format!("{{\"name\": \"{name}\", {member}\"encoding\": \"{encoding}\", \"records\": {records}}}")
        };
        let files: Vec<String> = self.files.iter().map(file).collect();
        let _ = write!(out, "  \"files\": [\n    {}\n  ]\n}}\n", files.join(",\n    "));
        out
    }
}
