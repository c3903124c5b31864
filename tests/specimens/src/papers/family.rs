//! Birth, family, school, judges.

use jiff::civil::date;

use super::Case;
use crate::{
    people::Person,
    words::{days_later, months_later, spelled, years_later},
};

pub(super) fn acte_naissance(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let town = format!("Mairie de {}", case.person().birth_town);
    case.issued_by_either(&town, "Nantes");
    let (act, hour) = (
        case.dice.whole(12, 980).to_string(),
        format!(
            "{} heures {}",
            case.dice.whole(1, 23),
            case.dice.whole(2, 58)
        ),
    );
    case.put("act", act);
    case.put("hour", hour);
    let (father, mother) = (
        format!("Étienne {}", case.person().surname),
        "Catherine Aubrelle".to_owned(),
    );
    case.put("father", father);
    case.put("mother", mother);
    case.birth();
    case.date("issued", case.day);
}

/// Of the whole family.
pub(super) fn livret_famille(case: &mut Case<'_>) {
    let house = case.house;
    let town = format!("Mairie de {}", house.home.town);
    case.issued_by(&town);
    case.held_by_nobody();
    for person in house.adults.iter().chain(&house.children) {
        case.also_held_by_name(person.full_at_birth());
    }
    let first = house
        .children
        .iter()
        .map(|child| child.birth)
        .min()
        .unwrap_or(case.day);
    case.date("issued", months_later(first, 1));
}

/// The school year in which `day` is.
pub(super) fn certificat_scolarite(case: &mut Case<'_>) {
    let first = if case.day.month() >= 8 {
        case.day.year()
    } else {
        case.day.year() - 1
    };
    case.issued_by_either("Collège Louise-Michel", "École élémentaire Jacques-Prévert");
    case.put("school_year", format!("{first}-{}", first + 1));
    let class = *case.dice.pick(if case.is_a() {
        &["6e B", "5e A", "4e C", "3e D"]
    } else {
        &["CP", "CE1", "CE2", "CM1"]
    });
    case.put("class", class);
    case.date("school_year", date(first, 9, 1));
    case.date("issued", case.day);
    if case.is_a() {
        let number = format!(
            "{}{}",
            case.dice.digits(9),
            case.dice.letters("ABCDEFGHJK", 2)
        );
        case.refer("ine", &number);
    }
    case.birth();
}

pub(super) fn jugement(case: &mut Case<'_>) {
    let court = if case.is_a() {
        "Tribunal judiciaire"
    } else {
        "Tribunal de grande instance"
    };
    let court = format!("{court} de {}", case.house.home.town);
    case.issued_by(&court);
    let number = format!(
        "{:02}/{:05}",
        case.day.year() % 100,
        case.dice.whole(101, 9_800)
    );
    case.put("rg", number.clone());
    case.refer("numero_rg", &format!("RG {number}"));
    let minute = case.dice.digits(4);
    case.put("minute", minute);
    let other = case
        .spouse()
        .map_or_else(|| "Monsieur Édouard Vasselin".to_owned(), Person::full);
    case.put("other", other);
    let pension = case.dice.whole(90, 260) * 100;
    case.amount("pension", pension);
    if let Some(spouse) = case.spouse() {
        case.also_held_by(spouse);
    }
    case.date("issued", case.day);
}

/// `a` is the whole act, `b` an extract from Nantes.
pub(super) fn acte_mariage(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let town = format!("Mairie de {}", case.house.home.town);
    case.issued_by_either(&town, "Service central d'état civil");
    let other = case
        .spouse()
        .map_or_else(|| "Édouard Vasselin".to_owned(), Person::full_at_birth);
    case.put("other", other.clone());
    case.also_held_by_name(other);
    let (birth, town) = case.spouse().map_or_else(
        || (date(1974, 8, 11), case.house.home.town.clone()),
        |spouse| (spouse.birth, spouse.birth_town.clone()),
    );
    case.put_day("other_birth", birth);
    case.put("other_town", town);
    let wedding = date(
        case.dice.whole(1998, 2019) as i16,
        case.dice.whole(4, 9) as i8,
        case.dice.whole(1, 28) as i8,
    );
    let act = case.dice.whole(4, 210);
    case.put("act", act);
    case.put("wedding_spelled", spelled(wedding));
    case.put_day("wedding", wedding);
    case.date("issued", case.day);
}

/// Of somebody of the family who is not in the household.
pub(super) fn acte_deces(case: &mut Case<'_>) {
    let town = format!("Mairie de {}", case.house.home.town);
    case.issued_by(&town);
    let (father, person) = (case.dice.chance(0.5), case.person());
    let given = if father { "Étienne" } else { "Catherine" };
    let surname = if father { &person.surname } else { "Aubrelle" };
    case.held_by_nobody();
    case.also_held_by_name(format!("{given} {surname}"));
    case.put("given", given);
    case.put("surname", surname);
    case.put("surname_upper", surname.to_uppercase());
    case.put("e", if father { "" } else { "e" });
    case.put("son", if father { "fils" } else { "fille" });
    let birth = years_later(person.birth, -27);
    let death = days_later(case.day, -case.dice.whole(4, 900));
    let act = case.dice.whole(12, 640);
    case.put("act", act);
    case.put("birth_spelled", spelled(birth));
    case.put("death_spelled", spelled(death));
    case.put_day("death", death);
    if !case.is_a() {
        case.date("birth", birth);
    }
    case.date("issued", case.day);
}

/// `a` is a Pacs, `b` a life together without one.
pub(super) fn attestation_pacs(case: &mut Case<'_>) {
    let town = format!("Mairie de {}", case.house.home.town);
    case.issued_by(&town);
    let other = case
        .spouse()
        .map_or_else(|| "Édouard Vasselin".to_owned(), Person::full);
    case.put("other", other.clone());
    case.also_held_by_name(other);
    let number = format!("{}-{:03}", case.day.year(), case.dice.whole(4, 180));
    case.put("number", number);
    let since = months_later(case.day, -case.dice.whole(14, 90));
    case.put_day("since", since);
    case.birth();
    case.date("issued", case.day);
}
