//! Pages of one paper, and papers photographed again.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use serde_json::Value;
use specimens::PaperTruth;

use super::{bag::Bag, matched::Matched, percent};
use crate::eval::{cost::Cost, truth::text};

/// Pairs of sides that belong together, and twins.
pub(super) fn row(severity: &str, bag: &Bag, matched: &Matched<'_>, cost: Cost) -> Vec<String> {
    // A side photographed twice is one side in the truth, and in one of two groups: with whichever picture its paper lies.
    let groups = |side: &PaperTruth| -> HashSet<u64> {
        let same = matched
            .sides
            .iter()
            .filter(|(_, paper, _)| paper.paper == side.paper && paper.page == side.page);
        same.filter_map(|(_, _, found)| (*found)?.get("paper")?.as_u64())
            .collect()
    };
    let sides: Vec<(&PaperTruth, HashSet<u64>)> = matched
        .sides
        .iter()
        .filter(|(photo, _, _)| photo.duplicate_of.is_none())
        .map(|(_, paper, _)| (*paper, groups(paper)))
        .collect();
    let (mut together, mut joined, mut both) = (0, 0, 0);
    for (i, (paper, groups)) in sides.iter().enumerate() {
        for (other, other_groups) in sides.iter().skip(i + 1) {
            let truly = paper.paper == other.paper;
            let said = !groups.is_disjoint(other_groups);
            together += usize::from(truly);
            joined += usize::from(said);
            both += usize::from(truly && said);
        }
    }
    let (twins, twins_found, twins_false) = twins(bag, matched);
    vec![
        severity.to_owned(),
        together.to_string(),
        percent(both, joined),
        percent(both, together),
        twins.to_string(),
        twins_found.to_string(),
        twins_false.to_string(),
        format!("{:.2}", cost.cpu_s / bag.photos.len().max(1) as f64),
    ]
}

/// Photos that show a paper again: how many there are, were said to be, and were wrongly said to be.
fn twins(bag: &Bag, matched: &Matched<'_>) -> (usize, usize, usize) {
    let papers_of: HashMap<&str, Vec<&str>> = bag
        .photos
        .iter()
        .map(|photo| {
            let papers = photo
                .papers
                .iter()
                .map(|paper| paper.paper.as_str())
                .collect();
            (photo.file.as_str(), papers)
        })
        .collect();
    let is_copy =
        |found: &Value| found.pointer("/place/kind").and_then(Value::as_str) == Some("duplicate");
    let repeated: HashSet<&str> = bag
        .photos
        .iter()
        .filter(|photo| photo.duplicate_of.is_some())
        .flat_map(|photo| {
            papers_of
                .get(photo.file.as_str())
                .into_iter()
                .flatten()
                .copied()
        })
        .collect();
    let copies: HashSet<(&str, u64)> = matched
        .sides
        .iter()
        .filter_map(|(_, paper, found)| {
            let found = (*found)?;
            is_copy(found).then_some((
                paper.paper.as_str(),
                found.get("paper").and_then(Value::as_u64)?,
            ))
        })
        .collect();
    let exact: HashSet<&str> = matched
        .sorted
        .repeats
        .iter()
        .map(|line| text(line, "file"))
        .filter_map(|file| Path::new(file).file_name()?.to_str())
        .flat_map(|file| papers_of.get(file).into_iter().flatten().copied())
        .collect();
    let found = repeated
        .iter()
        .filter(|paper| exact.contains(**paper) || copies.iter().any(|(copy, _)| copy == *paper))
        .count();
    let false_ones = copies
        .iter()
        .filter(|(paper, _)| !repeated.contains(paper))
        .count();
    (repeated.len(), found, false_ones)
}
