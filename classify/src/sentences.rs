//! Days and months in plain French, for the sentences that say why.

use paper::Day;

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

/// `1er mars 2026`, `12 décembre 2029`.
pub fn day_in_french(day: Day) -> String {
    let number = match day.day() {
        1 => "1er".to_owned(),
        number => number.to_string(),
    };
    format!("{number} {}", month_in_french(day))
}

/// `mars 2026`.
pub fn month_in_french(day: Day) -> String {
    // OK because a month is from 1 to 12.
    format!("{} {}", MONTHS[day.month() as usize - 1], day.year())
}

/// `le 1er mars 2026` after a word: `depuis le`, `jusqu'au`.
pub(crate) fn of_month(day: Day) -> String {
    let month = month_in_french(day);
    if month.starts_with(['a', 'o']) {
        format!("d'{month}")
    } else {
        format!("de {month}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!(day_in_french(Day::constant(2026, 3, 1)), "1er mars 2026");
        assert_eq!(
            day_in_french(Day::constant(2029, 12, 12)),
            "12 décembre 2029"
        );
        assert_eq!(of_month(Day::constant(2026, 8, 5)), "d'août 2026");
        assert_eq!(of_month(Day::constant(2026, 5, 5)), "de mai 2026");
    }
}
