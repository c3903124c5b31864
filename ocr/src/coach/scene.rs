//! A photo as the coach looks at it: small, with where its papers are.

use image::{GrayImage, RgbImage};

use crate::{
    OcrError,
    coach::flaw_net::{FlawMaps, FlawNet},
    flatten::{Background, grey_of},
    paper_net::{PaperMaps, PaperNet},
    pieces::without_rim,
    small::{SmallPhoto, shrink},
};

/// Longer side of the picture in which print is looked for: a letter x of 20 pixels in a photo of 4000 has 5.
const SIDE: u32 = 1024;
/// A pixel is paper above this.
const PAPER_SURE: f32 = 0.6;
/// Pixels of the maps that the rim of a paper takes: its edge is no print.
const RIM: usize = 3;
/// Papers that take less of the photo than this are not believed to be all: the whole photo is looked at.
const PAPERS_MIN: f32 = 0.012;

pub(crate) struct Scene<'a> {
    pub photo: &'a RgbImage,
    pub small: SmallPhoto,
    pub papers: PaperMaps,
    pub flaws: FlawMaps,
    /// Share of the photo that shows paper, also when that is too little to be believed.
    pub share: f32,
    /// For each pixel of the maps whether it shows paper.
    pub on_paper: Vec<bool>,
    /// The same without the rims.
    pub inside: Vec<bool>,
    /// The light on it, for a picture of the size of `flat`.
    pub light: Background,
    /// Grey in even light, at most so large.
    pub flat: GrayImage,
}

impl<'a> Scene<'a> {
    pub(crate) fn look(
        photo: &'a RgbImage,
        paper_net: &mut PaperNet,
        flaw_net: &mut FlawNet,
    ) -> Result<Self, OcrError> {
        let small = SmallPhoto::of(photo)?;
        let papers = paper_net.look(&small)?;
        let flaws = flaw_net.look(&small, (papers.width, papers.height))?;
        Self::of(photo, small, papers, flaws)
    }

    fn of(
        photo: &'a RgbImage,
        small: SmallPhoto,
        papers: PaperMaps,
        flaws: FlawMaps,
    ) -> Result<Self, OcrError> {
        let (width, height) = photo.dimensions();
        let scale = (SIDE as f32 / width.max(height) as f32).min(1.0);
        let side = |side: u32| ((side as f32 * scale) as u32).max(1);
        let (width, height) = (side(width), side(height));
        let middling = RgbImage::from_raw(
            width,
            height,
            shrink(photo.dimensions(), photo.as_raw(), (width, height))?,
        )
        .ok_or_else(|| OcrError::EngineFailed("a picture of another size".to_owned()))?;
        let grey = grey_of(&middling);
        let light = Background::measure(&grey);
        let flat = light.divide(&grey);

        let mut on_paper: Vec<bool> = papers
            .paper
            .iter()
            .map(|&paper| paper > PAPER_SURE)
            .collect();
        let share = count(&on_paper) as f32 / on_paper.len() as f32;
        if share < PAPERS_MIN {
            on_paper.fill(true);
        }
        let inside = (0..RIM).fold(on_paper.clone(), |inside, _| {
            without_rim(&inside, papers.width)
        });
        Ok(Self {
            photo,
            small,
            papers,
            flaws,
            share,
            on_paper,
            inside,
            light,
            flat,
        })
    }

    /// A photo with papers and flaws where the letters say: `.` table, `#` paper, `s` shadow, `g` glare and `f` finger on
    /// paper, `F` finger beside it.
    #[cfg(test)]
    pub(crate) fn drawn(photo: &'a RgbImage, rows: &[&str]) -> Self {
        let bare: Vec<String> = rows.iter().map(|row| row.replace('F', ".")).collect();
        let bare: Vec<&str> = bare.iter().map(String::as_str).collect();
        let papers = PaperMaps::drawn(&bare);
        let (columns, lines) = (papers.width * 2, papers.height * 2);
        let small = SmallPhoto {
            columns,
            rows: lines,
            pixels: shrink(
                photo.dimensions(),
                photo.as_raw(),
                (columns as u32, lines as u32),
            )
            .unwrap(),
        };
        let flaws = FlawMaps::drawn(rows);
        Self::of(photo, small, papers, flaws).unwrap()
    }

    /// Red, green and blue of a pixel of the maps.
    pub(crate) fn colour(&self, pixel: usize) -> &[u8] {
        // The maps are half as large as what the networks see.
        let (x, y) = (pixel % self.papers.width * 2, pixel / self.papers.width * 2);
        let at = (y * self.small.columns + x) * 3;
        &self.small.pixels[at..at + 3]
    }

    /// Of a pixel of the maps, in [0, 255].
    pub(crate) fn luminance(&self, pixel: usize) -> f32 {
        let weights = [0.299, 0.587, 0.114];
        let channels = self.colour(pixel).iter().zip(weights);
        channels
            .map(|(value, weight)| f32::from(*value) * weight)
            .sum()
    }

    /// Whether papers were seen; else all of the photo counts as one.
    pub(crate) fn is_found(&self) -> bool {
        self.share >= PAPERS_MIN
    }

    /// Whether all of a part of the photo (left, top, right, bottom, in shares of its sides) is inside of papers.
    pub(crate) fn is_inside(&self, [left, top, right, bottom]: [f32; 4]) -> bool {
        let (width, height) = (self.papers.width, self.papers.height);
        let span = |from: f32, to: f32, count: usize| {
            let last = count - 1;
            let pixel = |share: f32| ((share * count as f32) as usize).min(last);
            pixel(from)..=pixel(to)
        };
        span(top, bottom, height)
            .all(|row| span(left, right, width).all(|column| self.inside[row * width + column]))
    }
}

pub(crate) fn count(inside: &[bool]) -> usize {
    inside.iter().filter(|&&inside| inside).count()
}

/// The value below which a share of all lies; `None` of none.
pub(crate) fn part(values: &mut [f32], share: f32) -> Option<f32> {
    let index = (values.len().checked_sub(1)? as f32 * share) as usize;
    Some(*values.select_nth_unstable_by(index, f32::total_cmp).1)
}
