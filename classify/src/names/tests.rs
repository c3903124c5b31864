use proptest::prelude::*;

use super::*;
use crate::{testing::page_of, text};

fn names(slug: &str, rows: &[&str]) -> Vec<String> {
    let pages = [page_of(rows)];
    let lines = text::lines(&pages);
    find_holders(slug, &lines, &[])
        .iter()
        .map(|holder| format!("{}={}", holder.role.slug(), holder.name))
        .collect()
}

#[test]
fn particles_belong_to_the_name_that_follows() {
    let check = |row: &str, expected: &str| {
        assert_eq!(
            names("rib", &[row]),
            [format!("titulaire={expected}")],
            "{row}"
        );
    };
    check("Titulaire : M. Mamadou Le Goascoz", "Mamadou Le Goascoz");
    check("Titulaire : LE BIHAN Anne-Laure", "LE BIHAN Anne-Laure");
    check("Titulaire : Maria DA SILVA", "Maria DA SILVA");
    check("Titulaire : Jean de La Tour", "Jean de La Tour");
    check("Titulaire : Fatima El Amrani", "Fatima El Amrani");
    check("Titulaire : BEN AMOR Leïla", "BEN AMOR Leïla");
    check(
        "Titulaire : Mme DURAND Nathalie Le 12/03/2026",
        "DURAND Nathalie",
    );
    check(
        "Titulaire : Mme DURAND Nathalie Le Versement est fait",
        "DURAND Nathalie",
    );
    check(
        "Titulaire : Mme DURAND Nathalie de nationalité française",
        "DURAND Nathalie",
    );
}

#[test]
fn a_particle_at_the_end_of_a_line_belongs_to_the_next() {
    let rows = [
        "Je soussigné, bailleur à Atlantique-sur-Mer, déclare avoir reçu de Monsieur Mamadou Le",
        "Goascoz la somme de 736,72 €",
    ];
    assert_eq!(
        names("quittance_loyer", &rows),
        ["titulaire=Mamadou LE Goascoz"]
    );
    let card = ["Carte d'assurance maladie", "Mamadou", "LE GOASCOZ"];
    assert_eq!(
        names("carte_vitale", &card),
        ["titulaire=Mamadou LE GOASCOZ"]
    );
}

#[test]
fn the_holder_is_found_where_offices_print_it() {
    let check = |slug: &str, rows: &[&str], expected: &[&str]| {
        assert_eq!(names(slug, rows), expected, "{rows:?}");
    };
    check(
        "attestation_caf",
        &["Madame DURAND Nathalie", "12 rue des Lilas"],
        &["titulaire=DURAND Nathalie"],
    );
    check(
        "rib",
        &["Titulaire du compte : M. ou Mme DUPONT Jean"],
        &["titulaire=DUPONT Jean"],
    );
    check(
        "carte_identite",
        &["Nom : MARTIN", "Prénom(s) : Maëlys, Gaëlle"],
        &["titulaire=MARTIN Maëlys"],
    );
    check(
        "titre_sejour",
        &[
            "NOM / Surname",
            "SPECIMEN",
            "PRÉNOMS / Given names",
            "NATACHA",
        ],
        &["titulaire=SPECIMEN NATACHA"],
    );
    check(
        "attestation_employeur",
        &[
            "Je soussigné Paul PATRON, gérant, certifie que",
            "Madame Lina BENALI est employée",
        ],
        &["titulaire=Lina BENALI"],
    );
    check(
        "certificat_medical",
        &[
            "Je soussigné, Docteur Paul PATRON, certifie avoir examiné ce jour Madame Lina",
            "BENALI, née le 15/12/1991 et constaté que son état de santé",
        ],
        &["titulaire=Lina BENALI"],
    );
    check(
        "carte_grise",
        &["A AB-123-CD", "C.1 BENALI Lina", "C.3 12 rue des Lilas"],
        &["titulaire=BENALI Lina"],
    );
    check(
        "attestation_demande_asile",
        &[
            "Préfecture",
            "BENALI Karim, Yanis",
            "né le 03/04/1990 à Jaffna",
        ],
        &["titulaire=BENALI Karim"],
    );
    check(
        "acte_naissance",
        &["Le 9 mars 2023, à 8 heures 23, est né Loïc, Mamadou BENALI,"],
        &["titulaire=Loïc BENALI"],
    );
    check(
        "attestation_hebergement",
        &[
            "JE SOUSSIGNÉ(E) (hébergeant)",
            "Nom, prénom : PETIT Claire",
            "ATTESTE HÉBERGER",
            "Nom, prénom : BENALI Karim",
        ],
        &["titulaire=BENALI Karim", "hebergeant=PETIT Claire"],
    );
    check(
        "attestation_hebergement",
        &[
            "Je soussignée Mme Claire PETIT, née le 04/05/1960",
            "atteste héberger M. Karim BENALI né le 03/04/1990",
        ],
        &["titulaire=Karim BENALI", "hebergeant=Claire PETIT"],
    );
    check(
        "avis_imposition",
        &["Déclarant 1 : RETI PATRICK", "Déclarant 2 : RETI SOPHIE"],
        &["titulaire=RETI PATRICK", "conjoint=RETI SOPHIE"],
    );
    check(
        "courrier_administratif",
        &["Direction générale des services", "Objet : votre demande"],
        &[],
    );
    check(
        "facture_energie",
        &[
            "                                        NATHALIE DURAND",
            "                                        12 RUE DES LILAS",
            "                                        69003 LYON",
        ],
        &["titulaire=NATHALIE DURAND"],
    );
}

