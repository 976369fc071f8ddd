//! What links records: values, each with the records it stands in, and what it stands beside.
//!
//! Each value of each record is an edge; sorted by value, all that is known of one value over all records
//! comes together, and [`Gathered::judge`] says whether it joins them. What is joined is `people`'s.

use std::collections::HashMap;
use std::io;

use super::key::{Tag, join};
use super::people::{Hub, Linking, People};
use super::spill::Sorter;
use super::units::{Id, Seen, UnitRecord, Value};
use super::values::Role;

/// A value in a record, as it is sorted: by value, then by record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    tag: Tag,
    unit: u32,
    kind: Id,
    /// Whether it stands for a name and a value together.
    named: bool,
    /// The number in the record of which a person has one, with its kind, or zeros.
    unique: (Id, u64),
    /// The record's name, or all else that identifies, or 0.
    other: u64,
    seen: Seen,
}

impl Edge {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.tag.to_be_bytes());
        out.extend_from_slice(&self.unit.to_be_bytes());
        out.extend_from_slice(&self.kind.to_le_bytes());
        out.push(u8::from(self.named));
        out.extend_from_slice(&self.unique.0.to_le_bytes());
        out.extend_from_slice(&self.unique.1.to_le_bytes());
        out.extend_from_slice(&self.other.to_le_bytes());
        out.extend_from_slice(&self.seen.file.to_le_bytes());
        out.extend_from_slice(&self.seen.row.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (tag, rest) = bytes.split_first_chunk()?;
        let (unit, rest) = rest.split_first_chunk()?;
        let (kind, rest) = rest.split_first_chunk()?;
        let (named, rest) = rest.split_first()?;
        let (unique_kind, rest) = rest.split_first_chunk()?;
        let (unique, rest) = rest.split_first_chunk()?;
        let (other, rest) = rest.split_first_chunk()?;
        let (file, rest) = rest.split_first_chunk()?;
        let (row, _) = rest.split_first_chunk()?;
        Some(Self {
            tag: Tag::from_be_bytes(*tag),
            unit: u32::from_be_bytes(*unit),
            kind: u32::from_le_bytes(*kind),
            named: *named != 0,
            unique: (u32::from_le_bytes(*unique_kind), u64::from_le_bytes(*unique)),
            other: u64::from_le_bytes(*other),
            seen: Seen { file: u64::from_le_bytes(*file), row: u32::from_le_bytes(*row) },
        })
    }
}

/// Adds the values of a unit, and those that a name and a value make together.
pub(super) fn edges_of(
    unit: &UnitRecord,
    index: u32,
    how: &Linking<'_>,
    edges: &mut Sorter,
) -> io::Result<()> {
    let role = |value: &Value| (how.role)(value.kind);
    let mut names = unit.values.iter().filter(|value| role(value) == Role::Name);
    // Of two names one cannot tell whose the values are.
    let name = names.next().filter(|_| names.next().is_none()).map(|value| value.tag);
    // All of the first kind together: which tag is the smallest would depend on the key.
    let uniques = || unit.values.iter().filter(|value| role(value) == Role::Unique);
    let kind = uniques().map(|value| value.kind).min().unwrap_or_default();
    let sum = |sum: Tag, value: &Value| sum.wrapping_add(value.tag);
    let unique = (kind, fold(uniques().filter(|value| value.kind == kind).fold(0, sum)));
    let all = unit.values.iter().filter(|value| role(value).identifies());
    let all = all.fold(0, sum);
    for value in &unit.values {
        let role = role(value);
        let rest = if role.identifies() { all.wrapping_sub(value.tag) } else { all };
        let other = name.map_or_else(|| fold(rest), fold);
        let edge = Edge {
            tag: value.tag,
            unit: index,
            kind: value.kind,
            named: false,
            unique,
            other,
            seen: unit.seen,
        };
        edges.push(|out| edge.write(out))?;
        if let Some(name) = name
            && matches!(role, Role::Alone | Role::BesideName)
        {
            let edge = Edge { tag: join(name, value.tag), named: true, ..edge };
            edges.push(|out| edge.write(out))?;
        }
    }
    Ok(())
}

fn fold(tag: Tag) -> u64 {
    (tag ^ (tag >> 64)) as u64
}

/// All that is known of one value over all records.
#[derive(Debug)]
pub(super) struct Gathered {
    tag: Tag,
    /// Whether it stands for a name and a value together.
    pub(super) named: bool,
    /// What the first of its kinds says.
    pub(super) role: Role,
    /// Its kinds, each once.
    kinds: Vec<Id>,
    /// The records it stands in; none where it identifies nobody.
    pub(super) units: Vec<u32>,
    others: Vec<u64>,
    uniques: Vec<(Id, u64)>,
    seen: Seen,
}

