//! From the arguments about operators to a [`Redactor`].

use std::fs;
use std::path::Path;

use yinsi::{Key, Operator, Policy, Redactor, Scanner, Vault};

use crate::args::{KeyArgs, OperatorArgs, Selection, VaultArgs};
use crate::error::Failure;
use crate::keeping::Keeping;
use crate::{escape, selection};

/// What the arguments ask to look for, and to write in its place.
pub(crate) struct Choice {
    pub(crate) scanner: Scanner,
    pub(crate) redactor: Redactor,
    pub(crate) key: Option<Key>,
    /// Where values are kept.
    pub(crate) keeping: Option<Keeping>,
}

impl Choice {
    /// Reads policy and key and builds scanner and redactor.
    ///
    /// A policy adds what it wants to be looked for, unless the arguments say what. An entity that no rule of the
    /// catalogue or of the scanner reports is an error: a misspelt name would leave another operator in place unnoticed.
    pub(crate) fn read(
        selected: &Selection,
        args: &OperatorArgs,
        vault: Option<&VaultArgs>,
    ) -> Result<Self, Failure> {
        let key = key(&args.key)?;
        let keeping = vault.map(|args| Keeping::open(args, key.as_ref())).transpose()?.flatten();
        let vault = keeping.as_ref().map(Keeping::vault);
        let policy = args.policy.as_deref().map(policy).transpose()?;
        let wanted = policy.as_ref().map_or_else(Scanner::builder, |(policy, _)| policy.scanner());
        let scanner = selection::scanner_from(wanted, selected)?;
        let mut builder = Redactor::builder();
        if let Some((policy, preset)) = policy {
            if let Some(entity) = policy.entities().find(|entity| !preset && !knows(&scanner, entity)) {
                return Err(Failure::Error(format!("--policy: unknown entity `{entity}`")));
            }
            let policy = key.iter().fold(policy, |policy, key| policy.key(key));
            builder = builder.policy(&policy)?;
        }
        if let Some(default) = args.default_operator.as_deref().or(vault.map(|_| "vault")) {
            builder = builder.default_operator(parse("--default-operator", default, key.as_ref(), vault)?);
        }
        for pair in &args.operator {
            let Some((entity, operator)) = pair.split_once('=') else {
                return Err(Failure::Error(format!("--operator `{pair}`: expected ENTITY=OPERATOR")));
            };
            let entity = entity.trim().to_ascii_uppercase();
            if !knows(&scanner, &entity) {
                return Err(Failure::Error(format!("--operator: unknown entity `{entity}`")));
            }
            builder = builder.operator(&entity, parse("--operator", operator, key.as_ref(), vault)?);
        }
        let redactor = builder.rules_of(&scanner).build()?;
        Ok(Self { scanner, redactor, key, keeping })
    }
}

/// The key that the arguments name, if they do.
pub(crate) fn key(args: &KeyArgs) -> Result<Option<Key>, Failure> {
    Ok(match (&args.key_file, &args.key_env) {
        (Some(path), _) => Some(Key::from_file(path)?),
        (None, Some(variable)) => Some(Key::from_env(variable)?),
        (None, None) => None,
    })
}

/// The policy of a name or file, and whether it is one of ours.
fn policy(name: &str) -> Result<(Policy, bool), Failure> {
    if let Some(policy) = Policy::preset(name) {
        return Ok((policy, true));
    }
    let path = Path::new(name);
    let text = fs::read_to_string(path).map_err(|error| {
        let presets: Vec<&str> = Policy::presets().collect();
        let hint = if path.extension().is_none() {
            format!("; policies: {}", presets.join(", "))
        } else {
            String::new()
        };
        Failure::at(path, format!("{error}{hint}"))
    })?;
    Ok((Policy::from_toml(&text, &escape::visible_path(path))?, false))
}

fn parse(option: &str, text: &str, key: Option<&Key>, vault: Option<&Vault>) -> Result<Operator, Failure> {
    if text == "vault" {
        let fault = || Failure::Error(format!("{option}: operator: `vault`: needs --vault FILE"));
        return vault.map(Operator::from).ok_or_else(fault);
    }
    let operator = match key {
        Some(key) => Operator::parse_keyed(text, key),
        None => Operator::parse(text),
    };
    operator.map_err(|error| {
        let hint = if error.to_string().ends_with("needs a key") { ": --key-file or --key-env" } else { "" };
        Failure::Error(format!("{option}: {error}{hint}"))
    })
}

fn knows(scanner: &Scanner, entity: &str) -> bool {
    let mut rules = yinsi::catalog::rules().iter().chain(scanner.rules());
    rules.any(|rule| *rule.entity == *entity || rule.also.iter().any(|(role, _)| **role == *entity))
}
