//! What a document is, by its name and its first bytes.
//!
//! Careful: text taken for a document is still redacted, but a name's evidence
//! is then read where nobody meant one. What is not plainly a structure is text.

use crate::scanner::Scanner;

use super::csv::Csv;
use super::json::Json;
use super::pairs::is_key;
use super::token::{Role, Syntax, run};
use super::{Structure, Table};

/// Records of a sample that must agree before a document without a telling name is
/// held to be a table.
const AGREEING: usize = 3;

/// Lines of a sample that are looked at.
const LINES: usize = 32;

impl Structure {
    /// What a document is, by the extension of its file (without the dot) and a sample of its first bytes;
    /// `complete` says that the sample is all of it.
    ///
    /// `scanner` tells a table's header from data. 64 KiB are sample enough.
    ///
    /// ```
    /// use yinsi::{Scanner, Structure};
    ///
    /// let detect = |text: &str| Structure::detect(None, text.as_bytes(), true, &Scanner::new());
    /// assert_eq!(detect("{\"name\": 1}"), Structure::Json);
    /// assert_eq!(detect("level=info msg=\"all is well\"\n"), Structure::Pairs);
    /// assert_eq!(detect("[info] all is well\n"), Structure::Text);
    /// ```
    pub fn detect(extension: Option<&str>, sample: &[u8], complete: bool, scanner: &Scanner) -> Self {
        let text = sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample);
        let extension = extension.map(str::to_ascii_lowercase).unwrap_or_default();
        match &*extension {
            "jsonl" | "ndjson" | "ldjson" => Self::JsonLines,
            "json" | "geojson" | "har" | "ipynb" | "webmanifest" => {
                json(text, complete).unwrap_or(Self::Json)
            }
            "xml" | "xsd" | "xsl" | "xslt" | "svg" | "rss" | "atom" | "kml" | "gpx" | "plist" | "wsdl"
            | "xhtml" => Self::Xml,
            "html" | "htm" => Self::Html,
            "sql" => Self::Sql,
            "env" | "logfmt" | "properties" => Self::Pairs,
            name => {
                let named = matches!(name, "csv" | "tsv" | "tab");
                let sure = || json(text, complete).or_else(|| markup(text, complete)).or_else(|| sql(text));
                let lines = || pairs(text, complete).then_some(Self::Pairs);
                let table = || Table::detect(Some(name), text, complete, scanner).map(Self::Table);
                let found = match named {
                    true => table(),
                    false => sure().or_else(lines).or_else(table),
                };
                found.unwrap_or_default()
            }
        }
    }
}

impl Table {
    /// The table with a header that a document is, by its extension or by its first records.
    ///
    /// See [`Structure::detect`] for the arguments.
    pub fn detect(extension: Option<&str>, sample: &[u8], complete: bool, scanner: &Scanner) -> Option<Self> {
        let extension = extension.map(str::to_ascii_lowercase);
        let (named, candidates): (bool, &[u8]) = match extension.as_deref() {
            Some("csv") => (true, b",;\t|"),
            Some("tsv" | "tab") => (true, b"\t,;|"),
            _ => (false, b",\t;|"),
        };
        let text = sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample);
        let tables = candidates.iter().filter_map(|&delimiter| {
            let (header, widths) = first_records(text, delimiter, complete);
            let width = *widths.first()?;
            let agree = widths.iter().take_while(|&&other| other == width).count();
            // Without a header the labels are in the text itself, if anywhere.
            let believable = agree >= AGREEING && width > 1 && is_strict(&header);
            ((named || believable) && is_header(&header, scanner))
                .then_some((agree * usize::from(width > 1), delimiter))
        });
        // Of equally good delimiters the first one.
        let (_, delimiter) = tables.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        Some(Self { delimiter, header: true })
    }

    /// How cells are parted in a sample that is a table, whether or not its first record is a header.
    ///
    /// See [`Structure::detect`] for the arguments.
    pub fn of(extension: Option<&str>, sample: &[u8], complete: bool, scanner: &Scanner) -> Self {
        if let Some(table) = Self::detect(Some(extension.unwrap_or("csv")), sample, complete, scanner) {
            return table;
        }
        let text = sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample);
        let agree = |delimiter: u8| {
            let (_, widths) = first_records(text, delimiter, complete);
            let width = widths.first().copied().filter(|width| *width > 1);
            width.map_or(0, |width| widths.iter().take_while(|&&other| other == width).count())
        };
        let best = b",;\t|".iter().rev().copied().max_by_key(|delimiter| agree(*delimiter));
        Self { delimiter: best.unwrap_or(b','), header: false }
    }
}

/// The cells of the first record and how many each of the first records has.
fn first_records(text: &[u8], delimiter: u8, complete: bool) -> (Vec<String>, Vec<usize>) {
    let (mut header, mut widths) = (vec![String::new()], Vec::new());
    let mut lexer = Csv::new(Some(delimiter));
    let (mut rest, mut width) = (text, 1);
    while widths.len() <= AGREEING && !rest.is_empty() {
        let Some(token) = lexer.next(rest, complete) else { return (header, widths) };
        let (cell, after) = rest.split_at(token.len.min(rest.len()));
        rest = after;
        match token.role {
            Role::Value if widths.is_empty() => {
                let mut text = Vec::new();
                token.syntax.decode(cell, &mut text);
                if let Some(name) = header.last_mut() {
                    name.push_str(String::from_utf8_lossy(&text).trim());
                }
            }
            Role::Next => {
                width += 1;
                if widths.is_empty() {
                    header.push(String::new());
                }
            }
            Role::Record => widths.push(std::mem::replace(&mut width, 1)),
            _ => {}
        }
        if rest.is_empty() && token.role != Role::Record {
            widths.push(width);
        }
    }
    (header, widths)
}

