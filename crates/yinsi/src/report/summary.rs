//! [`Summary`]: what a report says, as plain numbers. Everything printed is made of it.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::error::ReportError;
use super::files::{FileCount, FileInfo, Unread};
use super::law::{Counted, Statutes, Words};
use super::people::{Group, Linking, MANY, People, identifies, link};
use super::sample::{Sampled, Share};
use super::sketch::ERROR;
use super::units::Id;
use super::values::{Role, names};
use super::verdict::Verdict;
use super::{KindInfo, Report, Store, Unit};

/// Hubs that are told of one by one.
const HUBS: usize = 50;

/// Combinations of kinds that are told of one by one.
const COMBINATIONS: usize = 40;

/// What a summary depends on beside the report.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Summing {
    /// What counts as a unit before the law.
    pub unit: Unit,
    /// Others beside which a value (a switchboard's number) joins nobody any more; 10.
    pub hub: u64,
    /// When the report was made, as the caller wants it written; absent, so that the same input gives the
    /// same bytes.
    pub time: Option<String>,
    /// Answers of a review sheet: [`super::read_sheet`].
    pub review: Vec<(u64, bool)>,
}

impl Default for Summing {
    fn default() -> Self {
        Self { unit: Unit::default(), hub: 10, time: None, review: Vec::new() }
    }
}

/// What a report says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Of the form of this document.
    pub schema: &'static str,
    /// What made it.
    pub tool: Tool,
    /// The headline numbers.
    pub totals: Totals,
    /// By entity, most hits first.
    pub entities: Vec<EntityCount>,
    /// By category, most hits first.
    pub categories: Vec<CategoryCount>,
    /// The kinds that stand together in a record, most units first.
    pub combinations: Vec<Combination>,
    /// Who is one person; absent where only sketches were kept.
    pub people: Option<PeopleSummary>,
    /// What the statutes say to it.
    pub law: Vec<Verdict>,
    /// By file, in the order of names.
    pub files: Vec<FileSummary>,
    /// Left out of all counts but hits.
    pub excluded: Vec<Excluded>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// What a person looked at or should look at.
    pub review: Option<ReviewSummary>,
}

/// What made a report, and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Tool {
    /// `yinsi`.
    pub name: &'static str,
    /// Its version.
    pub version: String,
    /// SHA-256 of its rules.
    pub rules_sha256: String,
    /// How many rules ran.
    pub rules: u64,
    /// When, if that was asked for.
    pub time: Option<String>,
    /// What counts as a unit.
    pub unit: Unit,
    /// Others beside which a value joins nobody.
    pub hub: u64,
    /// Whether distinct numbers are estimates.
    pub approximate: bool,
    /// Standard error of estimates, as a share.
    pub standard_error: f64,
    /// What the caller wanted on record.
    pub options: BTreeMap<String, String>,
}

/// The headline numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// Files that were read.
    pub files: u64,
    /// Their bytes, where known.
    pub bytes: u64,
    /// Records in them.
    pub records: u64,
    /// Records with findings.
    pub records_with_findings: u64,
    /// All findings, excluded ones too.
    pub hits: u64,
    /// Findings of excluded values.
    pub excluded_hits: u64,
    /// Distinct values.
    pub values: u64,
    /// Units before the law, by the method the report names.
    pub units: u64,
    /// Distinct records that identify someone.
    pub distinct_records: u64,
    /// Records that repeat one of these.
    pub duplicates: u64,
    /// Damaged records that repeat what whole ones hold.
    pub damaged: u64,
    /// Distinct records with personal values that identify nobody by themselves.
    pub unidentified: u64,
    /// Distinct people; absent where only sketches were kept.
    pub people: Option<u64>,
}

/// Counts of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EntityCount {
    /// The entity.
    pub entity: String,
    /// Its names.
    pub name: Words,
    /// Its category.
    pub category: String,
    /// Findings.
    pub hits: u64,
    /// Distinct values, without excluded ones.
    pub values: u64,
    /// Distinct records that hold it.
    pub records: u64,
    /// Findings of excluded values.
    pub excluded: u64,
    /// Whether one value alone identifies a person.
    pub identifies: bool,
}

/// Counts of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CategoryCount {
    /// The category.
    pub category: String,
    /// Findings.
    pub hits: u64,
    /// Distinct values.
    pub values: u64,
}

/// Kinds that stand together in a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Combination {
    /// The entities, sorted.
    pub entities: Vec<String>,
    /// Distinct records.
    pub units: u64,
    /// All records, repetitions too.
    pub records: u64,
    /// Whether such a record identifies someone.
    pub identifies: bool,
}

