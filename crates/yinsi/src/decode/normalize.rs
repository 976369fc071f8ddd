//! Rewrites full-width, invisible and typographic characters to ASCII, with a
//! map back to the original offsets.
//!
//! Rules are written against ASCII. Text as people type it is not: full-width
//! digits, ideographic spaces, dashes of all kinds, zero-width characters
//! between digits. The engine looks for *sites*, the characters worth a rewrite,
//! and calls [`Rewritten::fill`] on a neighbourhood of one. Where to rewrite and
//! what to do with the result is the engine's business.

/// What one character becomes.
///
/// `Some(Some(b))`: the ASCII byte `b`. `Some(None)`: nothing, it is invisible.
/// `None`: it stays. The middle dot `·` stays here; between two digits
/// [`Rewritten::fill`] makes it a full stop.
pub(crate) fn ascii_of(ch: char) -> Option<Option<u8>> {
    let code = u32::from(ch);
    if code < 0xAD {
        return (code == 0xA0).then_some(Some(b' '));
    }
    let byte = match ch {
        '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => return Some(None),
        '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => return Some(None),
        '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => b' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '－' => b'-',
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => low_byte(code - 0xFEE0),
        '＠' | '．' | '（' | '）' | '：' | '＋' | '／' | '＿' | '＝' | '，' => {
            low_byte(code - 0xFEE0)
        }
        '①'..='⑨' => low_byte(code - 0x2460 + u32::from(b'1')),
        '⓪' => b'0',
        'Ⅹ' => b'X',
        'ⅹ' => b'x',
        _ => return None,
    };
    Some(Some(byte))
}

fn low_byte(code: u32) -> u8 {
    (code & 0x7F) as u8
}

/// Whether `ch` is a letter, digit or `@` in another dress: a site wherever it stands.
fn is_strong(ch: char) -> bool {
    !ch.is_ascii() && matches!(ascii_of(ch), Some(Some(b)) if b.is_ascii_alphanumeric() || b == b'@')
}

/// All characters that are strong, each of three bytes in UTF-8.
pub(crate) fn strong() -> impl Iterator<Item = char> {
    let full_width = ('０'..='９').chain('Ａ'..='Ｚ').chain('ａ'..='ｚ').chain(['＠']);
    full_width.chain('①'..='⑨').chain(['⓪', 'Ⅹ', 'ⅹ'])
}

fn is_digit(ch: char) -> bool {
    ch.is_ascii_digit() || matches!(ascii_of(ch), Some(Some(b'0'..=b'9')))
}

/// Decodes the UTF-8 character that starts at `bytes[0]`, and its length.
///
/// A byte that starts no valid character gives `None` and length 1; empty input
/// gives `None` and length 0.
#[inline]
pub(crate) fn decode(bytes: &[u8]) -> (Option<char>, usize) {
    let more = |at: usize| bytes.get(at).filter(|b| **b & 0xC0 == 0x80).map(|b| u32::from(b & 0x3F));
    let Some(&first) = bytes.first() else { return (None, 0) };
    let lead = u32::from(first);
    let (code, len, least) = match first {
        0..0x80 => return (Some(char::from(first)), 1),
        0xC2..0xE0 => (more(1).map(|b| (lead & 0x1F) << 6 | b), 2, 0x80),
        0xE0..0xF0 => (more(1).zip(more(2)).map(|(b, c)| (lead & 0x0F) << 12 | b << 6 | c), 3, 0x800),
        0xF0..0xF5 => {
            let tail = more(1).zip(more(2)).zip(more(3));
            (tail.map(|((b, c), d)| (lead & 0x07) << 18 | b << 12 | c << 6 | d), 4, 0x1_0000)
        }
        _ => return (None, 1),
    };
    // Surrogates and codes past U+10FFFF are refused by `from_u32`, overlong forms by `least`.
    match code.filter(|code| *code >= least).and_then(char::from_u32) {
        Some(ch) => (Some(ch), len),
        None => (None, 1),
    }
}

