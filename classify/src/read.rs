//! From the pages of one paper to what it says. The main path of this room.

mod coded;
mod fingerprint;

use paper::{Confidence, DateRole, DatedField, Day, Evidence, Field, Page, Reading};

pub(crate) use fingerprint::{figures_in_common, resemblance};

use crate::{
    Catalogue, TypeCard,
    codes::{self, Code, Content},
    dates::read_times,
    fields, kind, names,
    text::{self, Line},
};

/// Reads one paper. `pages` are its pages in order. Codes win over print; where they disagree, both are
/// kept (field `desaccord`) and an agent sees it. Never panics, whatever is printed.
pub fn read_document(catalogue: &Catalogue, pages: &[Page], today: Day) -> Reading {
    let lines = text::lines(pages);
    let codes = codes::codes(pages, today);
    let kind = kind::find_kind(catalogue, pages, &lines, &codes);
    let card = catalogue.card(&kind.document_type);

    let certain = coded::dates(&codes);
    let births: Vec<Day> = certain
        .iter()
        .filter(|date| date.role == DateRole::Birth)
        .map(|date| date.day)
        .collect();
    let times = read_times(card, &lines, &births, today);
    let (dates, disagreements) = coded::win_over_print(certain, times.dates);

    let mut fields = catalogue.refs(&kind.document_type).read(&lines);
    fields.extend(fields::amounts(&lines));
    fields.extend(coded::fields(&codes));
    fields.extend(fields::address(&lines));
    fields.extend(disagreements);
    fields.extend(
        times
            .duration
            .map(|(value, evidence)| field("duration", value, 0.8, evidence)),
    );
    fields.extend(
        times
            .permanent
            .map(|evidence| field("permanent", "oui", 0.85, evidence)),
    );
    fields.extend(particulars(card, &lines, &codes, &dates));
    keep_first(&mut fields);

    Reading {
        document_type: kind.document_type,
        confidence: kind.confidence,
        decided: kind.decided,
        alternatives: kind.alternatives,
        pages: pages.iter().map(|page| page.id).collect(),
        type_evidence: kind.evidence,
        holders: names::find_holders(&card.slug, &lines, &codes),
        issuer: fields::issuer(card, &lines),
        dates,
        fields,
        fingerprint: fingerprint::sketch(&lines),
        legibility: legibility(pages),
        codes: codes.into_iter().map(|code| code.checked).collect(),
    }
}

fn field(name: &str, value: impl Into<String>, confidence: f32, evidence: Evidence) -> Field {
    Field {
        name: name.to_owned(),
        value: value.into(),
        evidence,
        confidence: Confidence::new(confidence),
    }
}

/// One field of each name, the surest; a code's before print's.
fn keep_first(fields: &mut Vec<Field>) {
    fields.sort_by(|a, b| b.confidence.value().total_cmp(&a.confidence.value()));
    let mut seen: Vec<String> = Vec::new();
    fields.retain(|field| {
        let is_new = field.name == coded::DISAGREEMENT || !seen.contains(&field.name);
        seen.push(field.name.clone());
        is_new
    });
}

/// What tells two papers of one type apart: the right granted, the mention of a card, the country.
fn particulars(
    card: &TypeCard,
    lines: &[Line<'_>],
    codes: &[Code],
    dates: &[DatedField],
) -> Vec<Field> {
    let named = |name: &str, words: &[(&str, &str)]| {
        words.iter().find_map(|(word, value)| {
            lines.iter().find_map(|line| {
                let at = line.text.find(word)?;
                Some(field(
                    name,
                    *value,
                    0.8,
                    line.evidence(
                        at,
                        at + word.len(),
                        format!("keyword:{}", word.to_lowercase()),
                    ),
                ))
            })
        })
    };
    match card.slug.as_str() {
        "notification_mdph" => named("right", RIGHTS).into_iter().collect(),
        "carte_mobilite_inclusion" => named("mention", MENTIONS).into_iter().collect(),
        "passeport" => codes
            .iter()
            .find_map(|code| match &code.content {
                Content::Mrz(mrz) => Some(field(
                    "country",
                    mrz.state.clone(),
                    1.0,
                    code.checked.evidence.clone(),
                )),
                _ => None,
            })
            .into_iter()
            .collect(),
        // The pink three-fold licence has no end; the last were made on 19 January 2013.
        "permis_conduire" if codes.is_empty() => dates
            .iter()
            .find(|date| date.role == DateRole::Issued && date.day < Day::constant(2013, 1, 19))
            .filter(|_| !dates.iter().any(|date| date.role == DateRole::ValidUntil))
            .map(|date| field("variant", "triptyque_rose", 0.7, date.evidence.clone()))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

const RIGHTS: &[(&str, &str)] = &[
    ("ALLOCATION AUX ADULTES HANDICAPES", "aah"),
    ("AAH", "aah"),
    ("TRAVAILLEUR HANDICAPE", "rqth"),
    ("RQTH", "rqth"),
    ("PRESTATION DE COMPENSATION", "pch"),
    ("PCH", "pch"),
    ("EDUCATION DE L'ENFANT HANDICAPE", "aeeh"),
    ("AEEH", "aeeh"),
    ("CARTE MOBILITE INCLUSION", "cmi"),
    ("ORIENTATION", "orientation"),
];

const MENTIONS: &[(&str, &str)] = &[
    ("STATIONNEMENT", "stationnement"),
    ("INVALIDITE", "invalidite"),
    ("PRIORITE", "priorite"),
];

/// Share of words read with good confidence.
fn legibility(pages: &[Page]) -> f32 {
    let (good, all) = pages
        .iter()
        .flat_map(Page::words)
        .fold((0_u32, 0_u32), |(good, all), word| {
            (good + u32::from(word.confidence.value() >= 0.8), all + 1)
        });
    good as f32 / all.max(1) as f32
}

#[cfg(test)]
mod tests;
