//! Dumps of databases: the rows of `INSERT` and `COPY`, under the names of their columns.
//!
//! One lexer for the dialects of MySQL, PostgreSQL, SQLite, SQL Server and Oracle; nothing is
//! executed. Other statements that hold text (an `UPDATE`, a `CALL`) are handed over as they stand.

use std::collections::HashMap;
use std::io::{self, Read};
use std::ops::ControlFlow;

use yinsi::Encoding;

use crate::columns::{Header, Row, Rows};
use crate::fault::{Limit, Lost, Reason};
use crate::format::Format;
use crate::input::Input;
use crate::record::Field;
use crate::session::{Item, Opened, Session};

/// Statements that make or change structure, and hold nobody's data.
const STRUCTURE: &[&str] = &[
    "CREATE",
    "ALTER",
    "DROP",
    "SET",
    "LOCK",
    "UNLOCK",
    "USE",
    "BEGIN",
    "COMMIT",
    "START",
    "ROLLBACK",
    "PRAGMA",
    "GO",
    "GRANT",
    "REVOKE",
    "ANALYZE",
    "VACUUM",
    "DELIMITER",
    "COMMENT",
    "SELECT",
    "PROMPT",
    "EXIT",
];

/// Columns a table may have; longer lists in brackets are no columns.
const COLUMNS: usize = 4096;

/// Reads a dump.
pub(crate) fn read(
    session: &mut Session<'_>,
    item: &Item,
    input: Input<'_>,
    encoding: Encoding,
) -> ControlFlow<()> {
    let lexer = Lexer::new(session.text(input, encoding), session.reader.limits.record);
    let mut dump = Dump { item, encoding, lexer, columns: HashMap::new(), rows: None, others: None };
    let result = dump.statements(session);
    if let Some((_, rows)) = dump.rows.take() {
        rows.end(session)?;
    }
    if let Some(others) = dump.others.take() {
        others.end(session);
    }
    match result {
        Err(Stop::Break) => return ControlFlow::Break(()),
        Err(Stop::Io(error)) => {
            let place = crate::record::Place::new(0, dump.lexer.line);
            session.fault_in(item, None, place, Lost::Rest, error.into());
        }
        Ok(()) => {}
    }
    session.end_text(item, &dump.lexer.reader);
    ControlFlow::Continue(())
}

/// Why a dump is not read on.
enum Stop {
    Break,
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn go_on(flow: ControlFlow<()>) -> Result<(), Stop> {
    if flow.is_break() { Err(Stop::Break) } else { Ok(()) }
}

struct Dump<'i, R> {
    item: &'i Item,
    encoding: Encoding,
    lexer: Lexer<R>,
    /// Names of the columns of tables that were created.
    columns: HashMap<String, Vec<String>>,
    /// The table whose rows come.
    rows: Option<(String, Rows)>,
    /// Statements that are no rows.
    others: Option<Opened>,
}

