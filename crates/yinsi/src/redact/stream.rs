//! Redacts text that comes in chunks.

use std::borrow::Borrow;
use std::fmt;

use super::document::Document;
use super::redactor::{Piece, Redactor, names_entity, sort};
use crate::decode::written::{self, Around, LABEL_LIMIT};
use crate::finding::Finding;
use crate::scanner::Scanner;
use crate::stream::StreamScanner;

/// What is kept of the text that is out already: a label may begin there.
const KEPT_BYTES: usize = LABEL_LIMIT + 1;

/// What an operator may see of the text behind a value.
const AHEAD_BYTES: usize = 16;

/// Redacts chunk by chunk what [`Redactor::redact_bytes`] redacts at once.
///
/// The output is the same however the text is cut, also within a character.
/// Memory is bounded by what [`StreamScanner`] holds back, plus one chunk.
///
/// ```
/// use yinsi::{RedactStream, Redactor, Scanner};
///
/// let mut stream = RedactStream::new(Scanner::new(), Redactor::new());
/// let mut clean = Vec::new();
/// for chunk in ["mail jane@exam", "ple.com ", "now"] {
///     stream.push(chunk.as_bytes(), &mut clean);
/// }
/// stream.finish(&mut clean);
/// assert_eq!(clean, b"mail <EMAIL_ADDRESS> now");
/// ```
pub struct RedactStream {
    scanner: Scanner,
    redactor: Redactor,
    stream: StreamScanner,
    /// Text not yet out, after at least [`KEPT_BYTES`] that are.
    buffer: Vec<u8>,
    /// Offset of the buffer's first byte.
    base: u64,
    /// How much of the buffer is out.
    done: usize,
    /// Findings that start in what is not yet out, in the order of a sweep.
    pending: Vec<Finding>,
    fresh: Vec<Finding>,
    document: Document,
}

impl RedactStream {
    /// Starts at the beginning of a text.
    pub fn new(scanner: impl Borrow<Scanner>, redactor: impl Borrow<Redactor>) -> Self {
        let scanner = scanner.borrow().clone();
        Self {
            stream: StreamScanner::new(&scanner),
            redactor: redactor.borrow().clone(),
            scanner,
            buffer: Vec::new(),
            base: 0,
            done: 0,
            pending: Vec::new(),
            fresh: Vec::new(),
            document: Document::new(),
        }
    }

    /// Goes on with what is remembered of a document, or says whose it is; see [`Document`].
    #[must_use]
    pub fn document(mut self, document: Document) -> Self {
        self.document = document;
        self
    }

    /// Takes the next chunk and appends to `out` what can no longer change.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        self.buffer.extend_from_slice(chunk);
        self.fresh.clear();
        self.stream.push(chunk, &mut self.fresh);
        self.take_fresh();
        let settled = usize::try_from(self.stream.settled().saturating_sub(self.base)).unwrap_or(usize::MAX);
        let settled = settled.min(self.buffer.len());
        self.release(self.decided(settled), out);
    }

    /// Ends the text and appends the rest to `out`; the next chunk begins another text of the same
    /// document, in which numbers of labels go on.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.fresh.clear();
        self.stream.finish(&mut self.fresh);
        self.take_fresh();
        self.release(self.buffer.len(), out);
        self.buffer.clear();
        self.pending.clear();
        (self.base, self.done) = (0, 0);
        self.document.part();
    }

    /// Whether nothing was pushed since the beginning or the last `finish`.
    pub fn is_empty(&self) -> bool {
        self.base == 0 && self.buffer.is_empty()
    }

    fn take_fresh(&mut self) {
        if !self.fresh.is_empty() {
            self.pending.append(&mut self.fresh);
            sort(&mut self.pending);
        }
    }

    /// How far the sweep may go: to `settled`, or to a finding that may turn out
    /// to be a label when more text comes, or behind which too little has come.
    fn decided(&self, settled: usize) -> usize {
        let piece = Piece { text: &self.buffer, base: self.base, path: "" };
        let mut spans = self.pending.iter().map(|finding| piece.span(finding));
        let open = spans.find(|span| {
            span.end + AHEAD_BYTES > self.buffer.len() || written::around(&self.buffer, span) == Around::Open
        });
        open.map_or(settled, |span| span.start.min(settled))
    }

    fn release(&mut self, to: usize, out: &mut Vec<u8>) {
        if to > self.done {
            let limit = self.base + to as u64;
            let due = self.pending.partition_point(|finding| finding.start < limit);
            let piece = Piece { text: &self.buffer, base: self.base, path: "" };
            let known = |name: &str| names_entity(&self.scanner, name);
            let findings = self.pending.get(..due).unwrap_or_default();
            self.done = self.redactor.sweep(&piece, self.done..to, findings, &known, &mut self.document, out);
            self.pending.drain(..due);
        }
        let spent = self.done.saturating_sub(KEPT_BYTES);
        // Moving the rest only when it is the smaller part keeps small chunks linear.
        if spent > self.buffer.len() / 2 {
            self.buffer.drain(..spent);
            self.base += spent as u64;
            self.done -= spent;
        }
    }
}

