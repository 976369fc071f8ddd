//! Hides a value's characters one by one and may show a few at its ends.

use std::ops::Range;

use super::Operator;
use super::value::{chars, digit, is_separator, mail_domain};
use crate::error::BuildError;
use crate::validate::{cn_county_prefix, cn_surname_length};

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
    /// Whether only digits count and are hidden.
    pub digits: bool,
    /// Which part of the value is masked.
    pub part: MaskPart,
}

/// The part of a value that a [`Mask`] is laid over; the rest stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MaskPart {
    /// All of it.
    #[default]
    Whole,
    /// What stands before the `@` of a mail address; all of it when no domain follows one.
    MailUser,
    /// What follows a country code that is written with `+`, `00` or, before a Chinese mobile number,
    /// plainly.
    National,
    /// A personal name: of a Chinese one the surname stays, of others the first letter of each word.
    Name,
    /// What follows the county of a Chinese address; all of it when no division is known.
    BelowCounty,
}

/// Masks by the rules that people are held to, by their names in policies.
const PRESETS: [(&str, Mask); 11] = [
    ("pci", Mask::keep(6, 4).digits()),
    ("last4", Mask::keep(0, 4)),
    ("cn-id", Mask::keep(6, 4)),
    ("bank-card", Mask::keep(6, 4)),
    ("mobile", Mask::keep(3, 4).part(MaskPart::National)),
    ("email", Mask::keep(1, 0).separators(false).part(MaskPart::MailUser)),
    ("name", Mask::keep(0, 0).part(MaskPart::Name)),
    ("name-last", Mask::keep(0, 1)),
    ("address", Mask::keep(0, 0).part(MaskPart::BelowCounty)),
    ("plate", Mask::keep(2, 1)),
    ("passport", Mask::keep(1, 3)),
];

impl Mask {
    /// Shows `first` characters at the start and `last` at the end.
    pub const fn keep(first: usize, last: usize) -> Self {
        Self { first, last, with: '*', separators: true, digits: false, part: MaskPart::Whole }
    }

    /// The mask that a rule or custom asks for, by its name; `None` for any other name.
    ///
    /// | name | shows |
    /// |---|---|
    /// | `pci` | the first 6 and last 4 digits of a card (PCI DSS 3.4) |
    /// | `last4` | the last 4 characters |
    /// | `cn-id` | the first 6 and last 4 of a resident number |
    /// | `bank-card` | the first 6 and last 4 of a bank card |
    /// | `mobile` | a country code, and the first 3 and last 4 of the number |
    /// | `email` | the first letter and the domain |
    /// | `name` | the surname of a Chinese name, the first letter of each word of others |
    /// | `name-last` | the last character of a name |
    /// | `address` | a Chinese address down to the county |
    /// | `plate` | the first 2 and the last of a number plate |
    /// | `passport` | the first and the last 3 |
    ///
    /// ```
    /// use yinsi::{Mask, Redactor, Scanner};
    ///
    /// let email = Mask::preset("email").expect("a known name");
    /// let redactor = Redactor::builder().operator("EMAIL_ADDRESS", email).build()?;
    /// assert_eq!(redactor.redact(&Scanner::new(), "to jane.doe@example.com"), "to j*******@example.com");
    /// # Ok::<(), yinsi::BuildError>(())
    /// ```
    pub fn preset(name: &str) -> Option<Self> {
        PRESETS.iter().find(|(known, _)| *known == name).map(|(_, mask)| *mask)
    }

    /// The names that [`preset`](Self::preset) knows.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|(name, _)| *name)
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

    /// Counts and hides digits only; everything else stays.
    #[must_use]
    pub const fn digits(mut self) -> Self {
        self.digits = true;
        self
    }

    /// Lays the mask over a part of the value.
    #[must_use]
    pub const fn part(mut self, part: MaskPart) -> Self {
        self.part = part;
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
        let part = self.part.of(value, self.with);
        let (before, rest) = value.split_at_checked(part.start).unwrap_or((value, &[]));
        let (masked, after) = rest.split_at_checked(part.len()).unwrap_or((rest, &[]));
        out.extend_from_slice(before);
        match self.part {
            MaskPart::Name => self.write_name(masked, out),
            _ => self.write_ends(masked, out),
        }
        out.extend_from_slice(after);
    }

    /// Whether a character is one of those that are counted and hidden.
    fn counts(&self, ch: Option<char>) -> bool {
        match ch {
            Some(ch) if ch == self.with => true,
            Some(ch) if self.digits => digit(ch).is_some(),
            Some(ch) => !(self.separators && is_separator(ch)),
            None => !self.digits,
        }
    }

    fn write_ends(&self, value: &[u8], out: &mut Vec<u8>) {
        let count = chars(value).filter(|(ch, _)| self.counts(*ch)).count();
        let (first, last) = self.shown(count);
        let mut utf8 = [0; 4];
        let with = self.with.encode_utf8(&mut utf8).as_bytes();
        let mut nth = 0;
        for (ch, bytes) in chars(value) {
            let counts = self.counts(ch);
            let shown = !counts || nth < first || nth >= count - last;
            out.extend_from_slice(if shown { bytes } else { with });
            nth += usize::from(counts);
        }
    }

