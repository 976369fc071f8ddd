//! SQL dumps: strings and numbers of `INSERT`, rows of `COPY`, and their columns.
//!
//! Read leniently: whatever the dialect, quotes, comments and parentheses tell
//! where values are. Columns without names come from `CREATE TABLE`.

use std::collections::HashMap;

use super::token::{Role, Syntax, TOKEN_LIMIT, Token, cut, part, run};
use super::track::{push_step, text_of};

/// Most tables whose columns are remembered.
const TABLES_LIMIT: usize = 4096;

/// Cuts SQL into tokens.
#[derive(Debug)]
pub(super) struct Sql {
    /// Whether a backslash escapes in every string, as in MySQL.
    backslash: bool,
    state: State,
    copy: Copying,
    /// Whether the last token was a line end.
    line_start: bool,
    /// Dollar quotes that had no end.
    unclosed: usize,
}

/// After so many dollar signs that quote nothing, none does.
const UNCLOSED_LIMIT: usize = 16;

#[derive(Debug, Clone, Copy)]
enum State {
    Between,
    /// In a quoted thing of so many bytes, behind which so many close it.
    Content(usize, Syntax, Role, usize),
    Close(usize),
    Rows,
}

/// How much of `COPY … FROM stdin;` was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copying {
    /// The statement may begin with it.
    Start,
    Copy,
    From,
    Stdin,
    /// Only its line end is missing.
    End,
    No,
}

impl Sql {
    pub(super) fn new() -> Self {
        Self { backslash: false, state: State::Between, copy: Copying::Start, line_start: true, unclosed: 0 }
    }

    pub(super) fn next(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        match self.state {
            State::Between => {
                let line_start = self.line_start;
                let token = self.between(rest, complete, line_start);
                self.line_start = if token.is_some() { rest.first() == Some(&b'\n') } else { line_start };
                token
            }
            State::Content(len, syntax, role, close) => {
                self.state = State::Close(close);
                Some(Token::new(len, syntax, role))
            }
            State::Close(len) => {
                self.state = State::Between;
                Some(Token::markup(len))
            }
            State::Rows => self.rows(rest, complete),
        }
    }

    fn between(&mut self, rest: &[u8], complete: bool, line_start: bool) -> Option<Token> {
        let enough = complete || rest.len() >= TOKEN_LIMIT;
        let byte = *rest.first()?;
        let sign = |role| Some(Token::sign(1, role));
        let next = rest.get(1).copied();
        match byte {
            b'\n' if self.copy == Copying::End => {
                self.copy = Copying::Start;
                self.state = State::Rows;
                sign(Role::Rows)
            }
            b'\n' => Some(Token::markup(1)),
            _ if byte.is_ascii_whitespace() => {
                Some(Token::markup(run(rest, |byte| byte.is_ascii_whitespace() && byte != b'\n')))
            }
            b'(' => sign(Role::OpenList),
            b')' => sign(Role::Close),
            b',' => sign(Role::Next),
            b';' => {
                self.copy = if self.copy == Copying::Stdin { Copying::End } else { Copying::Start };
                sign(Role::Record)
            }
            b'-' | b'/' if next.is_none() && !enough => None,
            b'#' if line_start => self.line_comment(rest, enough),
            b'-' if next == Some(b'-') => self.line_comment(rest, enough),
            b'/' if next == Some(b'*') => {
                let content = rest.get(2..).unwrap_or_default();
                let Some(len) = memchr::memmem::find(content, b"*/") else {
                    return enough.then(|| Token::text(cut(rest)));
                };
                self.hint(part(content, 0..len));
                self.state = State::Content(len, Syntax::SqlComment, Role::None, 2);
                Some(Token::markup(2))
            }
            b'\'' => self.quoted(rest, enough, complete, self.backslash, 1),
            b'"' | b'`' => {
                self.backslash |= byte == b'`';
                self.quoted(rest, enough, complete, self.backslash && byte == b'"', 1)
            }
            b'[' => {
                let near = part(rest, 1..rest.len().min(130));
                let len = run(near, |byte| !b"[]\n'\",;(".contains(&byte));
                match rest.get(1 + len) {
                    None if !enough => None,
                    Some(b']') if len > 0 => {
                        self.state = State::Content(len, Syntax::XmlName, Role::Key, 1);
                        Some(Token::markup(1))
                    }
                    _ => Some(Token::text(1)),
                }
            }
            b'$' if self.unclosed < UNCLOSED_LIMIT => self.dollar(rest, enough),
            b'0'..=b'9' => self.word(rest, enough, Syntax::SqlBare(self.backslash), Role::Value),
            _ if is_word(byte) => self.named(rest, enough, complete),
            _ => Some(Token::markup(1)),
        }
    }

