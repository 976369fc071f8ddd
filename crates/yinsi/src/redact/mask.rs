//! Hides a value's characters one by one and may show a few at its ends.

use super::Operator;
use crate::decode::normalize::{ascii_of, decode};
use crate::error::BuildError;

/// A value that would have fewer characters hidden than this is *short*.
const HIDDEN_MIN: u128 = 4;

/// Writes `*` for each character but the first and last few: `138****5678`.
///
/// Separators (spaces and punctuation) stay and do not count, unless
/// [`separators`](Self::separators) says otherwise. Of a short value, one that
/// would have fewer than four characters hidden, at most half is shown.
///
/// A reader of the output learns the length and form of the value and what is
/// shown: choose ends that identify nobody. The last four digits of a card and
/// the first three of a mobile number are customary; the date of birth in the middle
/// of an identity number should stay hidden.
///
/// ```
/// use yinsi::{Finding, Mask, Redactor};
///
/// let redactor = Redactor::builder().default_operator(Mask::keep(0, 4).with('#')).build()?;
/// let card = Finding::new("CREDIT_CARD", "payment.card", 0..19, 0.9);
/// assert_eq!(redactor.apply(b"4242 4242 4242 4242", &[card]), b"#### #### #### 4242");
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mask {
    /// Characters shown at the start.
    pub first: usize,
    /// Characters shown at the end.
    pub last: usize,
    /// The character written for each that is hidden.
    pub with: char,
    /// Whether separators stay.
    pub separators: bool,
}

impl Mask {
    /// Shows `first` characters at the start and `last` at the end.
    pub const fn keep(first: usize, last: usize) -> Self {
        Self { first, last, with: '*', separators: true }
    }

    /// Shows no character.
    pub const fn all() -> Self {
        Self::keep(0, 0)
    }

    /// The character to write for each that is hidden, `*` by default. A letter or
    /// digit could make a new value and is refused by the builder.
    #[must_use]
    pub const fn with(mut self, with: char) -> Self {
        self.with = with;
        self
    }

    /// Whether separators stay (the default) or are hidden like any character.
    #[must_use]
    pub const fn separators(mut self, stay: bool) -> Self {
        self.separators = stay;
        self
    }

    pub(super) fn check(&self) -> Result<(), BuildError> {
        if self.with.is_alphanumeric() || self.with.is_control() {
            let message = "a letter, digit or control character would not show that a value is hidden";
            return Err(BuildError::Option { option: "mask", message: message.into() });
        }
        Ok(())
    }

    pub(super) fn write(&self, value: &[u8], out: &mut Vec<u8>) {
        let stays = |ch: char| self.separators && ch != self.with && is_separator(ch);
        let counted = |ch: Option<char>| !ch.is_some_and(stays);
        let count = chars(value).filter(|(ch, _)| counted(*ch)).count();
        let (first, last) = self.shown(count);
        let mut utf8 = [0; 4];
        let with = self.with.encode_utf8(&mut utf8).as_bytes();
        let mut nth = 0;
        for (ch, bytes) in chars(value) {
            let shown = !counted(ch) || nth < first || nth >= count - last;
            out.extend_from_slice(if shown { bytes } else { with });
            nth += usize::from(counted(ch));
        }
    }

    /// How many of `count` characters to show at the start and the end.
    fn shown(&self, count: usize) -> (usize, usize) {
        let (first, last) = (self.first as u128, self.last as u128);
        let wanted = first + last;
        if wanted == 0 || count as u128 >= wanted + HIDDEN_MIN {
            return (self.first, self.last);
        }
        let half = wanted.min(count as u128 / 2);
        ((half * first / wanted) as usize, (half * last / wanted) as usize)
    }
}

impl From<Mask> for Operator {
    fn from(mask: Mask) -> Self {
        Self::Mask(mask)
    }
}

fn is_separator(ch: char) -> bool {
    let ascii = if ch.is_ascii() { ch } else { ascii_of(ch).flatten().map_or(ch, char::from) };
    ascii.is_ascii_punctuation() || ch.is_whitespace()
}

/// The characters of `bytes`, an invalid byte as `None`, each with its bytes.
fn chars(mut bytes: &[u8]) -> impl Iterator<Item = (Option<char>, &[u8])> {
    std::iter::from_fn(move || {
        let (ch, len) = decode(bytes);
        let (head, tail) = bytes.split_at_checked(len).filter(|(head, _)| !head.is_empty())?;
        bytes = tail;
        Some((ch, head))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masked(mask: Mask, value: &str) -> String {
        let mut out = Vec::new();
        mask.write(value.as_bytes(), &mut out);
        String::from_utf8(out).expect("a mask keeps UTF-8")
    }

    #[test]
    fn the_ends_are_shown() {
        assert_eq!(masked(Mask::keep(3, 4), "13812345678"), "138****5678");
        assert_eq!(masked(Mask::keep(6, 4), "11010519491231002X"), "110105********002X");
        assert_eq!(masked(Mask::keep(1, 0), "张三丰"), "张**");
        assert_eq!(masked(Mask::all(), "１３８"), "***");
        assert_eq!(masked(Mask::all().with('█'), "abc"), "███");
    }

    #[test]
    fn separators_stay_and_do_not_count() {
        assert_eq!(masked(Mask::keep(3, 4), "138-1234　5678"), "138-****　5678");
        assert_eq!(masked(Mask::keep(1, 0), "jane@example.com"), "j***@*******.***");
        assert_eq!(masked(Mask::keep(3, 4).separators(false), "138 1234 5678"), "138******5678");
    }

    #[test]
    fn at_most_half_of_a_short_value_is_shown() {
        assert_eq!(masked(Mask::keep(1, 0), "张三"), "张*");
        assert_eq!(masked(Mask::keep(1, 1), "张三"), "**");
        assert_eq!(masked(Mask::keep(0, 4), "1234"), "**34");
        assert_eq!(masked(Mask::keep(3, 4), "1234567890"), "12******90");
        assert_eq!(masked(Mask::keep(1, 0), "李"), "*");
        assert_eq!(masked(Mask::keep(usize::MAX, usize::MAX), "1234"), "1**4");
        assert_eq!(masked(Mask::keep(3, 4), ""), "");
    }

    #[test]
    fn an_invalid_byte_is_one_character() {
        let mut out = Vec::new();
        Mask::keep(1, 0).write(b"a\xFF\xE6\x9Cbc", &mut out);
        assert_eq!(out, b"a*****");
    }

    proptest! {
        #[test]
        fn masking_twice_is_masking_once(value in any::<String>(), first in 0_usize..6, last in 0_usize..6) {
            let mask = Mask::keep(first, last);
            let once = masked(mask, &value);
            prop_assert_eq!(once.chars().count(), value.chars().count());
            prop_assert_eq!(masked(mask, &once), once);
        }
    }
}
