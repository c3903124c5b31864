//! Where one lives.

use super::Case;
use crate::{
    people::Person,
    twoddoc::{self, Item},
    words::{days_later, money, months_later, years_later},
};

pub(super) fn quittance_loyer(case: &mut Case<'_>) {
    let house = case.house;
    case.issued_by_known(house.landlord.clone());
    let start = months_later(case.day.first_of_month(), -1);
    case.date("period_start", start);
    case.date("period_end", start.last_of_month());
    case.date("issued", case.day);
    case.put_day("paid", days_later(start, 4));
    let number = format!("L{}", house.caf_number);
    case.refer("reference_locataire", &number);
    case.amount("rent", house.rent);
    case.amount("charges", house.charges);
    case.amount("total", house.rent + house.charges);
}

/// What all bills have: a period of two months before `day`, four lines that add up, a day to pay.
fn bill(case: &mut Case<'_>, low: i64, high: i64) {
    let end = days_later(case.day.first_of_month(), -1);
    let start = months_later(end.first_of_month(), -1);
    let energy = case.dice.whole(low, high);
    let (fixed, taxes) = (energy / 5, energy / 8);
    let vat = (energy + fixed + taxes) / 10;
    case.date("issued", case.day);
    case.date("period_start", start);
    case.date("period_end", end);
    case.put_day("pay_by", days_later(case.day, 18));
    case.put_day("next", months_later(case.day, 2));
    case.amount("total", energy + fixed + taxes + vat);
    for (name, cents) in [
        ("energy", energy),
        ("fixed", fixed),
        ("taxes", taxes),
        ("vat", vat),
    ] {
        case.put(name, money(cents));
    }
    case.put("kwh", (energy / 20).to_string());
    case.put("cubic", (energy / 290).to_string());
    let number = case.dice.digits(11);
    case.put("number", number);
    let (contract, meter) = (
        format!(
            "1-{}",
            case.dice.letters("ABCDEFGHKLMNPQRSTUVWXYZ0123456789", 6)
        ),
        case.dice.digits(8),
    );
    case.put("contract", contract);
    case.put("meter", meter);
    let line = format!("01 99 00 {} {}", case.dice.digits(2), case.dice.digits(2));
    case.put("line", line);
}

/// The code of a bill: who lives where.
fn proof_of_home(case: &mut Case<'_>, document_type: &str) {
    let (person, home, day) = (case.person(), &case.house.home, case.day);
    let title = if person.woman { "MME" } else { "M" };
    let items = [
        Item("26", "FR".to_owned(), false),
        Item("24", home.postcode.clone(), false),
        Item(
            "10",
            format!("{title}/{}/{}", person.called(), person.given[0]),
            true,
        ),
        Item("22", home.street.clone(), true),
        Item("25", home.town.clone(), true),
    ];
    case.two_d_doc(1, twoddoc::compose(document_type, Some(day), day, &items));
}

pub(super) fn facture_energie(case: &mut Case<'_>) {
    case.issued_by_either("Lumen Énergie", "Gaz du Ponant");
    bill(case, 42_00, 160_00);
    let (client, meter) = (
        crate::numbers::grouped(&case.dice.digits(9), 3),
        case.dice.digits(14),
    );
    case.refer("numero_client", &client);
    case.refer("pdl_prm", &meter);
    if case.dice.chance(0.75) {
        proof_of_home(case, "01");
    }
}

pub(super) fn attestation_contrat_energie(case: &mut Case<'_>) {
    case.issued_by_either("Lumen Énergie", "Gaz du Ponant");
    let meter = case.dice.digits(14);
    case.refer("pdl_prm", &meter);
    case.date("issued", case.day);
    let start = months_later(case.day, -case.dice.whole(8, 60));
    case.put_day("start", start);
    proof_of_home(case, "00");
}

pub(super) fn facture_eau(case: &mut Case<'_>) {
    case.issued_by_either("Eaux du Bocage", "Régie municipale de l'eau");
    bill(case, 28_00, 95_00);
}

