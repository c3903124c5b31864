//! Who is signed in. A handler that takes an [`Agent`] or an [`Admin`] cannot be reached by anyone else.

use axum::{
    Form,
    extract::{FromRef, FromRequestParts, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use paper::StaffId;
use serde::Deserialize;
use tower_sessions::Session;
use vault::{Role, Staff as Member};

use super::{Shared, fault::Fault, page};
use crate::{pictures, words::Staff};

const SIGNED_IN: &str = "staff";

/// Someone of the staff, whatever the role.
pub(crate) struct Someone(pub Member);

/// An agent: opens papers.
pub(crate) struct Agent(pub Member);

/// An admin: opens no paper.
pub(crate) struct Admin(pub Member);

impl<S> FromRequestParts<S> for Someone
where
    S: Send + Sync,
    Shared: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let session = Session::from_request_parts(parts, state)
            .await
            .map_err(|_| Fault::NotSignedIn)?;
        let id: Option<String> = session.get(SIGNED_IN).await?;
        let id: StaffId = id
            .and_then(|id| id.parse().ok())
            .ok_or(Fault::NotSignedIn)?;
        let house = Shared::from_ref(state);
        house
            .vault()
            .staff(id)
            .await?
            .map(Self)
            .ok_or(Fault::NotSignedIn)
    }
}

impl<S> FromRequestParts<S> for Agent
where
    S: Send + Sync,
    Shared: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Someone(member) = Someone::from_request_parts(parts, state).await?;
        match member.role {
            Role::Agent => Ok(Self(member)),
            Role::Admin => Err(Fault::Forbidden),
        }
    }
}

impl<S> FromRequestParts<S> for Admin
where
    S: Send + Sync,
    Shared: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Someone(member) = Someone::from_request_parts(parts, state).await?;
        match member.role {
            Role::Admin => Ok(Self(member)),
            Role::Agent => Err(Fault::Forbidden),
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct SignIn {
    login: String,
    password: String,
}

/// Each role starts where its work is.
pub(crate) async fn home(someone: Result<Someone, Fault>) -> Redirect {
    Redirect::to(match someone.map(|Someone(member)| member.role) {
        Ok(Role::Agent) => "/personnes",
        Ok(Role::Admin) => "/reglages",
        Err(_) => "/entrer",
    })
}

pub(crate) async fn sign_in_page(State(house): State<Shared>) -> Markup {
    sign_in_form(&house.town, false)
}

pub(crate) async fn sign_in(
    State(house): State<Shared>,
    session: Session,
    Form(form): Form<SignIn>,
) -> Result<Response, Fault> {
    match enter(&house, &session, &form.login, &form.password).await? {
        Some(_) => Ok(Redirect::to("/").into_response()),
        None => Ok((StatusCode::UNAUTHORIZED, sign_in_form(&house.town, true)).into_response()),
    }
}

/// `None` when the login or the password is wrong. The session gets a new id, so that one planted
/// beforehand is worth nothing.
pub(crate) async fn enter(
    house: &Shared,
    session: &Session,
    login: &str,
    password: &str,
) -> Result<Option<Member>, Fault> {
    let member = house
        .vault()
        .sign_in(login, password, house.now_s())
        .await?;
    if let Some(member) = &member {
        session.cycle_id().await?;
        session.insert(SIGNED_IN, member.id.to_string()).await?;
    }
    Ok(member)
}

pub(crate) async fn sign_out(session: Session) -> Result<Redirect, Fault> {
    session.flush().await?;
    Ok(Redirect::to("/entrer"))
}

fn sign_in_form(town: &str, wrong: bool) -> Markup {
    let body = html! {
        div.logo { (pictures::mark()) div { h1 { "Sésame" } p.quiet { (town) } } }
        p { (Staff::Tagline) }
        @if wrong { p.note.wrong role="alert" { (pictures::tool("alert-triangle")) (Staff::WrongLogin) } }
        form method="post" action="/entrer" {
            div.field {
                label for="login" { (Staff::Login) }
                input type="text" id="login" name="login" autocomplete="username" autocapitalize="none" required autofocus;
            }
            div.field {
                label for="password" { (Staff::Password) }
                input type="password" id="password" name="password" autocomplete="current-password" required;
            }
            button.btn.main { (pictures::tool("lock-open")) (Staff::SignIn) }
        }
        a.small.quiet href="/a-propos" { (Staff::About) }
    };
    page::gate_page(Staff::SignIn.text(), &body)
}
