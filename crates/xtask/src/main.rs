//! Verbs for people who work on yinsi: `cargo xtask VERB`.
//!
//! Nothing to install first: what a verb needs beyond Rust it installs itself
//! (`test`) or does without and says so (`lint`).

mod bench;
mod catalog;
mod data;
mod demo;
mod lint;
mod shell;
mod suites;
mod tables;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask VERB

  catalog [--check]         rules in TOML to table.rs, plan*.bin and RULES.md, tables to tables.rs
  families                  the automata of the built-in rules: trigger, states, bytes, rules
  test [--skip SUITE]... [SUITE...]
                            installs what is missing and runs all suites, or those named
  lint                      format, clippy, docs, fresh generated files, licences
  data [--check]            grows the sample in examples/data from its seed
  demo                      scans the sample, redacts it, scans the result
  bench [VERB] [OPTION]...  measures; `bench help` lists the verbs, benches/README.md explains them
  npm [--countries CN,HK]   builds the JavaScript package into bindings/wasm/dist; slim, with the rules of some countries
  fuzz [TARGET] [SECONDS]   runs one fuzz target, or all, on nightly with cargo-fuzz
  ready                     what a release must pass: lint, then every suite

`--check` writes nothing and fails when a file is not what it would write.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&root(), &arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(root: &Path, arguments: &[String]) -> Result<(), String> {
    let (verb, rest) = arguments.split_first().ok_or(HELP)?;
    match verb.as_str() {
        "catalog" => catalog::run(root, check_flag(rest)?),
        "families" => catalog::families(root),
        "bench" => bench::run(root, rest),
        "data" => data::run(&root.join("examples/data"), check_flag(rest)?),
        "demo" => demo::run(root),
        "lint" => lint::run(root),
        "test" => suites::run(root, &suites::Selection::parse(rest)?),
        "npm" => match rest {
            [] => suites::npm::build(root, None).map(|_| ()),
            [flag, countries] if flag == "--countries" => {
                suites::npm::build(root, Some(countries)).map(|_| ())
            }
            _ => Err("npm takes nothing, or `--countries CN,HK`".to_owned()),
        },
        "fuzz" => fuzz(root, rest),
        "ready" => {
            lint::run(root)?;
            suites::run(root, &suites::Selection::default())
        }
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("unknown verb `{other}`\n\n{HELP}")),
    }
}

fn check_flag(arguments: &[String]) -> Result<bool, String> {
    match arguments {
        [] => Ok(false),
        [flag] if flag == "--check" => Ok(true),
        [other, ..] => Err(format!("unknown argument `{other}`")),
    }
}

fn fuzz(root: &Path, arguments: &[String]) -> Result<(), String> {
    let folder = root.join("crates/yinsi/fuzz/fuzz_targets");
    let target = arguments.first().map(String::as_str);
    let seconds = arguments.get(1).map_or("60", String::as_str);
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(|entry| entry.ok()?.path().file_stem()?.to_str().map(str::to_owned))
        .filter(|name| target.is_none_or(|target| target == name))
        .collect();
    names.sort();
    if names.is_empty() {
        return Err("no such fuzz target".to_owned());
    }
    if !shell::has("cargo-fuzz") {
        return Err("cargo-fuzz is missing: `cargo install cargo-fuzz`, and a nightly toolchain".to_owned());
    }
    for name in names {
        let limit = format!("-max_total_time={seconds}");
        shell::Run::new(root, "rustup")
            .args(["run", "nightly", "cargo", "fuzz", "run", &name, "--", &limit])
            .folder("crates/yinsi")
            .call()?;
    }
    Ok(())
}

/// The top of the repository: cargo says where this package lies, two folders below it.
fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    package
        .and_then(|package| Some(package.parent()?.parent()?.to_path_buf()))
        .unwrap_or_else(|| PathBuf::from("."))
}
