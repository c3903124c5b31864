//! What each paper is to the others that a person holds (`DOMAIN.md` §1.2, "supersession").
//!
//! All places are computed at once, from the papers and not from the order they came in. Folding only:
//! nothing is ever removed.

mod twin;

use std::cmp::Ordering;

use paper::{
    BagId, DateRole, Day, DocumentId, HeldDocument, Place, PlaceKind, Reading, Validity,
    ValidityBasis,
};

use crate::{
    Catalogue,
    catalogue::{GroupKey, HintRole, SupersessionMode, SupersessionRule},
    names::Likeness,
    sentences::{day_in_french, of_month},
    text::normalise,
};
use twin::{are_twins, same_holder, same_period};

/// Where one more paper goes among those held. Its own earlier copies must not be in `held`.
pub fn place_among(
    catalogue: &Catalogue,
    reading: &Reading,
    validity: &Validity,
    held: &[HeldDocument],
) -> Place {
    let newcomer = HeldDocument {
        // No real id: those are hashes.
        id: DocumentId(u128::MAX),
        bag: BagId(0),
        reading: reading.clone(),
        validity: validity.clone(),
        place: current(""),
        filed: held
            .iter()
            .map(|paper| paper.filed)
            .max()
            .unwrap_or(0)
            .saturating_add(1),
        not_twin_of: Vec::new(),
    };
    let mut all = held.to_vec();
    all.push(newcomer);
    let places = reshelve(catalogue, &all);
    places
        .into_iter()
        .last()
        .map_or_else(|| current("Papier rangé."), |(_, place)| place)
}

/// The place of every paper held, in the order given. The order does not change any place.
pub fn reshelve(catalogue: &Catalogue, held: &[HeldDocument]) -> Vec<(DocumentId, Place)> {
    let shown = shown_twins(catalogue, held);
    let mut places: Vec<Place> = (0..held.len())
        .map(|index| {
            let best = shown[index];
            if best != index {
                return folded(
                    PlaceKind::Duplicate,
                    &held[best],
                    "C'est le même papier, photographié deux fois.",
                );
            }
            let others: Vec<&HeldDocument> = (0..held.len())
                .filter(|other| *other != index && shown[*other] == *other)
                .map(|other| &held[other])
                .collect();
            place_one(catalogue, &held[index], &others)
        })
        .collect();
    for index in 0..held.len() {
        let behind = |kind: PlaceKind| matches!(kind, PlaceKind::Duplicate | PlaceKind::Superseded);
        let mut replaces: Vec<DocumentId> = held
            .iter()
            .zip(&places)
            .filter(|(_, place)| behind(place.kind) && place.of == Some(held[index].id))
            .map(|(paper, _)| paper.id)
            .collect();
        replaces.sort_unstable();
        places[index].replaces = replaces;
    }
    held.iter().map(|paper| paper.id).zip(places).collect()
}

/// For each paper, the twin that is shown: the most readable of its photos.
fn shown_twins(catalogue: &Catalogue, held: &[HeldDocument]) -> Vec<usize> {
    let mut family: Vec<usize> = (0..held.len()).collect();
    for a in 0..held.len() {
        for b in a + 1..held.len() {
            if family[a] != family[b] && are_twins(catalogue, &held[a], &held[b]) {
                let (from, to) = (family[b], family[a]);
                family
                    .iter_mut()
                    .filter(|member| **member == from)
                    .for_each(|member| *member = to);
            }
        }
    }
    let best_of = |root: usize| {
        let members = (0..held.len()).filter(|index| family[*index] == root);
        members.max_by(|a, b| {
            readability(&held[*a])
                .partial_cmp(&readability(&held[*b]))
                .unwrap_or(Ordering::Equal)
        })
    };
    (0..held.len())
        .map(|index| {
            let best = best_of(family[index]).unwrap_or(index);
            // Families grow through likeness by likeness; an agent's "not the same" still holds between two.
            let apart = held[index].not_twin_of.contains(&held[best].id)
                || held[best].not_twin_of.contains(&held[index].id);
            if apart { index } else { best }
        })
        .collect()
}

/// More pages first, then more readable, then more dates; ids last, so that the answer never hangs on order.
fn readability(paper: &HeldDocument) -> (usize, f32, usize, std::cmp::Reverse<DocumentId>) {
    let reading = &paper.reading;
    (
        reading.pages.len(),
        reading.legibility,
        reading.dates.len(),
        std::cmp::Reverse(paper.id),
    )
}