/// Who is one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PeopleSummary {
    /// Distinct people.
    pub people: u64,
    /// Groups of records that are linked; more people than groups where numbers of which one has one meet.
    pub groups: u64,
    /// People by how many values identify them: 0 (a name beside an address or a birthday), 1, 2 … 8 and more.
    pub by_identifiers: Vec<u64>,
    /// People by how many distinct records they have: 1, 2 … 8 and more.
    pub by_records: Vec<u64>,
    /// What joined records, and what did not.
    pub links: Vec<LinkSummary>,
    /// Shared values that join nobody, those beside most others first.
    pub hubs: Vec<HubSummary>,
}

/// What values of a kind joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LinkSummary {
    /// The entity.
    pub entity: String,
    /// Whether it joins only together with a name.
    pub with_name: bool,
    /// Values that stand in more than one record and join them.
    pub linking: u64,
    /// Records joined to another through them.
    pub joined: u64,
    /// Values beside different numbers of which a person has one: they join nobody.
    pub shared: u64,
    /// Values beside too many others: they join nobody.
    pub hubs: u64,
}

/// A value that so many share that it joins nobody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct HubSummary {
    /// The entity.
    pub entity: String,
    /// How many others it stands beside.
    pub others: u64,
    /// In how many distinct records.
    pub records: u64,
    /// A file it is in.
    pub file: String,
    /// A row there, from 1.
    pub row: u64,
}

/// What was counted in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FileSummary {
    /// Its name.
    pub file: String,
    /// What it is.
    #[serde(flatten)]
    pub info: FileInfo,
    /// Records.
    pub records: u64,
    /// Records with findings.
    pub records_with_findings: u64,
    /// Findings.
    pub hits: u64,
    /// By entity.
    pub entities: BTreeMap<String, u64>,
    /// By column, in their order.
    pub columns: Vec<ColumnCount>,
}

/// What was counted in a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ColumnCount {
    /// Its number, from 1.
    pub number: u64,
    /// Its name; empty where it has none.
    pub name: String,
    /// Findings by entity.
    pub entities: BTreeMap<String, u64>,
}

/// Values left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Excluded {
    /// The entity.
    pub entity: String,
    /// The published value or what such values are like; masked where the caller named it.
    pub value: String,
    /// Why.
    pub reason: String,
    /// Findings.
    pub hits: u64,
}

/// The sample and what people said of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReviewSummary {
    /// How many findings should be looked at.
    pub sample: u64,
    /// What their choice depends on.
    pub seed: u64,
    /// How they were chosen.
    pub plan: &'static str,
    /// Share of right ones among the reviewed, with a 95 % confidence interval; absent before the review.
    pub share: Option<Share>,
    /// The findings that should be looked at.
    pub findings: Vec<Sampled>,
}

const PLAN: &str = "simple random sample without replacement: the findings with the smallest hashes of file, row, column and offset";

