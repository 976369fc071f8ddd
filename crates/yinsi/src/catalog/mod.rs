//! The built-in rules and their compiled part.
//!
//! Both are generated from `catalog/*.toml` by `cargo xtask catalog`. The part
//! is read in place; where it cannot be read it is compiled from the rules, if the
//! compiler is there.

mod table;

use std::sync::OnceLock;

use crate::compile::Part;
use crate::rule::Rule;

#[cfg(not(target_family = "wasm"))]
static STORED: &[u8] = include_bytes!("../../catalog/plan.bin");

/// A module is downloaded before it runs: a few milliseconds of unpacking are less.
#[cfg(target_family = "wasm")]
static STORED: &[u8] = include_bytes!("../../catalog/plan.packed.bin");

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
