//! Machine-readable lines: French identity cards, ICAO cards, passports and visas, French licences
//! (`DOMAIN.md` §3.1 to §3.5).
//!
//! A repair only turns a letter into the digit it looks like where a digit must stand, or the reverse, and
//! restores the length of a run of `<`. All check digits must agree afterwards: a wrong accept would put a
//! wrong name on a paper.

use std::ops::Range;

use paper::Day;

use crate::limits;

/// What checked lines say. Empty strings where the layout has no such field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mrz {
    pub layout: &'static str,
    /// `ID`, `IR`, `P`, `V`…
    pub document_code: String,
    /// Three letters: `FRA`.
    pub state: String,
    pub surname: String,
    pub given: String,
    pub number: String,
    pub nationality: String,
    pub sex: String,
    pub birth: Option<Day>,
    pub valid_until: Option<Day>,
    /// First day of the month of issue.
    pub issued_month: Option<Day>,
    /// Characters that had to be changed.
    pub repairs: usize,
}

/// What may stand in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Digit,
    Letter,
}

struct Layout {
    name: &'static str,
    rows: usize,
    columns: usize,
    starts: &'static [&'static str],
    /// Row, columns, class. Columns not named may hold anything.
    classes: &'static [(usize, Range<usize>, Class)],
    /// Columns summed, and where their check digit stands. `<` is allowed for an optional empty field.
    checks: &'static [Check],
}

struct Check {
    over: &'static [(usize, Range<usize>)],
    at: (usize, usize),
    may_be_empty: bool,
}

const fn check(over: &'static [(usize, Range<usize>)], at: (usize, usize)) -> Check {
    Check {
        over,
        at,
        may_be_empty: false,
    }
}

use Class::{Digit, Letter};

const LAYOUTS: &[Layout] = &[
    // The old French card comes before TD2, which has its size and another content.
    Layout {
        name: "FRA_ID_2x36",
        rows: 2,
        columns: 36,
        starts: &["IDFRA"],
        classes: &[
            (0, 0..30, Letter),
            (1, 0..4, Digit),
            (1, 7..13, Digit),
            (1, 13..27, Letter),
            (1, 27..34, Digit),
            (1, 34..35, Letter),
            (1, 35..36, Digit),
        ],
        checks: &[
            check(&[(1, 0..12)], (1, 12)),
            check(&[(1, 27..33)], (1, 33)),
            check(&[(0, 0..36), (1, 0..35)], (1, 35)),
        ],
    },
    Layout {
        name: "TD1",
        rows: 3,
        columns: 30,
        starts: &["I", "A", "C"],
        classes: &[
            (0, 0..5, Letter),
            (0, 14..15, Digit),
            (1, 0..7, Digit),
            (1, 7..8, Letter),
            (1, 8..15, Digit),
            (1, 15..18, Letter),
            (1, 29..30, Digit),
            (2, 0..30, Letter),
        ],
        checks: &[
            check(&[(0, 5..14)], (0, 14)),
            check(&[(1, 0..6)], (1, 6)),
            check(&[(1, 8..14)], (1, 14)),
            check(&[(0, 5..30), (1, 0..7), (1, 8..15), (1, 18..29)], (1, 29)),
        ],
    },
    Layout {
        name: "TD3",
        rows: 2,
        columns: 44,
        starts: &["P"],
        classes: &[
            (0, 0..44, Letter),
            (1, 9..10, Digit),
            (1, 10..13, Letter),
            (1, 13..20, Digit),
            (1, 20..21, Letter),
            (1, 21..28, Digit),
            (1, 43..44, Digit),
        ],
        checks: &[
            check(&[(1, 0..9)], (1, 9)),
            check(&[(1, 13..19)], (1, 19)),
            check(&[(1, 21..27)], (1, 27)),
            Check {
                over: &[(1, 28..42)],
                at: (1, 42),
                may_be_empty: true,
            },
            check(&[(1, 0..10), (1, 13..20), (1, 21..43)], (1, 43)),
        ],
    },
    Layout {
        name: "MRV_A",
        rows: 2,
        columns: 44,
        starts: &["V"],
        classes: &[
            (0, 0..44, Letter),
            (1, 9..10, Digit),
            (1, 10..13, Letter),
            (1, 13..20, Digit),
            (1, 20..21, Letter),
            (1, 21..28, Digit),
        ],
        checks: &[
            check(&[(1, 0..9)], (1, 9)),
            check(&[(1, 13..19)], (1, 19)),
            check(&[(1, 21..27)], (1, 27)),
        ],
    },
    Layout {
        name: "TD2",
        rows: 2,
        columns: 36,
        starts: &["I", "A", "C"],
        classes: &[
            (0, 0..36, Letter),
            (1, 9..10, Digit),
            (1, 10..13, Letter),
            (1, 13..20, Digit),
            (1, 20..21, Letter),
            (1, 21..28, Digit),
            (1, 35..36, Digit),
        ],
        checks: &[
            check(&[(1, 0..9)], (1, 9)),
            check(&[(1, 13..19)], (1, 19)),
            check(&[(1, 21..27)], (1, 27)),
            check(&[(1, 0..10), (1, 13..20), (1, 21..35)], (1, 35)),
        ],
    },
    Layout {
        name: "MRV_B",
        rows: 2,
        columns: 36,
        starts: &["V"],
        classes: &[
            (0, 0..36, Letter),
            (1, 9..10, Digit),
            (1, 10..13, Letter),
            (1, 13..20, Digit),
            (1, 20..21, Letter),
            (1, 21..28, Digit),
        ],
        checks: &[
            check(&[(1, 0..9)], (1, 9)),
            check(&[(1, 13..19)], (1, 19)),
            check(&[(1, 21..27)], (1, 27)),
        ],
    },
    Layout {
        name: "FRA_DL_1x30",
        rows: 1,
        columns: 30,
        starts: &["D1FRA"],
        classes: &[
            (0, 2..5, Letter),
            (0, 5..7, Digit),
            (0, 7..9, Letter),
            (0, 9..21, Digit),
            (0, 21..29, Letter),
            (0, 29..30, Digit),
        ],
        checks: &[check(&[(0, 0..14)], (0, 14)), check(&[(0, 0..29)], (0, 29))],
    },
];

