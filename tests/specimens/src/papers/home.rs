//! Where one lives.

use super::Case;
use crate::{SpecimenError, words::{days_later, months_later}};

type Made = Result<(), SpecimenError>;

pub(super) fn quittance_loyer(case: &mut Case<'_>) -> Made {
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
    Ok(())
}