fn place_one(catalogue: &Catalogue, paper: &HeldDocument, others: &[&HeldDocument]) -> Place {
    let rule = &catalogue.card(&paper.reading.document_type).supersession;
    if let Some(newer) = newest_above(catalogue, paper, others) {
        let why = if newer.reading.document_type != paper.reading.document_type {
            "Un papier plus fort le remplace."
        } else if is_still_asked_for(catalogue, rule, paper, others) {
            "Un papier plus récent du même genre le remplace, mais des démarches demandent encore celui-ci."
        } else {
            "Un papier plus récent du même genre le remplace."
        };
        return folded(PlaceKind::Superseded, newer, why);
    }
    match rule.mode {
        SupersessionMode::Series => series(rule, paper, others),
        SupersessionMode::MergePages => current("Ce papier se complète page après page."),
        SupersessionMode::Accumulate => current("Ce papier se garde toujours."),
        SupersessionMode::Replace if paper.validity.basis == ValidityBasis::NotFound => {
            current("Une date reste à vérifier sur ce papier.")
        }
        SupersessionMode::Replace => current("C'est le plus récent de ce genre."),
    }
}

/// Whether no more papers came after this one than the rule keeps: a housing request wants the tax notice before the last.
fn is_still_asked_for(
    catalogue: &Catalogue,
    rule: &SupersessionRule,
    paper: &HeldDocument,
    others: &[&HeldDocument],
) -> bool {
    let of_this_type = |other: &&&HeldDocument| {
        other.reading.document_type == paper.reading.document_type
            && replaces(catalogue, other, paper)
    };
    let newer = others.iter().filter(of_this_type).count();
    rule.keep_previous
        .is_some_and(|kept| newer <= usize::from(kept))
}

fn current(why: &str) -> Place {
    Place {
        kind: PlaceKind::Current,
        of: None,
        replaces: Vec::new(),
        why: why.to_owned(),
    }
}

fn folded(kind: PlaceKind, behind: &HeldDocument, why: &str) -> Place {
    Place {
        kind,
        of: Some(behind.id),
        replaces: Vec::new(),
        why: why.to_owned(),
    }
}

/// The newest of the papers that replace this one.
fn newest_above<'a>(
    catalogue: &Catalogue,
    paper: &HeldDocument,
    others: &[&'a HeldDocument],
) -> Option<&'a HeldDocument> {
    let above = others
        .iter()
        .copied()
        .filter(|other| replaces(catalogue, other, paper));
    above.max_by(|a, b| strength(a).cmp(&strength(b)))
}

/// Total, so that one paper is always chosen among several.
fn strength(paper: &HeldDocument) -> (Option<Day>, Option<Day>, std::cmp::Reverse<DocumentId>) {
    let last = |role: DateRole| day(&paper.reading, role);
    let year = last(DateRole::ValidUntil)
        .or_else(|| last(DateRole::IncomeYear))
        .or_else(|| last(DateRole::NoticeYear))
        .or_else(|| last(DateRole::SchoolYear));
    (
        year.or_else(|| last(DateRole::PeriodEnd)),
        last(DateRole::Issued),
        std::cmp::Reverse(paper.id),
    )
}

fn day(reading: &Reading, role: DateRole) -> Option<Day> {
    reading
        .date(role)
        .filter(|date| date.confidence.value() >= 0.4)
        .map(|date| date.day)
}

/// Does `newer` fold `older`? A paper whose own date is to be checked never does.
fn replaces(catalogue: &Catalogue, newer: &HeldDocument, older: &HeldDocument) -> bool {
    if newer.validity.basis == ValidityBasis::NotFound || newer.reading.document_type.is_unknown() {
        return false;
    }
    let (newer_type, older_type) = (&newer.reading.document_type, &older.reading.document_type);
    let (above, below) = (
        &catalogue.card(newer_type).supersession,
        &catalogue.card(older_type).supersession,
    );
    let (a, b) = (&newer.reading, &older.reading);
    if newer_type == older_type {
        return match above.mode {
            SupersessionMode::Replace => same_group(above, a, b) && is_later(&above.order_by, a, b),
            // A payslip made out again for the same month.
            SupersessionMode::Series => {
                above.same_period == "replace"
                    && same_group(above, a, b)
                    && same_period(a, b)
                    && is_later(&[HintRole::Issued], a, b)
            }
            _ => false,
        };
    }
    let stronger = above
        .also_supersedes
        .iter()
        .any(|slug| slug == older_type.slug());
    let stronger_of_period = above
        .also_supersedes_same_period
        .iter()
        .any(|slug| slug == older_type.slug())
        || below
            .superseded_by_same_period
            .iter()
            .any(|slug| slug == newer_type.slug());
    let same_person = same_holder(a, b) == Likeness::Same;
    let same_year = day(a, DateRole::IncomeYear).is_some()
        && day(a, DateRole::IncomeYear) == day(b, DateRole::IncomeYear);
    same_person
        && ((stronger && is_later(&[HintRole::Issued, HintRole::ValidUntil], a, b))
            || (stronger_of_period && same_year))
}

