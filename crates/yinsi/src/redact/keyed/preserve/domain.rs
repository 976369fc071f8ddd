//! Entities whose valid values can be numbered through, so that encryption moves among them alone.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::super::date::{date_of, days};
use super::super::super::value::mail_domain;
use crate::validate::{
    card_brand, cn_bank_prefix, cn_mobile, division_codes, luhn_check_digit, mod11_2_check,
};

/// The valid values of an entity, in order. Values are ASCII letters and digits without separators.
pub(super) trait Domain: Sync {
    /// How many values there are with the kept part and length of this one.
    fn size(&self, value: &[u8]) -> u128;
    /// The number of a value; `None` when it is none of them.
    fn rank(&self, value: &[u8]) -> Option<u128>;
    /// Overwrites a value of the domain with that of a number.
    fn unrank(&self, rank: u128, value: &mut [u8]);
    /// The part that stays, which makes other values of other parts.
    fn kept<'v>(&self, _: &'v [u8]) -> &'v [u8] {
        &[]
    }
    /// Whether a value may stand for another; true of the other itself.
    fn accepts(&self, _: &[u8], _: &[u8]) -> bool {
        true
    }
}

/// The domain of an entity, for those that have one.
pub(super) fn of(entity: &str) -> Option<&'static dyn Domain> {
    match entity {
        "CN_RESIDENT_ID" => Some(&Resident),
        "CN_MOBILE_NUMBER" => Some(&Mobile),
        "CREDIT_CARD" | "CN_BANK_CARD" => Some(&Card),
        _ => None,
    }
}

/// The bytes of a value that stay whatever its domain: a country code, a mail domain.
pub(super) fn kept_bytes(entity: &str, value: &[u8]) -> Range<usize> {
    match entity {
        "EMAIL_ADDRESS" => mail_domain(value).map_or(0..0, |from| from..value.len()),
        "IBAN_CODE" => 0..2,
        "CN_USCC" if value.is_ascii() => 0..8,
        "CN_MOBILE_NUMBER" => {
            let mut digits = value.iter().enumerate().rev().filter(|(_, byte)| byte.is_ascii_digit());
            let from = digits.nth(10).map_or(0, |(at, _)| at);
            let code: Vec<u8> = value.iter().take(from).copied().filter(u8::is_ascii_digit).collect();
            let plain = value.iter().take(from).all(|byte| byte.is_ascii_digit() || b"+ -().".contains(byte));
            if plain && matches!(&*code, b"86" | b"0086") { 0..from } else { 0..0 }
        }
        _ => 0..0,
    }
}

/// First birthday that is numbered; earlier ones belong to surrogates.
const BORN_FIRST: (u16, u16, u16) = (1900, 1, 1);

/// The last. Fixed for ever: another would change every encrypted number.
const BORN_LAST: (u16, u16, u16) = (2027, 12, 31);

fn number(digits: &[u8]) -> Option<u128> {
    let digit = |sum: u128, byte: &u8| byte.is_ascii_digit().then(|| sum * 10 + u128::from(byte - b'0'));
    digits.iter().try_fold(0, digit)
}

fn write(mut number: u128, digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

/// Resident numbers of 18 characters and the old ones of 15 (GB 11643): division, birthday, sequence, check.
struct Resident;

impl Resident {
    /// First and last day that a number of this length can say.
    fn born(old: bool) -> (i64, i64) {
        let day = |(year, month, day)| days(year, month, day);
        (day(BORN_FIRST), day(if old { (1999, 12, 31) } else { BORN_LAST }))
    }
}

impl Domain for Resident {
    fn size(&self, value: &[u8]) -> u128 {
        let (first, last) = Self::born(value.len() == 15);
        division_codes().len() as u128 * (last - first + 1) as u128 * 1000
    }

    fn rank(&self, value: &[u8]) -> Option<u128> {
        let old = value.len() == 15;
        if !old && (value.len() != 18 || value.last() != Some(&mod11_2_check(value.get(..17)?)?)) {
            return None;
        }
        let division = division_codes().binary_search(&(number(value.get(..6)?)? as u32)).ok()?;
        let (year, rest) =
            if old { (1900 + number(value.get(6..8)?)?, 8) } else { (number(value.get(6..10)?)?, 10) };
        let (month, day) = (number(value.get(rest..rest + 2)?)?, number(value.get(rest + 2..rest + 4)?)?);
        let sequence = number(value.get(rest + 4..rest + 7)?)?;
        let (year, month, day) = (year as u16, month as u16, day as u16);
        let (first, last) = Self::born(old);
        crate::validate::Date::new(year, month as u8, day as u8)?;
        let born = days(year, month, day);
        let of_days = (last - first + 1) as u128;
        (first..=last)
            .contains(&born)
            .then(|| (division as u128 * of_days + (born - first) as u128) * 1000 + sequence)
    }

    fn unrank(&self, rank: u128, value: &mut [u8]) {
        let old = value.len() == 15;
        let (first, last) = Self::born(old);
        let of_days = (last - first + 1) as u128;
        let (year, month, day) = date_of(first + (rank / 1000 % of_days) as i64);
        let division = division_codes().get((rank / 1000 / of_days) as usize).copied().unwrap_or_default();
        let year = if old { year % 100 } else { year };
        let date = u128::from(year) * 10_000 + u128::from(month) * 100 + u128::from(day);
        let dated = u128::from(division) * if old { 1_000_000 } else { 100_000_000 } + date;
        let len = if old { 15 } else { 17 };
        if let Some(digits) = value.get_mut(..len) {
            write(dated * 1000 + rank % 1000, digits);
        }
        if let Some((check, digits)) = value.split_last_mut().filter(|_| !old) {
            *check = mod11_2_check(digits).unwrap_or(b'0');
        }
    }
}

/// The four digits that begin mobile numbers, without those set aside for surrogates.
static MOBILE: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let in_use = |prefix: &u16| cn_mobile(format!("{prefix}0000000").as_bytes());
    (1300..2000).filter(|prefix| *prefix != super::super::surrogate::MOBILE_PREFIX).filter(in_use).collect()
});

