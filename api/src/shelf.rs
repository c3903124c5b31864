//! A person's papers in the order in which they are shown: by theme, newest first, what is folded behind.

use classify::{Catalogue, Theme, TypeCard};
use paper::{
    DatePrecision, DateRole, Day, Decided, DocumentId, HeldDocument, PageId, PlaceKind,
    ValidityBasis, ValidityStatus,
};

/// One paper, ready to be shown.
#[derive(Clone)]
pub(crate) struct Shelved<'a> {
    pub held: &'a HeldDocument,
    pub card: &'a TypeCard,
    pub status: ValidityStatus,
}

/// The papers of one theme. `front` is never empty unless `folded` is not.
pub(crate) struct ThemeShelf<'a> {
    pub theme: &'a Theme,
    pub front: Vec<Shelved<'a>>,
    /// Superseded papers and duplicates.
    pub folded: Vec<Shelved<'a>>,
}

impl<'a> Shelved<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, held: &'a HeldDocument, today: Day) -> Self {
        Self {
            held,
            card: catalogue.card(&held.reading.document_type),
            status: held.validity.status_on(today),
        }
    }

    pub(crate) fn id(&self) -> DocumentId {
        self.held.id
    }

    /// The page whose picture stands for the paper.
    pub(crate) fn cover(&self) -> Option<PageId> {
        self.held.reading.pages.first().copied()
    }

    /// An agent is asked about it.
    pub(crate) fn asks(&self) -> bool {
        asks(self.held)
    }

    pub(crate) fn is_folded(&self) -> bool {
        is_folded(self.held)
    }

    pub(crate) fn holder(&self) -> Option<&str> {
        self.held
            .reading
            .holder()
            .map(|holder| holder.name.as_str())
    }

    /// `03 / 2031`: until when it holds if it ends, else what it is about. Digits are read where words
    /// are not (UX.md, N1).
    pub(crate) fn when(&self) -> Option<String> {
        match (self.held.validity.basis, self.held.validity.until) {
            (ValidityBasis::Ends, Some(until)) => {
                Some(format!("{:02} / {}", until.month(), until.year()))
            }
            _ => main_date(self.held).map(|(day, precision)| match precision {
                DatePrecision::Year => day.year().to_string(),
                DatePrecision::Day | DatePrecision::Month => {
                    format!("{:02} / {}", day.month(), day.year())
                }
            }),
        }
    }

    fn newest_first(&self) -> (std::cmp::Reverse<Option<Day>>, std::cmp::Reverse<u64>) {
        let day = main_date(self.held).map(|(day, _)| day);
        (std::cmp::Reverse(day), std::cmp::Reverse(self.held.filed))
    }
}

/// Filed under a guess, and not folded behind a better one.
pub(crate) fn asks(held: &HeldDocument) -> bool {
    held.reading.decided != Decided::Auto && !is_folded(held)
}

pub(crate) fn is_folded(held: &HeldDocument) -> bool {
    matches!(
        held.place.kind,
        PlaceKind::Duplicate | PlaceKind::Superseded
    )
}

/// The date under which people look for a paper: the month it speaks of, else the day it was made.
pub(crate) fn main_date(held: &HeldDocument) -> Option<(Day, DatePrecision)> {
    const ORDER: [DateRole; 8] = [
        DateRole::PeriodStart,
        DateRole::Issued,
        DateRole::NoticeYear,
        DateRole::IncomeYear,
        DateRole::SchoolYear,
        DateRole::ValidFrom,
        DateRole::Deadline,
        DateRole::ValidUntil,
    ];
    ORDER
        .into_iter()
        .find_map(|role| held.reading.date(role))
        .map(|date| (date.day, date.precision))
}

/// Themes in the catalogue's order, which never changes, so that a person finds them where they were;
/// themes without a paper are left out.
pub(crate) fn by_theme<'a>(
    catalogue: &'a Catalogue,
    held: &'a [HeldDocument],
    today: Day,
) -> Vec<ThemeShelf<'a>> {
    let mut shelved: Vec<Shelved<'a>> = held
        .iter()
        .map(|held| Shelved::new(catalogue, held, today))
        .collect();
    shelved.sort_by_key(Shelved::newest_first);
    catalogue
        .themes()
        .iter()
        .filter_map(|theme| {
            let (folded, front): (Vec<_>, Vec<_>) = shelved
                .iter()
                .filter(|paper| paper.card.theme == theme.slug)
                .cloned()
                .partition(Shelved::is_folded);
            (!front.is_empty() || !folded.is_empty()).then_some(ThemeShelf {
                theme,
                front,
                folded,
            })
        })
        .collect()
}

/// The state that a pile of papers shows: the one that most needs doing something about. A paper that is
/// merely old, like last year's payslips, does not alarm a whole theme.
pub(crate) fn worst(papers: &[Shelved<'_>]) -> ValidityStatus {
    let rank = |status: ValidityStatus| match status {
        ValidityStatus::Over => 0,
        ValidityStatus::EndsSoon => 1,
        ValidityStatus::ToCheck => 2,
        ValidityStatus::UpToDate => 3,
        ValidityStatus::Unlimited => 4,
        ValidityStatus::TooOld => 5,
    };
    papers
        .iter()
        .map(|paper| paper.status)
        .min_by_key(|status| rank(*status))
        .unwrap_or(ValidityStatus::ToCheck)
}
