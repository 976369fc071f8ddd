//! Check digits as properties: what is computed is valid, and what differs from
//! it in one digit is not.
//!
//! Only systems that detect every single error are tried on every place.

use proptest::prelude::*;

use super::*;

/// Decimal digits, some.
fn some_digits() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0_u8..10, 1..24)
}

/// The one symbol below `size` that makes `valid` hold when it is put at the end.
fn completed(payload: &[u8], size: u8, valid: impl Fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let mut found = (0..size).map(|check| [payload, &[check]].concat()).filter(|number| valid(number));
    let first = found.next();
    assert!(found.next().is_none(), "two check symbols fit");
    first
}

/// Changes one digit of `number` into another.
fn altered(number: &[u8], at: usize, by: u8) -> Vec<u8> {
    let at = at % number.len();
    let mut other = number.to_vec();
    other[at] = (other[at] + 1 + by % 9) % 10;
    other
}

proptest! {
    #[test]
    fn luhn_finds_every_changed_digit(payload in some_digits(), at: usize, by: u8) {
        let number = completed(&payload, 10, luhn).expect("ten digits cover every remainder");
        prop_assert!(!luhn(&altered(&number, at, by)));
    }

    #[test]
    fn gs1_finds_every_changed_digit(payload in some_digits(), at: usize, by: u8) {
        let number = completed(&payload, 10, ean13).expect("ten digits cover every remainder");
        prop_assert!(!ean13(&altered(&number, at, by)));
    }

    #[test]
    fn verhoeff_finds_every_changed_digit_and_every_swap(payload in some_digits(), at: usize, by: u8) {
        let number = completed(&payload, 10, verhoeff).expect("D5 is a group");
        prop_assert!(!verhoeff(&altered(&number, at, by)));
        let mut swapped = number.clone();
        let at = at % (number.len() - 1);
        swapped.swap(at, at + 1);
        prop_assert!(swapped == number || !verhoeff(&swapped));
    }

    #[test]
    fn iso_7064_finds_every_changed_digit(payload in some_digits(), at: usize, by: u8) {
        let hybrid = |number: &[u8]| iso7064(Iso7064::Mod11_10, number);
        let number = completed(&payload, 10, hybrid).expect("every payload has a check digit");
        prop_assert!(!hybrid(&altered(&number, at, by)));
        // The check of MOD 11-2 may be an X, which has the value of its letter.
        let pure = |number: &[u8]| iso7064(Iso7064::Mod11_2, number);
        let number = completed(&payload, 34, pure).expect("X stands for ten");
        let at = at % payload.len();
        prop_assert!(!pure(&altered(&number, at, by)));
    }

    #[test]
    fn mod_97_10_finds_every_changed_digit(payload in some_digits(), at: usize, by: u8) {
        let valid = |number: &[u8]| iso7064(Iso7064::Mod97_10, number);
        let mut numbers = (2_u8..99).map(|check| [&payload[..], &[check / 10, check % 10]].concat());
        let number = numbers.find(|number| valid(number)).expect("97 checks cover every remainder");
        prop_assert!(!valid(&altered(&number, at, by)));
    }

    #[test]
    fn credit_codes_find_every_changed_symbol(payload in "9[1-3]3[1-7][0-9]{4}[0-9A-HJ-NPQRTUWXY]{9}", at in 0_usize..17, by in 1_usize..31) {
        const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
        let codes = ALPHABET.iter().map(|check| [payload.as_bytes(), &[*check]].concat());
        let valid: Vec<Vec<u8>> = codes.filter(|code| uscc(code)).collect();
        prop_assert_eq!(valid.len(), 1);
        let mut other = valid[0].clone();
        let old = ALPHABET.iter().position(|symbol| *symbol == other[at]).expect("made of the alphabet");
        other[at] = ALPHABET[(old + by) % 31];
        prop_assert!(!uscc(&other));
    }

    #[test]
    fn no_check_panics_whatever_the_value(haystack in prop::collection::vec(any::<u8>(), 0..80), start in 0_usize..90, len in 0_usize..90) {
        try_all(&haystack, start, start + len);
    }

    #[test]
    fn no_check_panics_on_text(text in "[0-9A-Za-z@:./#%+ 张王欧阳·市区路号年月日之，-]{0,40}") {
        for (start, _) in text.char_indices() {
            try_all(text.as_bytes(), start, text.len());
        }
    }

    #[test]
    fn a_chinese_name_has_one_length(text in "[张王李欧阳小明性别男女电话和为在的·]{0,12}", delimited: bool) {
        let end = names::cn_name_length(&text, delimited);
        prop_assert!(end.is_none_or(|end| end > 0 && text.is_char_boundary(end)));
    }
}

