//! What is no administrative paper at all, and lies in the bag all the same.

use super::Case;
use crate::words::money;

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
