//! `yinsi redact`: the input again, without personal information.
//!
//! To standard output, or in place: then into a new file beside the old one,
//! which takes its name when all is well. Memory does not grow with the input.

use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::NamedTempFile;
use yinsi::{DecodeReader, Decoder, Encoder, Encoding, RedactStream, Redactor, Scanner};

use crate::args::{Binary, RedactArgs};
use crate::error::{Failure, Outcome, complain};
use crate::escape;
use crate::input::{self, BINARY_PREFIX, Input, Kind, Opened, READ, read_some};
use crate::operators;
use crate::output::{Output, Progress};
use crate::records;
use crate::selection;
use crate::table::{Records, Table};

/// Bytes of a table that are held back before they are written.
const PENDING: usize = 64 * 1024;

const BINARY: &str = "binary input; --binary=copy copies it as it is";

/// Runs the verb.
pub(crate) fn run(args: &RedactArgs) -> Result<Outcome, Failure> {
    let scanner = selection::scanner(&args.selection)?;
    let redactor = operators::redactor(&scanner, &args.operator, &args.default_operator)?;
    if args.jsonl {
        return records::redact(&args.source, &scanner, &redactor);
    }
    let job = Job { args, scanner: &scanner, redactor: &redactor };
    let (inputs, mut errors) = input::collect(&args.source);
    errors.iter().for_each(|error| complain(error));
    errors.extend(match &args.in_place {
        Some(suffix) => job.all_in_place(&inputs, suffix)?,
        None => job.all_to_stdout(&inputs)?,
    });
    Ok(if errors.is_empty() { Outcome::Done } else { Outcome::Failed })
}

/// Why one file was not redacted to its end.
enum Stop {
    /// It cannot be; the others can.
    File(io::Error),
    /// Nothing can be written any more.
    Output(Failure),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

/// Writes a piece, for which so many bytes were read.
type Write<'a> = &'a mut dyn FnMut(&[u8], u64) -> Result<(), Stop>;

struct Job<'a> {
    args: &'a RedactArgs,
    scanner: &'a Scanner,
    redactor: &'a Redactor,
}

