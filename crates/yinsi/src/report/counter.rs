//! [`Counter`]: takes records and what was found in them, keeps hashes.

use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest as _, Sha256};

use super::error::ReportError;
use super::files::{FileCount, FileId, Files};
use super::key::{Hasher, Key};
use super::sample::{Sample, Sampled, masked};
use super::spill::Sorter;
use super::units::{self, Id, Part, Seen, UnitRecord, Value};
use super::values::{Role, Values};
use super::{KindInfo, Made, Method, Report, Sketches, Store};
use crate::finding::Finding;
use crate::redact::is_surrogate;
use crate::rule::Category;
use crate::scanner::Scanner;

/// Counts records. Each thread has one of its own; what they counted is merged.
#[derive(Debug)]
pub struct Counter {
    hasher: Hasher,
    kinds: HashMap<&'static str, Counted>,
    files: Vec<(String, u64, FileCount)>,
    names: HashMap<String, FileId>,
    report: Report,
    exclude: HashSet<Box<[u8]>>,
    normal: Vec<u8>,
    parts: Vec<Part>,
    values: Vec<Value>,
}

/// How values that a redaction invented are listed.
const SURROGATE: &str = "surrogate";

/// How a kind is counted.
#[derive(Debug, Clone)]
struct Counted {
    id: Id,
    values: Values,
}

/// Where a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_structs, reason = "a place is complete by definition")]
pub struct Place {
    /// The row or line in its file, from 1.
    pub row: u64,
    /// Whether it is a piece of text, which may speak of several people, and no row of a table.
    pub text: bool,
    /// Whether a value of it is lost (a spreadsheet made `1.1E+17` of it). Such a record is a unit only if
    /// it holds a value that identifies and that no whole record has.
    pub damaged: bool,
}

/// A finding in a field of a record.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    finding: Finding,
    /// The value.
    text: &'a [u8],
    column: u32,
    label: &'a str,
}

impl<'a> Found<'a> {
    /// A finding in `field`, the text that was scanned, which is column `column` of its table and
    /// called `label` there (empty if it has no name).
    pub fn new(finding: Finding, field: &'a [u8], column: u32, label: &'a str) -> Self {
        let text = field.get(finding.range()).unwrap_or_default();
        Self { finding, text, column, label }
    }
}

impl Counter {
    /// Counts what `scanner` finds.
    pub fn new(scanner: &Scanner, key: &Key, method: Method) -> Self {
        let hasher = key.hasher();
        let mut kinds = HashMap::new();
        let mut infos = BTreeMap::new();
        for rule in scanner.rules() {
            let entity = rule.entity.interned();
            let counted = kinds.entry(entity).or_insert_with(|| counted(entity, rule.category));
            infos.entry(counted.id).or_insert_with(|| info(entity, &rule.name, rule.category, counted));
        }
        let exclude = method.exclude.iter().map(|value| value.trim().as_bytes().into()).collect();
        let store = match method.approximate {
            true => Store::About(Box::<Sketches>::default()),
            false => Store::Exact(Sorter::new(method.memory / 2)),
        };
        let report = Report {
            made: Some(made(scanner, &hasher, &method)),
            kinds: infos,
            files: Files::default(),
            excluded: BTreeMap::new(),
            store,
            sample: Sample::new(method.sample, method.seed),
            memory: method.memory,
        };
        let (normal, parts, values) = (Vec::new(), Vec::new(), Vec::new());
        let (files, names) = (Vec::new(), HashMap::new());
        Self { hasher, kinds, files, names, report, exclude, normal, parts, values }
    }

    /// The file of this name; the same one whenever it is asked for.
    pub fn file(&mut self, name: &str) -> FileId {
        if let Some(known) = self.names.get(name) {
            return *known;
        }
        self.files.push((name.to_owned(), file_hash(name), FileCount::default()));
        let id = FileId(self.files.len() - 1);
        self.names.insert(name.to_owned(), id);
        id
    }

