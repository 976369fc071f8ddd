//! Finds personal information in text at memory-like speed, and takes it out again.
//!
//! ```
//! use yinsi::{Redactor, Scanner};
//!
//! let scanner = Scanner::new();
//! let text = "联系人：张三，手机13812345678，mail zhang.san@example.com";
//! for finding in scanner.find_iter(text) {
//!     println!("{} at {:?}, {:.2}", finding.entity, finding.range(), finding.confidence());
//! }
//! let clean = Redactor::new().redact(&scanner, text);
//! assert_eq!(clean, "联系人：<CN_PERSON_NAME>，手机<CN_MOBILE_NUMBER>，mail <EMAIL_ADDRESS>");
//! ```
//!
//! [`Scanner`] holds compiled rules and finds; [`Finding`] says where, what, how
//! sure and why, never the text itself; [`Redactor`] replaces what was found;
//! [`StreamScanner`] does the same for text in chunks. [`Structure`] says how a
//! document is written, so that it stays one. Everything that can fail
//! fails while building: scanning cannot. Nothing opens a network connection.
//!
//! Offsets are bytes; [`OffsetMap`] turns them into code points or UTF-16 units.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod context;
mod decode;
mod error;
mod finding;
mod intern;
mod offsets;
mod redact;
#[cfg(feature = "audit")]
pub mod report;
mod resolve;
mod rule;
mod scan;
mod scanner;
mod stream;
mod structure;
mod text;

#[doc(hidden)]
pub mod build;
#[cfg(feature = "catalog")]
pub mod catalog;
mod compile;
#[cfg(feature = "toml")]
mod examples;
pub mod validate;
#[cfg(feature = "keyed")]
mod vault;

#[cfg(feature = "encodings")]
pub use decode::encoding::{Decoded, Encoding};
#[cfg(feature = "encodings")]
pub use decode::transcode::{DecodeReader, Decoder, Encoder, SourceMap};
pub use error::{BuildError, Source};
pub use finding::{Evidence, Finding};
pub use offsets::{OffsetMap, Unit};
pub use redact::*;
pub use rule::{
    Bounds, Category, Confidence, MAX_LEN_DEFAULT, MAX_LEN_LIMIT, Requires, Rule, RuleBuilder, RuleCheck,
    Rules,
};
pub use scan::{Reason, Rejection};
pub use scanner::{Context, Diagnostic, Explanation, FindIter, Scanner, ScannerBuilder};
pub use stream::StreamScanner;
pub use structure::{DocumentScanner, Located, Structure, Table};
pub use text::{List, Text};
#[cfg(feature = "keyed")]
pub use vault::{RestoreStream, Vault, VaultError};
