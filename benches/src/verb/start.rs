//! How long until the first finding, and in how much memory? Each figure is from
//! processes that did nothing else.

use std::process::Command;

use serde::{Deserialize, Serialize};
use yinsi::{Finding, Scanner};

use crate::clock::{median, time};
use crate::definition::scanner;
use crate::report::{Results, number, table};

/// Processes for each figure.
const PROCESSES: usize = 11;

/// What is made.
const RULES: [&str; 4] = ["default", "all", "CN", "generated 100"];

/// The first text a scanner sees.
const FIRST: &str =
    "2026-03-02 08:00:12 INFO order created, mobile 13812345678, mail to zhang.san@example.com";

/// One start.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Figure {
    /// Which rules.
    pub rules: String,
    /// Processor time to make the scanner, in ms.
    pub build_ms: f64,
    /// Processor time of the first call, in ms.
    pub first_ms: f64,
    /// Resident memory of its own that scanner and first call added, in KiB.
    pub own_kib: f64,
    /// Resident memory of the program file that they touched, in KiB.
    pub file_kib: f64,
}

/// Measures, prints, writes `results/start`.
///
/// # Errors
///
/// When a process fails or a file cannot be written.
pub fn run() -> Result<(), String> {
    let mut figures = Vec::new();
    for rules in RULES {
        let processes: Vec<Figure> = (0..PROCESSES).map(|_| in_a_process(rules)).collect::<Result<_, _>>()?;
        let middle = |value: fn(&Figure) -> f64| median(&processes.iter().map(value).collect::<Vec<_>>());
        figures.push(Figure {
            rules: rules.to_owned(),
            build_ms: middle(|figure| figure.build_ms),
            first_ms: middle(|figure| figure.first_ms),
            own_kib: middle(|figure| figure.own_kib),
            file_kib: middle(|figure| figure.file_kib),
        });
    }
    let heads = ["rules", "build, ms", "first call, ms", "memory, KiB", "of the program file, KiB"];
    let row = |figure: &Figure| {
        let Figure { rules, build_ms, first_ms, own_kib, file_kib } = figure;
        let numbers = [build_ms, first_ms, own_kib, file_kib];
        std::iter::once(rules.clone()).chain(numbers.map(|value| number(*value))).collect()
    };
    let rows: Vec<Vec<String>> = figures.iter().map(row).collect();
    let tables = format!(
        "Medians of {PROCESSES} fresh processes; generated rules are parsed from TOML and compiled.\n\n{}",
        table(&heads.map(str::to_owned), &rows)
    );
    Results::new(figures, Vec::new()).publish("start", "Cold start", &tables)
}

fn in_a_process(rules: &str) -> Result<Figure, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program).args(["start-once", rules]).output();
    let output = output.map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|error| format!("start-once {rules}: {error}"))
}

/// What one process does: makes a scanner, scans once, prints what that took.
///
/// # Errors
///
/// When there are no such rules.
pub fn once(rules: &str) -> Result<(), String> {
    let (own, file) = (resident("RssAnon:"), resident("RssFile:"));
    let (scanner, build) =
        time(|| if rules == "default" { Ok(Scanner::new()) } else { scanner(rules, None) });
    let scanner = scanner?;
    let mut findings: Vec<Finding> = Vec::new();
    let ((), first) = time(|| scanner.scan_into(FIRST, &mut findings));
    let figure = Figure {
        rules: rules.to_owned(),
        build_ms: build.cpu.as_secs_f64() * 1e3,
        first_ms: first.cpu.as_secs_f64() * 1e3,
        own_kib: resident("RssAnon:") - own,
        file_kib: resident("RssFile:") - file,
    };
    println!("{}", serde_json::to_string(&figure).map_err(|error| error.to_string())?);
    Ok(())
}

/// A line of what Linux says of this process, in KiB; elsewhere 0.
fn resident(line: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value =
        status.lines().find_map(|status| status.strip_prefix(line)?.split_whitespace().next()?.parse().ok());
    value.unwrap_or_default()
}
