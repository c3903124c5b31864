use paper::{PageId, PhotoId, Quad};
use proptest::prelude::*;

use super::*;
use crate::testing::page_of;

/// A page of a photo, on a sheet of it.
fn page(photo: u128, sheet: u32, rows: &[&str]) -> Page {
    let mut page = page_of(rows);
    page.photo = PhotoId(photo);
    page.sheet = sheet;
    page.id = PageId(photo * 100 + u128::from(sheet));
    page
}

fn card(photo: u128, rows: &[&str]) -> Page {
    let mut page = page(photo, 0, rows);
    page.region = Quad::upright(0.0, 0.0, 1240.0, 780.0);
    page
}

fn groups(pages: &[Page]) -> Vec<Vec<u128>> {
    let grouped = group_pages(Catalogue::built_in(), pages.to_vec());
    grouped
        .iter()
        .map(|pages| pages.iter().map(|page| page.id.0).collect())
        .collect()
}

fn check(pages: &[Page], expected: &[&[u128]]) {
    assert_eq!(groups(pages), expected);
    for turn in 1..pages.len() {
        let mut turned = pages.to_vec();
        turned.rotate_left(turn);
        turned.reverse();
        assert_eq!(groups(&turned), expected, "turned by {turn}");
    }
}

const OLD_FRONT: [&str; 3] = [
    "CARTE NATIONALE D'IDENTITE",
    "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
    "8806923102858CORINNE<<<<<<<6512068F6",
];

#[test]
fn numbered_pages_of_one_notice_are_joined_in_order() {
    let first = page(
        7,
        0,
        &[
            "1/2",
            "# Avis d'impôt établi en 2026",
            "Impôt sur les revenus de 2025",
            "Référence de l'avis : 2669012345678",
            "Numéro fiscal",
            "Revenu fiscal de référence",
        ],
    );
    let second = page(
        3,
        0,
        &[
            "2/2",
            "Référence de l'avis : 2669012345678",
            "Détail des revenus",
        ],
    );
    check(&[first, second], &[&[700, 300]]);
}

#[test]
fn pages_of_two_papers_are_not_joined() {
    let quittance = |photo: u128, month: &str| {
        page(
            photo,
            0,
            &[
                "# QUITTANCE DE LOYER",
                &format!("pour le mois de {month} 2026"),
                "Réf. locataire : 12345678",
                "bailleur locataire loyer charges",
            ],
        )
    };
    check(
        &[quittance(1, "mars"), quittance(2, "avril")],
        &[&[100], &[200]],
    );
    let other = page(3, 0, &["2/2", "autre dossier 87654321"]);
    check(&[quittance(1, "mars"), other], &[&[100], &[300]]);
}

#[test]
fn sheets_of_a_pdf_stay_together_until_a_new_paper_starts() {
    let first = page(
        1,
        0,
        &[
            "# BULLETIN DE PAIE",
            "Salaire de base",
            "MONTANT NET SOCIAL",
            "Net imposable",
            "Période du 01/03/2026 au 31/03/2026",
        ],
    );
    let more = page(1, 1, &["Suite des cotisations", "report page précédente"]);
    let next = page(
        1,
        2,
        &[
            "# BULLETIN DE PAIE",
            "Salaire de base",
            "MONTANT NET SOCIAL",
            "Net imposable",
            "Période du 01/04/2026 au 30/04/2026",
        ],
    );
    check(&[first, more, next], &[&[100, 101], &[102]]);
}

#[test]
fn front_and_back_of_a_card_are_one_paper() {
    let front = card(9, &OLD_FRONT);
    let back = card(
        2,
        &[
            "Adresse : 12 rue des Lilas",
            "Carte valable jusqu'au : 12.12.2029",
            "délivrée le : 13.12.2014",
            "N° 880692310285",
        ],
    );
    check(&[front.clone(), back], &[&[900, 200]]);
    let other_back = card(
        2,
        &[
            "Adresse : 12 rue des Lilas",
            "Carte valable jusqu'au : 12.12.2029",
            "délivrée le : 13.12.2014",
            "N° 111222333444",
        ],
    );
    check(&[front.clone(), other_back], &[&[200], &[900]]);
    let other_front = card(
        4,
        &[
            "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
            "9409923102854CORINNE<<<<<<<6512068F4",
        ],
    );
    check(&[front, other_front], &[&[400], &[900]]);
}

