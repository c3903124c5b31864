//! Reference numbers of a type, by its regexes; a key that must agree does.

use paper::{Confidence, Field};
use regex::Regex;

use crate::{TypeCard, codes::numbers, text::Line};

#[derive(Clone, Debug)]
pub(crate) struct RefReader {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    name: String,
    regex: Regex,
    redact: bool,
}

impl RefReader {
    pub(crate) fn new(card: &TypeCard) -> Self {
        let rules = card.refs.iter().map(|rule| Rule {
            name: rule.name.clone(),
            regex: Regex::new(&rule.regex).expect("checked with the card"),
            redact: rule.redact,
        });
        Self {
            rules: rules.collect(),
        }
    }

    /// The first believable number of each name.
    pub(crate) fn read(&self, lines: &[Line<'_>]) -> Vec<Field> {
        self.rules
            .iter()
            .filter_map(|rule| {
                lines.iter().enumerate().find_map(|(index, line)| {
                    let found = rule.regex.find_iter(&line.text).find_map(|found| {
                        Some((found, worth(&rule.name, found.as_str(), lines, index)?))
                    });
                    let (found, worth) = found?;
                    let mut evidence =
                        line.evidence(found.start(), found.end(), format!("ref:{}", rule.name));
                    let mut value = found.as_str().trim().to_owned();
                    if rule.redact || matches!(rule.name.as_str(), "nir" | "iban") {
                        // Never shown in full (`DOMAIN.md` §3.9): the end is enough to tell two apart.
                        value = masked(&value);
                        evidence.text.clone_from(&value);
                    }
                    Some(Field {
                        name: rule.name.clone(),
                        value,
                        evidence,
                        confidence: Confidence::new(worth),
                    })
                })
            })
            .collect()
    }
}

/// The last four characters.
pub(crate) fn masked(value: &str) -> String {
    let compact = numbers::compact(value);
    format!("…{}", &compact[compact.len().saturating_sub(4)..])
}

/// How sure a number is of being what its name says; `None` when it is not.
fn worth(name: &str, text: &str, lines: &[Line<'_>], index: usize) -> Option<f32> {
    let near = |words: &[&str]| {
        let around = &lines[index.saturating_sub(2)..=index];
        around
            .iter()
            .any(|line| words.iter().any(|word| line.text.contains(word)))
    };
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match name {
        "siret" => numbers::siret_is_valid(text).then_some(0.97),
        "iban" => numbers::iban_is_valid(text).then_some(0.99),
        "nir" => match numbers::compact(text).len() {
            15 => numbers::nir_is_valid(text).then_some(0.98),
            _ => Some(0.6),
        },
        "rpps" => numbers::luhn_is_valid(text).then_some(0.95),
        "numero_fiscal_spi" => Some(if numbers::spi_is_valid(text) {
            0.97
        } else {
            0.6
        }),
        "pdl_prm" => (near(&["PDL", "PRM", "POINT DE LIVRAISON", "PCE"])
            || !numbers::siret_is_valid(text))
        .then_some(0.8),
        _ if name.contains("allocataire") => near(&["ALLOCATAIRE", "MATRICULE"]).then_some(0.9),
        _ if name.contains("etranger") => {
            near(&["ETRANGER", "AGDREF", "PERSONNEL"]).then_some(0.85)
        }
        "bic" => near(&["BIC", "SWIFT"]).then_some(0.85),
        "numero_amc" => near(&["AMC"]).then_some(0.85),
        "reference_avis" => near(&["REFERENCE DE L'AVIS", "REF"]).then_some(0.8),
        // Any word of nine capitals has their form.
        "numero_cnie" | "numero_titre" | "numero_cmi" | "vin" | "code_ephoto" => {
            (digits >= 2).then_some(0.6)
        }
        _ => (digits >= 2).then_some(0.8),
    }
}
