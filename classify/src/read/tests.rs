use paper::{CodeKind, Decided};
use proptest::prelude::*;

use super::*;
use crate::testing::{page_of, with_code};

const TODAY: Day = Day::constant(2026, 11, 21);

const TAX: &str = "DC04FR000001FFFF25472801FR432,75\u{1d}44227801234567845202146RETI PATRICK\u{1d}4A310720224Y145 RUE JULLIARD/ZA SPECIMEN/78320/LEVIS ST NOM\u{1d}4163198\u{1d}47300112345678948RETI SOPHIE\u{1d}4907019877654324V3542\u{1d}4X3724\u{1d}4Z-182\u{1d}\u{1f}MA2KMBNBSV5WZB6RC5TEP7OCQ2GW7JV2AIYGRCWCOZHM4DMTKPV3SWB2OL25JEW4QUYKTW3HIRALV3XSGWKRVGW7DYQUTW5THUCW4PQ";

fn read(pages: &[Page]) -> Reading {
    read_document(Catalogue::built_in(), pages, TODAY)
}

#[test]
fn a_code_alone_says_what_whose_and_when() {
    let reading = read(&[with_code(page_of(&["illisible"]), CodeKind::TwoDDoc, TAX)]);
    assert_eq!(
        (reading.document_type.slug(), reading.decided),
        ("avis_imposition", Decided::Auto)
    );
    assert_eq!(reading.holder().unwrap().name, "RETI PATRICK");
    assert_eq!(
        reading.date(DateRole::IncomeYear).unwrap().day,
        Day::constant(2021, 12, 31)
    );
    assert_eq!(
        reading.date(DateRole::Issued).unwrap().day,
        Day::constant(2022, 7, 31)
    );
    assert_eq!(
        reading.field("revenu_fiscal_reference").unwrap().value,
        "63198"
    );
}

#[test]
fn a_code_wins_over_print_and_the_disagreement_is_kept() {
    let page = page_of(&[
        "# Avis d'impôt établi en 2020",
        "Impôt sur les revenus de 2019",
        "Revenu fiscal de référence : 12 345",
    ]);
    let reading = read(&[with_code(page, CodeKind::TwoDDoc, TAX)]);
    assert_eq!(reading.date(DateRole::IncomeYear).unwrap().day.year(), 2021);
    assert_eq!(
        reading.field("revenu_fiscal_reference").unwrap().value,
        "63198"
    );
    assert!(
        reading
            .field("desaccord")
            .unwrap()
            .value
            .starts_with("income_year")
    );
}

#[test]
fn a_wrong_signature_does_not_win() {
    let page = page_of(&[
        "# Avis d'impôt établi en 2020",
        "Impôt sur les revenus de 2019",
    ]);
    let forged = TAX.replacen("452021", "452022", 1);
    let reading = read(&[with_code(page, CodeKind::TwoDDoc, &forged)]);
    assert_eq!(reading.date(DateRole::IncomeYear).unwrap().day.year(), 2019);
    assert_eq!(reading.codes[0].check, paper::CodeCheck::Failed);
}

#[test]
fn an_mrz_among_the_lines_is_read_when_nobody_looked_for_it() {
    let reading = read(&[page_of(&[
        "IDFRAX4RTBPFW46<<<<<<<<<<<<<<<",
        "9007138F3002119FRA<<<<<<<<<<<6",
        "MARTIN<<MAELYS<GAELLE<MARIE<<<",
    ])]);
    assert_eq!(reading.document_type.slug(), "carte_identite");
    assert_eq!(
        reading.date(DateRole::ValidUntil).unwrap().day,
        Day::constant(2030, 2, 11)
    );
    assert_eq!(reading.holder().unwrap().name, "MARTIN MAELYS GAELLE MARIE");
}

#[test]
fn an_iban_is_never_shown_in_full() {
    let reading = read(&[page_of(&[
        "# RELEVÉ D'IDENTITÉ BANCAIRE",
        "Titulaire du compte : DURAND Nathalie",
        "IBAN FR14 2004 1010 0505 0001 3M02 606",
        "BIC PSSTFRPPLYO",
    ])]);
    assert_eq!(reading.document_type.slug(), "rib");
    let iban = reading.field("iban").unwrap();
    assert_eq!(
        (iban.value.as_str(), iban.evidence.text.as_str()),
        ("…2606", "…2606")
    );
}

#[test]
fn a_blank_page_is_not_known() {
    let reading = read(&[page_of(&[])]);
    assert_eq!(
        (reading.document_type.slug(), reading.decided),
        ("inconnu", Decided::Unknown)
    );
    assert_eq!(reading.legibility.to_bits(), 0.0_f32.to_bits());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_page_is_survived(rows in proptest::collection::vec(".{0,60}|[A-Z0-9<]{30,44}|(NOM|IBAN|Mme|du|au|le) .{0,20}", 0..12)) {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let _ = read(&[page_of(&rows)]);
    }
}
