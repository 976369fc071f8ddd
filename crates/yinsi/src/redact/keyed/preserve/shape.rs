//! The form of a value: what stays where it is, and which characters each other place may hold.

use std::ops::Range;

use super::super::super::value::chars;

/// Runs of characters that stand for one another: first and how many. Letters beyond ASCII have none: a
/// made-up name or address is seldom one that a rule accepts.
const CLASSES: [(char, u32); 6] = [('0', 10), ('A', 26), ('a', 26), ('０', 10), ('Ａ', 26), ('ａ', 26)];

/// A value taken apart.
#[derive(Debug, Clone)]
pub(in super::super) struct Shape {
    slots: Vec<Slot>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// Stays as it is.
    Fixed(char),
    /// The `nth` of a class.
    Symbol { class: (char, u32), nth: u32 },
}

impl Slot {
    fn of(ch: char) -> Self {
        let class = CLASSES
            .iter()
            .find(|(first, count)| (0..*count).contains(&u32::from(ch).wrapping_sub((*first).into())));
        class.map_or(Self::Fixed(ch), |class| Self::Symbol {
            class: *class,
            nth: u32::from(ch) - u32::from(class.0),
        })
    }

    fn char(self) -> char {
        match self {
            Self::Fixed(ch) => ch,
            Self::Symbol { class: (first, _), nth } => {
                char::from_u32(u32::from(first) + nth).unwrap_or(first)
            }
        }
    }

    /// The letter or digit in ASCII.
    fn ascii(self) -> Option<u8> {
        let ch = self.char();
        let narrow = if ('！'..='～').contains(&ch) { char::from_u32(u32::from(ch) - 0xFEE0)? } else { ch };
        u8::try_from(narrow).ok().filter(u8::is_ascii_alphanumeric)
    }

    fn is_wide(self) -> bool {
        ('！'..='～').contains(&self.char())
    }
}

impl Shape {
    /// Takes a value apart; the bytes of `kept` stay. `None` when there are letters or digits outside all
    /// classes: they would stand in the clear.
    pub(in super::super) fn read(value: &[u8], kept: Range<usize>) -> Option<Self> {
        let mut at = 0;
        let slots = chars(value).map(|(ch, bytes)| {
            let (ch, here) = (ch?, at);
            at += bytes.len();
            let slot = if kept.contains(&here) { Slot::Fixed(ch) } else { Slot::of(ch) };
            let clear = matches!(slot, Slot::Fixed(ch) if ch.is_alphanumeric()) && !kept.contains(&here);
            (!clear).then_some(slot)
        });
        Some(Self { slots: slots.collect::<Option<_>>()? })
    }

    fn symbols(&self) -> impl DoubleEndedIterator<Item = ((char, u32), u32)> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Symbol { class, nth } => Some((*class, *nth)),
            Slot::Fixed(_) => None,
        })
    }

    /// How many values have this form; `None` when they are too many to count.
    pub(in super::super) fn size(&self) -> Option<u128> {
        self.symbols().try_fold(1_u128, |size, ((_, count), _)| size.checked_mul(count.into()))
    }

    /// The number of this value among those of its form, when they can be counted.
    pub(in super::super) fn rank(&self) -> u128 {
        self.symbols().fold(0, |rank, ((_, count), nth)| rank * u128::from(count) + u128::from(nth))
    }

    /// The value of this form with a number.
    pub(in super::super) fn unranked(&self, mut rank: u128) -> Self {
        let mut other = self.clone();
        for slot in other.slots.iter_mut().rev() {
            if let Slot::Symbol { class: (_, count), nth } = slot {
                *nth = (rank % u128::from(*count)) as u32;
                rank /= u128::from(*count);
            }
        }
        other
    }

    /// What is the same for all values of this form.
    pub(in super::super) fn signature(&self) -> Vec<u8> {
        let mut text = String::with_capacity(self.slots.len());
        for slot in &self.slots {
            match slot {
                Slot::Fixed(ch) => text.extend(['\u{1}', *ch]),
                Slot::Symbol { class: (first, _), .. } => text.push(*first),
            }
        }
        text.into_bytes()
    }

    /// Letters and digits in ASCII, without separators.
    pub(in super::super) fn compact(&self) -> Vec<u8> {
        let symbols = self.slots.iter().filter(|slot| matches!(slot, Slot::Symbol { .. }));
        symbols.filter_map(|slot| slot.ascii()).collect()
    }

    /// The same form with other letters and digits, each as wide as the one that it replaces; `None` unless
    /// there are as many.
    pub(in super::super) fn written(&self, compact: &[u8]) -> Option<Vec<u8>> {
        let mut next = compact.iter();
        let mut text = String::with_capacity(self.slots.len());
        for slot in &self.slots {
            let Slot::Symbol { .. } = slot else {
                text.push(slot.char());
                continue;
            };
            let byte = *next.next()?;
            let wide = char::from_u32(u32::from(byte) + 0xFEE0).filter(|_| slot.is_wide());
            text.push(wide.unwrap_or_else(|| char::from(byte)));
        }
        next.next().is_none().then(|| text.into_bytes())
    }

    pub(in super::super) fn text(&self) -> Vec<u8> {
        self.slots.iter().map(|slot| slot.char()).collect::<String>().into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_form_is_taken_apart_and_put_together() {
        let shape = Shape::read("+86 138-１２Ａｂ".as_bytes(), 0..3).expect("in classes");
        assert_eq!(shape.compact(), b"13812Ab");
        assert_eq!(shape.size(), Some(10_u128.pow(5) * 26 * 26));
        assert_eq!(shape.written(b"99999Zz").expect("as many"), "+86 999-９９Ｚｚ".as_bytes());
        assert_eq!(shape.written(b"9"), None);
        assert_eq!(shape.unranked(0).text(), "+86 000-００Ａａ".as_bytes());
        assert!(Shape::read("ñ ا".as_bytes(), 0..0).is_none() && Shape::read(b"\xFF", 0..0).is_none());
        assert!(Shape::read("张三".as_bytes(), 0..0).is_none());
    }

    proptest! {
        #[test]
        fn a_rank_names_its_value(text in "[0-9A-Za-z０-９Ａ .-]{0,20}") {
            let shape = Shape::read(text.as_bytes(), 0..0).expect("in classes");
            if let Some(size) = shape.size() {
                prop_assert_eq!(shape.unranked(0).unranked(shape.rank()).text(), text.as_bytes());
                prop_assert!(shape.rank() < size);
            }
        }
    }
}
