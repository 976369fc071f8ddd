//! Numbers and plates of mainland China.

use super::lookup;
use super::{value_of, weighted_sum};

/// Returns whether `text`, 18 upper-case characters, is a unified social
/// credit code with the right check character at position 18 (GB 32100-2015).
///
/// The organisation code inside has a check of its own:
/// [`organization_code`] over positions 9 to 17.
///
/// ```
/// use yinsi::validate::uscc;
///
/// assert!(uscc(b"91350100M000100Y43"));
/// assert!(!uscc(b"91350100M000100Y44"));
/// ```
pub fn uscc(text: &[u8]) -> bool {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [u16; 18] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1];
    let mut values = [0_u8; 18];
    if text.len() != values.len() {
        return false;
    }
    for (value, byte) in values.iter_mut().zip(text) {
        let Some(at) = ALPHABET.iter().position(|symbol| symbol == byte) else { return false };
        *value = at as u8;
    }
    let department = matches!(text.first(), Some(b'1'..=b'9' | b'A' | b'N' | b'Y'));
    let division = text.get(2..8).and_then(number).is_some_and(|code| {
        // Registering bodies are named by province at least; 10 is the national level.
        code / 10_000 == 10 || lookup::is_province(code / 10_000)
    });
    department && division && weighted_sum(&values, &WEIGHTS, false).is_multiple_of(31)
}

/// Returns whether `text`, nine upper-case characters, is an organisation code
/// (GB 11714-1997).
///
/// ```
/// use yinsi::validate::organization_code;
///
/// assert!(organization_code(b"D2143569X"));
/// assert!(!organization_code(b"D21435691"));
/// ```
pub fn organization_code(text: &[u8]) -> bool {
    let mut values = [0_u8; 8];
    let Some((check, symbols)) = text.split_last().filter(|(_, symbols)| symbols.len() == values.len())
    else {
        return false;
    };
    for (value, &byte) in values.iter_mut().zip(symbols) {
        match value_of(byte) {
            Some(symbol) => *value = symbol,
            None => return false,
        }
    }
    let expected = match 11 - weighted_sum(&values, &[3, 7, 9, 10, 5, 8, 4, 2], false) % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    };
    *check == expected
}

/// Returns whether ASCII `digits` are a mobile number of mainland China: eleven
/// digits with an allotted prefix, after `86` or `0086` or nothing.
///
/// ```
/// use yinsi::validate::cn_mobile;
///
/// assert!(cn_mobile(b"13123456789") && cn_mobile(b"8613123456789"));
/// assert!(!cn_mobile(b"12123456789"));
/// ```
pub fn cn_mobile(digits: &[u8]) -> bool {
    let digits = national(digits, 11);
    digits.len() == 11
        && digits.iter().all(u8::is_ascii_digit)
        && digits.get(..4).and_then(number).is_some_and(lookup::is_mobile_prefix)
}

/// What follows `86` or `0086`, when it has at least `least` digits.
fn national(digits: &[u8], least: usize) -> &[u8] {
    let rest = digits.strip_prefix(b"0086").or_else(|| digits.strip_prefix(b"86"));
    rest.filter(|rest| rest.len() >= least).unwrap_or(digits)
}

/// Returns whether `text` is a landline number of mainland China: an area code
/// (with its 0, or after `86`), a local number of the length used there that
/// begins with 2 to 8, and perhaps an extension.
///
/// Digits may be joined by anything that is no digit. An extension has one to
/// six digits and is set off from the number.
///
/// ```
/// use yinsi::validate::cn_landline;
///
/// assert!(cn_landline("010-62345678转801".as_bytes()));
/// assert!(!cn_landline(b"010-6234567"));
/// ```
pub fn cn_landline(text: &[u8]) -> bool {
    let mut digits = [0_u8; 32];
    // Bit `n`: something stands between digit `n - 1` and digit `n`.
    let (mut count, mut gaps) = (0_usize, 0_u32);
    for byte in text {
        if byte.is_ascii_digit() {
            let Some(place) = digits.get_mut(count) else { return false };
            *place = *byte;
            count += 1;
        } else if count < 32 {
            gaps |= 1 << count;
        }
    }
    let Some(all) = digits.get(..count) else { return false };
    let home = national(all, 9);
    let abroad = home.len() < count;
    let area = match home.strip_prefix(b"0") {
        Some(area) => area,
        None if abroad => home,
        None => return false,
    };
    [2, 3].into_iter().any(|width| {
        let lengths = area.get(..width).and_then(number).map_or(0, |code| lookup::area_lengths(code as u16));
        [7, 8].into_iter().any(|length| {
            let end = count - area.len() + width + length;
            lengths >> (length - 7) & 1 == 1
                && matches!(area.get(width), Some(b'2'..=b'8'))
                // Guangzhou has none there; London has: 020 7946 0123.
                && !area.starts_with(b"207")
                && (end == count || (end < count && count - end <= 6 && gaps >> end & 1 == 1))
        })
    })
}

