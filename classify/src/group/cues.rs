//! What a page shows of the paper it belongs to.

use std::sync::OnceLock;

use paper::{DateRole, Decided, Page, Reading};
use regex::Regex;

use super::sides::{Marks, has_row, nearly_says};
use crate::{
    Catalogue,
    codes::numbers,
    names::{Likeness, compare_names},
    read_document,
    text::{Line, lines, normalise},
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
    /// Slugs that the page by itself may have, the likeliest first, without `document_type`.
    pub candidates: Vec<String>,
    /// For a card: its slug and side.
    pub card: Option<String>,
    pub side: Option<Side>,
    holder: Option<String>,
    /// Numbers of eight or more characters that carry digits, sorted.
    pub references: Vec<String>,
    /// Dates of the paper that two pages of it would share.
    dates: Vec<(DateRole, paper::Day)>,
    has_title: bool,
    /// Amounts with cents and large whole ones, in cents, sorted: those of one paper come back on its next page.
    amounts: Vec<u64>,
    /// The rows of an MRZ, read or not.
    mrz: String,
    /// All words, normalised, to look for a name in.
    text: String,
    /// For a side of a card, what its other side may print too.
    pub marks: Marks,
}

impl Cues {
    pub(super) fn of(catalogue: &Catalogue, page: &Page) -> Self {
        let pages = std::slice::from_ref(page);
        // The day only tells possible dates from impossible ones; any late one will do here.
        let reading = read_document(catalogue, pages, paper::Day::constant(2099, 1, 1));
        let lines = lines(pages);
        let (card, side) = card_side(&reading, &lines, page)
            .or_else(|| side_of_any(catalogue, &reading, &lines))
            .map_or((None, None), |(card, side)| (Some(card), Some(side)));
        Self {
            number: page_number(&lines),
            document_type: (reading.decided != Decided::Unknown)
                .then(|| reading.document_type.slug().to_owned()),
            card,
            side,
            marks: side.map_or_else(Marks::default, |_| Marks::of(&lines)),
            candidates: reading
                .alternatives
                .iter()
                .map(|(kind, _)| kind.slug().to_owned())
                .collect(),
            holder: reading.holder().map(|holder| holder.name.clone()),
            amounts: amounts(&lines),
            mrz: mrz_rows(&reading, &lines),
            text: lines
                .iter()
                .map(|line| line.text.as_str())
                .collect::<Vec<_>>()
                .join("\n"),
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
            || self.mrz_holds_reference_of(other)
            || other.mrz_holds_reference_of(self)
            || names.is_some_and(|(a, b)| compare_names(a, b) == Likeness::Same)
    }

    /// A licence prints its number inside the row of its back.
    fn mrz_holds_reference_of(&self, other: &Self) -> bool {
        let held = |reference: &String| self.mrz.contains(reference.as_str());
        other.references.iter().any(held)
    }

    /// One letter wrong in a long number.
    pub(super) fn nearly_shares_reference(&self, other: &Self) -> bool {
        let near = |a: &String, b: &String| a.len() >= 10 && strsim::hamming(a, b) == Ok(1);
        self.references
            .iter()
            .any(|a| other.references.iter().any(|b| near(a, b)))
    }

    pub(super) fn shared_amounts(&self, other: &Self) -> usize {
        let shared = |amount: &&u64| other.amounts.binary_search(amount).is_ok();
        self.amounts.iter().filter(shared).count()
    }

    pub(super) fn shares_date(&self, other: &Self) -> bool {
        self.dates.iter().any(|date| other.dates.contains(date))
    }

    /// The same holder, or the holder's words on the other page.
    pub(super) fn shares_holder(&self, other: &Self) -> bool {
        let Some(holder) = &self.holder else {
            return false;
        };
        let same = other
            .holder
            .as_ref()
            .is_some_and(|name| compare_names(holder, name) == Likeness::Same);
        let words = normalise(holder);
        same || words
            .split(' ')
            .all(|word| word.len() >= 3 && other.text.contains(word))
    }

    pub(super) fn names_holder(&self) -> bool {
        self.holder.is_some()
    }

    pub(super) fn names_other_person(&self, other: &Self) -> bool {
        let names = self.holder.as_ref().zip(other.holder.as_ref());
        names.is_some_and(|(a, b)| compare_names(a, b) == Likeness::Different)
    }

    /// Both sides of a card bear a number or a name, and not the same.
    pub(super) fn tells_apart(&self, other: &Self) -> bool {
        let numbered = |cues: &Self| !cues.references.is_empty() || !cues.mrz.is_empty();
        self.names_other_person(other) || (numbered(self) && numbered(other))
    }

    pub(super) fn names_other_title(&self, other: &Self) -> bool {
        matches!((&self.document_type, &other.document_type), (Some(a), Some(b)) if a != b)
    }

    /// Another person, another month, another kind: not one paper.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let other_person = self.names_other_person(other);
        let both_titled = self.has_title && other.has_title;
        // Two tax notices bear the same tax number, two payslips the same everything.
        let years = [
            DateRole::IncomeYear,
            DateRole::NoticeYear,
            DateRole::SchoolYear,
            DateRole::PeriodStart,
            DateRole::PeriodEnd,
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
fn card_side(reading: &Reading, lines: &[Line<'_>], page: &Page) -> Option<(String, Side)> {
    let words = words_of(lines);
    if words > 120 {
        return None;
    }
    let mrz = reading
        .codes
        .iter()
        .find(|code| code.kind.starts_with("mrz:"))
        .map(|code| (code.kind.as_str(), code.text.as_str()));
    match mrz {
        Some(("mrz:FRA_ID_2x36", _)) => {
            return Some(("carte_identite_ancienne".to_owned(), Side::Front));
        }
        Some(("mrz:TD1", text)) if text.starts_with("ID") => {
            return Some(("carte_identite".to_owned(), Side::Back));
        }
        Some(("mrz:TD1", _)) => return Some(("titre_sejour".to_owned(), Side::Back)),
        Some(("mrz:FRA_DL_1x30", _)) => {
            return Some(("permis_conduire".to_owned(), Side::Back));
        }
        _ => {}
    }
    printed_side(reading, lines, page, words)
}

/// By its words, when no row of it was read whole. A side that says what both sides say is a card photographed open.
fn printed_side(
    reading: &Reading,
    lines: &[Line<'_>],
    page: &Page,
    words: usize,
) -> Option<(String, Side)> {
    let says = |phrase: &str| nearly_says(lines, phrase);
    let slug = reading.document_type.slug();
    let landscape = page.region.width() > page.region.height();
    let old_back = says("VALABLE JUSQU'AU")
        && says("DELIVREE LE")
        && words < 60
        && (slug == "carte_identite" || reading.decided != Decided::Auto);
    let few = words < 60;
    let licence_back = has_row(lines, "D1FRA") || (few && says("VALIDITE DES CATEGORIES"));
    let licence_front = slug == "permis_conduire"
        && (says("4B.") || says("DELIVRE PAR") || landscape)
        && says("PERMIS DE CONDUIRE");
    let health = words < 45 && !says("EUROPEENNE");
    let health_back = health && (says("SESAM VITALE") || says("CETTE CARTE EST PERSONNELLE"));
    let health_front = health && says("CARTE D'ASSURANCE MALADIE");
    let mobility_front =
        few && (says("CARTE MOBILITE INCLUSION") || says("CARTE D'INVALIDITE")) && says("NOM");
    let mobility_back = few
        && (says("CETTE CARTE PERMET D'OBTENIR")
            || says("CODE DE L'ACTION SOCIALE ET DES FAMILLES"));
    let permit_back = words < 80 && has_row(lines, "IRFRA");
    let permit_front = slug == "titre_sejour" && landscape && words < 80;
    let identity_front =
        slug == "carte_identite" && landscape && (says("DATE D'EXPIR") || says("EXPIRY"));
    let identity_back = few && has_row(lines, "IDFRA") && !says("CARTE NATIONALE");
    let cards = [
        ("permis_conduire", licence_front, licence_back),
        ("carte_vitale", health_front, health_back),
        ("carte_mobilite_inclusion", mobility_front, mobility_back),
        ("carte_identite_ancienne", false, old_back),
        ("titre_sejour", permit_front, permit_back),
        ("carte_identite", identity_front, identity_back),
    ];
    cards
        .into_iter()
        .find(|(_, front, back)| *front || *back)
        .and_then(|(card, front, back)| match (front, back) {
            (true, false) => Some((card.to_owned(), Side::Front)),
            (false, true) => Some((card.to_owned(), Side::Back)),
            _ => None,
        })
}

/// Of any other card with two sides, the front says whose it is, and the back is the same for everybody.
fn side_of_any(
    catalogue: &Catalogue,
    reading: &Reading,
    lines: &[Line<'_>],
) -> Option<(String, Side)> {
    const WORDS_MAX: usize = 80;
    const SIDES_KNOWN: [&str; 5] = [
        "permis_conduire",
        "carte_vitale",
        "carte_mobilite_inclusion",
        "carte_identite",
        "titre_sejour",
    ];
    let slug = reading.document_type.slug();
    let layout = &catalogue.card(&reading.document_type).layout;
    let is_card = layout.sides == 2 && !layout.size.starts_with("A4");
    let is_known = reading.decided == Decided::Unknown || SIDES_KNOWN.contains(&slug);
    if is_known || !is_card || words_of(lines) > WORDS_MAX {
        return None;
    }
    // A day is somebody's, too, when no name was read.
    let is_front = reading.holder().is_some() || !reading.dates.is_empty();
    let side = if is_front { Side::Front } else { Side::Back };
    Some((slug.to_owned(), side))
}

fn words_of(lines: &[Line<'_>]) -> usize {
    lines.iter().map(|line| line.tokens().count()).sum()
}

/// `PAGE 1/3`, `Page 1 sur 3`, or `1/3` alone on its line; OCR reads `1l3`, `Paqe 1/3`, and `Page 13` for it.
pub(super) fn page_number(lines: &[Line<'_>]) -> Option<(u32, u32)> {
    static NUMBER: OnceLock<Regex> = OnceLock::new();
    static NAMED: OnceLock<Regex> = OnceLock::new();
    let alone = NUMBER.get_or_init(|| {
        Regex::new(r"(?:^|\bP\. ?)(?:N° ?)?([1-9]\d?) ?(?:/|SUR|DE|\||L|I) ?([1-9]\d?)\.?$")
            .expect("a plain pattern")
    });
    let named = NAMED.get_or_init(|| {
        Regex::new(
            r"\b(?:PAGE|P[A-Z0-9]GE|PA[A-Z0-9]E|PAG[A-Z0-9]) ?(?:N° ?)?([1-9]\d?)( ?(?:/|SUR|DE|\||L|I|!) ?|)([1-9]\d?)(?:[. ]|$)",
        )
        .expect("a plain pattern")
    });
    let believed = |page: &str, total: &str| {
        let (page, total): (u32, u32) = (page.parse().ok()?, total.parse().ok()?);
        ((1..=total).contains(&page) && (2..=40).contains(&total)).then_some((page, total))
    };
    lines.iter().find_map(|line| {
        let at_edge = line.top < 0.15 || line.bottom > 0.85;
        let by_name = named.captures(&line.text).and_then(|captures| {
            // Without a stroke between them, only two figures can be two numbers.
            let glued = captures[2].is_empty();
            let short = captures[1].len() == 1 && captures[3].len() == 1;
            (!glued || (at_edge && short)).then(|| believed(&captures[1], &captures[3]))?
        });
        by_name.or_else(|| {
            let captures = alone.captures(&line.text)?;
            (at_edge && line.text.len() < 40).then(|| believed(&captures[1], &captures[2]))?
        })
    })
}

/// Amounts that tell: with cents or of four figures and more, in cents; years and zero left out.
fn amounts(lines: &[Line<'_>]) -> Vec<u64> {
    static AMOUNT: OnceLock<Regex> = OnceLock::new();
    let amount = AMOUNT.get_or_init(|| {
        Regex::new(r"(?:^|[ :€])(\d{1,3}(?: \d{3})+|\d{2,6})(?:[.,](\d{2}))?(?: ?€| EUROS?|$)")
            .expect("a plain pattern")
    });
    let mut found: Vec<u64> = lines
        .iter()
        .flat_map(|line| amount.captures_iter(&line.text))
        .filter_map(|captures| {
            let whole: u64 = captures[1].replace(' ', "").parse().ok()?;
            let cents = captures.get(2).map(|cents| cents.as_str());
            let is_year = cents.is_none() && (1900..2100).contains(&whole);
            let tells = (cents.is_some() && whole >= 10) || (whole >= 1000 && !is_year);
            tells.then(|| whole * 100 + cents.and_then(|cents| cents.parse().ok()).unwrap_or(0))
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn mrz_rows(reading: &Reading, lines: &[Line<'_>]) -> String {
    let coded = reading
        .codes
        .iter()
        .filter(|code| code.kind.starts_with("mrz:"))
        .map(|code| code.text.as_str());
    let printed = lines
        .iter()
        .map(|line| line.text.as_str())
        .filter(|text| text.contains("<<") || text.contains("D1FRA"));
    coded.chain(printed).collect::<Vec<_>>().join("\n")
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
                    && (compact.len() > 10 || !compact.starts_with('0'))
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
    // A person's tax number is on the notices of all years.
    found.retain(|number| !numbers::spi_is_valid(number));
    found.sort();
    found.dedup();
    found
}
