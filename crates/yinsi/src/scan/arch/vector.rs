//! What the kernel asks of a machine: a block of 64 bytes to classify, and lanes of 64-bit masks to combine.
//!
//! Values are made by `unsafe` functions, which want the machine's instructions; a value is then the proof
//! that they are there, and everything done with it is safe. A mask has the bit of byte 0 lowest.
#![allow(unsafe_code)]

use std::ops::{BitAnd, BitOr};

/// 64 bytes of text, or 64 table entries.
pub(super) trait Vector: Copy {
    /// The bytes of `block`.
    ///
    /// # Safety
    ///
    /// The machine has the instructions of this type.
    unsafe fn load(block: &[u8; 64]) -> Self;

    /// The bytes of `bytes`, less than 64, and zeros behind.
    ///
    /// # Safety
    ///
    /// The machine has the instructions of this type.
    #[inline(always)]
    unsafe fn load_short(bytes: &[u8]) -> Self {
        let mut block = [0; 64];
        block[..bytes.len()].copy_from_slice(bytes);
        // SAFETY: the caller's promise.
        unsafe { Self::load(&block) }
    }

    /// Which bytes are `byte`.
    fn equal(self, byte: u8) -> u64;

    /// Which bytes are `first..=last`.
    fn within(self, first: u8, last: u8) -> u64;

    /// Which bytes have one of `bits`.
    fn any(self, bits: u8) -> u64;

    /// For each byte, `low[byte & 15] & high[byte >> 4]`.
    fn look_up(self, low: &[u8; 16], high: &[u8; 16]) -> Self;

    /// For each byte, `table[byte & 63]`.
    fn choose(self, table: &[u8; 64]) -> Self;

    /// For each byte, the bits that both have.
    fn and(self, other: Self) -> Self;
}

/// Masks of `COUNT` blocks that follow one another, the earliest lowest.
pub(super) trait Lanes: Copy + BitAnd<Output = Self> + BitOr<Output = Self> {
    /// Number of blocks, at most 8.
    const COUNT: usize;

    /// The first `COUNT` of `masks`.
    ///
    /// # Safety
    ///
    /// The machine has the instructions of this type.
    unsafe fn load(masks: &[u64; 8]) -> Self;

    /// The lanes whose last mask is `mask`; what the others are does not matter.
    ///
    /// # Safety
    ///
    /// The machine has the instructions of this type.
    unsafe fn ending(mask: u64) -> Self;

    /// Writes the masks to the first `COUNT` of `masks`.
    ///
    /// # Panics
    ///
    /// If `masks` is shorter.
    fn store(self, masks: &mut [u64]);

    /// The last mask.
    fn last(self) -> u64;

    /// Which masks have a bit, the earliest lowest.
    fn busy(self) -> u64;

    /// Moves each bit to the byte `bytes` later, with those that come in from `earlier`, the lanes before.
    /// `bytes` is a constant in `1..64`.
    fn after(self, earlier: Self, bytes: u32) -> Self;

    /// The bits of `self` that `other` has not.
    fn without(self, other: Self) -> Self;
}

/// One block at a time, in an ordinary register.
impl Lanes for u64 {
    const COUNT: usize = 1;

    #[inline(always)]
    unsafe fn load(masks: &[u64; 8]) -> u64 {
        masks[0]
    }

    #[inline(always)]
    unsafe fn ending(mask: u64) -> u64 {
        mask
    }

    #[inline(always)]
    fn store(self, masks: &mut [u64]) {
        masks[0] = self;
    }

    #[inline(always)]
    fn last(self) -> u64 {
        self
    }

    #[inline(always)]
    fn busy(self) -> u64 {
        u64::from(self != 0)
    }

    #[inline(always)]
    fn after(self, earlier: u64, bytes: u32) -> u64 {
        self << bytes | earlier >> (64 - bytes)
    }

    #[inline(always)]
    fn without(self, other: u64) -> u64 {
        self & !other
    }
}
