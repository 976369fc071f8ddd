//! Invented values that pass for real ones, from ranges where nobody's are.

use super::super::date::{date_of, days};
use super::super::value::{canonical, chars, digits, plain};
use super::super::{Operator, Site};
use super::preserve::shape::Shape;
use super::{Key, KeyedMac, Token};
use crate::validate::{cn_mobile, division_codes, luhn_check_digit, mod11_2_check};

/// Writes an invented value of the same kind, the same for the same value under the same key.
///
/// It passes the entity's own checks and lies in a range where no real value is, so that a later scan finds
/// it and [`is_surrogate`] tells it apart; a redactor with this operator leaves it alone.
///
/// | kind | range |
/// |---|---|
/// | `CN_RESIDENT_ID` | born 1850 to 1879: the numbers were given out from 1984 on, to the living |
/// | `CN_MOBILE_NUMBER` | 1349, set aside for satellite telephones |
/// | telephone numbers (`PHONE_NUMBER`, `US_PHONE` …) | 555-0100 to 0199 (NANP), +44 7700 900000 to 900999 (Ofcom): for fiction |
/// | `CREDIT_CARD`, `CN_BANK_CARD` | 40000097, 62000097: in the test issuer of Visa, in an unused one of UnionPay |
/// | `EMAIL_ADDRESS`, `URL`, `DOMAIN_NAME` | under `surrogate.example.org` (RFC 2606) |
/// | `IP_ADDRESS` | 240.0.0.0/4 (RFC 1112) and 3fff:5e::/32 (RFC 9637) |
/// | `MAC_ADDRESS`, `UUID` | 02:00:5e (administered locally); version 8 that begins with 5e5e5e5e |
/// | `WECHAT_ID` | begins with `surrogate_` |
/// | `PERSON`, `CN_PERSON_NAME` | coined surnames; rare compound surnames with a given name of a short list; 제갈 and the like |
/// | `CN_ADDRESS`, `STREET_ADDRESS` | 拟名路, Exemplar Road |
///
/// Any other value, and one in another script, is written as [`Token`] writes it. Telephone numbers for
/// fiction are few: two values may share one.
///
/// ```
/// use yinsi::{Key, Redactor, Scanner, Surrogate, is_surrogate};
///
/// let (scanner, key) = (Scanner::new(), Key::from_bytes(b"an example, not a secret: 32 byte")?);
/// let redactor = Redactor::builder().default_operator(Surrogate::new(&key)).build()?;
/// let clean = redactor.redact(&scanner, "手机13812345678");
/// assert!(clean.starts_with("手机1349") && is_surrogate(clean.trim_start_matches("手机").as_bytes()));
/// assert_eq!(redactor.redact(&scanner, &clean), clean);
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Surrogate {
    mac: KeyedMac,
    fallback: Token,
}

/// What kinds of value there are surrogates for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    ResidentId,
    CnMobile,
    Phone,
    Card,
    BankCard,
    Mail,
    Url,
    Host,
    Ip,
    Mac,
    Uuid,
    Wechat,
    Name,
    CnAddress,
    Street,
}

impl Kind {
    fn of(entity: &str) -> Option<Self> {
        Some(match entity {
            "CN_RESIDENT_ID" => Self::ResidentId,
            "CN_MOBILE_NUMBER" => Self::CnMobile,
            "PHONE_NUMBER" | "US_PHONE" | "CA_PHONE" | "UK_PHONE" | "GB_PHONE" => Self::Phone,
            "CREDIT_CARD" => Self::Card,
            "CN_BANK_CARD" => Self::BankCard,
            "EMAIL_ADDRESS" => Self::Mail,
            "URL" => Self::Url,
            "DOMAIN_NAME" => Self::Host,
            "IP_ADDRESS" => Self::Ip,
            "MAC_ADDRESS" => Self::Mac,
            "UUID" => Self::Uuid,
            "WECHAT_ID" => Self::Wechat,
            "PERSON" | "CN_PERSON_NAME" => Self::Name,
            "CN_ADDRESS" => Self::CnAddress,
            "STREET_ADDRESS" => Self::Street,
            _ => return None,
        })
    }
}

