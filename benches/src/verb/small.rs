//! What does one call cost, on a line of about a hundred bytes?

use serde::{Deserialize, Serialize};
use yinsi::{Finding, Scanner};

use super::Options;
use crate::clock::{median, time};
use crate::corpus::Corpus;
use crate::definition::scanner;
use crate::report::{Results, number, table};

/// Lengths of the lines, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 90..=110;

/// So many different lines that a branch predictor does not know them by heart.
const LINES: usize = 2000;

/// Rounds over all lines.
const ROUNDS: usize = 25;

/// Calls on one kind of line.
#[derive(Debug, Serialize, Deserialize)]
pub struct Figure {
    /// Name of the corpus.
    pub corpus: String,
    /// Which rules.
    pub rules: String,
    /// Findings in each line.
    pub findings: usize,
    /// How many lines there are.
    pub lines: usize,
    /// Median nanoseconds of a call.
    pub ns_per_call: f64,
}

/// Measures, prints, writes `results/small`.
///
/// # Errors
///
/// When something cannot be made or written.
pub fn run(options: &Options) -> Result<(), String> {
    let mut figures = Vec::new();
    for name in ["english", "chinese", "logs"].into_iter().filter(|name| options.wants(name)) {
        let text = Corpus::named(name)?.text(16 << 20)?;
        for rules in ["default", "all"] {
            let scanner = scanner(rules, options.isa.as_deref())?;
            for findings in [0, 1] {
                let lines = lines(&text, &scanner, findings);
                if lines.len() < 50 {
                    continue;
                }
                let ns_per_call = ns_per_call(&scanner, &lines);
                let (corpus, rules) = (name.to_owned(), rules.to_owned());
                figures.push(Figure { corpus, rules, findings, lines: lines.len(), ns_per_call });
            }
        }
    }
    let row = |figure: &Figure| {
        let Figure { corpus, rules, findings, lines, ns_per_call } = figure;
        vec![corpus.clone(), rules.clone(), findings.to_string(), lines.to_string(), number(*ns_per_call)]
    };
    let heads =
        ["lines of", "rules", "findings in each", "different lines", "ns per call"].map(str::to_owned);
    let rows: Vec<Vec<String>> = figures.iter().map(row).collect();
    let tables = format!("`scan_into` on lines of 90 to 110 bytes.\n\n{}", table(&heads, &rows));
    Results::new(figures, Vec::new()).publish("small", "Small inputs", &tables)
}

/// Lines of the right length with so many findings.
fn lines<'t>(text: &'t [u8], scanner: &Scanner, findings: usize) -> Vec<&'t [u8]> {
    let lines = text.split(|&byte| byte == b'\n').filter(|line| LENGTHS.contains(&line.len()));
    lines.filter(|line| scanner.count(line) == findings).take(LINES).collect()
}

fn ns_per_call(scanner: &Scanner, lines: &[&[u8]]) -> f64 {
    let mut findings: Vec<Finding> = Vec::new();
    let round = |_| {
        let (found, taken) = time(|| {
            let mut found = 0;
            for line in lines {
                scanner.scan_into(line, &mut findings);
                found += findings.len();
            }
            found
        });
        std::hint::black_box(found);
        taken.cpu.as_secs_f64() * 1e9 / lines.len() as f64
    };
    median(&(0..ROUNDS).map(round).collect::<Vec<f64>>())
}
