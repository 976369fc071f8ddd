//! Reversible redaction: [`Vault`] keeps what each placeholder stands for.
//!
//! A vault writes placeholders like `<PERSON_K7F3A2>` in place of values and puts
//! the values back into whatever text comes of it, an answer of a language model
//! for one ([`RestoreStream`]). It lives in memory, or in an encrypted file.

mod document;
mod file;
mod placeholder;
mod restore;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use zeroize::Zeroizing;

use crate::decode::written::KEYED_MIN;
use crate::redact::{Key, KeyedMac, Operator, digest};

pub use file::VaultError;
pub use restore::RestoreStream;

/// Characters of a keyed placeholder's last part unless one says otherwise.
const SUFFIX: usize = 6;

/// Most of them.
const SUFFIX_MAX: usize = 16;

/// Placeholders and the values that they stand for.
///
/// Cheap to clone; clones share what they hold, and threads may share one. [`operator`](Self::operator) makes
/// an operator of it that any [`Redactor`](crate::Redactor) can use. Nothing but [`value`](Self::value) and the
/// functions that restore gives a value out, `Debug` least of all; what is held is wiped when it goes.
///
/// ```
/// use yinsi::{Key, Redactor, Scanner, Vault};
///
/// let vault = Vault::keyed(&Key::from_bytes(b"an example, not a secret: 32 byte")?);
/// let redactor = Redactor::builder().default_operator(vault.operator()).build()?;
/// let prompt = redactor.redact(&Scanner::new(), "Write to jane@example.com.");
/// assert!(prompt.starts_with("Write to <EMAIL_ADDRESS_"));
/// assert_eq!(vault.restore(&prompt), "Write to jane@example.com.");
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Clone)]
pub struct Vault {
    shared: Arc<Shared>,
}

struct Shared {
    naming: Naming,
    held: RwLock<Held>,
}

/// How placeholders get their names.
enum Naming {
    /// By a count for each entity.
    Numbered,
    /// By a keyed hash of the value, at first of so many characters.
    Keyed { mac: KeyedMac, suffix: usize },
}

#[derive(Default)]
struct Held {
    /// From the hash of an entity and a value to the name of their placeholder.
    names: HashMap<[u8; 32], Box<str>>,
    /// From names, upper case and without brackets, to what they stand for.
    values: BTreeMap<Box<str>, Entry>,
    /// How many numbers each entity has given out.
    counts: HashMap<Box<str>, u64>,
}

/// What a placeholder stands for.
struct Entry {
    entity: Box<str>,
    value: Zeroizing<Box<[u8]>>,
    /// Whether the value stood where a string would have quotes: a number of JSON or SQL.
    bare: bool,
}

impl Vault {
    /// A vault that counts: `<PERSON_1>`, `<PERSON_2>`.
    ///
    /// The numbers are those of this vault alone: another one, or another process, gives the same number to
    /// another value.
    pub fn numbered() -> Self {
        Self::new(Naming::Numbered)
    }

    /// A vault whose placeholders depend on the value and a key alone: `<PERSON_K7F3A2>`.
    ///
    /// Many turns of a conversation and many processes give a value the same placeholder, whatever they saw
    /// before. Six characters tell a few thousand values of an entity apart; where two values meet in one vault
    /// all the same, the later gets more characters. See [`suffix_len`](Self::suffix_len).
    pub fn keyed(key: &Key) -> Self {
        Self::new(Naming::Keyed { mac: key.mac(PURPOSE), suffix: SUFFIX })
    }

    /// How many characters the last part of a keyed placeholder has, 5 to 16; others are taken for the next of
    /// these. Five bits each: processes that never share a file want 4 more for every thousandfold of values.
    ///
    /// To be said before the first value; on a vault that counts it changes nothing.
    #[must_use]
    pub fn suffix_len(self, chars: usize) -> Self {
        let held = self.read();
        match &self.shared.naming {
            Naming::Keyed { mac, .. } if held.values.is_empty() => {
                let mac = mac.clone();
                Self::new(Naming::Keyed { mac, suffix: chars.clamp(KEYED_MIN, SUFFIX_MAX) })
            }
            _ => self.clone(),
        }
    }