/// Decodes the UTF-8 character that ends at the end of `bytes`, and its length.
///
/// A byte that ends no valid character gives `None` and length 1; empty input
/// gives `None` and length 0.
#[inline]
pub(crate) fn decode_last(bytes: &[u8]) -> (Option<char>, usize) {
    for len in 1..=bytes.len().min(4) {
        let tail = bytes.get(bytes.len() - len..).unwrap_or_default();
        if tail.first().is_some_and(|b| b & 0xC0 != 0x80) {
            let (ch, decoded) = decode(tail);
            return if decoded == len { (ch, len) } else { (None, 1) };
        }
    }
    (None, bytes.len().min(1))
}

/// Whether the character at `at` is a *rewrite site*.
///
/// A full-width letter, digit or `＠` (also Roman ten and circled digits) always
/// is. A space, dash, invisible character or full-width punctuation is when it
/// stands inside a value: an ASCII digit or one of the former directly on one
/// side, a digit (or one of the former) ahead, and one of these or a capital
/// behind (any letter before an invisible one), up to three such characters away. `＋` needs nothing behind it. The
/// middle dot is one when digits stand on both sides.
pub(crate) fn is_site(text: &[u8], at: usize) -> bool {
    let (Some(ch), len) = decode(text.get(at..).unwrap_or_default()) else { return false };
    !ch.is_ascii() && (ascii_of(ch).is_some() || ch == '·') && is_site_of(text, at, ch, len)
}

fn is_site_of(text: &[u8], at: usize, ch: char, len: usize) -> bool {
    if is_strong(ch) {
        return true;
    }
    let (before, _) = decode_last(text.get(..at).unwrap_or_default());
    let (after, _) = decode(text.get(at + len..).unwrap_or_default());
    if ch == '·' {
        return before.is_some_and(is_digit) && after.is_some_and(is_digit);
    }
    let is_value = |ch: char| ch.is_ascii_digit() || is_strong(ch);
    if ![before, after].into_iter().flatten().any(is_value) {
        return false;
    }
    let mut ahead = text.get(at + len..).unwrap_or_default();
    let mut behind = text.get(..at).unwrap_or_default();
    for _ in 0..=PUNCTUATION {
        match decode(ahead) {
            (Some(ch), len) if is_weak(ch) => ahead = ahead.get(len..).unwrap_or_default(),
            _ => break,
        }
    }
    for _ in 0..=PUNCTUATION {
        match decode_last(behind) {
            (Some(ch), len) if is_weak(ch) => {
                behind = behind.get(..behind.len() - len).unwrap_or_default();
            }
            _ => break,
        }
    }
    decode(ahead).0.is_some_and(is_value)
        && (ch == '＋'
            || decode_last(behind).0.is_some_and(|before| is_value(before) || is_letter(ch, before)))
}

/// Whether a letter before `ch` may belong to a value: any when `ch` is invisible,
/// else a capital (`E 12345678`, but not `see 3`).
fn is_letter(ch: char, before: char) -> bool {
    match ascii_of(ch) {
        Some(None) => before.is_ascii_alphabetic(),
        _ => before.is_ascii_uppercase(),
    }
}

/// Characters between two parts of a value that are looked past.
const PUNCTUATION: usize = 3;

/// Whether `ch` may stand between two parts of a value.
fn is_weak(ch: char) -> bool {
    matches!(ch, ' ' | '-' | '.' | '(' | ')' | '/')
        || (!ch.is_ascii() && ascii_of(ch).is_some() && !is_strong(ch))
}

/// A character that [`Rewritten::fill`] changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edit {
    /// Position in the normalised bytes; of a removed character, where it was.
    at: usize,
    /// Offset in the text.
    original: usize,
    /// Length in the text.
    len: u8,
    /// Whether it became nothing.
    removed: bool,
    /// Whether it is a rewrite site.
    site: bool,
}

