//! Which sorted paper shows which printed one.

use std::path::Path;

use serde_json::Value;
use specimens::{PaperTruth, PhotoTruth};

use super::{bag::Bag, sorted::Sorted};
use crate::eval::truth::{list, text};

/// Each printed side with the sorted paper that shows it, if any.
pub(super) struct Matched<'b> {
    pub(super) sides: Vec<(&'b PhotoTruth, &'b PaperTruth, Option<&'b Value>)>,
    pub(super) sorted: &'b Sorted,
}

/// Two regions that overlap by less are two papers. Low, because a right type with a poor outline
/// is still a right type; outlines have a measure of their own.
const OVERLAP_MIN: f32 = 0.3;

impl<'b> Matched<'b> {
    pub(super) fn new(bag: &'b Bag, sorted: &'b Sorted) -> Self {
        let sides = bag
            .sides()
            .map(|(photo, paper)| {
                let found = sorted
                    .papers
                    .iter()
                    .flat_map(|found| list(found, "pages").iter().map(move |page| (found, page)))
                    .filter(|(_, page)| same_file(text(page, "file"), &photo.file))
                    .map(|(found, page)| (found, overlap(photo, paper, page)))
                    .filter(|(_, overlap)| *overlap >= OVERLAP_MIN)
                    .max_by(|a, b| a.1.total_cmp(&b.1))
                    .map(|(found, _)| found);
                (photo, paper, found)
            })
            .collect();
        Self { sides, sorted }
    }
}

fn same_file(found: &str, printed: &str) -> bool {
    Path::new(found).file_name() == Path::new(printed).file_name()
}

/// Intersection over union of the upright boxes around both; for a PDF, whether it is the page.
fn overlap(photo: &PhotoTruth, paper: &PaperTruth, page: &Value) -> f32 {
    let printed = bounds(paper.region.iter().copied());
    if printed[2] <= printed[0] {
        let sheet = page.get("page").and_then(Value::as_u64).unwrap_or(0);
        let same = photo.papers.len() == 1 || u64::from(paper.page) == sheet + 1;
        return f32::from(u8::from(same));
    }
    let corners = list(page, "region").iter().filter_map(|corner| {
        let x = corner.get(0)?.as_f64()? as f32;
        Some([x, corner.get(1)?.as_f64()? as f32])
    });
    let found = bounds(corners);
    let side = |low: f32, high: f32| (high - low).max(0.0);
    let area = |b: [f32; 4]| side(b[0], b[2]) * side(b[1], b[3]);
    let common = [
        printed[0].max(found[0]),
        printed[1].max(found[1]),
        printed[2].min(found[2]),
        printed[3].min(found[3]),
    ];
    area(common) / (area(printed) + area(found) - area(common)).max(1.0)
}

/// Left, top, right, bottom.
fn bounds(corners: impl Iterator<Item = [f32; 2]>) -> [f32; 4] {
    corners.fold(
        [f32::MAX, f32::MAX, f32::MIN, f32::MIN],
        |[left, top, right, bottom], [x, y]| [left.min(x), top.min(y), right.max(x), bottom.max(y)],
    )
}
