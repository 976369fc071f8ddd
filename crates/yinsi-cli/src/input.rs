//! Where text comes from: paths and standard input, walked, opened and told
//! apart (text, in which encoding, or binary) by their first bytes.

use std::borrow::Cow;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{WalkBuilder, WalkState};
use rayon::{ThreadPool, ThreadPoolBuilder};
use yinsi::{DecodeReader, Encoding, SourceMap};

use crate::args::{Source, Told};
use crate::error::Failure;
use crate::escape;

/// Bytes that decide whether a file is binary.
pub(crate) const BINARY_PREFIX: usize = 8 * 1024;

/// Bytes read ahead to tell what a file is.
const SAMPLE: usize = 64 * 1024;

/// Line ends after which standard input is not waited for any longer.
const SAMPLE_LINES: usize = 4;

/// Size of a read.
pub(crate) const READ: usize = 256 * 1024;

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// Standard input.
    Stdin,
    /// A file and its size in bytes when it was found; `u64::MAX` if it has none.
    File(PathBuf, u64),
}

impl Input {
    /// Opens it without looking at it.
    pub(crate) fn reader(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Stdin => Box::new(io::stdin()),
            Self::File(path, _) => Box::new(File::open(path)?),
        })
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path, _) => f.write_str(&escape::visible_path(path)),
        }
    }
}

/// All inputs that `source` names, in the order of the paths, the files of a
/// directory sorted; and a line for each path that cannot be read.
pub(crate) fn collect(source: &Source) -> (Vec<Input>, Vec<String>) {
    let (mut inputs, mut errors) = (Vec::new(), Vec::new());
    if source.paths.is_empty() {
        inputs.push(Input::Stdin);
    }
    for path in &source.paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let (files, faults) = walk(path, source);
                inputs.extend(files.into_iter().map(|(path, size)| Input::File(path, size)));
                errors.extend(faults);
            }
            Ok(metadata) if metadata.is_file() => inputs.push(Input::File(path.clone(), metadata.len())),
            // A pipe or device has no size; it is streamed.
            Ok(_) => inputs.push(Input::File(path.clone(), u64::MAX)),
            Err(error) => errors.push(format!("{}: {error}", escape::visible_path(path))),
        }
    }
    (inputs, errors)
}

/// The threads that work on `source`.
pub(crate) fn pool(source: &Source) -> Result<ThreadPool, Failure> {
    let pool = ThreadPoolBuilder::new().num_threads(source.threads).build();
    pool.map_err(|error| Failure::Error(format!("--threads: {error}")))
}

/// The total size of `inputs`, if it is known.
pub(crate) fn total(inputs: &[Input]) -> Option<u64> {
    inputs.iter().try_fold(0u64, |total, input| match input {
        Input::File(_, size) => total.checked_add(*size).filter(|total| *total < u64::MAX),
        Input::Stdin => None,
    })
}

fn walk(root: &Path, source: &Source) -> (Vec<(PathBuf, u64)>, Vec<String>) {
    let found = Mutex::new((Vec::new(), Vec::new()));
    let walker = WalkBuilder::new(root)
        .standard_filters(!source.no_ignore)
        .hidden(!source.hidden)
        .threads(source.threads)
        .build_parallel();
    walker.run(|| {
        Box::new(|entry| {
            let entry = entry.and_then(|entry| match entry.file_type() {
                Some(kind) if kind.is_file() => Ok(Some((entry.metadata()?.len(), entry.into_path()))),
                _ => Ok(None),
            });
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            match entry {
                Ok(Some((size, path))) => found.0.push((path, size)),
                Ok(None) => {}
                Err(error) => found.1.push(escape::visible(error.to_string().as_bytes())),
            }
            WalkState::Continue
        })
    });
    let (mut files, mut errors) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort_unstable();
    errors.sort_unstable();
    (files, errors)
}

/// What the first bytes of a file say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// UTF-8 or something near it.
    Text,
    /// Text of another encoding.
    Encoded(Encoding),
    /// Neither.
    Binary,
}

/// An input that was opened, with its first bytes read.
pub(crate) struct Opened {
    /// What it is.
    pub(crate) kind: Kind,
    /// Whether `sample` is all there is.
    pub(crate) complete: bool,
    /// The first bytes; they come out of the reader, too.
    pub(crate) sample: Vec<u8>,
    sent: usize,
    rest: Box<dyn Read + Send>,
}

impl Opened {
    /// Opens an input and looks at its first bytes.
    pub(crate) fn open(input: &Input, told: Told) -> io::Result<Self> {
        Self::peek(input.reader()?, if *input == Input::Stdin { SAMPLE_LINES } else { usize::MAX }, told)
    }

    /// The same, content with one line: what follows may be long in coming.
    pub(crate) fn open_growing(input: &Input, told: Told) -> io::Result<Self> {
        Self::peek(input.reader()?, 1, told)
    }

    fn peek(mut rest: Box<dyn Read + Send>, lines: usize, told: Told) -> io::Result<Self> {
        let mut sample = vec![0; SAMPLE];
        let (mut filled, mut seen, mut complete) = (0, 0, false);
        while filled < SAMPLE && seen < lines && !complete {
            let Some(free) = sample.get_mut(filled..) else { break };
            match rest.read(free) {
                Ok(read) => {
                    let new = free.get(..read).unwrap_or_default();
                    seen += memchr::memchr_iter(b'\n', new).count();
                    filled += read;
                    complete = read == 0;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        sample.truncate(filled);
        Ok(Self { kind: kind(&sample, complete, told), complete, sample, sent: 0, rest })
    }

    /// The first bytes as text.
    pub(crate) fn text(&self) -> Cow<'_, [u8]> {
        match self.kind {
            Kind::Encoded(encoding) => {
                encoding.decode(&self.sample).into_text().into_owned().into_bytes().into()
            }
            _ => Cow::Borrowed(&self.sample),
        }
    }
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.sample.get(self.sent..) {
            Some(mut left) if !left.is_empty() => {
                let read = left.read(buffer)?;
                self.sent += read;
                Ok(read)
            }
            _ => self.rest.read(buffer),
        }
    }
}

/// What a sample says, unless the caller knows better.
fn kind(sample: &[u8], complete: bool, told: Told) -> Kind {
    let utf8 = || match sample.iter().take(BINARY_PREFIX).any(|&byte| byte == 0) {
        true => Kind::Binary,
        false => Kind::Text,
    };
    match told.or_else(|| Encoding::detect(sample, complete)) {
        Some(encoding) if encoding == Encoding::UTF_8 => utf8(),
        Some(encoding) => Kind::Encoded(encoding),
        None if sample.iter().take(BINARY_PREFIX).all(|&byte| byte != 0) => Kind::Text,
        None => Kind::Binary,
    }
}

/// Text that knows where it came from.
pub(crate) trait Origin: Read {
    /// The map to the bytes of the file; `None` where text and bytes are the same.
    fn map(&mut self) -> Option<&mut SourceMap> {
        None
    }
}

impl Origin for Opened {}

impl<R: Read> Origin for DecodeReader<R> {
    fn map(&mut self) -> Option<&mut SourceMap> {
        Some(self.decoder_mut().map_mut())
    }
}

/// Reads once, as much as there is, into `buffer`; 0 at the end.
pub(crate) fn read_some(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