impl<R: Read> Dump<'_, R> {
    fn statements(&mut self, session: &mut Session<'_>) -> Result<(), Stop> {
        loop {
            let line = self.lexer.start()?;
            let verb = match self.lexer.token()? {
                Token::End => return Ok(()),
                Token::Sign(b';') => continue,
                Token::Word(word) => word.to_ascii_uppercase(),
                _ => {
                    self.other(session, line)?;
                    continue;
                }
            };
            match verb.as_str() {
                "INSERT" | "REPLACE" => self.insert(session, line)?,
                "COPY" => self.copy(session, line)?,
                "CREATE" => self.create()?,
                // A separator of SQL Server, without a semicolon.
                "GO" => {}
                verb if STRUCTURE.contains(&verb) => self.skip()?,
                _ => self.other(session, line)?,
            }
        }
    }

    /// Passes over the rest of a statement.
    fn skip(&mut self) -> Result<(), Stop> {
        while !matches!(self.lexer.token()?, Token::Sign(b';') | Token::End) {}
        Ok(())
    }

    /// Hands over a statement that is neither rows nor structure.
    fn other(&mut self, session: &mut Session<'_>, line: u64) -> Result<(), Stop> {
        self.skip()?;
        let text = self.lexer.statement();
        if self.others.is_none() {
            match session.table(self.item, None, Format::Sql, self.encoding.name(), Vec::new()) {
                ControlFlow::Continue(opened) => self.others = Some(opened),
                ControlFlow::Break(()) => return Err(Stop::Break),
            }
        }
        let Some(others) = &mut self.others else { return Ok(()) };
        go_on(others.record(session, line, &[Field::new(text.trim())]))
    }

    /// `CREATE TABLE name (column type, …)`.
    fn create(&mut self) -> Result<(), Stop> {
        let mut token = self.lexer.token()?;
        while matches!(&token, Token::Word(word) if !word.eq_ignore_ascii_case("TABLE")) {
            token = self.lexer.token()?;
        }
        if !matches!(token, Token::Word(_)) {
            return if matches!(token, Token::Sign(b';') | Token::End) { Ok(()) } else { self.skip() };
        }
        let (name, mut next) = self.name()?;
        if next != Token::Sign(b'(') {
            return if matches!(next, Token::Sign(b';') | Token::End) { Ok(()) } else { self.skip() };
        }
        let (mut columns, mut depth, mut first) = (Vec::new(), 1, true);
        while depth > 0 {
            next = self.lexer.token()?;
            match &next {
                Token::End => return Ok(()),
                Token::Sign(b'(') => depth += 1,
                Token::Sign(b')') => depth -= 1,
                Token::Sign(b',') if depth == 1 => {
                    first = true;
                    continue;
                }
                Token::Word(word)
                    if first && depth == 1 && !is_constraint(word) && columns.len() < COLUMNS =>
                {
                    columns.push(word.clone());
                }
                Token::Name(name) if first && depth == 1 && columns.len() < COLUMNS => {
                    columns.push(name.clone())
                }
                _ => {}
            }
            first = false;
        }
        self.columns.insert(name.to_lowercase(), columns);
        self.skip()
    }

    /// A name with its schema, and what follows it. `IF NOT EXISTS`, `ONLY` and `INTO` may stand before.
    fn name(&mut self) -> Result<(String, Token), Stop> {
        const BEFORE: [&str; 9] =
            ["IF", "NOT", "EXISTS", "ONLY", "INTO", "IGNORE", "LOW_PRIORITY", "DELAYED", "OR"];
        let mut name = String::new();
        loop {
            match self.lexer.token()? {
                Token::Word(word)
                    if name.is_empty() && BEFORE.iter().any(|w| word.eq_ignore_ascii_case(w)) => {}
                Token::Word(part) | Token::Name(part) if name.is_empty() || name.ends_with('.') => {
                    name.push_str(&part)
                }
                Token::Sign(b'.') => name.push('.'),
                other => return Ok((name, other)),
            }
        }
    }

    /// `INSERT INTO name (columns) VALUES (…), (…)`.
    fn insert(&mut self, session: &mut Session<'_>, line: u64) -> Result<(), Stop> {
        let (name, mut token) = self.name()?;
        let mut columns = self.known(&name);
        if token == Token::Sign(b'(') {
            columns = self.list()?;
            token = self.lexer.token()?;
        }
        // OVERRIDING … VALUES, OUTPUT … VALUES: what stands before the values does not matter.
        while !matches!(&token, Token::Word(word) if word.eq_ignore_ascii_case("VALUES") || word.eq_ignore_ascii_case("VALUE"))
        {
            if matches!(token, Token::Sign(b';') | Token::End) {
                return Ok(());
            }
            if matches!(&token, Token::Word(word) if word.eq_ignore_ascii_case("SELECT") || word.eq_ignore_ascii_case("SET"))
            {
                return self.other(session, line);
            }
            token = self.lexer.token()?;
        }
        self.open(session, &name, columns)?;
        let mut row = Row::default();
        loop {
            match self.lexer.token()? {
                Token::Sign(b'(') => {
                    self.lexer.forget();
                    let at = self.lexer.line;
                    let whole = self.row(&mut row)?;
                    let Some((_, rows)) = &mut self.rows else { return Ok(()) };
                    if self.lexer.over {
                        self.lexer.over = false;
                        let limit = Limit::Record(self.lexer.limit as u64);
                        rows.fault(session, at, Lost::Part, Reason::Limit(limit));
                    }
                    if !whole {
                        let reason = Reason::Malformed("a row that does not end".into());
                        rows.fault(session, at, Lost::Part, reason);
                    }
                    go_on(rows.push(session, at, &row))?;
                }
                Token::Sign(b',') => {}
                Token::Sign(b';') | Token::End => return Ok(()),
                Token::Word(word) if word.eq_ignore_ascii_case("ON") => return self.skip(),
                // The next statement of a dialect without semicolons, or nothing that we know.
                Token::Word(word) if word.eq_ignore_ascii_case("INSERT") => {
                    return self.insert(session, line);
                }
                Token::Word(word) if word.eq_ignore_ascii_case("GO") => return Ok(()),
                _ => {}
            }
        }
    }

    /// The values of a row; whether its bracket closed.
    fn row(&mut self, row: &mut Row) -> Result<bool, Stop> {
        row.clear();
        let (mut depth, mut written) = (0, false);
        loop {
            match self.lexer.token()? {
                Token::Sign(b')') if depth == 0 => {
                    row.end_cell();
                    return Ok(true);
                }
                Token::Sign(b',') if depth == 0 => {
                    row.end_cell();
                    written = false;
                }
                Token::Sign(b';') | Token::End => {
                    row.end_cell();
                    return Ok(false);
                }
                Token::Sign(b'(') => depth += 1,
                Token::Sign(b')') => depth -= 1,
                // A minus belongs to the number behind it, a cast to nobody.
                Token::Sign(b'-') if !written => row.write("-"),
                Token::Sign(_) => {}
                Token::Text(text) | Token::Name(text) => {
                    row.write(&text);
                    written = true;
                }
                Token::Word(word) if written || word.eq_ignore_ascii_case("NULL") => {}
                // N'…', E'…', _utf8'…', CAST(… AS …), and bare numbers.
                Token::Word(word) if word.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) => {
                    row.write(&word);
                    written = true;
                }
                Token::Word(_) => {}
            }
        }
    }

    /// `COPY name (columns) FROM stdin;` and its lines.
    fn copy(&mut self, session: &mut Session<'_>, line: u64) -> Result<(), Stop> {
        let (name, mut token) = self.name()?;
        let mut columns = self.known(&name);
        if token == Token::Sign(b'(') {
            columns = self.list()?;
            token = self.lexer.token()?;
        }
        let mut stdin = false;
        while !matches!(token, Token::Sign(b';') | Token::End) {
            stdin |= matches!(&token, Token::Word(word) if word.eq_ignore_ascii_case("STDIN"));
            token = self.lexer.token()?;
        }
        if !stdin {
            return Ok(());
        }
        self.open(session, &name, columns)?;
        self.lexer.rest_of_line()?;
        let mut row = Row::default();
        let mut text = String::new();
        loop {
            let at = self.lexer.line;
            if !self.lexer.line(&mut text)? {
                let Some((_, rows)) = &mut self.rows else { return Ok(()) };
                let reason = Reason::Malformed("the lines of a COPY do not end".into());
                rows.fault(session, line, Lost::Nothing, reason);
                return Ok(());
            }
            if text == "\\." {
                return Ok(());
            }
            row.clear();
            for cell in text.split('\t') {
                match cell {
                    "\\N" => row.end_cell(),
                    cell if cell.contains('\\') => row.push(&unescaped(cell)),
                    cell => row.push(cell),
                }
            }
            let Some((_, rows)) = &mut self.rows else { return Ok(()) };
            go_on(rows.push(session, at, &row))?;
        }
    }

    /// The names in a bracket that is open.
    fn list(&mut self) -> Result<Vec<String>, Stop> {
        let mut names = Vec::new();
        loop {
            match self.lexer.token()? {
                Token::Word(name) | Token::Name(name) | Token::Text(name) if names.len() < COLUMNS => {
                    names.push(name)
                }
                Token::Sign(b')' | b';') | Token::End => return Ok(names),
                _ => {}
            }
        }
    }

    fn known(&self, name: &str) -> Vec<String> {
        self.columns.get(&name.to_lowercase()).cloned().unwrap_or_default()
    }

    /// Makes `name` the table whose rows come.
    fn open(&mut self, session: &mut Session<'_>, name: &str, columns: Vec<String>) -> Result<(), Stop> {
        if self.rows.as_ref().is_some_and(|(open, _)| open == name) {
            return Ok(());
        }
        if let Some((_, rows)) = self.rows.take() {
            go_on(rows.end(session))?;
        }
        let rows =
            Rows::new(self.item, Some(name), Format::Sql, self.encoding.name(), Header::Names(columns));
        self.rows = Some((name.to_owned(), rows));
        Ok(())
    }
}