/// First four digits of invented mobile numbers.
pub(super) const MOBILE_PREFIX: u16 = 1349;

/// Years in which nobody with a resident number was born.
const BORN: std::ops::RangeInclusive<u16> = 1850..=1879;

const HOST: &str = "surrogate.example.org";
const CN_MOBILE: &[u8] = b"1349";
/// Behind an area code of the NANP.
const NANP: &[u8] = b"55501";
const GB_MOBILE: &[u8] = b"447700900";
const CARD: &[u8] = b"40000097";
const BANK_CARD: &[u8] = b"62000097";
const MAC: &[u8] = b"02005E";
const UUID: &[u8] = b"5E5E5E5E";
const WECHAT: &str = "surrogate_";
const CN_ROAD: &str = "拟名路";
const ROAD: &str = "Exemplar Road";

/// Area codes of the North American Numbering Plan that are in use.
const AREAS: [u16; 40] = [
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229,
    231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 272, 274, 276, 281,
];

const CN_SURNAMES: [&str; 12] =
    ["诸葛", "司徒", "夏侯", "公孙", "宇文", "长孙", "慕容", "尉迟", "皇甫", "令狐", "闻人", "澹台"];
const CN_GIVEN: [&str; 32] = [
    "安然", "伯言", "楚瑜", "丹青", "定远", "飞鸿", "观澜", "怀瑾", "景行", "静姝", "君实", "可期", "兰亭",
    "临风", "明远", "念慈", "清扬", "求真", "如松", "若谷", "思齐", "听雨", "望舒", "温言", "无恙", "希声",
    "晓棠", "修远", "雁回", "一苇", "之遥", "子衿",
];
const KOREAN_SURNAMES: [&str; 4] = ["제갈", "남궁", "독고", "황보"];
const KOREAN_GIVEN: [&str; 16] = [
    "가람", "나래", "다온", "라온", "마루", "보람", "새롬", "아라", "윤슬", "이든", "자람", "찬솔", "초롱",
    "하람", "한결", "해솔",
];
const SURNAMES: [&str; 24] = [
    "Abernquist",
    "Bramwhistle",
    "Carrowmoss",
    "Dunthwick",
    "Elderquill",
    "Fennimarsh",
    "Gallowick",
    "Harrowdine",
    "Ivenbrook",
    "Jasperholt",
    "Kettlemere",
    "Larkenfell",
    "Mossgrave",
    "Netherquist",
    "Oakenmere",
    "Pennywhist",
    "Quillmoor",
    "Rookwhistle",
    "Silvermarsh",
    "Thornquell",
    "Umberfell",
    "Vexmoor",
    "Wrenholt",
    "Yarrowick",
];
const GIVEN: [&str; 32] = [
    "Alice", "Andrew", "Anna", "Brian", "Carol", "Daniel", "David", "Emily", "Emma", "George", "Grace",
    "Hannah", "Helen", "Henry", "Jack", "James", "Jane", "John", "Julia", "Laura", "Linda", "Lucy", "Mark",
    "Mary", "Michael", "Oliver", "Paul", "Peter", "Robert", "Sarah", "Sophie", "Thomas",
];
const PLACES: [&str; 8] = [
    "北京市朝阳区",
    "上海市浦东新区",
    "广州市天河区",
    "深圳市南山区",
    "成都市武侯区",
    "武汉市洪山区",
    "西安市雁塔区",
    "杭州市西湖区",
];

/// Numbers that follow from a value and a key, one after the other.
struct Draw<'a> {
    mac: &'a KeyedMac,
    seed: [u8; 32],
    count: u8,
}

