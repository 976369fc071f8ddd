//! The shape table: which lengths of digit groups can still match.
//!
//! A key is (length of a digit group, class of the next byte, length of the
//! next group, class of its next byte). One bit says whether any rule of the
//! family may match from there, so that counters, timestamps and versions are
//! dismissed before a byte of text is read again.

use std::collections::{HashMap, HashSet};

use super::dfa::{DEAD, Dfa, START};
use super::trigger::ByteSet;

/// Bytes of one table.
pub(crate) const TABLE_BYTES: usize = 8192;

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

/// Position of a key in the table.
#[inline(always)]
pub(crate) fn key(first: usize, first_class: u8, second: usize, second_class: u8) -> usize {
    ((first.min(MAX_GROUP) << 3 | usize::from(first_class)) << 5 | second.min(MAX_GROUP)) << 3
        | usize::from(second_class)
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
    let mut starts = HashSet::from([START]);
    let mut queue = vec![START];
    while let Some(state) = queue.pop() {
        for byte in (0..=255).filter(|&byte| prefix.contains(byte) && !byte.is_ascii_digit()) {
            let next = dfa.next(state, byte);
            if next != DEAD && starts.insert(next) {
                queue.push(next);
            }
        }
    }
    starts.remove(&START);
    let mut behind: States = starts.into_iter().collect();
    behind.sort_unstable();
    let mut bits = table(&mut walk, vec![START], right_bound);
    bits.extend(table(&mut walk, behind, right_bound));
    bits
}

/// The shapes that may match from any of the states `first`.
fn table(walk: &mut Walk<'_>, mut first: States, right_bound: bool) -> Vec<u8> {
    let mut bits = vec![0_u8; TABLE_BYTES];
    let mut inside = false;
    for n1 in 1..=MAX_GROUP {
        // The last length stands for all longer ones.
        let mut group = walk.step(&first, DIGITS);
        if n1 == MAX_GROUP {
            group = walk.closure(group);
        }
        let ends = walk.accepts(&group);
        inside |= ends && !right_bound;
        for c1 in 0..8 {
            let mut alive = inside || (ends && c1 != LETTER);
            let mut second = walk.step(&group, c1);
            alive |= walk.accepts(&second);
            // No second group: whatever comes next is left to the automaton.
            for c2 in 0..8 {
                set(&mut bits, key(n1, c1 as u8, 0, c2), alive || !second.is_empty());
            }
            for n2 in 1..=MAX_GROUP {
                second = walk.step(&second, DIGITS);
                if n2 == MAX_GROUP {
                    second = walk.closure(second);
                }
                let ends = walk.accepts(&second);
                alive |= ends && !right_bound;
                for c2 in 0..8 {
                    let more = (ends && c2 != LETTER) || !walk.step(&second, c2).is_empty();
                    set(&mut bits, key(n1, c1 as u8, n2, c2 as u8), alive || more);
                }
            }
        }
        first = group;
    }
    bits
}

fn set(bits: &mut [u8], key: usize, alive: bool) {
    if alive {
        bits[key / 8] |= 1 << (key % 8);
    }
}

/// The class of letters.
const LETTER: usize = 1;

/// Index of the digits among [`members`], after the eight classes.
const DIGITS: usize = 8;

/// For each class, and for the digits, one byte of every class of the automaton.
fn members(dfa: &Dfa) -> Vec<Vec<u8>> {
    (0..=DIGITS)
        .map(|wanted| {
            let mut seen = HashSet::new();
            (0..=255_u8)
                .filter(|byte| match wanted {
                    DIGITS => byte.is_ascii_digit(),
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
        let alive = |n1, c1, n2, c2| {
            let key = key(n1, class(c1), n2, class(c2));
            bits[key / 8] >> (key % 8) & 1 == 1
        };
        assert!(alive(11, b'\n', 0, b'\n'));
        assert!(alive(3, b'-', 4, b'-'));
        assert!(alive(3, b' ', 8, b','));
        assert!(!alive(4, b'-', 2, b'-'));
        assert!(!alive(3, b'.', 4, b'.'));
        assert!(!alive(5, b',', 0, b'1'));
        assert!(!alive(12, b' ', 0, b'x') && !alive(13, b'\n', 0, b'x'));
    }
}
