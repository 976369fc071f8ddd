//! What was counted in each file, and what could not be read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::units::Id;

/// A file of a [`super::Counter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileId(pub(super) usize);

/// What is known of a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FileInfo {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: Option<String>,
    /// Its length in bytes.
    pub bytes: u64,
    /// How it is written, such as `csv`.
    pub format: String,
    /// The encoding of its text.
    pub encoding: String,
    /// Whether it is a part of another file of the report: a member of an archive, a sheet.
    #[serde(default)]
    pub inside: bool,
}

impl FileInfo {
    /// Nothing known.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Unread {
    /// The file.
    pub file: String,
    /// Where in it, from 1; 0 for the whole of it.
    pub line: u64,
    /// How much is lost: `nothing`, `part`, `record`, `rest` or `all`.
    pub lost: String,
    /// Why, in a few words; never a quotation.
    pub reason: String,
}

impl Unread {
    /// A file, or a part of it, that could not be read.
    pub fn new(file: &str, line: u64, lost: &str, reason: &str) -> Self {
        Self { file: file.into(), line, lost: lost.into(), reason: reason.into() }
    }
}

/// All files, by name and hash.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Files {
    #[serde(with = "pairs")]
    pub(super) all: BTreeMap<(String, Option<String>), FileCount>,
    pub(super) unread: BTreeSet<Unread>,
}

/// What was counted in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileCount {
    pub(super) info: FileInfo,
    pub(super) records: u64,
    /// Records with findings.
    pub(super) found: u64,
    pub(super) columns: Vec<Column>,
}

/// Hits in a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Column {
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) hits: Vec<(Id, u64)>,
}

impl Column {
    fn add(&mut self, kind: Id, hits: u64) {
        match self.hits.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += hits,
            None => self.hits.push((kind, hits)),
        }
    }
}

impl FileCount {
    /// Counts a hit in a column.
    pub(super) fn hit(&mut self, number: u32, name: &str, kind: Id) {
        self.column(number, name).add(kind, 1);
    }

    fn column(&mut self, number: u32, name: &str) -> &mut Column {
        let is = |column: &Column| column.number == number && column.name == name;
        let at = match self.columns.get(number as usize) {
            Some(column) if is(column) => number as usize,
            _ => self.columns.iter().position(is).unwrap_or(self.columns.len()),
        };
        if at == self.columns.len() {
            self.columns.push(Column { number, name: name.to_owned(), hits: Vec::new() });
        }
        self.columns.get_mut(at).expect("it is there or was pushed")
    }

    /// Adds another's counts.
    pub(super) fn join(&mut self, other: Self) {
        self.info = std::mem::take(&mut self.info).max(other.info);
        self.records += other.records;
        self.found += other.found;
        for column in other.columns {
            for (kind, hits) in column.hits {
                self.column(column.number, &column.name).add(kind, hits);
            }
        }
    }

    /// Hits of each kind, sorted.
    pub(super) fn hits(&self) -> BTreeMap<Id, u64> {
        let mut hits = BTreeMap::new();
        for (kind, count) in self.columns.iter().flat_map(|column| &column.hits) {
            *hits.entry(*kind).or_default() += count;
        }
        hits
    }
}

impl Files {
    pub(super) fn join(&mut self, other: Self) {
        for (name, count) in other.all {
            self.all.entry(name).or_default().join(count);
        }
        self.unread.extend(other.unread);
    }

    pub(super) fn describe(&mut self, file: &str, info: FileInfo) {
        let mut count = self.all.remove(&(file.to_owned(), None)).unwrap_or_default();
        let key = (file.to_owned(), info.sha256.clone());
        count.info = info;
        self.all.entry(key).or_default().join(count);
    }

    pub(super) fn unread(&mut self, unread: Unread) {
        self.unread.insert(unread);
    }

    pub(super) fn hits(&self) -> u64 {
        let columns = self.all.values().flat_map(|file| &file.columns);
        columns.flat_map(|column| &column.hits).map(|(_, hits)| hits).sum()
    }
}

/// A map whose keys are no strings, as a list of pairs.
mod pairs {
    use std::collections::BTreeMap;

    use serde::de::DeserializeOwned;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(super) fn deserialize<'de, K: DeserializeOwned + Ord, V: DeserializeOwned, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<K, V>, D::Error> {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}
