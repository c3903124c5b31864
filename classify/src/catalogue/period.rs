use jiff::{Span, ToSpan};
use paper::Day;
use serde::Deserialize;

/// A length of calendar time as the catalogue writes it: `P3M`, `P10Y`, `P8D` (ISO 8601, one unit).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Period {
    count: u16,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Month,
    Year,
}

impl Period {
    pub const fn months(count: u16) -> Self {
        Self {
            count,
            unit: Unit::Month,
        }
    }

    pub const fn years(count: u16) -> Self {
        Self {
            count,
            unit: Unit::Year,
        }
    }

    pub const fn days(count: u16) -> Self {
        Self {
            count,
            unit: Unit::Day,
        }
    }

    fn span(self) -> Span {
        let count = i64::from(self.count);
        match self.unit {
            Unit::Day => count.days(),
            Unit::Month => count.months(),
            Unit::Year => count.years(),
        }
    }

    /// Clamped to the end of the month: 31 January and one month is 28 or 29 February.
    pub fn after(self, day: Day) -> Day {
        day.saturating_add(self.span())
    }

    pub fn before(self, day: Day) -> Day {
        day.saturating_sub(self.span())
    }

    /// The last day of a paper that holds this long from `first` on: a year from 1 March ends with February. Three
    /// months from 30 November too: the eve of a 30 February that does not exist is the last day of that month.
    pub fn last_day(self, first: Day) -> Day {
        let end = self.after(first);
        let clamped = self.unit != Unit::Day && end.day() != first.day();
        if clamped {
            end
        } else {
            end.saturating_sub(1.day())
        }
    }

    /// `3 mois`, `1 an`, `10 ans`, `8 jours`.
    pub fn in_french(self) -> String {
        let plural = if self.count > 1 { "s" } else { "" };
        match self.unit {
            Unit::Day => format!("{} jour{plural}", self.count),
            Unit::Month => format!("{} mois", self.count),
            Unit::Year => format!("{} an{plural}", self.count),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` n'est pas une durée comme P3M, P1Y ou P8D");
        let rest = text.strip_prefix('P').ok_or_else(wrong)?;
        let unit = match rest.chars().last() {
            Some('D') => Unit::Day,
            Some('M') => Unit::Month,
            Some('Y') => Unit::Year,
            _ => return Err(wrong()),
        };
        // OK because the last char was just found to be one ASCII letter.
        let count: u16 = rest[..rest.len() - 1].parse().map_err(|_| wrong())?;
        if count == 0 || count > 1200 {
            return Err(wrong());
        }
        Ok(Self { count, unit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_counted_on_the_calendar() {
        let check = |period: &str, from: (i16, i8, i8), to: (i16, i8, i8)| {
            let period = Period::try_from(period.to_owned()).unwrap();
            assert_eq!(
                period.after(Day::constant(from.0, from.1, from.2)),
                Day::constant(to.0, to.1, to.2)
            );
        };
        check("P1M", (2026, 1, 31), (2026, 2, 28));
        check("P3M", (2026, 11, 30), (2027, 2, 28));
        check("P10Y", (2016, 2, 29), (2026, 2, 28));
        check("P8D", (2026, 12, 30), (2027, 1, 7));
    }

    #[test]
    fn a_paper_ends_on_the_eve_even_of_a_day_that_does_not_exist() {
        let check = |period: &str, from: (i16, i8, i8), to: (i16, i8, i8)| {
            let period = Period::try_from(period.to_owned()).unwrap();
            assert_eq!(
                period.last_day(Day::constant(from.0, from.1, from.2)),
                Day::constant(to.0, to.1, to.2)
            );
        };
        check("P1Y", (2026, 3, 1), (2027, 2, 28));
        check("P1Y", (2027, 3, 1), (2028, 2, 29));
        check("P1Y", (2024, 2, 29), (2025, 2, 28));
        check("P4Y", (2024, 2, 29), (2028, 2, 28));
        check("P3M", (2026, 11, 30), (2027, 2, 28));
        check("P1M", (2026, 1, 1), (2026, 1, 31));
        check("P8D", (2026, 12, 30), (2027, 1, 6));
    }

    #[test]
    fn what_is_not_a_period_is_refused() {
        for text in ["", "P", "3M", "PM", "P0M", "P3H", "P3Mé", "P-1M", "P99999Y"] {
            assert!(Period::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
