//! What helps to live.

use jiff::civil::date;

use super::Case;
use crate::{
    numbers::grouped_nir,
    words::{days_later, money, months_later, years_later},
};

fn fund(case: &mut Case<'_>) {
    let name = format!("Caf ({})", case.house.home.department);
    case.issued_by(&name);
    case.refer("numero_allocataire_caf", &case.house.caf_number);
}

/// Income of a month, shared by the tax parts.
fn quotient(case: &Case<'_>) -> i64 {
    case.house.gross * 78 / 100 * 4 / case.house.quarters()
}

pub(super) fn attestation_caf(case: &mut Case<'_>) {
    fund(case);
    let month = months_later(case.day.first_of_month(), -1);
    let (rent, family, activity) = (
        (case.house.rent * 4 / 10).min(260_00),
        148_52,
        case.dice.whole(90_00, 310_00),
    );
    case.date("period_start", month);
    case.date("period_end", month.last_of_month());
    case.date("issued", case.day);
    case.put("apl", money(rent));
    case.put("family", money(family));
    case.put("activity", money(activity));
    case.put("qf", money(quotient(case)));
    case.amount("total", rent + family + activity);
}

pub(super) fn attestation_quotient_familial(case: &mut Case<'_>) {
    fund(case);
    if !case.is_a() {
        case.issued_by("MSA");
    }
    let month = case.day.first_of_month();
    case.date("period_start", month);
    case.date("period_end", month.last_of_month());
    case.date("issued", case.day);
    case.amount("qf", quotient(case));
    case.put("year", (case.day.year() - 2).to_string());
}

pub(super) fn attestation_pension_retraite(case: &mut Case<'_>) {
    case.issued_by_either("CARSAT", "Caisse de retraite complémentaire");
    case.refer("nir", &grouped_nir(&case.person().nir));
    let month = months_later(case.day.first_of_month(), -1);
    let gross = case.dice.whole(540_00, 1_480_00);
    case.date("period_start", month);
    case.date("period_end", month.last_of_month());
    case.date("issued", case.day);
    case.put("gross", money(gross));
    case.amount("net", gross * 92 / 100);
}

/// `a` from the Caf after a change, `b` a first right to the RSA, from the MSA.
pub(super) fn notification_caf(case: &mut Case<'_>) {
    fund(case);
    if !case.is_a() {
        case.issued_by("MSA");
    }
    let from = case.day.first_of_month();
    let rent = (case.house.rent * 4 / 10).min(260_00);
    let before = case.dice.whole(90_00, 310_00);
    let activity = case.dice.whole(90_00, 310_00);
    case.put("apl", money(rent));
    case.put("before", money(before));
    case.amount("monthly", activity);
    case.date("valid_from", from);
    case.date("issued", case.day);
}

/// `a` is the ARE, `b` the ASS of the years of Pôle emploi.
pub(super) fn notification_droits_france_travail(case: &mut Case<'_>) {
    let office = format!("France Travail {}", case.house.home.town);
    case.issued_by_either(&office, "Pôle emploi");
    case.refer("identifiant_france_travail", &case.house.work_number);
    let day = if case.is_a() {
        case.day
    } else {
        years_later(case.day, -3)
    };
    let from = days_later(day, 5);
    let daily = case.dice.whole(19_00, 48_00);
    let days = case.dice.whole(4, 18) * 30 + 2;
    case.amount("daily", daily);
    case.put("days", days);
    case.put("reference_pay", money(daily * 175 / 100));
    case.put_day("ended", days_later(day, -24));
    case.put_day("registered", days_later(day, -17));
    case.date("issued", day);
    case.date("valid_from", from);
    if !case.is_a() {
        case.date("valid_until", days_later(months_later(from, 6), -1));
    }
}

/// `a` from the CPAM, `b` from the MSA.
pub(super) fn attestation_indemnites_journalieres(case: &mut Case<'_>) {
    let fund = format!("CPAM ({})", case.house.home.department);
    case.issued_by_either(&fund, "MSA");
    case.refer("nir", &grouped_nir(&case.person().nir));
    let start = months_later(case.day.first_of_month(), -1);
    let days = case.dice.whole(9, 27);
    let end = days_later(start, days - 1);
    let daily = case.dice.whole(19_00, 41_00);
    let gross = daily * days;
    let taxes = gross * 67 / 1000;
    case.put("days", days);
    case.put("daily", money(daily));
    case.put("gross", money(gross));
    case.put("taxes", money(taxes));
    case.put_day("stopped", days_later(start, -3));
    case.put_day("paid", days_later(end, 4));
    case.amount("net", gross - taxes);
    case.date("period_start", start);
    case.date("period_end", end);
    case.date("issued", case.day);
}

/// `a` grants it, `b` says what was paid for a month.
pub(super) fn attestation_pension_invalidite(case: &mut Case<'_>) {
    let fund = format!("CPAM ({})", case.house.home.department);
    case.issued_by(&fund);
    case.refer("nir", &grouped_nir(&case.person().nir));
    let (category, monthly) = (case.dice.whole(1, 2), case.dice.whole(420_00, 1_190_00));
    let number = case.dice.digits(8);
    case.put("category", category);
    case.put("number", number);
    case.put("yearly", money(monthly * 12));
    case.amount("monthly", monthly);
    case.date("issued", case.day);
    if case.is_a() {
        case.date(
            "valid_from",
            days_later(case.day.first_of_month(), -30).first_of_month(),
        );
    } else {
        case.birth();
        let month = months_later(case.day.first_of_month(), -1);
        case.date("period_start", month);
        case.date("period_end", month.last_of_month());
    }
}

/// `a` is the cheque, `b` the sheet of rights that comes with it. The campaign of the year of `day`.
pub(super) fn cheque_energie(case: &mut Case<'_>) {
    case.issued_by("Agence de services et de paiement");
    let year = case.day.year();
    let (number, code) = (case.dice.digits(13), case.dice.digits(5));
    case.put("number", number);
    case.put("code", code);
    case.put("campaign", i64::from(year));
    let day = date(year, 4, case.dice.whole(2, 28) as i8);
    if case.is_a() {
        let value = *case.dice.pick(&[48_00, 94_00, 150_00, 194_00, 240_00]);
        case.amount("value", value);
        case.date("valid_until", date(year + 1, 3, 31));
    } else {
        case.date("valid_from", date(year, 4, 1));
        case.date("valid_until", date(year + 1, 4, 30));
    }
    case.date("issued", day);
}
