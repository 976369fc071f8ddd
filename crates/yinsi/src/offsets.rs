//! Byte offsets in other units: code points for Python, UTF-16 units for
//! JavaScript.
//!
//! The engine counts bytes and nothing else. Whoever hands findings to a host
//! that counts differently converts them here, at the border.

use std::fmt;

/// What an offset counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Unit {
    /// Bytes, as in Rust.
    #[default]
    Bytes,
    /// Unicode code points, as in Python.
    Chars,
    /// UTF-16 units, as in JavaScript, Java and C#.
    Utf16,
}

impl Unit {
    /// All units.
    pub const ALL: [Self; 3] = [Self::Bytes, Self::Chars, Self::Utf16];

    /// The name in lower case, as in `--offsets`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Chars => "chars",
            Self::Utf16 => "utf16",
        }
    }

    /// How many units `text` has.
    ///
    /// Each maximal invalid part of UTF-8 counts as one U+FFFD, as in
    /// [`String::from_utf8_lossy`].
    ///
    /// ```
    /// use yinsi::Unit;
    ///
    /// assert_eq!(Unit::Bytes.count("电话😀".as_bytes()), 10);
    /// assert_eq!(Unit::Chars.count("电话😀".as_bytes()), 3);
    /// assert_eq!(Unit::Utf16.count("电话😀".as_bytes()), 4);
    /// ```
    pub fn count(self, text: &[u8]) -> u64 {
        if self == Self::Bytes {
            return text.len() as u64;
        }
        if let Ok(text) = std::str::from_utf8(text) {
            return self.count_valid(text.as_bytes());
        }
        let mut units = 0;
        for chunk in text.utf8_chunks() {
            units += chunk.valid().chars().count() + usize::from(!chunk.invalid().is_empty());
            if self == Self::Utf16 {
                // A character beyond the basic plane is two units and starts with F0 or more.
                units += chunk.valid().bytes().filter(|b| *b >= 0xF0).count();
            }
        }
        units as u64
    }

    /// The same for whole characters of valid UTF-8, by their first bytes alone.
    fn count_valid(self, text: &[u8]) -> u64 {
        let chars = count_bytes(text, |byte| byte & 0xC0 != 0x80);
        match self {
            Self::Bytes => text.len() as u64,
            Self::Chars => chars,
            Self::Utf16 => chars + count_bytes(text, |byte| byte >= 0xF0),
        }
    }
}

/// How many bytes `counts` holds for. Sums of single bytes stay in vector registers.
fn count_bytes(text: &[u8], counts: impl Fn(u8) -> bool) -> u64 {
    let sum = |chunk: &[u8]| chunk.iter().map(|byte| u8::from(counts(*byte))).sum::<u8>();
    text.chunks(usize::from(u8::MAX)).map(|chunk| u64::from(sum(chunk))).sum()
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Converts byte offsets of one text to another [`Unit`].
///
/// Each conversion walks from the last offset to the next, so findings in
/// order cost one pass over the text together; a step back is as cheap as it is
/// short.
///
/// ```
/// use yinsi::{OffsetMap, Unit};
///
/// let text = "电话 13812345678";
/// let mut map = OffsetMap::new(text.as_bytes(), Unit::Chars);
/// assert_eq!(map.convert(7), 3);
/// assert_eq!(map.convert(18), 14);
/// ```
#[derive(Clone)]
pub struct OffsetMap<'t> {
    text: &'t [u8],
    /// Whether the whole text is known to be valid UTF-8.
    valid: bool,
    unit: Unit,
    at: usize,
    units: u64,
}

