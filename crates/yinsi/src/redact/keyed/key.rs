//! Keys: where they come from, what is derived from them, and that nobody sees them.
//!
//! One secret serves every operator. Each purpose gets a key of its own by HKDF (RFC 5869, SHA-256), so that
//! what one operator writes says nothing of what another would. What stays in memory is wiped when the last
//! clone of a [`Key`] goes.

use std::fmt;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::error::BuildError;

/// Fewest bytes that a secret may have.
const SECRET_MIN: usize = 16;

/// Most bytes that are read from a file.
const SECRET_MAX: usize = 64 * 1024;

/// Says what HKDF extracts for; the number changes when anything derived does.
const SALT: &[u8] = b"yinsi redaction key 1";

/// A secret from which keyed operators derive what they need.
///
/// Cheap to clone. Neither `Debug` nor an error shows any of it; [`id`](Self::id) names it in public.
/// Sixteen bytes at least; thirty-two from a random source are right (`openssl rand -hex 32 > key`). A
/// password that a person thought of can be guessed: everything a key protects is then lost.
///
/// ```
/// use yinsi::Key;
///
/// let key = Key::from_bytes(b"an example, not a secret: 32 byte")?;
/// assert_eq!(key.id().len(), 8);
/// assert_eq!(format!("{key:?}"), format!("Key({})", key.id()));
/// assert!(Key::from_bytes(b"too short").is_err());
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Clone)]
pub struct Key {
    /// What HKDF extracted from the secret.
    extracted: Arc<Zeroizing<[u8; 32]>>,
    id: KeyId,
}

/// Public name of a key: eight lower-case hexadecimal digits derived from it.
type KeyId = [u8; 8];

impl Key {
    /// A key from a secret of at least 16 bytes, taken as they are.
    ///
    /// # Errors
    ///
    /// When there are fewer.
    pub fn from_bytes(secret: &[u8]) -> Result<Self, BuildError> {
        if secret.len() < SECRET_MIN {
            return Err(fault(format!("has fewer than {SECRET_MIN} bytes")));
        }
        let (extracted, _) = Hkdf::<Sha256>::extract(Some(SALT), secret);
        let mut key = Self { extracted: Arc::new(Zeroizing::new(extracted.into())), id: KeyId::default() };
        let (digest, digits) = (key.derive("key id"), b"0123456789abcdef");
        for (nth, digit) in key.id.iter_mut().enumerate() {
            let nibble = digest.get(nth / 2).map_or(0, |byte| byte >> (4 * (1 - nth % 2)) & 15);
            *digit = digits.get(usize::from(nibble)).copied().unwrap_or(b'0');
        }
        Ok(key)
    }

