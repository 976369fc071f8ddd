//! Moves dates: the distance between two dates of one person stays.

use super::super::date::WrittenDate;
use super::super::{Label, Operator, Site};
use super::{Key, KeyedMac};
use crate::error::BuildError;

/// Moves a date by a number of days that follows from the key and from whose document it is.
///
/// All dates of one subject move alike, so that ages, stays and orders are kept. Whose it is says
/// [`Document::subject`](super::super::Document::subject); documents of which nobody says it move alike.
/// The date is written in the form that it had; what cannot be read as a date becomes a [`Label`].
/// Redacting twice moves twice.
///
/// ```
/// use yinsi::{Document, Key, Redactor, Scanner, ShiftDate};
///
/// let key = Key::from_bytes(b"an example, not a secret: 32 byte")?;
/// let scanner = Scanner::builder().entities(["DATE_TIME"]).build()?;
/// let redactor = Redactor::builder().default_operator(ShiftDate::new(&key, 30)).build()?;
/// let mut of = |subject: &str, text: &str| {
///     let mut document = Document::new().subject(subject);
///     let clean = redactor.redact_part(&scanner, &mut document, "", text.as_bytes(), &scanner.scan(text));
///     String::from_utf8_lossy(&clean).into_owned()
/// };
/// assert_ne!(of("patient 1", "2024-03-05"), "2024-03-05");
/// assert_eq!(of("patient 1", "2024-03-05"), of("patient 1", "2024-03-05"));
/// # Ok::<(), yinsi::BuildError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ShiftDate {
    mac: KeyedMac,
    days: u16,
}

impl ShiftDate {
    /// How far dates move at most when nobody says: a year.
    pub const DAYS: u16 = 365;

    /// Moves by 1 to `days` days, forwards or backwards.
    pub fn new(key: &Key, days: u16) -> Self {
        Self { mac: key.mac("shift date"), days }
    }

    pub(in super::super) fn check(&self) -> Result<(), BuildError> {
        if self.days > 0 {
            return Ok(());
        }
        Err(BuildError::Option { option: "shift-date", message: "a date moves by a day at least".into() })
    }

    fn by(&self, subject: &str) -> i32 {
        let tag = self.mac.tag(&[subject.as_bytes()]);
        let number = tag.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let by = (number >> 1) % u64::from(self.days.max(1)) + 1;
        if number & 1 == 0 { by as i32 } else { -(by as i32) }
    }

    pub(in super::super) fn write(&self, site: &Site<'_>, value: &[u8], out: &mut Vec<u8>) {
        match WrittenDate::read(value) {
            Some(date) => date.shifted(value, self.by(site.document.subject_name()), out),
            None => Label.write(site, out),
        }
    }
}

impl From<ShiftDate> for Operator {
    fn from(shift: ShiftDate) -> Self {
        Self::ShiftDate(shift)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_move_apart_and_never_by_nothing() {
        let shift = ShiftDate::new(&Key::from_bytes(&[7; 32]).expect("long enough"), 10);
        let moves: Vec<i32> = (0..500).map(|subject| shift.by(&subject.to_string())).collect();
        assert!(moves.iter().all(|by| *by != 0 && by.abs() <= 10));
        assert_eq!(moves.iter().collect::<std::collections::HashSet<_>>().len(), 20);
        assert_eq!(shift.by("1"), moves[1]);
    }
}
