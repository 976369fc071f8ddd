//! From records to people: records that share an identifying value are joined by union-find.
//!
//! A value that stands beside many others (a switchboard), or beside two numbers of which a person has one
//! for life, joins nobody. Whether it does is decided here, over all records, when a report is
//! rendered; so the order in which parts were merged does not matter. Memory beyond the budget: 16 bytes
//! a distinct record, and eight a distinct number of which a person has one.

use std::collections::{BTreeMap, HashMap};
use std::io;

use super::edges::{Verdict, each_value, edges_of};
use super::spill::Sorter;
use super::units::{Id, Seen, UnitRecord, Units};
use super::values::Role;

/// What people are made of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Group {
    /// How many values that identify it has; 8 stands for more.
    pub(super) identifiers: u8,
    /// How many distinct records.
    pub(super) records: u8,
    /// The classes of law that its records fall under, as bits.
    pub(super) classes: u64,
    /// How many people it holds: more than one where numbers of which a person has one meet.
    pub(super) people: u32,
}

/// Most that is told apart in [`Group::identifiers`] and [`Group::records`].
pub(super) const MANY: u8 = 8;

/// A value shared by so many that it joins nobody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hub {
    /// How many others it stands beside.
    pub(super) others: u64,
    /// In how many distinct records.
    pub(super) records: u64,
    /// What it is.
    pub(super) kind: Id,
    /// One of its records.
    pub(super) seen: Seen,
}

/// What the values of a kind joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Link {
    /// Values of the kind.
    pub(super) values: u64,
    /// Those that stand in more than one record and join them.
    pub(super) linking: u64,
    /// Records joined through them: one less than the records of each.
    pub(super) joined: u64,
    /// Those that stand beside two numbers of which a person has one, and join nobody.
    pub(super) shared: u64,
    /// Those that stand beside too many others, and join nobody.
    pub(super) hubs: u64,
}

/// All that linking found.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Groups of records and how many there are of each sort.
    pub(super) groups: BTreeMap<Group, u64>,
    /// By kind of value; names joined with another value under that value's kind, in `named`.
    pub(super) links: BTreeMap<Id, Link>,
    /// What a name and another value together joined, beyond what the value did.
    pub(super) named: BTreeMap<Id, Link>,
    /// The largest hubs.
    pub(super) hubs: Vec<Hub>,
    /// Distinct values of all kinds; one found under two kinds counts once.
    pub(super) values: u64,
    /// Units by the kinds of their values, and the records that they were seen in.
    pub(super) sets: BTreeMap<Vec<Id>, (u64, u64)>,
    /// Damaged records that hold no identifying value that a whole one does not have; they are in no set.
    pub(super) damaged: u64,
    /// How many runs of links went to disk.
    pub(super) spilled: usize,
}

/// How records are linked.
pub(super) struct Linking<'a> {
    /// Others beside which a value is a hub.
    pub(super) cap: u64,
    /// Bytes of links to hold in memory.
    pub(super) budget: usize,
    /// Hubs to tell of.
    pub(super) hubs: usize,
    /// What a kind says about a person.
    pub(super) role: &'a dyn Fn(Id) -> Role,
    /// The classes of law that a record of these kinds falls under.
    pub(super) classes: &'a dyn Fn(&[Id]) -> u64,
}

/// Whether a record of these roles identifies someone.
pub(super) fn identifies(roles: impl Iterator<Item = Role>) -> bool {
    let (mut name, mut beside) = (false, false);
    for role in roles {
        match role {
            Role::Unique | Role::Alone => return true,
            Role::Name => name = true,
            Role::BesideName => beside = true,
            Role::Attribute | Role::None => {}
        }
    }
    name && beside
}

/// What a set of kinds says, and how many records hold it.
struct Said {
    identifies: bool,
    classes: u64,
    units: u64,
    /// The same with repetitions.
    seen: u64,
}

