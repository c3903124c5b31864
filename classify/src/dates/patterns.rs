//! Dates as they are printed: the patterns of `dates.toml`, on one normalised line.

use std::{collections::BTreeMap, sync::OnceLock};

use fancy_regex::{Captures, Regex};
use paper::{DatePrecision, Day};
use serde::Deserialize;

const DATES: &str = include_str!("../../catalogue/dates.toml");

/// Something that dates, found in a line. Byte ranges are of the line as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub start: usize,
    pub end: usize,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// First and last day that the print may mean: the same for a day, those of the month for a month.
    Date {
        first: Day,
        last: Day,
        precision: DatePrecision,
    },
    /// Year of the century only.
    ShortDate {
        year: i16,
        month: i8,
        day: i8,
    },
    Period {
        first: Day,
        last: Day,
    },
    SchoolYear(i16),
    IncomeYear(i16),
    NoticeYear(i16),
    /// `P12M`, `P1Y`, `P8D`.
    Duration(String),
    Permanent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DatesFile {
    months: Months,
    pattern: Vec<PatternEntry>,
    labels: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Months {
    regex: String,
    names: BTreeMap<String, i8>,
    ocr_variants: BTreeMap<String, String>,
}

/// The file also names each pattern and gives examples and traps, for people and for the tests.
#[derive(Deserialize)]
struct PatternEntry {
    kind: Kind,
    regex: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Period,
    Date,
    #[serde(rename = "date_2digit_year")]
    ShortDate,
    Month,
    SchoolYear,
    IncomeYear,
    NoticeYear,
    Duration,
    Permanent,
}

struct Pattern {
    kind: Kind,
    regex: Regex,
}

struct Patterns {
    in_order: Vec<Pattern>,
    months: BTreeMap<String, i8>,
    variants: BTreeMap<String, String>,
}

fn patterns() -> &'static Patterns {
    static PATTERNS: OnceLock<Patterns> = OnceLock::new();
    PATTERNS.get_or_init(|| {
        let file = file();
        let in_order = file.pattern.iter().map(|entry| Pattern {
            kind: entry.kind,
            regex: Regex::new(&entry.regex.replace("{MOIS}", &file.months.regex))
                .expect("the patterns we ship are checked by the tests"),
        });
        Patterns {
            in_order: in_order.collect(),
            months: file.months.names,
            variants: file.months.ocr_variants,
        }
    })
}

fn file() -> DatesFile {
    toml::from_str(DATES).expect("the file we ship is checked by the tests")
}

/// The general labels of `dates.toml`: role, and what is printed before a date of that role.
pub(super) fn general_labels() -> BTreeMap<String, Vec<String>> {
    file().labels
}

/// All dates of a normalised line, none overlapping another, in the order of the line.
pub(crate) fn scan(line: &str) -> Vec<Found> {
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let words_only = digits < 2;
    if words_only
        && !line.contains("DUREE")
        && !line.contains("DEFINITIF")
        && !line.contains("LIMIT")
        && !line.contains("VALABLE")
    {
        return Vec::new();
    }
    let fixed = Fixed::new(line);
    let mut found: Vec<Found> = Vec::new();
    for pattern in &patterns().in_order {
        if words_only != matches!(pattern.kind, Kind::Permanent | Kind::Duration) && words_only {
            continue;
        }
        for captures in pattern.regex.captures_iter(fixed.text.as_str()).flatten() {
            let whole = captures.get(0).expect("group 0 always takes part");
            let (start, end) = (fixed.origin(whole.start()), fixed.origin(whole.end()));
            if found
                .iter()
                .any(|other| other.start < end && start < other.end)
            {
                continue;
            }
            if let Some(what) = understand(pattern.kind, &captures) {
                found.push(Found { start, end, what });
            }
        }
    }
    found.sort_by_key(|found| found.start);
    found
}

