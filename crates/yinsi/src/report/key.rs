//! [`Key`]: under which values are hashed, so that a report can tell equal ones and nobody can guess them.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::error::ReportError;

/// The key of a report: HMAC-SHA-256 with it is all that is kept of a value.
///
/// Numbers of few digits can be guessed from a hash without a key; with one only by who has it. Reports
/// that are to be merged must share a key; what they say does not depend on it.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// Shortest secret that [`Key::from_secret`] takes, in bytes.
    pub const MIN_SECRET: usize = 16;

    /// A key of the system's random numbers.
    ///
    /// # Errors
    ///
    /// When the system has none to give.
    #[cfg(not(target_family = "wasm"))]
    pub fn random() -> Result<Self, ReportError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| ReportError::Random { source: error.into() })?;
        Ok(Self(bytes))
    }

    /// The key that a secret of any form (a file, an environment variable) stands for: its SHA-256.
    ///
    /// # Errors
    ///
    /// When it has fewer than [`Key::MIN_SECRET`] bytes.
    pub fn from_secret(secret: &[u8]) -> Result<Self, ReportError> {
        if secret.len() < Self::MIN_SECRET {
            return Err(ReportError::ShortKey { least: Self::MIN_SECRET });
        }
        Ok(Self(Sha256::digest(secret).into()))
    }

    /// Hashes values of this key.
    pub(super) fn hasher(&self) -> Hasher {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        Hasher { mac }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0 = [0; 32];
        std::hint::black_box(&self.0);
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// What stands for a value: 128 bits of its HMAC.
pub(super) type Tag = u128;

/// HMAC-SHA-256 with the key's block taken in already.
#[derive(Clone)]
pub(super) struct Hasher {
    mac: Hmac<Sha256>,
}

impl Hasher {
    /// The tag of `value` among the values of `space`.
    pub(super) fn tag(&self, space: &str, value: &[u8]) -> Tag {
        let mut mac = self.mac.clone();
        mac.update(space.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        let bytes: [u8; 32] = mac.finalize().into_bytes().into();
        let (half, _) = bytes.split_at(16);
        Tag::from_le_bytes(half.try_into().expect("half of 32 bytes"))
    }

    /// What tells this key from others without telling anything of it.
    pub(super) fn key_id(&self) -> String {
        format!("{:032x}", self.tag("yinsi key id", b""))
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher(..)")
    }
}

/// A tag for what two tags are together, in this order. Tags are as good as random, so it needs no key.
pub(super) fn join(first: Tag, second: Tag) -> Tag {
    let folded = first.rotate_left(41) ^ second.rotate_right(23);
    folded.wrapping_mul(0xDA94_2042_E4DD_58B5_9FB2_1C65_1E98_DF25)
        ^ first.wrapping_add(second).rotate_left(64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_depend_on_key_space_and_value() {
        let of = |secret: &[u8]| Key::from_secret(secret).expect("a long secret").hasher();
        let (one, other) = (of(b"0123456789abcdef"), of(b"0123456789abcdeg"));
        assert_eq!(one.tag("phone", b"1"), one.tag("phone", b"1"));
        assert_ne!(one.tag("phone", b"1"), one.tag("phone", b"2"));
        assert_ne!(one.tag("phone", b"1"), one.tag("card", b"1"));
        assert_ne!(one.tag("phone", b"1"), other.tag("phone", b"1"));
        assert_ne!(one.key_id(), other.key_id());
        assert!(matches!(Key::from_secret(b"short"), Err(ReportError::ShortKey { .. })));
    }

    #[test]
    fn a_key_shows_nothing_of_itself() {
        let key = Key::from_secret(&[b'k'; 32]).expect("a long secret");
        assert_eq!(format!("{key:?} {:?}", key.hasher()), "Key(..) Hasher(..)");
    }

    #[test]
    fn joined_tags_are_ordered_and_differ() {
        let (a, b, c) = (3 << 80, 5 << 3, 7 << 100);
        assert_ne!(join(a, b), join(b, a));
        assert_ne!(join(a, b), join(a, c));
        assert_ne!(join(a, b), a);
    }
}