/// Others that are held before equal ones are taken out.
const HELD: usize = 4096;

impl Gathered {
    fn new(edge: &Edge, how: &Linking<'_>) -> Self {
        let role = (how.role)(edge.kind);
        let empty = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (kinds, units, others, uniques) = empty;
        Self { tag: edge.tag, named: edge.named, role, kinds, units, others, uniques, seen: edge.seen }
    }

    fn add(&mut self, edge: &Edge) {
        if !self.kinds.contains(&edge.kind) {
            self.kinds.push(edge.kind);
        }
        if !self.named && !self.role.identifies() {
            return;
        }
        self.seen = self.seen.min(edge.seen);
        if self.units.last() != Some(&edge.unit) {
            self.units.push(edge.unit);
        }
        self.others.push(edge.other);
        if edge.unique != (0, 0) && self.uniques.last() != Some(&edge.unique) {
            self.uniques.push(edge.unique);
        }
        if self.others.len() > HELD && self.others.len().is_power_of_two() {
            self.settle();
        }
    }

    /// Takes out what is there twice.
    fn settle(&mut self) {
        self.others.sort_unstable();
        self.others.dedup();
        self.uniques.sort_unstable();
        self.uniques.dedup();
    }

    /// Marks the damaged records of a value that no whole one has.
    pub(super) fn own_to(&self, damaged: &mut HashMap<u32, (u32, bool)>) {
        if self.units.iter().all(|unit| damaged.contains_key(unit)) {
            for unit in &self.units {
                if let Some((_, own)) = damaged.get_mut(unit) {
                    *own = true;
                }
            }
        }
    }

    /// The kind that stands for it where there are several.
    pub(super) fn kind(&self) -> Id {
        self.kinds.iter().copied().min().unwrap_or_default()
    }

    pub(super) fn judge(&self, cap: u64) -> Verdict {
        if !self.named && !self.role.identifies() {
            return Verdict::Says;
        }
        // A number of which a person has one says itself whose the record is.
        if self.role == Role::Unique && !self.named {
            return Verdict::Joins;
        }
        let beside = self.others.len().max(self.uniques.len()) as u64;
        let conflict = self.uniques.chunk_by(|a, b| a.0 == b.0).any(|kind| kind.len() > 1);
        match () {
            () if beside > cap => Verdict::Hub(beside),
            () if conflict => Verdict::Shared,
            () => Verdict::Joins,
        }
    }

    pub(super) fn tally(&self, verdict: &Verdict, people: &mut People) {
        if self.named {
            // A name beside a value that identifies alone joins what that value may not; it is no
            // reason of its own.
            if let (Verdict::Joins, Role::BesideName, [_, _, ..]) =
                (verdict, self.role, self.units.as_slice())
            {
                let link = people.named.entry(self.kind()).or_default();
                link.linking += 1;
                link.joined += self.units.len() as u64 - 1;
            }
            return;
        }
        people.values += 1;
        for kind in &self.kinds {
            people.links.entry(*kind).or_default().values += 1;
        }
        let link = people.links.entry(self.kind()).or_default();
        match verdict {
            Verdict::Joins if self.units.len() > 1 => {
                link.linking += 1;
                link.joined += self.units.len() as u64 - 1;
            }
            Verdict::Joins | Verdict::Says => {}
            Verdict::Shared => link.shared += 1,
            Verdict::Hub(others) => {
                link.hubs += 1;
                let records = self.units.len() as u64;
                people.hubs.push(Hub { others: *others, records, kind: self.kind(), seen: self.seen });
            }
        }
    }
}

/// Calls `each` with every value, in an order that depends on the key.
pub(super) fn each_value(
    edges: &mut Sorter,
    how: &Linking<'_>,
    mut each: impl FnMut(&mut Gathered),
) -> io::Result<()> {
    let mut merged = edges.merged()?;
    let mut gathered: Option<Gathered> = None;
    while let Some(bytes) = merged.next()? {
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "a run of links is broken");
        let edge = Edge::read(bytes).ok_or_else(broken)?;
        if let Some(mut done) = gathered.take_if(|value| value.tag != edge.tag) {
            done.settle();
            each(&mut done);
        }
        gathered.get_or_insert_with(|| Gathered::new(&edge, how)).add(&edge);
    }
    if let Some(mut last) = gathered {
        last.settle();
        each(&mut last);
    }
    Ok(())
}

/// What a value does with the records it stands in.
pub(super) enum Verdict {
    /// They are about one person.
    Joins,
    /// It identifies nobody.
    Says,
    /// It stands beside two numbers of which a person has one.
    Shared,
    /// It stands beside so many others.
    Hub(u64),
}