fn understand(kind: Kind, captures: &Captures<'_, str>) -> Option<What> {
    let group = |index: usize| captures.get(index).map(|group| group.as_str());
    match kind {
        Kind::Period if captures.len() == 3 => {
            let (first, last) = (numeric(group(1)?)?, numeric(group(2)?)?);
            (first <= last).then_some(What::Period { first, last })
        }
        Kind::Period => worded_period(captures),
        Kind::Date => {
            // Year first in ISO dates, last everywhere else.
            let (day, month, year) = if group(1)?.len() == 4 {
                (group(3)?, group(2)?, group(1)?)
            } else {
                (group(1)?, group(2)?, group(3)?)
            };
            let day = Day::new(year.parse().ok()?, month_number(month)?, day_number(day)?).ok()?;
            Some(What::Date {
                first: day,
                last: day,
                precision: DatePrecision::Day,
            })
        }
        Kind::ShortDate => {
            let (day, month, year) = (
                day_number(group(1)?)?,
                month_number(group(2)?)?,
                group(3)?.parse().ok()?,
            );
            Day::new(2000 + year, month, day).ok()?;
            Some(What::ShortDate { year, month, day })
        }
        Kind::Month => {
            let first = Day::new(group(2)?.parse().ok()?, month_number(group(1)?)?, 1).ok()?;
            Some(What::Date {
                first,
                last: first.last_of_month(),
                precision: DatePrecision::Month,
            })
        }
        Kind::SchoolYear => {
            let (first, second): (i16, i16) = (group(1)?.parse().ok()?, group(2)?.parse().ok()?);
            (second == first + 1).then_some(What::SchoolYear(first))
        }
        Kind::IncomeYear => group(1)?.parse().ok().map(What::IncomeYear),
        Kind::NoticeYear => group(1)?.parse().ok().map(What::NoticeYear),
        Kind::Duration => duration(group(1)?, group(2)?).map(What::Duration),
        Kind::Permanent => Some(What::Permanent),
    }
}

