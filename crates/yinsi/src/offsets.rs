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
        // The standard library validates a whole text several times faster than in chunks.
        if std::str::from_utf8(text).is_ok() {
            return self.count_utf8(text);
        }
        let part = |chunk: std::str::Utf8Chunk<'_>| {
            self.count_utf8(chunk.valid().as_bytes()) + u64::from(!chunk.invalid().is_empty())
        };
        text.utf8_chunks().map(part).sum()
    }

    /// As [`Unit::count`] for bytes that are known to be UTF-8. A character counts where its first byte is.
    fn count_utf8(self, text: &[u8]) -> u64 {
        let astral = u8::from(self == Self::Utf16);
        // A character beyond the basic plane is two units and starts with F0 or more.
        let units = |byte: &u8| u8::from(byte & 0xC0 != 0x80) + (u8::from(*byte >= 0xF0) & astral);
        // Sums of 64 bytes fit a byte: the compiler makes vectors of the loop.
        let (blocks, rest) = text.as_chunks::<64>();
        let blocks = blocks.iter().map(|block| u64::from(block.iter().map(units).sum::<u8>())).sum::<u64>();
        blocks + rest.iter().map(|byte| u64::from(units(byte))).sum::<u64>()
    }
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
    unit: Unit,
    /// Whether the text is known to be UTF-8.
    utf8: bool,
    at: usize,
    units: u64,
}

impl<'t> OffsetMap<'t> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'t [u8], unit: Unit) -> Self {
        Self { text, unit, utf8: false, at: 0, units: 0 }
    }

    /// As [`OffsetMap::new`], several times faster for knowing that the text is UTF-8.
    pub fn of_str(text: &'t str, unit: Unit) -> Self {
        Self::utf8(text.as_bytes(), unit)
    }

    /// As [`OffsetMap::of_str`], for bytes the caller knows to be UTF-8.
    ///
    /// Nothing is checked: should they be anything else, the offsets count each invalid
    /// byte in some way of their own.
    pub fn utf8(text: &'t [u8], unit: Unit) -> Self {
        Self { utf8: true, ..Self::new(text, unit) }
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
        self.units = if offset >= self.at {
            self.units + self.between(self.at, offset)
        } else {
            self.units - self.between(offset, self.at)
        };
        self.at = offset;
        self.units
    }

    /// The byte at which unit `units` is: the way back of [`OffsetMap::convert`].
    ///
    /// A unit within a character is at the character's start, one past the end at the
    /// end of the text.
    ///
    /// ```
    /// use yinsi::{OffsetMap, Unit};
    ///
    /// let mut map = OffsetMap::new("😀a".as_bytes(), Unit::Utf16);
    /// assert_eq!([0, 1, 2, 3, 9].map(|unit| map.locate(unit)), [0, 0, 4, 5, 5]);
    /// ```
    pub fn locate(&mut self, units: u64) -> usize {
        let len = self.text.len();
        let mut low = if self.units <= units && self.unit != Unit::Bytes { self.at } else { 0 };
        // Strides that double, then halves: a few times the distance from the last offset.
        let mut stride = 1;
        while low + stride <= len && self.convert(low + stride) <= units {
            low += stride;
            stride *= 2;
        }
        let mut high = len.min(low + stride - 1);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.convert(middle) <= units { low = middle } else { high = middle - 1 }
        }
        if self.unit == Unit::Bytes { low } else { self.boundary(low) }
    }

    fn between(&self, from: usize, to: usize) -> u64 {
        let text = self.text.get(from..to).unwrap_or_default();
        if self.utf8 { self.unit.count_utf8(text) } else { self.unit.count(text) }
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
    fn bytes_are_their_own_offsets_there_and_back() {
        let mut map = OffsetMap::new("机".as_bytes(), Unit::Bytes);
        assert_eq!(
            [0, 2, 3, 9].map(|at| (map.convert(at), map.locate(at as u64))),
            [(0, 0), (2, 2), (3, 3), (3, 3)]
        );
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
            let mut maps = [Unit::Chars, Unit::Utf16].map(|unit| OffsetMap::new(text.as_bytes(), unit));
            let mut known = OffsetMap::utf8(text.as_bytes(), Unit::Utf16);
            for jump in jumps {
                let (nth, at) = (jump.index(bounds.len()), bounds[jump.index(bounds.len())]);
                prop_assert_eq!(maps[0].convert(at), nth as u64);
                let before = text.get(..at).expect("a boundary");
                let units = before.encode_utf16().count() as u64;
                prop_assert_eq!(maps[1].convert(at), units);
                prop_assert_eq!(known.convert(at), units);
                prop_assert_eq!(maps[0].locate(nth as u64), at);
                prop_assert_eq!(known.locate(units), at);
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
            }
            prop_assert_eq!(last, lossy.encode_utf16().count() as u64);
        }
    }
}
