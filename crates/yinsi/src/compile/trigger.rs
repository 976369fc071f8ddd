//! Which cheap sign announces a pattern, derived from the pattern's automaton.
//!
//! A *monitor* is the definition of an event as a small machine that reads a
//! match from its first byte. It runs in step with the pattern's automaton over
//! every text the pattern accepts: when on each path the event fires before the
//! pattern can accept, the event is a sound trigger, and the positions at which
//! it fired are the distances to walk back from an event to a start.

use std::collections::HashSet;

use super::dfa::{DEAD, Dfa};
use crate::scan::arch::Event;

/// Farthest an event may stand from the start of its match, in bytes.
pub(crate) const MAX_BACK: usize = 256;

/// How a pattern's candidates are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// Right after a label.
    Label,
    /// From events of this kind.
    Event {
        event: Event,
        /// Distances from a start to its event: bit `n` of the set is `n` bytes.
        /// For digit runs the distance to the first digit, for long tokens to
        /// the first character of the token.
        offsets: Offsets,
        /// Bytes that may stand between a start and its event.
        prefix: ByteSet,
    },
    /// At every byte that can begin a match.
    Fallback,
}

/// A set of small distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Offsets(pub(crate) [u64; 5]);

impl Offsets {
    pub(crate) fn insert(&mut self, offset: usize) {
        self.0[offset / 64] |= 1 << (offset % 64);
    }

    #[inline]
    pub(crate) fn contains(&self, offset: usize) -> bool {
        self.0.get(offset / 64).is_some_and(|word| word >> (offset % 64) & 1 == 1)
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    pub(crate) fn max(&self) -> usize {
        let word = self.0.iter().rposition(|word| *word != 0).unwrap_or(0);
        word * 64 + self.0[word].checked_ilog2().unwrap_or(0) as usize
    }
}

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ByteSet(pub(crate) [u64; 4]);

impl ByteSet {
    pub(crate) fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte / 64)] |= 1 << (byte % 64);
    }

    #[inline(always)]
    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte / 64)] >> (byte % 64) & 1 == 1
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }
}

/// Events in the order of preference: rarest and cheapest first.
const PREFERENCE: [Event; 11] = [
    Event::Scheme,
    Event::Dashes,
    Event::At,
    Event::UpperDigit,
    Event::LongToken,
    Event::HexSeparator,
    Event::DigitRun,
    Event::HanAscii,
    Event::DigitHan,
    Event::Dot,
    Event::TokenStart,
];

/// Finds the trigger of a pattern whose own automaton is `dfa`.
///
/// `left_bound`: the rule forbids a letter or digit before the match.
pub(crate) fn derive(dfa: &Dfa, left_bound: bool) -> Trigger {
    for event in PREFERENCE {
        if let Some((offsets, prefix)) = sound(dfa, event, left_bound) {
            return Trigger::Event { event, offsets, prefix };
        }
    }
    Trigger::Fallback
}

/// Runs the monitor of `event` beside `dfa`; `None` when some text is accepted
/// before the event fires or the event comes too late.
fn sound(dfa: &Dfa, event: Event, left_bound: bool) -> Option<(Offsets, ByteSet)> {
    let representatives = representatives(dfa);
    let limit = match event {
        Event::At | Event::Scheme | Event::Dot => MAX_BACK,
        Event::TokenStart => 1,
        Event::DigitRun => 12 + 6 * 4,
        Event::LongToken => 30,
        _ => 20,
    };
    let (mut offsets, mut prefix) = (Offsets::default(), ByteSet::default());
    let mut current = HashSet::from([(dfa.start(), Monitor::new(event))]);
    for depth in 0..limit {
        let mut next = HashSet::new();
        for (state, monitor) in &current {
            for (byte, members) in &representatives {
                let to = dfa.next(*state, *byte);
                if to == DEAD {
                    continue;
                }
                match monitor.step(*byte, depth, left_bound) {
                    Step::Fired(offset) => offsets.insert(offset),
                    Step::Broken => return None,
                    Step::On(after) => {
                        if dfa.accepts(to) {
                            return None;
                        }
                        // Before a digit run only what is not yet the run.
                        if event != Event::DigitRun || after.count == 0 {
                            prefix.extend(members);
                        }
                        next.insert((to, after));
                    }
                }
            }
        }
        if next.is_empty() {
            return Some((offsets, prefix));
        }
        if next.len() > 20_000 {
            return None;
        }
        current = next;
    }
    None
}

/// One byte for each way in which bytes differ to the automaton and to any
/// monitor, with the bytes it stands for.
fn representatives(dfa: &Dfa) -> Vec<(u8, ByteSet)> {
    let mut classes: Vec<((u8, u16), u8, ByteSet)> = Vec::new();
    for byte in 0..=255_u8 {
        let key = (dfa.class_of(byte), kind(byte));
        match classes.iter_mut().find(|(known, ..)| *known == key) {
            Some((.., members)) => members.insert(byte),
            None => {
                let mut members = ByteSet::default();
                members.insert(byte);
                classes.push((key, byte, members));
            }
        }
    }
    classes.into_iter().map(|(_, byte, members)| (byte, members)).collect()
}

