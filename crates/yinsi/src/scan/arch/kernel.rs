//! The marking pass on masks: what [`scalar`](super::scalar) says, 64 bytes an operation and more.
//!
//! A block of 64 bytes becomes one mask a class; then [`Lanes`] of such masks are combined, where
//! `x.after(old.x, k)` reads "x, k bytes earlier". Every mask that is asked for by `after` is a plane: its
//! value in the lanes before must be known. Nothing here may be a closure, which would not inherit the target
//! features of the caller and cost a factor of twenty.
#![allow(unsafe_code)]

use super::scalar::REACH;
use super::vector::{Lanes, Vector};
use super::{Carry, Event, EventSet, Filter, Marks, WINDOW, WORDS};

/// Bit of a class in the look-up tables below; a delimiter has any of the remaining bits.
const JOINER: u8 = 0x80;
const REWRITTEN: u8 = 0x40;
const HEX_LETTER: u8 = 0x20;
const DELIMITER: u8 = 0x1F;

/// Sets of bytes as rectangles: bit, high nibbles, low nibbles.
const RECTANGLES: [(u8, &[usize], &[usize]); 8] = [
    (JOINER, &[0x2], &[0x0, 0x8, 0x9, 0xD, 0xE, 0xF]),
    (REWRITTEN, &[0xC, 0xE], &[0x2, 0x3, 0xF]),
    (HEX_LETTER, &[0x4, 0x6], &[0x1, 0x2, 0x3, 0x4, 0x5, 0x6]),
    (0x10, &[0x0], &[0x9, 0xA, 0xD]),      // tab LF CR
    (0x08, &[0x2], &[0x2, 0x3, 0x7, 0xA]), // " # ' *
    (0x04, &[0x3], &[0xA, 0xC, 0xD, 0xE]), // : < = >
    (0x02, &[0x5, 0x7], &[0xC]),           // \ |
    (0x01, &[0x6], &[0x0]),                // `
];

const fn nibble_table(high: bool) -> [u8; 16] {
    let mut table = [0; 16];
    let mut at = 0;
    while at < RECTANGLES.len() {
        let (bit, highs, lows) = RECTANGLES[at];
        let nibbles = if high { highs } else { lows };
        let mut nibble = 0;
        while nibble < nibbles.len() {
            table[nibbles[nibble]] |= bit;
            nibble += 1;
        }
        at += 1;
    }
    table
}

static LOW: [u8; 16] = nibble_table(false);
static HIGH: [u8; 16] = nibble_table(true);

macro_rules! planes {
    ($($plane:ident)*) => {
        /// One value for each mask that is asked for at earlier bytes.
        #[derive(Clone, Copy, Debug, Default)]
        pub(super) struct Planes<L> {
            $($plane: L,)*
        }

        impl Planes<u64> {
            /// Lanes that end in these masks.
            ///
            /// # Safety
            ///
            /// The machine has the instructions of `L`.
            #[inline(always)]
            unsafe fn ending<L: Lanes>(&self) -> Planes<L> {
                // SAFETY: the caller's promise.
                Planes { $($plane: unsafe { L::ending(self.$plane) },)* }
            }
        }

        impl<L: Lanes> Planes<L> {
            /// The last mask of each.
            #[inline(always)]
            fn last(&self) -> Planes<u64> {
                Planes { $($plane: self.$plane.last(),)* }
            }
        }
    };
}

planes! {
    digit upper letter token high space hyphen colon slash at dot rewritten
    joiner1 joiner2 joined joined2 joined6 token2 token4 token8 token14
    lead colon2 digit2 digit4 hex hex2 hex4 hyphen2 hyphen5 letter_or_space delimiter
}

/// Masks of the classes of up to eight blocks.
struct Classes {
    digit: [u64; 8],
    upper: [u64; 8],
    lower: [u64; 8],
    hex_letter: [u64; 8],
    high: [u64; 8],
    space: [u64; 8],
    joiner: [u64; 8],
    delimiter: [u64; 8],
    rewritten: [u64; 8],
    colon: [u64; 8],
    slash: [u64; 8],
    at: [u64; 8],
    hyphen: [u64; 8],
    dot: [u64; 8],
    lead: [u64; 8],
    han_end: [u64; 8],
    han_other: [u64; 8],
}

