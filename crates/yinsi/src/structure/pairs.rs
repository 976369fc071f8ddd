//! Lines of `key=value` among other text: logfmt, `.env`, query strings.

use super::token::{Role, Syntax, TOKEN_LIMIT, Token, cut, part, run};
use super::track::{push_name, text_of};

/// Cuts lines into keys, values and the text around them.
#[derive(Debug)]
pub(super) struct Pairs {
    state: State,
}

#[derive(Debug)]
enum State {
    Between,
    Equals,
    Value,
    /// In quotes of this kind, so many bytes.
    Quoted(usize, u8),
    Quote,
}

impl Pairs {
    pub(super) fn new() -> Self {
        Self { state: State::Between }
    }

    pub(super) fn next(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        match self.state {
            State::Between => self.between(rest, complete),
            State::Equals => {
                self.state = State::Value;
                Some(Token::text(1))
            }
            State::Value => self.value(rest, complete),
            State::Quoted(len, quote) => {
                self.state = State::Quote;
                Some(Token::new(len, Syntax::PairQuoted(quote), Role::Value))
            }
            State::Quote => {
                self.state = State::Between;
                Some(Token::markup(1))
            }
        }
    }

    /// Text up to a key, or the key; a line end is a token of its own.
    fn between(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        let sign = memchr::memchr2(b'=', b'\n', rest);
        let len = match sign {
            Some(end) => end,
            None if complete => rest.len(),
            None if rest.len() >= TOKEN_LIMIT => cut(rest),
            None => return None,
        };
        if rest.get(len) != Some(&b'=') || sign.is_none() {
            let end_of_line = sign.is_some() && len == 0;
            return Some(if end_of_line {
                Token::new(1, Syntax::Text, Role::Record)
            } else {
                Token::text(len)
            });
        }
        let key = part(rest, 0..len).iter().rev().take_while(|byte| is_key(**byte)).count();
        if key == 0 {
            Some(Token::text(len + 1))
        } else if key < len {
            Some(Token::text(len - key))
        } else {
            self.state = State::Equals;
            Some(Token::new(len, Syntax::Text, Role::Key))
        }
    }

    fn value(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        let quote = rest.first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
        if let Some(quote) = quote {
            match quoted_end(rest, quote) {
                Some(end) if rest.get(end) == Some(&quote) => {
                    self.state = State::Quoted(end - 1, quote);
                    return Some(Token::markup(1));
                }
                None if !complete && rest.len() < TOKEN_LIMIT => return None,
                _ => {}
            }
        }
        let end = bare_end(rest);
        if end == rest.len() && !complete && end < TOKEN_LIMIT {
            return None;
        }
        self.state = State::Between;
        let len = if end == rest.len() && !complete { cut(rest) } else { end };
        Some(Token::new(len, Syntax::PairBare, Role::Value))
    }
}

/// Where a quoted value ends: at its closing quote or, if that is missing, with its line.
fn quoted_end(rest: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        let found = at + memchr::memchr3(quote, b'\\', b'\n', rest.get(at..)?)?;
        match rest.get(found) {
            Some(b'\\') if quote == b'"' => at = found + 2,
            Some(b'\\') => at = found + 1,
            _ => return Some(found),
        }
    }
}

/// Where a value without quotes ends: before a space, or before the separator that another pair follows
/// (`a=1&b=2`).
fn bare_end(rest: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += run(rest.get(at..).unwrap_or_default(), |byte| {
            !byte.is_ascii_whitespace() && !matches!(byte, b',' | b';' | b'&')
        });
        if rest.get(at).is_none_or(u8::is_ascii_whitespace) {
            return at;
        }
        let after = rest.get(at + 1..).unwrap_or_default();
        let key = run(after, is_key);
        match after.get(key) {
            Some(b'=') if key > 0 => return at,
            None => return rest.len(),
            _ => at += 1 + key,
        }
    }
}

/// Whether `byte` may be part of a key.
pub(super) fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@' | 0x80..)
}

/// Follows which key a value has.
#[derive(Debug, Default)]
pub(super) struct LastKey {
    key: String,
}

impl LastKey {
    pub(super) fn see(&mut self, role: Role, text: &[u8]) {
        match role {
            Role::Key => self.key = text_of(text),
            Role::Value | Role::None if text.iter().all(|byte| matches!(byte, b'=' | b'"' | b'\'')) => {}
            _ => self.key.clear(),
        }
    }

    pub(super) fn label(&self) -> Option<&str> {
        (!self.key.is_empty()).then_some(&*self.key)
    }

    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        push_name(&mut path, &self.key);
        path
    }
}
