//! Look-ups in the generated [`tables`](super::tables), by bisection or bitmap.

use std::cmp::Ordering::{self, Greater, Less};
use std::sync::LazyLock;

use super::{chars, tables, valid_utf8};

/// Whether six digits are a division code of mainland China, in force or
/// abolished (GB/T 2260); provinces and prefectures (`440000`, `440300`) are.
pub(super) fn is_division(code: u32) -> bool {
    let (prefecture, county) = ((code / 100) as u16, code % 100);
    if code.is_multiple_of(10_000) {
        return code < 1_000_000 && is_province(code / 10_000);
    }
    let bits = tables::DIVISION_PREFIXES.binary_search(&prefecture).ok();
    let bits = bits.and_then(|at| tables::DIVISION_COUNTIES.get(at));
    code < 1_000_000 && bits.is_some_and(|bits| bits >> county & 1 == 1)
}

/// All division codes that [`is_division`] knows and resident numbers begin with, in order.
#[cfg(feature = "keyed")]
pub(crate) fn division_codes() -> &'static [u32] {
    static CODES: LazyLock<Vec<u32>> = LazyLock::new(|| {
        let counties = tables::DIVISION_PREFIXES.iter().flat_map(|prefix| {
            let codes = u32::from(*prefix) * 100..u32::from(*prefix) * 100 + 100;
            codes.filter(|code| is_division(*code))
        });
        let provinces = (11..=65).map(|province| province * 10_000).filter(|code| is_division(*code));
        let mut codes: Vec<u32> = counties.chain(provinces).filter(|code| *code < 700_000).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    });
    &CODES
}

/// Whether four digits begin a division code.
pub(super) fn is_prefecture(code: u32) -> bool {
    u16::try_from(code).is_ok_and(|code| tables::DIVISION_PREFIXES.binary_search(&code).is_ok())
}

/// Whether two digits are a province of mainland China.
pub(super) fn is_province(code: u32) -> bool {
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65)
}

/// Whether an area code (without its 0) exists; which lengths follow, as bits
/// 0 (seven digits) and 1 (eight).
pub(super) fn area_lengths(area: u16) -> u16 {
    let at = tables::AREA_CODES.partition_point(|entry| *entry < area * 4);
    tables::AREA_CODES.get(at).filter(|entry| *entry / 4 == area).map_or(0, |entry| entry & 3)
}

