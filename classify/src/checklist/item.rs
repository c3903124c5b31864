//! One line of a checklist.

use paper::{
    DateRole, Day, DocumentId, HeldDocument, HolderRole, PlaceKind, Reading, ValidityBasis,
    ValidityStatus,
};

use super::{ChecklistItem, ItemState};
use crate::{
    Catalogue,
    catalogue::{HintRole, Item, Per, SupersessionMode, TypeCard, ValidityKind},
    names::{Likeness, compare_names},
    sentences::day_in_french,
};

/// What an item is looked at with.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub catalogue: &'a Catalogue,
    pub item: &'a Item,
    /// Whose paper it must be, where the item asks for that person's.
    pub owner: Option<&'a str>,
    pub today: Day,
}

pub(super) fn evaluate(asked: Asked<'_>, held: &[HeldDocument]) -> ChecklistItem {
    let Asked {
        catalogue, item, ..
    } = asked;
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
    let several = lists.len() > 1;
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
        let answer = look_for(asked, is_main, types, &held);
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
    let partly = several && answer.state == ItemState::Missing && !papers.is_empty();
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
    OtherPerson,
}

fn look_for(asked: Asked<'_>, is_main: bool, types: &[String], held: &[HeldDocument]) -> Answer {
    let Asked {
        catalogue, item, ..
    } = asked;
    let mut candidates: Vec<(Fit, &HeldDocument)> = held
        .iter()
        .filter(|paper| paper.place.kind != PlaceKind::Duplicate)
        .filter(|paper| {
            types
                .iter()
                .any(|slug| slug == paper.reading.document_type.slug())
        })
        .filter_map(|paper| Some((fit(asked, is_main, paper)?, paper)))
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
    let monthly = count > 1 && !item.distinct_types && all_monthly(catalogue, types);
    let served = if monthly {
        months(catalogue, &good)
    } else {
        distinct(catalogue, &good, item.distinct_types)
    };
    let enough = if monthly {
        following_each_other(catalogue, &served, count)
    } else {
        served.get(..count)
    };
    if let Some(enough) = enough {
        return answer(ItemState::Have, enough, "Le papier est là.".to_owned());
    }
    if !served.is_empty() {
        let why = if served.len() < count {
            format!("Papiers présents : {} sur {count}.", served.len())
        } else {
            "Il manque un mois entre ces papiers.".to_owned()
        };
        return answer(ItemState::Incomplete, &served, why);
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
    if let [paper, ..] = with(Fit::TooOld).as_slice() {
        return answer(ItemState::TooOld, &[paper], too_old(catalogue, item, paper));
    }
    match with(Fit::OtherPerson).as_slice() {
        [paper, ..] => answer(
            ItemState::Unclear,
            &[paper],
            "Ce papier semble au nom d'une autre personne.".to_owned(),
        ),
        [] => answer(
            ItemState::Missing,
            &[],
            "Ce papier n'est pas dans le sac.".to_owned(),
        ),
    }
}

fn too_old(catalogue: &Catalogue, item: &Item, paper: &HeldDocument) -> String {
    let card = catalogue.card(&paper.reading.document_type);
    match (item.fresh, counted_from(card, paper)) {
        (Some(fresh), CountedFrom::Day(day)) => format!(
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
fn fit(asked: Asked<'_>, is_main: bool, paper: &HeldDocument) -> Option<Fit> {
    let fit = by_its_dates(asked, is_main, paper)?;
    let foreign = is_main
        && asked
            .owner
            .is_some_and(|owner| is_somebody_else_s(owner, &paper.reading));
    Some(if foreign { Fit::OtherPerson } else { fit })
}

/// Every person it names is surely another one. A paper for two (« M. ou Mme ») is of both (`DOMAIN.md` §2.1); an
/// owner known by one word alone says nothing.
fn is_somebody_else_s(owner: &str, reading: &Reading) -> bool {
    let mut people = reading
        .holders
        .iter()
        .filter(|person| person.role != HolderRole::Host)
        .peekable();
    owner.split_whitespace().count() > 1
        && people.peek().is_some()
        && people.all(|person| compare_names(owner, &person.name) == Likeness::Different)
}

fn by_its_dates(asked: Asked<'_>, is_main: bool, paper: &HeldDocument) -> Option<Fit> {
    let Asked {
        catalogue,
        item,
        today,
        ..
    } = asked;
    let reading = &paper.reading;
    let card = catalogue.card(&reading.document_type);
    let status = paper.validity.status_on(today);
    if !is_main {
        let over = status == ValidityStatus::Over;
        return Some(if over { Fit::TooOld } else { Fit::Good });
    }
    if let Some(wanted) = item.income_year {
        let year = today.year() - wanted.years_back;
        return match reading.date(DateRole::IncomeYear) {
            Some(date) if date.day.year() == year => Some(Fit::Good),
            Some(_) => None,
            None => Some(Fit::Unclear),
        };
    }
    if item.valid && !is_judged_by_age(card.validity.kind) {
        match status {
            ValidityStatus::Over | ValidityStatus::TooOld => return Some(Fit::TooOld),
            ValidityStatus::ToCheck => return Some(Fit::Unclear),
            _ => {}
        }
    }
    if let Some(fresh) = item.fresh {
        match counted_from(card, paper) {
            CountedFrom::Day(day) if fresh.after(day) < today => return Some(Fit::TooOld),
            CountedFrom::ItsEnd
                if matches!(status, ValidityStatus::Over | ValidityStatus::TooOld) =>
            {
                return Some(Fit::TooOld);
            }
            CountedFrom::NotRead => return Some(Fit::Unclear),
            CountedFrom::ItsEnd if status == ValidityStatus::ToCheck => return Some(Fit::Unclear),
            CountedFrom::Day(_) | CountedFrom::ItsEnd => {}
        }
    }
    let sides = usize::from(card.layout.sides);
    if item.both_sides && reading.pages.len() < sides {
        return Some(Fit::OneSide);
    }
    Some(Fit::Good)
}

/// A bill or a certificate never ends: `valid` asks nothing of it, `fresh` does (`DOMAIN.md` §1.1).
fn is_judged_by_age(kind: ValidityKind) -> bool {
    matches!(
        kind,
        ValidityKind::Fresh | ValidityKind::Month | ValidityKind::SeriesLastN
    )
}

/// What the age of a paper is counted from.
enum CountedFrom {
    Day(Day),
    /// It names no day for its age: a lease, an insurance, a tax notice serve as long as they hold.
    ItsEnd,
    NotRead,
}

/// The date that the type's `validity.ref` names (head of `demarches.toml`); the month of a paper that comes every
/// month.
fn counted_from(card: &TypeCard, paper: &HeldDocument) -> CountedFrom {
    let rule = &card.validity;
    let named = rule.from.and_then(HintRole::date);
    let roles = match rule.kind {
        ValidityKind::Fresh => [named, Some(DateRole::Issued), Some(DateRole::PeriodEnd)],
        ValidityKind::Month | ValidityKind::SeriesLastN => [
            Some(DateRole::PeriodEnd),
            Some(DateRole::PeriodStart),
            Some(DateRole::Issued),
        ],
        ValidityKind::None if named.is_some() => [named, None, None],
        ValidityKind::EndDateOptional if paper.validity.basis == ValidityBasis::Unlimited => {
            [Some(DateRole::Issued), Some(DateRole::ValidFrom), None]
        }
        _ => return CountedFrom::ItsEnd,
    };
    let whole_month = !matches!(rule.kind, ValidityKind::Fresh | ValidityKind::None);
    let found = roles
        .into_iter()
        .flatten()
        .find_map(|role| Some((role, sure(&paper.reading, role)?)));
    match found {
        Some((DateRole::PeriodStart, day)) if whole_month => CountedFrom::Day(day.last_of_month()),
        Some((_, day)) => CountedFrom::Day(day),
        None => CountedFrom::NotRead,
    }
}

fn sure(reading: &Reading, role: DateRole) -> Option<Day> {
    reading
        .date(role)
        .filter(|date| date.confidence.value() >= 0.4)
        .map(|date| date.day)
}

/// The newest first.
fn reference_day(paper: &HeldDocument) -> Option<Day> {
    let roles = [
        DateRole::PeriodEnd,
        DateRole::Issued,
        DateRole::ValidFrom,
        DateRole::NoticeYear,
    ];
    roles
        .into_iter()
        .find_map(|role| sure(&paper.reading, role))
}

/// Every type of the list comes month after month, so that the months are what is counted.
fn all_monthly(catalogue: &Catalogue, types: &[String]) -> bool {
    types.iter().all(|slug| {
        let card = catalogue.card(&paper::DocumentType::new(slug.clone()));
        card.supersession.mode == SupersessionMode::Series
    })
}

/// Counted from the year 0, so that December and January follow each other.
fn month_of(catalogue: &Catalogue, paper: &HeldDocument) -> Option<i32> {
    let card = catalogue.card(&paper.reading.document_type);
    match counted_from(card, paper) {
        CountedFrom::Day(day) => Some(i32::from(day.year()) * 12 + i32::from(day.month())),
        CountedFrom::ItsEnd | CountedFrom::NotRead => None,
    }
}

/// One paper a month, the newest month first; a mix of sources is right for who lost a job (`DOMAIN.md` §2.1).
fn months<'a>(catalogue: &Catalogue, papers: &[&'a HeldDocument]) -> Vec<&'a HeldDocument> {
    let mut kept: Vec<(i32, &HeldDocument)> = Vec::new();
    for paper in papers {
        let Some(month) = month_of(catalogue, paper) else {
            continue;
        };
        if kept.iter().all(|(known, _)| *known != month) {
            kept.push((month, paper));
        }
    }
    kept.sort_by_key(|(month, _)| std::cmp::Reverse(*month));
    kept.into_iter().map(|(_, paper)| paper).collect()
}

/// The newest run of so many months without a gap, of papers a month each, the newest first.
fn following_each_other<'a, 'b>(
    catalogue: &Catalogue,
    papers: &'b [&'a HeldDocument],
    count: usize,
) -> Option<&'b [&'a HeldDocument]> {
    papers.windows(count).find(|run| {
        run.windows(2).all(|pair| {
            let months = (month_of(catalogue, pair[0]), month_of(catalogue, pair[1]));
            matches!(months, (Some(newer), Some(older)) if newer == older + 1)
        })
    })
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
