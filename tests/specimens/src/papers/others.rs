//! Bank, car, letters.

use super::Case;
use crate::{
    numbers::grouped,
    twoddoc::{self, Item},
    words::{days_later, money, months_later, years_later},
};

fn bank(case: &mut Case<'_>) {
    case.issued_by_either("Banque du Littoral", "Caisse Mutuelle des Deux Rives");
    case.refer("iban", &grouped(&case.house.account.iban, 4));
}

pub(super) fn rib(case: &mut Case<'_>) {
    bank(case);
    case.refer("bic", &case.house.account.bic);
    case.date("issued", case.day);
    if !case.is_a() {
        return;
    }
    let account = &case.house.account;
    let items = [
        Item("30", case.person().full(), true),
        Item("31", account.iban.clone(), true),
        Item("32", account.bic.clone(), true),
    ];
    let text = twoddoc::compose("03", None, case.day, &items);
    case.two_d_doc(1, text);
}

pub(super) fn releve_compte(case: &mut Case<'_>) {
    bank(case);
    let start = months_later(case.day.first_of_month(), -1);
    let end = start.last_of_month();
    let house = case.house;
    let before = case.dice.whole(12_00, 900_00);
    let moves: [(&str, i64); 8] = [
        ("VIR Salaire", house.gross * 78 / 100),
        ("PRLV Loyer et charges", -house.rent - house.charges),
        ("VIR Caf", case.dice.whole(90_00, 400_00)),
        ("CARTE Supermarché", -case.dice.whole(30_00, 140_00)),
        ("PRLV Électricité", -case.dice.whole(30_00, 90_00)),
        ("CARTE Pharmacie", -case.dice.whole(4_00, 30_00)),
        ("RETRAIT Distributeur", -60_00),
        ("PRLV Téléphone", -19_99),
    ];
    let rows: Vec<Vec<String>> = moves
        .iter()
        .enumerate()
        .map(|(index, &(label, cents))| {
            let day = days_later(start, index as i64 * 3 + 1);
            let date = format!("{:02}/{:02}", day.day(), day.month());
            let (debit, credit) = if cents < 0 {
                (money(-cents), String::new())
            } else {
                (String::new(), money(cents))
            };
            vec![date, label.to_owned(), debit, credit]
        })
        .collect();
    case.put("moves", rows);
    case.put("before", money(before));
    case.amount(
        "balance",
        before + moves.iter().map(|(_, cents)| cents).sum::<i64>(),
    );
    case.date("period_start", start);
    case.date("period_end", end);
    if !case.is_a() {
        case.date("issued", case.day);
    }
}

pub(super) fn carte_grise(case: &mut Case<'_>) {
    case.issued_by("Préfecture");
    case.issuer_is_not_printed();
    let vin = case.dice.letters("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 17);
    let formula = format!(
        "{}{}{}",
        case.dice.whole(2018, 2026),
        case.dice.letters("ABCDEF", 2),
        case.dice.digits(5)
    );
    case.refer("immatriculation", &case.house.plate);
    case.refer("vin", &vin);
    case.put("formula", formula);
    case.put("make", "VOLTARA");
    case.put("model", "CITADINE 1.2");
    case.put_day("first", years_later(case.day, -6));
    case.date("issued", case.day);
}

pub(super) fn courrier_administratif(case: &mut Case<'_>) {
    let office = format!("Département ({})", case.house.home.department);
    case.issued_by_either(&office, "Maison des solidarités");
    let reference = format!("DS/{}/{}", case.day.year(), case.dice.digits(6));
    case.put("reference", reference);
    case.put_day("asked", days_later(case.day, -25));
    case.date("issued", case.day);
    case.date("deadline", days_later(case.day, 30));
}

/// Its issuer is the one who signs.
pub(super) fn attestation_honneur(case: &mut Case<'_>) {
    let claim = *case.dice.pick(&[
        "ne percevoir aucune ressource autre que celles déclarées",
        "vivre seul(e) avec mes enfants depuis la séparation",
        "n'exercer aucune activité professionnelle à ce jour",
    ]);
    case.put("claim", claim);
    if case.is_a() {
        case.birth();
    }
    case.date("issued", case.day);
}

/// A bank says no. `b` is a form of fixed text.
pub(super) fn attestation_refus_compte(case: &mut Case<'_>) {
    case.issued_by_either("Banque du Littoral", "Caisse Mutuelle des Deux Rives");
    let reference = format!("DAC-{}-{}", case.day.year(), case.dice.digits(5));
    case.put("reference", reference);
    case.put_day("asked", days_later(case.day, -11));
    case.birth();
    case.date("issued", case.day);
}

/// `a` is the mémo since April 2024, `b` the green card before it.
pub(super) fn attestation_assurance_auto(case: &mut Case<'_>) {
    case.issued_by_either("Mutuelle des Foyers", "Assurances Rive Droite");
    let day = if case.is_a() {
        case.day
    } else {
        years_later(case.day, -3)
    };
    let start = day.first_of_month();
    let (contract, code) = (case.dice.digits(10), case.dice.digits(4));
    case.put("contract", contract);
    case.put("code", code);
    case.put("make", "VOLTARA");
    case.put("model", "CITADINE 1.2");
    case.refer("immatriculation", &case.house.plate);
    case.date("valid_from", start);
    case.date("valid_until", days_later(years_later(start, 1), -1));
    if case.is_a() {
        case.date("issued", day);
    }
}

/// `a` is a town's card, `b` the letter that grants a lower fare.
pub(super) fn carte_transport(case: &mut Case<'_>) {
    case.issued_by_either("Lignes du Val", "Île-de-France Mobilités");
    let (number, start) = (case.dice.digits(10), case.day.first_of_month());
    case.put("number", number);
    case.date("valid_until", days_later(years_later(start, 1), -1));
    if !case.is_a() {
        case.put_day("start", start);
        case.date("issued", case.day);
    }
}
