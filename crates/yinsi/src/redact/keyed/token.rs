//! Keyed hashes in place of values: the same value has the same token, and nobody without the key can tell
//! which.

use std::str::FromStr;

use super::super::value::canonical;
use super::super::{Operator, Site};
use super::{Key, KeyedMac};
use crate::error::BuildError;

/// Fewest bits of a token that depend on the value: among a million values the odds of two alike are
/// under one in two.
const VALUE_BITS: f64 = 40.0;

/// Bits by which a token is known again: one in a million of other texts passes for one.
const CHECK_BITS: f64 = 19.9;

/// Most bits of a token; the hash has 256, and each character should come out evenly.
const MOST_BITS: f64 = 200.0;

/// Writes a keyed hash (HMAC-SHA-256): `<EMAIL_ADDRESS:mzxw6ytboi4gk3tf>`, or the bare characters.
///
/// The same value of the same entity has the same token under the same key, in every document and every
/// process; writings of a value that differ in width, separators (of numbers) or case of letters are
/// the same value. Nothing undoes a token, so lists of tokens can be joined but not read. The last
/// characters are a check by which the redactor knows its own tokens and leaves them alone.
///
/// ```
/// use yinsi::{Key, Redactor, Scanner, Token};
///
/// let key = Key::from_bytes(b"an example, not a secret: 32 byte")?;
/// let redactor = Redactor::builder().default_operator(Token::new(&key)).build()?;
/// let once = redactor.redact(&Scanner::new(), "from a@example.com");
/// assert!(once.starts_with("from <EMAIL_ADDRESS:"));
/// assert_eq!(redactor.redact(&Scanner::new(), "from A@EXAMPLE.COM"), once);
/// assert_eq!(redactor.redact(&Scanner::new(), &once), once);
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Token {
    mac: KeyedMac,
    check: KeyedMac,
    alphabet: Alphabet,
    length: usize,
    bare: bool,
}

/// The characters of a [`Token`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Alphabet {
    /// `a` to `z` and `2` to `7` (RFC 4648 in lower case).
    #[default]
    Base32,
    /// `0` to `9`, `a` to `f`.
    Hex,
    /// `0` to `9`.
    Digits,
    /// `a` to `z`.
    Letters,
    /// `0` to `9`, `A` to `Z`, `a` to `z`.
    Base62,
}

impl Alphabet {
    /// All alphabets by name.
    const ALL: [(&str, Self); 5] = [
        ("base32", Self::Base32),
        ("hex", Self::Hex),
        ("digits", Self::Digits),
        ("letters", Self::Letters),
        ("base62", Self::Base62),
    ];

    fn symbols(self) -> &'static [u8] {
        match self {
            Self::Base32 => b"abcdefghijklmnopqrstuvwxyz234567",
            Self::Hex => b"0123456789abcdef",
            Self::Digits => b"0123456789",
            Self::Letters => b"abcdefghijklmnopqrstuvwxyz",
            Self::Base62 => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        }
    }

    /// Fewest characters that hold so many bits.
    fn chars(self, bits: f64) -> usize {
        (bits / (self.symbols().len() as f64).log2()).ceil() as usize
    }
}

impl FromStr for Alphabet {
    type Err = BuildError;

    fn from_str(name: &str) -> Result<Self, BuildError> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, alphabet)| *alphabet);
        let names = Self::ALL.map(|(name, _)| name).join(", ");
        let message = || format!("`{name}` is no alphabet: known are {names}").into();
        found.ok_or_else(|| BuildError::Option { option: "token", message: message() })
    }
}

impl Token {
    /// Sixteen characters of base 32 in a label.
    pub fn new(key: &Key) -> Self {
        Self {
            mac: key.mac("token"),
            check: key.mac("token check"),
            alphabet: Alphabet::default(),
            length: 16,
            bare: false,
        }
    }

    /// How many characters: as many as hold 60 bits at least, and 200 at most (12 to 40 of base 32).
    #[must_use]
    pub fn length(mut self, chars: usize) -> Self {
        self.length = chars;
        self
    }

    /// Which characters. A token of digits may look like a number that it is not.
    #[must_use]
    pub fn alphabet(mut self, alphabet: Alphabet) -> Self {
        self.length = self.length.max(alphabet.chars(VALUE_BITS) + alphabet.chars(CHECK_BITS));
        self.alphabet = alphabet;
        self
    }

