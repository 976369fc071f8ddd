//! The words that speak of rules: labels, and words near a value for or against.
//!
//! Words are kept in buckets by their last bytes: looking for the words that end at a place is a look at
//! three buckets, nearly always empty ones. [`Tails`], [`Ends`] and
//! [`HanEnds`](crate::scan::arch::HanEnds) say before that, at a glance, whether some word may end there at all.

use std::borrow::Cow;
use std::ops::Range;

use super::bytes::{Bytes, Reader, Writer, table_u16, table_u32, u16_at, u32_at};
use super::labels::{Gap, key_edge, left_edge};
use crate::intern::intern;
use crate::rule::Rule;
use crate::scan::arch::{Ends, Isa, Places, Sequence};

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Says {
    /// Near a value it speaks for the rule.
    For,
    /// Near a value it speaks against the rule.
    Against,
    /// Right before a value it is a label of the rule.
    Label(Label),
}

/// How a label counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label {
    /// 0: a label of the rule; otherwise 1 + the index into the rule's `also`.
    pub(crate) role: u16,
    /// The label counts only where a key begins: no other word before it.
    pub(crate) exact: bool,
    /// The label counts only before a delimiter, not when it touches its value.
    pub(crate) delimited: bool,
}

impl Label {
    /// Whether a label that begins at `start`, with `gap` after it, counts.
    pub(crate) fn holds(self, text: &[u8], start: usize, gap: Gap) -> bool {
        !(self.exact && !key_edge(text, start) || self.delimited && gap.weak)
    }
}

/// Bits of a stored [`Says`]; the others are a label's role.
const EXACT: u16 = 0x8000;
const DELIMITED: u16 = 0x4000;
const FOR: u16 = 0x2000;
const AGAINST: u16 = 0x1000;

impl Says {
    fn stored(self) -> u16 {
        let flag = |set: bool, bit: u16| if set { bit } else { 0 };
        match self {
            Self::For => FOR,
            Self::Against => AGAINST,
            Self::Label(label) => label.role | flag(label.exact, EXACT) | flag(label.delimited, DELIMITED),
        }
    }

    fn read(stored: u16) -> Self {
        match stored {
            FOR => Self::For,
            AGAINST => Self::Against,
            _ => Self::Label(Label {
                role: stored & !(EXACT | DELIMITED),
                exact: stored & EXACT != 0,
                delimited: stored & DELIMITED != 0,
            }),
        }
    }
}

/// What a word says about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Meaning {
    /// The rule, by number within its part.
    pub(crate) rule: u16,
    pub(crate) says: Says,
}

/// A word that ends where it was looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    /// The word, by number in its table.
    pub(crate) word: usize,
    /// Where it begins in the text.
    pub(crate) start: usize,
}

/// How many buckets there are: a power of two.
const BUCKETS: usize = 8192;

/// The words of some rules.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// For each bucket its first word; one more at the end.
    buckets: Box<[u16]>,
    /// All words in the order of their buckets, one after the other.
    words: Bytes,
    /// Where each word begins in `words`; one more at the end.
    starts: Box<[u32]>,
    /// The last eight bytes of each word as one number, folded, zeros before a shorter word.
    ends: Box<[u64]>,
    /// Where each word's meanings begin in `meanings`; one more at the end.
    spans: Bytes,
    /// Pairs of rule and what is said of it, sorted for each word.
    meanings: Bytes,
}

