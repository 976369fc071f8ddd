//! The shape table: which lengths of digit groups can still match.
//!
//! A shape is (length of a digit group, class of the next byte, length of the
//! next group, class of its next byte; where no second group follows, the class
//! of the byte after the next). A head is (first two digits, length of the group,
//! class of the next byte). One bit for each shape and head says whether any rule
//! of the family may match from there, so that counters, timestamps and versions
//! are dismissed before a byte of text is read again.

use std::collections::{HashMap, HashSet};

use super::dfa::{DEAD, Dfa};
use super::trigger::ByteSet;

/// Bytes of the shapes of one table.
const SHAPE_BYTES: usize = 8192;

/// Bytes of one table: shapes, then heads.
pub(crate) const TABLE_BYTES: usize = SHAPE_BYTES + 100 * 32;

/// Lengths of digit groups are told apart up to here.
pub(crate) const MAX_GROUP: usize = 31;

/// Class of a byte after a digit group, 0 to 7; 0 also stands for the text's end.
pub(crate) const fn class(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => 1,
        b' ' => 2,
        b'-' => 3,
        b'.' => 4,
        b'/' => 5,
        b'(' | b')' => 6,
        0x80.. => 7,
        _ => 0,
    }
}

/// [`class`] of every byte.
pub(crate) static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = class(byte as u8);
        byte += 1;
    }
    classes
};

/// Where a digit group stands in a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    shape: usize,
    head: usize,
}

impl Key {
    /// The key of a group that begins with the digits `head` (the second is 0 when there is but one), is `first`
    /// long, and is followed by a byte of `first_class`, a group `second` long and a byte of `second_class`.
    #[inline(always)]
    pub(crate) fn new(head: [u8; 2], first: usize, first_class: u8, second: usize, second_class: u8) -> Key {
        let first = first.min(MAX_GROUP) << 3 | usize::from(first_class);
        let digits = usize::from(head[0]) * 10 + usize::from(head[1]);
        Key {
            shape: (first << 5 | second.min(MAX_GROUP)) << 3 | usize::from(second_class),
            head: SHAPE_BYTES * 8 + (digits << 8 | first),
        }
    }

    /// Whether a rule of `tables` may match from a group of this key: at its first digit, and with something
    /// before it.
    #[inline(always)]
    pub(crate) fn alive(self, tables: &[u8]) -> (bool, bool) {
        let bit = |at: usize| tables.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
        let behind = TABLE_BYTES * 8;
        (bit(self.shape) && bit(self.head), bit(behind + self.shape) && bit(behind + self.head))
    }
}

type States = Vec<u16>;

/// Walks all shapes through the automaton; `prefix` may stand before the digits.
///
/// `right_bound`: no rule of the family ends between two digits or before a letter.
/// Two tables of [`TABLE_BYTES`]: for a match that begins with the group, and for
/// one with something before it.
pub(crate) fn tables(dfa: &Dfa, prefix: &ByteSet, right_bound: bool) -> Vec<u8> {
    let mut walk = Walk { dfa, members: members(dfa), known: HashMap::new() };
    // States after any prefix of non-digits.
    let mut starts = HashSet::from([dfa.start()]);
    let mut queue = vec![dfa.start()];
    while let Some(state) = queue.pop() {
        for byte in (0..=255).filter(|&byte| prefix.contains(byte) && !byte.is_ascii_digit()) {
            let next = dfa.next(state, byte);
            if next != DEAD && starts.insert(next) {
                queue.push(next);
            }
        }
    }
    starts.remove(&dfa.start());
    let mut behind: States = starts.into_iter().collect();
    behind.sort_unstable();
    let mut bits = table(&mut walk, vec![dfa.start()], right_bound);
    bits.extend(table(&mut walk, behind, right_bound));
    bits
}

/// The shapes and heads that may match from any of the states `first`.
fn table(walk: &mut Walk<'_>, first: States, right_bound: bool) -> Vec<u8> {
    let mut bits = vec![0_u8; TABLE_BYTES];
    shapes(walk, first.clone(), right_bound, &mut bits);
    heads(walk, &first, right_bound, &mut bits);
    bits
}

fn shapes(walk: &mut Walk<'_>, mut first: States, right_bound: bool, bits: &mut [u8]) {
    let mut inside = false;
    let key = |n1, c1, n2, c2| Key::new([0; 2], n1, c1 as u8, n2, c2 as u8).shape;
    for n1 in 1..=MAX_GROUP {
        let group = walk.digits(&first, n1);
        let ends = walk.accepts(&group);
        inside |= ends && !right_bound;
        for c1 in 0..8 {
            let mut alive = inside || (ends && c1 != LETTER);
            let mut second = walk.step(&group, c1);
            alive |= walk.accepts(&second);
            for c2 in 0..8 {
                let more = !walk.step(&second, c2).is_empty();
                set(bits, key(n1, c1, 0, c2), alive || more);
            }
            for n2 in 1..=MAX_GROUP {
                second = walk.digits(&second, n2);
                let ends = walk.accepts(&second);
                alive |= ends && !right_bound;
                for c2 in 0..8 {
                    let more = (ends && c2 != LETTER) || !walk.step(&second, c2).is_empty();
                    set(bits, key(n1, c1, n2, c2), alive || more);
                }
            }
        }
        first = group;
    }
}

