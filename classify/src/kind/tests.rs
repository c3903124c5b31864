use paper::Day;
use proptest::prelude::*;

use crate::{Catalogue, read_document, testing::page_of};

const TODAY: Day = Day::constant(2026, 11, 21);

/// Type and decision.
fn kind(rows: &[&str]) -> (String, &'static str) {
    let reading = read_document(Catalogue::built_in(), &[page_of(rows)], TODAY);
    (
        reading.document_type.slug().to_owned(),
        reading.decided.slug(),
    )
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn papers_are_told_by_their_words() {
    let check = |expected: &str, rows: &[&str]| {
        let reading = read_document(Catalogue::built_in(), &[page_of(rows)], TODAY);
        assert_eq!(
            reading.document_type.slug(),
            expected,
            "{rows:?}: {:?} {:?}",
            reading.alternatives,
            reading.type_evidence
        );
    };
    check(
        "quittance_loyer",
        &[
            "# QUITTANCE DE LOYER",
            "Adresse du bien loué",
            "pour la période du 01/03/2026 au 31/03/2026",
            "Le bailleur déclare avoir reçu du locataire",
        ],
    );
    check(
        "avis_echeance_loyer",
        &[
            "# AVIS D'ÉCHÉANCE",
            "loyer principal 410,00",
            "provision charges 60,00",
            "à payer avant le 05/12/2026",
        ],
    );
    check(
        "bulletin_salaire",
        &[
            "# BULLETIN DE PAIE",
            "SIRET 732 829 320 00074",
            "Salaire de base 1 800,00",
            "Net imposable",
            "MONTANT NET SOCIAL 1 432,15",
        ],
    );
    check(
        "attestation_caf",
        &[
            "Caisse d'allocations familiales",
            "# ATTESTATION DE PAIEMENT",
            "N° allocataire 1234567",
            "Revenu de solidarité active 607,75",
        ],
    );
    check(
        "attestation_paiement_france_travail",
        &[
            "France Travail",
            "# ATTESTATION DE PAIEMENT",
            "allocation d'aide au retour à l'emploi",
            "jours indemnisés 30",
        ],
    );
    check(
        "attestation_pension_retraite",
        &[
            "l'Assurance retraite CARSAT",
            "# ATTESTATION DE PAIEMENT",
            "pension de réversion",
            "montant net 812,20",
        ],
    );
    check(
        "avis_situation_declarative",
        &[
            "DIRECTION GÉNÉRALE DES FINANCES PUBLIQUES",
            "# AVIS DE SITUATION DÉCLARATIVE",
            "Impôt sur les revenus de 2025",
            "Revenu fiscal de référence 12 000",
        ],
    );
    check(
        "avis_situation_france_travail",
        &[
            "France Travail",
            "# AVIS DE SITUATION",
            "demandeur d'emploi inscrit depuis le 02/05/2026",
        ],
    );
    check(
        "avis_imposition",
        &[
            "DIRECTION GÉNÉRALE DES FINANCES PUBLIQUES",
            "# Avis d'impôt établi en 2026",
            "Impôt sur les revenus de 2025",
            "Numéro fiscal",
        ],
    );
    check(
        "recepisse_sejour",
        &[
            "PRÉFECTURE DU RHÔNE",
            "# RÉCÉPISSÉ DE DEMANDE DE CARTE DE SÉJOUR",
            "autorise son titulaire à travailler",
            "valable jusqu'au 03/02/2027",
        ],
    );
    check(
        "titre_sejour",
        &[
            "RÉPUBLIQUE FRANÇAISE",
            "# TITRE DE SÉJOUR",
            "CARTE DE SÉJOUR PLURIANNUELLE",
            "VIE PRIVÉE ET FAMILIALE",
        ],
    );
    check(
        "jugement",
        &[
            "TRIBUNAL JUDICIAIRE DE LYON",
            "# JUGEMENT DE DIVORCE",
            "AU NOM DU PEUPLE FRANÇAIS",
            "PAR CES MOTIFS",
            "Minute n° 26/123",
        ],
    );
    check(
        "certificat_medical",
        &[
            "Docteur Anne PETIT",
            "RPPS 10003456789",
            "# ORDONNANCE",
            "posologie : un comprimé matin et soir",
        ],
    );
    check(
        "attestation_hebergement",
        &[
            "# ATTESTATION D'HÉBERGEMENT",
            "Je soussignée Claire PETIT",
            "certifie sur l'honneur héberger à mon domicile",
            "à titre gratuit Karim BENALI",
        ],
    );
    check(
        "attestation_honneur",
        &[
            "# ATTESTATION SUR L'HONNEUR",
            "Je soussigné Karim BENALI",
            "déclare sur l'honneur ne percevoir aucun revenu",
            "pour servir et valoir ce que de droit",
        ],
    );
    check(
        "livret_famille",
        &[
            "# LIVRET DE FAMILLE",
            "Extrait de l'acte de mariage n° 12",
            "Époux",
            "Épouse",
            "PREMIER ENFANT",
        ],
    );
    check(
        "acte_naissance",
        &[
            "Mairie de Lyon",
            "# EXTRAIT D'ACTE DE NAISSANCE",
            "Acte n° 123",
            "est née",
            "officier de l'état civil",
        ],
    );
    check(
        "facture_energie",
        &[
            "EDF",
            "# Votre facture d'électricité",
            "FACTURE DU 04/11/2026",
            "Point de livraison",
            "Consommation 210 kWh",
            "abonnement",
        ],
    );
    check(
        "facture_eau",
        &[
            "Veolia",
            "# Votre facture eau",
            "distribution de l'eau 12 m3",
            "assainissement",
            "Agence de l'eau",
        ],
    );
    check(
        "facture_telecom",
        &[
            "Free",
            "# Facture mobile",
            "Forfait 2h",
            "Consommations hors forfait",
        ],
    );
    check(
        "certificat_scolarite",
        &[
            "Collège Jean Moulin",
            "# CERTIFICAT DE SCOLARITÉ",
            "année scolaire 2026-2027",
            "est inscrit en classe de 5e",
        ],
    );
    check(
        "rib",
        &[
            "# RELEVÉ D'IDENTITÉ BANCAIRE",
            "Titulaire du compte",
            "Code banque Code guichet",
            "IBAN",
            "BIC",
        ],
    );
    check(
        "releve_compte",
        &[
            "# RELEVÉ DE COMPTE",
            "ANCIEN SOLDE",
            "Débit Crédit",
            "VIR CAF",
            "PRLV EDF",
            "Nouveau solde",
        ],
    );
    check(
        "notification_mdph",
        &[
            "Maison départementale des personnes handicapées",
            "# NOTIFICATION DE DÉCISION",
            "CDAPH",
            "AAH accord",
            "taux d'incapacité",
        ],
    );
    check(
        "attestation_css",
        &[
            "l'Assurance Maladie",
            "# COMPLÉMENTAIRE SANTÉ SOLIDAIRE",
            "attestation de droit",
            "sans participation financière",
        ],
    );
    check(
        "taxe_fonciere",
        &[
            "DIRECTION GÉNÉRALE DES FINANCES PUBLIQUES",
            "# TAXES FONCIÈRES",
            "Avis d'impôt 2026",
            "propriétés bâties",
            "ordures ménagères",
        ],
    );
}

#[test]
fn what_is_not_known_is_not_guessed() {
    let check = |rows: &[&str]| {
        let (slug, decided) = kind(rows);
        assert!(decided != "auto", "{slug} {rows:?}");
    };
    check(&[
        "Boulangerie du Marché",
        "2 croissants 2,40",
        "1 baguette 1,10",
        "TOTAL 3,50",
        "Merci de votre visite",
    ]);
    check(&[
        "Liebe Frau Müller",
        "wir freuen uns über Ihren Besuch",
        "Mit freundlichen Grüßen",
    ]);
    check(&[
        "Grande braderie",
        "-50 % sur tout le magasin",
        "samedi et dimanche",
    ]);
    check(&[
        "Chère mamie,",
        "je passe de bonnes vacances à la mer",
        "gros bisous",
    ]);
    check(&[]);
}

#[test]
fn a_list_of_requested_papers_is_a_letter() {
    let (slug, _) = kind(&[
        "CCAS de Lyon",
        "Madame, Monsieur,",
        "Objet : votre demande d'aide",
        "Veuillez fournir les pièces suivantes :",
        "- carte nationale d'identité",
        "- relevé d'identité bancaire",
        "- avis d'imposition",
        "- quittance de loyer",
        "- livret de famille",
        "Veuillez agréer nos salutations",
        "Nos références : 12",
        "dossier suivi par Mme PETIT",
        "dans un délai de 15 jours",
    ]);
    assert_eq!(slug, "courrier_administratif");
}

#[test]
fn a_title_inside_a_longer_title_does_not_speak() {
    let (slug, _) = kind(&[
        "# AVIS DE SITUATION DÉCLARATIVE",
        "Revenu fiscal de référence",
        "Date de la déclaration",
    ]);
    assert_eq!(slug, "avis_situation_declarative");
}

/// Each letter is spoiled with this chance.
fn spoil(text: &str, percent: u32, mut state: u64) -> String {
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32
    };
    let mut spoiled = String::new();
    for c in text.chars() {
        if !c.is_alphanumeric() || next() % 100 >= percent {
            spoiled.push(c);
            continue;
        }
        match next() % 3 {
            0 => {}
            1 => spoiled.push(char::from(b'A' + (next() % 26) as u8)),
            _ => {
                spoiled.push(c);
                spoiled.push('i');
            }
        }
    }
    spoiled
}

