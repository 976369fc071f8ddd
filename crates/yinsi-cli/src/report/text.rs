//! `--format text`: a line a finding, for people, and the summary at the end.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Effects, Style};

use super::Tally;
use crate::escape;
use crate::window::Located;

/// Columns that an excerpt may take.
const COLUMNS: usize = 80;

/// Columns of an excerpt that the value itself may take.
const VALUE_COLUMNS: usize = 48;

/// How the parts of a line are styled.
#[derive(Debug, Default)]
pub(crate) struct Colours {
    path: Style,
    line: Style,
    entity: Style,
    value: Style,
}

impl Colours {
    /// Colours for a terminal, or none.
    pub(crate) fn new(coloured: bool) -> Self {
        if !coloured {
            return Self::default();
        }
        let of = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        Self {
            path: of(AnsiColor::Magenta),
            line: of(AnsiColor::Green),
            entity: of(AnsiColor::Cyan),
            value: of(AnsiColor::Red).effects(Effects::BOLD),
        }
    }
}

/// `path:line:column: ENTITY confidence excerpt`.
pub(super) fn line(path: &str, found: &Located<'_>, show_values: bool, colours: &Colours) -> String {
    let Colours { path: p, line: l, entity: e, .. } = colours;
    format!(
        "{p}{path}{p:#}:{l}{}{l:#}:{}: {e}{}{e:#} {:.2}  {}\n",
        found.start.line + 1,
        found.start.column + 1,
        found.finding.entity,
        found.finding.confidence(),
        excerpt(found, show_values, colours),
    )
}

/// What stands around a finding, at most 80 columns, nothing in it that a
/// terminal obeys; the value and its neighbours masked unless shown.
fn excerpt(found: &Located<'_>, show_values: bool, colours: &Colours) -> String {
    let hidden = |at: u64| {
        !show_values
            && found.neighbours.iter().take_while(|other| other.start <= at).any(|other| other.end > at)
    };
    let value = if show_values {
        fit_start(cells(found.value, 0, |_| false), VALUE_COLUMNS)
    } else {
        fit_start(cells(found.value, 0, |_| true), VALUE_COLUMNS / 2)
    };
    let room = COLUMNS - columns(&value);
    let from = found.finding.start - found.before.len() as u64;
    let mut before = cells(found.before, from, hidden);
    before.reverse();
    let mut before = fit_start(before, room / 2);
    before.reverse();
    let after = fit_start(cells(found.after, found.finding.end, hidden), room - columns(&before));
    let style = colours.value;
    format!("{}{style}{}{style:#}{}", concat(&before).trim_start(), concat(&value), concat(&after).trim_end())
}

/// A value as one harmless line, masked unless shown.
pub(crate) fn value(bytes: &[u8], show_values: bool) -> String {
    concat(&fit_start(cells(bytes, 0, |_| !show_values), VALUE_COLUMNS))
}

/// Characters as a terminal shall show them, with their widths; those at
/// offsets that `hidden` names become `*`.
fn cells(bytes: &[u8], from: u64, hidden: impl Fn(u64) -> bool) -> Vec<(String, usize)> {
    let mut at = from;
    let mut cells = Vec::new();
    for chunk in bytes.utf8_chunks() {
        for ch in chunk.valid().chars() {
            cells.push(if hidden(at) { ("*".to_owned(), 1) } else { shown(ch) });
            at += ch.len_utf8() as u64;
        }
        for byte in chunk.invalid() {
            cells.push(if hidden(at) { ("*".to_owned(), 1) } else { (format!("\\x{byte:02x}"), 4) });
            at += 1;
        }
    }
    cells
}

fn shown(ch: char) -> (String, usize) {
    if ch == '\t' {
        return (" ".to_owned(), 1);
    }
    let mut text = String::new();
    escape::push_visible(&mut text, ch);
    let width = text.chars().map(escape::width).sum();
    (text, width)
}

/// The first cells that fit into `room` columns, with `…` for those that do not.
fn fit_start(mut cells: Vec<(String, usize)>, room: usize) -> Vec<(String, usize)> {
    if columns(&cells) <= room {
        return cells;
    }
    let mut used = 1;
    let kept = cells.iter().take_while(|(_, width)| {
        used += width;
        used <= room
    });
    let kept = kept.count();
    cells.truncate(kept);
    cells.push(("…".to_owned(), 1));
    cells
}

fn columns(cells: &[(String, usize)]) -> usize {
    cells.iter().map(|(_, width)| width).sum()
}

fn concat(cells: &[(String, usize)]) -> String {
    cells.iter().map(|(text, _)| text.as_str()).collect()
}

pub(super) fn summary(tally: &Tally, for_people: bool) -> String {
    let mut out = String::new();
    let plural = |count: u64| if count == 1 { "" } else { "s" };
    if for_people {
        let width = tally.entities.keys().map(|entity| entity.len()).max().unwrap_or(0);
        for (entity, count) in &tally.entities {
            let _ = writeln!(out, "{entity:width$} {count:>8}");
        }
        let found = tally.findings();
        let (with, files) = (tally.files_with_findings, tally.files);
        let _ = write!(out, "{found} finding{} in {with} of {files} file{}", plural(found), plural(files));
    }
    if tally.binary > 0 {
        let lead = if for_people { ", " } else { "" };
        let _ = write!(out, "{lead}{} binary file{} skipped", tally.binary, plural(tally.binary));
    }
    if !tally.errors.is_empty() && for_people {
        let count = tally.errors.len() as u64;
        let _ = write!(out, ", {count} error{}", plural(count));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}
