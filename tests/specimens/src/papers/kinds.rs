use super::{Case, home, identity, taxes, work};
use crate::SpecimenError;

/// A type of paper that can be invented, in two layouts.
pub struct Kind {
    /// Slug of the catalogue.
    pub slug: &'static str,
    /// Its template in `typst/`.
    pub template: &'static str,
    /// The two pages are the two sides of a card.
    pub sides: bool,
    /// Which layouts are of plastic.
    plastic: &'static str,
    pub(super) make: fn(&mut Case<'_>) -> Result<(), SpecimenError>,
}

impl Kind {
    pub(super) fn stiff(&self, layout: char) -> bool {
        self.plastic.contains(layout)
    }

    const fn paper(slug: &'static str, make: fn(&mut Case<'_>) -> Result<(), SpecimenError>) -> Self {
        Self { slug, template: slug, sides: false, plastic: "", make }
    }

    const fn card(slug: &'static str, plastic: &'static str, make: fn(&mut Case<'_>) -> Result<(), SpecimenError>) -> Self {
        Self { slug, template: slug, sides: true, plastic, make }
    }

    pub fn of(slug: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.slug == slug)
    }
}

pub static KINDS: &[Kind] = &[
    Kind::card("carte_identite", "a", identity::carte_identite),
    Kind::paper("avis_imposition", taxes::avis_imposition),
    Kind::paper("bulletin_salaire", work::bulletin_salaire),
    Kind::paper("quittance_loyer", home::quittance_loyer),
];
