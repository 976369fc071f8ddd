//! Do more threads scan more? Many texts go to threads that share one scanner. (The
//! way inside one long text joins here when the library has it.)

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use yinsi::{Finding, Scanner};

use super::Options;
use crate::clock::{median, time};
use crate::corpus::{Corpus, pieces};
use crate::definition::scanner;
use crate::measure::PIECE;
use crate::report::{Results, number, table};

const ROUNDS: usize = 7;

/// One number of threads.
#[derive(Debug, Serialize, Deserialize)]
pub struct Figure {
    /// Name of the corpus.
    pub corpus: String,
    /// How many threads.
    pub threads: usize,
    /// Median rate of all together, on the wall.
    pub mb_per_s: f64,
    /// Median rate by processor time of all threads: what a core gets done while the others work.
    pub mb_per_s_of_each: f64,
}

/// Measures, prints, writes `results/cores`.
///
/// # Errors
///
/// When something cannot be made or written.
pub fn run(options: &Options) -> Result<(), String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let scanner = scanner("all", options.isa.as_deref())?;
    let mut figures = Vec::new();
    let mut rows = Vec::new();
    for name in ["english", "logs", "table"].into_iter().filter(|name| options.wants(name)) {
        let text = Corpus::named(name)?.text(options.bytes())?;
        let all = pieces(&text, PIECE);
        let mut row = vec![name.to_owned()];
        for threads in powers(cores) {
            let (wall, cpu): (Vec<f64>, Vec<f64>) =
                (0..ROUNDS).map(|_| seconds(&scanner, &all, threads)).unzip();
            let rate = |seconds: &[f64]| text.len() as f64 / 1e6 / median(seconds);
            let (mb_per_s, mb_per_s_of_each) = (rate(&wall), rate(&cpu));
            row.push(number(mb_per_s));
            row.push(number(mb_per_s_of_each));
            figures.push(Figure { corpus: name.to_owned(), threads, mb_per_s, mb_per_s_of_each });
        }
        rows.push(row);
    }
    let mut heads = vec!["many texts of".to_owned()];
    heads.extend(powers(cores).flat_map(|threads| [format!("{threads} threads"), "each".to_owned()]));
    let tables = format!(
        "MB/s on the wall, and by processor time for each core, which other work on the machine does not \
         lower. All rules, pieces of 256 KiB.\n\n{}",
        table(&heads, &rows)
    );
    Results::new(figures, Vec::new()).publish("cores", "Many cores", &tables)
}

/// 1, 2, 4 … and the number of cores.
fn powers(cores: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(1), |n| Some(n * 2)).take_while(move |n| *n < cores).chain([cores])
}

/// Time on the wall, and of the processor for all threads together.
fn seconds(scanner: &Scanner, pieces: &[&[u8]], threads: usize) -> (f64, f64) {
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    let work = || {
        let mut findings: Vec<Finding> = Vec::new();
        while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
            scanner.scan_into(piece, &mut findings);
        }
    };
    let cpu = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(|| time(work).1.cpu)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).sum::<Duration>()
    });
    (start.elapsed().as_secs_f64(), cpu.as_secs_f64())
}
