//! [`Filter`]: which three-byte sequences may matter, in tables that a byte shuffle can look up.

/// Buckets of a filter: one bit of a table entry each, in two sets of eight.
const BUCKETS: usize = 16;

/// Two supersets of three-byte sequences, after Teddy (Hyperscan).
///
/// Ends of words lie in sixteen buckets, and a sequence passes if a bucket knows the low six bits of the byte
/// before it, of its second and of its last byte; of an end without a byte before any will do. Other sequences,
/// which begin with E2, E3 or EF, lie in eight, and pass by their second and last byte.
///
/// The answer is defined by the tables alone, so it is the same on every machine. The default lets nothing
/// pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Eight buckets of ends each.
    pub(super) ends: [Set; BUCKETS / 8],
    /// The others; the byte before them does not matter.
    pub(super) others: Set,
}

/// Eight buckets of a filter: for the low six bits of a byte, the buckets that know them at its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) before: [u8; 64],
    pub(super) second: [u8; 64],
    pub(super) last: [u8; 64],
}

impl Default for Set {
    fn default() -> Set {
        Set { before: [0; 64], second: [0; 64], last: [0; 64] }
    }
}

impl Filter {
    /// A filter that lets `ends` and `others`, and as little else of ordinary text as it can manage, pass.
    pub(crate) fn new(
        ends: impl IntoIterator<Item = Sequence>,
        others: impl IntoIterator<Item = [u8; 3]>,
    ) -> Filter {
        let mut sequences: Vec<Sequence> = ends.into_iter().collect();
        // Stable: the other sort of so small items is 20 kB of code.
        sequences.sort_by_key(|(before, bytes)| (*bytes, *before));
        // Sequences of one character stay together; those that take most room choose first.
        let mut groups: Vec<&[Sequence]> = sequences.chunk_by(|a, b| a.1 == b.1).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let common = Common::new();
        let grown: Vec<Bucket> = groups.iter().map(|group| common.bucket(group)).collect();
        let mut homes = vec![0; groups.len()];
        let mut buckets = [Bucket::default(); BUCKETS];
        for (group, home) in grown.iter().zip(&mut homes) {
            *home = cheapest(&buckets, group);
            buckets[*home] = buckets[*home].with(group);
        }
        // The first chose between empty buckets; a second choice finds better company.
        for chosen in 0..groups.len() {
            let home = homes[chosen];
            let others = (0..groups.len()).filter(|&other| homes[other] == home && other != chosen);
            buckets[home] = others.fold(Bucket::default(), |bucket, other| bucket.with(&grown[other]));
            homes[chosen] = cheapest(&buckets, &grown[chosen]);
            buckets[homes[chosen]] = buckets[homes[chosen]].with(&grown[chosen]);
        }
        let mut filter = Filter::default();
        for (home, bucket) in buckets.iter().enumerate() {
            let set = &mut filter.ends[home / 8];
            for six in 0..64 {
                let knows = |bits: u64| u8::from(bits >> six & 1 == 1) << (home % 8);
                set.before[six] |= knows(bucket.before);
                set.second[six] |= knows(bucket.second);
                set.last[six] |= knows(bucket.last);
            }
        }
        let mut seconds = Vec::new();
        for [_, second, last] in others {
            let known = seconds.iter().position(|known| *known == second);
            let bucket = known.unwrap_or_else(|| {
                seconds.push(second);
                seconds.len() - 1
            });
            filter.others.second[usize::from(second & 63)] |= 1 << (bucket % 8);
            filter.others.last[usize::from(last & 63)] |= 1 << (bucket % 8);
        }
        filter
    }

    /// Whether three bytes, after a byte before them, may be the end of a word.
    #[inline]
    pub(super) fn may_end(&self, [before, _, second, last]: [u8; 4]) -> bool {
        self.ends.iter().any(|set| set.before[usize::from(before & 63)] & set.knows(second, last) != 0)
    }

    /// Whether three bytes may be one of the others.
    #[inline(always)]
    pub(crate) fn may_be_other(&self, [_, _, second, last]: [u8; 4]) -> bool {
        self.others.knows(second, last) != 0
    }
}

impl Set {
    #[inline(always)]
    fn knows(&self, second: u8, last: u8) -> u8 {
        self.second[usize::from(second & 63)] & self.last[usize::from(last & 63)]
    }
}

/// A byte before, if it matters, and three bytes.
pub(crate) type Sequence = (Option<u8>, [u8; 3]);

/// The most frequent characters of Chinese text, most frequent first (after public frequency counts of the
/// modern written language); what of them passes for nothing costs time.
const COMMON: &str = "，的。一是、不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所\
    然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公\
    此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信\
    表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反\
    受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思\
    王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运";