/// Reads lines separated by `\n`. `None` when they fit no layout or a check digit disagrees.
pub fn read_mrz(text: &str, today: Day) -> Option<Mrz> {
    if text.len() > limits::CODE_BYTES_MAX {
        return None;
    }
    let rows: Vec<Vec<u8>> = text
        .lines()
        .map(clean)
        .filter(|row| row.len() >= 20)
        .collect();
    LAYOUTS
        .iter()
        .find_map(|layout| read_as(layout, &rows, today))
}

/// Capitals, digits and `<`; the signs that recognisers give for `<` are turned into it.
fn clean(row: &str) -> Vec<u8> {
    row.chars()
        .filter_map(|c| match c {
            '<' | '«' | '‹' | '(' | '{' | '[' | '＜' => Some(b'<'),
            c if c.is_ascii_alphanumeric() => Some(c.to_ascii_uppercase() as u8),
            _ => None,
        })
        .collect()
}

fn read_as(layout: &Layout, rows: &[Vec<u8>], today: Day) -> Option<Mrz> {
    if rows.len() < layout.rows {
        return None;
    }
    let mut tried = 0;
    for start in 0..=rows.len() - layout.rows {
        let choices: Vec<Vec<Vec<u8>>> = rows[start..start + layout.rows]
            .iter()
            .enumerate()
            .map(|(row, text)| lengths(text, layout, row))
            .collect();
        // Every combination of the rows' possible lengths; one choice each when nothing is damaged.
        let total: usize = choices.iter().map(Vec::len).product();
        for pick in 0..total {
            tried += 1;
            if tried > limits::MRZ_REPAIRS_MAX {
                return None;
            }
            let mut rest = pick;
            let rows: Vec<Vec<u8>> = choices
                .iter()
                .map(|choice| {
                    let row = choice[rest % choice.len()].clone();
                    rest /= choice.len();
                    row
                })
                .collect();
            if let Some(mrz) = accept(layout, rows, today) {
                return Some(mrz);
            }
        }
    }
    None
}

