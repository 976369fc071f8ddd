//! Vectors and lanes of x86-64: AVX2 (two halves of 32 bytes, four masks) and AVX-512 (64 bytes, eight
//! masks).
#![allow(unsafe_code)]

use std::arch::x86_64::*;
use std::ops::{BitAnd, BitOr};

use super::vector::{Lanes, Vector};
use super::{Carry, Event, EventSet, Filter, Marks, Places, kernel};

/// Bytes of a window up to which masks in ordinary registers are faster than lanes.
const SHORT: usize = 128;

/// Marks with AVX2.
#[target_feature(enable = "avx2")]
pub(super) fn mark_avx2(f: &Filter, wanted: EventSet, window: &[u8], carry: &mut Carry, marks: &mut Marks) {
    // SAFETY: this function enables AVX2.
    unsafe {
        if window.len() <= SHORT {
            kernel::mark::<Halves, u64>(f, wanted, window, carry, marks)
        } else {
            kernel::mark::<Halves, Four>(f, wanted, window, carry, marks)
        }
    }
}

/// Marks with AVX-512.
#[target_feature(enable = "avx2,avx512bw,avx512vbmi,avx512vbmi2")]
pub(super) fn mark_avx512(f: &Filter, wanted: EventSet, window: &[u8], carry: &mut Carry, marks: &mut Marks) {
    // SAFETY: this function enables AVX-512 BW, VBMI and VBMI2.
    unsafe {
        if window.len() <= SHORT {
            kernel::mark::<Whole, u64>(f, wanted, window, carry, marks)
        } else {
            kernel::mark::<Whole, Eight>(f, wanted, window, carry, marks)
        }
    }
}

/// [`Isa::places`](super::Isa::places) with BMI1.
#[target_feature(enable = "bmi1,popcnt")]
pub(super) fn places_bmi(marks: &Marks, event: Event, places: &mut Places) {
    marks.each_busy(event, |number, word| places.push(number, word));
}

/// The numbers 0 to 63.
static NUMBERS: [u8; 64] = {
    let (mut numbers, mut at) = ([0; 64], 0);
    while at < 64 {
        numbers[at] = at as u8;
        at += 1;
    }
    numbers
};

/// [`Isa::places`](super::Isa::places) with AVX-512.
#[target_feature(enable = "avx2,bmi1,avx512bw,avx512vbmi2,popcnt")]
pub(super) fn places_avx512(marks: &Marks, event: Event, places: &mut Places) {
    // SAFETY: 64 bytes are read.
    let numbers = unsafe { _mm512_loadu_si512(NUMBERS.as_ptr().cast()) };
    marks.each_busy(event, |number, word| {
        let found = _mm512_maskz_compress_epi8(word, numbers);
        let base = _mm512_set1_epi16((number * 64) as i16);
        let halves = [_mm512_castsi512_si256(found), _mm512_extracti64x4_epi64::<1>(found)];
        let count = word.count_ones() as usize;
        for (half, found) in halves.into_iter().enumerate().take(1 + usize::from(count > 32)) {
            let offsets = _mm512_add_epi16(_mm512_cvtepu8_epi16(found), base);
            let out = &mut places.offsets[places.count + 32 * half..][..32];
            // SAFETY: 64 bytes are written, 32 offsets.
            unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), offsets) };
        }
        places.count += count;
    });
}

/// 64 bytes in two AVX2 registers.
#[derive(Clone, Copy)]
struct Halves(__m256i, __m256i);

/// The mask of two registers of which each byte is 0 or has bit 7.
#[inline(always)]
fn mask(low: __m256i, high: __m256i) -> u64 {
    // SAFETY: the registers are parts of `Halves`, so AVX2 is there.
    unsafe {
        u64::from(_mm256_movemask_epi8(low) as u32) | u64::from(_mm256_movemask_epi8(high) as u32) << 32
    }
}

impl Vector for Halves {
    #[inline(always)]
    unsafe fn load(block: &[u8; 64]) -> Halves {
        // SAFETY: both halves lie within the 64 bytes; the caller promises AVX2.
        unsafe {
            Halves(
                _mm256_loadu_si256(block.as_ptr().cast()),
                _mm256_loadu_si256(block.as_ptr().add(32).cast()),
            )
        }
    }