    /// Counts a record and what was found in it, in the order of its fields.
    ///
    /// # Errors
    ///
    /// When a run of records cannot be written to disk.
    pub fn record(&mut self, file: FileId, place: Place, found: &[Found<'_>]) -> Result<(), ReportError> {
        let Some((name, file_hash, count)) = self.files.get_mut(file.0) else { return Ok(()) };
        count.records += 1;
        if found.is_empty() {
            return Ok(());
        }
        count.found += 1;
        let seen = Seen { file: *file_hash, row: u32::try_from(place.row).unwrap_or(u32::MAX) };
        self.parts.clear();
        for one in found {
            let entity = one.finding.entity;
            let kind = self.kinds.entry(entity).or_insert_with(|| {
                let kind = counted(entity, Category::Other);
                self.report
                    .kinds
                    .entry(kind.id)
                    .or_insert_with(|| info(entity, entity, Category::Other, &kind));
                kind
            });
            count.hit(one.column, one.label, kind.id);
            let sample = &mut self.report.sample;
            if sample.size() > 0 {
                let id = sample.id([
                    *file_hash,
                    place.row,
                    u64::from(one.column),
                    one.finding.start,
                    one.finding.end,
                ]);
                if sample.wants(id) {
                    sample.add(sampled(id, name, place, one));
                }
            }
            kind.values.normalise(one.text, &mut self.normal);
            let excluded = match kind.values.specimen(&self.normal) {
                Some((like, source)) => Some((like.to_owned(), source.to_owned())),
                None if is_surrogate(one.text) => {
                    Some((SURROGATE.to_owned(), "written by a redaction".to_owned()))
                }
                None if self.exclude.is_empty() => None,
                None => {
                    let named = self.exclude.contains(&*self.normal) || self.exclude.contains(one.text);
                    named.then(|| (masked(one.text), "the caller's list".to_owned()))
                }
            };
            if let Some((like, why)) = excluded {
                *self.report.excluded.entry((entity.to_owned(), like, why)).or_default() += 1;
                continue;
            }
            if kind.values.role != Role::None {
                let tag = self.hasher.tag(&kind.values.space, &self.normal);
                let value = Value { kind: kind.id, tag };
                self.parts.push(Part { value, role: kind.values.role });
            }
        }
        let mut start = 0;
        let cuts = units::cuts(&self.parts, place.text);
        for end in cuts.into_iter().chain([self.parts.len()]) {
            let piece = self.parts.get(start..end).unwrap_or_default();
            start = end;
            if piece.is_empty() {
                continue;
            }
            self.values.extend(piece.iter().map(|part| part.value));
            let mut unit = UnitRecord::new(&mut self.values, seen);
            unit.damaged = place.damaged;
            keep(&mut self.report.store, &unit)?;
            self.values = unit.values;
            self.values.clear();
        }
        Ok(())
    }

    /// What was counted.
    pub fn finish(mut self) -> Report {
        for (name, _, count) in self.files {
            self.report.files.all.entry((name, None)).or_default().join(count);
        }
        self.report
    }
}

fn keep(store: &mut Store, unit: &UnitRecord) -> Result<(), ReportError> {
    match store {
        Store::Exact(sorter) => units::push(sorter, unit)?,
        Store::About(sketches) => {
            let mut kinds: Vec<Id> = unit.values.iter().map(|value| value.kind).collect();
            kinds.sort_unstable();
            kinds.dedup();
            for value in &unit.values {
                sketches.values.entry(value.kind).or_default().add(value.tag);
            }
            let known = sketches.units.entry(kinds).or_default();
            known.0.add(unit.print);
            known.1 += 1;
        }
    }
    Ok(())
}

fn counted(entity: &str, category: Category) -> Counted {
    let hash: [u8; 32] = Sha256::digest(entity).into();
    let (id, _) = hash.split_first_chunk().expect("32 bytes have four");
    Counted { id: Id::from_be_bytes(*id), values: Values::of(entity, category) }
}

fn info(entity: &str, name: &str, category: Category, kind: &Counted) -> KindInfo {
    let (entity, name, category) = (entity.to_owned(), name.to_owned(), category.as_str().to_owned());
    KindInfo { entity, name, category, role: kind.values.role }
}

fn sampled(id: u64, file: &str, place: Place, found: &Found<'_>) -> Sampled {
    Sampled {
        id,
        file: file.to_owned(),
        row: place.row,
        column: found.label.to_owned(),
        entity: found.finding.entity.to_owned(),
        rule: found.finding.rule.to_owned(),
        confidence: found.finding.confidence_percent(),
        masked: masked(found.text),
    }
}

fn made(scanner: &Scanner, hasher: &Hasher, method: &Method) -> Made {
    // `Debug` of a rule is all that is in it, as a Rust expression.
    let mut rules = Sha256::new();
    let mut count = 0;
    for rule in scanner.rules() {
        rules.update(format!("{rule:?}\n"));
        count += 1;
    }
    rules.update(super::values::source());
    let mut exclude: Vec<&String> = method.exclude.iter().collect();
    exclude.sort();
    exclude.dedup();
    let excluding = format!("{:032x}", hasher.tag("yinsi exclude", format!("{exclude:?}").as_bytes()));
    Made {
        key: hasher.key_id(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rules_sha256: hex(&rules.finalize()),
        rules: count,
        approximate: method.approximate,
        excluding,
        options: method.options.clone(),
    }
}

/// What stands for a file of this name in the places of records.
pub(super) fn file_hash(name: &str) -> u64 {
    let hash: [u8; 32] = Sha256::digest(name).into();
    let (hash, _) = hash.split_first_chunk().expect("32 bytes have eight");
    u64::from_be_bytes(*hash)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
