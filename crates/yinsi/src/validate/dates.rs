//! Calendar dates: in fixed digits and in the writings people use.

use super::{Date, DateFormat};

/// Earliest year that is plausible when a rule does not say.
const SINCE_DEFAULT: u16 = 1850;

/// Years that a date in free writing may have.
const WRITTEN_YEARS: std::ops::RangeInclusive<u16> = 1800..=2199;

impl Date {
    /// The date, when the calendar has it.
    ///
    /// ```
    /// use yinsi::validate::Date;
    ///
    /// assert!(Date::new(2024, 2, 29).is_some());
    /// assert!(Date::new(2023, 2, 29).is_none());
    /// ```
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year > 0 && day > 0 && day <= days_in_month(year, month) {
            Some(Self { year, month, day })
        } else {
            None
        }
    }
}

/// Days of a month of the Gregorian calendar; 0 when there is no such month.
const fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Returns whether `digits`, ASCII digits in this order of year, month and
/// day, are a real date from the year `since` (0: 1850) up to `latest`.
///
/// A year of two digits may lie in any century that `since` and `latest` allow
/// among 19 and 20.
///
/// ```
/// use yinsi::validate::{Date, DateFormat, date};
///
/// let latest = Date::new(2027, 12, 31).unwrap();
/// assert!(date(b"19491231", DateFormat::Yyyymmdd, 0, latest));
/// assert!(!date(b"19491331", DateFormat::Yyyymmdd, 0, latest));
/// ```
pub fn date(digits: &[u8], format: DateFormat, since: u16, latest: Date) -> bool {
    let number = |from: usize, to: usize| digits.get(from..to).and_then(number);
    let parts = match format {
        DateFormat::Yyyymmdd => (number(0, 4), number(4, 6), number(6, 8)),
        DateFormat::Yymmdd => (number(0, 2), number(2, 4), number(4, 6)),
        DateFormat::Ddmmyy => (number(4, 6), number(2, 4), number(0, 2)),
        DateFormat::Ddmmyyyy => (number(4, 8), number(2, 4), number(0, 2)),
    };
    let (Some(year), Some(month), Some(day)) = parts else { return false };
    let since = if since == 0 { SINCE_DEFAULT } else { since };
    let plausible = |year: u16| {
        Date::new(year, month as u8, day as u8).is_some_and(|date| year >= since && date <= latest)
    };
    match format {
        DateFormat::Yyyymmdd | DateFormat::Ddmmyyyy => plausible(year),
        DateFormat::Yymmdd | DateFormat::Ddmmyy => plausible(1900 + year) || plausible(2000 + year),
    }
}

fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0_u16, |sum, byte| {
        byte.is_ascii_digit().then(|| sum.saturating_mul(10).saturating_add(u16::from(byte - b'0')))
    })
}

/// Returns whether the whole of `text` is a real date in one of the usual
/// writings: `2024-03-05`, `5.3.2024`, `20240305`, `5 March 2024`,
/// `2024年3月5日`, `二〇二四年三月五日`, `民国113年3月5日`, `88年3月`.
///
/// A time of day may follow. Where the order of day and month is open, either
/// may be real. Years lie in 1800 to 2199.
///
/// ```
/// use yinsi::validate::calendar_date;
///
/// assert!(calendar_date("二〇二四年二月二十九日".as_bytes()));
/// assert!(calendar_date(b"March 5, 2024"));
/// assert!(!calendar_date("2023年2月29日".as_bytes()));
/// ```
pub fn calendar_date(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let text = text.trim();
    let end = text.find(|c| western_digit(c).is_none()).unwrap_or(text.len());
    match text.split_at_checked(end) {
        Some((digits, rest)) if digits.chars().nth(5).is_some() => is_time(rest) && compact_date(digits),
        _ => Written::read(text).is_some_and(|date| date.is_real()),
    }
}

/// A date of six or eight digits without separators.
fn compact_date(digits: &str) -> bool {
    let mut pairs = [0_u16; 4];
    for (place, c) in digits.chars().enumerate() {
        let Some(pair) = pairs.get_mut(place / 2) else { return false };
        *pair = *pair * 10 + western_digit(c).unwrap_or(0);
    }
    let [a, b, c, d] = pairs;
    match digits.chars().count() {
        8 => is_real(a * 100 + b, c, d) || is_real(c * 100 + d, b, a) || is_real(c * 100 + d, a, b),
        6 => {
            [1900, 2000].iter().any(|century| {
                is_real(century + a, b, c) || is_real(century + c, b, a) || is_real(century + c, a, b)
            }) || is_real(a * 100 + b, c, 1)
        }
        _ => false,
    }
}

fn is_real(year: u16, month: u16, day: u16) -> bool {
    WRITTEN_YEARS.contains(&year) && Date::new(year, month.min(99) as u8, day.min(99) as u8).is_some()
}

/// A number of a written date and what follows it.
#[derive(Clone, Copy, Default)]
struct Part {
    value: u16,
    /// How many digits it is written with; two for `十二` and `元`.
    width: usize,
    unit: Option<char>,
}

