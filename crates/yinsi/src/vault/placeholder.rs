//! What placeholders look like, as written and as they come back.
//!
//! A language model may change the case, escape `_` or `<` for Markdown or HTML,
//! put spaces, stars or backticks inside, or write the brackets full-width. All
//! that is read as the placeholder, provided the vault has one of that name.

use super::Held;

/// Digits of a keyed placeholder: no I, L, O and U, which are taken for others.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many digits a tag of 32 bytes makes.
pub(super) const TAG_CHARS: usize = 51;

/// Most bytes of decoration within one placeholder.
const DECORATION_LIMIT: usize = 32;

/// How placeholders begin; and, the same with the other bracket, how they end.
const OPENS: [&str; 14] = [
    "<", "\\<", "&lt;", "&LT;", "&#60;", "&#x3c;", "&#x3C;", "\\u003c", "\\u003C", "＜", "〈", "《", "‹", "⟨",
];
const CLOSES: [&str; 14] = [
    ">", "\\>", "&gt;", "&GT;", "&#62;", "&#x3e;", "&#x3E;", "\\u003e", "\\u003E", "＞", "〉", "》", "›", "⟩",
];

/// An entity's name as placeholders have it.
pub(super) fn stem(entity: &str) -> Box<str> {
    let upper = |ch: char| if ch.is_ascii_alphanumeric() { ch.to_ascii_uppercase() } else { '_' };
    entity.chars().map(upper).collect::<String>().into()
}

/// The first `len` digits of a tag, 5 bits each. The first is a letter and the second one of ten, so that
/// neither a number nor the last word of an entity's name looks like it.
pub(super) fn suffix(tag: &[u8; 32], len: usize) -> String {
    let digit = |nth: usize| {
        let (byte, shift) = (nth * 5 / 8, nth * 5 % 8);
        let pair = [0, 1].map(|next| u16::from(tag.get(byte + next).copied().unwrap_or(0)));
        usize::from((((pair[0] << 8) | pair[1]) >> (11 - shift)) & 31)
    };
    let place = |nth: usize| match nth {
        0 => 10 + digit(nth) % 22,
        1 => digit(nth) % 10,
        _ => digit(nth),
    };
    (0..len.min(TAG_CHARS)).filter_map(|nth| DIGITS.get(place(nth))).map(|digit| char::from(*digit)).collect()
}

/// What the brackets of a placeholder say about the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Plain,
    /// HTML: `&lt;`.
    Html,
}

/// What stands at the start of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A placeholder of so many bytes, by name.
    Found(usize, Box<str>, Around),
    /// What may be one when more text comes.
    Open,
    None,
}

/// Whether a placeholder may begin with this byte.
pub(super) fn may_open(byte: u8) -> bool {
    matches!(byte, b'<' | b'&' | b'\\' | 0xE2 | 0xE3 | 0xEF)
}

/// Reads a placeholder of the vault at the start of `text`; `complete` says that no more text comes.
pub(super) fn read(text: &[u8], complete: bool, held: &Held) -> Step {
    if held.values.is_empty() {
        return Step::None;
    }
    let more = if complete { Step::None } else { Step::Open };
    let Some(open) = OPENS.iter().find(|open| text.starts_with(open.as_bytes())) else {
        let begins = !text.is_empty() && OPENS.iter().any(|open| open.as_bytes().starts_with(text));
        return if begins { more } else { Step::None };
    };
    let around = if open.starts_with('&') { Around::Html } else { Around::Plain };
    let mut reader = Reader { name: String::new(), spaced: false, escaped: false, decoration: 0 };
    let mut at = open.len();
    loop {
        let rest = text.get(at..).unwrap_or_default();
        if let Some(close) = CLOSES.iter().find(|close| rest.starts_with(close.as_bytes())) {
            // Who escapes one bracket escapes the other: `C:\Users\<NAME_1>` had its backslash before.
            let stray = *open == "\\<" && !close.starts_with('\\') && !reader.escaped;
            let known = !stray && held.values.contains_key(&*reader.name);
            let found = || Step::Found(at + close.len(), reader.name.as_str().into(), around);
            return if known { found() } else { Step::None };
        }
        if rest.is_empty() || CLOSES.iter().any(|close| close.as_bytes().starts_with(rest)) {
            return if held.has_prefix(&reader.name) { more } else { Step::None };
        }
        let Some((ch, len)) = first_char(rest) else {
            // The rest may be the beginning of a character.
            let cut =
                rest.len() < 4 && std::str::from_utf8(rest).is_err_and(|error| error.error_len().is_none());
            return if cut && held.has_prefix(&reader.name) { more } else { Step::None };
        };
        if !reader.take(ch, held) {
            return Step::None;
        }
        at += len;
    }
}

/// Puts together a name of which decoration is left out.
struct Reader {
    name: String,
    /// Whether spaces came after the last character of the name.
    spaced: bool,
    /// Whether a backslash was left out.
    escaped: bool,
    decoration: usize,
}

impl Reader {
    /// Takes a character; returns whether it can be part of a placeholder of the vault.
    fn take(&mut self, ch: char, held: &Held) -> bool {
        let plain = match ch {
            '！'..='～' => char::from_u32(ch as u32 - 0xFEE0).unwrap_or(ch),
            '\u{3000}' | '\u{A0}' | '\t' => ' ',
            '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' => '-',
            _ => ch,
        };
        match plain {
            '_' | '-' => {
                self.spaced = false;
                if self.name.is_empty() || self.name.ends_with('_') {
                    return self.decorate();
                }
                self.name.push('_');
                held.has_prefix(&self.name)
            }
            _ if plain.is_ascii_alphanumeric() => {
                if std::mem::take(&mut self.spaced) && !self.name.is_empty() && !self.name.ends_with('_') {
                    self.name.push('_');
                }
                self.name.push(plain.to_ascii_uppercase());
                held.has_prefix(&self.name)
            }
            ' ' => {
                self.spaced = true;
                self.decorate()
            }
            '\\' => {
                self.escaped = true;
                self.decorate()
            }
            '*' | '`' | '~' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' => self.decorate(),
            _ => false,
        }
    }

    fn decorate(&mut self) -> bool {
        self.decoration += 1;
        self.decoration <= DECORATION_LIMIT
    }
}

fn first_char(text: &[u8]) -> Option<(char, usize)> {
    let head = text.get(..text.len().min(4)).unwrap_or_default();
    let valid = match std::str::from_utf8(head) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
    };
    valid.chars().next().map(|ch| (ch, ch.len_utf8()))
}
