//! Amounts, days and references, each as one word however it is written: `1 234,56`, `1234.56 €`;
//! `31/12/2026`, `31 décembre 2026`; `FR76 3000 6000`, `FR7630006000`.

use paper::Day;

use crate::{limits, words::fold};

const MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// The codes of a paper's text, unordered: every amount, day and month, and every run of groups that may
/// be a reference or a part of one.
pub(crate) fn codes_of_text(text: &str) -> Vec<String> {
    let text = fold(text);
    let groups = groups(&text);
    let mut codes = Vec::new();
    for at in 0..groups.len() {
        if let Some((day, _)) = day_at(&groups, at) {
            codes.extend(day_codes(day));
        }
        if let Some((month, _)) = month_at(&groups, at) {
            codes.push(month);
        }
        if let Some((amount, _)) = amount_at(&groups, at) {
            codes.push(amount);
        }
        let longest = reference_groups(&groups, at);
        codes.extend((2..=longest).filter_map(|count| reference(&groups[at..at + count])));
    }
    codes.sort();
    codes.dedup();
    codes
}

/// The codes of what a person typed, and what is left of it as words. A day, then an amount, then a
/// reference is seen in the same digits.
pub(crate) fn codes_of_query(text: &str) -> (Vec<String>, String) {
    let text = fold(text);
    let groups = groups(&text);
    let (mut codes, mut rest, mut at) = (Vec::new(), String::new(), 0);
    while at < groups.len() {
        let found = day_at(&groups, at)
            .map(|(day, count)| (day_code(day), count))
            .or_else(|| month_at(&groups, at))
            .or_else(|| amount_at(&groups, at))
            .or_else(|| {
                let count = reference_groups(&groups, at);
                let code = (count > 1).then(|| reference(&groups[at..at + count]))?;
                code.map(|code| (code, count))
            });
        if let Some((code, count)) = found {
            codes.push(code);
            at += count;
        } else {
            rest.push_str(groups[at].text);
            rest.push(' ');
            at += 1;
        }
    }
    (codes, rest)
}

/// A day as it is found, and its month.
pub(crate) fn day_codes(day: Day) -> [String; 2] {
    [day_code(day), month_code(day.year(), day.month())]
}

fn day_code(day: Day) -> String {
    format!("d{day}")
}

fn month_code(year: i16, month: i8) -> String {
    format!("m{year:04}-{month:02}")
}

/// Letters and digits, and what stands before them.
#[derive(Clone, Copy, Debug)]
struct Group<'a> {
    text: &'a str,
    /// What stands between the group before and this one: a single char, or `None` for more, or none.
    joint: Option<char>,
}

impl Group<'_> {
    fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// A number of so many digits.
    fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let plain = self.text.bytes().all(|byte| byte.is_ascii_digit());
        (plain && digits.contains(&self.text.len()))
            .then(|| self.text.parse().ok())
            .flatten()
    }

    fn joined_by(&self, joints: &[char]) -> bool {
        self.joint.is_some_and(|joint| joints.contains(&joint))
    }
}

fn groups(text: &str) -> Vec<Group<'_>> {
    let mut groups = Vec::new();
    let mut end = 0; // of the group before
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let from = text.len() - rest.len() + start;
        let tail = &text[from..];
        let length = tail
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(tail.len());
        let mut between = text[end..from].chars();
        let joint = between.next().filter(|_| between.next().is_none());
        groups.push(Group {
            text: &tail[..length],
            joint: joint.map(|joint| if joint.is_whitespace() { ' ' } else { joint }),
        });
        end = from + length;
        rest = &text[end..];
    }
    groups
}

