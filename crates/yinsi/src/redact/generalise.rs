//! Tells less: the month instead of the day, the network instead of the host, the region instead of the
//! number.

use std::net::{IpAddr, Ipv6Addr};

use super::date::WrittenDate;
use super::value::{canonical, chars, digit, plain};
use super::{Label, Operator, Site};
use crate::error::BuildError;

/// Writes something coarser of the same kind. What it cannot read becomes a [`Label`].
///
/// ```
/// use yinsi::{Generalise, Redactor, Scanner};
///
/// let redactor = Redactor::builder().operator("IP_ADDRESS", Generalise::network(24, 48)).build()?;
/// let clean = redactor.redact(&Scanner::new(), "client 203.0.113.77 connected");
/// assert_eq!(clean, "client 203.0.113.0/24 connected");
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generalise(To);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Year,
    Month,
    Age { band: u16, top: u16 },
    Network { v4: u8, v6: u8 },
    Coordinates { places: usize },
    Postcode { chars: usize },
    Region,
}

/// First digits of ZIP codes in which fewer than 20 000 people live: HIPAA wants `000` for them
/// (45 CFR 164.514(b)(2)(i)(B); HHS guidance, census of 2000).
const ZIP_SMALL: [&str; 17] = [
    "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831", "878", "879", "884",
    "890", "893",
];

impl Generalise {
    /// A date to its year.
    pub const fn year() -> Self {
        Self(To::Year)
    }

    /// A date to its month; to the year where day and month cannot be told apart.
    pub const fn month() -> Self {
        Self(To::Month)
    }

    /// An age in years to a band of so many, such as `30-39` (or of one: the age itself); above `top` all are one band, such as `90+`.
    pub const fn age(band: u16, top: u16) -> Self {
        Self(To::Age { band, top })
    }

    /// An address of the Internet to its network: so many bits of version 4 and 6 stay.
    pub const fn network(v4_bits: u8, v6_bits: u8) -> Self {
        Self(To::Network { v4: v4_bits, v6: v6_bits })
    }

    /// Decimal coordinates to so many places (2: about a kilometre), towards zero.
    pub const fn coordinates(places: usize) -> Self {
        Self(To::Coordinates { places })
    }

    /// A postcode to its first characters. Of `US_` entities the areas that HIPAA names become `000`.
    pub const fn postcode(chars: usize) -> Self {
        Self(To::Postcode { chars })
    }

    /// A resident number of China to region and year of birth: `<CN_RESIDENT_ID:110105.1949>`.
    pub const fn region() -> Self {
        Self(To::Region)
    }

    pub(super) fn check(&self) -> Result<(), BuildError> {
        let sound = match self.0 {
            To::Age { band, .. } => band >= 1,
            To::Network { v4, v6 } => v4 <= 32 && v6 <= 128,
            _ => true,
        };
        if sound {
            return Ok(());
        }
        let message = "a band has a year at least, a network 32 bits (version 6: 128) at most";
        Err(BuildError::Option { option: "generalise", message: message.into() })
    }

    pub(super) fn write(&self, site: &Site<'_>, value: &[u8], out: &mut Vec<u8>) {
        let text = std::str::from_utf8(value).unwrap_or_default();
        let written = match self.0 {
            To::Year => date(value, false),
            To::Month => date(value, true),
            To::Age { band, top } => age(value, band, top),
            To::Network { v4, v6 } => network(text, v4, v6, site.after),
            To::Coordinates { places } => coordinates(text, places),
            To::Postcode { chars } => postcode(text, chars, site.finding.entity),
            To::Region => region(value, site.finding.entity),
        };
        match written {
            Some(written) => out.extend_from_slice(written.as_bytes()),
            None => Label.write(site, out),
        }
    }
}

impl From<Generalise> for Operator {
    fn from(generalise: Generalise) -> Self {
        Self::Generalise(generalise)
    }
}

