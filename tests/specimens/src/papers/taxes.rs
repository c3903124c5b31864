//! What one owes the State.

use jiff::civil::date;

use super::Case;
use crate::{
    twoddoc::{self, Item, compact},
    words::thousands,
};

fn parts(quarters: i64) -> String {
    match quarters % 4 {
        0 => format!("{}", quarters / 4),
        2 => format!("{},5", quarters / 4),
        rest => format!("{},{}", quarters / 4, rest * 25),
    }
}

/// `day` is when it was established; the income is the year's before.
pub(super) fn avis_imposition(case: &mut Case<'_>) {
    let (house, day) = (case.house, case.day);
    let year = day.year();
    case.issued_by("Direction générale des finances publiques");
    let income = house.reference_income(year - 1);
    let quarters = house.quarters();
    // The first band of the scale is free; what is above it pays 11 %. Close enough for an invented notice.
    let tax = ((income * 4 / quarters - 11_300).max(0) * 11 / 100 * quarters / 4).max(0);
    let tax = if tax < 120 { 0 } else { tax };
    let withheld = tax * 9 / 10;
    let salary = income * 10 / 9;
    let reference = format!(
        "{:02}{}{}",
        year % 100,
        house.home.department,
        case.dice.digits(9)
    );
    case.date("income_year", date(year - 1, 12, 31));
    case.date("notice_year", date(year, 1, 1));
    case.date("issued", day);
    let collection = date(year, 7, 31);
    case.other_date("collection", collection);
    case.put_day("pay_by", date(year, 9, 15));
    case.refer(
        "numero_fiscal_spi",
        &crate::numbers::grouped_spi(&case.person().spi),
    );
    case.refer("reference_avis", &reference);
    case.amount_text("revenu_fiscal_reference", thousands(income));
    case.amount_text("tax", thousands(tax));
    case.put("withheld", thousands(withheld));
    case.put(
        "rest",
        if tax == 0 {
            "0,00".to_owned()
        } else {
            thousands(tax - withheld)
        },
    );
    case.put("salary", thousands(salary));
    case.put("deduction", thousands(salary - income));
    case.put("parts", parts(quarters));
    case.put("children", house.children.len() as i64);
    case.put(
        "family",
        if house.adults.len() == 2 {
            "Marié(e)s"
        } else {
            "Célibataire"
        },
    );
    case.put("rate", if tax == 0 { "0,0" } else { "2,9" });
    let hearth = format!("{} {}", house.home.department, case.dice.digits(8));
    case.put("foyer", hearth);
    if let Some(spouse) = case.spouse() {
        case.also_held_by(spouse);
    }
    let person = case.person();
    let mut items = vec![
        Item("43", parts(quarters), true),
        Item("44", reference, false),
        Item("45", (year - 1).to_string(), false),
        Item(
            "46",
            format!("{} {}", person.called(), person.given[0]),
            true,
        ),
        Item("4A", compact(collection), false),
        Item("41", income.to_string(), true),
        Item("47", person.spi.clone(), false),
    ];
    if let Some(spouse) = case.spouse() {
        items.push(Item(
            "48",
            format!("{} {}", spouse.called(), spouse.given[0]),
            true,
        ));
        items.push(Item("49", spouse.spi.clone(), false));
    }
    let home = format!(
        "{}/{}/{}",
        house.home.street, house.home.postcode, house.home.town
    );
    items.push(Item("4Y", home, true));
    case.two_d_doc(1, twoddoc::compose("28", None, day, &items));
}

