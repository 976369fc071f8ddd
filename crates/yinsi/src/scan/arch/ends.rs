//! [`Ends`] and [`HanEnds`]: whether some word may end at a place, for many places at a glance.
//!
//! Both are tables of bits, looked up by hashes of the last bytes before the place; they let pass every end of a
//! word that went in, and little else. The scalar functions are the definition.

/// A table of the ends of words.
pub(crate) trait WordEnds {
    /// Whether a word may end at `end`.
    fn may_end(&self, text: &[u8], end: usize) -> bool;
}

/// Words of 32 bits in the table of [`Ends`].
const WORDS: usize = 2048;

/// Words of 32 bits in each table of [`HanEnds`].
const PLACES: usize = 1024;

/// What hashes are multiplied with.
pub(super) const SPREAD: u32 = 0x9E37_79B1;

/// The last bytes of words in letters of one and two bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ends(pub(super) Box<[u32; WORDS]>);

impl Ends {
    /// A table of nothing.
    pub(crate) fn new() -> Ends {
        Ends(Box::new([0; WORDS]))
    }

    /// Lets `word`, in lower case, pass in either case.
    pub(crate) fn insert(&mut self, word: &[u8]) {
        match *word {
            [.., a, b, c, d] => self.set(long(u32::from_le_bytes([a, b, c, d]))),
            [.., c, d] => self.set(short(u32::from_le_bytes([0, 0, c, d]))),
            _ => self.0.fill(u32::MAX),
        }
    }

    fn set(&mut self, hash: u32) {
        self.0[(hash >> 5) as usize] |= 1 << (hash & 31);
    }

    #[inline(always)]
    fn has(&self, hash: u32) -> bool {
        self.0[(hash >> 5) as usize] >> (hash & 31) & 1 == 1
    }
}

impl WordEnds for Ends {
    /// One of two or three letters does not end behind three lower-case ones and a last.
    #[inline(always)]
    fn may_end(&self, text: &[u8], end: usize) -> bool {
        let Some(last) = text.get(end.wrapping_sub(4)..end).and_then(|last| last.first_chunk()) else {
            return end < 4;
        };
        let last = u32::from_le_bytes(*last);
        let is_inside = lower(last) & 0x0080_8080 == 0x0080_8080;
        self.has(long(last)) | self.has(short(last)) & !is_inside
    }
}

/// 16 bits from the last four bytes, for words that have as many.
#[inline(always)]
fn long(last: u32) -> u32 {
    hash(fold(last), 16)
}

/// 16 bits from the last two, for shorter words.
#[inline(always)]
fn short(last: u32) -> u32 {
    hash(fold(last & 0xFFFF_0000) | 1, 16)
}

/// Upper and lower case fall together, and so do a few signs: 0x20 wherever a byte has 0x40 and is ASCII.
#[inline(always)]
fn fold(bytes: u32) -> u32 {
    bytes | (bytes & !(bytes >> 1) & 0x4040_4040) >> 1
}

/// The high bit of each byte that is a lower-case letter.
#[inline(always)]
fn lower(bytes: u32) -> u32 {
    let low = bytes & 0x7F7F_7F7F;
    low.wrapping_add(0x1F1F_1F1F) & !low.wrapping_add(0x0505_0505) & !bytes & 0x8080_8080
}

#[inline(always)]
fn hash(bytes: u32, bits: u32) -> u32 {
    bytes.wrapping_mul(SPREAD) >> (32 - bits)
}

/// The last bytes of words that end in Han and the like.
///
/// A place is known by a hash of its last three bytes; there one bit speaks for each hash of the three bytes before,
/// and, in a second table for words that do not have them, one for each hash of the byte before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HanEnds {
    pub(super) three: Box<[u32; PLACES]>,
    pub(super) one: Box<[u32; PLACES]>,
}

impl HanEnds {
    /// Tables of nothing.
    pub(crate) fn new() -> HanEnds {
        HanEnds { three: Box::new([0; PLACES]), one: Box::new([0; PLACES]) }
    }

    /// Lets a word of three bytes and more pass.
    pub(crate) fn insert(&mut self, word: &[u8]) {
        match *word {
            [.., a, b, c, d, e, f] => self.three[place([d, e, f])] |= 1 << three([a, b, c]),
            [.., c, d, e, f] => self.one[place([d, e, f])] |= 1 << (c & 31),
            [.., d, e, f] => self.one[place([d, e, f])] = u32::MAX,
            _ => {}
        }
    }
}

impl WordEnds for HanEnds {
    #[inline(always)]
    fn may_end(&self, text: &[u8], end: usize) -> bool {
        let Some(&[a, b, c, d, e, f]) =
            text.get(end.wrapping_sub(6)..end).and_then(|last| last.first_chunk())
        else {
            return end < 6;
        };
        let place = place([d, e, f]);
        (self.three[place] >> three([a, b, c]) | self.one[place] >> (c & 31)) & 1 == 1
    }
}

/// The place of the last three bytes.
#[inline(always)]
fn place([d, e, f]: [u8; 3]) -> usize {
    hash(u32::from_le_bytes([d, e, f, 0]), 10) as usize
}

/// The bit of the three bytes before.
#[inline(always)]
fn three([a, b, c]: [u8; 3]) -> u32 {
    hash(u32::from_le_bytes([a, b, c, 0]), 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_in_passes_in_either_case() {
        let words = ["phone", "qq", "tel", "e-mail", "телефон", "id", "тел"];
        let mut ends = Ends::new();
        words.iter().for_each(|word| ends.insert(word.as_bytes()));
        for word in words {
            for text in [format!("x {word}"), format!("x {}", word.to_uppercase()), word.to_owned()] {
                let passes = ends.may_end(text.as_bytes(), text.len()) || !text.is_ascii();
                assert!(passes, "{text}");
            }
        }
        assert!(ends.may_end(b"userTel", 7) && !ends.may_end(b"hotel", 5) && !ends.may_end(b"squid", 5));
        assert!(!Ends::new().may_end(b"phone", 5));
    }

    #[test]
    fn han_words_pass_and_others_seldom() {
        let mut ends = HanEnds::new();
        for word in ["姓名", "QQ号", "号", "手机号码"] {
            ends.insert(word.as_bytes());
        }
        for text in ["姓名", "客户姓名", "QQ号", "的手机号码", "xx号"] {
            assert!(ends.may_end(text.as_bytes(), text.len()), "{text}");
        }
        for text in ["别名", "有名", "密码", "手机的"] {
            assert!(!ends.may_end(text.as_bytes(), text.len()), "{text}");
        }
    }
}