impl Draw<'_> {
    /// A number below `limit`, which is small against 2^128.
    fn below(&mut self, limit: u128) -> u128 {
        self.count += 1;
        let tag = self.mac.tag(&[&self.seed, &[self.count]]);
        tag.first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes)) % limit.max(1)
    }

    fn pick<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list.get(self.below(list.len() as u128) as usize).copied().unwrap_or_default()
    }
}

impl Surrogate {
    /// Chooses by a key derived from `key`.
    pub fn new(key: &Key) -> Self {
        Self { mac: key.mac("surrogate"), fallback: Token::new(key) }
    }

    pub(in super::super) fn write(&self, site: &Site<'_>, value: &[u8], out: &mut Vec<u8>) {
        let entity = site.finding.entity;
        let seed = self.mac.tag(&[entity.as_bytes(), &canonical(value)]);
        let mut draw = Draw { mac: &self.mac, seed, count: 0 };
        match Kind::of(entity).and_then(|kind| invent(kind, value, &mut draw)) {
            Some(invented) => out.extend_from_slice(&invented),
            None => self.fallback.write(site, value, out),
        }
    }
}

impl From<Surrogate> for Operator {
    fn from(surrogate: Surrogate) -> Self {
        Self::Surrogate(surrogate)
    }
}

fn invent(kind: Kind, value: &[u8], draw: &mut Draw<'_>) -> Option<Vec<u8>> {
    let text = match kind {
        Kind::ResidentId => return Some(in_form(value, &resident(draw))),
        Kind::CnMobile => {
            let number = format!("{MOBILE_PREFIX}{:07}", draw.below(10_000_000));
            let all = digits(value);
            let code: &[u8] = match all.len().checked_sub(11).and_then(|len| all.get(..len)) {
                Some(code @ (b"86" | b"0086")) => code,
                _ => b"",
            };
            return Some(in_form(value, &[code, number.as_bytes()].concat()));
        }
        Kind::Phone => return Some(phone(value, draw)),
        Kind::Card => return Some(in_form(value, &card(CARD, draw)?)),
        Kind::BankCard => return Some(in_form(value, &card(BANK_CARD, draw)?)),
        Kind::Mail => {
            let (given, surname) = (draw.pick(&GIVEN), draw.pick(&SURNAMES));
            format!("{given}.{surname}{}@{HOST}", draw.below(10_000)).to_ascii_lowercase()
        }
        Kind::Url => format!("https://{HOST}/{:012x}", draw.below(1 << 48)),
        Kind::Host => format!("h{:010x}.{HOST}", draw.below(1 << 40)),
        Kind::Ip if value.contains(&b':') => {
            let groups: Vec<String> = (0..6).map(|_| format!("{:x}", draw.below(1 << 16))).collect();
            format!("3fff:5e:{}", groups.join(":"))
        }
        Kind::Ip => std::net::Ipv4Addr::from(0xF000_0000 | draw.below(0x0FFF_FFFF) as u32).to_string(),
        Kind::Mac => {
            let form = if digits(value).is_empty() { b"00:00:00:00:00:00" } else { value };
            let hex = format!("{}{:06X}", String::from_utf8_lossy(MAC), draw.below(1 << 24));
            return Some(in_case(form, &in_form(form, hex.as_bytes())));
        }
        Kind::Uuid => {
            let mut group = |bits: u32| draw.below(1 << bits);
            let (second, third, fourth, last) = (group(16), group(12), group(12), group(48));
            format!("5e5e5e5e-{second:04x}-8{third:03x}-8{fourth:03x}-{last:012x}")
        }
        Kind::Wechat => format!("{WECHAT}{:08x}", draw.below(1 << 32)),
        Kind::Name => return name(value, draw),
        Kind::CnAddress => format!("{}{CN_ROAD}{}号", draw.pick(&PLACES), draw.below(9999) + 1),
        Kind::Street => format!("{} {ROAD}", draw.below(99_999) + 1),
    };
    Some(text.into_bytes())
}

