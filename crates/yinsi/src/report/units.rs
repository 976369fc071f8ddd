//! One record about one person: how it is kept, told from its repetitions and cut out of lines that speak
//! of several people.

use std::io;

use super::key::Tag;
use super::spill::{Merged, Sorter};
use super::values::Role;

/// Different values of a kind that identifies, beyond which a record is a list and not about one person.
pub(super) const LIST: usize = 4;

/// A kind of value by the first bytes of a hash of its name: the same in every report.
pub(super) type Id = u32;

/// A value in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Value {
    pub(super) kind: Id,
    pub(super) tag: Tag,
}

/// Where a record was seen: the file by a hash of its name, the row or line from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Seen {
    pub(super) file: u64,
    pub(super) row: u32,
}

/// A unit: the values of one record, however often it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct UnitRecord {
    /// Equal for equal sets of values.
    pub(super) print: Tag,
    /// How often it was seen.
    pub(super) count: u32,
    /// Whether each time a value of it was lost, by a spreadsheet say.
    pub(super) damaged: bool,
    /// One of the places, the same one whatever the order in which they were seen.
    pub(super) seen: Seen,
    /// Its values, sorted, each once.
    pub(super) values: Vec<Value>,
}

impl UnitRecord {
    /// A record seen once.
    pub(super) fn new(values: &mut Vec<Value>, seen: Seen) -> Self {
        let mut unit = Self { count: 1, seen, values: std::mem::take(values), ..Self::default() };
        unit.tidy();
        unit
    }

    /// Sorts the values and makes the print: a sum, so that the order does not matter. Tags are as good as
    /// random numbers, so other values have another sum.
    fn tidy(&mut self) {
        self.values.sort_unstable_by_key(|value| (value.tag, value.kind));
        self.values.dedup();
        let mut last = None;
        self.print = self.values.iter().fold(0, |sum: Tag, value| match last.replace(value.tag) {
            Some(before) if before == value.tag => sum,
            _ => sum.wrapping_add(value.tag),
        });
    }

    /// Takes what another sighting of the same record knows.
    pub(super) fn join(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.seen = self.seen.min(other.seen);
        self.damaged &= other.damaged;
        if self.values != other.values {
            self.values.extend_from_slice(&other.values);
            self.values.sort_unstable_by_key(|value| (value.tag, value.kind));
            self.values.dedup();
        }
    }

    /// Appends the bytes of it, the print first.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.print.to_be_bytes());
        out.extend_from_slice(&self.count.to_le_bytes());
        out.extend_from_slice(&self.seen.file.to_le_bytes());
        out.extend_from_slice(&self.seen.row.to_le_bytes());
        out.push(u8::from(self.damaged));
        for value in &self.values {
            out.extend_from_slice(&value.kind.to_le_bytes());
            out.extend_from_slice(&value.tag.to_le_bytes());
        }
    }

    /// Reads what [`UnitRecord::write`] wrote; `None` if it is cut short.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Option<()> {
        let (print, rest) = bytes.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (file, rest) = rest.split_first_chunk()?;
        let (row, rest) = rest.split_first_chunk()?;
        let (damaged, rest) = rest.split_first()?;
        self.damaged = *damaged != 0;
        self.print = Tag::from_be_bytes(*print);
        self.count = u32::from_le_bytes(*count);
        self.seen = Seen { file: u64::from_le_bytes(*file), row: u32::from_le_bytes(*row) };
        self.values.clear();
        let (values, left) = rest.as_chunks::<20>();
        for bytes in values {
            let (kind, tag) = bytes.split_first_chunk()?;
            let tag = Tag::from_le_bytes(tag.try_into().ok()?);
            self.values.push(Value { kind: u32::from_le_bytes(*kind), tag });
        }
        left.is_empty().then_some(())
    }
}

/// Adds a unit to those of a report.
pub(super) fn push(sorter: &mut Sorter, unit: &UnitRecord) -> io::Result<()> {
    sorter.push(|out| unit.write(out))
}

/// Units in the order of their prints, each once.
pub(super) struct Units<'a> {
    merged: Merged<'a>,
    ahead: Option<UnitRecord>,
    next: UnitRecord,
}

impl<'a> Units<'a> {
    /// Those of a sorter.
    pub(super) fn of(sorter: &'a mut Sorter) -> io::Result<Self> {
        let mut units = Self { merged: sorter.merged()?, ahead: None, next: UnitRecord::default() };
        units.advance()?;
        Ok(units)
    }

    /// Puts the next unit into `unit`; `false` at the end.
    pub(super) fn next(&mut self, unit: &mut UnitRecord) -> io::Result<bool> {
        let Some(first) = self.ahead.take() else { return Ok(false) };
        *unit = first;
        while self.advance()? {
            match &self.ahead {
                Some(ahead) if ahead.print == unit.print => unit.join(ahead),
                _ => break,
            }
        }
        Ok(true)
    }

    fn advance(&mut self) -> io::Result<bool> {
        let Some(bytes) = self.merged.next()? else {
            self.ahead = None;
            return Ok(false);
        };
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "a run of records is broken");
        self.next.read(bytes).ok_or_else(broken)?;
        self.ahead = Some(std::mem::take(&mut self.next));
        Ok(true)
    }
}

