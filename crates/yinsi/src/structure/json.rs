//! JSON and JSON lines: a lexer without a stack, and the pointer of each value.
//!
//! Any bytes will do: what is no JSON is plain text, to the end of its line or
//! to the next brace or quote, and nesting costs no recursion.

use super::token::{Role, Syntax, TOKEN_LIMIT, Token, cut, is_json_number, part, run};
use super::track::{DEPTH_LIMIT, STEP_LIMIT, push_step, text_of};

/// Cuts JSON into tokens.
#[derive(Debug)]
pub(super) struct Json {
    /// Whether a line is a document.
    lines: bool,
    state: State,
    /// Whether a value may stand here.
    ready: bool,
}

#[derive(Debug)]
enum State {
    Between,
    /// In a string of so many bytes, which is a key or a value.
    String(usize, Role),
    /// Before the closing quote.
    Quote,
    /// In a string whose end is far.
    Long,
}

impl Json {
    pub(super) fn new(lines: bool) -> Self {
        Self { lines, state: State::Between, ready: true }
    }

    pub(super) fn next(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        match self.state {
            State::String(len, role) => {
                self.state = State::Quote;
                Some(Token::new(len, Syntax::JsonString, role))
            }
            State::Quote => {
                self.state = State::Between;
                Some(Token::markup(1))
            }
            State::Long => self.long(rest, complete),
            State::Between => self.between(rest, complete),
        }
    }

    fn between(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        let sign = |role| Some(Token::sign(1, role));
        let (ready, token) = match rest.first()? {
            b'\n' if self.lines => (true, sign(Role::Record)),
            b' ' | b'\t' | b'\r' | b'\n' => {
                let spaces = run(rest, |byte| is_space(byte) && !(self.lines && byte == b'\n'));
                return Some(Token::markup(spaces));
            }
            b'{' => (true, sign(Role::OpenMap)),
            b'[' => (true, sign(Role::OpenList)),
            b'}' | b']' => (false, sign(Role::Close)),
            b',' => (true, sign(Role::Next)),
            b':' => (true, sign(Role::None)),
            b'"' => return self.string(rest, complete),
            _ => return self.bare(rest, complete),
        };
        self.ready = ready;
        token
    }

    /// The opening quote of a string that ends on its line, or what is none as text.
    fn string(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        let Some((end, closed)) = string_end(rest, 1, complete) else {
            if rest.len() < TOKEN_LIMIT {
                return None;
            }
            self.state = State::Long;
            self.ready = false;
            return Some(Token::markup(1));
        };
        if !closed {
            self.ready = false;
            return Some(Token::text(end));
        }
        let after = rest.get(end + 1..).unwrap_or_default();
        let spaces = run(after, |byte| is_space(byte) && !(self.lines && byte == b'\n'));
        let key = match after.get(spaces) {
            None if !complete && spaces < TOKEN_LIMIT => return None,
            next => next == Some(&b':'),
        };
        self.ready = false;
        self.state = State::String(end - 1, if key { Role::Key } else { Role::Value });
        Some(Token::markup(1))
    }

    fn long(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        let (len, state) = match string_end(rest, 0, complete) {
            Some((end, true)) => (end, State::Quote),
            Some((end, false)) => (end, State::Between),
            None if rest.len() >= TOKEN_LIMIT => (cut(rest), State::Long),
            None => return None,
        };
        self.state = state;
        Some(Token::new(len, Syntax::JsonString, Role::Value))
    }

    /// A number or a literal name where one may stand, else text.
    fn bare(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        let end = run(rest, |byte| !is_space(byte) && !b",:{}[]\"".contains(&byte));
        if end == rest.len() && !complete && end < TOKEN_LIMIT {
            return None;
        }
        let word = part(rest, 0..end);
        if self.ready && (is_json_number(word) || matches!(word, b"true" | b"false" | b"null")) {
            let after = rest.get(end..).unwrap_or_default();
            let next = after.get(run(after, |byte| matches!(byte, b' ' | b'\t' | b'\r')));
            match next {
                None if !complete && rest.len() < TOKEN_LIMIT => return None,
                None | Some(b',' | b'}' | b']' | b'\n') => {
                    self.ready = false;
                    return Some(Token::new(end, Syntax::JsonBare, Role::Value));
                }
                _ => {}
            }
        }
        let end = run(rest, |byte| !b"{}[]\"\n".contains(&byte));
        if end == rest.len() && !complete && end < TOKEN_LIMIT {
            return None;
        }
        self.ready = false;
        Some(Token::text(if end == rest.len() { cut(rest) } else { end }))
    }
}

