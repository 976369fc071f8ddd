//! The words of a document, and how text is read from and written in each place of one.
//!
//! A lexer says what each byte is; this file knows the escapes. Whatever is
//! decoded keeps a map back, so that all bytes but those of a redaction stay.

use std::ops::Range;

/// Most bytes that a lexer may ask for before it makes a token of what is there.
pub(super) const TOKEN_LIMIT: usize = 1024 * 1024;

/// A part of a document, as a lexer cut it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// How many bytes.
    pub(super) len: usize,
    /// How its text is written.
    pub(super) syntax: Syntax,
    /// What it means to the path.
    pub(super) role: Role,
}

impl Token {
    pub(super) const fn new(len: usize, syntax: Syntax, role: Role) -> Self {
        Self { len, syntax, role }
    }

    /// Bytes that are never altered.
    pub(super) const fn markup(len: usize) -> Self {
        Self::new(len, Syntax::Markup, Role::None)
    }

    /// Bytes that are never altered and mean something to the path.
    pub(super) const fn sign(len: usize, role: Role) -> Self {
        Self::new(len, Syntax::Markup, role)
    }

    /// Bytes that are taken and written as they are.
    pub(super) const fn text(len: usize) -> Self {
        Self::new(len, Syntax::Text, Role::None)
    }
}

/// What a token means to who follows where in the document one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    None,
    Value,
    /// The name of what follows: a key, an attribute.
    Key,
    /// An object, a list, a parenthesis begins or ends.
    OpenMap,
    OpenList,
    Close,
    /// The next cell or element.
    Next,
    /// A record or statement ends.
    Record,
    /// `<name` of a tag, `>` or `/>` at its end, `</name>`.
    Tag,
    TagEnd,
    TagEmpty,
    EndTag,
    /// A bare word of SQL.
    Word,
    /// Rows of `COPY` begin or end.
    Rows,
}

/// How text is written at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// Never altered.
    Markup,
    /// As it is.
    Text,
    JsonString,
    JsonBare,
    CsvQuoted,
    /// Without quotes, between delimiters.
    CsvBare(Option<u8>),
    CopyField,
    PairQuoted(u8),
    PairBare,
    /// Between these quotes, doubled within; with MySQL's backslashes or without.
    SqlString(u8, bool),
    SqlBare(bool),
    SqlLineComment,
    SqlComment,
    XmlText,
    XmlAttribute(u8),
    HtmlBare,
    Cdata,
    /// Comments and instructions.
    XmlOpaque,
    /// Where only a name can stand.
    XmlName,
}

/// From places in decoded text to places in the bytes; both from the token's start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Map(Vec<(usize, usize)>);

impl Map {
    /// Where in the raw bytes the decoded offset lies, which is no place within a character.
    pub(crate) fn raw(&self, decoded: usize) -> usize {
        let after = self.0.partition_point(|(at, _)| *at <= decoded);
        let point = after.checked_sub(1).and_then(|index| self.0.get(index));
        point.map_or(decoded, |(at, raw)| raw + (decoded - at))
    }
}

/// One character in place of an escape of so many bytes.
type Unit = (usize, char);

impl Syntax {
    /// Whether what is written here is written as it is.
    pub(crate) fn is_plain(self) -> bool {
        matches!(self, Self::Text | Self::PairBare)
    }

    /// Appends the text that `raw` stands for.
    pub(super) fn decode(self, raw: &[u8], text: &mut Vec<u8>) -> Map {
        match self {
            Self::JsonString => decode(raw, b'\\', b'\\', json_unit, text),
            Self::PairQuoted(b'"') => decode(raw, b'\\', b'\\', quoted_unit, text),
            Self::CopyField if raw != b"\\N" => decode(raw, b'\\', b'\\', copy_unit, text),
            Self::CsvQuoted => decode(raw, b'"', b'"', |rest| doubled_unit(rest, b'"'), text),
            Self::SqlString(quote, true) => decode(
                raw,
                quote,
                b'\\',
                |rest| if rest.first() == Some(&b'\\') { sql_unit(rest) } else { doubled_unit(rest, quote) },
                text,
            ),
            Self::SqlString(quote, false) => {
                decode(raw, quote, quote, |rest| doubled_unit(rest, quote), text)
            }
            Self::XmlText | Self::XmlAttribute(_) | Self::HtmlBare => decode(raw, b'&', b'&', entity, text),
            _ => {
                text.extend_from_slice(raw);
                Map::default()
            }
        }
    }

