//! Golden scenarios, written from the rules of `DOMAIN.md` §1.2.

use proptest::prelude::*;

use super::*;
use crate::{find_validity, testing::reading};

const N: &str = "holder=DURAND_Nathalie";
const K: &str = "holder=BENALI_Karim";

/// Papers numbered from 1 in the order given.
fn held(papers: &[(&str, &str)]) -> Vec<HeldDocument> {
    papers
        .iter()
        .enumerate()
        .map(|(index, (slug, facts))| {
            let facts = facts.replace("{N}", N).replace("{K}", K);
            let reading = reading(slug, &facts);
            let number = index as u64 + 1;
            HeldDocument {
                id: DocumentId(u128::from(number)),
                bag: BagId(1),
                validity: find_validity(Catalogue::built_in(), &reading),
                reading,
                place: current(""),
                filed: number,
                not_twin_of: Vec::new(),
            }
        })
        .collect()
}

/// `c` current, `s` series, `d1` duplicate of paper 1, `r2` superseded by 2, `s2` series whose newest is 2.
fn shelf(held: &[HeldDocument]) -> String {
    let places = reshelve(Catalogue::built_in(), held);
    let short = |place: &Place| {
        let letter = match place.kind {
            PlaceKind::Current => "c",
            PlaceKind::Duplicate => "d",
            PlaceKind::Superseded => "r",
            PlaceKind::Series => "s",
        };
        format!(
            "{letter}{}",
            place.of.map_or(String::new(), |of| of.0.to_string())
        )
    };
    for (_, place) in &places {
        assert!(
            place.why.split_whitespace().count() <= 20 && place.why.ends_with('.'),
            "{}",
            place.why
        );
    }
    places
        .iter()
        .map(|(_, place)| short(place))
        .collect::<Vec<_>>()
        .join(" ")
}

fn check(papers: &[(&str, &str)], expected: &str) {
    let held = held(papers);
    assert_eq!(shelf(&held), expected, "{papers:?}");
    // In whatever order they came.
    for turn in 0..papers.len() {
        let mut turned = held.clone();
        turned.rotate_left(turn);
        turned.reverse();
        let mut places = reshelve(Catalogue::built_in(), &turned);
        places.sort_by_key(|(id, _)| *id);
        assert_eq!(
            places,
            reshelve(Catalogue::built_in(), &held),
            "{papers:?} turned by {turn}"
        );
    }
}

#[test]
fn tax_notices_that_a_housing_request_may_want_say_so() {
    let years = [2021, 2022, 2023, 2024];
    let facts: Vec<String> = years
        .map(|year| format!("{{N}} income_year={year}-12-31"))
        .to_vec();
    let papers: Vec<(&str, &str)> = facts
        .iter()
        .map(|facts| ("avis_imposition", facts.as_str()))
        .collect();
    let held = held(&papers);
    assert_eq!(shelf(&held), "r4 r4 r4 c");
    let places = reshelve(Catalogue::built_in(), &held);
    let asked: Vec<bool> = places
        .iter()
        .map(|(_, place)| place.why.contains("encore"))
        .collect();
    assert_eq!(asked, [false, true, true, false]);
}

#[test]
fn a_newer_paper_folds_an_older_one_of_the_same_person() {
    check(
        &[
            ("carte_identite", "{N} valid_until=2024-01-01"),
            ("carte_identite", "{N} valid_until=2034-01-01"),
        ],
        "r2 c",
    );
    check(
        &[
            ("carte_identite", "{N} valid_until=2034-01-01"),
            ("carte_identite", "{N} valid_until=2024-01-01"),
        ],
        "c r1",
    );
    check(
        &[
            ("carte_identite", "{N} valid_until=2024-01-01"),
            ("carte_identite", "{K} valid_until=2034-01-01"),
        ],
        "c c",
    );
    check(
        &[
            ("carte_identite", "valid_until=2024-01-01"),
            ("carte_identite", "{N} valid_until=2034-01-01"),
        ],
        "c c",
    );
    check(
        &[
            ("carte_identite", "{N} valid_until=2014-01-01"),
            ("carte_identite", "{N} valid_until=2024-01-01"),
            ("carte_identite", "{N} valid_until=2034-01-01"),
        ],
        "r3 r3 c",
    );
    check(
        &[
            ("attestation_css", "{N} valid_until=2026-01-31"),
            ("attestation_css", "{N} valid_until=2027-01-31"),
        ],
        "r2 c",
    );
    check(
        &[
            ("acte_naissance", "{N} issued=2026-01-31"),
            ("acte_naissance", "holder=DURAND_Lina issued=2026-10-31"),
        ],
        "c c",
    );
    check(
        &[
            ("avis_imposition", "{N} income_year=2024-12-31"),
            ("avis_imposition", "{N} income_year=2025-12-31"),
        ],
        "r2 c",
    );
    check(
        &[
            ("taxe_fonciere", "{N} notice_year=2025-01-01"),
            ("taxe_fonciere", "{N} notice_year=2026-01-01"),
        ],
        "r2 c",
    );
    check(
        &[
            ("certificat_scolarite", "{N} school_year=2025-09-01"),
            ("certificat_scolarite", "{N} school_year=2026-09-01"),
        ],
        "r2 c",
    );
    check(
        &[
            ("bail", "{N} valid_from=2020-01-01"),
            ("bail", "{N} valid_from=2025-01-01"),
        ],
        "r2 c",
    );
}

