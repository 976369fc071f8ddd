//! From bytes as they come to text that rules are written for.
//!
//! [`normalize`] turns full-width, invisible and typographic characters into
//! ASCII and remembers where each byte came from; [`written`] sees the labels
//! that a redaction left. Nothing here knows of rules; every function takes any
//! bytes and cannot fail.

pub(crate) mod normalize;
pub(crate) mod written;