fn heads(walk: &mut Walk<'_>, first: &States, right_bound: bool, bits: &mut [u8]) {
    for digits in 0..100 {
        let head = [digits / 10, digits % 10];
        let mut group = first.clone();
        let mut inside = false;
        for n1 in 1..=MAX_GROUP {
            group = match head.get(n1 - 1) {
                Some(digit) => walk.digit(&group, *digit),
                None => walk.digits(&group, n1),
            };
            if n1 == 1 && head[1] != 0 {
                continue;
            }
            let ends = walk.accepts(&group);
            inside |= ends && !right_bound;
            for c1 in 0..8 {
                let alive = inside || (ends && c1 != LETTER) || !walk.step(&group, c1).is_empty();
                set(bits, Key::new(head, n1, c1 as u8, 0, 0).head, alive);
            }
        }
    }
}

fn set(bits: &mut [u8], key: usize, alive: bool) {
    if alive {
        bits[key / 8] |= 1 << (key % 8);
    }
}

/// The class of letters.
const LETTER: usize = 1;

/// Index of the digits among [`members`], after the eight classes; behind it each digit by itself.
const DIGITS: usize = 8;

/// For each class, for the digits and for each digit, one byte of every class of the automaton.
fn members(dfa: &Dfa) -> Vec<Vec<u8>> {
    (0..=DIGITS + 10)
        .map(|wanted| {
            let mut seen = HashSet::new();
            (0..=255_u8)
                .filter(|byte| match wanted {
                    DIGITS => byte.is_ascii_digit(),
                    _ if wanted > DIGITS => usize::from(byte.wrapping_sub(b'0')) == wanted - DIGITS - 1,
                    _ => !byte.is_ascii_digit() && usize::from(class(*byte)) == wanted,
                })
                .filter(|byte| seen.insert(dfa.class_of(*byte)))
                .collect()
        })
        .collect()
}

struct Walk<'a> {
    dfa: &'a Dfa,
    members: Vec<Vec<u8>>,
    known: HashMap<(States, usize), States>,
}

impl Walk<'_> {
    /// All states after one byte of a class.
    fn step(&mut self, states: &States, class: usize) -> States {
        if states.is_empty() {
            return States::new();
        }
        let (members, dfa) = (&self.members[class], self.dfa);
        self.known
            .entry((states.clone(), class))
            .or_insert_with(|| {
                let mut next: States = states
                    .iter()
                    .flat_map(|&state| members.iter().map(move |&byte| dfa.next(state, byte)))
                    .filter(|&state| state != DEAD)
                    .collect();
                next.sort_unstable();
                next.dedup();
                next
            })
            .clone()
    }

    /// All states after one more digit, the `length`th of its group; the last length stands for all longer ones.
    fn digits(&mut self, states: &States, length: usize) -> States {
        let next = self.step(states, DIGITS);
        if length == MAX_GROUP { self.closure(next) } else { next }
    }

    /// All states after `digit`.
    fn digit(&mut self, states: &States, digit: u8) -> States {
        self.step(states, DIGITS + 1 + usize::from(digit))
    }

    /// All states after these and any number of further digits.
    fn closure(&mut self, mut states: States) -> States {
        loop {
            let more = self.step(&states, DIGITS);
            let before = states.len();
            states.extend(more);
            states.sort_unstable();
            states.dedup();
            if states.len() == before {
                return states;
            }
        }
    }

    fn accepts(&self, states: &States) -> bool {
        states.iter().any(|&state| self.dfa.accepts(state))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_that_cannot_match_are_dismissed() {
        let hir = regex_syntax::parse("1[3-9][0-9](?:[ -]?[0-9]{4}){2}").expect("parses");
        let dfa = Dfa::build(&[hir], 1 << 20, true).expect("builds");
        let bits = tables(&dfa, &ByteSet::default(), true);
        let alive = |text: &str| {
            let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
            let byte = |at: usize| text.as_bytes().get(at).map_or(0, |byte| class(*byte));
            let (first, second) = (groups[0].len(), groups.get(1).map_or(0, |group| group.len()));
            let digit = |at: usize| if at < first { text.as_bytes()[at] - b'0' } else { 0 };
            let key = Key::new([digit(0), digit(1)], first, byte(first), second, byte(first + 1 + second));
            key.alive(&bits).0
        };
        assert!(alive("13812345678") && alive("138-1234-5678") && alive("138 12345678,"));
        assert!(!alive("1381-12-31") && !alive("138.1234.5678") && !alive("13812, 1") && !alive("138 x"));
        assert!(!alive("138123456789 x") && !alive("13812345678901"));
        assert!(!alive("12812345678") && !alive("238-1234-5678"));
    }
}
