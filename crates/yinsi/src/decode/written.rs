//! Labels that a redaction left in a text: `<EMAIL_ADDRESS>`.
//!
//! Neither the name in one nor its words speak for anything that stands in the
//! text; this file sees the form alone and knows no entity.

use std::ops::Range;

/// Longest name of an entity in a label, in bytes.
pub(crate) const NAME_LIMIT: usize = 64;

/// Whether `byte` may be part of an entity's name.
pub(crate) fn is_name(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

/// What stands around a span.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Around<'t> {
    /// A name in angle brackets, of which the span is all or a part.
    Label(&'t str),
    /// The beginning of one; the text ends before it does.
    Open,
    /// Anything else.
    Other,
}

/// Looks for a label around `span`; needs [`NAME_LIMIT`] and one byte on both sides of it.
///
/// Whether the name is that of an entity is for the caller to say.
pub(crate) fn around<'t>(text: &'t [u8], span: &Range<usize>) -> Around<'t> {
    let (before, after) =
        (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
    let head = before.iter().rev().take(NAME_LIMIT).take_while(|b| is_name(**b)).count();
    let start = span.start - head.min(span.start);
    if start == 0 || text.get(start - 1) != Some(&b'<') {
        return Around::Other;
    }
    let tail = after.iter().take(NAME_LIMIT).take_while(|b| is_name(**b)).count();
    let name = text.get(start..span.end + tail).unwrap_or_default();
    if name.len() > NAME_LIMIT || !name.iter().all(|b| is_name(*b)) {
        return Around::Other;
    }
    match (after.get(tail), std::str::from_utf8(name)) {
        (Some(b'>'), Ok(name)) => Around::Label(name),
        (None, Ok(_)) => Around::Open,
        _ => Around::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_seen_around_any_part_of_its_name() {
        let text = b"x <US_SSN> <us> <A-B> <UNENDING";
        for (span, expected) in [
            (3..9, Around::Label("US_SSN")),
            (6..8, Around::Label("US_SSN")),
            (2..9, Around::Other),
            (0..1, Around::Other),
            (12..14, Around::Other),
            (17..20, Around::Other),
            (17..18, Around::Other),
            (23..31, Around::Open),
        ] {
            assert_eq!(around(text, &span), expected, "{span:?}");
        }
    }
}
