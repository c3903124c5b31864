//! What the State says of a person: a voter, a guest, protected.

use super::{Case, identity};
use crate::{
    people::Issuer,
    twoddoc::{self, Item, compact},
    words::{days_later, months_later, years_later},
};

/// `a` is the card since 2022, `b` the folded one before, with a box for each ballot.
pub(super) fn carte_electeur(case: &mut Case<'_>) {
    let town = format!("Mairie de {}", case.house.home.town);
    case.issued_by(&town);
    let (order, elector, station) = (
        case.dice.whole(12, 940),
        case.dice.digits(8),
        case.dice.whole(1, 14),
    );
    case.put("order", order);
    case.put("elector", elector);
    case.put("station", format!("{station:04}"));
    case.put("birth_name", case.person().full_at_birth());
    let day = years_later(case.day, -case.dice.whole(0, 4));
    case.birth();
    case.date("issued", day.first_of_month());
}

/// `a` is a sheet from a booth, `b` a photographer's. No name is on either.
pub(super) fn photo_identite(case: &mut Case<'_>) {
    case.issued_by_either("Cabines Flashmatic", "Studio Clair de Jour");
    case.held_by_nobody();
    let code = case.dice.letters("0123456789ABCDEFGHJKLMNPQRSTVWXYZ", 22);
    case.refer("code_ephoto", &code);
    case.date("issued", case.day);
    if case.is_a() {
        case.date("valid_until", months_later(case.day, 6));
    }
}

/// `a` prolongs a stay while a request is studied, `b` says that it was granted.
pub(super) fn attestation_sejour_anef(case: &mut Case<'_>) {
    case.held_under_birth_name();
    case.issued_by("Ministère de l'Intérieur");
    let (day, person) = (case.day, case.person());
    let number = person.foreigner_number.clone();
    let request = format!(
        "{}{:04}{:02}{:02}{}",
        &number[..2],
        day.year(),
        day.month(),
        day.day(),
        case.dice.digits(9)
    );
    let filed = months_later(day, -2);
    let until = if case.is_a() {
        days_later(months_later(day, 3), -1)
    } else {
        days_later(years_later(day, 4), -1)
    };
    case.refer("numero_etranger", &number);
    case.refer("numero_demande", &request);
    case.put_day("filed", filed);
    case.birth();
    case.date("issued", day);
    case.date("valid_from", day);
    case.date("valid_until", until);
    if !case.is_a() {
        return;
    }
    let works = "AUTORISE A TRAVAILLER".to_owned();
    let sex = if person.woman { "F" } else { "M" };
    let items = [
        Item("6J", "2".to_owned(), false),
        Item("6K", request, false),
        Item("6L", compact(filed), false),
        Item("6P", works, true),
        Item("6Q", number, false),
        Item("62", person.surname.clone(), true),
        Item("60", person.given.join("/"), true),
        Item("68", sex.to_owned(), false),
        Item("69", compact(person.birth), false),
        Item("6N", compact(day), false),
        Item("6O", compact(until), false),
    ];
    case.two_d_doc(1, twoddoc::compose("13", Some(day), day, &items));
}

/// `a` is the sticker in a passport, `b` the page that confirms it after arrival.
pub(super) fn visa_long_sejour(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let (from, town) = (days_later(case.day, 9), consulate(case));
    let until = days_later(years_later(from, 1), -1);
    let (number, passport) = (
        format!("7{}", case.dice.digits(8)),
        format!(
            "{}{}",
            case.dice.letters(identity::LETTERS, 1),
            case.dice.digits(7)
        ),
    );
    let motive = *case
        .dice
        .pick(&["VISITEUR", "FAMILLE DE FRANÇAIS", "ÉTUDIANT", "SALARIÉ"]);
    case.put("number", number.clone());
    case.put("passport", passport);
    case.put("motive", motive);
    case.put("town", town);
    case.date("valid_from", from);
    case.date("valid_until", until);
    if case.is_a() {
        case.issued_by(&format!("Consulat général de France à {town}"));
        let state = identity::foreigner(case);
        let lines = case.bearer(&number, until, state).visa();
        case.mrz(1, &lines);
        case.date("issued", case.day);
    } else {
        case.issued_by("Ministère de l'Intérieur");
        case.put_day("entry", days_later(from, 3));
        case.birth();
        case.date("issued", days_later(from, 21));
    }
}

fn consulate(case: &Case<'_>) -> &'static str {
    match identity::foreigner(case) {
        "MLI" => "Bamako",
        "DZA" => "Oran",
        "UKR" => "Kiev",
        "LKA" => "Colombo",
        _ => "Rabat",
    }
}

/// `a` is the Office's, `b` the Court's after an appeal.
pub(super) fn decision_protection_asile(case: &mut Case<'_>) {
    case.held_under_birth_name();
    case.issued_by_either(
        "Office français de protection des réfugiés et apatrides",
        "Cour nationale du droit d'asile",
    );
    let day = case.day;
    let number = format!(
        "{}-{:02}-{}",
        day.year() - 1,
        case.dice.whole(1, 12),
        case.dice.digits(5)
    );
    let appeal = format!("{:02}0{}", day.year() % 100, case.dice.digits(5));
    case.put("appeal", appeal);
    case.put_day("first", months_later(day, -9));
    case.put_day("hearing", days_later(day, -21));
    case.refer("numero_ofpra", &number);
    case.birth();
    case.date("issued", day);
}

/// `a` is a curatelle by the judge of today, `b` an habilitation familiale by the judge of before 2020.
pub(super) fn jugement_protection(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let court = if case.is_a() {
        "Tribunal judiciaire"
    } else {
        "Tribunal d'instance"
    };
    let court = format!("{court} de {}", case.house.home.town);
    let issuer = Issuer::throw(&court, &case.house.home, &mut case.dice);
    case.issued_by_known(issuer);
    let day = if case.is_a() {
        case.day
    } else {
        years_later(case.day, -7)
    };
    let number = format!(
        "{:02}/A/{:05}",
        day.year() % 100,
        case.dice.whole(101, 1_900)
    );
    case.put("rg", number.clone());
    case.refer("numero_rg", &format!("RG {number}"));
    case.put_day("medical", months_later(day, -3));
    case.put_day("hearing", days_later(day, -14));
    let years = *case.dice.pick(&[3, 5]);
    case.put("months", years * 12);
    case.birth();
    case.date("issued", day);
}
