//! HyperLogLog: how many different values there were, in 16 KiB and about, instead of exactly.

/// Bits of a hash that choose a register.
const BITS: u32 = 14;

/// Standard error of a sketch's estimate: 1.04 / √16384.
pub(super) const ERROR: f64 = 0.008_125;

/// A sketch of a set of tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sketch {
    /// For each of 2¹⁴ classes of tags the most zeros that one began with, and one.
    registers: Vec<u8>,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { registers: vec![0; 1 << BITS] }
    }
}

impl Sketch {
    /// Adds a tag.
    pub(super) fn add(&mut self, tag: u128) {
        let bits = (tag >> 64) as u64;
        let rank = (bits << BITS | 1 << (BITS - 1)).leading_zeros() as u8 + 1;
        if let Some(register) = self.registers.get_mut((bits >> (64 - BITS)) as usize) {
            *register = rank.max(*register);
        }
    }

    /// Adds all of another's.
    pub(super) fn join(&mut self, other: &Self) {
        for (register, &other) in self.registers.iter_mut().zip(&other.registers) {
            *register = other.max(*register);
        }
    }

    /// How many different tags there were, about.
    pub(super) fn estimate(&self) -> u64 {
        let count = self.registers.len() as f64;
        let sum: f64 = self.registers.iter().map(|&rank| (-f64::from(rank)).exp2()).sum();
        let raw = 0.7213 / (1.0 + 1.079 / count) * count * count / sum;
        let empty = self.registers.iter().filter(|&&rank| rank == 0).count() as f64;
        // Few values leave many registers empty, and these tell more.
        let few = raw <= 2.5 * count && empty > 0.0;
        (if few { count * (count / empty).ln() } else { raw }).round() as u64
    }

    /// The registers, to be kept.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.registers
    }

    /// A sketch that was kept; `None` if it is none.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let whole = bytes.len() == 1 << BITS && bytes.iter().all(|&rank| u32::from(rank) <= 64 - BITS + 1);
        whole.then(|| Self { registers: bytes.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(value: u64) -> u128 {
        use sha2::{Digest as _, Sha256};
        let hash: [u8; 32] = Sha256::digest(value.to_le_bytes()).into();
        u128::from_le_bytes(hash[..16].try_into().expect("16 bytes"))
    }

    #[test]
    fn estimates_are_within_four_standard_errors() {
        for count in [0u64, 1, 10, 1000, 30_000, 100_000] {
            let mut sketch = Sketch::default();
            (0..count).for_each(|value| sketch.add(tag(value)));
            let off = sketch.estimate().abs_diff(count) as f64;
            assert!(off <= (count as f64 * 4.0 * ERROR).max(0.5), "{count}: off by {off}");
        }
    }

    #[test]
    fn a_union_is_the_sketch_of_all_in_any_order() {
        let (mut even, mut odd, mut all) = (Sketch::default(), Sketch::default(), Sketch::default());
        for value in 0..5000 {
            if value % 2 == 0 { &mut even } else { &mut odd }.add(tag(value));
            all.add(tag(value));
        }
        let mut one = even.clone();
        one.join(&odd);
        odd.join(&even);
        assert!(one == all && odd == all);
        assert_eq!(Sketch::from_bytes(all.bytes()), Some(all));
        assert_eq!(Sketch::from_bytes(&[99; 1 << BITS]), None);
    }
}
