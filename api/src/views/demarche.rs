//! Démarches and their checklists, over HTTP.

use classify::{Checklist, ChecklistItem, Demarche, catalogue::Per};
use serde::Serialize;
use utoipa::ToSchema;

/// A procedure whose papers are known.
#[derive(Serialize, ToSchema)]
pub struct DemarcheView {
    pub demarche: String,
    pub label: String,
    pub short: String,
    /// The desk that it is asked at.
    pub issuer: String,
    /// Words that change which papers are asked for.
    pub situations: Vec<String>,
}

impl From<&Demarche> for DemarcheView {
    fn from(demarche: &Demarche) -> Self {
        let mut situations: Vec<String> = demarche
            .items
            .iter()
            .flat_map(|item| item.when.iter().chain(&item.unless))
            .cloned()
            .collect();
        situations.sort();
        situations.dedup();
        Self {
            demarche: demarche.slug.clone(),
            label: demarche.label.clone(),
            short: demarche.short.clone(),
            issuer: demarche.issuer.clone(),
            situations,
        }
    }
}

/// What a démarche asks for, and what of it is there.
#[derive(Serialize, ToSchema)]
pub struct ChecklistView {
    pub demarche: String,
    pub label: String,
    pub issuer: String,
    /// Empty when there is none.
    pub form: String,
    pub note: String,
    /// Every paper that the desk insists on is there. Says nothing of a right.
    pub ready: bool,
    pub items: Vec<NeedView>,
}

/// One paper that is asked for.
#[derive(Serialize, ToSchema)]
pub struct NeedView {
    pub id: String,
    pub label: String,
    /// `applicant`, `adult`, `child`, `host`, `dwelling` or `household`.
    pub per: &'static str,
    pub optional: bool,
    /// `fourni`, `manquant`, `trop_ancien`, `incomplet` or `a_verifier`.
    pub state: &'static str,
    /// Ids of the papers that serve, or would if they were recent enough, best first.
    pub papers: Vec<String>,
    /// Types that would do.
    pub types: Vec<String>,
    /// Who gives what is not there.
    pub issuers: Vec<String>,
    /// One French sentence.
    pub why: String,
}

impl From<Checklist> for ChecklistView {
    fn from(list: Checklist) -> Self {
        Self {
            demarche: list.slug,
            label: list.label,
            issuer: list.issuer,
            form: list.form,
            note: list.note,
            ready: list.ready,
            items: list.items.into_iter().map(NeedView::from).collect(),
        }
    }
}

impl From<ChecklistItem> for NeedView {
    fn from(item: ChecklistItem) -> Self {
        Self {
            id: item.id,
            label: item.label,
            per: per(item.per),
            optional: item.optional,
            state: item.state.slug(),
            papers: item.papers.iter().map(ToString::to_string).collect(),
            types: item.types,
            issuers: item.issuers,
            why: item.why,
        }
    }
}

fn per(per: Per) -> &'static str {
    match per {
        Per::Applicant => "applicant",
        Per::Adult => "adult",
        Per::Child => "child",
        Per::Host => "host",
        Per::Dwelling => "dwelling",
        Per::Household => "household",
    }
}
