//! Puts values back into a document so that it stays one.

use super::placeholder::{Step, may_open, read};
use super::restore::{Escape, restore};
use super::{Entry, Held, Vault};
use crate::structure::{Edit, Seen, Structure, Syntax, Walk};

/// How many documents within strings of documents are looked into.
const NESTING_LIMIT: usize = 8;

impl Vault {
    /// Puts values back into a document, escaped as each place wants it: quotes in a JSON string, commas in a cell.
    ///
    /// A string of JSON that is a JSON document itself, such as the arguments of a tool call, is restored as one.
    /// A number of JSON or SQL that redaction made a string of is a number again. Otherwise as
    /// [`restore`](Self::restore).
    ///
    /// ```
    /// use yinsi::{Structure, Vault};
    ///
    /// let vault = Vault::numbered();
    /// vault.placeholder("PERSON", br#"Jane "J" Roe"#);
    /// let call = br#"{"name": "mail", "arguments": "{\"to\": \"<PERSON_1>\"}"}"#;
    /// let restored = vault.restore_document(call, Structure::Json);
    /// let expected = br#"{"name": "mail", "arguments": "{\"to\": \"Jane \\\"J\\\" Roe\"}"}"#;
    /// assert_eq!(restored, expected);
    /// ```
    pub fn restore_document(&self, document: &[u8], structure: Structure) -> Vec<u8> {
        let held = self.read();
        let mut out = apply(document, &edits(document, structure, &held, 0));
        if matches!(structure, Structure::Xml | Structure::Html) {
            // A placeholder as it is reads as a tag there.
            let tags = std::mem::take(&mut out);
            restore(&tags, true, &held, Escape::Html, &mut out);
        }
        out
    }

    /// Puts values back into JSON text: [`restore_document`](Self::restore_document) for strings.
    pub fn restore_json(&self, text: &str) -> String {
        let restored = self.restore_document(text.as_bytes(), Structure::Json);
        String::from_utf8_lossy(&restored).into_owned()
    }
}

fn apply(document: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(document.len());
    let mut at = 0;
    for edit in edits {
        out.extend_from_slice(document.get(at..edit.range.start).unwrap_or_default());
        out.extend_from_slice(&edit.with);
        at = edit.range.end;
    }
    out.extend_from_slice(document.get(at..).unwrap_or_default());
    out
}

/// What changes in a document, by its own offsets.
fn edits(document: &[u8], structure: Structure, held: &Held, depth: usize) -> Vec<Edit> {
    let mut all = Vec::new();
    Walk::new(structure).whole(document, &mut |seen| {
        if seen.syntax != Syntax::Markup {
            token_edits(seen, held, depth, &mut all);
        }
    });
    all
}

fn token_edits(seen: &Seen<'_>, held: &Held, depth: usize, all: &mut Vec<Edit>) {
    let text = seen.text();
    let start = usize::try_from(seen.raw_start).unwrap_or(usize::MAX);
    let whole = start..start + seen.raw.len();
    if let Some(entry) = only_placeholder(text, held).filter(|entry| entry.bare) {
        let quoted = matches!(seen.syntax, Syntax::JsonString | Syntax::SqlString(..));
        if quoted && whole.start > 0 {
            all.push(Edit { range: whole.start - 1..whole.end + 1, with: entry.value.to_vec() });
            return;
        }
    }
    let found = match seen.syntax {
        Syntax::JsonString if depth < NESTING_LIMIT && is_json(text) => {
            edits(text, Structure::Json, held, depth + 1)
        }
        _ => placeholders(text, held),
    };
    if found.is_empty() {
        return;
    }
    if seen.syntax.is_bare() {
        let shifted = |edit: Edit| Edit {
            range: edit.range.start + seen.range.start..edit.range.end + seen.range.start,
            with: edit.with,
        };
        let mut with = Vec::new();
        seen.write(&found.into_iter().map(shifted).collect::<Vec<_>>(), &mut with);
        all.push(Edit { range: whole, with });
        return;
    }
    for edit in found {
        let [from, to] =
            [edit.range.start, edit.range.end].map(|at| start + seen.raw_at(seen.range.start + at));
        let mut with = Vec::new();
        seen.syntax.encode(&edit.with, &mut with);
        all.push(Edit { range: from..to, with });
    }
}

/// Values in place of the placeholders in a text.
fn placeholders(text: &[u8], held: &Held) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).unwrap_or_default().iter().position(|byte| may_open(*byte)) {
        at += next;
        match read(text.get(at..).unwrap_or_default(), true, held) {
            Step::Found(len, name, _) => {
                let value = held.values.get(&name).map(|entry| entry.value.to_vec()).unwrap_or_default();
                found.push(Edit { range: at..at + len, with: value });
                at += len;
            }
            _ => at += 1,
        }
    }
    found
}

/// The entry of a text that is one placeholder and nothing else.
fn only_placeholder<'h>(text: &[u8], held: &'h Held) -> Option<&'h Entry> {
    match read(text, true, held) {
        Step::Found(len, name, _) if len == text.len() => held.values.get(&name),
        _ => None,
    }
}

/// Whether a string is a JSON document.
fn is_json(text: &[u8]) -> bool {
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
        && matches!(text.trim_ascii_end().last(), Some(b'}' | b']'))
        && crate::structure::is_json(text)
}
