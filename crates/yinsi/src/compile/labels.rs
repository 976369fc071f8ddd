//! Label words and what lies between them and their values.
//!
//! A label stands right before a value when only *gap* characters lie between:
//! `手机号：138…`, `"phone": "138…"`, `<name>…`, `QQ12345`. Words are kept in
//! buckets by their last bytes: looking for the words that end at a place is
//! one look at a bucket, nearly always an empty one.

use std::borrow::Cow;

use super::bytes::{Bytes, Reader, Writer, table_u16, table_u32, u16_at, u32_at};
use crate::decode::normalize::{decode, decode_last};
use crate::intern::intern;

/// Most characters between a label and its value.
pub(crate) const MAX_GAP: usize = 8;

/// Longest label, in bytes.
pub(crate) const MAX_LABEL: usize = 64;

/// Most spaces before an exact label that are looked through.
const MAX_INDENT: usize = 32;

/// Bytes before a value that may decide whether a label names it: the gap, the label, and what
/// stands before that.
pub(crate) const LABEL_REACH: usize = 3 * MAX_GAP + MAX_LABEL + MAX_INDENT + 8;

/// Bit of a stored role that marks an exact label.
const EXACT: u16 = 0x8000;

/// Bit of a stored role that marks a delimited label.
const DELIMITED: u16 = 0x4000;

/// What a label says about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// The rule, by number within its plan.
    pub(crate) rule: u16,
    /// 0: a label of the rule; otherwise 1 + the index into the rule's `also`.
    pub(crate) role: u16,
    /// The label counts only where a key begins: no other word before it.
    pub(crate) exact: bool,
    /// The label counts only before a delimiter, not when it touches its value.
    pub(crate) delimited: bool,
}

impl Meaning {
    /// A label of `rule`, or for it a role.
    pub(crate) fn of(rule: u16, role: u16) -> Self {
        Self { rule, role, exact: false, delimited: false }
    }

    /// Whether a word that begins at `start`, with `gap` after it, has this meaning.
    pub(crate) fn holds(self, text: &[u8], start: usize, gap: Gap) -> bool {
        !(self.exact && !key_edge(text, start) || self.delimited && gap.weak)
    }
}

/// A label word that ends where it was looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Label {
    /// The word, by number in its table.
    pub(crate) word: usize,
    /// Where it begins in the text.
    pub(crate) start: usize,
}

/// A set of label words.
#[derive(Debug, Clone)]
pub(crate) struct Labels {
    /// For each bucket its first word; one more at the end.
    buckets: Bytes,
    /// All words in the order of their buckets, one after the other.
    words: Bytes,
    /// Where each word begins in `words`; one more at the end.
    starts: Bytes,
    /// Where each word's meanings begin in `meanings`; one more at the end.
    spans: Bytes,
    /// Pairs of rule and role.
    meanings: Bytes,
}

impl Labels {
    /// Makes the table; words are lower-cased (ASCII). A leading `^` makes the word exact,
    /// a colon at the end delimited; a full stop at the end is no part of it.
    pub(crate) fn build(pairs: impl IntoIterator<Item = (String, Meaning)>) -> Self {
        let mut sorted: Vec<(usize, Vec<u8>, Meaning)> = pairs
            .into_iter()
            .filter_map(|(word, mut meaning)| {
                let plain = word.strip_prefix('^');
                meaning.exact = plain.is_some();
                let plain = plain.unwrap_or(&word);
                meaning.delimited = plain.ends_with(':');
                let plain = plain.trim_end_matches([':', '.']);
                let bytes = plain.to_ascii_lowercase().into_bytes();
                Some((Tails::of(&bytes)? / (1024 * 64 / BUCKETS), bytes, meaning))
            })
            .collect();
        sorted.sort_by(|a, b| {
            let key = |m: &Meaning| (m.rule, m.role, m.exact, m.delimited);
            a.0.cmp(&b.0).then(b.1.len().cmp(&a.1.len())).then(a.1.cmp(&b.1)).then(key(&a.2).cmp(&key(&b.2)))
        });
        sorted.dedup();
        let mut buckets = vec![0_u16; BUCKETS + 1];
        let (mut words, mut starts, mut spans, mut meanings) = (Vec::new(), vec![], vec![], vec![]);
        let mut last: Option<&[u8]> = None;
        for (bucket, word, meaning) in &sorted {
            if last != Some(word.as_slice()) {
                starts.push(words.len() as u32);
                spans.push((meanings.len() / 2) as u32);
                words.extend_from_slice(word);
                last = Some(word);
                buckets[bucket + 1..].fill(starts.len() as u16);
            }
            let flag = |set: bool, bit: u16| if set { bit } else { 0 };
            let flags = flag(meaning.exact, EXACT) | flag(meaning.delimited, DELIMITED);
            meanings.extend([meaning.rule, meaning.role | flags]);
        }
        starts.push(words.len() as u32);
        spans.push((meanings.len() / 2) as u32);
        Self {
            buckets: table_u16(buckets),
            words: words.into(),
            starts: table_u32(starts),
            spans: table_u32(spans),
            meanings: table_u16(meanings),
        }
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        (self.starts.len() / 4).saturating_sub(1)
    }

