//! Tables of text: CSV and its kin, cell by cell, at their places in the file.
//!
//! A header names what is in a column, and no byte scanner sees it beside the
//! value: each cell is scanned as a text of its own with the header as its
//! label. Nothing is copied or unquoted, so that offsets are those of the file.

use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use yinsi::{Context, Finding, Scanner};

use crate::input::{READ, read_some};

/// Longest record; one that is longer (a quote that nobody closes) ends at its
/// last line end before this.
const MAX_RECORD: usize = 1024 * 1024;

/// Records of a sample that must agree before a file without a telling name is
/// held to be a table.
const AGREEING: usize = 3;

/// How a table is written and what its columns hold.
pub(crate) struct Table {
    /// What stands between two cells; `None`: a line is one cell, quotes mean nothing.
    delimiter: Option<u8>,
    /// What each column's cells are scanned with.
    columns: Vec<Context>,
    /// Scans cells of columns without a name.
    nameless: Context,
    /// Whether the first record is the header.
    header: bool,
}

/// A cell's content, without its quotes, as a range of its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The content.
    pub(crate) range: Range<usize>,
    /// Whether it stands in quotes.
    pub(crate) quoted: bool,
}

impl Table {
    /// Lines that are all values of a column called `label`.
    pub(crate) fn lines(label: &str) -> Self {
        let context = Context::label(label);
        Self { delimiter: None, columns: vec![context], nameless: Context::new(), header: false }
    }

    /// The table with a header that a file is, by its name or by its first records.
    ///
    /// `complete` says that `sample` is the whole file.
    pub(crate) fn sniff(
        path: Option<&Path>,
        sample: &[u8],
        complete: bool,
        scanner: &Scanner,
    ) -> Option<Self> {
        let extension = path.and_then(Path::extension).map(|name| name.to_ascii_lowercase());
        let (named, candidates): (bool, &[u8]) = match extension.as_ref().and_then(|name| name.to_str()) {
            Some("csv") => (true, b",;\t|"),
            Some("tsv" | "tab") => (true, b"\t,;|"),
            _ => (false, b",\t;|"),
        };
        let text = sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample);
        let tables = candidates.iter().filter_map(|&delimiter| {
            let records = first_records(text, delimiter, complete);
            let widths: Vec<usize> = records.iter().map(|(_, cells)| cells.len()).collect();
            let width = *widths.first()?;
            let agree = widths.iter().take_while(|&&other| other == width).count();
            // Without a header the labels are in the text itself, if anywhere.
            let header = header(records.first()?, scanner)?;
            let believable = agree >= AGREEING && width > 1 && strict(&header);
            (named || believable).then_some((agree * usize::from(width > 1), delimiter, header))
        });
        // Of equally good delimiters the first one.
        let (_, delimiter, header) = tables.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        let columns = header.iter().map(|name| Context::label(name)).collect();
        let table = Self { delimiter: Some(delimiter), columns, nameless: Context::new(), header: true };
        Some(table)
    }

    /// Scans each cell of a record and hands it over with its text and the
    /// findings in it, whose offsets are those of the cell.
    pub(crate) fn scan(
        &self,
        scanner: &Scanner,
        record: &Record<'_>,
        mut found: impl FnMut(&Cell, &[u8], &[Finding]),
    ) {
        let mut findings = Vec::new();
        for (index, cell) in record.cells.iter().enumerate() {
            let text = record.bytes.get(cell.range.clone()).unwrap_or_default();
            let column = if self.header && record.base == 0 { None } else { self.columns.get(index) };
            scanner.scan_with_into(text, column.unwrap_or(&self.nameless), &mut findings);
            found(cell, text, &findings);
        }
    }

    /// Writes a cell's new text so that the table stays one.
    pub(crate) fn write_cell(&self, cell: &Cell, old: &[u8], new: &[u8], out: &mut Vec<u8>) {
        let special = |byte: &u8| Some(*byte) == self.delimiter || b"\"\r\n".contains(byte);
        if cell.quoted {
            double_quotes(new, out);
        } else if self.delimiter.is_some() && new.iter().any(special) && !old.iter().any(special) {
            out.push(b'"');
            double_quotes(new, out);
            out.push(b'"');
        } else {
            out.extend_from_slice(new);
        }
    }
}

/// Appends `text` with each quote that has no twin doubled.
fn double_quotes(text: &[u8], out: &mut Vec<u8>) {
    let mut single = false;
    for &byte in text {
        if byte != b'"' && single {
            out.push(b'"');
        }
        single = byte == b'"' && !single;
        out.push(byte);
    }
    if single {
        out.push(b'"');
    }
}

type Sampled<'a> = (&'a [u8], Vec<Cell>);

fn first_records(text: &[u8], delimiter: u8, complete: bool) -> Vec<Sampled<'_>> {
    let mut records = Vec::new();
    let mut rest = text;
    while records.len() < AGREEING + 1 {
        let Some((cells, end)) = split(rest, Some(delimiter), complete) else { break };
        let (record, after) = rest.split_at(end);
        records.push((record, cells));
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    records
}

/// The names in a first record, unless it looks like data.
fn header((record, cells): &Sampled<'_>, scanner: &Scanner) -> Option<Vec<String>> {
    let names: Vec<String> = cells
        .iter()
        .map(|cell| {
            let name = record.get(cell.range.clone()).unwrap_or_default();
            String::from_utf8_lossy(name).replace("\"\"", "\"").trim().to_owned()
        })
        .collect();
    let digits = |name: &String| name.bytes().filter(u8::is_ascii_digit).count();
    let is_data = |name: &String| digits(name) > 4 || name.len() > 128 || scanner.is_match(name);
    (names.iter().any(|name| !name.is_empty()) && !names.iter().any(is_data)).then_some(names)
}