/// Words that begin a line of `CREATE TABLE` which is no column.
fn is_constraint(word: &str) -> bool {
    const WORDS: [&str; 11] = [
        "PRIMARY",
        "UNIQUE",
        "KEY",
        "INDEX",
        "CONSTRAINT",
        "FOREIGN",
        "CHECK",
        "FULLTEXT",
        "SPATIAL",
        "EXCLUDE",
        "PERIOD",
    ];
    WORDS.iter().any(|other| word.eq_ignore_ascii_case(other))
}

/// The names of the columns that a `CREATE TABLE` declares.
pub(crate) fn columns_of(statement: &str) -> Vec<String> {
    let lexer = Lexer::new(statement.as_bytes(), 1 << 20);
    let item = Item::new("", "");
    let mut dump = Dump {
        item: &item,
        encoding: Encoding::UTF_8,
        lexer,
        columns: HashMap::new(),
        rows: None,
        others: None,
    };
    let created = dump.lexer.start().is_ok() && dump.lexer.token().is_ok() && dump.create().is_ok();
    let columns = if created { dump.columns.into_values().next() } else { None };
    columns.unwrap_or_default()
}

/// A cell of COPY without its escapes.
fn unescaped(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(ch) = chars.next() {
        if ch != '\\' {
            text.push(ch);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some(other) => text.push(other),
            None => {}
        }
    }
    text
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    /// A key word, a number, a name without quotes.
    Word(String),
    /// A name in quotes.
    Name(String),
    /// A string.
    Text(String),
    /// Anything else, a byte at a time.
    Sign(u8),
    End,
}