    /// The word in lower case.
    fn bytes(&self, word: usize) -> &[u8] {
        let (start, end) = (u32_at(&self.starts, word) as usize, u32_at(&self.starts, word + 1) as usize);
        self.words.get(start..end).unwrap_or_default()
    }

    /// The word as text.
    pub(crate) fn word(&self, word: usize) -> &'static str {
        let range = u32_at(&self.starts, word) as usize..u32_at(&self.starts, word + 1) as usize;
        match &self.words {
            Cow::Borrowed(words) => {
                words.get(range).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or("")
            }
            Cow::Owned(_) => intern(std::str::from_utf8(self.bytes(word)).unwrap_or("")),
        }
    }

    /// What the word says about rules.
    pub(crate) fn meanings(&self, word: usize) -> impl Iterator<Item = Meaning> + '_ {
        let range = u32_at(&self.spans, word) as usize..u32_at(&self.spans, word + 1) as usize;
        range.map(|at| {
            let role = u16_at(&self.meanings, at * 2 + 1);
            Meaning {
                rule: u16_at(&self.meanings, at * 2),
                role: role & !(EXACT | DELIMITED),
                exact: role & EXACT != 0,
                delimited: role & DELIMITED != 0,
            }
        })
    }

    /// The last bytes of all words that end in a character of three bytes or more.
    pub(crate) fn han_tails(&self) -> impl Iterator<Item = [u8; 3]> + '_ {
        (0..self.len()).filter_map(|word| match self.bytes(word) {
            [.., a, b, c] if *a >= 0xE0 && *c >= 0x80 => Some([*a, *b, *c]),
            [.., a, b, c, d] if *a >= 0xF0 && *d >= 0x80 => Some([*b, *c, *d]),
            _ => None,
        })
    }

    /// All words that end at `end`, longest first, with a proper left edge.
    #[inline]
    pub(crate) fn ending_at(&self, text: &[u8], end: usize, found: &mut Vec<Label>) {
        found.clear();
        let last = |n: usize| text.get(end.wrapping_sub(n)).copied().unwrap_or(0);
        let last = [last(4), last(3), last(2), last(1)];
        // Words of four bytes and more, then those of two and three.
        for bucket in [Tails::long(last), Tails::short(last)].map(|hash| hash / (1024 * 64 / BUCKETS)) {
            let words = u16_at(&self.buckets, bucket)..u16_at(&self.buckets, bucket + 1);
            for word in words.map(usize::from) {
                let bytes = self.bytes(word);
                let Some(start) = end.checked_sub(bytes.len()) else { continue };
                if text[start..end].eq_ignore_ascii_case(bytes) && left_edge(text, start) {
                    found.push(Label { word, start });
                }
            }
        }
        found.sort_by_key(|label| label.start);
        found.dedup_by_key(|label| label.word);
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        for table in [&self.buckets, &self.words, &self.starts, &self.spans, &self.meanings] {
            out.table(table);
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            buckets: from.table()?,
            words: from.table()?,
            starts: from.table()?,
            spans: from.table()?,
            meanings: from.table()?,
        })
    }
}

/// How many buckets there are: a power of two.
const BUCKETS: usize = 8192;

/// The last bytes of all words: whether one may end at a place, at a glance.
#[derive(Debug, Clone)]
pub(crate) struct Tails(Box<[u64; 1024]>);

