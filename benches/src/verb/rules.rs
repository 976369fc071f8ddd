//! Does a text without findings cost more when there are more rules?

use serde::{Deserialize, Serialize};
use yinsi::Scanner;

use super::Options;
use crate::corpus::Corpus;
use crate::definition::scanner;
use crate::engine;
use crate::measure::{Rate, rates};
use crate::report::{Results, number, table};

/// How many rules.
const COUNTS: [usize; 3] = [70, 300, 600];

const CORPORA: [&str; 4] = ["english", "chinese", "code", "logs"];

/// One text, one number of rules.
#[derive(Debug, Serialize, Deserialize)]
pub struct Figure {
    /// Name of the corpus.
    pub corpus: String,
    /// How many rules.
    pub rules: usize,
    /// How fast.
    pub rate: Rate,
}

/// Measures, prints, writes `results/rules`.
///
/// # Errors
///
/// When something cannot be made or written.
pub fn run(options: &Options) -> Result<(), String> {
    let isa = options.isa.as_deref();
    let mut figures = Vec::new();
    let mut rows = Vec::new();
    for name in CORPORA.into_iter().filter(|name| options.wants(name)) {
        eprintln!("measuring {name}");
        let scanners = COUNTS.iter().map(|count| scanner(&format!("generated {count}"), isa));
        let scanners: Vec<Scanner> = scanners.collect::<Result<_, _>>()?;
        let text = scanners.iter().try_fold(Corpus::named(name)?.text(options.bytes())?, without_findings)?;
        let engines = scanners.into_iter().map(|scanner| engine::yinsi("yinsi", "", scanner));
        let measured = rates(&mut engines.collect::<Vec<_>>(), &text, options.seconds);
        let first = measured.first().and_then(Option::as_ref).map_or(1.0, |rate| rate.mb_per_s);
        let mut row = vec![name.to_owned()];
        for (rules, rate) in COUNTS.into_iter().zip(measured) {
            let Some(rate) = rate else { continue };
            row.push(number(rate.mb_per_s));
            row.push(number(first / rate.mb_per_s));
            figures.push(Figure { corpus: name.to_owned(), rules, rate });
        }
        rows.push(row);
    }
    let mut heads = vec!["text without findings".to_owned()];
    heads.extend(COUNTS.iter().flat_map(|count| [format!("{count} rules"), "slower".to_owned()]));
    let tables = format!(
        "Generated rules alone, MB/s, and how many times slower than {}.\n\n{}",
        COUNTS[0],
        table(&heads, &rows)
    );
    Results::new(figures, Vec::new()).publish("rules", "Cost of more rules", &tables)
}

/// The lines of a text in which nothing is found, even when they stand together.
fn without_findings(mut text: Vec<u8>, scanner: &Scanner) -> Result<Vec<u8>, String> {
    for _ in 0..10 {
        let mut kept = Vec::with_capacity(text.len());
        let mut findings = scanner.find_iter(&text).peekable();
        if findings.peek().is_none() {
            drop(findings);
            return Ok(text);
        }
        let mut start = 0;
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            let end = start + line.len();
            let mut found = false;
            while findings.next_if(|finding| finding.range().start < end).is_some() {
                found = true;
            }
            if !found {
                kept.extend_from_slice(line);
            }
            start = end;
        }
        drop(findings);
        text = kept;
    }
    Err("lines without findings have some when they stand together".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_with_findings_go() {
        let text = "plain\nmail a.person@example.com now\nplain too\n".as_bytes().to_vec();
        let clean = without_findings(text, &Scanner::new()).expect("a clean text");
        assert_eq!(clean, b"plain\nplain too\n");
    }
}
