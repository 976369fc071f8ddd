//! What a value says about a person, the form in which two writings of it are one, and whose values
//! nobody's are: `catalog/values.toml` read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::law::Words;
use crate::decode::normalize::ascii_of;
use crate::rule::Category;

const FILE: &str = include_str!("../../catalog/values.toml");

/// What a kind of value says about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Role {
    /// Identifies alone, and a person has one for life.
    Unique,
    /// Identifies alone; a person may have several.
    Alone,
    /// A name: identifies beside another value.
    Name,
    /// Identifies beside a name.
    BesideName,
    /// Says something about the person it stands beside.
    Attribute,
    /// Says nothing about a person.
    None,
}

impl Role {
    /// Whether one such value is enough to know who is meant.
    pub(super) fn identifies(self) -> bool {
        matches!(self, Self::Unique | Self::Alone)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    Digits,
    Token,
    Phone,
    ResidentId,
    Mail,
    Words,
    Exact,
}

/// How values of one entity are read.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// What they say about a person.
    pub(super) role: Role,
    /// Entities of one space share their values.
    pub(super) space: Box<str>,
    form: Form,
    country: Box<str>,
    specimens: Vec<(Box<str>, Box<str>)>,
}

impl Values {
    /// How values of `entity`, which is of `category`, are read.
    pub(super) fn of(entity: &str, category: Category) -> Self {
        if let Some(known) = BOOK.values.get(entity) {
            return known.clone();
        }
        let role = match category {
            Category::Identity | Category::Contact | Category::Financial | Category::Vehicle => Role::Alone,
            Category::Organization | Category::Time => Role::None,
            _ => Role::Attribute,
        };
        let form = if role == Role::Alone { Form::Token } else { Form::Words };
        Self { role, space: entity.into(), form, country: "".into(), specimens: Vec::new() }
    }

    /// Writes the form in which equal values are equal bytes into `out`.
    pub(super) fn normalise(&self, text: &[u8], out: &mut Vec<u8>) {
        out.clear();
        match self.form {
            Form::Exact => out.extend_from_slice(text.trim_ascii()),
            Form::Digits => fold(text, out, |byte| byte.is_ascii_digit().then_some(byte)),
            Form::Token => token(text, out),
            Form::Mail => {
                fold(text, out, |byte| (!byte.is_ascii_whitespace()).then(|| byte.to_ascii_lowercase()));
            }
            Form::Words => fold(text, out, |byte| {
                let kept = byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_:.@#/".contains(&byte);
                kept.then(|| byte.to_ascii_lowercase())
            }),
            Form::Phone => {
                fold(text, out, |byte| byte.is_ascii_digit().then_some(byte));
                self.strip_prefix(text, out);
            }
            Form::ResidentId => {
                token(text, out);
                if out.len() == 15 && out.iter().all(u8::is_ascii_digit) {
                    out.splice(6..6, *b"19");
                    let check = resident_check(out);
                    out.push(check);
                }
            }
        }
        if out.is_empty() {
            out.extend_from_slice(text.trim_ascii());
        }
    }

    /// What a published specimen is like and its source, if `normal` is one.
    pub(super) fn specimen(&self, normal: &[u8]) -> Option<(&str, &str)> {
        let found = self.specimens.iter().find(|(like, _)| matches(like.as_bytes(), normal));
        found.map(|(like, source)| (&**like, &**source))
    }

    /// Takes international prefix, calling code and trunk prefix from the digits of a telephone number.
    fn strip_prefix(&self, text: &[u8], out: &mut Vec<u8>) {
        let plus = text.trim_ascii().first() == Some(&b'+') || text.starts_with("＋".as_bytes());
        let zeros = if out.starts_with(b"00") { 2 } else { 0 };
        let code = self.country.as_bytes();
        let international = out.get(zeros..).is_some_and(|digits| digits.starts_with(code));
        // Without `+` or 00 only a length that no national number has tells a calling code.
        if international && (plus || zeros > 0 || out.len() >= code.len() + 11) && !code.is_empty() {
            out.drain(..zeros + code.len());
        } else if zeros > 0 {
            out.drain(..zeros);
        }
        if !code.is_empty() && out.first() == Some(&b'0') {
            out.remove(0);
        }
    }
}

