//! The safe default: the entity's name in place of the value.

use super::{Operator, Site};

/// Writes the entity's name in angle brackets: `<EMAIL_ADDRESS>`.
///
/// A reader of the output learns what kind of value stood there, not its
/// length, and not whether two labels stand for one value. [`Numbered`] tells that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Label;

impl Label {
    pub(super) fn write(self, site: &Site<'_>, out: &mut Vec<u8>) {
        out.push(b'<');
        out.extend_from_slice(site.finding.entity.as_bytes());
        out.push(b'>');
    }
}

impl From<Label> for Operator {
    fn from(label: Label) -> Self {
        Self::Label(label)
    }
}

/// Writes the entity's name and a number: `<PERSON_1>`, the same for the same value of a document.
///
/// Values are the same whatever the width of their characters, their separators (of numbers) or their
/// case. Numbers begin at 1 in each [`Document`](super::Document), stream or text.
///
/// ```
/// use yinsi::{Numbered, Redactor, Scanner};
///
/// let redactor = Redactor::builder().default_operator(Numbered).build()?;
/// let text = "from a@example.com to b@example.com, copy to A@example.com";
/// let clean = "from <EMAIL_ADDRESS_1> to <EMAIL_ADDRESS_2>, copy to <EMAIL_ADDRESS_1>";
/// assert_eq!(redactor.redact(&Scanner::new(), text), clean);
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbered;

impl Numbered {
    pub(super) fn write(self, site: &mut Site<'_>, value: &[u8], out: &mut Vec<u8>) {
        let entity = site.finding.entity;
        let number = site.document.number(entity, value);
        out.extend_from_slice(format!("<{entity}_{number}>").as_bytes());
    }
}

impl From<Numbered> for Operator {
    fn from(numbered: Numbered) -> Self {
        Self::Numbered(numbered)
    }
}
