//! Days and money as papers write them.

use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

pub(crate) fn month_name(day: Date) -> &'static str {
    MONTHS[day.month() as usize - 1]
}

/// One day in every way a paper may print it.
pub(crate) fn day_forms(day: Date) -> Value {
    let (d, m, y) = (day.day(), day.month(), day.year());
    let name = month_name(day);
    let long = if d == 1 {
        format!("1er {name} {y}")
    } else {
        format!("{d} {name} {y}")
    };
    json!({
        "iso": day.to_string(), "slash": format!("{d:02}/{m:02}/{y}"), "dots": format!("{d:02}.{m:02}.{y}"),
        "spaced": format!("{d:02} {m:02} {y}"), "short": format!("{d:02}/{m:02}/{:02}", y % 100), "long": long,
        "month": format!("{name} {y}"), "month_upper": format!("{name} {y}").to_uppercase(),
        "numbers": format!("{m:02}/{y}"), "year": y.to_string(), "dashes": format!("{d:02}-{m:02}-{:02}", y % 100),
    })
}

/// `1 234,56` from euro cents.
pub(crate) fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!(
        "{sign}{},{:02}",
        thousands(cents.abs() / 100),
        cents.abs() % 100
    )
}

/// `12 345`, with a no-break space, as French writes it.
pub(crate) fn thousands(number: i64) -> String {
    let digits = number.abs().to_string();
    let first = (digits.len() - 1) % 3 + 1;
    let mut parts = vec![&digits[..first]];
    parts.extend(
        (first..digits.len())
            .step_by(3)
            .map(|at| &digits[at..at + 3]),
    );
    format!(
        "{}{}",
        if number < 0 { "-" } else { "" },
        parts.join("\u{a0}")
    )
}

pub(crate) fn days_later(day: Date, days: i64) -> Date {
    day.checked_add(days.days())
        .expect("specimens stay within a few years of the reference day")
}

pub(crate) fn months_later(day: Date, months: i64) -> Date {
    day.checked_add(months.months())
        .expect("specimens stay within a few years of the reference day")
}

pub(crate) fn years_later(day: Date, years: i64) -> Date {
    months_later(day, years * 12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn money_and_days_are_written_as_on_papers() {
        for (cents, text) in [
            (123_456, "1\u{a0}234,56"),
            (5, "0,05"),
            (-70_010, "-700,10"),
            (100_000_000, "1\u{a0}000\u{a0}000,00"),
        ] {
            assert_eq!(money(cents), text);
        }
        assert_eq!(day_forms(date(2026, 3, 1))["long"], "1er mars 2026");
        assert_eq!(day_forms(date(2026, 8, 21))["spaced"], "21 08 2026");
    }
}
