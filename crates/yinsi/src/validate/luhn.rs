//! Luhn and the GS1 check digit: sums from the right with alternating weights.

/// Returns whether `digits` ends in the right Luhn check digit (ISO/IEC 7812-1).
///
/// `digits` holds digit values `0..=9`, most significant first, separators
/// already removed. Fewer than two digits cannot carry a check digit: `false`.
///
/// ```
/// use yinsi::validate::luhn;
///
/// assert!(luhn(&[4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2]));
/// assert!(!luhn(&[4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 3]));
/// ```
pub fn luhn(digits: &[u8]) -> bool {
    luhn_prefixed(&[], digits)
}

/// The Luhn digit that belongs behind ASCII `digits`; `None` when there are none, or something else among
/// them.
///
/// ```
/// use yinsi::validate::luhn_check_digit;
///
/// assert_eq!(luhn_check_digit(b"424242424242424"), Some(b'2'));
/// ```
pub fn luhn_check_digit(digits: &[u8]) -> Option<u8> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum = digits.iter().rev().enumerate().fold(0, |sum, (place, digit)| {
        let doubled = u32::from(digit & 15) << (1 - (place & 1));
        sum + if doubled > 9 { doubled - 9 } else { doubled }
    });
    Some(b'0' + (10 - sum % 10) as u8 % 10)
}

/// [`luhn`] over `prefix` and `digits` together, for numbers that are checked
/// with a constant in front that is not written.
///
/// ```
/// use yinsi::validate::luhn_prefixed;
///
/// assert!(luhn_prefixed(&[8, 0, 8, 4, 0], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 3]));
/// ```
pub fn luhn_prefixed(prefix: &[u8], digits: &[u8]) -> bool {
    digits.iter().chain(prefix).all(|digit| *digit < 10) && sums_up(prefix, digits)
}

/// [`luhn_prefixed`] over ASCII digits.
pub(super) fn luhn_ascii(prefix: &[u8], digits: &[u8]) -> bool {
    digits.iter().chain(prefix).all(u8::is_ascii_digit) && sums_up(prefix, digits)
}

/// The sum over digit values or ASCII digits, which share their low four bits.
fn sums_up(prefix: &[u8], digits: &[u8]) -> bool {
    let mut sum = 0_u32;
    for (place, digit) in digits.iter().rev().chain(prefix.iter().rev()).enumerate() {
        let doubled = u32::from(digit & 15) << (place & 1);
        sum += if doubled > 9 { doubled - 9 } else { doubled };
    }
    digits.len() > 1 && sum.is_multiple_of(10)
}

/// Returns whether `digits` ends in the right GS1 check digit (EAN-13, GTIN,
/// the Swiss AHV number): weights 1 3 1 3 … from the right.
///
/// `digits` holds digit values, most significant first; fewer than two: `false`.
///
/// ```
/// use yinsi::validate::ean13;
///
/// assert!(ean13(&[7, 5, 6, 9, 2, 1, 7, 0, 7, 6, 9, 8, 5]));
/// ```
pub fn ean13(digits: &[u8]) -> bool {
    let weights = [1_u32, 3].into_iter().cycle();
    digits.len() > 1
        && digits.iter().all(|&digit| digit < 10)
        && digits.iter().rev().zip(weights).map(|(&digit, weight)| u32::from(digit) * weight).sum::<u32>()
            % 10
            == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::testing::{TEST_CARDS, digits, each_neighbour};

    #[test]
    fn published_numbers_pass_and_their_neighbours_fail() {
        for sample in TEST_CARDS.into_iter().chain(["490154203237518"]) {
            assert!(luhn(&digits(sample)), "{sample}");
            each_neighbour(sample, |other| assert!(!luhn(&digits(other)), "{other}"));
        }
    }

    #[test]
    fn a_gs1_number_passes_and_its_neighbours_fail() {
        assert!(ean13(&digits("4006381333931")));
        each_neighbour("4006381333931", |other| assert!(!ean13(&digits(other)), "{other}"));
    }

    #[test]
    fn what_cannot_carry_a_check_digit_fails() {
        assert!(!luhn(&[]) && !luhn(&[0]) && !luhn(&[10, 0]) && !luhn(&[255, 255]));
        assert!(!ean13(&[]) && !ean13(&[0]) && !ean13(&[30, 0]));
    }
}
