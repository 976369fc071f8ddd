//! Goes through a document token by token: decoded text with its findings, its
//! name and a way back to the bytes.
//!
//! All text is decoded into one *view* of the document. Where a key stands right
//! before its value the view is scanned as a stream, so that whatever is found
//! in plain text is found here too; a value whose key, column or tag names a rule
//! is scanned once more by itself under that name. In tables and dumps each value
//! is scanned by itself alone: its neighbours say nothing about it.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use crate::decode::written::LABEL_LIMIT;
use crate::finding::Finding;
use crate::scanner::{Context, Scanner};
use crate::stream::StreamScanner;

use super::Structure;
use super::token::{Map, Role, Syntax, TOKEN_LIMIT, Token};
use super::track::{Lexer, Tracker};

/// What is kept of the view behind what is done: a label may begin there.
const KEPT_BYTES: usize = LABEL_LIMIT + 1;

/// Names whose meaning is remembered.
const NAMES_LIMIT: usize = 1024;

/// Below this a line end is reason enough to look for tokens again.
const EAGER_BYTES: usize = 64 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A document on its way.
pub(crate) struct Walk {
    lexer: Lexer,
    tracker: Tracker,
    finder: Option<Finder>,
    /// Bytes of the document that are not done, and how many of them are tokens.
    raw: Vec<u8>,
    raw_base: u64,
    raw_done: usize,
    lexed: usize,
    /// Decoded text of the tokens, after some that is done.
    view: Vec<u8>,
    view_base: u64,
    view_done: usize,
    tokens: VecDeque<Piece>,
    /// Findings in the view, by start.
    pending: Vec<Finding>,
    here: Vec<Finding>,
    /// How many bytes must be there before lexing is worth while again.
    retry: usize,
    started: bool,
    /// Whether the token before was plain text.
    plain: bool,
}

struct Piece {
    raw: usize,
    view: usize,
    syntax: Syntax,
    role: Role,
    map: Map,
}

/// A token with all that is known about it.
pub(crate) struct Seen<'a> {
    /// The document's bytes.
    pub(crate) raw: &'a [u8],
    /// Where they start in the document.
    pub(crate) raw_start: u64,
    /// The decoded text that is in memory, and where it starts in the view.
    pub(crate) view: &'a [u8],
    pub(crate) view_base: u64,
    /// The token's text in `view`.
    pub(crate) range: Range<usize>,
    pub(crate) syntax: Syntax,
    /// Findings that touch it, by start, with offsets of the whole view.
    pub(crate) findings: &'a [Finding],
    /// Whether it goes on with the plain text before it.
    pub(crate) joined: bool,
    map: &'a Map,
    tracker: &'a Tracker,
}

/// A change to a token: what is written in place of a part of `Seen::view`.
#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) with: Vec<u8>,
}

impl Seen<'_> {
    /// Where in the document the text is: a pointer, a column, a key, a path of tags.
    pub(crate) fn path(&self) -> String {
        self.tracker.path()
    }

    /// Its decoded text.
    #[cfg(feature = "keyed")]
    pub(crate) fn text(&self) -> &[u8] {
        self.view.get(self.range.clone()).unwrap_or_default()
    }

    /// Where in `raw` a place of `view` within the token is; places beyond it count on.
    pub(crate) fn raw_at(&self, at: usize) -> usize {
        let inside = at.clamp(self.range.start, self.range.end);
        self.map.raw(inside - self.range.start) + (at - inside.min(at))
    }

    /// Writes the token with `edits`, which are in order and within it.
    pub(crate) fn write(&self, edits: &[Edit], out: &mut Vec<u8>) {
        if edits.is_empty() {
            return out.extend_from_slice(self.raw);
        }
        if self.syntax.is_bare() {
            let text = self.edited(edits);
            let new: Vec<u8> = edits.iter().flat_map(|edit| edit.with.iter().copied()).collect();
            if let Some((quote, syntax)) = self.syntax.quotes(&text, &new) {
                out.push(quote);
                syntax.encode(&text, out);
                return out.push(quote);
            }
        }
        let mut at = self.range.start;
        for edit in edits {
            let kept = self.raw_at(at)..self.raw_at(edit.range.start);
            out.extend_from_slice(self.raw.get(kept).unwrap_or_default());
            self.syntax.encode(&edit.with, out);
            at = edit.range.end;
        }
        out.extend_from_slice(self.raw.get(self.raw_at(at)..).unwrap_or_default());
    }

    /// The decoded text with `edits`.
    fn edited(&self, edits: &[Edit]) -> Vec<u8> {
        let mut text = Vec::with_capacity(self.raw.len());
        let mut at = self.range.start;
        for edit in edits {
            text.extend_from_slice(self.view.get(at..edit.range.start).unwrap_or_default());
            text.extend_from_slice(&edit.with);
            at = edit.range.end;
        }
        text.extend_from_slice(self.view.get(at..self.range.end).unwrap_or_default());
        text
    }
}

