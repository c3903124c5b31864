//! Who one is.

use super::Case;
use crate::{SpecimenError, mrz::Bearer, words::{days_later, years_later}};

type Made = Result<(), SpecimenError>;

const LETTERS: &str = "ABCDEFGHJKLMNPRSTVWXYZ";

impl Case<'_> {
    fn bearer<'b>(&'b self, number: &'b str, until: jiff::civil::Date) -> Bearer<'b> {
        let person = self.person();
        Bearer {
            surname: &person.surname,
            given: &person.given,
            birth: person.birth,
            woman: person.woman,
            nationality: person.nationality.1,
            number,
            until,
        }
    }
}

pub(super) fn carte_identite(case: &mut Case<'_>) -> Made {
    let (day, dice) = (case.day, &mut case.dice);
    let height = format!("1,{} m", dice.whole(52, 92));
    let years = if case.layout == 'a' { 10 } else { 15 };
    let until = days_later(years_later(day, years), -1);
    let (number, office) = if case.layout == 'a' {
        (format!("{}{}{}", dice.letters(LETTERS, 1), dice.digits(5), dice.letters("0123456789CFGHJKLMNPRTVWXYZ", 3)), String::new())
    } else {
        let department = case.house.home.department.clone();
        let number = format!("{:02}{:02}0{department}{}", day.year() % 100, day.month(), dice.digits(5));
        (number, format!("0{department}{}", dice.digits(3)))
    };
    if case.is_a() {
        case.refer("numero_cnie", &number);
        let lines = case.bearer(&number, until).td1("ID", "");
        case.mrz(2, &lines);
    } else {
        case.refer("numero_cni_ancien", &number);
        let lines = case.bearer(&number, until).old_card(&office);
        case.mrz(1, &lines);
        case.issued_by(&format!("Préfecture ({})", case.house.home.department));
    }
    case.put("height", height);
    case.put("address", case.house.home.to_json());
    case.birth();
    case.date("issued", day);
    case.date("valid_until", until);
    Ok(())
}