impl Report {
    /// What the report says, held against `statutes`.
    ///
    /// # Errors
    ///
    /// When a run cannot be read or written.
    pub fn summary(&mut self, statutes: &Statutes, how: &Summing) -> Result<Summary, ReportError> {
        let kinds = &self.kinds;
        let pair = |kind: &Id| kinds.get(kind).map_or(("", "other"), |kind| (&*kind.entity, &*kind.category));
        let pairs = |set: &[Id]| set.iter().map(pair).collect::<Vec<_>>();
        // Asked once for each value of each record.
        let roles: Vec<(Id, Role)> = kinds.iter().map(|(id, kind)| (*id, kind.role)).collect();
        let role = |kind: Id| match roles.binary_search_by_key(&kind, |(id, _)| *id) {
            Ok(at) => roles.get(at).map_or(Role::None, |(_, role)| *role),
            Err(_) => Role::None,
        };
        let exact = matches!(self.store, Store::Exact(_));
        let people = match &mut self.store {
            Store::Exact(sorter) => {
                let classes = |set: &[Id]| statutes.bits(&pairs(set));
                let budget = self.memory / 2;
                link(sorter, &Linking { cap: how.hub, budget, hubs: HUBS, role: &role, classes: &classes })?
            }
            Store::About(all) => {
                let mut people = People::default();
                for (kind, sketch) in &all.values {
                    people.links.entry(*kind).or_default().values = sketch.estimate();
                    people.values += sketch.estimate();
                }
                people.sets = all
                    .units
                    .iter()
                    .map(|(kinds, (sketch, seen))| (kinds.clone(), (sketch.estimate(), *seen)))
                    .collect();
                people
            }
        };
        let identified = |set: &[Id]| identifies(set.iter().map(|&kind| role(kind)));
        let sets: Vec<_> =
            people.sets.iter().map(|(set, (units, _))| (pairs(set), identified(set), *units)).collect();
        let values = people.links.iter().filter(|(kind, _)| role(**kind).identifies());
        let values: Vec<_> = values.map(|(kind, link)| (pair(kind), link.values)).collect();
        let by_value = how.unit == Unit::Value;
        let units = match by_value {
            true => values.iter().map(|(_, count)| count).sum(),
            false => sets.iter().filter(|set| set.1).map(|set| set.2).sum(),
        };
        let weigh = |(group, count): (&Group, &u64)| (group.classes, count * u64::from(group.people));
        let counted = Counted {
            sets,
            values: by_value.then_some(values),
            people: people.groups.iter().map(weigh).collect(),
        };
        let law = statutes.verdicts(&counted);

        let hits = self.hits_by_kind();
        let excluded = self.excluded.iter().map(|((entity, value, reason), hits)| Excluded {
            entity: entity.clone(),
            value: value.clone(),
            reason: reason.clone(),
            hits: *hits,
        });
        let excluded: Vec<Excluded> = excluded.collect();
        let mut entities: Vec<EntityCount> =
            hits.iter().filter_map(|(kind, hits)| self.entity(*kind, *hits, &people, &excluded)).collect();
        entities.sort_by(|a, b| b.hits.cmp(&a.hits).then_with(|| a.entity.cmp(&b.entity)));
        let files = self.files.all.iter().map(|((name, _), count)| self.file_summary(name, count)).collect();
        let identifying = |wanted: bool| people.sets.iter().filter(move |(set, _)| identified(set) == wanted);
        let distinct_records = identifying(true).map(|(_, (units, _))| units).sum();
        let totals = Totals {
            files: self.files.all.values().filter(|file| !file.info.inside).count() as u64,
            bytes: self.files.all.values().map(|file| file.info.bytes).sum(),
            records: self.files.all.values().map(|file| file.records).sum(),
            records_with_findings: self.files.all.values().map(|file| file.found).sum(),
            hits: hits.values().sum(),
            excluded_hits: excluded.iter().map(|excluded| excluded.hits).sum(),
            values: people.values,
            units,
            distinct_records,
            duplicates: identifying(true).map(|(_, (units, seen))| seen.saturating_sub(*units)).sum(),
            damaged: people.damaged,
            unidentified: identifying(false).map(|(_, (units, _))| units).sum(),
            people: exact.then(|| counted.people.iter().map(|(_, people)| people).sum()),
        };
        let combinations = self.combinations(&people, &identified);
        let categories = categories(&entities);
        Ok(Summary {
            schema: "yinsi-audit-1",
            tool: self.tool(how),
            totals,
            categories,
            entities,
            combinations,
            people: exact.then(|| self.people(&people)),
            law,
            files,
            excluded,
            unread: self.files.unread.iter().cloned().collect(),
            review: self.review(&how.review),
        })
    }

    fn tool(&self, how: &Summing) -> Tool {
        let made = self.made.clone();
        let approximate = made.as_ref().is_some_and(|made| made.approximate);
        Tool {
            name: "yinsi",
            version: made.as_ref().map_or(env!("CARGO_PKG_VERSION").into(), |made| made.version.clone()),
            rules_sha256: made.as_ref().map_or_else(String::new, |made| made.rules_sha256.clone()),
            rules: made.as_ref().map_or(0, |made| made.rules),
            time: how.time.clone(),
            unit: how.unit,
            hub: how.hub,
            approximate,
            standard_error: if approximate { ERROR } else { 0.0 },
            options: made.map(|made| made.options).unwrap_or_default(),
        }
    }

    fn hits_by_kind(&self) -> BTreeMap<Id, u64> {
        let mut hits = BTreeMap::new();
        for file in self.files.all.values() {
            for (kind, count) in file.hits() {
                *hits.entry(kind).or_default() += count;
            }
        }
        hits
    }

    fn entity(&self, kind: Id, hits: u64, people: &People, excluded: &[Excluded]) -> Option<EntityCount> {
        let info: &KindInfo = self.kinds.get(&kind)?;
        let holding = people.sets.iter().filter(|(set, _)| set.contains(&kind));
        Some(EntityCount {
            entity: info.entity.clone(),
            name: names(&info.entity, &info.name),
            category: info.category.clone(),
            hits,
            values: people.links.get(&kind).map_or(0, |link| link.values),
            records: holding.map(|(_, (units, _))| units).sum(),
            excluded: excluded.iter().filter(|one| one.entity == info.entity).map(|one| one.hits).sum(),
            identifies: info.role.identifies(),
        })
    }

    fn name(&self, kind: Id) -> String {
        self.kinds.get(&kind).map_or_else(String::new, |kind| kind.entity.clone())
    }

