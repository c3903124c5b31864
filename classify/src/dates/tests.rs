use proptest::prelude::*;

use super::*;
use crate::{Catalogue, testing::page_of, text};

const TODAY: Day = Day::constant(2026, 11, 21);

/// Roles and days as `role=AAAA-MM-JJ`, in order of role.
fn dates(slug: &str, rows: &[&str]) -> Vec<String> {
    let pages = [page_of(rows)];
    let lines = text::lines(&pages);
    let card = Catalogue::built_in().card(&DocumentType::new(slug));
    let times = read_times(card, &lines, &[], TODAY);
    times
        .dates
        .iter()
        .map(|date| format!("{}={}", date.role.slug(), date.day))
        .collect()
}

fn check(slug: &str, rows: &[&str], expected: &[&str]) {
    assert_eq!(dates(slug, rows), expected, "{slug} {rows:?}");
}

#[test]
fn a_label_gives_its_date_a_role() {
    check(
        "carte_identite",
        &[
            "Carte valable jusqu'au : 12.12.2029",
            "délivrée le : 13.12.2014",
        ],
        &["issued=2014-12-13", "valid_until=2029-12-12"],
    );
    check(
        "carte_identite",
        &[
            "Né(e) le : 04.05.1980",
            "Carte valable jusqu'au : 12.12.2029",
        ],
        &["birth=1980-05-04", "valid_until=2029-12-12"],
    );
    check(
        "titre_sejour",
        &["DATE D'EXPIRATION", "11 02 2030"],
        &["valid_until=2030-02-11"],
    );
    check(
        "titre_sejour",
        &["DATE D'EXPIRATION          11 02 2030"],
        &["valid_until=2030-02-11"],
    );
    check(
        "permis_conduire",
        &[
            "3. 04.05.1980 LYON",
            "4a. 02.03.2020 4c. Préfecture",
            "4b. 01.03.2035",
        ],
        &[
            "birth=1980-05-04",
            "issued=2020-03-02",
            "valid_until=2035-03-01",
        ],
    );
    check(
        "quittance_loyer",
        &[
            "Quittance de loyer du mois de mars 2026",
            "Fait à Lyon, le 3 avril 2026",
        ],
        &[
            "issued=2026-04-03",
            "period_start=2026-03-01",
            "period_end=2026-03-31",
        ],
    );
    check(
        "bulletin_salaire",
        &[
            "Période du 01/03/2026 au 31/03/2026",
            "Date d'entrée : 02/05/2019",
            "Date de paiement : 29/03/2026",
        ],
        &[
            "issued=2026-03-29",
            "period_start=2026-03-01",
            "period_end=2026-03-31",
        ],
    );
    check(
        "attestation_css",
        &["Vos droits sont ouverts du 01/02/2026 au 31/01/2027"],
        &["valid_from=2026-02-01", "valid_until=2027-01-31"],
    );
    check(
        "certificat_scolarite",
        &[
            "Année scolaire 2026-2027",
            "Fait à Nantes, le 5 septembre 2026",
        ],
        &["issued=2026-09-05", "school_year=2026-09-01"],
    );
    check(
        "avis_imposition",
        &[
            "Avis d'impôt établi en 2026",
            "Impôt sur les revenus de 2025",
            "Date de mise en recouvrement : 31/07/2026",
            "Date d’établissement (an, mois) 08/07/2026",
            "à payer avant le 15/09/2026",
        ],
        &[
            "issued=2026-07-08",
            "income_year=2025-12-31",
            "notice_year=2026-01-01",
        ],
    );
}

#[test]
fn the_guest_s_birth_date_is_the_one_kept() {
    check(
        "attestation_hebergement",
        &[
            "Je soussignée Claire PETIT, née le 04/05/1960",
            "atteste héberger Karim BENALI, né le 03/04/1990",
            "Fait à Lyon, le 2 mai 2026",
        ],
        &["birth=1990-04-03", "issued=2026-05-02"],
    );
}

