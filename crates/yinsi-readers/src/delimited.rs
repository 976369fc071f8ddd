//! CSV and its kin: delimiter, quotes and escapes are found out, not asked for.

use std::io::{self, Read};
use std::ops::ControlFlow;

use yinsi::{Encoding, Scanner};

use crate::columns::{Header, Row, Rows};
use crate::fault::{Limit, Lost, Reason};
use crate::format::Format;
use crate::input::Input;
use crate::session::{Item, Session};

/// What may stand between two cells. The long one is common in lists of accounts.
const DELIMITERS: [&str; 7] = [",", "\t", ";", "|", "----", "\u{1}", "，"];

/// Records of a sample that must agree before a file without a telling name is held to be a table.
const AGREEING: usize = 3;

/// Records of a sample that are looked at.
const SAMPLED: usize = 50;

/// Lines that a quoted cell may have before it is asked whether its quote was one.
const LONG_CELL: u64 = 2;

/// How a table is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dialect {
    delimiter: &'static str,
    quote: Option<u8>,
    /// Whether `\"` is a quote within quotes.
    backslash: bool,
    width: usize,
}

impl Dialect {
    /// The dialect of a text that starts with `sample`, if it is a table.
    pub(crate) fn sniff(
        sample: &str,
        complete: bool,
        item: &Item,
        scanner: Option<&Scanner>,
    ) -> Option<Self> {
        let tabs = item.ends(&[".tsv", ".tab"]);
        let named = tabs || item.ends(&[".csv"]);
        let sample = sample.trim_start_matches('\u{FEFF}');
        let quote = quote(sample);
        let backslash = quote.is_some() && has_backslashes(sample);
        let mut best: Option<(usize, Self)> = None;
        for delimiter in DELIMITERS {
            let dialect = Self { delimiter, quote, backslash, width: 0 };
            let widths = dialect.widths(sample, complete);
            let Some(&first) = widths.first() else { continue };
            let width = common_width(&widths).unwrap_or(first);
            if width < 2 {
                continue;
            }
            let agree = widths.iter().filter(|other| **other == width).count();
            let all = agree == widths.len();
            // Commas in sentences agree by chance now and then; a table does all the time.
            let believable = named || (agree >= AGREEING && (all || agree * 10 >= widths.len() * 9));
            let usual = usize::from(tabs && delimiter == "\t") * 1000;
            let score = agree * 100 / widths.len() * 10 + width.min(50) + usual;
            if believable && best.as_ref().is_none_or(|(other, _)| score > *other) {
                best = Some((score, Self { width, ..dialect }));
            }
        }
        match best {
            Some((_, dialect)) if named || dialect.is_no_prose(sample, scanner) => Some(dialect),
            // One column is a table, too, when it says so.
            None if named => {
                Some(Self { delimiter: if tabs { "\t" } else { "," }, quote, backslash, width: 1 })
            }
            _ => None,
        }
    }

    /// Whether the cells of a file whose name says nothing are cells, not parts of sentences.
    fn is_no_prose(&self, sample: &str, scanner: Option<&Scanner>) -> bool {
        let mut parser = Parser::new(sample.as_bytes(), self.clone(), 1 << 20);
        let (mut row, mut cells, mut long, mut spaced) = (Row::default(), 0usize, 0usize, 0usize);
        for _ in 0..SAMPLED {
            if !matches!(parser.next(&mut row, None), Ok(Some(_))) {
                break;
            }
            cells += row.len();
            spaced += row.cells().skip(1).filter(|cell| cell.starts_with(' ')).count();
            let words = |cell: &str| cell.split(' ').filter(|word| !word.is_empty()).count();
            let found = |cell: &str| scanner.is_some_and(|scanner| scanner.is_match(cell));
            let prose = |cell: &&str| words(cell) > 6 || (cell.contains(['。', '：', '=']) && !found(cell));
            long += row.cells().filter(prose).count();
        }
        // What follows a comma in prose begins with a space.
        let rows = cells / self.width.max(1);
        let sentences = self.delimiter == "," && spaced * 2 > cells.saturating_sub(rows);
        cells > 0 && long * 5 <= cells && !sentences
    }

