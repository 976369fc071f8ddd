//! FF1, format-preserving encryption of NIST SP 800-38G.
//!
//! A Feistel network of ten rounds over two halves of a numeral string. The halves are numbers in a `u128`,
//! so that strings are limited to halves of 2^120: 72 decimal digits.

use aes::Aes256;
use aes::cipher::{Array, BlockCipherEncrypt, BlockSizeUser, KeyInit, consts::U16};

use super::Key;
use crate::error::BuildError;

/// The smallest domain that the standard allows (revision 1): below it values can be guessed one by one.
pub(super) const DOMAIN_MIN: u128 = 1_000_000;

/// Bound of either half of a value.
const HALF_MAX: u128 = 1 << 120;

const ROUNDS: u8 = 10;

/// Format-preserving encryption of numeral strings (NIST SP 800-38G, FF1 with AES-256).
///
/// [`Preserve`](super::Preserve) uses it; here it is for strings of your own.
///
/// ```
/// use yinsi::{Ff1, Key};
///
/// let ff1 = Ff1::new(&Key::from_bytes(b"an example, not a secret: 32 byte")?);
/// let digits = [1, 3, 8, 1, 2, 3, 4, 5, 6, 7, 8];
/// let sealed = ff1.encrypt(10, b"tweak", &digits)?;
/// assert!(sealed.len() == digits.len() && sealed != digits);
/// assert_eq!(ff1.decrypt(10, b"tweak", &sealed)?, digits);
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Clone)]
pub struct Ff1<C = Aes256> {
    cipher: C,
}

impl Ff1 {
    /// Encrypts under a key derived from `key`.
    pub fn new(key: &Key) -> Self {
        Self::with(Aes256::new((&*key.derive("ff1")).into()))
    }
}

impl<C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>> Ff1<C> {
    pub(super) fn with(cipher: C) -> Self {
        Self { cipher }
    }

    /// Encrypts numerals below `radix`, the first the most significant, into as many.
    ///
    /// # Errors
    ///
    /// When `radix` is not 2 to 65536, a numeral is not below it, there are fewer than a million strings of
    /// this length, or half of one does not fit 120 bits.
    pub fn encrypt(&self, radix: u32, tweak: &[u8], numerals: &[u16]) -> Result<Vec<u16>, BuildError> {
        self.numerals(radix, tweak, numerals, true)
    }

    /// The inverse of [`encrypt`](Self::encrypt).
    ///
    /// # Errors
    ///
    /// Those of [`encrypt`](Self::encrypt).
    pub fn decrypt(&self, radix: u32, tweak: &[u8], numerals: &[u16]) -> Result<Vec<u16>, BuildError> {
        self.numerals(radix, tweak, numerals, false)
    }

    fn numerals(
        &self,
        radix: u32,
        tweak: &[u8],
        numerals: &[u16],
        forward: bool,
    ) -> Result<Vec<u16>, BuildError> {
        let fault = |message: &str| BuildError::Option { option: "ff1", message: message.into() };
        if !(2..=65_536).contains(&radix) || numerals.iter().any(|numeral| u32::from(*numeral) >= radix) {
            return Err(fault("a radix is 2 to 65536, and every numeral below it"));
        }
        let form = Form::new(radix, numerals.len()).ok_or_else(|| {
            fault("fewer than a million strings have this length, or half of one has over 120 bits")
        })?;
        let (left, right) = numerals.split_at_checked(form.left_len).unwrap_or_default();
        let number = |numerals: &[u16]| {
            numerals.iter().fold(0_u128, |sum, numeral| sum * u128::from(radix) + u128::from(*numeral))
        };
        let (mut left, mut right) = self.start(&form, tweak).crypt(number(left), number(right), forward);
        let mut written = vec![0; numerals.len()];
        for (nth, numeral) in written.iter_mut().enumerate().rev() {
            let half = if nth < form.left_len { &mut left } else { &mut right };
            *numeral = (*half % u128::from(radix)) as u16;
            *half /= u128::from(radix);
        }
        Ok(written)
    }

