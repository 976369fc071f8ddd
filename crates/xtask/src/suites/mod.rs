//! `cargo xtask test`: every suite, with what it needs installed first.
//!
//! A suite that cannot run fails the command, unless it was named in `--skip`.

mod agree;
mod builds;
mod machines;
pub(crate) mod npm;
mod python;

use std::path::Path;
use std::time::Instant;

use crate::shell::Run;

/// A set of tests with one name.
struct Suite {
    name: &'static str,
    about: &'static str,
    run: fn(&Path) -> Result<Count, String>,
}

const SUITES: &[Suite] = &[
    Suite { name: "rust", about: "unit, property, conformance, command line, examples, docs", run: rust },
    Suite { name: "agree", about: "sample: every instruction set and chunking, redaction", run: agree::run },
    Suite { name: "features", about: "each feature alone and none", run: builds::features },
    Suite { name: "msrv", about: "the stated Rust version", run: builds::msrv },
    Suite { name: "windows", about: "type-checks for Windows", run: builds::windows },
    Suite { name: "package", about: "crates as they would be published", run: builds::package },
    Suite { name: "wasm", about: "core in Node's WASI, simd128 and scalar", run: machines::wasm },
    Suite { name: "python", about: "the wheel, every integration, stubs and types", run: python::run },
    Suite { name: "npm", about: "the JavaScript package in Node and Chromium, the page", run: npm::run },
    Suite { name: "aarch64", about: "core under qemu, NEON", run: machines::aarch64 },
];

/// Which suites to run.
#[derive(Default)]
pub(crate) struct Selection {
    only: Vec<String>,
    skip: Vec<String>,
}

impl Selection {
    /// Reads `[--skip SUITE]... [SUITE...]`.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut selection = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let (list, name) = match argument.strip_prefix("--skip") {
                None => (&mut selection.only, Some(argument.as_str())),
                Some("") => (&mut selection.skip, arguments.next().map(String::as_str)),
                Some(rest) => (&mut selection.skip, rest.strip_prefix('=')),
            };
            let name = name.ok_or("--skip wants the name of a suite")?;
            if !SUITES.iter().any(|suite| suite.name == name) {
                let known: Vec<String> =
                    SUITES.iter().map(|suite| format!("  {:<9} {}", suite.name, suite.about)).collect();
                return Err(format!("unknown suite `{name}`; there are\n{}", known.join("\n")));
            }
            list.push(name.to_owned());
        }
        Ok(selection)
    }

    fn wants(&self, name: &str) -> bool {
        let named = self.only.is_empty() || self.only.iter().any(|only| only == name);
        named && !self.skips(name)
    }

    fn skips(&self, name: &str) -> bool {
        self.skip.iter().any(|skip| skip == name)
    }
}

/// How many tests of a suite passed and failed, and how many builds were tried besides.
#[derive(Default, Clone, Copy, PartialEq, Debug)]
struct Count {
    passed: usize,
    failed: usize,
    builds: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.builds += other.builds;
    }

    /// Adds what a line such as `test result: ok. 4 passed; 0 failed; …` says.
    fn read(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else { return };
        let number_before = |word: &str| {
            let (before, _) = result.split_once(word)?;
            before.split_whitespace().last()?.parse::<usize>().ok()
        };
        self.passed += number_before(" passed").unwrap_or_default();
        self.failed += number_before(" failed").unwrap_or_default();
    }
}

/// Runs the selected suites and counts.
///
/// # Errors
///
/// When a suite failed or could not run.
pub(crate) fn run(root: &Path, selection: &Selection) -> Result<(), String> {
    let mut lines = Vec::new();
    let mut total = Count::default();
    for suite in SUITES {
        if !selection.wants(suite.name) {
            if selection.skips(suite.name) {
                lines.push(format!("{:<9} skipped", suite.name));
            }
            continue;
        }
        eprintln!("\n== {}: {}", suite.name, suite.about);
        let start = Instant::now();
        let outcome = (suite.run)(root);
        let seconds = start.elapsed().as_secs();
        let (verdict, mut count) = match outcome {
            Ok(count) if count.failed == 0 => ("ok".to_owned(), count),
            Ok(count) => ("FAILED".to_owned(), count),
            Err(message) => (format!("FAILED: {message}"), Count { failed: 1, ..Count::default() }),
        };
        if count == Count::default() {
            count.failed = 1;
        }
        let builds = if count.builds > 0 { format!(", {} builds", count.builds) } else { String::new() };
        let (passed, failed) = (count.passed, count.failed);
        lines.push(format!(
            "{:<9} {passed:>5} passed, {failed} failed{builds} ({seconds} s) {verdict}",
            suite.name
        ));
        total.add(count);
    }
    println!("\nsuites:");
    for line in lines {
        println!("  {line}");
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 { Ok(()) } else { Err("a suite failed or could not run".to_owned()) }
}

/// Runs a `cargo test` and counts its results. A failure without a failed test
/// (it did not compile, a process died) counts as one.
fn cargo_test(run: Run) -> Result<Count, String> {
    let mut count = Count::default();
    let succeeded = run.watch(|line| count.read(line))?;
    if !succeeded && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

fn rust(root: &Path) -> Result<Count, String> {
    cargo_test(Run::cargo(root, "test --workspace --locked --no-fail-fast"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_cargo_are_counted() {
        let mut count = Count::default();
        count.read("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out");
        count.read("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured");
        count.read("running 3 tests");
        assert_eq!(count, Count { passed: 15, failed: 2, builds: 0 });
    }

    #[test]
    fn suites_are_selected_by_name() {
        let parse =
            |line: &str| Selection::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let skipping = parse("--skip wasm --skip=aarch64").expect("known suites");
        assert!(skipping.wants("rust") && !skipping.wants("wasm") && !skipping.wants("aarch64"));
        let only = parse("rust").expect("a known suite");
        assert!(only.wants("rust") && !only.wants("wasm"));
        assert!(parse("--skip").is_err() && parse("nonsense").is_err());
    }
}