impl Classes {
    const EMPTY: Classes = Classes {
        digit: [0; 8],
        upper: [0; 8],
        lower: [0; 8],
        hex_letter: [0; 8],
        high: [0; 8],
        space: [0; 8],
        joiner: [0; 8],
        delimiter: [0; 8],
        rewritten: [0; 8],
        colon: [0; 8],
        slash: [0; 8],
        at: [0; 8],
        hyphen: [0; 8],
        dot: [0; 8],
        lead: [0; 8],
        han_end: [0; 8],
        han_other: [0; 8],
    };

    /// Classifies the 64 bytes of `window` from `start` on as block `lane`, zeros behind the window's end and
    /// `tail` before its start.
    ///
    /// # Safety
    ///
    /// The machine has the instructions of `V`.
    #[inline(always)]
    unsafe fn classify<V: Vector>(
        &mut self,
        lane: usize,
        window: &[u8],
        start: usize,
        tail: &[u8; REACH],
        filter: Option<&Filter>,
    ) {
        // SAFETY: the caller's promise.
        let block = unsafe { load::<V>(&window[start..]) };
        let classes = block.look_up(&LOW, &HIGH);
        let high = block.any(0x80);
        self.digit[lane] = block.within(b'0', b'9');
        self.upper[lane] = block.within(b'A', b'Z');
        self.lower[lane] = block.within(b'a', b'z');
        self.hex_letter[lane] = classes.any(HEX_LETTER);
        self.high[lane] = high;
        self.space[lane] = block.equal(b' ');
        self.joiner[lane] = classes.any(JOINER);
        self.delimiter[lane] = classes.any(DELIMITER);
        self.rewritten[lane] = classes.any(REWRITTEN);
        self.colon[lane] = block.equal(b':');
        self.slash[lane] = block.equal(b'/');
        self.at[lane] = block.equal(b'@');
        self.hyphen[lane] = block.equal(b'-');
        self.dot[lane] = block.equal(b'.');
        (self.lead[lane], self.han_end[lane], self.han_other[lane]) = match filter {
            Some(filter) if high != 0 => {
                // The bytes up to three earlier; only the first block of a window needs a copy for that.
                let mut edge = [0; 67];
                let earlier = if start > 0 {
                    &window[start - 3..]
                } else {
                    let len = window.len().min(64);
                    edge[..3].copy_from_slice(&tail[REACH - 3..]);
                    edge[3..3 + len].copy_from_slice(&window[..len]);
                    &edge
                };
                // SAFETY: the caller's promise.
                let (before, second) = unsafe { (load::<V>(earlier), load::<V>(&earlier[2..])) };
                let mut ends = 0;
                for set in &filter.ends {
                    let buckets = before
                        .choose(&set.before)
                        .and(second.choose(&set.second))
                        .and(block.choose(&set.last));
                    ends |= buckets.any(u8::MAX);
                }
                let others = second.choose(&filter.others.second).and(block.choose(&filter.others.last));
                (block.within(0xE0, 0xFF), ends & high, others.any(u8::MAX) & high)
            }
            _ => (0, 0, 0),
        };
    }
}

/// The first 64 of `bytes`, or all of them and zeros behind.
///
/// # Safety
///
/// The machine has the instructions of `V`.
#[inline(always)]
unsafe fn load<V: Vector>(bytes: &[u8]) -> V {
    match bytes.first_chunk() {
        // SAFETY: the caller's promise.
        Some(block) => unsafe { V::load(block) },
        // SAFETY: the caller's promise; there are less than 64 bytes.
        None => unsafe { V::load_short(bytes) },
    }
}