#[test]
fn a_sentence_may_break_before_its_date() {
    check(
        "quittance_loyer",
        &["pour la période du 01/10/2026", "au 31/10/2026"],
        &["period_start=2026-10-01", "period_end=2026-10-31"],
    );
    check(
        "attestation_css",
        &[
            "La Complémentaire santé solidaire avec participation financière vous est attribuée du 01/10/2026 au",
            "30/09/2027. Organisme gestionnaire : CPAM (77).",
        ],
        &["valid_from=2026-10-01", "valid_until=2027-09-30"],
    );
    check(
        "carnet_vaccination",
        &[
            "certifie que l'enfant DURAND Lina, née le",
            "03/04/2015, est à jour",
        ],
        &["birth=2015-04-03"],
    );
    check(
        "diplome",
        &[
            "est délivré à Madame Lina DURAND, née le 12",
            "octobre 1993 à Lyon",
        ],
        &["birth=1993-10-12"],
    );
    check(
        "notification_bourse",
        &["accordée pour l'élève Lina DURAND, née", "le 05/10/2015."],
        &["birth=2015-10-05"],
    );
    check(
        "carnet_vaccination",
        &[
            "Certificat remis à la famille. Fait à Lyon, le",
            "01/10/2026",
        ],
        &["issued=2026-10-01"],
    );
    check(
        "contrat_travail",
        &["Signé le 11 janvier 2024 à Lyon"],
        &["issued=2024-01-11"],
    );
    check(
        "courrier_administratif",
        &["Lisboa, 17/08/2026"],
        &["issued=2026-08-17"],
    );
}

#[test]
fn months_and_short_years_are_understood() {
    check(
        "attestation_caf",
        &["Attestation de paiement pour le mois de octobre 2026"],
        &["period_start=2026-10-01", "period_end=2026-10-31"],
    );
    check(
        "facture_telecom",
        &["Facture du 05/10/26"],
        &["issued=2026-10-05"],
    );
    check(
        "permis_conduire",
        &["4b. 01.03.35"],
        &["valid_until=2035-03-01"],
    );
    check(
        "attestation_hebergement",
        &["né le 05/10/68"],
        &["birth=1968-10-05"],
    );
}

#[test]
fn a_future_date_is_kept_and_an_impossible_one_is_not() {
    check(
        "attestation_css",
        &["valable du 01/01/2027 au 31/12/2027"],
        &["valid_from=2027-01-01", "valid_until=2027-12-31"],
    );
    check(
        "carte_identite",
        &["Carte valable jusqu'au : 12.12.2129"],
        &[],
    );
    check("facture_eau", &["Facture du 01/03/2027"], &[]);
    check("carte_identite", &["délivrée le : 13.12.1850"], &[]);
}

#[test]
fn dates_of_laws_payments_and_births_are_not_the_papers() {
    check(
        "facture_energie",
        &[
            "Facture du 04/11/2026",
            "À payer avant le 20/11/2026",
            "Prochain relevé 04/01/2027",
        ],
        &["issued=2026-11-04"],
    );
    check(
        "attestation_honneur",
        &[
            "loi n° 78-17 du 6 janvier 1978",
            "Fait à Lyon, le 2 mai 2026",
        ],
        &["issued=2026-05-02"],
    );
    check(
        "attestation_hebergement",
        &[
            "M. Paul DURAND né le 02/05/1960 à Paris",
            "Fait à Lyon, le 02/05/1960",
        ],
        &["birth=1960-05-02"],
    );
    check(
        "attestation_droits_assurance_maladie",
        &[
            "Bénéficiaires     Date de naissance",
            "DURAND LINA     03/04/2015",
            "Valable du 01/02/2026 au 31/01/2027",
        ],
        &[
            "birth=2015-04-03",
            "valid_from=2026-02-01",
            "valid_until=2027-01-31",
        ],
    );
}

#[test]
fn a_value_at_the_right_border_belongs_to_its_row() {
    check(
        "recepisse_sejour",
        &[
            "Nom | DURAND",
            "Né le | 13/04/1992",
            "Nationalité | Marocaine",
        ],
        &["birth=1992-04-13"],
    );
    check(
        "cheque_energie",
        &["Date de fin de validité | 30/04/2027"],
        &["valid_until=2027-04-30"],
    );
}

