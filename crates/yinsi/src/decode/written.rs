//! What a redaction left in a text: `<EMAIL_ADDRESS>`, `<PERSON_1>`, `<CREDIT_CARD:mzxw6ytb>`.
//!
//! Neither the name in one nor its words speak for anything that stands in the
//! text; this file sees the form alone and knows no entity.

use std::ops::Range;

/// Longest name of an entity in a label, in bytes.
pub(crate) const NAME_LIMIT: usize = 64;

/// Longest label that is looked for, in bytes between the angle brackets. Nothing is found within what is
/// longer: that is one run of letters and digits.
pub(crate) const LABEL_LIMIT: usize = 512;

/// Most digits of a number in a label: more could be a value.
const NUMBER_LIMIT: usize = 6;

/// Fewest characters of a token in a label.
const TOKEN_MIN: usize = 8;

/// Fewest characters of a vault's placeholder behind the name.
pub(crate) const KEYED_MIN: usize = 5;

/// Whether `byte` may be part of an entity's name.
pub(crate) fn is_name(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

/// Whether `byte` may stand in a label.
fn is_inside(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'~')
}

/// What stands around a span.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Around<'t> {
    /// A name in angle brackets, perhaps with a number or what an operator wrote behind a colon, of which
    /// the span is all or a part.
    Label(&'t str),
    /// The same with something else behind the colon: only a key can tell whose it is.
    Sealed { name: &'t str, payload: &'t str },
    /// The beginning of one; the text ends before it does.
    Open,
    /// Anything else.
    Other,
}

/// Looks for a label around `span`; needs [`LABEL_LIMIT`] and one byte on both sides of it.
///
/// Whether the name is that of an entity is for the caller to say.
pub(crate) fn around<'t>(text: &'t [u8], span: &Range<usize>) -> Around<'t> {
    let (before, after) =
        (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
    let head = before.iter().rev().take(LABEL_LIMIT).take_while(|b| is_inside(**b)).count();
    let start = span.start - head.min(span.start);
    if start == 0 || text.get(start - 1) != Some(&b'<') {
        return Around::Other;
    }
    let tail = after.iter().take(LABEL_LIMIT).take_while(|b| is_inside(**b)).count();
    if span.end + tail - start > LABEL_LIMIT {
        return Around::Other;
    }
    read(text.get(start..span.end + tail).unwrap_or_default(), after.get(tail))
}

/// Name and payload of the label that begins with the angle bracket at `at`, however long.
#[cfg(feature = "keyed")]
pub(crate) fn sealed_at(text: &[u8], at: usize) -> Option<(&str, &str)> {
    let rest = text.get(at..)?.strip_prefix(b"<")?;
    let len = rest.iter().take_while(|b| is_inside(**b)).count();
    let (inside, rest) = rest.split_at_checked(len)?;
    let (name, payload) = std::str::from_utf8(inside).ok()?.split_once(':')?;
    (rest.starts_with(b">") && !name.is_empty() && name.bytes().all(is_name)).then_some((name, payload))
}

/// Takes what stands between the brackets apart.
fn read<'t>(inside: &'t [u8], next: Option<&u8>) -> Around<'t> {
    let name = inside.iter().take_while(|b| is_name(**b)).count();
    let named = (1..=NAME_LIMIT).contains(&name) && matches!(inside.get(name), None | Some(b':'));
    if !named || !inside.iter().all(|b| is_inside(*b)) {
        return Around::Other;
    }
    let Ok(inside) = std::str::from_utf8(inside) else { return Around::Other };
    match (next, inside.split_once(':')) {
        (Some(b'>'), None) => Around::Label(without_number(inside)),
        (Some(b'>'), Some((name, payload))) if is_payload(payload) => Around::Label(name),
        (Some(b'>'), Some((name, payload))) => Around::Sealed { name, payload },
        (None, _) => Around::Open,
        _ => Around::Other,
    }
}

/// The entity's name in `PERSON_1` and `PERSON_K7F3A2`, or all of it.
fn without_number(name: &str) -> &str {
    let Some((head, number)) = name.rsplit_once('_') else { return name };
    let is_number = (1..=NUMBER_LIMIT).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && !number.starts_with('0');
    if is_number || is_keyed(number) { head } else { name }
}

/// Whether the last part of a placeholder is that of a vault: a letter, a digit, and more of base 32 without
/// I, L, O and U.
fn is_keyed(part: &str) -> bool {
    let digit = |b: u8| b.is_ascii_digit() || (b.is_ascii_uppercase() && !b"ILOU".contains(&b));
    let bytes = part.as_bytes();
    (KEYED_MIN..=NAME_LIMIT).contains(&bytes.len())
        && bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.get(1).is_some_and(u8::is_ascii_digit)
        && bytes.iter().all(|b| digit(*b))
}

/// Whether what stands behind a colon can only be an operator's, without a key that tells.
///
/// Either a run of the lower-case letters and digits of base 32 (RFC 4648: no 0, 1, 8 and 9, so no
/// number of a person), perhaps behind the id of a key; or a region and a year.
fn is_payload(payload: &str) -> bool {
    let is_token =
        |text: &str| text.len() >= TOKEN_MIN && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'));
    let all_digits = |text: &str, len: usize| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    match payload.split_once('.') {
        None => is_token(payload),
        Some((head, tail)) if all_digits(tail, 4) => all_digits(head, 6),
        Some((id, token)) => {
            id.len() == 8 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) && is_token(token)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_seen_around_any_part_of_its_name() {
        let label = Around::Label;
        let text = b"x <US_SSN> <us> <A-B> <CARD:mzxw6ytb> <CARD:jane.doe> <CARD_12> <UNENDING";
        for (span, expected) in [
            (3..9, label("US_SSN")),
            (6..8, label("US_SSN")),
            (2..9, Around::Other),
            (0..1, Around::Other),
            (12..14, Around::Other),
            (17..20, Around::Other),
            (17..18, Around::Other),
            (23..27, label("CARD")),
            (30..33, label("CARD")),
            (45..48, Around::Sealed { name: "CARD", payload: "jane.doe" }),
            (56..58, label("CARD")),
            (65..73, Around::Open),
        ] {
            assert_eq!(around(text, &span), expected, "{span:?}");
        }
    }

    #[test]
    fn only_what_an_operator_writes_is_a_number_or_payload() {
        assert_eq!(without_number("CN_PERSON_NAME_12"), "CN_PERSON_NAME");
        for name in ["PERSON_1234567", "PERSON_", "PERSON_012", "PERSON_1A", "PERSON"] {
            assert_eq!(without_number(name), name);
        }
        for payload in ["mzxw6ytb", "0a1b2c3d.mzxw6ytb", "110105.1949"] {
            assert!(is_payload(payload), "{payload}");
        }
        for payload in
            ["", "13812345678", "mzxw6yt", "jane.doe", "MZXW6YTB", "110105.194912", "0a1b2c3d.13812345678"]
        {
            assert!(!is_payload(payload), "{payload}");
        }
    }
}
