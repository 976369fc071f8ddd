//! Check digits, tables and structure: whether a matched value can be real.
//!
//! Pure functions over a [`Value`], one family a file. Nothing here knows a
//! rule, reads a clock or allocates on the accepting path.

mod addresses;
mod cn;
mod counted;
mod crypto;
mod dates;
mod finance;
mod hash;
mod hk_tw;
mod iso7064;
mod lookup;
mod luhn;
mod mail;
mod names;
mod net;
mod person;
mod phone;
#[cfg(test)]
mod properties;
mod secret;
mod street;
#[rustfmt::skip]
mod tables;
mod verhoeff;
mod weighted;

pub use addresses::{cn_address, cn_county_prefix};
pub use cn::{cn_bank_prefix, cn_landline, cn_mobile, cn_plate, organization_code, uscc};
pub use crypto::{base58_check, bech32, eip55};
#[cfg(feature = "keyed")]
pub(crate) use dates::MONTHS;
pub(crate) use dates::month;
pub use dates::{calendar_date, date};
pub use finance::{bic, card_brand, iban};
pub use hash::{crc32, keccak256, sha256};
pub use hk_tw::{hk_id, tw_id, tw_ubn};
pub use iso7064::{iso7064, mod11_2_check};
#[cfg(feature = "keyed")]
pub(crate) use lookup::division_codes;
pub use luhn::{ean13, luhn, luhn_check_digit, luhn_prefixed};
pub use mail::{email, host};
pub use names::{cn_name_length, cn_surname_length};
pub use net::{coordinates, ipv4, ipv6, mac, uuid};
pub use person::person_name;
pub use phone::e164;
pub use secret::{crc32_base62, entropy, jwt};
pub use street::street_address;
pub use verhoeff::verhoeff;
pub use weighted::{icao, s10, vin, weighted_sum};

use crate::text::{List, Text};

/// No check looks further than this beyond either end of a value, in bytes.
pub(crate) const LOOK_AROUND: usize = 64;

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

/// The latest date that is plausible when nobody says otherwise: the end of the
/// year after the catalogue's release.
pub(crate) const LATEST: Date = Date { year: 2027, month: 12, day: 31 };

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
    /// Not the division code and birth date of a Chinese resident identity number, whatever its check digit.
    NotResidentId {},
    /// The leading digits are an area code of mainland China and the length fits it.
    CnAreaCode {},
    /// The number's first three digits (after a country code) are allotted to a mobile service in China.
    CnMobilePrefix {},
    /// The leading digits are a known bank card prefix of mainland China, of a known length.
    CnBankPrefix {},
    /// Brand and length of a payment card.
    CardBrand {},
    /// A country code of ISO 3166-1 stands at `at`.
    Country {
        /// Position of the first character.
        #[cfg_attr(feature = "toml", serde(default))]
        at: u8,
        /// Two letters, three letters or three digits.
        form: CountryForm,
    },
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
    Uscc {
        /// Only the check at position 18, not that of the organisation code inside.
        #[cfg_attr(feature = "toml", serde(default))]
        outer: bool,
    },
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
    CnPersonName {
        /// The label is a word for many things (患者, 负责人): the name must be a
        /// whole field, and one of a person when no delimiter stands before it.
        #[cfg_attr(feature = "toml", serde(default))]
        field: bool,
    },
    /// Personal name in Latin script after a label.
    PersonName {},
    /// Chinese address after a label or walking division levels.
    CnAddress {},
    /// Street address in Latin script after a label.
    StreetAddress {},
    /// E.164 number: known country code, plausible length.
    E164 {},
    /// No key (`offset=`) and no unit (`bytes`, 元) says that the number is a quantity or an ordinal.
    NotCounted {},
    /// One of these stands right before the match.
    PrecededBy {
        /// The choices.
        any: List<Text>,
    },
    /// One of these stands right behind the match.
    FollowedBy {
        /// The choices.
        any: List<Text>,
    },
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

