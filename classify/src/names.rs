//! Whose paper it is (`DOMAIN.md` §6). Nobody rather than somebody else.

mod same;
mod words;

use paper::{Confidence, Evidence, Holder, HolderRole};

pub use same::{Likeness, compare_names};

use words::{asks_otherwise, is_article, is_damaged, is_name_word, is_particle};

use crate::{
    codes::{Code, Content},
    text::{Line, normalise},
};

/// Labels before a name, and what a name found there is worth.
const LABELS: &[(&str, f32)] = &[
    ("TITULAIRE DU COMPTE", 0.92),
    ("TITULAIRE DU CONTRAT", 0.92),
    ("DECLARANT 1", 0.95),
    ("NOM ET PRENOM DE L'ENFANT", 0.93),
    ("NOM ET PRENOMS", 0.92),
    ("NOM ET PRENOM", 0.92),
    ("NOM, PRENOM", 0.92),
    ("NOM PRENOM", 0.9),
    ("NOM - PRENOM", 0.9),
    ("TITULAIRE", 0.88),
    ("PERSONNE CONCERNEE", 0.9),
    ("PARENT 1", 0.85),
    ("ALLOCATAIRE", 0.85),
    ("LOCATAIRE", 0.85),
    ("SALARIE", 0.8),
    ("ASSURE", 0.85),
    ("BENEFICIAIRE", 0.8),
    ("PATIENT", 0.88),
    // Sent to a parent, about the child.
    ("ELEVE", 0.95),
    ("ETUDIANT", 0.9),
    ("CANDIDAT", 0.85),
    ("SOUSCRIPTEUR", 0.85),
    ("ADHERENT", 0.85),
    ("SOCIETAIRE", 0.85),
    ("DEMANDEUR", 0.75),
    ("DESTINATAIRE", 0.75),
    ("CLIENT", 0.7),
];

