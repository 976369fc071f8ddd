//! A stretch of a text that goes by: findings get their place (line, column,
//! offsets in every unit) and the text around them.
//!
//! Everything is counted lazily and forwards only, over the bytes between one
//! finding and the next; memory is what has not been reported plus [`AROUND`].

use std::collections::VecDeque;
use std::ops::Range;

use yinsi::{Finding, SourceMap, Unit};

/// How many bytes before and after a finding its excerpt may look at.
pub(crate) const AROUND: usize = 256;

/// How many bytes may pass before they are let go of.
const TRIM: usize = 64 * 1024;

/// A position in a text, in every unit; all from 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Bytes before it.
    pub(crate) bytes: u64,
    /// Bytes before it in the file, of which the text may have been decoded.
    pub(crate) source: u64,
    /// Code points before it; each maximal invalid part of UTF-8 is one.
    pub(crate) chars: u64,
    /// UTF-16 units before it.
    pub(crate) utf16: u64,
    /// Line ends before it.
    pub(crate) line: u64,
    /// Code points between the line's start and it.
    pub(crate) column: u64,
}

impl Place {
    /// Moves over `bytes`; `units` says whether `chars` and `utf16` are wanted.
    fn advance(&mut self, bytes: &[u8], units: bool) {
        self.bytes += bytes.len() as u64;
        let last_line = match memchr::memrchr(b'\n', bytes) {
            Some(end) => {
                self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
                self.column = 0;
                bytes.get(end + 1..).unwrap_or_default()
            }
            None => bytes,
        };
        self.column += Unit::Chars.count(last_line);
        if units {
            self.chars += Unit::Chars.count(bytes);
            self.utf16 += Unit::Utf16.count(bytes);
        }
    }
}

/// A finding with its place and surroundings.
#[derive(Debug, Clone)]
pub(crate) struct Located<'a> {
    /// The finding; its own offsets are bytes of the decoded text.
    pub(crate) finding: Finding,
    /// Where it starts.
    pub(crate) start: Place,
    /// Where it ends.
    pub(crate) end: Place,
    /// What is before it on its line, at most [`AROUND`] bytes.
    pub(crate) before: &'a [u8],
    /// What was found.
    pub(crate) value: &'a [u8],
    /// What is after it on its line, at most [`AROUND`] bytes.
    pub(crate) after: &'a [u8],
    /// All findings that may touch `before` and `after`.
    pub(crate) neighbours: &'a [Finding],
    /// Where in a document it is; empty in plain text.
    pub(crate) field: Box<str>,
}

impl Located<'_> {
    /// Start and end in `unit`, of the file.
    pub(crate) fn span(&self, unit: Unit) -> [u64; 2] {
        [self.start, self.end].map(|place| match unit {
            Unit::Bytes => place.source,
            Unit::Chars => place.chars,
            Unit::Utf16 => place.utf16,
        })
    }
}

/// The stretch of text that findings are being reported in.
#[derive(Debug)]
pub(crate) struct Window {
    bytes: Vec<u8>,
    /// Offset of the first of `bytes`.
    base: u64,
    /// Where the last reported finding starts, or `base`.
    cursor: Place,
    findings: Vec<Finding>,
    /// Where in a document those of `findings` that are not reported are; none in plain text.
    fields: VecDeque<Box<str>>,
    /// How many of `findings` are reported.
    reported: usize,
    /// The first of `findings` that may touch what is before the next one.
    near: usize,
    units: bool,
}

impl Window {
    /// A window at the start of a text.
    pub(crate) fn new(unit: Unit) -> Self {
        Self {
            bytes: Vec::new(),
            base: 0,
            cursor: Place::default(),
            findings: Vec::new(),
            fields: VecDeque::new(),
            reported: 0,
            near: 0,
            units: unit != Unit::Bytes,
        }
    }

    /// Takes the next bytes of the text and the findings that came with them.
    pub(crate) fn push(&mut self, bytes: &[u8], findings: impl IntoIterator<Item = Finding>) {
        self.bytes.extend_from_slice(bytes);
        self.findings.extend(findings);
    }

    /// The same for a document, each finding with its field.
    pub(crate) fn push_located(
        &mut self,
        bytes: &[u8],
        found: impl IntoIterator<Item = (Finding, Box<str>)>,
    ) {
        self.bytes.extend_from_slice(bytes);
        for (finding, field) in found {
            self.findings.push(finding);
            self.fields.push_back(field);
        }
    }

    /// The whole text at once; for a window that has seen nothing.
    pub(crate) fn whole(&mut self, bytes: Vec<u8>, findings: Vec<Finding>) {
        self.bytes = bytes;
        self.findings = findings;
    }

