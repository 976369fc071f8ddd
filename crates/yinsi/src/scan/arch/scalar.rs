//! The reference: byte by byte, looking back, no masks. Slow and seen to be right.

use super::{Carry, Event, EventSet, Filter, Marks, WINDOW};

/// How many bytes before the current one an event may look at, runs aside.
pub(super) const REACH: usize = 16;

/// Lengths of the runs that end at the last byte seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Runs {
    /// Digits, each with at most three joiners after it.
    joined: usize,
    /// Joiners since the last of those digits.
    joiners: usize,
    /// Letters and digits.
    token: usize,
    /// Hyphens.
    dashes: usize,
}

type Class = u16;
const DIGIT: Class = 1;
const UPPER: Class = 1 << 1;
const LOWER: Class = 1 << 2;
const HEX: Class = 1 << 3;
const HIGH: Class = 1 << 4;
const SPACE: Class = 1 << 5;
const JOINER: Class = 1 << 6;
const DELIMITER: Class = 1 << 7;
const REWRITTEN: Class = 1 << 8;
const COLON: Class = 1 << 9;
const SLASH: Class = 1 << 10;
const AT: Class = 1 << 11;
const HYPHEN: Class = 1 << 12;
const DOT: Class = 1 << 13;
const LETTER: Class = UPPER | LOWER;
const TOKEN: Class = LETTER | DIGIT;

const fn class_of(byte: u8) -> Class {
    let letter = match byte {
        b'0'..=b'9' => DIGIT | HEX,
        b'A'..=b'F' => UPPER | HEX,
        b'a'..=b'f' => LOWER | HEX,
        b'G'..=b'Z' => UPPER,
        b'g'..=b'z' => LOWER,
        0x80.. => HIGH,
        b' ' => SPACE,
        b':' => COLON,
        b'/' => SLASH,
        b'@' => AT,
        b'-' => HYPHEN,
        b'.' => DOT,
        _ => 0,
    };
    let role = match byte {
        b' ' | b'(' | b')' | b'-' | b'.' | b'/' => JOINER,
        b':' | b'=' | b'\t' | b'\n' | b'\r' | b'"' | b'\'' | b'<' | b'>' | b'|' | b'#' | b'\\' | b'`'
        | b'*' => DELIMITER,
        0xC2 | 0xC3 | 0xCF | 0xE2 | 0xE3 | 0xEF => REWRITTEN,
        _ => 0,
    };
    letter | role
}

static CLASSES: [Class; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = class_of(byte as u8);
        byte += 1;
    }
    classes
};

fn is_rewritten(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & REWRITTEN != 0
}

/// A place in the text, with all that lies before it in reach.
#[derive(Clone, Copy)]
struct Place<'t> {
    tail: &'t [u8; REACH],
    window: &'t [u8],
    at: usize,
}

impl Place<'_> {
    /// The byte `back` bytes earlier, zero before the start of the text.
    fn byte(self, back: usize) -> u8 {
        if back <= self.at { self.window[self.at - back] } else { self.tail[REACH + self.at - back] }
    }

    /// Whether the byte `back` bytes earlier is in one of `classes`.
    fn is(self, back: usize, classes: Class) -> bool {
        CLASSES[usize::from(self.byte(back))] & classes != 0
    }

    /// Whether all bytes from `nearest` to `farthest` bytes earlier are in one of `classes`.
    fn all(self, nearest: usize, farthest: usize, classes: Class) -> bool {
        (nearest..=farthest).all(|back| self.is(back, classes))
    }

    /// How many bytes earlier another colon lies, with one to four hex digits between.
    fn colon_before(self, at: usize) -> Option<usize> {
        let digits = (at + 1..at + 5).take_while(|back| self.is(*back, HEX)).count();
        (digits > 0 && self.is(at + digits + 1, COLON)).then_some(at + digits + 1)
    }

    /// Whether this colon is the third of three, or right after another.
    fn ends_colons(self) -> bool {
        self.is(1, COLON) || self.colon_before(0).is_some_and(|at| self.colon_before(at).is_some())
    }
}

