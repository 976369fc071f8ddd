//! What the machine allows: reading, searching one byte, validating UTF-8.

use memchr::memchr_iter;

use super::{Engine, Kind};

/// All yardsticks; the plain read first.
pub fn yardsticks() -> Vec<Engine> {
    let yardstick = |name: &str, run: fn(&[u8]) -> Option<usize>| Engine {
        name: name.to_owned(),
        rules: String::new(),
        kind: Kind::Yardstick,
        run: Box::new(run),
    };
    vec![
        yardstick("plain read", |text| Some((read(text) & 1) as usize)),
        yardstick("memchr count", |text| Some(memchr_iter(b'\n', text).count())),
        yardstick("simdutf8", |text| simdutf8::basic::from_utf8(text).ok().map(|_| 1)),
    ]
}

/// Adds up all words of a text with the widest registers that are sure to be here.
fn read(text: &[u8]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[target_feature(enable = "avx2")]
        fn wide(text: &[u8]) -> u64 {
            sum(text)
        }
        #[expect(unsafe_code, reason = "a yardstick as long as the machine's own")]
        // SAFETY: AVX2 was seen.
        return unsafe { wide(text) };
    }
    sum(text)
}

/// Each byte is read once, and nothing else is done.
#[inline(always)]
fn sum(text: &[u8]) -> u64 {
    let mut sums = [0u64; 32];
    let mut blocks = text.chunks_exact(256);
    for block in &mut blocks {
        for (sum, word) in sums.iter_mut().zip(block.as_chunks::<8>().0) {
            *sum = sum.wrapping_add(u64::from_le_bytes(*word));
        }
    }
    let rest: u64 = blocks.remainder().iter().map(|&byte| u64::from(byte)).sum();
    sums.iter().fold(rest, |total, &sum| total.wrapping_add(sum))
}

#[cfg(test)]
mod tests {
    use super::{read, sum};

    #[test]
    fn wide_and_plain_sums_agree() {
        let text: Vec<u8> = (0..10_007u32).map(|index| (index * 31) as u8).collect();
        assert_eq!(read(&text), sum(&text));
    }
}