/// Where a string that goes on at `at` has its closing quote, or where it breaks
/// off for want of one; `None` when more is needed to tell.
fn string_end(rest: &[u8], mut at: usize, complete: bool) -> Option<(usize, bool)> {
    loop {
        match memchr::memchr3(b'"', b'\\', b'\n', rest.get(at..).unwrap_or_default()) {
            None => return complete.then_some((rest.len(), false)),
            Some(found) => match rest.get(at + found) {
                Some(b'\\') => at += found + 2,
                byte => return Some((at + found, byte == Some(&b'"'))),
            },
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Follows where in a document a value is.
#[derive(Debug, Default)]
pub(super) struct Pointer {
    frames: Vec<Frame>,
    /// Levels that are too deep to have a name.
    deeper: usize,
    /// The pointer as far as objects and lists are open, with the key of the last one.
    pointer: String,
}

#[derive(Debug, Default)]
struct Frame {
    list: bool,
    /// Elements before this one.
    index: usize,
    /// How long the pointer was when it opened.
    base: usize,
    /// The key that a value stands under; of a list, the one that the list stands under.
    key: String,
    /// What the object calls itself: `{"name": "phone", "value": …}`.
    says: String,
}

/// Keys that name nothing: the object's own name or that of what holds it counts.
const GENERIC: [&str; 12] = [
    "value",
    "val",
    "text",
    "#text",
    "_text",
    "$t",
    "_",
    "data",
    "content",
    "string",
    "stringvalue",
    "values",
];

/// Keys under which an object says what its value is.
const NAMING: [&str; 7] = ["name", "key", "field", "label", "type", "title", "column"];

/// The name of one element of a list called `phones`.
fn singular(mut name: String) -> String {
    let plural = name.ends_with('s') && !name.ends_with("ss") && name.len() > 3;
    if plural && !name.ends_with("us") && !name.ends_with("is") {
        name.pop();
        if ["sse", "xe", "che"].iter().any(|end| name.ends_with(end)) {
            name.pop();
        }
    }
    name
}

impl Pointer {
    pub(super) fn see(&mut self, role: Role, text: &[u8]) {
        match role {
            Role::OpenMap | Role::OpenList => self.open(role == Role::OpenList),
            Role::Close if self.deeper > 0 => self.deeper -= 1,
            Role::Close => {
                if let Some(frame) = self.frames.pop() {
                    self.pointer.truncate(frame.base);
                }
            }
            Role::Record => *self = Self::default(),
            _ if self.deeper > 0 => {}
            Role::Key => {
                let Some(frame) = self.frames.last_mut() else { return };
                frame.key = text_of(text);
                self.pointer.truncate(frame.base);
                push_step(&mut self.pointer, &frame.key);
            }
            Role::Next => {
                let Some(frame) = self.frames.last_mut() else { return };
                frame.index += 1;
                if !frame.list {
                    frame.key.clear();
                }
                self.pointer.truncate(frame.base);
            }
            Role::Value => {
                let Some(frame) = self.frames.last_mut().filter(|frame| !frame.list) else { return };
                if NAMING.iter().any(|name| frame.key.eq_ignore_ascii_case(name)) && text.len() <= STEP_LIMIT
                {
                    frame.says = text_of(text);
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, list: bool) {
        if self.frames.len() >= DEPTH_LIMIT || self.deeper > 0 {
            self.deeper += 1;
            return;
        }
        let key = self.label().unwrap_or_default().to_owned();
        if let Some(outer) = self.frames.last().filter(|outer| outer.list) {
            self.pointer.truncate(outer.base);
            push_step(&mut self.pointer, &outer.index.to_string());
        }
        // An object names its own values; what it stands under counts for keys that say nothing.
        let (key, says) = if list { (singular(key), String::new()) } else { (String::new(), key) };
        self.frames.push(Frame { list, index: 0, base: self.pointer.len(), key, says });
    }

    /// What the next value is called.
    pub(super) fn label(&self) -> Option<&str> {
        let frame = self.frames.last()?;
        let generic = !frame.list && GENERIC.iter().any(|name| frame.key.eq_ignore_ascii_case(name));
        let label = if generic && !frame.says.is_empty() { &frame.says } else { &frame.key };
        (!label.is_empty()).then_some(label)
    }

    /// The JSON pointer (RFC 6901) of the next value.
    pub(super) fn path(&self) -> String {
        match self.frames.last() {
            Some(frame) if frame.list && self.deeper == 0 => {
                let mut pointer = self.pointer.clone();
                pointer.truncate(frame.base);
                push_step(&mut pointer, &frame.index.to_string());
                pointer
            }
            _ => self.pointer.clone(),
        }
    }
}
