//! Check digits, tables and structure: whether a matched value can be real.
//!
//! Pure functions over a [`Value`], one family a file. Nothing here knows a
//! rule, reads a clock or allocates on the accepting path.

use crate::text::{List, Text};

/// A matched value and what stands around it.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    /// The text that was matched in (normalised to ASCII where it had to be).
    pub haystack: &'a [u8],
    /// First byte of the match.
    pub start: usize,
    /// One past the last byte of the match.
    pub end: usize,
    /// The ASCII letters (upper-cased) and digits of the match, in order,
    /// without separators; at most the first 64.
    pub compact: &'a [u8],
    /// The latest date that is plausible.
    pub latest: Date,
}

/// A calendar date of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, for example 2027.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 31.
    pub day: u8,
}

/// A test of a value. Positions count characters of [`Value::compact`] from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "toml", derive(serde::Deserialize))]
#[cfg_attr(feature = "toml", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum Check {
    /// Luhn over all digits (ISO/IEC 7812-1); `prefix` is put before them.
    Luhn {
        /// Digits put before the value's own, such as `80840`.
        #[cfg_attr(feature = "toml", serde(default))]
        prefix: Text,
    },
    /// A system of ISO 7064 over the whole compact value.
    Iso7064 {
        /// Which system.
        system: Iso7064,
    },
    /// Verhoeff over all digits.
    Verhoeff {},
    /// Weighted sum modulo something.
    Weighted {
        /// One weight a character, from `from`.
        weights: List<u16>,
        /// The modulus.
        modulus: u16,
        /// First weighted character.
        #[cfg_attr(feature = "toml", serde(default))]
        from: u8,
        /// The check symbol for each remainder; empty: the sum must be 0 modulo `modulus`.
        #[cfg_attr(feature = "toml", serde(default))]
        symbols: Text,
        /// Position of the check symbol; default right after the last weighted character.
        #[cfg_attr(feature = "toml", serde(default))]
        at: Option<u8>,
        /// Whether the decimal digits of each product are added instead of the product.
        #[cfg_attr(feature = "toml", serde(default))]
        digit_sum: bool,
    },
    /// ICAO Doc 9303 weights 7 3 1 over `from..to`, check digit at `to`.
    Icao {
        /// First character.
        from: u8,
        /// Position of the check digit.
        to: u8,
    },
    /// GS1 mod 10 over all digits, the last being the check digit.
    Ean13 {},
    /// Digits at `at` are a real calendar date not after the latest plausible one.
    Date {
        /// Position of the first digit.
        at: u8,
        /// Order of year, month and day.
        format: DateFormat,
        /// Earliest year; 0: 1850.
        #[cfg_attr(feature = "toml", serde(default))]
        since: u16,
    },
    /// The whole match is a real calendar date in any of the usual writings,
    /// Chinese ones and month names included.
    CalendarDate {},
    /// Six digits at `at` are a division code of GB/T 2260, in force or abolished.
    DivisionCode {
        /// Position of the first digit.
        #[cfg_attr(feature = "toml", serde(default))]
        at: u8,
        /// How many leading digits must be known: 2, 4 or 6; 0 means 6.
        #[cfg_attr(feature = "toml", serde(default))]
        digits: u8,
    },
    /// The leading digits are an area code of mainland China and the length fits it.
    CnAreaCode {},
    /// The number's first three digits (after a country code) are allotted to a mobile service in China.
    CnMobilePrefix {},
    /// The leading digits are a known bank card prefix of mainland China, of a known length.
    CnBankPrefix {},
    /// Brand and length of a payment card.
    CardBrand {},
    /// At least this many different digits or letters.
    Varied {
        /// How many.
        distinct: u8,
    },
    /// The compact length lies in a range.
    Length {
        /// Least.
        min: u8,
        /// Most.
        max: u8,
    },
    /// Digits `at..at + len` as a number lie in a range.
    Range {
        /// Position of the first digit.
        at: u8,
        /// How many digits.
        len: u8,
        /// Least.
        min: u32,
        /// Most.
        max: u32,
    },
    /// One of these stands at `at`.
    OneOf {
        /// Position.
        #[cfg_attr(feature = "toml", serde(default))]
        at: u8,
        /// The choices, in upper case.
        any: List<Text>,
    },
    /// None of these stands at `at`.
    NoneOf {
        /// Position.
        #[cfg_attr(feature = "toml", serde(default))]
        at: u8,
        /// What is excluded, in upper case.
        any: List<Text>,
    },
    /// Unified social credit code: both checks (GB 32100-2015, GB 11714-1997).
    Uscc {},
    /// Organisation code (GB 11714-1997).
    OrganizationCode {},
    /// VIN check digit at position 9 (ISO 3779, 49 CFR 565).
    Vin {},
    /// Hong Kong identity card.
    HkId {},
    /// Taiwan national id or resident certificate, old and new.
    TwId {},
    /// Taiwan business number.
    TwUbn {},
    /// UPU S10 item identifier.
    S10 {},
    /// IBAN: length by country and mod 97 (ISO 13616).
    Iban {},
    /// BIC: country and location part (ISO 9362).
    Bic {},
    /// Base58Check with one of these version bytes.
    Base58Check {
        /// Version bytes.
        versions: List<u8>,
    },
    /// Bech32 (witness version 0) or Bech32m (1 and up) with one of these prefixes.
    Bech32 {
        /// Human-readable parts, lower case.
        prefixes: List<Text>,
    },
    /// EIP-55 capitals, or one case throughout.
    Eip55 {},
    /// CRC-32 of what follows the prefix, in base 62 over the last six characters.
    Crc32Base62 {
        /// Length of the prefix, in bytes of the match.
        prefix: u8,
    },
    /// JSON Web Token: the first part decodes to a JSON object with `alg`.
    Jwt {},
    /// Dotted quad, no leading zeros, and not a version number by its neighbours.
    Ipv4 {},
    /// IPv6 text form (RFC 4291), zone and prefix length allowed.
    Ipv6 {},
    /// MAC address: one separator throughout, not all zeros or ones.
    Mac {},
    /// UUID version and variant (RFC 9562).
    Uuid {},
    /// Local part and domain of an e-mail address (RFC 5321, 6531), known TLD.
    Email {},
    /// Host part ends in a known top-level domain, or is an address.
    Host {},
    /// Latitude and longitude in range.
    Coordinates {},
    /// Chinese licence plate (GA 36-2018).
    CnPlate {},
    /// Chinese personal name after a label: surname list, length, what follows.
    CnPersonName {},
    /// Personal name in Latin script after a label.
    PersonName {},
    /// Chinese address after a label or walking division levels.
    CnAddress {},
    /// Street address in Latin script after a label.
    StreetAddress {},
    /// E.164 number: known country code, plausible length.
    E164 {},
    /// Shannon entropy of the match, in hundredths of a bit a byte, at least.
    Entropy {
        /// Least.
        min: u16,
    },
}

/// A check character system of ISO 7064.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "toml", derive(serde::Deserialize))]
#[cfg_attr(feature = "toml", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Iso7064 {
    /// MOD 11-2, check `0` to `9` or `X`.
    Mod11_2,
    /// MOD 11,10.
    Mod11_10,
    /// MOD 97-10.
    Mod97_10,
    /// MOD 37-2.
    Mod37_2,
    /// MOD 37,36.
    Mod37_36,
}

/// Order of the digits of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "toml", derive(serde::Deserialize))]
#[cfg_attr(feature = "toml", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum DateFormat {
    /// 19880307.
    Yyyymmdd,
    /// 880307: of the last hundred years.
    Yymmdd,
    /// 070388.
    Ddmmyy,
    /// 07031988.
    Ddmmyyyy,
}

impl Check {
    /// The name in snake case, as in rule files.
    pub fn name(&self) -> &'static str {
        "check"
    }

    /// Whether the value passes.
    pub fn accepts(&self, value: &Value<'_>) -> bool {
        let _ = value;
        true
    }
}
