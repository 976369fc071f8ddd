//! Mail: one message (RFC 5322) or a mailbox of them. A message is a record; its texts are fields,
//! and what is attached to it is read as a file of its own.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use yinsi::Encoding;

use crate::fault::{Limit, Lost, Reason};
use crate::format::Format;
use crate::input::Input;
use crate::open;
use crate::record::Field;
use crate::session::{Item, Opened, Session};

/// Header fields that hold people or what they write.
const FIELDS: &[(&str, &str)] = &[
    ("from", "from"),
    ("to", "to"),
    ("cc", "cc"),
    ("bcc", "bcc"),
    ("reply-to", "reply-to"),
    ("sender", "sender"),
    ("delivered-to", "delivered-to"),
    ("return-path", "return-path"),
    ("subject", "subject"),
    ("date", "date"),
    ("received", "received"),
    ("x-originating-ip", "ip"),
];

/// Multiparts in multiparts.
const NESTED: usize = 16;

/// Parts of one message.
const PARTS: usize = 1000;

/// Reads a file that is one message.
pub(crate) fn message_file(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    let memory = session.reader.limits.memory;
    let mut raw = Vec::new();
    let mut table = session.table(item, None, Format::Message, Encoding::UTF_8.name(), Vec::new())?;
    if let Err(error) = input.into_read().take(memory).read_to_end(&mut raw) {
        table.fault(session, 1, Lost::Part, error.into());
    }
    if raw.len() as u64 == memory {
        table.fault(session, 1, Lost::Part, Reason::Limit(Limit::Memory(memory)));
    }
    message(session, item, &mut table, 1, &raw)?;
    table.end(session);
    ControlFlow::Continue(())
}

/// Reads a mailbox: messages, each behind a line that starts with `From `.
pub(crate) fn mailbox(session: &mut Session<'_>, item: &Item, input: Input<'_>) -> ControlFlow<()> {
    let memory = usize::try_from(session.reader.limits.memory).unwrap_or(usize::MAX);
    let mut table = session.table(item, None, Format::Mailbox, Encoding::UTF_8.name(), Vec::new())?;
    let mut reader = std::io::BufReader::new(input.into_read());
    let (mut raw, mut line, mut number, mut first) = (Vec::new(), Vec::new(), 0, 0);
    let (mut blank, mut over) = (true, false);
    loop {
        line.clear();
        // Bytes, not text: each part says its own encoding.
        let read = std::io::BufRead::read_until(&mut (&mut reader).take(1 << 20), b'\n', &mut line);
        if let Err(error) = &read {
            table.fault(session, number, Lost::Rest, error.into());
        }
        let ended = !matches!(read, Ok(1..));
        number += 1;
        if ended || (blank && line.starts_with(b"From ")) {
            if over {
                table.fault(session, first, Lost::Part, Reason::Limit(Limit::Memory(memory as u64)));
            }
            if !raw.is_empty() {
                message(session, item, &mut table, first, &raw)?;
            }
            raw.clear();
            over = false;
            first = number + 1;
        } else if raw.len() + line.len() <= memory {
            // `>From ` is a line that begins like that in the message.
            let quoted = line.iter().take_while(|byte| **byte == b'>').count();
            let escaped = quoted > 0 && line.get(quoted..).is_some_and(|rest| rest.starts_with(b"From "));
            raw.extend_from_slice(line.get(usize::from(escaped)..).unwrap_or_default());
        } else {
            over = true;
        }
        blank = line.iter().all(u8::is_ascii_whitespace);
        if ended {
            break;
        }
    }
    table.end(session);
    ControlFlow::Continue(())
}

/// Text of a message, its name, and the column it is in.
struct Said {
    label: &'static str,
    path: String,
    text: String,
}

struct Attachment {
    name: String,
    content: Vec<u8>,
}

#[derive(Default)]
struct Parts {
    said: Vec<Said>,
    attachments: Vec<Attachment>,
    count: usize,
    damaged: bool,
    over: bool,
}

/// Reads one message.
fn message(
    session: &mut Session<'_>,
    item: &Item,
    table: &mut Opened,
    line: u64,
    raw: &[u8],
) -> ControlFlow<()> {
    let mut parts = Parts::default();
    part(raw, 0, &mut parts);
    if parts.over {
        let reason = Reason::Malformed(format!("more than {PARTS} parts, or {NESTED} in one another").into());
        table.fault(session, line, Lost::Part, reason);
    }
    if parts.damaged {
        table.fault(session, line, Lost::Part, Reason::Encoding("text in the encoding its part names"));
    }
    let fields: Vec<Field<'_>> = parts
        .said
        .iter()
        .filter(|said| !said.text.trim().is_empty())
        .map(|said| {
            let column = FIELDS.iter().position(|(_, label)| *label == said.label).unwrap_or(FIELDS.len());
            let label = (!said.label.is_empty()).then_some(said.label);
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            Field { path: Some(&said.path), ..Field::new(said.text.trim()).labelled(column, label) }
        })
        .collect();
    table.record(session, line, &fields)?;
    let number = table.records;
    for attachment in parts.attachments {
        let inner = item.member(&format!("{number}/{}", attachment.name));
        if inner.depth > session.reader.limits.depth {
            session.fault(&inner, Lost::All, Reason::Limit(Limit::Depth(session.reader.limits.depth)));
            continue;
        }
        open::read_stream(session, &inner, Box::new(Cursor::new(attachment.content)))?;
    }
    ControlFlow::Continue(())
}