/// Links all units of a sorter.
///
/// # Errors
///
/// When a run cannot be read or written, or there are more than 2³² - 1 distinct records.
pub(super) fn link(units: &mut Sorter, how: &Linking<'_>) -> io::Result<People> {
    let mut people = People::default();
    let mut edges = Sorter::new(how.budget);
    let mut forest = Forest::default();
    // What each unit's set of kinds says, by the number of the set.
    let mut sets: HashMap<Vec<Id>, u32> = HashMap::new();
    let mut said: Vec<Said> = Vec::new();
    // Damaged records: how often each was seen and whether it has a value that no whole one has.
    let mut damaged: HashMap<u32, (u32, bool)> = HashMap::new();
    let mut set_of: Vec<u32> = Vec::new();

    let mut all = Units::of(units)?;
    let mut unit = UnitRecord::default();
    let mut kinds: Vec<Id> = Vec::new();
    while all.next(&mut unit)? {
        kinds.clear();
        kinds.extend(unit.values.iter().map(|value| value.kind));
        kinds.sort_unstable();
        kinds.dedup();
        let number = match sets.get_mut(&kinds) {
            Some(number) => *number,
            None => {
                let number = said.len() as u32;
                let identifies = identifies(kinds.iter().map(|&kind| (how.role)(kind)));
                said.push(Said { identifies, classes: (how.classes)(&kinds), units: 0, seen: 0 });
                sets.insert(kinds.clone(), number);
                number
            }
        };
        if let Some(said) = said.get_mut(number as usize) {
            said.units += 1;
            said.seen += u64::from(unit.count);
        }
        let index =
            forest.add().ok_or_else(|| io::Error::other("more than 4,294,967,294 distinct records"))?;
        set_of.push(number);
        if unit.damaged {
            damaged.insert(index, (unit.count, false));
        }
        edges_of(&unit, index, how, &mut edges)?;
    }
    drop(all);

    let mut uniques: Vec<(u32, Id)> = Vec::new();
    each_value(&mut edges, how, |value| {
        let verdict = value.judge(how.cap);
        value.tally(&verdict, &mut people);
        if let (Verdict::Joins, [first, rest @ ..]) = (verdict, value.units.as_slice()) {
            rest.iter().for_each(|unit| forest.union(*first, *unit));
            if value.role == Role::Unique {
                uniques.push((*first, value.kind()));
            }
        }
        if !damaged.is_empty() && value.role.identifies() && !value.named {
            value.own_to(&mut damaged);
        }
    })?;
    for (unit, (count, _)) in damaged.iter().filter(|(_, (_, own))| !own) {
        let set = set_of.get(*unit as usize).and_then(|set| said.get_mut(*set as usize));
        if let Some(said) = set.filter(|said| said.identifies) {
            said.units -= 1;
            said.seen -= u64::from(*count);
            people.damaged += 1;
        }
    }
    let counted = |number: u32| said.get(number as usize).map(|said| (said.units, said.seen));
    let counted = sets.into_iter().filter_map(|(kinds, number)| Some((kinds, counted(number)?)));
    people.sets = counted.filter(|(_, (units, _))| *units > 0).collect();
    people.hubs.sort_unstable_by(|a, b| b.cmp(a));
    people.hubs.truncate(how.hubs);

    // Values that identify, by the group they belong to; a shared one belongs to several.
    let count = set_of.len();
    let mut identifiers = vec![0u8; count];
    each_value(&mut edges, how, |value| {
        if value.named || !value.role.identifies() {
            return;
        }
        value.units.iter_mut().for_each(|unit| *unit = forest.root(*unit));
        value.units.sort_unstable();
        value.units.dedup();
        for &root in &value.units {
            if let Some(count) = identifiers.get_mut(root as usize) {
                *count = (*count + 1).min(MANY);
            }
        }
    })?;
    people.spilled = edges.spilled();

    let mut several: BTreeMap<u32, u32> = BTreeMap::new();
    let mut uniques: Vec<(u32, Id)> =
        uniques.into_iter().map(|(unit, kind)| (forest.root(unit), kind)).collect();
    uniques.sort_unstable();
    for same in uniques.chunk_by(|a, b| a == b).filter(|same| same.len() > 1) {
        if let Some((root, _)) = same.first() {
            let most = several.entry(*root).or_default();
            *most = (*most).max(same.len() as u32);
        }
    }

    let mut groups: Vec<(bool, u8, u64)> = vec![(false, 0, 0); count];
    for (unit, set) in set_of.iter().enumerate() {
        let root = forest.root(unit as u32) as usize;
        if let (Some(group), Some(said)) = (groups.get_mut(root), said.get(*set as usize)) {
            group.0 |= said.identifies;
            group.1 = (group.1 + 1).min(MANY);
            group.2 |= said.classes;
        }
    }
    for (root, (identified, records, classes)) in groups.into_iter().enumerate() {
        if identified {
            let identifiers = identifiers.get(root).copied().unwrap_or(0);
            let several = several.get(&(root as u32)).copied().unwrap_or(1);
            let group = Group { identifiers, records, classes, people: several };
            *people.groups.entry(group).or_default() += 1;
        }
    }
    Ok(people)
}

