//! Until when a paper holds.

use paper::{Reading, Validity};

use crate::Catalogue;

/// The rule of the paper's type, applied to the dates that were read.
pub fn find_validity(_catalogue: &Catalogue, _reading: &Reading) -> Validity {
    Validity::to_check("La date n'a pas été lue : regardez le papier.")
}
