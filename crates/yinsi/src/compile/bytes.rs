//! Tables as little-endian bytes: borrowed from the binary or owned.
//!
//! A compiled plan is a few of these. Reading a number is one checked load, on
//! any endianness and alignment, so that loading copies nothing.

use std::borrow::Cow;

/// Bytes that are static in the built-in plan and owned in a user's.
pub(crate) type Bytes = Cow<'static, [u8]>;

/// Number `index` of a table of 16-bit numbers; 0 past the end.
#[inline(always)]
pub(crate) fn u16_at(bytes: &[u8], index: usize) -> u16 {
    match bytes.get(index * 2..index * 2 + 2) {
        Some(&[low, high]) => u16::from_le_bytes([low, high]),
        _ => 0,
    }
}

/// Number `index` of a table of 32-bit numbers; 0 past the end.
#[inline(always)]
pub(crate) fn u32_at(bytes: &[u8], index: usize) -> u32 {
    match bytes.get(index * 4..index * 4 + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => 0,
    }
}

/// Makes a table of 16-bit numbers.
pub(crate) fn table_u16(numbers: impl IntoIterator<Item = u16>) -> Bytes {
    Cow::Owned(numbers.into_iter().flat_map(u16::to_le_bytes).collect())
}

/// Makes a table of 32-bit numbers.
pub(crate) fn table_u32(numbers: impl IntoIterator<Item = u32>) -> Bytes {
    Cow::Owned(numbers.into_iter().flat_map(u32::to_le_bytes).collect())
}

/// Writes a plan: numbers and length-prefixed tables, one after the other.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn number(&mut self, number: usize) {
        self.0.extend_from_slice(&(number as u32).to_le_bytes());
    }

    pub(crate) fn table(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.0.extend_from_slice(bytes);
    }
}

/// Reads what [`Writer`] wrote. `None`: the bytes end too early.
pub(crate) struct Reader(pub(crate) &'static [u8]);

impl Reader {
    pub(crate) fn number(&mut self) -> Option<usize> {
        let (head, rest) = self.0.split_at_checked(4)?;
        self.0 = rest;
        usize::try_from(u32_at(head, 0)).ok()
    }

    pub(crate) fn table(&mut self) -> Option<Bytes> {
        let length = self.number()?;
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(Cow::Borrowed(head))
    }
}
