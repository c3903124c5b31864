//! What a page shows of the paper it belongs to.

use std::sync::OnceLock;

use paper::{DateRole, Decided, Page, Reading};
use regex::Regex;

use crate::{
    Catalogue,
    codes::numbers,
    names::{Likeness, compare_names},
    read_document,
    text::{Line, lines},
};

/// Which side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Front = 1,
    Back = 2,
}

#[derive(Clone, Debug)]
pub(super) struct Cues {
    /// Printed page number and total.
    pub number: Option<(u32, u32)>,
    /// Slug, when the page by itself shows its type.
    pub document_type: Option<String>,
    /// For a card: its slug and side.
    pub card: Option<&'static str>,
    pub side: Option<Side>,
    holder: Option<String>,
    /// Numbers of eight or more characters that carry digits, sorted.
    references: Vec<String>,
    /// Dates of the paper that two pages of it would share.
    dates: Vec<(DateRole, paper::Day)>,
    has_title: bool,
}

impl Cues {
    pub(super) fn of(catalogue: &Catalogue, page: &Page) -> Self {
        let pages = std::slice::from_ref(page);
        // The day only tells possible dates from impossible ones; any late one will do here.
        let reading = read_document(catalogue, pages, paper::Day::constant(2099, 1, 1));
        let lines = lines(pages);
        let (card, side) = card_side(&reading, &lines, page);
        Self {
            number: page_number(&lines),
            document_type: (reading.decided != Decided::Unknown)
                .then(|| reading.document_type.slug().to_owned()),
            card,
            side,
            holder: reading.holder().map(|holder| holder.name.clone()),
            references: references(&reading, &lines),
            has_title: reading.decided == Decided::Auto,
            dates: reading
                .dates
                .iter()
                .filter(|date| date.confidence.value() >= 0.7 && date.role != DateRole::Birth)
                .map(|date| (date.role, date.day))
                .collect(),
        }
    }

    pub(super) fn starts_paper(&self) -> bool {
        self.number.is_some_and(|(number, _)| number == 1)
            || (self.has_title && self.number.is_none())
    }

    pub(super) fn shares_reference(&self, other: &Self) -> bool {
        self.references
            .iter()
            .any(|reference| other.references.binary_search(reference).is_ok())
    }

    /// Both sides of a card show its number or its holder.
    pub(super) fn shares_identity(&self, other: &Self) -> bool {
        let names = self.holder.as_ref().zip(other.holder.as_ref());
        self.shares_reference(other)
            || names.is_some_and(|(a, b)| compare_names(a, b) == Likeness::Same)
    }

    pub(super) fn names_other_title(&self, other: &Self) -> bool {
        matches!((&self.document_type, &other.document_type), (Some(a), Some(b)) if a != b)
    }

    /// Another person, another month, another kind: not one paper.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let names = self.holder.as_ref().zip(other.holder.as_ref());
        let other_person = names.is_some_and(|(a, b)| compare_names(a, b) == Likeness::Different);
        let both_titled = self.has_title && other.has_title;
        // Two tax notices bear the same tax number.
        let years = [
            DateRole::IncomeYear,
            DateRole::NoticeYear,
            DateRole::SchoolYear,
        ];
        let other_year = self.dates.iter().any(|(role, day)| {
            let differs = |(other_role, other_day): &(DateRole, paper::Day)| {
                role == other_role && day != other_day
            };
            years.contains(role) && other.dates.iter().any(differs)
        });
        let other_date = both_titled
            && self.dates.iter().any(|(role, day)| {
                other
                    .dates
                    .iter()
                    .any(|(other_role, other_day)| role == other_role && day != other_day)
            });
        (other_person && both_titled)
            || other_date
            || other_year
            || (both_titled && self.names_other_title(other))
    }
}

