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
        let before_or_at = found.neighbours.iter().take_while(|other| other.start <= at);
        !show_values && before_or_at.into_iter().any(|other| other.end > at)
    };
    let value = match show_values {
        true => fit(glyphs(found.value, 0, |_| false), VALUE_COLUMNS),
        false => fit(glyphs(found.value, 0, |_| true), VALUE_COLUMNS / 2),
    };
    let room = COLUMNS - columns(&value);
    // A column holds a character of at most four bytes.
    let skip = found.before.len().saturating_sub(4 * room);
    let before = found.before.get(skip..).unwrap_or_default();
    let from = found.finding.start - before.len() as u64;
    let mut before: Vec<Glyph> = glyphs(before, from, hidden).collect();
    before.reverse();
    let mut before = fit(before.into_iter(), room / 2);
    before.reverse();
    let after = fit(glyphs(found.after, found.finding.end, hidden), room - columns(&before));
    let style = colours.value;
    format!("{}{style}{}{style:#}{}", concat(&before).trim_start(), concat(&value), concat(&after).trim_end())
}

/// A value as one harmless line, masked unless shown.
pub(crate) fn value(bytes: &[u8], show_values: bool) -> String {
    concat(&fit(glyphs(bytes, 0, |_| !show_values), VALUE_COLUMNS))
}

/// What a reader sees of a character.
#[derive(Debug, Clone, Copy)]
enum Glyph {
    Char(char),
    /// Of no character.
    Byte(u8),
    Masked,
    /// For what is left out.
    Ellipsis,
}

impl Glyph {
    fn push(self, out: &mut String) {
        match self {
            Self::Char('\t') => out.push(' '),
            Self::Char(ch) => escape::push_visible(out, ch),
            Self::Byte(byte) => {
                let _ = write!(out, "\\x{byte:02x}");
            }
            Self::Masked => out.push('*'),
            Self::Ellipsis => out.push('…'),
        }
    }

    fn columns(self) -> usize {
        match self {
            Self::Char(ch) if ch.is_ascii_graphic() || ch == ' ' => 1,
            Self::Char(_) | Self::Byte(_) => {
                let mut shown = String::new();
                self.push(&mut shown);
                shown.chars().map(escape::width).sum()
            }
            Self::Masked | Self::Ellipsis => 1,
        }
    }
}

/// The characters of `bytes`, which start at offset `from`; those at offsets
/// that `hidden` names masked.
fn glyphs(bytes: &[u8], from: u64, hidden: impl Fn(u64) -> bool) -> impl Iterator<Item = Glyph> {
    let parts = bytes.utf8_chunks().flat_map(|chunk| {
        let chars = chunk.valid().chars().map(|ch| (Glyph::Char(ch), ch.len_utf8() as u64));
        chars.chain(chunk.invalid().iter().map(|&byte| (Glyph::Byte(byte), 1)))
    });
    parts.scan(from, move |at, (glyph, len)| {
        let here = *at;
        *at += len;
        Some(if hidden(here) { Glyph::Masked } else { glyph })
    })
}

/// The first of `all` that fit into `room` columns, with `…` for the rest.
fn fit(all: impl Iterator<Item = Glyph>, room: usize) -> Vec<Glyph> {
    let mut kept = Vec::new();
    let mut used = 0;
    for glyph in all {
        used += glyph.columns();
        kept.push(glyph);
        if used > room {
            while used + 1 > room {
                let Some(glyph) = kept.pop() else { break };
                used -= glyph.columns();
            }
            kept.push(Glyph::Ellipsis);
            break;
        }
    }
    kept
}

fn columns(glyphs: &[Glyph]) -> usize {
    glyphs.iter().map(|glyph| glyph.columns()).sum()
}

fn concat(glyphs: &[Glyph]) -> String {
    let mut out = String::new();
    glyphs.iter().for_each(|glyph| glyph.push(&mut out));
    out
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
