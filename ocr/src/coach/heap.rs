//! How many papers a photo shows, whether it shows all of them, and lines of text where the magnifying glass is in doubt.

use super::scene::{Scene, part};
use crate::{
    OcrError,
    areas::Areas,
    bands::{Band, bands, run_of},
    detect::{Detector, Window},
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
    /// At least one.
    pub papers: usize,
    /// For each side of the photo (top, right, bottom, left) how much of it shows paper, in [0, 1].
    pub border: [f32; 4],
    /// `None` when nobody looked for any.
    pub lines: Option<Lines>,
}

/// Lines of text, as far as they are seen in a small picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Lines {
    pub count: usize,
    /// Usual height from tall letters to hanging ones, in pixels of the photo; 0 without a line.
    pub height: f32,
}

impl Heap {
    /// The line detector is asked only where the papers fall into several pieces, or when lines are `wanted`: it costs as
    /// much as all else together.
    pub(crate) fn look(
        scene: &Scene<'_>,
        detector: &mut Detector,
        wanted: bool,
    ) -> Result<Self, OcrError> {
        let size = scene.flat.dimensions();
        let mut areas = Areas::find(&scene.papers, size);
        let mut lines = None;
        if wanted || areas.count() > 1 {
            let whole = Window::whole(size);
            let mut map = detector.look(&scene.flat, whole, GLANCE_SIDE)?;
            if run_of(&map).upright {
                map = detector.look(&scene.flat, whole.turned(), GLANCE_SIDE)?;
            }
            let seen = bands(&map);
            if !seen.is_empty() && areas.count() > 1 {
                sheets::settle(&mut areas, &seen, &scene.light);
            }
            lines = Some(Lines::of(&seen, scene));
        }
        Ok(Self {
            papers: areas.count(),
            border: border(&scene.papers),
            lines,
        })
    }

    /// A scan is one paper, with nothing beside it.
    pub(crate) fn as_scan(self) -> Self {
        Self {
            papers: 1,
            border: [1.0; 4],
            ..self
        }
    }

    /// A paper takes more than a speck of some side, and is not all that the photo shows: a scan has no edges to see.
    pub(crate) fn is_cut(&self, least: f32) -> bool {
        /// A side that shows so much paper shows nothing else.
        const WHOLE: f32 = 0.8;
        self.border.iter().any(|&share| share > least)
            && !self.border.iter().all(|&share| share > WHOLE)
    }
}

impl Lines {
    fn of(bands: &[Band], scene: &Scene<'_>) -> Self {
        let scale = scene.photo.width() as f32 / scene.flat.width() as f32;
        let mut heights: Vec<f32> = bands.iter().map(|band| band.height * scale).collect();
        Self {
            count: bands.len(),
            height: part(&mut heights, 0.5).unwrap_or(0.0),
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
                border,
                lines: None,
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