/// Returns whether ASCII `digits` are a bank card number with a known prefix of
/// a bank of mainland China and a length that goes with it.
///
/// Prefixes issued lately are in no public table, so that every number of 16 to
/// 19 digits in UnionPay's range 62 counts.
///
/// ```
/// use yinsi::validate::cn_bank_prefix;
///
/// assert!(cn_bank_prefix(b"6212260200000000000"));
/// assert!(!cn_bank_prefix(b"4999990000000000"));
/// ```
pub fn cn_bank_prefix(digits: &[u8]) -> bool {
    let union_pay = digits.starts_with(b"62") && (16..=19).contains(&digits.len());
    let known =
        || digits.get(..9).and_then(number).is_some_and(|head| lookup::is_bank_prefix(head, digits.len()));
    digits.iter().all(u8::is_ascii_digit) && (union_pay || known())
}

/// Returns whether `text` is a licence plate of mainland China (GA 36-2018):
/// ordinary, new energy, trailer, police and other endings, Hong Kong and
/// Macao, embassy, armed police and army.
///
/// Separators after the first two characters (`·`, `-`, `.`, space) are allowed.
///
/// ```
/// use yinsi::validate::cn_plate;
///
/// assert!(cn_plate("京A12345".as_bytes()) && cn_plate("粤B·D12345".as_bytes()));
/// assert!(!cn_plate("京I12345".as_bytes()));
/// ```
pub fn cn_plate(text: &[u8]) -> bool {
    const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    const ENDINGS: &str = "警学挂港澳试超领";
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let mut plate = ['\0'; 9];
    let mut count = 0;
    for c in text.chars().filter(|c| !"·•・.- \u{3000}".contains(*c)) {
        let Some(place) = plate.get_mut(count) else { return false };
        *place = c.to_ascii_uppercase();
        count += 1;
    }
    let plate = plate.get(..count).unwrap_or_default();
    let is_digit = |c: &char| c.is_ascii_digit();
    let is_letter = |c: &char| c.is_ascii_uppercase() && *c != 'I';
    let is_serial = |c: &char| is_digit(c) || (is_letter(c) && *c != 'O');
    match plate {
        ['使', rest @ ..] => rest.len() == 6 && rest.iter().all(is_digit),
        [rest @ .., '使'] => rest.len() == 6 && rest.iter().all(is_digit),
        ['W', 'J', rest @ ..] => {
            let rest = match rest {
                [province, rest @ ..] if PROVINCES.contains(*province) => rest,
                [a, b, rest @ ..] if rest.len() == 5 && is_digit(a) && is_digit(b) => rest,
                _ => return false,
            };
            rest.len() == 5 && rest.iter().all(is_serial) && rest.iter().filter(|c| is_digit(c)).count() > 2
        }
        [service, unit, rest @ ..] if service.is_ascii() => {
            "VKHBSLJNGC".contains(*service) && is_letter(unit) && rest.len() == 5 && rest.iter().all(is_digit)
        }
        [province, office, rest @ ..] if PROVINCES.contains(*province) && is_letter(office) => match rest {
            [serial @ .., '应', '急'] => serial.len() == 4 && serial.iter().all(is_serial),
            [serial @ .., ending] if ENDINGS.contains(*ending) => {
                serial.len() == 4 && serial.iter().all(is_serial)
            }
            // At most three letters of one's own choice.
            [_, _, _, _, _] => rest.iter().all(is_serial) && rest.iter().filter(|c| is_digit(c)).count() > 1,
            [kind, second, four @ ..] if four.len() == 4 && four.iter().all(is_digit) && !is_digit(kind) => {
                ('A'..='K').contains(kind) && is_serial(kind) && is_serial(second)
            }
            [five @ .., kind] => {
                five.len() == 5 && five.iter().all(is_digit) && ('A'..='K').contains(kind) && is_serial(kind)
            }
            [] => false,
        },
        _ => false,
    }
}

