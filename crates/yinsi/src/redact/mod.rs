//! Takes out what was found: [`Redactor`] and its operators, one a file.
//!
//! A redactor works on any list of findings, whoever made it. It never sees a
//! pattern, and an operator sees nothing but the value and its finding.
//! [`RedactStream`] and [`RedactWriter`] do the same for text in pieces, a
//! [`Policy`] is a choice of operators as data.

mod bucket;
mod custom;
mod date;
mod document;
mod generalise;
mod keep;
#[cfg(feature = "keyed")]
mod keyed;
mod label;
mod mask;
mod path;
#[cfg(feature = "policy")]
mod policy;
mod redactor;
mod remove;
mod replace;
mod spec;
mod stream;
mod structured;
mod truncate;
mod value;
mod writer;

use crate::error::BuildError;
use crate::finding::Finding;
#[cfg(feature = "keyed")]
use crate::vault::Vault;

pub use bucket::Bucket;
pub use custom::Custom;
pub use document::Document;
pub use generalise::Generalise;
pub use keep::Keep;
#[cfg(feature = "keyed")]
pub use keyed::*;
pub use label::{Label, Numbered};
pub use mask::{Mask, MaskPart};
#[cfg(feature = "policy")]
pub use policy::Policy;
pub use redactor::{Redactor, RedactorBuilder};
pub use remove::Remove;
pub use replace::Replace;
pub use stream::RedactStream;
pub use structured::DocumentStream;
pub use truncate::Truncate;
pub use writer::RedactWriter;

/// Without the feature `keyed` there is no key.
#[cfg(not(feature = "keyed"))]
#[derive(Debug, Clone)]
enum Key {}

/// What is written in place of a finding.
///
/// Each operator is a type of its own that turns into this one; see
/// [`RedactorBuilder::operator`]. [`Operator::parse`] reads one from text.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Operator {
    /// The entity's name in angle brackets.
    Label(Label),
    /// The same with a number for each value of a document.
    Numbered(Numbered),
    /// A mask character for each character but a few at the ends.
    Mask(Mask),
    /// Nothing.
    Remove(Remove),
    /// The value itself.
    Keep(Keep),
    /// A fixed text.
    Replace(Replace),
    /// The first characters.
    Truncate(Truncate),
    /// Something coarser of the same kind.
    Generalise(Generalise),
    /// The range that a number falls into.
    Bucket(Bucket),
    /// A keyed hash.
    #[cfg(feature = "keyed")]
    Token(Token),
    /// An encrypted form that a key opens.
    #[cfg(feature = "keyed")]
    Encrypt(Encrypt),
    /// Another valid value of the same form, from which a key makes the first again.
    #[cfg(feature = "keyed")]
    Preserve(Preserve),
    /// An invented value that passes for one of its kind.
    #[cfg(feature = "keyed")]
    Surrogate(Surrogate),
    /// A date moved by a number of days that depends on whose it is.
    #[cfg(feature = "keyed")]
    ShiftDate(ShiftDate),
    /// A hash without a key, which can be undone by trying all values.
    #[cfg(feature = "keyed")]
    DangerHash(danger::Hash),
    /// A placeholder that a vault puts the value back for.
    #[cfg(feature = "keyed")]
    Vault(Vault),
    /// Whatever a function writes.
    Custom(Custom),
}

/// Where an operator writes.
struct Site<'a> {
    finding: &'a Finding,
    /// The text behind the value, as far as it is known: 16 bytes at least, or its end.
    after: &'a [u8],
    document: &'a mut Document,
}

impl Operator {
    /// An operator from a function; see [`Custom`].
    pub fn custom(write: impl Fn(&Finding, &[u8], &mut Vec<u8>) + Send + Sync + 'static) -> Self {
        Self::Custom(Custom::new(write))
    }

