//! The safe default: the entity's name in place of the value.

use super::Operator;
use crate::finding::Finding;

/// Writes the entity's name in angle brackets: `<EMAIL_ADDRESS>`.
///
/// A reader of the output learns what kind of value stood there, not its
/// length, and not whether two labels stand for one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Label;

impl Label {
    pub(super) fn write(self, finding: &Finding, out: &mut Vec<u8>) {
        out.push(b'<');
        out.extend_from_slice(finding.entity.as_bytes());
        out.push(b'>');
    }
}

impl From<Label> for Operator {
    fn from(label: Label) -> Self {
        Self::Label(label)
    }
}