/// The pieces of a written date, in their order.
#[derive(Default)]
struct Written {
    parts: [Part; 3],
    count: usize,
    /// Month by name.
    named: Option<u8>,
    /// Years to add for an era, such as 1911 for 民国.
    era: u16,
}

impl Written {
    fn read(mut text: &str) -> Option<Self> {
        const ERAS: [(&str, u16); 6] =
            [("民国", 1911), ("民國", 1911), ("公元", 0), ("昭和", 1925), ("平成", 1988), ("令和", 2018)];
        let mut date = Self::default();
        for (name, years) in ERAS {
            if let Some(rest) = text.strip_prefix(name) {
                (text, date.era) = (rest.trim_start(), years);
            }
        }
        while let Some(c) = text.chars().next() {
            if date.is_complete() && is_time(text) {
                break;
            }
            if numeral_digit(c).is_some() {
                let (part, rest) = Part::read(text)?;
                *date.parts.get_mut(date.count)? = part;
                date.count += 1;
                text = rest;
            } else if c.is_ascii_alphabetic() {
                let (word, rest) = split_word(text)?;
                text = rest;
                if date.count == 0 || !ORDINALS.iter().any(|ordinal| ordinal.eq_ignore_ascii_case(word)) {
                    let month = month(word)?;
                    if date.named.replace(month).is_some() {
                        return None;
                    }
                }
            } else if "-/.,' \u{a0}\u{3000}－／．，·".contains(c) {
                text = text.strip_prefix(c)?;
            } else {
                return None;
            }
        }
        Some(date)
    }

    /// Whether nothing more of a date has to follow.
    fn is_complete(&self) -> bool {
        self.count + usize::from(self.named.is_some()) == 3
    }

    fn is_real(&self) -> bool {
        let [a, b, c] = self.parts;
        if let Some(month) = self.named {
            return match self.count {
                1 => a.width == 4 && self.has(a, month.into(), 1),
                2 => self.has(b, month.into(), a.value) || self.has(a, month.into(), b.value),
                _ => false,
            };
        }
        if self.parts.iter().any(|part| part.unit.is_some()) {
            return self.has_units();
        }
        match self.count {
            2 => (a.width == 4 && self.has(a, b.value, 1)) || (b.width == 4 && self.has(b, a.value, 1)),
            3 if c.width == 4 => self.has(c, b.value, a.value) || self.has(c, a.value, b.value),
            3 => {
                self.has(a, b.value, c.value)
                    || self.has(c, b.value, a.value)
                    || self.has(c, a.value, b.value)
            }
            _ => false,
        }
    }

    /// A date with 年, 月 and 日, of which the year or the day may be missing.
    fn has_units(&self) -> bool {
        let read = || self.parts.iter().take(self.count);
        let with = |units: &str| read().find(|part| part.unit.is_some_and(|unit| units.contains(unit)));
        // A bare number at the end is the day: 2024年3月5.
        let day = with("日号號").or(read().next_back().filter(|part| part.unit.is_none()));
        let day = day.map_or(1, |part| part.value);
        match (with("年"), with("月")) {
            (Some(&year), Some(month)) => self.has(year, month.value, day),
            (None, Some(month)) => self.count == 2 && is_real(2000, month.value, day),
            _ => false,
        }
    }

    fn has(&self, year: Part, month: u16, day: u16) -> bool {
        match year.width {
            _ if self.era > 0 => is_real(self.era + year.value, month, day),
            4 => is_real(year.value, month, day),
            2 => is_real(1900 + year.value, month, day) || is_real(2000 + year.value, month, day),
            // The Republic's calendar has three digits since its year 100: 113/3/5.
            3 => is_real(1911 + year.value, month, day),
            _ => false,
        }
    }
}

impl Part {
    fn read(text: &str) -> Option<(Self, &str)> {
        let end = text.find(|c| numeral_digit(c).is_none()).unwrap_or(text.len());
        let (digits, rest) = text.split_at_checked(end)?;
        let (value, width) = numeral(digits)?;
        let unit = rest.chars().next().filter(|c| "年月日号號".contains(*c));
        Some((Self { value, width, unit }, unit.and_then(|unit| rest.strip_prefix(unit)).unwrap_or(rest)))
    }
}

const ORDINALS: [&str; 5] = ["st", "nd", "rd", "th", "of"];

/// The value of a number and how many digits it is written with: `2024`,
/// `２０２４`, `二〇二四`, `十二`, `廿一`, `元`.
fn numeral(digits: &str) -> Option<(u16, usize)> {
    let (mut value, mut width) = (0_u16, 0);
    if digits == "元" {
        return Some((1, 2));
    }
    if !digits.contains(['十', '廿', '卅']) {
        for c in digits.chars() {
            value = value.checked_mul(10)?.checked_add(numeral_digit(c).filter(|digit| *digit < 10)?)?;
            width += 1;
        }
        return (width <= 4).then_some((value, width));
    }
    let mut ones = None;
    for c in digits.chars() {
        let digit = numeral_digit(c)?;
        if digit < 10 {
            if ones.replace(digit).is_some() {
                return None;
            }
        } else {
            value += if c == '十' { ones.take().unwrap_or(1) * 10 } else { digit };
        }
    }
    (value < 100).then_some((value + ones.unwrap_or(0), 2))
}

