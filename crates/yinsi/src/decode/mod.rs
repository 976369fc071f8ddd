//! From bytes as they come to text that rules are written for.
//!
//! [`normalize`] turns full-width, invisible and typographic characters into
//! ASCII and remembers where each byte came from; [`written`] sees the labels
//! that a redaction left; `encoding`, `transcode` and `detect` read texts that are no
//! UTF-8. Nothing here knows of rules; every function takes any bytes and cannot fail.

#[cfg(feature = "encodings")]
pub(crate) mod detect;
#[cfg(feature = "encodings")]
pub(crate) mod encoding;
pub(crate) mod normalize;
#[cfg(feature = "encodings")]
pub(crate) mod transcode;
pub(crate) mod written;
