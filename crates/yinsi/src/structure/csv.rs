//! CSV and its kin (RFC 4180): cells, and the names of their columns.

use super::token::{Role, Syntax, TOKEN_LIMIT, Token, cut};
use super::track::{push_name, text_of};

/// Cuts a table into cells.
#[derive(Debug)]
pub(super) struct Csv {
    /// What stands between two cells; `None`: a line is one cell, quotes mean nothing.
    delimiter: Option<u8>,
    state: State,
}

#[derive(Debug)]
enum State {
    Start,
    /// In quotes, so many bytes.
    Quoted(usize),
    Quote,
    /// Behind the content of a cell.
    After,
}

impl Csv {
    pub(super) fn new(delimiter: Option<u8>) -> Self {
        Self { delimiter, state: State::Start }
    }

    pub(super) fn next(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        match self.state {
            State::Quoted(len) => {
                self.state = State::Quote;
                return Some(Token::new(len, Syntax::CsvQuoted, Role::Value));
            }
            State::Quote => {
                self.state = State::After;
                return Some(Token::markup(1));
            }
            State::Start | State::After => {}
        }
        match rest.first()? {
            byte if Some(*byte) == self.delimiter => self.sign(1, Role::Next),
            b'\n' => self.sign(1, Role::Record),
            b'\r' => match rest.get(1) {
                None if !complete => None,
                next => self.sign(1 + usize::from(next == Some(&b'\n')), Role::Record),
            },
            b'"' if self.delimiter.is_some() && matches!(self.state, State::Start) => {
                self.quoted(rest, complete)
            }
            _ => self.plain(rest, complete),
        }
    }

    fn sign(&mut self, len: usize, role: Role) -> Option<Token> {
        self.state = State::Start;
        Some(Token::sign(len, role))
    }

    fn quoted(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        let mut at = 1;
        loop {
            let quote = memchr::memchr(b'"', rest.get(at..).unwrap_or_default()).map(|found| at + found);
            match quote {
                Some(end) => match rest.get(end + 1) {
                    Some(b'"') => at = end + 2,
                    None if !complete => return None,
                    _ => {
                        self.state = State::Quoted(end - 1);
                        return Some(Token::markup(1));
                    }
                },
                None if !complete && rest.len() < TOKEN_LIMIT => return None,
                // A quote that nobody closes is a character like any other.
                None => return self.plain(rest, complete),
            }
        }
    }

    /// A cell without quotes, or what stands behind the closing one and should not.
    fn plain(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        let end = memchr::memchr3(self.delimiter.unwrap_or(b'\n'), b'\r', b'\n', rest);
        let len = match end {
            Some(end) => end,
            None if complete => rest.len(),
            None if rest.len() >= TOKEN_LIMIT => cut(rest),
            None => return None,
        };
        let syntax = match self.state {
            State::Start if rest.first() != Some(&b'"') => Syntax::CsvBare(self.delimiter),
            _ => Syntax::Text,
        };
        self.state = State::After;
        Some(Token::new(len, syntax, Role::Value))
    }
}

/// Follows which column a cell is in.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Names from the header.
    names: Vec<String>,
    /// Whether the header goes by.
    header: bool,
    column: usize,
}

impl Columns {
    pub(super) fn new(header: bool) -> Self {
        Self { header, ..Self::default() }
    }

    pub(super) fn see(&mut self, role: Role, text: &[u8]) {
        match role {
            Role::Value if self.header => {
                self.names.resize(self.column, String::new());
                self.names.push(text_of(text).trim().to_owned());
            }
            Role::Next => self.column += 1,
            Role::Record => {
                self.column = 0;
                self.header &= self.names.is_empty();
            }
            _ => {}
        }
    }

    pub(super) fn label(&self) -> Option<&str> {
        let name = if self.header { None } else { self.names.get(self.column) };
        name.map(String::as_str).filter(|name| !name.is_empty())
    }

    /// The column's name, or its number from 1.
    pub(super) fn path(&self) -> String {
        let name = self.names.get(self.column).filter(|name| !name.is_empty());
        let mut path = String::new();
        match name {
            Some(name) => push_name(&mut path, name),
            None => path = (self.column + 1).to_string(),
        }
        path
    }
}
