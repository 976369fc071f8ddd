//! From the arguments about operators to a [`Redactor`].

use yinsi::{Label, Mask, Operator, Redactor, Remove, Replace, Scanner, Vault};

use crate::error::Failure;

/// The redactor that `--operator` and `--default-operator` ask for.
///
/// An entity that no rule of the catalogue or of `scanner` reports is an error:
/// a misspelt name would leave the safe default in place unnoticed.
pub(crate) fn redactor(
    scanner: &Scanner,
    pairs: &[String],
    default: Option<&str>,
    vault: Option<&Vault>,
) -> Result<Redactor, Failure> {
    let default = default.unwrap_or(if vault.is_some() { "vault" } else { "label" });
    let mut builder = Redactor::builder().default_operator(parse(default, vault)?);
    for pair in pairs {
        let Some((entity, operator)) = pair.split_once('=') else {
            return Err(Failure::Error(format!("--operator `{pair}`: expected ENTITY=OPERATOR")));
        };
        let entity = entity.trim().to_ascii_uppercase();
        let known = yinsi::catalog::rules()
            .iter()
            .chain(scanner.rules())
            .any(|rule| *rule.entity == *entity || rule.also.iter().any(|(role, _)| **role == *entity));
        if !known {
            return Err(Failure::Error(format!("--operator: unknown entity `{entity}`")));
        }
        builder = builder.operator(&entity, parse(operator, vault)?);
    }
    Ok(builder.build()?)
}

fn parse(text: &str, vault: Option<&Vault>) -> Result<Operator, Failure> {
    let (name, options) = text.split_once(':').map_or((text, None), |(name, options)| (name, Some(options)));
    match (name, options) {
        ("label", None) => Ok(Label.into()),
        ("mask", None) => Ok(Mask::keep(0, 0).into()),
        ("mask", Some(options)) => {
            let kept = options
                .split_once(',')
                .and_then(|(first, last)| Some((first.trim().parse().ok()?, last.trim().parse().ok()?)));
            let (first, last) =
                kept.ok_or_else(|| Failure::Error(format!("operator `{text}`: expected mask:FIRST,LAST")))?;
            Ok(Mask::keep(first, last).into())
        }
        ("vault", None) => vault
            .map(Operator::from)
            .ok_or_else(|| Failure::Error("operator `vault`: needs --vault FILE".to_owned())),
        ("remove", None) => Ok(Remove.into()),
        ("replace", Some(with)) => Ok(Replace::with(with).into()),
        _ => Err(Failure::Error(format!(
            "unknown operator `{text}`: known are label, mask, mask:FIRST,LAST, remove, replace:TEXT, vault"
        ))),
    }
}
