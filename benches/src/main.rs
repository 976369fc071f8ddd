//! `yinsi-benches VERB`, which `cargo xtask bench VERB` builds and runs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use yinsi_benches::verb::{self, Options};
use yinsi_benches::{corpus, definition, plot};

#[derive(Debug, Parser)]
#[command(name = "yinsi-benches", about = "Benchmarks of yinsi and its peers")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Every corpus by every engine
    Table {
        #[command(flatten)]
        options: Options,
        /// Ask Presidio and argus-redact as well, with this interpreter
        #[arg(long, value_name = "PROGRAM")]
        python: Option<PathBuf>,
        /// Name of the files among the results
        #[arg(long, default_value = "table")]
        name: String,
    },
    /// Draws a table as SVG
    Plot {
        /// Name of the files among the results
        #[arg(long, default_value = "table")]
        name: String,
    },
    /// Time per byte at 1, 4, 16 and 64 MiB, every corpus and adversarial family
    Linearity {
        #[command(flatten)]
        options: Options,
    },
    /// 70, 300 and 600 rules on text without findings
    Rules {
        #[command(flatten)]
        options: Options,
    },
    /// One call on a line of a hundred bytes
    Small {
        #[command(flatten)]
        options: Options,
    },
    /// Making a scanner in a fresh process
    Start,
    /// More threads
    Cores {
        #[command(flatten)]
        options: Options,
    },
    /// `yinsi scan` beside `rg -c`, whole processes
    CommandLine {
        /// The `yinsi` program
        #[arg(long, value_name = "PROGRAM")]
        yinsi: PathBuf,
        /// Size of the log
        #[arg(long, default_value_t = 1024)]
        size_mib: usize,
    },
    /// Instructions of fixed pieces of work, compared with the record
    Instructions {
        /// Only definitions whose name contains this
        #[arg(long, value_name = "PART")]
        only: Option<String>,
        /// Write a new record
        #[arg(long)]
        record: bool,
    },
    /// Checks the counts of all definitions
    Check {
        /// Write the counts that come out now
        #[arg(long)]
        bless: bool,
    },
    /// Writes the corpora to files
    Corpora {
        /// Where to
        folder: PathBuf,
        /// Size of each
        #[arg(long, default_value_t = 64)]
        size_mib: usize,
        /// Only corpora whose name contains this
        #[arg(long, value_name = "PART")]
        only: Option<String>,
    },
    /// One fresh process of `start`
    #[command(hide = true)]
    StartOnce { rules: String },
    /// One counted process of `instructions`
    #[command(hide = true)]
    InstructionsOnce { definition: String, isa: String },
}

fn main() -> ExitCode {
    match run(Cli::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("yinsi-benches: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> Result<(), String> {
    match verb {
        Verb::Table { options, python, name } => verb::table::run(&options, python.as_deref(), &name),
        Verb::Plot { name } => plot::run(&name),
        Verb::Linearity { options } => verb::linearity::run(&options),
        Verb::Rules { options } => verb::rules::run(&options),
        Verb::Small { options } => verb::small::run(&options),
        Verb::Start => verb::start::run(),
        Verb::Cores { options } => verb::cores::run(&options),
        Verb::CommandLine { yinsi, size_mib } => verb::command_line::run(&yinsi, size_mib),
        Verb::Instructions { only, record } => verb::instructions::run(only.as_deref(), record),
        Verb::Check { bless: true } => definition::bless(),
        Verb::Check { bless: false } => check(),
        Verb::Corpora { folder, size_mib, only } => write_corpora(&folder, size_mib << 20, only.as_deref()),
        Verb::StartOnce { rules } => verb::start::once(&rules),
        Verb::InstructionsOnce { definition, isa } => verb::instructions::once(&definition, &isa),
    }
}

fn check() -> Result<(), String> {
    for definition in definition::all()? {
        for isa in definition.isas() {
            definition.check(isa)?;
            println!("{:>8} findings  {:<44} {isa}", definition.count, definition.name);
        }
    }
    Ok(())
}

fn write_corpora(folder: &Path, bytes: usize, only: Option<&str>) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for corpus in corpus::all().filter(|corpus| only.is_none_or(|only| corpus.name.contains(only))) {
        let path = folder.join(format!("{}.txt", corpus.name));
        let text = corpus.text(bytes)?;
        std::fs::write(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("{:>10} bytes  {:<12} {}", text.len(), corpus.name, corpus.about);
    }
    Ok(())
}
