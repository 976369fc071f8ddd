//! `cargo xtask demo`: the main job on the sample. Scans it, redacts every
//! file, scans what came out, and says what was found and what is left.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::shell::{self, Run};

/// The files of the sample, redacted copies and what was found in both.
pub(crate) struct Outcome {
    pub(crate) found: usize,
    pub(crate) left: usize,
}

pub(crate) fn run(root: &Path) -> Result<(), String> {
    Run::cargo(root, "build --release --locked -p yinsi-cli").call()?;
    let outcome = scan_redact_scan(root, &program(root, "release"))?;
    if outcome.found == 0 {
        return Err("nothing was found in the sample".to_owned());
    }
    Ok(())
}

/// Where cargo puts the `yinsi` binary of a profile.
pub(crate) fn program(root: &Path, profile: &str) -> PathBuf {
    shell::target(root).join(profile).join(format!("yinsi{}", std::env::consts::EXE_SUFFIX))
}

/// Scans the sample, redacts it into `target/demo`, scans that, prints a table.
pub(crate) fn scan_redact_scan(root: &Path, program: &Path) -> Result<Outcome, String> {
    let folder = root.join("target/demo");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut outcome = Outcome { found: 0, left: 0 };
    let mut entities: BTreeMap<String, (usize, usize)> = BTreeMap::new();

    println!(
        "{:<16} {:>10} {:>9} {:>9} {:>9}  redacted copy",
        "file", "bytes", "findings", "left", "seconds"
    );
    for (name, _) in yinsi_sample::files() {
        let source = format!("examples/data/{name}");
        let clean = folder.join(name);
        let start = Instant::now();
        let before = scan(root, program, &source)?;
        let redacted = yinsi(root, program).args(["redact", &source]).output()?;
        let seconds = start.elapsed().as_secs_f64();
        let bytes = redacted.len();
        fs::write(&clean, redacted).map_err(|error| format!("{}: {error}", clean.display()))?;
        let after = scan(root, program, &clean.to_string_lossy())?;
        for entity in &before {
            entities.entry(entity.clone()).or_default().0 += 1;
        }
        for entity in &after {
            entities.entry(entity.clone()).or_default().1 += 1;
        }
        outcome.found += before.len();
        outcome.left += after.len();
        let (found, left) = (before.len(), after.len());
        println!("{name:<16} {bytes:>10} {found:>9} {left:>9} {seconds:>9.2}  target/demo/{name}");
    }
    println!("\n{:<36} {:>9} {:>9}", "entity", "findings", "left");
    for (entity, (found, left)) in &entities {
        println!("{entity:<36} {found:>9} {left:>9}");
    }
    println!("{:<36} {:>9} {:>9}", "all", outcome.found, outcome.left);
    Ok(outcome)
}

fn yinsi(root: &Path, program: &Path) -> Run {
    Run::new(root, &program.to_string_lossy())
}

/// The entity of every finding in a file.
fn scan(root: &Path, program: &Path, file: &str) -> Result<Vec<String>, String> {
    let report = yinsi(root, program).args(["scan", "--format", "jsonl", file]).output()?;
    Ok(String::from_utf8_lossy(&report).lines().filter_map(entity_of).collect())
}

/// The value of `"entity"` in one line of a report; other lines have none.
fn entity_of(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("\"entity\":")?;
    rest.split('"').nth(1).map(str::to_owned)
}