/// Whether the cells of a first record are names rather than data.
fn is_header(names: &[String], scanner: &Scanner) -> bool {
    let digits = |name: &String| name.bytes().filter(u8::is_ascii_digit).count();
    let is_data = |name: &String| digits(name) > 4 || name.len() > 128 || scanner.is_match(name);
    names.iter().any(|name| !name.is_empty()) && !names.iter().any(is_data)
}

/// Whether names can be those of a header in a file that does not say it is a table.
fn is_strict(names: &[String]) -> bool {
    let plain = |name: &String| {
        (1..=48).contains(&name.len())
            && name.split(' ').count() <= 4
            && !name.contains(|ch: char| ";(){}[]<>=:\"'.!?。，！？；：".contains(ch))
    };
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort_unstable();
    names.iter().all(plain) && sorted.windows(2).all(|pair| pair.first() != pair.last())
}

/// Whether a text is JSON from end to end.
#[cfg(feature = "keyed")]
pub(crate) fn is_json(text: &[u8]) -> bool {
    json(text, true).is_some()
}

/// JSON or JSON lines, if the sample is nothing else.
fn json(text: &[u8], complete: bool) -> Option<Structure> {
    let start = text.trim_ascii_start();
    if !matches!(start.first(), Some(b'{' | b'[')) {
        return None;
    }
    let mut lexer = Json::new(false);
    let (mut rest, mut values, mut depth) = (text, 0_usize, 0_usize);
    let (mut documents, mut lines) = (0_usize, true);
    while let Some(token) = (!rest.is_empty()).then(|| lexer.next(rest, complete)).flatten() {
        let (bytes, after) = rest.split_at(token.len.min(rest.len()));
        rest = after;
        match token.role {
            _ if token.syntax == Syntax::Text => return None,
            Role::Key | Role::Value if depth == 0 => return None,
            Role::Key | Role::Value => values += 1,
            Role::OpenMap | Role::OpenList => depth += 1,
            Role::Close => {
                depth = depth.checked_sub(1)?;
                documents += usize::from(depth == 0);
            }
            _ => lines &= depth == 0 || !bytes.contains(&b'\n'),
        }
    }
    let lines = lines && documents > 1;
    (values > 0 || documents > 0).then_some(if lines { Structure::JsonLines } else { Structure::Json })
}

/// XML or HTML that says so, or that is one element from end to end.
fn markup(text: &[u8], complete: bool) -> Option<Structure> {
    let start = text.trim_ascii_start();
    let head = start.get(..start.len().min(1024)).unwrap_or_default().to_ascii_lowercase();
    if head.starts_with(b"<!doctype html") || head.starts_with(b"<html") {
        return Some(Structure::Html);
    }
    if head.starts_with(b"<?xml ") {
        return Some(Structure::Xml);
    }
    let name = start.strip_prefix(b"<")?;
    let name =
        name.get(..run(name, is_key)).filter(|name| name.first().is_some_and(u8::is_ascii_alphabetic))?;
    let tail = start.trim_ascii_end().strip_suffix(b">")?.trim_ascii_end();
    (complete && tail.strip_suffix(name)?.ends_with(b"</")).then_some(Structure::Xml)
}

/// A dump: a statement at its start, behind comments, and one that makes or fills a table.
fn sql(text: &[u8]) -> Option<Structure> {
    let begins = |line: &[u8], words: &[&str]| {
        words
            .iter()
            .any(|word| line.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes())))
    };
    let lines = || text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let first =
        lines().find(|line| !line.is_empty() && !line.starts_with(b"--") && !begins(line, &["/*", "#"]))?;
    let opening = [
        "insert into ",
        "insert ignore into ",
        "replace into ",
        "create ",
        "copy ",
        "drop table ",
        "set ",
        "begin;",
        "begin transaction",
        "pragma ",
        "use ",
        "lock tables ",
        "start transaction",
        "alter table ",
        "select pg_catalog",
    ];
    let filling = ["insert into ", "insert ignore into ", "replace into ", "create table ", "copy "];
    let table = |line: &[u8]| begins(line, &filling) && line.iter().any(|byte| matches!(byte, b'(' | b';'));
    (begins(first, &opening) && lines().any(table)).then_some(Structure::Sql)
}

/// Whether nearly every line begins with a pair and has another, or has three.
fn pairs(text: &[u8], complete: bool) -> bool {
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').take(LINES + 1).collect();
    if !complete || lines.len() > LINES {
        lines.pop();
    }
    let lines: Vec<&[u8]> =
        lines.into_iter().map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).collect();
    let fits = |line: &&&[u8]| {
        let count = line
            .split(u8::is_ascii_whitespace)
            .filter(|word| matches!(run(word, is_key), 1.. if word.get(run(word, is_key)) == Some(&b'=')))
            .count();
        let first = run(line, is_key);
        count >= 3 || (count >= 2 && first > 0 && line.get(first) == Some(&b'='))
    };
    !lines.is_empty() && lines.iter().filter(fits).count() * 10 >= lines.len() * 9
}
