//! Vectors of wasm32: simd128, four vectors a block. There is no asking at run time, so this file is there
//! when the build enables simd128. Masks stay in ordinary 64-bit values.
#![allow(unsafe_code)]

use std::arch::wasm32::*;

use super::vector::Vector;
use super::{Carry, EventSet, Filter, Marks, kernel};

/// Marks with simd128.
pub(super) fn mark(filter: &Filter, wanted: EventSet, window: &[u8], carry: &mut Carry, marks: &mut Marks) {
    // SAFETY: this file is only compiled where the build enables simd128.
    unsafe { kernel::mark::<Quarters, u64>(filter, wanted, window, carry, marks) }
}

/// 64 bytes in four vectors.
#[derive(Clone, Copy)]
struct Quarters([v128; 4]);

/// The mask of four vectors of which each byte is 0 or has bit 7.
#[inline(always)]
fn mask(bytes: [v128; 4]) -> u64 {
    u64::from(u8x16_bitmask(bytes[0]))
        | u64::from(u8x16_bitmask(bytes[1])) << 16
        | u64::from(u8x16_bitmask(bytes[2])) << 32
        | u64::from(u8x16_bitmask(bytes[3])) << 48
}

/// Applies `$of` to the vector named `$quarter` of each quarter.
macro_rules! each {
    ($self:ident, $quarter:ident => $of:expr) => {{
        let mut quarters = $self.0;
        let mut at = 0;
        while at < 4 {
            let $quarter = quarters[at];
            quarters[at] = $of;
            at += 1;
        }
        quarters
    }};
}

/// The 16 bytes of `bytes` from `start` on.
#[inline(always)]
fn quarter(bytes: &[u8], start: usize) -> v128 {
    let bytes: &[u8; 16] = bytes[start..].first_chunk().expect("16 bytes are there");
    // SAFETY: 16 bytes are read, and `v128_load` wants no alignment.
    unsafe { v128_load(bytes.as_ptr().cast()) }
}

impl Vector for Quarters {
    #[inline(always)]
    unsafe fn load(block: &[u8; 64]) -> Quarters {
        Quarters([quarter(block, 0), quarter(block, 16), quarter(block, 32), quarter(block, 48)])
    }

    #[inline(always)]
    fn equal(self, byte: u8) -> u64 {
        mask(each!(self, quarter => u8x16_eq(quarter, u8x16_splat(byte))))
    }

    #[inline(always)]
    fn within(self, first: u8, last: u8) -> u64 {
        mask(each!(self, quarter => {
            u8x16_le(u8x16_sub(quarter, u8x16_splat(first)), u8x16_splat(last - first))
        }))
    }

    #[inline(always)]
    fn any(self, bits: u8) -> u64 {
        if bits.is_power_of_two() {
            return mask(each!(self, quarter => u8x16_shl(quarter, bits.leading_zeros())));
        }
        mask(each!(self, quarter => u8x16_ne(v128_and(quarter, u8x16_splat(bits)), u8x16_splat(0))))
    }

    #[inline(always)]
    fn look_up(self, low: &[u8; 16], high: &[u8; 16]) -> Quarters {
        let (low, high) = (quarter(low, 0), quarter(high, 0));
        Quarters(each!(self, quarter => {
            let lower = u8x16_swizzle(low, v128_and(quarter, u8x16_splat(15)));
            v128_and(lower, u8x16_swizzle(high, u8x16_shr(quarter, 4)))
        }))
    }

    #[inline(always)]
    fn choose(self, table: &[u8; 64]) -> Quarters {
        let tables = [quarter(table, 0), quarter(table, 16), quarter(table, 32), quarter(table, 48)];
        Quarters(each!(self, quarter => {
            // A swizzle makes zero of what lies outside its sixteen entries.
            let first = v128_and(quarter, u8x16_splat(63));
            let mut chosen = u8x16_swizzle(tables[0], first);
            chosen = v128_or(chosen, u8x16_swizzle(tables[1], u8x16_sub(first, u8x16_splat(16))));
            chosen = v128_or(chosen, u8x16_swizzle(tables[2], u8x16_sub(first, u8x16_splat(32))));
            v128_or(chosen, u8x16_swizzle(tables[3], u8x16_sub(first, u8x16_splat(48))))
        }))
    }

    #[inline(always)]
    fn and(self, other: Quarters) -> Quarters {
        let mut quarters = self.0;
        let mut at = 0;
        while at < 4 {
            quarters[at] = v128_and(quarters[at], other.0[at]);
            at += 1;
        }
        Quarters(quarters)
    }
}
