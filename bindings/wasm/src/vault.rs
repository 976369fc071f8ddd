//! Vaults: placeholders and what they stand for.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::document::structure;
use crate::error::failed;
use crate::key::Key;
use crate::redactor::RedactorBuilder;
use crate::scanner::Scanner;
use crate::transfer;

/// A vault.
#[wasm_bindgen]
pub struct Vault(yinsi::Vault);

#[wasm_bindgen]
impl Vault {
    /// One that counts.
    pub fn numbered() -> Self {
        Self(yinsi::Vault::numbered())
    }

    /// One whose placeholders depend on value and key.
    pub fn keyed(key: &Key, suffix: Option<usize>) -> Self {
        let vault = yinsi::Vault::keyed(&key.inner);
        Self(match suffix {
            Some(chars) => vault.suffix_len(chars),
            None => vault,
        })
    }

    /// One that was written.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when it is none, of another key or damaged.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8], key: &Key) -> Result<Self, JsValue> {
        Ok(Self(yinsi::Vault::from_bytes(bytes, &key.inner).map_err(|error| failed("vault", &error))?))
    }

    /// All it holds, encrypted.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when that is too large.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self, key: &Key) -> Result<Vec<u8>, JsValue> {
        self.0.to_bytes(&key.inner).map_err(|error| failed("vault", &error))
    }

    /// How many placeholders there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[wasm_bindgen(js_name = isEmpty)]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The placeholder of a value, kept from now on.
    pub fn placeholder(&self, entity: &str, value: String) -> String {
        self.0.placeholder(entity, Zeroizing::new(value).as_bytes())
    }

    /// The value of a placeholder.
    pub fn value(&self, placeholder: &str) -> Option<String> {
        let value = Zeroizing::new(self.0.value(placeholder)?);
        Some(String::from_utf8_lossy(&value).into_owned())
    }

    /// Puts values back in `len` bytes of the room, a document if `name` says of which structure; returns how many
    /// bytes were written.
    ///
    /// # Errors
    ///
    /// A `YinsiError` for an unknown structure.
    pub fn restore(&self, len: usize, name: &str, scanner: &Scanner) -> Result<usize, JsValue> {
        transfer::with_text(len, |text| {
            let restored = match name {
                "" => self.0.restore_bytes(text),
                _ => self.0.restore_document(text, structure(name, text, true, &scanner.inner)?),
            };
            Ok(transfer::write_text(|out| *out = restored))
        })
    }
}

#[wasm_bindgen]
impl RedactorBuilder {
    /// Writes placeholders of this vault.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when the place cannot be.
    pub fn vault(&mut self, vault: &Vault) -> Result<(), JsValue> {
        self.operator(vault.0.operator())
    }
}

/// Puts values back in chunks of one text after the other.
#[wasm_bindgen]
pub struct RestoreStream(yinsi::RestoreStream);

#[wasm_bindgen]
impl RestoreStream {
    /// A stream that has seen nothing; its text may be JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(vault: &Vault, json: bool) -> Self {
        let stream = yinsi::RestoreStream::new(&vault.0);
        Self(if json { stream.json() } else { stream })
    }

    /// Takes `len` bytes of the room and returns how many bytes were written.
    pub fn push(&mut self, len: usize) -> usize {
        transfer::with_text(len, |chunk| transfer::write_text(|out| self.0.push(chunk, out)))
    }

    /// The text is at its end: as [`RestoreStream::push`], then starts over.
    pub fn finish(&mut self) -> usize {
        transfer::write_text(|out| self.0.finish(out))
    }
}
