//! A keyed permutation of `0..size` for any size: FF1 on binary strings, with cycle walking.

use super::Ff1;
use super::ff1::{DOMAIN_MIN, Form, Started};

/// Most steps of a walk that looks for a value of the same kind.
const WALK_LIMIT: usize = 2_000;

/// A permutation of the numbers below a size.
pub(super) struct Permutation<'a> {
    started: Started<'a>,
    size: u128,
    right_bits: u32,
}

impl<'a> Permutation<'a> {
    /// `None` for fewer than a million numbers, or more than 2^126.
    pub(super) fn new(ff1: &'a Ff1, size: u128, tweak: &[u8]) -> Option<Self> {
        let bits = u128::BITS - size.checked_sub(1)?.leading_zeros();
        if size < DOMAIN_MIN || bits > 126 {
            return None;
        }
        let form = Form::bits(bits)?;
        Some(Self { started: ff1.start(&form, tweak), size, right_bits: bits - bits / 2 })
    }

    /// The number that `rank` becomes, or came from.
    ///
    /// The string has fewer than twice as many values as there are numbers, so that on average fewer than
    /// two steps lead back among them.
    pub(super) fn step(&self, rank: u128, forward: bool) -> u128 {
        let mut at = rank;
        loop {
            let (left, right) = (at >> self.right_bits, at & ((1 << self.right_bits) - 1));
            let (left, right) = self.started.crypt(left, right, forward);
            at = left << self.right_bits | right;
            if at < self.size {
                return at;
            }
        }
    }

    /// The first number on the way that is accepted; `None` when it is too far.
    ///
    /// When `rank` itself is accepted, that is a permutation of all accepted numbers, and walking the other
    /// way undoes it with as many steps.
    pub(super) fn walk(
        &self,
        rank: u128,
        forward: bool,
        mut accept: impl FnMut(u128) -> bool,
    ) -> Option<u128> {
        let mut at = rank;
        for _ in 0..WALK_LIMIT {
            at = self.step(at, forward);
            if accept(at) {
                return Some(at);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Key;

    #[test]
    fn numbers_change_places_and_come_back() {
        let ff1 = Ff1::new(&Key::from_bytes(&[5; 32]).expect("long enough"));
        for size in [DOMAIN_MIN, DOMAIN_MIN + 1, 1 << 20, (1 << 20) + 1, 398_765_432_100, 1 << 126] {
            let permutation = Permutation::new(&ff1, size, b"test").expect("large enough");
            for nth in 0..200 {
                let rank = (nth * 7_919_777_777_777) % size;
                let there = permutation.step(rank, true);
                assert!(there < size && permutation.step(there, false) == rank);
                let even = |rank: u128| rank % 10 == nth % 10;
                if even(rank) {
                    let there = permutation.walk(rank, true, even).expect("one in ten is near");
                    assert_eq!(permutation.walk(there, false, even), Some(rank));
                }
            }
        }
        assert!(Permutation::new(&ff1, DOMAIN_MIN - 1, b"").is_none());
        assert!(Permutation::new(&ff1, 0, b"").is_none() && Permutation::new(&ff1, u128::MAX, b"").is_none());
    }

    #[test]
    fn a_small_cycle_is_a_permutation() {
        let ff1 = Ff1::new(&Key::from_bytes(&[5; 32]).expect("long enough"));
        let permutation = Permutation::new(&ff1, DOMAIN_MIN, b"all").expect("large enough");
        let mut seen = vec![false; DOMAIN_MIN as usize];
        for rank in 0..DOMAIN_MIN {
            let place = &mut seen[permutation.step(rank, true) as usize];
            assert!(!*place);
            *place = true;
        }
    }
}
