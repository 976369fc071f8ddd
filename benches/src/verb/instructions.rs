//! How many instructions does a fixed piece of work take? A figure that needs no
//! quiet machine: callgrind counts, and what was counted before is kept beside.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use yinsi::{Finding, Scanner};

use crate::corpus::Corpus;
use crate::definition::{self, Definition};
use crate::report;

const FILE: &str = "instructions.toml";

/// What is scanned of each corpus, in bytes.
const BYTES: usize = 256 * 1024;

/// Valgrind knows no AVX-512.
const ISAS: [&str; 2] = ["avx2", "scalar"];

/// Differences above this are pointed out, in percent.
const NOTEWORTHY: f64 = 1.0;

/// Instructions by definition and instruction set.
type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// Counts, compares with the record, and with `record` writes a new one.
///
/// # Errors
///
/// When valgrind is missing or fails, or the record cannot be written.
pub fn run(only: Option<&str>, record: bool) -> Result<(), String> {
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        return Err("valgrind is missing (Debian: `apt-get install valgrind`)".to_owned());
    }
    let mut recorded: Counts = match report::read(FILE) {
        Ok(text) => toml::from_str(&text).map_err(|error| format!("{FILE}: {error}"))?,
        Err(_) => Counts::new(),
    };
    println!("{:<40} {:<7} {:>14} {:>14} {:>9}", "definition", "isa", "recorded", "now", "change");
    for definition in definition::all()? {
        let wanted = only.is_none_or(|only| definition.name.contains(only));
        if definition.rules != "all" || !wanted {
            continue;
        }
        for isa in ISAS.into_iter().filter(|isa| definition.isas().contains(isa)) {
            let now = count(&definition, isa)?;
            let kept = recorded.entry(definition.name.clone()).or_default();
            let before = kept.get(isa).copied();
            let change = before.map(|before| (now as f64 / before as f64 - 1.0) * 100.0);
            let mark = if change.is_some_and(|change| change.abs() > NOTEWORTHY) { " <" } else { "" };
            let shown = |value: Option<u64>| value.map_or("–".to_owned(), |value| value.to_string());
            let change = change.map_or("new".to_owned(), |change| format!("{change:+.2} %"));
            let (name, before) = (&definition.name, shown(before));
            println!("{name:<40} {isa:<7} {before:>14} {now:>14} {change:>9}{mark}");
            kept.insert(isa.to_owned(), now);
        }
    }
    if !record {
        return Ok(());
    }
    let text = toml::to_string(&recorded).map_err(|error| error.to_string())?;
    let head = "# Instructions that callgrind counts for 256 KiB of each definition's corpus, the first scan left out.\n\
                # Compare: `cargo xtask bench instructions`; write anew: add `--record`.\n\n";
    report::write(FILE, &format!("{head}{text}"))
}

fn count(definition: &Definition, isa: &str) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let out = std::env::temp_dir().join(format!("yinsi-benches-{}.callgrind", std::process::id()));
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*measured_scan*"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(program)
        .args(["instructions-once", &definition.name, isa])
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let output = command.output().map_err(|error| format!("valgrind: {error}"))?;
    let counted = total(&out);
    let _ = std::fs::remove_file(&out);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    match counted {
        Some(counted) if output.status.success() && counted > 0 => Ok(counted),
        _ => Err(format!("valgrind ({}):\n{said}", output.status)),
    }
}

/// The total in a file of callgrind's.
fn total(file: &Path) -> Option<u64> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    line?.split_whitespace().next()?.parse().ok()
}

/// What the counted process does: one definition, twice, the second time counted.
///
/// # Errors
///
/// When there is no such definition or instruction set.
pub fn once(name: &str, isa: &str) -> Result<(), String> {
    let definitions = definition::all()?;
    let definition = definitions.iter().find(|definition| definition.name == name);
    let definition = definition.ok_or_else(|| format!("no definition `{name}`"))?;
    let text = Corpus::named(&definition.corpus)?.text(BYTES)?;
    let scanner = definition.scanner(isa)?;
    let mut findings = Vec::new();
    // The first scan makes the buffers and touches the tables.
    scanner.scan_into(&text, &mut findings);
    measured_scan(&scanner, &text, &mut findings);
    println!("{}", findings.len());
    Ok(())
}

/// Known to callgrind by its name.
#[inline(never)]
fn measured_scan(scanner: &Scanner, text: &[u8], findings: &mut Vec<Finding>) {
    scanner.scan_into(text, findings);
}
