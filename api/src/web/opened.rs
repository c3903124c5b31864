//! What an agent opens for a person. The permit is asked for here, before the handler runs: a handler that
//! takes a [`Keeping`] or a [`Sorting`] has her consent in hand and needs no thought about it.

use axum::{
    extract::{FromRef, FromRequestParts, RawPathParams},
    http::request::Parts,
};
use paper::{BeneficiaryId, Purpose};
use vault::{Actor, Permit, Staff as Member};

use super::{Shared, fault::Fault, forms::id, session::Agent};

/// An agent who looks at the papers of the `{person}` of the address.
pub(crate) struct Keeping {
    pub member: Member,
    pub permit: Permit,
}

/// An agent who changes something: brings photos, corrects a paper.
pub(crate) struct Sorting {
    pub member: Member,
    pub permit: Permit,
}

impl<S> FromRequestParts<S> for Keeping
where
    S: Send + Sync,
    Shared: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let (member, permit) = open(parts, state, Purpose::Keep).await?;
        Ok(Self { member, permit })
    }
}

impl<S> FromRequestParts<S> for Sorting
where
    S: Send + Sync,
    Shared: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let (member, permit) = open(parts, state, Purpose::Sort).await?;
        Ok(Self { member, permit })
    }
}

async fn open<S>(parts: &mut Parts, state: &S, purpose: Purpose) -> Result<(Member, Permit), Fault>
where
    S: Send + Sync,
    Shared: FromRef<S>,
{
    let Agent(member) = Agent::from_request_parts(parts, state).await?;
    let address = RawPathParams::from_request_parts(parts, state)
        .await
        .map_err(|_| Fault::NotFound)?;
    let person: BeneficiaryId = address
        .iter()
        .find(|(name, _)| *name == "person")
        .ok_or(Fault::NotFound)
        .and_then(|(_, text)| id(text))?;
    let permit = Shared::from_ref(state)
        .permit(person, purpose, Actor::Staff(member.id))
        .await?;
    Ok((member, permit))
}
