//! Deterministic encryption: a token that a key turns back into the value.

use std::sync::Arc;

use aes_siv::KeyInit as _;
use aes_siv::siv::Aes256Siv;
use data_encoding::{Encoding, Specification};
use std::sync::LazyLock;
use zeroize::Zeroizing;

use super::super::{Operator, Site};
use super::Key;

/// Base 32 in lower case, without padding: it survives software that changes case.
static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut form = Specification::new();
    form.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    form.translate.from.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    form.translate.to.push_str("abcdefghijklmnopqrstuvwxyz");
    form.encoding().expect("32 symbols are an encoding")
});

/// Writes the value encrypted with AES-256-SIV (RFC 5297): `<EMAIL_ADDRESS:0a1b2c3d.mzxw6…>`.
///
/// The first eight digits name the key ([`Key::id`]), so that tokens of several keys can be told apart when
/// keys are changed. The same bytes of the same entity give the same token, and nothing else is told but
/// the length. [`Reverser`](super::Reverser) makes the value again, byte for byte, and refuses a token that
/// was changed or moved to another entity.
#[derive(Clone)]
pub struct Encrypt {
    cipher: Arc<Zeroizing<[u8; 64]>>,
    key: Key,
}

impl Encrypt {
    /// Encrypts under a key derived from `key`.
    pub fn new(key: &Key) -> Self {
        Self { cipher: Arc::new(key.derive_wide("encrypt")), key: key.clone() }
    }

    fn siv(&self) -> Aes256Siv {
        Aes256Siv::new((&**self.cipher).into())
    }

    pub(in super::super) fn write(&self, site: &Site<'_>, value: &[u8], out: &mut Vec<u8>) {
        let entity = site.finding.entity;
        let sealed = self.siv().encrypt([entity.as_bytes()], value).expect("one header is not too many");
        out.extend_from_slice(format!("<{entity}:{}.", self.key.id()).as_bytes());
        out.extend_from_slice(BASE32.encode(&sealed).as_bytes());
        out.push(b'>');
    }

    /// The value of `<entity:payload>`; `None` when the key is another or anything was changed.
    pub(super) fn open(&self, entity: &str, payload: &str) -> Option<Vec<u8>> {
        let (id, token) = payload.split_once('.').filter(|(id, _)| id.eq_ignore_ascii_case(self.key.id()))?;
        debug_assert_eq!(id.len(), self.key.id().len());
        let sealed = BASE32.decode(token.as_bytes()).ok()?;
        self.siv().decrypt([entity.as_bytes()], &sealed).ok()
    }
}

impl std::fmt::Debug for Encrypt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encrypt").field("key", &self.key).finish_non_exhaustive()
    }
}

impl From<Encrypt> for Operator {
    fn from(encrypt: Encrypt) -> Self {
        Self::Encrypt(encrypt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::tests::written;
    use aes_siv::siv::Aes128Siv;
    use data_encoding::HEXLOWER;

    fn hex(text: &str) -> Vec<u8> {
        HEXLOWER.decode(text.replace(' ', "").as_bytes()).expect("hexadecimal")
    }

    #[test]
    fn the_cipher_is_that_of_rfc_5297() {
        // Appendix A.1 and A.2; RFC 5297 has no vectors with keys of 512 bits.
        let mut siv = Aes128Siv::new_from_slice(&hex(
            "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0 f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
        ))
        .expect("a key of 32 bytes");
        let header = hex("101112131415161718191a1b1c1d1e1f2021222324252627");
        let sealed = siv.encrypt([&header], &hex("112233445566778899aabbccddee")).expect("one header");
        assert_eq!(sealed, hex("85632d07c6e8f37f950acd320a2ecc93 40c02b9690c4dc04daef7f6afe5c"));
        let mut siv = Aes128Siv::new_from_slice(&hex(
            "7f7e7d7c7b7a79787776757473727170 404142434445464748494a4b4c4d4e4f",
        ))
        .expect("a key of 32 bytes");
        let headers = [
            hex("00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100"),
            hex("102030405060708090a0"),
            hex("09f911029d74e35bd84156c5635688c0"),
        ];
        let text = b"this is some plaintext to encrypt using SIV-AES";
        let sealed = siv.encrypt(&headers, text).expect("three headers");
        let expected = "7bdb6e3b432667eb06f4d14bff2fbd0f cb900f2fddbe404326601965c889bf17dba77ceb094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d";
        assert_eq!(sealed, hex(expected));
        assert_eq!(siv.decrypt(&headers, &sealed).expect("as it was"), text);
    }

    #[test]
    fn a_token_opens_with_its_key_for_its_entity_alone() {
        let encrypt = |byte| Encrypt::new(&Key::from_bytes(&[byte; 32]).expect("long enough"));
        let (one, other) = (encrypt(1), encrypt(2));
        for value in ["", "张三", "jane@example.com", "\u{0}\u{7f}"] {
            let text = written(one.clone(), "PERSON", value, "");
            let payload =
                text.strip_prefix("<PERSON:").and_then(|text| text.strip_suffix('>')).expect("a label");
            assert_eq!(one.open("PERSON", payload).expect("ours"), value.as_bytes());
            assert_eq!(one.open("PERSON", &payload.to_uppercase()).expect("ours"), value.as_bytes());
            assert_eq!(one.open("OTHER", payload), None);
            assert_eq!(other.open("PERSON", payload), None);
            let mut changed = payload.to_owned().into_bytes();
            let at = changed.len() - 3;
            changed[at] = if changed[at] == b'a' { b'b' } else { b'a' };
            assert_eq!(one.open("PERSON", std::str::from_utf8(&changed).expect("ASCII")), None);
        }
        assert!(!format!("{one:?}").contains("cipher"));
    }
}
