//! File names that a person can read: `2026-03 quittance de loyer - DURAND.jpg`.

use std::collections::HashSet;

use classify::TypeCard;
use paper::{DatePrecision, HeldDocument};

use crate::shelf::main_date;

/// The name without its ending: month, short name, family name. Only letters, digits, spaces and a few
/// signs that every file system takes.
pub(crate) fn file_stem(held: &HeldDocument, card: &TypeCard) -> String {
    let date = main_date(held).map(|(day, precision)| match precision {
        DatePrecision::Year => format!("{} ", day.year()),
        DatePrecision::Day | DatePrecision::Month => format!("{}-{:02} ", day.year(), day.month()),
    });
    let holder = held
        .reading
        .holder()
        .and_then(|holder| family_name(&holder.name));
    let holder = holder.map(|name| format!(" - {name}")).unwrap_or_default();
    clean(&format!(
        "{}{}{holder}",
        date.unwrap_or_default(),
        card.short
    ))
}

/// The words in capitals, as offices print a family name; else the last word.
fn family_name(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capitals: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase()))
        .collect();
    if capitals.is_empty() {
        return words.last().map(|word| (*word).to_owned());
    }
    Some(capitals.join(" "))
}

/// Chars kept of a name: well below the 255 bytes of a file system.
const CHARS_MAX: usize = 80;

pub(crate) fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || " -_'’(),.".contains(c) {
                c
            } else {
                ' '
            }
        })
        .collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    let name: String = words.join(" ").chars().take(CHARS_MAX).collect();
    let name = name.trim_matches(['.', ' ']);
    if name.is_empty() {
        "papier".to_owned()
    } else {
        name.to_owned()
    }
}

/// Names given so far: a second one alike gets ` (2)`.
#[derive(Default)]
pub(crate) struct Taken(HashSet<String>);

impl Taken {
    /// `stem.ending`, or `stem (n).ending` when that is taken, in capitals or not.
    pub(crate) fn name(&mut self, stem: &str, ending: &str) -> String {
        let alone = format!("{stem}.{ending}");
        let numbered = (2_u32..).map(|n| format!("{stem} ({n}).{ending}"));
        std::iter::once(alone)
            .chain(numbered)
            .find(|name| self.0.insert(name.to_lowercase()))
            .expect("the numbers do not end before the papers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_name_is_the_one_in_capitals() {
        let check = |name: &str, expected: &str| {
            assert_eq!(family_name(name).as_deref(), Some(expected), "{name}");
        };
        check("DURAND Nathalie", "DURAND");
        check("Mme LE GOFF Anne-Marie", "LE GOFF");
        check("Nathalie Durand", "Durand");
        assert_eq!(family_name("  "), None);
    }

    #[test]
    fn a_file_name_stays_within_its_folder() {
        let check = |text: &str, expected: &str| assert_eq!(clean(text), expected, "{text:?}");
        check("../../etc/passwd", "etc passwd");
        check("quittance\0de\nloyer", "quittance de loyer");
        check("fiche d’état civil", "fiche d’état civil");
        check("...", "papier");
        check("", "papier");
        assert_eq!(clean(&"é".repeat(300)).chars().count(), CHARS_MAX);
    }

    #[test]
    fn two_papers_alike_get_two_names() {
        let mut taken = Taken::default();
        let names = ["rib", "RIB", "rib"].map(|stem| taken.name(stem, "jpg"));
        assert_eq!(names, ["rib.jpg", "RIB (2).jpg", "rib (3).jpg"]);
    }
}
