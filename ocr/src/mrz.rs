//! Machine-readable zones, as text. Understanding them, and their check digits, are `classify`'s.

mod filler;

mod rows;

use paper::{CodeKind, RawCode, TextLine};

use filler::{cleaned, fitted};
use rows::Row;

/// The machine-readable zones among the lines of a page: their lines of the length that the format wants,
/// joined by `\n`, without spaces, with `<` for all that stands for filler. Letters and digits are as read.
pub fn raw_lines(lines: &[TextLine]) -> Vec<RawCode> {
    let mut rows = rows::candidates(lines);
    let mut zones = Vec::new();
    while let Some((zone, used)) = first_zone(&rows) {
        zones.push(zone);
        let mut place = 0;
        rows.retain(|_| {
            place += 1;
            !used.contains(&(place - 1))
        });
    }
    zones
}

/// Whether a line may be of such a zone, so that it is worth reading again with the zone's letters only.
pub fn looks_like(text: &str) -> bool {
    /// The shortest line has 30 characters; a bad reading loses filler first.
    const LENGTH_MIN: usize = 22;
    let line = cleaned(text);
    line.len() >= LENGTH_MIN && foreign_share(text) <= 0.2 && filler_count(&line) >= 3
}

struct Format {
    length: usize,
    lines: usize,
    /// How the first line starts; digits and letters that are misread for each other count as equal.
    starts: &'static [&'static str],
}

/// The most particular first.
const FORMATS: [Format; 6] = [
    // The French card of 1995 to 2021.
    Format {
        length: 36,
        lines: 2,
        starts: &["IDFRA"],
    },
    // The French driving licence.
    Format {
        length: 30,
        lines: 1,
        starts: &["D1FRA"],
    },
    // Cards of the size of a bank card: ICAO 9303 TD1.
    Format {
        length: 30,
        lines: 3,
        starts: &["I", "A", "C"],
    },
    // Passports and visas: TD3 and MRV-A.
    Format {
        length: 44,
        lines: 2,
        starts: &["P", "V"],
    },
    // Small visas and larger cards: MRV-B and TD2.
    Format {
        length: 36,
        lines: 2,
        starts: &["I", "A", "C", "V", "P"],
    },
    // The French registration certificate, whose length no source states: as long as its longer line.
    Format {
        length: 0,
        lines: 2,
        starts: &["CRFRA"],
    },
];

/// The zone that fits best among those that start first, and the rows that it is made of.
fn first_zone(rows: &[Row]) -> Option<(RawCode, Vec<usize>)> {
    (0..rows.len()).find_map(|start| {
        FORMATS
            .iter()
            .filter_map(|format| {
                let used = rows_of(rows, start, format)?;
                let misfit = misfit(rows, &used, format)?;
                Some((misfit, format, used))
            })
            .min_by_key(|(misfit, _, _)| *misfit)
            .map(|(_, format, used)| (zone(rows, &used, format), used))
    })
}

fn rows_of(rows: &[Row], start: usize, format: &Format) -> Option<Vec<usize>> {
    let first = &rows[start];
    if !format
        .starts
        .iter()
        .any(|wanted| starts(&first.text, wanted))
    {
        return None;
    }
    let mut used = vec![start];
    while used.len() < format.lines {
        let above = &rows[*used.last()?];
        let below = (0..rows.len())
            .filter(|row| !used.contains(row) && above.is_right_above(&rows[*row]))
            .min_by(|a, b| {
                let far = |row: usize| above.centre().distance(rows[row].centre());
                far(*a).total_cmp(&far(*b))
            })?;
        used.push(below);
    }
    Some(used)
}

/// Characters too many or too few, all lines together; `None` when more than filler can explain.
fn misfit(rows: &[Row], used: &[usize], format: &Format) -> Option<usize> {
    /// Per line: filler is read short by up to a third of a line, other characters seldom.
    const WITH_FILLER_MAX: usize = 14;
    const WITHOUT_MAX: usize = 1;
    let length = wanted_length(rows, used, format);
    let fillers: usize = used.iter().map(|row| filler_count(&rows[*row].text)).sum();
    let mut misfit = 0;
    for row in used {
        let text = &rows[*row].text;
        let off = text.len().abs_diff(length);
        let bearable = if text.contains("<<") {
            WITH_FILLER_MAX
        } else {
            WITHOUT_MAX
        };
        if off > bearable {
            return None;
        }
        misfit += off;
    }
    (fillers >= 2).then_some(misfit)
}

fn wanted_length(rows: &[Row], used: &[usize], format: &Format) -> usize {
    let longest = used.iter().map(|row| rows[*row].text.len()).max();
    match format.length {
        0 => longest.unwrap_or(0),
        length => length,
    }
}

fn zone(rows: &[Row], used: &[usize], format: &Format) -> RawCode {
    let length = wanted_length(rows, used, format);
    let lines: Vec<String> = used
        .iter()
        .map(|row| fitted(&rows[*row].text, length))
        .collect();
    RawCode {
        kind: CodeKind::Mrz,
        text: lines.join("\n"),
        quad: rows::around(used.iter().map(|row| &rows[*row])),
    }
}

fn starts(text: &str, wanted: &str) -> bool {
    let alike = |seen: u8, wanted: u8| {
        seen == wanted
            || matches!(
                (seen, wanted),
                (b'1' | b'L' | b'T', b'I')
                    | (b'I' | b'L', b'1')
                    | (b'0' | b'O', b'D')
                    | (b'4', b'A')
            )
    };
    text.len() >= wanted.len()
        && text
            .bytes()
            .zip(wanted.bytes())
            .all(|(seen, wanted)| alike(seen, wanted))
}

fn filler_count(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'<').count()
}

/// Share of the characters that no zone has: small letters other than those that filler is read as,
/// accents, punctuation.
fn foreign_share(text: &str) -> f32 {
    let printed = text.chars().filter(|char| !char.is_whitespace());
    let (all, foreign) = printed.fold((0, 0), |(all, foreign), char| {
        let known = char.is_ascii_uppercase() || char.is_ascii_digit() || filler::stands_for(char);
        (all + 1, foreign + usize::from(!known))
    });
    foreign as f32 / f32::max(all as f32, 1.0)
}

#[cfg(test)]
mod tests;