impl fmt::Debug for RedactStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactStream")
            .field("held_bytes", &(self.buffer.len() - self.done))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Mask;
    use crate::redact::redactor::tests::scanner;
    use proptest::prelude::*;

    fn in_chunks(redactor: &Redactor, text: &[u8], cuts: &[usize]) -> Vec<u8> {
        let mut stream = RedactStream::new(scanner(), redactor);
        let (mut out, mut rest, mut nth) = (Vec::new(), text, 0);
        while !rest.is_empty() {
            let (chunk, tail) = rest.split_at(cuts[nth % cuts.len()].clamp(1, rest.len()));
            stream.push(chunk, &mut out);
            (rest, nth) = (tail, nth + 1);
        }
        stream.finish(&mut out);
        out
    }

    const LINES: &str = "手机13812345678，微信: jane_doe88 邮箱 jane@example.com\n微信: <EMAIL_ADDRESS> ok\r\n\
        id 11010519491231002X at https://example.com/?m=13812345678 and 4242 4242 4242 4242\n";

    #[test]
    fn chunks_of_any_size_give_the_redaction_of_the_whole() {
        let text = LINES.repeat(40);
        for redactor in
            [Redactor::new(), Redactor::builder().default_operator(Mask::keep(1, 2)).build().expect("sound")]
        {
            let whole = redactor.redact_bytes(&scanner(), text.as_bytes());
            assert_ne!(whole, text.as_bytes());
            for size in [1, 2, 3, 7, 64, 1000, 4096, text.len()] {
                assert!(in_chunks(&redactor, text.as_bytes(), &[size]) == whole, "chunks of {size}");
            }
        }
    }

    #[test]
    fn memory_stays_bounded() {
        let mut stream = RedactStream::new(scanner(), Redactor::new());
        let (mut out, mut most) = (Vec::new(), 0);
        let line = LINES.replace(['\n', '\r'], " ");
        for _ in 0..10_000 {
            stream.push(line.as_bytes(), &mut out);
            out.clear();
            most = most.max(stream.buffer.len());
        }
        assert!(most < 1 << 20, "{most} bytes were held");
    }

    #[test]
    fn a_finished_stream_begins_another_text() {
        let mut stream = RedactStream::new(scanner(), Redactor::new());
        let mut out = Vec::new();
        for _ in 0..2 {
            assert!(stream.is_empty());
            stream.push("手机1381234".as_bytes(), &mut out);
            assert!(!stream.is_empty());
            stream.push(b"5678", &mut out);
            stream.finish(&mut out);
        }
        assert_eq!(out, "手机<CN_MOBILE_NUMBER>手机<CN_MOBILE_NUMBER>".as_bytes());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_split_gives_the_redaction_of_the_whole(
            parts in prop::collection::vec(prop::sample::select(vec![
                "手机13812345678", "jane@example.com ", "微信: jane_doe88 ", "<CN_MOBILE_NUMBER>", "微信: <US_SSN", ">",
                "\n", " 4242 4242 4242 4242 ", "机", "padding ", "1", "https://example.com/a?b=c "
            ]), 0..60),
            cuts in prop::collection::vec(1_usize..40, 1..20),
        ) {
            let text = parts.concat();
            let redactor = Redactor::new();
            let whole = redactor.redact_bytes(&scanner(), text.as_bytes());
            let chunked = in_chunks(&redactor, text.as_bytes(), &cuts);
            prop_assert_eq!(String::from_utf8_lossy(&chunked), String::from_utf8_lossy(&whole));
        }
    }
}
