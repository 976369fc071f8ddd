//! The built-in rules and their compiled part.
//!
//! Both are generated from `catalog/*.toml` by `cargo xtask catalog`. The part
//! is read in place; where it cannot be read it is compiled from the rules, if the
//! compiler is there.

// What `unused_imports` says of the table depends on the checks that its rules use.
#[cfg(not(yinsi_catalog))]
#[allow(unused_imports)]
mod table;

/// Some countries' rules: `cargo xtask npm --countries` makes them and names their folder.
#[cfg(yinsi_catalog)]
#[allow(unused_imports)]
mod table {
    include!(concat!(env!("YINSI_CATALOG"), "/table.rs"));
}

use std::sync::OnceLock;

use crate::compile::Part;
use crate::rule::Rule;

/// A file of the compiled part.
#[cfg(not(yinsi_catalog))]
macro_rules! stored {
    ($name:literal) => {
        include_bytes!(concat!("../../catalog/", $name))
    };
}

/// The same of some countries' rules.
#[cfg(yinsi_catalog)]
macro_rules! stored {
    ($name:literal) => {
        include_bytes!(concat!(env!("YINSI_CATALOG"), "/", $name))
    };
}

#[cfg(not(target_family = "wasm"))]
static STORED: &[u8] = stored!("plan.bin");

/// A module is downloaded before it runs: a few milliseconds of unpacking are less.
#[cfg(target_family = "wasm")]
static STORED: &[u8] = stored!("plan.packed.bin");

/// The built-in rules, sorted by file and order therein.
pub fn rules() -> &'static [Rule] {
    table::RULES
}

/// The compiled built-in rules.
pub(crate) fn part() -> &'static Part {
    static PART: OnceLock<Part> = OnceLock::new();
    PART.get_or_init(|| {
        let part = Part::read(STORED, table::RULES);
        #[cfg(feature = "compile")]
        let part = part.or_else(|| Part::compile(table::RULES, "built-in", false).ok());
        part.expect("the built-in rules are stored as the tests compile them")
    })
}
