//! Golden cases, written from the rules of `DOMAIN.md` §1.2, on 21 November 2026.

use paper::ValidityStatus;

use super::*;
use crate::testing::reading;

const TODAY: Day = Day::constant(2026, 11, 21);

/// `until` is `-` when there is none.
fn check(slug: &str, facts: &str, status: &str, until: &str) {
    let validity = find_validity(Catalogue::built_in(), &reading(slug, facts));
    let day = validity.until.map_or("-".to_owned(), |day| day.to_string());
    let found = validity.status_on(TODAY).slug();
    assert_eq!(
        (found, day.as_str()),
        (status, until),
        "{slug} {facts}: {}",
        validity.why
    );
    let words = validity.why.split_whitespace().count();
    assert!(
        (3..=20).contains(&words) && validity.why.ends_with('.'),
        "{}",
        validity.why
    );
}

#[test]
fn identity_cards_hold_five_years_longer_when_the_decree_says_so() {
    let adult = "birth=1980-05-04";
    let minor = "birth=2000-05-04";
    let check = |facts: &str, status, until| check("carte_identite", facts, status, until);
    check(
        &format!("{adult} issued=2013-12-31 valid_until=2023-12-30"),
        "a_jour",
        "2028-12-30",
    );
    check(
        &format!("{adult} issued=2012-03-02 valid_until=2022-03-01"),
        "bientot_perime",
        "2027-03-01",
    );
    check(
        &format!("{adult} issued=2011-11-22 valid_until=2021-11-21"),
        "bientot_perime",
        "2026-11-21",
    );
    check(
        &format!("{adult} issued=2011-11-21 valid_until=2021-11-20"),
        "perime",
        "2026-11-20",
    );
    check(
        &format!("{adult} issued=2004-01-02 valid_until=2014-01-01"),
        "perime",
        "2019-01-01",
    );
    check(
        &format!("{adult} issued=2004-01-01 valid_until=2013-12-31"),
        "perime",
        "2013-12-31",
    );
    check(
        &format!("{adult} issued=2014-01-01 valid_until=2028-12-31"),
        "a_jour",
        "2028-12-31",
    );
    check(
        &format!("{minor} issued=2013-06-01 valid_until=2023-05-31"),
        "perime",
        "2023-05-31",
    );
    check(
        "birth=1995-06-02 issued=2013-06-01 valid_until=2023-05-31",
        "perime",
        "2023-05-31",
    );
    check(
        "birth=1995-06-01 issued=2013-06-01 valid_until=2023-05-31",
        "a_jour",
        "2028-05-31",
    );
    check(
        "issued=2013-06-01 valid_until=2023-05-31",
        "a_verifier",
        "2028-05-31",
    );
    check(
        &format!("{adult} valid_until=2023-05-31"),
        "a_jour",
        "2028-05-31",
    );
    check(
        &format!("{adult} valid_until=2029-05-31"),
        "a_jour",
        "2029-05-31",
    );
    check(
        &format!("{adult} issued=2022-06-01 valid_until=2032-05-31"),
        "a_jour",
        "2032-05-31",
    );
    check(
        &format!("{adult} valid_until=2030-02-11 code=mrz:TD1"),
        "a_jour",
        "2030-02-11",
    );
    check(
        &format!("{adult} month:issued=2012-05-01 code=mrz:FRA_ID_2x36"),
        "a_verifier",
        "2027-05-01",
    );
    check(
        &format!("{minor} month:issued=2012-05-01 code=mrz:FRA_ID_2x36"),
        "a_verifier",
        "2022-05-01",
    );
    check(
        &format!("{adult} month:issued=2012-05-01 valid_until=2022-05-23 code=mrz:FRA_ID_2x36"),
        "a_jour",
        "2027-05-23",
    );
    check(
        &format!("{adult} issued=2022-06-01"),
        "a_jour",
        "2032-05-31",
    );
    check(adult, "a_verifier", "-");
    check("", "a_verifier", "-");
}

#[test]
fn a_printed_end_is_the_end_and_its_last_day_counts() {
    for slug in [
        "passeport",
        "titre_sejour",
        "permis_conduire",
        "recepisse_sejour",
        "attestation_css",
        "carte_ame",
        "carte_europeenne_assurance_maladie",
        "attestation_assurance_auto",
        "cheque_energie",
        "carte_mutuelle",
        "visa_long_sejour",
        "attestation_demande_asile",
        "attestation_domiciliation",
    ] {
        check(slug, "valid_until=2028-06-30", "a_jour", "2028-06-30");
        check(
            slug,
            "valid_until=2026-11-21",
            "bientot_perime",
            "2026-11-21",
        );
        check(slug, "valid_until=2026-11-20", "perime", "2026-11-20");
        check(slug, "unsure:valid_until=2026-11-20", "a_verifier", "-");
    }
}

