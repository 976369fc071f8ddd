//! `yinsi scan`: where personal information is.
//!
//! Small files are scanned by many threads, a batch at a time; large ones and
//! standard input go by as a stream. What is written does not depend on either.

use std::io::{self, IsTerminal as _, Read};
use std::mem;
use std::path::Path;

use anstream::ColorChoice;
use rayon::prelude::*;
use yinsi::{
    DecodeReader, Decoder, DocumentScanner, Finding, Redactor, Scanner, SourceMap, StreamScanner, Structure,
};

use crate::args::{Format, ScanArgs};
use crate::error::{Failure, Outcome, complain, note};
use crate::input::{self, Input, Kind, Opened, Origin, READ, read_some};
use crate::output::Output;
use crate::records;
use crate::report::{Colours, Name, Report, Tally};
use crate::selection;
use crate::structure;
use crate::window::{Located, Window};

/// Files above this size, in bytes, are streamed, one at a time.
const LARGE: u64 = 8 * 1024 * 1024;

/// Most bytes of small files that are scanned between two writes.
const BATCH: u64 = 32 * 1024 * 1024;

/// Most files that are scanned between two writes.
const BATCH_FILES: usize = 256;

/// Runs the verb.
pub(crate) fn run(args: &ScanArgs) -> Result<Outcome, Failure> {
    let scanner = selection::scanner(&args.selection)?;
    if args.jsonl {
        return records::scan(args, &scanner);
    }
    let terminal = io::stdout().is_terminal();
    let colour = anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never;
    let show_values = args.show_values || (terminal && args.format == Format::Text);
    let report = Report::new(args.format, args.offsets, show_values, Colours::new(colour), &scanner);
    let job = Job { args, scanner: &scanner, report: &report };

    let (inputs, errors) = input::collect(&args.source);
    let mut tally = Tally { errors, ..Tally::default() };
    for error in &tally.errors {
        complain(error);
    }
    let mut output = Output::new(input::total(&inputs));
    output.write(report.head().as_bytes())?;
    let mut sink = Sink { output: &mut output, skip: report.separator().len() };
    job.all(&inputs, &mut sink, &mut tally)?;
    output.write(report.tail(&tally).as_bytes())?;
    output.finish();
    note(&report.summary(&tally));
    Ok(match () {
        () if !tally.errors.is_empty() => Outcome::Failed,
        () if args.fail_on_findings && tally.findings() > 0 => Outcome::Found,
        () => Outcome::Done,
    })
}

/// Where rendered findings go.
struct Sink<'a> {
    output: &'a mut Output,
    /// Bytes still to be left out: the separator before the very first finding.
    skip: usize,
}

impl Sink<'_> {
    /// Writes and empties `piece`.
    fn write(&mut self, piece: &mut Vec<u8>) -> Result<(), Failure> {
        if !piece.is_empty() {
            let skip = mem::take(&mut self.skip);
            self.output.write(piece.get(skip..).unwrap_or_default())?;
            piece.clear();
        }
        Ok(())
    }
}

/// Why one file was not scanned to its end.
enum Stop {
    /// It could not be read; the others can.
    Read(io::Error),
    /// Nothing can be written any more.
    Write(Failure),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

/// Renders one finding.
type Take<'a> = &'a mut dyn FnMut(Located<'_>, &mut Vec<u8>) -> Result<(), Stop>;

/// May write and empty what is rendered, after so many bytes were read.
type Emit<'a> = &'a mut dyn FnMut(&mut Vec<u8>, u64) -> Result<(), Failure>;

struct Job<'a> {
    args: &'a ScanArgs,
    scanner: &'a Scanner,
    report: &'a Report,
}

impl Job<'_> {
    fn all(&self, inputs: &[Input], sink: &mut Sink<'_>, tally: &mut Tally) -> Result<(), Failure> {
        let pool = input::pool(&self.args.source)?;
        let mut rest = inputs;
        while let Some(first) = rest.first() {
            let batch = batch(rest);
            rest = rest.get(batch.max(1)..).unwrap_or_default();
            if batch == 0 {
                let mut pending = Vec::new();
                let mut read = 0;
                let mut emit = |piece: &mut Vec<u8>, done: u64| {
                    sink.output.advance(done - mem::replace(&mut read, done));
                    sink.write(piece)
                };
                let one = self.one(first, &mut pending, &mut emit)?;
                sink.write(&mut pending)?;
                settle(one, tally);
                continue;
            }
            let files = inputs.len() - rest.len() - batch..inputs.len() - rest.len();
            let files = inputs.get(files).unwrap_or_default();
            let done: Vec<_> = pool.install(|| {
                let one = |input: &Input| {
                    let mut rendered = Vec::new();
                    let one = self.one(input, &mut rendered, &mut |_, _| Ok(()));
                    one.map(|tally| (rendered, tally))
                };
                files.par_iter().map(one).collect()
            });
            for (input, done) in files.iter().zip(done) {
                let (mut rendered, one) = done?;
                sink.write(&mut rendered)?;
                settle(one, tally);
                if let Input::File(_, size) = input {
                    sink.output.advance(*size);
                }
            }
        }
        Ok(())
    }

