//! Tokens and keys: structure, check sums, entropy.

use super::hash::crc32;

/// Returns whether `text` is a JSON Web Token: parts of base64url joined by
/// dots, the first of which decodes to a JSON object with a member `alg`.
///
/// ```
/// use yinsi::validate::jwt;
///
/// // {"alg":"none"} and {} of RFC 7519's kind, unsigned.
/// assert!(jwt(b"eyJhbGciOiJub25lIn0.e30."));
/// assert!(!jwt(b"eyJhYmMiOiJub25lIn0.e30."));
/// ```
pub fn jwt(text: &[u8]) -> bool {
    let is_symbol = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_=".contains(byte);
    let mut parts = text.split(|byte| *byte == b'.');
    let Some(header) = parts.next() else { return false };
    let mut others = 0;
    for part in parts {
        others += 1;
        if !part.iter().all(is_symbol) {
            return false;
        }
    }
    matches!(others, 2 | 4) && has_alg(header)
}

/// Whether base64url decodes to something that begins like a JSON object and
/// has a member `alg` in its first part.
fn has_alg(header: &[u8]) -> bool {
    let mut window = [0_u8; 5];
    let (mut bits, mut held, mut count) = (0_u32, 0, 0_usize);
    let mut found = false;
    for byte in header {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            b'=' => continue,
            _ => return false,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            let decoded = (bits >> held) as u8;
            if count == 0 && decoded != b'{' {
                return false;
            }
            count += 1;
            window.rotate_left(1);
            if let Some(last) = window.last_mut() {
                *last = decoded;
            }
            found |= &window == b"\"alg\"";
        }
    }
    found
}

/// Returns whether the last six characters of `text` are the CRC-32 of what
/// stands between the first `prefix` bytes and them, in base 62 with the
/// alphabet `0-9A-Za-z`.
///
/// An empty middle has nothing to check: `false`.
///
/// ```
/// use yinsi::validate::crc32_base62;
///
/// assert!(crc32_base62(b"tok_1234567893jZRME", 4));
/// assert!(!crc32_base62(b"tok_1234567803jZRME", 4));
/// ```
pub fn crc32_base62(text: &[u8], prefix: usize) -> bool {
    const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some(at) = text.len().checked_sub(6).filter(|at| *at > prefix) else { return false };
    let (Some(body), Some(check)) = (text.get(prefix..at), text.get(at..)) else { return false };
    let mut sum = crc32(body);
    check.iter().rev().all(|byte| {
        let digit = BASE62.get((sum % 62) as usize);
        sum /= 62;
        digit == Some(byte)
    })
}

/// Returns the Shannon entropy of `text` in bits a byte; 0 for nothing.
///
/// ```
/// use yinsi::validate::entropy;
///
/// assert_eq!(entropy(b"aaaa"), 0.0);
/// assert_eq!(entropy(b"abcd"), 2.0);
/// ```
pub fn entropy(text: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let total = text.len() as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / total)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_a_header_with_an_algorithm() {
        // {"typ":"JWT",\r\n "alg":"HS256"} of RFC 7519, section 3.1.
        assert!(jwt(b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UifQ.dBjftJeZ4CVP"));
        for text in [
            "",
            ".",
            "..",
            "eyJhbGciOiJub25lIn0",
            "eyJhbGciOiJub25lIn0.e30",
            "eyJhbGciOiJub25lIn0.e 0.",
            "W10.e30.x",
        ] {
            assert!(!jwt(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_check_sum_in_base_62_fits_its_token() {
        let body = b"abcdefghijklmnopqrstuvwxyz0123";
        let mut sum = crc32(body);
        let mut token = b"ghp_".to_vec();
        token.extend(body);
        let mut check = [0_u8; 6];
        for place in check.iter_mut().rev() {
            *place = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(sum % 62) as usize];
            sum /= 62;
        }
        token.extend(check);
        assert!(crc32_base62(&token, 4));
        token[10] ^= 1;
        assert!(!crc32_base62(&token, 4));
        assert!(!crc32_base62(b"", 4) && !crc32_base62(b"ghp_abc", 4) && !crc32_base62(b"123456", 0));
    }

    #[test]
    fn entropy_counts_bits() {
        assert_eq!(entropy(b""), 0.0);
        assert!((entropy(b"0123456789abcdef") - 4.0).abs() < 1e-9);
    }
}
