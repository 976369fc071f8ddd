//! E-mail addresses, hosts and top-level domains.

use super::{lookup, net};

/// Returns whether `text` is an e-mail address: a local part of at most 64
/// octets (RFC 5321, 6531), and a domain that ends in a known top-level domain.
///
/// A dot neither begins nor ends an unquoted local part nor follows another.
///
/// ```
/// use yinsi::validate::email;
///
/// assert!(email(b"user.name+tag@example.com"));
/// assert!(!email(b"user..name@example.com") && !email(b"icon@2x.png"));
/// ```
pub fn email(text: &[u8]) -> bool {
    let Some(at) = text.iter().rposition(|byte| *byte == b'@') else { return false };
    let (local, domain) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
    text.len() <= 254 && is_local(local) && domain_tld(domain).is_some_and(|tld| known_tld(tld, false))
}

/// Whether the local part is written as people write theirs. The standards allow
/// `'a@example.com`, `|a@example.com` and `user=a@example.com`; in running text
/// those characters are a quote, a column and a key, and the address begins after them.
/// An `=` inside what follows a `+` is the address of a bounce.
pub(super) fn is_plain(text: &[u8]) -> bool {
    let local = text.split(|byte| *byte == b'@').next().unwrap_or_default();
    let begins = text
        .first()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_\"".contains(byte) || *byte >= 0x80);
    let tag = local.iter().position(|byte| *byte == b'+').unwrap_or(local.len());
    let (name, tag) = local.split_at_checked(tag).unwrap_or((local, &[]));
    let foreign = |byte: &u8| b"!#$%&*/?^`{|}~".contains(byte);
    begins && !name.iter().any(|byte| foreign(byte) || *byte == b'=') && !tag.iter().any(foreign)
}

/// Whether what follows `before` is in the user information of a URL: `https://user:pw@host`.
pub(super) fn is_user_info(before: &[u8]) -> bool {
    let scheme = before.windows(3).rposition(|window| window == b"://");
    let rest = scheme.and_then(|at| before.get(at + 3..));
    rest.is_some_and(|rest| !rest.iter().any(|byte| b"/?#&=\"'<> \t\r\n".contains(byte) || *byte >= 0x80))
}

fn is_local(local: &[u8]) -> bool {
    if local.is_empty() || local.len() > 64 {
        return false;
    }
    if let Some(quoted) = local.strip_prefix(b"\"").and_then(|local| local.strip_suffix(b"\"")) {
        let mut escaped = false;
        let fits = quoted.iter().all(|byte| {
            let fits = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            fits && *byte >= b' '
        });
        return fits && !escaped && !quoted.is_empty();
    }
    let is_atom =
        |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || b"!#$%&'*+-/=?^_`{|}~".contains(byte);
    local.split(|byte| *byte == b'.').all(|atom| !atom.is_empty() && atom.iter().all(is_atom))
}

/// The last label of a domain of at least two labels, when all of them are
/// labels: at most 63 octets of letters, digits and inner hyphens, or UTF-8.
fn domain_tld(domain: &[u8]) -> Option<&[u8]> {
    if domain.len() > 253 {
        return None;
    }
    let mut labels = 0;
    let mut last = None;
    for label in domain.split(|byte| *byte == b'.') {
        if !is_label(label) {
            return None;
        }
        labels += 1;
        last = Some(label);
    }
    last.filter(|_| labels > 1)
}

fn is_label(label: &[u8]) -> bool {
    let is_inner = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-' || *byte >= 0x80;
    (1..=63).contains(&label.len())
        && label.iter().all(is_inner)
        && label.first() != Some(&b'-')
        && label.last() != Some(&b'-')
}

/// Whether a label of any case is a top-level domain.
fn known_tld(label: &[u8], common: bool) -> bool {
    let mut lower = [0_u8; 63];
    let Some(lower) = lower.get_mut(..label.len()) else { return false };
    lower.copy_from_slice(label);
    lower.make_ascii_lowercase();
    lookup::is_tld(lower, common)
}

