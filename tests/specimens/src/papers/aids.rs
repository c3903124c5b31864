//! What helps to live.

use super::Case;
use crate::{
    numbers::grouped_nir,
    words::{money, months_later},
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