/// The row at the layout's length: as it is, or with a run of `<` made longer or shorter, by four at most.
fn lengths(row: &[u8], layout: &Layout, index: usize) -> Vec<Vec<u8>> {
    let (have, want) = (row.len(), layout.columns);
    if have == want {
        let mut choices = vec![row.to_vec()];
        choices.extend(fillers_restored(row));
        return choices;
    }
    if have.abs_diff(want) > 4 {
        return Vec::new();
    }
    let mut choices = Vec::new();
    let mut at = 0;
    while at < have {
        let run = row[at..].iter().take_while(|b| **b == b'<').count();
        if run == 0 {
            at += 1;
            continue;
        }
        let mut fixed = row[..at].to_vec();
        let run_wanted = (run + want).checked_sub(have);
        if let Some(length) = run_wanted.filter(|length| *length > 0) {
            fixed.extend(std::iter::repeat_n(b'<', length));
            fixed.extend(&row[at + run..]);
            choices.push(fixed);
        }
        at += run;
    }
    if have < want && index == 0 {
        let mut fixed = row.to_vec();
        fixed.resize(want, b'<');
        choices.push(fixed);
    }
    let restored: Vec<Vec<u8>> = choices
        .iter()
        .filter_map(|row| fillers_restored(row))
        .collect();
    choices.extend(restored);
    choices
}

/// `<<<` read as `KKK`, `CCC` or `LLL`: no name ends in three of them.
fn fillers_restored(row: &[u8]) -> Option<Vec<u8>> {
    let mut fixed = row.to_vec();
    for at in 0..row.len() {
        let is_filler = |b: u8| matches!(b, b'K' | b'C' | b'L' | b'E' | b'S');
        let before = at.checked_sub(1).map(|i| fixed[i]);
        let after = row.get(at + 1);
        if is_filler(row[at])
            && before == Some(b'<')
            && after.is_none_or(|b| *b == b'<' || is_filler(*b))
        {
            fixed[at] = b'<';
        }
    }
    (fixed != row).then_some(fixed)
}

fn accept(layout: &Layout, mut rows: Vec<Vec<u8>>, today: Day) -> Option<Mrz> {
    let given = rows.clone();
    for (row, columns, class) in layout.classes {
        for byte in &mut rows[*row][columns.clone()] {
            *byte = as_class(*byte, *class)?;
        }
    }
    let french_passport = layout.name == "TD3" && rows[0][2..5] == *b"FRA";
    if french_passport {
        // Two digits, two letters, five digits: known, so a letter O among the digits can be told.
        for (columns, class) in [(0..2, Digit), (2..4, Letter), (4..9, Digit)] {
            for byte in &mut rows[1][columns] {
                *byte = as_class(*byte, class)?;
            }
        }
    }
    let starts = layout
        .starts
        .iter()
        .any(|start| rows[0].starts_with(start.as_bytes()));
    if !starts || !layout.checks.iter().all(|check| agrees(&rows, check)) {
        return None;
    }
    let repairs = rows
        .iter()
        .flatten()
        .zip(given.iter().flatten())
        .filter(|(a, b)| a != b)
        .count();
    let mut mrz = take(layout.name, &rows, today)?;
    mrz.repairs = repairs;
    Some(mrz)
}

/// The character as its column's class wants it; `None` when it looks like nothing of that class.
fn as_class(byte: u8, class: Class) -> Option<u8> {
    match class {
        Digit => match byte {
            b'0'..=b'9' | b'<' => Some(byte),
            b'O' | b'Q' | b'D' | b'U' => Some(b'0'),
            b'I' | b'L' => Some(b'1'),
            b'Z' => Some(b'2'),
            b'S' => Some(b'5'),
            b'B' => Some(b'8'),
            b'G' => Some(b'6'),
            b'T' => Some(b'7'),
            b'A' => Some(b'4'),
            _ => None,
        },
        Letter => match byte {
            b'A'..=b'Z' | b'<' => Some(byte),
            b'0' => Some(b'O'),
            b'1' => Some(b'I'),
            b'2' => Some(b'Z'),
            b'5' => Some(b'S'),
            b'8' => Some(b'B'),
            b'6' => Some(b'G'),
            b'7' => Some(b'T'),
            b'4' => Some(b'A'),
            _ => None,
        },
    }
}

