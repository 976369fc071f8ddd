//! What is remembered of a document while its parts are redacted.

use std::collections::HashMap;
use std::fmt;

use super::value::canonical;

/// How much of what was written last is kept, in bytes: two characters.
const TAIL: usize = 8;

/// The state of one redaction: which value has which number, and what was written last.
///
/// [`Redactor::redact`](super::Redactor::redact) has one of its own for each text. Who redacts a document in
/// parts (cells, strings of a JSON document, messages of a conversation) hands the same to each, so that
/// `<PERSON_1>` is one person throughout. Holds the values that were given numbers: as secret as the
/// document, and `Debug` shows none.
#[derive(Default)]
pub struct Document {
    numbers: HashMap<&'static str, HashMap<Box<[u8]>, u32>>,
    subject: Box<str>,
    /// Whether the value stands alone where a string would have quotes.
    #[cfg(feature = "keyed")]
    bare: bool,
    tail: [u8; TAIL],
    tail_len: usize,
}

impl Document {
    /// A document of which nothing is redacted yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whose document it is: what [`ShiftDate`](super::ShiftDate) moves dates by depends on it.
    ///
    /// Any name that is the same in all documents of one person, such as a customer number.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into().into();
        self
    }

    /// The number of a value, from 1 in the order in which an entity's values come.
    pub(super) fn number(&mut self, entity: &'static str, value: &[u8]) -> u32 {
        let numbers = self.numbers.entry(entity).or_default();
        let next = numbers.len() as u32 + 1;
        *numbers.entry(canonical(value).into()).or_insert(next)
    }

    /// The subject's name, empty unless set.
    #[cfg(feature = "keyed")]
    pub(super) fn subject_name(&self) -> &str {
        &self.subject
    }

    /// Says whether the next value stands alone where a string would have quotes: a number of JSON.
    #[cfg(feature = "keyed")]
    pub(super) fn set_bare(&mut self, bare: bool) {
        self.bare = bare;
    }

    /// Whether it does.
    #[cfg(feature = "keyed")]
    pub(super) fn is_bare(&self) -> bool {
        self.bare
    }

    /// The end of what was written so far.
    pub(super) fn tail(&self) -> &[u8] {
        self.tail.get(..self.tail_len).unwrap_or_default()
    }

    /// Notes what was written.
    pub(super) fn wrote(&mut self, text: &[u8]) {
        if let Some(last) = text.last_chunk::<TAIL>() {
            (self.tail, self.tail_len) = (*last, TAIL);
            return;
        }
        let kept = self.tail_len.min(TAIL - text.len());
        self.tail.copy_within(self.tail_len - kept..self.tail_len, 0);
        for (place, byte) in self.tail.iter_mut().skip(kept).zip(text) {
            *place = *byte;
        }
        self.tail_len = kept + text.len();
    }

    /// Forgets what was written last: what comes next is not joined to it.
    pub(super) fn part(&mut self) {
        self.tail_len = 0;
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: usize = self.numbers.values().map(HashMap::len).sum();
        f.debug_struct("Document").field("numbered_values", &values).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_end_of_all_that_was_written() {
        let mut document = Document::new();
        let mut all = Vec::new();
        for text in ["", "ab", "c", "defg", "hi", "0123456789", "x", ""] {
            document.wrote(text.as_bytes());
            all.extend_from_slice(text.as_bytes());
            assert!(document.tail() == &all[all.len() - all.len().min(TAIL)..], "after {text}");
        }
        document.part();
        assert_eq!(document.tail(), b"");
    }

    #[test]
    fn numbers_follow_the_order_of_values() {
        let mut document = Document::new();
        let numbers = ["a b", "c", "A  B", "d"].map(|value| document.number("PERSON", value.as_bytes()));
        assert_eq!(numbers, [1, 2, 1, 3]);
        assert_eq!(document.number("OTHER", b"c"), 1);
        assert_eq!(format!("{document:?}"), "Document { numbered_values: 4, .. }");
    }
}
