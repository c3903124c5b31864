//! What one earns.

use super::Case;
use crate::{
    twoddoc::{self, Item, compact, hexadecimal},
    words::{days_later, money, months_later, years_later},
};

const JOBS: [&str; 5] = [
    "Agent d'entretien",
    "Vendeuse qualifiée",
    "Chauffeur-livreur",
    "Aide à domicile",
    "Ouvrier agricole",
];

/// Label, rate of the employee and of the employer, in hundredths of a percent.
const DEDUCTIONS: [(&str, i64, i64); 7] = [
    ("Sécurité sociale - maladie maternité", 0, 7_00),
    ("Sécurité sociale plafonnée", 6_90, 8_55),
    ("Complémentaire Tranche 1", 4_01, 6_01),
    ("Allocations familiales", 0, 3_45),
    ("Assurance chômage", 0, 4_05),
    ("CSG déductible de l'impôt sur le revenu", 6_80, 0),
    ("CSG/CRDS non déductible", 2_90, 0),
];

/// `day` is when it was paid, at the end of its month.
pub(super) fn bulletin_salaire(case: &mut Case<'_>) {
    let house = case.house;
    case.issued_by_known(house.employer.clone());
    let (start, end) = (case.day.first_of_month(), case.day.last_of_month());
    let gross = house.gross;
    let share = |rate: i64| gross * rate / 10_000;
    let rate = |rate: i64| {
        if rate == 0 {
            String::new()
        } else {
            money(rate)
        }
    };
    let some = |cents: i64| {
        if cents == 0 {
            String::new()
        } else {
            money(cents)
        }
    };
    let rows: Vec<Vec<String>> = DEDUCTIONS
        .iter()
        .map(|&(label, own, firm)| {
            vec![
                label.to_owned(),
                money(gross),
                rate(own),
                some(share(own)),
                rate(firm),
                some(share(firm)),
            ]
        })
        .collect();
    let withheld: i64 = DEDUCTIONS.iter().map(|row| share(row.1)).sum();
    let employer: i64 = DEDUCTIONS.iter().map(|row| share(row.2)).sum();
    let before_tax = gross - withheld;
    let taxable = before_tax + share(2_90);
    let tax_rate = if gross > 2_000_00 { 1_20 } else { 0 };
    let tax = taxable * tax_rate / 10_000;
    let month = i64::from(start.month());
    case.date("period_start", start);
    case.date("period_end", end);
    case.refer("siret", &crate::numbers::grouped(&house.employer.siret, 3));
    case.refer("nir", &crate::numbers::grouped_nir(&case.person().nir));
    case.amount("gross", gross);
    case.amount("taxable", taxable);
    case.amount("net", before_tax - tax);
    case.put("rows", rows);
    case.put("withheld", money(withheld));
    case.put("employer_part", money(employer));
    case.put("before_tax", money(before_tax));
    case.put("social", money(before_tax + share(40)));
    case.put("rate", money(tax_rate));
    case.put("tax", money(tax));
    case.put(
        "hourly",
        format!("{},{:04}", gross / 15_167, gross * 10_000 / 15_167 % 10_000),
    );
    case.put("gross_year", money(gross * month));
    case.put("taxable_year", money(taxable * month));
    case.put("hours_year", money(151_67 * month));
    case.put("leave", money(208 * ((month + 6) % 12 + 1)));
    let staff = format!("{:05}", gross % 90_000);
    case.put("staff", staff);
    case.put("job", JOBS[gross as usize % JOBS.len()]);
    let entry = days_later(years_later(start, -4), -(gross % 300));
    case.put_day("entry", entry);
    case.put_day("paid", days_later(end, -1));
    let person = case.person();
    let title = if person.woman { "MME" } else { "M" };
    let items = [
        Item(
            "10",
            format!("{title}/{}/{}", person.called(), person.given[0]),
            true,
        ),
        Item("50", house.employer.siret.clone(), false),
        Item("53", hexadecimal(Some(start)), false),
        Item("54", hexadecimal(Some(end)), false),
        Item("55", compact(entry), false),
        Item("58", money(taxable).replace('\u{a0}', ""), true),
        Item("59", money(taxable * month).replace('\u{a0}', ""), true),
    ];
    // Private firms rarely print the code.
    if case.dice.chance(0.35) {
        case.two_d_doc(1, twoddoc::compose("06", Some(end), end, &items));
    }
}