impl Job<'_> {
    fn all_to_stdout(&self, inputs: &[Input]) -> Result<Vec<String>, Failure> {
        let mut output = Output::new(input::total(inputs));
        let mut errors = Vec::new();
        for input in inputs {
            let mut write = |piece: &[u8], read: u64| {
                output.advance(read);
                output.write(piece).map_err(Stop::Output)
            };
            let open = if self.args.line_buffered { Opened::open_growing } else { Opened::open };
            match open(input, self.args.source.encoding)
                .map_err(Stop::File)
                .and_then(|opened| self.copy(input, opened, &mut write))
            {
                Ok(()) => {}
                Err(Stop::File(error)) => {
                    errors.push(format!("{input}: {error}"));
                    errors.last().into_iter().for_each(|error| complain(error));
                }
                Err(Stop::Output(failure)) => return Err(failure),
            }
        }
        output.finish();
        Ok(errors)
    }

    fn all_in_place(&self, inputs: &[Input], suffix: &str) -> Result<Vec<String>, Failure> {
        let suffix = self.args.backup.as_deref().unwrap_or(suffix);
        if suffix.contains(['/', '\\']) {
            return Err(Failure::Error("--backup: a suffix holds no path separator".to_owned()));
        }
        let mut seen = HashSet::new();
        let mut files: Vec<(&Input, &PathBuf, u64)> = Vec::new();
        for input in inputs {
            let Input::File(path, size) = input else {
                return Err(Failure::Error("--in-place: standard input has no place".to_owned()));
            };
            // Twice the same file would make a backup of what is redacted already.
            if seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone())) {
                files.push((input, path, *size));
            }
        }
        let pool = input::pool(&self.args.source)?;
        let mut bar = Progress::new(input::total(inputs));
        let mut errors = Vec::new();
        for batch in files.chunks(256) {
            let results: Vec<_> = pool.install(|| {
                batch.par_iter().map(|(input, path, _)| self.in_place(input, path, suffix)).collect()
            });
            for ((input, _, size), result) in batch.iter().zip(results) {
                bar.advance(*size);
                if let Err(error) = result {
                    errors.push(format!("{input}: {error}"));
                    errors.last().into_iter().for_each(|error| complain(error));
                }
            }
        }
        bar.finish();
        Ok(errors)
    }

    /// Redacts one file in its place; on an error it is as it was.
    fn in_place(&self, input: &Input, path: &Path, suffix: &str) -> io::Result<()> {
        let metadata = fs::symlink_metadata(path)?;
        if metadata.is_symlink() {
            return Err(io::Error::other("a symbolic link is not followed"));
        }
        if !metadata.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let opened = Opened::open(input, self.args.source.encoding)?;
        if opened.kind == Kind::Binary && self.args.binary == Binary::Copy {
            return Ok(());
        }
        let mut new = beside(path)?;
        let copied = self.copy(input, opened, &mut |piece, _| Ok(new.write_all(piece)?));
        match copied {
            Ok(()) => {}
            Err(Stop::File(error)) => return Err(error),
            Err(Stop::Output(_)) => return Err(io::Error::other("cannot be written")),
        }
        if same_content(path, new.path())? {
            return Ok(());
        }
        keep_metadata(new.as_file(), &metadata)?;
        if !suffix.is_empty() {
            back_up(path, suffix, &metadata)?;
        }
        new.as_file().sync_all()?;
        new.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Redacts one input piece by piece.
    fn copy(&self, input: &Input, mut opened: Opened, write: Write<'_>) -> Result<(), Stop> {
        let path = if let Input::File(path, _) = input { Some(path.as_path()) } else { None };
        let label = self.args.source.label.as_deref().map(Table::lines);
        match opened.kind {
            Kind::Binary if self.args.binary == Binary::Refuse => Err(io::Error::other(BINARY).into()),
            Kind::Binary => {
                let mut buffer = vec![0; READ];
                loop {
                    let read = read_some(&mut opened, &mut buffer)?;
                    match buffer.get(..read) {
                        None | Some([]) => return Ok(()),
                        Some(piece) => write(piece, read as u64)?,
                    }
                }
            }
            Kind::Text | Kind::Encoded(_) => {
                let sniffed = || match self.args.line_buffered {
                    true => None,
                    false => Table::sniff(path, &opened.text(), opened.complete, self.scanner),
                };
                let table = label.or_else(sniffed);
                match (opened.kind, table) {
                    (Kind::Encoded(encoding), table) => {
                        self.copy_encoded(opened, encoding, table.as_ref(), write)
                    }
                    (_, Some(table)) => self.copy_cells(opened, &table, &|_| Ok(()), write),
                    (_, None) => self.copy_stream(opened, &|_| Ok(()), write),
                }
            }
        }
    }

    /// Redacts text of another encoding, which is written again in it.
    fn copy_encoded(
        &self,
        opened: Opened,
        encoding: Encoding,
        table: Option<&Table>,
        write: Write<'_>,
    ) -> Result<(), Stop> {
        let marked = Encoding::from_mark(&opened.sample).is_some_and(|(mark, _)| mark == encoding);
        let mut encoder = Encoder::new(encoding, marked);
        let mut encode = |text: &[u8], read: u64| {
            let mut raw = Vec::new();
            encoder.push(text, &mut raw);
            write(&raw, read)
        };
        encode(b"", 0)?;
        let whole = |reader: &DecodeReader<Opened>| match reader.decoder().is_exact() {
            true => Ok(()),
            false => Err(io::Error::other(format!(
                "invalid {encoding}, which cannot be written again as it is; --encoding=utf-8 leaves other bytes alone"
            ))),
        };
        let reader = DecodeReader::new(opened, Decoder::new(encoding).unmapped().watching());
        match table {
            Some(table) => self.copy_cells(reader, table, &whole, &mut encode),
            None => self.copy_stream(reader, &whole, &mut encode),
        }
    }

    fn copy_stream<R: Read>(
        &self,
        mut reader: R,
        sound: &dyn Fn(&R) -> io::Result<()>,
        write: Write<'_>,
    ) -> Result<(), Stop> {
        let chunk = self.args.source.chunk.map_or(READ, |bytes| bytes as usize);
        let mut stream = RedactStream::new(self.scanner, self.redactor);
        let mut buffer = vec![0; READ];
        let mut redacted = Vec::new();
        let mut total = 0;
        loop {
            let read = read_some(&mut reader, &mut buffer)?;
            sound(&reader)?;
            let piece = buffer.get(..read).unwrap_or_default();
            if piece.iter().take(BINARY_PREFIX.saturating_sub(total)).any(|&byte| byte == 0)
                && self.args.binary == Binary::Refuse
            {
                return Err(io::Error::other(BINARY).into());
            }
            total += read;
            if self.args.line_buffered {
                for line in piece.split_inclusive(|&byte| byte == b'\n') {
                    stream.push(line, &mut redacted);
                    if line.ends_with(b"\n") {
                        stream.finish(&mut redacted);
                    }
                }
            } else {
                piece.chunks(chunk).for_each(|piece| stream.push(piece, &mut redacted));
            }
            if read == 0 {
                stream.finish(&mut redacted);
            }
            write(&redacted, read as u64)?;
            redacted.clear();
            if read == 0 {
                return Ok(());
            }
        }
    }

    fn copy_cells<R: Read>(
        &self,
        reader: R,
        table: &Table,
        sound: &dyn Fn(&R) -> io::Result<()>,
        write: Write<'_>,
    ) -> Result<(), Stop> {
        let mut records = Records::new(reader, table);
        let mut redacted = Vec::new();
        let mut read = 0;
        while let Some(record) = records.next()? {
            read += record.bytes.len() as u64;
            let mut done = 0;
            table.scan(self.scanner, &record, |cell, text, findings| {
                let between = done..cell.range.start;
                if findings.is_empty() {
                    return;
                }
                redacted.extend_from_slice(record.bytes.get(between).unwrap_or_default());
                let clean = self.redactor.apply(text, findings);
                table.write_cell(cell, text, &clean, &mut redacted);
                done = cell.range.end;
            });
            redacted.extend_from_slice(record.bytes.get(done..).unwrap_or_default());
            if redacted.len() > PENDING || !records.has_more() {
                sound(records.reader())?;
                write(&redacted, std::mem::take(&mut read))?;
                redacted.clear();
            }
        }
        sound(records.reader())?;
        write(&redacted, read)
    }
}

