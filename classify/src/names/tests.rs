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
