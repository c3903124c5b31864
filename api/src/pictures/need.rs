//! How a démarche stands: its pictogram, and the state of each paper that it asks for.

use classify::ItemState;
use maud::{Markup, html};
use paper::ValidityStatus;

use super::{Icon, badge};
use crate::words::Staff;

/// The pictogram of a démarche of the built-in catalogue; papers, for one that a town has added.
pub(crate) fn demarche(slug: &str) -> Icon {
    DEMARCHES
        .iter()
        .find(|(known, _)| *known == slug)
        .map_or(Icon::PAPERS, |(_, icon)| *icon)
}

const DEMARCHES: [(&str, Icon); 19] = [
    ("rsa", Icon("1FA99")),
    ("logement_social", Icon("1F3D9")),
    ("aide_logement", Icon("1F6CF")),
    ("complementaire_sante_solidaire", Icon("2695")),
    ("aide_ccas", Icon("1F91D")),
    ("aspa", Icon("1F9D3")),
    ("mdph", Icon("1F9AF")),
    ("renouvellement_titre_sejour", Icon("1F5FA")),
    ("inscription_scolaire", Icon("1F58D")),
    ("cantine_quotient", Icon("1F37D")),
    ("inscription_france_travail", Icon("1F477")),
    ("ouverture_compte", Icon("1F3E7")),
    ("droit_au_compte", Icon("1F513")),
    ("cheque_energie", Icon("1F50B")),
    ("domiciliation", Icon("1F4EE")),
    ("aide_medicale_etat", Icon("1F691")),
    ("fsl", Icon("1F6DF")),
    ("aide_juridictionnelle", Icon("1F9D1-200D-2696-FE0F")),
    ("renouvellement_carte_identite", Icon("1F4F8")),
];

/// A shape, a colour, a glyph and a word.
pub(crate) fn need(state: ItemState) -> Markup {
    let (class, word) = match state {
        ItemState::Have => ("good", Staff::NeedHave),
        ItemState::Missing => ("missing", Staff::NeedMissing),
        ItemState::TooOld => ("over", Staff::NeedTooOld),
        ItemState::Incomplete => ("soon", Staff::NeedIncomplete),
        ItemState::Unclear => ("check", Staff::NeedUnclear),
    };
    html! {
        span class={ "state " (class) } {
            @match state {
                ItemState::Have => (badge(ValidityStatus::UpToDate)),
                ItemState::TooOld => (badge(ValidityStatus::Over)),
                ItemState::Unclear => (badge(ValidityStatus::ToCheck)),
                ItemState::Missing => (sheet(false)),
                ItemState::Incomplete => (sheet(true)),
            }
            (word)
        }
    }
}

/// A paper that is not there, or of which a part is.
fn sheet(in_part: bool) -> Markup {
    html! {
        svg.badge viewBox="0 0 48 48" aria-hidden="true" focusable="false" {
            @if in_part { path d="M9 25h30v18a2 2 0 0 1-2 2H11a2 2 0 0 1-2-2z" fill="#ffab00" {} }
            path d="M9 3h20l10 10v32H9z" fill=(if in_part { "none" } else { "#fff" })
                stroke="#14171c" stroke-width="3" stroke-linejoin="round" stroke-dasharray=[(!in_part).then_some("6 4.4")] {}
            path d="M29 3v10h10" fill="none" stroke="#14171c" stroke-width="3" stroke-linejoin="round" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use classify::Catalogue;

    use super::*;
    use crate::assets;

    #[test]
    fn every_demarche_has_a_pictogram_of_its_own() {
        let mut seen = HashSet::new();
        for demarche in Catalogue::built_in().demarches() {
            let icon = super::demarche(&demarche.slug);
            let file = format!("openmoji/{}.svg", icon.code());
            assert!(assets::find(&file).is_some(), "{file}");
            assert!(seen.insert(icon), "{} has another's picture", demarche.slug);
        }
        assert!(!seen.contains(&Icon::PAPERS));
    }

    #[test]
    fn every_state_of_a_need_has_a_drawing_of_its_own() {
        let drawn = ItemState::ALL.map(|state| {
            let drawn = need(state).into_string();
            drawn[drawn.find("<svg").expect("a drawing")..].to_owned()
        });
        assert_eq!(HashSet::from(drawn).len(), ItemState::ALL.len());
    }
}
