//! Pages photographed apart that no number or reference joins alone: several weak signs together, and no other
//! page that fits as well.

use crate::Catalogue;

use super::{clashes, cues::Cues};

/// Points that a page needs to be taken for the rest of another. One sign alone never has them.
const JOIN_MIN: u8 = 8;
/// How much better than with the next paper.
const LEAD_MIN: u8 = 2;

/// Joins as `(strength, a, b)` with `a < b`, below those of `join`.
pub(super) fn joins(catalogue: &Catalogue, cues: &[Cues]) -> Vec<(u8, usize, usize)> {
    let mut joins = Vec::new();
    for (at, rest) in cues.iter().enumerate() {
        let mut fits: Vec<(u8, usize)> = (0..cues.len())
            .filter(|head| *head != at && !clashes(&cues[*head], rest))
            .map(|head| (points(catalogue, &cues[head], rest), head))
            .collect();
        fits.sort_by(|a, b| b.cmp(a));
        let second = fits.get(1).map_or(0, |(points, _)| *points);
        if let Some((points, head)) = fits.first()
            && *points >= JOIN_MIN
            && *points >= second + LEAD_MIN
        {
            joins.push((3, at.min(*head), at.max(*head)));
        }
    }
    joins
}

/// How much speaks for `rest` being a later page of the paper that `head` starts.
fn points(catalogue: &Catalogue, head: &Cues, rest: &Cues) -> u8 {
    let Some(slug) = head.document_type.as_deref() else {
        return 0;
    };
    let later = rest.number.is_some_and(|(number, _)| number > 1);
    let single = catalogue
        .card(&paper::DocumentType::new(slug))
        .layout
        .pages
        .as_str()
        == "1";
    let head_of_cards = head.side.is_some() || rest.side.is_some();
    let head_starts = head.starts_paper();
    if !head_starts || rest.starts_paper() || head_of_cards || (single && !later) {
        return 0;
    }
    // A page that names its holder is the first of another paper whose title was not read.
    let own_head = rest.names_holder() && !head.shares_reference(rest);
    if !later && (head.names_other_title(rest) || own_head) {
        return 0;
    }
    let numbers = match (head.number, rest.number) {
        (Some((1, _)), Some(_)) => 4,
        (None, None) => 0,
        _ => 2,
    };
    let kind = match rest.document_type.as_deref() {
        Some(own) if own == slug => 4,
        _ => match rest.candidates.iter().position(|other| other == slug) {
            Some(0) if rest.document_type.is_none() => 4,
            Some(_) => 2,
            None => 0,
        },
    };
    let references = if head.shares_reference(rest) {
        6
    } else {
        3 * u8::from(head.nearly_shares_reference(rest))
    };
    let amounts = 2 * u8::try_from(head.shared_amounts(rest).min(2)).unwrap_or(2);
    let person = 2 * u8::from(head.shares_holder(rest));
    numbers + kind + references + amounts + person + 2 * u8::from(head.shares_date(rest))
}
