//! Until when a paper holds: the rules of `DOMAIN.md` §1.2, without a clock.
//!
//! "Today" is not needed: a rule such as "the newest tax notice" becomes the day on which the next one is
//! expected. A date that was not read gives `NotFound`, never an end.

use jiff::ToSpan;
use paper::{DatePrecision, DateRole, DatedField, Day, Reading, Validity, ValidityBasis};

use crate::{
    Catalogue,
    catalogue::{Adjust, Fallback, HintRole, Period, TypeCard, ValidityKind, ValidityRule},
    sentences::{day_in_french, month_in_french, of_month},
};

/// Dates read with less than this are shown to be checked, not used. A date that only its place names
/// (top right of a letter) reaches 0.47 on a well-read page, and a wrong end costs more than a question.
const CONFIDENCE_MIN: f32 = 0.4;

/// The rule of the paper's type, applied to the dates that were read. Never panics; one sentence says why.
pub fn find_validity(catalogue: &Catalogue, reading: &Reading) -> Validity {
    let card = catalogue.card(&reading.document_type);
    let rule = &card.validity;
    let mut validity = match rule.kind {
        ValidityKind::None => unlimited("Ce papier n'a pas de date de fin."),
        ValidityKind::Manual => Validity::to_check("Papier non reconnu : un agent doit regarder."),
        ValidityKind::EndDate => end_date(card, reading),
        ValidityKind::EndDateOptional => end_date_optional(rule, reading),
        ValidityKind::Fresh => fresh(rule, reading),
        ValidityKind::Month => month(rule, reading),
        ValidityKind::SeriesLastN => series(rule, reading),
        ValidityKind::TaxIncome => tax_income(rule, reading),
        ValidityKind::TaxNotice => tax_notice(rule, reading),
        ValidityKind::SchoolYear => school_year(reading),
    };
    validity.starts = validity.starts.or_else(|| {
        sure(reading, DateRole::ValidFrom)
            .or_else(|| sure(reading, DateRole::Issued))
            .map(|date| date.day)
    });
    if let (None, Some(until), Some(before)) =
        (validity.warn_from, validity.until, rule.warn_before)
    {
        validity.warn_from = Some(before.before(until));
    }
    validity
}

fn sure(reading: &Reading, role: DateRole) -> Option<&DatedField> {
    reading
        .date(role)
        .filter(|date| date.confidence.value() >= CONFIDENCE_MIN)
}

/// The first of these dates that was read well enough, and its role.
fn first_sure(reading: &Reading, roles: &[Option<DateRole>]) -> Option<(DateRole, Day)> {
    roles
        .iter()
        .flatten()
        .find_map(|role| sure(reading, *role).map(|date| (*role, date.day)))
}

fn unlimited(why: impl Into<String>) -> Validity {
    Validity {
        basis: ValidityBasis::Unlimited,
        ..Validity::to_check(why)
    }
}

fn ends(until: Day, why: impl Into<String>) -> Validity {
    Validity {
        until: Some(until),
        basis: ValidityBasis::Ends,
        ..Validity::to_check(why)
    }
}

fn fresh_until(until: Day, why: impl Into<String>) -> Validity {
    Validity {
        until: Some(until),
        basis: ValidityBasis::Fresh,
        ..Validity::to_check(why)
    }
}

/// Probably this day, but someone must look: the status stays `a_verifier`.
fn estimated(until: Day, why: impl Into<String>) -> Validity {
    Validity {
        until: Some(until),
        ..Validity::to_check(why)
    }
}