fn resident(draw: &mut Draw<'_>) -> Vec<u8> {
    let codes = division_codes();
    let mut division = codes.get(draw.below(codes.len() as u128) as usize).copied().unwrap_or(110_105);
    // A county: people do not live in a province as such.
    if division % 100 == 0 {
        division = 110_105;
    }
    let first = days(*BORN.start(), 1, 1);
    let (year, month, day) =
        date_of(first + draw.below((days(*BORN.end(), 12, 31) - first + 1) as u128) as i64);
    let mut number = format!("{division}{year:04}{month:02}{day:02}{:03}", draw.below(1000)).into_bytes();
    number.extend(mod11_2_check(&number));
    number
}

fn card(prefix: &[u8], draw: &mut Draw<'_>) -> Option<Vec<u8>> {
    let mut number = [prefix, format!("{:07}", draw.below(10_000_000)).as_bytes()].concat();
    number.push(luhn_check_digit(&number)?);
    Some(number)
}

fn phone(value: &[u8], draw: &mut Draw<'_>) -> Vec<u8> {
    let all = digits(value);
    if all.starts_with(b"44") && chars(value).any(|(ch, _)| matches!(ch, Some('+' | '＋'))) {
        let number = format!("447700900{:03}", draw.below(1000));
        return if all.len() == 12 {
            in_form(value, number.as_bytes())
        } else {
            format!("+{number}").into_bytes()
        };
    }
    let area = AREAS.get(draw.below(AREAS.len() as u128) as usize).copied().unwrap_or(202);
    let number = format!("{area}55501{:02}", draw.below(100));
    let international = chars(value).any(|(ch, _)| matches!(ch, Some('+' | '＋')));
    match all.len() {
        10 if !international => in_form(value, number.as_bytes()),
        11 if all.starts_with(b"1") => in_form(value, format!("1{number}").as_bytes()),
        _ => format!("+1{number}").into_bytes(),
    }
}

fn name(value: &[u8], draw: &mut Draw<'_>) -> Option<Vec<u8>> {
    let mut letters = chars(value).filter_map(|(ch, _)| ch).filter(|ch| ch.is_alphabetic());
    let text = match letters.next()? {
        '\u{4E00}'..='\u{9FFF}' => format!("{}{}", draw.pick(&CN_SURNAMES), draw.pick(&CN_GIVEN)),
        '\u{AC00}'..='\u{D7A3}' => format!("{}{}", draw.pick(&KOREAN_SURNAMES), draw.pick(&KOREAN_GIVEN)),
        'A'..='Z' | 'a'..='z' | 'À'..='ɏ' => format!("{} {}", draw.pick(&GIVEN), draw.pick(&SURNAMES)),
        _ => return None,
    };
    Some(text.into_bytes())
}

/// `compact` with the separators and widths of `value`, when it has as many letters and digits.
fn in_form(value: &[u8], compact: &[u8]) -> Vec<u8> {
    Shape::read(value, 0..0).and_then(|shape| shape.written(compact)).unwrap_or_else(|| compact.to_vec())
}

/// Lower case where `form` has lower-case letters and no others.
fn in_case(form: &[u8], text: &[u8]) -> Vec<u8> {
    let upper = form.iter().any(u8::is_ascii_uppercase);
    if upper { text.to_vec() } else { text.to_ascii_lowercase() }
}

/// Whether a value is one that [`Surrogate`] invents, whatever the key.
///
/// Real values are not in those ranges, so that what is left of a redaction can be told from what it
/// missed, and nothing is counted twice.
///
/// ```
/// use yinsi::is_surrogate;
///
/// assert!(is_surrogate(b"202-555-0143") && is_surrogate(b"jane@surrogate.example.org"));
/// assert!(!is_surrogate(b"13812345678") && !is_surrogate(b"jane@example.org"));
/// ```
pub fn is_surrogate(value: &[u8]) -> bool {
    let text = String::from_utf8_lossy(value);
    may_be_surrogate(&text) && is_surrogate_surely(value, &text)
}

