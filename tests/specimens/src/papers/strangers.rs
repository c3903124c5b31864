//! What is no administrative paper at all, and lies in the bag all the same.

use super::Case;
use crate::words::{days_later, money};

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

/// A restaurant's bill, or a slip for a parcel.
pub(super) fn inconnu_ticket(case: &mut Case<'_>) {
    case.issued_by_either("Le Petit Comptoir", "Colis Relais Express");
    case.held_by_nobody();
    let (number, guests) = (case.dice.digits(9), case.dice.whole(2, 4));
    let menu = 15_90;
    case.put("number", number);
    case.put("guests", guests);
    case.put("menu", money(menu * guests));
    case.put("coffee", money(190 * guests));
    case.put_day("until", days_later(case.day, 14));
    case.date("issued", case.day);
    if case.is_a() {
        case.amount("total", (menu + 190) * guests);
    }
}

/// A poster for a lost cat, or the menu of a take-away.
pub(super) fn inconnu_annonce(case: &mut Case<'_>) {
    case.issued_by_either("Voisins", "Pizzeria Bella Notte");
    case.held_by_nobody();
    case.put_day("lost", days_later(case.day, -2));
    if case.is_a() {
        case.issuer_is_not_printed();
    }
}

/// A letter from an office of another country, in English or in Spanish.
pub(super) fn inconnu_etranger(case: &mut Case<'_>) {
    case.issued_by_either(
        "Brookfield Borough Council",
        "Ayuntamiento de Villarreal del Monte",
    );
    let number = case.dice.digits(8);
    case.put("number", number);
    case.date("issued", case.day);
}

/// Notes by hand: what was spent in a week, or the words of a recipe.
pub(super) fn inconnu_notes(case: &mut Case<'_>) {
    case.issued_by("Maison");
    case.issuer_is_not_printed();
    case.held_by_nobody();
    let spent: Vec<String> = (0..5)
        .map(|_| money(case.dice.whole(3_00, 64_00)))
        .collect();
    case.put("spent", spent);
}
