use paper::{Confidence, Quad, TextLine, Word};
use proptest::prelude::*;

use super::*;

/// Lines one below the other, 40 pixels apart, 24 high.
fn page(texts: &[&str]) -> Vec<TextLine> {
    texts
        .iter()
        .enumerate()
        .filter_map(|(row, text)| line(text, 100.0, row as f32 * 40.0))
        .collect()
}

fn line(text: &str, x: f32, y: f32) -> Option<TextLine> {
    let quad = Quad::upright(x, y, x + text.chars().count() as f32 * 14.0, y + 24.0);
    let words = text
        .split_whitespace()
        .map(|word| Word {
            text: word.to_owned(),
            other: None,
            quad,
            confidence: Confidence::CERTAIN,
        })
        .collect();
    TextLine::new(words, quad)
}

#[test]
fn zones_are_found_among_the_lines_of_a_page() {
    let check = |lines: &[&str], expected: &[&str]| {
        let found: Vec<String> = raw_lines(&page(lines))
            .into_iter()
            .map(|code| code.text)
            .collect();
        assert_eq!(found, expected, "{lines:?}");
    };
    // The French card of 1995, with the paper's own words above.
    check(
        &[
            "RÉPUBLIQUE FRANÇAISE",
            "Nom : BERTHIER",
            "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
            "8806923102858CORINNE<<<<<<<6512068F6",
        ],
        &["IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6"],
    );
    // Filler read short, as other signs and in small letters.
    check(
        &[
            "IDFRA BERTHIER«««««<kk<K",
            "8806923102858 CORINNE<‹<<c<<6512068F6",
        ],
        &["IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6"],
    );
    // The French card of 2021.
    check(
        &[
            "IDFRAX4RTBPFW46<<<<<<<<<<<<<<<",
            "9007138F3002119FRA<<<<<<<<<<<6",
            "MARTIN<<MAELYS<GAELLE<MARIE<<<",
        ],
        &[
            "IDFRAX4RTBPFW46<<<<<<<<<<<<<<<\n9007138F3002119FRA<<<<<<<<<<<6\nMARTIN<<MAELYS<GAELLE<MARIE<<<",
        ],
    );
    check(
        &[
            "P<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<<<<<<<<<",
            "07CD123044FRA7307122F1603062<<<<<<<<<<<<<<04",
        ],
        &[
            "P<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<<<<<<<<<\n07CD123044FRA7307122F1603062<<<<<<<<<<<<<<04",
        ],
    );
    check(
        &["D1FRA13AA000026181231MARTIN<<9"],
        &["D1FRA13AA000026181231MARTIN<<9"],
    );
    // A small visa.
    check(
        &[
            "V<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<",
            "07CD123044FRA7307122F1603062<<<<<<<<",
        ],
        &["V<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<\n07CD123044FRA7307122F1603062<<<<<<<<"],
    );
    // Print is no zone.
    check(
        &[
            "ATTESTATION DE DROITS A L'ASSURANCE MALADIE",
            "IBAN FR76 3000 6000 0112 3456 7890 189",
            "CAISSE D'ALLOCATIONS FAMILIALES DE PARIS",
            "PAYSLIP 123456789012345678901234567890",
            "Total (TTC) (1) (2) (3) (4) (5) (6) (7)",
        ],
        &[],
    );
}

#[test]
fn a_line_read_in_two_pieces_is_one() {
    let lines: Vec<TextLine> = [
        line("07CD123044FRA7307122F1603062", 100.0, 42.0),
        line("<<<<<<<<<<<<<<04", 510.0, 40.0),
        line("P<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<<<<<<<<<", 100.0, 0.0),
    ]
    .into_iter()
    .flatten()
    .collect();
    let found = raw_lines(&lines);
    assert_eq!(found.len(), 1);
    assert!(
        found[0]
            .text
            .ends_with("07CD123044FRA7307122F1603062<<<<<<<<<<<<<<04")
    );
    assert_eq!(
        Quad::bounds([found[0].quad]),
        Some((100.0, 0.0, 734.0, 66.0))
    );
}

#[test]
fn two_papers_in_one_photo_give_two_zones() {
    let found = raw_lines(&page(&[
        "D1FRA13AA000026181231MARTIN<<9",
        "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
        "9409923102854CORINNE<<<<<<<6512068F4",
    ]));
    assert_eq!(found.len(), 2);
}

#[test]
fn a_line_is_worth_reading_again_when_it_may_be_of_a_zone() {
    let check = |text, expected| assert_eq!(looks_like(text), expected, "{text}");
    check("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", true);
    check("MARTIN<<MAELYS<GAELLE<MARIE<<<", true);
    check("9007138F3002119FRA««««<6", true);
    check("MARTIN KK MAELYSKKKKKKKKKKKKK", true);
    check("Attestation de paiement du 12/03/2026 (1)", false);
    check("IBAN FR7630006000011234567890189", false);
    check("<<<", false);
}

proptest! {
    #[test]
    fn any_lines_are_searched_without_panic(texts in prop::collection::vec("\\PC{0,60}", 0..6)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for zone in raw_lines(&page(&texts)) {
            let lines: Vec<&str> = zone.text.split('\n').collect();
            prop_assert!(lines.iter().all(|line| line.len() == lines[0].len()));
        }
    }

    #[test]
    fn spoilt_zones_are_searched_without_panic(
        cut in 0_usize..44, noise in "[A-Za-z0-9<«‹ ]{0,12}", x in -1e6_f32..1e6, turned in prop::bool::ANY,
    ) {
        let first = "P<FRASPECIMEN<<NATACHA<<<<<<<<<<<<<<<<<<<<<<";
        let second = format!("{}{noise}", &"07CD123044FRA7307122F1603062<<<<<<<<<<<<<<04"[..cut]);
        let (above, below) = if turned { (40.0, 0.0) } else { (0.0, 40.0) };
        let lines: Vec<TextLine> =
            [line(first, x, above), line(&second, x, below)].into_iter().flatten().collect();
        for zone in raw_lines(&lines) {
            prop_assert!(zone.text.is_ascii());
        }
        looks_like(&second);
    }
}
