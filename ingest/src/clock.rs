use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use paper::Day;

/// What time it is, as far as papers are concerned. The queue has its own, which cannot be set.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    /// For tests and for `--today`: the day, and the instant in seconds since 1970.
    Fixed(Day, i64),
}

impl Clock {
    /// Noon UTC of that day.
    pub fn fixed(day: Day) -> Self {
        let noon = day
            .at(12, 0, 0, 0)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map_or(0, |noon| noon.timestamp().as_second());
        Self::Fixed(day, noon)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn now_s(self) -> i64 {
        match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs().cast_signed()),
            Self::Fixed(_, now_s) => now_s,
        }
    }

    /// The day in UTC: no table of time zones is carried, and an hour does not matter to a paper.
    pub fn today(self) -> Day {
        match self {
            Self::System => Timestamp::from_second(self.now_s())
                .unwrap_or(Timestamp::UNIX_EPOCH)
                .to_zoned(jiff::tz::TimeZone::UTC)
                .date(),
            Self::Fixed(day, _) => day,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_at_noon_of_its_day() {
        let clock = Clock::fixed(Day::constant(2026, 3, 1));
        assert_eq!(clock.today(), Day::constant(2026, 3, 1));
        assert_eq!(clock.now_s(), 1_772_366_400);
    }

    #[test]
    fn the_day_of_the_system_is_the_day_of_its_instant() {
        let clock = Clock::System;
        assert_eq!(
            clock
                .today()
                .since(Day::constant(1970, 1, 1))
                .expect("a short span")
                .get_days(),
            i32::try_from(clock.now_s() / 86_400).expect("a day of this era")
        );
    }
}
