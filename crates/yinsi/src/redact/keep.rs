//! Leaves a value as it is.

use super::Operator;

/// Writes the value itself: for policies that hide some kinds and show others.
///
/// Findings inside it are seen to by their own operators: a card's number in a URL that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keep;

impl From<Keep> for Operator {
    fn from(keep: Keep) -> Self {
        Self::Keep(keep)
    }
}
