//! Addresses of networks and hardware, and UUIDs.

/// Returns whether `text` is a dotted quad without leading zeros, perhaps with
/// a `/prefix` of 0 to 32 or a `:port`.
///
/// ```
/// use yinsi::validate::ipv4;
///
/// assert!(ipv4(b"192.0.2.1") && ipv4(b"192.0.2.0/24"));
/// assert!(!ipv4(b"192.0.2.256") && !ipv4(b"192.0.02.1"));
/// ```
pub fn ipv4(text: &[u8]) -> bool {
    let end = text.iter().position(|byte| matches!(byte, b'/' | b':')).unwrap_or(text.len());
    let Some((address, tail)) = text.split_at_checked(end) else { return false };
    let tail_fits = match tail.split_first() {
        None => true,
        Some((b'/', bits)) => decimal(bits, 32),
        Some((_, port)) => decimal(port, 65_535),
    };
    tail_fits && quad(address)
}

fn quad(address: &[u8]) -> bool {
    let mut parts = address.split(|byte| *byte == b'.');
    parts.by_ref().take(4).filter(|part| decimal(part, 255)).count() == 4 && parts.next().is_none()
}

/// Whether digits without a leading zero are a number of at most `most`.
fn decimal(digits: &[u8], most: u32) -> bool {
    (digits.len() == 1 || !digits.starts_with(b"0"))
        && super::cn::number(digits).is_some_and(|number| number <= most)
}

/// Whether what stands around `start..end` of `haystack` tells that a dotted
/// quad is part of a longer chain or a version: `1.2.3.4.5`, `v1.2.3.4`,
/// `version 1.2.3.4`, `1.2.3.4-rc1`.
pub(super) fn is_version(haystack: &[u8], start: usize, end: usize) -> bool {
    let before = haystack.get(start.saturating_sub(16)..start).unwrap_or_default();
    let after = haystack.get(end..).unwrap_or_default();
    let chained = match after {
        [b'.', next, ..] => next.is_ascii_digit(),
        [b'-' | b'_' | b'+' | b'~', rest @ ..] => {
            let word = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
            let word = rest.get(..word).unwrap_or_default();
            [
                &b"rc"[..],
                b"beta",
                b"alpha",
                b"pre",
                b"dev",
                b"snapshot",
                b"release",
                b"final",
                b"build",
                b"post",
            ]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
        }
        _ => false,
    };
    if chained || matches!(before, [.., b'0'..=b'9', b'.']) {
        return true;
    }
    let spaces =
        before.iter().rev().take_while(|byte| matches!(byte, b' ' | b':' | b'=' | b'"' | b'\'' | b'.'));
    let before = before.get(..before.len() - spaces.count()).unwrap_or_default();
    let letters = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = before.get(before.len() - letters..).unwrap_or_default();
    ["v", "ver", "version", "rel", "release", "build", "revision", "rev", "firmware", "fw"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
        || before.ends_with("版本".as_bytes())
        || before.ends_with("版本号".as_bytes())
}

/// Returns whether `text` is an IPv6 address (RFC 4291), perhaps in brackets,
/// with a zone (`%eth0`) or a `/prefix` of 0 to 128.
///
/// The unspecified `::` alone is none that says anything: `false`.
///
/// ```
/// use yinsi::validate::ipv6;
///
/// assert!(ipv6(b"2001:db8::1") && ipv6(b"::ffff:192.0.2.1") && ipv6(b"fe80::1%eth0"));
/// assert!(!ipv6(b"2001:db8::1::2") && !ipv6(b"12:30:45"));
/// ```
pub fn ipv6(text: &[u8]) -> bool {
    let inner = text.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]")).unwrap_or(text);
    let end = inner.iter().position(|byte| matches!(byte, b'%' | b'/')).unwrap_or(inner.len());
    let Some((address, tail)) = inner.split_at_checked(end) else { return false };
    let (zone, bits) = match tail.iter().position(|byte| *byte == b'/') {
        Some(at) => (tail.get(..at).unwrap_or_default(), tail.get(at + 1..)),
        None => (tail, None),
    };
    let is_zone_byte = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    let zone_fits = match zone.split_first() {
        None => true,
        Some((_, name)) => !name.is_empty() && name.iter().all(is_zone_byte),
    };
    if !zone_fits || !bits.is_none_or(|bits| decimal(bits, 128)) || address == b"::" {
        return false;
    }
    let gap = address.windows(2).position(|pair| pair == b"::");
    let Some(at) = gap else { return groups(address, true) == Some(8) };
    let (head, tail) = (address.get(..at).unwrap_or_default(), address.get(at + 2..).unwrap_or_default());
    match (groups(head, false), groups(tail, true)) {
        (Some(head), Some(tail)) => head + tail <= 7,
        _ => false,
    }
}

