//! From the arguments about rules to a [`Scanner`].

use std::fs;
use std::path::PathBuf;

use yinsi::{Rules, Scanner, ScannerBuilder};

use crate::args::Selection;
use crate::error::Failure;
use crate::escape;

/// The scanner that the arguments ask for.
pub(crate) fn scanner(selection: &Selection) -> Result<Scanner, Failure> {
    scanner_from(Scanner::builder(), selection)
}

/// The same on top of what is chosen already; entities that the arguments name take the place of those.
pub(crate) fn scanner_from(mut builder: ScannerBuilder, selection: &Selection) -> Result<Scanner, Failure> {
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
