//! Summaries as text: for people, for programs, for spreadsheets, for managers.
//!
//! All of them print the same numbers of one [`Summary`]; none counts anything itself. Foreign text (names of
//! files and columns) is made harmless for the medium it goes to.

mod charts;
pub(super) mod csv;
mod html;
mod page;
mod text;

use std::fmt::Write as _;

use super::summary::Summary;
use super::verdict::{grouped, multiple};

pub use csv::csv;
pub use html::html;
pub use text::text;

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

impl Lang {
    /// One of two texts.
    fn of<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }

    /// The one of a pair that is in this language.
    fn word(self, words: &super::Words) -> &str {
        self.of(&words.en, &words.zh)
    }

    /// Parts of a sentence or list joined.
    fn join(self, parts: &[String]) -> String {
        parts.join(self.of(", ", "、"))
    }

    /// The name of a category.
    fn category(self, category: &str) -> &str {
        let zh = match category {
            "identity" => "身份",
            "contact" => "联系方式",
            "financial" => "金融",
            "health" => "健康",
            "network" => "网络",
            "device" => "设备",
            "credential" => "凭证",
            "location" => "位置",
            "person" => "个人属性",
            "organization" => "组织",
            "vehicle" => "车辆",
            "time" => "时间",
            "other" => "其他",
            unknown => unknown,
        };
        self.of(category, zh)
    }
}

/// The whole summary as JSON, sorted and indented, the same bytes for the same summary.
///
/// The form is described in `audit.schema.json` of the command line's crate.
pub fn json(summary: &Summary) -> String {
    let json =
        serde_json::to_string_pretty(summary).expect("our structs have string keys and no failing parts");
    let mut out = String::with_capacity(json.len() + 1);
    for ch in json.chars() {
        match ch {
            // Between tokens only; in strings they are escaped already.
            '\n' => out.push(ch),
            _ if is_active(ch) => {
                for unit in ch.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            _ => out.push(ch),
        }
    }
    out.push('\n');
    out
}

/// Whether a character acts on its surroundings (a terminal, the order of text) instead of being seen.
pub fn is_active(ch: char) -> bool {
    ch.is_control()
        || matches!(ch, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Foreign text as one harmless line.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            _ if is_active(ch) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(ch));
            }
            _ => out.push(ch),
        }
    }
    out
}

/// A number of bytes as people write it.
fn size(bytes: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1024.0;
    let mut at = 0;
    while value >= 1024.0 && at + 1 < units.len() {
        value /= 1024.0;
        at += 1;
    }
    format!("{value:.1} {}", units.get(at).copied().unwrap_or_default())
}

/// A share as people write it.
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// That what is said of the law is arithmetic.
fn disclaimer(lang: Lang) -> &'static str {
    lang.of(
        "This is arithmetic over what was found, not legal advice: acts, intent, truth of the data and use are for the court.",
        "以上仅为对所发现数据的算术统计，不构成法律意见；行为、主观故意、信息真实性与用途由司法机关认定。",
    )
}

/// What was counted as a unit, in a sentence.
fn method(summary: &Summary, lang: Lang) -> String {
    let hub = grouped(summary.tool.hub);
    let unit = match summary.tool.unit {
        super::Unit::Record => lang.of(
            "A unit is a distinct record about one person: records with the same set of values count once, in the strictest line that one of their kinds, or their combination, falls under; records that identify nobody are no units.",
            "一条信息指关于同一人的一条不重复记录：取值集合相同的记录只计一次，按其中任一类信息或其组合所适用的最严格标准计；不能识别到个人的记录不计条数。",
        ),
        super::Unit::Value => lang.of(
            "A unit is a distinct value that identifies a person, in the line that its kind falls under.",
            "一条信息指一个能够识别个人的不重复取值，按其种类所适用的标准计。",
        ),
    };
    let people = match lang {
        Lang::En => format!(
            "People are records linked through shared identifying values. A value that stands beside more than {hub} others (a switchboard), or beside different numbers of which a person has one, links nobody."
        ),
        Lang::Zh => format!(
            "人数按共有识别性取值的记录归并。同一取值对应超过{hub}个不同主体（如总机号码），或对应不同的唯一证件号时，不用于归并。"
        ),
    };
    let about = match summary.tool.approximate {
        false => String::new(),
        true => lang
            .of(
                " Distinct numbers are estimates (HyperLogLog, standard error 0.81 %); people are not linked.",
                "不重复数为估计值（HyperLogLog，标准误差0.81%），未归并人数。",
            )
            .to_owned(),
    };
    format!("{unit} {people}{about}")
}