/// [`Isa::mark`](super::Isa::mark) on a machine with `V`.
///
/// # Safety
///
/// The machine has the instructions of `V`, and the caller enables them.
#[inline(always)]
pub(super) unsafe fn mark<V: Vector, L: Lanes>(
    filter: &Filter,
    wanted: EventSet,
    window: &[u8],
    carry: &mut Carry,
    marks: &mut Marks,
) {
    marks.busy = [0; Event::COUNT];
    let blocks = window.len().div_ceil(64);
    let looks = wanted.contains(Event::HanTail) || wanted.contains(Event::Rewrite);
    let tails = if looks { Some(filter) } else { None };
    // SAFETY: the caller's promise.
    let mut old = unsafe { carry.planes.ending::<L>() };
    // Masks are written one by one and read as lanes, a read that waits until the writes have left the store
    // buffer. So a group of blocks is combined one turn late: AVX2 3.7 to 4.9 GB/s, AVX-512 6 to 9 (Zen 5).
    let mut ring = [Classes::EMPTY, Classes::EMPTY];
    let groups = blocks.div_ceil(L::COUNT);
    let mut group = 0;
    while group <= groups {
        if group < groups {
            let classes = &mut ring[group % 2];
            let first = group * L::COUNT;
            let present = L::COUNT.min(blocks - first);
            if present < L::COUNT && group > 1 {
                *classes = Classes::EMPTY;
            }
            let mut lane = 0;
            while lane < present {
                // SAFETY: the caller's promise.
                unsafe { classes.classify::<V>(lane, window, 64 * (first + lane), &carry.tail, tails) };
                lane += 1;
            }
        }
        if group > 0 {
            let first = (group - 1) * L::COUNT;
            // SAFETY: the caller's promise.
            old = unsafe { combine(wanted, &ring[(group - 1) % 2], &old, first, marks) };
        }
        group += 1;
    }
    let first = groups * L::COUNT;
    marks.clear_from(first.min(WORDS));
    if window.len() == WINDOW {
        carry.planes = old.last();
        carry.tail = *window.last_chunk().expect("a window is longer than the tail");
    }
}

