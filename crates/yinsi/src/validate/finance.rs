//! Payment cards, IBAN and BIC.

use super::cn::number;
use super::iso7064::mod97_step;
use super::{lookup, value_of};

/// Returns whether ASCII `digits` have the prefix and length of a card brand:
/// Visa, Mastercard, American Express, Diners Club, Discover, JCB, UnionPay,
/// Maestro, Mir, RuPay, Elo, Troy, Verve, UATP, Dankort, Interpayment.
///
/// ```
/// use yinsi::validate::card_brand;
///
/// assert!(card_brand(b"4111111111111111") && card_brand(b"378282246310005"));
/// assert!(!card_brand(b"411111111111111") && !card_brand(b"9111111111111111"));
/// ```
pub fn card_brand(digits: &[u8]) -> bool {
    /// First and last six-digit prefix, shortest and longest number.
    const BRANDS: [(u32, u32, usize, usize); 24] = [
        (100_000, 199_999, 15, 15), // UATP
        (220_000, 220_499, 16, 19), // Mir
        (222_100, 272_099, 16, 16), // Mastercard
        (300_000, 305_999, 14, 19), // Diners Club
        (309_500, 309_599, 14, 19), // Diners Club
        (340_000, 349_999, 15, 15), // American Express
        (352_800, 358_999, 16, 19), // JCB
        (360_000, 369_999, 14, 19), // Diners Club
        (370_000, 379_999, 15, 15), // American Express
        (380_000, 399_999, 16, 19), // Diners Club
        (400_000, 499_999, 16, 16), // Visa, Dankort, Elo
        (400_000, 499_999, 19, 19), // Visa
        (400_000, 499_999, 13, 13), // Visa, old
        (500_000, 509_999, 12, 19), // Maestro, Elo, RuPay, Verve, Dankort
        (510_000, 559_999, 16, 16), // Mastercard
        (560_000, 589_999, 12, 19), // Maestro
        (600_000, 609_999, 16, 19), // Discover, RuPay
        (620_000, 629_999, 16, 19), // UnionPay, Elo
        (630_400, 630_499, 12, 19), // Maestro
        (636_000, 636_999, 16, 19), // Interpayment, Elo
        (644_000, 659_999, 16, 19), // Discover, RuPay, Troy, Verve, Elo
        (675_900, 676_999, 12, 19), // Maestro
        (810_000, 829_999, 16, 19), // UnionPay, RuPay
        (979_200, 979_299, 16, 16), // Troy
    ];
    let Some(head) = digits.get(..6).and_then(number) else { return false };
    let fits = |&(first, last, least, most): &(u32, u32, usize, usize)| {
        (first..=last).contains(&head) && (least..=most).contains(&digits.len())
    };
    digits.iter().all(u8::is_ascii_digit) && BRANDS.iter().any(fits)
}

/// Returns whether `text`, upper-case characters without spaces, is an IBAN:
/// known country, its length, check digits 02 to 98 by MOD 97-10 (ISO 13616).
///
/// ```
/// use yinsi::validate::iban;
///
/// assert!(iban(b"GB82WEST12345698765432"));
/// assert!(!iban(b"GB83WEST12345698765432"));
/// ```
pub fn iban(text: &[u8]) -> bool {
    let Some((head, account)) = text.split_at_checked(4) else { return false };
    let known = head.get(..2).and_then(lookup::iban_length) == Some(text.len());
    let check = head.get(2..).and_then(number);
    if !known || !check.is_some_and(|check| (2..=98).contains(&check)) {
        return false;
    }
    let mut sum = 0;
    for &byte in account.iter().chain(head) {
        let Some(value) = value_of(byte) else { return false };
        sum = mod97_step(sum, &value);
    }
    sum == 1
}

/// Returns whether `text`, 8 or 11 upper-case characters, is a business
/// identifier code: four letters, a country, a location that is in use, and
/// perhaps a branch (ISO 9362).
///
/// ```
/// use yinsi::validate::bic;
///
/// assert!(bic(b"AGRIFRPP882") && bic(b"ICBKCNBJ"));
/// assert!(!bic(b"ABCDZZPP"));
/// ```
pub fn bic(text: &[u8]) -> bool {
    let [a, b, c, d, x, y, location, suffix, branch @ ..] = text else { return false };
    let is_symbol = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    [a, b, c, d].iter().all(|byte| byte.is_ascii_uppercase())
        && lookup::is_country(*x, *y)
        && is_symbol(location)
        && !matches!(location, b'0' | b'1')
        && is_symbol(suffix)
        && *suffix != b'O'
        && matches!(branch.len(), 0 | 3)
        && branch.iter().all(is_symbol)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::testing::{TEST_CARDS, each_neighbour};

    #[test]
    fn published_test_cards_have_a_brand() {
        let others =
            ["4242424242424242", "2223003122003222", "2200000000000004", "4222222222222", "6759649826438453"];
        for card in TEST_CARDS.into_iter().chain(others) {
            assert!(card_brand(card.as_bytes()), "{card}");
        }
        for card in [
            "",
            "4",
            "41111111111111111",
            "55555555555544444",
            "0000000000000000",
            "7000000000000000",
            "411111111111111a",
        ] {
            assert!(!card_brand(card.as_bytes()), "{card}");
        }
    }

    #[test]
    fn ibans_of_the_registry_pass_and_their_neighbours_fail() {
        for sample in [
            "GB82WEST12345698765432",
            "NO9386011117947",
            "DE89370400440532013000",
            "FR1420041010050500013M02606",
        ] {
            assert!(iban(sample.as_bytes()), "{sample}");
            each_neighbour(sample, |other| assert!(!iban(other.as_bytes()), "{other}"));
        }
        for text in
            ["", "GB", "GB82", "GB82WEST1234569876543", "US82WEST12345698765432", "GB82WEST1234569876543é"]
        {
            assert!(!iban(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn bics_have_a_country() {
        for text in ["", "AGRIFRPP8", "AGRIFRPP8822", "AGR1FRPP", "AGRIFR0P", "agrifrpp", "AGRIFRPO"] {
            assert!(!bic(text.as_bytes()), "{text}");
        }
    }
}
