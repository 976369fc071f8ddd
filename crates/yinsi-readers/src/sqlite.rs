//! Databases of SQLite, read page by page as <https://sqlite.org/fileformat2.html> says.
//!
//! Tables only, in the order of their rows; indexes hold nothing else, freed pages are not searched.
//! A page that makes no sense is a fault, and the other pages of its table go on.

use std::collections::HashSet;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::ControlFlow;

use yinsi::Encoding;

use crate::columns::{Header, Row, Rows};
use crate::fault::{Limit, Lost, Reason};
use crate::format::Format;
use crate::input::{Input, Whole};
use crate::session::{Item, Session};
use crate::sql;

/// Bytes of the header of a database.
const HEADER: usize = 100;

/// Deepest tree: with the smallest pages no database comes near.
const DEPTH: usize = 40;

/// Columns that a record may have.
const COLUMNS: usize = 40_000;

/// Reads a database.
pub(crate) fn read(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    let limit = session.reader.limits.record;
    let opened = input.into_whole().map_err(Reason::from).and_then(|file| Database::open(file, limit));
    let mut database = match opened {
        Ok(database) => database,
        Err(reason) => {
            session.fault(item, Lost::All, reason);
            return ControlFlow::Continue(());
        }
    };
    if database.wal {
        let reason = Reason::Unsupported("changes in a write-ahead log beside the database".into());
        session.fault(item, Lost::Nothing, reason);
    }
    let mut tables = Vec::new();
    let mut broken = Vec::new();
    let mut schema = |database: &mut Database, cell: Cell| {
        if let Ok(values) = database.values(&cell.payload) {
            let text = |index: usize| values.get(index).and_then(|value| value.text(database.encoding));
            let root = match values.get(3) {
                Some(Value::Integer(root)) => u32::try_from(*root).unwrap_or_default(),
                _ => 0,
            };
            if text(0).as_deref() == Some("table") && root > 0 {
                tables.push((text(1).unwrap_or_default(), root, text(4).unwrap_or_default()));
            }
        }
        ControlFlow::Continue(())
    };
    let _ = database.walk(1, &mut schema, &mut |reason| broken.push(reason));
    for reason in broken {
        session.fault_in(item, Some("sqlite_schema"), crate::record::Place::default(), Lost::Part, reason);
    }
    for (name, root, statement) in tables {
        // What SQLite keeps for itself, and the insides of its full-text search.
        if name.starts_with("sqlite_") {
            continue;
        }
        table(session, item, &mut database, &name, root, &statement)?;
    }
    ControlFlow::Continue(())
}

fn table(
    session: &mut Session<'_>,
    item: &Item,
    database: &mut Database,
    name: &str,
    root: u32,
    statement: &str,
) -> ControlFlow<()> {
    let columns = sql::columns_of(statement);
    let own_key = key_column(statement, &columns);
    let without_rowid =
        statement.to_ascii_uppercase().replace(char::is_whitespace, "").contains("WITHOUTROWID");
    let encoding = database.encoding.name();
    let mut rows = Rows::new(item, Some(name), Format::Sqlite, encoding, Header::Names(columns));
    let mut faults = Vec::new();
    let mut row = Row::default();
    let mut take = |database: &mut Database, cell: Cell| {
        let number = cell.rowid.and_then(|rowid| u64::try_from(rowid).ok()).unwrap_or_default();
        if cell.cut {
            rows.fault(session, 0, Lost::Part, Reason::Limit(Limit::Record(database.limit)));
        }
        match database.values(&cell.payload) {
            Ok(values) => {
                row.clear();
                for (index, value) in values.iter().enumerate() {
                    match value.text(database.encoding) {
                        Some(text) => row.push(&text),
                        // The key of a table is not stored twice.
                        None if own_key == Some(index) && !without_rowid => row.push(&number.to_string()),
                        None => row.end_cell(),
                    }
                }
                rows.push(session, 0, &row)
            }
            Err(reason) => {
                rows.fault(session, 0, Lost::Record, reason);
                ControlFlow::Continue(())
            }
        }
    };
    let ended = database.walk(root, &mut take, &mut |reason| faults.push(reason));
    rows.end(session)?;
    ended?;
    for reason in faults {
        session.fault_in(item, Some(name), crate::record::Place::default(), Lost::Part, reason);
    }
    ControlFlow::Continue(())
}

