//! Photos of pages that someone else typeset.

use std::path::Path;

use pdfium_render::prelude::Pdfium;

use crate::{
    BagSeverity, DemoPhoto, PaperTruth, PhotoTruth, SpecimenError,
    camera::{Settings, Sheet, photograph},
    pdf,
    rng::Dice,
};

/// 300 dpi.
const PIXELS_PER_MM: f32 = 11.8;

/// One photo of each page of each PDF, named after it. What is known of a page is its words.
pub fn photograph_pdfs(
    runtime: &Path,
    pdfs: Vec<(String, Vec<u8>)>,
    seed: u64,
    severity: BagSeverity,
) -> Result<impl Iterator<Item = Result<DemoPhoto, SpecimenError>> + use<>, SpecimenError> {
    let pdfium = pdf::open(runtime)?;
    Ok(pdfs.into_iter().flat_map(move |(name, bytes)| {
        let photos = pages(&pdfium, &bytes, &name, seed, severity);
        photos.unwrap_or_else(|error| vec![Err(error)])
    }))
}

type Photos = Vec<Result<DemoPhoto, SpecimenError>>;

fn pages(
    pdfium: &Pdfium,
    bytes: &[u8],
    name: &str,
    seed: u64,
    severity: BagSeverity,
) -> Result<Photos, SpecimenError> {
    let document = pdf::document(pdfium, bytes)?;
    let mut photos = Vec::new();
    for (number, page) in document.pages().iter().enumerate() {
        let sheet = Sheet {
            print: pdf::render(&page, PIXELS_PER_MM)?,
            size_mm: pdf::size_mm(&page),
            stiff: false,
            rounded: false,
            words: pdf::words(&page)?,
            truth: PaperTruth::default(),
        };
        let name = format!("{name}-{}", number + 1);
        photos.push(take(&sheet, &name, seed, severity));
    }
    Ok(photos)
}

fn take(
    sheet: &Sheet,
    name: &str,
    seed: u64,
    severity: BagSeverity,
) -> Result<DemoPhoto, SpecimenError> {
    let mut dice = Dice::fork(seed, name);
    let severity = severity.throw(&mut dice);
    let settings = Settings::throw(severity, &mut dice);
    let photo = photograph(
        std::slice::from_ref(sheet),
        &settings,
        dice.whole(0, i64::from(u32::MAX)) as u64,
    )?;
    let file_name = format!("{name}.jpg");
    Ok(DemoPhoto {
        bytes: photo.jpeg,
        truth: PhotoTruth {
            file: file_name.clone(),
            severity: severity.slug().to_owned(),
            size: photo.size,
            papers: photo.papers,
            ..PhotoTruth::default()
        },
        file_name,
    })
}
