//! Leaves nothing where a value was.

use super::value::would_join;
use super::{Operator, Site};

/// Writes nothing, or a space where the text before and after would run together.
///
/// A reader of the output does not even learn that something is missing. The space keeps two halves
/// (letters or digits, or what may join them, such as `@` and `-`) from making a new value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Remove;

impl Remove {
    pub(super) fn write(self, site: &Site<'_>, out: &mut Vec<u8>) {
        if would_join(site.document.tail(), site.after) {
            out.push(b' ');
        }
    }
}

impl From<Remove> for Operator {
    fn from(remove: Remove) -> Self {
        Self::Remove(remove)
    }
}