/// The first of these dates that both papers have, and that differs, is later on `a`.
fn is_later(roles: &[HintRole], a: &Reading, b: &Reading) -> bool {
    let tie_breakers = [DateRole::ValidUntil, DateRole::Issued];
    roles
        .iter()
        .filter_map(|role| role.date())
        .chain(tie_breakers)
        .filter_map(|role| Some(day(a, role)?.cmp(&day(b, role)?)))
        .find(|order| order.is_ne())
        .is_some_and(Ordering::is_gt)
}

/// Of one person (for sure), and of one contract, account, vehicle… (as far as both were read).
fn same_group(rule: &SupersessionRule, a: &Reading, b: &Reading) -> bool {
    rule.group_by.iter().all(|key| match key {
        GroupKey::Holder | GroupKey::Household => same_holder(a, b) == Likeness::Same,
        GroupKey::Issuer => same_issuer(a, b),
        GroupKey::Address => same_value(a, b, "address").unwrap_or(true),
        GroupKey::Country => same_value(a, b, "country").unwrap_or(true),
        // What tells accounts, vehicles and rights apart must have been read.
        GroupKey::Iban => same_value(a, b, "iban").unwrap_or(false),
        GroupKey::Vehicle => same_value(a, b, "immatriculation").unwrap_or(false),
        GroupKey::Right => same_value(a, b, "right").unwrap_or(false),
        GroupKey::Mention => same_value(a, b, "mention").unwrap_or(false),
    })
}

fn same_issuer(a: &Reading, b: &Reading) -> bool {
    if let Some(same) = same_value(a, b, "siret") {
        return same;
    }
    match (&a.issuer, &b.issuer) {
        (Some(a), Some(b)) => alike(&a.value, &b.value),
        _ => true,
    }
}

/// `None` when one of the two lacks it.
fn same_value(a: &Reading, b: &Reading, name: &str) -> Option<bool> {
    Some(alike(&a.field(name)?.value, &b.field(name)?.value))
}

/// The same letters, or nearly when they are many.
fn alike(a: &str, b: &str) -> bool {
    let letters = |text: &str| {
        normalise(text)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let (a, b) = (letters(a), letters(b));
    a == b || strsim::osa_distance(&a, &b) <= a.len().min(b.len()) / 10
}

/// One of a run: the newest first, the ones past `keep` folded.
fn series(rule: &SupersessionRule, paper: &HeldDocument, others: &[&HeldDocument]) -> Place {
    let Some(period) = period_of(&paper.reading) else {
        return Place {
            kind: PlaceKind::Series,
            ..current("Le mois reste à vérifier sur ce papier.")
        };
    };
    let run = others.iter().copied().filter(|other| {
        other.reading.document_type == paper.reading.document_type
            && same_group(rule, &paper.reading, &other.reading)
    });
    let mut later: Vec<(Day, &HeldDocument)> = run
        .filter_map(|other| Some((period_of(&other.reading)?, other)))
        .filter(|(day, _)| *day > period)
        .collect();
    later.sort_by_key(|(day, paper)| (*day, std::cmp::Reverse(paper.id)));
    let mut months: Vec<Day> = later.iter().map(|(day, _)| *day).collect();
    months.dedup();
    let why = match period.day() {
        _ if paper.reading.date(DateRole::PeriodEnd).is_some() => {
            format!("Papier {}, gardé avec les autres mois.", of_month(period))
        }
        _ => format!(
            "Papier du {}, gardé avec les autres.",
            day_in_french(period)
        ),
    };
    let newest = later.last().map(|(_, newest)| *newest);
    match newest {
        Some(newest)
            if rule
                .keep
                .is_some_and(|keep| months.len() >= usize::from(keep)) =>
        {
            folded(
                PlaceKind::Superseded,
                newest,
                "Assez de papiers plus récents sont gardés.",
            )
        }
        newest => Place {
            kind: PlaceKind::Series,
            of: newest.map(|newest| newest.id),
            ..current(&why)
        },
    }
}

fn period_of(reading: &Reading) -> Option<Day> {
    day(reading, DateRole::PeriodEnd)
        .or_else(|| day(reading, DateRole::PeriodStart))
        .or_else(|| day(reading, DateRole::Issued))
}

#[cfg(test)]
mod tests;
