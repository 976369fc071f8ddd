//! The bodies of the fuzz targets. They live beside the tests, which run them on seeded inputs.

#[path = "../../tests/bodies/mod.rs"]
#[allow(dead_code)] // the list of all targets is for the tests
mod bodies;

#[path = "../../../yinsi-readers/tests/bodies/mod.rs"]
mod readers;

pub use bodies::{
    document, encodings, explain, normalize, redact, restore, rules_toml, scan, stream,
};
pub use readers::records;
