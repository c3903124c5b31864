//! How much each type is spoken for.

use paper::Evidence;

use super::matcher::{Found, Letters, Use};
use crate::{
    Catalogue,
    codes::{Code, Content, numbers},
    text::Line,
};

use paper::{CodeCheck, Page};

/// `types.toml`, `meta.weights` and `DOMAIN.md` §1.3.
const STRONG: f32 = 6.0;
const MEDIUM: f32 = 2.0;
const NEGATIVE: f32 = 6.0;
const CODE: f32 = 100.0;
const VALID_REF: f32 = 4.0;
const TITLE: f32 = 1.5;
/// Medium words that count, the heaviest first.
const MEDIUMS_MAX: usize = 5;
/// A card holds fewer words than this; a sheet of prose holds more.
const CARD_WORDS_MAX: usize = 110;

#[derive(Clone, Debug, Default)]
pub(super) struct Score {
    pub points: f32,
    /// What spoke for the type, with its weight.
    reasons: Vec<(f32, Reason)>,
}

#[derive(Clone, Debug)]
enum Reason {
    Words {
        line: usize,
        start: usize,
        end: usize,
        phrase: String,
    },
    Code(usize),
}

/// One found phrase, with where it stands.
struct Mention {
    found: Found,
    /// How loud it is: a title above 1, a word in a sentence below.
    loudness: f32,
    listed: bool,
}

