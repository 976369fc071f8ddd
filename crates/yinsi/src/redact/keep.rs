//! Leaves a value as it is.

use super::Operator;

/// Writes the value itself: for policies that hide some kinds and show others.
///
/// What lies inside the finding stays as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keep;

impl From<Keep> for Operator {
    fn from(keep: Keep) -> Self {
        Self::Keep(keep)
    }
}
