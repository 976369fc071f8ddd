//! Records out of files, for [`yinsi`]: what a count of people needs and a byte scanner does not see.
//!
//! A [`Reader`] opens a file, tells by its content and name what it is, decodes its text and hands
//! each row, object, message, line or paragraph to a [`Visit`] as a [`Record`]: fields with the labels
//! that their columns or keys give them. Archives are opened, within [`Limits`]. What cannot be read
//! is a [`Fault`], and the rest goes on.
//!
//! ```
//! use std::ops::ControlFlow;
//! use yinsi_readers::{Fault, Reader, Record, Visit};
//!
//! #[derive(Default)]
//! struct Count(u64, Vec<Fault>);
//!
//! impl Visit for Count {
//!     fn record(&mut self, record: &Record<'_>) -> ControlFlow<()> {
//!         self.0 += record.fields.iter().filter(|field| field.label == Some("phone")).count() as u64;
//!         ControlFlow::Continue(())
//!     }
//!
//!     fn fault(&mut self, fault: Fault) {
//!         self.1.push(fault);
//!     }
//! }
//!
//! let mut count = Count::default();
//! let csv = b"name,phone\nA,13800000001\nB,13800000002\n";
//! let _ = Reader::new().read_bytes("people.csv", csv, &mut count);
//! assert_eq!((count.0, count.1.len()), (2, 0));
//! ```
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "archives")]
mod archive;
#[cfg(feature = "audit")]
pub mod audit;
mod columns;
mod damage;
mod delimited;
mod fault;
mod format;
mod input;
mod json;
mod mail;
mod open;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
mod reader;
mod record;
mod session;
mod sql;
mod sqlite;
mod text;
mod vcard;
#[cfg(feature = "spreadsheets")]
mod workbook;

pub use damage::Damage;
pub use fault::{Fault, Limit, Lost, Reason};
pub use format::Format;
pub use options::{Limits, TextUnit};
pub use reader::{Reader, Visit};
pub use record::{Batch, Column, Field, Kind, Place, Record, Table};
