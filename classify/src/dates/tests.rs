use paper::DocumentType;
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
