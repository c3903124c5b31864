//! School, studies, training.

use jiff::civil::{Date, date};

use super::Case;
use crate::words::{days_later, money, months_later};

/// The school year in which `day` is.
fn school_year(day: Date) -> i16 {
    if day.month() >= 8 {
        day.year()
    } else {
        day.year() - 1
    }
}

fn in_school_year(case: &mut Case<'_>) -> i16 {
    let first = school_year(case.day);
    case.put("school_year", format!("{first}-{}", first + 1));
    case.put("school_year_slash", format!("{first}/{}", first + 1));
    case.date("school_year", date(first, 9, 1));
    first
}

fn student_number(case: &mut Case<'_>) {
    let number = format!(
        "{}{}",
        case.dice.digits(9),
        case.dice.letters("ABCDEFGHJK", 2)
    );
    case.refer("ine", &number);
}

/// `a` from a primary school, `b` the exeat of a collège.
pub(super) fn certificat_radiation(case: &mut Case<'_>) {
    case.issued_by_either("École élémentaire Jacques-Prévert", "Collège Louise-Michel");
    let class = *case.dice.pick(if case.is_a() {
        &["CP", "CE1", "CE2", "CM1"]
    } else {
        &["6e B", "5e A", "4e C", "3e D"]
    });
    case.put("class", class);
    let register = case.dice.whole(1_204, 4_980);
    case.put("register", register);
    case.put_day("entry", date(school_year(case.day) - 1, 9, 2));
    case.put_day("left", days_later(case.day, -1));
    case.birth();
    case.date("issued", case.day);
}

/// `a` of a university, `b` of an apprentice.
pub(super) fn carte_etudiant(case: &mut Case<'_>) {
    case.issued_by_either("Université du Val de Brenne", "CFA des Métiers du Bocage");
    in_school_year(case);
    student_number(case);
    let number = case.dice.digits(8);
    case.put("number", number);
    case.birth();
}

/// `a` from a school insurer, `b` part of a family's contract.
pub(super) fn attestation_assurance_scolaire(case: &mut Case<'_>) {
    case.issued_by_either("Mutuelle des Écoliers de France", "Assurances Rive Droite");
    let first = in_school_year(case);
    let (contract, class) = (
        case.dice.digits(9),
        *case.dice.pick(&["CP", "CE2", "CM2", "6e", "4e"]),
    );
    case.put("contract", contract);
    case.put("class", class);
    case.put_day("start", date(first, 9, 1));
    case.put_day("end", date(first + 1, 8, 31));
    case.birth();
    case.date("issued", case.day);
}

/// `a` a training paid by France Travail begins, `b` French lessons were followed.
pub(super) fn attestation_formation(case: &mut Case<'_>) {
    case.issued_by_either("Escale Compétences", "Association Passerelle des Langues");
    let start = if case.is_a() {
        days_later(case.day, -4)
    } else {
        months_later(case.day, -5)
    };
    let end = if case.is_a() {
        days_later(months_later(start, 4), -1)
    } else {
        days_later(case.day, -3)
    };
    let (hours, number) = (case.dice.whole(12, 60) * 7, case.dice.digits(11));
    let course = *case.dice.pick(&[
        "Agent de propreté et d'hygiène",
        "Compétences clés et numérique",
        "Assistant de vie aux familles",
        "Cariste CACES 1, 3 et 5",
    ]);
    case.put("hours", hours);
    case.put("number", number);
    case.put("course", course);
    if !case.is_a() {
        case.birth();
    }
    case.date("period_start", start);
    case.date("period_end", end);
    case.date("issued", case.day);
}

/// `a` is a CAP, `b` the marks of a baccalauréat.
pub(super) fn diplome(case: &mut Case<'_>) {
    case.held_under_birth_name();
    let town = case.person().birth_town.clone();
    case.issued_by_either("Académie de Nantes", "Académie de Montpellier");
    let year = case.person().birth.year() + 18;
    let day = date(year, 7, case.dice.whole(3, 24) as i8);
    let course = *case.dice.pick(&[
        "Cuisine",
        "Petite enfance",
        "Maçonnerie",
        "Gestion-administration",
    ]);
    let subjects = [
        ("Français", 5),
        ("Mathématiques", 3),
        ("Histoire, géographie, enseignement moral et civique", 3),
        ("Langue vivante 1 : anglais", 2),
        ("Pratique professionnelle", 8),
        ("Prévention, santé, environnement", 1),
        ("Éducation physique et sportive", 1),
    ];
    let (mut rows, mut sum, mut weights) = (Vec::new(), 0, 0);
    for (subject, weight) in subjects {
        let mark = case.dice.whole(16, 36) * 50;
        sum += mark * weight;
        weights += weight;
        rows.push(vec![
            subject.to_owned(),
            weight.to_string(),
            money(mark),
            money(mark * weight),
        ]);
    }
    let number = case.dice.digits(9);
    case.put("rows", rows);
    case.put("weights", weights);
    case.put("sum", money(sum));
    case.put("mean", money(sum / weights));
    case.put("course", course);
    case.put("number", number);
    case.put("from", town);
    case.birth();
    case.date("issued", day);
}

/// `a` from the CROUS to a student, `b` from the school's office to a parent.
pub(super) fn notification_bourse(case: &mut Case<'_>) {
    case.issued_by_either(
        "CROUS de Nantes - Pays de la Loire",
        "Rectorat de l'académie de Nantes",
    );
    in_school_year(case);
    if case.is_a() {
        student_number(case);
        case.birth();
    } else if let Some(child) = case.house.children.first() {
        case.held_by_nobody();
        case.also_held_by(child);
        case.date("birth", child.birth);
    }
    let step = case.dice.whole(1, 6);
    let number = case.dice.digits(7);
    case.put("step", step);
    case.put("number", number);
    case.amount("yearly", 1_084_00 + step * 612_00);
    case.date("issued", case.day);
}
