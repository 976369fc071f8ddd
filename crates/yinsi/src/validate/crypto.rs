//! Addresses of crypto currencies: Base58Check, Bech32, EIP-55.

use super::hash::{keccak256, sha256};

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Returns whether `text` is a Base58Check address of 20 payload bytes whose
/// version byte is one of `versions`.
///
/// ```
/// use yinsi::validate::base58_check;
///
/// assert!(base58_check(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", &[0x00, 0x05]));
/// assert!(!base58_check(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", &[0x00, 0x05]));
/// ```
pub fn base58_check(text: &[u8], versions: &[u8]) -> bool {
    let mut bytes = [0_u8; 25];
    // 35 characters hold 25 bytes.
    if text.len() > 35 {
        return false;
    }
    for byte in text {
        let Some(value) = BASE58.iter().position(|symbol| symbol == byte) else { return false };
        let mut carry = value as u32;
        for place in bytes.iter_mut().rev() {
            carry += u32::from(*place) * 58;
            *place = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            return false;
        }
    }
    // Each leading zero byte is written as one `1`, so that a payload has one writing.
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let ones = text.iter().take_while(|byte| **byte == b'1').count();
    let (payload, check) = bytes.split_at(21);
    zeros == ones
        && versions.iter().any(|version| bytes.first() == Some(version))
        && sha256(&sha256(payload)).starts_with(check)
}

/// Returns whether `text` is a segregated witness address: Bech32 with witness
/// version 0, Bech32m with a later one, and a human-readable part of `prefixes`
/// (lower case).
///
/// ```
/// use yinsi::validate::bech32;
///
/// assert!(bech32(b"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", &["bc"]));
/// assert!(!bech32(b"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T5", &["bc"]));
/// ```
pub fn bech32<P: AsRef<str>>(text: &[u8], prefixes: &[P]) -> bool {
    let one_case = !(text.iter().any(u8::is_ascii_lowercase) && text.iter().any(u8::is_ascii_uppercase));
    let Some(at) = text.iter().rposition(|byte| *byte == b'1') else { return false };
    let Some((prefix, data)) = text.split_at_checked(at) else { return false };
    let known = prefixes.iter().any(|known| known.as_ref().as_bytes().eq_ignore_ascii_case(prefix));
    if !one_case || !known || text.len() > 90 || data.len() < 8 {
        return false;
    }
    let lower = |byte: &u8| u32::from(byte.to_ascii_lowercase());
    let mut sum = prefix.iter().map(lower).fold(1, |sum, byte| polymod(sum, byte >> 5));
    sum = polymod(sum, 0);
    sum = prefix.iter().map(lower).fold(sum, |sum, byte| polymod(sum, byte & 31));
    let mut version = None;
    for byte in data.iter().skip(1) {
        let byte = byte.to_ascii_lowercase();
        let Some(value) = BECH32.iter().position(|symbol| *symbol == byte) else { return false };
        version.get_or_insert(value);
        sum = polymod(sum, value as u32);
    }
    // `1`, version, and six check characters around the program's five-bit groups.
    let program = (data.len() - 8) * 5 / 8;
    match version {
        Some(0) => sum == 1 && (program == 20 || program == 32),
        Some(1..=16) => sum == 0x2bc8_30a3 && (2..=40).contains(&program),
        _ => false,
    }
}

fn polymod(sum: u32, value: u32) -> u32 {
    const GENERATORS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let top = sum >> 25;
    let shifted = (sum & 0x1ff_ffff) << 5 ^ value;
    GENERATORS
        .iter()
        .enumerate()
        .fold(shifted, |sum, (bit, generator)| sum ^ if top >> bit & 1 == 1 { *generator } else { 0 })
}

/// Returns whether `text`, `0x` and 40 hexadecimal digits, has the capitals of
/// EIP-55, or one case throughout, which carries no check.
///
/// ```
/// use yinsi::validate::eip55;
///
/// assert!(eip55(b"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
/// assert!(!eip55(b"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed"));
/// ```
pub fn eip55(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"0x").or_else(|| text.strip_prefix(b"0X")).unwrap_or(text);
    if digits.len() != 40 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return false;
    }
    if !digits.iter().any(u8::is_ascii_lowercase) || !digits.iter().any(u8::is_ascii_uppercase) {
        return true;
    }
    let mut lower = [0_u8; 40];
    lower.copy_from_slice(digits);
    lower.make_ascii_lowercase();
    let hash = keccak256(&lower);
    let nibbles = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .iter()
        .zip(nibbles)
        .all(|(digit, nibble)| digit.is_ascii_digit() || digit.is_ascii_uppercase() == (nibble > 7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_bitcoin_addresses_pass() {
        assert!(base58_check(b"17NdbrSGoUotzeGCcMMCqnFkEvLymoou9j", &[0]));
        assert!(base58_check(b"3P14159f73E4gFr7JterCCQh9QjiTjiZrG", &[5]));
        assert!(!base58_check(b"3P14159f73E4gFr7JterCCQh9QjiTjiZrG", &[0]));
        assert!(!base58_check(b"11A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", &[0]));
        assert!(!base58_check(b"", &[0]) && !base58_check(b"1", &[0]) && !base58_check(b"0OIl", &[0]));
        assert!(!base58_check(&[b'z'; 35], &[0]) && !base58_check(&[b'1'; 36], &[0]));
    }

    #[test]
    fn the_vectors_of_bip_173_and_350_pass() {
        for text in [
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
            "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        ] {
            assert!(bech32(text.as_bytes(), &["bc", "tb"]), "{text}");
        }
        for text in [
            // Bech32 in place of Bech32m, and the other way round.
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KEMEAWH",
            "bc1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "bc1",
            "1",
            "",
            "bc1gmk9yu",
            "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9",
        ] {
            assert!(!bech32(text.as_bytes(), &["bc", "tb"]), "{text}");
        }
    }

    #[test]
    fn the_vectors_of_eip_55_pass() {
        for text in [
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "0xde709f2102306220921060314715629080e2fb77",
        ] {
            assert!(eip55(text.as_bytes()), "{text}");
        }
        assert!(!eip55(b"") && !eip55(b"0x") && !eip55(b"0xde709f2102306220921060314715629080e2fb7g"));
    }
}