    /// A key from a file.
    ///
    /// Of a file that is all printable ASCII the line ends at its end do not count, so that what an editor
    /// or a shell wrote is the same key as [`from_env`](Self::from_env) reads. Nothing is decoded:
    /// hexadecimal digits are taken as digits.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or holds fewer than 16 bytes or more than 64 KiB.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, BuildError> {
        let path = path.as_ref();
        let at = |message: String| fault(format!("{}: {message}", path.display()));
        // Room for all of it from the start: a vector that grows leaves copies behind.
        let mut secret = Zeroizing::new(Vec::with_capacity(SECRET_MAX + 1));
        let limit = secret.capacity() as u64;
        std::fs::File::open(path)
            .and_then(|file| file.take(limit).read_to_end(&mut secret))
            .map_err(|error| at(error.kind().to_string()))?;
        if secret.len() > SECRET_MAX {
            return Err(at(format!("has more than {SECRET_MAX} bytes")));
        }
        Self::from_content(&secret).map_err(|error| match error {
            BuildError::Option { message, .. } => at(message.into()),
            other => other,
        })
    }

    /// The key that [`from_file`](Self::from_file) makes of a file with this content, for who reads files in
    /// another way.
    ///
    /// # Errors
    ///
    /// When there are fewer than 16 bytes.
    pub fn from_content(content: &[u8]) -> Result<Self, BuildError> {
        Self::from_bytes(without_line_end(content))
    }

    /// A key from an environment variable; line ends at its end do not count.
    ///
    /// # Errors
    ///
    /// When the variable is not set, or holds fewer than 16 bytes.
    pub fn from_env(variable: &str) -> Result<Self, BuildError> {
        let at = |message: &str| fault(format!("environment variable `{variable}` {message}"));
        let value = std::env::var_os(variable).ok_or_else(|| at("is not set"))?;
        let secret = Zeroizing::new(value.into_encoded_bytes());
        Self::from_content(&secret).map_err(|error| match error {
            BuildError::Option { message, .. } => at(&message),
            other => other,
        })
    }

    /// Public name of the key: eight lower-case hexadecimal digits.
    ///
    /// It says nothing of the secret and stands in tokens that can be reversed, so that the right one
    /// of several keys is found.
    pub fn id(&self) -> &str {
        std::str::from_utf8(&self.id).unwrap_or_default()
    }

    /// A key of 32 bytes for one purpose: the same for the same purpose, unrelated for any other.
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut okm = Zeroizing::new([0; 32]);
        self.fill(purpose, &mut *okm);
        okm
    }

    /// The same with 64 bytes, as AES-256-SIV wants them.
    pub fn derive_wide(&self, purpose: &str) -> Zeroizing<[u8; 64]> {
        let mut okm = Zeroizing::new([0; 64]);
        self.fill(purpose, &mut *okm);
        okm
    }

    /// A keyed hash for one purpose.
    pub fn mac(&self, purpose: &str) -> KeyedMac {
        let key = self.derive(purpose);
        KeyedMac { state: Hmac::<Sha256>::new_from_slice(&*key).expect("HMAC takes keys of any length") }
    }

    fn fill(&self, purpose: &str, okm: &mut [u8]) {
        let hkdf = Hkdf::<Sha256>::from_prk(&**self.extracted).expect("32 bytes are a key for SHA-256");
        hkdf.expand(purpose.as_bytes(), okm).expect("less than 255 times 32 bytes are wanted");
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id())
    }
}

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1) under a key derived for one purpose; made by [`Key::mac`].
#[derive(Clone)]
pub struct KeyedMac {
    state: Hmac<Sha256>,
}

impl KeyedMac {
    /// The hash of several parts; where one ends and the next begins counts.
    ///
    /// ```
    /// # let key = yinsi::Key::from_bytes(&[7; 32])?;
    /// let mac = key.mac("example");
    /// assert_ne!(mac.tag(&[b"ab", b"c"]), mac.tag(&[b"a", b"bc"]));
    /// # Ok::<(), yinsi::BuildError>(())
    /// ```
    pub fn tag(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.state.clone();
        framed(parts, |bytes| mac.update(bytes));
        mac.finalize().into_bytes().into()
    }

    /// Whether `tag` is the beginning of the hash of `parts`, in a time that does not depend on where they
    /// differ.
    ///
    /// An empty tag, or one of more than 32 bytes, is none.
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        let expected = self.tag(parts);
        !tag.is_empty() && expected.get(..tag.len()).is_some_and(|head| head.ct_eq(tag).into())
    }
}

impl fmt::Debug for KeyedMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyedMac").finish_non_exhaustive()
    }
}

/// The SHA-256 of `parts`, kept apart as [`KeyedMac::tag`] keeps them.
pub(crate) fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    framed(parts, |bytes| hash.update(bytes));
    hash.finalize().into()
}

/// Feeds each part behind its length, so that no two lists of parts are the same to a hash.
fn framed(parts: &[&[u8]], mut feed: impl FnMut(&[u8])) {
    for part in parts {
        feed(&(part.len() as u64).to_le_bytes());
        feed(part);
    }
}