    #[inline(always)]
    fn equal(self, byte: u8) -> u64 {
        // SAFETY: a value was loaded, so AVX2 is there.
        unsafe {
            let bytes = _mm256_set1_epi8(byte as i8);
            mask(_mm256_cmpeq_epi8(self.0, bytes), _mm256_cmpeq_epi8(self.1, bytes))
        }
    }

    #[inline(always)]
    fn within(self, first: u8, last: u8) -> u64 {
        // SAFETY: a value was loaded, so AVX2 is there.
        unsafe {
            // Shifted so that the range ends at the greatest signed byte, one signed comparison is enough.
            let shift = _mm256_set1_epi8(127_u8.wrapping_sub(last) as i8);
            let below = _mm256_set1_epi8((127 - (last - first) - 1) as i8);
            mask(
                _mm256_cmpgt_epi8(_mm256_add_epi8(self.0, shift), below),
                _mm256_cmpgt_epi8(_mm256_add_epi8(self.1, shift), below),
            )
        }
    }

    #[inline(always)]
    fn any(self, bits: u8) -> u64 {
        // SAFETY: a value was loaded, so AVX2 is there.
        unsafe {
            if bits.is_power_of_two() {
                let up = _mm_cvtsi32_si128(bits.leading_zeros() as i32);
                return mask(_mm256_sll_epi16(self.0, up), _mm256_sll_epi16(self.1, up));
            }
            let (bits, zero) = (_mm256_set1_epi8(bits as i8), _mm256_setzero_si256());
            !mask(
                _mm256_cmpeq_epi8(_mm256_and_si256(self.0, bits), zero),
                _mm256_cmpeq_epi8(_mm256_and_si256(self.1, bits), zero),
            )
        }
    }

    #[inline(always)]
    fn look_up(self, low: &[u8; 16], high: &[u8; 16]) -> Halves {
        // SAFETY: a value was loaded, so AVX2 is there; each table has the 16 bytes that are read.
        unsafe {
            let low = _mm256_broadcastsi128_si256(_mm_loadu_si128(low.as_ptr().cast()));
            let high = _mm256_broadcastsi128_si256(_mm_loadu_si128(high.as_ptr().cast()));
            Halves(look_up_half(self.0, low, high), look_up_half(self.1, low, high))
        }
    }

    #[inline(always)]
    fn choose(self, table: &[u8; 64]) -> Halves {
        Halves(choose_half(self.0, table), choose_half(self.1, table))
    }

    #[inline(always)]
    fn and(self, other: Halves) -> Halves {
        // SAFETY: a value was loaded, so AVX2 is there.
        unsafe { Halves(_mm256_and_si256(self.0, other.0), _mm256_and_si256(self.1, other.1)) }
    }
}

#[inline(always)]
fn look_up_half(bytes: __m256i, low: __m256i, high: __m256i) -> __m256i {
    // SAFETY: the registers are parts of `Halves`, so AVX2 is there.
    unsafe {
        let nibble = _mm256_set1_epi8(15);
        let lower = _mm256_and_si256(bytes, nibble);
        let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), nibble);
        _mm256_and_si256(_mm256_shuffle_epi8(low, lower), _mm256_shuffle_epi8(high, upper))
    }
}

#[inline(always)]
fn choose_half(bytes: __m256i, table: &[u8; 64]) -> __m256i {
    // SAFETY: the register is part of `Halves`, so AVX2 is there; the table has four times 16 bytes.
    unsafe {
        let six = _mm256_and_si256(bytes, _mm256_set1_epi8(63));
        let mut chosen = _mm256_setzero_si256();
        let mut part = 0;
        while part < 4 {
            let entries = _mm256_broadcastsi128_si256(_mm_loadu_si128(table.as_ptr().add(16 * part).cast()));
            // The sixteen values of this part become 0x70 to 0x7F; all others have bit 7, which chooses zero.
            let own = _mm256_xor_si256(six, _mm256_set1_epi8((part << 4) as i8));
            let index = _mm256_add_epi8(own, _mm256_set1_epi8(0x70));
            chosen = _mm256_or_si256(chosen, _mm256_shuffle_epi8(entries, index));
            part += 1;
        }
        chosen
    }
}

/// Four masks in an AVX2 register.
#[derive(Clone, Copy)]
struct Four(__m256i);

