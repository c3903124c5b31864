//! Birth, family, school, judges.

use jiff::civil::date;

use super::Case;
use crate::{people::Person, words::months_later};

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
