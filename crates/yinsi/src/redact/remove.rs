//! Leaves nothing where a value was.

use super::Operator;

/// Writes nothing.
///
/// A reader of the output does not even learn that something is missing. The
/// text before and after grows together, which may make a new value of two
/// halves; prefer [`Label`](super::Label) where that could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Remove;

impl From<Remove> for Operator {
    fn from(remove: Remove) -> Self {
        Self::Remove(remove)
    }
}