/// Text of a typical paper of each type: its title, its medium words. Spoiled, the type is still found, or
/// nothing is said; a wrong answer is filed without asking almost never.
#[test]
fn types_survive_reading_errors() {
    let catalogue = Catalogue::built_in();
    for (percent, right_min, wrong_auto_max) in [(0, 0.97, 0.0), (5, 0.93, 0.01), (10, 0.85, 0.02)]
    {
        let (mut right, mut wrong_auto, mut all) = (0_u32, 0_u32, 0_u32);
        for (index, card) in catalogue
            .types()
            .iter()
            .enumerate()
            .filter(|(_, card)| card.slug != "inconnu")
        {
            for (nth, title) in card.keywords.strong.iter().enumerate().take(2) {
                let required = card
                    .keywords
                    .require_any
                    .first()
                    .cloned()
                    .unwrap_or_default();
                let mut rows = vec![required, format!("# {title}")];
                rows.extend(card.keywords.medium.iter().take(7).cloned());
                rows.push("Fait à Lyon, le 2 mai 2026".to_owned());
                let seed = (index * 31 + nth) as u64 + u64::from(percent) * 977;
                let rows: Vec<String> = rows
                    .iter()
                    .enumerate()
                    .map(|(row, text)| spoil(text, percent, seed * 101 + row as u64))
                    .collect();
                let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
                let (slug, decided) = kind(&rows);
                all += 1;
                right += u32::from(slug == card.slug);
                wrong_auto += u32::from(slug != card.slug && decided == "auto");
            }
        }
        let share = |count: u32| f64::from(count) / f64::from(all);
        assert!(
            share(right) >= right_min && share(wrong_auto) <= wrong_auto_max,
            "{percent} %: {} right, {} wrong and sure",
            share(right),
            share(wrong_auto)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Words that no type knows are never filed without asking.
    #[test]
    fn random_words_are_not_known(words in proptest::collection::vec("[a-z]{3,9}", 5..60)) {
        let rows: Vec<String> = words.chunks(5).map(|chunk| chunk.join(" ")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        prop_assert_ne!(kind(&rows).1, "auto");
    }
}