    /// What is the same for all values of one form and tweak.
    pub(super) fn start(&self, form: &Form, tweak: &[u8]) -> Started<'_, C> {
        let mut head = [1, 2, 1, 0, 0, 0, ROUNDS, form.left_len as u8, 0, 0, 0, 0, 0, 0, 0, 0];
        let [_, radix @ ..] = form.radix.to_be_bytes();
        for (place, byte) in head.iter_mut().skip(3).zip(radix) {
            *place = byte;
        }
        let lengths = (form.len as u32).to_be_bytes().into_iter().chain((tweak.len() as u32).to_be_bytes());
        for (place, byte) in head.iter_mut().skip(8).zip(lengths) {
            *place = byte;
        }
        // What follows fills whole blocks; only the last, with round and half, changes.
        let zeros = (16 - (tweak.len() + form.bytes + 1) % 16) % 16;
        let fixed: Vec<u8> = tweak.iter().copied().chain(std::iter::repeat_n(0, zeros)).collect();
        let (blocks, rest) = fixed.as_chunks::<16>();
        let mut mac = [0; 16];
        for block in std::iter::once(&head).chain(blocks) {
            mac = self.block(xor(mac, block));
        }
        let mut last = [0; 16];
        for (place, byte) in last.iter_mut().zip(rest) {
            *place = *byte;
        }
        Started { ff1: self, form: *form, mac, last }
    }

    fn block(&self, block: [u8; 16]) -> [u8; 16] {
        let mut block = Array::from(block);
        self.cipher.encrypt_block(&mut block);
        block.into()
    }
}

impl<C> std::fmt::Debug for Ff1<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ff1").finish_non_exhaustive()
    }
}

/// Radix and length of numeral strings, and what follows from them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    radix: u32,
    len: usize,
    left_len: usize,
    /// How many left and right halves there are.
    sizes: [u128; 2],
    /// Bytes of a right half.
    bytes: usize,
}

impl Form {
    /// `None` when the standard or the size of a half does not allow it.
    pub(super) fn new(radix: u32, len: usize) -> Option<Self> {
        let left_len = len / 2;
        let size =
            |len: usize| u128::from(radix).checked_pow(u32::try_from(len).ok()?).filter(|n| *n <= HALF_MAX);
        let sizes = [size(left_len)?, size(len - left_len)?];
        let enough =
            len >= 2 && sizes.iter().try_fold(1_u128, |all, size| all.checked_mul(*size)) >= Some(DOMAIN_MIN);
        let [_, right] = sizes;
        let bits = u128::BITS - (right - 1).leading_zeros();
        // A product beyond 128 bits is large enough.
        let enough = enough || (len >= 2 && right > DOMAIN_MIN);
        enough.then_some(Self { radix, len, left_len, sizes, bytes: bits.div_ceil(8) as usize })
    }

    /// Binary strings of so many bits.
    pub(super) fn bits(len: u32) -> Option<Self> {
        Self::new(2, len as usize)
    }
}

/// FF1 for one form and tweak.
pub(super) struct Started<'a, C = Aes256> {
    ff1: &'a Ff1<C>,
    form: Form,
    mac: [u8; 16],
    last: [u8; 16],
}

impl<C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>> Started<'_, C> {
    /// Runs the rounds over two halves, forwards or backwards.
    pub(super) fn crypt(&self, mut left: u128, mut right: u128, forward: bool) -> (u128, u128) {
        let [left_size, right_size] = self.form.sizes;
        for round in 0..ROUNDS {
            let round = if forward { round } else { ROUNDS - 1 - round };
            let size = if round % 2 == 0 { left_size } else { right_size };
            if forward {
                (left, right) = (right, add(left, self.round(round, right, size), size));
            } else {
                (left, right) = (add(right, size - self.round(round, left, size), size), left);
            }
        }
        (left, right)
    }

    /// The round's number for a half, modulo `size`.
    fn round(&self, round: u8, half: u128, size: u128) -> u128 {
        let mut block = self.last;
        let tail = block.iter_mut().skip(15 - self.form.bytes);
        let half = half.to_be_bytes();
        let half = half.iter().skip(16 - self.form.bytes);
        for (place, byte) in tail.zip(std::iter::once(&round).chain(half)) {
            *place = *byte;
        }
        let first = self.ff1.block(xor(self.mac, &block));
        let wanted = 4 * self.form.bytes.div_ceil(4) + 4;
        let number = u128::from_be_bytes(first);
        if wanted <= 16 {
            return reduce(number >> (8 * (16 - wanted)), size);
        }
        // Twenty bytes at most: halves have 15.
        let second = self.ff1.block(xor(first, &1_u128.to_be_bytes()));
        let rest = second.iter().take(wanted - 16);
        rest.fold(number % size, |sum, byte| (sum << 8 | u128::from(*byte)) % size)
    }
}

