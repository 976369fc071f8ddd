//! The marking pass: one look at every byte, a few bitmaps of events out.
//!
//! [`Isa::mark`] reads a window of at most [`WINDOW`] bytes and sets a bit in [`Marks`] wherever an [`Event`]
//! is complete: the sixth character of a digit run, a `//` after a colon, the end of a label. An event looks
//! backwards only, so windows follow one another with nothing but a [`Carry`] between them, and a run raises
//! its event once, however long it is.
//!
//! [`scalar`] is the definition. [`kernel`] says the same with 64-bit masks, generic over the registers of a
//! machine ([`vector`]); every [`Isa`] fills identical marks. What an event means to a rule is left to the
//! rooms above; here are only bytes. All unsafe code of the crate lives in this folder.
#![allow(unsafe_code)]

#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
mod aarch64;
mod ends;
mod filter;
#[cfg(target_arch = "x86_64")]
mod gather;
#[allow(dead_code)] // complete on every target; a target without vectors uses none of it
mod kernel;
mod scalar;
#[cfg(test)]
mod tests;
#[allow(dead_code)] // as kernel
mod vector;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm32;
#[cfg(target_arch = "x86_64")]
mod x86_64;

/// Ends of words that this target can ask for at several places at once.
#[cfg(not(target_arch = "x86_64"))]
use ends::WordEnds as Probe;
pub(crate) use ends::{Ends, HanEnds, WordEnds};
pub(crate) use filter::{Filter, Sequence};
#[cfg(target_arch = "x86_64")]
use gather::Probe;

/// Bytes a call of [`Isa::mark`] takes at most: 64 blocks of 64.
pub(crate) const WINDOW: usize = 4096;

/// Words of a bitmap over one window.
const WORDS: usize = WINDOW / 64;

/// What the marking pass can see. An event stands on the byte that completes it.
///
/// A *joiner* is one of space `( ) - . /`; a *delimiter* one of `: = " ' < > | # \ `` ` `` * `, tab, CR, LF; a
/// *token* is a run of ASCII letters and digits; *high* is a byte from 0x80.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(usize)]
pub(crate) enum Event {
    /// Sixth character of a run of digits with at most three joiners in a row after a digit.
    DigitRun,
    /// Letter, digit or high byte right after `@`.
    At,
    /// Second slash of `://`.
    Scheme,
    /// Fourteenth character of a token.
    LongToken,
    /// First character of a token.
    TokenStart,
    /// `:` right after another; third of three `:` with one to four hex digits between; third `-` of
    /// `xx-xx-xx-`; second `.` of `xxxx.xxxx.`, all in hex digits. Clock times and dates have too few.
    HexSeparator,
    /// Second digit of two upper-case letters and two digits at the start of a token.
    UpperDigit,
    /// Upper-case letter or digit right after a high byte.
    HanAscii,
    /// High byte right after a digit.
    DigitHan,
    /// Where a label may have ended: a delimiter or high byte after a letter or digit, a delimiter after a
    /// high byte.
    LabelEnd,
    /// The same one byte earlier: a delimiter after one space, a letter after a space that may follow a short label.
    LabelSpace,
    /// The same before several spaces and a delimiter.
    LabelFar,
    /// The same before digits: the second of two after a letter or space and a space, the fifth after a letter.
    LabelDigits,
    /// Last byte of an end of a word that the [`Filter`] lets pass, if that byte ends a character of three or four
    /// bytes: it is high, and a byte from 0xE0 on stands two or three bytes earlier.
    HanTail,
    /// Where decoded text may differ from the bytes near a digit: a lead byte C2, C3, CF, E2, E3 or EF right
    /// after a digit, or a digit two or three bytes after such a lead byte. And the last byte of another sequence
    /// that the [`Filter`] lets pass, if that byte is high.
    Rewrite,
    /// Upper-case letter after five `-` in a row.
    Dashes,
    /// Lower-case letter after `.` after a letter or digit.
    Dot,
}

impl Event {
    /// Number of events.
    pub(crate) const COUNT: usize = 17;

    /// All events, in the order of their numbers.
    pub(crate) const ALL: [Event; Event::COUNT] = [
        Event::DigitRun,
        Event::At,
        Event::Scheme,
        Event::LongToken,
        Event::TokenStart,
        Event::HexSeparator,
        Event::UpperDigit,
        Event::HanAscii,
        Event::DigitHan,
        Event::LabelEnd,
        Event::LabelSpace,
        Event::LabelFar,
        Event::LabelDigits,
        Event::HanTail,
        Event::Rewrite,
        Event::Dashes,
        Event::Dot,
    ];
}

