//! What a request is answered when it cannot be done.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use vault::VaultError;

use super::page::{self, Label};
use crate::{
    correct::CorrectError,
    pictures::Icon,
    words::{Key, Lang, Staff},
};

#[derive(Debug)]
pub(crate) enum Fault {
    NotSignedIn,
    /// Signed in, but in another role.
    Forbidden,
    /// Not there, or not hers: the two look the same.
    NotFound,
    NoConsent,
    BadInput,
    TooBig,
    CrossSite,
    /// Ours; logged where it happened.
    Failed,
}

impl Fault {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::NoConsent | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadInput => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooBig => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) fn words(&self) -> Staff {
        match self {
            Self::NotSignedIn => Staff::SignIn,
            Self::Forbidden => Staff::Forbidden,
            Self::NotFound => Staff::NotFound,
            Self::NoConsent => Staff::NoConsent,
            Self::BadInput => Staff::BadInput,
            Self::TooBig => Staff::TooBig,
            Self::CrossSite => Staff::CrossSite,
            Self::Failed => Staff::Failed,
        }
    }
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::NotFound(_) => Self::NotFound,
            VaultError::ConsentWithdrawn => Self::NoConsent,
            VaultError::Refused(_) => Self::BadInput,
            other => failed(&other),
        }
    }
}

impl From<CorrectError> for Fault {
    fn from(error: CorrectError) -> Self {
        match error {
            CorrectError::Vault(error) => error.into(),
            CorrectError::Index(error) => error.into(),
        }
    }
}

impl From<index::IndexError> for Fault {
    fn from(error: index::IndexError) -> Self {
        failed(&error)
    }
}

impl From<tower_sessions::session::Error> for Fault {
    fn from(error: tower_sessions::session::Error) -> Self {
        failed(&error)
    }
}

/// Logged here, once.
pub(crate) fn failed(error: &dyn std::fmt::Display) -> Fault {
    tracing::error!(%error, "a request failed");
    Fault::Failed
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if matches!(self, Self::NotSignedIn) {
            return Redirect::to("/entrer").into_response();
        }
        let body = html! {
            h1 { (self.words()) }
            a.btn.main href="/" { (Staff::BackHome) }
        };
        (self.status(), page::gate_page(self.words().text(), &body)).into_response()
    }
}

pub(crate) async fn not_found() -> Fault {
    Fault::NotFound
}

/// The same on a person's screen: one picture, one sentence, in no language but the one we know.
pub(crate) struct PersonFault(pub Fault);

impl<E: Into<Fault>> From<E> for PersonFault {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for PersonFault {
    fn into_response(self) -> Response {
        (self.0.status(), link_over()).into_response()
    }
}

fn link_over() -> Markup {
    let label = Label {
        key: Key::LinkOver,
        icon: Icon::ENDED,
    };
    let body = html! {
        main id="papiers" {
            @for lang in Lang::ALL {
                div.nothing lang=(lang.tag()) dir=(lang.dir()) {
                    @if lang == Lang::Fr { (label.icon.draw()) }
                    @if lang == Lang::Fr { h1 { (label.key.text(lang)) } } @else { p { (label.key.text(lang)) } }
                }
            }
        }
    };
    page::person_page(Lang::Fr, Key::LinkOver.text(Lang::Fr), "", &body)
}