#[test]
fn a_day_belongs_to_the_header_of_its_own_column() {
    check(
        "passeport",
        &[
            "Date of issue / Date de délivrance | Date of expiry / Date d'expiration",
            "09/07/2026 | 08/07/2031",
        ],
        &["issued=2026-07-09", "valid_until=2031-07-08"],
    );
}

#[test]
fn a_family_book_is_older_than_its_children() {
    check(
        "livret_famille",
        &[
            "délivré le 05/04/2010",
            "Époux : DURAND Marc, né le 03/04/1975",
            "Enfant : DURAND Lina, née le 03/04/2015",
        ],
        &["birth=2015-04-03", "issued=2010-04-05"],
    );
}

#[test]
fn the_only_day_of_a_paper_that_nobody_knows_is_its_day() {
    check(
        "inconnu",
        &["BRASSERIE DU PONT", "11/09/2026", "TOTAL 35,60"],
        &["issued=2026-09-11"],
    );
    check("inconnu", &["11/09/2026", "TOTAL 35,60", "12/10/2026"], &[]);
}

#[test]
fn both_ends_of_a_period_say_more_than_one_label() {
    check(
        "facture_eau",
        &["Période du 01/02/2026 au 31/03/2026 (relevé du 31/03/2026)"],
        &["period_start=2026-02-01", "period_end=2026-03-31"],
    );
}

#[test]
fn a_payment_is_no_end_of_a_period() {
    check(
        "attestation_indemnites_journalieres",
        &[
            "pour la période du 01/07/2026 au 15/07/2026",
            "Paiement du 19/07/2026",
        ],
        &["period_start=2026-07-01", "period_end=2026-07-15"],
    );
    check(
        "attestation_formation",
        &["du 4 juin 2026 au 1er novembre 2026"],
        &["period_start=2026-06-04", "period_end=2026-11-01"],
    );
}

#[test]
fn a_paper_about_a_contract_is_written_after_its_end() {
    check(
        "attestation_employeur_france_travail",
        &["Fin de contrat 15/07/2026", "Fait à Lyon, le 22/07/2026"],
        &["issued=2026-07-22", "valid_until=2026-07-15"],
    );
}

#[test]
fn an_end_before_its_beginning_is_not_believed() {
    let read = dates(
        "carte_identite",
        &[
            "délivrée le : 13.12.2024",
            "Carte valable jusqu'au : 12.12.2014",
        ],
    );
    assert_eq!(read.len(), 1, "{read:?}");
}

#[test]
fn a_duration_and_a_permanent_right_are_seen() {
    let pages = [page_of(&[
        "pour une durée de 5 ans",
        "accord sans limitation de durée",
    ])];
    let lines = text::lines(&pages);
    let card = Catalogue::built_in().card(&DocumentType::new("notification_mdph"));
    let times = read_times(card, &lines, &[], TODAY);
    assert_eq!(
        times.duration.map(|(duration, _)| duration).as_deref(),
        Some("P5Y")
    );
    assert!(times.permanent.is_some());
}

#[test]
fn a_page_of_dates_is_cut() {
    let rows = vec!["Facture du 04/11/2026 et 05/11/2026 et 06/11/2026"; 400];
    assert_eq!(
        dates("facture_eau", &rows).len(),
        1,
        "{}",
        limits::DATES_MAX
    );
}