    /// Hands over the findings whose surroundings are known.
    ///
    /// `settled` is the offset before which no further finding starts. What is
    /// handed over, and in which form, does not depend on how the text was cut.
    pub(crate) fn report<E>(
        &mut self,
        settled: u64,
        mut map: Option<&mut SourceMap>,
        mut take: impl FnMut(Located<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let known = settled.min(self.base + self.bytes.len() as u64);
        while let Some(&finding) = self.findings.get(self.reported) {
            let after = self.after(&finding);
            if self.base + (after.end as u64) >= known {
                break;
            }
            take(self.locate(finding, after, map.as_deref()))?;
            self.reported += 1;
        }
        self.trim(known);
        if let Some(map) = &mut map {
            map.forget(self.base);
        }
        Ok(())
    }

    /// Hands over the rest at the end of the text.
    pub(crate) fn finish<E>(
        &mut self,
        map: Option<&mut SourceMap>,
        mut take: impl FnMut(Located<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        while let Some(&finding) = self.findings.get(self.reported) {
            take(self.locate(finding, self.after(&finding), map.as_deref()))?;
            self.reported += 1;
        }
        Ok(())
    }

    /// What an excerpt shows after `finding`, as a range of `bytes`.
    fn after(&self, finding: &Finding) -> Range<usize> {
        let start = self.index(finding.end);
        let end = (start + AROUND).min(self.bytes.len());
        let rest = self.bytes.get(start..end).unwrap_or_default();
        start..start + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())
    }

    fn locate(&mut self, finding: Finding, after: Range<usize>, map: Option<&SourceMap>) -> Located<'_> {
        let range = self.index(finding.start)..self.index(finding.end);
        let passed = self.index(self.cursor.bytes)..range.start;
        self.cursor.advance(self.bytes.get(passed).unwrap_or_default(), self.units);
        let value = self.bytes.get(range.clone()).unwrap_or_default();
        let mut end = self.cursor;
        end.advance(value, self.units);
        for place in [&mut self.cursor, &mut end] {
            place.source = map.map_or(place.bytes, |map| map.source(place.bytes));
        }

        let from = range.start.saturating_sub(AROUND);
        let mut before = self.bytes.get(from..range.start).unwrap_or_default();
        if let Some(line_end) = memchr::memrchr2(b'\n', b'\r', before) {
            before = before.get(line_end + 1..).unwrap_or_default();
        }
        let far = |other: &Finding| other.end + (AROUND as u64) < finding.start;
        while self.near < self.reported && self.findings.get(self.near).is_some_and(far) {
            self.near += 1;
        }
        Located {
            finding,
            start: self.cursor,
            end,
            before,
            value,
            after: self.bytes.get(after).unwrap_or_default(),
            neighbours: self.findings.get(self.near..).unwrap_or_default(),
            field: self.fields.pop_front().unwrap_or_default(),
        }
    }

    /// Lets go of what no excerpt will show any more.
    fn trim(&mut self, known: u64) {
        let next = self.findings.get(self.reported).map_or(known, |finding| finding.start.min(known));
        let passed = self.index(next).saturating_sub(AROUND + 8);
        if passed < TRIM {
            return;
        }
        let passed = floor_boundary(&self.bytes, passed);
        let at = self.base + passed as u64;
        if self.cursor.bytes < at {
            let between = self.index(self.cursor.bytes)..passed;
            self.cursor.advance(self.bytes.get(between).unwrap_or_default(), self.units);
        }
        self.bytes.drain(..passed);
        self.base = at;
        let gone = self.findings.iter().take(self.reported).take_while(|finding| finding.end <= at).count();
        self.findings.drain(..gone);
        self.reported -= gone;
        self.near = self.near.saturating_sub(gone);
    }

    fn index(&self, offset: u64) -> usize {
        usize::try_from(offset.saturating_sub(self.base)).unwrap_or(usize::MAX).min(self.bytes.len())
    }
}

/// The last place at or before `at` where no character is cut in two.
fn floor_boundary(bytes: &[u8], at: usize) -> usize {
    let lead =
        (at.saturating_sub(3)..at).rev().find(|&i| bytes.get(i).is_some_and(|byte| byte & 0xC0 != 0x80));
    match lead {
        Some(i) if bytes.get(i).is_some_and(|&byte| byte >= 0xC0) => i,
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &[u8], chunk: usize, unit: Unit) -> Vec<String> {
        let findings: Vec<Finding> = memchr::memmem::find_iter(text, "身份")
            .map(|at| Finding::new("X", "x", at as u64..at as u64 + 6, 0.5))
            .collect();
        let mut window = Window::new(unit);
        let mut rows = Vec::new();
        let mut at = 0u64;
        let mut row = |found: Located<'_>| {
            let around = [found.before, found.value, found.after].map(String::from_utf8_lossy).concat();
            rows.push(format!("{:?} {:?} {:?} {around}", found.span(unit), found.start, found.end));
            Ok::<(), ()>(())
        };
        for piece in text.chunks(chunk) {
            let end = at + piece.len() as u64;
            // A finding is known once its last byte has been seen.
            let new = findings.iter().filter(|finding| finding.end > at && finding.end <= end).copied();
            window.push(piece, new);
            window.report(end.saturating_sub(6), None, &mut row).expect("no error");
            at = end;
        }
        window.finish(None, &mut row).expect("no error");
        rows
    }

    #[test]
    fn any_split_gives_the_same_places_and_surroundings() {
        let line = "第一行 身份𠮷\u{301} 和 身份\r\n\u{FFFD}身份".as_bytes();
        let mut text = Vec::new();
        for i in 0..1600 {
            text.extend_from_slice(line);
            text.extend_from_slice(if i % 7 == 0 { b"\xe8\xba" } else { b"\xff\n" });
        }
        for unit in [Unit::Chars, Unit::Utf16] {
            let whole = spans(&text, text.len(), unit);
            assert_eq!(whole.len(), 4800);
            for chunk in [1, 3, 4096, 70_000] {
                assert_eq!(spans(&text, chunk, unit), whole);
            }
        }
    }
}