/// Whether four digits begin mobile numbers of mainland China.
pub(super) fn is_mobile_prefix(prefix: u32) -> bool {
    let Some(at) = prefix.checked_sub(1300) else { return false };
    tables::MOBILE_PREFIXES.get(at as usize / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}

/// Whether a card of `length` digits that begins with the nine digits `head`
/// has a known prefix of a bank of mainland China.
pub(super) fn is_bank_prefix(head: u32, length: usize) -> bool {
    let Some(bit) = length.checked_sub(13).filter(|bit| *bit < 8) else { return false };
    [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1].iter().zip(3_u16..).any(|(scale, digits)| {
        let key = head / scale * scale;
        let from = tables::BANK_PREFIXES.partition_point(|prefix| *prefix < key);
        let entries = tables::BANK_PREFIXES.iter().zip(&tables::BANK_LENGTHS).skip(from);
        let mut same = entries.take_while(|(prefix, _)| **prefix == key);
        same.any(|(_, entry)| entry >> 8 == digits && entry >> bit & 1 == 1)
    })
}

/// What a character may begin, as bits: at a glance, before a list is searched.
pub(super) mod begins {
    /// A division name.
    pub(in crate::validate) const DIVISION: u16 = 1;
    /// The ending of a name in an address.
    pub(in crate::validate) const ENDING: u16 = 2;
    /// A label of what comes after an address.
    pub(in crate::validate) const STOP: u16 = 4;
    /// A place beside another.
    pub(in crate::validate) const MARK: u16 = 8;
    /// What follows a number in an address.
    pub(in crate::validate) const UNIT: u16 = 16;
    /// A surname of one character, which it then is.
    pub(in crate::validate) const SURNAME: u16 = 32;
    /// A surname of two characters.
    pub(in crate::validate) const COMPOUND: u16 = 64;
    /// A surname of more.
    pub(in crate::validate) const LONG_SURNAME: u16 = 128;
    /// A word of Tibetan names.
    pub(in crate::validate) const TIBETAN: u16 = 256;
    /// What ends a name.
    pub(in crate::validate) const NAME_STOP: u16 = 512;
    /// What begins like a name and is none.
    pub(in crate::validate) const NO_NAME: u16 = 1024;
}

/// How many characters [`BEGINS`] tells apart, from the first Han character on.
const HAN: usize = 0x5200;

/// For each Han character of the basic block what [`begins`] with it.
static BEGINS: LazyLock<Box<[u16; HAN]>> = LazyLock::new(|| {
    let mut all = Box::new([0; HAN]);
    let mut note = |bit: u16, code: u32| {
        if let Some(bits) = all.get_mut((code as usize).wrapping_sub(0x4E00)) {
            *bits |= bit;
        }
    };
    for (bit, names, starts) in [
        (begins::DIVISION, tables::DIVISION_NAMES, &tables::DIVISION_NAMES_AT[..]),
        (begins::ENDING, tables::ADDRESS_ENDINGS, &tables::ADDRESS_ENDINGS_AT),
        (begins::STOP, tables::ADDRESS_STOPS, &tables::ADDRESS_STOPS_AT),
        (begins::MARK, tables::ADDRESS_MARKS, &tables::ADDRESS_MARKS_AT),
        (begins::UNIT, tables::ADDRESS_UNITS, &tables::ADDRESS_UNITS_AT),
        (begins::LONG_SURNAME, tables::LONG_SURNAMES, &tables::LONG_SURNAMES_AT),
        (begins::TIBETAN, tables::TIBETAN, &tables::TIBETAN_AT),
        (begins::NAME_STOP, tables::NAME_STOPS, &tables::NAME_STOPS_AT),
        (begins::NO_NAME, tables::NO_NAMES, &tables::NO_NAMES_AT),
    ] {
        let firsts = (0..starts.len()).filter_map(|at| valid_utf8(entry(names, starts, at)).chars().next());
        firsts.for_each(|first| note(bit, u32::from(first)));
    }
    tables::SURNAMES.iter().for_each(|&unit| note(begins::SURNAME, unit.into()));
    tables::COMPOUND_SURNAMES.iter().for_each(|&pair| note(begins::COMPOUND, pair >> 16));
    all
});

/// What may begin with `c`, [`begins`]; anything for a character that is not in the basic block.
#[inline]
pub(super) fn begins_with(c: char) -> u16 {
    BEGINS.get((u32::from(c) as usize).wrapping_sub(0x4E00)).copied().unwrap_or(u16::MAX)
}

/// Whether a character is a surname of one character.
pub(super) fn is_surname(c: char) -> bool {
    let is_known =
        || u16::try_from(u32::from(c)).is_ok_and(|unit| tables::SURNAMES.binary_search(&unit).is_ok());
    begins_with(c) & begins::SURNAME != 0 && is_known()
}

/// Whether two characters are a surname.
pub(super) fn is_compound_surname(first: char, second: char) -> bool {
    let pair = u32::from(first) << 16 | u32::from(second) & 0xffff;
    begins_with(first) & begins::COMPOUND != 0 && tables::COMPOUND_SURNAMES.binary_search(&pair).is_ok()
}

/// Whether two upper-case letters are a country (ISO 3166-1 alpha-2, and XK).
pub(super) fn is_country(first: u8, second: u8) -> bool {
    let (Some(row), Some(bit)) = (first.checked_sub(b'A'), second.checked_sub(b'A')) else { return false };
    bit < 26 && tables::COUNTRIES.get(usize::from(row)).is_some_and(|word| word >> bit & 1 == 1)
}

/// Whether three upper-case letters are a country (ISO 3166-1 alpha-3).
pub(super) fn is_country_alpha3(letters: &[u8]) -> bool {
    letters.len() == 3
        && base26(letters).is_some_and(|code| tables::COUNTRIES_ALPHA3.binary_search(&code).is_ok())
}

/// Whether a number is a country (ISO 3166-1 numeric).
pub(super) fn is_country_numeric(code: u32) -> bool {
    tables::COUNTRIES_NUMERIC.get(code as usize / 64).is_some_and(|word| word >> (code % 64) & 1 == 1)
}

/// Length of an IBAN of the country of two upper-case letters.
pub(super) fn iban_length(country: &[u8]) -> Option<usize> {
    let country = base26(country)?;
    let at = tables::IBAN_LENGTHS.partition_point(|entry| *entry < country * 64);
    tables::IBAN_LENGTHS.get(at).filter(|entry| *entry / 64 == country).map(|entry| usize::from(entry % 64))
}

fn base26(letters: &[u8]) -> Option<u16> {
    letters
        .iter()
        .take(3)
        .try_fold(0_u16, |sum, byte| byte.is_ascii_uppercase().then(|| sum * 26 + u16::from(byte - b'A')))
}

/// Whether a lower-case label is a top-level domain; `common` leaves out those
/// that are file extensions or everyday words of code as well.
pub(super) fn is_tld(label: &[u8], common: bool) -> bool {
    let at = bisect(tables::TLDS, &tables::TLDS_AT, |name| name.cmp(label));
    at.is_ok_and(|at| {
        !common || tables::TLDS_COMMON.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    })
}

/// The lengths a national number may have after a calling code, bit `n` for
/// `n` digits; 0 for no calling code.
pub(super) fn calling_lengths(code: u16) -> u16 {
    let at = tables::CALLING_CODES.binary_search(&code).ok();
    at.and_then(|at| tables::CALLING_LENGTHS.get(at)).copied().unwrap_or(0)
}

/// Whether a name is an ethnic group of China, without 族.
pub(super) fn is_ethnic_group(name: &[u8]) -> bool {
    bisect(tables::ETHNIC_GROUPS, &tables::ETHNIC_GROUPS_AT, |group| group.cmp(name)).is_ok()
}

/// The surname of three or more characters that `text` begins with, its length in bytes.
pub(super) fn long_surname(text: &[u8]) -> Option<usize> {
    longest_word(begins::LONG_SURNAME, tables::LONG_SURNAMES, &tables::LONG_SURNAMES_AT, text)
        .map(|(_, len)| len)
}

/// The longest division name that `text` begins with: its level (1 province,
/// 2 prefecture, 3 county) and its length in bytes.
pub(super) fn division_name(text: &[u8]) -> Option<(u8, usize)> {
    let (at, len) = longest_word(begins::DIVISION, tables::DIVISION_NAMES, &tables::DIVISION_NAMES_AT, text)?;
    tables::DIVISION_LEVELS.get(at).map(|level| (*level, len))
}

/// The word that ends a Chinese name at the start of `text`, its length in bytes.
pub(super) fn name_stop(text: &[u8]) -> Option<usize> {
    longest_word(begins::NAME_STOP, tables::NAME_STOPS, &tables::NAME_STOPS_AT, text).map(|(_, len)| len)
}

/// The word at the start of `text` that begins like a Chinese name and is none, its length.
pub(super) fn no_name(text: &[u8]) -> Option<usize> {
    longest_word(begins::NO_NAME, tables::NO_NAMES, &tables::NO_NAMES_AT, text).map(|(_, len)| len)
}

/// Whether a lower-case word in Latin script is one of everyday text or code.
pub(super) fn is_ordinary_word(word: &[u8]) -> bool {
    bisect(tables::ORDINARY, &tables::ORDINARY_AT, |known| known.cmp(word)).is_ok()
}

/// Whether a lower-case word is a common name in Latin script.
pub(super) fn is_given_name(word: &[u8]) -> bool {
    bisect(tables::GIVEN, &tables::GIVEN_AT, |known| known.cmp(word)).is_ok()
}

/// A list of words of Chinese addresses.
#[derive(Clone, Copy)]
pub(super) enum AddressWords {
    /// Labels of what comes after the address.
    Stops,
    /// What follows a number.
    Units,
    /// What tells a place beside another.
    Marks,
}

/// The longest word of a list that `text` begins with, its length in bytes.
pub(super) fn address_word(list: AddressWords, text: &[u8]) -> Option<usize> {
    use tables::{
        ADDRESS_MARKS, ADDRESS_MARKS_AT, ADDRESS_STOPS, ADDRESS_STOPS_AT, ADDRESS_UNITS, ADDRESS_UNITS_AT,
    };
    let found = match list {
        AddressWords::Stops => longest_word(begins::STOP, ADDRESS_STOPS, &ADDRESS_STOPS_AT, text),
        AddressWords::Units => longest_word(begins::UNIT, ADDRESS_UNITS, &ADDRESS_UNITS_AT, text),
        AddressWords::Marks => longest_word(begins::MARK, ADDRESS_MARKS, &ADDRESS_MARKS_AT, text),
    };
    found.map(|(_, len)| len)
}

/// What a name in a Chinese address is by its ending.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// An administrative area.
    Area,
    /// A road.
    Road,
    /// A village, compound, building or institution.
    Place,
}