/// A value of a record on its way into units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) value: Value,
    pub(super) role: Role,
}

/// Cuts the values of a record, in their order, where it begins to speak of another person; returns
/// the starts of all pieces but the first.
///
/// A row of a table is about one person, unless it holds two numbers of which each person has one, or so
/// many of a kind that it must be a list. A line of text is also cut at each name that has a
/// number behind it.
pub(super) fn cuts(parts: &[Part], text: bool) -> Vec<usize> {
    let distinct = |wanted: &dyn Fn(&Part) -> bool| {
        let mut all: Vec<Value> = parts.iter().filter(|part| wanted(part)).map(|part| part.value).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    // The kind with most different values among those for which `least` are too many for one person.
    let crowded = |role: Role, least: usize| {
        let all = distinct(&|part| part.role == role);
        let kinds = all.chunk_by(|a, b| a.kind == b.kind).filter(|kind| kind.len() >= least);
        kinds.max_by_key(|kind| kind.len()).and_then(|kind| kind.first()).map(|value| value.kind)
    };
    if let Some(kind) = crowded(Role::Unique, 2).or_else(|| crowded(Role::Alone, LIST + 1)) {
        return cut_at(parts, kind);
    }
    if text && named(parts) {
        let mut last = None;
        let starts = parts.iter().enumerate().filter(|(_, part)| part.role == Role::Name);
        let new = starts.filter(|(_, part)| last.replace(part.value.tag) != Some(part.value.tag));
        return new.map(|(at, _)| at).skip(1).collect();
    }
    Vec::new()
}

/// Cuts before each new value of `kind`, or before the name that stands between it and the last one.
fn cut_at(parts: &[Part], kind: Id) -> Vec<usize> {
    let mut starts = Vec::new();
    let (mut last, mut name) = (None, None);
    for (at, part) in parts.iter().enumerate() {
        if part.role == Role::Name && name.is_none() {
            name = Some(at);
        }
        if part.value.kind == kind && last != Some(part.value.tag) {
            if last.is_some() {
                starts.push(name.unwrap_or(at));
            }
            last = Some(part.value.tag);
            name = None;
        }
    }
    starts
}

/// Whether each of at least two names has a value that identifies behind it, before the next name.
fn named(parts: &[Part]) -> bool {
    let mut names = 0;
    let (mut last, mut served) = (None, true);
    for part in parts {
        match part.role {
            Role::Name if last != Some(part.value.tag) => {
                if !served {
                    return false;
                }
                names += 1;
                (last, served) = (Some(part.value.tag), false);
            }
            role if role.identifies() => served = true,
            _ => {}
        }
    }
    names > 1 && served
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Id = 1;
    const ID: Id = 2;
    const PHONE: Id = 3;

    fn parts(kinds: &[(Id, Tag)]) -> Vec<Part> {
        let role = |kind| match kind {
            NAME => Role::Name,
            ID => Role::Unique,
            _ => Role::Alone,
        };
        kinds.iter().map(|&(kind, tag)| Part { value: Value { kind, tag }, role: role(kind) }).collect()
    }

    #[test]
    fn a_row_about_one_person_stays_whole() {
        let row = parts(&[(NAME, 1), (ID, 2), (PHONE, 3), (NAME, 4), (PHONE, 5), (ID, 2)]);
        assert!(cuts(&row, false).is_empty());
        assert!(cuts(&parts(&[(NAME, 1), (PHONE, 3), (PHONE, 4)]), true).is_empty());
    }

    #[test]
    fn two_numbers_of_which_one_has_one_are_two_people() {
        let row = parts(&[(NAME, 1), (ID, 2), (PHONE, 3), (NAME, 4), (ID, 5), (PHONE, 6)]);
        assert_eq!(cuts(&row, false), [3]);
        assert_eq!(cuts(&parts(&[(ID, 1), (ID, 2), (ID, 3)]), true), [1, 2]);
    }

    #[test]
    fn lists_and_named_pairs_are_cut() {
        let list: Vec<_> = (0..6).map(|tag| (PHONE, tag)).collect();
        assert_eq!(cuts(&parts(&list), false), [1, 2, 3, 4, 5]);
        let line = parts(&[(NAME, 1), (PHONE, 2), (NAME, 3), (PHONE, 4)]);
        assert_eq!(cuts(&line, true), [2]);
        assert!(cuts(&line, false).is_empty());
    }

    #[test]
    fn records_read_back_and_join() {
        let value = |tag| Value { kind: PHONE, tag };
        let one = UnitRecord::new(&mut vec![value(9), value(4), value(9)], Seen { file: 7, row: 3 });
        let mut bytes = Vec::new();
        one.write(&mut bytes);
        let mut back = UnitRecord::default();
        assert!(back.read(&bytes).is_some());
        assert_eq!(back, one);
        assert!(back.read(&bytes[..bytes.len() - 1]).is_none());
        let mut other = UnitRecord::new(&mut vec![value(4), value(9)], Seen { file: 2, row: 8 });
        assert_eq!(other.print, one.print);
        other.join(&one);
        assert_eq!((other.count, other.seen.file), (2, 2));
    }
}
