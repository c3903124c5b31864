//! Reference numbers of a type.

use crate::TypeCard;

#[derive(Clone, Debug)]
pub(crate) struct RefReader;

impl RefReader {
    pub(crate) fn new(_card: &TypeCard) -> Self {
        Self
    }
}
