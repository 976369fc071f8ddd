//! Prose that reads like prose from afar: sentences of a small grammar, frequent
//! words first, in paragraphs with headings, now and then an address or a number.

use std::collections::HashMap;

use yinsi_sample::Rng;

/// A language and how its sentences are set.
pub(super) struct Language {
    grammar: &'static str,
    /// Sentences begin with a capital and are separated by spaces.
    latin: bool,
    seed: u64,
}

pub(super) static ENGLISH: Language =
    Language { grammar: include_str!("../../vocabulary/english.txt"), latin: true, seed: 0x656e };
pub(super) static CHINESE: Language =
    Language { grammar: include_str!("../../vocabulary/chinese.txt"), latin: false, seed: 0x7a68 };

/// Lines of wrapped paragraphs are about this long, in bytes.
const LINE: usize = 80;

/// One sentence in this many is rare: it holds an address, a number, a hash.
const RARE: u64 = 120;

pub(super) fn grow(language: &Language, text: &mut Vec<u8>, bytes: usize) -> Result<(), String> {
    let grammar = Grammar::parse(language.grammar);
    let mut rng = Rng::new(language.seed);
    let mut paragraph = String::new();
    while text.len() < bytes {
        paragraph.clear();
        if rng.chance(8) {
            paragraph.push_str("## ");
            grammar.sentence("heading", language.latin, &mut rng, &mut paragraph);
        } else {
            for index in 0..rng.between(2, 8) {
                if index > 0 && language.latin {
                    paragraph.push(' ');
                }
                let section = if rng.below(RARE) == 0 { "rare" } else { "sentence" };
                grammar.sentence(section, language.latin, &mut rng, &mut paragraph);
            }
            if language.latin && rng.chance(50) {
                paragraph = wrap(&paragraph);
            }
        }
        text.extend_from_slice(paragraph.as_bytes());
        text.extend_from_slice(b"\n\n");
    }
    Ok(())
}

/// Breaks a paragraph into lines at spaces.
fn wrap(paragraph: &str) -> String {
    let mut out = String::with_capacity(paragraph.len());
    let mut column = 0;
    for word in paragraph.split(' ') {
        if column > 0 {
            let full = column + word.len() > LINE;
            out.push(if full { '\n' } else { ' ' });
            column = if full { 0 } else { column + 1 };
        }
        out.push_str(word);
        column += word.len();
    }
    out
}

/// A part of an alternative: text as it stands, or a section to draw from.
enum Part {
    Text(&'static str),
    Section(usize),
    Value(&'static str),
}

/// Sections, each a list of alternatives, the frequent ones first.
struct Grammar {
    names: HashMap<&'static str, usize>,
    sections: Vec<Vec<Vec<Part>>>,
}

impl Grammar {
    /// Reads a grammar in the form its file explains.
    fn parse(file: &'static str) -> Self {
        let mut raw: Vec<(&str, Vec<&'static str>)> = Vec::new();
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(name) => raw.push((name, Vec::new())),
                None => {
                    if let Some((name, alternatives)) = raw.last_mut() {
                        if name.ends_with(':') {
                            alternatives.push(line);
                        } else {
                            alternatives.extend(line.split_whitespace());
                        }
                    }
                }
            }
        }
        let names = raw.iter().enumerate().map(|(index, (name, _))| (name.trim_end_matches(':'), index));
        let names: HashMap<&str, usize> = names.collect();
        let sections =
            raw.iter().map(|(_, alternatives)| alternatives.iter().map(|text| parts(text, &names)).collect());
        let sections = sections.collect();
        Self { names, sections }
    }

    /// Appends an alternative of a section, the first letter made a capital if so wished.
    fn sentence(&self, section: &str, capital: bool, rng: &mut Rng, out: &mut String) {
        let start = out.len();
        self.draw(self.names[section], rng, out);
        // An opening quote may stand before the letter.
        let letter = out.as_bytes()[start..].iter().take(2).position(u8::is_ascii_alphabetic);
        if let Some(at) = letter.filter(|_| capital).map(|letter| start + letter) {
            out.get_mut(at..=at).into_iter().for_each(str::make_ascii_uppercase);
        }
    }

    fn draw(&self, section: usize, rng: &mut Rng, out: &mut String) {
        let alternatives = &self.sections[section];
        for part in &alternatives[frequent_first(rng, alternatives.len())] {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Section(section) => self.draw(*section, rng, out),
                Part::Value(key) => out.push_str(&value(key, rng)),
            }
        }
    }
}

/// An index below `len`: the first third is drawn about as often as the rest.
fn frequent_first(rng: &mut Rng, len: usize) -> usize {
    let (a, b) = (rng.below(1 << 16), rng.below(1 << 16));
    let skewed = (a * b) >> 16;
    ((skewed * len as u64) >> 16) as usize
}

fn parts(alternative: &'static str, names: &HashMap<&str, usize>) -> Vec<Part> {
    let mut parts = Vec::new();
    for (index, piece) in alternative.split(['{', '}']).enumerate() {
        match (index % 2, names.get(piece)) {
            (0, _) if piece.is_empty() => {}
            (0, _) => parts.push(Part::Text(piece)),
            (_, Some(&section)) => parts.push(Part::Section(section)),
            (_, None) => parts.push(Part::Value(piece)),
        }
    }
    parts
}

/// What a slot that is no section holds.
///
/// # Panics
///
/// On an unknown slot: grammars are part of this program.
fn value(key: &str, rng: &mut Rng) -> String {
    match key {
        "year" => rng.between(1790, 2026).to_string(),
        "iso_date" => {
            format!("{}-{:02}-{:02}", rng.between(1999, 2026), rng.between(1, 12), rng.between(1, 28))
        }
        "month_number" => rng.between(1, 12).to_string(),
        "day" => rng.between(1, 28).to_string(),
        "hour" => rng.between(0, 23).to_string(),
        "minute" => format!("{:02}", rng.below(60)),
        "hex" => rng.hex(40),
        "given_lower" => (*rng.pick(&["anna", "john", "mary", "t.weber", "k_ito"])).to_owned(),
        "family_lower" => (*rng.pick(&["smith", "larsen", "moreau", "kim", "costa"])).to_owned(),
        _ => match key.strip_prefix('n').and_then(|count| count.parse::<usize>().ok()) {
            Some(count) => format!("{}{}", rng.between(1, 9), rng.digits(count - 1)),
            None => panic!("no value for the slot `{key}`"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_of_the_grammars_has_a_value() {
        for language in [&ENGLISH, &CHINESE] {
            let grammar = Grammar::parse(language.grammar);
            assert!(["sentence", "rare", "heading"].iter().all(|name| grammar.names.contains_key(name)));
            for part in grammar.sections.iter().flatten().flatten() {
                if let Part::Value(key) = part {
                    assert!(!value(key, &mut Rng::new(1)).is_empty());
                }
            }
        }
    }
}