    /// Without label and angle brackets: for columns whose values must be of one form.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    pub(in super::super) fn is_bare(&self) -> bool {
        self.bare
    }

    pub(in super::super) fn check(&self) -> Result<(), BuildError> {
        let (least, most) =
            (self.alphabet.chars(VALUE_BITS) + self.check_chars(), self.alphabet.chars(MOST_BITS));
        if (least..=most).contains(&self.length) {
            return Ok(());
        }
        let message = format!("{} characters: with this alphabet a token has {least} to {most}", self.length);
        Err(BuildError::Option { option: "token", message: message.into() })
    }

    fn check_chars(&self) -> usize {
        self.alphabet.chars(CHECK_BITS)
    }

    pub(in super::super) fn write(&self, site: &Site<'_>, value: &[u8], out: &mut Vec<u8>) {
        let entity = site.finding.entity;
        if !self.bare {
            out.extend_from_slice(format!("<{entity}:").as_bytes());
        }
        let from = out.len();
        let tag = self.mac.tag(&[entity.as_bytes(), &canonical(value)]);
        self.spell(tag, self.length.saturating_sub(self.check_chars()), out);
        let check = self.check.tag(&[out.get(from..).unwrap_or_default()]);
        self.spell(check, self.check_chars(), out);
        if !self.bare {
            out.push(b'>');
        }
    }

    /// Whether this operator wrote `token`, whatever the value.
    pub(in super::super) fn recognises(&self, token: &[u8]) -> bool {
        let Some((value, check)) = token.split_at_checked(token.len().saturating_sub(self.check_chars()))
        else {
            return false;
        };
        if token.len() != self.length || !token.iter().all(|byte| self.alphabet.symbols().contains(byte)) {
            return false;
        }
        let mut expected = Vec::with_capacity(check.len());
        self.spell(self.check.tag(&[value]), check.len(), &mut expected);
        expected == check
    }

    /// Appends the last digits of a number in the base of the alphabet.
    fn spell(&self, mut number: [u8; 32], length: usize, out: &mut Vec<u8>) {
        let symbols = self.alphabet.symbols();
        let base = symbols.len() as u32;
        for _ in 0..length {
            let mut rest = 0;
            for byte in &mut number {
                let part = rest << 8 | u32::from(*byte);
                (*byte, rest) = ((part / base) as u8, part % base);
            }
            out.extend(symbols.get(rest as usize));
        }
    }
}

impl From<Token> for Operator {
    fn from(token: Token) -> Self {
        Self::Token(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::{Redactor, tests};

    fn key() -> Key {
        Key::from_bytes(&[7; 32]).expect("long enough")
    }

    fn written(token: &Token, entity: &str, value: &str) -> String {
        tests::written(token.clone(), entity, value, "")
    }

    #[test]
    fn a_value_has_one_token_and_others_have_others() {
        let token = Token::new(&key()).bare();
        let one = written(&token, "CN_MOBILE_NUMBER", "13812345678");
        assert_eq!(one.len(), 16);
        assert_eq!(written(&token, "CN_MOBILE_NUMBER", "138 1234-5678"), one);
        assert_ne!(written(&token, "CN_MOBILE_NUMBER", "13812345679"), one);
        assert_ne!(written(&token, "PHONE_NUMBER", "13812345678"), one);
        let other = Token::new(&Key::from_bytes(&[8; 32]).expect("long enough")).bare();
        assert_ne!(written(&other, "CN_MOBILE_NUMBER", "13812345678"), one);
        assert!(token.recognises(one.as_bytes()) && !other.recognises(one.as_bytes()));
    }

    #[test]
    fn alphabets_and_lengths_are_kept() {
        for (name, alphabet) in Alphabet::ALL {
            let token = Token::new(&key()).alphabet(alphabet).bare();
            token.check().unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut seen = std::collections::HashSet::new();
            for value in 0..300 {
                let written = written(&token, "ID", &value.to_string());
                assert!(written.len() == token.length && token.recognises(written.as_bytes()), "{name}");
                assert!(!token.recognises(&[b"_", written.as_bytes().split_at(1).1].concat()));
                seen.extend(written.bytes());
            }
            assert_eq!(seen.len(), alphabet.symbols().len(), "{name}");
            assert!(
                Redactor::builder().default_operator(token.clone().length(token.length - 9)).build().is_err()
            );
        }
        let short = Token::new(&key()).length(11).check().expect_err("too short").to_string();
        assert_eq!(short, "token: 11 characters: with this alphabet a token has 12 to 40");
    }
}
