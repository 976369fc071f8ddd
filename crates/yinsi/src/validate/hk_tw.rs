//! Identity numbers of Hong Kong and Taiwan.

use super::{value_of, weighted_sum};

/// Returns whether `text`, one or two letters, six digits and a check (`0` to
/// `9` or `A`) in upper case without brackets, is a Hong Kong identity card number.
///
/// ```
/// use yinsi::validate::hk_id;
///
/// assert!(hk_id(b"A1234563") && hk_id(b"AB9876543"));
/// assert!(!hk_id(b"A1234564"));
/// ```
pub fn hk_id(text: &[u8]) -> bool {
    let mut values = [36_u8; 9];
    let Some(skipped) = 9_usize.checked_sub(text.len()).filter(|skipped| *skipped < 2) else { return false };
    for (place, (value, &byte)) in values.iter_mut().skip(skipped).zip(text).enumerate() {
        let letter = place + skipped < 2;
        let fits = if letter {
            byte.is_ascii_uppercase()
        } else {
            byte.is_ascii_digit() || (byte == b'A' && place + skipped == 8)
        };
        match value_of(byte) {
            Some(symbol) if fits => *value = symbol,
            _ => return false,
        }
    }
    weighted_sum(&values, &[9, 8, 7, 6, 5, 4, 3, 2, 1], false).is_multiple_of(11)
}

/// Two digits that stand for each letter in numbers of Taiwan.
const TAIWAN_LETTERS: [u8; 26] =
    [10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33];

/// Returns whether `text`, ten upper-case characters, is a national
/// identification number of Taiwan or a resident certificate number, old (two
/// letters) or new.
///
/// ```
/// use yinsi::validate::tw_id;
///
/// assert!(tw_id(b"A123456789") && tw_id(b"A800000014") && tw_id(b"AB12345677"));
/// assert!(!tw_id(b"A123456788"));
/// ```
pub fn tw_id(text: &[u8]) -> bool {
    let letter =
        |byte: u8| byte.checked_sub(b'A').and_then(|at| TAIWAN_LETTERS.get(usize::from(at))).copied();
    let [first, second, rest @ ..] = text else { return false };
    let mut values = [0_u8; 11];
    let (Some(code), 8) = (letter(*first), rest.len()) else { return false };
    let second = match second {
        b'1' | b'2' | b'8' | b'9' => second - b'0',
        b'A'..=b'D' => letter(*second).unwrap_or(0) % 10,
        _ => return false,
    };
    let head = [code / 10, code % 10, second];
    for (value, digit) in
        values.iter_mut().zip(head.into_iter().chain(rest.iter().map(|byte| byte.wrapping_sub(b'0'))))
    {
        if digit > 9 {
            return false;
        }
        *value = digit;
    }
    weighted_sum(&values, &[1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1], false).is_multiple_of(10)
}

/// Returns whether `digits`, eight digit values, are a business number of
/// Taiwan by the rule of 2023: a multiple of 5, or one less when the seventh
/// digit is 7.
///
/// ```
/// use yinsi::validate::tw_ubn;
///
/// assert!(tw_ubn(&[0, 0, 5, 0, 1, 5, 0, 3]));
/// assert!(!tw_ubn(&[0, 0, 5, 0, 1, 5, 0, 4]));
/// ```
pub fn tw_ubn(digits: &[u8]) -> bool {
    if digits.len() != 8 || digits.iter().any(|digit| *digit > 9) {
        return false;
    }
    let sum = weighted_sum(digits, &[1, 2, 1, 2, 1, 2, 4, 1], true);
    sum.is_multiple_of(5) || (digits.get(6) == Some(&7) && (sum + 1).is_multiple_of(5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::testing::{digits, each_neighbour};

    #[test]
    fn hong_kong_samples_pass_and_their_neighbours_fail() {
        for sample in ["A1234563", "G123456A", "AB9876543"] {
            assert!(hk_id(sample.as_bytes()), "{sample}");
            each_neighbour(sample, |other| {
                let letter = other.as_bytes()[0] != sample.as_bytes()[0]
                    || other.as_bytes()[1] != sample.as_bytes()[1];
                // Letters eleven apart share a remainder.
                assert!(letter || !hk_id(other.as_bytes()), "{other}");
            });
        }
        for text in
            ["", "A", "1234563", "A12345", "ABC987654", "A123456B", "a1234563", "A12345633", "A1A34563"]
        {
            assert!(!hk_id(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn taiwan_samples_pass_and_their_neighbours_fail() {
        for sample in ["A123456789", "A800000014", "AB12345677", "FA12345689"] {
            assert!(tw_id(sample.as_bytes()), "{sample}");
            for last in b'0'..=b'9' {
                let mut other = sample.as_bytes().to_vec();
                if other.last() != Some(&last) {
                    other.pop();
                    other.push(last);
                    assert!(!tw_id(&other), "{sample}");
                }
            }
        }
        for text in
            ["", "A", "A12345678", "A323456789", "AE12345677", "1123456789", "A12345678A", "a123456789"]
        {
            assert!(!tw_id(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn business_numbers_of_taiwan_have_their_sum() {
        assert!(tw_ubn(&digits("00501503")) && tw_ubn(&digits("10458575")));
        assert!(
            !tw_ubn(&digits("00501504")) && !tw_ubn(&digits("0050150")) && !tw_ubn(&[]) && !tw_ubn(&[11; 8])
        );
    }
}
