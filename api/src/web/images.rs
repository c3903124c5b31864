//! Pictures of papers, for whoever has the permit.

use std::io::Cursor;

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use image::{ImageFormat, ImageReader, codecs::jpeg::JpegEncoder};
use paper::{BeneficiaryId, PageId, PhotoId, Purpose};
use vault::{Actor, Permit};

use super::{
    Shared,
    fault::{Fault, failed},
    forms::id,
    opened::Keeping,
    session::Agent,
};
use crate::limits;

pub(crate) async fn picture(
    State(house): State<Shared>,
    Keeping { permit, .. }: Keeping,
    Path((_, page)): Path<(String, String)>,
) -> Result<Response, Fault> {
    open_picture(&house, &permit, id(&page)?).await
}

/// On lists. Not an opening that the person is told of: opening the paper is.
pub(crate) async fn thumbnail(
    State(house): State<Shared>,
    Agent(_): Agent,
    Path((person, page)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let person: BeneficiaryId = id(&person)?;
    let permit = house.permit(person, Purpose::Keep, Actor::Machine).await?;
    open_thumbnail(&house, &permit, id(&page)?).await
}

/// The file as it was received. What a browser can show is shown, the rest is handed over.
pub(crate) async fn original(
    State(house): State<Shared>,
    Keeping { permit, .. }: Keeping,
    Path((_, photo)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let photo: PhotoId = id(&photo)?;
    let bytes = house.vault().open_photo(&permit, photo).await?;
    let (mime, way) = match image::guess_format(&bytes) {
        Ok(ImageFormat::Jpeg) => ("image/jpeg", "inline"),
        Ok(ImageFormat::Png) => ("image/png", "inline"),
        Ok(ImageFormat::WebP) => ("image/webp", "inline"),
        _ => ("application/octet-stream", "attachment"),
    };
    Ok((
        [
            (header::CONTENT_TYPE, mime),
            (header::CONTENT_DISPOSITION, way),
        ],
        bytes,
    )
        .into_response())
}

pub(crate) async fn open_picture(
    house: &Shared,
    permit: &Permit,
    page: PageId,
) -> Result<Response, Fault> {
    let jpeg = house.vault().open_picture(permit, page).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response())
}

pub(crate) async fn open_thumbnail(
    house: &Shared,
    permit: &Permit,
    page: PageId,
) -> Result<Response, Fault> {
    let jpeg = house.vault().open_picture(permit, page).await?;
    let small = tokio::task::spawn_blocking(move || shrink(&jpeg, limits::THUMBNAIL_SIDE))
        .await
        .map_err(|error| failed(&error))?
        .map_err(|error| failed(&error))?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], small).into_response())
}

/// A JPEG that fits into a square of `side` pixels.
pub fn shrink(jpeg: &[u8], side: u32) -> image::ImageResult<Vec<u8>> {
    let picture = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg).decode()?;
    let small = picture.thumbnail(side, side).to_rgb8();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 72).encode_image(&small)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbnail_fits_its_square() {
        let mut jpeg = Vec::new();
        JpegEncoder::new(&mut jpeg)
            .encode_image(&image::RgbImage::new(1200, 600))
            .expect("encodes");
        let small =
            image::load_from_memory(&shrink(&jpeg, 300).expect("shrinks")).expect("decodes");
        assert_eq!((small.width(), small.height()), (300, 150));
        assert!(shrink(b"not a jpeg", 300).is_err());
    }
}
