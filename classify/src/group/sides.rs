//! Front and back of one card on two photos.
//!
//! Few words, much of them misread: a side is known by phrases read nearly, and two sides by what a card prints on
//! both: its number, its holder, its days, in clear on one and in machine-readable rows on the other.

use std::sync::OnceLock;

use paper::Page;
use regex::Regex;

use super::cues::{Cues, Side};
use crate::text::Line;

/// Points two sides need to be one card: a long number does it, a name with a day does it, a day alone does not.
const JOIN_MIN: u8 = 5;
/// How much better than with any other card.
const LEAD_MIN: u8 = 2;
/// A name shorter than this is found in too many rows by chance.
const NAME_LETTERS_MIN: usize = 5;
/// Misread letters allowed in a phrase, one for so many: « Cette carte permet d'obtenir » with four wrong is itself.
const LETTERS_A_MISTAKE: usize = 6;

/// What a side prints that its other side may print too, letters that readers mistake for each other made one.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// Numbers of a document, eight characters or more, sorted.
    numbers: Vec<String>,
    /// Words that may be a name.
    words: Vec<String>,
    /// `DDMMAAAA`, sorted.
    days: Vec<String>,
    /// All of the page without spaces.
    letters: String,
    /// Of that, the machine-readable rows.
    rows: String,
}

impl Marks {
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        static NUMBER: OnceLock<Regex> = OnceLock::new();
        static DAY: OnceLock<Regex> = OnceLock::new();
        let number =
            NUMBER.get_or_init(|| Regex::new(r"\b[0-9A-Z]{8,14}\b").expect("a plain pattern"));
        let day = DAY.get_or_init(|| {
            Regex::new(r"\b(\d\d)[./ -](\d\d)[./ -](\d{4})\b").expect("a plain pattern")
        });
        let mut marks = Self::default();
        for line in lines {
            let texts = line.text.as_str();
            let letters = folded(texts);
            if texts.matches('<').count() >= 2 || letters.contains(LICENCE_ROW) {
                marks.rows.push_str(&letters);
            }
            marks.letters.push_str(&letters);
            for found in number.find_iter(texts) {
                let digits = found.as_str().bytes().filter(u8::is_ascii_digit).count();
                if digits >= 4 {
                    marks.numbers.push(folded(found.as_str()));
                }
            }
            for found in day.captures_iter(texts) {
                marks
                    .days
                    .push(format!("{}{}{}", &found[1], &found[2], &found[3]));
            }
            let names = texts.split(|c: char| !c.is_alphabetic());
            let long = names.filter(|word| word.len() >= NAME_LETTERS_MIN);
            marks.words.extend(long.map(folded));
        }
        marks.numbers.sort();
        marks.numbers.dedup();
        marks.days.sort();
        marks.days.dedup();
        marks
    }

    /// How much speaks for the two being sides of one card.
    fn points(&self, other: &Self) -> u8 {
        let number = self.number_in(other).max(other.number_in(self));
        // Two cards of one family are made on one day: their numbers tell them apart.
        let numbered =
            |front: &Self, back: &Self| !front.numbers.is_empty() && !back.rows.is_empty();
        if number == 0 && (numbered(self, other) || numbered(other, self)) {
            return 0;
        }
        let name = 4 * u8::from(self.name_in_rows_of(other) || other.name_in_rows_of(self));
        let shared = self
            .days
            .iter()
            .filter(|day| other.days.binary_search(day).is_ok())
            .count();
        let coded = self.days_in_rows_of(other) + other.days_in_rows_of(self);
        number + name + 3 * u8::try_from((shared + coded).min(2)).unwrap_or(2)
    }

    /// 8 for a number read alike on both, 6 with a letter or two misread.
    fn number_in(&self, other: &Self) -> u8 {
        let mistakes = |number: &str| if number.len() >= 11 { 2 } else { 1 };
        let points = self.numbers.iter().map(|number| {
            let near = least_mistakes(number, &other.letters);
            match near {
                0 => 8,
                near if near <= mistakes(number) => 6,
                _ => 0,
            }
        });
        points.max().unwrap_or(0)
    }

    /// A word of this side begins a name of the other's rows; `D1FRA…` keeps the first letters alone.
    fn name_in_rows_of(&self, other: &Self) -> bool {
        let kept = |word: &String| -> String { word.chars().take(8).collect() };
        self.words.iter().map(kept).any(|word| {
            let mistakes = usize::from(word.len() >= 7);
            !other.rows.is_empty() && least_mistakes(&word, &other.rows) <= mistakes
        })
    }

    /// `AAMMJJ` of this side's days in the other's rows.
    fn days_in_rows_of(&self, other: &Self) -> usize {
        let coded = self
            .days
            .iter()
            .map(|day| folded(&format!("{}{}{}", &day[6..8], &day[2..4], &day[..2])));
        coded
            .filter(|day| other.rows.contains(day.as_str()))
            .count()
    }

    /// The same side photographed twice says the same; brother and sister differ in a name, a number and a day.
    fn repeats(&self, other: &Self) -> bool {
        let length = self.letters.len().max(other.letters.len());
        strsim::osa_distance(&self.letters, &other.letters) * 10 <= length
    }
}

/// `D1FRA`, folded: how the one row of a licence begins.
const LICENCE_ROW: &str = "01FRA";

/// A row that begins as `head` does, whatever its misread letters.
pub(super) fn has_row(lines: &[Line<'_>], head: &str) -> bool {
    let head = folded(head);
    lines
        .iter()
        .any(|line| folded(&line.text).starts_with(&head))
}

/// Letters and figures alone, those that readers mistake for each other made one.
fn folded(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c {
            'O' | 'Q' | 'D' => '0',
            'I' | 'L' => '1',
            'S' => '5',
            'B' => '8',
            'Z' => '2',
            'G' => '6',
            c => c,
        })
        .collect()
}