pub(super) fn facture_telecom(case: &mut Case<'_>) {
    case.issued_by_either("Filandra", "Mobilia Télécom");
    bill(case, 12_99, 39_99);
}

pub(super) fn avis_echeance_loyer(case: &mut Case<'_>) {
    let house = case.house;
    case.issued_by_known(house.landlord.clone());
    let start = months_later(case.day.first_of_month(), 1);
    let aid = (house.rent * 4 / 10).min(260_00);
    case.date("period_start", start);
    case.date("period_end", start.last_of_month());
    case.date("issued", case.day);
    case.put_day("pay_by", days_later(start, 4));
    case.put("apl", money(aid));
    case.amount("total", house.rent + house.charges - aid - 4_132);
}

pub(super) fn bail(case: &mut Case<'_>) {
    case.issued_by_known(case.house.landlord.clone());
    case.date("issued", case.day);
    case.put_day("start", days_later(case.day, 12));
    let (surface, rooms) = (case.dice.whole(28, 84), case.dice.whole(2, 4));
    case.put("surface", surface);
    case.put("rooms", rooms);
    if let (true, Some(spouse)) = (case.is_a(), case.spouse()) {
        case.also_held_by(spouse);
    }
}

/// Held by the one who is put up.
pub(super) fn attestation_hebergement(case: &mut Case<'_>) {
    let host = crate::people::Household::throw(case.dice.bits())
        .adults
        .swap_remove(0);
    case.put("host", Person::to_json(&host));
    case.put_day("start", months_later(case.day, -7));
    case.birth();
    case.date("issued", case.day);
}

pub(super) fn attestation_domiciliation(case: &mut Case<'_>) {
    let office = format!("CCAS de {}", case.house.home.town);
    case.issued_by_either(&office, "Association Le Seuil");
    case.birth();
    case.date("issued", case.day);
    case.date("valid_until", days_later(years_later(case.day, 1), -1));
}

pub(super) fn attestation_assurance_habitation(case: &mut Case<'_>) {
    case.issued_by_either("Mutuelle des Foyers", "Assurances Rive Droite");
    let (contract, member) = (
        case.dice.digits(10),
        format!(
            "{} {}",
            case.dice.digits(4),
            case.dice.letters("ABCDEFHKLMN", 1)
        ),
    );
    case.put("contract", contract);
    case.put("member", member);
    case.date("issued", case.day);
    case.date("valid_from", case.day.first_of_month());
    case.date(
        "valid_until",
        days_later(years_later(case.day.first_of_month(), 1), -1),
    );
}

pub(super) fn attestation_demande_logement_social(case: &mut Case<'_>) {
    case.issued_by("Préfecture");
    let number = format!(
        "{}0{}{}",
        case.house.home.department.clone() + "1",
        case.dice.digits(9),
        case.dice.digits(5)
    );
    case.refer("numero_unique_logement", &number);
    case.date("issued", case.day);
    case.date("valid_until", days_later(years_later(case.day, 1), -1));
    let filed = months_later(case.day, -case.dice.whole(0, 40));
    case.put_day("filed", filed);
}

/// `a` is filled in by a landlord, `b` by who runs a hostel.
pub(super) fn attestation_loyer_caf(case: &mut Case<'_>) {
    let house = case.house;
    if case.is_a() {
        case.issued_by_known(house.landlord.clone());
    } else {
        case.issued_by("Résidence sociale Les Tilleuls");
    }
    case.refer("numero_allocataire", &house.caf_number);
    let (surface, room) = (case.dice.whole(28, 84), case.dice.whole(101, 420));
    case.put("surface", surface);
    case.put("room", room);
    let entry = months_later(case.day, -case.dice.whole(1, 30));
    case.put_day("entry", entry);
    case.put_day("month", case.day.first_of_month());
    case.amount("rent", house.rent);
    case.amount("charges", house.charges);
    case.date("issued", case.day);
}