/// The people that the paper names, the holder first. Empty when nobody can be told.
pub(crate) fn find_holders(slug: &str, lines: &[Line<'_>], codes: &[Code]) -> Vec<Holder> {
    let certain = from_codes(codes);
    if certain
        .iter()
        .any(|holder| holder.role == HolderRole::Holder)
    {
        return certain;
    }
    let mut holders: Vec<Holder> = Vec::new();
    if slug == "attestation_hebergement" {
        holders.extend(host_and_guest(lines));
    } else {
        holders.extend(best_printed(slug, lines));
    }
    holders
        .into_iter()
        .filter_map(|holder| as_sure_as_read(holder, lines))
        .collect()
}

/// A surname alone is worth so much of a whole name.
const HALF_NAMED: f32 = 0.85;
/// Under this a name is not given: nobody rather than somebody else.
const SURE_MIN: f32 = 0.4;
/// Confidence that readers give to a word they have no doubt about.
const READ_WELL: f32 = 0.93;

/// A name is as sure as its words are read, and surer when the paper prints it again. `None` when it is not
/// sure enough, or one word only that was not read well.
fn as_sure_as_read(mut holder: Holder, lines: &[Line<'_>]) -> Option<Holder> {
    let words: Vec<String> = holder
        .name
        .split([' ', '-'])
        .map(normalise)
        .filter(|word| word.len() > 1)
        .collect();
    let mut best = vec![0.0_f32; words.len()];
    let mut printed = 0_u8;
    for line in lines {
        let mut found = 0;
        for (word, best) in words.iter().zip(&mut best) {
            let at = line.text.match_indices(word.as_str()).find(|(at, _)| {
                let bytes = line.text.as_bytes();
                let outside = |byte: Option<&u8>| byte.is_none_or(|b| !b.is_ascii_alphanumeric());
                outside(at.checked_sub(1).and_then(|before| bytes.get(before)))
                    && outside(bytes.get(at + word.len()))
            });
            if let Some((at, _)) = at {
                *best = best.max(line.confidence(at, at + word.len()));
                found += 1;
            }
        }
        printed = printed.saturating_add(u8::from(found == words.len()));
    }
    let reading = best.iter().sum::<f32>() / best.len().max(1) as f32;
    let mut sure = holder.confidence.value() * (reading / READ_WELL).min(1.0);
    for _ in 1..printed.clamp(1, 3) {
        sure += 0.3 * (1.0 - sure);
    }
    let half_read = words.len() < 2 && (reading < READ_WELL - 0.05 || holder.name.len() < 4);
    holder.confidence = Confidence::new(sure);
    (sure >= SURE_MIN && !half_read).then_some(holder)
}

fn holder(name: impl Into<String>, role: HolderRole, score: f32, evidence: Evidence) -> Holder {
    Holder {
        name: name.into(),
        role,
        evidence,
        confidence: Confidence::new(score),
    }
}

fn from_codes(codes: &[Code]) -> Vec<Holder> {
    let mut holders = Vec::new();
    for code in codes {
        let evidence = || code.checked.evidence.clone();
        match &code.content {
            // A licence cuts the surname after eight letters and has no given name.
            Content::Mrz(mrz) if !mrz.surname.is_empty() && !mrz.given.is_empty() => {
                let name = format!("{} {}", mrz.surname, mrz.given);
                holders.push(holder(name.trim(), HolderRole::Holder, 1.0, evidence()));
            }
            Content::TwoDDoc(doc) => {
                let get = |id: &str| doc.get(id).map(slashes);
                let parts = |surname: &str, given: &str| {
                    get(surname).map(|surname| {
                        format!("{surname} {}", get(given).unwrap_or_default())
                            .trim()
                            .to_owned()
                    })
                };
                let first = get("46")
                    .or_else(|| get("10"))
                    .or_else(|| parts("13", "12"))
                    .or_else(|| get("30"))
                    .or_else(|| parts("62", "60"))
                    .or_else(|| get("6G"))
                    .or_else(|| parts("B2", "B0"))
                    .or_else(|| parts("L0", "L1"));
                holders
                    .extend(first.map(|name| holder(name, HolderRole::Holder, 0.98, evidence())));
                let second = get("48")
                    .or_else(|| get("1I"))
                    .or_else(|| parts("1L", "1K"));
                holders
                    .extend(second.map(|name| holder(name, HolderRole::Spouse, 0.98, evidence())));
            }
            _ => {}
        }
    }
    let mut seen: Vec<HolderRole> = Vec::new();
    holders.retain(|holder| {
        let first = !seen.contains(&holder.role);
        seen.push(holder.role);
        first
    });
    holders
}

/// `MME/SPECIMEN/NATACHA` without its civility.
fn slashes(value: &str) -> String {
    let words = value.split(['/', ' ']).filter(|word| !word.is_empty());
    let (civil, rest): (Vec<&str>, Vec<&str>) = words.partition(|word| is_civility(word));
    drop(civil);
    rest.join(" ")
}

fn is_civility(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    matches!(
        normalise(word).as_str(),
        "M" | "MR" | "MME" | "MLLE" | "MONSIEUR" | "MADAME" | "MADEMOISELLE" | "MAITRE" | "DR"
    )
}

/// « Je soussigné X … héberger Y »: two names, never the one for the other.
fn host_and_guest(lines: &[Line<'_>]) -> Vec<Holder> {
    let mut holders: Vec<Holder> = Vec::new();
    let mut role = None;
    for (index, line) in lines.iter().enumerate() {
        let soussigne = line.text.find("SOUSSIGNE").map(|at| (at, HolderRole::Host));
        let heberge = ["HEBERGER", "HEBERGE ", "HEBERGEE ", "HEBERGEONS"]
            .iter()
            .find_map(|word| line.text.find(word))
            .map(|at| (at, HolderRole::Holder));
        for (at, next) in [soussigne, heberge].into_iter().flatten() {
            role = Some(next);
            let from = at + line.text[at..].find(' ').unwrap_or(line.text.len() - at);
            let found = name_from(line, from)
                .or_else(|| lines.get(index + 1).and_then(|below| name_from(below, 0)));
            if let (Some((name, evidence)), false) =
                (found, holders.iter().any(|holder| holder.role == next))
            {
                holders.push(holder(name, next, 0.85, evidence));
                role = None;
            }
        }
        if let Some(wanted) = role
            && !holders.iter().any(|holder| holder.role == wanted)
            && let Some((name, evidence)) = after_civility(line).or_else(|| {
                let labels = ["NOM, PRENOM", "NOM ET PRENOM", "NOM PRENOM", "NOM"];
                let found = labels
                    .iter()
                    .find_map(|label| after_label(line, lines, label));
                found.map(|(name, evidence, _)| (name, evidence))
            })
        {
            holders.push(holder(name, wanted, 0.7, evidence));
            role = None;
        }
    }
    holders.sort_by_key(|holder| holder.role != HolderRole::Holder);
    // Somebody signs for herself on forms that she filled in wrong.
    holders
}

fn best_printed(slug: &str, lines: &[Line<'_>]) -> Vec<Holder> {
    let mut best: Option<(f32, String, Evidence)> = None;
    let mut consider = |score: f32, name: String, evidence: Evidence| {
        if best.as_ref().is_none_or(|(known, _, _)| score > *known) {
            best = Some((score, name, evidence));
        }
    };
    let registered = || {
        let mut found = lines
            .iter()
            .filter_map(|line| after_label(line, lines, "C.1"));
        found.next().map(|(name, evidence, _)| (name, evidence))
    };
    let printed = surname_and_given(lines)
        .or_else(|| numbered(lines, slug))
        .or_else(|| (slug == "carte_grise").then(registered)?);
    if let Some((name, evidence)) = printed {
        consider(0.93, name, evidence);
    }
    if let Some((name, evidence)) = born(lines, slug) {
        consider(0.9, name, evidence);
    }
    if let Some((name, evidence)) = above_a_birth(lines) {
        consider(0.83, name, evidence);
    }
    if let Some((name, evidence)) = child_named(lines) {
        consider(0.89, name, evidence);
    }
    if let Some((name, evidence)) = before_a_birth(lines) {
        consider(0.68, name, evidence);
    }
    if let Some((name, evidence)) = made_for(lines) {
        consider(0.8, name, evidence);
    }
    let is_employer_paper =
        slug.contains("employeur") || slug == "certificat_travail" || slug == "contrat_travail";
    for (index, line) in lines.iter().enumerate() {
        for (label, worth) in LABELS {
            if let Some((name, evidence, near)) = after_label(line, lines, label) {
                // One word under a label may be anything that a form has room for.
                let whole = if name.contains(' ') { 1.0 } else { HALF_NAMED };
                if name.contains(' ') || near >= 1.0 {
                    consider(worth * near * whole, name, evidence);
                }
            }
        }
        if let Some((mut name, evidence)) = after_civility(line) {
            // A sentence may break inside the name: « Madame Solène / NGUYEMBO, née le », « M. Yann Le / Goff ».
            if !name.contains(' ')
                && let Some(particles) = only_particles_after(&line.text, &name)
            {
                let rest = lines
                    .get(index + 1)
                    .and_then(|below| words_of_name(below, 0));
                name = rest.map_or(name.clone(), |(rest, _)| {
                    [name.as_str(), &particles, &rest]
                        .into_iter()
                        .filter(|part| !part.is_empty())
                        .collect::<Vec<_>>()
                        .join(" ")
                });
            }
            // The address block names the addressee; below it, others are named too.
            // Who signs comes first: « Je soussigné, docteur X, certifie avoir examiné Madame Y ».
            let before = said_before(&line.text, &name);
            let worth = match before {
                text if ["CERTIFI", "ATTEST"].iter().any(|word| text.contains(word))
                    || text.split(' ').any(|word| word == "QUE") =>
                {
                    0.86
                }
                text if text.contains("SOUSSIGNE") => {
                    if is_employer_paper || slug == "certificat_medical" {
                        0.2
                    } else {
                        0.75
                    }
                }
                _ if line.left > 0.4 && line.top < 0.4 => 0.84,
                _ => 0.7 - 0.2 * line.middle().clamp(0.0, 1.0),
            };
            // « Monsieur NGUYEMBO nous quitte »: his whole name stands elsewhere.
            let whole = if name.contains(' ') { 1.0 } else { HALF_NAMED };
            consider(worth * whole, name, evidence);
        }
    }
    let Some((score, name, evidence)) = best else {
        return above_an_address(lines)
            .or_else(|| alone_on_its_line(lines))
            .map(|(name, evidence)| holder(name, HolderRole::Holder, 0.55, evidence))
            .into_iter()
            .collect();
    };
    let mut holders = vec![holder(name, HolderRole::Holder, score, evidence)];
    let second = lines.iter().find_map(|line| {
        after_label(line, lines, "DECLARANT 2").map(|(name, evidence, _)| (name, evidence))
    });
    holders.extend(second.map(|(name, evidence)| holder(name, HolderRole::Spouse, 0.9, evidence)));
    holders
}

/// The rest of a line after a name, when it is nothing or the beginning of a surname.
fn only_particles_after(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.rsplit_once(&normalise(name))?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    words
        .iter()
        .all(|word| is_particle(word))
        .then(|| words.join(" "))
}

/// What stands on a line before a name.
fn said_before<'t>(text: &'t str, name: &str) -> &'t str {
    let first = normalise(name.split(' ').next().unwrap_or_default());
    text.find(&first).map_or(text, |at| &text[..at])
}

/// Cards and forms print the surname and the given names under two labels.
fn surname_and_given(lines: &[Line<'_>]) -> Option<(String, Evidence)> {
    let value = |labels: &[&str]| {
        lines.iter().find_map(|line| {
            labels
                .iter()
                .find_map(|label| after_label(line, lines, label))
                .map(|(name, evidence, _)| (name, evidence))
        })
    };
    let (surname, evidence) = value(&[
        "NOM D'USAGE",
        "NOM DE NAISSANCE",
        "NOM DE FAMILLE",
        "NOM DU DEFUNT",
        "SURNAME",
        "NOM",
    ])?;
    let (given, _) = value(&["PRENOMS", "PRENOM(S)", "PRENOM", "GIVEN NAMES"])?;
    // « Nom et prénom » is one label.
    (surname != given).then(|| (format!("{surname} {given}"), evidence))
}

/// The name after a label, on its line, in the next cell, or below: with how near it is, in [0, 1].
fn after_label(
    line: &Line<'_>,
    lines: &[Line<'_>],
    label: &str,
) -> Option<(String, Evidence, f32)> {
    let at = line.text.find(label)?;
    let end = at + label.len();
    let starts = at == 0 || !line.text.as_bytes()[at - 1].is_ascii_alphanumeric();
    let rest = line.text.get(end..)?;
    let rest = rest
        .strip_prefix("(S)")
        .or_else(|| rest.strip_prefix("(E)"))
        .or_else(|| rest.strip_prefix('E'))
        .unwrap_or(rest);
    // "NOM" is not "NOM D'USAGE" nor "NOMBRE".
    let apart = rest.is_empty() || rest.starts_with([' ', ':', '/', '.', '-']);
    // Far along a line it is a word of a sentence, unless a colon says otherwise.
    let is_word = at > 40 && !rest.trim_start().starts_with(':');
    if !starts
        || !apart
        || is_word
        || asks_otherwise(&line.text[..at])
        || rest.trim_start().starts_with("D'")
        || rest.trim_start().starts_with("DE ")
        || rest.trim_start().starts_with("DU ")
    {
        return None;
    }
    let from = line.text.len() - rest.len();
    if let Some((name, evidence)) = name_from(line, from) {
        return Some((name, evidence, 1.0));
    }
    if rest.chars().filter(char::is_ascii_alphanumeric).count() > 14 {
        return None;
    }
    // The next cell of the row, however far: forms print values at the right border.
    let on_row = |other: &&Line<'_>| other.is_beside(line) && other.left >= line.right - 0.01;
    let next = lines.iter().filter(on_row);
    let beside = next.min_by(|a, b| a.left.total_cmp(&b.left)).into_iter();
    let below = lines.iter().filter(|other| {
        other.page_index == line.page_index
            && other.middle() > line.bottom
            && other.top - line.bottom < 1.6 * line.size().max(other.size())
            && other.left < line.right
            && other.right > line.left
    });
    beside
        .map(|other| (other, 0.97))
        .chain(below.map(|other| (other, 0.9)))
        .find_map(|(other, near)| {
            words_of_name(other, 0).map(|(name, evidence)| (name, evidence, near))
        })
}

/// « Madame DURAND Nathalie », « M. ou Mme DUPONT Jean ».
fn after_civility(line: &Line<'_>) -> Option<(String, Evidence)> {
    let tokens: Vec<_> = line.tokens().collect();
    let at = tokens.iter().position(|(_, _, word)| {
        let bare = word.trim_end_matches(['.', ',']);
        is_civility(word)
            && (bare.len() > 1 || word.ends_with('.') || bare == "M")
            && !normalise(bare).starts_with("MAITRE")
            && normalise(bare) != "DR"
    })?;
    let from = tokens[at].1;
    let next = tokens.get(at + 1)?;
    // "M. ou Mme", "Monsieur et Madame".
    let joint = matches!(normalise(next.2).as_str(), "ET" | "OU" | "&")
        && tokens
            .get(at + 2)
            .is_some_and(|(_, _, word)| is_civility(word));
    name_from(line, if joint { tokens[at + 2].1 } else { from })
}

/// Cards of the Union print the surname under 1 and the given names under 2; the health card under 3 and 4.
fn numbered(lines: &[Line<'_>], slug: &str) -> Option<(String, Evidence)> {
    let (first, second) = match slug {
        "permis_conduire" => ("1.", "2."),
        "carte_europeenne_assurance_maladie" => ("3.", "4."),
        _ => return None,
    };
    let value = |number: &str| {
        let bare = number.trim_end_matches('.');
        let line = lines.iter().find(|line| {
            line.tokens()
                .next()
                .is_some_and(|(_, _, word)| word == number || word == bare)
        })?;
        words_of_name(line, number.len().min(line.text.len()))
    };
    let ((surname, evidence), (given, _)) = (value(first)?, value(second)?);
    Some((format!("{surname} {given}"), evidence))
}

/// « est née à Lyon : DURAND Lina »: the person that an act of birth is about comes before her parents.
fn born(lines: &[Line<'_>], slug: &str) -> Option<(String, Evidence)> {
    if slug != "acte_naissance" {
        return None;
    }
    let at = lines.iter().position(|line| line.text.contains("EST NE"))?;
    let line = &lines[at];
    let from = line.text.find("EST NE")? + "EST NE".len();
    let from = from + line.text[from..].find(' ').unwrap_or(0);
    if let Some(whole) = given_and_surname(line, from) {
        return Some(whole);
    }
    let below = lines.get(at + 1)?;
    let on_line = (from < line.text.len())
        .then(|| words_of_name(line, from))
        .flatten();
    match on_line {
        Some((given, evidence)) => {
            let particles = particles_at_the_end(line);
            let surname = words_of_name(below, 0).map(|(surname, _)| surname);
            let parts = [Some(given), particles, surname];
            let name: Vec<String> = parts.into_iter().flatten().collect();
            Some((name.join(" "), evidence))
        }
        None => name_from(below, 0),
    }
}

/// « LE » where a line breaks before « GOFF ».
fn particles_at_the_end(line: &Line<'_>) -> Option<String> {
    let words: Vec<&str> = line.tokens().map(|(_, _, word)| word).collect();
    let count = words.iter().rev().take_while(|word| is_particle(word));
    let from = words.len() - count.count();
    (from > 0 && from < words.len()).then(|| words[from..].join(" "))
}

/// « Loïc, Mamadou NGUYEMBO, de sexe masculin »: the given names up to the surname in capitals.
fn given_and_surname(line: &Line<'_>, from: usize) -> Option<(String, Evidence)> {
    let mut words: Vec<&str> = Vec::new();
    let mut start = None;
    for (token_start, token_end, word) in line.tokens().filter(|(start, _, _)| *start >= from) {
        let bare = word.trim_matches(|c: char| !c.is_alphabetic());
        if words.len() > 6 || !is_name_word(bare, line.confidence(token_start, token_end)) {
            return None;
        }
        // « LE GOFF Zoé » begins with the surname.
        if words.is_empty() && is_particle(bare) {
            return None;
        }
        let start = *start.get_or_insert(token_start);
        words.push(bare);
        let capitals = bare.chars().count() > 1 && !bare.chars().any(char::is_lowercase);
        if capitals && words.len() > 1 && !is_particle(bare) {
            let before = words[1..words.len() - 1].iter().rev();
            let particles = before.take_while(|word| is_particle(word)).count();
            let surname = words[words.len() - 1 - particles..].join(" ");
            let name = format!("{} {surname}", words[0]);
            return Some((name, line.evidence(start, token_end, "name")));
        }
    }
    None
}

/// « Fait le 14/09/2025 pour Jean-Marc BENALI »: whom an office made a paper for.
fn made_for(lines: &[Line<'_>]) -> Option<(String, Evidence)> {
    const MADE: [&str; 5] = ["FAIT", "ETABLI", "DELIVRE", "EDITE", "ENREGISTRE"];
    lines.iter().find_map(|line| {
        let at = line.text.find(" POUR ")?;
        let is_made = MADE.iter().any(|made| line.text[..at].contains(made));
        let (name, evidence) = is_made.then(|| name_from(line, at + 1 + "POUR".len()))??;
        name.contains(' ').then_some((name, evidence))
    })
}

/// The name on the line before « née le … », where neither a label nor a civility says whose it is.
fn above_a_birth(lines: &[Line<'_>]) -> Option<(String, Evidence)> {
    let starts = ["NE LE ", "NEE LE ", "NE(E) LE ", "NE E LE "];
    lines.windows(2).find_map(|pair| {
        let is_birth = starts.iter().any(|start| pair[1].text.starts_with(start));
        let same_page = pair[0].page_index == pair[1].page_index;
        (is_birth && same_page).then(|| name_from(&pair[0], 0))?
    })
}

/// « certifie que l'enfant NGUYEMBO Zoé », also with the name on the next line: a paper sent to a parent is the child's.
fn child_named(lines: &[Line<'_>]) -> Option<(String, Evidence)> {
    lines.iter().enumerate().find_map(|(index, line)| {
        let word = ["L'ENFANT", "L'ELEVE"]
            .into_iter()
            .find(|word| line.text.contains(word))?;
        let end = line.text.find(word)? + word.len();
        let below = lines
            .get(index + 1)
            .filter(|below| below.page_index == line.page_index);
        let (name, evidence) = match &line.text[end..] {
            "" => words_of_name(below?, 0)?,
            rest if rest.starts_with(' ') => name_from(line, end)?,
            _ => return None,
        };
        // The line may break inside the name.
        let goes_on = !name.contains(' ') && line.text.ends_with(&normalise(&name));
        let rest = goes_on.then(|| words_of_name(below?, 0)).flatten();
        let whole = rest.map_or(name.clone(), |(rest, _)| format!("{name} {rest}"));
        whole.contains(' ').then_some((whole, evidence))
    })
}

/// « Catherine AUBRELLE, née le », « Mamadou, François BENHAMDINE, né à Oran »: in an act nothing else says whom it is about.
fn before_a_birth(lines: &[Line<'_>]) -> Option<(String, Evidence)> {
    lines.iter().find_map(|line| {
        let at = [", NE LE ", ", NEE LE ", ", NE A ", ", NEE A "]
            .iter()
            .filter_map(|born| line.text.find(born))
            .min()?;
        let mut start = at;
        let tokens: Vec<_> = line.tokens().filter(|(_, end, _)| *end <= at + 1).collect();
        for (from, to, word) in tokens.iter().rev() {
            let bare = word.trim_end_matches(',');
            if is_civility(bare) || !is_name_word(bare, line.confidence(*from, *to)) {
                break;
            }
            start = *from;
        }
        let whole = |(name, _): &(String, Evidence)| name.contains(' ');
        given_and_surname(line, start).or_else(|| words_of_name(line, start).filter(whole))
    })
}

/// A line that is a name and nothing else: SURNAME in capitals and a given name, in any order, or on two lines.
fn alone_on_its_line(lines: &[Line<'_>]) -> Option<(String, Evidence)> {
    let whole = |line: &Line<'_>| {
        let (name, evidence) = words_of_name(line, 0)?;
        (name.split(' ').count() == line.tokens().count()).then_some((name, evidence))
    };
    let is_capitals =
        |word: &str| word.chars().count() >= 3 && word.chars().all(|c| !c.is_lowercase());
    let is_pair = |name: &str| {
        let words: Vec<&str> = name.split(' ').collect();
        (2..=4).contains(&words.len())
            && words.iter().any(|word| is_capitals(word))
            && words
                .iter()
                .any(|word| word.chars().any(char::is_lowercase))
    };
    let on_one = lines
        .iter()
        .filter_map(whole)
        .find(|(name, _)| is_pair(name));
    on_one.or_else(|| {
        lines.windows(2).find_map(|pair| {
            let ((first, evidence), (second, _)) = (whole(&pair[0])?, whole(&pair[1])?);
            let single = [&first, &second].iter().all(|name| {
                let words = name.split(' ');
                words.filter(|word| !is_particle(word)).count() == 1
            });
            let name = format!("{first} {second}");
            (single && is_pair(&name)).then_some((name, evidence))
        })
    })
}

/// A name alone above a street and a postcode: the addressee of a letter.
fn above_an_address(lines: &[Line<'_>]) -> Option<(String, Evidence)> {
    let town = lines
        .iter()
        .position(|line| line.left > 0.4 && line.top < 0.45 && has_postcode(&line.text))?;
    lines[town.saturating_sub(4)..town]
        .iter()
        .filter(|line| (line.left - lines[town].left).abs() < 0.1)
        .find_map(|line| name_from(line, 0))
}

pub(crate) fn has_postcode(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    digits == 5 && bytes.get(5) == Some(&b' ') && bytes.get(6).is_some_and(u8::is_ascii_alphabetic)
}

/// The name that starts after byte `from` of a line: two to six capitalised words. « La Rochelle » on a line of its
/// own is a town.
fn name_from(line: &Line<'_>, from: usize) -> Option<(String, Evidence)> {
    words_of_name(line, from).filter(|(name, _)| {
        let first = name.split(' ').next().unwrap_or_default();
        from > 0 || (name.contains(' ') && !is_article(first))
    })
}

/// As `name_from`, and a single word at the start of a line will do: a cell under a label.
fn words_of_name(line: &Line<'_>, from: usize) -> Option<(String, Evidence)> {
    let mut words: Vec<&str> = Vec::new();
    let (mut start, mut end) = (0, 0);
    let mut skipped = false;
    let tokens: Vec<_> = line
        .tokens()
        .filter(|(start, _, _)| *start >= from)
        .collect();
    for (index, &(token_start, token_end, word)) in tokens.iter().enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphabetic());
        if bare.is_empty() && words.is_empty() && !word.chars().any(|c| c.is_ascii_digit()) {
            continue;
        }
        if words.is_empty() && !skipped && (is_civility(word) || word == ":") {
            skipped = true;
            continue;
        }
        let is_name = is_name_word(bare, line.confidence(token_start, token_end));
        if !is_name || word.chars().any(|c| c.is_ascii_digit()) {
            // Half of a name is nobody's.
            if words.len() == 1 && is_damaged(word) {
                return None;
            }
            break;
        }
        let begins_a_sentence = || {
            let after = tokens.get(index + 2).map(|(_, _, word)| *word);
            after.is_some_and(|word| word.starts_with(char::is_lowercase) && !is_particle(word))
        };
        if words.len() > 1 && is_article(bare) && begins_a_sentence() {
            break;
        }
        if words.is_empty() {
            start = token_start;
        }
        words.push(bare);
        end = token_end;
        if word.ends_with([',', ';', '.']) || words.len() == 6 {
            break;
        }
    }
    while words.last().is_some_and(|word| is_particle(word)) {
        words.pop();
    }
    let letters: usize = words.iter().map(|word| word.chars().count()).sum();
    (letters >= 3 && words.iter().any(|word| !is_particle(word)))
        .then(|| (words.join(" "), line.evidence(start, end, "name")))
}

#[cfg(test)]
mod tests;