/// How many 16-bit groups `part` holds; `None` when one is none.
fn groups(part: &[u8], quad_at_end: bool) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    let mut count = 0;
    let mut rest = part.split(|byte| *byte == b':').peekable();
    while let Some(group) = rest.next() {
        if quad_at_end && rest.peek().is_none() && group.contains(&b'.') {
            return quad(group).then_some(count + 2);
        }
        if group.is_empty() || group.len() > 4 || !group.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        count += 1;
    }
    Some(count)
}

/// Returns whether `text` is a MAC address (EUI-48 or EUI-64): pairs with `:`
/// or `-`, or groups of four with `.`, one separator throughout, not all
/// zeros and not all ones.
///
/// ```
/// use yinsi::validate::mac;
///
/// assert!(mac(b"00:1B:44:11:3A:B7") && mac(b"001b.4411.3ab7"));
/// assert!(!mac(b"00:1B:44-11:3A:B7") && !mac(b"00:00:00:00:00:00"));
/// ```
pub fn mac(text: &[u8]) -> bool {
    let digits = text.iter().filter(|byte| byte.is_ascii_hexdigit());
    let separator = text.iter().copied().find(|byte| !byte.is_ascii_hexdigit());
    let (width, Some(separator @ (b':' | b'-' | b'.'))) =
        (if separator == Some(b'.') { 4 } else { 2 }, separator)
    else {
        return false;
    };
    let fits = |group: &[u8]| group.len() == width && group.iter().all(u8::is_ascii_hexdigit);
    text.split(|byte| *byte == separator).all(fits)
        && matches!(digits.clone().count(), 12 | 16)
        && !digits.clone().all(|digit| *digit == b'0')
        && !digits.clone().all(|digit| digit.eq_ignore_ascii_case(&b'f'))
}

/// Returns whether `text` is a UUID in its usual writing with a version of 1
/// to 8 and the variant of RFC 9562.
///
/// ```
/// use yinsi::validate::uuid;
///
/// assert!(uuid(b"2ed6657d-e927-568b-95e1-2665a8aea6a2"));
/// assert!(!uuid(b"2ed6657d-e927-068b-95e1-2665a8aea6a2"));
/// ```
pub fn uuid(text: &[u8]) -> bool {
    let fits = |(at, byte): (usize, &u8)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        14 => matches!(byte, b'1'..=b'8'),
        19 => matches!(byte, b'8' | b'9' | b'a' | b'b' | b'A' | b'B'),
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.iter().enumerate().all(fits)
}

/// Returns whether `text` is a pair of latitude and longitude in range, in
/// either order when only one is possible; decimal degrees with an optional
/// hemisphere, or degrees, minutes and seconds.
///
/// ```
/// use yinsi::validate::coordinates;
///
/// assert!(coordinates(b"39.90469, 116.40717") && coordinates("39°54′20″N 116°23′29″E".as_bytes()));
/// assert!(!coordinates(b"239.90469, 216.40717"));
/// ```
pub fn coordinates(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    // Degrees, minutes and seconds of the two angles, and their hemispheres.
    let mut angles = [[0.0_f64; 3]; 2];
    let mut hemispheres = [None; 2];
    let (mut angle, mut unit, mut seen) = (0, 0, [false; 2]);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let width = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        if width > 0 {
            let Some((number, tail)) = rest.split_at_checked(width) else { return false };
            rest = tail;
            let next = tail.chars().next();
            // A number after a complete first angle begins the second.
            let is_degrees =
                next.is_none_or(|c| !matches!(c, '\'' | '′' | '’' | '分' | '"' | '″' | '”' | '秒'));
            if is_degrees && seen.first() == Some(&true) && angle == 0 {
                angle = 1;
            }
            unit = if is_degrees {
                0
            } else if matches!(next, Some('\'' | '′' | '’' | '分')) {
                1
            } else {
                2
            };
            let (Some(number), Some(place)) =
                (measure(number), angles.get_mut(angle).and_then(|a| a.get_mut(unit)))
            else {
                return false;
            };
            *place = number;
            if let Some(seen) = seen.get_mut(angle) {
                if is_degrees && *seen {
                    return false;
                }
                *seen = true;
            }
            continue;
        }
        if let 'N' | 'S' | 'E' | 'W' | 'n' | 's' | 'e' | 'w' | '北' | '南' | '东' | '東' | '西' = c {
            let vertical = "NSns北南".contains(c);
            // A hemisphere stands after its angle, or before it.
            let leads = unit == 0 && angle == 0 && seen == [false; 2];
            let at = if leads || hemispheres == [None; 2] { 0 } else { 1 };
            if let Some(place) = hemispheres.get_mut(at) {
                *place = Some(vertical);
            }
        }
        rest = rest.strip_prefix(c).unwrap_or_default();
    }
    let [first, second] =
        angles.map(|[degrees, minutes, seconds]| degrees + minutes / 60.0 + seconds / 3600.0);
    let minutes_fit = angles.iter().all(|[_, minutes, seconds]| *minutes < 60.0 && *seconds < 60.0);
    let in_order = first <= 90.0 && second <= 180.0;
    let swapped = second <= 90.0 && first <= 180.0;
    seen == [true; 2]
        && minutes_fit
        && match hemispheres {
            [Some(true), Some(false)] | [Some(true), None] | [None, Some(false)] => in_order,
            [Some(false), Some(true)] | [Some(false), None] | [None, Some(true)] => swapped,
            [None, None] => in_order || swapped,
            _ => false,
        }
}