/// A kind of country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "toml", derive(serde::Deserialize))]
#[cfg_attr(feature = "toml", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum CountryForm {
    /// `CN`.
    Alpha2,
    /// `CHN`.
    Alpha3,
    /// `156`.
    Numeric,
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
        match self {
            Self::Luhn { .. } => "luhn",
            Self::Iso7064 { .. } => "iso7064",
            Self::Verhoeff {} => "verhoeff",
            Self::Weighted { .. } => "weighted",
            Self::Icao { .. } => "icao",
            Self::Ean13 {} => "ean13",
            Self::Date { .. } => "date",
            Self::CalendarDate {} => "calendar_date",
            Self::DivisionCode { .. } => "division_code",
            Self::NotResidentId {} => "not_resident_id",
            Self::CnAreaCode {} => "cn_area_code",
            Self::CnMobilePrefix {} => "cn_mobile_prefix",
            Self::CnBankPrefix {} => "cn_bank_prefix",
            Self::CardBrand {} => "card_brand",
            Self::Country { .. } => "country",
            Self::Varied { .. } => "varied",
            Self::Length { .. } => "length",
            Self::Range { .. } => "range",
            Self::OneOf { .. } => "one_of",
            Self::NoneOf { .. } => "none_of",
            Self::Uscc { .. } => "uscc",
            Self::OrganizationCode {} => "organization_code",
            Self::Vin {} => "vin",
            Self::HkId {} => "hk_id",
            Self::TwId {} => "tw_id",
            Self::TwUbn {} => "tw_ubn",
            Self::S10 {} => "s10",
            Self::Iban {} => "iban",
            Self::Bic {} => "bic",
            Self::Base58Check { .. } => "base58_check",
            Self::Bech32 { .. } => "bech32",
            Self::Eip55 {} => "eip55",
            Self::Crc32Base62 { .. } => "crc32_base62",
            Self::Jwt {} => "jwt",
            Self::Ipv4 {} => "ipv4",
            Self::Ipv6 {} => "ipv6",
            Self::Mac {} => "mac",
            Self::Uuid {} => "uuid",
            Self::Email {} => "email",
            Self::Host {} => "host",
            Self::Coordinates {} => "coordinates",
            Self::CnPlate {} => "cn_plate",
            Self::CnPersonName { .. } => "cn_person_name",
            Self::PersonName {} => "person_name",
            Self::CnAddress {} => "cn_address",
            Self::StreetAddress {} => "street_address",
            Self::E164 {} => "e164",
            Self::NotCounted {} => "not_counted",
            Self::PrecededBy { .. } => "preceded_by",
            Self::FollowedBy { .. } => "followed_by",
            Self::Entropy { .. } => "entropy",
        }
    }

    /// Whether the value passes.
    ///
    /// What a check cannot read (letters among digits, too short) does not pass.
    pub fn accepts(&self, value: &Value<'_>) -> bool {
        let (text, compact) = (value.text(), value.compact);
        let at = |at: &u8| compact.get(usize::from(*at)..).unwrap_or_default();
        match self {
            Self::Luhn { prefix } => luhn::luhn_ascii(prefix.as_bytes(), compact),
            Self::Iso7064 { system } => {
                // `*` is no letter or digit and thus not in the compact value.
                let star = *system == Iso7064::Mod37_2 && text.ends_with(b"*");
                Symbols::read(compact, star).is_some_and(|symbols| iso7064(*system, symbols.get()))
            }
            Self::Verhoeff {} => Symbols::digits(compact).is_some_and(|digits| verhoeff(digits.get())),
            Self::Weighted { weights, modulus, from, symbols, at: check, digit_sum } => {
                let start = usize::from(*from);
                let Some(weighted) = compact.get(start..start + weights.len()) else { return false };
                let (Some(values), 1..) = (Symbols::read(weighted, false), *modulus) else { return false };
                let remainder = weighted_sum(values.get(), weights, *digit_sum) % u32::from(*modulus);
                let check = check.map_or(start + weights.len(), usize::from);
                match symbols.as_bytes() {
                    [] => remainder == 0,
                    symbols => {
                        compact.get(check).is_some_and(|check| symbols.get(remainder as usize) == Some(check))
                    }
                }
            }
            Self::Icao { from, to } => {
                let payload = compact.get(usize::from(*from)..usize::from(*to)).unwrap_or_default();
                let check = compact.get(usize::from(*to)).and_then(|byte| value_of(*byte));
                let payload = Symbols::read(payload, false).filter(|_| !payload.is_empty());
                payload.is_some_and(|payload| Some(icao(payload.get())) == check)
            }
            Self::Ean13 {} => Symbols::digits(compact).is_some_and(|digits| ean13(digits.get())),
            Self::Date { at: from, format, since } => date(at(from), *format, *since, value.latest),
            Self::CalendarDate {} => calendar_date(text),
            Self::DivisionCode { at: from, digits } => {
                let code = |width| at(from).get(..width).and_then(cn::number);
                match digits {
                    2 => code(2).is_some_and(lookup::is_province),
                    4 => code(4).is_some_and(lookup::is_prefecture),
                    _ => code(6).is_some_and(lookup::is_division),
                }
            }
            Self::NotResidentId {} => {
                let code = compact.get(..6).and_then(cn::number);
                let birth = compact.get(6..).unwrap_or_default();
                !(compact.len() == 18
                    && code.is_some_and(lookup::is_division)
                    && matches!(birth, [b'1', b'9', ..] | [b'2', b'0', ..])
                    && birth.get(4..6).and_then(cn::number).is_some_and(|month| (1..=12).contains(&month)))
            }
            Self::CnAreaCode {} => cn_landline(text),
            Self::CnMobilePrefix {} => cn_mobile(compact),
            Self::CnBankPrefix {} => cn_bank_prefix(compact),
            Self::CardBrand {} => card_brand(compact),
            Self::Country { at: from, form } => match (form, at(from)) {
                (CountryForm::Alpha2, [a, b, ..]) => lookup::is_country(*a, *b),
                (CountryForm::Alpha3, code) => code.get(..3).is_some_and(lookup::is_country_alpha3),
                (CountryForm::Numeric, code) => {
                    code.get(..3).and_then(cn::number).is_some_and(lookup::is_country_numeric)
                }
                _ => false,
            },
            Self::Varied { distinct } => {
                let seen = compact
                    .iter()
                    .filter_map(|byte| value_of(*byte))
                    .fold(0_u64, |seen, value| seen | 1 << value);
                seen.count_ones() >= u32::from(*distinct)
            }
            Self::Length { min, max } => (usize::from(*min)..=usize::from(*max)).contains(&compact.len()),
            Self::Range { at: from, len, min, max } => at(from)
                .get(..usize::from(*len))
                .and_then(cn::number)
                .is_some_and(|n| (*min..=*max).contains(&n)),
            Self::OneOf { at: from, any } => any.iter().any(|choice| at(from).starts_with(choice.as_bytes())),
            Self::NoneOf { at: from, any } => {
                !any.iter().any(|choice| at(from).starts_with(choice.as_bytes()))
            }
            Self::Uscc { outer } => {
                uscc(compact) && (*outer || compact.get(8..17).is_some_and(organization_code))
            }
            Self::OrganizationCode {} => organization_code(compact),
            Self::Vin {} => vin(compact),
            Self::HkId {} => hk_id(compact),
            Self::TwId {} => tw_id(compact),
            Self::TwUbn {} => Symbols::digits(compact).is_some_and(|digits| tw_ubn(digits.get())),
            Self::S10 {} => s10(compact),
            Self::Iban {} => iban(compact),
            Self::Bic {} => bic(compact),
            Self::Base58Check { versions } => base58_check(text, versions),
            Self::Bech32 { prefixes } => bech32(text, prefixes),
            Self::Eip55 {} => eip55(text),
            Self::Crc32Base62 { prefix } => crc32_base62(text, (*prefix).into()),
            Self::Jwt {} => jwt(text),
            Self::Ipv4 {} => ipv4(text) && !net::is_version(value.haystack, value.start, value.end),
            Self::Ipv6 {} => ipv6(text),
            Self::Mac {} => mac(text),
            Self::Uuid {} => uuid(text),
            Self::Email {} => {
                let before = value.haystack.get(value.start.saturating_sub(LOOK_AROUND)..value.start);
                email(text) && mail::is_plain(text) && !mail::is_user_info(before.unwrap_or_default())
            }
            Self::Host {} => host(text),
            Self::Coordinates {} => coordinates(text),
            Self::CnPlate {} => cn_plate(text),
            Self::CnPersonName { field } => {
                let before = value.haystack.get(..value.start).unwrap_or_default();
                let onward = value.haystack.get(value.start..).unwrap_or_default();
                let name = names::name_length(onward, names::is_delimited(before));
                let is_field = || names::is_field(before, value.onward(names::WINDOW_BYTES), text.len());
                name == Some(text.len()) && (!field || is_field())
            }
            Self::PersonName {} => {
                std::str::from_utf8(text).is_ok_and(|text| person_name(text, value.after()))
            }
            Self::CnAddress {} => {
                let after = valid_utf8(value.after().get(..LOOK_AROUND).unwrap_or(value.after()));
                std::str::from_utf8(text).is_ok_and(|text| cn_address(text, after))
            }
            Self::StreetAddress {} => std::str::from_utf8(text).is_ok_and(street_address),
            Self::E164 {} => e164(text),
            Self::NotCounted {} => {
                let before = value.haystack.get(..value.start).unwrap_or_default();
                !counted::is_counted(before, text, value.after())
            }
            Self::PrecededBy { any } => {
                let before = value.haystack.get(..value.start).unwrap_or_default();
                any.iter().any(|choice| before.ends_with(choice.as_bytes()))
            }
            Self::FollowedBy { any } => any.iter().any(|choice| value.after().starts_with(choice.as_bytes())),
            Self::Entropy { min } => entropy(text) * 100.0 >= f64::from(*min),
        }
    }
}

