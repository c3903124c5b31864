//! Tesseract with Debian's French model, one engine reused.

use image::GrayImage;
use paper::Confidence;
use tesseract_rs::{TessPageSegMode, TesseractAPI};

use crate::{
    OcrError,
    recognise::{ReadWord, Recogniser},
    strips::Strip,
};

/// White around a strip: Tesseract takes ink that touches the edge for a frame.
const MARGIN: u32 = 8;
/// Letters of a strip are about as high as those of small print at this resolution.
const STRIP_DPI: i32 = 300;
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

    fn read_strip(&mut self, strip: &Strip) -> Result<Vec<ReadWord>, OcrError> {
        let (columns, rows) = strip.image.dimensions();
        let mut framed =
            GrayImage::from_pixel(columns + 2 * MARGIN, rows + 2 * MARGIN, image::Luma([255]));
        image::imageops::replace(&mut framed, &strip.image, MARGIN.into(), MARGIN.into());
        self.look_at(&framed)?;
        // Through its table: the library's iterators are bound to no lifetime.
        let table = self.engine.get_tsv_text(0).map_err(failed)?;
        Ok(parse_table(&table, columns as f32))
    }

    fn look_at(&self, line: &GrayImage) -> Result<(), OcrError> {
        let (width, height) = (line.width().cast_signed(), line.height().cast_signed());
        self.engine
            .set_page_seg_mode(TessPageSegMode::PSM_SINGLE_LINE)
            .map_err(failed)?;
        self.engine
            .set_image(line.as_raw(), width, height, 1, width)
            .map_err(failed)?;
        self.engine
            .set_source_resolution(STRIP_DPI)
            .map_err(failed)?;
        self.engine.recognize().map_err(failed)
    }
}

/// Tab-separated rows: level, page, block, paragraph, line, word, left, top, width, height, confidence in
/// percent, text. Words are level 5; rows of another shape are passed over. Places become columns of the strip.
fn parse_table(table: &str, columns: f32) -> Vec<ReadWord> {
    let word = |row: &str| {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        let ["5", _, _, _, _, _, left, _, width, _, percent, text] = cells[..] else {
            return None;
        };
        let text: String = text.split_whitespace().collect();
        let left = left.parse::<f32>().ok()? - MARGIN as f32;
        let width: f32 = width.parse().ok()?;
        let percent: f32 = percent.parse().ok()?;
        (!text.is_empty()).then(|| ReadWord {
            text,
            seen: None,
            from: left.clamp(0.0, columns),
            to: (left + width).clamp(0.0, columns),
            confidence: Confidence::new(percent / 100.0),
            // It says no more than that.
            least: percent / 100.0,
            parted: 1.0,
        })
    };
    table.lines().filter_map(word).collect()
}

impl Recogniser for Tesseract {
    fn read(&mut self, strip: &Strip) -> Result<Vec<ReadWord>, OcrError> {
        openmp::one_thread();
        self.read_strip(strip)
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
    fn words_of_a_table_lie_where_the_strip_has_them() {
        let table = "1\t1\t0\t0\t0\t0\t0\t0\t400\t64\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.5\tAvis\n\
                     5\t1\t1\t1\t1\t2\t50\t20\t300\t12\t91\td'impôt\n\
                     5\t1\t1\t1\t1\t3\t90\t20\t30\t12\t95\t \n\
                     5\t1\t1\tnot a table";
        let words = parse_table(table, 200.0);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["Avis", "d'impôt"]);
        assert_eq!((words[0].from, words[0].to), (2.0, 32.0));
        assert_eq!((words[1].from, words[1].to), (42.0, 200.0));
        assert!((words[0].confidence.value() - 0.965).abs() < 1e-6);
    }
}
