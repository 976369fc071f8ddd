//! Address cards: vCard 2.1, 3.0 and 4.0 (RFC 6350). Each card is a record.

use std::ops::ControlFlow;

use yinsi::Encoding;

use crate::fault::{Limit, Lost, Reason};
use crate::format::Format;
use crate::input::Input;
use crate::mail::{base64, quoted_printable};
use crate::record::Field;
use crate::session::{Item, Opened, Session};
use crate::text::Lines;

/// Properties, and what their values are called.
const NAMES: &[(&str, &str)] = &[
    ("FN", "name"),
    ("N", "name"),
    ("NICKNAME", "nickname"),
    ("TEL", "tel"),
    ("EMAIL", "email"),
    ("ADR", "address"),
    ("LABEL", "address"),
    ("ORG", "company"),
    ("TITLE", "title"),
    ("ROLE", "role"),
    ("BDAY", "birthday"),
    ("NOTE", "note"),
    ("URL", "url"),
    ("IMPP", "im"),
    ("X-QQ", "qq"),
    ("X-WECHAT", "wechat"),
    ("UID", "uid"),
];

/// Properties without anything to read.
const SILENT: &[&str] = &["BEGIN", "END", "VERSION", "PRODID", "REV", "PHOTO", "LOGO", "SOUND", "KEY"];

/// Reads a file of cards.
pub(crate) fn read(
    session: &mut Session<'_>,
    item: &Item,
    input: Input<'_>,
    encoding: Encoding,
) -> ControlFlow<()> {
    let limit = session.reader.limits.record;
    let mut lines = Lines::new(session.text(input, encoding), limit);
    let mut cards = Cards {
        table: session.table(item, None, Format::Vcard, encoding.name(), Vec::new())?,
        fields: Vec::new(),
        line: 0,
        bytes: 0,
        limit,
    };
    let mut logical = String::new();
    let mut first = 0;
    loop {
        let line = match lines.next() {
            Ok(line) => line,
            Err(error) => {
                cards.table.fault(session, lines.line, Lost::Rest, error.into());
                None
            }
        };
        let Some(line) = line else {
            cards.property(session, first, &logical)?;
            break;
        };
        // A line that begins with a space goes on; so does one of quoted-printable that ends with `=`.
        let soft = logical.ends_with('=') && logical.to_ascii_uppercase().contains("QUOTED-PRINTABLE");
        if soft {
            logical.push_str("\r\n");
            logical.push_str(line.text);
        } else if let Some(rest) = line.text.strip_prefix([' ', '\t']) {
            logical.push_str(rest);
        } else {
            cards.property(session, first, &logical)?;
            logical.clear();
            logical.push_str(line.text);
            first = line.number;
        }
    }
    cards.end(session)?;
    session.end_text(item, lines.reader());
    ControlFlow::Continue(())
}

struct Cards {
    table: Opened,
    /// Values of the card that is open, with their labels and properties.
    fields: Vec<(String, String, String)>,
    /// The line on which it begins; 0 when none is open.
    line: u64,
    bytes: u64,
    limit: u64,
}

impl Cards {
    fn property(&mut self, session: &mut Session<'_>, line: u64, text: &str) -> ControlFlow<()> {
        let trimmed = text.trim();
        if trimmed.eq_ignore_ascii_case("BEGIN:VCARD") {
            self.unended(session)?;
            self.line = line;
            return ControlFlow::Continue(());
        }
        if trimmed.eq_ignore_ascii_case("END:VCARD") {
            return self.hand_over(session);
        }
        if trimmed.is_empty() {
            return ControlFlow::Continue(());
        }
        let Some((head, value)) = trimmed.split_once(':') else {
            let reason = Reason::Malformed("a line that is no property".into());
            self.table.fault(session, line, Lost::Nothing, reason);
            self.keep(session, line, "note", "", trimmed.to_owned());
            return ControlFlow::Continue(());
        };
        let mut parts = head.split(';');
        let name = parts.next().unwrap_or_default();
        // `item1.TEL` is a TEL of a group.
        let name = name.rsplit('.').next().unwrap_or_default().to_ascii_uppercase();
        if SILENT.contains(&name.as_str()) {
            return ControlFlow::Continue(());
        }
        let parts: Vec<String> = parts.map(str::to_ascii_uppercase).collect();
        let value = decoded(value, &parts);
        let label = NAMES.iter().find(|(property, _)| *property == name).map(|(_, label)| *label);
        let own = name.trim_start_matches("X-").to_lowercase();
        let label = label.unwrap_or(&own);
        self.keep(session, line, label, &name, plain(&name, &value));
        ControlFlow::Continue(())
    }

