//! The same text in place of every value.

use super::Operator;

/// Writes a fixed text, such as `[removed]`.
///
/// A reader of the output learns no more than that text says. It is not scanned:
/// a replacement that looks like a value is found again the next time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replace {
    text: Box<str>,
}

impl Replace {
    /// Writes `text`.
    pub fn with(text: impl Into<String>) -> Self {
        Self { text: text.into().into() }
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.text.as_bytes());
    }
}

impl From<Replace> for Operator {
    fn from(replace: Replace) -> Self {
        Self::Replace(replace)
    }
}