fn agrees(rows: &[Vec<u8>], check: &Check) -> bool {
    let printed = rows[check.at.0][check.at.1];
    let summed = check
        .over
        .iter()
        .flat_map(|(row, columns)| &rows[*row][columns.clone()]);
    let empty = check.may_be_empty && printed == b'<' && summed.clone().all(|b| *b == b'<');
    empty || printed == b'0' + check_digit(summed.copied())
}

/// Weights 7, 3, 1 from the first character on, modulo 10 (ICAO 9303-3).
fn check_digit(characters: impl Iterator<Item = u8>) -> u8 {
    let sum =
        characters
            .zip([7_u32, 3, 1].into_iter().cycle())
            .fold(0, |sum: u32, (byte, weight)| {
                let value = char::from(byte).to_digit(36).unwrap_or(0);
                (sum + value * weight) % 10
            });
    sum as u8
}

fn take(layout: &'static str, rows: &[Vec<u8>], today: Day) -> Option<Mrz> {
    let text = |row: usize, columns: Range<usize>| {
        let bytes = &rows[row][columns];
        let text: String = bytes.iter().map(|b| char::from(*b)).collect();
        text.replace('<', " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let names = |row: usize, columns: Range<usize>| {
        let bytes: String = rows[row][columns].iter().map(|b| char::from(*b)).collect();
        let (surname, given) = bytes.split_once("<<").unwrap_or((&bytes, ""));
        let tidy = |part: &str| {
            part.replace('<', " ")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        (tidy(surname), tidy(given))
    };
    let six = |row: usize, from: usize| two_digit_day(&rows[row][from..from + 6]);
    let mut mrz = Mrz {
        layout,
        ..Mrz::default()
    };
    mrz.document_code = text(0, 0..2);
    mrz.state = text(0, 2..5);
    match layout {
        "FRA_ID_2x36" => {
            mrz.surname = text(0, 5..30);
            mrz.given = text(1, 13..27);
            mrz.number = text(1, 0..12);
            mrz.sex = text(1, 34..35);
            mrz.birth = Some(past(six(1, 27)?, today));
            let month = [&rows[1][0..4], b"01"].concat();
            mrz.issued_month = Some(past(two_digit_day(&month)?, today));
        }
        "TD1" => {
            (mrz.surname, mrz.given) = names(2, 0..30);
            mrz.number = text(0, 5..14);
            mrz.nationality = text(1, 15..18);
            mrz.sex = text(1, 7..8);
            mrz.birth = Some(past(six(1, 0)?, today));
            mrz.valid_until = Some(future(six(1, 8)?)?);
        }
        "FRA_DL_1x30" => {
            mrz.surname = text(0, 21..29);
            mrz.number = text(0, 5..14);
            mrz.valid_until = Some(future(six(0, 15)?)?);
        }
        _ => {
            (mrz.surname, mrz.given) = names(0, 5..rows[0].len());
            mrz.number = text(1, 0..9);
            mrz.nationality = text(1, 10..13);
            mrz.sex = text(1, 20..21);
            mrz.birth = Some(past(six(1, 13)?, today));
            mrz.valid_until = Some(future(six(1, 21)?)?);
        }
    }
    Some(mrz)
}

/// Year of the century, month, day.
fn two_digit_day(digits: &[u8]) -> Option<(i16, i8, i8)> {
    let two = |at: usize| -> Option<i8> {
        let pair = [digits[at], digits[at + 1]];
        pair.iter()
            .all(u8::is_ascii_digit)
            .then(|| (pair[0] - b'0') * 10 + (pair[1] - b'0'))
            .and_then(|number| i8::try_from(number).ok())
    };
    let (year, month, day) = (i16::from(two(0)?), two(2)?, two(4)?);
    Day::new(2000 + year, month, day)
        .ok()
        .or_else(|| Day::new(1900 + year, month, day).ok())?;
    Some((year, month, day))
}

/// The most recent day that is not after today.
fn past((year, month, day): (i16, i8, i8), today: Day) -> Day {
    let of = |century: i16| Day::new(century + year, month, day).ok();
    of(2000)
        .filter(|date| *date <= today)
        .or_else(|| of(1900))
        .unwrap_or(today)
}

/// Papers with an expiry date are of this century.
fn future((year, month, day): (i16, i8, i8)) -> Option<Day> {
    Day::new(2000 + year, month, day).ok()
}

#[cfg(test)]
mod tests;
