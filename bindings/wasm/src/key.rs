//! Keys, what they write and what they open again.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yinsi::{Operator, Reverser};
use zeroize::Zeroizing;

use crate::error::thrown;
use crate::redactor::{Redactor, RedactorBuilder};
use crate::scanner::Scanner;
use crate::transfer;

/// A key; wiped when it is freed.
#[wasm_bindgen]
pub struct Key {
    pub(crate) inner: yinsi::Key,
    /// Reports derive their key in another way.
    #[cfg(feature = "audit")]
    pub(crate) secret: Zeroizing<Vec<u8>>,
}

#[wasm_bindgen]
impl Key {
    /// A key from a secret, which is wiped here; or from the content of a file of one.
    ///
    /// # Errors
    ///
    /// A `YinsiError` when the secret is too short.
    #[wasm_bindgen(constructor)]
    pub fn new(secret: Vec<u8>, file: bool) -> Result<Self, JsValue> {
        let secret = Zeroizing::new(secret);
        let key = if file { yinsi::Key::from_content(&secret) } else { yinsi::Key::from_bytes(&secret) };
        Ok(Self {
            inner: key.map_err(thrown)?,
            #[cfg(feature = "audit")]
            secret,
        })
    }

    /// Its public name.
    pub fn id(&self) -> String {
        self.inner.id().to_owned()
    }
}

#[wasm_bindgen]
impl RedactorBuilder {
    /// Writes what the text says, with this key if it needs one.
    ///
    /// # Errors
    ///
    /// A `YinsiError` with what is wrong.
    pub fn keyed(&mut self, text: &str, key: &Key) -> Result<(), JsValue> {
        self.operator(Operator::parse_keyed(text, &key.inner).map_err(thrown)?)
    }
}

/// Opens tokens of some keys.
#[wasm_bindgen]
pub struct Opener {
    keys: Vec<yinsi::Key>,
    preserved: Option<(yinsi::Scanner, yinsi::Redactor)>,
}

#[wasm_bindgen]
impl Opener {
    /// Opens nothing yet.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { keys: Vec::new(), preserved: None }
    }

    /// Opens tokens of this key as well.
    pub fn key(&mut self, key: &Key) {
        self.keys.push(key.inner.clone());
    }

    /// Reverses format-preserving operators of this redactor as well.
    pub fn preserved(&mut self, scanner: &Scanner, redactor: &Redactor) {
        self.preserved = Some((scanner.inner.clone(), redactor.0.clone()));
    }

    /// Opens what is in `len` bytes of the room; returns how many bytes were written, values restored and tokens
    /// not opened.
    pub fn open(&self, len: usize) -> Vec<usize> {
        let mut reverser = Reverser::new(&self.keys);
        if let Some((scanner, redactor)) = &self.preserved {
            reverser = reverser.preserved(scanner, redactor);
        }
        let mut counts = Vec::new();
        let written = transfer::with_text(len, |text| {
            transfer::write_text(|out| {
                let reversed = reverser.reverse(text);
                counts = vec![reversed.restored, reversed.unopened];
                *out = reversed.text;
            })
        });
        [vec![written], counts].concat()
    }
}