/// Rewrites `text` to ASCII where the engine would, and keeps what `keep` makes of each byte.
fn fold(text: &[u8], out: &mut Vec<u8>, mut keep: impl FnMut(u8) -> Option<u8>) {
    if text.is_ascii() {
        out.extend(text.iter().filter_map(|&byte| keep(byte)));
        return;
    }
    for chunk in text.utf8_chunks() {
        for ch in chunk.valid().chars() {
            let code = u32::from(ch);
            let wide = (0xFF01..=0xFF5E).contains(&code).then(|| (code - 0xFEE0) as u8);
            match (wide, ascii_of(ch)) {
                (Some(byte), _) | (None, Some(Some(byte))) => out.extend(keep(byte)),
                (None, Some(None)) => {}
                (None, None) if ch.is_ascii() => out.extend(keep(code as u8)),
                // The middle dots of names are written or left out as one likes.
                (None, None) if matches!(ch, '·' | '•' | '・' | '‧') || ch.is_whitespace() => {}
                (None, None) => {
                    let mut buffer = [0; 4];
                    for &byte in ch.encode_utf8(&mut buffer).as_bytes() {
                        out.extend(keep(byte));
                    }
                }
            }
        }
        for &byte in chunk.invalid() {
            out.extend(keep(byte));
        }
    }
}

/// Letters and digits in upper case; letters of other scripts stay.
fn token(text: &[u8], out: &mut Vec<u8>) {
    fold(text, out, |byte| {
        let kept = byte.is_ascii_alphanumeric() || !byte.is_ascii();
        kept.then(|| byte.to_ascii_uppercase())
    });
}

/// The check character of 17 digits (ISO 7064 MOD 11-2, as GB 11643 uses it).
fn resident_check(digits: &[u8]) -> u8 {
    let remainder = digits.iter().fold(0, |sum, &digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    match (12 - remainder) % 11 {
        10 => b'X',
        check => b'0' + check as u8,
    }
}

/// Whether `text` is like a pattern with `*` for anything and `?` for one byte.
fn matches(like: &[u8], text: &[u8]) -> bool {
    match (like.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) if !rest.iter().any(|byte| b"*?".contains(byte)) => {
            let tail = text.len().checked_sub(rest.len()).and_then(|from| text.get(from..));
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(rest))
        }
        (Some((b'*', rest)), _) => {
            (0..=text.len()).any(|skip| matches(rest, text.get(skip..).unwrap_or(b"")))
        }
        (Some((b'?', rest)), Some((_, text))) => matches(rest, text),
        (Some((one, rest)), Some((other, text))) => one.eq_ignore_ascii_case(other) && matches(rest, text),
        _ => false,
    }
}

/// The file itself, as it belongs to how a report is made.
pub(super) fn source() -> &'static str {
    FILE
}

/// The names of an entity in English and in Chinese; those that are not written down are `otherwise`.
pub(super) fn names(entity: &str, otherwise: &str) -> Words {
    let of =
        |names: &HashMap<Box<str>, Box<str>>| names.get(entity).map_or(otherwise, |name| name).to_owned();
    Words { en: of(&BOOK.en), zh: of(&BOOK.zh) }
}