/// A glance that dismisses nearly all values: reports ask about every one.
fn may_be_surrogate(text: &str) -> bool {
    let bytes = text.as_bytes();
    if memchr::memmem::find(bytes, b"surrogate").is_some() {
        return true;
    }
    let (mut number, mut count) = ([0_u8; 20], 0);
    for digit in bytes.iter().filter(|byte| byte.is_ascii_digit()) {
        if let Some(free) = number.get_mut(count) {
            (*free, count) = (*digit, count + 1);
        }
    }
    let number = number.get(..count).unwrap_or_default();
    let at = |place: usize, part: &[u8]| number.get(place..).is_some_and(|rest| rest.starts_with(part));
    let mobile = [0, 2, 4].into_iter().any(|place| at(place, CN_MOBILE));
    let fiction = at(3, NANP) || at(4, NANP) || at(0, GB_MOBILE);
    if at(6, b"18") || mobile || fiction || at(0, CARD) || at(0, BANK_CARD) || is_name(text) {
        return true;
    }
    if !text.is_ascii() {
        // Letters and digits in other widths are looked at whole.
        let is_wide = |ch: char| !ch.is_ascii() && plain(ch).is_ascii_alphanumeric();
        return PLACES.iter().any(|place| text.starts_with(place)) || text.contains(is_wide);
    }
    let address = matches!(bytes, [b'2', b'4' | b'5', ..] | [b'3', ..]);
    let hex = matches!(bytes, [b'0', b'2', ..] | [b'5', b'e' | b'E', ..]);
    address && bytes.iter().any(|byte| b".:".contains(byte)) || hex || text.ends_with(ROAD)
}

fn is_surrogate_surely(value: &[u8], text: &str) -> bool {
    let compact: Vec<u8> = canonical(value)
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(u8::to_ascii_uppercase)
        .collect();
    let all = digits(value);
    let beyond = text.chars().any(|ch| ch.is_alphabetic() && !plain(ch).is_ascii());
    let is_number = all.len() == compact.len() || (all.len() == 17 && compact.ends_with(b"X"));
    if is_number && !all.is_empty() && !beyond {
        return is_surrogate_number(&compact) || is_reserved_address(text);
    }
    is_name(text)
        || is_reserved_address(text)
        || (compact.len() == 12 && compact.starts_with(MAC) && compact.iter().all(u8::is_ascii_hexdigit))
        || (compact.len() == 32 && compact.starts_with(UUID) && compact.get(12) == Some(&b'8'))
        || text.starts_with(WECHAT)
        || is_host(text)
        || PLACES.iter().any(|place| text.strip_prefix(place).is_some_and(|rest| rest.starts_with(CN_ROAD)))
        || text.strip_suffix(ROAD).is_some_and(|head| head.trim().bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_surrogate_number(number: &[u8]) -> bool {
    let year = |number: &[u8]| {
        let digits = number.get(6..10).unwrap_or_default();
        digits.iter().fold(0_u16, |sum, byte| sum.saturating_mul(10) + u16::from(byte.saturating_sub(b'0')))
    };
    let area = |number: &[u8]| AREAS.iter().any(|area| number.starts_with(area.to_string().as_bytes()));
    match number.len() {
        18 => {
            BORN.contains(&year(number)) && number.last().copied() == number.get(..17).and_then(mod11_2_check)
        }
        16 if number.starts_with(CARD) || number.starts_with(BANK_CARD) => {
            number.last().copied() == number.get(..15).and_then(luhn_check_digit)
        }
        12 if number.starts_with(GB_MOBILE) => true,
        11 | 13 | 15 => {
            let (code, national) = number.split_at_checked(number.len() - 11).unwrap_or_default();
            let mobile = matches!(code, b"" | b"86" | b"0086")
                && national.starts_with(CN_MOBILE)
                && cn_mobile(national);
            let nanp =
                national.strip_prefix(b"1").is_some_and(|rest| area(rest) && rest.get(3..8) == Some(NANP));
            mobile || (code.is_empty() && nanp)
        }
        10 => area(number) && number.get(3..8) == Some(NANP),
        _ => false,
    }
}

fn is_reserved_address(text: &str) -> bool {
    match text.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(address)) => address.octets()[0] >= 240 && !address.is_broadcast(),
        Ok(std::net::IpAddr::V6(address)) => matches!(address.segments(), [0x3FFF, 0x5E, ..]),
        Err(_) => false,
    }
}

