//! One line of a checklist.

use paper::{DateRole, Day, DocumentId, HeldDocument, HolderRole, PlaceKind, ValidityStatus};

use super::{ChecklistItem, ItemState};
use crate::{
    Catalogue,
    catalogue::{Item, Per, Period, SupersessionMode},
    names::{Likeness, compare_names},
    sentences::day_in_french,
};

pub(super) fn evaluate(
    catalogue: &Catalogue,
    item: &Item,
    held: &[HeldDocument],
    today: Day,
) -> ChecklistItem {
    // Each list must be satisfied; most items have one.
    let mut lists: Vec<Vec<String>> = item
        .satisfy_all_of
        .iter()
        .map(|slug| vec![slug.clone()])
        .collect();
    if !item.any_of.is_empty() {
        lists.push(catalogue.expand(&item.any_of));
    }
    for names in item
        .plus
        .iter()
        .flat_map(|plus| [&plus.any_of, &plus.and_any_of])
        .filter(|names| !names.is_empty())
    {
        lists.push(catalogue.expand(names));
    }
    let asked = lists.len();
    let mut worst: Option<Answer> = None;
    let mut papers: Vec<DocumentId> = Vec::new();
    for (nth, types) in lists.iter().enumerate() {
        // Freshness and ends are asked of the paper itself, not of what goes with it.
        let is_main = nth < item.satisfy_all_of.len().max(1);
        let of_host = !is_main && item.plus.as_ref().is_some_and(|plus| plus.per == Per::Host);
        let held: Vec<HeldDocument> = if of_host {
            papers_of_host(held)
        } else {
            held.to_vec()
        };
        let answer = look_for(catalogue, item, is_main, types, &held, today);
        papers.extend(
            answer
                .papers
                .iter()
                .filter(|id| !papers.contains(id))
                .copied()
                .collect::<Vec<_>>(),
        );
        if worst
            .as_ref()
            .is_none_or(|known| rank(answer.state) > rank(known.state))
        {
            worst = Some(answer);
        }
    }
    let answer = worst.expect("an item has a list: checked with the catalogue");
    let partly = asked > 1 && answer.state == ItemState::Missing && !papers.is_empty();
    ChecklistItem {
        id: item.id.clone(),
        label: item.label.clone(),
        per: item.per,
        optional: item.optional,
        state: if partly {
            ItemState::Incomplete
        } else {
            answer.state
        },
        papers,
        issuers: if answer.state == ItemState::Have {
            Vec::new()
        } else {
            issuers(catalogue, &answer.types)
        },
        types: answer.types,
        why: answer.why,
    }
}

/// The papers of the person who houses, as the attestations name her. Without her name, none: the guest's own
/// card must not pass for the host's.
fn papers_of_host(held: &[HeldDocument]) -> Vec<HeldDocument> {
    let people = held.iter().flat_map(|paper| &paper.reading.holders);
    let hosts: Vec<&str> = people
        .filter(|person| person.role == HolderRole::Host)
        .map(|person| person.name.as_str())
        .collect();
    held.iter()
        .filter(|paper| {
            let holder = paper.reading.holder();
            holder.is_some_and(|holder| {
                hosts
                    .iter()
                    .any(|host| compare_names(host, &holder.name) == Likeness::Same)
            })
        })
        .cloned()
        .collect()
}

struct Answer {
    state: ItemState,
    papers: Vec<DocumentId>,
    types: Vec<String>,
    why: String,
}

/// Of several lists, the one that is worst off is shown.
fn rank(state: ItemState) -> u8 {
    match state {
        ItemState::Have => 0,
        ItemState::Unclear => 1,
        ItemState::Incomplete => 2,
        ItemState::TooOld => 3,
        ItemState::Missing => 4,
    }
}

/// What one paper is worth for an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Good,
    Unclear,
    OneSide,
    TooOld,
}

fn look_for(
    catalogue: &Catalogue,
    item: &Item,
    is_main: bool,
    types: &[String],
    held: &[HeldDocument],
    today: Day,
) -> Answer {
    let mut candidates: Vec<(Fit, &HeldDocument)> = held
        .iter()
        .filter(|paper| paper.place.kind != PlaceKind::Duplicate)
        .filter(|paper| {
            types
                .iter()
                .any(|slug| slug == paper.reading.document_type.slug())
        })
        .filter_map(|paper| Some((fit(catalogue, item, is_main, paper, today)?, paper)))
        .collect();
    // Good ones first, shown before folded, newest first; ids last.
    candidates.sort_by_key(|(fit, paper)| {
        let newest = std::cmp::Reverse(reference_day(paper));
        (
            *fit as u8,
            paper.place.kind == PlaceKind::Superseded,
            newest,
            paper.id,
        )
    });
    let with = |wanted: Fit| -> Vec<&HeldDocument> {
        candidates
            .iter()
            .filter(|(fit, _)| *fit == wanted)
            .map(|(_, paper)| *paper)
            .collect()
    };
    let answer = |state: ItemState, papers: &[&HeldDocument], why: String| Answer {
        state,
        papers: papers.iter().map(|paper| paper.id).collect(),
        types: types.to_vec(),
        why,
    };
    let good = with(Fit::Good);
    let count = if is_main { usize::from(item.count) } else { 1 };
    let served = distinct(catalogue, &good, item.distinct_types);
    if served.len() >= count {
        return answer(
            ItemState::Have,
            &served[..count],
            "Le papier est là.".to_owned(),
        );
    }
    if !served.is_empty() {
        return answer(
            ItemState::Incomplete,
            &served,
            format!("Papiers présents : {} sur {count}.", served.len()),
        );
    }
    let unclear = with(Fit::Unclear);
    if let [paper, ..] = unclear.as_slice() {
        return answer(
            ItemState::Unclear,
            &[paper],
            "Une date reste à vérifier sur ce papier.".to_owned(),
        );
    }
    if let [paper, ..] = with(Fit::OneSide).as_slice() {
        return answer(
            ItemState::Incomplete,
            &[paper],
            "Il manque l'autre côté du papier.".to_owned(),
        );
    }
    match with(Fit::TooOld).as_slice() {
        [paper, ..] => answer(ItemState::TooOld, &[paper], too_old(item, paper)),
        [] => answer(
            ItemState::Missing,
            &[],
            "Ce papier n'est pas dans le sac.".to_owned(),
        ),
    }
}