/// A set of events: those a plan has a use for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventSet(u32);

impl EventSet {
    /// Every event.
    #[cfg(test)]
    pub(crate) const ALL: EventSet = EventSet(u32::MAX >> (32 - Event::COUNT));

    /// Whether `event` is in the set.
    #[inline(always)]
    pub(crate) const fn contains(self, event: Event) -> bool {
        self.0 & 1 << event as u32 != 0
    }

    /// The set with `event` in it.
    #[must_use]
    pub(crate) const fn with(self, event: Event) -> EventSet {
        EventSet(self.0 | 1 << event as u32)
    }
}

impl FromIterator<Event> for EventSet {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> EventSet {
        events.into_iter().fold(EventSet::default(), EventSet::with)
    }
}

/// The events of one window: bit `i % 64` of word `i / 64` of a bitmap speaks of byte `i`.
///
/// Words behind the window's end are zero, and so are the bitmaps of events nobody wanted. Seven KiB: make
/// one and use it for window after window.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    events: [[u64; WORDS]; Event::COUNT],
    /// Which words of each bitmap have a bit.
    busy: [u64; Event::COUNT],
    /// Words from this one on are zero in every bitmap.
    used: usize,
}

impl Marks {
    /// Marks of an empty window.
    pub(crate) const fn new() -> Marks {
        Marks { events: [[0; WORDS]; Event::COUNT], busy: [0; Event::COUNT], used: 0 }
    }

    /// The bitmap of `event`.
    #[inline]
    pub(crate) fn words(&self, event: Event) -> &[u64; WORDS] {
        &self.events[event as usize]
    }

    /// Calls `follow` with each word of the bitmap of `event` that has a bit, and its number.
    #[inline(always)]
    fn each_busy(&self, event: Event, mut follow: impl FnMut(usize, u64)) {
        let mut busy = self.busy[event as usize];
        while busy != 0 {
            let number = busy.trailing_zeros() as usize;
            follow(number, self.words(event)[number]);
            busy &= busy - 1;
        }
    }

    /// Zeroes all words from `word` on, those before having been written.
    #[inline(always)]
    fn clear_from(&mut self, word: usize) {
        if word < self.used {
            for bitmap in &mut self.events {
                bitmap[word..self.used].fill(0);
            }
        }
        self.used = word;
    }
}

impl Default for Marks {
    fn default() -> Marks {
        Marks::new()
    }
}

/// Places of a window, as offsets from its start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// The first `count` are valid; what writes them may write a block more.
    offsets: Vec<u16>,
    count: usize,
}

impl Places {
    /// The places.
    pub(crate) fn offsets(&self) -> &[u16] {
        &self.offsets[..self.count]
    }

    /// Puts the places from 1 to `len`, at most [`WINDOW`], for which `holds` into the list, without a branch.
    #[inline(always)]
    pub(crate) fn collect(&mut self, len: usize, holds: impl Fn(usize) -> bool) {
        self.offsets.resize(WINDOW + 64, 0);
        self.count = 0;
        for offset in 1..=len.min(WINDOW) {
            self.offsets[self.count] = offset as u16;
            self.count += usize::from(holds(offset));
        }
    }

    /// Moves each place to where `keep` says and keeps those for which it holds, without a branch: which those are
    /// is as good as random.
    #[inline(always)]
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(usize) -> (usize, bool)) {
        let mut kept = 0;
        for at in 0..self.count {
            let (offset, is_kept) = keep(usize::from(self.offsets[at]));
            self.offsets[kept] = offset as u16;
            kept += usize::from(is_kept);
        }
        self.count = kept;
    }

    /// Appends the places of the bits of `word`, the one with number `number`.
    #[inline(always)]
    fn push(&mut self, number: usize, mut word: u64) {
        let mut at = self.count;
        self.count += word.count_ones() as usize;
        // A word seldom has more than four: so the branch is seldom wrong.
        while at < self.count {
            for next in &mut self.offsets[at..at + 4] {
                *next = (number * 64) as u16 + word.trailing_zeros() as u16;
                word &= word.wrapping_sub(1);
            }
            at += 4;
        }
    }
}

/// What a window must know of the text before it. The default is the start of a text.
///
/// Belongs to one text, [`Isa`], [`Filter`] and [`EventSet`]: changing one of them between windows
/// makes the marks near the border unspecified (never unsound). A window of less than [`WINDOW`] bytes is the
/// last and leaves the carry as it was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carry {
    /// The last bytes of the window before, zero where there were none.
    tail: [u8; scalar::REACH],
    runs: scalar::Runs,
    planes: kernel::Planes<u64>,
}

