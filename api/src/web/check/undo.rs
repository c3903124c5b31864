//! How papers stood before an agent decided: kept in the session's memory, so that a decision can be taken
//! back.

use paper::{BeneficiaryId, DateRole, Day, DocumentType, HeldDocument, Reading};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use vault::Correction;

use crate::{limits, web::fault::Fault};

const DECISIONS: &str = "decisions";

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Decision {
    person: String,
    pub paper: String,
    document_type: String,
    dates: Vec<(String, String)>,
    holder: Option<String>,
}

impl Decision {
    pub(super) fn before(person: BeneficiaryId, paper: &HeldDocument) -> Self {
        let reading = &paper.reading;
        Self {
            person: person.to_string(),
            paper: paper.id.to_string(),
            document_type: reading.document_type.slug().to_owned(),
            dates: reading
                .dates
                .iter()
                .map(|date| (date.role.slug().to_owned(), date.day.to_string()))
                .collect(),
            holder: reading.holder().map(|holder| holder.name.clone()),
        }
    }

    pub(super) fn is_of(&self, person: BeneficiaryId) -> bool {
        self.person == person.to_string()
    }

    /// What leads from the paper as it is now back to what it was.
    pub(super) fn back(&self, now: &Reading) -> Correction {
        let was = |role: DateRole| {
            let found = self.dates.iter().find(|(slug, _)| slug == role.slug());
            found.and_then(|(_, day)| day.parse::<Day>().ok())
        };
        let changed = self.document_type != now.document_type.slug();
        Correction {
            document_type: changed.then(|| DocumentType::new(&self.document_type)),
            dates: DateRole::ALL
                .into_iter()
                .map(|role| (role, was(role)))
                .filter(|(role, day)| now.date(*role).map(|date| date.day) != *day)
                .collect(),
            holder: self
                .holder
                .clone()
                .filter(|name| now.holder().map(|holder| &holder.name) != Some(name)),
            not_twin: false,
            confirmed: false,
        }
    }
}

/// The oldest first.
pub(super) async fn decisions(session: &Session) -> Result<Vec<Decision>, Fault> {
    Ok(session.get(DECISIONS).await?.unwrap_or_default())
}

pub(super) async fn remember(session: &Session, decision: Decision) -> Result<(), Fault> {
    let mut all = decisions(session).await?;
    all.push(decision);
    let extra = all.len().saturating_sub(limits::UNDO_MAX);
    all.drain(..extra);
    keep(session, all).await
}

pub(super) async fn keep(session: &Session, all: Vec<Decision>) -> Result<(), Fault> {
    Ok(session.insert(DECISIONS, all).await?)
}
