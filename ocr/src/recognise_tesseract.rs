//! Tesseract with Debian's French model, one engine reused.

use image::GrayImage;
use paper::{Confidence, Quad};
use tesseract_rs::{TessPageSegMode, TesseractAPI};

use crate::{
    OcrError,
    recognise::{ReadWord, Recogniser},
    strips::Strip,
};

/// White around a strip: Tesseract takes ink that touches the edge for a frame.
const MARGIN: u32 = 8;
/// Where Debian puts the models, first, and where a build from source does.
const MODEL_FOLDERS: [&str; 2] = ["/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata"];

pub(crate) struct Tesseract {
    engine: TesseractAPI,
}

impl Tesseract {
    pub(crate) fn open() -> Result<Self, OcrError> {
        openmp::one_thread();
        let folder = MODEL_FOLDERS
            .iter()
            .find(|folder| {
                std::path::Path::new(folder)
                    .join("fra.traineddata")
                    .exists()
            })
            .ok_or_else(|| OcrError::EngineFailed("no French model for Tesseract".to_owned()))?;
        let engine = TesseractAPI::new();
        engine.init(folder, "fra").map_err(failed)?;
        Ok(Self { engine })
    }

    /// The lines of a whole page that lies flat, in Tesseract's order (PSM 3): words with their boxes
    /// in pixels of the page (left, top, right, bottom).
    pub(crate) fn read_page(&mut self, page: &GrayImage) -> Result<Vec<Vec<BoxedWord>>, OcrError> {
        openmp::one_thread();
        self.look_at(page, TessPageSegMode::PSM_AUTO, 200)?;
        self.lines()
    }

    fn read_strip(&mut self, strip: &Strip) -> Result<Vec<ReadWord>, OcrError> {
        let (columns, rows) = strip.image.dimensions();
        let mut framed =
            GrayImage::from_pixel(columns + 2 * MARGIN, rows + 2 * MARGIN, image::Luma([255]));
        image::imageops::replace(&mut framed, &strip.image, MARGIN.into(), MARGIN.into());
        self.look_at(&framed, TessPageSegMode::PSM_SINGLE_LINE, 300)?;
        let words = self.lines()?.into_iter().flatten();
        let margin = MARGIN as f32;
        let columns = columns as f32;
        Ok(words
            .map(|word| ReadWord {
                text: word.text,
                from: (word.left - margin).clamp(0.0, columns),
                to: (word.right - margin).clamp(0.0, columns),
                confidence: word.confidence,
            })
            .collect())
    }

    fn look_at(&self, image: &GrayImage, mode: TessPageSegMode, dpi: i32) -> Result<(), OcrError> {
        let (width, height) = (image.width().cast_signed(), image.height().cast_signed());
        self.engine.set_page_seg_mode(mode).map_err(failed)?;
        self.engine
            .set_image(image.as_raw(), width, height, 1, width)
            .map_err(failed)?;
        self.engine.set_source_resolution(dpi).map_err(failed)?;
        self.engine.recognize().map_err(failed)
    }

    /// What was recognised, through its table: the library's iterators are bound to no lifetime.
    fn lines(&self) -> Result<Vec<Vec<BoxedWord>>, OcrError> {
        Ok(parse_table(&self.engine.get_tsv_text(0).map_err(failed)?))
    }
}

/// Tab-separated rows: level, page, block, paragraph, line, word, left, top, width, height, confidence in
/// percent, text. Words are level 5; rows of another shape are passed over.
fn parse_table(table: &str) -> Vec<Vec<BoxedWord>> {
    let mut lines: Vec<Vec<BoxedWord>> = Vec::new();
    let mut current = None;
    for row in table.lines() {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        let [
            "5",
            page,
            block,
            paragraph,
            line,
            _,
            left,
            top,
            width,
            height,
            percent,
            text,
        ] = cells[..]
        else {
            continue;
        };
        let numbers = [left, top, width, height, percent].map(str::parse::<f32>);
        let [Ok(left), Ok(top), Ok(width), Ok(height), Ok(percent)] = numbers else {
            continue;
        };
        let text: String = text.split_whitespace().collect();
        if text.is_empty() {
            continue;
        }
        let here = [page, block, paragraph, line].map(str::to_owned);
        if current.as_ref() != Some(&here) {
            current = Some(here);
            lines.push(Vec::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push(BoxedWord {
                text,
                left,
                top,
                right: left + width,
                bottom: top + height,
                confidence: Confidence::new(percent / 100.0),
            });
        }
    }
    lines
}

impl Recogniser for Tesseract {
    fn read(&mut self, strips: &[Strip]) -> Result<Vec<Vec<ReadWord>>, OcrError> {
        openmp::one_thread();
        strips.iter().map(|strip| self.read_strip(strip)).collect()
    }
}

/// A word with its upright box in pixels.
pub(crate) struct BoxedWord {
    pub text: String,
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
    pub confidence: Confidence,
}

impl BoxedWord {
    pub(crate) fn quad(&self) -> Quad {
        Quad::upright(self.left, self.top, self.right, self.bottom)
    }
}

fn failed(error: impl std::fmt::Display) -> OcrError {
    OcrError::EngineFailed(format!("tesseract: {error}"))
}

/// Debian's Tesseract is built with OpenMP, whose threads spin: without this a page costs four times its
/// CPU. Setting `OMP_THREAD_LIMIT` from inside is too late, since libgomp reads it when it is loaded.
mod openmp {
    #[expect(unsafe_code, reason = "libgomp has no safe binding")]
    mod gomp {
        #[link(name = "gomp")]
        unsafe extern "C" {
            pub(super) safe fn omp_set_max_active_levels(levels: i32);
        }
    }

    /// Holds for the calling thread only: said again before each use.
    pub(super) fn one_thread() {
        gomp::omp_set_max_active_levels(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_grouped_by_their_line() {
        let table = "1\t1\t0\t0\t0\t0\t0\t0\t400\t64\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.5\tAvis\n\
                     5\t1\t1\t1\t1\t2\t50\t20\t30\t12\t91\td'impôt\n\
                     5\t1\t1\t1\t1\t3\t90\t20\t30\t12\t95\t \n\
                     5\t1\t1\t1\t2\t1\t10\t40\t30\t12\t80\t2026\n\
                     5\t1\t1\tnot a table";
        let texts: Vec<Vec<String>> = parse_table(table)
            .into_iter()
            .map(|line| line.into_iter().map(|word| word.text).collect())
            .collect();
        assert_eq!(texts, [vec!["Avis", "d'impôt"], vec!["2026"]]);
        let word = &parse_table(table)[0][0];
        assert_eq!(
            (word.left, word.right, word.top, word.bottom),
            (10.0, 40.0, 20.0, 32.0)
        );
        assert!((word.confidence.value() - 0.965).abs() < 1e-6);
    }
}
