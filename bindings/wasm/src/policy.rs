//! Operators as data.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::thrown;
use crate::key::Key;
use crate::redactor::RedactorBuilder;
use crate::scanner::ScannerBuilder;

/// A policy.
#[wasm_bindgen]
pub struct Policy(yinsi::Policy);

#[wasm_bindgen]
impl Policy {
    /// Reads TOML text; `origin` names it in messages.
    ///
    /// # Errors
    ///
    /// A `YinsiError` with what is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, origin: &str) -> Result<Self, JsValue> {
        Ok(Self(yinsi::Policy::from_toml(text, origin).map_err(thrown)?))
    }

    /// The policy of this name that comes with the library, if there is one.
    pub fn preset(name: &str) -> Option<Self> {
        yinsi::Policy::preset(name).map(Self)
    }

    /// Names of these.
    pub fn presets() -> Vec<String> {
        yinsi::Policy::presets().map(str::to_owned).collect()
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.0.name().to_owned()
    }

    /// A sentence about it.
    pub fn description(&self) -> String {
        self.0.description().to_owned()
    }

    /// Entities to look for besides those that are on by default.
    pub fn find(&self) -> Vec<String> {
        self.0.find().map(str::to_owned).collect()
    }

    /// Entities it names an operator for.
    pub fn entities(&self) -> Vec<String> {
        self.0.entities().map(str::to_owned).collect()
    }

    /// Scanners that look for what it wants found.
    pub fn scanner(&self) -> ScannerBuilder {
        ScannerBuilder(self.0.scanner())
    }
}

#[wasm_bindgen]
impl RedactorBuilder {
    /// Takes over the operators of a policy that needs no key.
    ///
    /// # Errors
    ///
    /// A `YinsiError` with what is wrong.
    pub fn policy(&mut self, policy: &Policy) -> Result<(), JsValue> {
        self.change(|builder| builder.policy(&policy.0))
    }

    /// The same with a key.
    ///
    /// # Errors
    ///
    /// A `YinsiError` with what is wrong.
    #[wasm_bindgen(js_name = keyedPolicy)]
    pub fn keyed_policy(&mut self, policy: &Policy, key: &Key) -> Result<(), JsValue> {
        self.change(|builder| builder.policy(&policy.0.clone().key(&key.inner)))
    }
}