/// What sees the tokens go by.
pub(crate) type Visit<'v> = &'v mut dyn FnMut(&Seen<'_>);

impl Walk {
    /// A walk that looks for nothing.
    pub(crate) fn new(structure: Structure) -> Self {
        Self {
            lexer: Lexer::new(structure),
            tracker: Tracker::new(structure),
            finder: None,
            raw: Vec::new(),
            raw_base: 0,
            raw_done: 0,
            lexed: 0,
            view: Vec::new(),
            view_base: 0,
            view_done: 0,
            tokens: VecDeque::new(),
            pending: Vec::new(),
            here: Vec::new(),
            retry: 0,
            started: false,
            plain: false,
        }
    }

    /// A walk that looks for what `scanner` finds; `label` names every line of [`Structure::Lines`].
    pub(crate) fn scanning(structure: Structure, scanner: &Scanner, label: Option<&str>) -> Self {
        let stream = match structure {
            Structure::Lines | Structure::Table(_) | Structure::Sql => None,
            _ => Some(StreamScanner::new(scanner)),
        };
        let finder = Finder {
            scanner: scanner.clone(),
            stream,
            stream_base: 0,
            fed: 0,
            label: label.map(Context::label),
            names: HashMap::new(),
            found: Vec::new(),
        };
        Self { finder: Some(finder), ..Self::new(structure) }
    }

    /// Takes the next bytes; tokens that nothing can change any more are visited.
    pub(crate) fn push(&mut self, chunk: &[u8], visit: Visit<'_>) {
        self.raw.extend_from_slice(chunk);
        let rest = self.raw.len() - self.lexed;
        let eager = rest <= EAGER_BYTES && memchr::memchr(b'\n', chunk).is_some();
        if eager || rest >= self.retry {
            self.lex(false);
        }
        let view_end = self.view_base + self.view.len() as u64;
        let settled = match &mut self.finder {
            Some(finder) => finder.feed(&self.view, self.view_base, &mut self.pending).unwrap_or(view_end),
            None => view_end,
        };
        self.drain(settled, visit);
    }

    /// Visits all that is there as if the text of a line ended here; the document goes on.
    pub(crate) fn flush(&mut self, visit: Visit<'_>) {
        self.lex(false);
        self.settle(visit);
    }

    /// Ends the document: the rest is visited.
    pub(crate) fn finish(&mut self, visit: Visit<'_>) {
        self.lex(true);
        self.settle(visit);
    }

    /// Takes a whole document that is in memory: no part of it is too long.
    pub(crate) fn whole(mut self, document: &[u8], visit: Visit<'_>) {
        self.raw.extend_from_slice(document);
        self.finish(visit);
    }

    fn settle(&mut self, visit: Visit<'_>) {
        if let Some(finder) = &mut self.finder {
            finder.feed(&self.view, self.view_base, &mut self.pending);
            finder.end(&mut self.pending);
        }
        self.drain(u64::MAX, visit);
    }

    /// Bytes that wait to be visited.
    pub(crate) fn held_bytes(&self) -> usize {
        self.raw.len() - self.raw_done
    }

    /// Bytes of the document before the first that waits.
    pub(crate) fn settled(&self) -> u64 {
        self.raw_base + self.raw_done as u64
    }

    fn lex(&mut self, complete: bool) {
        if !self.started {
            let marked = self.raw.starts_with(BYTE_ORDER_MARK);
            if !marked && BYTE_ORDER_MARK.starts_with(&self.raw) && !complete {
                return;
            }
            self.started = true;
            if marked {
                self.take(Token::markup(BYTE_ORDER_MARK.len()));
            }
        }
        loop {
            let rest = self.raw.get(self.lexed..).unwrap_or_default();
            if rest.is_empty() {
                self.retry = 1;
                return;
            }
            match self.lexer.next(rest, complete) {
                Some(token) => self.take(token),
                None => {
                    // Looking again after each byte would be quadratic.
                    self.retry =
                        (rest.len() + rest.len() / 2 + 1).min(rest.len().max(TOKEN_LIMIT) + EAGER_BYTES);
                    return;
                }
            }
        }
    }

    fn take(&mut self, token: Token) {
        let end = (self.lexed + token.len).min(self.raw.len());
        let raw = self.raw.get(self.lexed..end).unwrap_or_default();
        let before = self.view.len();
        let map = token.syntax.decode(raw, &mut self.view);
        self.tokens.push_back(Piece {
            raw: end - self.lexed,
            view: self.view.len() - before,
            syntax: token.syntax,
            role: token.role,
            map,
        });
        self.lexed = end;
    }

    /// Visits tokens that end in the view at `settled` or before.
    fn drain(&mut self, settled: u64, visit: Visit<'_>) {
        let mut passed = 0;
        while let Some(token) = self.tokens.front() {
            let range = self.view_done..self.view_done + token.view;
            let [start, end] = [range.start, range.end].map(|at| self.view_base + at as u64);
            if end > settled {
                break;
            }
            let Some(token) = self.tokens.pop_front() else { break };
            self.here.clear();
            if token.syntax != Syntax::Markup && token.view > 0 {
                while self.pending.get(passed).is_some_and(|finding| finding.end <= start) {
                    passed += 1;
                }
                let later = self.pending.get(passed..).unwrap_or_default();
                let touching = later.iter().take_while(|finding| finding.start < end);
                self.here.extend(touching.filter(|finding| finding.end > start));
                if let Some(finder) = &mut self.finder {
                    let text = self.view.get(range.clone()).unwrap_or_default();
                    let label = if token.role == Role::Value { self.tracker.label() } else { None };
                    finder.alone(text, start, label, token.role, &mut self.here);
                }
            }
            let raw_end = self.raw_done + token.raw;
            visit(&Seen {
                raw: self.raw.get(self.raw_done..raw_end).unwrap_or_default(),
                raw_start: self.raw_base + self.raw_done as u64,
                view: &self.view,
                view_base: self.view_base,
                range: range.clone(),
                syntax: token.syntax,
                findings: &self.here,
                joined: self.plain && token.syntax.is_plain(),
                map: &token.map,
                tracker: &self.tracker,
            });
            self.plain = token.syntax.is_plain();
            self.tracker.see(token.role, self.view.get(range).unwrap_or_default());
            self.raw_done = raw_end;
            self.view_done += token.view;
        }
        let done = self.view_base + self.view_done as u64;
        self.pending.retain(|finding| finding.end > done);
        self.let_go();
    }

    /// Lets go of what is done; moving the rest only when it is the smaller part keeps small chunks linear.
    fn let_go(&mut self) {
        if self.raw_done > self.raw.len() / 2 {
            self.raw.drain(..self.raw_done);
            self.raw_base += self.raw_done as u64;
            self.lexed -= self.raw_done;
            self.raw_done = 0;
        }
        let spent = self.view_done.saturating_sub(KEPT_BYTES);
        if spent > self.view.len() / 2 {
            self.view.drain(..spent);
            self.view_base += spent as u64;
            self.view_done -= spent;
        }
    }
}

/// Looks for findings in the view and in single values.
struct Finder {
    scanner: Scanner,
    /// Where values are scanned by themselves alone there is none.
    stream: Option<StreamScanner>,
    /// Where in the view the stream's text began, and up to where it has the view.
    stream_base: u64,
    fed: u64,
    label: Option<Context>,
    /// What names mean; `None` for those that mean nothing to any rule.
    names: HashMap<String, Option<Context>>,
    found: Vec<Finding>,
}

impl Finder {
    /// Gives the stream the rest of `view`; returns up to where findings are settled.
    fn feed(&mut self, view: &[u8], base: u64, pending: &mut Vec<Finding>) -> Option<u64> {
        let stream = self.stream.as_mut()?;
        let fed = usize::try_from(self.fed.saturating_sub(base)).unwrap_or(usize::MAX);
        let fresh = view.get(fed..).unwrap_or_default();
        self.found.clear();
        stream.push(fresh, &mut self.found);
        self.fed += fresh.len() as u64;
        let settled = self.stream_base + stream.settled();
        self.keep(pending);
        Some(settled)
    }

    /// Ends the stream's text; another begins behind it.
    fn end(&mut self, pending: &mut Vec<Finding>) {
        let Some(stream) = &mut self.stream else { return };
        self.found.clear();
        stream.finish(&mut self.found);
        self.keep(pending);
        self.stream_base = self.fed;
    }

    fn keep(&mut self, pending: &mut Vec<Finding>) {
        if !self.found.is_empty() {
            pending.extend(self.found.drain(..).map(|finding| moved(finding, self.stream_base)));
            pending.sort_by_key(|finding| (finding.start, std::cmp::Reverse(finding.end)));
        }
    }

    /// Adds what a value is found to be when it is scanned under its name.
    fn alone(&mut self, text: &[u8], start: u64, label: Option<&str>, role: Role, here: &mut Vec<Finding>) {
        let nameless = Context::new();
        let own = if role == Role::Value { self.label.as_ref() } else { None };
        let context = match (own, label) {
            (Some(label), _) => Some(label),
            (None, Some(name)) => {
                if !self.names.contains_key(name) {
                    if self.names.len() >= NAMES_LIMIT {
                        self.names.clear();
                    }
                    let context = Context::label(name);
                    let known = self.scanner.is_named_by(&context).then_some(context);
                    self.names.insert(name.to_owned(), known);
                }
                self.names.get(name).and_then(Option::as_ref)
            }
            (None, None) => None,
        };
        let context = match (context, &self.stream) {
            (Some(context), _) => context,
            (None, None) => &nameless,
            (None, Some(_)) => return,
        };
        self.scanner.scan_with_into(text, context, &mut self.found);
        let alone = self.found.drain(..).map(|finding| moved(finding, start));
        if here.is_empty() { here.extend(alone) } else { merge(alone, here) }
    }
}

/// Adds findings to others of the same text; of overlapping ones from both the better reading stays.
fn merge(alone: impl Iterator<Item = Finding>, here: &mut Vec<Finding>) {
    let mut all: Vec<(Finding, bool)> = here.drain(..).map(|finding| (finding, false)).collect();
    all.extend(alone.map(|finding| (finding, true)));
    all.sort_by_key(|(finding, _)| (finding.start, std::cmp::Reverse(finding.end)));
    let mut rest = &all[..];
    while let Some((first, _)) = rest.first() {
        let mut end = first.end;
        let chain = rest.iter().take_while(|(finding, _)| {
            let touches = finding.start < end || finding.start == first.start;
            end = end.max(finding.end);
            touches
        });
        let (cluster, after) = rest.split_at(chain.count().max(1));
        let mut kept: Vec<Finding> =
            cluster.iter().filter(|(_, alone)| !alone).map(|(finding, _)| *finding).collect();
        cluster.iter().filter(|(_, alone)| *alone).for_each(|(finding, _)| join(*finding, &mut kept));
        here.append(&mut kept);
        rest = after;
    }
}

/// Adds a finding to others of the same text, of which it may be a better reading or a worse one.
///
/// Findings of one scan lie within one another or apart, and stay so.
fn join(finding: Finding, here: &mut Vec<Finding>) {
    let rank = |finding: &Finding| (finding.confidence_percent(), finding.len_bytes());
    let apart = |other: &Finding| other.end <= finding.start || other.start >= finding.end;
    if here.iter().any(|other| !apart(other) && rank(other) >= rank(&finding)) {
        return;
    }
    here.retain(apart);
    let at = here.partition_point(|other| other.start < finding.start);
    here.insert(at, finding);
}

fn moved(mut finding: Finding, by: u64) -> Finding {
    finding.start += by;
    finding.end += by;
    finding
}
