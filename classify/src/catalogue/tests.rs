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

/// The file of a town with one mistake, and what is said of it: the line, where, what.
#[test]
fn a_mistake_of_a_town_is_named_with_its_line() {
    const RIGHT: &str = include_str!("../golden/local.toml");
    let before = Catalogue::built_in();
    assert!(before.with_local(RIGHT).is_ok());
    let mut failures = Vec::new();
    for (from, to, line, at, what) in MISTAKES {
        let text = RIGHT.replacen(from, to, 1);
        assert_ne!(text, RIGHT, "{from}");
        let expected = format!(
            "ligne {line} : {}{what}",
            at.replace("{card}", "types.carte_solidaire")
        );
        let said = before
            .with_local(&text)
            .map_or_else(|error| error.to_string(), |_| "taken".to_owned());
        if !said.starts_with(&expected) {
            failures.push(format!(
                "{from} -> {to}\n  expected {expected}\n  got      {said}"
            ));
        }
        // Nothing is half-loaded.
        assert!(before.index("carte_solidaire").is_none() && before.theme("ville").is_none());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is written, what should stand there, and the answer.
const MISTAKES: &[(&str, &str, usize, &str, &str)] = &[
    // Not TOML.
    ("short = ", "short ", 13, "ce n'est pas du TOML correct", ""),
    (
        "\"carte solidaire\"",
        "carte solidaire",
        13,
        "ce n'est pas du TOML correct",
        "",
    ),
    (
        "\"carte solidaire\"",
        "\"carte solidaire",
        13,
        "ce n'est pas du TOML correct",
        "",
    ),
    (
        "[types.carte_solidaire]",
        "[types.carte_solidaire",
        11,
        "ce n'est pas du TOML correct",
        "",
    ),
    (
        "negative = [\"PASSEPORT\"] }",
        "negative = [\"PASSEPORT\"",
        16,
        "ce n'est pas du TOML correct",
        "",
    ),
    (
        "short = ",
        "label = ",
        13,
        "ce n'est pas du TOML correct : ",
        "ce nom est écrit deux fois",
    ),
    (
        "icon = {",
        "[types.carte_solidaire]\nicon = {",
        20,
        "ce n'est pas du TOML correct : ",
        "ce nom est écrit deux fois",
    ),
    // Words that are not known, or not there.
    (
        "label = \"Carte",
        "labell = \"Carte",
        12,
        "{card} : ",
        "`labell` n'est pas connu ici ; il y a `label`, ",
    ),
    (
        "medium = ",
        "moyens = ",
        15,
        "{card} : ",
        "`moyens` n'est pas connu ici",
    ),
    (
        "[groups]",
        "[groupes]",
        8,
        "groupes : ",
        "`groupes` n'est pas connu ici",
    ),
    (
        "short = \"carte solidaire\"\n",
        "",
        11,
        "{card} : ",
        "il manque `short`",
    ),
    (
        "theme = \"ville\"\n",
        "",
        11,
        "{card} : ",
        "il manque `theme`",
    ),
    (
        "strong = [\"CARTE SOLIDAIRE\"]",
        "strong = \"CARTE SOLIDAIRE\"",
        15,
        "{card} : ",
        "on attend une liste entre crochets, et c'est le texte",
    ),
    (
        "label = \"Carte solidaire d'Amiens\"",
        "label = 3",
        12,
        "{card} : ",
        "on attend un texte entre guillemets, et c'est le nombre `3`",
    ),
    // Names.
    (
        "[types.carte_solidaire]",
        "[types.passeport]",
        11,
        "types.passeport : ",
        "ce nom de type existe déjà",
    ),
    (
        "[types.carte_solidaire]",
        "[types.\"Carte Solidaire\"]",
        11,
        "types.Carte Solidaire : ",
        "un nom de type n'a que des lettres a-z",
    ),
    (
        "[themes.ville]",
        "[themes.impots]",
        1,
        "themes.impots : ",
        "ce nom de thème existe déjà",
    ),
    (
        "solidaires =",
        "impot =",
        9,
        "groups : ",
        "le groupe `impot` existe déjà",
    ),
    (
        "[\"carte_solidaire\"]",
        "[\"carte_solidair\"]",
        9,
        "groups : ",
        "`carte_solidair` n'est pas un type",
    ),
    (
        "[\"carte_solidaire\"]",
        "[]",
        9,
        "groups : ",
        "un groupe nomme des types",
    ),
    (
        "theme = \"ville\"",
        "theme = \"vile\"",
        14,
        "{card} : ",
        "`vile` n'est pas un thème",
    ),
    // Words to show.
    (
        "\"Carte solidaire d'Amiens\"",
        "\"\"",
        12,
        "{card} : ",
        "il faut de 1 à 80 lettres",
    ),
    (
        "\"carte solidaire\"",
        "\"                                                                                  x\"",
        13,
        "{card} : ",
        "il faut de 1 à 80 lettres",
    ),
    (
        "\"Ma ville\"",
        "\" \"",
        2,
        "themes.ville : ",
        "il faut de 1 à 80 lettres",
    ),
    (
        "#0B3D91",
        "bleu",
        3,
        "themes.ville : ",
        "`bleu` n'est pas une couleur",
    ),
    (
        "#E3ECFA",
        "#E3EC",
        4,
        "themes.ville : ",
        "`#E3EC` n'est pas une couleur",
    ),
    (
        "lucide = \"id-card\"",
        "lucide = \"Carte d'identité\"",
        20,
        "{card} : ",
        "pictogramme `Carte d'identité`",
    ),
    (
        "1FAAA",
        "emoji",
        20,
        "{card} : ",
        "pictogramme `id-card` / `emoji` inconnu",
    ),
    // Words to recognise.
    (
        "[\"CARTE SOLIDAIRE\"]",
        "[]",
        15,
        "{card} : ",
        "il faut au moins un mot fort",
    ),
    (
        "CARTE SOLIDAIRE",
        "LIVRET DE FAMILLE",
        15,
        "{card} : ",
        "« LIVRET DE FAMILLE » est déjà un mot fort de `livret_famille` ; ajoutez require_any",
    ),
    (
        "CARTE SOLIDAIRE",
        "Livret  de famille",
        15,
        "{card} : ",
        "« Livret  de famille » est déjà un mot fort de `livret_famille`",
    ),
    (
        "\"PASSEPORT\"",
        "\"CARTE SOLIDAIRE\"",
        15,
        "{card} : ",
        "« CARTE SOLIDAIRE » est à la fois fort et négatif",
    ),
    (
        "\"Amiens\"",
        "\" - \"",
        15,
        "{card} : ",
        "«  -  » est vide ou trop long",
    ),
    ("[0-9]{8}", "[0-9{8}", 17, "{card} : ", "`numero_carte` : "),
    (
        "numero_carte",
        "Numéro",
        17,
        "{card} : ",
        "`Numéro` n'est pas un nom",
    ),
    (
        "icon =",
        "codes = [\"barre:12\"]\nicon =",
        20,
        "{card} : ",
        "`barre:12` : code de genre inconnu",
    ),
    (
        "icon =",
        "layout = { sides = 9 }\nicon =",
        20,
        "{card} : ",
        "un papier a de 1 à 4 faces",
    ),
    // Rules.
    (
        "\"end_date\"",
        "\"date_de_fin\"",
        18,
        "{card} : ",
        "`date_de_fin` n'est pas permis ; il y a `none`, `end_date`",
    ),
    (
        "\"end_date\"",
        "\"fresh\"",
        18,
        "{card} : ",
        "il manque max_age",
    ),
    (
        "\"end_date\"",
        "\"fresh\", max_age = \"P3M\"",
        18,
        "{card} : ",
        "il manque ref",
    ),
    (
        "\"end_date\"",
        "\"series_last_n\"",
        18,
        "{card} : ",
        "il manque n, de 1 à 24",
    ),
    (
        "\"end_date\"",
        "\"tax_income\"",
        18,
        "{card} : ",
        "il manque switch",
    ),
    (
        "\"end_date\"",
        "\"tax_income\", switch = \"15-09\"",
        18,
        "{card} : ",
        "`15-09` n'est pas",
    ),
    (
        "\"P1Y\"",
        "\"1 an\"",
        18,
        "{card} : ",
        "`1 an` n'est pas une durée comme P3M, P1Y ou P8D",
    ),
    (
        "\"P2M\"",
        "\"P0M\"",
        18,
        "{card} : ",
        "`P0M` n'est pas une durée",
    ),
    (
        "\"issued\", duration = \"P1Y\"",
        "\"issued\"",
        18,
        "{card} : ",
        "fallback veut soit duration, soit day",
    ),
    (
        "from = \"issued\"",
        "from = \"ignore\"",
        18,
        "{card} : ",
        "fallback.from n'est pas une date du papier",
    ),
    (
        "warn_before = \"P2M\"",
        "grace_day = 31",
        18,
        "{card} : ",
        "grace_day va de 1 à 28",
    ),
    (
        "\"replace\"",
        "\"remplace\"",
        19,
        "{card} : ",
        "`remplace` n'est pas permis ; il y a `replace`",
    ),
    (
        "[\"holder\"]",
        "[\"titulaire\"]",
        19,
        "{card} : ",
        "`titulaire` n'est pas permis",
    ),
    (
        "[\"holder\"]",
        "[]",
        19,
        "{card} : ",
        "`replace` veut group_by et order_by",
    ),
    (
        "\"replace\"",
        "\"series\"",
        19,
        "{card} : ",
        "`series` veut group_by et period",
    ),
    (
        "order_by = [\"valid_until\"]",
        "order_by = [\"event\"]",
        19,
        "{card} : ",
        "order_by n'est pas une date du papier",
    ),
    (
        "order_by =",
        "also_supersedes = [\"carte_verte\"], order_by =",
        19,
        "{card} : ",
        "`carte_verte` n'est pas un type",
    ),
    (
        "role = \"valid_until\"",
        "role = \"fin\"",
        16,
        "{card} : ",
        "`fin` n'est pas permis",
    ),
];

/// The démarches are ours, and a mistake in them is named as clearly: a list of papers is edited there.
#[test]
fn a_mistake_in_the_demarches_is_named_with_its_line() {
    let check = |from: &str, to: &str, expected: &str| {
        let text = DEMARCHES.replacen(from, to, 1);
        assert_ne!(text, DEMARCHES, "{from}");
        let error = Catalogue::read(TYPES, &text).unwrap_err().to_string();
        assert!(
            error.starts_with("ligne ") && error.contains(expected),
            "{from} -> {to}\n  {error}"
        );
    };
    check(
        "[\"rib\"]",
        "[\"ribe\"]",
        "demarches.rsa : `rib` : `ribe` n'est ni un type ni un groupe",
    );
    check(
        "\"@domicile\"",
        "\"@domiciles\"",
        "demarches.rsa : `domicile` : `@domiciles` n'est ni un type ni un groupe",
    );
    check(
        "[\"etranger_hors_ue\"], evidence",
        "[\"etranger\"], evidence",
        "demarches.rsa : `sejour` : `etranger` n'est pas une situation connue",
    );
    check(
        "any_of = [\"rib\"]",
        "any_of = []",
        "`rib` : il faut soit any_of, soit satisfy_all_of",
    );
    check(
        "count = 3",
        "count = 0",
        "`ressources` : count commence à 1",
    );
    check(
        "fresh = \"P4M\"",
        "fresh = \"4 mois\"",
        "`4 mois` n'est pas une durée",
    );
    check(
        "per = \"adult\"",
        "per = \"adulte\"",
        "`adulte` n'est pas permis ; il y a `applicant`",
    );
    check(
        "today.year - 2",
        "il y a deux ans",
        "n'est pas une année comme « today.year - 2 »",
    );
    check(
        "alternative_to = \"qf\"",
        "alternative_to = \"caf\"",
        "`caf` n'est pas un élément de cette démarche",
    );
    check("issuer = ", "emetteur = ", "`emetteur` n'est pas connu ici");
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
