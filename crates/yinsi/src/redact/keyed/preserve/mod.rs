//! Format-preserving encryption that keeps validity: a resident number becomes another valid resident number.

mod domain;
pub(super) mod shape;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::{Operator, Site};
use super::permute::Permutation;
use super::surrogate::is_surrogate;
use super::{Encrypt, Ff1, Key};
use crate::error::BuildError;
use crate::rule::Rule;
use crate::scanner::{Context, Scanner};
use crate::validate::{self, Value};
use shape::Shape;

/// Entities with fewer than a million values: too few to hide one among them.
const SMALL: [&str; 12] = [
    "AGE",
    "CN_POSTAL_CODE",
    "CN_SERVICE_NUMBER",
    "CREDIT_CARD_CVV",
    "CREDIT_CARD_EXPIRY",
    "DATE_OF_BIRTH",
    "DATE_TIME",
    "GENDER",
    "MARITAL_STATUS",
    "NATIONALITY",
    "POSTAL_CODE",
    "US_ZIP_CODE",
];

/// Most letters and digits of a value that is encrypted one by one.
const SYMBOLS_MAX: usize = 40;

/// Writes another valid value of the same form, from which the key makes the first again (FF1, NIST SP
/// 800-38G).
///
/// Digits stay digits, capitals capitals, separators stay where they are, and what the entity's rule
/// accepts becomes something it accepts:
///
/// - resident numbers of China are numbered through (known division, real date, sequence; the check
///   digit is computed), and that number is encrypted, with cycle walking;
/// - cards keep their issuer (the first six digits) and get a new Luhn digit;
/// - mobile numbers of China keep to the prefixes that are in use;
/// - e-mail addresses keep their domain, IBANs their country, credit codes of organisations who registered
///   them;
/// - other numbers are encrypted letter for letter and digit for digit, and again until the entity's rule
///   accepts the result.
///
/// Entities with fewer than a million values are refused, and a value whose form has fewer (or more than
/// 2^126), that has no digits (names), or for which no valid partner is near, is written as [`Encrypt`]
/// writes it, which can be reversed as well. The tweak is the entity's name, unless another is set. **What
/// is written is by nature found again**: redacting twice encrypts twice. [`Reverser`](super::Reverser)
/// needs the same key, tweak and release of this library (the tables of valid numbers grow).
///
/// ```
/// use yinsi::{Key, Preserve, Redactor, Scanner};
///
/// let (scanner, key) = (Scanner::new(), Key::from_bytes(b"an example, not a secret: 32 byte")?);
/// let redactor = Redactor::builder().operator("CN_RESIDENT_ID", Preserve::new(&key)).build()?;
/// let sealed = redactor.redact(&scanner, "身份证11010519491231002X");
/// assert_ne!(sealed, "身份证11010519491231002X");
/// assert_eq!(scanner.scan(&sealed)[0].entity, "CN_RESIDENT_ID");
/// assert!(Redactor::builder().operator("CREDIT_CARD_CVV", Preserve::new(&key)).build().is_err());
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Preserve {
    ff1: Ff1,
    tweak: Option<Arc<str>>,
    fallback: Encrypt,
    judges: Arc<Judges>,
}

impl Preserve {
    /// Encrypts under a key derived from `key`.
    pub fn new(key: &Key) -> Self {
        Self { ff1: Ff1::new(key), tweak: None, fallback: Encrypt::new(key), judges: Arc::default() }
    }

    /// Another tweak than the entity's name: what is encrypted under one cannot be told from under another.
    #[must_use]
    pub fn tweak(mut self, tweak: impl Into<String>) -> Self {
        self.tweak = Some(tweak.into().into());
        self
    }

    pub(in super::super) fn check_for(entity: &str) -> Result<(), BuildError> {
        if !SMALL.contains(&entity) {
            return Ok(());
        }
        let message = format!("`preserve` cannot serve `{entity}`: it has fewer than a million values");
        Err(BuildError::Option { option: "operator", message: message.into() })
    }

    pub(in super::super) fn write(&self, site: &Site<'_>, value: &[u8], out: &mut Vec<u8>) {
        let entity = site.finding.entity;
        match self.transform(entity, value, true).filter(|_| !SMALL.contains(&entity)) {
            Some(sealed) => out.extend_from_slice(&sealed),
            None => self.fallback.write(site, value, out),
        }
    }

    /// The value that `sealed` was; `None` where [`Self::write`] would have written a token.
    pub(super) fn reverse(&self, entity: &'static str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.transform(entity, sealed, false)
    }

