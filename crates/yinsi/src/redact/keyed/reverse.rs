//! Back from what reversible operators wrote to the values.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memchr_iter;

use super::super::Operator;
use super::super::redactor::Redactor;
use super::{Encrypt, Key};
use crate::decode::written;
use crate::scanner::Scanner;

/// Turns what [`Encrypt`] and [`Preserve`](super::Preserve) wrote back into the values, byte for byte.
///
/// Tokens of [`Encrypt`] are known by their form and opened by whichever of the keys they name, so that old
/// keys can be given along with the new. What `Preserve` wrote looks like any value: it is found by a
/// scanner again, and reversed where the redactor would use that operator.
///
/// ```
/// use yinsi::{Encrypt, Key, Redactor, Reverser, Scanner};
///
/// let (scanner, key) = (Scanner::new(), Key::from_bytes(b"an example, not a secret: 32 byte")?);
/// let redactor = Redactor::builder().default_operator(Encrypt::new(&key)).build()?;
/// let text = "from jane.doe@example.com";
/// let sealed = redactor.redact(&scanner, text);
/// assert!(sealed.starts_with("from <EMAIL_ADDRESS:"));
/// assert_eq!(Reverser::new([&key]).reverse(sealed.as_bytes()).text, text.as_bytes());
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reverser {
    keys: HashMap<String, Encrypt>,
    preserved: Option<(Scanner, Redactor)>,
}

/// What a [`Reverser`] made of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Reversed {
    /// The text with values in it again.
    pub text: Vec<u8>,
    /// How many values were restored.
    pub restored: usize,
    /// How many tokens could not be opened: of another key, or changed.
    pub unopened: usize,
}

impl Reverser {
    /// Opens tokens of these keys.
    pub fn new<'k>(keys: impl IntoIterator<Item = &'k Key>) -> Self {
        let keys = keys.into_iter().map(|key| (key.id().to_owned(), Encrypt::new(key))).collect();
        Self { keys, preserved: None }
    }

    /// Reverses format-preserving operators of `redactor` as well, where `scanner` finds their values again.
    #[must_use]
    pub fn preserved(mut self, scanner: &Scanner, redactor: &Redactor) -> Self {
        self.preserved = Some((scanner.clone(), redactor.clone()));
        self
    }

    /// Restores what can be restored; everything else stays as it is.
    pub fn reverse(&self, text: &[u8]) -> Reversed {
        let mut edits = Vec::new();
        let mut unopened = 0;
        for at in memchr_iter(b'<', text) {
            let Some((place, entity, payload)) = token(text, at) else { continue };
            let encrypt = payload.split_once('.').and_then(|(id, _)| self.keys.get(&id.to_ascii_lowercase()));
            match encrypt.and_then(|encrypt| encrypt.open(entity, payload)) {
                Some(value) => edits.push((place, value)),
                None => unopened += 1,
            }
        }
        if let Some((scanner, redactor)) = &self.preserved {
            for finding in scanner.scan(text) {
                let Operator::Preserve(preserve) = redactor.operator_for(&finding, "") else { continue };
                let place = finding.range();
                let value = text.get(place.clone()).unwrap_or_default();
                edits.extend(preserve.reverse(finding.entity, value).map(|value| (place, value)));
            }
        }
        edits.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
        let mut reversed = Reversed { unopened, ..Reversed::default() };
        let mut at = 0;
        for (place, value) in edits {
            if place.start < at {
                continue;
            }
            reversed.text.extend_from_slice(text.get(at..place.start).unwrap_or_default());
            reversed.text.extend_from_slice(&value);
            reversed.restored += 1;
            at = place.end;
        }
        reversed.text.extend_from_slice(text.get(at..).unwrap_or_default());
        reversed
    }
}

/// The token in the angle bracket at `at`: its place, entity and payload.
fn token(text: &[u8], at: usize) -> Option<(Range<usize>, &str, &str)> {
    let (name, payload) = written::sealed_at(text, at)?;
    let (id, _) = payload.split_once('.')?;
    let is_id = id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| (at..at + name.len() + payload.len() + 3, name, payload))
}