#[test]
fn what_tells_two_papers_apart_keeps_both() {
    check(
        &[
            ("rib", "{N} +iban=1111 issued=2025-01-01"),
            ("rib", "{N} +iban=2222 issued=2026-01-01"),
        ],
        "c c",
    );
    check(
        &[
            ("rib", "{N} +iban=1111 issued=2025-01-01"),
            ("rib", "{N} +iban=1111 issued=2026-01-01"),
        ],
        "r2 c",
    );
    check(
        &[
            ("rib", "{N} issued=2025-01-01"),
            ("rib", "{N} issued=2026-01-01"),
        ],
        "c c",
    );
    check(
        &[
            ("notification_mdph", "{N} +right=aah valid_until=2026-12-31"),
            (
                "notification_mdph",
                "{N} +right=rqth valid_until=2028-12-31",
            ),
        ],
        "c c",
    );
    check(
        &[
            ("notification_mdph", "{N} +right=aah valid_until=2026-12-31"),
            ("notification_mdph", "{N} +right=aah valid_until=2028-12-31"),
        ],
        "r2 c",
    );
    check(
        &[
            (
                "attestation_assurance_auto",
                "{N} +immatriculation=AA123AA valid_until=2026-12-31",
            ),
            (
                "attestation_assurance_auto",
                "{N} +immatriculation=BB456BB valid_until=2027-12-31",
            ),
        ],
        "c c",
    );
    check(
        &[
            ("passeport", "{N} +country=FRA valid_until=2026-12-31"),
            ("passeport", "{N} +country=DZA valid_until=2028-12-31"),
        ],
        "c c",
    );
    check(
        &[
            (
                "taxe_fonciere",
                "{N} +address=12_rue_A_69003_LYON notice_year=2025-01-01",
            ),
            (
                "taxe_fonciere",
                "{N} +address=3_quai_B_13001_MARSEILLE notice_year=2026-01-01",
            ),
        ],
        "c c",
    );
    check(
        &[
            ("attestation_employeur", "{N} issuer=ACME issued=2026-01-01"),
            (
                "attestation_employeur",
                "{N} issuer=BOULANGERIE issued=2026-05-01",
            ),
        ],
        "c c",
    );
    check(
        &[
            ("jugement", "{N} issued=2020-01-01"),
            ("jugement", "{N} issued=2026-01-01"),
        ],
        "c c",
    );
    check(
        &[
            ("diplome", "{N} issued=2010-01-01"),
            ("diplome", "{N} issued=2012-01-01"),
        ],
        "c c",
    );
    check(
        &[("livret_famille", "{N}"), ("livret_famille", "{N}")],
        "c c",
    );
}

