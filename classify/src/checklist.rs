//! What a desk asks for, and what of it is held (`DOMAIN.md` §2.1). Facts about papers only; never whether
//! a right is due.

mod item;

use paper::{Day, DocumentId, HeldDocument};

use crate::{
    Catalogue,
    catalogue::{Item, Per},
};

/// The papers of one démarche, item by item.
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
    /// Who issues what is missing.
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
    /// Held in part: fewer months or sides than asked, or a month missing between.
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

/// `None` when no démarche has that slug. `situation` are flags of [`Catalogue::flags`]; an unknown one
/// changes nothing. `applicant` is who asks, by full name where it is known: a paper surely of somebody else is to be
/// looked at. `held` are all papers, folded ones too: an older tax notice may be the one asked for.
pub fn checklist(
    catalogue: &Catalogue,
    demarche: &str,
    situation: &[&str],
    applicant: Option<&str>,
    held: &[HeldDocument],
    today: Day,
) -> Option<Checklist> {
    let demarche = catalogue.demarche(demarche)?;
    let has = |flag: &String| situation.contains(&flag.as_str());
    let mut items: Vec<ChecklistItem> = demarche
        .items
        .iter()
        .filter(|item| item.when.iter().all(has) && !item.unless.iter().any(has))
        .map(|item| {
            let asked = item::Asked {
                catalogue,
                item,
                owner: applicant.filter(|_| is_asked_of_applicant(item, situation)),
                today,
            };
            item::evaluate(asked, held)
        })
        .collect();
    // An item may stand for another: once one is there, the other is no longer missing.
    for item in &demarche.items {
        let Some(other) = &item.alternative_to else {
            continue;
        };
        let there = |id: &str| {
            items
                .iter()
                .any(|item| item.id == id && item.state == ItemState::Have)
        };
        let spare = match (there(&item.id), there(other)) {
            (true, false) => other,
            (false, true) => &item.id,
            _ => continue,
        };
        items.retain(|item| item.id != *spare);
    }
    Some(Checklist {
        slug: demarche.slug.clone(),
        label: demarche.label.clone(),
        issuer: demarche.issuer.clone(),
        form: demarche.form.clone(),
        note: demarche.note.clone(),
        ready: items
            .iter()
            .all(|item| item.optional || item.state == ItemState::Have),
        items,
    })
}

/// Of a couple, a paper of either is one of the two that are asked for; the adults of a child are not the applicant.
fn is_asked_of_applicant(item: &Item, situation: &[&str]) -> bool {
    match item.per {
        Per::Applicant => true,
        Per::Adult => !situation
            .iter()
            .any(|flag| ["couple", "mineur"].contains(flag)),
        Per::Child | Per::Host | Per::Dwelling | Per::Household => false,
    }
}

#[cfg(test)]
mod tests;
