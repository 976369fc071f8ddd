//! The built-in rules: whole, fresh and fast.
#![cfg(all(feature = "catalog", feature = "toml"))]

mod common;

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use common::path;
use yinsi::{Rules, Scanner};

/// All rule files in the order of their names, examples checked.
fn from_files() -> Rules {
    let mut files: Vec<PathBuf> = fs::read_dir(path("catalog"))
        .expect("the catalogue")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        // What reports read is no rules.
        .filter(|path| !["statutes.toml", "values.toml"].iter().any(|name| path.ends_with(name)))
        .collect();
    files.sort();
    let mut all = Rules::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("a readable rule file");
        let rules = Rules::from_toml(&text, &name).unwrap_or_else(|error| panic!("{error}"));
        for rule in &rules {
            all.push(rule.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
    all
}

#[test]
fn the_generated_files_are_fresh() {
    let rules = from_files();
    let stale = "run `cargo xtask catalog`";
    assert_eq!(rules.len(), yinsi::catalog::rules().len(), "table.rs is stale: {stale}");
    for (file, table) in rules.iter().zip(yinsi::catalog::rules()) {
        assert!(file == table, "table.rs is stale at `{}`: {stale}", file.id);
    }
    let plans = yinsi::build::plan_bytes(&rules).expect("the rules compile together");
    for (name, plan) in ["plan.bin", "plan.packed.bin"].into_iter().zip(plans) {
        let stored = fs::read(path(&format!("catalog/{name}"))).expect("the compiled rules");
        assert!(plan == stored, "{name} is stale: {stale}");
    }
}

#[test]
fn every_rule_is_whole() {
    let mut ids = HashSet::new();
    for rule in yinsi::catalog::rules() {
        let id = &rule.id;
        assert!(ids.insert(id.as_str()), "`{id}` is defined twice");
        assert!(id.contains('.'), "`{id}` has no place");
        assert!(!rule.name.is_empty() && !rule.references.is_empty(), "`{id}` wants a name and a reference");
        assert!(rule.valid.len() >= 3, "`{id}` has {} valid examples", rule.valid.len());
        assert!(rule.invalid.len() >= 3, "`{id}` has {} invalid examples", rule.invalid.len());
        assert!(rule.max_len <= 16 * 1024, "`{id}` may match {} bytes", rule.max_len);
        let confidence = rule.confidence;
        assert!(confidence.label >= confidence.pattern, "`{id}`: a label makes it less likely");
    }
}

#[test]
fn no_rule_is_tried_at_every_byte() {
    assert_eq!(Scanner::new().diagnostics(), []);
    let all = Scanner::builder().all().build().expect("all entities");
    assert_eq!(all.diagnostics(), []);
}

#[test]
fn rules_off_by_default_are_off_until_named() {
    let off: HashSet<&str> =
        yinsi::catalog::rules().iter().filter(|r| !r.default).map(|r| r.id.as_str()).collect();
    assert!(!off.is_empty());
    assert!(Scanner::new().rules().all(|rule| !off.contains(rule.id.as_str())));
    let all = Scanner::builder().all().build().expect("all entities");
    assert_eq!(all.rules().count(), yinsi::catalog::rules().len());
    let dates = Scanner::builder().entities(["date_time"]).build().expect("names in any case");
    assert!(dates.rules().all(|rule| rule.entity.as_str() == "DATE_TIME") && dates.rules().count() > 0);
}