/// `a` has no end, `b` ends after nine months.
pub(super) fn contrat_travail(case: &mut Case<'_>) {
    let house = case.house;
    case.issued_by_known(house.employer.clone());
    let start = days_later(case.day, 6);
    case.refer("siret", &crate::numbers::grouped(&house.employer.siret, 3));
    case.amount("gross", house.gross);
    case.put("job", JOBS[house.gross as usize % JOBS.len()]);
    case.put_day("start", start);
    case.date("issued", case.day);
    if !case.is_a() {
        case.date("valid_until", days_later(months_later(start, 9), -1));
    }
}

pub(super) fn attestation_employeur(case: &mut Case<'_>) {
    let house = case.house;
    case.issued_by_known(house.employer.clone());
    case.refer("siret", &house.employer.siret);
    if !case.is_a() {
        case.amount("gross", house.gross);
    }
    case.put("job", JOBS[house.gross as usize % JOBS.len()]);
    case.put_day("start", years_later(case.day, -4));
    case.date("issued", case.day);
}

pub(super) fn avis_situation_france_travail(case: &mut Case<'_>) {
    let office = format!("France Travail {}", case.house.home.town);
    case.issued_by_either(&office, "Pôle emploi");
    case.refer("identifiant_france_travail", &case.house.work_number);
    let cents = case.dice.whole(18_00, 48_00);
    case.amount("daily", cents);
    case.put_day("start", months_later(case.day, -5));
    case.date("issued", case.day);
}

pub(super) fn attestation_paiement_france_travail(case: &mut Case<'_>) {
    let office = format!("France Travail {}", case.house.home.town);
    case.issued_by(&office);
    case.refer("identifiant_france_travail", &case.house.work_number);
    let start = months_later(case.day.first_of_month(), -1);
    let (daily, days) = (
        case.dice.whole(18_00, 48_00),
        i64::from(start.days_in_month()),
    );
    case.put("days", days);
    case.put("daily", money(daily));
    case.put("gross", money(daily * days));
    case.amount("net", daily * days * 94 / 100);
    case.date("period_start", start);
    case.date("period_end", start.last_of_month());
    case.date("issued", case.day);
}

/// `a` certifies the time spent, `b` is the receipt for the last pay.
pub(super) fn certificat_travail(case: &mut Case<'_>) {
    let house = case.house;
    case.issued_by_known(house.employer.clone());
    let start = days_later(years_later(case.day, -4), -(house.gross % 300));
    case.refer(
        "siret",
        &crate::numbers::grouped_siret(&house.employer.siret),
    );
    case.put("job", JOBS[house.gross as usize % JOBS.len()]);
    case.date("period_start", start);
    case.date("period_end", case.day);
    case.date("issued", case.day);
    if case.is_a() {
        case.birth();
        return;
    }
    let leave = case.dice.whole(120_00, 900_00);
    let net = house.gross * 78 / 100;
    case.put("leave_pay", money(leave));
    case.put("net_pay", money(net));
    case.amount("total", net + leave);
}

/// `a` is the form since 2024, `b` a pay program's sheet from the time of Pôle emploi.
pub(super) fn attestation_employeur_france_travail(case: &mut Case<'_>) {
    let house = case.house;
    case.issued_by_known(house.employer.clone());
    let start = days_later(years_later(case.day, -2), -(house.gross % 200));
    let end = days_later(case.day, -3);
    let siret = &house.employer.siret;
    if case.is_a() {
        case.refer("siret", &crate::numbers::grouped_siret(siret));
    } else {
        case.refer("siret", siret);
    }
    let motive = *case.dice.pick(&[
        "Fin de contrat à durée déterminée",
        "Licenciement pour motif économique",
        "Rupture conventionnelle",
        "Démission",
    ]);
    let months: Vec<Vec<String>> = (1..=12)
        .map(|back| {
            let month = months_later(end.first_of_month(), -back);
            let pay = house.gross + (back * 1_337) % 9_000;
            let (first, last) = (slashes(month), slashes(month.last_of_month()));
            vec![first, last, "151,67".to_owned(), money(pay)]
        })
        .collect();
    case.put("motive", motive);
    case.put("months", months);
    case.put("job", JOBS[house.gross as usize % JOBS.len()]);
    case.put_day("start", start);
    case.put_day("noticed", months_later(end, -1));
    case.put("gross", money(house.gross));
    case.birth();
    case.date("valid_until", end);
    case.date("issued", case.day);
}

fn slashes(day: jiff::civil::Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}
