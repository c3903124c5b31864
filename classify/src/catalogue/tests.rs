use super::*;

#[test]
fn the_catalogue_we_ship_is_sound() {
    let catalogue = match Catalogue::read(TYPES, DEMARCHES) {
        Ok(catalogue) => catalogue,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(catalogue.types().len(), 75);
    assert_eq!(catalogue.themes().len(), 13);
    assert_eq!(catalogue.demarches().len(), 19);
    assert_eq!(
        catalogue.card(&DocumentType::new("facture_eau")).short,
        "facture d'eau"
    );
}

const SOLIDAIRE: &str = r#"
[types.carte_solidaire]
label = "Carte solidaire d'Amiens"
short = "carte solidaire"
theme = "aides"
keywords = { strong = ["CARTE SOLIDAIRE"], medium = ["Amiens"] }
validity = { kind = "end_date", fallback = { from = "issued", duration = "P1Y" } }
supersession = { mode = "replace", group_by = ["holder"], order_by = ["valid_until"] }
icon = { lucide = "id-card", openmoji = "1FAAA" }
"#;

#[test]
fn a_town_adds_its_own_paper() {
    let catalogue = Catalogue::built_in().with_local(SOLIDAIRE).unwrap();
    assert_eq!(catalogue.types().len(), 76);
    assert_eq!(
        catalogue.card(&DocumentType::new("carte_solidaire")).label,
        "Carte solidaire d'Amiens"
    );
    let before = Catalogue::built_in().card(&DocumentType::new("carte_solidaire"));
    assert_eq!(
        before.slug, "inconnu",
        "the built-in catalogue is left as it was"
    );
}

#[test]
fn a_wrong_local_catalogue_is_refused_with_its_line() {
    let check = |from: &str, to: &str, expected: &str| {
        let text = SOLIDAIRE.replace(from, to);
        assert_ne!(text, SOLIDAIRE, "{from}");
        let error = Catalogue::built_in()
            .with_local(&text)
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{from} -> {to}: {error}");
    };
    check(
        "theme = \"aides\"",
        "theme = \"aide\"",
        "ligne 5 : types.carte_solidaire : `aide` n'est pas un thème",
    );
    check(
        "\"end_date\",",
        "\"end\",",
        "ligne 7 : types.carte_solidaire : unknown variant `end`",
    );
    check(
        "P1Y",
        "1Y",
        "ligne 7 : types.carte_solidaire : `1Y` n'est pas une durée",
    );
    check(
        "\"CARTE SOLIDAIRE\"",
        "",
        "ligne 6 : types.carte_solidaire : il faut au moins un mot fort",
    );
    check(
        "CARTE SOLIDAIRE",
        "LIVRET DE FAMILLE",
        "ligne 6 : types.carte_solidaire : « LIVRET DE FAMILLE » est déjà",
    );
    check(
        "[types.carte_solidaire]",
        "[types.passeport]",
        "ligne 2 : types.passeport : ce nom de type existe déjà",
    );
    check(
        "types.carte_solidaire",
        "types.\"Carte solidaire\"",
        "lettres a-z",
    );
    check(
        "\"1FAAA\"",
        "\"carte\"",
        "ligne 9 : types.carte_solidaire : pictogramme",
    );
    check(
        "order_by = [\"valid_until\"]",
        "order_by = []",
        "ligne 8 : types.carte_solidaire : `replace` veut",
    );
    check(
        "label =",
        "labell =",
        "types.carte_solidaire : unknown field `labell`",
    );
    check("short =", "short", "ligne 4 : ce n'est pas du TOML");
    check(
        "icon",
        "refs = [ { name = \"n\", regex = \"(\" } ]\nicon",
        "ligne 9 : types.carte_solidaire : `n` : ",
    );
    check(
        "from = \"issued\", duration = \"P1Y\"",
        "from = \"issued\"",
        "soit duration, soit day",
    );
}

#[test]
fn a_local_catalogue_too_long_is_refused() {
    let text = "#".repeat(limits::LOCAL_CATALOGUE_BYTES_MAX + 1);
    let error = Catalogue::built_in().with_local(&text).unwrap_err();
    assert!(matches!(error, CatalogueError::TooLong { .. }));
}

#[test]
fn too_many_types_are_refused() {
    let body = SOLIDAIRE.trim_start().split_once('\n').unwrap().1;
    let tables: Vec<String> = (0..=limits::TYPES_MAX)
        .map(|i| format!("[types.type_{i}]\n{body}"))
        .collect();
    let text = tables.concat();
    let error = Catalogue::built_in()
        .with_local(&text)
        .unwrap_err()
        .to_string();
    assert!(error.contains("plus de 300 types"), "{error}");
}

#[test]
fn a_group_stands_for_its_types() {
    let names = [
        "@impot".to_owned(),
        "avis_imposition".to_owned(),
        "rib".to_owned(),
    ];
    assert_eq!(
        Catalogue::built_in().expand(&names),
        ["avis_imposition", "avis_situation_declarative", "rib"]
    );
}

#[test]
fn a_keyword_too_long_is_refused() {
    let check = |letters: usize, refused: bool| {
        let text = SOLIDAIRE.replace("CARTE SOLIDAIRE", &"Z".repeat(letters));
        assert_eq!(
            Catalogue::built_in().with_local(&text).is_err(),
            refused,
            "{letters}"
        );
    };
    check(limits::KEYWORD_LETTERS_MAX, false);
    check(limits::KEYWORD_LETTERS_MAX + 1, true);
}
