//! Vectors of aarch64: NEON, four registers a block. Masks stay in ordinary registers, where `extr` moves
//! bits from block to block in one instruction.
#![allow(unsafe_code)]

use std::arch::aarch64::*;

use super::vector::Vector;
use super::{Carry, EventSet, Filter, Marks, kernel};

/// Marks with NEON.
#[target_feature(enable = "neon")]
pub(super) fn mark(filter: &Filter, wanted: EventSet, window: &[u8], carry: &mut Carry, marks: &mut Marks) {
    // SAFETY: this function enables NEON.
    unsafe { kernel::mark::<Quarters, u64>(filter, wanted, window, carry, marks) }
}

/// 64 bytes in four NEON registers.
#[derive(Clone, Copy)]
struct Quarters([uint8x16_t; 4]);

/// The mask of four registers of which each byte is 0 or 255.
#[inline(always)]
fn mask(bytes: [uint8x16_t; 4]) -> u64 {
    const WEIGHTS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: the table has 16 bytes; the registers are parts of `Quarters`, so NEON is there.
    unsafe {
        // Each byte keeps its own bit; three rounds of pairwise sums gather eight of them in a byte.
        let weights = vld1q_u8(WEIGHTS.as_ptr());
        let front = vpaddq_u8(vandq_u8(bytes[0], weights), vandq_u8(bytes[1], weights));
        let back = vpaddq_u8(vandq_u8(bytes[2], weights), vandq_u8(bytes[3], weights));
        let sums = vpaddq_u8(front, back);
        vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(sums, sums)))
    }
}

/// Applies `$of` to the register named `$quarter` of each quarter.
macro_rules! each {
    ($self:ident, $quarter:ident => $of:expr) => {{
        let mut quarters = $self.0;
        let mut at = 0;
        while at < 4 {
            let $quarter = quarters[at];
            // SAFETY: a value was loaded, so NEON is there.
            quarters[at] = unsafe { $of };
            at += 1;
        }
        quarters
    }};
}

impl Vector for Quarters {
    #[inline(always)]
    unsafe fn load(block: &[u8; 64]) -> Quarters {
        let start = block.as_ptr();
        // SAFETY: all four quarters lie within the 64 bytes; the caller promises NEON.
        unsafe {
            Quarters([
                vld1q_u8(start),
                vld1q_u8(start.add(16)),
                vld1q_u8(start.add(32)),
                vld1q_u8(start.add(48)),
            ])
        }
    }

    #[inline(always)]
    fn equal(self, byte: u8) -> u64 {
        mask(each!(self, quarter => vceqq_u8(quarter, vdupq_n_u8(byte))))
    }

    #[inline(always)]
    fn within(self, first: u8, last: u8) -> u64 {
        mask(each!(self, quarter => {
            vcleq_u8(vsubq_u8(quarter, vdupq_n_u8(first)), vdupq_n_u8(last - first))
        }))
    }

    #[inline(always)]
    fn any(self, bits: u8) -> u64 {
        mask(each!(self, quarter => vtstq_u8(quarter, vdupq_n_u8(bits))))
    }

    #[inline(always)]
    fn look_up(self, low: &[u8; 16], high: &[u8; 16]) -> Quarters {
        // SAFETY: each table has the 16 bytes that are read; a value was loaded, so NEON is there.
        let (low, high) = unsafe { (vld1q_u8(low.as_ptr()), vld1q_u8(high.as_ptr())) };
        Quarters(each!(self, quarter => {
            let lower = vqtbl1q_u8(low, vandq_u8(quarter, vdupq_n_u8(15)));
            vandq_u8(lower, vqtbl1q_u8(high, vshrq_n_u8::<4>(quarter)))
        }))
    }

    #[inline(always)]
    fn choose(self, table: &[u8; 64]) -> Quarters {
        // SAFETY: the table has the 64 bytes that are read; a value was loaded, so NEON is there.
        let table = unsafe { vld1q_u8_x4(table.as_ptr()) };
        Quarters(each!(self, quarter => vqtbl4q_u8(table, vandq_u8(quarter, vdupq_n_u8(63)))))
    }

    #[inline(always)]
    fn and(self, other: Quarters) -> Quarters {
        let mut quarters = self.0;
        let mut at = 0;
        while at < 4 {
            // SAFETY: a value was loaded, so NEON is there.
            quarters[at] = unsafe { vandq_u8(quarters[at], other.0[at]) };
            at += 1;
        }
        Quarters(quarters)
    }
}