/// One score per type, in the order of the catalogue.
pub(super) fn scores(
    catalogue: &Catalogue,
    pages: &[Page],
    lines: &[Line<'_>],
    codes: &[Code],
) -> Vec<Score> {
    let letters = Letters::of(lines);
    let listed = requested_papers(lines);
    let matcher = &catalogue.matcher;
    let loud = Loudness::of(lines);
    let mentions: Vec<Mention> = matcher
        .find(&letters)
        .into_iter()
        .map(|found| {
            let line = letters.places[found.start].0;
            let quality =
                1.0 - 0.5 * found.errors as f32 / (matcher.phrase(&found).errors_max + 1) as f32;
            Mention {
                loudness: quality * loud.of_match(lines, &letters, &found),
                listed: listed[line],
                found,
            }
        })
        .collect();
    let mut scores = vec![Score::default(); catalogue.types().len()];
    let asked_for = types_asked_for(catalogue, &mentions);
    words(catalogue, &letters, &mentions, asked_for >= 3, &mut scores);
    if asked_for >= 3
        && let Some(letter) = catalogue.index("courrier_administratif")
    {
        scores[letter].points += 8.0;
    }
    shape(catalogue, pages, lines, &mut scores);
    references(catalogue, lines, &mut scores);
    codes_speak(catalogue, codes, &mut scores);
    scores
}

/// How loud a phrase is said, by its place and its size.
struct Loudness {
    median_size: f32,
}

impl Loudness {
    fn of(lines: &[Line<'_>]) -> Self {
        let mut sizes: Vec<f32> = lines.iter().map(Line::size).collect();
        sizes.sort_by(f32::total_cmp);
        Self {
            median_size: sizes.get(sizes.len() / 2).copied().unwrap_or(1.0),
        }
    }

    fn of_match(&self, lines: &[Line<'_>], letters: &Letters, found: &Found) -> f32 {
        let line = &lines[letters.places[found.start].0];
        let line_letters = line.text.bytes().filter(u8::is_ascii_alphanumeric).count();
        let share = (found.end - found.start) as f32 / line_letters.max(1) as f32;
        let on_top = line.page_index == 0 && line.middle() < 0.25;
        let large = line.size() >= 1.5 * self.median_size;
        let alone = share > 0.5;
        match (on_top || large, alone) {
            (true, true) => TITLE,
            (true, false) if large || share > 0.3 => 1.15,
            (false, true) => 1.0,
            _ if share > 0.25 => 0.8,
            _ => 0.55,
        }
    }
}

/// Lines that ask for papers: under « pièces à fournir », or after a bullet in such a list.
fn requested_papers(lines: &[Line<'_>]) -> Vec<bool> {
    const ASKS: [&str; 12] = [
        "PIECES A FOURNIR",
        "PIECES JUSTIFICATIVES",
        "PIECES A JOINDRE",
        "PIECES DEMANDEES",
        "DOCUMENTS A FOURNIR",
        "DOCUMENTS A JOINDRE",
        "DOCUMENTS SUIVANTS",
        "PIECES SUIVANTES",
        "JUSTIFICATIFS SUIVANTS",
        "VEUILLEZ FOURNIR",
        "NOUS FAIRE PARVENIR",
        "LISTE DES PIECES",
    ];
    let mut below = 0;
    lines
        .iter()
        .map(|line| {
            if ASKS.iter().any(|ask| line.text.contains(ask)) {
                below = 16;
                return true;
            }
            below = i32::max(0, below - 1);
            below > 0
                || line
                    .text
                    .starts_with(['-', '•', '*', '·', '□', '☐', '▪', '●'])
        })
        .collect()
}

fn types_asked_for(catalogue: &Catalogue, mentions: &[Mention]) -> usize {
    let mut types: Vec<usize> = mentions
        .iter()
        .filter(|mention| mention.listed)
        .flat_map(|mention| &catalogue.matcher.phrase(&mention.found).uses)
        .filter(|(_, usage)| *usage == Use::Strong)
        .map(|(index, _)| *index)
        .collect();
    types.sort_unstable();
    types.dedup();
    types.len()
}

fn words(
    catalogue: &Catalogue,
    letters: &Letters,
    mentions: &[Mention],
    is_list: bool,
    scores: &mut [Score],
) {
    let matcher = &catalogue.matcher;
    let mut strong: Vec<Vec<(f32, usize)>> = vec![Vec::new(); scores.len()];
    let mut medium = strong.clone();
    let mut required = vec![false; scores.len()];
    let mut negative = vec![0.0_f32; scores.len()];
    let mut seen: Vec<(usize, usize, Use)> = Vec::new();
    for (at, mention) in mentions.iter().enumerate() {
        let phrase = matcher.phrase(&mention.found);
        let rarity = 1.0 / (phrase.speaks_for.max(1) as f32).sqrt();
        let length = match phrase.letters.len() {
            0..=2 => 0.15,
            3 => 0.5,
            4..=5 => 0.75,
            6..=8 => 0.9,
            _ => 1.0,
        };
        for (index, usage) in &phrase.uses {
            match usage {
                Use::Required => required[*index] = true,
                _ if is_list && mention.listed => {}
                Use::Strong if !is_part_of_other(catalogue, mentions, at, *index) => {
                    strong[*index].push((STRONG * mention.loudness * length, at));
                }
                Use::Medium => medium[*index].push((
                    MEDIUM * mention.loudness.clamp(0.8, 1.0) * rarity * length,
                    at,
                )),
                Use::Negative if !seen.contains(&(mention.found.phrase, *index, Use::Negative)) => {
                    seen.push((mention.found.phrase, *index, Use::Negative));
                    negative[*index] += NEGATIVE * mention.loudness.min(1.0) * length;
                }
                _ => {}
            }
        }
    }
    for (index, card) in catalogue.types().iter().enumerate() {
        if !card.keywords.require_any.is_empty() && !required[index] {
            continue;
        }
        let score = &mut scores[index];
        // A second title adds half as much, a third a quarter: they often repeat one another.
        for (nth, (weight, at)) in once_each(&mut strong[index], mentions)
            .into_iter()
            .enumerate()
        {
            score.add(
                weight / f32::from(1_u16 << nth.min(8)),
                &mentions[at],
                letters,
                &matcher.phrase(&mentions[at].found).text,
            );
        }
        for (weight, at) in once_each(&mut medium[index], mentions)
            .into_iter()
            .take(MEDIUMS_MAX)
        {
            score.add(
                weight,
                &mentions[at],
                letters,
                &matcher.phrase(&mentions[at].found).text,
            );
        }
        score.points -= negative[index].min(2.0 * NEGATIVE);
        // Polite formulas are on every letter: they only count when nothing else speaks.
        if card.slug == "courrier_administratif" {
            score.points *= 0.7;
        }
    }
}

/// Each phrase once, where it weighs most; heaviest first.
fn once_each(weighed: &mut [(f32, usize)], mentions: &[Mention]) -> Vec<(f32, usize)> {
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut seen = Vec::new();
    weighed
        .iter()
        .filter(|(_, at)| {
            let phrase = mentions[*at].found.phrase;
            let is_new = !seen.contains(&phrase);
            seen.push(phrase);
            is_new
        })
        .copied()
        .collect()
}

/// « Avis de situation » inside « avis de situation déclarative » speaks for the longer title's type only;
/// « passeport » inside « numéro de passeport » for none.
fn is_part_of_other(catalogue: &Catalogue, mentions: &[Mention], at: usize, index: usize) -> bool {
    let inner = &mentions[at].found;
    let length = inner.end - inner.start;
    mentions.iter().any(|other| {
        let outer = &other.found;
        let contains = outer.start <= inner.start
            && inner.end <= outer.end
            && outer.end - outer.start > length + 1;
        contains && {
            let uses = &catalogue.matcher.phrase(outer).uses;
            let speaks_for_other = uses
                .iter()
                .any(|(other, usage)| *other != index && *usage == Use::Strong)
                && !uses
                    .iter()
                    .any(|(other, usage)| *other == index && *usage == Use::Strong);
            let against = uses
                .iter()
                .any(|(other, usage)| *other == index && *usage == Use::Negative);
            speaks_for_other || against
        }
    })
}

impl Score {
    fn add(&mut self, weight: f32, mention: &Mention, letters: &Letters, phrase: &str) {
        self.points += weight;
        let (line, start) = letters.places[mention.found.start];
        let (last_line, end) = letters.places[mention.found.end - 1];
        // A title on two lines is shown by its first one.
        let end = if last_line == line {
            end + 1
        } else {
            usize::MAX
        };
        self.reasons.push((
            weight,
            Reason::Words {
                line,
                start,
                end,
                phrase: phrase.to_owned(),
            },
        ));
    }
}

/// A card is small and holds few words.
fn shape(catalogue: &Catalogue, pages: &[Page], lines: &[Line<'_>], scores: &mut [Score]) {
    let words: usize = lines.iter().map(|line| line.tokens().count()).sum();
    let is_card_shaped = pages.iter().all(|page| {
        let (width, height) = (page.region.width(), page.region.height());
        let ratio = width.max(height) / width.min(height).max(1.0);
        (1.3..1.75).contains(&ratio) && words <= CARD_WORDS_MAX && width > height
    });
    for (index, card) in catalogue.types().iter().enumerate() {
        let is_card = card.layout.size.contains("ID-1")
            || card.layout.size.contains("carte")
            || card.slug.starts_with("carte_");
        if is_card && words > 2 * CARD_WORDS_MAX {
            scores[index].points -= 4.0;
        } else if is_card && is_card_shaped && scores[index].points > 0.0 {
            scores[index].points += 1.0;
        }
    }
}

/// A reference whose key agrees is never there by chance.
fn references(catalogue: &Catalogue, lines: &[Line<'_>], scores: &mut [Score]) {
    let has_iban = lines.iter().any(|line| iban_in(&line.text));
    for (index, card) in catalogue.types().iter().enumerate() {
        let names_iban = card.refs.iter().any(|rule| rule.name == "iban");
        if names_iban && has_iban && scores[index].points > 0.0 {
            scores[index].points += VALID_REF;
        }
    }
}

fn iban_in(text: &str) -> bool {
    let compact = numbers::compact(text);
    compact
        .match_indices("FR")
        .any(|(at, _)| compact.get(at..at + 27).is_some_and(numbers::iban_is_valid))
}

fn codes_speak(catalogue: &Catalogue, codes: &[Code], scores: &mut [Score]) {
    for (nth, code) in codes.iter().enumerate() {
        let named: Vec<usize> = match identity_title(code) {
            Some(slug) => catalogue.index(slug).into_iter().collect(),
            None => catalogue
                .types()
                .iter()
                .enumerate()
                .filter(|(_, card)| card.codes.iter().any(|pattern| code.is(pattern)))
                .map(|(index, _)| index)
                .collect(),
        };
        // One code may stand on several types: the words then tell which.
        let weight = if named.len() == 1 { CODE } else { 2.0 * STRONG };
        for index in &named {
            scores[*index].points += weight;
            scores[*index].reasons.push((weight, Reason::Code(nth)));
        }
        if named.is_empty()
            && let Some(index) = damaged_mrz(code).and_then(|slug| catalogue.index(slug))
        {
            scores[index].points += STRONG * TITLE;
            scores[index].reasons.push((STRONG, Reason::Code(nth)));
        }
    }
}

/// The code of an identity title says which one it is (identifier 65).
fn identity_title(code: &Code) -> Option<&'static str> {
    let Content::TwoDDoc(doc) = &code.content else {
        return None;
    };
    match doc.get("65")?.trim() {
        "ID" if doc.document_type == "07" => Some("carte_identite"),
        "P" if doc.document_type == "07" => Some("passeport"),
        "IR" if doc.document_type == "07" => Some("titre_sejour"),
        _ => None,
    }
}

/// Lines whose check digits do not agree still show what kind of paper they stand on.
fn damaged_mrz(code: &Code) -> Option<&'static str> {
    if code.checked.check != CodeCheck::Failed || !code.checked.kind.starts_with("mrz") {
        return None;
    }
    let start: String = code
        .checked
        .text
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(5)
        .collect();
    match start.as_str() {
        "IDFRA" | "1DFRA" | "lDFRA" => Some("carte_identite"),
        "IRFRA" | "1RFRA" => Some("titre_sejour"),
        "D1FRA" | "DIFRA" => Some("permis_conduire"),
        "CRFRA" => Some("carte_grise"),
        "V<FRA" => Some("visa_long_sejour"),
        start if start.starts_with("P<") => Some("passeport"),
        _ => None,
    }
}

/// The six reasons that weigh most.
pub(super) fn evidence(score: &Score, lines: &[Line<'_>], codes: &[Code]) -> Vec<Evidence> {
    let mut reasons = score.reasons.clone();
    reasons.sort_by(|a, b| b.0.total_cmp(&a.0));
    reasons
        .iter()
        .take(6)
        .map(|(_, reason)| match reason {
            Reason::Words {
                line,
                start,
                end,
                phrase,
            } => lines[*line].evidence(*start, *end, format!("keyword:{phrase}")),
            Reason::Code(index) => codes[*index].checked.evidence.clone(),
        })
        .collect()
}
