//! Is time per byte the same for a short text and a long one, whatever is in it?

use serde::{Deserialize, Serialize};

use super::Options;
use crate::clock::{median, time};
use crate::corpus::{self, Corpus};
use crate::definition::scanner;
use crate::engine;
use crate::report::{Results, number, table};

/// Sizes in MiB; each is measured in one call.
const SIZES: [usize; 4] = [1, 4, 16, 64];

/// Most repetitions of each size.
const TIMES: usize = 5;

/// After so much time, in seconds, a size is not repeated again.
const ENOUGH: f64 = 1.5;

/// One text, one choice of rules.
#[derive(Debug, Serialize, Deserialize)]
pub struct Figure {
    /// Name of the corpus.
    pub corpus: String,
    /// Which rules.
    pub rules: String,
    /// Nanoseconds per byte for each size.
    pub ns_per_byte: Vec<f64>,
    /// Findings per MiB of the longest.
    pub findings_per_mib: f64,
    /// Rate of the longest as a multiple of a plain read of it.
    pub of_read: f64,
}

/// Measures, prints, writes `results/linearity`.
///
/// # Errors
///
/// When something cannot be made or written.
pub fn run(options: &Options) -> Result<(), String> {
    let mut figures = Vec::new();
    for corpus in corpus::all().filter(|corpus| options.wants(corpus.name)) {
        eprintln!("measuring {}", corpus.about);
        for rules in ["default", "all"] {
            figures.push(measure(corpus, rules, options)?);
        }
    }
    let sizes: Vec<usize> = sizes(options).collect();
    let mut heads = vec!["text".to_owned(), "rules".to_owned()];
    heads.extend(sizes.iter().map(|size| format!("{size} MiB")));
    heads.extend(["longest / shortest", "GB/s", "of plain read", "findings per MiB"].map(str::to_owned));
    let row = |figure: &Figure| {
        let last = figure.ns_per_byte.last().copied().unwrap_or_default();
        let first = figure.ns_per_byte.first().copied().unwrap_or_default();
        let mut row = vec![figure.corpus.clone(), figure.rules.clone()];
        row.extend(figure.ns_per_byte.iter().map(|ns| number(*ns)));
        row.push(number(last / first));
        row.push(number(1.0 / last));
        row.push(number(figure.of_read));
        row.push(format!("{:.0}", figure.findings_per_mib));
        row
    };
    let rows: Vec<Vec<String>> = figures.iter().map(row).collect();
    let tables = format!("Nanoseconds per byte, the whole text in one call.\n\n{}", table(&heads, &rows));
    Results::new(figures, Vec::new()).publish("linearity", "Time per byte", &tables)
}

fn sizes(options: &Options) -> impl Iterator<Item = usize> {
    SIZES.into_iter().filter(|&size| size <= options.size_mib)
}

fn measure(corpus: &Corpus, rules: &str, options: &Options) -> Result<Figure, String> {
    let scanner = scanner(rules, options.isa.as_deref())?;
    let text = corpus.text(options.bytes())?;
    let mut figure = Figure {
        corpus: corpus.name.to_owned(),
        rules: rules.to_owned(),
        ns_per_byte: Vec::new(),
        findings_per_mib: 0.0,
        of_read: 0.0,
    };
    for size in sizes(options) {
        let part = &text[..corpus::cut(&text, size << 20)];
        let (ns, found) = ns_per_byte(part, |text| scanner.count(text));
        figure.ns_per_byte.push(ns);
        figure.findings_per_mib = found as f64 / size as f64;
    }
    if let Some(mut read) = engine::yardsticks().into_iter().next() {
        let (ns, _) = ns_per_byte(&text, |text| (read.run)(text).unwrap_or_default());
        figure.of_read = ns / figure.ns_per_byte.last().copied().unwrap_or(f64::INFINITY);
    }
    Ok(figure)
}

/// Median time, and how many results there were.
fn ns_per_byte(text: &[u8], mut work: impl FnMut(&[u8]) -> usize) -> (f64, usize) {
    let (mut taken, mut found) = (Vec::new(), 0);
    while taken.is_empty() || taken.len() < TIMES && taken.iter().sum::<f64>() < ENOUGH {
        let (count, time) = time(|| work(text));
        found = std::hint::black_box(count);
        taken.push(time.cpu.as_secs_f64());
    }
    (median(&taken) * 1e9 / text.len() as f64, found)
}
