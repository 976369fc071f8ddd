//! Text line by line, within bounds; and plain text, whose lines or paragraphs are records.

use std::io::{self, Read};
use std::ops::ControlFlow;

use yinsi::Encoding;

use crate::fault::{Limit, Lost, Reason};
use crate::format::Format;
use crate::input::Input;
use crate::options::TextUnit;
use crate::record::Field;
use crate::session::{Item, Session};

/// Bytes of a read.
const READ: usize = 64 * 1024;

/// Where a line that is over the limit is cut: at the last space in so many bytes before it.
const CUT: usize = 4096;

/// Lines of a decoded text.
pub(crate) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    taken: usize,
    /// Bytes from `taken` on that hold no line end.
    searched: usize,
    ended: bool,
    limit: usize,
    /// The number of the line that comes next, from 1.
    pub(crate) line: u64,
}

/// A line without its end.
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    /// Its number, from 1.
    pub(crate) number: u64,
    /// Whether it is cut, because it is over the limit.
    pub(crate) cut: bool,
}

impl<R: Read> Lines<R> {
    /// The lines of `reader`, in pieces of at most `limit` bytes.
    pub(crate) fn new(reader: R, limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX).max(CUT * 2);
        Self { reader, buffer: Vec::new(), taken: 0, searched: 0, ended: false, limit, line: 1 }
    }

    /// What the lines are read from.
    pub(crate) fn reader(&self) -> &R {
        &self.reader
    }

    /// The next line; `\n`, `\r\n` or the end of the text end it.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let (len, end, cut) = loop {
            let rest = self.buffer.get(self.taken..).unwrap_or_default();
            let unseen = rest.get(self.searched..).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', unseen) {
                let len = self.searched + at;
                if len <= self.limit {
                    break (len, len + 1, false);
                }
            }
            if rest.len() > self.limit {
                let len = cut_before(rest, self.limit);
                break (len, len, true);
            }
            if self.ended {
                if rest.is_empty() {
                    return Ok(None);
                }
                break (rest.len(), rest.len(), false);
            }
            self.searched = rest.len();
            self.fill()?;
        };
        let (start, number) = (self.taken, self.line);
        self.taken += end;
        self.searched = 0;
        self.line += u64::from(!cut);
        let bytes = self.buffer.get(start..start + len).unwrap_or_default();
        let bytes = if cut { bytes } else { bytes.strip_suffix(b"\r").unwrap_or(bytes) };
        // What comes out of a decoder is UTF-8, and no line end or cut is within a character.
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        Ok(Some(Line { text, number, cut }))
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        let filled = self.buffer.len();
        self.buffer.resize(filled + READ, 0);
        let read = loop {
            match self.reader.read(self.buffer.get_mut(filled..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.buffer.truncate(filled);
                    // What was read before is a line yet.
                    self.ended = true;
                    return Err(error);
                }
                Ok(read) => break read,
            }
        };
        self.buffer.truncate(filled + read);
        self.ended = read == 0;
        Ok(())
    }
}

/// The place to cut `bytes` at or before `limit`: behind a space if there is one, else between characters.
fn cut_before(bytes: &[u8], limit: usize) -> usize {
    let near = bytes.get(limit.saturating_sub(CUT)..limit).unwrap_or_default();
    match near.iter().rposition(|byte| byte.is_ascii_whitespace()) {
        Some(at) => limit.saturating_sub(CUT) + at + 1,
        None => (limit.saturating_sub(3)..=limit)
            .rev()
            .find(|at| bytes.get(*at).is_none_or(|byte| byte & 0xC0 != 0x80))
            .unwrap_or(limit),
    }
}

/// Reads a plain text.
pub(crate) fn read(
    session: &mut Session<'_>,
    item: &Item,
    input: Input<'_>,
    encoding: Encoding,
) -> ControlFlow<()> {
    let text = session.text(input, encoding);
    let mut lines = Lines::new(text, session.reader.limits.record);
    rest(session, item, &mut lines, encoding)?;
    session.end_text(item, lines.reader());
    ControlFlow::Continue(())
}

/// Reads what is left of `lines` as plain text.
pub(crate) fn rest<R: Read>(
    session: &mut Session<'_>,
    item: &Item,
    lines: &mut Lines<R>,
    encoding: Encoding,
) -> ControlFlow<()> {
    let mut table = session.table(item, None, Format::Text, encoding.name(), Vec::new())?;
    let limit = session.reader.limits.record;
    let paragraphs = session.reader.text_unit == TextUnit::Paragraph;
    let (mut paragraph, mut first) = (String::new(), 0);
    loop {
        let line = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(error) => {
                table.fault(session, lines.line, Lost::Rest, error.into());
                // What was read of the last line is still handed over.
                continue;
            }
        };
        if line.cut {
            table.fault(session, line.number, Lost::Nothing, Reason::Limit(Limit::Record(limit)));
        }
        if !paragraphs {
            let fields = [Field::new(line.text)];
            let blank = line.text.trim().is_empty();
            table.record(session, line.number, if blank { &[] } else { &fields })?;
            continue;
        }
        let blank = line.text.trim().is_empty();
        let full = (paragraph.len() + line.text.len()) as u64 >= limit;
        if !paragraph.is_empty() && (blank || full) {
            table.record(session, first, &[Field::new(&paragraph)])?;
            paragraph.clear();
        }
        if !blank {
            if paragraph.is_empty() {
                first = line.number;
            } else {
                paragraph.push('\n');
            }
            paragraph.push_str(line.text);
        }
    }
    if !paragraph.is_empty() {
        table.record(session, first, &[Field::new(&paragraph)])?;
    }
    table.end(session);
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, limit: u64) -> Vec<(u64, String, bool)> {
        let mut lines = Lines::new(text.as_bytes(), limit);
        let mut all = Vec::new();
        while let Some(line) = lines.next().expect("no error") {
            all.push((line.number, line.text.to_owned(), line.cut));
        }
        all
    }

    #[test]
    fn line_ends_of_all_kinds_end_a_line() {
        let all = lines("a\r\n\nb\rc\n身", 1 << 20);
        let all: Vec<_> = all.iter().map(|(number, text, _)| (*number, text.as_str())).collect();
        assert_eq!(all, [(1, "a"), (2, ""), (3, "b\rc"), (4, "身")]);
        assert!(lines("", 1 << 20).is_empty());
    }

    #[test]
    fn a_line_over_the_limit_comes_in_whole_pieces() {
        let long = format!("{}身份证 {}\nnext", "x".repeat(9000), "证".repeat(6000));
        let all = lines(&long, 8192);
        assert!(all.len() > 3 && all.iter().all(|(_, text, _)| text.len() <= 8192));
        assert_eq!(all.iter().map(|(_, text, _)| text.as_str()).collect::<String>(), long.replace('\n', ""));
        assert_eq!(
            all.last().map(|(number, text, cut)| (*number, text.as_str(), *cut)),
            Some((2, "next", false))
        );
    }
}