/// Runs every check on one value.
fn try_all(haystack: &[u8], start: usize, end: usize) {
    let text = haystack.get(start..end).unwrap_or_default();
    let compact: Vec<u8> = text
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(u8::to_ascii_uppercase)
        .take(64)
        .collect();
    let latest = Date { year: 2027, month: 12, day: 31 };
    let value = Value { haystack, start, end, compact: &compact, latest };
    for check in every_check() {
        let _ = (check.accepts(&value), check.name());
    }
}

/// One of each check.
fn every_check() -> Vec<Check> {
    use Check::*;
    vec![
        Luhn { prefix: Text::of("80840") },
        Check::Iso7064 { system: super::Iso7064::Mod37_2 },
        Verhoeff {},
        Weighted {
            weights: List::of(&[3, 2]),
            modulus: 11,
            from: 1,
            symbols: Text::of("0123456789X"),
            at: None,
            digit_sum: true,
        },
        Weighted {
            weights: List::of(&[1]),
            modulus: 0,
            from: 255,
            symbols: Text::of(""),
            at: Some(255),
            digit_sum: false,
        },
        Icao { from: 9, to: 3 },
        Icao { from: 0, to: 6 },
        Ean13 {},
        Date { at: 6, format: DateFormat::Yyyymmdd, since: 0 },
        CalendarDate {},
        DivisionCode { at: 0, digits: 6 },
        CnAreaCode {},
        CnMobilePrefix {},
        CnBankPrefix {},
        CardBrand {},
        Country { at: 250, form: CountryForm::Alpha3 },
        Varied { distinct: 3 },
        Length { min: 1, max: 2 },
        Range { at: 1, len: 200, min: 0, max: 9 },
        OneOf { at: 3, any: vec![Text::of("A")].into() },
        NoneOf { at: 3, any: vec![Text::of("A")].into() },
        Uscc { outer: false },
        OrganizationCode {},
        Vin {},
        HkId {},
        TwId {},
        TwUbn {},
        S10 {},
        Iban {},
        Bic {},
        Base58Check { versions: List::of(&[0]) },
        Bech32 { prefixes: vec![Text::of("bc")].into() },
        Eip55 {},
        Crc32Base62 { prefix: 4 },
        Jwt {},
        Ipv4 {},
        Ipv6 {},
        Mac {},
        Uuid {},
        Email {},
        Host {},
        Coordinates {},
        CnPlate {},
        CnPersonName { field: false },
        CnPersonName { field: true },
        NotCounted {},
        FollowedBy { any: vec![Text::of("x")].into() },
        PrecededBy { any: vec![Text::of("x")].into() },
        NotResidentId {},
        PersonName {},
        CnAddress {},
        StreetAddress {},
        E164 {},
        Entropy { min: 300 },
    ]
}

/// Names in rule files are those that [`Check::name`] gives.
#[cfg(feature = "toml")]
#[test]
fn every_name_is_read_back() {
    #[derive(serde::Deserialize)]
    struct Rule {
        check: Check,
    }
    for check in every_check() {
        let name = check.name();
        let text = format!("check = {{ {name} = {{}} }}");
        match toml::from_str::<Rule>(&text) {
            Ok(rule) => assert_eq!(rule.check.name(), name),
            // A field is missing; the name itself is known.
            Err(error) => assert!(error.message().contains("missing field"), "{name}: {}", error.message()),
        }
    }
}