/// Cuts a dump into tokens, without comments.
struct Lexer<R> {
    reader: R,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    line: u64,
    /// What the statement has said so far, up to the limit.
    said: Vec<u8>,
    limit: usize,
    /// Whether a string was over the limit, and cut.
    over: bool,
}

impl<R: Read> Lexer<R> {
    fn new(reader: R, limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self {
            reader,
            buffer: Vec::new(),
            at: 0,
            ended: false,
            line: 1,
            said: Vec::new(),
            limit,
            over: false,
        }
    }

    /// A statement begins; on which line.
    fn start(&mut self) -> io::Result<u64> {
        self.forget();
        while self.peek(0)?.is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.bump()?;
        }
        self.forget();
        Ok(self.line)
    }

    /// Lets go of what the statement has said.
    fn forget(&mut self) {
        self.said.clear();
    }

    fn statement(&self) -> String {
        String::from_utf8_lossy(&self.said).into_owned()
    }

    fn peek(&mut self, ahead: usize) -> io::Result<Option<u8>> {
        while self.at + ahead >= self.buffer.len() && !self.ended {
            self.buffer.drain(..self.at);
            self.at = 0;
            let filled = self.buffer.len();
            self.buffer.resize(filled + 64 * 1024, 0);
            let read = self.reader.read(self.buffer.get_mut(filled..).unwrap_or_default());
            self.buffer.truncate(filled + *read.as_ref().unwrap_or(&0));
            self.ended = read? == 0;
        }
        Ok(self.buffer.get(self.at + ahead).copied())
    }

    fn bump(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek(0)?;
        if let Some(byte) = byte {
            self.at += 1;
            self.line += u64::from(byte == b'\n');
            if self.said.len() < self.limit {
                self.said.push(byte);
            }
        }
        Ok(byte)
    }

    fn token(&mut self) -> io::Result<Token> {
        loop {
            let Some(byte) = self.peek(0)? else { return Ok(Token::End) };
            match byte {
                b'-' if self.peek(1)? == Some(b'-') => self.rest_of_line()?,
                b'#' => self.rest_of_line()?,
                b'/' if self.peek(1)? == Some(b'*') => self.comment()?,
                _ if byte.is_ascii_whitespace() => drop(self.bump()?),
                b'\'' => return Ok(Token::Text(self.quoted(b'\'', true)?)),
                b'"' => return Ok(Token::Name(self.quoted(b'"', true)?)),
                b'`' => return Ok(Token::Name(self.quoted(b'`', false)?)),
                b'[' => return Ok(Token::Name(self.quoted(b']', false)?)),
                b'$' => {
                    if let Some(text) = self.dollars()? {
                        return Ok(Token::Text(text));
                    }
                    self.bump()?;
                    return Ok(Token::Sign(b'$'));
                }
                _ if is_word(byte) => return Ok(Token::Word(self.word()?)),
                _ => {
                    self.bump()?;
                    return Ok(Token::Sign(byte));
                }
            }
        }
    }

    fn word(&mut self) -> io::Result<String> {
        let mut word = Vec::new();
        while let Some(byte) = self.peek(0)? {
            // A number has a point, 1.5e+17 also a sign; a name has its schema before one.
            let number = word.first().is_some_and(u8::is_ascii_digit);
            let sign =
                number && b"+-".contains(&byte) && word.last().is_some_and(|last| b"eE".contains(last));
            if !(is_word(byte) || sign || (number && byte == b'.')) {
                break;
            }
            self.bump()?;
            if word.len() < self.limit {
                word.push(byte);
            }
        }
        Ok(String::from_utf8_lossy(&word).into_owned())
    }

    /// What stands between quotes, without escapes. `end` twice is one of it.
    fn quoted(&mut self, end: u8, backslash: bool) -> io::Result<String> {
        let mut text = Vec::new();
        self.bump()?;
        while let Some(byte) = self.bump()? {
            let mut byte = byte;
            if byte == end {
                if self.peek(0)? != Some(end) {
                    break;
                }
                self.bump()?;
            } else if byte == b'\\' && backslash {
                byte = match self.bump()? {
                    Some(b'n') => b'\n',
                    Some(b'r') => b'\r',
                    Some(b't') => b'\t',
                    Some(b'0') => b' ',
                    Some(other) => other,
                    None => break,
                };
            }
            if text.len() < self.limit {
                text.push(byte);
            } else {
                self.over = true;
            }
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// `$tag$ … $tag$`; `None` where a dollar is just one.
    fn dollars(&mut self) -> io::Result<Option<String>> {
        let mut len = 1;
        while len < 64 && self.peek(len)?.is_some_and(|byte| is_word(byte) && byte != b'$') {
            len += 1;
        }
        if self.peek(len)? != Some(b'$') {
            return Ok(None);
        }
        let mut tag = Vec::new();
        for _ in 0..=len {
            tag.extend(self.bump()?);
        }
        let mut text = Vec::new();
        while let Some(byte) = self.bump()? {
            text.push(byte);
            if text.ends_with(&tag) {
                text.truncate(text.len() - tag.len());
                break;
            }
            if text.len() > self.limit {
                self.over = true;
                text.drain(..text.len() - tag.len());
            }
        }
        Ok(Some(String::from_utf8_lossy(&text).into_owned()))
    }

    fn comment(&mut self) -> io::Result<()> {
        let mut before = 0;
        self.bump()?;
        self.bump()?;
        // `/*!40101 … */` is run by MySQL, and is structure.
        while let Some(byte) = self.bump()? {
            if before == b'*' && byte == b'/' {
                break;
            }
            before = byte;
        }
        Ok(())
    }

    fn rest_of_line(&mut self) -> io::Result<()> {
        while self.bump()?.is_some_and(|byte| byte != b'\n') {}
        Ok(())
    }

    /// Reads a line without its end; whether there was one.
    fn line(&mut self, text: &mut String) -> io::Result<bool> {
        self.forget();
        text.clear();
        let mut bytes = Vec::new();
        loop {
            match self.bump()? {
                None if bytes.is_empty() => return Ok(false),
                None | Some(b'\n') => break,
                Some(byte) if bytes.len() < self.limit => bytes.push(byte),
                Some(_) => self.over = true,
            }
        }
        text.push_str(&String::from_utf8_lossy(bytes.strip_suffix(b"\r").unwrap_or(&bytes)));
        Ok(true)
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 || byte == b'@'
}