/// `01/03/2025` or `01/03/25`, of this century.
fn numeric(text: &str) -> Option<Day> {
    let mut parts = text.split(['/', '.', '-']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year: i16 = year.parse().ok()?;
    let year = if year < 100 { 2000 + year } else { year };
    Day::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `DU 1ER AU 31 MARS 2025`, `DU 15 DECEMBRE 2024 AU 14 JANVIER 2025`.
fn worded_period(captures: &Captures<'_, str>) -> Option<What> {
    let group = |index: usize| captures.get(index).map(|group| group.as_str());
    let last_year: i16 = group(6)?.parse().ok()?;
    let last_month = month_number(group(5)?)?;
    let last = Day::new(last_year, last_month, day_number(group(4)?)?).ok()?;
    let first_month = group(2).map_or(Some(last_month), month_number)?;
    let first_year = group(3).map_or(Some(last_year), |year| year.parse().ok())?;
    let first = Day::new(first_year, first_month, day_number(group(1)?)?).ok()?;
    (first <= last).then_some(What::Period { first, last })
}

fn day_number(text: &str) -> Option<i8> {
    if text == "1ER" {
        Some(1)
    } else {
        text.parse().ok()
    }
}

fn month_number(text: &str) -> Option<i8> {
    text.parse()
        .ok()
        .or_else(|| patterns().months.get(text.trim_end_matches('.')).copied())
}

fn duration(count: &str, unit: &str) -> Option<String> {
    let count: u16 = match count {
        "UN" | "UNE" => 1,
        "DEUX" => 2,
        "TROIS" => 3,
        "QUATRE" => 4,
        "CINQ" => 5,
        "SIX" => 6,
        "DIX" => 10,
        "DOUZE" => 12,
        digits => digits
            .parse()
            .ok()
            .filter(|count| (1..=600).contains(count))?,
    };
    let unit = match &unit[..1] {
        "J" => 'D',
        "M" => 'M',
        _ => 'Y',
    };
    Some(format!("P{count}{unit}"))
}

/// A line with the reader's mistakes in dates undone, and for each byte where it came from.
struct Fixed {
    text: String,
    origins: Vec<usize>,
}

impl Fixed {
    fn new(line: &str) -> Self {
        let mut fixed = Self {
            text: String::with_capacity(line.len()),
            origins: Vec::with_capacity(line.len() + 1),
        };
        let words: Vec<&str> = line.split(' ').collect();
        let mut at = 0;
        for (index, word) in words.iter().enumerate() {
            if index > 0 {
                fixed.push(" ", at - 1, 1);
            }
            let before = index.checked_sub(1).and_then(|index| words.get(index));
            let after = words.get(index + 1);
            let replacement = repaired_month(word, before.copied(), after.copied())
                .unwrap_or_else(|| repaired_digits(word));
            fixed.push(&replacement, at, word.len());
            at += word.len() + 1;
        }
        fixed.origins.push(line.len());
        fixed
    }

    fn push(&mut self, text: &str, origin: usize, length: usize) {
        self.text.push_str(text);
        let origins = (0..text.len()).map(|index| origin + index.min(length.saturating_sub(1)));
        self.origins.extend(origins);
    }

    fn origin(&self, byte: usize) -> usize {
        self.origins[byte]
    }
}

/// A month's name read with an error or two, only between a day and a year.
fn repaired_month(word: &str, before: Option<&str>, after: Option<&str>) -> Option<String> {
    let is_day = before.is_some_and(|day| {
        day == "1ER" || day.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
    });
    let is_year = after
        .is_some_and(|year| year.len() >= 4 && year.as_bytes()[..2].iter().all(u8::is_ascii_digit));
    if let Some(month) = patterns().variants.get(word) {
        return Some(month.clone());
    }
    if !is_day
        || !is_year
        || word.len() < 3
        || patterns().months.contains_key(word.trim_end_matches('.'))
    {
        return None;
    }
    let names = patterns().months.keys().filter(|name| name.len() > 3);
    let near: Vec<&String> = names
        .filter(|name| {
            let edits = if name.len() >= 7 { 2 } else { 1 };
            strsim::osa_distance(name, word) <= edits
        })
        .collect();
    // JUIN and JUIL differ by one letter: two answers are none.
    match near.as_slice() {
        [name] => Some((*name).clone()),
        _ => None,
    }
}

/// Letters that look like digits, in a word that is otherwise a date.
fn repaired_digits(word: &str) -> String {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let separators = word
        .bytes()
        .filter(|b| matches!(b, b'/' | b'.' | b'-'))
        .count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_date_like =
        letters > 0 && digits >= 3 && separators == 2 && word.len() <= 12 && letters <= 3;
    let is_year_like = word.len() == 4
        && digits == 3
        && (word.starts_with("20") || word.starts_with("2O") || word.starts_with("19"));
    if !is_date_like && !is_year_like {
        return word.to_owned();
    }
    word.chars()
        .map(|c| match c {
            'O' | 'Q' | 'D' => '0',
            'I' | 'L' | '|' => '1',
            'Z' => '2',
            'S' => '5',
            'B' => '8',
            'G' => '9',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Deserialize)]
    struct Examples {
        pattern: Vec<Example>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Example {
        id: String,
        kind: Kind,
        regex: String,
        check: Option<String>,
        examples: Vec<String>,
        #[serde(default)]
        traps: Vec<String>,
    }

    #[test]
    fn every_pattern_finds_its_examples_and_not_its_traps() {
        let examples: Examples = toml::from_str(DATES).unwrap();
        for entry in examples.pattern {
            let regex = Regex::new(&entry.regex.replace("{MOIS}", &file().months.regex)).unwrap();
            for example in &entry.examples {
                assert!(
                    regex.is_match(example.as_str()).unwrap(),
                    "{} {example}",
                    entry.id
                );
            }
            for trap in &entry.traps {
                assert!(
                    !regex.is_match(trap.as_str()).unwrap(),
                    "{} {trap}",
                    entry.id
                );
            }
            assert!(entry.check.is_none() || entry.kind == Kind::SchoolYear);
        }
    }

    fn date(year: i16, month: i8, day: i8) -> What {
        let day = Day::constant(year, month, day);
        What::Date {
            first: day,
            last: day,
            precision: DatePrecision::Day,
        }
    }

    #[test]
    fn printed_dates_are_read() {
        let check = |line: &str, expected: &[What]| {
            let found: Vec<What> = scan(line).into_iter().map(|found| found.what).collect();
            assert_eq!(found, expected, "{line}");
        };
        check("CARTE VALABLE JUSQU'AU : 12.12.2029", &[date(2029, 12, 12)]);
        check("LYON, LE 1ER AOUT 2024", &[date(2024, 8, 1)]);
        check("LE O5/O3/2O25", &[date(2025, 3, 5)]);
        check("LE 12 DECEM8RE 2024", &[date(2024, 12, 12)]);
        check("LE 12 SEPTEMPRE 2024", &[date(2024, 9, 12)]);
        check("LE 12 JUIX 2024", &[]);
        check("TEL 01 23 45 67 89", &[]);
        check("SPI 30 23 217 600 053", &[]);
        check("NE LE 31/02/1990", &[]);
        let month = Day::constant(2025, 3, 1);
        check(
            "PAIE DE MARS 2025",
            &[What::Date {
                first: month,
                last: month.last_of_month(),
                precision: DatePrecision::Month,
            }],
        );
        check(
            "DU 01/03/2025 AU 31/03/2025",
            &[What::Period {
                first: month,
                last: month.last_of_month(),
            }],
        );
        check(
            "DU 1ER AU 31 MARS 2025",
            &[What::Period {
                first: month,
                last: month.last_of_month(),
            }],
        );
        check(
            "DU 31/03/2025 AU 01/03/2025",
            &[date(2025, 3, 31), date(2025, 3, 1)],
        );
        check("ANNEE SCOLAIRE 2025-2026", &[What::SchoolYear(2025)]);
        check("2024-2026", &[]);
        check("IMPOT SUR LES REVENUS DE 2024", &[What::IncomeYear(2024)]);
        check("VALABLE UN AN", &[What::Duration("P1Y".to_owned())]);
        check("ACCORD A TITRE DEFINITIF", &[What::Permanent]);
        check(
            "05/03/25",
            &[What::ShortDate {
                year: 25,
                month: 3,
                day: 5,
            }],
        );
    }

    proptest! {
        #[test]
        fn a_printed_date_is_read_back(year in 1950_i16..2045, month in 1_i8..=12, day in 1_i8..=28, form in 0..5) {
            let expected = Day::new(year, month, day).unwrap();
            let names = ["JANVIER", "FEVRIER", "MARS", "AVRIL", "MAI", "JUIN", "JUILLET", "AOUT", "SEPTEMBRE", "OCTOBRE", "NOVEMBRE", "DECEMBRE"];
            let printed = match form {
                0 => format!("{day:02}/{month:02}/{year}"),
                1 => format!("{day:02}.{month:02}.{year}"),
                2 => format!("{day} {} {year}", names[month as usize - 1]),
                3 => format!("{year}-{month:02}-{day:02}"),
                _ => format!("{day:02} {month:02} {year}"),
            };
            let found = scan(&format!("LE {printed}"));
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(&found[0].what, &What::Date { first: expected, last: expected, precision: DatePrecision::Day });
            prop_assert_eq!((found[0].start, found[0].end), (3, 3 + printed.len()));
        }

        #[test]
        fn any_line_is_survived(line in ".{0,120}|[0-9OIZSB/. -]{0,60}") {
            let line = crate::normalise(&line);
            for found in scan(&line) {
                prop_assert!(found.start < found.end && line.get(found.start..found.end).is_some());
            }
        }
    }
}