/// Writes the events of the blocks from `first` on and returns the planes they leave behind.
///
/// # Safety
///
/// The machine has the instructions of `L`.
#[inline(always)]
unsafe fn combine<L: Lanes>(
    wanted: EventSet,
    classes: &Classes,
    old: &Planes<L>,
    first: usize,
    marks: &mut Marks,
) -> Planes<L> {
    macro_rules! class {
        ($class:ident) => {{
            // SAFETY: the caller's promise.
            let masks: L = unsafe { L::load(&classes.$class) };
            masks
        }};
    }
    // SAFETY: the caller's promise.
    let nothing = unsafe { L::load(&[0; 8]) };
    macro_rules! event {
        ($event:ident, $bits:expr) => {
            let bits = if wanted.contains(Event::$event) { $bits } else { nothing };
            bits.store(&mut marks.events[Event::$event as usize][first..]);
            marks.busy[Event::$event as usize] |= bits.busy() << first;
        };
    }

    let (digit, upper, lower, high) = (class!(digit), class!(upper), class!(lower), class!(high));
    let (space, delimiter, rewritten) = (class!(space), class!(delimiter), class!(rewritten));
    let (colon, slash, at, hyphen, dot) =
        (class!(colon), class!(slash), class!(at), class!(hyphen), class!(dot));
    let letter = upper | lower;
    let token = letter | digit;

    let joiner = class!(joiner);
    let digit_before = digit.after(old.digit, 1);
    let joiner1 = joiner & digit_before;
    let joiner2 = joiner & joiner1.after(old.joiner1, 1);
    let joiner3 = joiner & joiner2.after(old.joiner2, 1);
    let joined = digit | joiner1 | joiner2 | joiner3;
    let joined2 = joined & joined.after(old.joined, 1);
    let joined6 = joined2 & joined2.after(old.joined2, 2) & joined2.after(old.joined2, 4);
    event!(DigitRun, joined6.without(joined6.after(old.joined6, 1)));

    event!(At, (token | high) & at.after(old.at, 1));
    event!(Scheme, slash & slash.after(old.slash, 1) & colon.after(old.colon, 2));

    let token_before = token.after(old.token, 1);
    let token2 = token & token_before;
    let token4 = token2 & token2.after(old.token2, 2);
    let token8 = token4 & token4.after(old.token4, 4);
    let token14 = token8 & token8.after(old.token8, 6);
    event!(LongToken, token14.without(token14.after(old.token14, 1)));
    event!(TokenStart, token.without(token_before));

    let hex = digit | class!(hex_letter);
    let hex_before = hex.after(old.hex, 1);
    let hex2 = hex & hex_before;
    let hex4 = hex2 & hex2.after(old.hex2, 2);
    // Hex digits behind which a colon lies at most that many bytes earlier, from the near end.
    macro_rules! after_colon {
        ($colon:expr, $old:expr) => {{
            let hex1 = hex_before;
            let hex2 = hex1 & hex.after(old.hex, 2);
            let hex3 = hex2 & hex.after(old.hex, 3);
            let hex4 = hex3 & hex.after(old.hex, 4);
            hex1 & $colon.after($old, 2)
                | hex2 & $colon.after($old, 3)
                | hex3 & $colon.after($old, 4)
                | hex4 & $colon.after($old, 5)
        }};
    }
    let colon2 = colon & after_colon!(colon, old.colon);
    event!(HexSeparator, {
        let colons = colon & (colon.after(old.colon, 1) | after_colon!(colon2, old.colon2));
        let pairs = hex2.after(old.hex2, 1) & hex2.after(old.hex2, 4) & hex2.after(old.hex2, 7);
        let hyphens = hyphen & hyphen.after(old.hyphen, 3) & hyphen.after(old.hyphen, 6) & pairs;
        let fours = hex4.after(old.hex4, 1) & hex4.after(old.hex4, 6);
        let dots = dot & dot.after(old.dot, 5) & fours;
        colons | hyphens | dots
    });

    let digit2 = digit & digit_before;
    let uppers_before = upper.after(old.upper, 2) & upper.after(old.upper, 3);
    event!(UpperDigit, (digit2 & uppers_before).without(token.after(old.token, 4)));
    event!(HanAscii, (upper | digit) & high.after(old.high, 1));
    event!(DigitHan, high & digit_before);

    let letter_or_space = letter | space;
    let digit4 = digit2 & digit2.after(old.digit2, 2);
    event!(LabelEnd, (delimiter | high) & token_before | delimiter & high.after(old.high, 1));
    let spaced = delimiter & space.after(old.space, 1);
    let far = spaced & space.after(old.space, 2);
    event!(LabelFar, far);
    event!(LabelDigits, {
        let numbers_after_space =
            digit2 & space.after(old.space, 2) & letter_or_space.after(old.letter_or_space, 3);
        let numbers_touching = digit & digit4.after(old.digit4, 1) & letter.after(old.letter, 5);
        numbers_after_space | numbers_touching
    });
    event!(LabelSpace, {
        // What a label of one or two letters begins after: a delimiter, a high byte, or one and a space.
        macro_rules! edge {
            ($back:literal) => {
                (delimiter | high).after(old.delimiter | old.high, $back)
                    | space.after(old.space, $back) & high.after(old.high, $back + 1)
            };
        }
        let short = edge!(3) | letter.after(old.letter, 3) & edge!(4);
        let letter_after_space = letter & space.after(old.space, 1) & letter.after(old.letter, 2) & short;
        spaced.without(far) | letter_after_space
    });
    let rewritten_before = rewritten.after(old.rewritten, 2);
    let lead = class!(lead);
    event!(HanTail, class!(han_end) & (lead.after(old.lead, 2) | lead.after(old.lead, 3)).without(lead));
    event!(Rewrite, {
        let lead_near = rewritten_before | rewritten.after(old.rewritten, 3);
        rewritten & digit_before | digit & lead_near | class!(han_other) & rewritten_before
    });

    let hyphen2 = hyphen & hyphen.after(old.hyphen, 1);
    let hyphen5 = hyphen2 & hyphen2.after(old.hyphen2, 2) & hyphen.after(old.hyphen, 4);
    event!(Dashes, upper & hyphen5.after(old.hyphen5, 1));
    event!(Dot, lower & dot.after(old.dot, 1) & token.after(old.token, 2));

    Planes {
        digit,
        upper,
        letter,
        token,
        high,
        space,
        hyphen,
        colon,
        slash,
        at,
        dot,
        rewritten,
        lead,
        colon2,
        joiner1,
        joiner2,
        joined,
        joined2,
        joined6,
        token2,
        token4,
        token8,
        token14,
        digit2,
        digit4,
        hex,
        hex2,
        hex4,
        hyphen2,
        hyphen5,
        letter_or_space,
        delimiter,
    }
}