fn end_date(card: &TypeCard, reading: &Reading) -> Validity {
    let rule = &card.validity;
    if !rule.permanent_if.is_empty() && reading.field("permanent").is_some() {
        return permanent(reading);
    }
    if rule.adjust.contains(&Adjust::CniPlus5)
        && let Some(validity) = identity_card(reading)
    {
        return validity;
    }
    if let Some(until) = sure(reading, DateRole::ValidUntil) {
        return ends(
            until.day,
            format!("Le papier dit : jusqu'au {}.", day_in_french(until.day)),
        );
    }
    let printed = reading.field("variant");
    if let Some(variant) = rule
        .variants
        .iter()
        .find(|variant| printed.is_some_and(|field| field.value == variant.when))
    {
        return ends(
            variant.valid_until,
            format!(
                "Ce modèle de papier sert jusqu'au {}.",
                day_in_french(variant.valid_until)
            ),
        );
    }
    said_duration(reading)
        .or_else(|| {
            rule.fallback
                .as_ref()
                .and_then(|fallback| by_fallback(fallback, reading))
        })
        .unwrap_or_else(|| {
            Validity::to_check("La date de fin n'a pas été lue : regardez le papier.")
        })
}

/// « sans limitation de durée ». A letter that also prints an end grants two rights: whoever relied on the
/// permanent one would miss the renewal of the other.
fn permanent(reading: &Reading) -> Validity {
    match sure(reading, DateRole::ValidUntil) {
        Some(until) => estimated(
            until.day,
            format!(
                "À vérifier : une fin le {} et « sans limitation de durée ».",
                day_in_french(until.day)
            ),
        ),
        None => unlimited("Le papier dit : sans limitation de durée."),
    }
}

/// « valable un an », counted from the day it starts or was issued.
fn said_duration(reading: &Reading) -> Option<Validity> {
    let duration = Period::try_from(reading.field("duration")?.value.clone()).ok()?;
    let (_, from) = first_sure(
        reading,
        &[Some(DateRole::ValidFrom), Some(DateRole::Issued)],
    )?;
    let until = duration.last_day(from);
    let why = format!(
        "Le papier dit : {} à partir du {}.",
        duration.in_french(),
        day_in_french(from)
    );
    Some(ends(until, why))
}

fn by_fallback(fallback: &Fallback, reading: &Reading) -> Option<Validity> {
    let (_, from) = first_sure(
        reading,
        &[
            fallback.from.date(),
            Some(DateRole::ValidFrom),
            Some(DateRole::Issued),
        ],
    )?;
    if let Some(day) = fallback.day {
        let until = day.of(from.year().saturating_add(fallback.add_years));
        let usual = format!("jusqu'au {}", day_in_french(until));
        return Some(if fallback.soft {
            estimated(until, format!("Fin à vérifier : d'habitude {usual}."))
        } else {
            ends(until, format!("Ce papier sert d'habitude {usual}."))
        });
    }
    let born = sure(reading, DateRole::Birth).map(|date| date.day);
    let duration = match fallback.minor_duration {
        Some(minor) if born.is_some_and(|born| is_minor(born, from)) => minor,
        Some(_) if born.is_none() => return None,
        _ => fallback.duration?,
    };
    let until = duration.last_day(from);
    if fallback.soft {
        let why = format!(
            "Fin à vérifier : d'habitude {} après le {}.",
            duration.in_french(),
            day_in_french(from)
        );
        return Some(estimated(until, why));
    }
    Some(ends(
        until,
        format!(
            "Valable {} à partir du {}.",
            duration.in_french(),
            day_in_french(from)
        ),
    ))
}

fn is_minor(born: Day, on: Day) -> bool {
    Period::years(18).after(born) > on
}