impl Edit {
    fn end(&self) -> usize {
        self.at + usize::from(!self.removed)
    }

    fn original_end(&self) -> usize {
        self.original + usize::from(self.len)
    }
}

/// A piece of text in normalised form, and where each byte came from.
///
/// Made to be filled again and again: allocations are kept.
#[derive(Default)]
pub(crate) struct Rewritten {
    /// The normalised bytes.
    pub(crate) bytes: Vec<u8>,
    edits: Vec<Edit>,
    from: usize,
}

impl Rewritten {
    /// Normalises `text[from..to]`, sites and all other characters that
    /// [`ascii_of`] knows; the text around it only decides what is a site.
    ///
    /// `to` beyond the text is the end of the text. Invalid UTF-8 stays.
    pub(crate) fn fill(&mut self, text: &[u8], from: usize, to: usize) {
        self.bytes.clear();
        self.edits.clear();
        let to = to.min(text.len());
        self.from = from.min(to);
        let mut at = self.from;
        while let Some(rest) = text.get(at..to).filter(|rest| !rest.is_empty()) {
            let ascii = rest.iter().position(|b| !b.is_ascii()).unwrap_or(rest.len());
            if ascii > 0 {
                self.bytes.extend_from_slice(rest.get(..ascii).unwrap_or_default());
                at += ascii;
                continue;
            }
            let (ch, len) = decode(rest);
            let edit = ch.and_then(|ch| Some((ch, if ch == '·' { Some(b'.') } else { ascii_of(ch)? })));
            match edit.map(|(ch, byte)| (ch, byte, is_site_of(text, at, ch, len))) {
                Some((ch, byte, site)) if ch != '·' || site => {
                    let removed = byte.is_none();
                    self.edits.push(Edit {
                        at: self.bytes.len(),
                        original: at,
                        len: len as u8,
                        removed,
                        site,
                    });
                    self.bytes.extend(byte);
                }
                _ => self.bytes.extend_from_slice(rest.get(..len).unwrap_or_default()),
            }
            at += len;
        }
    }

    /// Offset in the text of the normalised byte `at`; for `at == bytes.len()` the
    /// end of the filled piece.
    pub(crate) fn original(&self, at: usize) -> usize {
        self.after(at, self.edits.partition_point(|edit| edit.end() <= at))
    }

    /// Offset in the text where the character of normalised byte `end - 1` ends;
    /// removed characters right after it are not included. For 0 the start.
    pub(crate) fn original_end(&self, end: usize) -> usize {
        self.after(end, self.edits.partition_point(|edit| edit.at < end))
    }

    fn after(&self, at: usize, edits: usize) -> usize {
        match edits.checked_sub(1).and_then(|last| self.edits.get(last)) {
            Some(edit) => edit.original_end() + (at - edit.end()),
            None => self.from + at,
        }
    }

    /// The rewrite sites in order, with normalised position and original offset.
    #[cfg(test)]
    fn sites(&self) -> impl Iterator<Item = &Edit> {
        self.edits.iter().filter(|edit| edit.site)
    }