/// The column that is the row's own number: `INTEGER PRIMARY KEY`.
fn key_column(statement: &str, columns: &[String]) -> Option<usize> {
    let upper = statement.to_ascii_uppercase();
    let before = upper.get(..upper.find("INTEGER PRIMARY KEY")?)?;
    let after_comma = before.rfind([',', '(']).and_then(|at| before.get(at + 1..)).unwrap_or_default();
    let name = after_comma.trim().trim_matches(['"', '`', '[', ']', '\'']);
    columns.iter().position(|column| column.eq_ignore_ascii_case(name))
}

struct Database {
    file: Whole,
    page_size: usize,
    /// Bytes of a page that hold something.
    usable: usize,
    pages: u32,
    encoding: Encoding,
    /// Whether the file may be older than the log beside it.
    wal: bool,
    limit: u64,
}

/// A row as it is stored.
struct Cell {
    rowid: Option<i64>,
    payload: Vec<u8>,
    /// Whether the payload is over the limit and was cut.
    cut: bool,
}

#[derive(Debug)]
enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Blob(Vec<u8>),
    Text(Vec<u8>),
}

impl Value {
    /// The value as text; a blob is one when it is UTF-8.
    fn text(&self, encoding: Encoding) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Integer(number) => Some(number.to_string()),
            Self::Real(number) => Some(real(*number)),
            Self::Text(bytes) => Some(encoding.decode(bytes).into_text().into_owned()),
            Self::Blob(bytes) => std::str::from_utf8(bytes).ok().map(str::to_owned),
        }
    }
}

/// A number as SQLite shows it: whole ones with `.0`, large ones in scientific notation.
fn real(number: f64) -> String {
    match () {
        () if number.abs() >= 1e15 => format!("{number:E}").replacen('E', "E+", 1),
        () if number.fract() == 0.0 => format!("{number:.1}"),
        () => number.to_string(),
    }
}

fn broken(what: &str) -> Reason {
    Reason::Malformed(what.into())
}