#[test]
fn a_stronger_paper_folds_weaker_ones_unless_they_are_newer() {
    check(
        &[
            ("recepisse_sejour", "{N} valid_until=2026-12-31"),
            ("titre_sejour", "{N} valid_until=2030-01-01"),
        ],
        "r2 c",
    );
    check(
        &[
            (
                "attestation_sejour_anef",
                "{N} issued=2026-08-01 valid_until=2026-12-31",
            ),
            (
                "titre_sejour",
                "{N} issued=2026-09-01 valid_until=2030-01-01",
            ),
        ],
        "r2 c",
    );
    check(
        &[
            (
                "titre_sejour",
                "{N} issued=2022-09-01 valid_until=2026-09-01",
            ),
            (
                "recepisse_sejour",
                "{N} issued=2026-08-01 valid_until=2026-12-31",
            ),
        ],
        "c c",
    );
    check(
        &[
            ("recepisse_sejour", "{K} valid_until=2026-12-31"),
            ("titre_sejour", "{N} valid_until=2030-01-01"),
        ],
        "c c",
    );
    check(
        &[
            ("attestation_demande_asile", "{N} issued=2024-08-01"),
            (
                "titre_sejour",
                "{N} issued=2025-09-01 valid_until=2035-01-01",
            ),
        ],
        "r2 c",
    );
    check(
        &[
            ("avis_situation_declarative", "{N} income_year=2025-12-31"),
            ("avis_imposition", "{N} income_year=2025-12-31"),
        ],
        "r2 c",
    );
    check(
        &[
            ("avis_situation_declarative", "{N} income_year=2025-12-31"),
            ("avis_imposition", "{N} income_year=2024-12-31"),
        ],
        "c c",
    );
    check(
        &[
            ("declaration_revenus", "{N} income_year=2025-12-31"),
            ("avis_situation_declarative", "{N} income_year=2025-12-31"),
        ],
        "r2 c",
    );
    check(
        &[
            ("avis_situation_declarative", "{K} income_year=2025-12-31"),
            ("avis_imposition", "{N} income_year=2025-12-31"),
        ],
        "c c",
    );
}

#[test]
fn a_paper_to_be_checked_never_folds_another() {
    check(
        &[
            ("carte_identite", "{N} valid_until=2030-01-01"),
            (
                "carte_identite",
                "{N} unsure:valid_until=2035-01-01 issued=2025-05-05",
            ),
        ],
        "c c",
    );
    check(
        &[
            ("titre_sejour", "{N} valid_until=2026-01-01"),
            ("titre_sejour", "{N} issued=2026-05-05"),
        ],
        "c c",
    );
    check(
        &[
            (
                "carte_identite",
                "{N} valid_until=2020-01-01 issued=2010-01-02",
            ),
            (
                "carte_identite",
                "{N} valid_until=2023-05-31 issued=2013-06-01",
            ),
        ],
        "c c",
    );
    check(
        &[
            ("inconnu", "{N} issued=2026-01-01"),
            ("inconnu", "{N} issued=2026-02-01"),
        ],
        "c c",
    );
}