/// Décret 2013-1188: the cards of adults issued from 2 January 2004 to 31 December 2013 hold five years
/// longer than printed. All cards of those years are of the old format; the new one came in 2021.
fn identity_card(reading: &Reading) -> Option<Validity> {
    let born = sure(reading, DateRole::Birth).map(|date| date.day);
    let issued = sure(reading, DateRole::Issued)
        .filter(|date| date.precision == DatePrecision::Day)
        .map(|date| date.day);
    let Some(printed) = sure(reading, DateRole::ValidUntil).map(|date| date.day) else {
        return front_only(reading, born).or_else(|| old_card_without_end(issued?, born));
    };
    // All cards of those years were printed for ten years, so the end tells the beginning.
    let issued =
        issued.unwrap_or_else(|| Period::years(10).before(printed).saturating_add(1.day()));
    let in_window = (Day::constant(2004, 1, 2)..=Day::constant(2013, 12, 31)).contains(&issued);
    let ten_years = printed <= Period::years(11).after(issued);
    if !in_window || !ten_years {
        return None;
    }
    let longer = Period::years(5).after(printed);
    Some(match born {
        Some(born) if is_minor(born, issued) => ends(
            printed,
            format!(
                "Carte de mineur : jusqu'au {}, sans prolongation.",
                day_in_french(printed)
            ),
        ),
        Some(_) => ends(
            longer,
            format!(
                "Carte prolongée de 5 ans : valable en France jusqu'au {}.",
                day_in_french(longer)
            ),
        ),
        None => estimated(
            longer,
            format!(
                "À vérifier : jusqu'au {} si la personne était majeure.",
                day_in_french(longer)
            ),
        ),
    })
}

/// The front of an old card shows no end; its machine-readable lines give the month of issue.
fn front_only(reading: &Reading, born: Option<Day>) -> Option<Validity> {
    if !reading
        .codes
        .iter()
        .any(|code| code.kind == "mrz:FRA_ID_2x36")
    {
        return None;
    }
    let issued = sure(reading, DateRole::Issued)?.day;
    let adult = born.is_some_and(|born| !is_minor(born, issued));
    let years = if adult && issued >= Day::constant(2004, 1, 1) {
        15
    } else {
        10
    };
    let until = Period::years(years).after(issued);
    Some(estimated(
        until,
        format!(
            "À vérifier au dos de la carte : sans doute jusqu'en {}.",
            month_in_french(until)
        ),
    ))
}

/// The cards of adults issued from 2004 hold fifteen years, extended or printed so, until the new kind came on
/// 2 August 2021 with ten years for all. Ten years counted on an old card would call a valid card over, so the
/// longer end is shown, to be checked.
fn old_card_without_end(issued: Day, born: Option<Day>) -> Option<Validity> {
    let held_fifteen_years = Day::constant(2004, 1, 2)..Day::constant(2021, 8, 2);
    let minor = born.is_some_and(|born| is_minor(born, issued));
    if !held_fifteen_years.contains(&issued) || minor {
        return None;
    }
    let until = Period::years(15).last_day(issued);
    Some(estimated(
        until,
        format!(
            "Fin à vérifier sur la carte : sans doute le {}.",
            day_in_french(until)
        ),
    ))
}

fn end_date_optional(rule: &ValidityRule, reading: &Reading) -> Validity {
    let end = rule.from.and_then(HintRole::date);
    match first_sure(reading, &[Some(DateRole::ValidUntil), end]) {
        Some((_, until)) => ends(
            until,
            format!("Le papier dit : jusqu'au {}.", day_in_french(until)),
        ),
        None => said_duration(reading)
            .unwrap_or_else(|| unlimited("Aucune date de fin n'est imprimée.")),
    }
}

fn fresh(rule: &ValidityRule, reading: &Reading) -> Validity {
    let wanted = rule.from.and_then(HintRole::date);
    let found = first_sure(
        reading,
        &[wanted, Some(DateRole::Issued), Some(DateRole::PeriodEnd)],
    );
    let (Some(max_age), Some((source, day))) = (rule.max_age, found) else {
        return Validity::to_check("La date du papier n'a pas été lue : regardez le papier.");
    };
    let until = max_age.after(day);
    let what = match source {
        DateRole::PeriodEnd => format!("Papier {}", of_month(day)),
        _ => format!("Papier du {}", day_in_french(day)),
    };
    fresh_until(
        until,
        format!(
            "{what} : souvent demandé de moins de {}.",
            max_age.in_french()
        ),
    )
}

