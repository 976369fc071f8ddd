//! Check character systems of ISO 7064.

use super::Iso7064;

/// Returns whether `symbols` ends in the right check character of `system`.
///
/// `symbols` holds values: digits `0..=9`, letters `A` = 10 to `Z` = 35, and 36
/// for `*` (MOD 37-2 only). In MOD 11-2 the last may be `X`, value 33, which
/// stands for 10. Fewer than two symbols, or one that the system does not
/// know: `false`.
///
/// ```
/// use yinsi::validate::{Iso7064, iso7064};
///
/// // 0794, the standard's own example of MOD 11-2.
/// assert!(iso7064(Iso7064::Mod11_2, &[0, 7, 9, 4, 0]));
/// assert!(!iso7064(Iso7064::Mod11_2, &[0, 7, 9, 4, 1]));
/// ```
pub fn iso7064(system: Iso7064, symbols: &[u8]) -> bool {
    let Some((&last, payload)) = symbols.split_last().filter(|(_, payload)| !payload.is_empty()) else {
        return false;
    };
    match system {
        Iso7064::Mod11_2 => mod11_2(payload, last),
        Iso7064::Mod11_10 => hybrid(payload, last, 10),
        Iso7064::Mod97_10 => {
            symbols.iter().all(|&symbol| symbol < 36) && symbols.iter().fold(0, mod97_step) == 1
        }
        Iso7064::Mod37_2 => {
            payload.iter().all(|&symbol| symbol < 36)
                && last < 37
                && (payload.iter().fold(0, |sum, &symbol| (sum + u32::from(symbol)) * 2 % 37)
                    + u32::from(last))
                    % 37
                    == 1
        }
        Iso7064::Mod37_36 => hybrid(payload, last, 36),
    }
}

/// The check character of MOD 11-2, `0` to `9` or `X`, that belongs behind ASCII `digits`; `None` when there
/// are none, or something else among them.
///
/// ```
/// use yinsi::validate::mod11_2_check;
///
/// assert_eq!(mod11_2_check(b"11010519491231002"), Some(b'X'));
/// ```
pub fn mod11_2_check(digits: &[u8]) -> Option<u8> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum = digits.iter().fold(0, |sum, digit| (sum + u32::from(digit & 15)) * 2 % 11);
    Some(match (12 - sum) % 11 {
        10 => b'X',
        check => b'0' + check as u8,
    })
}

/// One symbol more of a number modulo 97; letters are two digits.
pub(super) fn mod97_step(sum: u32, symbol: &u8) -> u32 {
    let scale = if *symbol > 9 { 100 } else { 10 };
    (sum * scale + u32::from(*symbol)) % 97
}

fn mod11_2(payload: &[u8], last: u8) -> bool {
    const X: u8 = 33;
    let check = if last == X { 10 } else { last };
    payload.iter().all(|&symbol| symbol < 10)
        && check <= 10
        && (last < 10 || last == X)
        && (payload.chunks(32).fold(0, mod11_steps) + u64::from(check)) % 11 == 1
}

/// Up to 32 symbols more of a number modulo 11: one division for all of them.
fn mod11_steps(sum: u64, symbols: &[u8]) -> u64 {
    symbols.iter().fold(sum, |sum, &symbol| (sum + u64::from(symbol)) * 2) % 11
}

/// The hybrid systems MOD `size` + 1, `size`.
fn hybrid(payload: &[u8], last: u8, size: u32) -> bool {
    let mut product = size;
    for &symbol in payload {
        if u32::from(symbol) >= size {
            return false;
        }
        let sum = (product + u32::from(symbol)) % size;
        product = (if sum == 0 { size } else { sum }) * 2 % (size + 1);
    }
    u32::from(last) < size && (product + u32::from(last)) % size == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::testing::{each_neighbour, symbols};

    #[test]
    fn resident_numbers_of_the_standard_pass_and_their_neighbours_fail() {
        for sample in [
            "11010519491231002X",
            "440524188001010014",
            "911124198108030024",
            "932682198501010017",
            "810000199408230021",
            "830000199201300022",
        ] {
            assert!(iso7064(Iso7064::Mod11_2, &symbols(sample)), "{sample}");
            each_neighbour(sample, |other| assert!(!iso7064(Iso7064::Mod11_2, &symbols(other)), "{other}"));
        }
    }

    #[test]
    fn old_business_licences_pass() {
        assert!(iso7064(Iso7064::Mod11_10, &symbols("110108000000016")));
        each_neighbour("110108000000016", |other| {
            assert!(!iso7064(Iso7064::Mod11_10, &symbols(other)), "{other}");
        });
    }

    #[test]
    fn legal_entity_identifiers_pass() {
        assert!(iso7064(Iso7064::Mod97_10, &symbols("213800KUD8LAJWSQ9D15")));
        assert!(!iso7064(Iso7064::Mod97_10, &symbols("213800KUD8LAJWSQ9D16")));
    }

    #[test]
    fn alphanumeric_systems_pass() {
        // A donation number of ISBT 128 and a Global Release Identifier.
        assert!(iso7064(Iso7064::Mod37_2, &symbols("G123498654321H")));
        assert!(!iso7064(Iso7064::Mod37_2, &symbols("G123498654321I")));
        assert!(iso7064(Iso7064::Mod37_36, &symbols("A12425GABC1234002M")));
        assert!(!iso7064(Iso7064::Mod37_36, &symbols("A12425GABC1234002N")));
    }

    #[test]
    fn what_the_system_does_not_know_fails() {
        for system in
            [Iso7064::Mod11_2, Iso7064::Mod11_10, Iso7064::Mod97_10, Iso7064::Mod37_2, Iso7064::Mod37_36]
        {
            assert!(!iso7064(system, &[]) && !iso7064(system, &[1]) && !iso7064(system, &[255, 1]));
        }
        assert!(!iso7064(Iso7064::Mod11_2, &symbols("1101051949123100X2")));
        assert!(!iso7064(Iso7064::Mod11_2, &symbols("11010519491231002A")));
    }
}
