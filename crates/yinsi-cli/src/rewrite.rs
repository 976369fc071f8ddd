//! Inputs rewritten piece by piece: to standard output, or in place.
//!
//! In place means into a new file beside the old one, which takes its name when all is well. Memory does not
//! grow with the input, unless what rewrites it wants it whole.

use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::NamedTempFile;
use yinsi::{DecodeReader, Decoder, Encoder, Encoding};

use crate::args::{Binary, RewriteArgs, Source};
use crate::error::{Failure, Outcome, complain};
use crate::escape;
use crate::input::{self, BINARY_PREFIX, Input, Kind, Opened, READ, read_some};
use crate::output::{Output, Progress};

/// Files that are rewritten before any of them takes its place.
const BATCH: usize = 256;

const BINARY: &str = "binary input; --binary=copy copies it as it is";

/// Makes another text of one that comes in pieces.
pub(crate) trait Rewriter {
    /// Takes the next piece and appends what is certain.
    fn push(&mut self, piece: &[u8], out: &mut Vec<u8>);
    /// Appends all up to the line end that was last.
    fn flush(&mut self, out: &mut Vec<u8>);
    /// Ends the text.
    fn finish(&mut self, out: &mut Vec<u8>);
}

/// A rewriter for an input whose first bytes are known.
pub(crate) type Make<'a> = &'a (dyn Fn(Option<&Path>, &Opened) -> io::Result<Box<dyn Rewriter>> + Sync);

/// What is to be done to which inputs.
pub(crate) struct Job<'a> {
    pub(crate) source: &'a Source,
    pub(crate) args: &'a RewriteArgs,
    pub(crate) make: Make<'a>,
    /// Called before files are replaced and when all is done: what the new text depends on is then kept.
    pub(crate) keep: &'a (dyn Fn() -> Result<(), Failure> + Sync),
}

/// Why one file was not rewritten to its end.
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

impl Job<'_> {
    /// Rewrites all inputs.
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let (inputs, mut errors) = input::collect(self.source);
        errors.iter().for_each(|error| complain(error));
        errors.extend(match &self.args.in_place {
            Some(suffix) => self.all_in_place(&inputs, suffix)?,
            None => self.all_to_stdout(&inputs)?,
        });
        (self.keep)()?;
        Ok(if errors.is_empty() { Outcome::Done } else { Outcome::Failed })
    }

    fn all_to_stdout(&self, inputs: &[Input]) -> Result<Vec<String>, Failure> {
        let mut output = Output::new(input::total(inputs));
        let mut errors = Vec::new();
        for input in inputs {
            let mut write = |piece: &[u8], read: u64| {
                output.advance(read);
                output.write(piece).map_err(Stop::Output)
            };
            let open = if self.args.line_buffered { Opened::open_growing } else { Opened::open };
            let opened = open(input, self.source.encoding).map_err(Stop::File);
            match opened.and_then(|opened| self.copy(input, opened, &mut write)) {
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
        let pool = input::pool(self.source)?;
        let mut bar = Progress::new(input::total(inputs));
        let mut errors = Vec::new();
        for batch in files.chunks(BATCH) {
            let ready: Vec<_> =
                pool.install(|| batch.par_iter().map(|(input, path, _)| self.beside(input, path)).collect());
            (self.keep)()?;
            for ((input, path, size), ready) in batch.iter().zip(ready) {
                bar.advance(*size);
                let put = ready.and_then(|ready| ready.map_or(Ok(()), |ready| ready.put(path, suffix)));
                if let Err(error) = put {
                    errors.push(format!("{input}: {error}"));
                    errors.last().into_iter().for_each(|error| complain(error));
                }
            }
        }
        bar.finish();
        Ok(errors)
    }

    /// Rewrites a file into one beside it; `None` when nothing changes.
    fn beside(&self, input: &Input, path: &Path) -> io::Result<Option<Ready>> {
        let metadata = fs::symlink_metadata(path)?;
        if metadata.is_symlink() {
            return Err(io::Error::other("a symbolic link is not followed"));
        }
        if !metadata.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let opened = Opened::open(input, self.source.encoding)?;
        if opened.kind == Kind::Binary && self.args.binary == Binary::Copy {
            return Ok(None);
        }
        let mut new = beside(path)?;
        match self.copy(input, opened, &mut |piece, _| Ok(new.write_all(piece)?)) {
            Ok(()) if same_content(path, new.path())? => Ok(None),
            Ok(()) => Ok(Some(Ready { new, metadata })),
            Err(Stop::File(error)) => Err(error),
            Err(Stop::Output(_)) => Err(io::Error::other("cannot be written")),
        }
    }

    /// Rewrites one input piece by piece.
    fn copy(&self, input: &Input, mut opened: Opened, write: Write<'_>) -> Result<(), Stop> {
        let path = if let Input::File(path, _) = input { Some(path.as_path()) } else { None };
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
            Kind::Encoded(encoding) => {
                let rewriter = (self.make)(path, &opened)?;
                self.copy_encoded(opened, encoding, rewriter, write)
            }
            Kind::Text => {
                let rewriter = (self.make)(path, &opened)?;
                self.copy_text(opened, rewriter, &|_| Ok(()), write)
            }
        }
    }

    /// Rewrites text of another encoding, which is written again in it.
    fn copy_encoded(
        &self,
        opened: Opened,
        encoding: Encoding,
        rewriter: Box<dyn Rewriter>,
        write: Write<'_>,
    ) -> Result<(), Stop> {
        let marked = Encoding::from_mark(&opened.sample).is_some_and(|(mark, _)| mark == encoding);
        let mut encoder = Encoder::new(encoding, marked);
        let mut encode = |text: &[u8], read: u64| {
            let mut raw = Vec::new();
            encoder.push(text, &mut raw);
            if encoder.lost() > 0 {
                let message = format!("what is to be written has characters that {encoding} does not have");
                return Err(io::Error::other(message).into());
            }
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
        self.copy_text(reader, rewriter, &whole, &mut encode)
    }

    fn copy_text<R: Read>(
        &self,
        mut reader: R,
        mut rewriter: Box<dyn Rewriter>,
        sound: &dyn Fn(&R) -> io::Result<()>,
        write: Write<'_>,
    ) -> Result<(), Stop> {
        let chunk = self.source.chunk.map_or(READ, |bytes| bytes as usize);
        let mut buffer = vec![0; READ];
        let mut rewritten = Vec::new();
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
                    rewriter.push(line, &mut rewritten);
                    if line.ends_with(b"\n") {
                        rewriter.flush(&mut rewritten);
                    }
                }
            } else {
                piece.chunks(chunk).for_each(|piece| rewriter.push(piece, &mut rewritten));
            }
            if read == 0 {
                rewriter.finish(&mut rewritten);
            }
            write(&rewritten, read as u64)?;
            rewritten.clear();
            if read == 0 {
                return Ok(());
            }
        }
    }
}

/// A file that may take the place of another.
struct Ready {
    new: NamedTempFile,
    metadata: Metadata,
}

impl Ready {
    fn put(self, path: &Path, suffix: &str) -> io::Result<()> {
        keep_metadata(self.new.as_file(), &self.metadata)?;
        if !suffix.is_empty() {
            back_up(path, suffix, &self.metadata)?;
        }
        self.new.as_file().sync_all()?;
        self.new.persist(path).map(drop).map_err(|error| error.error)
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