#[test]
fn the_warning_comes_as_early_as_the_rule_says() {
    check(
        "titre_sejour",
        "valid_until=2027-03-21",
        "bientot_perime",
        "2027-03-21",
    );
    check(
        "titre_sejour",
        "valid_until=2027-03-22",
        "a_jour",
        "2027-03-22",
    );
    check(
        "attestation_css",
        "valid_until=2027-03-21",
        "bientot_perime",
        "2027-03-21",
    );
    check(
        "recepisse_sejour",
        "valid_until=2026-12-21",
        "bientot_perime",
        "2026-12-21",
    );
    check(
        "recepisse_sejour",
        "valid_until=2026-12-22",
        "a_jour",
        "2026-12-22",
    );
    check(
        "notification_mdph",
        "valid_until=2027-05-21",
        "bientot_perime",
        "2027-05-21",
    );
    check(
        "notification_mdph",
        "valid_until=2027-05-22",
        "a_jour",
        "2027-05-22",
    );
}

#[test]
fn without_a_printed_end_the_usual_length_is_counted() {
    check(
        "passeport",
        "birth=1980-01-01 issued=2020-03-01",
        "a_jour",
        "2030-02-28",
    );
    check(
        "passeport",
        "birth=2015-01-01 issued=2020-03-01",
        "perime",
        "2025-02-28",
    );
    check("passeport", "issued=2020-03-01", "a_verifier", "-");
    check(
        "permis_conduire",
        "issued=2015-03-01",
        "a_jour",
        "2030-02-28",
    );
    check(
        "permis_conduire",
        "issued=2001-03-01 +variant=triptyque_rose",
        "a_jour",
        "2033-01-19",
    );
    check(
        "recepisse_sejour",
        "issued=2026-10-01",
        "a_verifier",
        "2026-12-31",
    );
    check(
        "attestation_sejour_anef",
        "issued=2026-08-01",
        "a_verifier",
        "2026-10-31",
    );
    check(
        "attestation_domiciliation",
        "issued=2026-01-15",
        "bientot_perime",
        "2027-01-14",
    );
    check(
        "attestation_css",
        "valid_from=2026-04-01",
        "a_jour",
        "2027-03-31",
    );
    check(
        "attestation_assurance_habitation",
        "issued=2026-01-15 +duration=P6M",
        "perime",
        "2026-07-14",
    );
    check(
        "attestation_demande_logement_social",
        "issued=2025-11-20",
        "perime",
        "2026-11-19",
    );
    check(
        "carte_europeenne_assurance_maladie",
        "issued=2025-01-15",
        "bientot_perime",
        "2027-01-14",
    );
    check(
        "carte_mutuelle",
        "valid_from=2026-01-01",
        "a_jour",
        "2026-12-31",
    );
    check(
        "carte_mutuelle",
        "valid_from=2025-01-01",
        "perime",
        "2025-12-31",
    );
    check(
        "cheque_energie",
        "issued=2026-04-05",
        "a_verifier",
        "2027-03-31",
    );
    check(
        "cheque_energie",
        "issued=2025-04-05",
        "a_verifier",
        "2026-03-31",
    );
    check("titre_sejour", "issued=2025-04-05", "a_verifier", "-");
    check("carte_transport", "", "sans_limite", "-");
}

#[test]
fn the_longest_length_that_the_law_allows_is_only_an_estimate() {
    check(
        "jugement_protection",
        "issued=2019-03-01",
        "a_verifier",
        "2024-02-29",
    );
    check(
        "jugement_protection",
        "issued=2019-03-01 +duration=P5Y",
        "perime",
        "2024-02-29",
    );
    check(
        "jugement_protection",
        "issued=2024-03-01 +duration=P60M",
        "a_jour",
        "2029-02-28",
    );
}

#[test]
fn a_permanent_right_has_no_end() {
    check(
        "notification_mdph",
        "+permanent=oui valid_until=2020-01-01",
        "a_verifier",
        "2020-01-01",
    );
    check(
        "carte_mobilite_inclusion",
        "+permanent=oui",
        "sans_limite",
        "-",
    );
    check("attestation_css", "+permanent=oui", "a_verifier", "-");
}

