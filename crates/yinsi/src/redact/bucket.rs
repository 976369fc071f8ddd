//! Puts a number into a range.

use super::value::{chars, digit, plain};
use super::{Label, Operator, Site};
use crate::error::BuildError;

/// Writes the range that a number falls into: `[3000, 4000)`, the first included, the last not.
///
/// Thousands separators are read, a sign and decimals as well; what is no number becomes a [`Label`].
#[derive(Debug, Clone, PartialEq)]
pub struct Bucket {
    bounds: Bounds,
}

#[derive(Debug, Clone, PartialEq)]
enum Bounds {
    Width(u64),
    At(Box<[i64]>),
}

impl Bucket {
    /// Ranges of one width that begin at its multiples.
    pub fn width(width: u64) -> Self {
        Self { bounds: Bounds::Width(width) }
    }

    /// Ranges that begin at these numbers, in ascending order; what is less or more is `<18` or `>=65`.
    pub fn at(edges: impl Into<Vec<i64>>) -> Self {
        Self { bounds: Bounds::At(edges.into().into()) }
    }

    pub(super) fn check(&self) -> Result<(), BuildError> {
        let sound = match &self.bounds {
            Bounds::Width(width) => (1..=u64::MAX / 4).contains(width),
            Bounds::At(edges) => !edges.is_empty() && edges.is_sorted_by(|one, next| one < next),
        };
        if sound {
            return Ok(());
        }
        let message = "a width over 0, or edges in ascending order, are wanted";
        Err(BuildError::Option { option: "bucket", message: message.into() })
    }

    pub(super) fn write(&self, site: &Site<'_>, value: &[u8], out: &mut Vec<u8>) {
        let Some(number) = floor_of(value) else { return Label.write(site, out) };
        let range = match &self.bounds {
            Bounds::Width(width) => {
                let width = i128::from(*width);
                let low = i128::from(number).div_euclid(width) * width;
                format!("[{low}, {})", low + width)
            }
            Bounds::At(edges) => {
                let above = edges.partition_point(|edge| *edge <= number);
                let low = above.checked_sub(1).and_then(|at| edges.get(at));
                match (low, edges.get(above)) {
                    (Some(low), Some(high)) => format!("[{low}, {high})"),
                    (Some(low), None) => format!(">={low}"),
                    (None, Some(high)) => format!("<{high}"),
                    (None, None) => return Label.write(site, out),
                }
            }
        };
        out.extend_from_slice(range.as_bytes());
    }
}

impl From<Bucket> for Operator {
    fn from(bucket: Bucket) -> Self {
        Self::Bucket(bucket)
    }
}

/// The greatest whole number that is not above the one that `value` is.
fn floor_of(value: &[u8]) -> Option<i64> {
    let (mut negative, mut whole, mut seen, mut fraction, mut in_fraction) =
        (false, 0_i64, false, false, false);
    for (ch, _) in chars(value) {
        let ch = plain(ch?);
        match (digit(ch), ch) {
            (Some(digit), _) if in_fraction => fraction |= digit > 0,
            (Some(digit), _) => {
                whole = whole.checked_mul(10)?.checked_add(i64::from(digit))?;
                seen = true;
            }
            (None, '-' | '−') if !seen => negative = true,
            (None, '.') if seen && !in_fraction => in_fraction = true,
            (None, ',' | '\'' | '_') if seen && !in_fraction => {}
            (None, '¥' | '￥' | '$' | '€' | '£' | '+' | '元' | '%') => {}
            (None, ch) if ch.is_whitespace() => {}
            _ => return None,
        }
    }
    let below = i64::from(negative && fraction);
    seen.then(|| if negative { -whole - below } else { whole })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::tests::written;

    #[test]
    fn a_number_becomes_its_range() {
        let written = |bucket: &Bucket, value| written(bucket.clone(), "SALARY", value, "");
        let thousands = Bucket::width(1000);
        for (value, expected) in [
            ("3999.99", "[3000, 4000)"),
            ("¥12,345.00", "[12000, 13000)"),
            ("-0.5", "[-1000, 0)"),
            ("-1000", "[-1000, 0)"),
            ("0", "[0, 1000)"),
            ("many", "<SALARY>"),
            ("99999999999999999999", "<SALARY>"),
            ("", "<SALARY>"),
        ] {
            assert_eq!(written(&thousands, value), expected, "{value}");
        }
        let ages = Bucket::at([18, 65]);
        assert_eq!(
            ["17", "18", "64.9", "65"].map(|age| written(&ages, age)),
            ["<18", "[18, 65)", "[18, 65)", ">=65"]
        );
        for bad in [Bucket::width(0), Bucket::at([]), Bucket::at([2, 1])] {
            assert!(bad.check().is_err());
        }
    }
}