/// `number % size`; a power of two, as binary strings have, costs no division.
fn reduce(number: u128, size: u128) -> u128 {
    if size.is_power_of_two() { number & (size - 1) } else { number % size }
}

fn add(one: u128, other: u128, size: u128) -> u128 {
    let sum = one + other;
    if sum >= size { sum - size } else { sum }
}

fn xor(one: [u8; 16], other: &[u8; 16]) -> [u8; 16] {
    (u128::from_ne_bytes(one) ^ u128::from_ne_bytes(*other)).to_ne_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aes::{Aes128, Aes192};
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;

    fn numerals(text: &str) -> Vec<u16> {
        text.chars().map(|ch| ch.to_digit(36).expect("a numeral") as u16).collect()
    }

    fn check<C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16> + KeyInit>(
        key: &str,
        samples: [(u32, &str, &str, &str); 3],
    ) {
        let key = HEXLOWER.decode(key.as_bytes()).expect("hexadecimal");
        let ff1 = Ff1::with(C::new_from_slice(&key).expect("a key of the right length"));
        for (radix, tweak, plain, sealed) in samples {
            let tweak = HEXLOWER.decode(tweak.as_bytes()).expect("hexadecimal");
            assert_eq!(
                ff1.encrypt(radix, &tweak, &numerals(plain)).expect("sound"),
                numerals(sealed),
                "{plain}"
            );
            assert_eq!(
                ff1.decrypt(radix, &tweak, &numerals(sealed)).expect("sound"),
                numerals(plain),
                "{sealed}"
            );
        }
    }

    /// NIST, FF1 samples 1 to 9.
    #[test]
    fn the_published_vectors_hold() {
        let tweak = "39383736353433323130";
        let (digits, letters) = ("0123456789", "0123456789abcdefghi");
        let long = "3737373770717273373737";
        let key = "2b7e151628aed2a6abf7158809cf4f3c";
        check::<Aes128>(
            key,
            [
                (10, "", digits, "2433477484"),
                (10, tweak, digits, "6124200773"),
                (36, long, letters, "a9tv40mll9kdu509eum"),
            ],
        );
        check::<Aes192>(
            "2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f",
            [
                (10, "", digits, "2830668132"),
                (10, tweak, digits, "2496655549"),
                (36, long, letters, "xbj3kv35jrawxv32ysr"),
            ],
        );
        check::<Aes256>(
            "2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94",
            [
                (10, "", digits, "6657667009"),
                (10, tweak, digits, "1001623463"),
                (36, long, letters, "xs8a0azh2avyalyzuwd"),
            ],
        );
    }

    fn ff1() -> Ff1 {
        Ff1::new(&Key::from_bytes(&[3; 32]).expect("long enough"))
    }

    #[test]
    fn limits_are_enforced() {
        let ff1 = ff1();
        assert!(ff1.encrypt(10, b"", &[0; 5]).is_err() && ff1.encrypt(10, b"", &[0; 6]).is_ok());
        assert!(ff1.encrypt(2, b"", &[0; 19]).is_err() && ff1.encrypt(2, b"", &[0; 20]).is_ok());
        assert!(ff1.encrypt(65_536, b"", &[0]).is_err() && ff1.encrypt(65_536, b"", &[0; 2]).is_ok());
        assert!(ff1.encrypt(10, b"", &[0; 72]).is_ok() && ff1.encrypt(10, b"", &[0; 73]).is_err());
        assert!(ff1.encrypt(1, b"", &[0; 30]).is_err() && ff1.encrypt(65_537, b"", &[0; 3]).is_err());
        assert!(ff1.encrypt(10, b"", &[10; 8]).is_err() && ff1.encrypt(10, b"", &[]).is_err());
    }

    proptest! {
        #[test]
        fn decryption_undoes_encryption(
            radix in 2_u32..=65_536,
            seed in prop::collection::vec(any::<u16>(), 2..72),
            tweak in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let plain: Vec<u16> = seed.iter().map(|n| (u32::from(*n) % radix) as u16).collect();
            let ff1 = ff1();
            if let Ok(sealed) = ff1.encrypt(radix, &tweak, &plain) {
                prop_assert!(sealed.iter().all(|numeral| u32::from(*numeral) < radix));
                prop_assert_eq!(ff1.decrypt(radix, &tweak, &sealed).expect("as before"), plain);
            }
        }
    }
}
