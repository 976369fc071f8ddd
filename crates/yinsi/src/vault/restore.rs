//! Puts values back in place of placeholders, in text that comes in chunks.

use std::fmt;

use super::placeholder::{Around, Step, may_open, read};
use super::{Held, Vault};
use crate::structure::encode_json;

/// Restores chunk by chunk what [`Vault::restore`] restores at once.
///
/// The output is the same however the text is cut, also within a character. Held back is only what is the
/// beginning of one of the vault's placeholders, and that is never more than the longest of them with its
/// decoration.
///
/// ```
/// use yinsi::{RestoreStream, Vault};
///
/// let vault = Vault::numbered();
/// vault.placeholder("PERSON", b"Jane Roe");
/// let mut stream = RestoreStream::new(&vault);
/// let mut shown = String::new();
/// for chunk in ["Dear **<PER", "SON\\_1", ">**, 1 < 2"] {
///     shown += &stream.push_str(chunk);
/// }
/// shown += &stream.finish_str();
/// assert_eq!(shown, "Dear **Jane Roe**, 1 < 2");
/// ```
pub struct RestoreStream {
    vault: Vault,
    json: bool,
    held: Vec<u8>,
}

impl RestoreStream {
    /// Starts at the beginning of a text.
    pub fn new(vault: &Vault) -> Self {
        Self { vault: vault.clone(), json: false, held: Vec::new() }
    }

    /// Takes the text for JSON whose placeholders stand in strings, such as the arguments of a tool call as they
    /// arrive: values are escaped as strings want it.
    #[must_use]
    pub fn json(mut self) -> Self {
        self.json = true;
        self
    }

    /// Takes the next chunk and appends to `out` what can no longer change.
    pub fn push(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        self.held.extend_from_slice(chunk);
        self.release(false, out);
    }

    /// Ends the text and appends the rest to `out`; the next chunk begins another text.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.release(true, out);
    }

    /// As [`push`](Self::push), for strings; a value that is not UTF-8 has U+FFFD in it.
    pub fn push_str(&mut self, chunk: &str) -> String {
        let mut out = Vec::new();
        self.push(chunk.as_bytes(), &mut out);
        // What is held back begins with a character, so that none is cut.
        String::from_utf8_lossy(&out).into_owned()
    }

    /// As [`finish`](Self::finish), for strings.
    pub fn finish_str(&mut self) -> String {
        let mut out = Vec::new();
        self.finish(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Bytes that wait for more.
    pub fn held_bytes(&self) -> usize {
        self.held.len()
    }

    fn release(&mut self, complete: bool, out: &mut Vec<u8>) {
        let vault = self.vault.clone();
        let held = vault.read();
        let escape = if self.json { Escape::Json } else { Escape::AsAround };
        let done = restore(&self.held, complete, &held, escape, out);
        self.held.drain(..done);
    }
}

impl fmt::Debug for RestoreStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestoreStream").field("held_bytes", &self.held.len()).finish_non_exhaustive()
    }
}

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// As they are, or as HTML where the brackets were.
    AsAround,
    Json,
    Html,
}

/// Appends `text` with values in place of placeholders; returns how much of it was decided.
pub(super) fn restore(text: &[u8], complete: bool, held: &Held, escape: Escape, out: &mut Vec<u8>) -> usize {
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).unwrap_or_default().iter().position(|byte| may_open(*byte)) {
        at += found;
        match read(text.get(at..).unwrap_or_default(), complete, held) {
            Step::None => at += 1,
            Step::Open => {
                out.extend_from_slice(text.get(done..at).unwrap_or_default());
                return at;
            }
            Step::Found(len, name, around) => {
                out.extend_from_slice(text.get(done..at).unwrap_or_default());
                at += len;
                done = at;
                let Some(entry) = held.values.get(&name) else { continue };
                match (escape, around) {
                    (Escape::Json, _) => encode_json(&entry.value, out),
                    (Escape::Html, _) | (_, Around::Html) => encode_html(&entry.value, out),
                    _ => out.extend_from_slice(&entry.value),
                }
            }
        }
    }
    out.extend_from_slice(text.get(done..).unwrap_or_default());
    text.len()
}

fn encode_html(value: &[u8], out: &mut Vec<u8>) {
    crate::structure::Syntax::XmlText.encode(value, out);
}

impl Vault {
    /// Puts the values back in place of this vault's placeholders; all else stays as it is.
    ///
    /// Read are placeholders as they were written, and as language models write them: in another case, with
    /// `\_`, `\<` and other escapes of Markdown, with spaces, stars or backticks inside, with full-width brackets
    /// or `&lt;` (the value is then escaped as HTML wants it). What is put back is not looked through again. A
    /// value that is not UTF-8 comes back with U+FFFD in it; see [`restore_bytes`](Self::restore_bytes).
    ///
    /// ```
    /// let vault = yinsi::Vault::numbered();
    /// vault.placeholder("PERSON", "张三".as_bytes());
    /// assert_eq!(vault.restore("Ask <person_1> or ＜PERSON_1＞, not <PERSON_2>."), "Ask 张三 or 张三, not <PERSON_2>.");
    /// ```
    pub fn restore(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.restore_bytes(text.as_bytes())).into_owned()
    }

    /// As [`restore`](Self::restore), for bytes.
    pub fn restore_bytes(&self, text: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        restore(text, true, &self.read(), Escape::AsAround, &mut out);
        out
    }
}
