//! Keeps personal information out of the log, with the `log` crate.
//!
//! `env_logger` writes one record at a time and flushes after it: each line
//! comes out redacted and at once.
//!
//! `cargo run -p yinsi-examples --bin log_writer`

use std::io;

use env_logger::{Builder, Target};
use log::{LevelFilter, info, warn};
use yinsi::{RedactWriter, Redactor, Scanner};

fn main() {
    let out = RedactWriter::new(Scanner::new(), Redactor::new(), io::stdout());
    Builder::new()
        .filter_level(LevelFilter::Info)
        .format_timestamp(None)
        .target(Target::Pipe(Box::new(out)))
        .init();

    info!("order 7 placed, phone=13812345678");
    warn!("mail to jane.doe@example.com bounced");
}