    fn combinations(&self, people: &People, identified: &dyn Fn(&[Id]) -> bool) -> Vec<Combination> {
        let combination = |(set, (units, records)): (&Vec<Id>, &(u64, u64))| {
            let mut entities: Vec<String> = set.iter().map(|&kind| self.name(kind)).collect();
            entities.sort();
            Combination { entities, units: *units, records: *records, identifies: identified(set) }
        };
        let mut all: Vec<Combination> = people.sets.iter().map(combination).collect();
        all.sort_by(|a, b| b.units.cmp(&a.units).then_with(|| a.entities.cmp(&b.entities)));
        all.truncate(COMBINATIONS);
        all
    }

    fn people(&self, people: &People) -> PeopleSummary {
        let many = usize::from(MANY);
        let (mut by_identifiers, mut by_records) = (vec![0; many + 1], vec![0; many]);
        for (group, count) in &people.groups {
            let people = count * u64::from(group.people);
            if let Some(slot) = by_identifiers.get_mut(usize::from(group.identifiers)) {
                *slot += people;
            }
            if let Some(slot) = by_records.get_mut(usize::from(group.records).saturating_sub(1)) {
                *slot += people;
            }
        }
        let summed = |with_name: bool, links: &BTreeMap<Id, super::people::Link>| {
            let one = |(kind, link): (&Id, &super::people::Link)| LinkSummary {
                entity: self.name(*kind),
                with_name,
                linking: link.linking,
                joined: link.joined,
                shared: link.shared,
                hubs: link.hubs,
            };
            links
                .iter()
                .map(one)
                .filter(|link| link.linking + link.shared + link.hubs > 0)
                .collect::<Vec<_>>()
        };
        let mut links = summed(false, &people.links);
        links.extend(summed(true, &people.named));
        links.sort_by(|a, b| b.joined.cmp(&a.joined).then_with(|| a.entity.cmp(&b.entity)));
        let names: HashMap<u64, &str> =
            self.files.all.keys().map(|(name, _)| (super::counter::file_hash(name), &**name)).collect();
        let hub = |hub: &super::people::Hub| HubSummary {
            entity: self.name(hub.kind),
            others: hub.others,
            records: hub.records,
            file: names.get(&hub.seen.file).copied().unwrap_or_default().to_owned(),
            row: u64::from(hub.seen.row),
        };
        let mut hubs: Vec<HubSummary> = people.hubs.iter().map(hub).collect();
        hubs.sort_by(|a, b| b.others.cmp(&a.others).then_with(|| a.cmp(b)));
        PeopleSummary {
            people: people.groups.iter().map(|(group, count)| count * u64::from(group.people)).sum(),
            groups: people.groups.values().sum(),
            by_identifiers,
            by_records,
            links,
            hubs,
        }
    }

    fn file_summary(&self, name: &str, count: &FileCount) -> FileSummary {
        let named = |hits: &mut dyn Iterator<Item = (Id, u64)>| {
            hits.map(|(kind, hits)| (self.name(kind), hits)).collect::<BTreeMap<_, _>>()
        };
        let hits = count.hits();
        let mut columns: Vec<ColumnCount> = count
            .columns
            .iter()
            .map(|column| ColumnCount {
                number: u64::from(column.number) + 1,
                name: column.name.clone(),
                entities: named(&mut column.hits.iter().copied()),
            })
            .collect();
        columns.sort_by(|a, b| (a.number, &a.name).cmp(&(b.number, &b.name)));
        FileSummary {
            file: name.to_owned(),
            info: count.info.clone(),
            records: count.records,
            records_with_findings: count.found,
            hits: hits.values().sum(),
            entities: named(&mut hits.into_iter()),
            columns,
        }
    }

    fn review(&self, answers: &[(u64, bool)]) -> Option<ReviewSummary> {
        if self.sample.size() == 0 {
            return None;
        }
        let answers: BTreeMap<u64, bool> = answers.iter().copied().collect();
        let known = self.sample.findings().filter_map(|finding| answers.get(&finding.id));
        let (reviewed, right) =
            known.fold((0, 0), |(reviewed, right), &answer| (reviewed + 1, right + u64::from(answer)));
        Some(ReviewSummary {
            sample: self.sample.size() as u64,
            seed: self.sample.seed(),
            plan: PLAN,
            share: Share::of(right, reviewed),
            findings: self.sample.findings().cloned().collect(),
        })
    }
}

fn categories(entities: &[EntityCount]) -> Vec<CategoryCount> {
    let mut all: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for entity in entities {
        let known = all.entry(&entity.category).or_default();
        known.0 += entity.hits;
        known.1 += entity.values;
    }
    let one = |(category, (hits, values)): (&str, (u64, u64))| CategoryCount {
        category: category.to_owned(),
        hits,
        values,
    };
    let mut all: Vec<CategoryCount> = all.into_iter().map(one).collect();
    all.sort_by(|a, b| b.hits.cmp(&a.hits).then_with(|| a.category.cmp(&b.category)));
    all
}