proptest! {
    /// The birth date, wherever it stands, is never another date of the paper.
    #[test]
    fn a_birth_date_is_never_taken_for_another(year in 1930_i16..2024, month in 1_i8..=12, day in 1_i8..=28, form in 0..5) {
        let born = Day::new(year, month, day).unwrap();
        let printed = format!("{day:02}/{month:02}/{year}");
        let row = match form {
            0 => format!("Monsieur DURAND Paul, né le {printed} à Lyon"),
            1 => format!("Né(e) le : {printed}"),
            2 => format!("Date de naissance     {printed}"),
            3 => format!("DATE DE NAISS. {printed}"),
            _ => format!("Née le{printed}"),
        };
        for slug in ["carte_identite", "attestation_hebergement", "contrat_travail", "certificat_scolarite", "titre_sejour"] {
            let pages = [page_of(&["# ATTESTATION", &row, "Fait à Lyon, le 2 mai 2026"])];
            let lines = text::lines(&pages);
            let card = Catalogue::built_in().card(&DocumentType::new(slug));
            for date in read_times(card, &lines, &[], TODAY).dates {
                prop_assert!(date.role == DateRole::Birth || date.day != born || born == Day::constant(2026, 5, 2), "{slug} {row} {date:?}");
            }
        }
    }
}

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// The short names of `dates.toml`; a month without one is written out.
const SHORT: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
];

/// What one line says, when it says one thing.
fn only(line: &str) -> Option<What> {
    let mut found = scan(&text::normalise(line));
    let what = found.pop()?.what;
    found.is_empty().then_some(what)
}

