//! For the project's own generator: rules to the stored plan.

use crate::compile::Part;
use crate::error::BuildError;
use crate::rule::Rules;

/// The compiled form of `rules`, as it is stored in `catalog/plan.bin`.
///
/// # Errors
///
/// When a rule does not compile.
pub fn plan_bytes(rules: &Rules) -> Result<Vec<u8>, BuildError> {
    Ok(Part::compile(&rules.rules, "catalog", true)?.write())
}