/// [`Isa::mark`](super::Isa::mark) in plain words.
pub(super) fn mark(filter: &Filter, wanted: EventSet, window: &[u8], carry: &mut Carry, marks: &mut Marks) {
    marks.clear_from(0);
    marks.busy = [0; Event::COUNT];
    marks.used = window.len().div_ceil(64);
    let tail = carry.tail;
    let mut runs = carry.runs;
    let mut before = CLASSES[usize::from(tail[REACH - 1])];
    for (at, &byte) in window.iter().enumerate() {
        let here = Place { tail: &tail, window, at };
        let class = CLASSES[usize::from(byte)];
        let is = |classes| class & classes != 0;
        let follows = |classes| before & classes != 0;
        let mut set = |event: Event| {
            if wanted.contains(event) {
                marks.events[event as usize][at / 64] |= 1 << (at % 64);
                marks.busy[event as usize] |= 1 << (at / 64);
            }
        };

        if is(DIGIT) {
            (runs.joiners, runs.joined) = (0, runs.joined + 1);
        } else if is(JOINER) && runs.joined > 0 && runs.joiners < 3 {
            (runs.joiners, runs.joined) = (runs.joiners + 1, runs.joined + 1);
        } else {
            runs.joined = 0;
        }
        runs.token = if is(TOKEN) { runs.token + 1 } else { 0 };
        let dashes_before = runs.dashes;
        runs.dashes = if is(HYPHEN) { runs.dashes + 1 } else { 0 };
        if runs.joined == 6 {
            set(Event::DigitRun);
        }
        if runs.token == 14 {
            set(Event::LongToken);
        }
        if runs.token == 1 {
            set(Event::TokenStart);
        }
        if is(UPPER) && dashes_before >= 5 {
            set(Event::Dashes);
        }
        if is(HIGH) {
            let last = [here.byte(3), here.byte(2), here.byte(1), byte];
            let aligned = byte < 0xE0 && last[..2].iter().any(|lead| *lead >= 0xE0);
            if aligned && filter.may_end(last) {
                set(Event::HanTail);
            }
            if is_rewritten(last[1]) && filter.may_be_other(last) {
                set(Event::Rewrite);
            }
        }
        if class & before & (LETTER | HIGH) != 0 {
            // Inside a word nothing else can happen; prose is mostly this.
            before = class;
            continue;
        }
        if follows(AT) && is(TOKEN | HIGH) {
            set(Event::At);
        }
        if follows(DOT) && is(LOWER) && here.is(2, TOKEN) {
            set(Event::Dot);
        }
        if follows(HIGH) && is(UPPER | DIGIT) {
            set(Event::HanAscii);
        }
        if follows(TOKEN) && is(DELIMITER | HIGH) || follows(HIGH) && is(DELIMITER) {
            set(Event::LabelEnd);
        }
        if follows(SPACE) && is(DELIMITER) {
            set(if here.is(2, SPACE) { Event::LabelFar } else { Event::LabelSpace });
        }
        if is(LETTER) && follows(SPACE) && here.is(2, LETTER) {
            let edge =
                |back| here.is(back, HIGH | DELIMITER) || here.is(back, SPACE) && here.is(back + 1, HIGH);
            if edge(3) || here.is(3, LETTER) && edge(4) {
                set(Event::LabelSpace);
            }
        }
        if follows(DIGIT) && is(DIGIT) {
            if here.all(2, 3, UPPER) && !here.is(4, TOKEN) {
                set(Event::UpperDigit);
            }
            let after_space = here.is(2, SPACE) && here.is(3, LETTER | SPACE);
            let touching = here.all(2, 4, DIGIT) && here.is(5, LETTER);
            if after_space || touching {
                set(Event::LabelDigits);
            }
        }
        if follows(DIGIT) && is(HIGH) {
            set(Event::DigitHan);
        }
        if follows(DIGIT) && is(REWRITTEN) || is(DIGIT) && (here.is(2, REWRITTEN) || here.is(3, REWRITTEN)) {
            set(Event::Rewrite);
        }
        if is(SLASH) && follows(SLASH) && here.is(2, COLON) {
            set(Event::Scheme);
        }
        let pair_before = |back: usize| here.all(back + 1, back + 2, HEX);
        let hyphens = || here.is(3, HYPHEN) && here.is(6, HYPHEN) && [0, 3, 6].into_iter().all(pair_before);
        let hex_separator = is(COLON) && here.ends_colons()
            || is(HYPHEN) && hyphens()
            || is(DOT) && here.all(1, 4, HEX) && here.is(5, DOT) && here.all(6, 9, HEX);
        if hex_separator {
            set(Event::HexSeparator);
        }
        before = class;
    }
    if window.len() == WINDOW {
        carry.runs = runs;
        carry.tail = *window.last_chunk().expect("a window is longer than the tail");
    }
}