    fn keep(&mut self, session: &mut Session<'_>, line: u64, label: &str, property: &str, value: String) {
        if self.line == 0 {
            self.line = line;
        }
        self.bytes += value.len() as u64;
        if self.bytes > self.limit {
            self.table.fault(session, line, Lost::Part, Reason::Limit(Limit::Record(self.limit)));
        } else {
            self.fields.push((label.to_owned(), property.to_owned(), value));
        }
    }

    fn hand_over(&mut self, session: &mut Session<'_>) -> ControlFlow<()> {
        let line = std::mem::take(&mut self.line);
        self.bytes = 0;
        let cards = std::mem::take(&mut self.fields);
        let fields: Vec<Field<'_>> = cards
            .iter()
            .filter(|(_, _, value)| !value.trim().is_empty())
            .map(|(label, property, value)| {
                let column = NAMES.iter().position(|(name, _)| name == property).unwrap_or(NAMES.len());
                let column = u32::try_from(column).unwrap_or(u32::MAX);
                Field { path: Some(property), ..Field::new(value.trim()).labelled(column, Some(label)) }
            })
            .collect();
        self.table.record(session, line, &fields)
    }

    /// A card that begins before the last one ended.
    fn unended(&mut self, session: &mut Session<'_>) -> ControlFlow<()> {
        if self.fields.is_empty() {
            return ControlFlow::Continue(());
        }
        let reason = Reason::Malformed("a card that does not end".into());
        self.table.fault(session, self.line, Lost::Nothing, reason);
        self.hand_over(session)
    }

    fn end(mut self, session: &mut Session<'_>) -> ControlFlow<()> {
        self.unended(session)?;
        self.table.end(session);
        ControlFlow::Continue(())
    }
}

/// A value as its parameters say it is written.
fn decoded(value: &str, parameters: &[String]) -> String {
    let has = |word: &str| parameters.iter().any(|part| part.ends_with(word));
    let bytes = match () {
        () if has("QUOTED-PRINTABLE") => quoted_printable(value.as_bytes()),
        () if has("BASE64") || has("=B") => base64(value.as_bytes()),
        () => return value.to_owned(),
    };
    let charset =
        parameters.iter().find_map(|part| part.strip_prefix("CHARSET=")).and_then(Encoding::from_label);
    let encoding = charset.or_else(|| Encoding::detect(&bytes, true)).unwrap_or_default();
    encoding.decode(&bytes).into_text().into_owned()
}

/// A value for a reader: parts in their order, escapes gone.
fn plain(name: &str, value: &str) -> String {
    let (mut parts, mut part, mut chars) = (Vec::new(), String::new(), value.chars());
    let structured = matches!(name, "N" | "ADR" | "ORG");
    while let Some(ch) = chars.next() {
        match ch {
            '\\' => match chars.next() {
                Some('n' | 'N') => part.push('\n'),
                Some(other) => part.push(other),
                None => {}
            },
            ';' if structured => parts.push(std::mem::take(&mut part)),
            ch => part.push(ch),
        }
    }
    parts.push(part);
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    // A Chinese name is written without a space between family and given name.
    let wide = parts.iter().all(|part| !part.is_ascii());
    parts.join(if wide { "" } else { " " })
}