impl Words {
    /// The words of `rules`.
    pub(crate) fn of(rules: &[Rule]) -> Self {
        let mut pairs = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            let mut note =
                |word: &str, says| pairs.push((word.to_owned(), Meaning { rule: number as u16, says }));
            for word in rule.labels.iter() {
                let (plain, label) = label(word, 0);
                note(plain, Says::Label(label));
                // An exact or delimited label is too common a word to count from afar.
                if !(label.exact || label.delimited) {
                    note(word, Says::For);
                }
            }
            for (role, (_, words)) in rule.also.iter().enumerate() {
                for word in words.iter() {
                    let (plain, label) = label(word, role as u16 + 1);
                    note(plain, Says::Label(label));
                }
            }
            rule.context.iter().for_each(|word| note(word, Says::For));
            rule.against.iter().for_each(|word| note(word, Says::Against));
        }
        Self::build(pairs)
    }

    /// Makes the table; words are lower-cased (ASCII).
    fn build(pairs: impl IntoIterator<Item = (String, Meaning)>) -> Self {
        let mut sorted: Vec<(usize, Vec<u8>, Meaning)> = pairs
            .into_iter()
            .filter_map(|(word, meaning)| {
                let bytes = word.to_ascii_lowercase().into_bytes();
                Some((bucket_of(&bytes)?, bytes, meaning))
            })
            .collect();
        sorted.sort_by(|a, b| {
            a.0.cmp(&b.0).then(b.1.len().cmp(&a.1.len())).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2))
        });
        sorted.dedup();
        let mut buckets = vec![0_u16; BUCKETS + 1];
        let (mut words, mut starts, mut ends) = (Vec::new(), vec![], vec![]);
        let (mut spans, mut meanings) = (vec![], vec![]);
        let mut last: Option<&[u8]> = None;
        for (bucket, word, meaning) in &sorted {
            if last != Some(word.as_slice()) {
                starts.push(words.len() as u32);
                spans.push((meanings.len() / 2) as u32);
                words.extend_from_slice(word);
                ends.push(last_eight(word, word.len()));
                last = Some(word);
                buckets[bucket + 1..].fill(starts.len() as u16);
            }
            meanings.extend([meaning.rule, meaning.says.stored()]);
        }
        starts.push(words.len() as u32);
        spans.push((meanings.len() / 2) as u32);
        Self {
            buckets: buckets.into(),
            words: words.into(),
            starts: starts.into(),
            ends: ends.into(),
            spans: table_u32(spans),
            meanings: table_u16(meanings),
        }
    }

    /// How many words there are.
    fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The word in lower case.
    fn bytes(&self, word: usize) -> &[u8] {
        self.words.get(self.range(word)).unwrap_or_default()
    }

    /// Where the word lies in `words`.
    #[inline(always)]
    fn range(&self, word: usize) -> Range<usize> {
        match self.starts.get(word..word + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// The word as text.
    pub(crate) fn word(&self, word: usize) -> &'static str {
        let range = self.range(word);
        match &self.words {
            Cow::Borrowed(words) => {
                words.get(range).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or("")
            }
            Cow::Owned(_) => intern(std::str::from_utf8(self.bytes(word)).unwrap_or("")),
        }
    }

    /// What the word says about rules, sorted by rule.
    pub(crate) fn meanings(&self, word: usize) -> impl Iterator<Item = Meaning> + '_ {
        let range = u32_at(&self.spans, word) as usize..u32_at(&self.spans, word + 1) as usize;
        range.map(|at| Meaning {
            rule: u16_at(&self.meanings, at * 2),
            says: Says::read(u16_at(&self.meanings, at * 2 + 1)),
        })
    }

    /// What a word says as a label: rules, and how it counts.
    pub(crate) fn labels(&self, word: usize) -> impl Iterator<Item = (u16, Label)> + '_ {
        self.meanings(word).filter_map(|meaning| match meaning.says {
            Says::Label(label) => Some((meaning.rule, label)),
            _ => None,
        })
    }

    /// What a word near a value says of `rule`: that it speaks against it, or for it. `None`: nothing.
    pub(crate) fn speaks_against(&self, word: usize, rule: u16) -> Option<bool> {
        let (mut low, end) = (u32_at(&self.spans, word) as usize, u32_at(&self.spans, word + 1) as usize);
        let mut high = end;
        while low < high {
            let middle = low.midpoint(high);
            if u16_at(&self.meanings, middle * 2) < rule { low = middle + 1 } else { high = middle }
        }
        let said = (low..end).take_while(|at| u16_at(&self.meanings, at * 2) == rule);
        said.map(|at| u16_at(&self.meanings, at * 2 + 1)).find_map(|stored| match stored {
            FOR => Some(false),
            AGAINST => Some(true),
            _ => None,
        })
    }

    /// All words, in lower case, that have a meaning for which `telling` holds.
    pub(crate) fn telling(&self, telling: impl Fn(Meaning) -> bool) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter(move |&word| self.meanings(word).any(&telling)).map(|word| self.bytes(word))
    }

    /// All words that end at `end`, longest first, with a proper left edge.
    #[inline]
    pub(crate) fn ending_at(&self, text: &[u8], end: usize, found: &mut Vec<Found>) {
        found.clear();
        let text_end = last_eight(text, end);
        // Looked up together, before it is known which are empty.
        let buckets = LENGTHS.map(|length| self.bucket(text_end >> (64 - 8 * length)));
        for word in buckets.into_iter().flatten() {
            // A shorter word begins with zeros, which stand for any text.
            let word_end = self.ends[word];
            if (word_end ^ text_end) >> (word_end.trailing_zeros() & 56) == 0 {
                found.extend(self.found(word, text, end));
            }
        }
        if found.len() > 1 {
            found.sort_by_key(|found| found.start);
            found.dedup_by_key(|found| found.word);
        }
    }

    /// The words in the bucket of some last bytes, by number.
    #[inline(always)]
    fn bucket(&self, end: u64) -> Range<usize> {
        match self.buckets.get(bucket(end)..).and_then(|buckets| buckets.first_chunk()) {
            Some(&[first, behind]) => usize::from(first)..usize::from(behind),
            None => 0..0,
        }
    }

    /// The word, whose last bytes are those of the text at `end`, if it ends there.
    #[inline(always)]
    fn found(&self, word: usize, text: &[u8], end: usize) -> Option<Found> {
        let bytes = self.bytes(word);
        let start = end.checked_sub(bytes.len())?;
        let rest = bytes.len().saturating_sub(8);
        let same = text[start..start + rest].eq_ignore_ascii_case(&bytes[..rest]);
        (same && left_edge(text, start)).then_some(Found { word, start })
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        out.table(&table_u16(self.buckets.iter().copied()));
        out.table(&self.words);
        out.table(&table_u32(self.starts.iter().copied()));
        for table in [&self.spans, &self.meanings] {
            out.table(table);
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Option<Self> {
        let buckets = from.table()?.as_chunks().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect();
        let words = from.table()?;
        let starts: Box<[u32]> =
            from.table()?.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        let ends = starts.iter().skip(1).map(|end| last_eight(&words, *end as usize));
        let lengths = || starts.windows(2).map(|pair| pair[1].saturating_sub(pair[0]).min(8));
        let ends =
            ends.zip(lengths()).map(|(end, length)| end >> (64 - 8 * length) << (64 - 8 * length)).collect();
        Some(Self { buckets, words, ends, starts, spans: from.table()?, meanings: from.table()? })
    }
}

/// A label as a rule writes it: the word, and how it counts. A leading `^` makes it exact, a colon at the end
/// delimited; a full stop at the end is no part of it.
fn label(written: &str, role: u16) -> (&str, Label) {
    let plain = written.strip_prefix('^');
    let exact = plain.is_some();
    let plain = plain.unwrap_or(written);
    (plain.trim_end_matches([':', '.']), Label { role, exact, delimited: plain.ends_with(':') })
}

/// A word lies in the bucket of its last so many bytes: the most that it has.
const LENGTHS: [usize; 4] = [8, 4, 2, 1];

/// The bucket of a word; `None` for the empty one.
fn bucket_of(word: &[u8]) -> Option<usize> {
    let length = LENGTHS.into_iter().find(|length| *length <= word.len())?;
    Some(bucket(last_eight(word, word.len()) >> (64 - 8 * length)))
}

/// The bucket of some last bytes.
#[inline(always)]
fn bucket(end: u64) -> usize {
    spread(end, BUCKETS.ilog2())
}

/// A hash of some last bytes, in so many bits.
#[inline(always)]
fn spread(end: u64, bits: u32) -> usize {
    (end.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize
}

/// The last eight bytes of `text[..end]` as a number, the very last highest, letters of ASCII in lower case; zeros
/// for what lies before the text.
#[inline(always)]
fn last_eight(text: &[u8], end: usize) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let bytes = match text.get(end.wrapping_sub(8)..end) {
        Some(eight) => u64::from_le_bytes(eight.try_into().expect("eight bytes")),
        None => text[..end].iter().fold(0, |all, byte| all >> 8 | u64::from(*byte) << 56),
    };
    // The high bit of each byte that is an upper-case letter.
    let low = bytes & (0x7F * EACH);
    let upper = (low + (0x80 - 0x41) * EACH) & !(low + (0x7F - 0x5A) * EACH) & !bytes & (0x80 * EACH);
    bytes | upper >> 2
}

/// The end of a word in a character of three bytes or more, which the marking pass sees by itself.
pub(crate) fn han_end(word: &[u8]) -> Option<Sequence> {
    match *word {
        [.., before, a, b, c] if a >= 0xE0 && c >= 0x80 => Some((Some(before), [a, b, c])),
        [a, b, c] if a >= 0xE0 && c >= 0x80 => Some((None, [a, b, c])),
        [.., a, b, c, d] if a >= 0xF0 && d >= 0x80 => Some((Some(a), [b, c, d])),
        _ => None,
    }
}

/// Where in a stretch of text words may end, at a glance.
#[derive(Debug, Clone)]
pub(crate) struct Tails {
    ends: Ends,
    /// For each byte [`ENDS`] if a word ends in it, [`LETTER`] and [`UPPER`].
    last: Box<[u8; 256]>,
}

/// Bits of a byte before the end of a word.
const ENDS: u8 = 4;
/// A letter; of the byte behind: a lower-case letter other than `s`, before which no word ends.
const LETTER: u8 = 1;
/// An upper-case letter; of the byte behind: an upper-case letter, before which a word ends in lower case only.
const UPPER: u8 = 2;

/// For each byte which bits of the one before make that no word ends between them. An `s` may be a plural.
static BLOCKS: [u8; 256] = {
    let mut blocks = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        blocks[byte as usize] = match byte {
            b's' => 0,
            b'a'..=b'z' => LETTER,
            b'A'..=b'Z' => UPPER,
            _ => 0,
        };
        byte += 1;
    }
    blocks
};

