//! The `yinsi` command as a library: [`run`] is the whole command, so that other
//! front ends (a Python module, for one) are the real one; [`Audit`] counts files
//! as `yinsi audit` does and hands the report over.
//!
//! Converts and prints; what is found and how it is redacted is the `yinsi`
//! crate's business.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

mod args;
mod audit;
mod decrypt;
mod error;
mod escape;
mod explain;
mod generate;
mod input;
mod keeping;
mod operators;
mod output;
mod records;
mod redact;
mod report;
mod restore;
mod rewrite;
mod rules;
mod scan;
mod selection;
mod structure;
mod window;

pub use audit::Audit;

use args::{Cli, Verb};
use error::{Failure, Outcome};

/// Runs the command with `args`, the first of which is the program's name.
///
/// Writes to the standard output and error of this process and returns the exit
/// status: 0 done, 1 findings with `--fail-on-findings`, 2 error. A closed
/// standard output ends the command quietly with 0.
pub fn run<I, T>(args: I) -> ExitCode
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let result = match cli.verb {
        Verb::Scan(args) => scan::run(&args),
        Verb::Redact(args) => redact::run(&args),
        Verb::Restore(args) => restore::run(&args),
        Verb::Decrypt(args) => decrypt::run(&args),
        Verb::Audit(args) => audit::run(&args),
        Verb::Generate(args) => generate::run(&args),
        Verb::Rules(verb) => rules::run(&verb),
        Verb::Explain(args) => explain::run(&args),
    };
    match result {
        Ok(Outcome::Done) | Err(Failure::Closed) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        Err(Failure::Error(message)) => {
            error::complain(&message);
            ExitCode::from(2)
        }
    }
}