/// A new file in the directory of `path`.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    tempfile::Builder::new().prefix(".yinsi-").tempfile_in(directory.unwrap_or(Path::new(".")))
}

/// Gives a new file the permissions and, where we may, the owner of the old one.
fn keep_metadata(file: &File, metadata: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        // Only root may give files away; then the permissions must follow.
        let _ = fchown(file, Some(metadata.uid()), Some(metadata.gid()));
    }
    file.set_permissions(metadata.permissions())
}

/// Copies a file to its name and `suffix`, where nothing may be yet.
fn back_up(path: &Path, suffix: &str, metadata: &Metadata) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    let mut copy = beside(path)?;
    io::copy(&mut File::open(path)?, &mut copy)?;
    keep_metadata(copy.as_file(), metadata)?;
    copy.as_file().sync_all()?;
    copy.persist_noclobber(&name).map(drop).map_err(|error| {
        io::Error::new(
            error.error.kind(),
            format!("backup {}: {}", escape::visible_path(Path::new(&name)), error.error),
        )
    })
}

fn same_content(one: &Path, other: &Path) -> io::Result<bool> {
    if fs::metadata(one)?.len() != fs::metadata(other)?.len() {
        return Ok(false);
    }
    let (mut one, mut other) = (File::open(one)?, File::open(other)?);
    let (mut left, mut right) = (vec![0; READ], vec![0; READ]);
    loop {
        let read = read_some(&mut one, &mut left)?;
        let (Some(left), Some(right)) = (left.get(..read), right.get_mut(..read)) else { return Ok(false) };
        other.read_exact(right)?;
        if left != right {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}
