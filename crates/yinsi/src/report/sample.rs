//! Which findings a person should look at, and what their answers say of all.
//!
//! The sample is the findings with the smallest hashes of their places: the same ones however the work was
//! divided, and each as likely as any other.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::error::ReportError;

/// Columns of a review sheet.
const COLUMNS: &str = "id,file,row,column,entity,rule,confidence,masked,correct";

/// A finding to look at. Holds a masked form of the value, never the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Sampled {
    /// A hash of its place, which also orders the sample; written as in the review sheet.
    #[serde(with = "id")]
    pub id: u64,
    /// The file.
    pub file: String,
    /// Row or line, from 1.
    pub row: u64,
    /// The column's name; empty where there is none.
    pub column: String,
    /// What it is held to be.
    pub entity: String,
    /// The rule that found it.
    pub rule: String,
    /// Confidence in hundredths.
    pub confidence: u8,
    /// The value with most of it hidden.
    pub masked: String,
}

/// The sample of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Sample {
    size: usize,
    seed: u64,
    kept: BTreeSet<Sampled>,
}

impl Sample {
    /// A sample of so many findings; another seed gives another one.
    pub(super) fn new(size: usize, seed: u64) -> Self {
        Self { size, seed, kept: BTreeSet::new() }
    }

    /// The id of a finding by its place: hash of the file's name, row, column, start and end.
    pub(super) fn id(&self, place: [u64; 5]) -> u64 {
        place.into_iter().fold(mix(self.seed), |sum, part| mix(sum ^ part))
    }

    /// Whether a finding of this id may belong to the sample as it stands; of equal ids the rest decides.
    pub(super) fn wants(&self, id: u64) -> bool {
        self.size > 0 && (self.kept.len() < self.size || self.kept.last().is_some_and(|last| id <= last.id))
    }

    /// Takes a finding that is wanted.
    pub(super) fn add(&mut self, finding: Sampled) {
        self.kept.insert(finding);
        while self.kept.len() > self.size {
            self.kept.pop_last();
        }
    }

    /// Takes another's; both are of one size and seed.
    pub(super) fn join(&mut self, other: Self) {
        other.kept.into_iter().for_each(|finding| self.add(finding));
    }

    /// Whether two samples can be joined.
    pub(super) fn like(&self, other: &Self) -> bool {
        (self.size, self.seed) == (other.size, other.seed)
    }

    /// The findings, in the order of their ids.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Sampled> {
        self.kept.iter()
    }

    /// How many findings it should hold.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// What its choice depends on.
    pub(super) fn seed(&self) -> u64 {
        self.seed
    }
}

fn mix(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// An id as it is written: a letter, or a spreadsheet would make a rounded number of it, and sixteen digits.
pub(super) fn written(id: u64) -> String {
    format!("f{id:016x}")
}

/// Ids in JSON, which knows no such large numbers.
mod id {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(id: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::written(*id))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.strip_prefix('f').unwrap_or_default();
        u64::from_str_radix(digits, 16).map_err(|_| D::Error::custom("no id of a sample"))
    }
}

/// A value with most of it hidden: of eight characters and more the first three and the last two remain,
/// of names the first character, of the rest nothing.
pub(super) fn masked(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let chars: Vec<char> = text.chars().take(40).collect();
    let (first, last) = match chars.len() {
        2..=4 if chars.iter().all(|ch| !ch.is_ascii()) => (1, 0),
        0..=9 => (0, 0),
        _ => (3, 2),
    };
    let hidden = |(at, ch): (usize, &char)| match () {
        () if at < first || at >= chars.len() - last => *ch,
        () if ch.is_alphanumeric() => '*',
        () => *ch,
    };
    let shown = chars.iter().enumerate().map(hidden);
    shown.map(|ch| if ch.is_control() { ' ' } else { ch }).collect()
}