/// Reads a part: its header, then what it says or the parts it has.
fn part(raw: &[u8], depth: usize, parts: &mut Parts) {
    parts.count += 1;
    if parts.count > PARTS || depth > NESTED {
        parts.over = true;
        return;
    }
    let (header, body) = split_header(raw);
    let header = unfolded(header);
    let of = |name: &str| {
        let found = header.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.as_str())
    };
    if depth == 0 {
        for (key, value) in &header {
            let known = FIELDS.iter().find(|(field, _)| key.eq_ignore_ascii_case(field));
            if let Some((_, label)) = known {
                parts.said.push(Said { label, path: key.clone(), text: words(value) });
            }
        }
    }
    let (kind, parameters) = parameters(of("content-type"));
    let kind = if kind.is_empty() { "text/plain".to_owned() } else { kind };
    let parameter =
        |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if let Some(boundary) = parameter("boundary").filter(|_| kind.starts_with("multipart/")) {
        for inner in between(body, boundary) {
            part(inner, depth + 1, parts);
        }
        return;
    }
    let content = match of("content-transfer-encoding").trim().to_ascii_lowercase().as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted_printable(body),
        _ => body.to_vec(),
    };
    if kind == "message/rfc822" {
        return part(&content, depth + 1, parts);
    }
    let (disposition, names) = self::parameters(of("content-disposition"));
    let named = names.iter().find(|(key, _)| key.starts_with("filename")).map(|(_, value)| value.as_str());
    let name = named.or_else(|| parameter("name"));
    if name.is_some() || disposition == "attachment" || !kind.starts_with("text/") {
        let name = name.map_or_else(|| format!("part {}", parts.count), words);
        return parts.attachments.push(Attachment { name, content });
    }
    let told = parameter("charset").and_then(Encoding::from_label);
    let encoding = told.or_else(|| Encoding::detect(&content, true)).unwrap_or_default();
    let decoded = encoding.decode(&content);
    parts.damaged |= decoded.faults() > 0;
    parts.said.push(Said { label: "", path: kind, text: decoded.into_text().into_owned() });
}

/// The header and the body, which an empty line parts.
fn split_header(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    while let Some(end) = memchr::memchr(b'\n', raw.get(at..).unwrap_or_default()) {
        let line = raw.get(at..at + end).unwrap_or_default();
        if line.is_empty() || line == b"\r" {
            return (raw.get(..at).unwrap_or_default(), raw.get(at + end + 1..).unwrap_or_default());
        }
        at += end + 1;
    }
    (raw, &[])
}

/// Header fields, each in one line.
fn unfolded(header: &[u8]) -> Vec<(String, String)> {
    let encoding = Encoding::detect(header, true).unwrap_or_default();
    let text = encoding.decode(header).into_text();
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    fields
}

/// The value and the parameters of a field such as `Content-Type`, in lower case but for their values.
fn parameters(field: &str) -> (String, Vec<(String, String)>) {
    let (mut pieces, mut piece, mut quoted) = (Vec::new(), String::new(), false);
    for ch in field.chars() {
        match ch {
            '"' => quoted = !quoted,
            ';' if !quoted => pieces.push(std::mem::take(&mut piece)),
            ch => piece.push(ch),
        }
    }
    pieces.push(piece);
    let mut pieces = pieces.into_iter();
    let value = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
    let pairs = pieces.filter_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        let key = key.trim().to_ascii_lowercase();
        // RFC 2231: `filename*=UTF-8''%E5%90%8D.csv`.
        let value = match key.ends_with('*').then(|| value.trim().splitn(3, '\'').collect::<Vec<_>>()) {
            Some(parts) if parts.len() == 3 => {
                let bytes = percent(parts.last().copied().unwrap_or_default());
                let encoding = parts.first().and_then(|name| Encoding::from_label(name)).unwrap_or_default();
                encoding.decode(&bytes).into_text().into_owned()
            }
            _ => value.trim().to_owned(),
        };
        Some((key.trim_end_matches('*').to_owned(), value))
    });
    (value, pairs.collect())
}

