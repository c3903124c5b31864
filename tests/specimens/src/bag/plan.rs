//! Which papers a household keeps in its bag.

use jiff::civil::{Date, date};

use crate::{
    SpecimenError,
    papers::{KINDS, Kind, Specimen, Who, invent},
    people::{Household, Person, REFERENCE_DAY},
    rng::Dice,
    words::{days_later, months_later},
};

/// One paper to invent.
struct Wish {
    kind: &'static Kind,
    who: Who,
    day: Date,
    layout: char,
}

/// `count` papers of the kinds that are `wanted`: as many households as needed.
pub(crate) fn papers(
    seed: u64,
    count: usize,
    wanted: &dyn Fn(&Kind) -> bool,
) -> Result<Vec<Specimen>, SpecimenError> {
    let mut papers = Vec::new();
    let mut number = 0;
    while papers.len() < count {
        papers.extend(household(seed, number, wanted)?);
        number += 1;
    }
    papers.truncate(count);
    Ok(papers)
}

/// Every kind of paper that is `wanted`, and the runs and old versions that pile up.
pub(super) fn household(
    seed: u64,
    number: u64,
    wanted: &dyn Fn(&Kind) -> bool,
) -> Result<Vec<Specimen>, SpecimenError> {
    let own_seed = seed.wrapping_mul(1000).wrapping_add(number);
    let house = Household::throw(own_seed);
    let mut dice = Dice::fork(own_seed, "plan");
    let mut wishes = runs(&mut dice);
    wishes.retain(|wish| wish.kind.slug != "carte_identite" || !house.adults[0].is_foreign());
    let mut rest: Vec<Wish> = KINDS
        .iter()
        .filter(|kind| kind.slug != "carte_identite" && wanted(kind))
        .filter(|kind| !wishes.iter().any(|wish| wish.kind.slug == kind.slug))
        .filter_map(|kind| {
            let who = holder(kind, &house, &mut dice)?;
            Some(Wish {
                kind,
                who,
                day: recent(&mut dice),
                layout: layout(kind, &house, who, &mut dice),
            })
        })
        .collect();
    dice.shuffle(&mut rest);
    // Runs and single papers in turn, so that a small bag has both.
    let every = rest.len().div_ceil(wishes.len().max(1)).max(1);
    for (index, wish) in rest.into_iter().enumerate() {
        let at = (index + index / every + 1).min(wishes.len());
        wishes.insert(at, wish);
    }
    wishes
        .iter()
        .enumerate()
        .map(|(index, wish)| {
            let id = format!("h{number}-{index:02}-{}-{}", wish.kind.slug, wish.layout);
            invent(
                wish.kind,
                &house,
                (wish.who, wish.day, wish.layout),
                &id,
                own_seed,
            )
        })
        .collect()
}

fn side(dice: &mut Dice) -> char {
    if dice.chance(0.5) { 'a' } else { 'b' }
}

/// Mostly fresh, sometimes forgotten for years.
fn recent(dice: &mut Dice) -> Date {
    let days = if dice.chance(0.75) {
        dice.whole(3, 150)
    } else {
        dice.whole(200, 1100)
    };
    days_later(REFERENCE_DAY, -days)
}

/// Nobody, when the household has no one who could hold it.
fn holder(kind: &Kind, house: &Household, dice: &mut Dice) -> Option<Who> {
    let foreigner = house.adults.iter().position(Person::is_foreign);
    match kind.slug {
        _ if kind.is_of_a_child() => Some(Who::Child(0)),
        "acte_naissance" if dice.chance(0.5) => Some(Who::Child(0)),
        "titre_sejour"
        | "recepisse_sejour"
        | "attestation_demande_asile"
        | "attestation_sejour_anef"
        | "visa_long_sejour"
        | "decision_protection_asile"
        | "carte_ame" => foreigner.map(Who::Adult),
        "carte_electeur" => {
            let voter = house.adults.iter().position(|adult| !adult.is_foreign());
            voter.map(Who::Adult)
        }
        "passeport" => Some(Who::Adult(house.adults.len() - 1)),
        _ => Some(Who::Adult(usize::from(dice.chance(0.25)))),
    }
}

/// A passport's layout says whose it is; the others' are free.
fn layout(kind: &Kind, house: &Household, who: Who, dice: &mut Dice) -> char {
    let thrown = side(dice);
    match who {
        Who::Adult(index) if kind.slug == "passeport" => {
            if house.adults[index].is_foreign() {
                'b'
            } else {
                'a'
            }
        }
        _ => thrown,
    }
}

/// Three payslips, three tax notices, rents, an old and a new card.
fn runs(dice: &mut Dice) -> Vec<Wish> {
    let mut wishes = Vec::new();
    let mut add = |slug: &str, who: Who, day: Date, layout: char| {
        if let Some(kind) = Kind::of(slug) {
            wishes.push(Wish {
                kind,
                who,
                day,
                layout,
            });
        }
    };
    let employer = side(dice);
    for months in [1, 2, 3] {
        add(
            "bulletin_salaire",
            Who::Adult(0),
            months_later(date(2026, 11, 28), -months),
            employer,
        );
    }
    for (year, layout) in [(2026, 'a'), (2025, 'a'), (2024, 'b')] {
        add(
            "avis_imposition",
            Who::Adult(0),
            date(year, 7, dice.whole(8, 28) as i8),
            layout,
        );
    }
    let landlord = side(dice);
    for months in [0, 1] {
        add(
            "quittance_loyer",
            Who::Adult(0),
            months_later(date(2026, 11, 3), -months),
            landlord,
        );
    }
    add(
        "carte_identite",
        Who::Adult(0),
        date(2011, 3, dice.whole(1, 28) as i8),
        'b',
    );
    add(
        "carte_identite",
        Who::Adult(0),
        date(2024, 5, dice.whole(1, 28) as i8),
        'a',
    );
    let office = side(dice);
    for months in [0, 4] {
        add(
            "attestation_caf",
            Who::Adult(0),
            months_later(date(2026, 11, 9), -months),
            office,
        );
    }
    wishes
}
