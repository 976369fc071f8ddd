//! Shows the beginning of a value and drops the rest.

use super::Operator;
use super::value::chars;

/// Writes the first characters of a value, and of a short one at most half.
///
/// A reader of the output learns the beginning and no more, not even the length.
/// Separators count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truncate {
    chars: usize,
}

impl Truncate {
    /// Keeps `chars` characters.
    pub const fn to(chars: usize) -> Self {
        Self { chars }
    }

    pub(super) fn write(self, value: &[u8], out: &mut Vec<u8>) {
        let count = chars(value).take(self.chars.saturating_mul(2).saturating_add(1)).count();
        let kept = self.chars.min(count / 2);
        chars(value).take(kept).for_each(|(_, bytes)| out.extend_from_slice(bytes));
    }
}

impl From<Truncate> for Operator {
    fn from(truncate: Truncate) -> Self {
        Self::Truncate(truncate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_stays_and_at_most_half() {
        let cut = |chars, value: &str| {
            let mut out = Vec::new();
            Truncate::to(chars).write(value.as_bytes(), &mut out);
            String::from_utf8(out).expect("characters stay whole")
        };
        assert_eq!(cut(3, "北京市朝阳区建国路"), "北京市");
        assert_eq!(cut(4, "123456"), "123");
        assert_eq!(cut(4, "1234"), "12");
        assert_eq!(cut(0, "1234"), "");
        assert_eq!(cut(usize::MAX, "1"), "");
    }
}
