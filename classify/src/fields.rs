//! Issuer, amounts that matter, address.

use std::sync::OnceLock;

use paper::{Confidence, Field};
use regex::Regex;

use crate::{
    TypeCard,
    names::has_postcode,
    text::{Line, normalise},
};

/// Name of the field, and what is printed before the amount.
const AMOUNTS: &[(&str, &[&str])] = &[
    ("net_social", &["MONTANT NET SOCIAL", "NET SOCIAL"]),
    (
        "net_a_payer",
        &["NET A PAYER AVANT IMPOT", "NET PAYE", "NET A PAYER"],
    ),
    ("quotient_familial", &["QUOTIENT FAMILIAL"]),
    ("revenu_fiscal_reference", &["REVENU FISCAL DE REFERENCE"]),
];

fn amount_regex() -> &'static Regex {
    static AMOUNT: OnceLock<Regex> = OnceLock::new();
    AMOUNT.get_or_init(|| {
        Regex::new(r"(\d{1,3}(?:[ .]\d{3})+|\d+)([,.]\d{2})?( ?(?:€|EUROS?|EUR)\b?)?")
            .expect("a plain pattern")
    })
}

/// Amounts by name, in euros with a point: `1432.15`.
pub(crate) fn amounts(lines: &[Line<'_>]) -> Vec<Field> {
    AMOUNTS
        .iter()
        .filter_map(|(name, labels)| {
            lines.iter().enumerate().find_map(|(index, line)| {
                let label = labels.iter().find(|label| line.text.contains(*label))?;
                let from = line.text.find(label)? + label.len();
                // On the line, in the next cell, or just below.
                let beside = lines.iter().filter(|other| {
                    other.page_index == line.page_index
                        && (other.middle() - line.middle()).abs() < 0.6 * line.size()
                        && other.left >= line.right - 0.01
                });
                amount_in(line, from, name)
                    .or_else(|| {
                        beside
                            .into_iter()
                            .find_map(|other| amount_in(other, 0, name))
                    })
                    .or_else(|| {
                        lines
                            .get(index + 1)
                            .filter(|below| below.text.len() < 25)
                            .and_then(|below| amount_in(below, 0, name))
                    })
            })
        })
        .collect()
}

fn amount_in(line: &Line<'_>, from: usize, name: &str) -> Option<Field> {
    let captures = amount_regex()
        .captures_iter(line.text.get(from..)?)
        .filter(|captures| {
            let whole = captures[1].len();
            let marked = captures.get(2).is_some() || captures.get(3).is_some();
            // A lone small number is a line number or a rate; a year is a year.
            marked || (whole >= 3 && !(whole == 4 && captures[1].starts_with("20")))
        });
    let captures = captures.last()?;
    let whole: String = captures[1].chars().filter(char::is_ascii_digit).collect();
    let cents = captures
        .get(2)
        .map(|cents| cents.as_str().replace(',', "."));
    let all = captures.get(0).expect("group 0 always takes part");
    Some(Field {
        name: name.to_owned(),
        value: format!("{whole}{}", cents.unwrap_or_default()),
        evidence: line.evidence(
            from + all.start(),
            from + all.end(),
            format!("amount:{name}"),
        ),
        confidence: Confidence::new(0.85 * line.confidence(from + all.start(), from + all.end())),
    })
}

/// Who issued the paper: a known body of the type in its head, a line there that says what it is, or a known
/// body further down, in this order.
pub(crate) fn issuer(card: &TypeCard, lines: &[Line<'_>]) -> Option<Field> {
    /// Under this an issuer is not given.
    const SURE_MIN: f32 = 0.4;
    let names: Vec<String> = card
        .issuers
        .iter()
        .flat_map(|issuer| issuer.split(['/', '(', ')', ',', ';']))
        .map(|name| normalise(name.trim_start_matches("ex-")))
        .filter(|name| name.len() >= 3 && !GENERIC.contains(&name.as_str()))
        .collect();
    let known = |line: &Line<'_>| {
        names.iter().find_map(|name| {
            let start = word_in(&line.text, name)?;
            let is_kind = BODIES.contains(&name.as_str());
            let (start, end) = if is_kind && is_heading(line) {
                (0, line.text.len())
            } else {
                (start, start + name.len())
            };
            Some((start, end))
        })
    };
    let in_head = |line: &Line<'_>| line.page_index == 0 && line.top < HEAD;
    let heads = || lines.iter().filter(|line| in_head(line));
    let (line, (start, end), worth) = heads()
        .find_map(|line| Some((line, known(line)?, 0.85)))
        .or_else(|| heads().find_map(|line| Some((line, body_in(line)?, 0.65))))
        .or_else(|| {
            lines
                .iter()
                .find_map(|line| Some((line, known(line)?, 0.6)))
        })?;
    let value = line.printed(start, end);
    let sure = worth * line.confidence(start, end);
    (sure >= SURE_MIN).then(|| Field {
        name: "issuer".to_owned(),
        evidence: line.evidence(start, end, "issuer"),
        confidence: Confidence::new(sure),
        value,
    })
}

/// Share of the sheet's height where offices print their name.
const HEAD: f32 = 0.4;

/// A short line without an amount.
fn is_heading(line: &Line<'_>) -> bool {
    let amount = amount_regex()
        .captures_iter(&line.text)
        .any(|captures| captures.get(2).is_some() || captures.get(3).is_some());
    let signs = line.text.starts_with("FAIT ");
    line.text.len() < 60 && !amount && !signs && !line.text.contains(':')
}

/// The whole line that names a body: `Propreté Océane SAS`, never `SAS` alone.
fn body_in(line: &Line<'_>) -> Option<(usize, usize)> {
    let is_title = TITLES.iter().any(|title| line.text.starts_with(title));
    if !is_heading(line) || is_title {
        return None;
    }
    let body = BODIES
        .iter()
        .find(|body| word_in(&line.text, body).is_some())?;
    // « Employeur Jardins du Val » is a label and a name.
    let start = match line.text.strip_prefix(body) {
        Some(rest) if LABELS.contains(body) => line.text.len() - rest.len(),
        None if LABELS.contains(body) => return None,
        _ => 0,
    };
    let named = line.text[start..]
        .split(|c: char| !c.is_alphabetic())
        .any(|word| word.len() >= 3 && !FORMS.contains(&word));
    named.then_some((start, line.text.len()))
}

/// First words of lines that name a paper: « Attestation destinée à France Travail » is not from France Travail.
const TITLES: [&str; 4] = ["ATTESTATION", "CERTIFICAT", "NOTIFICATION", "DECLARATION"];

/// Bodies that are labels before a name.
const LABELS: [&str; 2] = ["EMPLOYEUR", "BAILLEUR"];

/// Legal forms and other words that name nobody by themselves.
const FORMS: [&str; 12] = [
    "SAS",
    "SARL",
    "EURL",
    "SOCIETE",
    "ASSOCIATION",
    "ENTREPRISE",
    "EMPLOYEUR",
    "BAILLEUR",
    "BANQUE",
    "AGENCE",
    "CABINET",
    "LES",
];

/// Words of `types.toml` that describe an issuer and do not name one.
const GENERIC: &[&str] = &[
    "EMPLOYEUR",
    "BAILLEUR",
    "AGENCE",
    "BANQUES",
    "BANQUE",
    "ASSUREURS",
    "BAILLEUR SOCIAL",
    "UNIVERSITE",
    "MEDECIN",
    "HOPITAL",
    "LABORATOIRE",
    "ETAT",
    "PROPRIETAIRE PARTICULIER",
    "AGENCE IMMOBILIERE",
    "NOTAIRE",
    "TOUTE ADMINISTRATION",
    "CONSULAT",
    "AUTRES FOURNISSEURS",
    "UNIVERSITES",
    "COMMUNE",
    "ORGANISME DE FORMATION",
];

/// First words of lines that name an office, a firm or a school.
const BODIES: &[&str] = &[
    "MAIRIE",
    "PREFECTURE",
    "SOUS-PREFECTURE",
    "TRIBUNAL",
    "COUR D'APPEL",
    "LYCEE",
    "COLLEGE",
    "ECOLE",
    "UNIVERSITE",
    "ACADEMIE",
    "RECTORAT",
    "CONSULAT",
    "OFFICE PUBLIC",
    "SOCIETE",
    "SARL",
    "SAS",
    "EURL",
    "ASSOCIATION",
    "CCAS",
    "CENTRE COMMUNAL",
    "CABINET",
    "AGENCE",
    "MUTUELLE",
    "CAISSE",
    "CPAM",
    "CAF",
    "MSA",
    "FRANCE TRAVAIL",
    "POLE EMPLOI",
    "CONSEIL DEPARTEMENTAL",
    "DEPARTEMENT",
    "HABITAT",
    "ENTREPRISE",
    "EMPLOYEUR",
    "BAILLEUR",
    "BANQUE",
    "CREDIT",
    "DIRECTION GENERALE",
];

fn word_in(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = at.checked_sub(1).map(|at| text.as_bytes()[at]);
        let after = text.as_bytes().get(at + word.len());
        before.is_none_or(|b| !b.is_ascii_alphanumeric())
            && after.is_none_or(|b| !b.is_ascii_alphanumeric())
    })
}