fn ordinal(day: i8) -> String {
    if day == 1 {
        "1er".to_owned()
    } else {
        day.to_string()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// parse(print(date)) = date, in every form that `dates.toml` names.
    #[test]
    fn a_day_is_read_back_however_it_is_printed(year in 1930_i16..2069, month in 1_i8..=12, day in 1_i8..=31) {
        prop_assume!(Day::new(year, month, day).is_ok());
        let expected = Day::new(year, month, day).unwrap();
        let (name, short) = (MONTHS[month as usize - 1], SHORT[month as usize - 1]);
        let forms = [
            format!("{day:02}/{month:02}/{year}"),
            format!("{day}/{month}/{year}"),
            format!("{day:02}.{month:02}.{year}"),
            format!("{day}-{month}-{year}"),
            format!("{day:02} / {month:02} / {year}"),
            format!("{day:02} {month:02} {year}"),
            format!("{year}-{month:02}-{day:02}"),
            format!("{} {name} {year}", ordinal(day)),
            format!("{day:02} {name} {year}"),
            format!("{} {} {year}", ordinal(day), name.to_uppercase()),
            format!("{} {short} {year}", ordinal(day)),
            format!("{day}{name}{year}"),
        ];
        for form in forms {
            for line in [form.clone(), format!("Amiens, le {form}"), format!("Fait le : {form}.")] {
                let expected = What::Date { first: expected, last: expected, precision: DatePrecision::Day };
                prop_assert_eq!(only(&line), Some(expected), "{}", line);
            }
        }
        let short = What::ShortDate { year: year % 100, month, day };
        for form in [format!("{day:02}/{month:02}/{:02}", year % 100), format!("{day}.{month}.{:02}", year % 100)] {
            prop_assert_eq!(only(&form), Some(short.clone()), "{}", form);
        }
    }

    #[test]
    fn a_month_is_read_back_however_it_is_printed(year in 1990_i16..2069, month in 1_i8..=12) {
        let first = Day::new(year, month, 1).unwrap();
        let expected = What::Date { first, last: first.last_of_month(), precision: DatePrecision::Month };
        let (name, short) = (MONTHS[month as usize - 1], SHORT[month as usize - 1]);
        for form in [format!("{name} {year}"), format!("Paie du mois de {name} {year}"), format!("{short} {year}"), format!("Période : {month:02}/{year}"), format!("{month:02}-{year}")] {
            prop_assert_eq!(only(&form), Some(expected.clone()), "{}", form);
        }
    }

    #[test]
    fn a_period_is_read_back_however_it_is_printed(from in 0_i64..36_000, length in 0_i64..400) {
        let first = Day::constant(2001, 1, 1).saturating_add(ToSpan::days(from));
        let last = first.saturating_add(ToSpan::days(length));
        prop_assume!(last.year() < 2100);
        let numeric = |day: Day| format!("{:02}/{:02}/{}", day.day(), day.month(), day.year());
        let dotted = |day: Day| format!("{:02}.{:02}.{:02}", day.day(), day.month(), day.year() % 100);
        let worded = |day: Day| format!("{} {} {}", ordinal(day.day()), MONTHS[day.month() as usize - 1], day.year());
        let expected = What::Period { first, last };
        // The last day of a period is never the first of a month in words: `dates.toml`, P2.
        let mut forms = vec![
            format!("du {} au {}", numeric(first), numeric(last)),
            format!("Période du {} au {}", dotted(first), dotted(last)),
        ];
        if last.day() > 1 {
            forms.push(format!("du {} au {}", worded(first), worded(last)));
        }
        for form in forms {
            prop_assert_eq!(only(&form), Some(expected.clone()), "{}", form);
        }
    }

    #[test]
    fn a_year_is_read_back_however_it_is_printed(year in 2000_i16..2099) {
        let next = year + 1;
        for (form, expected) in [
            (format!("Année scolaire {year}-{next}"), What::SchoolYear(year)),
            (format!("Année universitaire {year}/{next}"), What::SchoolYear(year)),
            (format!("Notification {year} - {next}"), What::SchoolYear(year)),
            (format!("Impôt sur les revenus de {year}"), What::IncomeYear(year)),
            (format!("Revenus {year}"), What::IncomeYear(year)),
            (format!("Revenus de l'année {year}"), What::IncomeYear(year)),
            (format!("Avis d'impôt établi en {year}"), What::NoticeYear(year)),
            (format!("Avis d'impôt {year}"), What::NoticeYear(year)),
            (format!("Taxes foncières {year}"), What::NoticeYear(year)),
        ] {
            prop_assert_eq!(only(&form), Some(expected), "{}", form);
        }
    }
}

/// 1,200 papers of all types, a birth date among their own labels and dates: 0 errors (`PRODUCT.md` goal 12).
#[test]
fn a_birth_date_is_no_other_date_of_any_type() {
    const BIRTHS: [&str; 8] = [
        "né le {}",
        "née le {} à Amiens",
        "Né(e) le : {}",
        "Date de naissance : {}",
        "Date de naissance   {}",
        "DATE DE NAISS. {}",
        "Mme DURAND Nathalie, née le {}, demeurant",
        "Nathalie DURAND née PETIT le {}",
    ];
    let mut papers = 0;
    for (nth, card) in Catalogue::built_in().types().iter().enumerate() {
        for turn in 0..16 {
            // Spread over days, months and years, the same at each run.
            let seed = i16::try_from(nth * 16 + turn).unwrap();
            let (year, month, day) = (1931 + seed * 7 % 85, 1 + seed * 5 % 12, 1 + seed * 11 % 28);
            let born = Day::new(year, month as i8, day as i8).unwrap();
            let printed = match turn % 3 {
                0 => format!("{day:02}/{month:02}/{year}"),
                1 => format!(
                    "{} {} {year}",
                    ordinal(day as i8),
                    MONTHS[month as usize - 1]
                ),
                _ => format!("{day:02}.{month:02}.{year}"),
            };
            let own = card
                .dates
                .iter()
                .filter(|hint| hint.role.date() != Some(DateRole::Birth));
            let labels: Vec<&String> = own.flat_map(|hint| &hint.labels).collect();
            let mut rows = vec![
                "# PAPIER".to_owned(),
                BIRTHS[turn % BIRTHS.len()].replace("{}", &printed),
            ];
            if let Some(label) = labels.get(turn % labels.len().max(1)) {
                rows.push(format!("{label} 12/06/2026"));
            }
            rows.push("Fait à Amiens, le 2 mai 2026".to_owned());
            if turn % 2 == 1 {
                rows[1..].reverse();
            }
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            papers += 1;
            let wrong: Vec<String> = dates(&card.slug, &rows)
                .into_iter()
                .filter(|date| date.ends_with(&format!("={born}")) && !date.starts_with("birth="))
                .collect();
            assert_eq!(wrong, [""; 0], "{} {rows:?}", card.slug);
        }
    }
    assert_eq!(papers, 1200);
}