#[test]
fn a_date_or_a_telephone_is_no_page_number_and_no_reference() {
    let one = page(1, 0, &["05/12", "Tél. 01 23 45 67 89", "un texte"]);
    let two = page(2, 0, &["06/12", "Tél. 01 23 45 67 89", "un autre texte"]);
    check(&[one, two], &[&[100], &[200]]);
}

/// First page of a notice of one year, and its second, whose tax number is on the notices of all years.
fn notice(photo: u128, year: u16, amount: &str) -> [Page; 2] {
    let head = page(
        photo,
        0,
        &[
            &format!("# Avis d'impôt établi en {year}"),
            &format!("Impôt sur les revenus de {}", year - 1),
            "M. OUEDRAGON Jérôme",
            "Numéro fiscal : 08 46 544 488 426",
            &format!("Revenu fiscal de référence     {amount} €"),
        ],
    );
    let rest = page(
        photo + 1,
        0,
        &[
            &format!(
                "Détail des revenus et calcul de l'impôt - revenus de {}",
                year - 1
            ),
            "Déclarant 1",
            &format!("Revenu imposable     {amount}"),
            &format!("Revenu fiscal de référence     {amount}"),
            "08 46 544 488 426",
        ],
    );
    [head, rest]
}

#[test]
fn second_pages_photographed_apart_find_the_notice_of_their_year() {
    let [this, this_rest] = notice(1, 2026, "20 364");
    let [last, last_rest] = notice(5, 2025, "19 812");
    check(
        &[this, this_rest, last, last_rest],
        &[&[100, 200], &[500, 600]],
    );
}

#[test]
fn a_payslip_that_lost_its_title_is_not_the_rest_of_another() {
    let rows = |title: &str, month: u8| {
        [
            title.to_owned(),
            format!("Période du 01/{month:02}/2026 au 28/{month:02}/2026"),
            "Salaire de base     2 310,56".to_owned(),
            "MONTANT NET SOCIAL     1 843,62".to_owned(),
            "Net imposable     1 901,38".to_owned(),
            "Matricule 4929512345".to_owned(),
        ]
    };
    let slip = |photo: u128, title: &str, month: u8| {
        let rows = rows(title, month);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        page(photo, 0, &rows)
    };
    check(
        &[slip(1, "# BULLETIN DE PAIE", 3), slip(2, "", 4)],
        &[&[100], &[200]],
    );
}

#[test]
fn the_only_front_and_the_only_back_of_a_card_are_one() {
    let front = |photo: u128| {
        card(
            photo,
            &["vitale carte d'assurance maladie", "NGUYEMBO", "Noël"],
        )
    };
    let back = card(
        2,
        &[
            "Carte à présenter aux professionnels de santé",
            "sesam vitale",
        ],
    );
    check(&[front(1), back.clone()], &[&[100, 200]]);
    let other_front = card(
        3,
        &["vitale carte d'assurance maladie", "PETIT", "Claire-Marie"],
    );
    check(
        &[front(1), back.clone(), other_front],
        &[&[100], &[200], &[300]],
    );
    // The same side again is no other card.
    check(&[front(1), back, front(3)], &[&[100, 200], &[300]]);
}

#[test]
fn the_sides_of_a_mobility_card_are_one_through_misread_letters() {
    let front = card(
        1,
        &[
            "CARTE MOBILITE 1NCLUSION",
            "mention PRIORITE",
            "Nom : NGUYEMBO",
            "N° : BEG2115706474",
        ],
    );
    let back = card(
        2,
        &[
            "Republique francaise",
            "Cette carte perrnet d'obtenir une priorite d'acces aux",
            "places assises",
        ],
    );
    check(&[front.clone(), back.clone()], &[&[100, 200]]);
    let other = card(
        3,
        &[
            "CARTE MOBILITE INCLUSION",
            "mention STATIONNEMENT",
            "Nom : PETIT",
            "N° : HFH1236865437",
        ],
    );
    check(&[front, back, other], &[&[100], &[200], &[300]]);
}

const LICENCE_FRONT: [&str; 6] = [
    "PERMIS DE CONDUIRE",
    "1. BENHAMDINE",
    "2. Yannick",
    "4a. 12.08.2024",
    "4b. 11.08.2039",
    "5. 19CC57223",
];

