//! Golden bags, written from `demarches.toml`, on 21 November 2026.

use paper::{BagId, PageId};

use super::*;
use crate::{find_validity, reshelve, testing::reading};

const TODAY: Day = Day::constant(2026, 11, 21);

fn held(papers: &[(&str, &str)]) -> Vec<HeldDocument> {
    let mut held: Vec<HeldDocument> = papers
        .iter()
        .enumerate()
        .map(|(index, (slug, facts))| {
            let mut reading = reading(
                slug,
                &(if facts.contains("holder=") {
                    (*facts).to_owned()
                } else {
                    format!("holder=DURAND_Nathalie {facts}")
                }),
            );
            if facts.contains("+sides=2") {
                reading.pages.push(PageId(2));
            }
            let validity = find_validity(Catalogue::built_in(), &reading);
            let place = paper::Place {
                kind: PlaceKind::Current,
                of: None,
                replaces: Vec::new(),
                why: String::new(),
            };
            HeldDocument {
                id: DocumentId(index as u128 + 1),
                bag: BagId(1),
                reading,
                validity,
                place,
                filed: index as u64,
                not_twin_of: Vec::new(),
            }
        })
        .collect();
    for (paper, (_, place)) in held
        .clone()
        .iter()
        .zip(reshelve(Catalogue::built_in(), &held.clone()))
    {
        held.iter_mut()
            .find(|known| known.id == paper.id)
            .unwrap()
            .place = place;
    }
    held
}

use paper::PlaceKind;

/// `id=state` of the items named, and whether the démarche is ready.
fn check(demarche: &str, situation: &[&str], papers: &[(&str, &str)], expected: &str) {
    let list = checklist(
        Catalogue::built_in(),
        demarche,
        situation,
        None,
        &held(papers),
        TODAY,
    )
    .unwrap();
    let found: Vec<String> = expected
        .split_whitespace()
        .map(|item| match item.split_once('=') {
            Some((id, _)) => {
                let state = list
                    .items
                    .iter()
                    .find(|item| item.id == id)
                    .map_or("absent", |item| item.state.slug());
                format!("{id}={state}")
            }
            None => (if list.ready { "ready" } else { "open" }).to_owned(),
        })
        .collect();
    assert_eq!(
        found.join(" "),
        expected,
        "{demarche} {situation:?} {papers:?}"
    );
    for item in &list.items {
        assert!(
            item.why.split_whitespace().count() <= 20 && item.why.ends_with('.'),
            "{}",
            item.why
        );
        let lowered = item.why.to_lowercase();
        assert!(
            !lowered.contains("droit à") && !lowered.contains("éligible"),
            "facts about papers only"
        );
    }
}

const CNI: (&str, &str) = ("carte_identite", "valid_until=2032-05-31 issued=2022-06-01");
const RIB: (&str, &str) = ("rib", "+iban=1111");

