//! The shape of a paper as one knows it from real life: a card, a booklet, a sheet; its colour; one
//! pictogram. Drawn here, after no real form.

use classify::TypeCard;
use maud::{Markup, html};

use crate::assets;

#[derive(Clone, Copy)]
enum Shape {
    Card,
    ChipCard,
    Booklet,
    Sheet,
    /// A sheet with a table of figures.
    Table,
}

/// The dominant colour of the real paper. A type that is not listed is a sheet in the tint of its theme.
fn look(slug: &str) -> Option<(Shape, &'static str)> {
    use Shape::{Booklet, Card, ChipCard, Sheet, Table};
    Some(match slug {
        "carte_identite" => (Card, "#bcd9f2"),
        "passeport" => (Booklet, "#6b1730"),
        "permis_conduire" => (Card, "#f2b6c4"),
        "carte_electeur" => (Card, "#e6edf7"),
        "titre_sejour" => (Card, "#f2c4d4"),
        "recepisse_sejour" => (Sheet, "#f2c4d4"),
        "livret_famille" => (Booklet, "#2d5f9e"),
        "carte_vitale" => (ChipCard, "#cfe5a5"),
        "carte_mutuelle" => (ChipCard, "#f4f5f7"),
        "carte_europeenne_assurance_maladie" | "ceam" => (ChipCard, "#9fc1ef"),
        "carte_ame" => (Card, "#d9cdec"),
        "carte_mobilite_inclusion" => (Card, "#ffd7ae"),
        "carte_transport" => (ChipCard, "#cfe3ff"),
        "carte_etudiant" => (ChipCard, "#e5def5"),
        "carte_grise" => (Sheet, "#c9ced6"),
        "facture_energie" => (Table, "#f09436"),
        "facture_eau" => (Table, "#7db8e8"),
        "facture_telecom" => (Table, "#c9b8ea"),
        "quittance_loyer" | "avis_echeance_loyer" => (Table, "#e8d3a4"),
        "bail" => (Sheet, "#e8d3a4"),
        "avis_imposition" | "avis_situation_declarative" => (Table, "#9db5e6"),
        "taxe_fonciere" => (Table, "#b8cdb9"),
        "bulletin_salaire" => (Table, "#b9d7ac"),
        "contrat_travail" => (Sheet, "#b9d7ac"),
        "releve_compte" => (Table, "#cfd4dc"),
        "rib" => (Sheet, "#cfd4dc"),
        "attestation_caf" => (Sheet, "#5b9bd9"),
        _ => return None,
    })
}

pub(crate) fn silhouette(card: &TypeCard, tint: &str) -> Markup {
    let (shape, color) = look(&card.slug).unwrap_or((Shape::Sheet, tint));
    let icon = assets::address(&format!("openmoji/{}.svg", card.icon.openmoji))
        .or_else(|| assets::address("openmoji/2753.svg"))
        .unwrap_or_default();
    html! {
        svg.paper viewBox="0 0 96 80" aria-hidden="true" focusable="false" {
            @match shape {
                Shape::Card => { (card_shape(color, &icon)) }
                Shape::ChipCard => { (chip_card(color, &icon)) }
                Shape::Booklet => { (booklet(color, &icon)) }
                Shape::Sheet => { (sheet(color)) image href=(icon) x="27" y="20" width="38" height="38" {}
                    path d="M26 62h40M26 69h26" stroke="#6b7484" stroke-width="3.500" stroke-linecap="round" {} }
                Shape::Table => { (sheet(color)) image href=(icon) x="31" y="17" width="30" height="30" {}
                    path d="M25 50h42M25 58h42M25 66h42M25 73h42M46 50v23M57 50v23" stroke="#14171c" stroke-width="2" {} }
            }
        }
    }
}

fn card_shape(color: &str, icon: &str) -> Markup {
    html! {
        rect x="3" y="12" width="90" height="57" rx="8" fill=(color) stroke="#14171c" stroke-width="3.500" {}
        rect x="12" y="22" width="23" height="30" rx="3" fill="#fff" stroke="#14171c" stroke-width="2.500" {}
        circle cx="23.500" cy="33" r="5" fill="#14171c" {}
        path d="M15 51c0-12 17-12 17 0z" fill="#14171c" {}
        path d="M43 25h40M43 34h26M12 60h36" stroke="#6b7484" stroke-width="4" stroke-linecap="round" {}
        image href=(icon) x="56" y="36" width="32" height="32" {}
    }
}

fn chip_card(color: &str, icon: &str) -> Markup {
    html! {
        rect x="3" y="12" width="90" height="57" rx="8" fill=(color) stroke="#14171c" stroke-width="3.500" {}
        rect x="13" y="26" width="18" height="14" rx="3" fill="#ffd15c" stroke="#14171c" stroke-width="2.500" {}
        path d="M13 58h30" stroke="#6b7484" stroke-width="4" stroke-linecap="round" {}
        image href=(icon) x="46" y="20" width="42" height="42" {}
    }
}

fn booklet(color: &str, icon: &str) -> Markup {
    html! {
        rect x="20" y="3" width="56" height="74" rx="6" fill=(color) stroke="#14171c" stroke-width="3.500" {}
        path d="M28 4v72" stroke="#14171c" stroke-opacity=".45" stroke-width="2.500" {}
        image href=(icon) x="32" y="14" width="38" height="38" {}
        path d="M40 58h24M44 66h16" stroke="#fff" stroke-width="3.500" stroke-linecap="round" {}
    }
}

/// A sheet with a folded corner and a band of colour at its head.
fn sheet(color: &str) -> Markup {
    html! {
        path d="M18 2h44l16 15v61H18z" fill="#fff" stroke="#14171c" stroke-width="3.500" stroke-linejoin="round" {}
        path d="M20 4h40v13H20z" fill=(color) {}
        path d="M61 2v16h17" fill="#eef1f5" stroke="#14171c" stroke-width="3" stroke-linejoin="round" {}
    }
}