/// An instruction set that this machine can run, and with it the way to mark a window.
///
/// A value exists only where the instructions do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Isa(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Scalar,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
    Neon,
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    Simd128,
}

impl Isa {
    /// Everything this machine can run, best first; `scalar`, always there, comes last.
    pub(crate) fn available() -> Vec<Isa> {
        let mut found = Vec::with_capacity(3);
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vbmi")
                && is_x86_feature_detected!("avx512vbmi2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("popcnt")
            {
                found.push(Isa(Kind::Avx512));
            }
            if is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("popcnt")
            {
                found.push(Isa(Kind::Avx2));
            }
        }
        #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
        if std::arch::is_aarch64_feature_detected!("neon") {
            found.push(Isa(Kind::Neon));
        }
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        found.push(Isa(Kind::Simd128));
        found.push(Isa(Kind::Scalar));
        found
    }

    /// The fastest of the available ones.
    pub(crate) fn best() -> Isa {
        Isa::available()[0]
    }

    /// The available one called `name` (see [`Isa::name`]); `None` if this machine has no such thing.
    pub(crate) fn named(name: &str) -> Option<Isa> {
        Isa::available().into_iter().find(|isa| isa.name() == name)
    }

    /// `scalar`, `avx2`, `avx512`, `neon` or `simd128`.
    pub(crate) const fn name(self) -> &'static str {
        match self.0 {
            Kind::Scalar => "scalar",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512",
            #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
            Kind::Neon => "neon",
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Kind::Simd128 => "simd128",
        }
    }

    /// Marks the `wanted` events of `window`, replacing what `marks` held.
    ///
    /// `window` has at most [`WINDOW`] bytes; every window of a text but the last has exactly that many, and
    /// `carry` goes from one to the next. An empty window has no marks.
    ///
    /// # Panics
    ///
    /// If `window` is longer than [`WINDOW`].
    pub(crate) fn mark(
        self,
        filter: &Filter,
        wanted: EventSet,
        window: &[u8],
        carry: &mut Carry,
        marks: &mut Marks,
    ) {
        assert!(window.len() <= WINDOW, "a window has at most {WINDOW} bytes");
        match self.0 {
            Kind::Scalar => scalar::mark(filter, wanted, window, carry, marks),
            // SAFETY: only `Isa::available` makes an `Isa`, after it saw AVX2, BMI1 and POPCNT.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { x86_64::mark_avx2(filter, wanted, window, carry, marks) },
            // SAFETY: only `Isa::available` makes an `Isa`, after it saw AVX-512 BW, VBMI and VBMI2.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { x86_64::mark_avx512(filter, wanted, window, carry, marks) },
            // SAFETY: only `Isa::available` makes an `Isa`, after it saw NEON.
            #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
            Kind::Neon => unsafe { aarch64::mark(filter, wanted, window, carry, marks) },
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Kind::Simd128 => wasm32::mark(filter, wanted, window, carry, marks),
        }
    }
    /// Puts the places of an event into `places`.
    #[inline]
    pub(crate) fn places(self, marks: &Marks, event: Event, places: &mut Places) {
        places.count = 0;
        if marks.busy[event as usize] == 0 {
            return;
        }
        places.offsets.resize(WINDOW + 64, 0);
        match self.0 {
            // SAFETY: only `Isa::available` makes an `Isa`, after it saw BMI1 and POPCNT.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { x86_64::places_bmi(marks, event, places) },
            // SAFETY: only `Isa::available` makes an `Isa`, after it saw BMI1, POPCNT, AVX-512 BW and VBMI2.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { x86_64::places_avx512(marks, event, places) },
            _ => marks.each_busy(event, |number, word| places.push(number, word)),
        }
    }

    /// Keeps the `places`, offsets from `at`, `back` bytes before which a word may end; -1: right behind their byte.
    #[inline]
    pub(crate) fn retain_ends(
        self,
        ends: &impl Probe,
        text: &[u8],
        at: usize,
        back: i32,
        places: &mut Places,
    ) {
        match self.0 {
            // SAFETY: only `Isa::available` makes an `Isa`, after it saw AVX2 and BMI1.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { gather::retain_avx2(ends, text, at, back, places) },
            // SAFETY: only `Isa::available` makes an `Isa`, after it saw AVX-512 F, BW, VL and VBMI2, and POPCNT.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { gather::retain_avx512(ends, text, at, back, places) },
            _ => places.retain(|offset| {
                (offset, ends.may_end(text, (at + offset).saturating_add_signed(-back as isize)))
            }),
        }
    }
}
