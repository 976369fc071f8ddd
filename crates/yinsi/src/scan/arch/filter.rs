//! [`Filter`]: which three-byte sequences may matter, in tables that a byte shuffle can look up.

/// Buckets of a filter: one bit of a table entry each, in two sets of eight.
const BUCKETS: usize = 16;

/// A superset of some three-byte sequences, after Teddy (Hyperscan): the sequences lie in sixteen buckets, and
/// a sequence passes if one bucket knows both nibbles of each of its three bytes.
///
/// The answer is defined by the tables alone, so it is the same on every machine. The default lets nothing
/// pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Eight buckets each.
    pub(super) sets: [Set; BUCKETS / 8],
}

/// Eight buckets of a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Set {
    /// For each position and low nibble, the buckets that know it.
    pub(super) low: [[u8; 16]; 3],
    /// For each position and high nibble, the buckets that know it.
    pub(super) high: [[u8; 16]; 3],
}

impl Filter {
    /// A filter that lets `sequences`, and as few others as it can manage, pass.
    pub(crate) fn new(sequences: impl IntoIterator<Item = [u8; 3]>) -> Filter {
        let mut sequences: Vec<[u8; 3]> = sequences.into_iter().collect();
        sequences.sort_unstable();
        sequences.dedup();
        let mut homes = vec![0; sequences.len()];
        let mut buckets = [Bucket::default(); BUCKETS];
        for (sequence, home) in sequences.iter().zip(&mut homes) {
            *home = cheapest(&buckets, sequence);
            buckets[*home].add(sequence);
        }
        // The first sequences chose between empty buckets; a second and third choice finds better company.
        for _ in 0..2 {
            for chosen in 0..sequences.len() {
                let home = homes[chosen];
                buckets[home] = Bucket::default();
                for (other, sequence) in sequences.iter().enumerate() {
                    if homes[other] == home && other != chosen {
                        buckets[home].add(sequence);
                    }
                }
                homes[chosen] = cheapest(&buckets, &sequences[chosen]);
                buckets[homes[chosen]].add(&sequences[chosen]);
            }
        }
        let mut filter = Filter::default();
        for (sequence, home) in sequences.iter().zip(homes) {
            let set = &mut filter.sets[home / 8];
            for (position, byte) in sequence.iter().enumerate() {
                set.low[position][usize::from(byte & 15)] |= 1 << (home % 8);
                set.high[position][usize::from(byte >> 4)] |= 1 << (home % 8);
            }
        }
        filter
    }

    /// Whether the sequence passes.
    #[inline]
    pub(crate) fn accepts(&self, sequence: [u8; 3]) -> bool {
        self.sets.iter().any(|set| {
            let of = |position: usize, byte: u8| {
                set.low[position][usize::from(byte & 15)] & set.high[position][usize::from(byte >> 4)]
            };
            let [first, second, third] = sequence;
            of(0, first) & of(1, second) & of(2, third) != 0
        })
    }
}

/// The nibbles a bucket knows: low and high of each position, one bit a nibble.
#[derive(Clone, Copy, Default)]
struct Bucket([u16; 6]);

impl Bucket {
    fn add(&mut self, sequence: &[u8; 3]) {
        for (position, byte) in sequence.iter().enumerate() {
            self.0[2 * position] |= 1 << (byte & 15);
            self.0[2 * position + 1] |= 1 << (byte >> 4);
        }
    }

    /// How many sequences pass.
    fn volume(&self) -> u32 {
        self.0.iter().map(|nibbles| nibbles.count_ones()).product()
    }
}

/// The bucket that grows least by taking `sequence`.
fn cheapest(buckets: &[Bucket; BUCKETS], sequence: &[u8; 3]) -> usize {
    let growth = |bucket: &Bucket| {
        let mut grown = *bucket;
        grown.add(sequence);
        grown.volume() - bucket.volume()
    };
    (0..BUCKETS).min_by_key(|&at| growth(&buckets[at])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_in_passes() {
        let words = "名号码证话机箱址人卡日期生姓电邮银行帐户籍贯业单位";
        let sequences: Vec<[u8; 3]> =
            words.chars().map(|han| han.to_string().into_bytes().try_into().expect("three bytes")).collect();
        let filter = Filter::new(sequences.iter().copied());
        assert!(sequences.iter().all(|&sequence| filter.accepts(sequence)));
        let passing = ('\u{4E00}'..='\u{9FFF}')
            .filter(|han| filter.accepts(han.to_string().into_bytes().try_into().expect("three bytes")))
            .count();
        assert!(passing < 400, "{passing} of 20,992 Han characters pass");
    }

    #[test]
    fn an_empty_filter_lets_nothing_pass() {
        assert_eq!(Filter::new([]), Filter::default());
        assert!(!Filter::default().accepts([0xE5, 0x90, 0x8D]));
    }
}
