//! The table: every corpus by every engine, and what that is of a plain read and of
//! the best peer.

use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::Options;
use crate::corpus::{PLAIN, pieces};
use crate::definition::{self, Definition, room};
use crate::engine::{self, Engine, Kind};
use crate::measure::{PIECE, Rate, rates};
use crate::report::{Results, number, table};

/// How much of a corpus the peers in Python get, in pieces.
const PYTHON_PIECES: usize = 4;

/// One engine on one corpus.
#[derive(Debug, Serialize, Deserialize)]
pub struct Figure {
    /// Name of the corpus.
    pub corpus: String,
    /// Name of the engine.
    pub engine: String,
    /// What it looked for.
    pub rules: String,
    /// What it is to us.
    pub kind: Kind,
    /// How fast it was.
    pub rate: Rate,
}

/// Measures, prints, writes `results/NAME`.
///
/// # Errors
///
/// When a definition's count is not what comes out, or something cannot be made or written.
pub fn run(options: &Options, python: Option<&Path>, name: &str) -> Result<(), String> {
    let definitions = definition::all()?;
    let (mut peers, mut missing) = engine::peers()?;
    if python.is_none() {
        missing.push("Presidio, argus-redact: ask with `--python`".to_owned());
    }
    let mut figures = Vec::new();
    for corpus in PLAIN.iter().filter(|corpus| options.wants(corpus.name)) {
        let ours = ours(&definitions, corpus.name, options.isa.as_deref())?;
        eprintln!("measuring {}", corpus.about);
        let text = corpus.text(options.bytes())?;
        let mut engines = engine::yardsticks();
        engines.extend(ours);
        engines.append(&mut peers);
        let measured = rates(&mut engines, &text, options.seconds);
        for (engine, rate) in engines.iter().zip(measured) {
            let Some(rate) = rate else { continue };
            figures.push(Figure {
                corpus: corpus.name.to_owned(),
                engine: engine.name.clone(),
                rules: engine.rules.clone(),
                kind: engine.kind,
                rate,
            });
        }
        peers = engines.into_iter().filter(|engine| engine.kind == Kind::Peer).collect();
        if let Some(program) = python {
            figures.extend(ask_python(program, corpus.name, &text)?);
        }
    }
    let results = Results::new(figures, missing);
    let tables = tables(&results.figures);
    results.publish(name, "Rates", &tables)
}

/// Our scanners for a corpus, their counts checked.
fn ours(definitions: &[Definition], corpus: &str, isa: Option<&str>) -> Result<Vec<Engine>, String> {
    let mut engines = Vec::new();
    for definition in definitions.iter().filter(|definition| definition.corpus == corpus) {
        let isas = isa.map_or_else(|| definition.isas(), |isa| vec![isa]);
        for isa in isas {
            definition.check(isa)?;
            let mut name = "yinsi".to_owned();
            if definition.rules != "all" {
                name = format!("{name} {}", definition.rules);
            }
            if isa != definition::best() {
                name = format!("{name} {isa}");
            }
            let scanner = definition.scanner(isa)?;
            let rules = format!("{} rules", scanner.rules().count());
            engines.push(engine::yinsi(&name, &rules, scanner));
        }
    }
    Ok(engines)
}

/// What the script says of each peer, one JSON object a line.
#[derive(Deserialize)]
struct Answer {
    engine: String,
    rules: String,
    rate: Rate,
}

/// Asks the peers in Python about a cut of a text; about what is no text there is nothing to ask.
fn ask_python(program: &Path, corpus: &str, text: &[u8]) -> Result<Vec<Figure>, String> {
    if std::str::from_utf8(text).is_err() {
        return Ok(Vec::new());
    }
    let all = pieces(text, PIECE);
    let count = PYTHON_PIECES.min(all.len());
    let cut: Vec<&[u8]> = (0..count).map(|index| all[index * all.len() / count]).collect();
    let file = std::env::temp_dir().join(format!("yinsi-benches-{}-{corpus}", std::process::id()));
    std::fs::write(&file, cut.concat()).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut command = Command::new(program);
    command.arg(room().join("peers/python.py")).arg(&file).stderr(Stdio::inherit());
    let output = command.output();
    let _ = std::fs::remove_file(&file);
    let output = output.map_err(|error| format!("{}: {error}", program.display()))?;
    if !output.status.success() {
        return Err(format!("peers/python.py failed ({})", output.status));
    }
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    lines
        .lines()
        .map(|line| {
            let answer: Answer = serde_json::from_str(line).map_err(|error| format!("python.py: {error}"))?;
            let Answer { engine, rules, rate } = answer;
            Ok(Figure { corpus: corpus.to_owned(), engine, rules, kind: Kind::Peer, rate })
        })
        .collect()
}

