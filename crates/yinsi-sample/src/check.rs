//! Check characters of the numbers in the sample, computed apart from the
//! library on purpose: the sample must not inherit a mistake of it.

/// The eighteenth character of a resident identity number (ISO 7064 MOD 11-2).
pub(crate) fn resident_id(first_17: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = values(first_17).zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    char::from(b"10X98765432"[(sum % 11) as usize])
}

/// The Luhn digit to append to `payload` (ISO/IEC 7812-1).
pub(crate) fn luhn(payload: &str) -> char {
    let digits: Vec<u32> = values(payload).collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, &digit)| if index % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
        .sum();
    symbol((10 - sum % 10) % 10)
}

/// The ninth character of an organisation code (GB 11714).
pub(crate) fn organization(first_8: &str) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = values(first_8).zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    char::from(b"0X987654321"[(sum % 11) as usize])
}

/// The eighteenth character of a unified social credit code (GB 32100).
pub(crate) fn credit_code(first_17: &str) -> char {
    const SYMBOLS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut weight = 1;
    let mut sum = 0;
    for symbol in first_17.chars() {
        sum += SYMBOLS.find(symbol).unwrap_or_default() * weight;
        weight = weight * 3 % 31;
    }
    char::from(SYMBOLS.as_bytes()[(31 - sum % 31) % 31])
}

/// The two check digits of an IBAN (ISO 13616, mod 97-10).
pub(crate) fn iban(country: &str, account: &str) -> String {
    let mut remainder = 0;
    for value in values(&format!("{account}{country}00")) {
        remainder = (remainder * if value > 9 { 100 } else { 10 } + value) % 97;
    }
    format!("{:02}", 98 - remainder)
}

/// Values of digits and letters: 0 to 9, then 10 to 35.
fn values(text: &str) -> impl Iterator<Item = u32> + '_ {
    text.chars().filter_map(|symbol| symbol.to_digit(36))
}

fn symbol(digit: u32) -> char {
    char::from_digit(digit, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_specimens_come_out() {
        assert_eq!(resident_id("11010519491231002"), 'X');
        assert_eq!(luhn("424242424242424"), '2');
        assert_eq!(organization("D2143569"), 'X');
        assert_eq!(organization("M000100Y"), '4');
        assert_eq!(credit_code("91350100M000100Y4"), '3');
        assert_eq!(iban("GB", "WEST12345698765432"), "82");
    }
}