/// The answers of a review sheet: id and whether the finding is right; unanswered lines are left out.
///
/// # Errors
///
/// When a line is not one of a sheet, or an answer is neither yes nor no. Nothing of the line is quoted.
pub fn read_sheet(text: &str) -> Result<Vec<(u64, bool)>, ReportError> {
    let fault = |line: usize, message: &str| ReportError::Sheet { line, message: message.into() };
    let mut answers = Vec::new();
    for (line, text) in
        text.trim_start_matches('\u{feff}').lines().enumerate().map(|(at, text)| (at + 1, text))
    {
        if text.trim().is_empty() || (line == 1 && text.starts_with("id,")) {
            continue;
        }
        let id = text.split([',', ';', '\t']).next().unwrap_or_default().trim().trim_matches('"');
        let id = id.trim_start_matches('\'');
        let id = u64::from_str_radix(id.strip_prefix('f').unwrap_or_default(), 16)
            .map_err(|_| fault(line, "the first cell is no id of a sample"))?;
        let answer = text.rsplit([',', ';', '\t']).next().unwrap_or_default().trim().trim_matches('"');
        match answer.trim().to_lowercase().as_str() {
            "" => {}
            "y" | "yes" | "1" | "true" | "是" | "对" => answers.push((id, true)),
            "n" | "no" | "0" | "false" | "否" | "错" => answers.push((id, false)),
            _ => return Err(fault(line, "the last cell is neither yes nor no")),
        }
    }
    Ok(answers)
}

/// The head of a review sheet.
pub(super) fn sheet_head() -> &'static str {
    COLUMNS
}

/// A share with its 95 % confidence interval (Wilson's score interval).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Share {
    /// How many were looked at.
    pub reviewed: u64,
    /// How many were right.
    pub right: u64,
    /// The share of right ones, 0.0 to 1.0.
    pub share: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

impl Share {
    /// The share of `right` among `reviewed`; `None` if none was.
    pub fn of(right: u64, reviewed: u64) -> Option<Self> {
        const Z: f64 = 1.959_963_984_540_054;
        if reviewed == 0 || right > reviewed {
            return None;
        }
        let (n, share) = (reviewed as f64, right as f64 / reviewed as f64);
        let spread = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let (middle, scale) = (share + Z * Z / (2.0 * n), 1.0 + Z * Z / n);
        let round = |value: f64| (value * 1e4).round() / 1e4;
        let low = if right == 0 { 0.0 } else { round((middle - spread) / scale) };
        let high = if right == reviewed { 1.0 } else { round((middle + spread) / scale) };
        Some(Self { reviewed, right, share: round(share), low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(id: u64) -> Sampled {
        let none = String::new;
        Sampled {
            id,
            file: none(),
            row: 1,
            column: none(),
            entity: none(),
            rule: none(),
            confidence: 90,
            masked: none(),
        }
    }

    #[test]
    fn a_sample_does_not_depend_on_how_it_was_drawn() {
        let (mut whole, mut left, mut right) = (Sample::new(10, 1), Sample::new(10, 1), Sample::new(10, 1));
        for row in 0..1000 {
            let id = whole.id([1, row, 2, 3, 4]);
            for sample in [&mut whole, if row % 3 == 0 { &mut left } else { &mut right }] {
                if sample.wants(id) {
                    sample.add(finding(id));
                }
            }
        }
        left.join(right);
        assert_eq!(left, whole);
        assert_eq!(whole.findings().count(), 10);
        assert_ne!(whole.id([1; 5]), Sample::new(10, 2).id([1; 5]));
    }

    #[test]
    fn masked_values_hide_most() {
        assert_eq!(masked(b"13812345678"), "138******78");
        assert_eq!(masked("张三丰".as_bytes()), "张**");
        assert_eq!(masked(b"12345"), "*****");
        assert_eq!(masked(b"zhang.san@corp.cn"), "zha**.***@****.cn");
    }

    #[test]
    fn intervals_are_those_of_wilson() {
        // Newcombe (1998), table I: 81 of 263.
        let share = Share::of(81, 263).expect("a share");
        assert_eq!((share.low, share.high), (0.2553, 0.3662));
        let all = Share::of(50, 50).expect("a share");
        assert!(all.high == 1.0 && all.low > 0.92 && all.low < 0.94);
        assert_eq!(Share::of(0, 0), None);
    }

    #[test]
    fn sheets_read_back() {
        let sheet = "id,file,correct\r\nf0f,a.csv,y\r\n'f10,\"a, b.csv\",no\r\nf11,c,\r\n";
        assert_eq!(read_sheet(sheet).expect("a sheet"), [(15, true), (16, false)]);
        assert!(matches!(read_sheet("f12,x,maybe"), Err(ReportError::Sheet { line: 1, .. })));
    }
}
