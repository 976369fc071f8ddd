//! What several operators ask of a value: its characters, and whether two writings are one.

use crate::decode::normalize::{ascii_of, decode, decode_last};

/// The characters of `bytes`, an invalid byte as `None`, each with its bytes.
pub(super) fn chars(mut bytes: &[u8]) -> impl Iterator<Item = (Option<char>, &[u8])> {
    std::iter::from_fn(move || {
        let (ch, len) = decode(bytes);
        let (head, tail) = bytes.split_at_checked(len).filter(|(head, _)| !head.is_empty())?;
        bytes = tail;
        Some((ch, head))
    })
}

/// `ch` as the ASCII character that it stands for, if it does.
pub(super) fn plain(ch: char) -> char {
    if ch.is_ascii() { ch } else { ascii_of(ch).flatten().map_or(ch, char::from) }
}

/// Whether `ch` parts the characters of a value: a space or punctuation, of any width.
pub(super) fn is_separator(ch: char) -> bool {
    plain(ch).is_ascii_punctuation() || ch.is_whitespace() || matches!(ch, '·' | '•' | '・' | '‧')
}

/// The value of a decimal digit, of any width.
pub(super) fn digit(ch: char) -> Option<u8> {
    plain(ch).to_digit(10).map(|digit| digit as u8)
}

/// The digits of `value` in ASCII.
#[cfg(feature = "keyed")]
pub(super) fn digits(value: &[u8]) -> Vec<u8> {
    chars(value).filter_map(|(ch, _)| Some(b'0' + digit(ch?)?)).collect()
}

/// One form for all writings of a value: full-width characters in ASCII, invisible ones left out.
///
/// Of a number (half of its letters and digits are digits at least) the separators go and letters become
/// upper case; of anything else runs of white space become one space and ASCII letters lower case.
pub(super) fn canonical(value: &[u8]) -> Vec<u8> {
    let (mut plain_value, mut digits, mut letters) = (Vec::with_capacity(value.len()), 0_usize, 0_usize);
    for (ch, bytes) in chars(value) {
        match ch.map(|ch| (ch, ascii_of(ch))) {
            Some((ch, _)) if ch.is_whitespace() => plain_value.push(b' '),
            Some((_, Some(None))) => {}
            Some((_, Some(Some(byte)))) => plain_value.push(byte),
            _ => plain_value.extend_from_slice(bytes),
        }
    }
    for (ch, _) in chars(&plain_value) {
        digits += usize::from(ch.is_some_and(|ch| ch.is_ascii_digit()));
        letters += usize::from(ch.is_some_and(char::is_alphabetic));
    }
    if digits >= letters.max(1) {
        plain_value.retain(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
        plain_value.make_ascii_uppercase();
        return plain_value;
    }
    plain_value.make_ascii_lowercase();
    plain_value.dedup_by(|next, before| *next == b' ' && *before == b' ');
    plain_value.trim_ascii().to_vec()
}

/// Where the domain of a mail address begins, at its `@`; `None` when what follows is no domain.
pub(super) fn mail_domain(value: &[u8]) -> Option<usize> {
    let mut at = value.len();
    while let (Some(ch), len) = decode_last(value.get(..at)?) {
        at -= len;
        match plain(ch) {
            '@' => return Some(at),
            ch if ch.is_alphanumeric() || matches!(ch, '.' | '-' | '。') => {}
            _ => return None,
        }
    }
    None
}

/// What may join two pieces of text into a value, besides letters and digits.
fn is_joiner(ch: char) -> bool {
    matches!(plain(ch), '@' | '.' | '-' | '+' | '_' | '/' | '%' | '(' | ')')
}

/// Whether what is written before and what follows would run together.
///
/// That is so where each of the two is a letter or digit, or something like `@` or `-` with a letter or
/// digit behind it.
pub(super) fn would_join(before: &[u8], after: &[u8]) -> bool {
    let live = |next: Option<char>, second: Option<char>| {
        let is_word = |ch: Option<char>| ch.is_some_and(char::is_alphanumeric);
        is_word(next) || (next.is_some_and(is_joiner) && is_word(second))
    };
    let (last, len) = decode_last(before);
    let (second_last, _) = decode_last(before.get(..before.len() - len).unwrap_or_default());
    let (first, len) = decode(after);
    let (second, _) = decode(after.get(len..).unwrap_or_default());
    live(last, second_last) && live(first, second) && !(last == Some('/') && first == Some('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writings_of_one_value_have_one_form() {
        for (one, other) in [
            ("138-1234-5678", "13812345678"),
            ("１３８　1234 5678", "13812345678"),
            ("11010519491231002x", "110105 19491231 002X"),
            ("Jane.Doe@Example.com", "jane.doe@example.com"),
            ("John  Smith", "john smith"),
            ("GB82 WEST 1234 5698 7654 32", "gb82west12345698765432"),
        ] {
            assert_eq!(canonical(one.as_bytes()), canonical(other.as_bytes()), "{one}");
        }
        assert_ne!(canonical(b"a.b@example.com"), canonical(b"ab@example.com"));
        assert_eq!(canonical("张三".as_bytes()), "张三".as_bytes());
        assert_eq!(canonical(b"\xFF 1"), b"\xFF1");
    }

    #[test]
    fn a_mail_domain_is_what_can_be_one() {
        assert_eq!(mail_domain(b"a@b@example.com"), Some(3));
        assert_eq!(mail_domain("a＠例子.公司".as_bytes()), Some(1));
        for value in ["example.com", "a@b 13812345678", ""] {
            assert_eq!(mail_domain(value.as_bytes()), None, "{value}");
        }
    }

    #[test]
    fn what_would_run_together() {
        for (before, after) in [
            ("a", "b"),
            ("1", "2"),
            ("a@", "b.c"),
            ("138-", "-1234"),
            ("王", "小明"),
            ("１", "2"),
            ("x", ".com"),
        ] {
            assert!(would_join(before.as_bytes(), after.as_bytes()), "{before} {after}");
        }
        for (before, after) in [
            ("", "a"),
            ("a", ""),
            ("a ", "b"),
            ("a", "."),
            ("a", ", b"),
            ("\"", "\""),
            ("a/", "/b"),
            ("=", "&b"),
        ] {
            assert!(!would_join(before.as_bytes(), after.as_bytes()), "{before} {after}");
        }
    }
}