fn date(value: &[u8], month: bool) -> Option<String> {
    let date = WrittenDate::read(value)?;
    let chinese = String::from_utf8_lossy(value).contains('年');
    let (year, month) = (date.year(), (month && !date.ambiguous).then(|| date.month()));
    Some(match (month, chinese) {
        (Some(month), true) => format!("{year}年{month}月"),
        (Some(month), false) => format!("{year}-{month:02}"),
        (None, true) => format!("{year}年"),
        (None, false) => year.to_string(),
    })
}

fn age(value: &[u8], band: u16, top: u16) -> Option<String> {
    let digits = chars(value).map_while(|(ch, _)| digit(ch?)).take(4);
    let (count, age) = digits.fold((0, 0_u16), |(n, sum), digit| (n + 1, sum * 10 + u16::from(digit)));
    let rest: String = String::from_utf8_lossy(value).chars().skip(count).collect();
    // Left as they are: bands of an earlier redaction.
    if rest.starts_with(['-', '+']) {
        return String::from_utf8(value.to_vec()).ok();
    }
    if count == 0 || count > 3 || band == 0 {
        return None;
    }
    let low = age / band * band;
    let band = match band {
        _ if age >= top => format!("{top}+"),
        1 => age.to_string(),
        _ => format!("{low}-{}", low + band - 1),
    };
    Some(band + &rest)
}

fn network(text: &str, v4: u8, v6: u8, after: &[u8]) -> Option<String> {
    let plain_text: String = text.chars().map(plain).collect();
    let (address, bits) = match plain_text.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
        None => (plain_text.as_str(), None),
    };
    let (address, zone) = address.split_once('%').map_or((address, false), |(address, _)| (address, true));
    let address: IpAddr = address.trim_matches(['[', ']']).parse().ok()?;
    let (network, wanted) = match address {
        IpAddr::V4(v4_address) => {
            let kept = u32::MAX.checked_shl(32 - u32::from(v4)).unwrap_or(0);
            (IpAddr::V4((u32::from(v4_address) & kept).into()), v4)
        }
        IpAddr::V6(v6_address) => {
            let kept = u128::MAX.checked_shl(128 - u32::from(v6)).unwrap_or(0);
            (IpAddr::V6(Ipv6Addr::from(u128::from(v6_address) & kept)), v6)
        }
    };
    // A network that is as wide or wider stays; where its bits stand behind the value they are its own.
    let behind = after.strip_prefix(b"/").map(|rest| {
        let digits = rest.iter().take(3).take_while(|byte| byte.is_ascii_digit());
        digits.fold(0_u16, |sum, byte| sum * 10 + u16::from(byte - b'0'))
    });
    match bits.map(u16::from).or(behind) {
        Some(bits) if bits <= u16::from(wanted) && !zone => Some(text.to_owned()),
        _ if behind.is_some() => Some(network.to_string()),
        _ => Some(format!("{network}/{wanted}")),
    }
}

fn coordinates(text: &str, places: usize) -> Option<String> {
    let mut written = String::with_capacity(text.len());
    let (mut decimals, mut numbers) = (None, 0);
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        // Degrees with minutes say more than their decimals do.
        if matches!(ch, '\'' | '′' | '’' | '"' | '″' | '分' | '秒') {
            return None;
        }
        if digit(ch).is_some() {
            match &mut decimals {
                Some(0) => {}
                Some(left) => {
                    written.push(ch);
                    *left -= 1;
                }
                None => written.push(ch),
            }
        } else if ch == '.' && chars.peek().copied().and_then(digit).is_some() {
            (decimals, numbers) = (Some(places), numbers + 1);
            if places > 0 {
                written.push(ch);
            }
        } else {
            decimals = None;
            written.push(ch);
        }
    }
    (numbers > 0 || !text.is_empty() && text.chars().any(|ch| digit(ch).is_some())).then_some(written)
}

fn postcode(text: &str, kept: usize, entity: &str) -> Option<String> {
    // Stars are those of an earlier redaction.
    let count = text.chars().filter(|ch| ch.is_alphanumeric() || *ch == '*').count();
    if count <= kept {
        return None;
    }
    let head: String = text.chars().filter(|ch| ch.is_alphanumeric()).take(kept).map(plain).collect();
    let small = entity.starts_with("US_") && ZIP_SMALL.iter().any(|zip| head.starts_with(zip));
    let mut nth = 0;
    let rest = text.chars().filter_map(|ch| {
        nth += usize::from(ch.is_alphanumeric() || ch == '*');
        (nth > kept).then_some(if ch.is_alphanumeric() { '*' } else { ch })
    });
    let rest: String = rest.collect();
    Some(if small { format!("{}{rest}", "0".repeat(kept)) } else { head + &rest })
}

