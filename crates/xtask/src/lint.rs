//! `cargo xtask lint`: everything that can be said without running a test.

use std::path::Path;

use crate::shell::{self, Run};
use crate::{catalog, data};

pub(crate) fn run(root: &Path) -> Result<(), String> {
    Run::cargo(root, "fmt --all --check").call()?;
    Run::cargo(root, "clippy --workspace --all-targets --locked -- -D warnings").call()?;
    Run::cargo(root, "doc --workspace --no-deps --locked").env("RUSTDOCFLAGS", "-D warnings").call()?;
    catalog::run(root, true)?;
    data::run(&root.join("examples/data"), true)?;
    licences_are_everywhere(root)?;

    let optional: [(&str, &[&str]); 3] = [
        ("cargo-deny", &["deny", "--locked", "check", "licenses", "bans", "sources"]),
        ("typos", &["--exclude", "examples/data", "--exclude", "catalog", "--exclude", "validate"]),
        ("shellcheck", &[".ci/run"]),
    ];
    for (program, arguments) in optional {
        if !shell::has(program) {
            println!("lint: {program} is not installed, left out");
            continue;
        }
        Run::new(root, program).args(arguments.iter().copied()).call()?;
    }
    println!("lint: clean");
    Ok(())
}

/// Published packages carry their licences: the copies are the same as those at the top.
fn licences_are_everywhere(root: &Path) -> Result<(), String> {
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let read = |folder: &str| std::fs::read(root.join(folder).join(name)).unwrap_or_default();
        for folder in [
            "crates/yinsi",
            "crates/yinsi-cli",
            "crates/yinsi-readers",
            "crates/yinsi-sample",
            "bindings/python",
        ] {
            if read("") != read(folder) {
                return Err(format!("{folder}/{name} differs from {name}"));
            }
        }
    }
    Ok(())
}