/// Street and town of the addressee's block: on the right of the sheet when there are several.
pub(crate) fn address(lines: &[Line<'_>]) -> Option<Field> {
    let towns = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| has_postcode(&line.text) && !line.text.contains("CEDEX"));
    let (at, town) = towns.max_by(|(_, a), (_, b)| {
        let worth = |line: &Line<'_>| {
            f32::from(u8::from(line.left > 0.4 && line.top < 0.5))
                - line.top
                - line.page_index as f32
        };
        worth(a).total_cmp(&worth(b))
    })?;
    let street = lines[..at].iter().rev().take(3).find(|line| {
        line.page_index == town.page_index
            && (line.left - town.left).abs() < 0.08
            && line.text.bytes().any(|b| b.is_ascii_digit())
    });
    let town_text = town.printed(0, town.text.len());
    Some(Field {
        name: "address".to_owned(),
        value: street.map_or_else(
            || town_text.clone(),
            |street| format!("{}, {town_text}", street.printed(0, street.text.len())),
        ),
        evidence: town.evidence(0, town.text.len(), "address"),
        confidence: Confidence::new(if street.is_some() { 0.75 } else { 0.5 }),
    })
}

#[cfg(test)]
mod tests {
    use paper::DocumentType;

    use super::*;
    use crate::{Catalogue, testing::page_of, text};

