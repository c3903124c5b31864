//! Bank, car, letters, and what is no administrative paper at all.

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

/// A receipt from a till, or a flyer.
pub(super) fn inconnu_recu(case: &mut Case<'_>) {
    case.issued_by_either("Superette du Coin", "Meubles Grandvallon");
    case.held_by_nobody();
    let goods = [
        ("LAIT DEMI ECR X6", 5_94),
        ("PATES 1KG", 1_85),
        ("COUCHES T4", 12_49),
        ("POMMES 1,2 KG", 3_11),
        ("CAFE MOULU", 4_29),
    ];
    case.put(
        "goods",
        goods
            .iter()
            .map(|&(name, cents)| vec![name.to_owned(), money(cents)])
            .collect::<Vec<_>>(),
    );
    if case.is_a() {
        case.amount("total", goods.iter().map(|(_, cents)| cents).sum());
        case.date("issued", case.day);
    }
}

/// A private letter in Portuguese, or a note of one's own.
pub(super) fn inconnu_lettre(case: &mut Case<'_>) {
    case.issued_by("Maria da Conceição");
    case.held_by_nobody();
    if case.is_a() {
        case.date("issued", case.day);
    } else {
        case.issuer_is_not_printed();
    }
}
