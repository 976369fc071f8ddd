//! From readers of files to batches of records.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;

use yinsi::report::Batch;
use yinsi::{DecodeReader, Decoder, Encoding};
use yinsi_readers::audit::{Collector, Send, Told};
use yinsi_readers::{Fault, Reader};

use crate::error::complain;
use crate::escape;
use crate::input::{Input, Kind, Opened, READ};

/// Most bytes of a line that are one value.
const LINE: u64 = 1024 * 1024;

/// Reads one input into batches; faults are told on standard error if it is to be `loud`.
pub(super) fn read(
    input: &Input,
    name: &str,
    stream: Option<&mut dyn Read>,
    reader: &Reader,
    loud: bool,
    send: Send<'_>,
) -> Told {
    let mut collector = Collector::new(name, voice(loud), send);
    let _ = match (stream, input) {
        (Some(stream), _) => reader.read_stream(name, stream, &mut collector),
        (None, Input::File(path, _)) => reader.read_path(path, name, &mut collector),
        (None, Input::Stdin) => ControlFlow::Continue(()),
    };
    collector.finish()
}

/// Reads one input whose lines are values of a column called `label`.
pub(super) fn read_labelled(
    input: &Input,
    name: &str,
    label: &str,
    encoding: Option<Encoding>,
    loud: bool,
    send: Send<'_>,
) -> Told {
    let mut collector = Collector::new(name, voice(loud), send);
    collector.begin(Batch::new(name.into(), false, false));
    let read = Opened::open(input, encoding).and_then(|opened| {
        let text: Box<dyn Read> = match opened.kind {
            Kind::Encoded(encoding) => Box::new(DecodeReader::new(opened, Decoder::new(encoding))),
            Kind::Text | Kind::Binary => Box::new(opened),
        };
        let mut row = 0;
        lines(BufReader::with_capacity(READ, text), |line| {
            row += 1;
            if !line.is_empty() {
                collector.field(0, label, line);
            }
            collector.end_record(row, false)
        })
    });
    if let Err(error) = read {
        if loud {
            complain(&format!("{name}: {error}"));
        }
        collector.lost(&error.to_string());
    }
    collector.described("lines");
    collector.finish()
}

/// What tells of faults on standard error, or keeps them to itself.
fn voice(loud: bool) -> &'static dyn Fn(&Fault) {
    if loud { &|fault| complain(&escape::visible(fault.to_string().as_bytes())) } else { &|_| () }
}

/// Hands over each line without the space around it; lines end with LF, CRLF or CR.
fn lines(mut text: impl BufRead, mut take: impl FnMut(&[u8]) -> ControlFlow<()>) -> io::Result<()> {
    let mut line = Vec::new();
    let mut first = true;
    while text.by_ref().take(LINE).read_until(b'\n', &mut line)? > 0 {
        let mut rest = &line[..];
        if std::mem::take(&mut first) {
            rest = rest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(rest);
        }
        rest = rest.strip_suffix(b"\n").unwrap_or(rest);
        rest = rest.strip_suffix(b"\r").unwrap_or(rest);
        for value in rest.split(|&byte| byte == b'\r') {
            if take(value.trim_ascii()).is_break() {
                return Ok(());
            }
        }
        line.clear();
    }
    Ok(())
}
