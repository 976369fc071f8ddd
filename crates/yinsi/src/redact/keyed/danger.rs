//! What looks safe and is not. Here because people need it, under a name that says what it is.

use data_encoding::BASE32_NOPAD;

use super::super::value::canonical;
use super::super::{Operator, Site};
use super::key::digest;

/// Writes a hash without a key: `<CN_MOBILE_NUMBER:…>`, SHA-256 of salt, entity and value.
///
/// **Anyone can undo it** by hashing all values: there are fewer mobile numbers than a laptop hashes in a
/// minute, and a salt that is known helps nothing. [`Token`](crate::Token) is the same with a key. Use this
/// only to join with hashes that others made the same way, and treat the output as the values themselves.
#[derive(Debug, Clone, Default)]
pub struct Hash {
    salt: Box<str>,
}

impl Hash {
    /// Hashes with a salt; empty for none.
    pub fn new(salt: impl Into<String>) -> Self {
        Self { salt: salt.into().into() }
    }

    pub(in super::super) fn write(&self, site: &Site<'_>, value: &[u8], out: &mut Vec<u8>) {
        let entity = site.finding.entity;
        let digest = digest(&[self.salt.as_bytes(), entity.as_bytes(), &canonical(value)]);
        let digest = BASE32_NOPAD.encode(&digest).to_ascii_lowercase();
        out.extend_from_slice(format!("<{entity}:{digest}>").as_bytes());
    }
}

impl From<Hash> for Operator {
    fn from(hash: Hash) -> Self {
        Self::DangerHash(hash)
    }
}
