//! How many papers a photo shows, and whether it shows all of them.

use super::scene::Scene;
use crate::{
    OcrError,
    areas::Areas,
    bands::{bands, run_of},
    detect::{Detector, Window},
    outline::filled,
    paper_net::PaperMaps,
    pieces::{NOBODY, beside, pieces, without_rim},
    sheets,
};

/// Longer side of the photo as text is looked for in it, to tell two papers from one with a crease: what a
/// line is can be seen, not what it says.
const GLANCE_SIDE: u32 = 800;
/// A pixel of the maps may be paper above the first, and surely is above the second: a pale table is half believed
/// to be, and leaves the photo on all sides.
const PAPER: f32 = 0.6;
const SURE: f32 = 0.8;
/// Pieces smaller than this share of the largest say nothing about the border: a patch of the table.
const LARGE: f32 = 0.3;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Heap {
    /// At least one, by the rules of the reading.
    pub papers: usize,
    pub pieces: Pieces,
    /// For each side of the photo (top, right, bottom, left) how much of it shows paper, in [0, 1].
    pub border: [f32; 4],
}

/// What the papers fall into at first: sheets, and parts of creased ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pieces {
    /// Share of its smallest convex outline that a piece fills, the least of all: a sheet fills it.
    pub least_full: f32,
    /// The clearest edge between two that touch, in [0, 1].
    pub edge: f32,
}

impl Heap {
    /// The line detector is asked only where the papers fall into several pieces: it costs as much as all else together.
    pub(crate) fn look(scene: &Scene<'_>, detector: &mut Detector) -> Result<Self, OcrError> {
        let size = scene.flat.dimensions();
        let mut areas = Areas::find(&scene.papers, size);
        let pieces = Pieces::of(&areas);
        if areas.count() > 1 {
            let whole = Window::whole(size);
            let mut map = detector.look(&scene.flat, whole, GLANCE_SIDE)?;
            if run_of(&map).upright {
                map = detector.look(&scene.flat, whole.turned(), GLANCE_SIDE)?;
            }
            let seen = bands(&map);
            if !seen.is_empty() {
                sheets::settle(&mut areas, &seen, &scene.light);
            }
        }
        Ok(Self {
            papers: areas.count(),
            pieces,
            border: border(&scene.papers),
        })
    }

    /// A scan is one paper, with nothing beside it.
    pub(crate) const SCAN: Self = Self {
        papers: 1,
        pieces: Pieces::ONE,
        border: [1.0; 4],
    };

    /// A paper takes more than a speck of some side, and is not all that the photo shows: a scan has no edges to see.
    pub(crate) fn is_cut(&self, least: f32) -> bool {
        /// A side that shows so much paper shows nothing else.
        const WHOLE: f32 = 0.8;
        self.border.iter().any(|&share| share > least)
            && !self.border.iter().all(|&share| share > WHOLE)
    }
}

impl Pieces {
    pub(crate) const ONE: Self = Self {
        least_full: 1.0,
        edge: 0.0,
    };

    fn of(areas: &Areas) -> Self {
        let all = 0..areas.count();
        let own = all.map(|area| filled(areas.surface(area), areas.rim(area)));
        let edges = areas.touching().into_iter().map(|(_, edge)| edge);
        Self {
            least_full: own.fold(1.0, f32::min),
            edge: edges.fold(0.0, f32::max),
        }
    }
}

/// How much of each side of the photo shows the large papers.
fn border(maps: &PaperMaps) -> [f32; 4] {
    let (width, height) = (maps.width, maps.height);
    let on: Vec<bool> = maps.paper.iter().map(|&paper| paper > PAPER).collect();
    let owner = pieces(&without_rim(&on, width), width);
    let mut sizes = [0_usize; 256];
    for &owner in owner.iter().filter(|&&owner| owner != NOBODY) {
        sizes[usize::from(owner)] += 1;
    }
    let largest = sizes[0];
    // What is inside by a pixel still stands for what is at the border.
    let is_large = |pixel: usize| {
        std::iter::once(pixel)
            .chain(beside(pixel, width, owner.len()))
            .any(|pixel| {
                let size = sizes[usize::from(owner[pixel])];
                owner[pixel] != NOBODY && size as f32 > LARGE * largest as f32
            })
    };
    let shows = |column: usize, row: usize| {
        let pixel = row * width + column;
        maps.paper[pixel] > SURE && is_large(pixel)
    };
    let across = |rows: [usize; 2]| {
        let both = |&column: &usize| rows.iter().all(|&row| shows(column, row));
        (0..width).filter(both).count() as f32 / width as f32
    };
    let down = |columns: [usize; 2]| {
        let both = |&row: &usize| columns.iter().all(|&column| shows(column, row));
        (0..height).filter(both).count() as f32 / height as f32
    };
    [
        across([0, 1]),
        down([width - 1, width - 2]),
        across([height - 1, height - 2]),
        down([0, 1]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_cut_where_it_takes_a_side_and_not_when_it_fills_the_photo() {
        for (border, cut) in [
            ([0.0, 0.0, 0.0, 0.0], false),
            ([0.0, 0.01, 0.0, 0.0], false),
            ([0.7, 0.0, 0.0, 0.0], true),
            ([0.0, 0.2, 1.0, 0.2], true),
            ([1.0, 1.0, 1.0, 1.0], false),
            ([0.9, 1.0, 0.85, 1.0], false),
            ([1.0, 1.0, 1.0, 0.0], true),
        ] {
            let heap = Heap {
                papers: 1,
                pieces: Pieces::ONE,
                border,
            };
            assert_eq!(heap.is_cut(0.05), cut, "{border:?}");
        }
    }

    #[test]
    fn the_border_is_that_of_the_large_papers() {
        let rows = [
            "..........",
            "#####.....",
            "#####.....",
            "#####.....",
            "#####.....",
            "..........",
            "........##",
            "........##",
        ];
        let taken = border(&PaperMaps::drawn(&rows));
        for (share, expected) in taken.into_iter().zip([0.0, 0.0, 0.0, 0.5]) {
            assert!((share - expected).abs() < 0.05, "{taken:?}");
        }
    }
}