/// Returns whether `text` is a host, or a URL with one.
///
/// After a scheme (`://`) any host of known top-level domain counts, an
/// address, and a name without dots (`http://intranet/`). Without a scheme the
/// top-level domain must not be a file extension or a word of code as well,
/// unless it is below a usual second level (`co.id`).
///
/// ```
/// use yinsi::validate::host;
///
/// assert!(host(b"www.example.com") && host(b"https://user@example.py:8080/path?q=1"));
/// assert!(!host(b"main.rs") && !host(b"README.md"));
/// ```
pub fn host(text: &[u8]) -> bool {
    let scheme = text.windows(3).position(|window| window == b"://");
    let text = scheme.map_or(text, |at| text.get(at + 3..).unwrap_or_default());
    let end = text.iter().position(|byte| b"/?#\\".contains(byte)).unwrap_or(text.len());
    let authority = text.get(..end).unwrap_or_default();
    let name = authority.rsplit(|byte| *byte == b'@').next().unwrap_or_default();
    if name.starts_with(b"[") {
        let end = name.iter().position(|byte| *byte == b']').map_or(name.len(), |at| at + 1);
        return name.get(..end).is_some_and(net::ipv6);
    }
    if net::ipv4(name) {
        return true;
    }
    let end = name.iter().position(|byte| *byte == b':').unwrap_or(name.len());
    let (name, port) = name.split_at_checked(end).unwrap_or((name, &[]));
    if !port.iter().skip(1).all(u8::is_ascii_digit) {
        return false;
    }
    let name = name.strip_suffix(b".").unwrap_or(name);
    match domain_tld(name) {
        None => scheme.is_some() && is_label(name) && !name.iter().all(u8::is_ascii_digit),
        Some(tld) => {
            known_tld(tld, scheme.is_none())
                || (scheme.is_none() && known_tld(tld, false) && second_level(name))
        }
    }
}

/// Whether the second label from the right is one that registries offer names under.
fn second_level(name: &[u8]) -> bool {
    let mut labels = name.rsplit(|byte| *byte == b'.').skip(1);
    let known = labels.next().is_some_and(|label| {
        [&b"co"[..], b"com", b"net", b"org", b"edu", b"ac", b"gov", b"go", b"gob"]
            .iter()
            .any(|known| label.eq_ignore_ascii_case(known))
    });
    known && labels.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_of_the_standards_are_addresses() {
        for text in [
            "a@example.com",
            "\"quoted local\"@example.org",
            "用户@例子.中国",
            "x@xn--fsqu00a.xn--fiqs8s",
            "user/dept=shipping@example.co.uk",
            "o'neil@example.museum",
            "12345@qq.com",
            "A@EXAMPLE.COM",
            "dev@project.rs",
        ] {
            assert!(email(text.as_bytes()), "{text}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        for text in [
            "",
            "@",
            "a@",
            "@example.com",
            "a@b",
            "a@2x.png",
            ".a@example.com",
            "a.@example.com",
            "a..b@example.com",
            "a@-example.com",
            "a@example-.com",
            "a@example..com",
            "a b@example.com",
            "a@example.com.",
            "a@1.2.3.4",
            "\"a\"b\"@example.com",
            "user@host",
            &long,
        ] {
            assert!(!email(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn what_joins_fields_begins_no_address() {
        for text in [
            "a@example.com",
            "o'brien@example.ie",
            "_x-y.z@example.com",
            "b+u=example.org@example.com",
            "josé@x.de",
        ] {
            assert!(is_plain(text.as_bytes()), "{text}");
        }
        for text in [
            "'a@example.com",
            "|1|a@example.com",
            "user=a@example.com",
            "q?to=a@example.com",
            "/a@example.com",
            "",
        ] {
            assert!(!is_plain(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_password_before_a_host_is_no_mailbox() {
        assert!(is_user_info(b"see https://user:") && is_user_info(b"ssh://"));
        assert!(!is_user_info(b"https://x.de/a, ") && !is_user_info(b"http://x?to=") && !is_user_info(b""));
    }

    #[test]
    fn hosts_end_in_a_known_domain() {
        for text in [
            "example.com",
            "http://localhost:8080/a",
            "https://例子.中国/x",
            "ftp://192.0.2.1/",
            "http://[2001:db8::1]:80/",
            "www.toko.co.id",
            "EXAMPLE.ORG",
            "https://docs.rs/yinsi",
            "example.com.",
            "192.0.2.1",
        ] {
            assert!(host(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            ".",
            "localhost",
            "lib.rs",
            "a.md",
            "index.html",
            "user.name",
            "http://",
            "http:///x",
            "x.y.z",
            "e.g",
        ] {
            assert!(!host(text.as_bytes()), "{text}");
        }
    }
}
