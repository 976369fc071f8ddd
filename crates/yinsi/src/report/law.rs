//! The lines of the law: `catalog/statutes.toml` as data, and the arithmetic over it.
//!
//! Says how many times a number is above or below a line, and of which article. What follows from
//! that is for a court; nothing here is legal advice.

use serde::{Deserialize, Serialize};

use super::error::ReportError;
use super::verdict::{ClassCount, Line, LineClass, Reading, Threshold, Verdict, lcm, statement, times};

const FILE: &str = include_str!("../../catalog/statutes.toml");

/// A text in the languages of a report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Words {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// The statutes that a report is held against.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statutes {
    statute: Vec<Statute>,
}

/// One statute.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Statute {
    id: String,
    kind: Kind,
    name: Words,
    source: String,
    date: String,
    note: Option<Words>,
    #[serde(default)]
    aggravated: u64,
    #[serde(default)]
    lines: Vec<LineName>,
    degrees: Option<Degrees>,
    articles: Option<Articles>,
    #[serde(default)]
    counting: Vec<CountingRule>,
    #[serde(default)]
    class: Vec<Class>,
    #[serde(default)]
    threshold: Vec<ThresholdEntry>,
}

/// What a statute counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// Units of information against lines.
    Units,
    /// People against thresholds.
    People,
    /// What is there at all.
    Presence,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineName {
    units: u64,
    name: Words,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Degrees {
    first: Words,
    second: Words,
}

/// Where a statute says what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Articles {
    /// Each line by itself.
    pub each: String,
    /// Shares of several lines add up.
    pub ratio: String,
    /// Half of the lines for who had the information through work.
    pub halved: String,
    /// The next degree.
    pub aggravated: String,
    /// How units are counted.
    pub counting: String,
}

/// A rule of counting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CountingRule {
    /// Where it stands.
    pub article: String,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    id: String,
    name: Words,
    article: String,
    needs: Vec<Vec<String>>,
    units: Option<u64>,
    #[serde(default)]
    disputed: bool,
    note: Option<Words>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ThresholdEntry {
    least: u64,
    #[serde(default)]
    of: Vec<String>,
    article: String,
    name: Words,
}

