//! Dates and holders.

use std::collections::HashSet;

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::{matched::Matched, percent};

/// Dates by role and holders of each paper (not side), as printed and as found.
pub(super) fn row(severity: &str, matched: &Matched<'_>) -> Vec<String> {
    let mut seen = HashSet::new();
    let (mut dates, mut dates_right, mut dates_wrong) = (0, 0, 0);
    let (mut holders, mut holders_right, mut holders_wrong) = (0, 0, 0);
    for (_, paper, found) in &matched.sides {
        let Some(found) = found.filter(|_| seen.insert(paper.paper.clone())) else {
            continue;
        };
        for (role, day) in &paper.dates {
            dates += 1;
            let value = found.get("dates").and_then(|dates| dates.get(role));
            match value {
                Some(Value::String(value)) if day == value => dates_right += 1,
                // A year stands for its first or last day.
                Some(Value::Number(year)) if day.starts_with(&year.to_string()) => dates_right += 1,
                Some(_) => dates_wrong += 1,
                None => {}
            }
        }
        if !paper.holders.is_empty() {
            holders += 1;
            match found.get("holder").and_then(Value::as_str) {
                Some(name) if paper.holders.iter().any(|holder| same_person(holder, name)) => {
                    holders_right += 1;
                }
                Some(name) if !name.is_empty() => holders_wrong += 1,
                _ => {}
            }
        }
    }
    vec![
        severity.to_owned(),
        dates.to_string(),
        percent(dates_right, dates),
        percent(dates_wrong, dates),
        holders.to_string(),
        percent(holders_right, holders),
        percent(holders_wrong, holders),
    ]
}

/// The same names in any order, without case and accents: machine-readable lines and codes have neither.
fn same_person(printed: &str, found: &str) -> bool {
    let names = |name: &str| -> HashSet<String> {
        let bare: String = name
            .nfd()
            .filter(|&letter| !is_combining_mark(letter))
            .collect();
        bare.split(|letter: char| !letter.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (printed, found) = (names(printed), names(found));
    found.len() >= 2 && (found.is_subset(&printed) || printed.is_subset(&found))
}