    /// The surname of a Chinese name stays, of others the first letter of each word.
    fn write_name(&self, value: &[u8], out: &mut Vec<u8>) {
        let mut utf8 = [0; 4];
        let with = self.with.encode_utf8(&mut utf8).as_bytes();
        let surname = std::str::from_utf8(value).map_or(0, cn_surname_length);
        let (mut begins, mut at) = (true, 0);
        for (ch, bytes) in chars(value) {
            let parts = ch.is_none_or(|ch| is_separator(ch) && ch != self.with);
            let shown = parts || at < surname || (surname == 0 && begins && bytes.len() < value.len());
            out.extend_from_slice(if shown { bytes } else { with });
            begins = parts;
            at += bytes.len();
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

impl MaskPart {
    /// Where the part lies in `value`, which may have been masked before.
    fn of(self, value: &[u8], with: char) -> Range<usize> {
        let whole = 0..value.len();
        let text = || std::str::from_utf8(value).unwrap_or_default();
        match self {
            Self::Whole | Self::Name => whole,
            Self::MailUser => mail_domain(value).map_or(whole, |at| 0..at),
            Self::National => country_code(text(), with)..value.len(),
            Self::BelowCounty => cn_county_prefix(text())..value.len(),
        }
    }
}

/// How many bytes of a telephone number are its country code; `with` stands for a digit.
fn country_code(number: &str, with: char) -> usize {
    let digits = |text: &str| text.chars().filter(|ch| digit(*ch).is_some() || *ch == with).count();
    let marked = number.trim_start_matches(['(', '（']).starts_with(['+', '＋']) || number.starts_with("00");
    let parted = || {
        // A country code has at most three digits, after `00` five.
        let end = number.find([' ', '-', ')', '（', '(', '）', '　']).filter(|at| *at > 0)?;
        let code = number.get(..end)?;
        (digits(code) > 0 && digits(code) <= 5 && digits(number) - digits(code) >= 6).then_some(end)
    };
    if marked && let Some(end) = parted() {
        return end;
    }
    let codes = ["+86", "0086", "86", "+852", "+853", "+886", "+1", "+7", "+44", "+81", "+82"];
    let plain = codes.iter().filter(|code| marked || **code == "86");
    let code = plain.filter(|code| number.starts_with(**code)).max_by_key(|code| code.len());
    code.filter(|code| digits(number) - digits(code) >= 7).map_or(0, |code| {
        // Eleven digits that begin with 86 are no country code and nine digits.
        if *code == "86" && digits(number) != 13 { 0 } else { code.len() }
    })
}

impl From<Mask> for Operator {
    fn from(mask: Mask) -> Self {
        Self::Mask(mask)
    }
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
    fn digits_alone_may_count() {
        assert_eq!(masked(Mask::keep(2, 2).digits(), "DE12 3456 78"), "DE12 **** 78");
        assert_eq!(masked(Mask::keep(0, 0).digits(), "ext. 12 a"), "ext. ** a");
    }

    #[test]
    fn presets_show_what_their_rules_allow() {
        for (preset, value, expected) in [
            ("pci", "4242 4242 4242 4242", "4242 42** **** 4242"),
            ("pci", "378282246310005", "378282*****0005"),
            ("last4", "6222 0212 3456 7890 123", "**** **** **** ***0 123"),
            ("cn-id", "11010519491231002X", "110105********002X"),
            ("mobile", "13812345678", "138****5678"),
            ("mobile", "+86 138 1234 5678", "+86 138 **** 5678"),
            ("mobile", "+8613812345678", "+86138****5678"),
            ("mobile", "008613812345678", "0086138****5678"),
            ("mobile", "8613812345678", "86138****5678"),
            ("mobile", "+44 7700 900123", "+44 77** ****23"),
            ("email", "jane.doe@example.com", "j*******@example.com"),
            ("email", "a@example.com", "*@example.com"),
            ("email", "zhang＠例子.公司", "z****＠例子.公司"),
            ("name", "张三", "张*"),
            ("name", "欧阳娜娜", "欧阳**"),
            ("name", "John Smith", "J*** S****"),
            ("name", "J", "*"),
            ("name-last", "张三丰", "**丰"),
            ("name-last", "张三", "*三"),
            ("address", "北京市朝阳区建国路88号3单元", "北京市朝阳区*********"),
            ("address", "广东省深圳市南山区科技园", "广东省深圳市南山区***"),
            ("address", "建国路88号", "******"),
            ("plate", "京A12345", "京A****5"),
            ("plate", "粤B·D12345", "粤B·*****5"),
        ] {
            let mask = Mask::preset(preset).expect("a known preset");
            let once = masked(mask, value);
            assert_eq!(once, expected, "{preset}");
            assert_eq!(masked(mask, &once), once, "{preset} twice");
        }
        assert!(
            Mask::preset("unknown").is_none() && Mask::presets().all(|name| Mask::preset(name).is_some())
        );
    }

    #[test]
    fn an_invalid_byte_is_one_character() {
        let mut out = Vec::new();
        Mask::keep(1, 0).write(b"a\xFF\xE6\x9Cbc", &mut out);
        assert_eq!(out, b"a*****");
    }

    proptest! {
        #[test]
        fn masking_twice_is_masking_once(
            value in any::<String>(), first in 0_usize..6, last in 0_usize..6, digits in any::<bool>()
        ) {
            let mask = Mask { digits, ..Mask::keep(first, last) };
            let once = masked(mask, &value);
            prop_assert_eq!(once.chars().count(), value.chars().count());
            prop_assert_eq!(masked(mask, &once), once);
        }
    }
}
