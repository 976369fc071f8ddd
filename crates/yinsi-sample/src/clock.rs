//! A clock that only goes forward when told to: timestamps for logs and chats.

/// Milliseconds since 1970-01-01 in the zone the sample lives in (+08:00).
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    millis: u64,
}

/// A clock reading, taken apart.
#[derive(Debug)]
pub struct Moment {
    pub(crate) year: u64,
    pub(crate) month: u64,
    pub(crate) day: u64,
    pub(crate) hour: u64,
    pub(crate) minute: u64,
    pub(crate) second: u64,
    pub(crate) millis: u64,
    pub(crate) epoch_millis: u64,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Clock {
    /// Starts at midnight of a day counted from 1970-01-01.
    pub fn at_day(day: u64) -> Self {
        Self { millis: day * 86_400_000 }
    }

    /// Moves forward.
    pub fn advance(&mut self, millis: u64) {
        self.millis += millis;
    }

    /// What it shows.
    pub fn now(self) -> Moment {
        let (day_count, rest) = (self.millis / 86_400_000, self.millis % 86_400_000);
        let (year, month, day) = civil(day_count);
        Moment {
            year,
            month,
            day,
            hour: rest / 3_600_000,
            minute: rest / 60_000 % 60,
            second: rest / 1000 % 60,
            millis: rest % 1000,
            epoch_millis: self.millis - 8 * 3_600_000,
        }
    }
}

impl Moment {
    /// `2026-03-02`.
    pub fn date(&self) -> String {
        format!("{}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `08:00:12`.
    pub fn time(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }

    /// `Mar`.
    pub(crate) fn month_name(&self) -> &'static str {
        MONTHS[(self.month - 1) as usize]
    }
}

/// Year, month and day of a day counted from 1970-01-01 (Gregorian calendar).
pub(crate) fn civil(day: u64) -> (u64, u64, u64) {
    let z = day + 719_468;
    let era = z / 146_097;
    let of_era = z % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn days_become_calendar_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(20_514), (2026, 3, 2));
    }
}
