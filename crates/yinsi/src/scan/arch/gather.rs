//! [`Isa::retain_ends`](super::Isa::retain_ends) on x86-64: sixteen places at once with AVX-512, eight
//! with AVX2.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::Places;
use super::ends::{Ends, HanEnds, SPREAD, WordEnds};

/// A table of bits that can be asked about several places at once.
pub(crate) trait Probe: WordEnds {
    /// Bytes before the end of a word that are looked at, at least four.
    const REACH: usize;

    /// Whether a word may end at `text + ends`, for the places in `mask`.
    ///
    /// # Safety
    ///
    /// The machine has AVX-512 F and BW; from `REACH` bytes before each place on, all bytes can be read.
    unsafe fn sixteen(&self, text: *const u8, ends: __m512i, mask: __mmask16) -> __mmask16;

    /// The same for eight places; a lane of all ones is an answer.
    ///
    /// # Safety
    ///
    /// The machine has AVX2; from `REACH` bytes before each place on, all bytes can be read.
    unsafe fn eight(&self, text: *const u8, ends: __m256i) -> __m256i;
}

/// Keeps the places with a word's end `back` bytes before them, and those too near the start of the text to tell.
///
/// # Safety
///
/// The machine has AVX-512 F, BW, VL and VBMI2.
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl,avx512vbmi2,popcnt")]
pub(super) unsafe fn retain_avx512<P: Probe>(
    probe: &P,
    text: &[u8],
    at: usize,
    back: i32,
    places: &mut Places,
) {
    let mut next = skip(at, P::REACH, back, places);
    let mut kept = next;
    let window = text[at..].as_ptr();
    while next < places.count {
        let left = places.count - next;
        let mask = if left < 16 { (1 << left) - 1 } else { u16::MAX };
        let block: &[u16; 16] = places.offsets[next..].first_chunk().expect("room for a block more");
        // SAFETY: sixteen offsets are read.
        let offsets = unsafe { _mm256_loadu_si256(block.as_ptr().cast()) };
        let ends = _mm512_sub_epi32(_mm512_cvtepu16_epi32(offsets), _mm512_set1_epi32(back));
        // SAFETY: `skip` left places that have `REACH + back` bytes before them, and they lie in the text.
        let keep = unsafe { probe.sixteen(window, ends, mask) };
        let found = _mm256_maskz_compress_epi16(keep, offsets);
        let out: &mut [u16; 16] = places.offsets[kept..].first_chunk_mut().expect("room for a block more");
        // SAFETY: sixteen offsets are written.
        unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), found) };
        kept += keep.count_ones() as usize;
        next += 16;
    }
    places.count = kept;
}

/// The same with AVX2.
///
/// # Safety
///
/// The machine has AVX2.
#[target_feature(enable = "avx2,bmi1")]
pub(super) unsafe fn retain_avx2<P: Probe>(
    probe: &P,
    text: &[u8],
    at: usize,
    back: i32,
    places: &mut Places,
) {
    let mut next = skip(at, P::REACH, back, places);
    let mut kept = next;
    let window = text[at..].as_ptr();
    while next + 8 <= places.count {
        let block: [u16; 8] = *places.offsets[next..].first_chunk().expect("room for a block more");
        // SAFETY: eight offsets are read.
        let offsets = unsafe { _mm_loadu_si128(block.as_ptr().cast()) };
        let ends = _mm256_sub_epi32(_mm256_cvtepu16_epi32(offsets), _mm256_set1_epi32(back));
        // SAFETY: `skip` left places that have `REACH + back` bytes before them, and they lie in the text.
        let answers = unsafe { probe.eight(window, ends) };
        let keep = _mm256_movemask_ps(_mm256_castsi256_ps(answers));
        for (lane, offset) in block.into_iter().enumerate() {
            places.offsets[kept] = offset;
            kept += (keep >> lane & 1) as usize;
        }
        next += 8;
    }
    for next in next..places.count {
        let offset = places.offsets[next];
        places.offsets[kept] = offset;
        kept +=
            usize::from(probe.may_end(text, (at + usize::from(offset)).wrapping_add_signed(-back as isize)));
    }
    places.count = kept;
}

/// How many places at the front have less than `reach` bytes of text before their ends: all are kept.
fn skip(at: usize, reach: usize, back: i32, places: &Places) -> usize {
    let short = |offset: &&u16| (at + usize::from(**offset)) as isize - (back as isize) < reach as isize;
    places.offsets().iter().take_while(short).count()
}

