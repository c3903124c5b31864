//! Who one is.

use jiff::civil::{Date, date};
use serde_json::json;

use super::Case;
use crate::{
    mrz::Bearer,
    twoddoc::{self, Item, compact},
    words::{days_later, months_later, years_later},
};

pub(super) const LETTERS: &str = "ABCDEFGHJKLMNPRSTVWXYZ";

impl Case<'_> {
    /// `state` is whose citizen the paper says one is.
    pub(super) fn bearer<'b>(&'b self, number: &'b str, until: Date, state: &'b str) -> Bearer<'b> {
        let person = self.person();
        Bearer {
            surname: &person.surname,
            given: &person.given,
            birth: person.birth,
            woman: person.woman,
            nationality: state,
            number,
            until,
        }
    }
}

pub(super) fn carte_identite(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let (day, dice) = (case.day, &mut case.dice);
    let height = format!("1,{} m", dice.whole(52, 92));
    let years = if case.layout == 'a' { 10 } else { 15 };
    let until = days_later(years_later(day, years), -1);
    let (number, office) = if case.layout == 'a' {
        (
            format!(
                "{}{}{}",
                dice.letters(LETTERS, 1),
                dice.digits(5),
                dice.letters("0123456789CFGHJKLMNPRTVWXYZ", 3)
            ),
            String::new(),
        )
    } else {
        let department = case.house.home.department.clone();
        let number = format!(
            "{:02}{:02}0{department}{}",
            day.year() % 100,
            day.month(),
            dice.digits(5)
        );
        (number, format!("0{department}{}", dice.digits(3)))
    };
    if case.is_a() {
        case.refer("numero_cnie", &number);
        let lines = case.bearer(&number, until, "FRA").td1("ID", "");
        case.mrz(2, &lines);
    } else {
        case.refer("numero_cni_ancien", &number);
        let lines = case.bearer(&number, until, "FRA").old_card(&office);
        case.mrz(1, &lines);
        case.issued_by(&format!("Préfecture ({})", case.house.home.department));
    }
    case.put("height", height);
    case.put("address", case.house.home.to_json());
    case.birth();
    case.date("issued", day);
    case.date("valid_until", until);
}

/// `a` is French, `b` of another country.
pub(super) fn passeport(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let day = case.day;
    let until = days_later(years_later(day, if case.is_a() { 10 } else { 5 }), -1);
    let height = format!("1,{} m", case.dice.whole(52, 92));
    case.put("height", height);
    let person = case.person();
    let (name, state) = match (case.is_a(), person.nationality) {
        (true, _) => ("République française", "FRA"),
        (false, (_, "MLI")) => ("République du Mali", "MLI"),
        (false, (_, "MAR")) => ("Royaume du Maroc", "MAR"),
        (false, (_, "UKR")) => ("Ukraine", "UKR"),
        (false, (_, "LKA")) => ("Sri Lanka", "LKA"),
        (false, _) => ("République algérienne", "DZA"),
    };
    case.put("state", json!({ "name": name, "code": state }));
    let number = if case.is_a() {
        let number = format!(
            "{}{}{}",
            case.dice.whole(10, 26),
            case.dice.letters(LETTERS, 2),
            case.dice.digits(5)
        );
        case.refer("numero_passeport_fr", &number);
        number
    } else {
        format!("{}{}", case.dice.letters(LETTERS, 1), case.dice.digits(7))
    };
    case.put("number", number.clone());
    let lines = case.bearer(&number, until, state).td3(state);
    case.mrz(1, &lines);
    case.issued_by_either("Préfecture", "Consulat");
    case.birth();
    case.date("issued", day);
    case.date("valid_until", until);
}

/// `a` is the card since 2013, `b` the pink sheet in three parts.
pub(super) fn permis_conduire(case: &mut Case<'_>) {
    case.held_under_birth_name();
    case.issued_by("Préfecture");
    let number = format!(
        "{}{}{}",
        case.dice.whole(13, 26),
        case.dice.letters(LETTERS, 2),
        case.dice.digits(5)
    );
    if case.is_a() {
        let until = days_later(years_later(case.day, 15), -1);
        case.refer("numero_titre_permis", &number);
        let line = case.bearer(&number, until, "FRA").licence();
        case.mrz(2, &[line]);
        case.date("issued", case.day);
        case.date("valid_until", until);
    } else {
        let born = case.person().birth.year();
        let day = date((born + 21).min(2012), 6, case.dice.whole(1, 28) as i8);
        let number = case.dice.digits(12);
        case.refer("numero_permis", &number);
        case.date("issued", day);
    }
    case.birth();
}

/// The country of a permit's holder.
pub(super) fn foreigner(case: &Case<'_>) -> &'static str {
    let person = case.person();
    if person.is_foreign() {
        person.nationality.1
    } else {
        "MAR"
    }
}

pub(super) fn titre_sejour(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let (day, years) = (case.day, *case.dice.pick(&[1, 4, 10]));
    let until = days_later(years_later(day, years), -1);
    let number = case.dice.letters("0123456789CFGHJKLMNPRTVWXYZ", 9);
    let (kind, category) = match years {
        1 => ("CARTE DE SÉJOUR TEMPORAIRE", "VIE PRIVÉE ET FAMILIALE"),
        4 => ("CARTE DE SÉJOUR PLURIANNUELLE", "SALARIÉ"),
        _ => ("CARTE DE RÉSIDENT", "CARTE DE RÉSIDENT"),
    };
    let foreigner_number = case.person().foreigner_number.clone();
    case.put("kind", kind);
    case.put("category", category);
    case.put("remark", "AUTORISE SON TITULAIRE À TRAVAILLER");
    case.issued_by("Préfecture");
    case.refer("numero_titre", &number);
    case.refer("numero_etranger_agdref", &foreigner_number);
    let lines = case
        .bearer(&number, until, foreigner(case))
        .td1("IR", &foreigner_number);
    case.mrz(2, &lines);
    case.birth();
    case.date("issued", day);
    case.date("valid_until", until);
}

pub(super) fn recepisse_sejour(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let (day, months) = (case.day, *case.dice.pick(&[3, 4, 6]));
    let name = format!("Préfecture ({})", case.house.home.department);
    case.issued_by(&name);
    let number = case.person().foreigner_number.clone();
    case.refer("numero_etranger_agdref", &number);
    let (first, works) = (case.dice.chance(0.5), case.dice.chance(0.7));
    case.put(
        "motive",
        if first {
            "première demande"
        } else {
            "demande de renouvellement"
        },
    );
    case.put("work", if works { "autorise" } else { "n'autorise pas" });
    case.birth();
    case.date("issued", day);
    case.date("valid_until", days_later(months_later(day, months), -1));
}

pub(super) fn attestation_demande_asile(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let day = case.day;
    let until = days_later(months_later(day, 10), -1);
    let name = format!("Préfecture ({})", case.house.home.department);
    case.issued_by(&name);
    let number = case.person().foreigner_number.clone();
    case.refer("numero_etranger", &number);
    let fast = case.dice.chance(0.4);
    case.put(
        "procedure",
        if fast {
            "procédure accélérée"
        } else {
            "procédure normale"
        },
    );
    case.birth();
    case.date("issued", day);
    case.date("valid_until", until);
    let person = case.person();
    let items = [
        Item("G0", if fast { "PA" } else { "PN" }.to_owned(), false),
        Item("G2", number, true),
        Item("62", person.surname.clone(), true),
        Item("60", person.given.join("/"), true),
        Item("G3", compact(until), false),
    ];
    case.two_d_doc(1, twoddoc::compose("16", Some(day), day, &items));
}