#[test]
fn an_empty_bag_has_nothing() {
    for demarche in Catalogue::built_in().demarches() {
        let list = checklist(Catalogue::built_in(), &demarche.slug, &[], None, &[], TODAY).unwrap();
        assert!(
            list.items
                .iter()
                .all(|item| item.state == ItemState::Missing
                    && item.papers.is_empty()
                    && !item.types.is_empty()),
            "{}",
            demarche.slug
        );
        assert!(!list.items.is_empty());
    }
    assert_eq!(
        checklist(
            Catalogue::built_in(),
            "pret_immobilier",
            &[],
            None,
            &[],
            TODAY
        ),
        None
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn the_rsa_asks_for_what_the_situation_needs() {
    let months = [
        ("bulletin_salaire", "issuer=ACME period_end=2026-10-31"),
        ("bulletin_salaire", "issuer=ACME period_end=2026-09-30"),
        ("bulletin_salaire", "issuer=ACME period_end=2026-08-31"),
    ];
    check(
        "rsa",
        &[],
        &[],
        "identite=manquant sejour=absent ressources=manquant sans_ressources=absent domicile=manquant open",
    );
    check(
        "rsa",
        &["sans_domicile", "sans_ressources"],
        &[
            CNI,
            RIB,
            ("attestation_domiciliation", "valid_until=2027-05-01"),
            ("attestation_honneur", "issued=2026-10-01"),
        ],
        "identite=fourni domicile=absent domiciliation=fourni sans_ressources=fourni rib=fourni ready",
    );
    check(
        "rsa",
        &[],
        &[
            CNI,
            RIB,
            months[0],
            months[1],
            months[2],
            ("facture_energie", "issued=2026-10-05"),
        ],
        "identite=fourni ressources=fourni domicile=fourni rib=fourni ready",
    );
    check(
        "rsa",
        &[],
        &[months[0], months[1]],
        "ressources=incomplet open",
    );
    check(
        "rsa",
        &[],
        &[
            months[0],
            (
                "bulletin_salaire",
                "issuer=ACME period_end=2026-10-31 print=a",
            ),
            months[1],
        ],
        "ressources=incomplet open",
    );
    check(
        "rsa",
        &[],
        &[("bulletin_salaire", "period_end=2026-01-31")],
        "ressources=trop_ancien open",
    );
    check(
        "rsa",
        &[],
        &[
            months[0],
            months[1],
            (
                "attestation_paiement_france_travail",
                "period_end=2026-08-31",
            ),
        ],
        "ressources=fourni open",
    );
    check(
        "rsa",
        &["heberge"],
        &[("attestation_hebergement", "issued=2026-05-01")],
        "heberge=trop_ancien open",
    );
    check(
        "rsa",
        &["etranger_hors_ue"],
        &[("titre_sejour", "valid_until=2026-11-20")],
        "identite=trop_ancien sejour=trop_ancien open",
    );
    check(
        "rsa",
        &["etranger_hors_ue"],
        &[("titre_sejour", "valid_until=2026-11-21")],
        "identite=fourni sejour=fourni open",
    );
    check(
        "rsa",
        &["etranger_hors_ue"],
        &[("titre_sejour", "")],
        "identite=a_verifier sejour=a_verifier open",
    );
    check(
        "rsa",
        &[],
        &[("facture_energie", "")],
        "domicile=a_verifier open",
    );
}

#[test]
fn a_folded_paper_may_be_the_one_asked_for() {
    let notices = [
        (
            "avis_imposition",
            "income_year=2025-12-31 issued=2026-07-08",
        ),
        (
            "avis_imposition",
            "income_year=2024-12-31 issued=2025-07-08",
        ),
    ];
    check(
        "logement_social",
        &[],
        &[CNI, notices[0], notices[1]],
        "identite=fourni impot_n2=fourni ready",
    );
    check(
        "logement_social",
        &[],
        &[CNI, notices[0]],
        "identite=fourni impot_n2=manquant open",
    );
    check(
        "logement_social",
        &["renouvellement"],
        &[("attestation_demande_logement_social", "issued=2025-12-01")],
        "numero_unique=fourni open",
    );
    check(
        "logement_social",
        &["etranger_hors_ue"],
        &[("recepisse_sejour", "valid_until=2027-01-15")],
        "identite=absent sejour=fourni open",
    );
}

#[test]
fn both_sides_of_a_card_are_asked_for() {
    check("mdph", &[], &[CNI], "identite=incomplet open");
    check(
        "mdph",
        &[],
        &[("carte_identite", "valid_until=2032-05-31 +sides=2")],
        "identite=fourni open",
    );
    check(
        "renouvellement_titre_sejour",
        &[],
        &[("titre_sejour", "valid_until=2027-01-15 +sides=2")],
        "titre=fourni open",
    );
    check(
        "droit_au_compte",
        &[],
        &[CNI, ("attestation_refus_compte", "issued=2026-11-01")],
        "identite=incomplet open",
    );
}

#[test]
fn the_host_s_papers_go_with_the_attestation() {
    let attestation = (
        "attestation_hebergement",
        "host=PETIT_Claire issued=2026-11-01",
    );
    let host_water = ("facture_eau", "holder=PETIT_Claire issued=2026-10-01");
    check(
        "mdph",
        &["heberge"],
        &[attestation],
        "heberge=incomplet open",
    );
    check(
        "mdph",
        &["heberge"],
        &[attestation, host_water],
        "heberge=fourni open",
    );
    check(
        "mdph",
        &["heberge"],
        &[attestation, ("facture_eau", "issued=2026-10-01")],
        "heberge=incomplet open",
    );
    check("mdph", &["heberge"], &[host_water], "heberge=manquant open");
    check(
        "ouverture_compte",
        &["heberge"],
        &[attestation, CNI, host_water],
        "identite=fourni heberge=incomplet open",
    );
    check(
        "ouverture_compte",
        &["heberge"],
        &[
            attestation,
            CNI,
            host_water,
            ("passeport", "holder=PETIT_Claire valid_until=2030-01-01"),
        ],
        "identite=fourni heberge=fourni ready",
    );
    check(
        "fsl",
        &["locataire"],
        &[("bail", "valid_from=2020-01-01")],
        "bail=incomplet open",
    );
    check(
        "fsl",
        &["locataire"],
        &[
            ("bail", "valid_from=2020-01-01"),
            ("quittance_loyer", "period_end=2026-10-31"),
        ],
        "bail=fourni open",
    );
}

#[test]
fn one_item_may_stand_for_another() {
    check(
        "cantine_quotient",
        &[],
        &[("avis_imposition", "income_year=2025-12-31")],
        "impot=fourni qf=absent open",
    );
    check(
        "cantine_quotient",
        &[],
        &[("attestation_quotient_familial", "period_end=2026-10-31")],
        "qf=fourni impot=absent open",
    );
}

#[test]
fn two_proofs_of_two_kinds_are_two_proofs() {
    check(
        "aspa",
        &[],
        &[
            ("facture_eau", "issued=2026-10-01"),
            ("facture_eau", "issued=2026-04-01"),
        ],
        "residence=incomplet open",
    );
    check(
        "aspa",
        &[],
        &[
            ("facture_eau", "issued=2026-10-01"),
            ("quittance_loyer", "period_end=2026-10-31"),
        ],
        "residence=fourni open",
    );
}

#[test]
fn who_issues_the_missing_one_is_said() {
    let list = checklist(
        Catalogue::built_in(),
        "rsa",
        &["sans_domicile"],
        None,
        &[],
        TODAY,
    )
    .unwrap();
    let item = list
        .items
        .iter()
        .find(|item| item.id == "domiciliation")
        .unwrap();
    assert_eq!(item.issuers, ["CCAS / CIAS"]);
}
