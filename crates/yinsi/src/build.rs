//! For the project's own generator: rules to the stored plan.

use crate::compile::Part;
use crate::error::BuildError;
use crate::rule::Rules;

/// The compiled form of `rules`, as it is stored in `catalog/plan.bin` and, packed, in
/// `catalog/plan.packed.bin`.
///
/// # Errors
///
/// When a rule does not compile.
pub fn plan_bytes(rules: &Rules) -> Result<[Vec<u8>; 2], BuildError> {
    let part = Part::compile(&rules.rules, "catalog", true)?;
    Ok([false, true].map(|packed| part.write(packed)))
}

/// One line a family of the compiled rules: trigger, rules, states and bytes.
///
/// # Errors
///
/// When a rule does not compile.
pub fn summary(rules: &Rules) -> Result<String, BuildError> {
    let part = Part::compile(&rules.rules, "catalog", true)?;
    let lines = part.families.iter().map(|family| {
        let trigger = match family.event {
            Some(event) => format!("{event:?}"),
            None if family.fallback => "fallback".to_owned(),
            None => "label".to_owned(),
        };
        let mut names: Vec<&str> =
            family.rules().map(|rule| rules.rules[usize::from(rule)].id.as_str()).collect();
        names.dedup();
        let (states, bytes) = (family.dfa.states(), family.dfa.size_bytes());
        format!("{trigger:14} {states:6} states {bytes:8} bytes  {}", names.join(" "))
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}