fn tables(figures: &[Figure]) -> String {
    let mut corpora: Vec<&str> = figures.iter().map(|figure| figure.corpus.as_str()).collect();
    corpora.dedup();
    let mut engines: Vec<&str> = Vec::new();
    for figure in figures {
        if !engines.contains(&figure.engine.as_str()) {
            engines.push(&figure.engine);
        }
    }
    let rows = |cell: &dyn Fn(&Figure) -> String| -> Vec<Vec<String>> {
        let row = |engine: &&str| {
            let cells = corpora.iter().map(|corpus| find(figures, corpus, engine).map_or("–".into(), cell));
            std::iter::once((*engine).to_owned()).chain(cells).collect()
        };
        engines.iter().map(row).collect()
    };
    let heads = |first: &str| -> Vec<String> {
        std::iter::once(first).chain(corpora.iter().copied()).map(str::to_owned).collect()
    };
    let rules: String = engines
        .iter()
        .filter_map(|engine| figures.iter().find(|figure| figure.engine == *engine))
        .filter(|figure| !figure.rules.is_empty())
        .map(|figure| format!("- {}: {}\n", figure.engine, figure.rules))
        .collect();
    format!(
        "## MB/s\n\n{}\n## yinsi, all rules, as a multiple\n\n{}\n## Results per MiB\n\n\
         Engines mean different things by a result: Vectorscan counts every end, others do not overlap.\n\n{}\n\
         ## What each looks for\n\n{rules}",
        table(&heads("engine"), &rows(&|figure| number(figure.rate.mb_per_s))),
        ratios(figures, &corpora, &heads("of")),
        table(&heads("engine"), &rows(&|figure| format!("{:.0}", figure.rate.results_per_mib))),
    )
}

fn find<'f>(figures: &'f [Figure], corpus: &str, engine: &str) -> Option<&'f Figure> {
    figures.iter().find(|figure| figure.corpus == corpus && figure.engine == engine)
}

/// The fastest peer that looks for the common rules or its own on a corpus.
pub fn best_peer<'f>(figures: &'f [Figure], corpus: &str) -> Option<&'f Figure> {
    let peers = figures.iter().filter(|figure| figure.corpus == corpus && figure.kind == Kind::Peer);
    peers.max_by(|a, b| a.rate.mb_per_s.total_cmp(&b.rate.mb_per_s))
}

fn ratios(figures: &[Figure], corpora: &[&str], heads: &[String]) -> String {
    let yardsticks =
        ["plain read", "simdutf8", "regex-automata", "regex-automata, our patterns", "Vectorscan"];
    let others = ["Presidio", "argus-redact"];
    let mut rows = Vec::new();
    let mut row = |name: &str, of: &dyn Fn(&str) -> Option<f64>| {
        let ratio = |corpus: &&str| {
            let ours = find(figures, corpus, "yinsi")?.rate.mb_per_s;
            Some(number(ours / of(corpus)?))
        };
        let cells: Vec<Option<String>> = corpora.iter().map(ratio).collect();
        if cells.iter().any(Option::is_some) {
            let cells = cells.into_iter().map(|cell| cell.unwrap_or("–".into()));
            rows.push(std::iter::once(name.to_owned()).chain(cells).collect::<Vec<_>>());
        }
    };
    for name in yardsticks.into_iter().chain(others) {
        row(name, &|corpus| Some(find(figures, corpus, name)?.rate.mb_per_s));
    }
    row("best peer", &|corpus| Some(best_peer(figures, corpus)?.rate.mb_per_s));
    table(heads, &rows)
}
