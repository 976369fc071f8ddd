//! What touches the ends of a match.

use crate::decode::normalize::{ascii_of, decode, decode_last};
use crate::rule::Bounds;

/// Invisible characters looked through before a neighbour counts as none.
const LOOK_THROUGH: usize = 8;

/// What stands beside one end of a match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Edge {
    /// An ASCII or full-width letter or digit.
    word: bool,
    /// The match's own digit, then `.` and a digit: part of a decimal.
    decimal: bool,
    /// `+` before the match's own digit: part of an international number.
    plus: bool,
}

impl Edge {
    /// The edge before `start`.
    #[inline]
    pub(crate) fn left(text: &[u8], start: usize) -> Self {
        let Some(&before) = text.get(start.wrapping_sub(1)) else { return Self::default() };
        let digit = text.get(start).is_some_and(u8::is_ascii_digit);
        if before < 0x80 {
            let two_before = start.checked_sub(2).map(|at| text[at]);
            return Self {
                word: before.is_ascii_alphanumeric(),
                decimal: digit && before == b'.' && two_before.is_some_and(|byte| byte.is_ascii_digit()),
                plus: digit && before == b'+',
            };
        }
        let mut at = start;
        for _ in 0..LOOK_THROUGH {
            let (ch, length) = decode_last(&text[..at]);
            match ch.map(|ch| (ch, ascii_of(ch))) {
                Some((_, Some(None))) => at -= length,
                Some((ch, as_ascii)) => return Self::of(ch, as_ascii, digit),
                None => break,
            }
        }
        Self::default()
    }

    /// The edge after `end`.
    #[inline]
    pub(crate) fn right(text: &[u8], end: usize) -> Self {
        let Some(&after) = text.get(end) else { return Self::default() };
        let digit = text.get(end.wrapping_sub(1)).is_some_and(u8::is_ascii_digit);
        if after < 0x80 {
            let two_after = text.get(end + 1);
            return Self {
                word: after.is_ascii_alphanumeric(),
                decimal: digit && after == b'.' && two_after.is_some_and(u8::is_ascii_digit),
                plus: false,
            };
        }
        let mut at = end;
        for _ in 0..LOOK_THROUGH {
            let (ch, length) = decode(text.get(at..).unwrap_or_default());
            match ch.map(|ch| (ch, ascii_of(ch))) {
                Some((_, Some(None))) => at += length,
                Some((ch, as_ascii)) => return Self { plus: false, ..Self::of(ch, as_ascii, digit) },
                None => break,
            }
        }
        Self::default()
    }

    fn of(ch: char, as_ascii: Option<Option<u8>>, digit: bool) -> Self {
        let byte = as_ascii.flatten().or_else(|| u8::try_from(ch).ok().filter(u8::is_ascii));
        Self {
            word: byte.is_some_and(|byte| byte.is_ascii_alphanumeric()),
            decimal: false,
            plus: digit && byte == Some(b'+'),
        }
    }

    /// Whether a rule with these bounds may start here.
    #[inline]
    pub(crate) fn starts(self, bounds: Bounds) -> bool {
        !bounds.left || !(self.word || self.plus || (self.decimal && !bounds.dots))
    }

    /// Whether a rule with these bounds may end here.
    #[inline]
    pub(crate) fn ends(self, bounds: Bounds) -> bool {
        !bounds.right || !(self.word || (self.decimal && !bounds.dots))
    }
}

/// Whether `text[start..end]` stops short inside a longer joined number: it
/// joins its own digits by the separator that joins it to more of them.
///
/// What reads like an expiry date (`12/27`) does not count.
pub(crate) fn is_cut(text: &[u8], start: usize, end: usize) -> bool {
    let own = |separator: u8| {
        text[start..end]
            .windows(3)
            .any(|w| w[1] == separator && w[0].is_ascii_digit() && w[2].is_ascii_digit())
    };
    let joins = |separator: Option<&u8>, digit: Option<&u8>| {
        separator.is_some_and(|byte| matches!(byte, b' ' | b'-' | b'.' | b'/') && own(*byte))
            && digit.is_some_and(u8::is_ascii_digit)
    };
    let ends_in_digit = text.get(end.wrapping_sub(1)).is_some_and(u8::is_ascii_digit);
    let after = ends_in_digit && joins(text.get(end), text.get(end + 1)) && !is_expiry(text, end + 1);
    let starts_with_digit = text.get(start).is_some_and(u8::is_ascii_digit);
    let before = starts_with_digit && joins(text.get(start.wrapping_sub(1)), text.get(start.wrapping_sub(2)));
    after || before
}

fn is_expiry(text: &[u8], at: usize) -> bool {
    let month = matches!(
        text.get(at..at + 3),
        Some(&[b'0', b'1'..=b'9', b'/' | b'-'] | &[b'1', b'0'..=b'2', b'/' | b'-'])
    );
    let year = text.get(at + 3..).unwrap_or_default();
    let digits = year.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    month && (digits == 2 || digits == 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: Bounds = Bounds { left: true, right: true, dots: false };

    fn stands(text: &str, value: &str) -> bool {
        let start = text.find(value).expect("value is in the text");
        let text = text.as_bytes();
        Edge::left(text, start).starts(TOKEN) && Edge::right(text, start + value.len()).ends(TOKEN)
    }

    #[test]
    fn letters_and_digits_touch_and_han_does_not() {
        assert!(stands("手机13812345678微信", "13812345678"));
        assert!(stands("user_13812345678_x", "13812345678"));
        assert!(!stands("a13812345678", "13812345678"));
        assert!(!stands("１13812345678", "13812345678"));
        assert!(!stands("1\u{200B}3812345678", "3812345678"));
        assert!(!stands("13812345678\u{FEFF}Ａ", "13812345678"));
    }

    #[test]
    fn decimals_and_international_numbers_are_not_cut_apart() {
        assert!(!stands("3.13812345678", "13812345678"));
        assert!(!stands("13812345678.5", "13812345678"));
        assert!(stands("13812345678.", "13812345678"));
        assert!(!stands("+13812345678", "13812345678"));
        assert!(!stands("＋13812345678", "13812345678"));
    }

    #[test]
    fn a_reading_that_stops_short_is_seen() {
        let cut = |text: &str, value: &str| {
            let start = text.find(value).expect("value is in the text");
            is_cut(text.as_bytes(), start, start + value.len())
        };
        assert!(cut("4242 4242 4242 4242 424", "4242 4242 4242 4242"));
        assert!(!cut("4242 4242 4242 4242 12/27", "4242 4242 4242 4242"));
        assert!(!cut("4242424242424242 123", "4242424242424242"));
        assert!(cut("12 138 1234 5678", "138 1234 5678"));
        assert!(!cut("4242-4242-4242-4242 123", "4242-4242-4242-4242"));
    }
}