struct Book {
    values: HashMap<Box<str>, Values>,
    en: HashMap<Box<str>, Box<str>>,
    zh: HashMap<Box<str>, Box<str>>,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| read(FILE).expect("the tests read values.toml"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    value: Vec<ValueEntry>,
    specimen: Vec<SpecimenEntry>,
    en: HashMap<Box<str>, Box<str>>,
    zh: HashMap<Box<str>, Box<str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueEntry {
    entities: Vec<Box<str>>,
    role: Role,
    form: Form,
    space: Option<Box<str>>,
    #[serde(default)]
    country: Box<str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpecimenEntry {
    entities: Vec<Box<str>>,
    like: Vec<Box<str>>,
    source: Box<str>,
}

fn read(text: &str) -> Result<Book, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut values = HashMap::new();
    for entry in file.value {
        for entity in entry.entities {
            let space = entry.space.clone().unwrap_or_else(|| entity.clone());
            let (role, form, country) = (entry.role, entry.form, entry.country.clone());
            let known = Values { role, space, form, country, specimens: Vec::new() };
            if values.insert(entity.clone(), known).is_some() {
                return Err(format!("{entity} stands in two entries"));
            }
        }
    }
    for entry in file.specimen {
        for entity in &entry.entities {
            let known =
                values.get_mut(entity).ok_or_else(|| format!("{entity} has specimens and no form"))?;
            known.specimens.extend(entry.like.iter().map(|like| (like.clone(), entry.source.clone())));
        }
    }
    Ok(Book { values, en: file.en, zh: file.zh })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(entity: &str, text: &str) -> String {
        let mut out = Vec::new();
        Values::of(entity, Category::Other).normalise(text.as_bytes(), &mut out);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn writings_of_one_value_are_one() {
        let same = [
            ("CN_MOBILE_NUMBER", "13812345678", "+86 138-1234-5678"),
            ("CN_MOBILE_NUMBER", "13812345678", "8613812345678"),
            ("CN_MOBILE_NUMBER", "13812345678", "008613812345678"),
            ("CN_MOBILE_NUMBER", "13812345678", "１３８ 1234 5678"),
            ("CN_LANDLINE_NUMBER", "057188881234", "+86 571 8888 1234"),
            ("CN_LANDLINE_NUMBER", "0571-88881234", "(0571) 8888 1234"),
            ("CN_RESIDENT_ID", "11010519491231002x", "110105 19491231 002X"),
            // The 15 digits of GB 11643-1989 and the 18 that replaced them.
            ("CN_RESIDENT_ID", "110105491231002", "11010519491231002X"),
            ("CREDIT_CARD", "4242 4242 4242 4242", "4242-4242-4242-4242"),
            ("EMAIL_ADDRESS", "Zhang.San@Example.com", "zhang.san＠example.com"),
            ("CN_PERSON_NAME", "张 三", "张三"),
            ("CN_PERSON_NAME", "阿依古丽·买买提", "阿依古丽买买提"),
            ("CN_ADDRESS", "北京市 朝阳区", "北京市朝阳区"),
        ];
        for (entity, one, other) in same {
            assert_eq!(normal(entity, one), normal(entity, other), "{entity}: {one} and {other}");
        }
        assert_eq!(normal("CN_RESIDENT_ID", "110105491231002"), "11010519491231002X");
        assert_eq!(normal("CN_MOBILE_NUMBER", "+8613812345678"), "13812345678");
        assert_ne!(
            normal("CN_LANDLINE_NUMBER", "0571-88881234"),
            normal("CN_LANDLINE_NUMBER", "010-88881234")
        );
    }

    #[test]
    fn other_kinds_follow_their_category() {
        assert_eq!(Values::of("ACME_BADGE", Category::Identity).role, Role::Alone);
        assert_eq!(Values::of("ACME_NOTE", Category::Other).role, Role::Attribute);
        assert_eq!(Values::of("ACME_CODE", Category::Organization).role, Role::None);
    }

    #[test]
    fn specimens_are_known_in_any_writing() {
        let known = |entity: &str, text: &str| {
            let values = Values::of(entity, Category::Other);
            let mut normal = Vec::new();
            values.normalise(text.as_bytes(), &mut normal);
            values.specimen(&normal).is_some()
        };
        assert!(known("CREDIT_CARD", "4242 4242 4242 4242"));
        assert!(known("EMAIL_ADDRESS", "someone@example.com"));
        assert!(known("PHONE_NUMBER", "+1 201-555-0123"));
        assert!(known("CN_RESIDENT_ID", "110105491231002"));
        assert!(!known("EMAIL_ADDRESS", "someone@notexample.com"));
        assert!(!known("EMAIL_ADDRESS", "zhang.wei.17@example.com"));
        assert!(!known("CN_MOBILE_NUMBER", "13812345678"));
    }
}
