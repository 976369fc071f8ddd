//! What a spreadsheet did to a number that is a name for something: `1.10105E+17`, a leading zero
//! that is gone, `.0` at the end.

/// A trace that a spreadsheet left in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Damage {
    /// Scientific notation, as in `1.10105E+17`: all but the first digits are gone, the value
    /// cannot be counted as what it was.
    Exponent,
    /// More than fifteen digits of which those behind the fifteenth are zeros: rounded.
    Rounded,
    /// `.0` or `.00` behind a whole number. [`crate::Field::text`] is without it.
    Decimal,
    /// One digit short of what its column has: a leading zero is gone.
    LeadingZero,
}

impl Damage {
    /// One word, as in JSON: `exponent`, `rounded`, `decimal`, `leading_zero`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exponent => "exponent",
            Self::Rounded => "rounded",
            Self::Decimal => "decimal",
            Self::LeadingZero => "leading_zero",
        }
    }
}

/// Digits a spreadsheet keeps of a number.
const PRECISION: usize = 15;

/// What a cell says without the spreadsheet's trimmings, and what damage shows in it alone.
pub(crate) fn inspect(cell: &str) -> (&str, Option<Damage>) {
    let cell = unguarded(cell.trim());
    let Some(last) = cell.bytes().last().filter(u8::is_ascii_digit) else { return (cell, None) };
    if cell.len() < 5 || cell.len() > 32 {
        return (cell, None);
    }
    if let Some((whole, rest)) = cell.split_once('.') {
        let plain = whole.len() >= 7 && is_digits(whole);
        // Amounts of money have two places, so those need more digits than an amount has.
        return match rest {
            "0" if plain => (whole, Some(rounded(whole).unwrap_or(Damage::Decimal))),
            "00" if plain && whole.len() >= 11 => (whole, Some(rounded(whole).unwrap_or(Damage::Decimal))),
            _ => (cell, is_exponent(cell).then_some(Damage::Exponent)),
        };
    }
    match last {
        b'0' if is_digits(cell) => (cell, rounded(cell)),
        _ => (cell, is_exponent(cell).then_some(Damage::Exponent)),
    }
}

/// A value without what keeps spreadsheets from reading it as a number: `="007"`, `'007`.
fn unguarded(cell: &str) -> &str {
    let formula = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let quote = || cell.strip_prefix('\'').filter(|rest| rest.starts_with(|ch: char| ch.is_ascii_digit()));
    formula.or_else(quote).unwrap_or(cell)
}

/// Scientific notation of a number of 11 to 20 digits: telephones, identity numbers, cards.
fn is_exponent(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let mantissa = mantissa.split_once('.').map_or(Some((mantissa, "")), Some);
    mantissa.is_some_and(|(whole, part)| {
        whole.len() == 1 && is_digits(whole) && (part.is_empty() || is_digits(part))
    }) && is_digits(exponent)
        && exponent.parse().is_ok_and(|exponent: u8| (10..20).contains(&exponent))
}

fn rounded(digits: &str) -> Option<Damage> {
    let lost = digits.len().checked_sub(PRECISION).filter(|lost| *lost >= 2 && digits.len() <= 20)?;
    digits.bytes().rev().take(lost).all(|byte| byte == b'0').then_some(Damage::Rounded)
}

/// Whether `text` is ASCII digits, at least one.
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The length of the numbers of a column in which some have lost their leading zero: such a number is
/// one digit shorter.
///
/// `cells` are some of the column. Numbers that just grow (1 to 12,345) have two lengths, too, but those
/// of the shorter one begin with high digits and the longer ones with a 1.
pub(crate) fn zero_length<'c>(cells: impl Iterator<Item = &'c str>) -> Option<usize> {
    let numbers: Vec<&str> = cells.map(|cell| inspect(cell).0).filter(|cell| !cell.is_empty()).collect();
    let longest = numbers.iter().map(|number| number.len()).max()?;
    let of = |len: usize| numbers.iter().filter(move |number| number.len() == len);
    let firsts = |len: usize| {
        let mut firsts: Vec<u8> = of(len).filter_map(|number| number.bytes().next()).collect();
        firsts.sort_unstable();
        firsts.dedup();
        firsts.len()
    };
    let (long, short) = (of(longest).count(), of(longest - 1).count());
    let numeric = numbers.iter().all(|number| is_digits(number)) && longest >= 5;
    // Where a zero survived somewhere (another program wrote that row) one witness is enough.
    let kept = of(longest).any(|number| number.starts_with('0'));
    let believable = kept || (long >= 8 && firsts(longest) >= 4 && long >= 2 * short);
    (numeric && short > 0 && long + short == numbers.len() && believable).then_some(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told_from_numbers_as_they_should_be() {
        for (cell, text, damage) in [
            ("1.10105E+17", "1.10105E+17", Some(Damage::Exponent)),
            ("1.38e+10", "1.38e+10", Some(Damage::Exponent)),
            ("6.22202E+18", "6.22202E+18", Some(Damage::Exponent)),
            ("6.02E+23", "6.02E+23", None),
            ("1.5E+3", "1.5E+3", None),
            ("12.5E+11", "12.5E+11", None),
            ("13812345678.0", "13812345678", Some(Damage::Decimal)),
            ("13812345678.00", "13812345678", Some(Damage::Decimal)),
            ("1234567.00", "1234567.00", None),
            ("12.0", "12.0", None),
            ("110105194912310000", "110105194912310000", Some(Damage::Rounded)),
            ("110105194912310000.0", "110105194912310000", Some(Damage::Rounded)),
            ("110105194912310020", "110105194912310020", None),
            ("4242424242424240", "4242424242424240", None),
            ("=\"00712\"", "00712", None),
            ("'00712", "00712", None),
            (" 13812345678\t", "13812345678", None),
            ("", "", None),
        ] {
            assert_eq!(inspect(cell), (text, damage), "{cell}");
        }
    }

    #[test]
    fn a_lost_zero_shows_in_its_column() {
        let zero = |cells: &[&str]| zero_length(cells.iter().copied());
        assert_eq!(zero(&["050000", "10020", "510000"]), Some(6));
        assert_eq!(
            zero(&["310000", "410000", "510000", "610000", "710000", "210000", "100020", "430000", "50000"]),
            Some(6)
        );
        assert_eq!(zero(&["310000", "410000"]), None);
        assert_eq!(zero(&["9998", "9999", "10000", "10001"]), None);
        assert_eq!(zero(&["12", "123", "12345", "1234567"]), None);
        assert_eq!(zero(&["abc", "12345"]), None);
        assert_eq!(zero(&[]), None);
    }
}