/// Reads digits with at most one point among them. The last places may be off: only ranges are compared, and
/// the exact reader of the standard library is 20 kB of code and tables.
fn measure(text: &str) -> Option<f64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() + part.len() == 0 || part.contains('.') {
        return None;
    }
    let add = |number: f64, digit: u8| number * 10.0 + f64::from(digit - b'0');
    let whole = whole.bytes().fold(0.0, add);
    // What is behind fifteen digits is below any that count.
    let part: &[u8] = part.as_bytes();
    let part = part.get(..15).unwrap_or(part);
    Some(whole + part.iter().rev().fold(0.0, |number, digit| (number + f64::from(digit - b'0')) / 10.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_as_the_standard_library_reads_them() {
        for text in
            ["0", "7", "007", "90", "90.0", "90.", ".5", "116.40717", "59.999999", "180.000000000000001"]
        {
            let exact: f64 = text.parse().expect("a number");
            assert!(measure(text).is_some_and(|read| (read - exact).abs() < 1e-12), "{text}");
        }
        for text in ["", ".", "1.2.3", ".."] {
            assert_eq!(measure(text), None, "{text}");
        }
        assert!(measure(&"9".repeat(400)).is_some_and(|number| number > 180.0));
    }

    #[test]
    fn dotted_quads_are_addresses() {
        for text in ["0.0.0.0", "255.255.255.0", "10.0.0.1/8", "203.0.113.7:8080"] {
            assert!(ipv4(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            ".",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.",
            "1..3.4",
            "01.2.3.4",
            "1.2.3.4/33",
            "1.2.3.4:",
            "1.2.3.a",
        ] {
            assert!(!ipv4(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn neighbours_tell_versions_from_addresses() {
        let version = |text: &str| {
            let start = text.find("1.2.3.4").expect("each text holds it");
            is_version(text.as_bytes(), start, start + 7)
        };
        for text in [
            "1.2.3.4.5",
            "0.1.2.3.4",
            "v1.2.3.4",
            "Version: 1.2.3.4",
            "ver. 1.2.3.4",
            "1.2.3.4-rc1",
            "版本 1.2.3.4",
            "firmware=1.2.3.4",
        ] {
            assert!(version(text), "{text}");
        }
        for text in ["1.2.3.4", "ip 1.2.3.4.", "server 1.2.3.4-ok", "to 1.2.3.4 (x)", "srv1.2.3.4"] {
            assert!(!version(text), "{text}");
        }
        assert!(!is_version(b"", 5, 9));
    }

    #[test]
    fn ipv6_writings_of_the_standard_are_addresses() {
        for text in [
            "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789",
            "::1",
            "2001:DB8:0:0:8:800:200C:417A",
            "ff01::101",
            "::13.1.68.3",
            "2001:db8::/32",
            "[2001:db8::1]",
            "1::",
            "fe80::1%eth0/64",
            "64:ff9b::192.0.2.33",
        ] {
            assert!(ipv6(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            ":",
            "::",
            ":::",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1::2::3",
            "12345::",
            "g::1",
            "::1.2.3",
            "1:2:3:4:5:6:7::8",
            "2001:db8::/129",
            "::1%",
            "std::io",
        ] {
            assert!(!ipv6(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn hardware_addresses_keep_one_separator() {
        assert!(mac(b"01-23-45-67-89-ab") && mac(b"02:00:5e:10:00:00:00:01"));
        for text in [
            "",
            "::",
            "00:1B:44:11:3A",
            "001B44113AB7",
            "ff:ff:ff:ff:ff:ff",
            "0:1:2:3:4:5",
            "00:1B:44:11:3A:G7",
            "001b.4411",
        ] {
            assert!(!mac(text.as_bytes()), "{text}");
        }
        assert!(!uuid(b"") && !uuid(b"2ed6657d-e927-568b-c5e1-2665a8aea6a2") && !uuid(&[b'-'; 36]));
    }

    #[test]
    fn coordinates_are_in_range() {
        for text in [
            "-33.8688, 151.2093",
            "116.40717,39.90469",
            "39.90469N 116.40717E",
            "N39.90469, E116.40717",
            "北纬39.90469 东经116.40717",
            "39°54'20\"N, 116°23'29\"E",
            "0,0",
            "东经116.40717°，北纬39.90469°",
        ] {
            assert!(coordinates(text.as_bytes()), "{text}");
        }
        for text in
            ["", "39.9", "139.1, 139.1", "39.9, 190.1", "1.2.3, 4", "39°64'20\"N 116°23'29\"E", "1, 2, 3"]
        {
            assert!(!coordinates(text.as_bytes()), "{text}");
        }
    }
}