fn region(value: &[u8], entity: &str) -> Option<String> {
    let number = String::from_utf8(canonical(value)).ok()?;
    let year = match number.len() {
        18 => number.get(6..10)?.to_owned(),
        // The old numbers of fifteen digits leave out the century: people born before 2000 have them.
        15 => format!("19{}", number.get(6..8)?),
        _ => return None,
    };
    let region = number.get(..6)?;
    region
        .bytes()
        .chain(year.bytes())
        .all(|byte| byte.is_ascii_digit())
        .then(|| format!("<{entity}:{region}.{year}>"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::tests::written;

    #[test]
    fn less_is_told_and_the_same_the_second_time() {
        let (network, place) = (Generalise::network(24, 48), Generalise::coordinates(2));
        for (generalise, value, expected) in [
            (Generalise::year(), "1988-03-07", "1988"),
            (Generalise::month(), "1988-03-07 12:00", "1988-03"),
            (Generalise::month(), "1988年3月7日", "1988年3月"),
            (Generalise::month(), "31/12/1999", "1999-12"),
            (Generalise::month(), "03/05/1999", "1999"),
            (Generalise::age(10, 90), "34", "30-39"),
            (Generalise::age(5, 90), "34岁", "30-34岁"),
            (Generalise::age(10, 90), "93 years", "90+ years"),
            (Generalise::age(1, 90), "89", "89"),
            (Generalise::age(1, 90), "90", "90+"),
            (network, "203.0.113.77", "203.0.113.0/24"),
            (network, "203.0.113.77/32", "203.0.113.0/24"),
            (network, "10.0.0.0/8", "10.0.0.0/8"),
            (network, "2001:db8:5:6::1", "2001:db8:5::/48"),
            (network, "fe80::1%eth0", "fe80::/48"),
            (place, "39.904211, 116.407395", "39.90, 116.40"),
            (Generalise::coordinates(0), "-33.8688,151.2093", "-33,151"),
            (Generalise::postcode(3), "100025", "100***"),
            (Generalise::postcode(2), "SW1A 1AA", "SW** ***"),
            (Generalise::region(), "110105 19491231 002X", "<CN_RESIDENT_ID:110105.1949>"),
            (Generalise::region(), "110105491231002", "<CN_RESIDENT_ID:110105.1949>"),
        ] {
            let once = written(generalise, "CN_RESIDENT_ID", value, "");
            assert_eq!(once, expected);
            if !once.starts_with('<') && !expected.starts_with("1988") && expected != "1999" {
                assert_eq!(written(generalise, "X", &once, ""), once);
                let (head, bits) = once.split_once('/').unwrap_or((&once, ""));
                let after = if bits.is_empty() { String::new() } else { format!("/{bits}") };
                assert_eq!(written(generalise, "X", head, &after), head, "{value}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_becomes_a_label() {
        for (generalise, value) in [
            (Generalise::year(), "yesterday"),
            (Generalise::month(), "88-03-07"),
            (Generalise::age(10, 90), "old"),
            (Generalise::network(24, 48), "localhost"),
            (Generalise::coordinates(2), "39°54'15\"N"),
            (Generalise::postcode(3), "123"),
            (Generalise::region(), "A123456789"),
        ] {
            assert_eq!(written(generalise, "KIND", value, ""), "<KIND>", "{value}");
        }
    }

    #[test]
    fn small_zip_areas_are_not_told() {
        assert_eq!(written(Generalise::postcode(3), "US_ZIP_CODE", "03601-1234", ""), "000**-****");
        assert_eq!(written(Generalise::postcode(3), "US_ZIP_CODE", "94105", ""), "941**");
        assert_eq!(written(Generalise::postcode(3), "CN_POSTAL_CODE", "036012", ""), "036***");
    }
}
