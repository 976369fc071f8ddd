//! International telephone numbers.

use super::cn::number;
use super::lookup;

/// Returns whether `text` is a number in international form: `+` or `00` (or
/// neither), a calling code in use and a national number of a length used
/// there, at most 15 digits in all (ITU-T E.164).
///
/// Anything that is no digit may stand between digits, and a trunk `(0)`.
///
/// ```
/// use yinsi::validate::e164;
///
/// assert!(e164(b"+44 20 7946 0000") && e164(b"+49 (0)30 901820"));
/// assert!(!e164(b"+999 1234567") && !e164(b"+1 555 0100"));
/// ```
pub fn e164(text: &[u8]) -> bool {
    if is_position(text) {
        return false;
    }
    let mut digits = [0_u8; 18];
    let mut count = 0;
    let mut rest = text;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        if rest.starts_with(b"0)") && *byte == b'(' && count > 0 {
            rest = rest.get(2..).unwrap_or_default();
        } else if byte.is_ascii_digit() {
            let Some(place) = digits.get_mut(count) else { return false };
            *place = *byte;
            count += 1;
        }
    }
    let all = digits.get(..count).unwrap_or_default();
    let all = if text.contains(&b'+') { all } else { all.strip_prefix(b"00").unwrap_or(all) };
    if all.len() > 15 || all.starts_with(b"0") {
        return false;
    }
    (1..=3).any(|width| {
        let code = all.get(..width).and_then(number).unwrap_or(0);
        let length = all.len().saturating_sub(width);
        lookup::calling_lengths(code as u16) >> length & 1 == 1
    })
}

/// Whether `text` is written as a position of ISO 6709 is: `+4612-05957`, `+401439-0750757`.
fn is_position(text: &[u8]) -> bool {
    let Some((latitude, longitude)) = text.strip_prefix(b"+").and_then(|rest| {
        let sign = rest.iter().position(|byte| !byte.is_ascii_digit())?;
        rest.split_at_checked(sign).map(|(latitude, rest)| (latitude, rest.get(1..).unwrap_or_default()))
    }) else {
        return false;
    };
    matches!((latitude.len(), longitude.len()), (4, 5) | (6, 7)) && longitude.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn international_numbers_have_a_code_and_its_length() {
        for text in [
            "+8613123456789",
            "+86 131 2345 6789",
            "0085251234567",
            "+852 5123 4567",
            "+853-6612-3456",
            "+886 912 345 678",
            "+1 (212) 555-0100",
            "+33 1 99 00 12 34",
            "+61 491 570 006",
            "+7 912 345-67-89",
        ] {
            assert!(e164(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "+",
            "+1",
            "+00",
            "+0 123456789",
            "+1234",
            "+8613123456789012",
            "+210 1234567",
            "+852 123456789",
        ] {
            assert!(!e164(text.as_bytes()), "{text}");
        }
    }
}
