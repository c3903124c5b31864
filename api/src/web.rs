//! The three faces over HTTP. All doors in one list.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use tower_sessions::{Expiry, MemoryStore, SessionManagerLayer, cookie::SameSite, cookie::time};

use crate::{assets, house::House, limits};

mod about;
mod advise;
mod bag;
mod cards;
mod check;
mod demarches;
mod fault;
mod forms;
mod guard;
mod images;
mod json;
mod learn;
mod live;
mod opened;
mod overlay;
mod page;
mod people;
mod session;
mod settings;
mod someone;
mod wall;

#[cfg(test)]
mod tests;

pub use images::shrink;
pub(crate) use overlay::Flatten;

/// What every handler sees.
pub type Shared = Arc<House>;

/// The whole app over one house.
pub fn router(house: Shared) -> Router {
    let (api, openapi) = json::router();
    let sessions = SessionManagerLayer::new(MemoryStore::default())
        .with_name("sesame")
        .with_http_only(true)
        .with_same_site(SameSite::Strict)
        .with_secure(house.behind_tls)
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds(
            limits::SESSION_IDLE_S,
        )));

    Router::new()
        .merge(door())
        .merge(agent())
        .merge(admin())
        .merge(person())
        .nest("/api", api)
        .route("/openapi.json", get(|| async { axum::Json(openapi) }))
        .fallback(fault::not_found)
        .layer(DefaultBodyLimit::max(limits::FORM_BYTES_MAX))
        .layer(sessions)
        .layer(middleware::from_fn(guard::same_site_only))
        .layer(middleware::from_fn(guard::strict_headers))
        .with_state(house)
}

/// Open to all.
fn door() -> Router<Shared> {
    Router::new()
        .route("/", get(session::home))
        .route("/entrer", get(session::sign_in_page).post(session::sign_in))
        .route("/sortir", post(session::sign_out))
        .route("/a-propos", get(about::page))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/a/{hash}/{*path}", get(assets::serve))
}

/// Agents only: each handler takes a `session::Agent`.
fn agent() -> Router<Shared> {
    Router::new()
        .route("/personnes", get(people::page).post(people::add))
        .route("/personnes/{person}", get(someone::page))
        .route("/personnes/{person}/accords", post(someone::consent))
        .route("/personnes/{person}/ecran", post(cards::open_here))
        .route("/personnes/{person}/lien", post(cards::make))
        .route("/personnes/{person}/lien/arreter", post(cards::stop))
        .route("/personnes/{person}/sacs", post(bag::open))
        .route("/personnes/{person}/sacs/{bag}", get(bag::page))
        .route(
            "/personnes/{person}/sacs/{bag}/photos",
            post(bag::receive).layer(DefaultBodyLimit::max(limits::UPLOAD_BYTES_MAX)),
        )
        .route(
            "/personnes/{person}/sacs/{bag}/conseil",
            post(advise::advise).layer(DefaultBodyLimit::max(limits::FILE_BYTES_MAX)),
        )
        .route("/personnes/{person}/sacs/{bag}/ranger", post(bag::complete))
        .route("/personnes/{person}/sacs/{bag}/flux", get(live::stream))
        .route("/personnes/{person}/verifier", get(check::first))
        .route("/personnes/{person}/annuler", post(check::undo))
        .route(
            "/personnes/{person}/papiers/{paper}",
            get(check::page).post(check::correct),
        )
        .route("/personnes/{person}/demarches", get(demarches::all))
        .route("/personnes/{person}/demarches/{slug}", get(demarches::one))
        .route("/personnes/{person}/images/{page}", get(images::picture))
        .route(
            "/personnes/{person}/vignettes/{page}",
            get(images::thumbnail),
        )
        .route("/personnes/{person}/photos/{photo}", get(images::original))
}

/// Admins only: each handler takes a `session::Admin`.
fn admin() -> Router<Shared> {
    Router::new()
        .route("/reglages", get(settings::page))
        .route("/reglages/equipe", post(settings::add_staff))
        .route("/reglages/risque", post(learn::risk::set))
        .route("/reglages/apprendre", get(learn::page))
        .route(
            "/reglages/apprendre/retour",
            get(learn::ask_back).post(learn::back),
        )
        .route(
            "/reglages/apprendre/versions/{number}",
            get(learn::version::page),
        )
        .route(
            "/reglages/apprendre/versions/{number}/adopter",
            post(learn::version::adopt),
        )
        .route(
            "/reglages/apprendre/nouveau",
            get(learn::draft::blank).post(learn::draft::add),
        )
        .route("/reglages/apprendre/{draft}", get(learn::examples::page))
        .route(
            "/reglages/apprendre/{draft}/fiche",
            get(learn::draft::page).post(learn::draft::change),
        )
        .route(
            "/reglages/apprendre/{draft}/exemples",
            post(learn::examples::receive).layer(DefaultBodyLimit::max(limits::UPLOAD_BYTES_MAX)),
        )
        .route(
            "/reglages/apprendre/{draft}/exemples/retirer",
            post(learn::examples::drop_all),
        )
        .route(
            "/reglages/apprendre/{draft}/exemples/{example}/retirer",
            post(learn::examples::drop_one),
        )
        .route(
            "/reglages/apprendre/{draft}/exemples/{example}/vignette",
            get(learn::examples::thumbnail),
        )
        .route(
            "/reglages/apprendre/{draft}/verifies",
            post(learn::examples::choose_checked),
        )
        .route(
            "/reglages/apprendre/{draft}/apprendre",
            post(learn::examples::teach),
        )
        .route(
            "/reglages/apprendre/{draft}/supprimer",
            post(learn::examples::drop_draft),
        )
}

/// Whoever holds a live link.
fn person() -> Router<Shared> {
    Router::new()
        .route("/p/{token}", get(wall::wall))
        .route("/p/{token}/tout", get(wall::everything))
        .route("/p/{token}/aide", get(wall::help))
        .route("/p/{token}/theme/{theme}", get(wall::theme))
        .route("/p/{token}/papier/{paper}/{at}", get(wall::paper))
        .route("/p/{token}/montrer/{paper}/{at}", get(wall::show))
        .route("/p/{token}/images/{page}", get(wall::picture))
        .route("/p/{token}/vignettes/{page}", get(wall::thumbnail))
}