impl BitAnd for Four {
    type Output = Four;

    #[inline(always)]
    fn bitand(self, other: Four) -> Four {
        // SAFETY: a value was made, so AVX2 is there.
        Four(unsafe { _mm256_and_si256(self.0, other.0) })
    }
}

impl BitOr for Four {
    type Output = Four;

    #[inline(always)]
    fn bitor(self, other: Four) -> Four {
        // SAFETY: a value was made, so AVX2 is there.
        Four(unsafe { _mm256_or_si256(self.0, other.0) })
    }
}

impl Lanes for Four {
    const COUNT: usize = 4;

    #[inline(always)]
    unsafe fn load(masks: &[u64; 8]) -> Four {
        // SAFETY: four of the eight masks are read; the caller promises AVX2.
        Four(unsafe { _mm256_loadu_si256(masks.as_ptr().cast()) })
    }

    #[inline(always)]
    unsafe fn ending(mask: u64) -> Four {
        // SAFETY: the caller promises AVX2.
        Four(unsafe { _mm256_set1_epi64x(mask as i64) })
    }

    #[inline(always)]
    fn store(self, masks: &mut [u64]) {
        let masks: &mut [u64; 4] = masks.first_chunk_mut().expect("room for four masks");
        // SAFETY: four masks are written; a value was made, so AVX2 is there.
        unsafe { _mm256_storeu_si256(masks.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn last(self) -> u64 {
        // SAFETY: a value was made, so AVX2 is there.
        unsafe { _mm256_extract_epi64::<3>(self.0) as u64 }
    }

    #[inline(always)]
    fn after(self, earlier: Four, bytes: u32) -> Four {
        // SAFETY: a value was made, so AVX2 is there.
        unsafe {
            let middle = _mm256_permute2x128_si256::<0x21>(earlier.0, self.0);
            let before = _mm256_alignr_epi8::<8>(self.0, middle);
            let kept = _mm256_sll_epi64(self.0, _mm_cvtsi32_si128(bytes as i32));
            Four(_mm256_or_si256(kept, _mm256_srl_epi64(before, _mm_cvtsi32_si128(64 - bytes as i32))))
        }
    }

    #[inline(always)]
    fn without(self, other: Four) -> Four {
        // SAFETY: a value was made, so AVX2 is there.
        Four(unsafe { _mm256_andnot_si256(other.0, self.0) })
    }

    #[inline(always)]
    fn busy(self) -> u64 {
        // SAFETY: a value was made, so AVX2 is there.
        unsafe {
            let empty = _mm256_cmpeq_epi64(self.0, _mm256_setzero_si256());
            !_mm256_movemask_pd(_mm256_castsi256_pd(empty)) as u64 & 15
        }
    }
}

/// 64 bytes in an AVX-512 register.
#[derive(Clone, Copy)]
struct Whole(__m512i);

impl Vector for Whole {
    #[inline(always)]
    unsafe fn load(block: &[u8; 64]) -> Whole {
        // SAFETY: 64 bytes are read; the caller promises AVX-512.
        Whole(unsafe { _mm512_loadu_si512(block.as_ptr().cast()) })
    }

    #[inline(always)]
    unsafe fn load_short(bytes: &[u8]) -> Whole {
        assert!(bytes.len() < 64);
        // SAFETY: the mask lets only the bytes of the slice be read; the caller promises AVX-512 BW.
        Whole(unsafe { _mm512_maskz_loadu_epi8((1 << bytes.len()) - 1, bytes.as_ptr().cast()) })
    }

    #[inline(always)]
    fn equal(self, byte: u8) -> u64 {
        // SAFETY: a value was loaded, so AVX-512 BW is there.
        unsafe { _mm512_cmpeq_epi8_mask(self.0, _mm512_set1_epi8(byte as i8)) }
    }

    #[inline(always)]
    fn within(self, first: u8, last: u8) -> u64 {
        // SAFETY: a value was loaded, so AVX-512 BW is there.
        unsafe {
            let from_first = _mm512_sub_epi8(self.0, _mm512_set1_epi8(first as i8));
            _mm512_cmple_epu8_mask(from_first, _mm512_set1_epi8((last - first) as i8))
        }
    }

    #[inline(always)]
    fn any(self, bits: u8) -> u64 {
        // SAFETY: a value was loaded, so AVX-512 BW is there.
        unsafe { _mm512_test_epi8_mask(self.0, _mm512_set1_epi8(bits as i8)) }
    }

    #[inline(always)]
    fn look_up(self, low: &[u8; 16], high: &[u8; 16]) -> Whole {
        // SAFETY: a value was loaded, so AVX-512 BW is there; each table has the 16 bytes that are read.
        unsafe {
            let nibble = _mm512_set1_epi8(15);
            let low = _mm512_broadcast_i32x4(_mm_loadu_si128(low.as_ptr().cast()));
            let high = _mm512_broadcast_i32x4(_mm_loadu_si128(high.as_ptr().cast()));
            let lower = _mm512_and_si512(self.0, nibble);
            let upper = _mm512_and_si512(_mm512_srli_epi16::<4>(self.0), nibble);
            Whole(_mm512_and_si512(_mm512_shuffle_epi8(low, lower), _mm512_shuffle_epi8(high, upper)))
        }
    }

    #[inline(always)]
    fn choose(self, table: &[u8; 64]) -> Whole {
        // SAFETY: a value was loaded, so AVX-512 VBMI is there; the table has the 64 bytes that are read.
        Whole(unsafe { _mm512_permutexvar_epi8(self.0, _mm512_loadu_si512(table.as_ptr().cast())) })
    }

    #[inline(always)]
    fn and(self, other: Whole) -> Whole {
        // SAFETY: a value was loaded, so AVX-512 is there.
        Whole(unsafe { _mm512_and_si512(self.0, other.0) })
    }
}

/// Eight masks in an AVX-512 register.
#[derive(Clone, Copy)]
struct Eight(__m512i);

impl BitAnd for Eight {
    type Output = Eight;

    #[inline(always)]
    fn bitand(self, other: Eight) -> Eight {
        // SAFETY: a value was made, so AVX-512 is there.
        Eight(unsafe { _mm512_and_si512(self.0, other.0) })
    }
}

impl BitOr for Eight {
    type Output = Eight;

    #[inline(always)]
    fn bitor(self, other: Eight) -> Eight {
        // SAFETY: a value was made, so AVX-512 is there.
        Eight(unsafe { _mm512_or_si512(self.0, other.0) })
    }
}

impl Lanes for Eight {
    const COUNT: usize = 8;

    #[inline(always)]
    unsafe fn load(masks: &[u64; 8]) -> Eight {
        // SAFETY: eight masks are read; the caller promises AVX-512.
        Eight(unsafe { _mm512_loadu_si512(masks.as_ptr().cast()) })
    }

    #[inline(always)]
    unsafe fn ending(mask: u64) -> Eight {
        // SAFETY: the caller promises AVX-512.
        Eight(unsafe { _mm512_set1_epi64(mask as i64) })
    }

    #[inline(always)]
    fn store(self, masks: &mut [u64]) {
        let masks: &mut [u64; 8] = masks.first_chunk_mut().expect("room for eight masks");
        // SAFETY: eight masks are written; a value was made, so AVX-512 is there.
        unsafe { _mm512_storeu_si512(masks.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn last(self) -> u64 {
        // SAFETY: a value was made, so AVX-512 is there.
        unsafe {
            let quarter = _mm512_extracti32x4_epi32::<3>(self.0);
            _mm_cvtsi128_si64(_mm_unpackhi_epi64(quarter, quarter)) as u64
        }
    }

    #[inline(always)]
    fn after(self, earlier: Eight, bytes: u32) -> Eight {
        // SAFETY: a value was made, so AVX-512 VBMI2 is there.
        unsafe {
            let before = _mm512_alignr_epi64::<7>(self.0, earlier.0);
            Eight(_mm512_shldv_epi64(self.0, before, _mm512_set1_epi64(i64::from(bytes))))
        }
    }

    #[inline(always)]
    fn without(self, other: Eight) -> Eight {
        // SAFETY: a value was made, so AVX-512 is there.
        Eight(unsafe { _mm512_andnot_si512(other.0, self.0) })
    }

    #[inline(always)]
    fn busy(self) -> u64 {
        // SAFETY: a value was made, so AVX-512 is there.
        u64::from(unsafe { _mm512_test_epi64_mask(self.0, self.0) })
    }
}
