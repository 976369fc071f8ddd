//! Foreign text made harmless: for terminals, JSON and CSV.
//!
//! Scanned text and file names may hold control characters, ANSI sequences and
//! bidirectional overrides. Whatever prints them goes through here.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use yinsi::report::render::is_active;

/// Appends `ch` so that a terminal shows it instead of obeying it.
pub(crate) fn push_visible(out: &mut String, ch: char) {
    match ch {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if (ch as u32) < 0x80 && ch.is_control() => {
            let _ = write!(out, "\\x{:02x}", ch as u32);
        }
        _ if is_active(ch) => {
            let _ = write!(out, "\\u{{{:x}}}", ch as u32);
        }
        _ => out.push(ch),
    }
}

/// The characters of `bytes`, each made visible; invalid bytes as `\xff`.
pub(crate) fn visible_chars(bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
    bytes.utf8_chunks().flat_map(|chunk| {
        let valid = chunk.valid().chars().map(|ch| {
            let mut shown = String::new();
            push_visible(&mut shown, ch);
            shown
        });
        valid.chain(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")))
    })
}

/// `bytes` as one harmless line.
pub(crate) fn visible(bytes: &[u8]) -> String {
    visible_chars(bytes).collect()
}

/// A file name as one harmless line.
pub(crate) fn visible_path(path: &Path) -> String {
    visible(path.as_os_str().as_encoded_bytes())
}

/// `value` as JSON on one line, control characters of all kinds escaped.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).expect("our structs have string keys and no failing parts");
    if json.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    for ch in json.chars() {
        push_json(&mut out, ch);
    }
    out
}

/// `text` as a JSON string, quotes included.
pub(crate) fn json(text: &str) -> String {
    to_json(&text)
}

/// Appends a character of a JSON document; the active ones that JSON allows
/// as they are stand in strings only, where an escape means the same.
fn push_json(out: &mut String, ch: char) {
    if !is_active(ch) {
        return out.push(ch);
    }
    for unit in ch.encode_utf16(&mut [0; 2]) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// `text` as one cell of a CSV report: quoted where needed, and never a formula.
pub(crate) fn csv(text: &str) -> String {
    let mut cell = String::with_capacity(text.len() + 2);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        cell.push('\'');
    }
    for ch in text.chars() {
        match ch {
            '"' => cell.push_str("\"\""),
            '\n' | '\r' | '\t' => cell.push(ch),
            _ => push_visible(&mut cell, ch),
        }
    }
    if text.contains(['"', ',', ';', '\t', '\n', '\r']) { format!("\"{cell}\"") } else { cell }
}

/// How many columns of a terminal a character takes: wide East Asian ones two.
pub(crate) fn width(ch: char) -> usize {
    match ch as u32 {
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1FAFF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_not_obeyed() {
        assert_eq!(visible("a\u{1b}[31m\u{9b}x\u{202e}\n".as_bytes()), "a\\x1b[31m\\u{9b}x\\u{202e}\\n");
        assert_eq!(visible(b"\xff\xe4\xb8"), "\\xff\\xe4\\xb8");
    }

    #[test]
    fn json_strings_read_back_and_hold_no_control_character() {
        let text = "a\"b\\c\n\u{1}\u{9b}\u{7f}\u{202e}身份\u{e0001}";
        let quoted = json(text);
        assert!(!quoted.chars().any(is_active), "{quoted}");
        assert_eq!(serde_json::from_str::<String>(&quoted).expect("a JSON string"), text);
    }

    #[test]
    fn csv_cells_are_no_formulas() {
        assert_eq!(csv("=1+1"), "'=1+1");
        assert_eq!(csv("@a,b"), "\"'@a,b\"");
        assert_eq!(csv("a\"b"), "\"a\"\"b\"");
        assert_eq!(csv("plain"), "plain");
    }
}