/// Sets of records that are joined, as trees.
#[derive(Debug, Default)]
struct Forest {
    parents: Vec<u32>,
}

impl Forest {
    /// A tree of one; `None` when numbers end.
    fn add(&mut self) -> Option<u32> {
        let number = u32::try_from(self.parents.len()).ok().filter(|&number| number < u32::MAX)?;
        self.parents.push(number);
        Some(number)
    }

    fn parent(&self, of: u32) -> u32 {
        self.parents.get(of as usize).copied().unwrap_or(of)
    }

    /// The root of a tree; halves the way there.
    fn root(&mut self, mut of: u32) -> u32 {
        loop {
            let parent = self.parent(of);
            if parent == of {
                return of;
            }
            let above = self.parent(parent);
            if let Some(slot) = self.parents.get_mut(of as usize) {
                *slot = above;
            }
            of = above;
        }
    }

    /// Joins two trees under the smaller number.
    fn union(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.parents.get_mut(a.max(b) as usize) {
            *slot = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::key::join;
    use super::super::units::{Value, push};
    use super::*;

    const NAME: Id = 1;
    const ID: Id = 2;
    const PHONE: Id = 3;
    const ADDRESS: Id = 4;
    const IP: Id = 5;

    fn role(kind: Id) -> Role {
        match kind {
            NAME => Role::Name,
            ID => Role::Unique,
            PHONE => Role::Alone,
            ADDRESS => Role::BesideName,
            _ => Role::Attribute,
        }
    }

    /// Links records of `(kind, value)`; `salt` stands for the key.
    fn linked(records: &[&[(Id, u64)]], salt: u64, budget: usize) -> People {
        let mut units = Sorter::new(budget);
        for (row, record) in records.iter().enumerate() {
            let tag = |&(kind, value): &(Id, u64)| {
                let mixed =
                    u128::from(value + 1).wrapping_mul(u128::from(salt) << 65 | 0x9E37_79B9_7F4A_7C15);
                Value { kind, tag: join(mixed, u128::from(kind) << 99) }
            };
            let mut values: Vec<Value> = record.iter().map(tag).collect();
            let seen = Seen { file: 1, row: row as u32 + 1 };
            push(&mut units, &UnitRecord::new(&mut values, seen)).expect("room");
        }
        let how = Linking { cap: 3, budget, hubs: 10, role: &role, classes: &|kinds| kinds.len() as u64 };
        link(&mut units, &how).expect("runs that read")
    }

    fn count(people: &People) -> u64 {
        people.groups.iter().map(|(group, count)| u64::from(group.people) * count).sum()
    }

    #[test]
    fn records_that_share_a_value_are_one_person() {
        let people = linked(
            &[
                &[(NAME, 1), (ID, 1), (PHONE, 1)],
                &[(NAME, 1), (PHONE, 1)],
                &[(PHONE, 2), (ID, 1)],
                &[(PHONE, 9)],
            ],
            1,
            1 << 20,
        );
        assert_eq!(count(&people), 2);
        let phone = people.links[&PHONE];
        assert_eq!((phone.values, phone.linking, phone.joined), (3, 1, 1));
        assert_eq!(people.links[&ID].joined, 1);
    }

    #[test]
    fn a_name_alone_is_nobody_and_joins_nobody() {
        let people = linked(
            &[&[(NAME, 1)], &[(NAME, 2), (PHONE, 1), (IP, 1)], &[(NAME, 2), (PHONE, 2), (IP, 1)]],
            1,
            1 << 20,
        );
        assert_eq!((count(&people), people.values), (2, 5));
    }

    #[test]
    fn a_name_and_an_address_are_somebody() {
        let people = linked(
            &[&[(NAME, 1), (ADDRESS, 1)], &[(NAME, 1), (ADDRESS, 1), (PHONE, 1)], &[(NAME, 2), (ADDRESS, 1)]],
            1,
            1 << 20,
        );
        assert_eq!(count(&people), 2);
        assert_eq!(people.named[&ADDRESS].joined, 1);
    }

    #[test]
    fn a_telephone_of_two_identity_numbers_joins_nobody() {
        let (a, b): (&[_], &[_]) = (&[(NAME, 1), (ID, 1), (PHONE, 1)], &[(NAME, 2), (ID, 2), (PHONE, 1)]);
        // The name says whose the third record is.
        let people = linked(&[a, b, &[(NAME, 2), (PHONE, 1)]], 1, 1 << 20);
        assert_eq!((count(&people), people.links[&PHONE].shared), (2, 1));
    }

    #[test]
    fn a_switchboard_is_reported_and_joins_nobody() {
        let rows: Vec<[(Id, u64); 2]> = (0..50).map(|n| [(NAME, n), (PHONE, 7)]).collect();
        let rows: Vec<&[(Id, u64)]> = rows.iter().map(|row| row.as_slice()).collect();
        let people = linked(&rows, 1, 1 << 20);
        assert_eq!((count(&people), people.hubs.len()), (50, 1));
        assert_eq!((people.hubs[0].others, people.hubs[0].seen.row), (50, 1));
        assert_eq!(people.links[&PHONE].hubs, 1);
    }

    #[test]
    fn numbers_of_which_one_has_one_are_never_one_person() {
        // The middle record, which knows neither number, stands between two people.
        let people =
            linked(&[&[(ID, 1), (PHONE, 1)], &[(PHONE, 1), (PHONE, 2)], &[(PHONE, 2), (ID, 2)]], 1, 1 << 20);
        assert_eq!(count(&people), 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        /// Neither the order of records, nor the key, nor where runs lie can be seen in what is found.
        #[test]
        fn order_key_and_memory_leave_no_trace(
            records in prop::collection::vec(prop::collection::vec((1u32..6, 0u64..6), 1..5), 1..40),
            salt in 1u64..1000,
            turn in 0usize..40,
        ) {
            let mut records: Vec<&[(Id, u64)]> = records.iter().map(Vec::as_slice).collect();
            let strip = |mut people: People| {
                // Which record a hub is told of goes by the row.
                people.hubs.iter_mut().for_each(|hub| hub.seen = Seen::default());
                people.spilled = 0;
                format!("{people:?}")
            };
            let whole = strip(linked(&records, 1, 1 << 20));
            let other = turn % records.len();
            records.rotate_left(other);
            prop_assert_eq!(strip(linked(&records, salt, 400)), whole);
        }
    }
}
