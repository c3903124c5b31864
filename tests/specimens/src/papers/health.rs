//! Care, and what pays for it.

use jiff::civil::date;

use super::Case;
use crate::{
    numbers::{self, grouped_nir},
    twoddoc::{self, Item, compact},
    words::{days_later, months_later, years_later},
};

fn insured(case: &mut Case<'_>) {
    let name = format!("CPAM ({})", case.house.home.department);
    case.issued_by(&name);
    case.refer("nir", &grouped_nir(&case.person().nir));
}

/// From the start of the month, one year.
fn for_a_year(case: &mut Case<'_>) {
    let start = case.day.first_of_month();
    case.date("valid_from", start);
    case.date("valid_until", days_later(years_later(start, 1), -1));
}

pub(super) fn carte_vitale(case: &mut Case<'_>) {
    insured(case);
    let day = date(
        case.dice.whole(2008, 2024) as i16,
        9,
        case.dice.whole(1, 28) as i8,
    );
    let serial = format!("{} {}", case.dice.digits(10), case.dice.digits(11));
    case.put("serial", serial);
    case.issuer_is_not_printed();
    case.date("issued", day);
}

pub(super) fn attestation_droits_assurance_maladie(case: &mut Case<'_>) {
    insured(case);
    for_a_year(case);
    case.birth();
    case.date("issued", case.day);
}

pub(super) fn attestation_css(case: &mut Case<'_>) {
    insured(case);
    for_a_year(case);
    let share = *case.dice.pick(&["sans", "avec"]);
    case.put("share", share);
    case.date("issued", case.day);
}

pub(super) fn carte_mutuelle(case: &mut Case<'_>) {
    case.issued_by_either("Mutuelle Entraide Ouest", "Solsanté");
    let (member, number) = (case.dice.digits(8), case.dice.digits(8));
    case.put("member", member);
    case.refer("numero_amc", &number);
    case.date("valid_from", date(case.day.year(), 1, 1));
    case.date("valid_until", date(case.day.year(), 12, 31));
}

/// `a` certifies, `b` prescribes.
pub(super) fn certificat_medical(case: &mut Case<'_>) {
    case.issued_by_either("Solenne Arvieux", "Bastien Querval");
    let number = numbers::rpps(&mut case.dice);
    case.refer("rpps", &number);
    case.put(
        "state",
        "ne présente pas de contre-indication à la pratique du sport",
    );
    case.put(
        "drugs",
        vec![
            "Paracétamol 1 g, un comprimé trois fois par jour pendant cinq jours",
            "Amoxicilline 500 mg, matin et soir, sept jours",
            "Sérum physiologique, une boîte",
        ],
    );
    case.birth();
    case.date("issued", case.day);
}

pub(super) fn notification_mdph(case: &mut Case<'_>) {
    let name = format!("MDPH ({})", case.house.home.department);
    case.issued_by(&name);
    let number = case.dice.digits(7);
    case.refer("numero_dossier_mdph", &number);
    let right = *case.dice.pick(&[
        "allocation aux adultes handicapés (AAH)",
        "reconnaissance de la qualité de travailleur handicapé (RQTH)",
        "prestation de compensation du handicap (PCH)",
    ]);
    case.put("right", right);
    let start = case.day.first_of_month();
    case.date("issued", case.day);
    case.date("valid_from", start);
    case.date("valid_until", days_later(years_later(start, 3), -1));
}

/// `a` is the card since 2017, `b` the older one of paper.
pub(super) fn carte_mobilite_inclusion(case: &mut Case<'_>) {
    let until = days_later(years_later(case.day, 5), -1);
    let number = format!(
        "{}{}",
        case.dice.letters("ABCDEFGH", 3),
        case.dice.digits(10)
    );
    let mention = *case.dice.pick(&["INVALIDITÉ", "PRIORITÉ", "STATIONNEMENT"]);
    case.put("mention", mention);
    case.refer("numero_cmi", &number);
    case.date("valid_until", until);
    if !case.is_a() {
        return;
    }
    let items = [Item("AH", number, true), Item("AI", compact(until), false)];
    case.two_d_doc(2, twoddoc::compose("A2", None, case.day, &items));
}

/// `a` is the card with a photo, `b` the letter that comes before it.
pub(super) fn carte_ame(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let name = format!("CPAM ({})", case.house.home.department);
    case.issued_by(&name);
    let start = days_later(case.day, -9);
    let number = case.dice.digits(10);
    case.put("number", number);
    case.date("valid_from", start);
    case.date("valid_until", days_later(years_later(start, 1), -1));
    case.birth();
    if !case.is_a() {
        case.date("issued", case.day);
    }
}

/// `a` is the card, `b` the paper that stands in for it.
pub(super) fn carte_europeenne_assurance_maladie(case: &mut Case<'_>) {
    insured(case);
    let (serial, fund) = (case.dice.digits(20), case.dice.digits(9));
    case.put("serial", serial);
    case.put("fund", fund);
    case.birth();
    if case.is_a() {
        case.issuer_is_not_printed();
        case.date("valid_until", days_later(years_later(case.day, 2), -1));
    } else {
        case.date("issued", case.day);
        case.date("valid_from", case.day);
        case.date("valid_until", days_later(months_later(case.day, 3), -1));
    }
}

/// `a` are pages of the carnet de santé, `b` a doctor's certificate.
pub(super) fn carnet_vaccination(case: &mut Case<'_>) {
    let birth = case.person().birth;
    let shots = [
        (2, "Infanrix Hexa", "DTPolio Coqueluche Hib Hépatite B"),
        (4, "Infanrix Hexa", "DTPolio Coqueluche Hib Hépatite B"),
        (5, "Neisvac", "Méningocoque C"),
        (11, "Hexyon", "DTPolio Coqueluche Hib Hépatite B (rappel)"),
        (12, "Priorix", "Rougeole Oreillons Rubéole (ROR)"),
        (17, "Priorix", "Rougeole Oreillons Rubéole (ROR)"),
    ];
    let rows: Vec<Vec<String>> = shots
        .iter()
        .map(|&(months, product, against)| {
            let day = days_later(months_later(birth, months), case.dice.whole(0, 12));
            let date = if case.is_a() {
                format!(
                    "{:02}/{:02}/{:02}",
                    day.day(),
                    day.month(),
                    day.year() % 100
                )
            } else {
                format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
            };
            let lot = format!("A{}", case.dice.digits(5));
            vec![against.to_owned(), product.to_owned(), date, lot]
        })
        .collect();
    case.put("rows", rows);
    case.birth();
    if case.is_a() {
        return;
    }
    case.issued_by("Solenne Arvieux");
    let number = numbers::rpps(&mut case.dice);
    case.put("rpps", number);
    case.date("issued", case.day);
}