impl<'t> OffsetMap<'t> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'t [u8], unit: Unit) -> Self {
        Self { text, valid: false, unit, at: 0, units: 0 }
    }

    /// As [`OffsetMap::new`], and faster for knowing that the text is valid.
    pub fn of_str(text: &'t str, unit: Unit) -> Self {
        Self { valid: true, ..Self::new(text.as_bytes(), unit) }
    }

    /// The units before byte `offset`.
    ///
    /// An offset within a character counts as that of the character's start, one
    /// past the end as that of the end.
    pub fn convert(&mut self, offset: usize) -> u64 {
        if self.unit == Unit::Bytes {
            return offset.min(self.text.len()) as u64;
        }
        let offset = self.boundary(offset);
        let between = |from: usize, to: usize| {
            let part = self.text.get(from..to).unwrap_or_default();
            if self.valid { self.unit.count_valid(part) } else { self.unit.count(part) }
        };
        self.units = if offset >= self.at {
            self.units + between(self.at, offset)
        } else {
            self.units - between(offset, self.at)
        };
        self.at = offset;
        self.units
    }

    /// The byte before which `units` units lie: the way back.
    ///
    /// Within a character (between the halves of a surrogate pair) that is the character's start;
    /// beyond the text, its end.
    ///
    /// ```
    /// use yinsi::{OffsetMap, Unit};
    ///
    /// let mut map = OffsetMap::new("电话 13812345678".as_bytes(), Unit::Chars);
    /// assert_eq!((map.locate(3), map.locate(14), map.locate(99)), (7, 18, 18));
    /// ```
    pub fn locate(&mut self, units: u64) -> usize {
        if self.unit == Unit::Bytes {
            return usize::try_from(units).map_or(self.text.len(), |at| at.min(self.text.len()));
        }
        if units < self.units {
            (self.at, self.units) = (0, 0);
        }
        for chunk in self.text.get(self.at..).unwrap_or_default().utf8_chunks() {
            let chars = chunk.valid().chars().map(|ch| (ch.len_utf8(), ch.len_utf16()));
            let invalid = Some((chunk.invalid().len(), 1)).filter(|(len, _)| *len > 0);
            for (len, utf16) in chars.chain(invalid) {
                let step = if self.unit == Unit::Utf16 { utf16 as u64 } else { 1 };
                if self.units + step > units {
                    return self.at;
                }
                (self.at, self.units) = (self.at + len, self.units + step);
            }
        }
        self.at
    }

    /// The last start of a character or invalid part at or before `offset`.
    pub(crate) fn boundary(&self, offset: usize) -> usize {
        let within = |at: usize| self.text.get(at).is_some_and(|b| b & 0xC0 == 0x80);
        if !within(offset) {
            return offset.min(self.text.len());
        }
        let Some(lead) = (offset.saturating_sub(3)..offset).rev().find(|at| !within(*at)) else {
            return offset;
        };
        let longest = self.text.get(lead..self.text.len().min(lead + 4)).unwrap_or_default();
        let len = longest.utf8_chunks().next().map_or(0, |part| match part.valid().chars().next() {
            Some(ch) => ch.len_utf8(),
            None => part.invalid().len(),
        });
        if lead + len > offset { lead } else { offset }
    }
}

impl fmt::Debug for OffsetMap<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OffsetMap").field("unit", &self.unit).field("at", &self.at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn units_are_counted_as_the_hosts_count_them() {
        let text = "a机😀e\u{301}";
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len(), 99]).collect();
        let convert = |unit| {
            let mut map = OffsetMap::new(text.as_bytes(), unit);
            ends.iter().map(|at| map.convert(*at)).collect::<Vec<_>>()
        };
        assert_eq!(convert(Unit::Bytes), [0, 1, 4, 8, 9, 11, 11]);
        assert_eq!(convert(Unit::Chars), [0, 1, 2, 3, 4, 5, 5]);
        assert_eq!(convert(Unit::Utf16), [0, 1, 2, 4, 5, 6, 6]);
    }

    #[test]
    fn an_invalid_part_is_one_unit() {
        let text = b"\xE2\x80a\x80\x80\xF0\x9F\x98";
        let mut map = OffsetMap::new(text, Unit::Utf16);
        let units: Vec<u64> = (0..=8).map(|at| map.convert(at)).collect();
        assert_eq!(units, [0, 0, 1, 2, 3, 4, 4, 4, 5]);
    }

    #[test]
    fn an_empty_text_has_only_zero() {
        assert_eq!(OffsetMap::new(b"", Unit::Chars).convert(5), 0);
    }

    #[test]
    fn the_map_does_not_show_its_text() {
        assert!(!format!("{:?}", OffsetMap::new(b"secret", Unit::Chars)).contains("115"));
    }

    proptest! {
        #[test]
        fn offsets_equal_those_of_the_standard_library(
            text in any::<String>(), jumps in prop::collection::vec(any::<prop::sample::Index>(), 0..20)
        ) {
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            for new in [|text, unit| OffsetMap::new(str::as_bytes(text), unit), OffsetMap::of_str] {
                let mut maps = [Unit::Chars, Unit::Utf16].map(|unit| new(&text, unit));
                for jump in &jumps {
                    let (nth, at) = (jump.index(bounds.len()), bounds[jump.index(bounds.len())]);
                    prop_assert_eq!(maps[0].convert(at), nth as u64);
                    let before = text.get(..at).expect("a boundary");
                    prop_assert_eq!(maps[1].convert(at), before.encode_utf16().count() as u64);
                    prop_assert_eq!(maps[0].clone().locate(nth as u64), at);
                    prop_assert_eq!(maps[1].locate(before.encode_utf16().count() as u64), at);
                }
            }
        }

        #[test]
        fn invalid_text_is_counted_as_its_lossy_form(text in prop::collection::vec(prop_oneof![
            any::<u8>(), Just(0x80), Just(0xE2), Just(0xF0), Just(0x9F), Just(b'a')
        ], 0..24)) {
            let lossy = String::from_utf8_lossy(&text);
            let mut map = OffsetMap::new(&text, Unit::Utf16);
            let mut last = 0;
            for at in 0..=text.len() {
                let units = map.convert(at);
                prop_assert!(last <= units && units <= last + 2);
                last = units;
                prop_assert_eq!(OffsetMap::new(&text, Unit::Utf16).convert(at), units);
                prop_assert_eq!(map.locate(units), map.boundary(at));
            }
            prop_assert_eq!(last, lossy.encode_utf16().count() as u64);
        }
    }
}