/// Two licences of one house, on four photos: the number in the row tells whose back it is, a letter misread or not.
#[test]
fn a_number_in_the_rows_finds_its_front_among_two() {
    let other_front = [
        "PERMIS DE CONDUIRE",
        "1. TESSANCOURT",
        "2. Helene",
        "4a. 22.07.2026",
        "4b. 21.07.2041",
        "5. 19WV20856",
    ];
    let back = |photo: u128, row: &str| card(photo, &["Categories 10. 11. 12.", "AM B1 B", row]);
    check(
        &[
            card(1, &LICENCE_FRONT),
            card(2, &other_front),
            back(3, "D1FRA19WV2O8564410721TESSANC03"),
            back(4, "D1FRA19CC572Z31390811BENHAMDI8"),
        ],
        &[&[100, 400], &[200, 300]],
    );
    // Its own front is lost: the back stays alone.
    check(
        &[
            card(1, &LICENCE_FRONT),
            back(3, "D1FRA19WV208564410721TESSANC03"),
        ],
        &[&[100], &[300]],
    );
}

#[test]
fn a_page_number_is_read_through_a_lost_stroke() {
    let check = |row: &str, expected: Option<(u32, u32)>| {
        let mut rows = vec!["corps"; 39];
        rows.push(row);
        let pages = [page_of(&rows)];
        assert_eq!(
            cues::page_number(&crate::text::lines(&pages)),
            expected,
            "{row}"
        );
    };
    check("Page 2/2", Some((2, 2)));
    check("Paqe 2/3", Some((2, 3)));
    check("page 2 sur 3", Some((2, 3)));
    check("Page 22", Some((2, 2)));
    check("Page 2", None);
    check("Page 31", None);
    check("12/05/2026", None);
}

#[test]
fn nothing_gives_nothing() {
    assert!(groups(&[]).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn every_page_is_in_one_group_whatever_the_order(rows in proptest::collection::vec("([1-3]/3|Page [12] sur 2|QUITTANCE DE LOYER|réf 1234567[0-9]|.{0,20})", 1..8), turn in 0..8_usize) {
        let pages: Vec<Page> = rows.iter().enumerate().map(|(index, row)| page(index as u128 / 2 + 1, index as u32 % 2, &[row, "réf 12345678"])).collect();
        let expected = groups(&pages);
        let mut ids: Vec<u128> = expected.iter().flatten().copied().collect();
        ids.sort_unstable();
        prop_assert_eq!(ids, pages.iter().map(|page| page.id.0).collect::<Vec<_>>());
        let mut turned = pages.clone();
        turned.rotate_left(turn % pages.len());
        prop_assert_eq!(groups(&turned), expected);
    }
}

#[test]
fn a_front_with_a_validity_is_no_old_identity_card() {
    let rows = [
        "CARTE DE SÉJOUR PLURIANNUELLE",
        "Nom / Name",
        "BENALI",
        "Prénoms / Given names",
        "Karim",
        "Valable jusqu'au / Card expiry | 05/10/2030",
        "Délivré le | 06/10/2026",
        "N° | 5XL83M337",
    ];
    let zone = [
        "IRFRA5XL83M33797555367315<<<<<",
        "9204133M3010057MLI<<<<<<<<<<<9",
        "BENALI<<KARIM<<<<<<<<<<<<<<<<<",
    ];
    let back = card(3, &[&["Remarques"], &zone[..]].concat());
    let back = crate::testing::with_code(back, paper::CodeKind::Mrz, &zone.join("\n"));
    check(&[card(1, &rows), back], &[&[100, 300]]);
}

#[test]
fn sides_of_any_card_meet_when_there_is_one_of_each() {
    let front = |photo: u128, name: &str, given: &str, birth: &str| {
        card(
            photo,
            &[
                "# CARTE ÉLECTORALE",
                "Bureau de vote n° 0007",
                &format!("Nom : {name}"),
                &format!("Prénoms : {given}"),
                &format!("Née le {birth} à Lyon"),
            ],
        )
    };
    let lina = front(1, "DURAND", "Lina", "12/02/1968");
    let nadege = front(3, "BENALI", "Nadège", "26/11/1979");
    let back = card(
        5,
        &[
            "Voter est un droit,",
            "c'est aussi un devoir civique.",
            "Cette carte n'est pas une pièce d'identité. Pour voter, présentez",
            "une carte électorale en mairie. Bureau de vote.",
        ],
    );
    check(&[lina.clone(), back.clone()], &[&[100, 500]]);
    check(&[lina, nadege, back], &[&[100], &[300], &[500]]);
}