impl Class {
    /// Whether a record of these entities, each with its category, falls under it.
    fn fits(&self, kinds: &[Entity<'_>]) -> bool {
        let met = |one: &String| match one.strip_prefix("category:") {
            Some(wanted) => kinds.iter().any(|(_, category)| *category == wanted),
            None => kinds.iter().any(|(entity, _)| entity == one),
        };
        self.needs.iter().all(|group| group.iter().any(met))
    }
}

/// An entity with its category.
pub(super) type Entity<'a> = (&'a str, &'a str);

/// What was counted, by the kinds that stand together in a record.
pub(super) struct Counted<'a> {
    /// Kinds, whether such a record identifies someone, how many distinct ones.
    pub(super) sets: Vec<(Vec<Entity<'a>>, bool, u64)>,
    /// What counts against lines, where that is not the records: kinds and how many distinct values.
    pub(super) values: Option<Vec<(Entity<'a>, u64)>>,
    /// Bits of classes and people whose records fall under them.
    pub(super) people: Vec<(u64, u64)>,
}

impl Statutes {
    /// The built-in ones.
    ///
    /// # Errors
    ///
    /// Never as built: the tests read them.
    pub fn builtin() -> Result<Self, ReportError> {
        Self::from_toml(FILE)
    }

    /// Statutes of one's own, in the form of the built-in file.
    ///
    /// # Errors
    ///
    /// When the text is not of that form.
    pub fn from_toml(text: &str) -> Result<Self, ReportError> {
        let fault = |message: String| ReportError::Data { file: "statutes.toml", message: message.into() };
        let all: Self = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        if all.classes().count() > 64 {
            return Err(fault("more than 64 classes".into()));
        }
        for statute in &all.statute {
            let bad = |what: &str| fault(format!("statute `{}`: {what}", statute.id));
            if statute.kind == Kind::Units {
                let whole = statute.aggravated > 0 && statute.degrees.is_some() && statute.articles.is_some();
                let lined = |class: &Class| {
                    class.units.is_some_and(|units| statute.lines.iter().any(|line| line.units == units))
                };
                if !whole
                    || !statute.class.iter().all(lined)
                    || statute.lines.iter().any(|line| line.units == 0)
                {
                    return Err(bad(
                        "needs lines, `aggravated`, `degrees`, `articles`, and a line for each class",
                    ));
                }
            }
            let known = |id: &String| statute.class.iter().any(|class| class.id == *id);
            if !statute.threshold.iter().all(|threshold| threshold.of.iter().all(known)) {
                return Err(bad("a threshold names a class that is not there"));
            }
        }
        Ok(all)
    }

    fn classes(&self) -> impl Iterator<Item = &Class> {
        self.statute.iter().flat_map(|statute| &statute.class)
    }

    /// Bits of the classes that a record of these kinds falls under, in the order of the file.
    pub(super) fn bits(&self, kinds: &[Entity<'_>]) -> u64 {
        let fitting = self.classes().enumerate().filter(|(_, class)| class.fits(kinds));
        fitting.fold(0, |bits, (at, _)| bits | 1 << at)
    }

    /// What the statutes say to what was counted.
    pub(super) fn verdicts(&self, counted: &Counted<'_>) -> Vec<Verdict> {
        let mut first = 0;
        let verdict = |statute: &Statute| {
            let base = first;
            first += statute.class.len();
            statute.verdict(counted, base)
        };
        self.statute.iter().map(verdict).collect()
    }
}

impl Statute {
    fn verdict(&self, counted: &Counted<'_>, base: usize) -> Verdict {
        let people_of = |bits: u64| -> u64 {
            counted.people.iter().filter(|(has, _)| has & bits != 0).map(|(_, people)| people).sum()
        };
        let class = |(at, class): (usize, &Class)| ClassCount {
            id: class.id.clone(),
            name: class.name.clone(),
            article: class.article.clone(),
            note: class.note.clone(),
            disputed: class.disputed,
            records: counted.sets.iter().filter(|set| class.fits(&set.0)).map(|set| set.2).sum(),
            people: people_of(1 << (base + at)),
        };
        let threshold = |entry: &ThresholdEntry| {
            let wanted = |(at, class): (usize, &Class)| {
                if entry.of.contains(&class.id) { 1 << (base + at) } else { 0 }
            };
            let bits: u64 = self.class.iter().enumerate().map(wanted).sum();
            let people = match entry.of.is_empty() {
                true => counted.people.iter().map(|(_, people)| people).sum(),
                false => people_of(bits),
            };
            Threshold {
                name: entry.name.clone(),
                article: entry.article.clone(),
                least: entry.least,
                people,
                times: times(people, entry.least),
                reached: people >= entry.least,
            }
        };
        Verdict {
            id: self.id.clone(),
            kind: self.kind,
            name: self.name.clone(),
            source: self.source.clone(),
            date: self.date.clone(),
            note: self.note.clone(),
            articles: self.articles.clone(),
            counting: self.counting.clone(),
            readings: match self.kind {
                Kind::Units => vec![self.reading(counted, false), self.reading(counted, true)],
                _ => Vec::new(),
            },
            classes: self.class.iter().enumerate().map(class).collect(),
            thresholds: self.threshold.iter().map(threshold).collect(),
        }
    }

    /// Units on each line; `strict` puts what is disputed on the stricter one.
    fn reading(&self, counted: &Counted<'_>, strict: bool) -> Reading {
        let mut by_class = vec![0u64; self.class.len()];
        let mut add = |kinds: &[Entity<'_>], units: u64| {
            let fitting = self.class.iter().enumerate().filter(|(_, class)| strict || !class.disputed);
            let fitting = fitting.filter(|(_, class)| class.fits(kinds));
            if let Some((at, _)) = fitting.min_by_key(|(_, class)| class.units)
                && let Some(count) = by_class.get_mut(at)
            {
                *count += units;
            }
        };
        match &counted.values {
            Some(values) => values.iter().for_each(|(kind, count)| add(&[*kind], *count)),
            None => {
                let units = counted.sets.iter().filter(|(_, identifies, _)| *identifies);
                units.for_each(|(kinds, _, count)| add(kinds, *count));
            }
        }
        let line = |line: &LineName| {
            let classes =
                self.class.iter().zip(&by_class).filter(|(class, _)| class.units == Some(line.units));
            let units = classes.clone().map(|(_, count)| count).sum();
            Line {
                line: line.units,
                aggravated_line: line.units * self.aggravated,
                name: line.name.clone(),
                units,
                times: times(units, line.units),
                times_aggravated: times(units, line.units * self.aggravated),
                classes: classes
                    .filter(|(_, count)| **count > 0)
                    .map(|(class, count)| LineClass {
                        id: class.id.clone(),
                        name: class.name.clone(),
                        article: class.article.clone(),
                        units: *count,
                    })
                    .collect(),
            }
        };
        let lines: Vec<Line> = self.lines.iter().map(line).collect();
        // Shares of lines add up; in units of the highest line they are whole numbers where it is a
        // multiple of the others.
        let common = lines.iter().fold(1, |common, line| lcm(common, line.line));
        let weighted = lines.iter().map(|line| line.units.saturating_mul(common / line.line)).sum::<u64>();
        let degree = match () {
            () if weighted >= common * self.aggravated => 2,
            () if weighted >= common => 1,
            () => 0,
        };
        let degrees = self.degrees.clone();
        let degree_name = match (degree, degrees) {
            (1, Some(degrees)) => Some(degrees.first),
            (2, Some(degrees)) => Some(degrees.second),
            _ => None,
        };
        let statement = statement(&lines, weighted, common, self.aggravated, degree_name.as_ref());
        let (times, times_aggravated) = (times(weighted, common), times(weighted, common * self.aggravated));
        Reading { strict, lines, weighted, common, times, times_aggravated, degree, degree_name, statement }
    }
}

#[cfg(test)]
mod tests {
    use super::super::verdict::{grouped, multiple};
    use super::*;

    fn counted<'a>(sets: &[(&'a [&'a str], u64)]) -> Counted<'a> {
        let category = |entity: &str| if entity.contains("HEALTH") { "health" } else { "other" };
        let set = |(kinds, count): &(&'a [&'a str], u64)| {
            let kinds: Vec<(&str, &str)> = kinds.iter().map(|&kind| (kind, category(kind))).collect();
            (kinds, true, *count)
        };
        Counted { sets: sets.iter().map(set).collect(), values: None, people: Vec::new() }
    }

    fn readings(sets: &[(&[&str], u64)]) -> Vec<Reading> {
        let statutes = Statutes::builtin().expect("the built-in statutes");
        statutes.verdicts(&counted(sets)).swap_remove(0).readings
    }

    #[test]
    fn the_case_that_started_it() {
        let [cautious, strict] = &*readings(&[(&["CN_PERSON_NAME", "CN_MOBILE_NUMBER"], 619_109)]) else {
            panic!("two readings")
        };
        assert_eq!(cautious.lines[2].times, 123.8);
        assert_eq!(cautious.lines[2].times_aggravated, 12.4);
        assert_eq!((cautious.degree, &cautious.lines), (2, &strict.lines));
        assert!(strict.statement.en.starts_with("619,109 ordinary units: 12.4 times the aggravated line"));
    }

    #[test]
    fn each_line_is_reached_at_its_number() {
        let degree = |kinds: &[&str], count| readings(&[(kinds, count)])[0].degree;
        for (kinds, line) in [
            (&["LOCATION_COORDINATES", "CN_MOBILE_NUMBER"], 50),
            (&["X_HEALTH", "CN_MOBILE_NUMBER"], 500),
            (&["QQ_NUMBER", "A"], 5000),
        ] {
            let reached: Vec<u8> =
                [line - 1, line, line * 10 - 1, line * 10].map(|count| degree(kinds, count)).into();
            assert_eq!(reached, [0, 1, 1, 2], "{line}");
        }
    }

    #[test]
    fn shares_of_lines_add_up() {
        let of = |a, b, c| {
            let sets: [(&[&str], u64); 3] =
                [(&["LOCATION_COORDINATES"], a), (&["X_HEALTH"], b), (&["QQ_NUMBER"], c)];
            readings(&sets).swap_remove(0)
        };
        assert_eq!((of(25, 125, 1249).degree, of(25, 125, 1250).degree), (0, 1));
        let half = of(25, 125, 1250);
        assert_eq!((half.weighted, half.common, half.times), (5000, 5000, 1.0));
        assert!(half.statement.en.contains("by the ratio rule"));
    }

    #[test]
    fn what_is_disputed_counts_on_both_lines_in_turn() {
        let card: &[&str] = &["CN_BANK_CARD", "CN_PERSON_NAME"];
        let [cautious, strict] = &*readings(&[(card, 60)]) else { panic!("two readings") };
        assert_eq!((cautious.lines[2].units, strict.lines[0].units), (60, 60));
        assert_eq!((cautious.degree, strict.degree), (0, 1));
    }

    #[test]
    fn multiples_never_claim_a_line_that_is_not_reached() {
        assert_eq!(times(4999, 5000), 0.99);
        assert_eq!(times(5000, 5000), 1.0);
        assert_eq!(times(619_109, 50_000), 12.4);
        assert_eq!(
            (multiple(12.4), multiple(3.0), multiple(0.96)),
            ("12.4".into(), "3".into(), "0.96".into())
        );
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn broken_files_are_refused() {
        let bad = |text| matches!(Statutes::from_toml(text), Err(ReportError::Data { .. }));
        assert!(bad("statute = 1"));
        assert!(bad("[[statute]]\nid='x'\nkind='units'\nname={en='',zh=''}\nsource=''\ndate=''"));
    }
}