/// The fewest letters to change for `wanted` to stand somewhere in `text`; its own length when `text` is shorter.
fn least_mistakes(wanted: &str, text: &str) -> usize {
    let (wanted, text) = (wanted.as_bytes(), text.as_bytes());
    // One row of the usual table; a start anywhere in the text costs nothing.
    let mut row: Vec<usize> = vec![0; text.len() + 1];
    for (at, letter) in wanted.iter().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (nth, other) in text.iter().enumerate() {
            let changed = before + usize::from(letter != other);
            before = row[nth + 1];
            row[nth + 1] = changed.min(before + 1).min(row[nth] + 1);
        }
    }
    row.into_iter().min().unwrap_or(wanted.len())
}

/// Does the page say this, a letter in six misread? `phrase` in capitals without accents.
pub(super) fn nearly_says(lines: &[Line<'_>], phrase: &str) -> bool {
    let wanted: String = phrase.chars().filter(char::is_ascii_alphanumeric).collect();
    let mistakes = wanted.len() / LETTERS_A_MISTAKE;
    lines.iter().any(|line| {
        let text: String = line
            .text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        least_mistakes(&wanted, &text) <= mistakes
    })
}

/// Joins as `(strength, a, b)` with `a < b`.
pub(super) fn joins(pages: &[Page], cues: &[Cues]) -> Vec<(u8, usize, usize)> {
    let cards: Vec<usize> = (0..cues.len())
        .filter(|at| cues[*at].side.is_some())
        .collect();
    let mut kinds: Vec<&str> = cards
        .iter()
        .filter_map(|at| cues[*at].card.as_deref())
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
        .into_iter()
        .flat_map(|kind| {
            let of_kind = |side: Side| -> Vec<usize> {
                let same = |at: &&usize| {
                    cues[**at].card.as_deref() == Some(kind) && cues[**at].side == Some(side)
                };
                cards.iter().filter(same).copied().collect()
            };
            of_one_kind(pages, cues, &of_kind(Side::Front), &of_kind(Side::Back))
        })
        .collect()
}

fn of_one_kind(
    pages: &[Page],
    cues: &[Cues],
    fronts: &[usize],
    backs: &[usize],
) -> Vec<(u8, usize, usize)> {
    let points = |front: usize, back: usize| -> u8 {
        if cues[front].names_other_person(&cues[back]) {
            return 0;
        }
        let marks = cues[front].marks.points(&cues[back].marks);
        marks.max(8 * u8::from(cues[front].shares_identity(&cues[back])))
    };
    // The best that another card has, photographs of the same side left out.
    let rival = |front: usize, back: usize| -> u8 {
        let other_backs = backs
            .iter()
            .filter(|other| !cues[**other].marks.repeats(&cues[back].marks))
            .map(|other| points(front, *other));
        let other_fronts = fronts
            .iter()
            .filter(|other| !cues[**other].marks.repeats(&cues[front].marks))
            .map(|other| points(*other, back));
        other_backs.chain(other_fronts).max().unwrap_or(0)
    };
    let mut joins = Vec::new();
    for &front in fronts {
        for &back in backs {
            let own = points(front, back);
            if own >= JOIN_MIN && own >= rival(front, back) + LEAD_MIN {
                // Above the elimination below, under what `join` is sure of.
                joins.push((4, front.min(back), front.max(back)));
            }
        }
    }
    // The other side of a sheet of a PDF is in that PDF, misread as it may be.
    let in_file_of_several = |side: &usize| {
        let page = &pages[*side];
        pages
            .iter()
            .any(|other| other.photo == page.photo && other.sheet != page.sheet)
    };
    if !fronts.iter().chain(backs).any(in_file_of_several) {
        joins.extend(the_only_ones(cues, fronts, backs, points));
    }
    joins
}

/// The only front and the only back of one kind of card, each once or photographed again, with nothing against them.
fn the_only_ones(
    cues: &[Cues],
    fronts: &[usize],
    backs: &[usize],
    points: impl Fn(usize, usize) -> u8,
) -> Vec<(u8, usize, usize)> {
    let one_side = |sides: &[usize]| {
        sides
            .iter()
            .all(|side| cues[*side].marks.repeats(&cues[sides[0]].marks))
    };
    let ([front, ..], [back, ..]) = (fronts, backs) else {
        return Vec::new();
    };
    let alone = one_side(fronts) && one_side(backs);
    // A health insurance card and a mobility card bear numbers on one side alone, or another on each.
    let numbered_alike = !matches!(
        cues[*front].card.as_deref(),
        Some("carte_vitale" | "carte_mobilite_inclusion")
    );
    let (left, right) = (&cues[*front], &cues[*back]);
    let apart = left.names_other_person(right)
        || (numbered_alike && points(*front, *back) == 0 && left.tells_apart(right));
    if !alone || apart {
        return Vec::new();
    }
    vec![(2, *front.min(back), *front.max(back))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_through_its_mistakes() {
        assert_eq!(least_mistakes("VITALE", "CARTE VITALE 2"), 0);
        assert_eq!(least_mistakes("VITALE", "CARTE VITOLE 2"), 1);
        assert_eq!(least_mistakes("VITALE", "CARTE VTALE 2"), 1);
        assert_eq!(least_mistakes("VITALE", ""), 6);
        assert_eq!(least_mistakes("", "VITALE"), 0);
    }

    #[test]
    fn letters_that_look_alike_are_one() {
        assert_eq!(folded("0JH9TWKOF"), folded("OJH9TWK0F"));
        assert_eq!(folded("D1FRA"), LICENCE_ROW);
    }
}
