//! Weighted sums: most national numbers, machine readable zones, VIN, UPU S10.

use super::value_of;

/// Returns the sum of each symbol value times its weight.
///
/// `symbols` and `weights` are paired from the left; the shorter one ends the
/// sum. With `digit_sum` the decimal digits of each product are added instead
/// of the product.
///
/// ```
/// use yinsi::validate::weighted_sum;
///
/// assert_eq!(weighted_sum(&[1, 2, 9], &[1, 2, 3], false), 32);
/// assert_eq!(weighted_sum(&[1, 2, 9], &[1, 2, 3], true), 14);
/// ```
pub fn weighted_sum(symbols: &[u8], weights: &[u16], digit_sum: bool) -> u32 {
    let products =
        symbols.iter().zip(weights).map(|(&symbol, &weight)| u32::from(symbol) * u32::from(weight));
    if digit_sum { products.map(cross_sum).sum() } else { products.sum() }
}

fn cross_sum(mut number: u32) -> u32 {
    let mut sum = 0;
    while number > 0 {
        sum += number % 10;
        number /= 10;
    }
    sum
}

/// Returns the check digit of ICAO Doc 9303 over `symbols`: weights 7 3 1
/// repeating from the left, modulo 10.
///
/// Values are digits `0..=9`, `A` = 10 to `Z` = 35, and 0 for the filler `<`.
///
/// ```
/// use yinsi::validate::icao;
///
/// // Document number L898902C3 of the specimen in part 4.
/// assert_eq!(icao(&[21, 8, 9, 8, 9, 0, 2, 12, 3]), 6);
/// ```
pub fn icao(symbols: &[u8]) -> u8 {
    let weights = [7_u32, 3, 1].into_iter().cycle();
    let sum: u32 = symbols.iter().zip(weights).map(|(&symbol, weight)| u32::from(symbol) * weight).sum();
    (sum % 10) as u8
}

/// Returns whether `text`, 17 upper-case characters, has the check digit of a
/// VIN at position 9 (ISO 3779, 49 CFR 565).
///
/// ```
/// use yinsi::validate::vin;
///
/// assert!(vin(b"1M8GDM9AXKP042788"));
/// assert!(!vin(b"1M8GDM9A1KP042788"));
/// ```
pub fn vin(text: &[u8]) -> bool {
    const WEIGHTS: [u16; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let mut values = [0_u8; 17];
    if text.len() != values.len() {
        return false;
    }
    for (value, &byte) in values.iter_mut().zip(text) {
        *value = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'H' => byte - b'A' + 1,
            b'J'..=b'N' | b'P' | b'R' => byte - b'J' + 1,
            b'S'..=b'Z' => byte - b'S' + 2,
            _ => return false,
        };
    }
    let check = match weighted_sum(&values, &WEIGHTS, false) % 11 {
        10 => b'X',
        digit => b'0' + digit as u8,
    };
    text.get(8) == Some(&check)
}

/// Returns whether `text` is an item identifier of UPU S10: two letters, eight
/// digits, check digit and a country, all in upper case.
///
/// ```
/// use yinsi::validate::s10;
///
/// assert!(s10(b"RR473124829GB"));
/// assert!(!s10(b"RR473124828GB"));
/// ```
pub fn s10(text: &[u8]) -> bool {
    let [a, b, digits @ .., x, y] = text else { return false };
    let mut values = [0_u8; 9];
    if digits.len() != 9 || !a.is_ascii_uppercase() || !b.is_ascii_uppercase() {
        return false;
    }
    for (value, &byte) in values.iter_mut().zip(digits) {
        match value_of(byte) {
            Some(digit) if digit < 10 => *value = digit,
            _ => return false,
        }
    }
    let check = match 11 - weighted_sum(&values, &[8, 6, 4, 2, 3, 5, 9, 7], false) % 11 {
        10 => 0,
        11 => 5,
        check => check as u8,
    };
    values.last() == Some(&check) && super::lookup::is_country(*x, *y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::testing::{each_neighbour, symbols};

    #[test]
    fn a_vin_has_its_check_digit() {
        assert!(vin(b"11111111111111111"));
        each_neighbour("1M8GDM9AXKP042788", |other| {
            // Position 9 is the check itself; 3, 12 and 17 letters that weigh the same are not tried.
            assert!(!vin(other.as_bytes()), "{other}");
        });
        assert!(!vin(b"") && !vin(b"1M8GDM9AXKP04278") && !vin(b"IM8GDM9AXKP042788"));
    }

    #[test]
    fn the_specimen_of_doc_9303_recomputes() {
        assert_eq!(icao(&symbols("L898902C3")), 6);
        assert_eq!(icao(&symbols("740812")), 2);
        assert_eq!(icao(&symbols("120415")), 9);
    }

    #[test]
    fn mail_items_have_their_check_digit() {
        each_neighbour("RR473124829GB", |other| assert!(!s10(other.as_bytes()), "{other}"));
        assert!(!s10(b"") && !s10(b"RR473124829") && !s10(b"RR473124829QQ") && !s10(b"R1473124829GB"));
    }
}