fn is_host(text: &str) -> bool {
    let text = text.strip_prefix("https://").map_or(text, |rest| rest.split('/').next().unwrap_or_default());
    let host = text.rsplit('@').next().unwrap_or_default();
    host == HOST || host.strip_suffix(HOST).is_some_and(|head| head.ends_with('.'))
}

fn is_name(text: &str) -> bool {
    let pair = |surnames: &[&str], given: &[&str]| {
        surnames.iter().any(|surname| text.strip_prefix(surname).is_some_and(|rest| given.contains(&rest)))
    };
    let latin = text
        .split_once(' ')
        .is_some_and(|(given, surname)| GIVEN.contains(&given) && SURNAMES.contains(&surname));
    latin || pair(&CN_SURNAMES, &CN_GIVEN) || pair(&KOREAN_SURNAMES, &KOREAN_GIVEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;
    use crate::redact::tests::written;

    fn invented(entity: &str, value: &str) -> String {
        invented_by(7, entity, value)
    }

    fn invented_by(key: u8, entity: &str, value: &str) -> String {
        let surrogate = Surrogate::new(&Key::from_bytes(&[key; 32]).expect("long enough"));
        written(surrogate, entity, value, "")
    }

    const VALUES: [(&str, &str); 26] = [
        ("CN_RESIDENT_ID", "11010519491231002X"),
        ("CN_RESIDENT_ID", "110105 19491231 002X"),
        ("CN_RESIDENT_ID", "110105491231002"),
        ("CN_MOBILE_NUMBER", "13812345678"),
        ("CN_MOBILE_NUMBER", "+86 138-1234-5678"),
        ("CN_MOBILE_NUMBER", "１３８１２３４５６７８"),
        ("PHONE_NUMBER", "+44 20 7946 0123"),
        ("PHONE_NUMBER", "(212) 555-0143"),
        ("PHONE_NUMBER", "+1 212 555 7143"),
        ("PHONE_NUMBER", "+49 30 1234567"),
        ("CREDIT_CARD", "5555 5555 5555 4444"),
        ("CN_BANK_CARD", "6222021234567890128"),
        ("EMAIL_ADDRESS", "jane.doe@example.com"),
        ("URL", "https://example.com/jane"),
        ("DOMAIN_NAME", "mail.example.com"),
        ("IP_ADDRESS", "203.0.113.77"),
        ("IP_ADDRESS", "2001:db8::1"),
        ("MAC_ADDRESS", "3c:22:fb:00:11:22"),
        ("MAC_ADDRESS", "3C-22-FB-00-11-22"),
        ("UUID", "123e4567-e89b-42d3-a456-426614174000"),
        ("WECHAT_ID", "zhang_san88"),
        ("CN_PERSON_NAME", "张三"),
        ("PERSON", "Jane Doe"),
        ("PERSON", "김철수"),
        ("CN_ADDRESS", "北京市朝阳区建国路88号"),
        ("STREET_ADDRESS", "12 High Street"),
    ];

    #[test]
    fn an_invented_value_is_known_again_and_the_same_each_time() {
        for (entity, value) in VALUES {
            assert!(!is_surrogate(value.as_bytes()) || value.contains("555-01"), "{value}");
            let other = invented(entity, value);
            assert!(is_surrogate(other.as_bytes()), "{entity}: {other}");
            assert_eq!(invented(entity, value), other);
            assert_ne!(other, value);
        }
        let (one, other) =
            (invented("CN_MOBILE_NUMBER", "13812345678"), invented("CN_MOBILE_NUMBER", "13812345679"));
        assert_ne!(one, other);
        assert!(invented("CN_MOBILE_NUMBER", "+86 138-1234-5678").starts_with("+86 134-9"));
    }

    #[cfg(feature = "catalog")]
    #[test]
    fn an_invented_value_passes_the_checks_of_its_entity() {
        use crate::scanner::{Context, Scanner};
        for (entity, value) in VALUES {
            let scanner = Scanner::builder().entities([entity]).build().expect("a known entity");
            let labels = crate::catalog::rules().iter().filter(|rule| *rule.entity == *entity);
            let label = labels.flat_map(|rule| rule.labels.first()).next().map_or("", |label| label);
            let context = Context::label(label.trim_start_matches('^').trim_end_matches(':'));
            if scanner.scan_with(value, &context).is_empty() {
                assert_eq!(value, "김철수", "a value that no rule finds");
                continue;
            }
            for key in 0..20 {
                let other = invented_by(key, entity, value);
                let found = scanner.scan_with(other.as_bytes(), &context);
                // A bracket before an area code need not belong to the number.
                let from = usize::from(other.starts_with('('));
                let whole = |f: &Finding| {
                    f.entity == entity && f.range().start <= from && f.range().end == other.len()
                };
                let whole = found.iter().any(whole);
                assert!(whole, "{entity}: {other} is not found whole: {found:?}");
            }
        }
    }

    /// A surrogate whose last character is a word of its own (和) would be found without it, and replaced
    /// again.
    #[cfg(feature = "catalog")]
    #[test]
    fn invented_chinese_names_are_found_whole() {
        let scanner = crate::scanner::Scanner::new();
        for (surname, given) in CN_SURNAMES.iter().flat_map(|name| CN_GIVEN.map(|given| (name, given))) {
            for text in [format!("姓名：{surname}{given}，"), format!("姓名{surname}{given} 电话")] {
                let found = scanner.scan(&text);
                let name = found.iter().filter_map(|f| text.get(f.range())).next();
                assert!(name.is_some_and(|name| is_surrogate(name.as_bytes())), "{text}: {name:?}");
            }
        }
    }

    #[test]
    fn nothing_of_a_value_in_another_form_stays() {
        for value in
            ["13812345678 4242424242424242", "no number 13812345678 at all", "1", "x@y.z 13812345678"]
        {
            for (entity, _) in VALUES {
                let other = invented(entity, value);
                assert!(!other.contains("13812345678") && !other.contains("4242"), "{entity}: {other}");
            }
        }
    }

    #[test]
    fn what_has_no_range_becomes_a_token() {
        for (entity, value) in
            [("CN_LICENSE_PLATE", "京A12345"), ("PERSON", "Иван Петров"), ("BADGE", "12345")]
        {
            assert!(invented(entity, value).starts_with(&format!("<{entity}:")), "{value}");
        }
    }

    #[test]
    fn ordinary_values_are_no_surrogates() {
        for value in [
            "",
            "0",
            "13812345678",
            "212-555-7143",
            "4000056655665556",
            "4000002500003155",
            "6200000000000005",
            "192.0.2.1",
            "255.255.255.255",
            "2001:db8::1",
            "诸葛亮",
            "Jane Doe",
            "jane@example.org",
            "jane@notsurrogate.example.org",
            "拟名路1号",
            "11010519491231002X",
            "12 High Street",
            "surrogate",
        ] {
            assert!(!is_surrogate(value.as_bytes()), "{value}");
        }
    }
}
