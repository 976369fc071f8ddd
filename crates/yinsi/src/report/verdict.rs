//! What a statute says to the numbers of a report, and the arithmetic of it.

use serde::Serialize;

use super::law::{Articles, CountingRule, Kind, Words};

/// What a statute says to the numbers of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// Its id, as in the file of statutes.
    pub id: String,
    /// What it counts.
    pub kind: Kind,
    /// Its name.
    pub name: Words,
    /// Where it can be read.
    pub source: String,
    /// In force since.
    pub date: String,
    /// What to bear in mind.
    pub note: Option<Words>,
    /// Where it says what.
    pub articles: Option<Articles>,
    /// Its rules of counting.
    pub counting: Vec<CountingRule>,
    /// Units on lines: the cautious reading, then the strict one.
    pub readings: Vec<Reading>,
    /// Its classes of information.
    pub classes: Vec<ClassCount>,
    /// Its thresholds of people.
    pub thresholds: Vec<Threshold>,
}

/// Units against the lines of a statute.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reading {
    /// Whether what is disputed is counted on the stricter line.
    pub strict: bool,
    /// Each line by itself.
    pub lines: Vec<Line>,
    /// All units, each weighed by its line, in units of `common`.
    pub weighted: u64,
    /// The number of weighed units that make a line.
    pub common: u64,
    /// How many times the line is reached, all lines together.
    pub times: f64,
    /// The same for the next degree.
    pub times_aggravated: f64,
    /// The degree that the numbers reach: 0, 1 or 2.
    pub degree: u8,
    /// Its name.
    pub degree_name: Option<Words>,
    /// All that in a sentence.
    pub statement: Words,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Line {
    /// How many units it takes.
    pub line: u64,
    /// How many the next degree takes.
    pub aggravated_line: u64,
    /// What counts on it.
    pub name: Words,
    /// How many units there are.
    pub units: u64,
    /// `units` divided by `line`.
    pub times: f64,
    /// `units` divided by `aggravated_line`.
    pub times_aggravated: f64,
    /// The classes that these units are of.
    pub classes: Vec<LineClass>,
}

/// The units of a class on its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LineClass {
    /// Id of the class.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Where it stands.
    pub article: String,
    /// How many units.
    pub units: u64,
}

/// How much there is of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClassCount {
    /// Id of the class.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Where it stands.
    pub article: String,
    /// What to bear in mind.
    pub note: Option<Words>,
    /// Whether it is argued both ways.
    pub disputed: bool,
    /// Distinct records that hold it.
    pub records: u64,
    /// People with such a record.
    pub people: u64,
}

/// A number of people and what it leads to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Threshold {
    /// What it leads to.
    pub name: Words,
    /// Where it stands.
    pub article: String,
    /// The number that counts.
    pub least: u64,
    /// How many people there are.
    pub people: u64,
    /// `people` divided by `least`.
    pub times: f64,
    /// Whether there are as many.
    pub reached: bool,
}

/// How many times `line` is in `count`: two decimals below ten, one above, and never rounded up to 1.
pub(super) fn times(count: u64, line: u64) -> f64 {
    let (count, line) = (u128::from(count), u128::from(line.max(1)));
    match () {
        () if count < line => (count * 100 / line) as f64 / 100.0,
        () if count < 10 * line => (count * 200 / line).div_ceil(2) as f64 / 100.0,
        () => (count * 20 / line).div_ceil(2) as f64 / 10.0,
    }
}

pub(super) fn lcm(a: u64, b: u64) -> u64 {
    let (mut x, mut y) = (a, b.max(1));
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a / x.max(1) * b.max(1)
}

/// `1234567` as `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A multiple as people write it: `12.4`, `0.96`, `3`.
pub(super) fn multiple(times: f64) -> String {
    let text = if times >= 10.0 { format!("{times:.1}") } else { format!("{times:.2}") };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn statement(
    lines: &[Line],
    weighted: u64,
    common: u64,
    aggravated: u64,
    degree: Option<&Words>,
) -> Words {
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for line in lines.iter().filter(|line| line.units > 0) {
        let (units, first, second) = (grouped(line.units), grouped(line.line), grouped(line.aggravated_line));
        let (times, again) = (multiple(line.times), multiple(line.times_aggravated));
        let (name, plural) = (&line.name, if line.units == 1 { "" } else { "s" });
        let (said_en, said_zh) = match () {
            () if line.units >= line.aggravated_line => (
                format!(
                    "{again} times the aggravated line of {second} and {times} times the line of {first}"
                ),
                format!("为加重标准{second}条的{again}倍、入罪标准{first}条的{times}倍"),
            ),
            () if line.units >= line.line => (
                format!("{times} times the line of {first}, below the aggravated line of {second}"),
                format!("为入罪标准{first}条的{times}倍，未达到加重标准{second}条"),
            ),
            () => (format!("below the line of {first}"), format!("未达到入罪标准{first}条")),
        };
        en.push(format!("{units} {} unit{plural}: {said_en}", name.en));
        zh.push(format!("{}{units}条：{said_zh}", name.zh));
    }
    if en.is_empty() {
        return Words {
            en: "No units of personal information.".into(),
            zh: "未发现公民个人信息条数。".into(),
        };
    }
    if en.len() > 1 {
        let (all, again) = (times(weighted, common), times(weighted, common * aggravated));
        let (all, again) = (multiple(all), multiple(again));
        en.push(format!(
            "together, by the ratio rule, {again} times the aggravated line and {all} times the line"
        ));
        zh.push(format!("按比例合计，为加重标准的{again}倍、入罪标准的{all}倍"));
    }
    let (mut en, mut zh) = (en.join("; "), zh.join("；"));
    match degree {
        Some(degree) => {
            en.push_str(&format!(". By number alone: {}.", degree.en));
            zh.push_str(&format!("。仅就数量而言：{}。", degree.zh));
        }
        None => {
            en.push_str(". By number alone: below every line.");
            zh.push_str("。仅就数量而言：未达到任何标准。");
        }
    }
    Words { en, zh }
}
