//! What a paper is to those already held.

use paper::{DocumentId, HeldDocument, Place, PlaceKind, Reading, Validity};

use crate::Catalogue;

/// Where one more paper goes among those held.
pub fn place_among(
    _catalogue: &Catalogue,
    _reading: &Reading,
    _validity: &Validity,
    _held: &[HeldDocument],
) -> Place {
    current()
}

/// The place of every paper held, whatever the order they came in.
pub fn reshelve(_catalogue: &Catalogue, held: &[HeldDocument]) -> Vec<(DocumentId, Place)> {
    held.iter().map(|paper| (paper.id, current())).collect()
}

fn current() -> Place {
    Place {
        kind: PlaceKind::Current,
        of: None,
        replaces: Vec::new(),
        why: "C'est le seul papier de ce genre.".to_owned(),
    }
}