impl Tails {
    /// The tails of several tables.
    pub(crate) fn new<'a>(tables: impl Iterator<Item = &'a Labels>) -> Self {
        let mut bits = Box::new([0_u64; 1024]);
        for labels in tables {
            for word in (0..labels.len()).map(|word| labels.bytes(word)) {
                if let Some(hash) = Self::of(word) {
                    bits[hash / 64] |= 1 << (hash % 64);
                }
            }
        }
        Self(bits)
    }

    /// The hash of a word; `None` for less than two bytes.
    fn of(word: &[u8]) -> Option<usize> {
        match word {
            [.., fourth, _, second, last] => Some(Self::long([*fourth, 0, *second, *last])),
            [.., second, last] => Some(Self::short([0, 0, *second, *last])),
            _ => None,
        }
    }

    /// Whether some word may end at `end`.
    #[inline(always)]
    pub(crate) fn may_end(&self, text: &[u8], end: usize) -> bool {
        let last = match text.get(end.wrapping_sub(4)..end) {
            Some(&[a, b, c, d]) => [a, b, c, d],
            _ => return end <= 3,
        };
        let known = |hash: usize| self.0[hash / 64] >> (hash % 64) & 1 == 1;
        known(Self::long(last))
            || known(Self::short(last)) && (2..=3).any(|length| left_edge(text, end - length))
    }

    /// The hash of the last, second and fourth byte from the end.
    #[inline(always)]
    fn long(last: [u8; 4]) -> usize {
        Self::hash(u32::from_le_bytes(last) & 0xFFFF_00FF)
    }

    /// The hash of the last two bytes, for words that have no more than three.
    #[inline(always)]
    fn short(last: [u8; 4]) -> usize {
        Self::hash(u32::from_le_bytes(last) & 0xFFFF_0000 | 0xFF)
    }

    /// Upper and lower case fall together, and so do a few signs.
    #[inline(always)]
    fn hash(bytes: u32) -> usize {
        // 0x20 wherever a byte has 0x40 and is ASCII.
        let fold = (bytes & !(bytes >> 1) & 0x4040_4040) >> 1;
        ((bytes | fold).wrapping_mul(0x9E37_79B1) >> 16) as usize
    }
}

/// Whether a word may begin at `at`: an ASCII letter has no letter before it, or
/// is the hump of a camel (`userPhone`, but not `iPhone`).
pub(crate) fn left_edge(text: &[u8], at: usize) -> bool {
    let lower = |back: usize| text.get(at.wrapping_sub(back)).is_some_and(u8::is_ascii_lowercase);
    let letter_before = text.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_alphabetic);
    match text.get(at) {
        Some(first) if first.is_ascii_alphabetic() && letter_before => {
            first.is_ascii_uppercase() && lower(1) && lower(2)
        }
        _ => true,
    }
}

/// Whether a key begins at `at`: before it, at most [`MAX_INDENT`] spaces aside, stands no word.
pub(crate) fn key_edge(text: &[u8], at: usize) -> bool {
    let before = text[..at].iter().rev().take(MAX_INDENT + 1).find(|byte| **byte != b' ');
    !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | 0x80..))
}

/// Whether a character may stand between a label and its value.
#[inline]
pub(crate) fn is_gap(ch: char) -> bool {
    match u8::try_from(ch) {
        Ok(byte) if byte < 0x80 => ASCII_GAP >> byte & 1 == 1,
        _ => matches!(
            ch,
            '\u{A0}'
                | '\u{3000}'
                | '：'
                | '＝'
                | '“'
                | '”'
                | '‘'
                | '’'
                | '「'
                | '『'
                | '」'
                | '』'
                | '【'
                | '】'
                | '→'
                | '（'
                | '，'
                | '、'
                | '是'
                | '为'
                | '為'
        ),
    }
}

/// The ASCII characters among them, one bit each.
const ASCII_GAP: u128 = {
    let characters = b" \t\r\n:=#-|>\"'`[(<\\/,*";
    let (mut bits, mut at) = (0, 0);
    while at < characters.len() {
        bits |= 1 << characters[at];
        at += 1;
    }
    bits
};

/// Whether a gap of such characters alone is weak.
fn is_space(ch: char) -> bool {
    matches!(ch, ' ' | '\n' | '\r' | '\u{A0}' | '\u{3000}')
}

/// Whether an ASCII byte after a label in ASCII makes what follows its value.
pub(crate) fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b':' | b'=' | b'\t' | b'\n' | b'\r' | b'"' | b'\'' | b'>' | b'|' | b'#' | b'\\' | b'`')
}

/// What lies between a label's end and the value at `value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gap {
    /// Where the label must end.
    pub(crate) start: usize,
    /// Nothing lies between, or only spaces.
    pub(crate) weak: bool,
    /// Nothing lies between.
    pub(crate) empty: bool,
}

/// Walks back over the gap before `value`. `None`: the value begins with a gap
/// character, or the gap is too long.
fn gap_before(text: &[u8], value: usize) -> Option<Gap> {
    if decode(text.get(value..)?).0.is_none_or(is_gap) {
        return None;
    }
    let (mut at, mut characters, mut lines, mut weak) = (value, 0, 0, true);
    while let (Some(ch), length) = decode_last(&text[..at]) {
        if !is_gap(ch) {
            break;
        }
        characters += 1;
        lines += usize::from(ch == '\n');
        if characters > MAX_GAP || lines > 1 {
            return None;
        }
        weak &= is_space(ch);
        at -= length;
    }
    Some(Gap { start: at, weak, empty: at == value })
}

