use paper::{Page, PageId, PhotoId};
use sha2::{Digest, Sha256};

/// One side of one paper, with the picture that is shown to people.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundPage {
    pub page: Page,
    /// A JPEG of this paper alone: cropped, straightened, upright, evenly lit, longest side at most
    /// [`crate::limits::PICTURE_SIDE_MAX`] pixels.
    pub picture: Vec<u8>,
    /// Wall-clock time that reading took, in seconds.
    pub seconds: f32,
}

/// The id of a page follows from where it was found, so that reading a photo again finds the same pages:
/// the first 16 bytes of SHA-256 over the photo's id, the sheet and the paper (all big-endian).
pub fn page_id(photo: PhotoId, sheet: u32, paper: u32) -> PageId {
    let mut hash = Sha256::new();
    hash.update(photo.0.to_be_bytes());
    hash.update(sheet.to_be_bytes());
    hash.update(paper.to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let first: [u8; 16] = std::array::from_fn(|i| digest[i]);
    PageId(u128::from_be_bytes(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_its_id_and_shares_it_with_no_other() {
        let ids = [(1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1)]
            .map(|(photo, sheet, paper)| page_id(PhotoId(photo), sheet, paper));
        assert_eq!(ids[0], page_id(PhotoId(1), 0, 0));
        for (i, id) in ids.iter().enumerate() {
            assert!(!ids[..i].contains(id));
        }
    }
}