/// `31/12/2026`, `31.12.26`, `2026-12-31`, `31 decembre 2026`, `1er mai 2026`: the day and its groups.
fn day_at(groups: &[Group<'_>], at: usize) -> Option<(Day, usize)> {
    let [a, b, c, ..] = groups[at..] else {
        return None;
    };
    let same_joint = b.joined_by(&['/', '-', '.', ' ']) && b.joint == c.joint;
    let named = MONTHS.iter().position(|month| *month == b.text);
    let (year, month, day) = if let Some(month) = named {
        let day = a.text.strip_suffix("er").unwrap_or(a.text).parse().ok()?;
        (c.number(4..=4)?, month as u32 + 1, day)
    } else if !same_joint {
        return None;
    } else if let Some(year) = a.number(4..=4) {
        (year, b.number(1..=2)?, c.number(1..=2)?)
    } else {
        let year = c
            .number(4..=4)
            .or_else(|| c.number(2..=2).map(|year| year + 2000))?;
        (year, b.number(1..=2)?, a.number(1..=2)?)
    };
    let day = Day::new(year as i16, month as i8, i8::try_from(day).ok()?).ok()?;
    Some((day, 3))
}

/// `12/2026`, `decembre 2026`.
fn month_at(groups: &[Group<'_>], at: usize) -> Option<(String, usize)> {
    let [a, b, ..] = groups[at..] else {
        return None;
    };
    let year = b.number(4..=4).filter(|year| (1900..2200).contains(year))?;
    let named = MONTHS.iter().position(|month| *month == a.text);
    let numbered = || a.number(1..=2).filter(|_| b.joined_by(&['/', '-']));
    let month = named.map(|month| month as u32 + 1).or_else(numbered)?;
    let inside_a_day = at > 0 && groups[at].joined_by(&['/', '-']);
    ((1..=12).contains(&month) && !inside_a_day).then(|| (month_code(year as i16, month as i8), 2))
}

/// `1 234,56`, `1.234,56`, `1234.56`, `450 euros`: in cents, and its groups.
fn amount_at(groups: &[Group<'_>], at: usize) -> Option<(String, usize)> {
    let first = groups[at];
    if at > 0 && first.joined_by(&['.', ',']) && groups[at - 1].has_digit() {
        return None; // the middle of a number
    }
    first.number(1..=9)?;
    let thousands = groups[at + 1..]
        .iter()
        .take_while(|group| group.joined_by(&[' ', '.']) && group.number(3..=3).is_some())
        .count();
    let thousands = if first.text.len() <= 3 {
        thousands.min(3)
    } else {
        0
    };
    let next = groups.get(at + 1 + thousands);
    let cents = next.filter(|group| group.joined_by(&[',', '.']) && group.number(2..=2).is_some());
    let euros = next.filter(|group| matches!(group.text, "euros" | "euro" | "eur"));
    let tail = cents.map_or("00", |group| group.text);
    if cents.is_none() && euros.is_none() {
        return None;
    }
    let digits: String = groups[at..=at + thousands]
        .iter()
        .map(|group| group.text)
        .collect();
    let digits = digits.trim_start_matches('0');
    Some((format!("a{digits}.{tail}"), thousands + 2))
}

/// How many groups from here may be one reference: each has a digit, or stands before one that is joined
/// without a space; one char between them.
fn reference_groups(groups: &[Group<'_>], at: usize) -> usize {
    let joined = groups[at + 1..]
        .iter()
        .take_while(|group| group.has_digit() && group.joined_by(&[' ', '-', '.', '/', '_']))
        .count();
    let glued = groups
        .get(at + 1)
        .is_some_and(|group| group.joined_by(&['-', '.', '/', '_']));
    if groups[at].has_digit() || (glued && joined > 0) {
        (joined + 1).min(limits::REFERENCE_GROUPS_MAX)
    } else {
        1
    }
}

/// The groups as one word; `None` when that is too short to be a reference, or too long to be a word.
fn reference(groups: &[Group<'_>]) -> Option<String> {
    let joined: String = groups.iter().map(|group| group.text).collect();
    (joined.len() >= 5 && joined.len() <= limits::WORD_BYTES_MAX).then_some(joined)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_typed_is_found_however_it_was_printed() {
        let check = |printed: &str, typed: &str| {
            let (codes, rest) = codes_of_query(typed);
            let held = codes_of_text(printed);
            assert!(!codes.is_empty(), "{typed} is no code");
            assert_eq!(rest.trim(), "", "{typed}");
            assert!(
                codes.iter().all(|code| held.contains(code)),
                "{codes:?} in {held:?}"
            );
        };
        check("Total à payer : 1 234,56 €", "1234,56");
        check("Total à payer : 1 234,56 €", "1.234,56");
        check("Montant 1234.56", "1 234,56");
        check("loyer de 450 euros", "450,00");
        check("loyer 450,00", "450 euros");
        check("le 31/12/2026 à Amiens", "31 décembre 2026");
        check("Fait le 31 DÉCEMBRE 2026", "31/12/2026");
        check("né le 1er mai 1980", "01/05/1980");
        check("jusqu'au 31.12.26", "2026-12-31");
        check("le 31/12/2026", "12/2026");
        check("le 31/12/2026", "décembre 2026");
        check("Réf. 2024-15-B7 du dossier", "2024 15 b7");
        check(
            "IBAN FR76 3000 6000 0112 3456 7890 189",
            "fr76 3000 6000 0112 3456 7890 189",
        );
        check("NIR 1 85 05 78 006 084 36", "1-85-05-78-006-084-36");
        check("contrat n° AB-123-456", "AB-123-456");
    }

    #[test]
    fn a_written_together_reference_finds_one_written_apart() {
        let held = codes_of_text("IBAN : FR76 3000 6000 0112");
        assert!(held.contains(&"fr76300060000112".to_owned()), "{held:?}");
        assert!(
            held.contains(&"30006000".to_owned()),
            "a part of it: {held:?}"
        );
    }

    #[test]
    fn what_is_no_code_stays_words() {
        for typed in [
            "loyer",
            "loyer 2024",
            "avis d'imposition",
            "32/13/2026 x",
            "3 rue du Port",
        ] {
            let (codes, rest) = codes_of_query(typed);
            let days: Vec<_> = codes.iter().filter(|code| code.starts_with('d')).collect();
            assert!(days.is_empty(), "{typed} → {codes:?}");
            assert!(!rest.trim().is_empty(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "\\PC{0,80}") {
            let _ = codes_of_text(&text);
            let _ = codes_of_query(&text);
        }

        #[test]
        fn any_amount_is_found_by_itself(euros in 0_u32..999_999, cents in 0_u32..100) {
            let (plain, _) = codes_of_query(&format!("{euros},{cents:02}"));
            let held = codes_of_text(&format!("somme {euros}.{cents:02} €"));
            prop_assert!(held.contains(&plain[0]), "{plain:?} in {held:?}");
        }
    }
}
