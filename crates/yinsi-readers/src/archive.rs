//! Archives: each member is a file of its own, as long as the limits last. Nothing is ever written
//! under a member's name.

use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use yinsi::Encoding;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::fault::{Limit, Lost, Reason};
use crate::input::{Input, Metered};
use crate::open;
use crate::session::{Item, Session};

/// Reads the members of a ZIP archive.
pub(crate) fn zip(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    let file = match input.into_whole() {
        Ok(file) => file,
        Err(error) => return whole(session, item, error.into()),
    };
    let mut archive = match ZipArchive::new(BufReader::new(file)) {
        Ok(archive) => archive,
        Err(error) => return whole(session, item, zip_reason(&error)),
    };
    let limits = session.reader.limits.clone();
    for index in 0..archive.len() {
        if index as u64 >= limits.members {
            session.fault(item, Lost::Rest, Reason::Limit(Limit::Members(limits.members)));
            break;
        }
        let name = match archive.by_index_raw(index) {
            Ok(member) if member.is_dir() => continue,
            Ok(member) => member_name(member.name_raw()),
            Err(error) => {
                let nameless = item.member(&format!("member {}", index + 1));
                session.fault(&nameless, Lost::All, zip_reason(&error));
                continue;
            }
        };
        let inner = item.member(&name);
        match archive.by_index(index) {
            Ok(member) => {
                open::read_stream(session, &inner, Box::new(Metered::new(member, &session.budget)))?
            }
            Err(error) => session.fault(&inner, Lost::All, zip_reason(&error)),
        }
        if spent(session, item) {
            break;
        }
    }
    ControlFlow::Continue(())
}

/// Reads what a gzip file holds: one file, or a tar archive.
pub(crate) fn gzip(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    let inner = if item.ends(&[".tgz"]) { item.content(".tgz") } else { item.content(".gz") };
    let decoder = MultiGzDecoder::new(BufReader::new(input.into_read()));
    let stream = Metered::new(decoder, &session.budget);
    open::read_stream(session, &inner, Box::new(stream))
}

/// The same for Zstandard.
pub(crate) fn zstd(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    let inner = if item.ends(&[".zst"]) { item.content(".zst") } else { item.content(".zstd") };
    let frames = Frames { input: Some(BufReader::new(input.into_read())), frame: None };
    let stream = Metered::new(frames, &session.budget);
    open::read_stream(session, &inner, Box::new(stream))
}

/// Frames of Zstandard, one behind the other.
struct Frames<'a> {
    input: Option<BufReader<Box<dyn Read + 'a>>>,
    frame: Option<StreamingDecoder<BufReader<Box<dyn Read + 'a>>, ruzstd::decoding::FrameDecoder>>,
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use std::io::BufRead as _;
        loop {
            if let Some(frame) = &mut self.frame {
                let read = frame.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
            }
            let input = self.frame.take().map(StreamingDecoder::into_inner).or_else(|| self.input.take());
            let Some(mut input) = input else { return Ok(0) };
            if input.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let frame = StreamingDecoder::new(input);
            self.frame = Some(frame.map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?);
        }
    }
}

/// Reads the members of a tar archive.
pub(crate) fn tar(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    let limits = session.reader.limits.clone();
    let mut archive = tar::Archive::new(BufReader::new(input.into_read()));
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return whole(session, item, error.into()),
    };
    for (index, entry) in entries.enumerate() {
        if index as u64 >= limits.members {
            session.fault(item, Lost::Rest, Reason::Limit(Limit::Members(limits.members)));
            break;
        }
        let entry = match entry {
            Ok(entry) => entry,
            // Where one header is broken the next one cannot be found.
            Err(error) => {
                session.fault(item, Lost::Rest, error.into());
                break;
            }
        };
        let name = member_name(&entry.path_bytes());
        let kind = entry.header().entry_type();
        if kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() {
            open::read_stream(session, &item.member(&name), Box::new(Metered::new(entry, &session.budget)))?;
        }
        if spent(session, item) {
            break;
        }
    }
    ControlFlow::Continue(())
}

/// Tells once that the budget is used up.
fn spent(session: &mut Session<'_>, item: &Item) -> bool {
    let limit = session.budget.broken();
    if let Some(limit) = limit {
        session.fault(item, Lost::Rest, Reason::Limit(limit));
    }
    limit.is_some()
}

fn whole(session: &mut Session<'_>, item: &Item, reason: Reason) -> ControlFlow<()> {
    session.fault(item, Lost::All, reason);
    ControlFlow::Continue(())
}

/// A member's name as text: archives made in China hold GBK and do not say so.
fn member_name(raw: &[u8]) -> String {
    Encoding::detect(raw, true).unwrap_or_default().decode(raw).into_text().into_owned()
}

fn zip_reason(error: &ZipError) -> Reason {
    match error {
        ZipError::Io(error) => Reason::from(error),
        ZipError::UnsupportedArchive(message) if message.contains("Password") => Reason::Encrypted,
        ZipError::UnsupportedArchive(message) => Reason::Unsupported((*message).into()),
        _ => Reason::Malformed("not a sound ZIP archive".into()),
    }
}