/// Front and back of the cards whose sides are told apart by what they print.
fn card_side(
    reading: &Reading,
    lines: &[Line<'_>],
    page: &Page,
) -> (Option<&'static str>, Option<Side>) {
    let words: usize = lines.iter().map(|line| line.tokens().count()).sum();
    if words > 120 {
        return (None, None);
    }
    let has = |text: &str| lines.iter().any(|line| line.text.contains(text));
    let mrz = reading
        .codes
        .iter()
        .find(|code| code.kind.starts_with("mrz:"))
        .map(|code| (code.kind.as_str(), code.text.as_str()));
    match mrz {
        Some(("mrz:FRA_ID_2x36", _)) => {
            return (Some("carte_identite_ancienne"), Some(Side::Front));
        }
        Some(("mrz:TD1", text)) if text.starts_with("ID") => {
            return (Some("carte_identite"), Some(Side::Back));
        }
        Some(("mrz:TD1", _)) => return (Some("titre_sejour"), Some(Side::Back)),
        Some(("mrz:FRA_DL_1x30", _)) => return (Some("permis_conduire"), Some(Side::Back)),
        _ => {}
    }
    let slug = reading.document_type.slug();
    let landscape = page.region.width() > page.region.height();
    if has("VALABLE JUSQU'AU") && has("DELIVREE LE") && words < 60 {
        return (Some("carte_identite_ancienne"), Some(Side::Back));
    }
    if slug == "carte_identite" && landscape && (has("DATE D'EXPIR") || has("EXPIRY")) {
        return (Some("carte_identite"), Some(Side::Front));
    }
    if slug == "titre_sejour" && landscape && words < 80 {
        return (Some("titre_sejour"), Some(Side::Front));
    }
    if slug == "permis_conduire" && has("4B") {
        return (Some("permis_conduire"), Some(Side::Front));
    }
    (None, None)
}

/// `PAGE 1/3`, `Page 1 sur 3`, or `1/3` alone on its line; OCR reads `1l3`.
fn page_number(lines: &[Line<'_>]) -> Option<(u32, u32)> {
    static NUMBER: OnceLock<Regex> = OnceLock::new();
    let number = NUMBER.get_or_init(|| {
        Regex::new(
            r"(?:^|\bPAGE ?|\bP\. ?)(?:N° ?)?([1-9]\d?) ?(?:/|SUR|DE|\||L|I) ?([1-9]\d?)\.?$",
        )
        .expect("a plain pattern")
    });
    lines.iter().find_map(|line| {
        let at_edge = line.top < 0.15 || line.bottom > 0.85;
        let captures = number.captures(&line.text)?;
        let named = line.text.contains("PAGE");
        let (page, total): (u32, u32) = (captures[1].parse().ok()?, captures[2].parse().ok()?);
        ((named || (at_edge && line.text.len() < 40))
            && (1..=total).contains(&page)
            && (2..=40).contains(&total))
        .then_some((page, total))
    })
}

/// Long numbers of the page: contract, file, tax, account. Dates and amounts are too short to count.
fn references(reading: &Reading, lines: &[Line<'_>]) -> Vec<String> {
    static LONG: OnceLock<Regex> = OnceLock::new();
    let long = LONG.get_or_init(|| {
        Regex::new(r"\b[0-9A-Z]{2,}(?:[ /-]?[0-9A-Z]+)*\b").expect("a plain pattern")
    });
    let read = reading
        .fields
        .iter()
        .filter(|field| field.name.starts_with("numero_") && field.confidence.value() >= 0.7);
    let mut found: Vec<String> = read.map(|field| numbers::compact(&field.value)).collect();
    for line in lines {
        for run in long.find_iter(&line.text) {
            for piece in [run.as_str()].into_iter().chain(run.as_str().split(' ')) {
                let compact = numbers::compact(piece);
                let digits = compact.bytes().filter(u8::is_ascii_digit).count();
                // Telephone numbers are on every page of an office, its SIRET on every paper, an IBAN on every bill.
                if (8..=30).contains(&compact.len())
                    && digits * 3 >= compact.len() * 2
                    && !compact.starts_with('0')
                    && !piece.contains('/')
                    && !numbers::siret_is_valid(&compact)
                    && !numbers::iban_is_valid(&compact)
                    && !numbers::nir_is_valid(&compact)
                {
                    found.push(compact);
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