#[test]
fn a_sentence_says_whom_a_paper_is_about() {
    let check = |slug: &str, rows: &[&str], expected: &str| {
        assert_eq!(
            names(slug, rows),
            [format!("titulaire={expected}")],
            "{rows:?}"
        );
    };
    check(
        "certificat_radiation",
        &[
            "Je soussignée, Mme Petit, directrice, certifie que l'élève",
            "DURAND Lina, née le 03/04/2015",
        ],
        "DURAND Lina",
    );
    check(
        "notification_bourse",
        &[
            "                                        Monsieur Marc BENALI",
            "une bourse est accordée pour l'élève Lina",
            "BENALI, née le 03/04/2015.",
        ],
        "Lina BENALI",
    );
    check(
        "acte_deces",
        &["est décédée en son domicile : Jeanne DURAND, née le 3 avril 1935"],
        "Jeanne DURAND",
    );
    check(
        "acte_mariage",
        &["Marc, Paul DURAND, né à Lyon le 3 avril 1975, d'une part,"],
        "Marc DURAND",
    );
    check(
        "certificat_travail",
        &[
            "certifie que",
            "Madame Lina DURAND, née le 3 avril 1985, a été employée",
            "Madame DURAND nous quitte libre de tout engagement",
        ],
        "Lina DURAND",
    );
}

#[test]
fn forms_print_a_name_in_cells() {
    let check = |slug: &str, rows: &[&str], expected: &str| {
        assert_eq!(
            names(slug, rows),
            [format!("titulaire={expected}")],
            "{rows:?}"
        );
    };
    check(
        "acte_deces",
        &["Nom du défunt | AUBRELLE", "Prénom | Catherine"],
        "AUBRELLE Catherine",
    );
    check(
        "certificat_radiation",
        &["M KOWALINSKI FRANÇOIS", "Élève | KOWALINSKI Karim"],
        "KOWALINSKI Karim",
    );
    check(
        "acte_mariage",
        &["Nom et prénom", "BENALI Lina", "Date de naissance"],
        "BENALI Lina",
    );
    check(
        "attestation_employeur_france_travail",
        &["Nom de naissance : PETIT Nom d'usage : DURAND Prénom : Nathalie"],
        "DURAND Nathalie",
    );
    check(
        "attestation_demande_logement_social",
        &["Fait le 14/09/2025 pour Jean-Marc BENALI. Dépôt initial : 14/06/2023."],
        "Jean-Marc BENALI",
    );
}

#[test]
fn a_surname_may_begin_with_an_article() {
    let check = |slug: &str, rows: &[&str], expected: &str| {
        assert_eq!(
            names(slug, rows),
            [format!("titulaire={expected}")],
            "{rows:?}"
        );
    };
    check(
        "certificat_radiation",
        &["certifie que l'élève", "LE GOASCOZ Zoé, née le 05/10/2019"],
        "LE GOASCOZ Zoé",
    );
    check(
        "diplome",
        &["est délivré à Monsieur LE GOASCOZ Youssef Aurélien, né le 12 février 1968"],
        "LE GOASCOZ Youssef Aurélien",
    );
    check(
        "acte_naissance",
        &["est né Youssef, Aurélien LE", "GOASCOZ, de sexe masculin"],
        "Youssef LE GOASCOZ",
    );
}