    /// Appends `text` as it has to be written between what stays of the token.
    pub(crate) fn encode(self, text: &[u8], out: &mut Vec<u8>) {
        match self {
            Self::JsonString | Self::PairQuoted(b'"') => encode_json(text, out),
            Self::PairQuoted(quote) => map_bytes(text, out, |byte| match byte {
                b'\n' => Some(b" "),
                _ if byte == quote => Some(b"`"),
                _ => None,
            }),
            Self::CsvQuoted => double(text, b'"', out),
            Self::SqlString(quote, backslash) => {
                let start = out.len();
                double(text, quote, out);
                if backslash && memchr::memchr(b'\\', text).is_some() {
                    let doubled = out.split_off(start);
                    double(&doubled, b'\\', out);
                }
            }
            Self::CopyField => map_bytes(text, out, |byte| match byte {
                b'\\' => Some(b"\\\\"),
                b'\t' => Some(b"\\t"),
                b'\n' => Some(b"\\n"),
                b'\r' => Some(b"\\r"),
                _ => None,
            }),
            Self::SqlLineComment => {
                map_bytes(text, out, |byte| (byte == b'\n' || byte == b'\r').then_some(b" " as &[u8]))
            }
            // What stays of the comment may put the other half of a `*/` beside it.
            Self::SqlComment => map_bytes(text, out, |byte| match byte {
                b'/' => Some(b"|"),
                b'*' => Some(b"#"),
                _ => None,
            }),
            Self::XmlText => map_bytes(text, out, xml_escape),
            Self::XmlAttribute(quote) => map_bytes(text, out, |byte| match byte {
                b'"' if quote == b'"' => Some(b"&quot;"),
                b'\'' if quote == b'\'' => Some(b"&#39;"),
                b'\n' => Some(b"&#10;"),
                b'\t' => Some(b"&#9;"),
                _ => xml_escape(byte),
            }),
            Self::Cdata => encode_cdata(text, out),
            // Neither `--` nor `->` may come about, nor `>` where it would end a comment or an instruction.
            Self::XmlOpaque => {
                let lone = text.strip_prefix(b">").map_or(text, |rest| {
                    out.push(b')');
                    rest
                });
                map_bytes(lone, out, |byte| match byte {
                    b'-' => Some(b"_"),
                    b'?' => Some(b"."),
                    _ => None,
                });
            }
            Self::XmlName => {
                out.extend(text.iter().map(|byte| if byte.is_ascii_alphanumeric() { *byte } else { b'_' }));
            }
            _ => out.extend_from_slice(text),
        }
    }

    /// The quote and its syntax if a value without quotes cannot become `text`, in which `new` is written.
    pub(super) fn quotes(self, text: &[u8], new: &[u8]) -> Option<(u8, Self)> {
        let writes =
            |special: &[u8]| new.iter().any(|byte| special.contains(byte) || byte.is_ascii_control());
        match self {
            Self::JsonBare => (!is_json_number(text)).then_some((b'"', Self::JsonString)),
            Self::CsvBare(Some(delimiter)) => {
                writes(&[delimiter, b'"', b'\r', b'\n']).then_some((b'"', Self::CsvQuoted))
            }
            Self::PairBare => writes(b" \"=").then_some((b'"', Self::PairQuoted(b'"'))),
            Self::SqlBare(backslash) => {
                (!is_json_number(text)).then_some((b'\'', Self::SqlString(b'\'', backslash)))
            }
            Self::HtmlBare => {
                (text.is_empty() || writes(b" \"'=<>`/&")).then_some((b'"', Self::XmlAttribute(b'"')))
            }
            _ => None,
        }
    }

    /// Whether what stands here is a number, and becomes a string if it is anything else.
    #[cfg(feature = "keyed")]
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::JsonBare | Self::SqlBare(_))
    }

    /// Whether a value here has no quotes but may get some.
    pub(crate) fn is_bare(self) -> bool {
        matches!(
            self,
            Self::JsonBare | Self::CsvBare(Some(_)) | Self::PairBare | Self::SqlBare(_) | Self::HtmlBare
        )
    }
}

/// Copies `raw` with each unit that begins with one of two bytes decoded.
fn decode(raw: &[u8], one: u8, other: u8, unit: impl Fn(&[u8]) -> Option<Unit>, text: &mut Vec<u8>) -> Map {
    let (start, mut done, mut at) = (text.len(), 0, 0);
    let mut map = Map::default();
    while let Some(found) = memchr::memchr2(one, other, raw.get(at..).unwrap_or_default()) {
        at += found;
        let Some((len, ch)) = unit(raw.get(at..).unwrap_or_default()) else {
            at += 1;
            continue;
        };
        text.extend_from_slice(raw.get(done..at).unwrap_or_default());
        map.0.push((text.len() - start, at));
        text.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
        at += len;
        map.0.push((text.len() - start, at));
        done = at;
    }
    text.extend_from_slice(raw.get(done..).unwrap_or_default());
    map
}

fn doubled_unit(rest: &[u8], quote: u8) -> Option<Unit> {
    (rest.get(..2) == Some(&[quote, quote])).then_some((2, char::from(quote)))
}

