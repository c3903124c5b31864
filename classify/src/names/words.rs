//! Which words can be part of a name. A heading of a form next to a label is none.

use std::{collections::HashSet, sync::OnceLock};

use crate::{Catalogue, text::normalise};

/// Words of forms, letters and addresses that the catalogue's own keywords do not hold.
const FORM_WORDS: &str = "DECLARANT SURNAME GIVEN NAMES NAME DIRECTRICE MAIRE PREFET PRESIDENT RUE AVENUE BOULEVARD PLACE IMPASSE \
    CHEMIN ALLEE ROUTE QUAI COURS BATIMENT ESCALIER ETAGE APPARTEMENT PORTE CEDEX BP CS EUROS PRENOM DEMEURANT \
    DOMICILIEE NE SONT EN LE LA LES DU AU AUX ET OU PAR SUR NET EST CE CETTE VOUS SEXE REF A COLLEGE LYCEE \
    MADEMOISELLE MME MLLE MR M CACHET MAITRE SA SARL SAS EURL SCI SOCIETE ASSOCIATION ENTREPRISE HABITAT AGENT \
    RETENUE RETENUES RETENIR PATRONAL PATRONALE PART SALARIALE COTISATION PLAFOND TRANCHE ACQUIS PRIS RESTE HEURE \
    HORAIRE MATRICULE COEFFICIENT NIVEAU QUALIFICATION PAGE SUITE VERSO RECTO VILLE POSTAL PAYS COURRIEL MAIL \
    SITE TEL FAX PORTABLE QUANTITE PRIX UNITAIRE ABONNE CONSEILLER CONTACT COORDONNEES INFORMATIONS INFORMATION \
    LIBELLE OPERATION OPERATIONS CREDITEUR DEBITEUR ANCIENNE PROFESSION FONCTION NAISSANCE NEE NES FILS FILLE \
    PERE MERE PARENT PARENTS TVA TTC HT EUR ICS RCS APE TELEPHONE ATTESTATION DIRECTION DIRECTEUR SERVICE CLIENT \
    REPUBLIQUE FRANCAISE CARTE NATIONALE IDENTITE NUMERO DATE ADRESSE RESIDENCE SIRET BULLETIN PAIE SALAIRE \
    COMPTE BANQUE FRANCE PERIODE MOIS TOTAL MONTANT PRENOMS NOM DOMICILIE HEBERGE QUALITE POUR VOTRE NOUS \
    NATIONALITE REFERENCE CERTIFIE ATTESTE DECLARE SOUSSIGNE SOUSSIGNEE ANNEE CLASSE ECOLE CAISSE ALLOCATIONS \
    FAMILIALES MINISTERE OBJET MONSIEUR MADAME TITULAIRE SIGNATURE FAIT FACTURE CONTRAT LOYER QUITTANCE AVIS \
    IMPOT JUGE TRIBUNAL DOCTEUR MAIRIE ACTE APELLIDO APELLIDOS NOMBRES NOME COGNOME APELIDO APELIDOS VORNAME \
    NACHNAME FAMILIENNAME FIRST LAST CAF DEFENDEUR DEFENDERESSE DEMANDERESSE REQUERANT REQUERANTE";

/// Words of the catalogue that are also people's names.
const ALSO_NAMES: [&str; 9] = [
    "BOIS", "FONTENAY", "LONG", "MAISON", "MARIE", "NOEMIE", "ORANGE", "PARIS", "VITALE",
];

/// What forms print beside a label that asks for something else than a name.
const OTHER_ASKED: [&str; 9] = [
    "ADRESSE",
    "CODE",
    "DATE",
    "FISCAL",
    "N°",
    "NOMBRE",
    "NUMERO",
    "REFERENCE",
    "SIGNATURE",
];

/// « Numéro fiscal déclarant 2 » asks for a number, whatever comes after.
pub(super) fn asks_otherwise(before_label: &str) -> bool {
    OTHER_ASKED.iter().any(|word| before_label.contains(word))
}