/// What is known when the declaration is made, in spring.
pub(super) fn avis_situation_declarative(case: &mut Case<'_>) {
    let house = case.house;
    let year = case.day.year();
    let day = date(year, 5, case.dice.whole(2, 28) as i8);
    case.issued_by("Direction générale des finances publiques");
    let income = house.reference_income(year - 1);
    let reference = format!(
        "{:02}{}{}",
        year % 100,
        house.home.department,
        case.dice.digits(9)
    );
    case.date("income_year", date(year - 1, 12, 31));
    case.date("issued", day);
    case.refer(
        "numero_fiscal_spi",
        &crate::numbers::grouped_spi(&case.person().spi),
    );
    case.refer("reference_avis", &reference);
    case.amount_text("revenu_fiscal_reference", thousands(income));
    case.put("salary", thousands(income * 10 / 9));
    case.put("deduction", thousands(income / 9));
    case.put("parts", parts(house.quarters()));
    case.put("children", house.children.len() as i64);
    case.put(
        "family",
        if house.adults.len() == 2 {
            "Marié(e)s"
        } else {
            "Célibataire"
        },
    );
    let person = case.person();
    let items = [
        Item("43", parts(house.quarters()), true),
        Item("44", reference, false),
        Item("45", (year - 1).to_string(), false),
        Item(
            "46",
            format!("{} {}", person.called(), person.given[0]),
            true,
        ),
        Item("4B", compact(day), false),
        Item("41", income.to_string(), true),
        Item("47", person.spi.clone(), false),
    ];
    case.two_d_doc(1, twoddoc::compose("18", None, day, &items));
}

pub(super) fn taxe_fonciere(case: &mut Case<'_>) {
    let house = case.house;
    let year = case.day.year();
    case.issued_by("Direction générale des finances publiques");
    let base = case.dice.whole(1_400, 3_800);
    let shares = [
        ("town_part", base * 3_612 / 10_000),
        ("inter_part", base * 405 / 10_000),
        ("gemapi", base * 62 / 10_000),
        ("waste", base * 910 / 10_000),
    ];
    for (name, euros) in shares {
        case.put(name, thousands(euros));
    }
    case.put("base", thousands(base));
    case.amount_text(
        "total",
        thousands(shares.iter().map(|(_, euros)| euros).sum()),
    );
    case.refer(
        "numero_fiscal_spi",
        &crate::numbers::grouped_spi(&case.person().spi),
    );
    let (reference, owner) = (
        format!(
            "{:02}{}{}",
            year % 100,
            house.home.department,
            case.dice.digits(9)
        ),
        format!(
            "{} {} B{}",
            house.home.department,
            case.dice.digits(3),
            case.dice.digits(5)
        ),
    );
    case.put("reference", reference);
    case.put("owner", owner);
    case.date("notice_year", date(year, 1, 1));
    let issued = date(year, 8, case.dice.whole(5, 25) as i8);
    case.date("issued", issued);
    case.put_day("collection", date(year, 8, 31));
    case.put_day("pay_by", date(year, 10, 15));
}

/// `a` is the form, `b` the receipt of a declaration made online.
pub(super) fn declaration_revenus(case: &mut Case<'_>) {
    let house = case.house;
    let year = case.day.year();
    case.issued_by("Direction générale des finances publiques");
    let day = date(year, 5, case.dice.whole(2, 28) as i8);
    let pay = house.reference_income(year - 1) * 10 / 9;
    case.date("income_year", date(year - 1, 12, 31));
    case.refer(
        "numero_fiscal_spi",
        &crate::numbers::grouped_spi(&case.person().spi),
    );
    let (access, receipt) = (case.dice.digits(7), case.dice.digits(14));
    case.put("access", access);
    case.put("receipt", receipt);
    case.put("pay", thousands(pay));
    case.put("withheld", thousands(pay / 40));
    case.put("parts", parts(house.quarters()));
    case.put("notice_year", i64::from(year));
    let deadline = date(year, 5, 22);
    case.put("family", if house.adults.len() == 2 { "M" } else { "C" });
    if let Some(spouse) = case.spouse() {
        case.also_held_by(spouse);
    }
    if case.is_a() {
        case.date("deadline", deadline);
    } else {
        case.put_day("deadline", deadline);
        case.date("issued", day);
    }
}