fn too_old(item: &Item, paper: &HeldDocument) -> String {
    match (item.fresh, reference_day(paper)) {
        (Some(fresh), Some(day)) => format!(
            "Ce papier est du {} ; il faut moins de {}.",
            day_in_french(day),
            fresh.in_french()
        ),
        _ => match paper.validity.until {
            Some(until) => format!(
                "Ce papier n'est plus bon depuis le {}.",
                day_in_french(until)
            ),
            None => "Ce papier n'est plus bon.".to_owned(),
        },
    }
}

/// `None` when the paper is of another year than the one asked for.
fn fit(
    catalogue: &Catalogue,
    item: &Item,
    is_main: bool,
    paper: &HeldDocument,
    today: Day,
) -> Option<Fit> {
    let reading = &paper.reading;
    if !is_main {
        return Some(if paper.validity.status_on(today) == ValidityStatus::Over {
            Fit::TooOld
        } else {
            Fit::Good
        });
    }
    if let Some(wanted) = item.income_year {
        let year = today.year() - wanted.years_back;
        return match reading.date(DateRole::IncomeYear) {
            Some(date) if date.day.year() == year => Some(Fit::Good),
            Some(_) => None,
            None => Some(Fit::Unclear),
        };
    }
    let status = paper.validity.status_on(today);
    if item.valid {
        match status {
            ValidityStatus::Over | ValidityStatus::TooOld => return Some(Fit::TooOld),
            ValidityStatus::ToCheck => return Some(Fit::Unclear),
            _ => {}
        }
    }
    if let Some(fresh) = item.fresh {
        match age(fresh, paper, today) {
            Some(true) => {}
            Some(false) => return Some(Fit::TooOld),
            None if status == ValidityStatus::Unlimited => {}
            None => return Some(Fit::Unclear),
        }
    }
    let sides = usize::from(catalogue.card(&reading.document_type).layout.sides);
    if item.both_sides && reading.pages.len() < sides {
        return Some(Fit::OneSide);
    }
    Some(Fit::Good)
}

/// Young enough? `None` when its date was not read. A title that holds until a day is not judged by its age.
fn age(fresh: Period, paper: &HeldDocument, today: Day) -> Option<bool> {
    Some(fresh.after(reference_day(paper)?) >= today)
}

/// The day that freshness counts from: the end of the period printed, else the day of issue.
fn reference_day(paper: &HeldDocument) -> Option<Day> {
    let sure = |role: DateRole| {
        paper
            .reading
            .date(role)
            .filter(|date| date.confidence.value() >= 0.4)
            .map(|date| date.day)
    };
    sure(DateRole::PeriodEnd)
        .or_else(|| sure(DateRole::Issued))
        .or_else(|| sure(DateRole::ValidFrom))
        .or_else(|| sure(DateRole::NoticeYear))
}

/// One paper per month of a series, and per type when the item asks for it.
fn distinct<'a>(
    catalogue: &Catalogue,
    papers: &[&'a HeldDocument],
    by_type: bool,
) -> Vec<&'a HeldDocument> {
    let mut kept: Vec<&HeldDocument> = Vec::new();
    for paper in papers {
        let slug = paper.reading.document_type.slug();
        let mode = catalogue
            .card(&paper.reading.document_type)
            .supersession
            .mode;
        let month =
            |paper: &HeldDocument| reference_day(paper).map(|day| (day.year(), day.month()));
        let repeats = kept.iter().any(|known| {
            let same_type = known.reading.document_type.slug() == slug;
            (by_type && same_type)
                || (mode == SupersessionMode::Series && same_type && month(known) == month(paper))
        });
        if !repeats {
            kept.push(paper);
        }
    }
    kept
}

/// Who issues papers of these types, at most four.
fn issuers(catalogue: &Catalogue, types: &[String]) -> Vec<String> {
    let mut issuers: Vec<String> = Vec::new();
    for slug in types {
        let card = catalogue.card(&paper::DocumentType::new(slug.clone()));
        if let Some(issuer) = card
            .issuers
            .first()
            .filter(|issuer| !issuers.contains(issuer))
        {
            issuers.push(issuer.clone());
        }
    }
    issuers.truncate(4);
    issuers
}
