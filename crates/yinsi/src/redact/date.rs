//! Dates as people write them: which digits are the year, the month and the day, so that they can be
//! written anew in the same form.

use std::ops::Range;

use super::value::{chars, digit};
#[cfg(feature = "keyed")]
use crate::validate::MONTHS;
use crate::validate::{Date, month};

/// A date of four year digits in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenDate {
    year: Field,
    month: Field,
    day: Option<Field>,
    /// Whether day and month could also be read the other way round.
    pub(super) ambiguous: bool,
}

/// A part of a date and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    place: Range<usize>,
    value: u16,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// So many digits, in full width or not.
    Digits { width: usize, full_width: bool },
    /// The month's name in so many letters; all capitals or not.
    Name { letters: usize, capitals: bool },
}

impl WrittenDate {
    /// Reads the date that begins `value`; a time may follow.
    ///
    /// `2024-03-05`, `20240305`, `05.03.2024`, `2024年3月5日`, `5 March 2024`, `Mar 2024` and the like. `None`
    /// for years of two digits, and for what the calendar does not have.
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let tokens = tokens(value);
        let is_year = |field: &Field| matches!(field.form, Form::Digits { width: 4, .. });
        let is_short = |field: &Field| matches!(field.form, Form::Digits { width: 1..=2, .. });
        let is_name = |field: &Field| matches!(field.form, Form::Name { .. });
        let date = match tokens.as_slice() {
            [all, ..] if matches!(all.form, Form::Digits { width: 8, .. }) => {
                return Self::compact(value, all);
            }
            [year, month, day, ..]
                if is_year(year) && (is_short(month) || is_name(month)) && is_short(day) =>
            {
                Self::of(year, month, Some(day), false)
            }
            [year, month, ..] if is_year(year) && (is_short(month) || is_name(month)) => {
                Self::of(year, month, None, false)
            }
            [day, month, year, ..] if is_short(day) && is_name(month) && is_year(year) => {
                Self::of(year, month, Some(day), false)
            }
            [month, day, year, ..] if is_name(month) && is_short(day) && is_year(year) => {
                Self::of(year, month, Some(day), false)
            }
            [month, year, ..] if (is_name(month) || is_short(month)) && is_year(year) => {
                Self::of(year, month, None, false)
            }
            [one, other, year, ..] if is_short(one) && is_short(other) && is_year(year) => {
                let slash = value.get(one.place.end) == Some(&b'/');
                let ambiguous = one.value <= 12 && other.value <= 12;
                let month_first = if ambiguous { slash } else { one.value <= 12 };
                let (month, day) = if month_first { (one, other) } else { (other, one) };
                Self::of(year, month, Some(day), ambiguous && one.value != other.value)
            }
            _ => return None,
        };
        date.is_real().then_some(date)
    }

    fn of(year: &Field, month: &Field, day: Option<&Field>, ambiguous: bool) -> Self {
        Self { year: year.clone(), month: month.clone(), day: day.cloned(), ambiguous }
    }

    /// Eight digits: year first, or else last.
    fn compact(value: &[u8], all: &Field) -> Option<Self> {
        let text = value.get(all.place.clone())?;
        let step = all.place.len() / 8;
        let field = |from: usize, width: usize| {
            let place = all.place.start + from * step..all.place.start + (from + width) * step;
            let digits = chars(text).skip(from).take(width);
            let value = digits.fold(0, |sum, (ch, _)| sum * 10 + u16::from(ch.and_then(digit).unwrap_or(0)));
            Field { place, value, form: Form::Digits { width, full_width: step > 1 } }
        };
        let year_first = Self::of(&field(0, 4), &field(4, 2), Some(&field(6, 2)), false);
        let day_first = Self::of(&field(4, 4), &field(2, 2), Some(&field(0, 2)), false);
        [year_first, day_first]
            .into_iter()
            .find(|date| (1800..2200).contains(&date.year.value) && date.is_real())
    }

    fn is_real(&self) -> bool {
        let day = self.day.as_ref().map_or(1, |day| day.value);
        Date::new(self.year.value, self.month.value.min(99) as u8, day.min(99) as u8).is_some()
    }

    pub(super) fn year(&self) -> u16 {
        self.year.value
    }

    pub(super) fn month(&self) -> u16 {
        self.month.value
    }

    /// `value`, which this was read from, with the date moved by so many days; without a day by the
    /// middle of its month.
    #[cfg(feature = "keyed")]
    pub(super) fn shifted(&self, value: &[u8], by_days: i32, out: &mut Vec<u8>) {
        let day = self.day.as_ref().map_or(15, |day| day.value);
        let moved = days(self.year.value, self.month.value, day) + i64::from(by_days);
        let (year, month, day) = date_of(moved);
        let fields = [(Some(&self.year), year), (Some(&self.month), month), (self.day.as_ref(), day)];
        let mut fields: Vec<(&Field, u16)> =
            fields.into_iter().filter_map(|(field, value)| Some((field?, value))).collect();
        fields.sort_by_key(|(field, _)| field.place.start);
        // A month or day of one digit says that numbers are written without zeros before them.
        let padded = !fields.iter().any(|(field, _)| matches!(field.form, Form::Digits { width: 1, .. }));
        let mut at = 0;
        for (field, number) in fields {
            out.extend_from_slice(value.get(at..field.place.start).unwrap_or_default());
            field.write(number, padded, out);
            at = field.place.end;
        }
        out.extend_from_slice(value.get(at..).unwrap_or_default());
    }
}

