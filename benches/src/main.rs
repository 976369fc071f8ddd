//! `yinsi-benches VERB`: see the README beside this package.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use yinsi_benches::corpus;

#[derive(Debug, Parser)]
#[command(name = "yinsi-benches", about)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Writes the corpora to files
    Corpora {
        /// Where to
        folder: PathBuf,
        /// Size of each, in MiB
        #[arg(long, default_value_t = 64)]
        size_mib: usize,
        /// Only corpora whose name contains this
        #[arg(long)]
        only: Option<String>,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().verb {
        Verb::Corpora { folder, size_mib, only } => write_corpora(&folder, size_mib << 20, only.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("yinsi-benches: {message}");
            ExitCode::FAILURE
        }
    }
}

fn write_corpora(folder: &std::path::Path, bytes: usize, only: Option<&str>) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for corpus in corpus::all().filter(|corpus| only.is_none_or(|only| corpus.name.contains(only))) {
        let path = folder.join(format!("{}.txt", corpus.name));
        let text = corpus.text(bytes)?;
        std::fs::write(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("{:>10} bytes  {:<12} {}", text.len(), corpus.name, corpus.about);
    }
    Ok(())
}
