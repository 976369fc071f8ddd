//! The built-in rules and their compiled part.
//!
//! Both are generated from `catalog/*.toml` by `cargo xtask catalog`. The part
//! is read in place; where it cannot be read it is compiled from the rules.

mod table;

use std::sync::OnceLock;

use crate::compile::Part;
use crate::rule::Rule;

static STORED: &[u8] = include_bytes!("../../catalog/plan.bin");

/// The built-in rules, sorted by file and order therein.
pub fn rules() -> &'static [Rule] {
    table::RULES
}

/// The compiled built-in rules.
pub(crate) fn part() -> &'static Part {
    static PART: OnceLock<Part> = OnceLock::new();
    PART.get_or_init(|| {
        Part::read(STORED, table::RULES)
            .or_else(|| Part::compile(table::RULES, "built-in", false).ok())
            .expect("the built-in rules compile: the tests compile them")
    })
}