impl Check {
    /// Whether a value that begins at `start` may pass: for the grammars, before a pattern is tried.
    pub(crate) fn may_begin(&self, haystack: &[u8], start: usize) -> bool {
        let (before, text) = haystack.split_at_checked(start).unwrap_or_default();
        match self {
            Self::CnPersonName { .. } => names::begins_name(before, text),
            Self::CnAddress {} => addresses::may_begin(text),
            _ => true,
        }
    }

    /// Whether a value that failed tells that no shorter one from the same start
    /// can pass: for the grammars, which would be asked at every end.
    pub(crate) fn is_hopeless(&self, value: &Value<'_>) -> bool {
        match self {
            Self::CnPersonName { .. } => {
                let before = value.haystack.get(..value.start).unwrap_or_default();
                let onward = value.haystack.get(value.start..).unwrap_or_default();
                let name = names::name_length(onward, names::is_delimited(before));
                name.is_none_or(|length| length >= value.text().len())
            }
            _ => false,
        }
    }
}

impl<'a> Value<'a> {
    /// The matched bytes.
    pub fn text(&self) -> &'a [u8] {
        self.haystack.get(self.start..self.end).unwrap_or_default()
    }

    /// The bytes after the match.
    fn after(&self) -> &'a [u8] {
        self.haystack.get(self.end..).unwrap_or_default()
    }

    /// The text from the start of the match on, at most `len` bytes and up to
    /// the first invalid UTF-8.
    fn onward(&self, len: usize) -> &'a str {
        let end = self.haystack.len().min(self.start.saturating_add(len));
        valid_utf8(self.haystack.get(self.start..end).unwrap_or_default())
    }
}