    fn transform(&self, entity: &'static str, value: &[u8], forward: bool) -> Option<Vec<u8>> {
        let shape = Shape::read(value, domain::kept_bytes(entity, value))?;
        let tweak = self.tweak.as_deref().unwrap_or(entity);
        let domain = domain::of(entity);
        let compact = shape.compact();
        if let Some(domain) = domain
            && let Some(rank) = domain.rank(&compact)
        {
            let tweak = [tweak.as_bytes(), &[0], domain.kept(&compact)].concat();
            let permutation = Permutation::new(&self.ff1, domain.size(&compact), &tweak)?;
            let mut other = compact.clone();
            permutation.walk(rank, forward, |rank| {
                domain.unrank(rank, &mut other);
                domain.accepts(&other, &compact)
            })?;
            return shape.written(&other);
        }
        // Names, keys and the like: hardly any string of their form is another one.
        let digits = compact.iter().filter(|byte| byte.is_ascii_digit()).count();
        if compact.len() > SYMBOLS_MAX || (digits == 0 && entity != "EMAIL_ADDRESS") {
            return None;
        }
        let judge = self.judges.of(entity);
        let kind = |text: &[u8], shape: &Shape| {
            let known = domain.is_some_and(|domain| domain.rank(&shape.compact()).is_some());
            (known, is_surrogate(text), judge.as_ref().is_some_and(|judge| judge.accepts(text)))
        };
        // Of a number with a check digit one in ten is valid.
        let size = shape.size()?;
        let enough = if judge.is_some() { size / 10 } else { size };
        let tweak = [tweak.as_bytes(), &[1], &shape.signature()].concat();
        let permutation =
            Permutation::new(&self.ff1, size, &tweak).filter(|_| enough >= super::ff1::DOMAIN_MIN)?;
        let wanted = kind(value, &shape);
        let mut found = None;
        permutation.walk(shape.rank(), forward, |rank| {
            let other = shape.unranked(rank);
            let text = other.text();
            let same = kind(&text, &other) == wanted;
            if same {
                found = Some(text);
            }
            same
        })?;
        found
    }
}

impl From<Preserve> for Operator {
    fn from(preserve: Preserve) -> Self {
        Self::Preserve(preserve)
    }
}

/// Says of an entity's values whether its rules accept them; made when first asked.
#[derive(Debug, Default)]
struct Judges {
    known: Mutex<HashMap<&'static str, Option<Judge>>>,
}

impl Judges {
    fn of(&self, entity: &'static str) -> Option<Judge> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(entity).or_insert_with(|| Judge::new(entity)).clone()
    }
}

/// The built-in rules of one entity.
#[derive(Debug, Clone)]
struct Judge {
    entity: &'static str,
    scanner: Scanner,
    label: Context,
}

impl Judge {
    #[cfg(feature = "catalog")]
    fn new(entity: &'static str) -> Option<Self> {
        let scanner = Scanner::builder().entities([entity]).min_confidence(0.0).build().ok()?;
        // Some rules want a label; the first says what the entity is.
        let rules = crate::catalog::rules().iter().filter(|rule| *rule.entity == *entity);
        let label = rules.flat_map(|rule| rule.labels.first()).next().map_or("", |label| label);
        let label = label.trim_start_matches('^').trim_end_matches(':');
        Some(Self {
            entity,
            scanner,
            label: if label.is_empty() { Context::new() } else { Context::label(label) },
        })
    }

    #[cfg(not(feature = "catalog"))]
    fn new(_: &'static str) -> Option<Self> {
        None
    }

