//! One lexer and one path for each kind of structure.

use super::csv::{Columns, Csv};
use super::json::{Json, Pointer};
use super::pairs::{LastKey, Pairs};
use super::sql::{Sql, Tables};
use super::token::{Role, Token, cut};
use super::xml::{Tags, Xml};
use super::{Structure, Table};

/// Most levels that a path names.
pub(super) const DEPTH_LIMIT: usize = 256;

/// Most bytes of a name in a path.
pub(super) const STEP_LIMIT: usize = 256;

/// A name in a document, as far as a path shows it; invalid UTF-8 as U+FFFD.
pub(super) fn text_of(bytes: &[u8]) -> String {
    let end = bytes.len().min(STEP_LIMIT);
    let end = (0..=end).rev().find(|at| bytes.get(*at).is_none_or(|byte| byte & 0xC0 != 0x80)).unwrap_or(end);
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

/// Appends a name to a path, each behind `/` and escaped as in a JSON pointer (RFC 6901).
pub(super) fn push_step(pointer: &mut String, step: &str) {
    pointer.push('/');
    push_name(pointer, step);
}

/// Appends a name as it stands in a path.
pub(super) fn push_name(pointer: &mut String, step: &str) {
    for ch in step.chars() {
        match ch {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(ch),
        }
    }
}

/// Cuts bytes into tokens.
#[derive(Debug)]
pub(super) enum Lexer {
    Text,
    Json(Json),
    Csv(Csv),
    Pairs(Pairs),
    Sql(Sql),
    Xml(Xml),
}

impl Lexer {
    pub(super) fn new(structure: Structure) -> Self {
        match structure {
            Structure::Text => Self::Text,
            Structure::Lines => Self::Csv(Csv::new(None)),
            Structure::Json => Self::Json(Json::new(false)),
            Structure::JsonLines => Self::Json(Json::new(true)),
            Structure::Table(table) => Self::Csv(Csv::new(Some(table.delimiter))),
            Structure::Pairs => Self::Pairs(Pairs::new()),
            Structure::Sql => Self::Sql(Sql::new()),
            Structure::Xml => Self::Xml(Xml::new(false)),
            Structure::Html => Self::Xml(Xml::new(true)),
        }
    }

    /// The token that `rest`, which is not empty, begins with; `None` when that cannot be told before
    /// more is there, which never happens when `rest` is `complete`.
    pub(super) fn next(&mut self, rest: &[u8], complete: bool) -> Option<Token> {
        match self {
            Self::Text if complete => Some(Token::text(rest.len())),
            Self::Text => Some(Token::text(cut(rest))),
            Self::Json(json) => json.next(rest, complete),
            Self::Csv(csv) => csv.next(rest, complete),
            Self::Pairs(pairs) => pairs.next(rest, complete),
            Self::Sql(sql) => sql.next(rest, complete),
            Self::Xml(xml) => xml.next(rest, complete),
        }
    }
}

/// Follows where in the document a value is.
#[derive(Debug)]
pub(super) enum Tracker {
    Nowhere,
    Pointer(Pointer),
    Columns(Columns),
    LastKey(LastKey),
    Tables(Box<Tables>),
    Tags(Tags),
}

impl Tracker {
    pub(super) fn new(structure: Structure) -> Self {
        match structure {
            Structure::Text | Structure::Lines => Self::Nowhere,
            Structure::Json | Structure::JsonLines => Self::Pointer(Pointer::default()),
            Structure::Table(Table { header, .. }) => Self::Columns(Columns::new(header)),
            Structure::Pairs => Self::LastKey(LastKey::default()),
            Structure::Sql => Self::Tables(Box::default()),
            Structure::Xml => Self::Tags(Tags::new(false)),
            Structure::Html => Self::Tags(Tags::new(true)),
        }
    }

    /// Takes the next token, whose text is decoded.
    pub(super) fn see(&mut self, role: Role, text: &[u8]) {
        match self {
            Self::Nowhere => {}
            Self::Pointer(pointer) => pointer.see(role, text),
            Self::Columns(columns) => columns.see(role, text),
            Self::LastKey(key) => key.see(role, text),
            Self::Tables(tables) => tables.see(role, text),
            Self::Tags(tags) => tags.see(role, text),
        }
    }

    /// What the value that comes is called.
    pub(super) fn label(&self) -> Option<&str> {
        match self {
            Self::Nowhere => None,
            Self::Pointer(pointer) => pointer.label(),
            Self::Columns(columns) => columns.label(),
            Self::LastKey(key) => key.label(),
            Self::Tables(tables) => tables.label(),
            Self::Tags(tags) => tags.label(),
        }
    }

    /// Where the value that comes is.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Nowhere => String::new(),
            Self::Pointer(pointer) => pointer.path(),
            Self::Columns(columns) => columns.path(),
            Self::LastKey(key) => key.path(),
            Self::Tables(tables) => tables.path(),
            Self::Tags(tags) => tags.path(),
        }
    }
}
