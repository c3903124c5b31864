//! What a desk asks for, and what of it is held.

use paper::{Day, DocumentId, HeldDocument};

use crate::{Catalogue, catalogue::Per};

/// The papers of one démarche, item by item. Facts about papers only; never whether a right is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Checklist {
    pub slug: String,
    pub label: String,
    /// The desk.
    pub issuer: String,
    pub form: String,
    pub note: String,
    /// In the order of the catalogue; those that do not concern the situation are left out.
    pub items: Vec<ChecklistItem>,
    /// Every item that is not optional is there.
    pub ready: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ChecklistItem {
    pub id: String,
    pub label: String,
    pub per: Per,
    pub optional: bool,
    pub state: ItemState,
    /// The papers that serve, or that would if they were recent enough. Best first.
    pub papers: Vec<DocumentId>,
    /// Slugs of the types that would do.
    pub types: Vec<String>,
    /// Who issues the missing one.
    pub issuers: Vec<String>,
    /// One plain French sentence.
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemState {
    /// Held, and good enough.
    Have,
    Missing,
    /// Held, but too old or ended.
    TooOld,
    /// Held in part: fewer months or sides than asked.
    Incomplete,
    /// Held, but a date or a name has to be looked at.
    Unclear,
}

impl ItemState {
    pub const ALL: [Self; 5] = [
        Self::Have,
        Self::Missing,
        Self::TooOld,
        Self::Incomplete,
        Self::Unclear,
    ];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Have => "fourni",
            Self::Missing => "manquant",
            Self::TooOld => "trop_ancien",
            Self::Incomplete => "incomplet",
            Self::Unclear => "a_verifier",
        }
    }
}

/// `None` when no démarche has that slug. `situation` are flags of `Catalogue::flags`.
pub fn checklist(
    catalogue: &Catalogue,
    demarche: &str,
    _situation: &[&str],
    _held: &[HeldDocument],
    _today: Day,
) -> Option<Checklist> {
    let demarche = catalogue.demarche(demarche)?;
    Some(Checklist {
        slug: demarche.slug.clone(),
        label: demarche.label.clone(),
        issuer: demarche.issuer.clone(),
        form: demarche.form.clone(),
        note: demarche.note.clone(),
        items: Vec::new(),
        ready: false,
    })
}