    /// Original offset of the first site within the normalised `start..end`; a
    /// removed character counts only strictly inside.
    pub(crate) fn covers_site(&self, start: usize, end: usize) -> Option<usize> {
        let first = self.edits.partition_point(|edit| edit.at < start);
        let inside = self.edits.get(first..)?.iter().take_while(|edit| edit.at < end);
        inside
            .filter(|edit| edit.site)
            .find(|edit| !edit.removed || edit.at > start)
            .map(|edit| edit.original)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normalise(text: &str) -> Rewritten {
        let mut rewritten = Rewritten::default();
        rewritten.fill(text.as_bytes(), 0, text.len());
        rewritten
    }

    fn as_ascii(text: &str) -> String {
        String::from_utf8(normalise(text).bytes).expect("normalising keeps UTF-8")
    }

    #[test]
    fn characters_become_what_the_table_says() {
        assert_eq!(as_ascii("１３８ＡＺａｚ＠①⑨⓪Ⅹⅹ"), "138AZaz@190Xx");
        assert_eq!(as_ascii("a\u{A0}b\u{3000}c\u{2003}d"), "a b c d");
        assert_eq!(as_ascii("‐‑‒–—―−－\u{FE58}\u{FE63}"), "----------");
        assert_eq!(as_ascii("．（）：＋／＿＝，"), ".():+/_=,");
        assert_eq!(as_ascii("1\u{200B}2\u{FEFF}3\u{AD}4\u{2066}5\u{200F}6"), "123456");
        assert_eq!(as_ascii("3·14 阿凡提·买买提"), "3.14 阿凡提·买买提");
        assert_eq!(as_ascii("手机、é，“x”"), "手机、é,“x”");
    }

    #[test]
    fn offsets_lead_back_to_the_original() {
        let text = "机１3\u{200B}８x";
        let rewritten = normalise(text);
        assert_eq!(rewritten.bytes, "机138x".as_bytes());
        let starts: Vec<_> = (0..=7).map(|at| rewritten.original(at)).collect();
        assert_eq!(starts, [0, 1, 2, 3, 6, 10, 13, 14]);
        let ends: Vec<_> = (0..=7).map(|end| rewritten.original_end(end)).collect();
        assert_eq!(ends, [0, 1, 2, 3, 6, 7, 13, 14]);
        let sites: Vec<_> = rewritten.sites().map(|site| (site.at, site.original)).collect();
        assert_eq!(sites, [(3, 3), (5, 7), (5, 10)]);
    }

    #[test]
    fn a_removed_site_counts_only_strictly_inside() {
        let rewritten = normalise("ab1\u{200B}2");
        assert_eq!(rewritten.covers_site(0, 3), None);
        assert_eq!(rewritten.covers_site(3, 4), None);
        assert_eq!(rewritten.covers_site(2, 4), Some(3));
        let wide = normalise("a１2");
        assert_eq!(wide.covers_site(1, 2), Some(1));
        assert_eq!(wide.covers_site(0, 1), None);
        assert_eq!(wide.covers_site(2, 3), None);
    }

    #[test]
    fn the_strong_characters_are_all_listed() {
        let mut listed: Vec<char> = strong().collect();
        listed.sort_unstable();
        assert_eq!(listed, ('\0'..=char::MAX).filter(|ch| is_strong(*ch)).collect::<Vec<_>>());
        assert!(listed.iter().all(|ch| ch.len_utf8() == 3));
    }

    #[test]
    fn sites_are_strong_characters_and_weak_ones_inside_values() {
        let at = |text: &str, ch: char| is_site(text.as_bytes(), text.find(ch).expect("present"));
        assert!(at("x１x", '１') && at("张Ａ三", 'Ａ') && at("a＠b", '＠') && at("a①", '①'));
        assert!(at("A－1", '－') && at("A：１", '：') && at("1\u{200B}2", '\u{200B}') && at("＋86", '＋'));
        assert!(at("(86）138", '）') && at("机１－2", '－'));
        assert!(!at("1\u{3000}a", '\u{3000}') && !at("1\u{200B}", '\u{200B}') && !at("机－1", '－'));
        assert!(!at("see\u{A0}3", '\u{A0}') && at("e\u{200B}3", '\u{200B}'));
        assert!(!at("2024，其", '，') && !at("（2024）年", '（') && !at("（2024）年", '）'));
        assert!(!at("手机：张", '：') && !at("a\u{200D}b", '\u{200D}') && !at("，", '，'));
        assert!(at("1·2", '·') && !at("1·a", '·') && !at("买·提", '·'));
        assert!(!at("abc", 'b') && !at("机1", '机'));
        assert!(!is_site(b"1", 9) && !is_site("１".as_bytes(), 1));
    }

    #[test]
    fn a_part_is_normalised_and_invalid_bytes_stay() {
        let text = b"\xFF1\xEF\xBC\x912\xE2\x80";
        let mut rewritten = Rewritten::default();
        rewritten.fill(text, 0, usize::MAX);
        assert_eq!(rewritten.bytes, b"\xFF112\xE2\x80");
        rewritten.fill(text, 2, 6);
        assert_eq!((rewritten.bytes.as_slice(), rewritten.original(1)), (b"12".as_slice(), 5));
        rewritten.fill(text, 3, 4);
        assert_eq!(rewritten.bytes, b"\xBC");
        rewritten.fill(text, 9, 2);
        assert!(rewritten.bytes.is_empty());
    }

    #[test]
    fn invalid_sequences_decode_to_one_byte() {
        for bad in
            [&b"\x80"[..], b"\xC0\x80", b"\xC1\xBF", b"\xE0\x80\x80", b"\xED\xA0\x80", b"\xF4\x90\x80\x80"]
        {
            assert_eq!(decode(bad), (None, 1), "{bad:x?}");
            assert_eq!(decode_last(bad), (None, 1), "{bad:x?}");
        }
        assert_eq!((decode(b""), decode_last(b"")), ((None, 0), (None, 0)));
        assert_eq!(decode_last(b"\xE6\x9C\xBA\x80"), (None, 1));
    }

    /// Text made of characters that matter here, and some that do not.
    fn lively() -> impl Strategy<Value = String> {
        let interesting: Vec<char> = "1a１Ａ＠①·－：\u{200B}\u{3000}\u{A0}机é😀 -\n".chars().collect();
        let ch = prop_oneof![4 => prop::sample::select(interesting), 1 => any::<char>()];
        prop::collection::vec(ch, 0..40).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn every_character_decodes_from_both_ends(text in any::<String>()) {
            let mut at = 0;
            for ch in text.chars() {
                prop_assert_eq!(decode(&text.as_bytes()[at..]), (Some(ch), ch.len_utf8()));
                at += ch.len_utf8();
                prop_assert_eq!(decode_last(&text.as_bytes()[..at]), (Some(ch), ch.len_utf8()));
            }
        }

        #[test]
        fn decoding_agrees_with_the_standard_library(bytes in prop::collection::vec(any::<u8>(), 0..6)) {
            let valid = (1..=bytes.len().min(4)).find_map(|n| std::str::from_utf8(&bytes[..n]).ok());
            let expected = valid.and_then(|text| text.chars().next());
            prop_assert_eq!(decode(&bytes).0, expected);
        }

        #[test]
        fn offsets_are_monotone_and_on_character_boundaries(text in lively()) {
            let rewritten = normalise(&text);
            let normal = std::str::from_utf8(&rewritten.bytes).expect("normalising keeps UTF-8");
            prop_assert_eq!(rewritten.original(normal.len()), text.len());
            let mut last = 0;
            for at in (0..=normal.len()).filter(|at| normal.is_char_boundary(*at)) {
                let (start, end) = (rewritten.original(at), rewritten.original_end(at));
                prop_assert!(text.is_char_boundary(start) && text.is_char_boundary(end));
                prop_assert!(last <= end && end <= start);
                last = start;
            }
            for site in rewritten.sites() {
                prop_assert!(is_site(text.as_bytes(), site.original));
            }
            let sites = text.char_indices().filter(|(at, _)| is_site(text.as_bytes(), *at)).count();
            prop_assert_eq!(rewritten.sites().count(), sites);
        }

        #[test]
        fn any_bytes_and_any_piece_are_normalised(
            bytes in prop::collection::vec(any::<u8>(), 0..40), from in 0_usize..50, to in 0_usize..50
        ) {
            let mut rewritten = Rewritten::default();
            rewritten.fill(&bytes, from, to);
            for at in 0..=rewritten.bytes.len() {
                prop_assert!(rewritten.original(at) <= bytes.len());
                prop_assert!(rewritten.original_end(at) <= rewritten.original(at));
            }
        }
    }
}