#[test]
fn a_heading_or_half_a_name_is_nobody() {
    let check = |slug: &str, rows: &[&str]| {
        assert!(names(slug, rows).is_empty(), "{rows:?}");
    };
    check("bulletin_salaire", &["Salarié     Emploi", "Vendeuse"]);
    check("bulletin_salaire", &["Salarié     Taux Patronal", "Total"]);
    check("quittance_loyer", &["Locataire : Période"]);
    check("facture_eau", &["Client : Mme Solène NGU7EMB0"]);
    check("facture_eau", &["Client : Solène NGU7EMB0"]);
    check("certificat_medical", &["Patient : SoLTnE"]);
    let check = |rows: &[&str], expected: &[&str]| {
        assert_eq!(names("avis_imposition", rows), expected, "{rows:?}");
    };
    check(
        &[
            "M OUEDRAGON JÉRÔME",
            "Numéro fiscal déclarant 2     Nombre de parts",
        ],
        &["titulaire=OUEDRAGON JÉRÔME"],
    );
    check(
        &["M OUEDRAGON JÉRÔME", "Déclarant 2     Total"],
        &["titulaire=OUEDRAGON JÉRÔME"],
    );
}

#[test]
fn a_name_is_as_sure_as_it_is_read_and_surer_when_printed_again() {
    let sure = |rows: &[&str], read: f32| {
        let mut page = page_of(rows);
        for line in &mut page.lines {
            let words = line.words().iter().cloned().map(|mut word| {
                word.confidence = Confidence::new(read);
                word
            });
            *line = paper::TextLine::new(words.collect(), line.quad).unwrap();
        }
        let pages = [page];
        find_holders("facture_eau", &text::lines(&pages), &[])
            .first()
            .map(|holder| holder.confidence.value())
    };
    let once = ["Client : Lina BENALI"];
    let twice = ["Client : Lina BENALI", "", "Compteur de Lina BENALI"];
    assert!(sure(&once, 0.95) > sure(&once, 0.75));
    assert!(sure(&twice, 0.75) > sure(&once, 0.75));
    assert_eq!(sure(&once, 0.4), None);
}

#[test]
fn a_form_word_read_badly_is_still_a_form_word() {
    let check = |word: &str, read: f32, expected: bool| {
        assert_eq!(is_name_word(word, read), expected, "{word} {read}");
    };
    check("Emploi", 0.99, false);
    check("Emplol", 0.7, false);
    check("Camille", 0.97, true);
    check("Françoise", 0.97, true);
    check("Noémie", 0.97, true);
    check("Jean-Luc", 0.97, true);
    check("McAdam", 0.97, true);
    check("OUEDRAGoN", 0.97, true);
    check("PaOt", 0.97, false);
}

#[test]
fn the_same_person_is_known_and_no_other() {
    let check = |a: &str, b: &str, expected: Likeness| {
        assert_eq!(compare_names(a, b), expected, "{a} / {b}");
        assert_eq!(compare_names(b, a), expected, "{b} / {a}");
    };
    check("DURAND Nathalie", "Mme Nathalie DURAND", Likeness::Same);
    check("DURAND Nathalie", "DURANO NATHALIE", Likeness::Same);
    check(
        "MARTIN MAELYS GAELLE MARIE",
        "Martin Maëlys",
        Likeness::Same,
    );
    check("JEAN-LUC LEFEVRE", "LEFEVRE JEANLUC", Likeness::Same);
    check("DURAND née PETIT Claire", "DURAND Claire", Likeness::Same);
    check("SALL Awa", "SAID Awa", Likeness::Different);
    check("LI Wei", "LY Wei", Likeness::Different);
    check("DURAND Nathalie", "DURAND Lina", Likeness::Different);
    check("DURAND Nathalie", "BENALI Karim", Likeness::Different);
    check("DURAND Nathalie", "", Likeness::Unknown);
    check("DURAND Nathalie", "DURAND", Likeness::Unknown);
    check("SAINT-PIERRE Luc", "ST PIERRE Luc", Likeness::Same);
}

proptest! {
    #[test]
    fn any_line_is_survived(line in ".{1,80}") {
        let _ = names("rib", &[&line, "NOM", "Mme"]);
        let _ = names("attestation_hebergement", &["Je soussigné", &line, "héberge", &line]);
    }
}