/// What monitors look at, as one number: bytes of the same kind are alike to all.
fn kind(byte: u8) -> u16 {
    match byte {
        b'0'..=b'9' => 1,
        b'A'..=b'F' => 2,
        b'G'..=b'Z' => 3,
        b'a'..=b'f' => 4,
        b'g'..=b'z' => 5,
        0x80.. => 6,
        b' ' | b'(' | b')' => 7,
        b'-' => 8,
        b'.' => 9,
        b'/' => 10,
        b':' => 11,
        b'@' => 12,
        _ => 13,
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// Whether a byte may stand between the groups of a number.
pub(crate) fn is_joiner(byte: u8) -> bool {
    matches!(byte, b' ' | b'(' | b')' | b'-' | b'.' | b'/')
}

/// Bytes that an event's definition looks back at.
const RECENT: usize = 10;

/// The state of one event's definition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Monitor {
    event: Event,
    /// Count so far: of joined characters, of token characters, of hyphens.
    count: u8,
    /// Joiners since the last digit.
    joiners: u8,
    /// Where the present token or digit run began.
    began: u8,
    /// The bytes before, the latest last, by a representative of their kind.
    recent: [u8; RECENT],
}

enum Step {
    On(Monitor),
    /// The event fired; the distance to walk back.
    Fired(usize),
    /// The event cannot announce this text.
    Broken,
}

impl Monitor {
    fn new(event: Event) -> Self {
        Self { event, count: 0, joiners: 0, began: 0, recent: [0; RECENT] }
    }

    /// Reads the byte at `depth` of a match.
    fn step(&self, byte: u8, depth: usize, left_bound: bool) -> Step {
        let mut after = self.clone();
        let back = |n: usize| self.recent[RECENT - n];
        match self.event {
            Event::DigitRun => {
                if self.count == 0 && !is_digit(byte) {
                    return if depth >= 12 { Step::Broken } else { Step::On(after) };
                }
                if self.count == 0 {
                    if depth == 0 && !left_bound {
                        return Step::Broken;
                    }
                    after.began = depth as u8;
                }
                if is_digit(byte) {
                    after.joiners = 0;
                } else if is_joiner(byte) && self.joiners < 3 {
                    after.joiners += 1;
                } else {
                    return Step::Broken;
                }
                after.count += 1;
                if after.count == 6 { Step::Fired(usize::from(after.began)) } else { Step::On(after) }
            }
            Event::LongToken => {
                if !byte.is_ascii_alphanumeric() {
                    if depth >= 16 {
                        return Step::Broken;
                    }
                    (after.count, after.began) = (0, depth as u8 + 1);
                    return Step::On(after);
                }
                after.count += 1;
                match after.count {
                    14 if after.began == 0 && !left_bound => Step::Broken,
                    14 => Step::Fired(usize::from(after.began)),
                    _ => Step::On(after),
                }
            }
            Event::TokenStart => match byte.is_ascii_alphanumeric() && left_bound {
                true => Step::Fired(0),
                false => Step::Broken,
            },
            _ => {
                let fired = match self.event {
                    Event::At => (byte.is_ascii_alphanumeric() || byte >= 0x80) && back(1) == b'@',
                    Event::Scheme => byte == b'/' && back(1) == b'/' && back(2) == b':',
                    Event::HexSeparator => hex_separator(byte, &self.recent),
                    Event::UpperDigit => {
                        left_bound
                            && depth == 3
                            && is_digit(byte)
                            && is_digit(back(1))
                            && back(2).is_ascii_uppercase()
                            && back(3).is_ascii_uppercase()
                    }
                    Event::HanAscii => (byte.is_ascii_uppercase() || is_digit(byte)) && back(1) >= 0x80,
                    Event::DigitHan => byte >= 0x80 && is_digit(back(1)),
                    Event::Dashes => byte.is_ascii_uppercase() && (1..=5).all(|n| back(n) == b'-'),
                    Event::Dot => {
                        byte.is_ascii_lowercase() && back(1) == b'.' && back(2).is_ascii_alphanumeric()
                    }
                    _ => false,
                };
                if fired {
                    return Step::Fired(depth);
                }
                if self.event == Event::UpperDigit && depth >= 3 {
                    return Step::Broken;
                }
                after.recent.rotate_left(1);
                after.recent[RECENT - 1] = self.remembered(byte);
                let memory = match self.event {
                    Event::HexSeparator => RECENT,
                    Event::Dashes => 5,
                    Event::UpperDigit => 3,
                    _ => 2,
                };
                after.recent[..RECENT - memory].fill(0);
                Step::On(after)
            }
        }
    }

    /// `byte`, or a stand-in where the event does not tell it from others: fewer
    /// states to walk.
    fn remembered(&self, byte: u8) -> u8 {
        let told = match self.event {
            Event::At => byte == b'@',
            Event::Scheme => matches!(byte, b'/' | b':'),
            Event::HexSeparator => byte.is_ascii_hexdigit() || matches!(byte, b':' | b'-' | b'.'),
            Event::UpperDigit => byte.is_ascii_uppercase() || is_digit(byte),
            Event::HanAscii => byte >= 0x80,
            Event::DigitHan => is_digit(byte),
            Event::Dashes => byte == b'-',
            Event::Dot => byte == b'.' || byte.is_ascii_alphanumeric(),
            _ => true,
        };
        match byte {
            _ if !told => b' ',
            b'0'..=b'9' => b'0',
            b'A'..=b'Z' if self.event == Event::HexSeparator => b'0',
            b'a'..=b'f' if self.event == Event::HexSeparator => b'0',
            b'A'..=b'Z' => b'A',
            b'a'..=b'z' => b'a',
            0x80.. => 0x80,
            other => other,
        }
    }
}

/// The definition of [`Event::HexSeparator`] for `byte` after `recent`.
fn hex_separator(byte: u8, recent: &[u8; RECENT]) -> bool {
    let back = |n: usize| recent[RECENT - n];
    let hex = |n: usize| back(n).is_ascii_hexdigit();
    match byte {
        b':' => {
            let before = |at: usize| {
                let digits = (at + 1..at + 5).take_while(|n| hex(*n)).count();
                (digits > 0 && back(at + digits + 1) == b':').then_some(at + digits + 1)
            };
            back(1) == b':' || before(0).is_some_and(|at| before(at).is_some())
        }
        b'-' => back(3) == b'-' && back(6) == b'-' && [1, 2, 4, 5, 7, 8].into_iter().all(hex),
        b'.' => back(5) == b'.' && (1..=4).chain(6..=9).all(hex),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trigger(pattern: &str) -> Trigger {
        let hir = regex_syntax::parse(pattern).expect("the test's pattern parses");
        derive(&Dfa::build(&[hir], 1 << 20, false).expect("builds"), true)
    }

    fn event(pattern: &str) -> Option<(Event, Vec<usize>)> {
        match trigger(pattern) {
            Trigger::Event { event, offsets, .. } => {
                Some((event, (0..320).filter(|&n| offsets.contains(n)).collect()))
            }
            _ => None,
        }
    }

    #[test]
    fn each_shape_finds_its_event() {
        assert_eq!(event("1[3-9][0-9]{9}"), Some((Event::DigitRun, vec![0])));
        assert_eq!(event("(?:\\+86[ -]?)?1[3-9][0-9]{9}"), Some((Event::DigitRun, vec![0, 1])));
        assert_eq!(event("[EG][0-9]{8}"), Some((Event::DigitRun, vec![1])));
        assert_eq!(event("[a-z]{1,3}@[a-z]+"), Some((Event::At, vec![2, 3, 4])));
        assert_eq!(event("https?://[a-z]+"), Some((Event::Scheme, vec![6, 7])));
        assert_eq!(event("AKIA[A-Z0-9]{16}"), Some((Event::LongToken, vec![0])));
        assert_eq!(event("ghp_[A-Za-z0-9]{36}"), Some((Event::LongToken, vec![4])));
        assert_eq!(event("[京沪][A-Z][A-Z0-9]{5}"), Some((Event::HanAscii, vec![3])));
        assert_eq!(event("[A-Z]{2}[0-9]{2}[A-Z]{4}"), Some((Event::UpperDigit, vec![3])));
        assert_eq!(event("(?:[0-9a-f]{2}:){5}[0-9a-f]{2}"), Some((Event::HexSeparator, vec![8])));
        assert_eq!(event("[0-9]{4}年[0-9]{1,2}月"), Some((Event::HanAscii, vec![7])));
        assert_eq!(event("[0-9]{2,3}号"), Some((Event::DigitHan, vec![2, 3])));
        assert_eq!(event("-----BEGIN [A-Z]+-----"), Some((Event::Dashes, vec![5])));
        assert_eq!(event("EMP-[0-9]{5}"), Some((Event::TokenStart, vec![0])));
    }

    #[test]
    fn a_pattern_without_a_sure_sign_falls_back() {
        assert_eq!(trigger("[#$][a-z]+"), Trigger::Fallback);
        assert_eq!(trigger("é[a-z]+"), Trigger::Fallback);
    }

    #[test]
    fn a_digit_run_that_may_be_short_is_no_digit_run() {
        assert_eq!(event("[0-9]{5,7}"), Some((Event::TokenStart, vec![0])));
        assert_eq!(event("[0-9]{3}_[0-9]{6}"), Some((Event::TokenStart, vec![0])));
    }
}