    /// Whether the checks of one of the rules pass: a fraction of the time of a scan, which has the last
    /// word.
    fn may_accept(&self, text: &[u8]) -> bool {
        if !text.is_ascii() {
            return true;
        }
        let compact: Vec<u8> =
            text.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_uppercase).collect();
        let value =
            Value { haystack: text, start: 0, end: text.len(), compact: &compact, latest: validate::LATEST };
        let passes =
            |rule: &Rule| rule.checks.iter().all(|check| check.penalty > 0 || check.check.accepts(&value));
        self.scanner.rules().any(passes)
    }

    fn accepts(&self, text: &[u8]) -> bool {
        if !self.may_accept(text) {
            return false;
        }
        let found = self.scanner.scan_with(text, &self.label);
        found.iter().any(|f| f.entity == self.entity && f.range() == (0..text.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Redactor;
    use crate::redact::tests::written;
    use crate::validate::{card_brand, luhn};

    fn preserve() -> Preserve {
        Preserve::new(&Key::from_bytes(&[7; 32]).expect("long enough"))
    }

    fn sealed(preserve: &Preserve, entity: &str, value: &str) -> String {
        written(preserve.clone(), entity, value, "")
    }

    #[cfg(feature = "catalog")]
    #[test]
    fn a_valid_value_becomes_another_and_comes_back() {
        let preserve = preserve();
        for (entity, value) in [
            ("CN_RESIDENT_ID", "11010519491231002X"),
            ("CN_RESIDENT_ID", "110105 19491231 002X"),
            ("CN_RESIDENT_ID", "１１０１０５１９４９１２３１００２Ｘ"),
            ("CN_RESIDENT_ID", "110105491231002"),
            ("CREDIT_CARD", "4242 4242 4242 4242"),
            ("CREDIT_CARD", "378282246310005"),
            ("CN_BANK_CARD", "6222021234567890128"),
            ("CN_MOBILE_NUMBER", "13812345678"),
            ("CN_MOBILE_NUMBER", "+86 138-1234-5678"),
            ("PHONE_NUMBER", "+44 20 7946 0123"),
            ("EMAIL_ADDRESS", "jane.doe@example.com"),
            ("IBAN_CODE", "GB82 WEST 1234 5698 7654 32"),
            ("HK_ID", "A123456(3)"),
            ("TW_NATIONAL_ID", "A123456789"),
            ("CN_USCC", "91350100M000100Y43"),
            ("VIN", "1M8GDM9AXKP042788"),
            ("IMEI", "490154203237518"),
        ] {
            let other = sealed(&preserve, entity, value);
            assert_ne!(other, value, "{entity}");
            assert!(!other.starts_with('<'), "{entity}: no partner was found for {value}");
            assert_eq!(other.chars().count(), value.chars().count(), "{entity}: {other}");
            let judge = Judge::new(crate::intern::intern(entity)).expect("a known entity");
            assert_eq!(judge.accepts(other.as_bytes()), judge.accepts(value.as_bytes()), "{entity}: {other}");
            let back = preserve.reverse(crate::intern::intern(entity), other.as_bytes()).expect("as it was");
            assert_eq!(String::from_utf8_lossy(&back), value, "{entity}");
        }
    }

    #[test]
    fn what_is_kept_stays() {
        let preserve = preserve();
        let card = sealed(&preserve, "CREDIT_CARD", "4242 4242 4242 4242");
        assert!(card.starts_with("4242 42"), "{card}");
        let digits: Vec<u8> = card.bytes().filter(u8::is_ascii_digit).collect();
        assert!(card_brand(&digits) && luhn(&digits.iter().map(|digit| digit - b'0').collect::<Vec<u8>>()));
        assert!(sealed(&preserve, "EMAIL_ADDRESS", "jane.doe@example.com").ends_with("@example.com"));
        assert!(sealed(&preserve, "CN_MOBILE_NUMBER", "+86 138-1234-5678").starts_with("+86 1"));
    }

    #[test]
    fn nothing_of_a_value_in_another_form_stays() {
        let preserve = preserve();
        for value in
            ["13812345678 4242424242424242", "no number 13812345678 at all", "ple.com", "x@y.z 13812345678"]
        {
            for entity in ["CN_MOBILE_NUMBER", "EMAIL_ADDRESS", "CREDIT_CARD", "CN_RESIDENT_ID"] {
                let other = sealed(&preserve, entity, value);
                assert!(
                    !["13812345678", "4242", "ple.com"].iter().any(|part| other.contains(part)),
                    "{entity}: {other}"
                );
            }
        }
    }

    #[test]
    fn tweaks_and_entities_part_domains() {
        let (one, other) = (preserve(), preserve().tweak("other"));
        let id = "11010519491231002X";
        assert_ne!(sealed(&one, "CN_RESIDENT_ID", id), sealed(&other, "CN_RESIDENT_ID", id));
        assert_ne!(sealed(&one, "A_NUMBER", "123456789"), sealed(&one, "B_NUMBER", "123456789"));
    }

    #[test]
    fn what_is_too_small_becomes_a_token_or_is_refused() {
        let preserve = preserve();
        assert!(sealed(&preserve, "BADGE", "12345").starts_with("<BADGE:"));
        assert!(sealed(&preserve, "BADGE", "***").starts_with("<BADGE:"));
        assert!(sealed(&preserve, "CREDIT_CARD_CVV", "1234567").starts_with("<CREDIT_CARD_CVV:"));
        let refused =
            Redactor::builder().operator("CREDIT_CARD_CVV", preserve).build().expect_err("too small");
        assert_eq!(
            refused.to_string(),
            "operator: `preserve` cannot serve `CREDIT_CARD_CVV`: it has fewer than a million values"
        );
    }

    /// The refused entities of the catalogue are those of which every example is small.
    #[cfg(all(feature = "catalog", feature = "compile"))]
    #[test]
    fn small_entities_are_refused() {
        let mut largest: HashMap<&str, u128> = HashMap::new();
        for rule in crate::catalog::rules() {
            for example in &rule.valid {
                let value = example.split_once('«').map_or(&**example, |(_, rest)| rest);
                let value = value.split_once('»').map_or(value, |(value, _)| value);
                let size =
                    Shape::read(value.as_bytes(), 0..0).and_then(|shape| shape.size()).unwrap_or(u128::MAX);
                let most = largest.entry(&rule.entity).or_default();
                *most = size.max(*most);
            }
        }
        for (entity, size) in largest {
            if size < super::super::ff1::DOMAIN_MIN {
                assert!(SMALL.contains(&entity), "{entity} has {size} values");
            }
        }
    }
}
