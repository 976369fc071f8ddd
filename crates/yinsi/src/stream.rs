//! [`StreamScanner`]: chunks in, the findings of the whole out.
//!
//! Every start is looked at once all bytes that could matter to it are there,
//! and bytes are kept until nothing later can need them. What it holds at most:
//! one step of 64 KiB, the longest rule's `max_len` and 2 KiB of look-ahead, one
//! open cluster (16 KiB and a `max_len`), and the context before it (2 KiB and
//! the context window): below 512 KiB whatever the rules and the text, and about
//! 128 KiB with the built-in ones.

use std::fmt;
use std::sync::Arc;

use crate::compile::plan::Plan;
use crate::context;
use crate::finding::Finding;
use crate::offsets::{OffsetMap, Unit};
use crate::scan::REWRITE_MAX;
use crate::scan::session::{STEP, Session, Step};
use crate::scanner::Scanner;

/// Finds personal information in text that arrives in chunks.
///
/// The findings are those of the whole text, for every way of cutting it; their
/// offsets count from the first byte pushed.
///
/// ```
/// use yinsi::{Scanner, StreamScanner};
///
/// let mut stream = StreamScanner::new(&Scanner::new());
/// let mut findings = Vec::new();
/// stream.push(b"mail to some", &mut findings);
/// stream.push(b"one@example.com", &mut findings);
/// stream.finish(&mut findings);
/// assert_eq!((findings[0].start, findings[0].end), (8, 27));
/// ```
pub struct StreamScanner {
    plan: Arc<Plan>,
    session: Session,
    buffer: Vec<u8>,
    /// Offset of the buffer's first byte in the stream.
    base: u64,
    /// What the offsets of findings count, and how many of it are before the buffer.
    unit: Unit,
    units: u64,
    /// First start in the buffer that was not looked at.
    from: usize,
    /// Bytes after a start that may matter to it.
    ahead: usize,
    /// Bytes before a start that may matter to it.
    behind: usize,
}

impl StreamScanner {
    /// A stream that has seen nothing.
    pub fn new(scanner: &Scanner) -> Self {
        let plan = Arc::clone(&scanner.plan);
        let reach = context::reach(plan.options.window_before);
        Self {
            ahead: plan.max_len.max(4 * REWRITE_MAX) + reach + 1024,
            behind: reach + 1024,
            session: Session::default(),
            buffer: Vec::new(),
            base: 0,
            unit: Unit::Bytes,
            units: 0,
            from: 0,
            plan,
        }
    }

    /// Counts offsets in `unit` instead of bytes. To be said before the first push.
    ///
    /// ```
    /// use yinsi::{Scanner, StreamScanner, Unit};
    ///
    /// let mut stream = StreamScanner::new(&Scanner::new()).offsets(Unit::Chars);
    /// let mut findings = Vec::new();
    /// stream.push("手机138123".as_bytes(), &mut findings);
    /// stream.push(b"45678", &mut findings);
    /// stream.finish(&mut findings);
    /// assert_eq!((findings[0].start, findings[0].end), (2, 13));
    /// ```
    #[must_use]
    pub fn offsets(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// Takes the next bytes and appends findings that are settled, in order.
    pub fn push(&mut self, mut chunk: &[u8], findings: &mut Vec<Finding>) {
        while !chunk.is_empty() {
            let room = (self.from + STEP + self.ahead).saturating_sub(self.buffer.len()).max(1);
            let (now, later) = chunk.split_at(room.min(chunk.len()));
            self.buffer.extend_from_slice(now);
            chunk = later;
            if self.buffer.len() >= self.from + STEP + self.ahead {
                self.advance(self.buffer.len() - self.ahead, false, findings);
            }
        }
    }

    /// The text is at its end: appends the remaining findings and starts over, at
    /// offset 0, with a new text.
    pub fn finish(&mut self, findings: &mut Vec<Finding>) {
        self.advance(self.buffer.len(), true, findings);
        self.session.reset();
        self.buffer.clear();
        (self.base, self.units, self.from) = (0, 0, 0);
    }

    /// No later finding starts before this offset.
    pub fn settled(&self) -> u64 {
        let settled = self.session.open_from(self.from).min(self.from);
        match self.unit {
            Unit::Bytes => self.base + settled as u64,
            unit => self.units + OffsetMap::new(&self.buffer, unit).convert(settled),
        }
    }

    fn advance(&mut self, to: usize, last: bool, findings: &mut Vec<Finding>) {
        let earlier = findings.len();
        let mut from = self.from;
        // Steps as in a whole text, so that a step is never much larger; at the end
        // one more even when all starts were looked at, for what is still open.
        loop {
            let next = to.min(from + STEP);
            let step = Step { from, to: next, last: last && next == to, base: self.base };
            self.session.advance(&self.plan, &self.buffer, step, findings);
            from = next;
            if from == to {
                break;
            }
        }
        self.from = to;
        let mut keep = self.session.open_from(to).min(to).saturating_sub(self.behind);
        if self.unit != Unit::Bytes {
            let mut map = OffsetMap::new(&self.buffer, self.unit);
            for finding in findings.iter_mut().skip(earlier) {
                for offset in [&mut finding.start, &mut finding.end] {
                    *offset = self.units + map.convert((*offset - self.base) as usize);
                }
            }
            keep = map.boundary(keep);
            self.units += map.convert(keep);
        }
        self.buffer.drain(..keep);
        self.session.forget(keep);
        self.base += keep as u64;
        self.from -= keep;
    }
}

impl fmt::Debug for StreamScanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamScanner").field("settled", &self.settled()).finish_non_exhaustive()
    }
}