/// Walks forward over the gap after a label that ends at `end`: the value's start
/// and the gap, as [`gap_before`] sees it from there.
pub(crate) fn gap_after(text: &[u8], end: usize) -> Option<(usize, Gap)> {
    let (mut at, mut characters, mut lines, mut weak) = (end, 0, 0, true);
    loop {
        let (ch, length) = decode(text.get(at..)?);
        let ch = ch?;
        if !is_gap(ch) {
            return Some((at, Gap { start: end, weak, empty: at == end }));
        }
        characters += 1;
        lines += usize::from(ch == '\n');
        if characters > MAX_GAP || lines > 1 {
            return None;
        }
        weak &= is_space(ch);
        at += length;
    }
}

/// Whether a label that ends before `gap` may name the value at `value`.
///
/// One that ends in a character of three bytes (Han, kana, hangul) may, whatever
/// the gap. Any other needs a delimiter, or, when it ends in an ASCII letter, two
/// digits after mere spaces or five that touch it.
pub(crate) fn names(text: &[u8], gap: Gap, value: usize) -> bool {
    let last = decode_last(&text[..gap.start]).0.unwrap_or(' ');
    if last.len_utf8() >= 3 {
        return true;
    }
    if !gap.weak {
        let spaces = text[gap.start..value].iter().take_while(|byte| **byte == b' ').count();
        let first = text[gap.start + spaces];
        return is_delimiter(first) || (spaces == 0 && first >= 0x80 && last.is_ascii());
    }
    let needed = if gap.empty { 5 } else { 2 };
    last.is_ascii_alphabetic()
        && text[gap.start..value].iter().all(|&byte| byte == b' ')
        && text.get(value..value + needed).is_some_and(|head| head.iter().all(u8::is_ascii_digit))
}

/// The gap before `value`, if a label that ends there may name it.
pub(crate) fn naming_gap(text: &[u8], value: usize) -> Option<Gap> {
    gap_before(text, value).filter(|gap| names(text, *gap, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(words: &[&str]) -> Labels {
        Labels::build(words.iter().enumerate().map(|(n, word)| (word.to_string(), Meaning::of(n as u16, 0))))
    }

    fn found(labels: &Labels, text: &str, value: usize) -> Vec<String> {
        let Some(gap) = naming_gap(text.as_bytes(), value) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        labels.ending_at(text.as_bytes(), gap.start, &mut found);
        found.iter().map(|label| labels.word(label.word).to_owned()).collect()
    }

    #[test]
    fn labels_in_their_usual_surroundings() {
        let all = labels(&["手机号", "手机", "phone", "qq", "name", "号码"]);
        let at = |text: &str, value: &str| found(&all, text, text.find(value).expect("value is in the text"));
        assert_eq!(at("手机号：13800138000", "138"), ["手机号"]);
        assert_eq!(at("{\"user_phone\": \"138", "138"), ["phone"]);
        assert_eq!(at("userPhone=138", "138"), ["phone"]);
        assert_eq!(at("headphone=138", "138"), [""; 0]);
        assert_eq!(at("QQ12345", "12345"), ["qq"]);
        assert_eq!(at("QQ 12", "12"), ["qq"]);
        assert_eq!(at("QQ1234", "1234"), [""; 0]);
        assert_eq!(at("name John", "John"), [""; 0]);
        assert_eq!(at("Name : John", "John"), ["name"]);
        assert_eq!(at("<name>张三", "张三"), ["name"]);
        assert_eq!(at("【手机】138", "138"), ["手机"]);
        assert_eq!(at("手机\r\n138", "138"), ["手机"]);
        assert_eq!(at("手机\n\n138", "138"), [""; 0]);
    }

    #[test]
    fn the_longest_word_comes_first() {
        let all = labels(&["号码", "码", "手机号码"]);
        let text = "手机号码:1";
        assert_eq!(found(&all, text, text.len() - 1), ["手机号码", "号码", "码"]);
    }

    #[test]
    fn gaps_agree_in_both_directions() {
        let text = "电话 ： 「010";
        let value = text.find('0').expect("there");
        let gap = gap_before(text.as_bytes(), value).expect("a gap");
        assert_eq!(gap_after(text.as_bytes(), gap.start), Some((value, gap)));
    }
}