fn month(rule: &ValidityRule, reading: &Reading) -> Validity {
    let found = first_sure(
        reading,
        &[Some(DateRole::PeriodEnd), Some(DateRole::Issued)],
    );
    let (Some(max_age), Some((_, day))) = (rule.max_age, found) else {
        return Validity::to_check("Le mois n'a pas été lu : regardez le papier.");
    };
    let until = max_age.after(day.last_of_month());
    fresh_until(
        until,
        format!(
            "Papier {} : souvent demandé de moins de {}.",
            of_month(day),
            max_age.in_french()
        ),
    )
}

/// Before the grace day of a month, the month before may still be missing: the paper of a month serves
/// until then, `n` months and one later.
fn series(rule: &ValidityRule, reading: &Reading) -> Validity {
    let found = first_sure(
        reading,
        &[
            Some(DateRole::PeriodEnd),
            Some(DateRole::PeriodStart),
            Some(DateRole::Issued),
        ],
    );
    let (Some(count), Some((_, day))) = (rule.n, found) else {
        return Validity::to_check("Le mois n'a pas été lu : regardez le papier.");
    };
    let grace = i64::from(rule.grace_day.unwrap_or(15));
    let until = Period::months(u16::from(count) + 1)
        .after(day.first_of_month())
        .saturating_add((grace - 2).days());
    fresh_until(
        until,
        format!(
            "Papier {} : on demande souvent les {count} derniers mois.",
            of_month(day)
        ),
    )
}

/// The notice on the income of year `Y` is the newest one until mid-September of `Y + 2`.
fn tax_income(rule: &ValidityRule, reading: &Reading) -> Validity {
    let income_year = sure(reading, DateRole::IncomeYear)
        .map(|date| date.day.year())
        .or_else(|| sure(reading, DateRole::NoticeYear).map(|date| date.day.year() - 1))
        .or_else(|| sure(reading, DateRole::Issued).map(|date| date.day.year() - 1));
    let (Some(switch), Some(year)) = (rule.switch, income_year) else {
        return Validity::to_check("L'année des revenus n'a pas été lue : regardez le papier.");
    };
    let until = switch.of(year + 2).saturating_sub(1.day());
    fresh_until(
        until,
        format!(
            "Revenus de {year} : le suivant est attendu après le {}.",
            day_in_french(until)
        ),
    )
}

fn tax_notice(rule: &ValidityRule, reading: &Reading) -> Validity {
    let found = first_sure(
        reading,
        &[Some(DateRole::NoticeYear), Some(DateRole::Issued)],
    );
    let (Some(switch), Some((_, day))) = (rule.switch, found) else {
        return Validity::to_check("L'année n'a pas été lue : regardez le papier.");
    };
    let until = switch.of(day.year() + 1).saturating_sub(1.day());
    fresh_until(
        until,
        format!(
            "Avis de {} : le suivant est attendu après le {}.",
            day.year(),
            day_in_french(until)
        ),
    )
}

/// From 1 September to 31 August; accepted until 31 October, with a warning.
fn school_year(reading: &Reading) -> Validity {
    let year = sure(reading, DateRole::SchoolYear)
        .map(|date| date.day.year())
        .or_else(|| sure(reading, DateRole::Issued).map(|date| school_year_of(date.day)));
    let Some(year) = year else {
        return Validity::to_check("L'année scolaire n'a pas été lue : regardez le papier.");
    };
    let day = |year: i16, month: i8, day: i8| {
        // Past the last year that a calendar knows there is only its last day.
        Day::new(year, month, day).unwrap_or(Day::MAX)
    };
    Validity {
        starts: Some(day(year, 9, 1)),
        warn_from: Some(day(year + 1, 9, 1)),
        ..ends(
            day(year + 1, 10, 31),
            format!(
                "Année scolaire {year}-{}, acceptée jusqu'à fin octobre.",
                year + 1
            ),
        )
    }
}

/// The school year that a day belongs to, by its first year; July and August announce the next one.
pub(crate) fn school_year_of(day: Day) -> i16 {
    if day.month() >= 7 {
        day.year()
    } else {
        day.year() - 1
    }
}

#[cfg(test)]
mod tests;
