//! Standard output: pieces with separators, and the progress bar beside them.

use std::io::{self, IsTerminal as _, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::error::Failure;

/// How long work must last before a progress bar is worth looking at.
const PATIENCE: Duration = Duration::from_millis(700);

/// Standard output, written to from one thread.
pub(crate) struct Output {
    stdout: io::Stdout,
    bar: Progress,
}

impl Output {
    /// Standard output with a progress bar over `total` bytes of input.
    pub(crate) fn new(total: Option<u64>) -> Self {
        Self { stdout: io::stdout(), bar: Progress::new(total) }
    }

    /// Writes all of `bytes` and lets the reader see them.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if bytes.is_empty() {
            return Ok(());
        }
        let stdout = &mut self.stdout;
        let result = self.bar.0.suspend(|| stdout.write_all(bytes).and_then(|()| stdout.flush()));
        result.map_err(Failure::output)
    }

    /// Says that `bytes` more of the input are done.
    pub(crate) fn advance(&mut self, bytes: u64) {
        self.bar.advance(bytes);
    }

    /// Takes the progress bar away.
    pub(crate) fn finish(&mut self) {
        self.bar.0.finish_and_clear();
    }
}

/// A progress bar on standard error, if that is a terminal and work is long.
pub(crate) struct Progress(ProgressBar, Option<Instant>);

impl Progress {
    /// A bar over `total` bytes; for input of unknown length there is none.
    pub(crate) fn new(total: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let waiting = total.is_some() && io::stderr().is_terminal();
        Self(bar, waiting.then(Instant::now))
    }

    /// Says that `bytes` more are done.
    pub(crate) fn advance(&mut self, bytes: u64) {
        self.0.inc(bytes);
        if self.1.is_some_and(|since| since.elapsed() > PATIENCE) {
            self.1 = None;
            if let Ok(style) =
                ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {msg} {eta}")
            {
                self.0.set_style(style);
            }
            self.0.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Says something beside the bar.
    pub(crate) fn say(&self, text: String) {
        self.0.set_message(text);
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