impl Probe for Ends {
    const REACH: usize = 4;

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn sixteen(&self, text: *const u8, ends: __m512i, mask: __mmask16) -> __mmask16 {
        let set = |bits: u32| _mm512_set1_epi32(bits as i32);
        let zero = _mm512_setzero_si512();
        let has = |bytes: __m512i| {
            let hash = _mm512_srli_epi32::<16>(_mm512_mullo_epi32(bytes, set(SPREAD)));
            let at = _mm512_srli_epi32::<5>(hash);
            // SAFETY: a hash of 16 bits has 11 for the word, of which there are 2048.
            let words = unsafe { _mm512_i32gather_epi32::<4>(at, self.0.as_ptr().cast()) };
            _mm512_srlv_epi32(words, _mm512_and_si512(hash, set(31)))
        };
        let at = _mm512_sub_epi32(ends, set(4));
        // SAFETY: the caller's promise: four bytes before each end can be read.
        let last = unsafe { _mm512_mask_i32gather_epi32::<1>(zero, mask, at, text.cast()) };
        let fold = |bytes: __m512i| {
            let upper =
                _mm512_and_si512(_mm512_andnot_si512(_mm512_srli_epi32::<1>(bytes), bytes), set(0x4040_4040));
            _mm512_or_si512(bytes, _mm512_srli_epi32::<1>(upper))
        };
        let low = _mm512_and_si512(last, set(0x7F7F_7F7F));
        let from_a = _mm512_add_epi32(low, set(0x1F1F_1F1F));
        let behind_z = _mm512_or_si512(_mm512_add_epi32(low, set(0x0505_0505)), last);
        let lower = _mm512_andnot_si512(behind_z, from_a);
        let inside = set(0x0080_8080);
        let is_inside = _mm512_cmpeq_epi32_mask(_mm512_and_si512(lower, inside), inside);
        let long = _mm512_mask_test_epi32_mask(mask, has(fold(last)), set(1));
        let two = _mm512_or_si512(fold(_mm512_and_si512(last, set(0xFFFF_0000))), set(1));
        let short = _mm512_mask_test_epi32_mask(mask & !is_inside, has(two), set(1));
        long | short
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn eight(&self, text: *const u8, ends: __m256i) -> __m256i {
        let set = |bits: u32| _mm256_set1_epi32(bits as i32);
        let has = |bytes: __m256i| {
            let hash = _mm256_srli_epi32::<16>(_mm256_mullo_epi32(bytes, set(SPREAD)));
            let at = _mm256_srli_epi32::<5>(hash);
            // SAFETY: a hash of 16 bits has 11 for the word, of which there are 2048.
            let words = unsafe { _mm256_i32gather_epi32::<4>(self.0.as_ptr().cast(), at) };
            _mm256_srlv_epi32(words, _mm256_and_si256(hash, set(31)))
        };
        // SAFETY: the caller's promise: four bytes before each end can be read.
        let last = unsafe { _mm256_i32gather_epi32::<1>(text.cast(), _mm256_sub_epi32(ends, set(4))) };
        let fold = |bytes: __m256i| {
            let upper =
                _mm256_and_si256(_mm256_andnot_si256(_mm256_srli_epi32::<1>(bytes), bytes), set(0x4040_4040));
            _mm256_or_si256(bytes, _mm256_srli_epi32::<1>(upper))
        };
        let low = _mm256_and_si256(last, set(0x7F7F_7F7F));
        let from_a = _mm256_add_epi32(low, set(0x1F1F_1F1F));
        let behind_z = _mm256_or_si256(_mm256_add_epi32(low, set(0x0505_0505)), last);
        let inside = set(0x0080_8080);
        let lower = _mm256_and_si256(_mm256_andnot_si256(behind_z, from_a), inside);
        let is_inside = _mm256_cmpeq_epi32(lower, inside);
        let two = _mm256_or_si256(fold(_mm256_and_si256(last, set(0xFFFF_0000))), set(1));
        let short = _mm256_andnot_si256(is_inside, has(two));
        _mm256_slli_epi32::<31>(_mm256_or_si256(has(fold(last)), short))
    }
}

impl Probe for HanEnds {
    const REACH: usize = 7;

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn sixteen(&self, text: *const u8, ends: __m512i, mask: __mmask16) -> __mmask16 {
        let set = |bits: u32| _mm512_set1_epi32(bits as i32);
        let zero = _mm512_setzero_si512();
        // SAFETY: the caller's promise: seven bytes before each end can be read.
        let [before, last] = [7, 4].map(|back| unsafe {
            _mm512_mask_i32gather_epi32::<1>(zero, mask, _mm512_sub_epi32(ends, set(back)), text.cast())
        });
        let spread = |bytes: __m512i| _mm512_mullo_epi32(_mm512_srli_epi32::<8>(bytes), set(SPREAD));
        let place = _mm512_srli_epi32::<22>(spread(last));
        // SAFETY: a place has ten bits, and there are 1024 words in each table.
        let [three, one] = [&self.three, &self.one]
            .map(|table| unsafe { _mm512_i32gather_epi32::<4>(place, table.as_ptr().cast()) });
        let three = _mm512_srlv_epi32(three, _mm512_srli_epi32::<27>(spread(before)));
        let one = _mm512_srlv_epi32(one, _mm512_and_si512(last, set(31)));
        _mm512_mask_test_epi32_mask(mask, _mm512_or_si512(three, one), set(1))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn eight(&self, text: *const u8, ends: __m256i) -> __m256i {
        let set = |bits: u32| _mm256_set1_epi32(bits as i32);
        // SAFETY: the caller's promise: seven bytes before each end can be read.
        let [before, last] = [7, 4].map(|back| unsafe {
            _mm256_i32gather_epi32::<1>(text.cast(), _mm256_sub_epi32(ends, set(back)))
        });
        let spread = |bytes: __m256i| _mm256_mullo_epi32(_mm256_srli_epi32::<8>(bytes), set(SPREAD));
        let place = _mm256_srli_epi32::<22>(spread(last));
        // SAFETY: a place has ten bits, and there are 1024 words in each table.
        let [three, one] = [&self.three, &self.one]
            .map(|table| unsafe { _mm256_i32gather_epi32::<4>(table.as_ptr().cast(), place) });
        let three = _mm256_srlv_epi32(three, _mm256_srli_epi32::<27>(spread(before)));
        let one = _mm256_srlv_epi32(one, _mm256_and_si256(last, set(31)));
        _mm256_slli_epi32::<31>(_mm256_or_si256(three, one))
    }
}
