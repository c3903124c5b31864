//! All pictures of a folder on one, to look at.

use std::path::{Path, PathBuf};

use image::{ImageDecoder, ImageReader, RgbImage, imageops};

use crate::SpecimenError;

/// Writes `contact-sheet.png` into `folder`, at most `limit` pictures by name, each within
/// `cell` pixels; PDFs are left out.
pub fn contact_sheet(
    folder: &Path,
    columns: u32,
    cell: u32,
    limit: usize,
) -> Result<PathBuf, SpecimenError> {
    let wrong = |path: &Path, source| SpecimenError::File {
        path: path.display().to_string(),
        source,
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|source| wrong(folder, source))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "jpg"))
        .collect();
    files.sort();
    files.truncate(limit);
    let rows = (files.len() as u32).div_ceil(columns).max(1);
    let mut sheet = RgbImage::from_pixel(columns * cell, rows * cell, image::Rgb([40, 40, 40]));
    for (index, file) in files.iter().enumerate() {
        let small = thumbnail(file, cell)?;
        let (column, row) = (index as u32 % columns, index as u32 / columns);
        let (x, y) = (
            column * cell + (cell - small.width()) / 2,
            row * cell + (cell - small.height()) / 2,
        );
        imageops::overlay(&mut sheet, &small, i64::from(x), i64::from(y));
    }
    let out = folder.join("contact-sheet.png");
    sheet
        .save(&out)
        .map_err(|error| SpecimenError::Picture(error.to_string()))?;
    Ok(out)
}

fn thumbnail(file: &Path, cell: u32) -> Result<RgbImage, SpecimenError> {
    let wrong =
        |error: image::ImageError| SpecimenError::Picture(format!("{}: {error}", file.display()));
    let reader = ImageReader::open(file).map_err(|source| SpecimenError::File {
        path: file.display().to_string(),
        source,
    })?;
    let mut decoder = reader.into_decoder().map_err(wrong)?;
    let orientation = decoder.orientation().map_err(wrong)?;
    let picture = image::DynamicImage::from_decoder(decoder).map_err(wrong)?;
    let mut small = picture.thumbnail(cell - 8, cell - 8);
    small.apply_orientation(orientation);
    Ok(small.to_rgb8())
}
