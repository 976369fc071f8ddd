//! Keeps personal information out of the log, with `tracing`.
//!
//! `tracing-subscriber` asks for a writer for each event and does not flush it,
//! so the guard below flushes when the event is written.
//!
//! `cargo run -p yinsi-examples --bin tracing_writer`

use std::io::{self, Stdout, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tracing::{info, warn};
use tracing_subscriber::fmt::MakeWriter;
use yinsi::{RedactWriter, Redactor, Scanner};

struct Redacted(Mutex<RedactWriter<Stdout>>);

struct Event<'a>(MutexGuard<'a, RedactWriter<Stdout>>);

impl<'a> MakeWriter<'a> for Redacted {
    type Writer = Event<'a>;

    fn make_writer(&'a self) -> Event<'a> {
        Event(self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Event<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0.write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Drop for Event<'_> {
    fn drop(&mut self) {
        // A log that cannot be written must not take the program down.
        let _ = self.0.flush();
    }
}

fn main() {
    let out = RedactWriter::new(Scanner::new(), Redactor::new(), io::stdout());
    tracing_subscriber::fmt().without_time().with_ansi(false).with_writer(Redacted(Mutex::new(out))).init();

    info!(phone = "13812345678", "order 7 placed");
    warn!("mail to {} bounced", "jane.doe@example.com");
}
