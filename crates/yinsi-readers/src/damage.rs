//! What a spreadsheet did to a number that is a name for something: `1.10105E+17`, a leading zero
//! that is gone, `.0` at the end.

/// A trace that a spreadsheet left in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Damage {
    /// Scientific notation, as in `1.10105E+17`: all but the first digits are gone, the value
    /// cannot be counted as what it was.
    Exponent,
    /// More than fifteen digits of which those behind the fifteenth are zeros: rounded.
    Rounded,
    /// `.0` or `.00` behind a whole number. [`crate::Field::text`] is without it.
    Decimal,
    /// One digit short of what its column has: a leading zero is gone.
    LeadingZero,
}

impl Damage {
    /// One word, as in JSON: `exponent`, `rounded`, `decimal`, `leading_zero`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exponent => "exponent",
            Self::Rounded => "rounded",
            Self::Decimal => "decimal",
            Self::LeadingZero => "leading_zero",
        }
    }
}