/// Mobile numbers of China: eleven digits.
struct Mobile;

impl Domain for Mobile {
    fn size(&self, _: &[u8]) -> u128 {
        MOBILE.len() as u128 * 10_000_000
    }

    fn rank(&self, value: &[u8]) -> Option<u128> {
        let (prefix, rest) = value.split_at_checked(4).filter(|(_, rest)| rest.len() == 7)?;
        let prefix = MOBILE.binary_search(&(number(prefix)? as u16)).ok()?;
        Some(prefix as u128 * 10_000_000 + number(rest)?)
    }

    fn unrank(&self, rank: u128, value: &mut [u8]) {
        let prefix = MOBILE.get((rank / 10_000_000) as usize).copied().unwrap_or_default();
        write(u128::from(prefix) * 10_000_000 + rank % 10_000_000, value);
    }
}

/// Digits of a card that name its issuer.
const ISSUER: usize = 6;

/// Card numbers with a Luhn digit: the issuer stays.
struct Card;

impl Domain for Card {
    fn size(&self, value: &[u8]) -> u128 {
        10_u128.pow(value.len().saturating_sub(ISSUER + 1).min(30) as u32)
    }

    fn rank(&self, value: &[u8]) -> Option<u128> {
        let (check, digits) = value.split_last().filter(|_| (13..=19).contains(&value.len()))?;
        let free = number(digits.get(ISSUER..)?)?;
        (luhn_check_digit(digits)? == *check).then_some(free)
    }

    fn unrank(&self, rank: u128, value: &mut [u8]) {
        let Some((check, digits)) = value.split_last_mut() else { return };
        if let Some(free) = digits.get_mut(ISSUER..) {
            write(rank, free);
        }
        *check = luhn_check_digit(digits).unwrap_or(b'0');
    }

    fn kept<'v>(&self, value: &'v [u8]) -> &'v [u8] {
        value.get(..ISSUER).unwrap_or_default()
    }

    /// A bank of more than six digits stays one.
    fn accepts(&self, value: &[u8], other: &[u8]) -> bool {
        let issued =
            |value: &[u8]| (card_brand(value), cn_bank_prefix(value), super::super::is_surrogate(value));
        issued(value) == issued(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_name_values() {
        for (entity, examples) in [
            ("CN_RESIDENT_ID", ["11010519491231002X", "110105199003070017", "110105491231002"]),
            ("CN_MOBILE_NUMBER", ["13812345678", "19912345678", "13000000000"]),
            ("CREDIT_CARD", ["4242424242424242", "378282246310005", "6222021234567890128"]),
        ] {
            let domain = of(entity).expect("a domain");
            for example in examples {
                let value = example.as_bytes();
                let Some(rank) = domain.rank(value) else { panic!("{example} is valid") };
                assert!(rank < domain.size(value));
                let mut other = value.to_vec();
                domain.unrank(domain.size(value) - 1, &mut other);
                assert_eq!(domain.rank(&other), Some(domain.size(value) - 1), "{example}");
                domain.unrank(rank, &mut other);
                assert_eq!(other, value);
            }
        }
    }

    #[test]
    fn what_is_not_valid_has_no_number() {
        for (entity, value) in [
            ("CN_RESIDENT_ID", "110105194912310021"),
            ("CN_RESIDENT_ID", "11010518491231002X"),
            ("CN_RESIDENT_ID", "99010519491231002X"),
            ("CN_RESIDENT_ID", "11010519491231002x"),
            ("CN_RESIDENT_ID", ""),
            ("CN_MOBILE_NUMBER", "12312345678"),
            ("CN_MOBILE_NUMBER", "13491234567"),
            ("CREDIT_CARD", "4242424242424243"),
            ("CREDIT_CARD", "424242424242"),
        ] {
            assert_eq!(of(entity).expect("a domain").rank(value.as_bytes()), None, "{value}");
        }
    }
}