    /// How many cells the first records have.
    fn widths(&self, sample: &str, complete: bool) -> Vec<usize> {
        let mut parser = Parser::new(sample.as_bytes(), self.clone(), 1 << 20);
        let mut row = Row::default();
        let mut widths = Vec::new();
        while widths.len() < SAMPLED {
            match parser.next(&mut row, None) {
                Ok(Some(_)) if row.len() == 1 && row.cell(0).trim().is_empty() => {}
                Ok(Some(_)) => widths.push(row.len()),
                _ => break,
            }
        }
        if !complete && widths.len() > 1 && widths.len() < SAMPLED {
            widths.pop();
        }
        widths
    }
}

/// Whether quotes within quotes are written with a backslash before them. One before the closing quote
/// is the end of a path.
fn has_backslashes(sample: &str) -> bool {
    let ends = |ch: char| ",;\t|\r\n".contains(ch);
    sample.match_indices("\\\"").any(|(at, _)| {
        let mut after = sample.get(at + 2..).unwrap_or_default().chars();
        let (next, then) = (after.next(), after.next());
        next.is_some_and(|next| !ends(next) && (next != '"' || then.is_none_or(ends)))
    })
}

fn common_width(widths: &[usize]) -> Option<usize> {
    let count = |width: usize| widths.iter().filter(|other| **other == width).count();
    widths.iter().copied().max_by_key(|width| (count(*width), *width))
}

/// What cells are quoted with: what most of them that start with a quote end with, before a delimiter.
fn quote(sample: &str) -> Option<u8> {
    let opens = |quote: char| {
        let at_start = |before: Option<char>| before.is_none_or(|before| ",;\t|\n\r\u{1}，".contains(before));
        let mut before = None;
        let mut count = 0;
        for ch in sample.chars() {
            count += usize::from(ch == quote && at_start(before));
            before = Some(ch);
        }
        count
    };
    // An apostrophe alone guards numbers; as a quote it closes, too.
    let single = opens('\'');
    let closed = sample.matches("',").count() + sample.matches("'\n").count() + sample.matches("'\r").count();
    match opens('"') {
        0 if single > 1 && closed * 2 >= single => Some(b'\''),
        _ => Some(b'"'),
    }
}

/// Reads a table.
pub(crate) fn read(
    session: &mut Session<'_>,
    item: &Item,
    input: Input<'_>,
    encoding: Encoding,
    dialect: Dialect,
) -> ControlFlow<()> {
    let limit = session.reader.limits.record;
    let mut parser = Parser::new(session.text(input, encoding), dialect, limit);
    let mut rows = Rows::new(item, None, Format::Delimited, encoding.name(), Header::Unknown);
    let mut row = Row::default();
    loop {
        match parser.next(&mut row, rows.width()) {
            Ok(Some(read)) => {
                match read.note {
                    Note::Sound => {}
                    Note::Open => {
                        let reason =
                            Reason::Malformed("a quote that nobody closes, read as a character".into());
                        rows.fault(session, read.line, Lost::Nothing, reason);
                    }
                    Note::Long => {
                        rows.fault(session, read.line, Lost::Record, Reason::Limit(Limit::Record(limit)));
                        continue;
                    }
                }
                rows.push(session, read.line, &row)?;
            }
            Ok(None) => break,
            Err(error) => {
                rows.fault(session, parser.line, Lost::Rest, error.into());
                break;
            }
        }
    }
    rows.end(session)?;
    session.end_text(item, &parser.reader);
    ControlFlow::Continue(())
}

