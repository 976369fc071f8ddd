//! Corpora: texts of any size that are the same on every machine.
//!
//! A short corpus is the beginning of a long one, so that a small cut can be
//! checked in a test and before the long one is timed.

mod adversarial;
mod code;
mod logs;
mod prose;
mod table;

/// A text that grows.
#[derive(Debug)]
pub struct Corpus {
    /// What definitions call it.
    pub name: &'static str,
    /// What is in it.
    pub about: &'static str,
    grow: fn(&mut Vec<u8>, usize) -> Result<(), String>,
}

impl Corpus {
    /// The corpus of this name.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn named(name: &str) -> Result<&'static Self, String> {
        all().find(|corpus| corpus.name == name).ok_or_else(|| {
            let known: Vec<&str> = all().map(|corpus| corpus.name).collect();
            format!("no corpus `{name}`; there are {}", known.join(", "))
        })
    }

    /// At most `bytes` bytes of it, ending with a line where lines are short.
    ///
    /// # Errors
    ///
    /// When what it is taken from is not there.
    pub fn text(&self, bytes: usize) -> Result<Vec<u8>, String> {
        let mut text = Vec::with_capacity(bytes + 4096);
        (self.grow)(&mut text, bytes)?;
        text.truncate(cut(&text, bytes));
        Ok(text)
    }
}

/// Corpora of the table of results: what people have, and what nobody wishes for.
pub const PLAIN: &[Corpus] = &[
    Corpus {
        name: "english",
        about: "English prose",
        grow: |text, bytes| prose::grow(&prose::ENGLISH, text, bytes),
    },
    Corpus {
        name: "chinese",
        about: "Chinese prose",
        grow: |text, bytes| prose::grow(&prose::CHINESE, text, bytes),
    },
    Corpus { name: "code", about: "source code of crates", grow: code::grow },
    Corpus { name: "logs", about: "logs of many services", grow: logs::grow },
    Corpus { name: "table", about: "leaked customer table", grow: table::grow },
    Corpus { name: "soup", about: "digit soup of all families", grow: adversarial::soup },
    Corpus { name: "random", about: "random bytes", grow: adversarial::random },
];

/// All corpora, the adversarial families one by one.
pub fn all() -> impl Iterator<Item = &'static Corpus> {
    PLAIN.iter().chain(adversarial::FAMILIES)
}

/// Where a piece of at most `bytes` bytes ends: after a line end, if one is among the last 4 KiB,
/// else before a character.
pub fn cut(text: &[u8], bytes: usize) -> usize {
    if text.len() <= bytes {
        return text.len();
    }
    let near = bytes.saturating_sub(4096);
    if let Some(line_end) = memchr::memrchr(b'\n', &text[near..bytes]) {
        return near + line_end + 1;
    }
    let begins_character = |at: &usize| text[*at] & 0xC0 != 0x80;
    (bytes.saturating_sub(3)..=bytes).rev().find(begins_character).unwrap_or(bytes)
}

/// Cuts a text into pieces of about `bytes` bytes, see [`cut`].
pub fn pieces(text: &[u8], bytes: usize) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(cut(rest, bytes).max(1));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_corpus_is_the_beginning_of_a_long_one() {
        for corpus in all() {
            let short = corpus.text(20_000).expect("a corpus");
            let long = corpus.text(90_000).expect("a corpus");
            assert!(short.len() > 15_000 && long.len() > 80_000, "{}", corpus.name);
            assert!(long.starts_with(&short), "{}", corpus.name);
        }
    }

    #[test]
    fn pieces_are_the_text_and_end_with_lines() {
        let text = Corpus::named("logs").and_then(|logs| logs.text(300_000)).expect("a corpus");
        let pieces = pieces(&text, 64 * 1024);
        assert_eq!(pieces.concat(), text);
        assert!(pieces.iter().all(|piece| piece.len() <= 64 * 1024 && piece.ends_with(b"\n")));
    }

    #[test]
    fn a_piece_never_ends_inside_a_character() {
        let text = "汉".repeat(5000);
        for bytes in 5000..5006 {
            assert!(text.is_char_boundary(cut(text.as_bytes(), bytes)));
        }
    }
}