    /// Scans one input; `emit` may write and empty what is rendered so far.
    fn one(&self, input: &Input, rendered: &mut Vec<u8>, emit: Emit<'_>) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        match self.read(input, rendered, &mut tally, emit) {
            Ok(()) => {}
            Err(Stop::Read(error)) => tally.errors.push(format!("{input}: {error}")),
            Err(Stop::Write(failure)) => return Err(failure),
        }
        tally.files_with_findings = u64::from(!tally.entities.is_empty());
        Ok(tally)
    }

    fn read(
        &self,
        input: &Input,
        rendered: &mut Vec<u8>,
        tally: &mut Tally,
        emit: Emit<'_>,
    ) -> Result<(), Stop> {
        let opened = Opened::open(input, self.args.source.encoding)?;
        let (name, path, size): (_, Option<&Path>, _) = match input {
            Input::Stdin => (Name::stdin(), None, u64::MAX),
            Input::File(path, size) => (Name::of(path), Some(path), *size),
        };
        let kind = opened.kind;
        if kind == Kind::Binary {
            tally.binary += 1;
            return Ok(());
        }
        tally.files += 1;
        let structure = match &self.args.source.label {
            Some(_) => Structure::Lines,
            None => structure::choose(self.args.structure, path, &opened, self.scanner),
        };
        let mut window = Window::new(self.args.offsets);
        let mut take = |found: Located<'_>, rendered: &mut Vec<u8>| {
            *tally.entities.entry(found.finding.entity).or_default() += 1;
            self.report.piece(&name, &found, rendered);
            Ok(())
        };
        let mut flow = Flow { window: &mut window, take: &mut take, rendered, emit };
        match (kind, structure) {
            (Kind::Encoded(encoding), structure) => {
                let text = DecodeReader::new(opened, Decoder::new(encoding));
                match structure {
                    Structure::Text => self.stream(text, &mut flow),
                    _ => self.document(text, structure, &mut flow),
                }
            }
            (_, Structure::Text) if size > LARGE || self.args.source.chunk.is_some() => {
                self.stream(opened, &mut flow)
            }
            (_, Structure::Text) => self.whole(opened, &mut flow),
            _ => self.document(opened, structure, &mut flow),
        }
    }

    fn whole(&self, mut reader: Opened, flow: &mut Flow<'_>) -> Result<(), Stop> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        let findings = self.scanner.scan(&bytes);
        flow.window.whole(bytes, findings);
        flow.finish(None)
    }

    fn stream(&self, mut reader: impl Origin, flow: &mut Flow<'_>) -> Result<(), Stop> {
        let mut stream = StreamScanner::new(self.scanner);
        let mut findings: Vec<Finding> = Vec::new();
        self.feed(&mut reader, flow, |piece, flow| {
            stream.push(piece, &mut findings);
            flow.window.push(piece, findings.drain(..));
            stream.settled()
        })?;
        stream.finish(&mut findings);
        flow.window.push(&[], findings);
        flow.finish(reader.map())
    }

    fn document(
        &self,
        mut reader: impl Origin,
        structure: Structure,
        flow: &mut Flow<'_>,
    ) -> Result<(), Stop> {
        let mut document = DocumentScanner::new(self.scanner, structure);
        if let Some(label) = &self.args.source.label {
            document = document.label(label);
        }
        let mut located = Vec::new();
        self.feed(&mut reader, flow, |piece, flow| {
            document.push(piece, &mut located);
            self.take_over(piece, &mut located, flow);
            document.settled()
        })?;
        document.finish(&mut located);
        self.take_over(&[], &mut located, flow);
        flow.finish(reader.map())
    }

    /// Reads to the end and reports as it goes; `push` takes a piece and says up to where findings are settled.
    fn feed(
        &self,
        reader: &mut impl Origin,
        flow: &mut Flow<'_>,
        mut push: impl FnMut(&[u8], &mut Flow<'_>) -> u64,
    ) -> Result<(), Stop> {
        let chunk = self.args.source.chunk.map_or(READ, |bytes| bytes as usize);
        let (mut buffer, mut read) = (vec![0; READ], 0);
        loop {
            let filled = read_some(reader, &mut buffer)?;
            if filled == 0 {
                return Ok(());
            }
            for piece in buffer.get(..filled).unwrap_or_default().chunks(chunk) {
                let settled = push(piece, flow);
                flow.report(settled, reader.map())?;
            }
            read += filled as u64;
            flow.emit(read)?;
        }
    }

    /// Gives findings and the names of their fields to the window; a name may hold a value itself.
    fn take_over(&self, piece: &[u8], located: &mut Vec<yinsi::Located>, flow: &mut Flow<'_>) {
        let shown = |path: Box<str>| match self.report.shows_values() || !self.scanner.is_match(&*path) {
            true => path,
            false => Redactor::new().redact(self.scanner, &path).into(),
        };
        flow.window.push_located(piece, located.drain(..).map(|one| (one.finding, shown(one.path))));
    }
}

/// A text on its way to findings on their way to the output.
struct Flow<'a> {
    window: &'a mut Window,
    take: Take<'a>,
    rendered: &'a mut Vec<u8>,
    emit: Emit<'a>,
}

impl Flow<'_> {
    fn report(&mut self, settled: u64, map: Option<&mut SourceMap>) -> Result<(), Stop> {
        let (take, rendered) = (&mut self.take, &mut self.rendered);
        self.window.report(settled, map, |found| take(found, rendered))
    }

    fn finish(&mut self, map: Option<&mut SourceMap>) -> Result<(), Stop> {
        let (take, rendered) = (&mut self.take, &mut self.rendered);
        self.window.finish(map, |found| take(found, rendered))
    }

    fn emit(&mut self, read: u64) -> Result<(), Stop> {
        (self.emit)(self.rendered, read).map_err(Stop::Write)
    }
}

/// How many inputs at the start of `rest` are scanned at once; 0 when the first
/// is to be streamed.
fn batch(rest: &[Input]) -> usize {
    let mut bytes = 0;
    let small = rest.iter().take(BATCH_FILES).take_while(|input| match input {
        Input::File(_, size) if *size <= LARGE => {
            bytes += size;
            bytes <= BATCH
        }
        _ => false,
    });
    small.count()
}

fn settle(one: Tally, all: &mut Tally) {
    for error in &one.errors {
        complain(error);
    }
    all.merge(one);
}