/// Whether names can be those of a header in a file that does not say it is a table.
fn strict(names: &[String]) -> bool {
    let plain = |name: &String| {
        (1..=48).contains(&name.len())
            && name.split(' ').count() <= 4
            && !name.contains(|ch: char| ";(){}[]<>=:\"'.!?。，！？；：".contains(ch))
    };
    names.iter().all(plain)
        && names.iter().enumerate().all(|(i, name)| !names.iter().skip(i + 1).any(|n| n == name))
}

/// The cells of the record that `bytes` start with, and where the record ends
/// (after its line end); `None` when its end is not in `bytes` and they are not
/// `complete`.
fn split(bytes: &[u8], delimiter: Option<u8>, complete: bool) -> Option<(Vec<Cell>, usize)> {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let quoted = delimiter.is_some() && bytes.get(at) == Some(&b'"');
        let (range, after) = if quoted { quoted_cell(bytes, at) } else { plain_cell(bytes, at, delimiter) };
        cells.push(Cell { range, quoted });
        // Between a closing quote and the delimiter nothing should stand; if something does, it goes by.
        let next = plain_cell(bytes, after, delimiter).1;
        match bytes.get(next) {
            Some(&byte) if Some(byte) == delimiter => at = next + 1,
            Some(b'\r') if bytes.get(next + 1) == Some(&b'\n') => return Some((cells, next + 2)),
            Some(b'\r') if next + 1 == bytes.len() && !complete => return None,
            Some(_) => return Some((cells, next + 1)),
            None => return complete.then_some((cells, bytes.len())),
        }
    }
}

/// A cell without quotes and where it ends.
fn plain_cell(bytes: &[u8], at: usize, delimiter: Option<u8>) -> (Range<usize>, usize) {
    let rest = bytes.get(at..).unwrap_or_default();
    let end = memchr::memchr3(delimiter.unwrap_or(b'\n'), b'\r', b'\n', rest).unwrap_or(rest.len());
    (at..at + end, at + end)
}

/// The content of a cell that starts with a quote and where its closing quote ends.
fn quoted_cell(bytes: &[u8], at: usize) -> (Range<usize>, usize) {
    let start = at + 1;
    let mut end = start;
    loop {
        match memchr::memchr(b'"', bytes.get(end..).unwrap_or_default()) {
            None => return (start..bytes.len(), bytes.len()),
            Some(quote) if bytes.get(end + quote + 1) == Some(&b'"') => end += quote + 2,
            Some(quote) => return (start..end + quote, end + quote + 1),
        }
    }
}

/// One record of a table at its place in the file.
pub(crate) struct Record<'a> {
    /// All its bytes, line end included.
    pub(crate) bytes: &'a [u8],
    /// Its cells.
    pub(crate) cells: Vec<Cell>,
    /// Offset of its first byte.
    pub(crate) base: u64,
}

/// Reads a table record by record.
pub(crate) struct Records<R> {
    reader: R,
    delimiter: Option<u8>,
    buffer: Vec<u8>,
    taken: usize,
    base: u64,
    ended: bool,
}

impl<R: Read> Records<R> {
    /// The records of `reader`, which starts at the start of the file.
    pub(crate) fn new(reader: R, table: &Table) -> Self {
        Self { reader, delimiter: table.delimiter, buffer: Vec::new(), taken: 0, base: 0, ended: false }
    }

    /// Whether the next record is there without reading any more, as far as one can tell.
    pub(crate) fn has_more(&self) -> bool {
        memchr::memchr(b'\n', self.buffer.get(self.taken..).unwrap_or_default()).is_some()
    }

    /// What the records are read from.
    pub(crate) fn reader(&self) -> &R {
        &self.reader
    }

    /// The same, to change it.
    pub(crate) fn reader_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The next record, a blank line being one with an empty cell.
    pub(crate) fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        loop {
            let rest = self.buffer.get(self.taken..).unwrap_or_default();
            if rest.is_empty() && self.ended {
                return Ok(None);
            }
            let whole = if rest.is_empty() { None } else { split(rest, self.delimiter, self.ended) };
            let (cells, end) = match whole {
                Some(record) => record,
                None if rest.len() >= MAX_RECORD => {
                    let end = memchr::memrchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
                    (vec![Cell { range: 0..end, quoted: false }], end)
                }
                None => {
                    self.read()?;
                    continue;
                }
            };
            let (start, base) = (self.taken, self.base);
            self.taken += end;
            self.base += end as u64;
            let bytes = self.buffer.get(start..self.taken).unwrap_or_default();
            let mut cells = cells;
            if base == 0 && bytes.starts_with(b"\xEF\xBB\xBF") {
                skip_mark(bytes, self.delimiter, &mut cells);
            }
            return Ok(Some(Record { bytes, cells, base }));
        }
    }

    fn read(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        let filled = self.buffer.len();
        self.buffer.resize(filled + READ, 0);
        let read = read_some(&mut self.reader, self.buffer.get_mut(filled..).unwrap_or_default())?;
        self.buffer.truncate(filled + read);
        self.ended = read == 0;
        Ok(())
    }
}

/// Finds the cells of a first record anew behind the byte order mark.
fn skip_mark(bytes: &[u8], delimiter: Option<u8>, cells: &mut Vec<Cell>) {
    let rest = bytes.get(3..).unwrap_or_default();
    if let Some((found, end)) = split(rest, delimiter, true)
        && end == rest.len()
    {
        *cells = found;
        for cell in cells {
            cell.range = cell.range.start + 3..cell.range.end + 3;
        }
    }
}