#[test]
fn a_contract_may_have_no_end() {
    check("contrat_travail", "", "sans_limite", "-");
    check(
        "contrat_travail",
        "valid_from=2026-01-01 valid_until=2026-12-31",
        "a_jour",
        "2026-12-31",
    );
    check(
        "contrat_travail",
        "valid_until=2026-06-30",
        "perime",
        "2026-06-30",
    );
    check(
        "contrat_travail",
        "valid_from=2026-01-01 +duration=P6M",
        "perime",
        "2026-06-30",
    );
    check(
        "notification_droits_france_travail",
        "valid_until=2027-01-10",
        "bientot_perime",
        "2027-01-10",
    );
    check(
        "attestation_formation",
        "period_end=2026-10-10",
        "perime",
        "2026-10-10",
    );
    check("attestation_formation", "", "sans_limite", "-");
}

#[test]
fn a_bill_grows_too_old_but_never_ends() {
    check(
        "facture_energie",
        "issued=2026-08-21",
        "a_jour",
        "2026-11-21",
    );
    check(
        "facture_energie",
        "issued=2026-08-20",
        "trop_ancien",
        "2026-11-20",
    );
    check("facture_eau", "issued=2026-10-05", "a_jour", "2027-01-05");
    check("facture_telecom", "", "a_verifier", "-");
    check(
        "facture_telecom",
        "unsure:issued=2020-01-01",
        "a_verifier",
        "-",
    );
    check(
        "acte_naissance",
        "issued=2026-08-31",
        "a_jour",
        "2026-11-30",
    );
    check(
        "acte_mariage",
        "issued=2020-08-31",
        "trop_ancien",
        "2020-11-30",
    );
    check(
        "attestation_hebergement",
        "issued=2026-11-01",
        "a_jour",
        "2027-02-01",
    );
    check(
        "certificat_medical",
        "issued=2025-11-21",
        "a_jour",
        "2026-11-21",
    );
    check(
        "certificat_medical",
        "issued=2025-11-20",
        "trop_ancien",
        "2026-11-20",
    );
    check(
        "photo_identite",
        "issued=2026-05-01",
        "trop_ancien",
        "2026-11-01",
    );
    check(
        "quittance_loyer",
        "period_end=2026-08-31",
        "a_jour",
        "2026-11-30",
    );
    check(
        "quittance_loyer",
        "period_end=2026-07-31 issued=2026-11-20",
        "trop_ancien",
        "2026-10-31",
    );
    check(
        "quittance_loyer",
        "issued=2026-11-02",
        "a_jour",
        "2027-02-02",
    );
    check(
        "attestation_honneur",
        "issued=2026-09-01",
        "a_jour",
        "2026-12-01",
    );
    check(
        "avis_situation_france_travail",
        "issued=2026-08-01",
        "trop_ancien",
        "2026-11-01",
    );
    check(
        "attestation_pension_retraite",
        "issued=2026-09-10",
        "a_jour",
        "2026-12-10",
    );
}

#[test]
fn the_month_of_a_paper_counts_from_its_last_day() {
    check(
        "attestation_caf",
        "period_start=2026-08-01 period_end=2026-08-31",
        "a_jour",
        "2026-11-30",
    );
    check(
        "attestation_caf",
        "period_start=2026-07-01 period_end=2026-07-31",
        "trop_ancien",
        "2026-10-31",
    );
    check(
        "attestation_caf",
        "issued=2026-10-12",
        "a_jour",
        "2027-01-31",
    );
    check("attestation_quotient_familial", "", "a_verifier", "-");
}

/// On 21 November the payslips of August to November are expected (`DOMAIN.md` §1.2).
#[test]
fn payslips_serve_while_they_are_among_the_last_ones() {
    check(
        "bulletin_salaire",
        "period_start=2026-10-01 period_end=2026-10-31",
        "a_jour",
        "2027-02-14",
    );
    check(
        "bulletin_salaire",
        "period_start=2026-08-01 period_end=2026-08-31",
        "a_jour",
        "2026-12-14",
    );
    check(
        "bulletin_salaire",
        "period_start=2026-07-01 period_end=2026-07-31",
        "trop_ancien",
        "2026-11-14",
    );
    check(
        "bulletin_salaire",
        "issued=2026-10-29",
        "a_jour",
        "2027-02-14",
    );
    check("bulletin_salaire", "", "a_verifier", "-");
    check(
        "attestation_paiement_france_travail",
        "period_end=2026-09-30",
        "a_jour",
        "2027-01-14",
    );
    check(
        "releve_compte",
        "period_end=2026-05-31",
        "trop_ancien",
        "2026-09-14",
    );
    check(
        "attestation_indemnites_journalieres",
        "period_end=2026-11-15",
        "a_jour",
        "2027-03-14",
    );
}