/// The characters of `bytes` before the first invalid UTF-8, each decoded when it is asked for.
fn chars(bytes: &[u8]) -> impl Iterator<Item = char> + '_ {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (ch, tail) = match rest {
            // Han and kana: nothing but the two bytes behind has to be looked at.
            [lead @ 0xE1..=0xEC, second @ 0x80..=0xBF, third @ 0x80..=0xBF, tail @ ..] => {
                let code = u32::from(lead & 15) << 12 | u32::from(second & 63) << 6 | u32::from(third & 63);
                (char::from_u32(code)?, tail)
            }
            [byte, tail @ ..] if byte.is_ascii() => (char::from(*byte), tail),
            _ => {
                let ch = valid_utf8(rest.get(..4).unwrap_or(rest)).chars().next()?;
                (ch, rest.get(ch.len_utf8()..)?)
            }
        };
        rest = tail;
        Some(ch)
    })
}

/// The part of `bytes` before the first invalid UTF-8.
fn valid_utf8(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            bytes.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or("")
        }
    }
}

/// Values of up to 65 characters, on the stack.
struct Symbols {
    values: [u8; 65],
    len: usize,
}

impl Symbols {
    /// Digits and upper-case letters; `star` adds a `*` at the end.
    fn read(text: &[u8], star: bool) -> Option<Self> {
        let mut symbols = Self { values: [0; 65], len: text.len() };
        for (place, byte) in symbols.values.iter_mut().zip(text) {
            *place = value_of(*byte)?;
        }
        if star {
            *symbols.values.get_mut(symbols.len)? = 36;
            symbols.len += 1;
        }
        (symbols.len <= symbols.values.len()).then_some(symbols)
    }

