//! How a verb ends: [`Outcome`] when it came to its end, [`Failure`] when it could not.

use std::error::Error;
use std::io::{self, Write as _};
use std::path::Path;

use yinsi::BuildError;

use crate::escape;

/// How a verb that ran to its end ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All went well.
    Done,
    /// Findings, and the caller wants to hear of them in the exit status.
    Found,
    /// Some input could not be handled; it was complained about already.
    Failed,
}

/// Why a verb stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody reads our output any more: not an error.
    Closed,
    /// One or more clear lines for standard error.
    Error(String),
}

impl Failure {
    /// An error about a file.
    pub(crate) fn at(path: &Path, error: impl std::fmt::Display) -> Self {
        Self::Error(format!("{}: {error}", escape::visible_path(path)))
    }

    /// An error while writing to standard output.
    pub(crate) fn output(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Error(format!("standard output: {error}")),
        }
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        Self::Error(faults(&error).join("\n"))
    }
}

/// One line for each fault, causes included.
pub(crate) fn faults(error: &BuildError) -> Vec<String> {
    error
        .faults()
        .into_iter()
        .map(|fault| {
            let mut line = one_line(&fault.to_string());
            let mut cause = fault.source();
            while let Some(error) = cause {
                line = format!("{line}: {}", one_line(&error.to_string()));
                cause = error.source();
            }
            line
        })
        .collect()
}

/// Writes each line of `message` to standard error with our name before it.
pub(crate) fn complain(message: &str) {
    for line in message.lines() {
        note(&format!("yinsi: {line}\n"));
    }
}

/// Writes to standard error; that it is closed is nobody's fault.
pub(crate) fn note(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// A message of several lines (a TOML or regex error with a picture) as one.
fn one_line(message: &str) -> String {
    let lines: Vec<&str> = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let text = match lines.iter().find_map(|line| line.strip_prefix("error: ")) {
        Some(error) => error.to_owned(),
        None => lines.join("; "),
    };
    escape::visible(text.as_bytes())
}