#[test]
fn tax_notices_serve_until_the_next_is_expected() {
    check(
        "avis_imposition",
        "income_year=2025-12-31",
        "a_jour",
        "2027-09-14",
    );
    check(
        "avis_imposition",
        "income_year=2024-12-31",
        "trop_ancien",
        "2026-09-14",
    );
    check(
        "avis_imposition",
        "notice_year=2026-01-01",
        "a_jour",
        "2027-09-14",
    );
    check(
        "avis_imposition",
        "issued=2026-07-08",
        "a_jour",
        "2027-09-14",
    );
    check("avis_imposition", "", "a_verifier", "-");
    check(
        "avis_situation_declarative",
        "income_year=2025-12-31",
        "a_jour",
        "2027-09-14",
    );
    check(
        "declaration_revenus",
        "income_year=2023-12-31",
        "trop_ancien",
        "2025-09-14",
    );
    check(
        "taxe_fonciere",
        "notice_year=2026-01-01",
        "a_jour",
        "2027-09-14",
    );
    check(
        "taxe_fonciere",
        "notice_year=2025-01-01",
        "trop_ancien",
        "2026-09-14",
    );
    check("taxe_fonciere", "issued=2026-08-25", "a_jour", "2027-09-14");
}

#[test]
fn the_older_notice_is_fine_until_mid_september() {
    let validity = find_validity(
        Catalogue::built_in(),
        &reading("avis_imposition", "income_year=2024-12-31"),
    );
    for (month, day, status) in [
        (7, 1, ValidityStatus::UpToDate),
        (9, 14, ValidityStatus::UpToDate),
        (9, 15, ValidityStatus::TooOld),
    ] {
        assert_eq!(validity.status_on(Day::constant(2026, month, day)), status);
    }
}

#[test]
fn a_school_year_is_accepted_until_the_end_of_october() {
    check(
        "certificat_scolarite",
        "school_year=2026-09-01",
        "a_jour",
        "2027-10-31",
    );
    check(
        "certificat_scolarite",
        "school_year=2025-09-01",
        "perime",
        "2026-10-31",
    );
    check(
        "carte_etudiant",
        "school_year=2026-09-01",
        "a_jour",
        "2027-10-31",
    );
    check(
        "notification_bourse",
        "issued=2026-07-05",
        "a_jour",
        "2027-10-31",
    );
    check(
        "certificat_radiation",
        "issued=2026-06-30",
        "perime",
        "2026-10-31",
    );
    check("attestation_assurance_scolaire", "", "a_verifier", "-");
    let validity = find_validity(
        Catalogue::built_in(),
        &reading("certificat_scolarite", "school_year=2025-09-01"),
    );
    assert_eq!(
        validity.status_on(Day::constant(2026, 8, 31)),
        ValidityStatus::UpToDate
    );
    assert_eq!(
        validity.status_on(Day::constant(2026, 9, 1)),
        ValidityStatus::EndsSoon
    );
    assert_eq!(
        validity.status_on(Day::constant(2026, 10, 31)),
        ValidityStatus::EndsSoon
    );
}

#[test]
fn what_never_ends_and_what_is_not_known() {
    for slug in [
        "livret_famille",
        "jugement",
        "decision_protection_asile",
        "carte_electeur",
        "attestation_pacs",
        "acte_deces",
        "bail",
        "certificat_travail",
        "notification_caf",
        "carte_vitale",
        "rib",
        "carte_grise",
        "diplome",
        "courrier_administratif",
        "carnet_vaccination",
    ] {
        check(slug, "issued=2001-01-01", "sans_limite", "-");
    }
    check(
        "inconnu",
        "issued=2026-01-01 valid_until=2026-02-01",
        "a_verifier",
        "-",
    );
    check(
        "un_type_retire",
        "valid_until=2026-02-01",
        "a_verifier",
        "-",
    );
}

#[test]
fn no_rule_says_over_without_a_date() {
    for card in Catalogue::built_in().types() {
        let status =
            find_validity(Catalogue::built_in(), &reading(&card.slug, "")).status_on(TODAY);
        assert!(
            matches!(status, ValidityStatus::ToCheck | ValidityStatus::Unlimited),
            "{}",
            card.slug
        );
    }
}