/// A secret in text form without what an editor puts behind it.
fn without_line_end(secret: &[u8]) -> &[u8] {
    let end = secret.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
    match secret.get(..end) {
        Some(text) if text.iter().all(|byte| matches!(byte, b' '..=b'~')) => text,
        _ => secret,
    }
}

fn fault(message: String) -> BuildError {
    BuildError::Option { option: "key", message: message.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: &[u8]) -> Key {
        Key::from_bytes(secret).expect("long enough")
    }

    #[test]
    fn purposes_and_secrets_are_apart() {
        let (one, other) = (key(&[1; 32]), key(&[2; 32]));
        assert_eq!(*one.derive("a"), *key(&[1; 32]).derive("a"));
        assert_ne!(*one.derive("a"), *one.derive("b"));
        assert_ne!(*one.derive("a"), *other.derive("a"));
        assert_eq!(one.derive_wide("a")[..32], one.derive("a")[..]);
        assert_ne!(one.id(), other.id());
        assert!(one.id().len() == 8 && one.id().bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn a_derived_key_is_hkdf() {
        // Computed with HMAC alone, as RFC 5869 has it: one block of output.
        let mac = |key: &[u8], data: &[u8]| -> [u8; 32] {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
            mac.update(data);
            mac.finalize().into_bytes().into()
        };
        let extracted = mac(SALT, &[1; 32]);
        assert_eq!(*key(&[1; 32]).derive("a"), mac(&extracted, b"a\x01"));
    }

    #[test]
    fn hmac_is_that_of_rfc_4231() {
        // Test case 2; `tag` puts lengths before the parts, so the state is fed by hand.
        let mut mac = Hmac::<Sha256>::new_from_slice(b"Jefe").expect("any length");
        mac.update(b"what do ya want for nothing?");
        let tag: [u8; 32] = mac.finalize().into_bytes().into();
        assert_eq!(tag[..8], [0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e]);
    }

    #[test]
    fn a_tag_is_verified_by_any_beginning() {
        let mac = key(&[1; 32]).mac("test");
        let tag = mac.tag(&[b"value"]);
        assert!(mac.verify(&[b"value"], &tag) && mac.verify(&[b"value"], &tag[..4]));
        assert!(!mac.verify(&[b"value"], b"") && !mac.verify(&[b"other"], &tag));
        assert!(!mac.verify(&[b"value"], &[tag, tag].concat()));
    }

    #[test]
    fn line_ends_behind_a_text_do_not_count() {
        let path = std::env::temp_dir().join(format!("yinsi-key-{}", std::process::id()));
        let id = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("a file");
            Key::from_file(&path).map(|key| key.id().to_owned())
        };
        let plain = id(b"0123456789abcdef").expect("a key");
        assert_eq!(id(b"0123456789abcdef\r\n").expect("a key"), plain);
        assert_eq!(plain, key(b"0123456789abcdef").id());
        let binary = b"\x00123456789abcdef\n";
        assert_eq!(id(binary).expect("a key"), key(binary).id());
        let short = id(b"0123456789abcde\n").expect_err("too short").to_string();
        assert!(short.ends_with(": has fewer than 16 bytes"), "{short}");
        assert!(!short.contains("0123456789"), "{short}");
        std::fs::remove_file(&path).expect("a file");
        let missing = Key::from_file(&path).expect_err("no file").to_string();
        assert!(missing.ends_with("entity not found"), "{missing}");
        let unset = Key::from_env("YINSI_NO_SUCH_VARIABLE").expect_err("not set").to_string();
        assert_eq!(unset, "key: environment variable `YINSI_NO_SUCH_VARIABLE` is not set");
    }

    #[test]
    fn nothing_secret_is_printed() {
        let key = key(b"0123456789abcdef");
        assert_eq!(format!("{key:?}"), format!("Key({})", key.id()));
        assert_eq!(format!("{:?}", key.mac("a")), "KeyedMac { .. }");
    }
}