/// An escape of a JSON string (RFC 8259, section 7); half a surrogate pair is U+FFFD.
fn json_unit(rest: &[u8]) -> Option<Unit> {
    let plain = match rest.get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let high = hex(rest.get(2..6)?)?;
            let low = (rest.get(6..8) == Some(b"\\u")).then(|| hex(rest.get(8..12)?)).flatten();
            return Some(match (high, low) {
                (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
                    (12, char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))?)
                }
                _ => (6, char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER)),
            });
        }
        _ => return None,
    };
    Some((2, plain))
}

/// The same with what Go and shells write besides.
fn quoted_unit(rest: &[u8]) -> Option<Unit> {
    match rest.get(1)? {
        b'\'' => Some((2, '\'')),
        b'x' => Some((4, char::from_u32(hex(rest.get(2..4)?)?).filter(char::is_ascii)?)),
        _ => json_unit(rest),
    }
}

/// An escape in a string of MySQL.
fn sql_unit(rest: &[u8]) -> Option<Unit> {
    let ch = match rest.get(1)? {
        b'0' => '\0',
        b'b' => '\u{8}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'Z' => '\u{1A}',
        b'%' | b'_' => return None,
        byte if byte.is_ascii() => char::from(*byte),
        _ => return None,
    };
    Some((2, ch))
}

/// An escape in a row of PostgreSQL's `COPY`.
fn copy_unit(rest: &[u8]) -> Option<Unit> {
    let ch = match rest.get(1)? {
        b'f' => '\u{C}',
        b'v' => '\u{B}',
        b'x' | b'0'..=b'7' | b'N' | b'.' => return None,
        b'\\' => '\\',
        _ => return sql_unit(rest),
    };
    Some((2, ch))
}

/// A reference of XML, or one of those of HTML that hide a value.
fn entity(rest: &[u8]) -> Option<Unit> {
    let end = memchr::memchr(b';', rest.get(..12).unwrap_or(rest))?;
    let ch = match rest.get(1..end)? {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        b"nbsp" => '\u{A0}',
        b"commat" => '@',
        b"period" => '.',
        b"lowbar" => '_',
        b"colon" => ':',
        b"plus" => '+',
        b"num" => '#',
        b"sol" => '/',
        b"shy" => '\u{AD}',
        b"ndash" => '\u{2013}',
        b"mdash" => '\u{2014}',
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(hex(digits)?)?,
        [b'#', digits @ ..] => char::from_u32(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
        _ => return None,
    };
    Some((end + 1, ch))
}

fn hex(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn map_bytes(text: &[u8], out: &mut Vec<u8>, replace: impl Fn(u8) -> Option<&'static [u8]>) {
    for byte in text {
        match replace(*byte) {
            Some(with) => out.extend_from_slice(with),
            None => out.push(*byte),
        }
    }
}

fn xml_escape(byte: u8) -> Option<&'static [u8]> {
    match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'>' => Some(b"&gt;"),
        _ => None,
    }
}

fn double(text: &[u8], quote: u8, out: &mut Vec<u8>) {
    for byte in text {
        out.push(*byte);
        if *byte == quote {
            out.push(quote);
        }
    }
}

/// Appends `text` so that no `]]>` comes about, wherever its parts are from.
fn encode_cdata(text: &[u8], out: &mut Vec<u8>) {
    let mut before = b']';
    for byte in text {
        if *byte == b'>' && before == b']' {
            out.extend_from_slice(b"]]><![CDATA[");
        }
        out.push(*byte);
        before = *byte;
    }
    if !text.is_empty() && before == b']' {
        out.extend_from_slice(b"]]><![CDATA[");
    }
}

/// Appends `text` as the content of a JSON string.
pub(crate) fn encode_json(text: &[u8], out: &mut Vec<u8>) {
    for byte in text {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..0x20 | 0x7F => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(*byte),
        }
    }
}

/// Whether `text` is a number of JSON (RFC 8259, section 6).
pub(super) fn is_json_number(text: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.first() == Some(&b'0')) {
        return false;
    }
    let mut rest = rest.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = fraction.get(count..).unwrap_or_default();
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = match exponent {
            [b'+' | b'-', digits @ ..] => digits,
            _ => exponent,
        };
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}

/// How much of text that goes on may become a token: no character and no escape is cut.
pub(super) fn cut(rest: &[u8]) -> usize {
    let limit = rest.len().min(TOKEN_LIMIT);
    let tail = limit.saturating_sub(16);
    let escape = rest.get(tail..limit).and_then(|tail| memchr::memchr2(b'\\', b'&', tail));
    let mut end = escape.map_or(limit, |at| tail + at);
    while end > 0 && rest.get(end).is_some_and(|byte| byte & 0xC0 == 0x80) {
        end -= 1;
    }
    if end == 0 { limit.max(1) } else { end }
}

/// The number of bytes at the start of `rest` that `wanted` takes.
pub(super) fn run(rest: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    rest.iter().take_while(|byte| wanted(**byte)).count()
}

/// The bytes of `text` in `range`, or none.
pub(super) fn part(text: &[u8], range: Range<usize>) -> &[u8] {
    text.get(range).unwrap_or_default()
}