/// The value of at most nine ASCII digits.
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::testing::each_neighbour;

    #[test]
    fn credit_codes_of_the_standard_pass_and_their_neighbours_fail() {
        for sample in ["91350100M000100Y43", "91110000600037341L"] {
            assert!(uscc(sample.as_bytes()), "{sample}");
            assert!(organization_code(&sample.as_bytes()[8..17]), "{sample}");
            each_neighbour(sample, |other| assert!(!uscc(other.as_bytes()), "{other}"));
        }
        assert!(!uscc(b"") && !uscc(b"91350100M000100Y4") && !uscc(b"91350100O000100Y43"));
        assert!(!uscc(b"000000000000000000"));
    }

    #[test]
    fn organization_codes_have_their_check_character() {
        each_neighbour("D2143569X", |other| assert!(!organization_code(other.as_bytes()), "{other}"));
        assert!(
            !organization_code(b"") && !organization_code(b"D2143569") && !organization_code(b"D2143569-X")
        );
    }

    #[test]
    fn mobile_numbers_have_an_allotted_prefix() {
        for number in ["13123456789", "008613123456789", "8613912345678", "17400000000", "19212345678"] {
            assert!(cn_mobile(number.as_bytes()), "{number}");
        }
        for number in ["", "1312345678", "131234567890", "15412345678", "1312345678a", "86", "10012345678"] {
            assert!(!cn_mobile(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn landlines_have_an_area_and_its_length() {
        for number in [
            "010-62345678",
            "(0755) 2345 6789",
            "0350 2345678",
            "0433-2345678",
            "0433-23456789",
            "+86 10 62345678",
            "0086-755-23456789",
            "010-62345678-1234",
            "02162345678",
            "0755-23456789转12",
            "86-0755-23456789",
        ] {
            assert!(cn_landline(number.as_bytes()), "{number}");
        }
        for number in [
            "",
            "010",
            "010-12345678",
            "026-62345678",
            "0350 23456789",
            "0755 2345678",
            "62345678",
            "010623456781234",
            "010-62345678-1234567",
            "10-62345678",
            "00000000000000000000000000000000000",
        ] {
            assert!(!cn_landline(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn bank_cards_have_a_known_prefix_and_length() {
        for number in [
            "6200000000000005",
            "6212260000000000000",
            "9558800000000000000",
            "3568850000000000",
            "1030000000000000000",
        ] {
            assert!(cn_bank_prefix(number.as_bytes()), "{number}");
        }
        for number in
            ["", "62", "620000000000000", "62000000000000000000", "4111111111111111", "62A0000000000000"]
        {
            assert!(!cn_bank_prefix(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn plates_have_a_form_of_the_standard() {
        for plate in [
            "京A12345",
            "沪A·B1234",
            "粤BD12345",
            "粤B12345D",
            "京A1234警",
            "粤Z1234港",
            "粤Z1234澳",
            "苏E1234挂",
            "川A1234学",
            "123456使",
            "使123456",
            "WJ京12345",
            "WJ01 12345",
            "京X0001应急",
            "VA12345",
            "冀A AA123",
            "沪AAAA12",
            "京AF12345",
            "沪A0023领",
            "京Q·58A77",
        ] {
            assert!(cn_plate(plate.as_bytes()), "{plate}");
        }
        for plate in [
            "",
            "京",
            "京A",
            "京A1234",
            "京I12345",
            "京A1234I",
            "京AO1234",
            "台A12345",
            "京AAAAAA",
            "粤B1D2345",
            "粤BL12345",
            "京A12345警",
            "XA12345",
            "123456",
            "京A123456",
            "京警",
            "WJ",
            "12345使",
        ] {
            assert!(!cn_plate(plate.as_bytes()), "{plate}");
        }
        assert!(!cn_plate(b"\xe4\xba"));
    }
}
