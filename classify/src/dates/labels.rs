//! What is printed before a date, and the role that it gives.

use std::sync::OnceLock;

use paper::DateRole;

use super::patterns::general_labels;
use crate::{TypeCard, catalogue::HintRole, text::normalise};

/// One label, ready to be looked for.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub role: HintRole,
    /// Letters and digits only: readers glue and split words.
    compact: String,
    /// Given by the paper's own type rather than by the general list.
    pub own: bool,
    /// Place in its list: the first labels of a type are the ones to prefer.
    pub rank: usize,
    /// As written in the catalogue, for the evidence.
    pub text: String,
}

/// The labels of a type, before the general ones.
pub(crate) fn labels_of(card: &TypeCard) -> Vec<Label> {
    let own = card.dates.iter().flat_map(|hint| {
        hint.labels.iter().enumerate().map(|(rank, text)| Label {
            rank,
            ..label(hint.role, text, true)
        })
    });
    own.filter(|label| !label.compact.is_empty())
        .chain(general().iter().cloned())
        .collect()
}

fn label(role: HintRole, text: &str, own: bool) -> Label {
    // "du … au" names both ends of a period; its first word is what stands before it.
    let text = text.split('…').next().unwrap_or(text).trim();
    Label {
        role,
        compact: compact(&normalise(text)),
        own,
        rank: 0,
        text: text.to_lowercase(),
    }
}

fn general() -> &'static [Label] {
    static GENERAL: OnceLock<Vec<Label>> = OnceLock::new();
    GENERAL.get_or_init(|| {
        let mut labels: Vec<Label> = Vec::new();
        for (role, texts) in general_labels() {
            let role = match role.as_str() {
                "period" => HintRole::Period,
                "ignore" => HintRole::Ignore,
                other => DateRole::ALL
                    .into_iter()
                    .find(|role| role.slug() == other)
                    .and_then(hint)
                    .expect("the labels we ship are checked by the tests"),
            };
            labels.extend(texts.iter().map(|text| label(role, text, false)));
        }
        labels
    })
}

fn hint(role: DateRole) -> Option<HintRole> {
    Some(match role {
        DateRole::Birth => HintRole::Birth,
        DateRole::Issued => HintRole::Issued,
        DateRole::ValidFrom => HintRole::ValidFrom,
        DateRole::ValidUntil => HintRole::ValidUntil,
        DateRole::Deadline => HintRole::Deadline,
        _ => return None,
    })
}

pub(super) fn compact(normal: &str) -> String {
    normal.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// How far before the end of `before` a label ends, in letters; `None` when it is not there.
/// Short labels (`au`, `4b`) must stand right before the date, as words.
pub(super) fn distance(label: &Label, before: &str, before_compact: &str) -> Option<usize> {
    let wanted = &label.compact;
    if wanted.len() <= 4 {
        let tail = before.trim_end_matches(|c: char| !c.is_alphanumeric());
        let stands = tail.ends_with(wanted.as_str())
            && tail[..tail.len() - wanted.len()]
                .chars()
                .next_back()
                .is_none_or(|c| !c.is_alphanumeric());
        return stands.then_some(0);
    }
    if let Some(at) = before_compact.rfind(wanted.as_str()) {
        return Some(before_compact.len() - at - wanted.len());
    }
    let edits = wanted.len() / 8;
    if edits == 0 || before_compact.len() + edits < wanted.len() {
        return None;
    }
    // One error in eight letters, near the date only.
    let from = before_compact.len().saturating_sub(wanted.len() + 12);
    let window = &before_compact[from..];
    (0..=window.len().saturating_sub(wanted.len()))
        .rev()
        .find_map(|start| {
            let piece = &window[start..(start + wanted.len()).min(window.len())];
            (strsim::osa_distance(piece, wanted) <= edits)
                .then(|| window.len() - start - piece.len())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_found_through_reading_errors() {
        let check = |text: &str, before: &str, expected: Option<usize>| {
            let label = label(HintRole::ValidUntil, text, true);
            assert_eq!(
                distance(&label, before, &compact(before)),
                expected,
                "{text} in {before}"
            );
        };
        check(
            "Carte valable jusqu'au",
            "CARTE VALABLE JUSQU'AU : ",
            Some(0),
        );
        check("Carte valable jusqu'au", "CARTEVALABLEJUSQUAU", Some(0));
        check("Carte valable jusqu'au", "CARTE VA1ABLE JUSGU'AU ", Some(0));
        check(
            "Carte valable jusqu'au",
            "CARTE VALABLE JUSQU'AU DERNIER JOUR ",
            Some(11),
        );
        check("au", "DU 1ER AU ", Some(0));
        check("au", "TABLEAU ", None);
        check("4b", "4B. ", Some(0));
        check("Expiry date", "DELIVRE LE ", None);
    }
}
