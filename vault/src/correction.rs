use paper::{
    Confidence, DatePrecision, DateRole, DatedField, Day, Decided, DocumentId, DocumentType,
    Evidence, Holder, HolderRole, PageId, PlaceKind, Quad, Reading, StaffId,
};

use crate::{
    Act, Actor, Permit, Vault, VaultError,
    journal::NewLine,
    ledger::Write,
    shelf::{Stored, find, on_shelf, shelf},
};

/// The rule that an agent's word goes by.
const AGENT: &str = "agent";

/// What an agent says of a paper. What is not said stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Correction {
    pub document_type: Option<DocumentType>,
    /// A day, or `None` when there is no such date on the paper.
    pub dates: Vec<(DateRole, Option<Day>)>,
    pub holder: Option<String>,
    /// It is another paper than the one that it was taken for, and than those taken for it.
    pub not_twin: bool,
    /// All the rest is right as read.
    pub confirmed: bool,
}

impl Vault {
    /// Applies a correction and writes down who made it. The machine's first answer is kept beside
    /// ([`first_reading`](Self::first_reading)). The caller then finds validity and place anew and calls
    /// [`replace_document`](Self::replace_document).
    ///
    /// # Errors
    ///
    /// `NotFound` when the person has no such paper.
    pub async fn correct(
        &self,
        permit: &Permit,
        id: DocumentId,
        correction: &Correction,
        by: StaffId,
        now_s: i64,
    ) -> Result<(), VaultError> {
        permit.covers_keeping()?;
        let mut write = self.ledger().write().await?;
        permit.still_holds(&mut write).await?;
        let mut stored = on_shelf(&mut write, permit, id).await?;
        let machines = stored.machines().clone();
        apply(&mut stored.held.reading, correction);
        stored.first = Some(machines);
        if correction.not_twin {
            part_twins(&mut write, permit, &mut stored).await?;
        }
        stored.save(&mut write, permit).await?;
        let line = NewLine::of(
            permit.beneficiary(),
            Actor::Staff(by),
            Act::Corrected,
            now_s,
        );
        self.note(&mut write, line.about(id)).await?;
        Ok(write.commit().await?)
    }
}

fn apply(reading: &mut Reading, correction: &Correction) {
    let first_page = reading.pages.first().copied();
    if let Some(document_type) = &correction.document_type {
        reading
            .alternatives
            .retain(|(other, _)| other != document_type);
        reading.document_type = document_type.clone();
        reading.confidence = Confidence::CERTAIN;
        reading.decided = Decided::Auto;
        reading.type_evidence = first_page.map(said_by_agent).into_iter().collect();
    }
    for (role, day) in &correction.dates {
        apply_date(reading, *role, *day);
    }
    if let Some(name) = &correction.holder {
        apply_holder(reading, name);
    }
    if correction.confirmed {
        reading.confidence = Confidence::CERTAIN;
        reading.decided = Decided::Auto;
    }
}

/// A corrected date keeps its spot on the paper, when it had one.
fn apply_date(reading: &mut Reading, role: DateRole, day: Option<Day>) {
    let spot = reading.date(role).map(|field| field.evidence.clone());
    reading.dates.retain(|field| field.role != role);
    let spot = spot.or_else(|| reading.pages.first().copied().map(said_by_agent));
    if let (Some(day), Some(evidence)) = (day, spot) {
        reading.dates.push(DatedField {
            role,
            day,
            precision: DatePrecision::Day,
            evidence: Evidence {
                rule: AGENT.to_owned(),
                ..evidence
            },
            confidence: Confidence::CERTAIN,
        });
    }
}

fn apply_holder(reading: &mut Reading, name: &str) {
    let spot = reading.holder().map(|holder| holder.evidence.clone());
    let spot = spot.or_else(|| reading.pages.first().copied().map(said_by_agent));
    reading
        .holders
        .retain(|holder| holder.role != HolderRole::Holder);
    let Some(evidence) = spot else { return };
    let holder = Holder {
        name: name.to_owned(),
        role: HolderRole::Holder,
        evidence: Evidence {
            rule: AGENT.to_owned(),
            ..evidence
        },
        confidence: Confidence::CERTAIN,
    };
    reading.holders.insert(0, holder);
}

/// Nothing printed speaks for it: an agent does.
fn said_by_agent(page: PageId) -> Evidence {
    Evidence {
        page,
        quad: Quad::default(),
        text: String::new(),
        rule: AGENT.to_owned(),
    }
}

/// Both sides remember, whichever of them is placed anew.
async fn part_twins(
    write: &mut Write,
    permit: &Permit,
    stored: &mut Stored,
) -> Result<(), VaultError> {
    let id = stored.held.id;
    let mut twins = Vec::new();
    if let Some(of) = stored.held.place.of {
        twins.extend(find(write, permit, of).await?);
    }
    twins.extend(shelf(write, permit).await?.into_iter().filter(|other| {
        other.held.place.of == Some(id) && other.held.place.kind == PlaceKind::Duplicate
    }));
    for mut twin in twins {
        remember(&mut stored.held.not_twin_of, twin.held.id);
        remember(&mut twin.held.not_twin_of, id);
        twin.save(write, permit).await?;
    }
    Ok(())
}

fn remember(others: &mut Vec<DocumentId>, other: DocumentId) {
    if !others.contains(&other) {
        others.push(other);
    }
}
