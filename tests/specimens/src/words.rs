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

/// `vingt et un juin deux mille huit`, as acts of civil status write days.
///
/// # Panics
/// Outside the years 1900 to 2099: nobody of a household lives then.
pub(crate) fn spelled(day: Date) -> String {
    let year = i64::from(day.year());
    assert!((1900..2100).contains(&year), "{year} has no name here");
    let century = if year < 2000 {
        "mil neuf cent"
    } else {
        "deux mille"
    };
    let year = match year % 100 {
        0 => century.to_owned(),
        rest => format!("{century} {}", below_hundred(rest)),
    };
    let number = match day.day() {
        1 => "premier".to_owned(),
        number => below_hundred(i64::from(number)),
    };
    format!("{number} {} {year}", month_name(day))
}

const UNITS: [&str; 20] = [
    "", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
];

/// From 1 to 99.
fn below_hundred(number: i64) -> String {
    let (ten, rest) = match number {
        0..20 => return UNITS[number as usize].to_owned(),
        20..70 => (
            ["vingt", "trente", "quarante", "cinquante", "soixante"][number as usize / 10 - 2],
            number % 10,
        ),
        70..80 => ("soixante", number - 60),
        _ => ("quatre-vingt", number - 80),
    };
    match rest {
        0 if number == 80 => "quatre-vingts".to_owned(),
        0 => ten.to_owned(),
        1 | 11 if number < 80 => format!("{ten} et {}", UNITS[rest as usize]),
        _ => format!("{ten}-{}", UNITS[rest as usize]),
    }
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
        for (day, text) in [
            (date(2008, 6, 21), "vingt et un juin deux mille huit"),
            (
                date(1971, 3, 1),
                "premier mars mil neuf cent soixante et onze",
            ),
            (
                date(1980, 2, 28),
                "vingt-huit février mil neuf cent quatre-vingts",
            ),
            (
                date(1991, 1, 17),
                "dix-sept janvier mil neuf cent quatre-vingt-onze",
            ),
            (date(2000, 12, 2), "deux décembre deux mille"),
        ] {
            assert_eq!(spelled(day), text);
        }
    }
}