fn percent(text: &str) -> Vec<u8> {
    escaped(text.as_bytes(), b'%', false)
}

/// The parts between the lines of a boundary.
fn between<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let mark = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start = None;
    for at in memchr::memmem::find_iter(body, mark.as_bytes()) {
        if at > 0 && body.get(at - 1) != Some(&b'\n') {
            continue;
        }
        if let Some(start) = start {
            parts.push(body.get(start..at).unwrap_or_default());
        }
        let rest = body.get(at + mark.len()..).unwrap_or_default();
        if rest.starts_with(b"--") {
            return parts;
        }
        start = Some(at + mark.len() + memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1));
    }
    // A message that is cut off: its last part has no end.
    parts.extend(start.and_then(|start| body.get(start..)));
    parts
}

/// A header value with its encoded words (RFC 2047) decoded.
fn words(value: &str) -> String {
    let (mut text, mut rest, mut was_word) = (String::new(), value, false);
    while let Some((before, after)) = rest.split_once("=?") {
        let mut fields = after.splitn(4, '?');
        let (charset, kind, data) = (fields.next(), fields.next(), fields.next());
        let tail = fields.next().and_then(|tail| tail.strip_prefix('='));
        let (Some(charset), Some(kind), Some(data), Some(tail)) = (charset, kind, data, tail) else {
            text.push_str(before);
            text.push_str("=?");
            rest = after;
            was_word = false;
            continue;
        };
        // Spaces between two of them are not meant.
        if !(was_word && before.trim().is_empty()) {
            text.push_str(before);
        }
        let bytes = match kind {
            "B" | "b" => base64(data.as_bytes()),
            _ => escaped(data.as_bytes(), b'=', true),
        };
        let charset = charset.split('*').next().unwrap_or_default();
        let encoding =
            Encoding::from_label(charset).or_else(|| Encoding::detect(&bytes, true)).unwrap_or_default();
        text.push_str(encoding.decode(&bytes).text());
        rest = tail;
        was_word = true;
    }
    text.push_str(rest);
    text
}

/// Decodes quoted-printable (RFC 2045); what is none stays.
pub(crate) fn quoted_printable(text: &[u8]) -> Vec<u8> {
    escaped(text, b'=', false)
}

/// Decodes bytes written as `mark` and two hexadecimal digits; a mark at the end of a line joins lines.
fn escaped(text: &[u8], mark: u8, underscore: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        if byte == b'_' && underscore {
            out.push(b' ');
        } else if byte != mark {
            out.push(byte);
        } else {
            let pair = text.get(at..at + 2).and_then(|pair| std::str::from_utf8(pair).ok());
            let rest = text.get(at..).unwrap_or_default();
            let blank = rest.iter().take_while(|byte| b" \t\r".contains(byte)).count();
            match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
                Some(byte) => {
                    out.push(byte);
                    at += 2;
                }
                None if rest.get(blank) == Some(&b'\n') => at += blank + 1,
                None => out.push(byte),
            }
        }
    }
    out
}

/// Decodes Base64 (RFC 4648), skipping what is none of its characters.
pub(crate) fn base64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xFF) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_decoded_and_joined() {
        for (value, expected) in [
            ("=?UTF-8?B?5byg5LyfIA==?= =?UTF-8?Q?=E5=BC=A0_a?= <a@example.com>", "张伟 张 a <a@example.com>"),
            ("=?gb2312?B?0NXD+w==?=", "姓名"),
            ("plain =?broken", "plain =?broken"),
            ("=?x?", "=?x?"),
        ] {
            assert_eq!(words(value), expected);
        }
    }

    #[test]
    fn transfer_encodings_are_undone() {
        assert_eq!(quoted_printable(b"a=3D=\r\nb=\nc=zz="), b"a=bc=zz=");
        assert_eq!(base64(b"5byg\r\n5Lyf"), "张伟".as_bytes());
        assert_eq!(base64(b"YQ==ignored"), b"a");
    }

    #[test]
    fn parameters_are_told_apart() {
        let (value, pairs) = parameters("Text/Plain; charset=\"GBK\"; name*=UTF-8''%E5%90%8D;x=\"a;b\"");
        assert_eq!(value, "text/plain");
        let pairs: Vec<_> = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("charset", "GBK"), ("name", "名"), ("x", "a;b")]);
    }

    #[test]
    fn parts_stand_between_boundaries() {
        let body = b"pre\r\n--x\r\n\r\none\r\n--xy no\r\n--x\r\n\r\ntwo\r\n--x--\r\nafter";
        let parts = between(body, "x");
        assert!(parts.len() >= 2 && parts[0].ends_with(b"one\r\n"));
        assert_eq!(between(b"--x\n\nhalf", "x"), [b"\nhalf"]);
    }
}