/// The longest ending of names that `text` begins with, and its length in bytes.
pub(super) fn address_ending(text: &[u8]) -> Option<(Ending, usize)> {
    use tables::{ADDRESS_ENDING_KINDS, ADDRESS_ENDINGS, ADDRESS_ENDINGS_AT};
    let (at, len) = longest_word(begins::ENDING, ADDRESS_ENDINGS, &ADDRESS_ENDINGS_AT, text)?;
    let kind = match ADDRESS_ENDING_KINDS.get(at)? {
        0 => Ending::Area,
        1 => Ending::Road,
        _ => Ending::Place,
    };
    Some((kind, len))
}

/// The word of Tibetan names that `text` begins with, its length in bytes.
pub(super) fn tibetan_word(text: &[u8]) -> Option<usize> {
    longest_word(begins::TIBETAN, tables::TIBETAN, &tables::TIBETAN_AT, text).map(|(_, len)| len)
}

/// [`longest_prefix`] among words in Han characters, unless `text` begins with none of their [first](begins).
fn longest_word(kind: u16, names: &str, starts: &[u16], text: &[u8]) -> Option<(usize, usize)> {
    let first = chars(text).next().filter(|first| ('\u{3000}'..='\u{9FFF}').contains(first))?;
    if begins_with(first) & kind == 0 {
        return None;
    }
    longest_prefix(names, starts, text)
}

