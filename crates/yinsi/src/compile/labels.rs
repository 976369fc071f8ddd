//! What lies between a label and its value, and where a word may begin.
//!
//! A label stands right before a value when only *gap* characters lie between:
//! `手机号：138…`, `"phone": "138…"`, `<name>…`, `QQ12345`. Which words are labels
//! is in [`words`](super::words).

use crate::decode::normalize::{decode, decode_last};

/// Most characters between a label and its value.
pub(crate) const MAX_GAP: usize = 8;

/// Longest label, in bytes.
pub(crate) const MAX_LABEL: usize = 64;

/// Most spaces before an exact label that are looked through.
const MAX_INDENT: usize = 32;

/// Bytes before a value that may decide whether a label names it: the gap, the label, and what
/// stands before that.
pub(crate) const LABEL_REACH: usize = MAX_FAR + MAX_LABEL + MAX_INDENT + 8;

/// Longest stretch between a label and its value when a remark or markup lies between, in bytes.
const MAX_FAR: usize = 128;

/// Most characters of a remark in brackets behind a label.
const MAX_REMARK: usize = 12;

/// How much of a word tells whether it is an ordinary one, in bytes.
const MAX_WORD: usize = 20;

/// Most tags of markup between a label and its value.
const MAX_TAGS: usize = 3;

/// Longest tag between its angle brackets, and most white space before one, in bytes.
const MAX_TAG: usize = 40;

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
    let spaces = text[..at].iter().rev().take(MAX_INDENT + 1).take_while(|byte| **byte == b' ').count();
    if spaces > MAX_INDENT {
        return true;
    }
    match decode_last(&text[..at - spaces]) {
        // 校验 name=…: a Chinese word and a space make no compound of it.
        (Some(ch), _) if spaces > 0 && !ch.is_ascii() && text[at].is_ascii() => true,
        (Some(ch), _) => !(ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.' | '“' | '”' | '‘' | '’')),
        (None, length) => length == 0,
    }
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
                | '—'
                // Arrows, signs and pictures, but no circled digits.
                | '\u{2190}'..='\u{21FF}'
                | '\u{2600}'..='\u{2775}'
                | '\u{2794}'..='\u{27BF}'
                | '\u{1F300}'..='\u{1FAFF}'
                | '\u{FE0F}'
                | '（'
                | '）'
                | '，'
                | '、'

                | '是'
                | '为'
                | '為'
                | '係'
        ),
    }
}

/// Whether three bytes are a Han character among them: 是 为 為 係.
#[inline(always)]
pub(crate) fn is_han_gap(bytes: [u8; 3]) -> bool {
    matches!(bytes, [0xE6, 0x98, 0xAF] | [0xE4, 0xB8, 0xBA] | [0xE7, 0x82, 0xBA] | [0xE4, 0xBF, 0x82])
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
/// digits after mere spaces or five that touch it; or a letter after one space, as
/// [`names_short`] says (`加V abc123`).
pub(crate) fn names(text: &[u8], gap: Gap, value: usize) -> bool {
    let last = decode_last(&text[..gap.start]).0.unwrap_or(' ');
    if last.len_utf8() >= 3 {
        return true;
    }
    if !gap.weak {
        // The stars of a word in bold are none: `**QQ**: 12345`.
        let stars = text[gap.start..value].iter().take_while(|byte| **byte == b'*').count();
        let spaces = text[gap.start + stars..value].iter().take_while(|byte| **byte == b' ').count();
        let first = text[gap.start + stars + spaces];
        return is_delimiter(first) || (stars + spaces == 0 && first >= 0x80 && last.is_ascii());
    }
    let needed = if gap.empty { 5 } else { 2 };
    let digits = || text.get(value..value + needed).is_some_and(|head| head.iter().all(u8::is_ascii_digit));
    last.is_ascii_alphabetic()
        && text[gap.start..value].iter().all(|&byte| byte == b' ')
        && (digits()
            || value == gap.start + 1
                && text[value].is_ascii_alphabetic()
                && names_short(text, gap.start, value))
}

/// Whether a label that ends at `end` in one or two letters, with nothing but a space behind
/// it, names the word at `value`: any word when the letters touch a character beyond ASCII
/// (`加V`, `微信ID`), one that is no ordinary word when they stand at an edge (`VX ab_12`).
fn names_short(text: &[u8], end: usize, value: usize) -> bool {
    let letters = text[..end].iter().rev().take(3).take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters > 2 {
        return false;
    }
    let is_edge = match text[..end - letters] {
        [.., 0x80..=0xFF] => return true,
        [] | [.., 0x80..=0xFF, b' '] => true,
        [.., last] => is_delimiter(last),
    };
    let word =
        text[value..].iter().take(MAX_WORD).take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b));
    is_edge && word.into_iter().any(|byte| byte.is_ascii_digit() || *byte == b'_')
}

/// The gap before `value`, if a label that ends there may name it.
pub(crate) fn naming_gap(text: &[u8], value: usize) -> Option<Gap> {
    gap_before(text, value).filter(|gap| names(text, *gap, value))
}

/// The gaps before `value` that a label may stand before: the plain one, then the far one.
pub(crate) fn naming_gaps(text: &[u8], value: usize) -> impl Iterator<Item = Gap> {
    naming_gap(text, value).into_iter().chain(far_gap_before(text, value))
}

