use image::RgbImage;
use paper::{Doubt, Point, Refusal};
use pdfium_render::prelude::*;

use super::{contained, pdf_text, pdf_text::OwnText};
use crate::{
    limits::{PAGES_MAX, RENDER_DPI, RENDER_PIXELS_MAX, SIDE_MIN},
    sheet::Sheet,
};

/// Points per inch, in a PDF.
const POINTS: f32 = 72.0;

/// The pages of a PDF, rendered, with their own text where it can be trusted.
pub(super) fn open<'a>(
    pdfium: &'a Pdfium,
    bytes: &'a [u8],
) -> Result<impl Iterator<Item = Result<Sheet, Refusal>> + use<'a>, Refusal> {
    let document = pdfium
        .load_pdf_from_byte_slice(bytes, None)
        .map_err(|error| refusal(&error))?;
    let pages = usize::try_from(document.pages().len()).unwrap_or(0);
    match pages {
        0 => Err(Refusal::Broken),
        1..=PAGES_MAX => {
            Ok((0..pages).map(move |index| contained(|| decode_page(&document, index))))
        }
        _ => Err(Refusal::TooManyPages),
    }
}

fn decode_page(document: &PdfDocument, index: usize) -> Result<Sheet, Refusal> {
    let page = document
        .pages()
        .get(PdfPageIndex::try_from(index).map_err(|_| Refusal::TooManyPages)?)
        .map_err(|error| refusal(&error))?;
    let (width, height) = (page.width().value, page.height().value);
    if !(width > 0.0 && height > 0.0) {
        return Err(Refusal::Broken);
    }

    let picture = largest_picture(&page);
    let scale = scale(width, height, picture.as_ref());
    if (width * scale).min(height * scale) < SIDE_MIN as f32 {
        return Err(Refusal::NothingReadable);
    }
    let config = PdfRenderConfig::new().scale_page_by_factor(scale);
    let image = page
        .render_with_config(&config)
        .and_then(|bitmap| bitmap.as_image())
        .map_err(|error| refusal(&error))?
        .into_rgb8();

    let placement = Placement::of(&page, &config).ok_or(Refusal::Broken)?;
    let (digital, doubts) = match pdf_text::read(&page, &placement, &image) {
        OwnText::Sound(lines) => (Some(lines), Vec::new()),
        OwnText::Garbled if picture.is_none() => (None, vec![Doubt::GarbledText]),
        // The text under a scan is another machine's reading of it: nothing that was printed is contradicted.
        OwnText::Garbled | OwnText::Absent => (None, Vec::new()),
    };
    Ok(Sheet {
        index: index as u32,
        flat: is_flat(picture.as_ref(), &image),
        image,
        digital,
        doubts,
    })
}

/// A picture that makes up the page: a scan or a photo, wrapped.
struct Picture {
    /// Its own resolution as it lies on the page.
    dpi: f32,
}

fn largest_picture(page: &PdfPage) -> Option<Picture> {
    /// Of the page; scanners and phones leave margins, letterheads cover less.
    const COVER_MIN: f32 = 0.6;
    let page_area = page.width().value * page.height().value;
    page.objects()
        .iter()
        .filter_map(|object| {
            let object = object.as_image_object()?;
            let bounds = object.bounds().ok()?;
            let (width, height) = (bounds.width().value, bounds.height().value);
            let (columns, rows) = (object.width().ok()? as f32, object.height().ok()? as f32);
            let covers = width * height / page_area;
            // One side may be turned against the other.
            let dpi = (columns * rows / (width * height)).sqrt() * POINTS;
            (covers >= COVER_MIN && dpi.is_finite()).then_some((covers, Picture { dpi }))
        })
        .max_by(|(covers, _), (other, _)| covers.total_cmp(other))
        .map(|(_, picture)| picture)
}

/// Pixels per point: a picture's own resolution, so that it is neither enlarged nor lost.
fn scale(width: f32, height: f32, picture: Option<&Picture>) -> f32 {
    /// Of a wrapped picture: print that lies over it must stay readable, and nothing is gained above.
    const DPI: (f32, f32) = (100.0, 400.0);
    let dpi = picture.map_or(RENDER_DPI, |picture| picture.dpi.clamp(DPI.0, DPI.1));
    let scale = dpi / POINTS;
    let pixels = width * height * scale * scale;
    scale * (RENDER_PIXELS_MAX / pixels).sqrt().min(1.0)
}

fn is_flat(picture: Option<&Picture>, image: &RgbImage) -> bool {
    picture.is_none() || super::pixels::looks_flat(image)
}

/// From points on the page to pixels of its rendering.
pub(super) struct Placement {
    origin: (f32, f32),
    /// Pixels right and down for a point to the right, and for a point up.
    across: (f32, f32),
    up: (f32, f32),
}

impl Placement {
    /// The library answers in whole pixels, so far points are asked.
    fn of(page: &PdfPage, config: &PdfRenderConfig) -> Option<Self> {
        const FAR: f32 = 10_000.0;
        let at = |x, y| {
            page.points_to_pixels(PdfPoints::new(x), PdfPoints::new(y), config)
                .ok()
                .map(|(x, y)| (x as f32, y as f32))
        };
        let (origin, across, up) = (at(0.0, 0.0)?, at(FAR, 0.0)?, at(0.0, FAR)?);
        let step = |to: (f32, f32)| ((to.0 - origin.0) / FAR, (to.1 - origin.1) / FAR);
        Some(Self {
            origin,
            across: step(across),
            up: step(up),
        })
    }

    pub(super) fn pixel(&self, x: f32, y: f32) -> Point {
        Point::new(
            self.origin.0 + x * self.across.0 + y * self.up.0,
            self.origin.1 + x * self.across.1 + y * self.up.1,
        )
    }
}

fn refusal(error: &PdfiumError) -> Refusal {
    match error {
        PdfiumError::PdfiumLibraryInternalError(
            PdfiumInternalError::PasswordError | PdfiumInternalError::SecurityError,
        ) => Refusal::Locked,
        _ => Refusal::Broken,
    }
}