    #[test]
    fn amounts_are_read_where_they_stand() {
        let check = |rows: &[&str], expected: &[(&str, &str)]| {
            let pages = [page_of(rows)];
            let lines = text::lines(&pages);
            let found: Vec<(String, String)> = amounts(&lines)
                .into_iter()
                .map(|field| (field.name, field.value))
                .collect();
            let expected: Vec<(String, String)> = expected
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            assert_eq!(found, expected, "{rows:?}");
        };
        check(
            &["Montant net social     1 432,15"],
            &[("net_social", "1432.15")],
        );
        check(
            &["Revenu fiscal de référence : 12 345 €"],
            &[("revenu_fiscal_reference", "12345")],
        );
        check(
            &["Votre quotient familial est de 514 € en 2026"],
            &[("quotient_familial", "514")],
        );
        check(
            &["Quotient familial", "687,00"],
            &[("quotient_familial", "687.00")],
        );
        check(&["Quotient familial 2026"], &[]);
    }

    #[test]
    fn an_issuer_is_a_body_that_is_named() {
        let check = |slug: &str, rows: &[&str], expected: Option<&str>| {
            let pages = [page_of(rows)];
            let lines = text::lines(&pages);
            let card = Catalogue::built_in().card(&DocumentType::new(slug));
            assert_eq!(
                issuer(card, &lines).map(|field| field.value).as_deref(),
                expected,
                "{rows:?}"
            );
        };
        check("facture_energie", &["EDF", "Votre facture"], Some("EDF"));
        check("facture_eau", &["Veolia Eau", "Facture"], Some("Veolia"));
        check(
            "acte_naissance",
            &["Mairie de Lyon"],
            Some("Mairie de Lyon"),
        );
        check(
            "bulletin_salaire",
            &["Propreté Océane SAS", "Bulletin de salaire"],
            Some("Propreté Océane SAS"),
        );
        check("bulletin_salaire", &["SAS", "Bulletin de salaire"], None);
        check(
            "bulletin_salaire",
            &["Employeur Jardins du Val"],
            Some("Jardins du Val"),
        );
        check("facture_eau", &["Agence de l'eau 15,66"], None);
        check(
            "attestation_employeur_france_travail",
            &["Attestation employeur destinée à France Travail"],
            None,
        );
        check(
            "attestation_loyer_caf",
            &["Le bailleur ou son mandataire"],
            None,
        );
        check(
            "diplome",
            &["Fait à Lyon, le 2 mai 2026 Pour la banque"],
            None,
        );
        check("attestation_honneur", &["Je soussigné"], None);
    }

    #[test]
    fn the_address_of_the_addressee_is_kept() {
        let pages = [page_of(&[
            "EDF",
            "75008 PARIS",
            "                                        NATHALIE DURAND",
            "                                        12 RUE DES LILAS",
            "                                        69003 LYON",
        ])];
        let lines = text::lines(&pages);
        assert_eq!(
            address(&lines).map(|field| field.value).as_deref(),
            Some("12 RUE DES LILAS, 69003 LYON")
        );
    }
}