#[test]
fn two_months_are_never_merged_however_alike() {
    let months = |slug: &'static str| {
        vec![
            (slug, "{N} issuer=ACME period_end=2026-09-30 print=a"),
            (slug, "{N} issuer=ACME period_end=2026-10-31 print=a:95"),
        ]
    };
    for slug in [
        "bulletin_salaire",
        "quittance_loyer",
        "attestation_caf",
        "releve_compte",
        "avis_echeance_loyer",
        "attestation_paiement_france_travail",
    ] {
        let iban: Vec<(&str, String)> = months(slug)
            .iter()
            .map(|(slug, facts)| (*slug, format!("{facts} +iban=1111")))
            .collect();
        let papers: Vec<(&str, &str)> = iban
            .iter()
            .map(|(slug, facts)| (*slug, facts.as_str()))
            .collect();
        check(&papers, "s2 s");
    }
    check(
        &[
            (
                "facture_energie",
                "{N} issuer=EDF issued=2026-08-05 print=a",
            ),
            (
                "facture_energie",
                "{N} issuer=EDF issued=2026-10-05 print=a:95",
            ),
        ],
        "s2 s",
    );
    check(
        &[
            ("bulletin_salaire", "{N} print=a"),
            ("bulletin_salaire", "{N} print=a"),
        ],
        "s s",
    );
    check(
        &[
            ("bulletin_salaire", "{N} period_end=2026-09-30 print=a"),
            ("bulletin_salaire", "{N} print=a"),
        ],
        "s s",
    );
    check(
        &[
            (
                "bulletin_salaire",
                "{N} period_end=2026-09-30 +net_social=1400.10 print=a",
            ),
            (
                "bulletin_salaire",
                "{N} period_end=2026-09-30 +net_social=1250.00 print=a:90",
            ),
        ],
        "s s",
    );
    check(
        &[
            (
                "bulletin_salaire",
                "{N} issuer=ACME period_end=2026-09-30 print=a",
            ),
            (
                "bulletin_salaire",
                "{K} issuer=ACME period_end=2026-09-30 print=a:90",
            ),
        ],
        "s s",
    );
    check(
        &[
            ("attestation_css", "{N} valid_until=2026-01-31 print=a"),
            ("attestation_css", "{N} valid_until=2027-01-31 print=a:97"),
        ],
        "r2 c",
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn a_paper_photographed_again_is_known_and_the_most_readable_is_shown() {
    check(
        &[
            (
                "bulletin_salaire",
                "{N} period_end=2026-09-30 print=a legible=0.9",
            ),
            (
                "bulletin_salaire",
                "{N} period_end=2026-09-30 print=a:60 legible=0.5",
            ),
        ],
        "s d1",
    );
    check(
        &[
            (
                "bulletin_salaire",
                "{N} period_end=2026-09-30 print=a:60 legible=0.5",
            ),
            (
                "bulletin_salaire",
                "{N} period_end=2026-09-30 print=a legible=0.9",
            ),
        ],
        "d2 s",
    );
    check(
        &[
            (
                "quittance_loyer",
                "{N} month:period_end=2026-09-30 print=a legible=0.9",
            ),
            (
                "quittance_loyer",
                "period_end=2026-09-30 print=a:50 legible=0.4",
            ),
        ],
        "s d1",
    );
    check(
        &[
            (
                "carte_identite",
                "{N} valid_until=2030-01-01 print=a legible=0.9",
            ),
            (
                "carte_identite",
                "{N} valid_until=2030-01-01 print=a:60 legible=0.5",
            ),
        ],
        "c d1",
    );
    check(
        &[
            ("carte_identite", "{N} +numero_cnie=X4RTBPFW4 legible=0.9"),
            ("carte_identite", "+numero_cnie=X4RTBPFW4 legible=0.5"),
        ],
        "c d1",
    );
    check(
        &[
            (
                "avis_imposition",
                "{N} code=2d-doc:28:DC04FR000001FFFF2547 legible=0.9",
            ),
            ("inconnu", "code=2d-doc:28:DC04FR000001FFFF2547 legible=0.5"),
        ],
        "c d1",
    );
    check(
        &[
            ("jugement", "{N} issued=2020-01-01 print=a legible=0.9"),
            ("jugement", "{N} issued=2020-01-01 print=a:70 legible=0.8"),
        ],
        "c d1",
    );
    check(
        &[
            ("jugement", "{N} issued=2020-01-01 print=a"),
            ("jugement", "{N} issued=2020-01-01 print=b"),
        ],
        "c c",
    );
    check(
        &[
            ("inconnu", "print=a figures=a legible=0.9"),
            ("inconnu", "print=a:80 figures=a:90 legible=0.8"),
        ],
        "c d1",
    );
    check(
        &[
            ("inconnu", "print=a issued=2026-01-05 figures=a"),
            ("inconnu", "print=a:95 issued=2026-01-05 figures=a:60"),
        ],
        "c c",
    );
    check(
        &[
            ("inconnu", "print=a legible=0.9"),
            ("inconnu", "print=a:50 legible=0.8"),
        ],
        "c c",
    );
    check(
        &[
            ("courrier_administratif", "issued=2026-01-01 print=a"),
            ("courrier_administratif", "print=a:90"),
        ],
        "c c",
    );
    check(
        &[
            ("rib", "{N} +iban=1111 print=a legible=0.9"),
            ("rib", "{N} +iban=1111 print=a:80 legible=0.8"),
            ("rib", "{N} +iban=1111 print=a:81 legible=0.7"),
        ],
        "c d1 d1",
    );
}

#[test]
fn a_run_keeps_what_the_rule_keeps() {
    let months: Vec<(String, String)> = (1..=5)
        .map(|month| {
            (
                "facture_telecom".to_owned(),
                format!("{N} issuer=Free issued=2026-0{month}-05"),
            )
        })
        .collect();
    let papers: Vec<(&str, &str)> = months
        .iter()
        .map(|(slug, facts)| (slug.as_str(), facts.as_str()))
        .collect();
    check(&papers, "r5 r5 s5 s5 s");
    check(
        &[
            (
                "bulletin_salaire",
                "{N} issuer=ACME period_end=2026-09-30 issued=2026-10-01",
            ),
            (
                "bulletin_salaire",
                "{N} issuer=ACME period_end=2026-09-30 issued=2026-10-15",
            ),
        ],
        "r2 s",
    );
    check(
        &[
            ("quittance_loyer", "{N} issuer=HLM period_end=2026-09-30"),
            (
                "quittance_loyer",
                "{N} issuer=PARTICULIER period_end=2026-10-31",
            ),
        ],
        "s s",
    );
}

#[test]
fn an_agent_who_says_not_the_same_is_heard() {
    let mut papers = held(&[
        ("jugement", "{N} issued=2020-01-01 print=a legible=0.9"),
        ("jugement", "{N} issued=2020-01-01 print=a legible=0.8"),
    ]);
    assert_eq!(shelf(&papers), "c d1");
    papers[1].not_twin_of.push(DocumentId(1));
    assert_eq!(shelf(&papers), "c c");
    papers[1].not_twin_of.clear();
    papers[0].not_twin_of.push(DocumentId(2));
    assert_eq!(shelf(&papers), "c c");
}

#[test]
fn a_newcomer_is_placed_as_it_will_stay() {
    let all = held(&[
        ("carte_identite", "{N} valid_until=2024-01-01"),
        ("carte_identite", "{N} valid_until=2034-01-01"),
    ]);
    let place = place_among(
        Catalogue::built_in(),
        &all[1].reading,
        &all[1].validity,
        &all[..1],
    );
    assert_eq!(
        (place.kind, place.replaces.as_slice()),
        (PlaceKind::Current, [DocumentId(1)].as_slice())
    );
    let place = place_among(
        Catalogue::built_in(),
        &all[0].reading,
        &all[0].validity,
        &all[1..],
    );
    assert_eq!(
        (place.kind, place.of),
        (PlaceKind::Superseded, Some(DocumentId(2)))
    );
    let place = place_among(
        Catalogue::built_in(),
        &all[0].reading,
        &all[0].validity,
        &[],
    );
    assert_eq!((place.kind, place.of), (PlaceKind::Current, None));
}

#[test]
fn the_shown_paper_names_those_behind_it() {
    let papers = held(&[
        ("carte_identite", "{N} valid_until=2024-01-01"),
        (
            "carte_identite",
            "{N} valid_until=2034-01-01 print=a legible=0.9",
        ),
        (
            "carte_identite",
            "{N} valid_until=2034-01-01 print=a legible=0.2",
        ),
    ]);
    let places = reshelve(Catalogue::built_in(), &papers);
    assert_eq!(places[1].1.replaces, [DocumentId(1), DocumentId(3)]);
}

fn any_paper() -> impl Strategy<Value = (usize, String)> {
    let slugs = 0..7_usize;
    let holder = prop_oneof![Just(""), Just(N), Just(K)];
    (slugs, holder, 1..13_u8, 2024..2028_i16, 0..4_u8, 1..9_u8).prop_map(|(slug, holder, month, year, print, legible)| {
        let dates = format!("issued={year}-{month:02}-05 valid_until={}-{month:02}-04 period_end={year}-{month:02}-28 income_year={year}-12-31", year + 1);
        let kept: Vec<&str> = dates.split(' ').filter(|_| !(month as usize + legible as usize).is_multiple_of(5)).collect();
        (slug, format!("{holder} {} print=a:{} legible=0.{legible}", kept.join(" "), 60 + print * 10))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    /// The order of arrival does not change the final shelf, and nothing points at nothing.
    #[test]
    fn order_of_arrival_does_not_matter(papers in proptest::collection::vec(any_paper(), 1..9), turn in 0..9_usize) {
        const SLUGS: [&str; 7] = ["carte_identite", "titre_sejour", "recepisse_sejour", "bulletin_salaire", "avis_imposition", "jugement", "inconnu"];
        let papers: Vec<(&str, &str)> = papers.iter().map(|(slug, facts)| (SLUGS[*slug], facts.as_str())).collect();
        let all = held(&papers);
        let expected = reshelve(Catalogue::built_in(), &all);
        let mut turned = all.clone();
        turned.rotate_left(turn % papers.len());
        let mut places = reshelve(Catalogue::built_in(), &turned);
        places.sort_by_key(|(id, _)| *id);
        prop_assert_eq!(&places, &expected);
        for (id, place) in &places {
            let of = place.of.map(|of| &places[of.0 as usize - 1]);
            prop_assert!(place.of != Some(*id));
            if place.kind == PlaceKind::Superseded {
                let above = &all[place.of.unwrap().0 as usize - 1];
                prop_assert!(above.validity.basis != ValidityBasis::NotFound, "a paper to be checked folds another");
            }
            if place.kind == PlaceKind::Duplicate {
                prop_assert!(of.unwrap().1.kind != PlaceKind::Duplicate, "a duplicate of a duplicate");
            }
        }
    }
}