    /// Whether options make sense.
    fn check(&self) -> Result<(), BuildError> {
        match self {
            Self::Mask(mask) => mask.check(),
            Self::Generalise(generalise) => generalise.check(),
            Self::Bucket(bucket) => bucket.check(),
            #[cfg(feature = "keyed")]
            Self::Token(token) => token.check(),
            #[cfg(feature = "keyed")]
            Self::ShiftDate(shift) => shift.check(),
            _ => Ok(()),
        }
    }

    /// Whether the operator can serve an entity.
    #[cfg_attr(not(feature = "keyed"), allow(clippy::unnecessary_wraps, unused_variables))]
    fn check_for(&self, entity: &str) -> Result<(), BuildError> {
        match self {
            #[cfg(feature = "keyed")]
            Self::Preserve(_) => Preserve::check_for(entity),
            _ => Ok(()),
        }
    }

    fn write(&self, site: &mut Site<'_>, value: &[u8], out: &mut Vec<u8>) {
        match self {
            Self::Label(label) => label.write(site, out),
            Self::Numbered(numbered) => numbered.write(site, value, out),
            Self::Mask(mask) => mask.write(value, out),
            Self::Remove(remove) => remove.write(site, out),
            Self::Keep(Keep) => out.extend_from_slice(value),
            Self::Replace(replace) => replace.write(out),
            Self::Truncate(truncate) => truncate.write(value, out),
            Self::Generalise(generalise) => generalise.write(site, value, out),
            Self::Bucket(bucket) => bucket.write(site, value, out),
            #[cfg(feature = "keyed")]
            Self::Token(token) => token.write(site, value, out),
            #[cfg(feature = "keyed")]
            Self::Encrypt(encrypt) => encrypt.write(site, value, out),
            #[cfg(feature = "keyed")]
            Self::Preserve(preserve) => preserve.write(site, value, out),
            #[cfg(feature = "keyed")]
            Self::Surrogate(surrogate) => surrogate.write(site, value, out),
            #[cfg(feature = "keyed")]
            Self::ShiftDate(shift) => shift.write(site, value, out),
            #[cfg(feature = "keyed")]
            Self::DangerHash(hash) => hash.write(site, value, out),
            #[cfg(feature = "keyed")]
            Self::Vault(vault) => vault.write(site.finding.entity, value, site.document.is_bare(), out),
            Self::Custom(custom) => custom.write(site.finding, value, out),
        }
    }

    /// Whether the operator writes what may look like a value, and knows it again.
    fn marks(&self) -> bool {
        match self {
            #[cfg(feature = "keyed")]
            Self::Token(token) => token.is_bare(),
            #[cfg(feature = "keyed")]
            Self::Surrogate(_) => true,
            _ => false,
        }
    }

    /// Whether the operator wrote this value.
    #[cfg_attr(not(feature = "keyed"), allow(unused_variables))]
    fn recognises(&self, value: &[u8]) -> bool {
        match self {
            #[cfg(feature = "keyed")]
            Self::Token(token) => token.is_bare() && token.recognises(value),
            #[cfg(feature = "keyed")]
            Self::Surrogate(_) => is_surrogate(value),
            _ => false,
        }
    }

    /// Whether the operator wrote `<NAME:payload>`.
    #[cfg_attr(not(feature = "keyed"), allow(unused_variables))]
    fn wrote_payload(&self, payload: &str) -> bool {
        match self {
            #[cfg(feature = "keyed")]
            Self::Token(token) => token.recognises(payload.as_bytes()),
            _ => false,
        }
    }
}

impl Default for Operator {
    fn default() -> Self {
        Self::Label(Label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an operator writes for one value, with `after` behind it.
    pub(super) fn written(operator: impl Into<Operator>, entity: &str, value: &str, after: &str) -> String {
        let finding = Finding::new(entity, "test.rule", 0..value.len() as u64, 0.9);
        let site = &mut Site { finding: &finding, after: after.as_bytes(), document: &mut Document::new() };
        let mut out = Vec::new();
        operator.into().write(site, value.as_bytes(), &mut out);
        String::from_utf8(out).expect("UTF-8")
    }
}
