//! From the arguments about rules to a [`Scanner`].

use std::fs;
use std::path::PathBuf;

use yinsi::{Rules, Scanner};

use crate::args::Selection;
use crate::error::Failure;
use crate::escape;

/// The scanner that the arguments ask for.
pub(crate) fn scanner(selection: &Selection) -> Result<Scanner, Failure> {
    scanner_for(selection, Vec::new())
}

/// The same with entities besides those that are on by default, where the arguments name none. Those
/// that no rule of the catalogue has do not matter.
pub(crate) fn scanner_for(selection: &Selection, mut wanted: Vec<String>) -> Result<Scanner, Failure> {
    let mut builder = Scanner::builder();
    wanted.retain(|name| yinsi::catalog::rules().iter().any(|rule| *rule.entity == **name));
    if !wanted.is_empty() {
        wanted.push("DEFAULT".to_owned());
        builder = builder.entities(wanted);
    }
    if !selection.countries.is_empty() {
        builder = builder.countries(selection.countries.iter().map(|name| name.trim().to_ascii_uppercase()));
    }
    if !selection.entities.is_empty() {
        builder = builder.entities(selection.entities.iter().map(|name| name.trim().to_ascii_uppercase()));
    }
    if !selection.categories.is_empty() {
        builder = builder.categories(selection.categories.iter().copied());
    }
    if !selection.rules.is_empty() {
        builder = builder.rules(load(&selection.rules)?);
    }
    if let Some(least) = selection.min_confidence {
        builder = builder.min_confidence(least);
    }
    let forced = selection.isa.clone().or_else(|| std::env::var("YINSI_ISA").ok());
    if let Some(name) = forced.filter(|name| !name.is_empty()) {
        builder = builder.isa(&name);
    }
    Ok(builder.build()?)
}

/// The rules of all `files` together.
pub(crate) fn load(files: &[PathBuf]) -> Result<Rules, Failure> {
    let mut all = Rules::new();
    for path in files {
        let text = fs::read_to_string(path).map_err(|error| Failure::at(path, error))?;
        for rule in &Rules::from_toml(&text, &escape::visible_path(path))? {
            all.push(rule.clone())?;
        }
    }
    Ok(all)
}