/// A record that was read.
struct Taken {
    line: u64,
    note: Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Note {
    Sound,
    /// A quote was no quote.
    Open,
    /// The record is over the limit and was passed over.
    Long,
}

/// Splits a text into records.
struct Parser<R> {
    reader: R,
    dialect: Dialect,
    buffer: Vec<u8>,
    taken: usize,
    ended: bool,
    limit: usize,
    line: u64,
}

/// How far a record goes.
enum Extent {
    /// Its end behind the line end, how many lines it has, and whether all quotes are quotes.
    Ends { len: usize, lines: u64, sound: bool },
    /// There must be more.
    More,
}

impl<R: Read> Parser<R> {
    fn new(reader: R, dialect: Dialect, limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self { reader, dialect, buffer: Vec::new(), taken: 0, ended: false, limit, line: 1 }
    }

    /// Reads the next record into `row`; `width` is how many cells one should have.
    fn next(&mut self, row: &mut Row, width: Option<usize>) -> io::Result<Option<Taken>> {
        loop {
            let rest = self.buffer.get(self.taken..).unwrap_or_default();
            if rest.is_empty() && self.ended {
                return Ok(None);
            }
            let line = self.line;
            let extent =
                if rest.is_empty() { Extent::More } else { self.split(rest, row, self.dialect.quote) };
            match extent {
                Extent::Ends { len, lines: 1, .. } if len > self.limit => {
                    self.taken += len;
                    self.line += 1;
                    return Ok(Some(Taken { line, note: Note::Long }));
                }
                Extent::Ends { len, lines, sound } => {
                    let suspicious =
                        !sound || (lines > LONG_CELL && width.is_some_and(|width| row.len() != width));
                    if suspicious && self.is_better_plain(row, width, sound) {
                        return Ok(Some(self.take_line(row)));
                    }
                    self.taken += len;
                    self.line += lines;
                    return Ok(Some(Taken { line, note: Note::Sound }));
                }
                Extent::More if self.ended => return Ok(Some(self.take_line(row))),
                Extent::More if rest.len() > self.limit => {
                    let first_line = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    if first_line > self.limit {
                        return self.pass_line(line);
                    }
                    return Ok(Some(self.take_line(row)));
                }
                Extent::More => self.fill()?,
            }
        }
    }

    /// Whether the first line of what comes, quotes being characters like any other, is more like a
    /// record than the lines that were taken for one because of a quote.
    fn is_better_plain(&self, row: &Row, width: Option<usize>, sound: bool) -> bool {
        let rest = self.buffer.get(self.taken..).unwrap_or_default();
        let mut plain = Row::default();
        let ends = matches!(self.split(rest, &mut plain, None), Extent::Ends { .. });
        match width {
            Some(width) => ends && plain.len() == width && row.len() != width,
            None => ends && !sound,
        }
    }

    /// Takes the line that comes as a record in which quotes mean nothing.
    fn take_line(&mut self, row: &mut Row) -> Taken {
        let line = self.line;
        let rest = self.buffer.get(self.taken..).unwrap_or_default();
        let len = match self.split(rest, row, None) {
            Extent::Ends { len, .. } => len,
            // The last line has no end; what `split` does with it needs one.
            Extent::More => {
                let whole = [rest, b"\n"].concat();
                let _ = self.split(&whole, row, None);
                rest.len()
            }
        };
        let quoted =
            rest.get(..len).is_some_and(|line| self.dialect.quote.is_some_and(|quote| line.contains(&quote)));
        self.taken += len;
        self.line += 1;
        Taken { line, note: if quoted { Note::Open } else { Note::Sound } }
    }

    /// Passes over a line that is longer than the limit.
    fn pass_line(&mut self, line: u64) -> io::Result<Option<Taken>> {
        loop {
            let rest = self.buffer.get(self.taken..).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', rest) {
                self.taken += at + 1;
                break;
            }
            self.taken = self.buffer.len();
            if self.ended {
                break;
            }
            self.fill()?;
        }
        self.line += 1;
        Ok(Some(Taken { line, note: Note::Long }))
    }