impl Tails {
    pub(crate) fn new<'a>(words: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut ends = Ends::new();
        let mut last = Box::new([0; 256]);
        (b'a'..=b'z').for_each(|letter| last[usize::from(letter)] = LETTER);
        (b'A'..=b'Z').for_each(|letter| last[usize::from(letter)] = LETTER | UPPER);
        for word in words {
            for byte in word.last().map(|byte| [*byte, byte.to_ascii_uppercase()]).into_iter().flatten() {
                last[usize::from(byte)] |= ENDS;
            }
            ends.insert(word);
        }
        Self { ends, last }
    }

    /// Puts the places in `range`, at most [`WINDOW`](crate::scan::arch::WINDOW) bytes of `text`, at which a word
    /// may end and no longer one goes on into `places`, as offsets from its start; its end is one, its start none.
    pub(crate) fn ends(&self, isa: Isa, text: &[u8], range: Range<usize>, places: &mut Places) {
        let start = range.start;
        let stretch = &text[start..text.len().min(range.end + 1)];
        places.collect(range.len(), |offset| {
            let last = self.last[usize::from(stretch[offset - 1])];
            let behind = stretch.get(offset).map_or(0, |behind| BLOCKS[usize::from(*behind)]);
            (last & ENDS != 0) & (last & behind == 0)
        });
        isa.retain_ends(&self.ends, text, start, 0, places);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::labels::naming_gap;

    fn words(words: &[&str]) -> Words {
        Words::build(
            words
                .iter()
                .enumerate()
                .map(|(number, word)| (word.to_string(), Meaning { rule: number as u16, says: Says::For })),
        )
    }

    fn found(words: &Words, text: &str, value: usize) -> Vec<String> {
        let Some(gap) = naming_gap(text.as_bytes(), value) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        words.ending_at(text.as_bytes(), gap.start, &mut found);
        found.iter().map(|found| words.word(found.word).to_owned()).collect()
    }

    #[test]
    fn labels_in_their_usual_surroundings() {
        let all = words(&["手机号", "手机", "phone", "qq", "name", "号码"]);
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
        let all = words(&["号码", "码", "手机号码"]);
        let text = "手机号码:1";
        assert_eq!(found(&all, text, text.len() - 1), ["手机号码", "号码", "码"]);
    }

    #[test]
    fn words_of_every_length_are_found_in_any_case() {
        let all = words(&["x", "qq", "tel", "mail", "e-mail", "telephone", "号", "電話番号"]);
        let ending = |text: &str| {
            let mut found = Vec::new();
            all.ending_at(text.as_bytes(), text.len(), &mut found);
            found.iter().map(|found| all.word(found.word)).collect::<Vec<_>>()
        };
        assert_eq!(ending("x"), ["x"]);
        assert_eq!(ending("my Qq"), ["qq"]);
        assert_eq!(ending("(TEL"), ["tel"]);
        assert_eq!(ending("E-Mail"), ["e-mail", "mail"]);
        assert_eq!(ending("Telephone"), ["telephone"]);
        assert_eq!(ending("電話番号"), ["電話番号", "号"]);
        assert_eq!(ending("cartel"), [""; 0]);
    }

    #[test]
    fn what_is_said_comes_back() {
        let label = Label { role: 3, exact: true, delimited: false };
        for says in [Says::For, Says::Against, Says::Label(label), Says::Label(Label { role: 0, ..label })] {
            assert_eq!(Says::read(says.stored()), says);
        }
        let said = [(0, Says::For), (1, Says::Against), (2, Says::Label(label))];
        let words = Words::build(said.map(|(rule, says)| ("id".to_owned(), Meaning { rule, says })));
        assert_eq!(
            [0, 1, 2, 3].map(|rule| words.speaks_against(0, rule)),
            [Some(false), Some(true), None, None]
        );
        assert_eq!(words.labels(0).collect::<Vec<_>>(), [(2, label)]);
    }
}
