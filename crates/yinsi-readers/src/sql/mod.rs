//! Dumps of databases: the rows of `INSERT` and `COPY`, under the names of their columns.
//!
//! One lexer for the dialects of MySQL, PostgreSQL, SQLite, SQL Server and Oracle; nothing is
//! executed. Other statements that hold text (an `UPDATE`, a `CALL`) are handed over as they stand.

mod lexer;

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
use lexer::{Lexer, Token};

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
    if let Some(Open { rows, .. }) = dump.rows.take() {
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
    rows: Option<Open>,
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
        let places = self.open(session, &name, columns)?;
        let mut buffer = Row::default();
        let mut row = Row::default();
        loop {
            match self.lexer.token()? {
                Token::Sign(b'(') => {
                    self.lexer.forget();
                    let at = self.lexer.line;
                    let whole = self.row(&mut row)?;
                    let Some(Open { rows, .. }) = &mut self.rows else { return Ok(()) };
                    if self.lexer.over {
                        self.lexer.over = false;
                        let limit = Limit::Record(self.lexer.limit as u64);
                        rows.fault(session, at, Lost::Part, Reason::Limit(limit));
                    }
                    if !whole {
                        let reason = Reason::Malformed("a row that does not end".into());
                        rows.fault(session, at, Lost::Part, reason);
                    }
                    go_on(rows.push(session, at, placed(&row, places.as_deref(), &mut buffer)))?;
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
        let places = self.open(session, &name, columns)?;
        let mut buffer = Row::default();
        self.lexer.rest_of_line()?;
        let mut row = Row::default();
        let mut text = String::new();
        loop {
            let at = self.lexer.line;
            if !self.lexer.line(&mut text)? {
                let Some(Open { rows, .. }) = &mut self.rows else { return Ok(()) };
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
            let Some(Open { rows, .. }) = &mut self.rows else { return Ok(()) };
            go_on(rows.push(session, at, placed(&row, places.as_deref(), &mut buffer)))?;
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

    /// Makes `name` the table whose rows come; where each of its columns is in a row that lists `columns`,
    /// unless that is the same.
    fn open(
        &mut self,
        session: &mut Session<'_>,
        name: &str,
        columns: Vec<String>,
    ) -> Result<Option<Vec<usize>>, Stop> {
        let open = self.rows.as_ref().filter(|open| open.name == name);
        if open.is_some_and(|open| columns.iter().all(|column| open.columns.contains(column))) {
            return Ok(self.places(&columns));
        }
        if let Some(Open { rows, .. }) = self.rows.take() {
            go_on(rows.end(session))?;
        }
        // The columns of the table itself, when it was created, are those of all its rows.
        let known = self.known(name);
        let all = if columns.iter().all(|column| known.contains(column)) { known } else { columns.clone() };
        let header = Header::Names(all.clone());
        let rows = Rows::new(self.item, Some(name), Format::Sql, self.encoding.name(), header);
        self.rows = Some(Open { name: name.to_owned(), columns: all, rows });
        Ok(self.places(&columns))
    }

    /// Where each column of the open table is in a row that lists `columns`; one it leaves out is nowhere.
    fn places(&self, columns: &[String]) -> Option<Vec<usize>> {
        let own = self.rows.as_ref().map_or(&[][..], |open| &open.columns);
        let place = |name: &String| columns.iter().position(|column| column == name).unwrap_or(usize::MAX);
        // A row without a list has the columns of its table in their order.
        (own != columns && !columns.is_empty()).then(|| own.iter().map(place).collect())
    }
}

/// A table whose rows come.
struct Open {
    name: String,
    columns: Vec<String>,
    rows: Rows,
}

/// The cells of `row` at their places.
fn placed<'r>(row: &'r Row, places: Option<&[usize]>, buffer: &'r mut Row) -> &'r Row {
    let Some(places) = places else { return row };
    buffer.clear();
    places.iter().for_each(|at| buffer.push(row.cell(*at)));
    // Cells that no column was listed for.
    let listed = places.iter().filter(|at| **at != usize::MAX).count();
    (listed..row.len()).for_each(|at| buffer.push(row.cell(at)));
    buffer
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