#[cfg(feature = "keyed")]
impl Field {
    /// Writes another number in the form of this one.
    fn write(&self, number: u16, padded: bool, out: &mut Vec<u8>) {
        match self.form {
            Form::Digits { width, full_width } => {
                let width = if padded { width } else { 1 };
                for ch in format!("{number:0width$}").chars() {
                    let wide = char::from_u32(u32::from(ch) + 0xFEE0).filter(|_| full_width);
                    out.extend_from_slice(wide.unwrap_or(ch).encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
            Form::Name { letters, capitals } => {
                let name = MONTHS.get(usize::from(number.saturating_sub(1))).copied().unwrap_or_default();
                // May is short by itself: three letters may stand for a short name or a long one.
                let letters = if letters <= 4 { 3 } else { name.len() };
                for (nth, byte) in name.bytes().take(letters).enumerate() {
                    out.push(if capitals || nth == 0 { byte.to_ascii_uppercase() } else { byte });
                }
            }
        }
    }
}

/// The numbers and names of months at the start of `value`, at most three.
fn tokens(value: &[u8]) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let (mut at, mut gap) = (0, 0);
    while fields.len() < 3 && gap <= 4 {
        let rest = value.get(at..).unwrap_or_default();
        let number = chars(rest).take_while(|(ch, _)| ch.is_some_and(|ch| digit(ch).is_some()));
        let (mut len, mut width, mut sum, mut full_width) = (0, 0, 0_u16, false);
        for (ch, bytes) in number {
            (len, width) = (len + bytes.len(), width + 1);
            sum = sum.saturating_mul(10).saturating_add(ch.and_then(digit).map_or(0, u16::from));
            full_width |= bytes.len() > 1;
        }
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = rest.get(..letters).unwrap_or_default();
        if width > 0 {
            fields.push(Field { place: at..at + len, value: sum, form: Form::Digits { width, full_width } });
            (at, gap) = (at + len, 0);
        } else if let Some(month) = std::str::from_utf8(word).ok().and_then(month).map(u16::from) {
            let capitals = word.iter().all(u8::is_ascii_uppercase);
            fields.push(Field {
                place: at..at + letters,
                value: month,
                form: Form::Name { letters, capitals },
            });
            (at, gap) = (at + letters, 0);
        } else {
            // Behind a whole date comes its time; an English ordinal (5th) is part of it.
            let ordinal = matches!(word, b"st" | b"nd" | b"rd" | b"th" | b"of");
            let Some((ch, bytes)) = chars(rest).next() else { break };
            if !ordinal
                && (fields.is_empty()
                    || ch.is_some_and(|ch| ch.is_alphabetic() && !"年月日號号".contains(ch)))
            {
                break;
            }
            (at, gap) = if ordinal { (at + letters, gap) } else { (at + bytes.len(), gap + 1) };
        }
    }
    fields
}

/// Days from 1 March of the year 0 on, of the Gregorian calendar (Howard Hinnant's `days_from_civil`).
#[cfg(feature = "keyed")]
pub(super) fn days(year: u16, month: u16, day: u16) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let month = (i64::from(month) + 9) % 12;
    year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + i64::from(day) - 1
}

/// The inverse of [`days`]; years stay within 1 to 9999.
#[cfg(feature = "keyed")]
pub(super) fn date_of(days: i64) -> (u16, u16, u16) {
    let days = days.clamp(306, 3_652_364);
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    ((year + era * 400 + i64::from(month <= 2)) as u16, month as u16, day as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_their_forms() {
        for (text, year, month, ambiguous) in [
            ("2024-03-05", 2024, 3, false),
            ("2024/3/5 12:30", 2024, 3, false),
            ("20240305", 2024, 3, false),
            ("05032024", 2024, 3, false),
            ("2024年3月5日", 2024, 3, false),
            ("２０２４年３月５日", 2024, 3, false),
            ("31.12.1999", 1999, 12, false),
            ("12/31/1999", 1999, 12, false),
            ("03/05/1999", 1999, 3, true),
            ("03.05.1999", 1999, 5, true),
            ("5 March 2024", 2024, 3, false),
            ("March 5th, 2024", 2024, 3, false),
            ("Sept 2024", 2024, 9, false),
            ("1988-03", 1988, 3, false),
        ] {
            let date = WrittenDate::read(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((date.year(), date.month(), date.ambiguous), (year, month, ambiguous), "{text}");
        }
        for text in ["88-03-07", "2023-02-29", "1988", "", "x", "13/13/2020", "2024 and so on 3 5"] {
            assert_eq!(WrittenDate::read(text.as_bytes()), None, "{text}");
        }
    }

    #[cfg(feature = "keyed")]
    #[test]
    fn a_shifted_date_keeps_its_form() {
        for (text, by, expected) in [
            ("2024-02-28", 2, "2024-03-01"),
            ("2023-02-28T10:00:00Z", 1, "2023-03-01T10:00:00Z"),
            ("20240101", -1, "20231231"),
            ("2024年9月30日", 1, "2024年10月1日"),
            ("２０２４年９月３０日", 1, "２０２４年１０月１日"),
            ("31.12.1999", 1, "01.01.2000"),
            ("5 March 2024", 30, "4 April 2024"),
            ("MAR 5, 2024", -5, "FEB 29, 2024"),
            ("1988-03", 30, "1988-04"),
        ] {
            let mut out = Vec::new();
            let date = WrittenDate::read(text.as_bytes()).expect("a date");
            date.shifted(text.as_bytes(), by, &mut out);
            assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
        }
    }

    #[cfg(feature = "keyed")]
    #[test]
    fn days_and_dates_are_inverse() {
        let mut at = days(1, 1, 1);
        assert_eq!(date_of(at), (1, 1, 1));
        while at < days(9999, 12, 31) {
            let (year, month, day) = date_of(at);
            assert!(Date::new(year, month as u8, day as u8).is_some() && days(year, month, day) == at);
            at += 97;
        }
    }
}
