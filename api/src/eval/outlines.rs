//! Papers found in a photo: outlines, against where the papers lie.

use std::path::Path;

use serde_json::Value;
use specimens::{PhotoKind, PhotoTruth};

use super::{
    report::Table,
    truth::{list, text},
};

/// A paper is found when its outline shares this much with what is claimed, of all that both cover.
const OVERLAP_MIN: f64 = 0.8;

type Corner = [f64; 2];

/// Papers printed, claimed and found.
#[derive(Default)]
struct Count {
    photos: usize,
    printed: usize,
    claimed: usize,
    found: usize,
}

pub(crate) fn table() -> Table {
    Table::new(
        "Papers found, fresh specimens",
        &[
            "severity",
            "photos",
            "papers",
            "claimed",
            "found",
            "precision",
            "recall",
            "F1",
        ],
    )
}

/// Two rows: photos of one paper, and photos of several. Scans, PDFs and copies are left out.
pub(crate) fn rows(severity: &str, photos: &[PhotoTruth], papers: &[Value]) -> Vec<Vec<String>> {
    let (mut alone, mut together) = (Count::default(), Count::default());
    for photo in photos {
        // A copy folds behind the paper that it repeats, and its outline is not given.
        if photo.kind != PhotoKind::Photo || photo.duplicate_of.is_some() {
            continue;
        }
        let count = if photo.papers.len() == 1 {
            &mut alone
        } else {
            &mut together
        };
        count.add(photo, &claimed(photo, papers));
    }
    vec![
        alone.row(&format!("{severity}, one paper")),
        together.row(&format!("{severity}, several")),
    ]
}

impl Count {
    fn add(&mut self, photo: &PhotoTruth, claimed: &[Vec<Corner>]) {
        let (width, height) = (f64::from(photo.size.0), f64::from(photo.size.1));
        let frame = vec![[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]];
        let mut free: Vec<&Vec<Corner>> = claimed.iter().collect();
        self.photos += 1;
        self.printed += photo.papers.len();
        self.claimed += claimed.len();
        for paper in &photo.papers {
            // What lies outside of the photo cannot be outlined.
            let printed = common(&paper.region.map(|corner| corner.map(f64::from)), &frame);
            let best = (0..free.len())
                .map(|index| (overlap(&printed, free[index]), index))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, index)) = best.filter(|(overlap, _)| *overlap >= OVERLAP_MIN) {
                free.remove(index);
                self.found += 1;
            }
        }
    }

    fn row(&self, name: &str) -> Vec<String> {
        let share = |part: usize, whole: usize| format!("{:.3}", part as f64 / whole.max(1) as f64);
        vec![
            name.to_owned(),
            self.photos.to_string(),
            self.printed.to_string(),
            self.claimed.to_string(),
            self.found.to_string(),
            share(self.found, self.claimed),
            share(self.found, self.printed),
            share(2 * self.found, self.claimed + self.printed),
        ]
    }
}

/// The outlines that `sesame sort` gives for a photo.
fn claimed(photo: &PhotoTruth, papers: &[Value]) -> Vec<Vec<Corner>> {
    papers
        .iter()
        .flat_map(|paper| list(paper, "pages"))
        .filter(|page| {
            Path::new(text(page, "file")).file_name() == Path::new(&photo.file).file_name()
        })
        .map(|page| {
            let corners = list(page, "region").iter();
            corners
                .filter_map(|corner| Some([corner.get(0)?.as_f64()?, corner.get(1)?.as_f64()?]))
                .collect()
        })
        .collect()
}

/// Intersection over union of two convex polygons that run clockwise in the photo.
fn overlap(one: &[Corner], other: &[Corner]) -> f64 {
    let both = area(&common(one, other));
    both / (area(one) + area(other) - both).max(1.0)
}

fn area(polygon: &[Corner]) -> f64 {
    let next = polygon.iter().cycle().skip(1);
    let twice: f64 = polygon
        .iter()
        .zip(next)
        .map(|(p, q)| p[0] * q[1] - q[0] * p[1])
        .sum();
    twice.abs() / 2.0
}

/// What two convex polygons share: the first, cut along each side of the second (Sutherland and Hodgman).
fn common(one: &[Corner], other: &[Corner]) -> Vec<Corner> {
    let mut rest = one.to_vec();
    for (from, to) in other.iter().zip(other.iter().cycle().skip(1)) {
        let inside = |p: &Corner| {
            (to[0] - from[0]) * (p[1] - from[1]) - (to[1] - from[1]) * (p[0] - from[0])
        };
        let mut kept = Vec::new();
        for (p, q) in rest.iter().zip(rest.iter().cycle().skip(1)) {
            let (here, there) = (inside(p), inside(q));
            if here >= 0.0 {
                kept.push(*p);
            }
            if (here >= 0.0) != (there >= 0.0) {
                let part = here / (here - there);
                kept.push([0, 1].map(|axis| p[axis] + (q[axis] - p[axis]) * part));
            }
        }
        rest = kept;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(left: f64, top: f64, side: f64) -> Vec<Corner> {
        vec![
            [left, top],
            [left + side, top],
            [left + side, top + side],
            [left, top + side],
        ]
    }

    #[test]
    fn overlap_is_what_is_shared_of_all() {
        for (one, other, expected) in [
            (square(0.0, 0.0, 10.0), square(0.0, 0.0, 10.0), 1.0),
            (square(0.0, 0.0, 10.0), square(20.0, 0.0, 10.0), 0.0),
            (square(0.0, 0.0, 10.0), square(5.0, 0.0, 10.0), 1.0 / 3.0),
            (square(0.0, 0.0, 10.0), square(0.0, 0.0, 5.0), 0.25),
        ] {
            assert!(
                (overlap(&one, &other) - expected).abs() < 1e-9,
                "{one:?} {other:?}"
            );
        }
    }

    #[test]
    fn a_paper_counts_once_and_only_when_its_outline_fits() {
        let photo = |regions: &[Vec<Corner>]| PhotoTruth {
            size: (100, 100),
            papers: regions
                .iter()
                .map(|region| specimens::PaperTruth {
                    region: [0, 1, 2, 3].map(|i| region[i].map(|value| value as f32)),
                    ..specimens::PaperTruth::default()
                })
                .collect(),
            ..PhotoTruth::default()
        };
        let two = photo(&[square(0.0, 0.0, 40.0), square(50.0, 0.0, 40.0)]);
        for (claimed, found) in [
            (vec![square(1.0, 0.0, 40.0), square(50.0, 1.0, 40.0)], 2),
            (vec![square(0.0, 0.0, 40.0), square(0.0, 0.0, 41.0)], 1),
            (vec![square(0.0, 0.0, 90.0)], 0),
        ] {
            let mut count = Count::default();
            count.add(&two, &claimed);
            assert_eq!(
                (count.printed, count.claimed, count.found),
                (2, claimed.len(), found)
            );
        }
    }
}