/// The longest of sorted `names` that `text` begins with: its place and length.
fn longest_prefix(names: &str, starts: &[u16], mut text: &[u8]) -> Option<(usize, usize)> {
    // The last name not after the text shares more with it than any other: when
    // it is no prefix, a shorter one must be a prefix of what the two share.
    loop {
        let after =
            bisect(names, starts, |name| if name <= text { Less } else { Greater }).unwrap_or_else(|at| at);
        let at = after.checked_sub(1)?;
        let name = entry(names, starts, at);
        let shared = name.iter().zip(text).take_while(|(a, b)| a == b).count();
        if shared == name.len() {
            return (shared > 0).then_some((at, shared));
        }
        // No name is shorter than one Han character.
        text = text.get(..shared).filter(|shared| shared.len() >= 3)?;
    }
}

fn bisect(names: &str, starts: &[u16], order: impl Fn(&[u8]) -> Ordering) -> Result<usize, usize> {
    let (mut low, mut high) = (0, starts.len().saturating_sub(1));
    while low < high {
        let middle = low.midpoint(high);
        match order(entry(names, starts, middle)) {
            Ordering::Equal => return Ok(middle),
            Less => low = middle + 1,
            Greater => high = middle,
        }
    }
    Err(low)
}

fn entry<'a>(names: &'a str, starts: &[u16], at: usize) -> &'a [u8] {
    match starts.get(at..at + 2) {
        Some(&[start, end]) => names.as_bytes().get(start.into()..end.into()).unwrap_or_default(),
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_codes_in_force_and_abolished_are_known() {
        for code in [110_101, 440_305, 110_104, 522_201, 230_101, 440_000, 440_300, 659_012, 512_301] {
            assert!(is_division(code), "{code}");
        }
        for code in [0, 100_000, 110_199, 160_101, 810_000, 990_101, 830_000, 1_110_101, 119_900] {
            assert!(!is_division(code), "{code}");
        }
        let all: u32 = tables::DIVISION_COUNTIES.iter().map(|bits| (bits & !3).count_ones()).sum();
        assert!(all > 5_000, "{all}");
        assert!(is_prefecture(4403) && !is_prefecture(4499) && !is_prefecture(70_000));
    }

    #[test]
    fn division_names_are_found_at_the_start_of_a_text() {
        let find = |text: &str| division_name(text.as_bytes());
        assert_eq!(find("广东省深圳市"), Some((1, 9)));
        assert_eq!(find("广东深圳"), Some((1, 6)));
        assert_eq!(find("深圳市南山区"), Some((2, 9)));
        assert_eq!(find("南山区科技园"), Some((3, 9)));
        assert_eq!(find("双江拉祜族佤族布朗族傣族自治县城"), Some((3, 45)));
        assert_eq!(find("科技园"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn prefixes_lengths_and_lists_are_known() {
        assert_eq!((area_lengths(10), area_lengths(755), area_lengths(350), area_lengths(26)), (2, 2, 1, 0));
        assert!(
            is_mobile_prefix(1380)
                && is_mobile_prefix(1740)
                && !is_mobile_prefix(1540)
                && !is_mobile_prefix(9)
        );
        assert!(
            is_bank_prefix(621_226_020, 19) && !is_bank_prefix(621_226_020, 20) && !is_bank_prefix(1, 16)
        );
        assert!(is_surname('王') && is_surname('陳') && !is_surname('的') && !is_surname('𠀀'));
        assert!(
            is_compound_surname('欧', '阳')
                && is_compound_surname('歐', '陽')
                && !is_compound_surname('王', '小')
        );
        assert!(
            is_country(b'C', b'N')
                && is_country(b'X', b'K')
                && !is_country(b'X', b'X')
                && !is_country(b'a', b'b')
        );
        assert!(is_country_alpha3(b"CHN") && !is_country_alpha3(b"CHX") && !is_country_alpha3(b"CH"));
        assert!(is_country_numeric(156) && is_country_numeric(124) && !is_country_numeric(157));
        assert_eq!((iban_length(b"GB"), iban_length(b"NO"), iban_length(b"US")), (Some(22), Some(15), None));
        assert!(
            is_tld(b"com", true) && is_tld(b"py", false) && !is_tld(b"py", true) && !is_tld(b"png", false)
        );
        assert!(is_tld("中国".as_bytes(), true) && is_tld(b"xn--fiqs8s", true) && !is_tld(b"", false));
        assert_eq!(calling_lengths(1), 1 << 10);
        assert_eq!(calling_lengths(999), 0);
        assert!(is_ethnic_group("维吾尔".as_bytes()) && !is_ethnic_group("北".as_bytes()));
        assert_eq!(long_surname("爱新觉罗溥仪".as_bytes()), Some(12));
    }
}