/// How many of them are looked at, in words of 64.
const COMMON_WORDS: usize = 6;

/// A set of common characters.
type Chars = [u64; COMMON_WORDS];

/// For the low six bits of the second and the last byte, which common characters have them.
struct Common {
    second: [Chars; 64],
    last: [Chars; 64],
}

impl Common {
    fn new() -> Common {
        let mut common = Common { second: [[0; COMMON_WORDS]; 64], last: [[0; COMMON_WORDS]; 64] };
        for (number, han) in COMMON.chars().take(64 * COMMON_WORDS).enumerate() {
            let mut bytes = [0; 4];
            han.encode_utf8(&mut bytes);
            for (table, byte) in [(&mut common.second, bytes[1]), (&mut common.last, bytes[2])] {
                table[usize::from(byte & 63)][number / 64] |= 1 << (number % 64);
            }
        }
        common
    }

    /// A bucket with the sequences of one character.
    fn bucket(&self, group: &[Sequence]) -> Bucket {
        let mut bucket = Bucket::default();
        for (before, [_, second, last]) in group {
            bucket.before |= before.map_or(u64::MAX, |before| 1 << (before & 63));
            bucket.second |= 1 << (second & 63);
            bucket.last |= 1 << (last & 63);
            bucket.common_second = self.second[usize::from(second & 63)];
            bucket.common_last = self.last[usize::from(last & 63)];
        }
        bucket
    }
}

/// What a bucket lets pass.
#[derive(Clone, Copy, Default)]
struct Bucket {
    /// The low six bits it knows at each position, one bit each.
    before: u64,
    second: u64,
    last: u64,
    /// Which common characters have a second byte, and a last, that it knows.
    common_second: Chars,
    common_last: Chars,
}

impl Bucket {
    fn with(mut self, other: &Bucket) -> Bucket {
        self.before |= other.before;
        self.second |= other.second;
        self.last |= other.last;
        for word in 0..COMMON_WORDS {
            self.common_second[word] |= other.common_second[word];
            self.common_last[word] |= other.common_last[word];
        }
        self
    }

    /// How much of ordinary text passes; on a par, how many sequences do.
    fn cost(&self) -> u64 {
        // The first of the common characters are several times as frequent as the last.
        let weights = [8, 4, 3, 2, 1, 1];
        let passing = (0..COMMON_WORDS).map(|word| {
            u64::from((self.common_second[word] & self.common_last[word]).count_ones()) * weights[word]
        });
        let count = |bits: u64| u64::from(bits.count_ones());
        count(self.before) * ((passing.sum::<u64>() << 16) + count(self.second) * count(self.last))
    }
}

/// The bucket that grows least by taking `group`.
fn cheapest(buckets: &[Bucket; BUCKETS], group: &Bucket) -> usize {
    (0..BUCKETS).min_by_key(|&at| buckets[at].with(group).cost() - buckets[at].cost()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_in_passes() {
        let words = "名号码证话机箱址人卡日期生姓电邮银行帐户籍贯业单位";
        let bytes = |han: char| -> [u8; 3] { han.to_string().into_bytes().try_into().expect("three bytes") };
        let after = |before: char, han: char| (Some(bytes(before)[2]), bytes(han));
        let pairs: Vec<(char, char)> = words.chars().zip(words.chars().skip(1)).collect();
        let alone = (None, bytes('师'));
        let ends = pairs.iter().map(|&(before, han)| after(before, han)).chain([alone]);
        let filter = Filter::new(ends, ['０', 'Ａ'].map(bytes));
        let accepts = |(before, [b, c, d]): Sequence| filter.may_end([before.unwrap_or(0), b, c, d]);
        assert!(accepts(alone) && pairs.iter().all(|&(before, han)| accepts(after(before, han))));
        let other = |ch: char| filter.may_be_other([0, bytes(ch)[0], bytes(ch)[1], bytes(ch)[2]]);
        assert!(other('０') && other('Ａ') && !other('：'));
        let passing = ('\u{4E00}'..='\u{9FFF}').filter(|&han| accepts(after('的', han))).count();
        assert!(passing < 200, "{passing} of 20,992 Han characters pass");
    }

    #[test]
    fn an_empty_filter_lets_nothing_pass() {
        assert_eq!(Filter::new([], []), Filter::default());
        let filter = Filter::default();
        assert!(!filter.may_end([0x84, 0xE5, 0x90, 0x8D]) && !filter.may_be_other([0x84, 0xE5, 0x90, 0x8D]));
    }
}