/// The value of a digit or numeral; 元, the first year of an era, counts as one.
fn numeral_digit(c: char) -> Option<u16> {
    let chinese = match c {
        '〇' | '零' | '○' => 0,
        '一' | '元' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '廿' => 20,
        '卅' => 30,
        _ => return western_digit(c),
    };
    Some(chinese)
}

fn western_digit(c: char) -> Option<u16> {
    match c {
        '０'..='９' => Some(c as u16 - '０' as u16),
        _ => c.to_digit(10).map(|digit| digit as u16),
    }
}

fn split_word(text: &str) -> Option<(&str, &str)> {
    text.split_at_checked(text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len()))
}

/// The English names of months.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The month of an English name or of its first three letters.
pub(crate) fn month(word: &str) -> Option<u8> {
    let word = word.to_ascii_lowercase();
    let fits =
        |name: &&str| *name == word || (name.starts_with(&word) && (word.len() == 3 || word == "sept"));
    MONTHS.iter().position(fits).map(|place| place as u8 + 1)
}

/// Whether what follows a date is nothing, or a time of day.
fn is_time(text: &str) -> bool {
    let rest = text.trim_start_matches(['T', 't', ' ', '\u{3000}']);
    if rest.is_empty() {
        return text.is_empty();
    }
    let rest = rest.trim_start_matches(['上', '下', '中', '早', '晚', '午', ' ']);
    let Some(end) = rest.find(|c: char| !c.is_ascii_digit()) else { return false };
    let Some((hour, tail)) = rest.split_at_checked(end) else { return false };
    number(hour.as_bytes()).is_some_and(|hour| hour <= 24)
        && tail.starts_with([':', '：', '时', '時', '点', '點', ' ', 'a', 'p', 'A', 'P'])
        && tail.chars().all(|c| c.is_ascii_digit() || " :：.,+-TZzAaPpMm时時点點分秒整".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATEST: Date = Date { year: 2027, month: 12, day: 31 };

    #[test]
    fn fixed_digits_are_real_dates() {
        use DateFormat::{Ddmmyy, Ddmmyyyy, Yymmdd, Yyyymmdd};
        let real = |digits: &str, format| date(digits.as_bytes(), format, 0, LATEST);
        assert!(real("18800101", Yyyymmdd) && real("20000229", Yyyymmdd) && real("20271231", Yyyymmdd));
        assert!(!real("19000229", Yyyymmdd) && !real("20280101", Yyyymmdd) && !real("18491231", Yyyymmdd));
        assert!(!real("19880431", Yyyymmdd) && !real("19881301", Yyyymmdd) && !real("19880100", Yyyymmdd));
        assert!(real("880307", Yymmdd) && real("000229", Yymmdd) && !real("010229", Yymmdd));
        assert!(real("070388", Ddmmyy) && !real("320388", Ddmmyy));
        assert!(real("07031988", Ddmmyyyy) && !real("19880307", Ddmmyyyy));
        assert!(!real("", Yymmdd) && !real("8803", Yymmdd) && !real("88O307", Yymmdd));
        assert!(!date(b"18800101", Yyyymmdd, 1900, LATEST));
    }

    #[test]
    fn usual_writings_are_dates() {
        for text in [
            "2024年3月5日",
            "2024-03-05",
            "2024/3/5",
            "2024.03.05",
            "20240305",
            "二〇二四年三月五日",
            "二零二四年十二月三十一日",
            "民国113年3月5日",
            "民國七十八年十月十日",
            "5 March 2024",
            "March 5, 2024",
            "5.3.2024",
            "03/05/2024",
            "31/12/2024",
            "12/31/2024",
            "88年3月",
            "1988年03月",
            "2024年3月5号",
            "5th of May 1999",
            "Sept 3, 2001",
            "5-Mar-2024",
            "２０２４年３月５日",
            "880307",
            "1988-03",
            "3月5日",
            "2024-03-05T12:30:00Z",
            "2024-03-05 12:30",
            "2024年3月5日 12时30分",
            "20240305 08:00",
            "廿一年三月五日",
            "113/03/05",
            "March 2024",
            "2024年3月5日下午3点",
            "05031988",
        ] {
            assert!(calendar_date(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_dates() {
        for text in [
            "",
            "2024",
            "2023年2月29日",
            "2024-13-05",
            "2024/3/32",
            "32.13.2024",
            "20241305",
            "March 32, 2024",
            "5 Marsh 2024",
            "1.2",
            "3.14.15.92",
            "2024年",
            "五月",
            "99999999",
            "20240230",
            "2024-03-05-06",
            "March April 2024",
            "2024-03-05 25:00",
            "一二三四五",
            "0/0/0",
            "12:30",
        ] {
            assert!(!calendar_date(text.as_bytes()), "{text}");
        }
        assert!(!calendar_date(b"\xff\xfe2024"));
    }
}