    /// Splits the record that `bytes` start with into the cells of `row`.
    fn split(&self, bytes: &[u8], row: &mut Row, quote: Option<u8>) -> Extent {
        row.clear();
        let delimiter = self.dialect.delimiter.as_bytes();
        let first = delimiter.first().copied().unwrap_or(b',');
        let (mut at, mut lines, mut sound) = (0, 1, true);
        loop {
            if quote.is_some_and(|quote| bytes.get(at) == Some(&quote)) {
                let Some(end) = self.quoted(bytes, at + 1, quote.unwrap_or(b'"'), row, &mut lines) else {
                    return Extent::More;
                };
                at = end;
                // What stands between the closing quote and the delimiter belongs to the cell.
                let next = bytes.get(at).copied();
                let right =
                    next.is_none_or(|next| next == first || next == b'\n' || next == b'\r' || next == b' ');
                sound &= right;
            }
            let start = at;
            loop {
                let rest = bytes.get(at..).unwrap_or_default();
                match memchr::memchr2(first, b'\n', rest) {
                    None => {
                        if !self.ended || rest.is_empty() && bytes.is_empty() {
                            return Extent::More;
                        }
                        row.push(utf8(bytes.get(start..).unwrap_or_default()));
                        return Extent::Ends { len: bytes.len(), lines, sound };
                    }
                    Some(found) if rest.get(found) == Some(&b'\n') && first != b'\n' => {
                        let end = at + found;
                        let cell = bytes.get(start..end).unwrap_or_default();
                        row.push(utf8(cell.strip_suffix(b"\r").unwrap_or(cell)));
                        return Extent::Ends { len: end + 1, lines, sound };
                    }
                    Some(found) if rest.get(found..).is_some_and(|rest| rest.starts_with(delimiter)) => {
                        row.push(utf8(bytes.get(start..at + found).unwrap_or_default()));
                        at += found + delimiter.len();
                        break;
                    }
                    // A part of a long delimiter, and perhaps the rest of it has not come.
                    Some(found) => {
                        if !self.ended && rest.len() - found < delimiter.len() {
                            return Extent::More;
                        }
                        at += found + 1;
                    }
                }
            }
        }
    }

    /// Writes a quoted cell's content and returns where its closing quote ends.
    fn quoted(
        &self,
        bytes: &[u8],
        mut at: usize,
        quote: u8,
        row: &mut Row,
        lines: &mut u64,
    ) -> Option<usize> {
        let escape = if self.dialect.backslash { b'\\' } else { quote };
        loop {
            let rest = bytes.get(at..)?;
            let found = memchr::memchr2(quote, escape, rest)?;
            let piece = rest.get(..found).unwrap_or_default();
            *lines += memchr::memchr_iter(b'\n', piece).count() as u64;
            row.write(utf8(piece));
            at += found;
            match (rest.get(found), rest.get(found + 1)) {
                (Some(b'\\'), None) if escape == b'\\' => return None,
                (Some(b'\\'), Some(next)) if escape == b'\\' => {
                    let escaped = next.is_ascii();
                    row.write(utf8(
                        rest.get(found + 1..found + 1 + usize::from(escaped)).unwrap_or_default(),
                    ));
                    at += 1 + usize::from(escaped);
                }
                (_, Some(next)) if *next == quote => {
                    row.write(utf8(&[quote]));
                    at += 2;
                }
                (_, None) if !self.ended => return None,
                _ => return Some(at + 1),
            }
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        let filled = self.buffer.len();
        // A record of megabytes is split anew after each read: read more each time.
        self.buffer.resize(filled + (64 * 1024).max(filled), 0);
        let read = self.reader.read(self.buffer.get_mut(filled..).unwrap_or_default());
        self.buffer.truncate(filled + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        Ok(())
    }
}

/// Bytes of a decoded text, cut at ASCII characters.
fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}