/// Whether a far gap may begin at `at`, at a glance: a bracket, or a tag behind spaces and colons.
#[inline]
pub(crate) fn may_be_far(text: &[u8], at: usize) -> bool {
    let mut rest = text.get(at..).unwrap_or_default();
    loop {
        rest = match rest {
            [b'<', b'/' | b'A'..=b'Z' | b'a'..=b'z', ..] | [b'(', ..] | [0xEF, 0xBC, 0x88, ..] => {
                return true;
            }
            [b' ' | b':' | b'\t' | b'\r' | b'\n', tail @ ..] | [0xEF, 0xBC, 0x9A, tail @ ..] => tail,
            _ => return false,
        };
    }
}

/// Walks from a label that ends at `end` over a remark in brackets and the sign behind it
/// (`姓名（中文）：张三`) or over the markup between two cells (`<td>姓名</td><td>张三`): the
/// value's start and the gap.
pub(crate) fn far_gap_after(text: &[u8], end: usize) -> Option<(usize, Gap)> {
    let last = decode_last(&text[..end]).0?;
    let first = *text.get(end)?;
    let open =
        last.len_utf8() >= 3 || last.is_ascii() && (is_delimiter(first) || first == b'<' || first >= 0x80);
    if !open || !may_be_far(text, end) {
        return None;
    }
    let value = remark_after(text, end).or_else(|| markup_after(text, end))?;
    (value - end <= MAX_FAR).then_some((value, Gap { start: end, weak: false, empty: false }))
}

/// Where the value stands behind a remark.
fn remark_after(text: &[u8], end: usize) -> Option<usize> {
    let mut at = end + usize::from(text.get(end) == Some(&b' '));
    let (open, length) = decode(text.get(at..)?);
    if !matches!(open, Some('(' | '（')) {
        return None;
    }
    at += length;
    for read in 0..=MAX_REMARK {
        let (ch, length) = decode(text.get(at..)?);
        at += length;
        match ch? {
            ')' | '）' if read > 0 => {
                let (value, _) = gap_after(text, at)?;
                let sign = text[at..value].iter().position(|byte| *byte != b' ')?;
                let sign = decode(&text[at + sign..]).0;
                return matches!(sign, Some(':' | '：' | '=' | '＝' | '"' | '|' | '\t')).then_some(value);
            }
            '(' | '（' | ')' | '）' | ':' | '：' | '=' | '\n' => return None,
            _ => {}
        }
    }
    None
}

/// Where the value stands behind markup: a colon tells (`<b>QQ：</b>123`), or a cell that ends
/// before another begins.
fn markup_after(text: &[u8], end: usize) -> Option<usize> {
    let blank = |from: usize| {
        let blanks = text[from..].iter().take(MAX_TAG + 1).take_while(|b| b" \t\r\n".contains(b)).count();
        (blanks <= MAX_TAG).then_some(from + blanks)
    };
    let (mut at, mut told) = colon_after(text, end);
    let (mut tags, mut cell) = (0, false);
    while let Some(b'<') = blank(at).and_then(|at| text.get(at)) {
        let name = blank(at)? + 1;
        let closes = text.get(name) == Some(&b'/');
        let name = name + usize::from(closes);
        let inside = text[name..].iter().take(MAX_TAG + 1).take_while(|b| !b"<>\n".contains(b)).count();
        let named = text.get(name).is_some_and(u8::is_ascii_alphabetic);
        cell = if tags == 0 { closes } else { cell };
        tags += 1;
        if !named || tags > MAX_TAGS || inside > MAX_TAG || text.get(name + inside) != Some(&b'>') {
            return None;
        }
        at = name + inside + 1;
        told |= cell && !closes;
    }
    let value = blank(at).filter(|_| tags > 0)?;
    let (value, colon) = colon_after(text, value);
    let told = told || colon;
    decode(text.get(value..)?).0.filter(|ch| told && !is_gap(*ch)).map(|_| value)
}

/// Skips up to three spaces and colons, and whether one was a colon.
fn colon_after(text: &[u8], from: usize) -> (usize, bool) {
    let (mut at, mut colon) = (from, false);
    for _ in 0..3 {
        match decode(text.get(at..).unwrap_or_default()) {
            (Some(ch @ (' ' | ':' | '：')), length) => (at, colon) = (at + length, colon || ch != ' '),
            _ => break,
        }
    }
    (at, colon)
}

/// The same gap seen from the value.
fn far_gap_before(text: &[u8], value: usize) -> Option<Gap> {
    // Most values have no closing bracket before them.
    let mut at = value;
    loop {
        match decode_last(&text[..at]) {
            (Some('>' | ')' | '）'), _) => break,
            (Some(ch), length) if is_gap(ch) && value - at <= MAX_TAG => at -= length,
            _ => return None,
        }
    }
    for end in (value.saturating_sub(MAX_FAR)..value).rev() {
        if !matches!(text[end], b' ' | b':' | b'<' | b'(' | 0xEF | b'\t' | b'\r' | b'\n') {
            continue;
        }
        match decode_last(&text[..end]).0 {
            None | Some(' ' | ':' | '：' | '>' | '\t' | '\r' | '\n') => {}
            Some(_) => match far_gap_after(text, end) {
                Some((found, gap)) if found == value => return Some(gap),
                _ => {}
            },
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_gaps_are_gaps() {
        for han in '\u{4E00}'..='\u{9FFF}' {
            let bytes = han.to_string().into_bytes().try_into().expect("three bytes");
            assert_eq!(is_gap(han), is_han_gap(bytes), "{han}");
        }
    }

    #[test]
    fn gaps_agree_in_both_directions() {
        let text = "电话 ： 「010";
        let value = text.find('0').expect("there");
        let gap = gap_before(text.as_bytes(), value).expect("a gap");
        assert_eq!(gap_after(text.as_bytes(), gap.start), Some((value, gap)));
    }
}