impl Database {
    fn open(mut file: Whole, limit: u64) -> Result<Self, Reason> {
        let mut header = [0; HEADER];
        file.read_exact(&mut header)?;
        let size = file.seek(SeekFrom::End(0))?;
        let page_size = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 65_536,
            size => usize::from(size),
        };
        let usable = page_size.saturating_sub(usize::from(header[20]));
        if !page_size.is_power_of_two() || page_size < 512 || usable < 480 {
            return Err(broken("a database with an impossible page size"));
        }
        let encoding = match u32::from_be_bytes([header[56], header[57], header[58], header[59]]) {
            2 => Encoding::UTF_16LE,
            3 => Encoding::UTF_16BE,
            _ => Encoding::UTF_8,
        };
        let pages = u32::try_from(size.div_ceil(page_size as u64)).unwrap_or(u32::MAX);
        Ok(Self { file, page_size, usable, pages, encoding, wal: header[18] == 2 || header[19] == 2, limit })
    }

    fn page(&mut self, number: u32) -> Result<Vec<u8>, Reason> {
        if number == 0 || number > self.pages {
            return Err(broken("a page beyond the end of the file"));
        }
        let mut page = vec![0; self.page_size];
        self.file.seek(SeekFrom::Start(u64::from(number - 1) * self.page_size as u64))?;
        self.file.read_exact(&mut page).map_err(|_| broken("a page that is cut off"))?;
        Ok(page)
    }

    /// Calls `take` with each row of the tree at `root`, and `fault` for each page that is broken.
    fn walk(
        &mut self,
        root: u32,
        take: &mut dyn FnMut(&mut Self, Cell) -> ControlFlow<()>,
        fault: &mut dyn FnMut(Reason),
    ) -> ControlFlow<()> {
        let mut stack = vec![(root, 0)];
        // A page that is its own ancestor, or in two trees, would go on for ever.
        let mut seen = HashSet::new();
        while let Some((number, depth)) = stack.pop() {
            if !seen.insert(number) || depth > DEPTH {
                fault(broken("a page that is in its table twice"));
                continue;
            }
            let page = match self.page(number) {
                Ok(page) => page,
                Err(reason) => {
                    fault(reason);
                    continue;
                }
            };
            let start = if number == 1 { HEADER } else { 0 };
            let kind = page.get(start).copied().unwrap_or_default();
            let leaf = kind == 0x0D || kind == 0x0A;
            if !leaf && kind != 0x05 && kind != 0x02 {
                fault(broken("a page that belongs to no table"));
                continue;
            }
            let cells = usize::from(two(&page, start + 3));
            let pointers = start + if leaf { 8 } else { 12 };
            let places = (0..cells).map(|index| usize::from(two(&page, pointers + index * 2)));
            // An index tree keeps rows in its inner pages, too: tables without a rowid.
            let mut children = Vec::new();
            for at in places {
                let mut cell = at;
                if !leaf {
                    children.push((four(&page, at), depth + 1));
                    cell += 4;
                }
                if kind == 0x05 {
                    continue;
                }
                match self.cell(&page, cell, kind) {
                    Ok(cell) => take(self, cell)?,
                    Err(reason) => fault(reason),
                }
            }
            if !leaf {
                children.push((four(&page, start + 8), depth + 1));
            }
            stack.extend(children.into_iter().rev());
        }
        ControlFlow::Continue(())
    }

    /// The row at `at` of a page of this kind, with what is on overflow pages.
    fn cell(&mut self, page: &[u8], mut at: usize, kind: u8) -> Result<Cell, Reason> {
        let len = varint(page, &mut at).ok_or_else(|| broken("a row that is cut off"))?;
        let len = usize::try_from(len).map_err(|_| broken("a row of an impossible length"))?;
        let rowid = match kind {
            0x0D => Some(varint(page, &mut at).ok_or_else(|| broken("a row that is cut off"))?),
            _ => None,
        };
        let most = if kind == 0x0D { self.usable - 35 } else { (self.usable - 12) * 64 / 255 - 23 };
        let least = (self.usable - 12) * 32 / 255 - 23;
        let local = if len <= most {
            len
        } else {
            let some = least + (len - least) % (self.usable - 4);
            if some <= most { some } else { least }
        };
        let mut payload = page.get(at..at + local).ok_or_else(|| broken("a row beyond its page"))?.to_vec();
        let keep = len.min(usize::try_from(self.limit).unwrap_or(usize::MAX));
        if local < len {
            let mut next = four(page, at + local);
            while payload.len() < keep {
                let page = self.page(next)?;
                let more = page.get(4..self.usable).unwrap_or_default();
                payload.extend(more.iter().take(len - payload.len()));
                next = four(&page, 0);
            }
        }
        Ok(Cell { rowid, payload, cut: keep < len })
    }

    /// The values of a record. The last one may be cut.
    fn values(&self, payload: &[u8]) -> Result<Vec<Value>, Reason> {
        let mut at = 0;
        let header = varint(payload, &mut at).and_then(|len| usize::try_from(len).ok());
        let header =
            header.filter(|len| *len <= payload.len()).ok_or_else(|| broken("a row without a header"))?;
        let mut body = header;
        let mut values = Vec::new();
        while at < header && values.len() < COLUMNS {
            let kind = varint(payload, &mut at).ok_or_else(|| broken("a row with half a header"))?;
            let len = match kind {
                0 | 8 | 9 => 0,
                1..=4 => usize::try_from(kind).unwrap_or_default(),
                5 => 6,
                6 | 7 => 8,
                12.. => usize::try_from((kind - 12) / 2).unwrap_or(usize::MAX),
                _ => return Err(broken("a value of an unknown kind")),
            };
            let end = body.saturating_add(len).min(payload.len());
            let bytes = payload.get(body..end).unwrap_or_default();
            body = end;
            values.push(match kind {
                0 => Value::Null,
                8 => Value::Integer(0),
                9 => Value::Integer(1),
                7 => Value::Real(f64::from_bits(integer(bytes).cast_unsigned())),
                1..=6 => Value::Integer(integer(bytes)),
                _ if kind % 2 == 0 => Value::Blob(bytes.to_vec()),
                _ => Value::Text(bytes.to_vec()),
            });
        }
        Ok(values)
    }
}

/// A signed number, the high byte first.
fn integer(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    bytes.iter().fold(if negative { -1 } else { 0 }, |number, byte| number << 8 | i64::from(*byte))
}

fn two(page: &[u8], at: usize) -> u16 {
    page.get(at..at + 2)
        .map_or(0, |bytes| bytes.iter().fold(0, |number, byte| number << 8 | u16::from(*byte)))
}

fn four(page: &[u8], at: usize) -> u32 {
    page.get(at..at + 4)
        .map_or(0, |bytes| bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// A number of one to nine bytes, the high ones first, seven bits each and all of the ninth.
fn varint(bytes: &[u8], at: &mut usize) -> Option<i64> {
    let mut number = 0i64;
    for index in 0..9 {
        let byte = *bytes.get(*at)?;
        *at += 1;
        if index == 8 {
            return Some(number << 8 | i64::from(byte));
        }
        number = number << 7 | i64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(number)
}
