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
pub(crate) const LABEL_REACH: usize = 3 * MAX_GAP + MAX_LABEL + MAX_INDENT + 8;

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

    #[test]
    fn gaps_agree_in_both_directions() {
        let text = "电话 ： 「010";
        let value = text.find('0').expect("there");
        let gap = gap_before(text.as_bytes(), value).expect("a gap");
        assert_eq!(gap_after(text.as_bytes(), gap.start), Some((value, gap)));
    }
}