    /// Digits only.
    fn digits(text: &[u8]) -> Option<Self> {
        Self::read(text, false).filter(|symbols| symbols.get().iter().all(|value| *value < 10))
    }

    fn get(&self) -> &[u8] {
        self.values.get(..self.len).unwrap_or_default()
    }
}

/// The value of a digit, or of an upper-case letter: `A` = 10 to `Z` = 35.
fn value_of(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'Z' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// What the tests of several families need.
#[cfg(test)]
mod testing {
    /// Numbers that payment processors publish for tests.
    pub(super) const TEST_CARDS: [&str; 10] = [
        "4111111111111111",
        "4012888888881881",
        "5555555555554444",
        "5105105105105100",
        "378282246310005",
        "371449635398431",
        "6011111111111117",
        "30569309025904",
        "3530111333300000",
        "6200000000000005",
    ];

    /// The values of ASCII digits.
    pub(super) fn digits(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| byte - b'0').collect()
    }

    /// The values of digits, upper-case letters and `*`.
    pub(super) fn symbols(text: &str) -> Vec<u8> {
        text.bytes().map(|byte| super::value_of(byte).unwrap_or(36)).collect()
    }

    /// Every text that differs from `sample` in one digit.
    pub(super) fn each_neighbour(sample: &str, mut test: impl FnMut(&str)) {
        for (at, old) in sample.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
            for new in (b'0'..=b'9').filter(|new| *new != old) {
                let mut other = sample.as_bytes().to_vec();
                other[at] = new;
                test(std::str::from_utf8(&other).expect("digits for digits"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(check: &Check, text: &str) -> bool {
        let compact: Vec<u8> =
            text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase()).collect();
        let latest = Date { year: 2027, month: 12, day: 31 };
        check.accepts(&Value {
            haystack: text.as_bytes(),
            start: 0,
            end: text.len(),
            compact: &compact,
            latest,
        })
    }

    fn weighted(weights: &[u16], modulus: u16, symbols: &str) -> Check {
        let weights = List::from(weights.to_vec());
        Check::Weighted { weights, modulus, from: 0, symbols: symbols.into(), at: None, digit_sum: false }
    }

    #[test]
    fn weighted_sums_express_national_numbers() {
        for (check, valid, invalid) in [
            // Poland, PESEL; United Kingdom, NHS number; Netherlands, BSN (10 is -1 modulo 11).
            (weighted(&[1, 3, 7, 9, 1, 3, 7, 9, 1, 3], 10, "0987654321"), "44051401359", "44051401358"),
            (weighted(&[10, 9, 8, 7, 6, 5, 4, 3, 2], 11, "0-987654321"), "943 476 5870", "943 476 5871"),
            (weighted(&[9, 8, 7, 6, 5, 4, 3, 2, 10], 11, ""), "111222333", "111222334"),
            // Spain, NIF: the number modulo 23, by powers of ten.
            (
                weighted(&[14, 6, 19, 18, 11, 8, 10, 1], 23, "TRWAGMYFPDXBNJZSQVHLCKE"),
                "12345678Z",
                "12345678A",
            ),
            // United States, routing number.
            (weighted(&[3, 7, 1, 3, 7, 1, 3, 7, 1], 10, ""), "111000025", "111000026"),
        ] {
            assert!(accepts(&check, valid), "{valid}");
            assert!(!accepts(&check, invalid), "{invalid}");
            assert!(!accepts(&check, "") && !accepts(&check, "1"));
        }
        // The prefix of the issuer stands before the number: United States, NPI.
        assert!(accepts(&Check::Luhn { prefix: "80840".into() }, "1234567893"));
        assert!(!accepts(&Check::Luhn { prefix: "80840".into() }, "1234567894"));
        assert!(!accepts(&Check::Luhn { prefix: "".into() }, "123A567893"));
    }

    #[test]
    fn positions_count_characters_without_separators() {
        let date = Check::Date { at: 6, format: DateFormat::Yyyymmdd, since: 0 };
        assert!(accepts(&date, "110105 19491231 002X") && !accepts(&date, "110105 19491331 002X"));
        assert!(accepts(&Check::DivisionCode { at: 0, digits: 0 }, "110105 19491231 002X"));
        assert!(!accepts(&Check::DivisionCode { at: 0, digits: 0 }, "990105 19491231 002X"));
        assert!(accepts(&Check::DivisionCode { at: 1, digits: 2 }, "911124198108030024"));
        assert!(!accepts(&Check::NotResidentId {}, "110105194912310021"));
        assert!(accepts(&Check::NotResidentId {}, "110105184912310021"));
        assert!(accepts(&Check::NotResidentId {}, "6222021949123100210"));
        assert!(accepts(&Check::DivisionCode { at: 0, digits: 4 }, "440300123456"));
        assert!(accepts(&Check::Country { at: 3, form: CountryForm::Numeric }, "911124198108030024"));
        assert!(accepts(&Check::Country { at: 0, form: CountryForm::Alpha3 }, "CAN110156010112"));
        assert!(
            accepts(&Check::Icao { from: 0, to: 9 }, "L898902C36")
                && !accepts(&Check::Icao { from: 0, to: 9 }, "L898902C37")
        );
        assert!(accepts(&Check::Range { at: 1, len: 3, min: 100, max: 200 }, "9-150"));
        assert!(!accepts(&Check::Range { at: 1, len: 3, min: 100, max: 200 }, "9-99"));
        let any: List<Text> = vec!["810000".into(), "820000".into()].into();
        assert!(accepts(&Check::OneOf { at: 0, any: any.clone() }, "810000199408230021"));
        assert!(accepts(&Check::NoneOf { at: 0, any }, "110105199408230021"));
        assert!(
            accepts(&Check::Varied { distinct: 3 }, "112233")
                && !accepts(&Check::Varied { distinct: 4 }, "112233")
        );
        assert!(
            accepts(&Check::Length { min: 2, max: 3 }, "1-2")
                && !accepts(&Check::Length { min: 2, max: 3 }, "1")
        );
        assert!(accepts(&Check::Uscc { outer: false }, "91350100M000100Y43"));
        assert!(
            accepts(&Check::Entropy { min: 390 }, "0123456789abcdef")
                && !accepts(&Check::Entropy { min: 390 }, "aaaa")
        );
    }

    #[test]
    fn checks_of_text_see_their_surroundings() {
        let text = "版本1.2.3.4，联系人李小明电话，姓名：未知";
        let at = |check: &Check, part: &str| {
            let start = text.find(part).expect("part of the text");
            let latest = Date { year: 2027, month: 12, day: 31 };
            check.accepts(&Value {
                haystack: text.as_bytes(),
                start,
                end: start + part.len(),
                compact: b"",
                latest,
            })
        };
        assert!(!at(&Check::Ipv4 {}, "1.2.3.4"));
        assert!(at(&Check::CnPersonName { field: false }, "李小明"));
        assert!(
            !at(&Check::CnPersonName { field: false }, "李小明电")
                && !at(&Check::CnPersonName { field: false }, "李小")
        );
        assert!(!at(&Check::CnPersonName { field: false }, "未知"));
    }
}