/// « de », « El », « BEN »: part of the name that comes after it.
pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "de" | "da"
            | "do"
            | "das"
            | "dos"
            | "di"
            | "del"
            | "della"
            | "d"
            | "el"
            | "al"
            | "ben"
            | "bent"
            | "bin"
            | "ould"
            | "van"
            | "von"
            | "der"
            | "den"
            | "ter"
    ) || is_article(word)
}

/// « Le Bihan », « DU PONT »: part of a name when written with a capital; « le » begins something else.
pub(super) fn is_article(word: &str) -> bool {
    matches!(
        word,
        "Le" | "La" | "Les" | "Du" | "Des" | "LE" | "LA" | "LES" | "DU" | "DES"
    )
}

/// `confidence` is the reader's own of this word: of one read badly, one letter or two may be wrong before
/// it is compared with the words of forms.
pub(super) fn is_name_word(word: &str, confidence: f32) -> bool {
    let plain = word
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
    let long = word.chars().count() >= 2;
    plain && long && (is_particle(word) || (well_cased(word) && !of_forms(word, confidence)))
}

/// Letters and figures, or capitals among small letters: a name that was read wrong.
pub(super) fn is_damaged(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let figures = word.chars().filter(char::is_ascii_digit).count();
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    (letters >= 2 && figures > 0 && letters > figures)
        || (capital && letters >= 3 && figures == 0 && !well_cased(word))
}

/// `DURAND`, `Durand`, `Jean-Luc`, `McAdam`; `DURANDo`, whose small letter has the shape of its capital.
fn well_cased(word: &str) -> bool {
    let part_is = |part: &str| {
        let mut letters = part.chars();
        let Some(first) = letters.next() else {
            return true;
        };
        let rest = letters.as_str();
        let all_small = rest.chars().all(|c| !c.is_uppercase());
        let capitals = rest
            .chars()
            .all(|c| !c.is_lowercase() || "cosuvwxzkp".contains(c));
        let prefixed = ["Mc", "Mac", "Le", "La", "De", "Di", "Du", "Des", "Van"]
            .iter()
            .filter_map(|prefix| part.strip_prefix(prefix))
            .any(|rest| {
                rest.chars().next().is_some_and(char::is_uppercase)
                    && rest.chars().skip(1).all(char::is_lowercase)
            });
        // One letter of a long word in the wrong case is a letter read wrong; `compare_names` bears with it.
        let small = part.chars().filter(|c| c.is_lowercase()).count();
        let large = part.chars().count() - small;
        let one_wrong = part.chars().count() >= 5 && (small == 1 || large == 2);
        first.is_uppercase() && (all_small || capitals || prefixed || one_wrong)
    };
    word.chars().next().is_some_and(char::is_uppercase)
        && word
            .split(['-', '\'', '’'])
            .all(|part| part.chars().all(char::is_lowercase) || part_is(part))
}

fn of_forms(word: &str, confidence: f32) -> bool {
    /// A reader surer than this seldom has a letter wrong.
    const READ_WELL: f32 = 0.9;
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    let words = WORDS.get_or_init(vocabulary);
    let normal = normalise(word);
    if words.contains(&normal) {
        return true;
    }
    let errors = match normal.len() {
        0..6 => return false,
        6..9 => 1,
        _ => 2,
    };
    confidence < READ_WELL
        && words.iter().any(|known| {
            known.len() >= 6
                && known.len().abs_diff(normal.len()) <= errors
                && strsim::osa_distance(known, &normal) <= errors
        })
}

/// The words of all types' keywords and labels, and those of forms.
fn vocabulary() -> HashSet<String> {
    let types = Catalogue::built_in().types();
    let phrases = types.iter().flat_map(|card| {
        let keywords = card.keywords.strong.iter().chain(&card.keywords.medium);
        keywords.chain(card.dates.iter().flat_map(|hint| &hint.labels))
    });
    let printed = phrases.flat_map(|phrase| {
        let normal = normalise(phrase);
        let words = normal.split(|c: char| !c.is_alphabetic());
        // Shorter ones are acronyms and articles, and names of many languages.
        words
            .filter(|word| word.len() >= 4)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let forms = FORM_WORDS.split_whitespace().map(str::to_owned);
    printed
        .filter(|word| !ALSO_NAMES.contains(&word.as_str()))
        .chain(forms)
        .collect()
}