    fn new(naming: Naming) -> Self {
        Self { shared: Arc::new(Shared { naming, held: RwLock::default() }) }
    }

    /// The placeholder of a value, which the vault keeps from now on.
    ///
    /// The same for the same bytes under the same entity. Characters of an entity's name that no placeholder
    /// has become `_`.
    ///
    /// ```
    /// let vault = yinsi::Vault::numbered();
    /// assert_eq!(vault.placeholder("PERSON", "张三".as_bytes()), "<PERSON_1>");
    /// assert_eq!(vault.placeholder("PERSON", b"Jane Roe"), "<PERSON_2>");
    /// assert_eq!(vault.placeholder("PERSON", "张三".as_bytes()), "<PERSON_1>");
    /// ```
    pub fn placeholder(&self, entity: &str, value: &[u8]) -> String {
        format!("<{}>", self.name(entity, value, false))
    }

    /// The value that a placeholder stands for; with its brackets or without, in upper case.
    pub fn value(&self, placeholder: &str) -> Option<Vec<u8>> {
        let name =
            placeholder.strip_prefix('<').and_then(|name| name.strip_suffix('>')).unwrap_or(placeholder);
        self.read().values.get(name).map(|entry| entry.value.to_vec())
    }

    /// How many placeholders there are.
    pub fn len(&self) -> usize {
        self.read().values.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An operator that writes this vault's placeholders.
    pub fn operator(&self) -> Operator {
        Operator::Vault(self.clone())
    }

    /// Writes the placeholder of a value, which stood where a string would have quotes if it is `bare`.
    pub(crate) fn write(&self, entity: &str, value: &[u8], bare: bool, out: &mut Vec<u8>) {
        out.push(b'<');
        out.extend_from_slice(self.name(entity, value, bare).as_bytes());
        out.push(b'>');
    }

    fn name(&self, entity: &str, value: &[u8], bare: bool) -> Box<str> {
        let tag = self.tag(entity, value, bare);
        if let Some(name) = self.read().names.get(&tag) {
            return name.clone();
        }
        let mut held = self.change();
        if let Some(name) = held.names.get(&tag) {
            return name.clone();
        }
        let stem = placeholder::stem(entity);
        let name: Box<str> = match &self.shared.naming {
            Naming::Numbered => {
                let count = held.counts.entry(stem.clone()).or_default();
                *count += 1;
                format!("{stem}_{count}").into()
            }
            // The whole tag, in the end: two values do not meet in that.
            Naming::Keyed { suffix, .. } => (*suffix..=placeholder::TAG_CHARS)
                .map(|len| format!("{stem}_{}", placeholder::suffix(&tag, len)))
                .find(|name| !held.values.contains_key(&**name))
                .unwrap_or_else(|| format!("{stem}_{}", placeholder::suffix(&tag, placeholder::TAG_CHARS)))
                .into(),
        };
        let entry = Entry { entity: entity.into(), value: Zeroizing::new(value.into()), bare };
        held.names.insert(tag, name.clone());
        held.values.insert(name.clone(), entry);
        name
    }

    /// A hash of a value in its role.
    fn tag(&self, entity: &str, value: &[u8], bare: bool) -> [u8; 32] {
        let parts = [entity.as_bytes(), value, if bare { b"bare" } else { b"" }];
        match &self.shared.naming {
            Naming::Keyed { mac, .. } => mac.tag(&parts),
            Naming::Numbered => digest(&parts),
        }
    }

    // A panic between two insertions leaves nothing that is wrong.
    fn read(&self) -> RwLockReadGuard<'_, Held> {
        self.shared.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self) -> RwLockWriteGuard<'_, Held> {
        self.shared.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the key that names placeholders is derived for.
const PURPOSE: &str = "vault placeholder 1";

impl Held {
    /// Whether a placeholder's name begins with `start`.
    fn has_prefix(&self, start: &str) -> bool {
        let mut later =
            self.values.range::<str, _>((std::ops::Bound::Included(start), std::ops::Bound::Unbounded));
        later.next().is_some_and(|(name, _)| name.starts_with(start))
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("placeholders", &self.len()).finish_non_exhaustive()
    }
}

impl From<&Vault> for Operator {
    fn from(vault: &Vault) -> Self {
        vault.operator()
    }
}