    fn word(&mut self, rest: &[u8], enough: bool, syntax: Syntax, role: Role) -> Option<Token> {
        let number = role == Role::Value;
        let len = run(rest, |byte| is_word(byte) || byte.is_ascii_digit() || (number && byte == b'.'));
        if len == rest.len() && !enough {
            return None;
        }
        Some(Token::new(len, syntax, role))
    }

    /// A word, or a string with a prefix: `E'…'`, `N'…'`, `X'…'`.
    fn named(&mut self, rest: &[u8], enough: bool, complete: bool) -> Option<Token> {
        let token = self.word(rest, enough, Syntax::Markup, Role::Word)?;
        let word = part(rest, 0..token.len);
        if rest.get(token.len) == Some(&b'\'') {
            match word {
                b"E" | b"e" => return self.quoted(rest, enough, complete, true, 2),
                b"X" | b"x" | b"B" | b"b" => {
                    let digits = run(part(rest, 2..rest.len()), |byte| byte.is_ascii_hexdigit());
                    match rest.get(2 + digits) {
                        None if !enough => return None,
                        Some(b'\'') => {
                            return Some(Token::new(
                                3 + digits,
                                Syntax::SqlBare(self.backslash),
                                Role::Value,
                            ));
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        self.copy = match self.copy {
            Copying::Start if word.eq_ignore_ascii_case(b"copy") => Copying::Copy,
            Copying::Copy if word.eq_ignore_ascii_case(b"from") => Copying::From,
            Copying::From if word.eq_ignore_ascii_case(b"stdin") => Copying::Stdin,
            Copying::Copy => Copying::Copy,
            Copying::Stdin => Copying::Stdin,
            _ => Copying::No,
        };
        Some(token)
    }

    fn line_comment(&mut self, rest: &[u8], enough: bool) -> Option<Token> {
        let len = match memchr::memchr(b'\n', rest) {
            Some(len) => len,
            None if enough => cut(rest),
            None => return None,
        };
        self.hint(part(rest, 0..len));
        Some(Token::new(len, Syntax::SqlLineComment, Role::None))
    }

    /// Dumps say in a comment whose they are.
    fn hint(&mut self, comment: &[u8]) {
        let says = |name: &[u8]| memchr::memmem::find(comment, name).is_some();
        self.backslash |=
            comment.len() < 1024 && (says(b"MySQL dump") || says(b"MariaDB dump") || says(b"phpMyAdmin"));
    }

    /// The opening of a string or of a name in quotes, the last of `open` bytes.
    fn quoted(
        &mut self,
        rest: &[u8],
        enough: bool,
        complete: bool,
        backslash: bool,
        open: usize,
    ) -> Option<Token> {
        let quote = rest.get(open - 1).copied()?;
        let mut at = open;
        loop {
            let Some(found) = memchr::memchr2(quote, b'\\', rest.get(at..).unwrap_or_default()) else {
                return unclosed(rest, enough);
            };
            at += found;
            let after = rest.get(at + 1);
            match after {
                None if !complete => return unclosed(rest, enough),
                Some(_) if at + 2 == rest.len() && !complete => return unclosed(rest, enough),
                Some(after) if rest.get(at) == Some(&b'\\') => {
                    // Elsewhere a backslash is a character, and a quote behind it the end, unless more follows
                    // than may stand behind a string.
                    let escapes =
                        backslash || (*after == quote && goes_on(rest.get(at + 2..).unwrap_or_default()));
                    at += if escapes { 2 } else { 1 };
                }
                Some(after) if *after == quote => at += 2,
                _ if rest.get(at) == Some(&b'\\') => at += 1,
                _ => break,
            }
        }
        let (syntax, role) = match quote {
            b'\'' => (Syntax::SqlString(quote, backslash), Role::Value),
            b'"' => (Syntax::SqlString(quote, backslash), Role::Key),
            _ => (Syntax::SqlString(quote, false), Role::Key),
        };
        self.state = State::Content(at - open, syntax, role, 1);
        self.copy = if role == Role::Key { self.copy } else { Copying::No };
        Some(Token::markup(open))
    }

    /// PostgreSQL's `$tag$ … $tag$`.
    fn dollar(&mut self, rest: &[u8], enough: bool) -> Option<Token> {
        let tag = 2 + run(part(rest, 1..rest.len()), |byte| is_word(byte) || byte.is_ascii_digit());
        match rest.get(tag - 1) {
            None if !enough => None,
            Some(b'$') => {
                let content = rest.get(tag..).unwrap_or_default();
                match memchr::memmem::find(content, part(rest, 0..tag)) {
                    Some(len) => {
                        self.state = State::Content(len, Syntax::Text, Role::Value, tag);
                        Some(Token::markup(tag))
                    }
                    None if enough => {
                        self.unclosed += 1;
                        Some(Token::markup(1))
                    }
                    None => None,
                }
            }
            _ => Some(Token::markup(1)),
        }
    }

    /// Fields of `COPY` rows, up to the line `\.`.
    fn rows(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        let line_start = std::mem::replace(&mut self.line_start, rest.first() == Some(&b'\n'));
        match rest.first()? {
            b'\n' => return Some(Token::sign(1, Role::Record)),
            b'\t' => return Some(Token::sign(1, Role::Next)),
            _ => {}
        }
        let end = memchr::memchr2(b'\t', b'\n', rest);
        let len = match end {
            Some(end) => end,
            None if complete => rest.len(),
            None if rest.len() >= TOKEN_LIMIT => cut(rest),
            None => {
                self.line_start = line_start;
                return None;
            }
        };
        if line_start && part(rest, 0..len).trim_ascii_end() == b"\\." {
            self.state = State::Between;
            return Some(Token::sign(len, Role::Rows));
        }
        Some(Token::new(len, Syntax::CopyField, Role::Value))
    }
}

/// A quote or comment that has no end is text, to the end of its line.
fn unclosed(rest: &[u8], enough: bool) -> Option<Token> {
    let line = memchr::memchr(b'\n', rest).filter(|at| *at > 0).unwrap_or(rest.len());
    enough.then(|| Token::text(if line == rest.len() { cut(rest) } else { line }))
}

/// Whether what stands behind a quote is no end of a string.
fn goes_on(rest: &[u8]) -> bool {
    !matches!(rest.first(), None | Some(b',' | b')' | b';' | b':' | b'|' | b' ' | b'\t' | b'\r' | b'\n'))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'@' | 0x80..)
}

/// Follows which table and column a value belongs to.
#[derive(Debug, Default)]
pub(super) struct Tables {
    known: HashMap<String, Vec<String>>,
    statement: Statement,
    table: String,
    /// Columns that the statement names.
    columns: Vec<String>,
    /// Open parentheses.
    depth: usize,
    /// Values before this one in the row.
    index: usize,
    /// The last name outside of rows: `phone = '…'`.
    last: String,
    /// Whether a column's name may stand here.
    fresh: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Statement {
    #[default]
    Start,
    /// `INSERT INTO`, `COPY`: a table's name follows, then columns.
    Into,
    /// `CREATE TABLE`.
    Create,
    Values,
    Rows,
    Other,
}

/// Words that begin no column of a `CREATE TABLE`.
const NO_COLUMN: [&str; 14] = [
    "primary",
    "key",
    "unique",
    "constraint",
    "index",
    "foreign",
    "check",
    "fulltext",
    "spatial",
    "like",
    "exclude",
    "period",
    "partition",
    "default",
];

/// Words that name nothing.
const NO_NAME: [&str; 36] = [
    "insert",
    "into",
    "replace",
    "ignore",
    "table",
    "if",
    "not",
    "exists",
    "values",
    "value",
    "only",
    "or",
    "and",
    "set",
    "where",
    "in",
    "like",
    "is",
    "null",
    "true",
    "false",
    "as",
    "select",
    "from",
    "update",
    "create",
    "copy",
    "temporary",
    "unlogged",
    "between",
    "n",
    "e",
    "_utf8",
    "_utf8mb4",
    "_binary",
    "ilike",
];

impl Tables {
    pub(super) fn see(&mut self, role: Role, text: &[u8]) {
        match role {
            Role::Word => self.word(text),
            Role::Key => self.name(text_of(text)),
            Role::OpenList => {
                self.depth += 1;
                self.fresh = true;
                if self.depth == 1 {
                    self.index = 0;
                }
            }
            Role::Close => {
                self.depth = self.depth.saturating_sub(1);
                self.fresh = false;
            }
            Role::Next if self.depth <= 1 => {
                self.index += 1;
                self.fresh = true;
            }
            Role::Rows if self.statement == Statement::Rows => self.end(),
            Role::Rows => {
                self.statement = Statement::Rows;
                self.index = 0;
            }
            Role::Record if self.statement == Statement::Rows => self.index = 0,
            // The rows of a `COPY` are still to come.
            Role::Record if self.statement == Statement::Into && !self.table.is_empty() => {}
            Role::Record => self.end(),
            _ => {}
        }
    }

    fn word(&mut self, text: &[u8]) {
        let is = |word: &str| text.eq_ignore_ascii_case(word.as_bytes());
        match self.statement {
            Statement::Start if is("insert") || is("replace") || is("copy") => {
                self.end();
                self.statement = Statement::Into;
            }
            Statement::Start if is("create") => {
                self.end();
                self.statement = Statement::Create;
            }
            Statement::Start => {
                self.statement = Statement::Other;
                self.name(text_of(text));
            }
            Statement::Into if is("values") || is("value") => {
                self.statement = Statement::Values;
                self.depth = 0;
            }
            Statement::Into if is("select") || is("set") => self.statement = Statement::Other,
            _ => self.name(text_of(text)),
        }
    }

    /// A name, in quotes or not.
    fn name(&mut self, name: String) {
        let keyword = |words: &[&str]| words.iter().any(|word| name.eq_ignore_ascii_case(word));
        match (self.statement, self.depth) {
            (Statement::Into | Statement::Create, 0) if keyword(&NO_NAME) || !self.columns.is_empty() => {}
            (Statement::Into | Statement::Create, 0) => self.table = name,
            (Statement::Into, _) => self.columns.push(name),
            (Statement::Create, 1) if self.fresh => {
                self.fresh = false;
                if !keyword(&NO_COLUMN) {
                    self.columns.push(name);
                }
            }
            (Statement::Other, _) if !keyword(&NO_NAME) => self.last = name,
            _ => {}
        }
    }

    fn end(&mut self) {
        let (statement, table) = (std::mem::take(&mut self.statement), std::mem::take(&mut self.table));
        let columns = std::mem::take(&mut self.columns);
        if statement == Statement::Create && !columns.is_empty() && self.known.len() < TABLES_LIMIT {
            self.known.insert(table, columns);
        }
        self.last.clear();
        (self.depth, self.index) = (0, 0);
    }

    fn in_row(&self) -> bool {
        match self.statement {
            Statement::Values => self.depth > 0,
            Statement::Rows => true,
            _ => false,
        }
    }

    pub(super) fn label(&self) -> Option<&str> {
        if !self.in_row() {
            return (!self.last.is_empty()).then_some(&*self.last);
        }
        let columns = if self.columns.is_empty() { self.known.get(&self.table)? } else { &self.columns };
        columns.get(self.index).map(String::as_str)
    }

    /// `/table/column`, the column by its number from 1 if it has no name.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        if !self.in_row() {
            self.label().into_iter().for_each(|name| push_step(&mut path, name));
            return path;
        }
        push_step(&mut path, &self.table);
        match self.label() {
            Some(column) => push_step(&mut path, column),
            None => push_step(&mut path, &(self.index + 1).to_string()),
        }
        path
    }
}
