//! What the recognisers are shown: for teaching them, and for looking at.

use image::GrayImage;
use paper::Point;

use crate::{
    OcrError, Reader, decode,
    detect::TextMap,
    flatten::{Background, grey_of},
    strips::Strip,
};

/// A line as the recognisers see it.
pub struct SeenLine(Strip);

impl SeenLine {
    /// Straight, evenly lit, 48 rows high, read from left to right.
    #[must_use]
    pub fn image(&self) -> &GrayImage {
        &self.0.image
    }

    /// Column and row of a point of the photo. Beside the line, rows go on below 0 and above 48; before and
    /// behind it, so do columns.
    #[must_use]
    pub fn place(&self, point: Point) -> (f32, f32) {
        self.0.place(point)
    }
}

/// A paper as the line detector sees it, its lines running across.
pub struct SeenPaper(TextMap);

impl SeenPaper {
    /// Columns, rows, and the brightness of each pixel, row by row.
    #[must_use]
    pub fn picture(&self) -> (usize, usize, &[u8]) {
        (self.0.width, self.0.height, &self.0.picture)
    }

    /// Column and row of a point of the photo, also of one beside the picture.
    #[must_use]
    pub fn place(&self, point: Point) -> (f32, f32) {
        let place = self.0.of_photo(point);
        (place.x, place.y)
    }
}

/// The papers of all sheets of a photo, before their lines are looked for.
pub fn see_papers(reader: &mut Reader, bytes: &[u8]) -> Result<Vec<SeenPaper>, OcrError> {
    let mut papers = Vec::new();
    for sheet in decode::open_sheets(&reader.pdfium, bytes)? {
        let sheet = sheet?;
        let areas = reader.eyes.find_papers(&sheet.image)?;
        let grey = grey_of(&sheet.image);
        let flat = Background::measure(&grey).divide(&grey);
        let maps = reader.eyes.maps(&flat, &areas)?;
        papers.extend(maps.into_iter().map(SeenPaper));
    }
    Ok(papers)
}

/// The lines of all sheets of a photo, unordered, before anyone reads them.
pub fn see_lines(reader: &mut Reader, bytes: &[u8]) -> Result<Vec<SeenLine>, OcrError> {
    let mut lines = Vec::new();
    for sheet in decode::open_sheets(&reader.pdfium, bytes)? {
        let sheet = sheet?;
        let mut areas = reader.eyes.find_papers(&sheet.image)?;
        let grey = grey_of(&sheet.image);
        let light = Background::measure(&grey);
        let flat = light.divide(&grey);
        let strips = reader.eyes.strips(&flat, &light, &mut areas)?;
        lines.extend(strips.into_iter().map(SeenLine));
    }
    Ok(lines)
}
