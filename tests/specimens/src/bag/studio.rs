//! Papers, and what turns them into sheets for the camera.

use std::path::Path;

use pdfium_render::prelude::{PdfPage, Pdfium};

use super::Printed;
use crate::{
    LineTruth, PaperTruth, SpecimenError, WordTruth, camera::Sheet, papers::Specimen, pdf,
};

pub(crate) struct Studio {
    pub(crate) pdfium: Pdfium,
    pub(crate) papers: Printed,
    /// Of each paper.
    pub(crate) pages: Vec<u32>,
}

/// 300 dpi for a letter; cards have finer print, and lie nearer to the camera.
const LETTER_PIXELS_PER_MM: f32 = 11.8;
const CARD_PIXELS_PER_MM: f32 = 23.6;
const CARD_WIDTH_MM: f32 = 150.0;

impl Studio {
    pub(crate) fn open(runtime: &Path, papers: Printed) -> Result<Self, SpecimenError> {
        let pdfium = pdf::open(runtime)?;
        let pages = papers
            .iter()
            .map(|(_, bytes)| Ok(pdf::document(&pdfium, bytes)?.pages().len() as u32))
            .collect::<Result<_, SpecimenError>>()?;
        Ok(Self {
            pdfium,
            papers,
            pages,
        })
    }

    /// `page` counts from 1.
    pub(crate) fn sheet(&self, paper: usize, page: u32) -> Result<Sheet, SpecimenError> {
        let (specimen, bytes) = &self.papers[paper];
        let document = pdf::document(&self.pdfium, bytes)?;
        let printed = document
            .pages()
            .get(page as i32 - 1)
            .map_err(|error| pdf::wrong(&error))?;
        let size_mm = pdf::size_mm(&printed);
        let density = if size_mm.0 < CARD_WIDTH_MM {
            CARD_PIXELS_PER_MM
        } else {
            LETTER_PIXELS_PER_MM
        };
        Ok(Sheet {
            print: pdf::render(&printed, density)?,
            size_mm,
            stiff: specimen.stiff,
            rounded: specimen.rounded,
            words: pdf::words(&printed)?,
            truth: specimen.page_truth(page, self.pages[paper]),
        })
    }

    /// The pages of a paper as its PDF has them, in points.
    pub(crate) fn pdf_truth(
        &self,
        paper: usize,
    ) -> Result<((u32, u32), Vec<PaperTruth>), SpecimenError> {
        let (specimen, bytes) = &self.papers[paper];
        let document = pdf::document(&self.pdfium, bytes)?;
        let mut size = (0, 0);
        let mut truths = Vec::new();
        for (index, page) in document.pages().iter().enumerate() {
            if index == 0 {
                size = (page.width().value as u32, page.height().value as u32);
            }
            truths.push(flat_truth(
                specimen,
                &page,
                index as u32 + 1,
                self.pages[paper],
            )?);
        }
        Ok((size, truths))
    }
}

/// Truth of a page that no camera has seen; boxes in points from its top left corner.
fn flat_truth(
    specimen: &Specimen,
    page: &PdfPage<'_>,
    number: u32,
    pages: u32,
) -> Result<PaperTruth, SpecimenError> {
    const POINTS_PER_MM: f32 = 72.0 / 25.4;
    let mut truth = specimen.page_truth(number, pages);
    let mut last = None;
    for word in pdf::words(page)? {
        let [left, top, right, bottom] = word.place_mm.map(|mm| mm * POINTS_PER_MM);
        let place = [[left, top], [right, top], [right, bottom], [left, bottom]];
        if last != Some(word.line) {
            truth.lines.push(LineTruth::default());
            last = Some(word.line);
        }
        if let Some(line) = truth.lines.last_mut() {
            line.words.push(WordTruth {
                text: word.text,
                place,
                seen: true,
            });
        }
    }
    Ok(truth)
}
