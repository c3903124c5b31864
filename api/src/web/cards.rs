//! The link to a person's screen: opened here by the agent, or by her own phone through a QR code. It
//! shows and changes nothing, ends by itself, and can be stopped at once.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::Redirect,
};
use maud::{Markup, PreEscaped, html};
use paper::Purpose;
use qrcode::{EcLevel, QrCode, render::svg};
use vault::{Actor, Permit};

use super::{
    Shared,
    fault::{Fault, failed},
    opened::Keeping,
    page::{self, Menu},
};
use crate::{limits, pictures::tool, words::Staff};

pub(crate) async fn open_here(
    State(house): State<Shared>,
    Keeping { permit, .. }: Keeping,
) -> Result<Redirect, Fault> {
    let token = new_link(&house, &permit).await?;
    Ok(Redirect::to(&format!("/p/{token}")))
}

pub(crate) async fn make(
    State(house): State<Shared>,
    Keeping { member, permit }: Keeping,
    headers: HeaderMap,
) -> Result<Markup, Fault> {
    let person = house.person(permit.beneficiary()).await?;
    let token = new_link(&house, &permit).await?;
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    let scheme = if house.behind_tls { "https" } else { "http" };
    let link = format!("{scheme}://{host}/p/{token}");
    let title = Staff::CardTitle.with(&[("name", &person.name)]);
    let body = html! {
        div.card.centre {
            h1 { (title) }
            div.qr { (qr(&link)?) }
            p { (Staff::CardScan) }
            p.quiet { (Staff::CardSay) }
            div.row {
                a.btn href={ "/p/" (token) } { (tool("device-mobile")) (Staff::OpenWall) }
                form method="post" action={ "/personnes/" (person.id) "/lien/arreter" } {
                    button.btn.stop { (tool("ban")) (Staff::CardStop) }
                }
                a.btn href={ "/personnes/" (person.id) } { (tool("arrow-left")) (Staff::BackToPerson) }
            }
        }
    };
    Ok(page::staff_page(
        Some(&member),
        Menu::People,
        &title,
        &html! {},
        &body,
    ))
}

pub(crate) async fn stop(
    State(house): State<Shared>,
    Keeping { permit, .. }: Keeping,
) -> Result<Redirect, Fault> {
    house.vault().revoke_person_tokens(&permit).await?;
    let person = permit.beneficiary();
    Ok(Redirect::to(&format!(
        "/personnes/{person}?fait=lien-arrete"
    )))
}

/// Whose link this is, as a permit; a link that ended is not found.
pub(crate) async fn follow(house: &Shared, token: &str) -> Result<Permit, Fault> {
    let person = house
        .vault()
        .beneficiary_of_token(token)
        .await?
        .ok_or(Fault::NotFound)?;
    let until_s: Option<i64> = house
        .vault()
        .setting(&ends(token))
        .await?
        .and_then(|until_s| until_s.parse().ok());
    if until_s.is_none_or(|until_s| house.now_s() >= until_s) {
        return Err(Fault::NotFound);
    }
    Ok(house.permit(person, Purpose::Keep, Actor::Person).await?)
}

/// The vault's token does not end by itself; its end is written beside it.
async fn new_link(house: &Shared, permit: &Permit) -> Result<String, Fault> {
    let token = house.vault().person_token(permit).await?;
    let until_s = house.now_s() + limits::LINK_S;
    house
        .vault()
        .set_setting(&ends(&token), &until_s.to_string())
        .await?;
    Ok(token)
}

/// The setting that says until when.
pub(crate) fn ends(token: &str) -> String {
    format!("link {token} ends")
}

fn qr(link: &str) -> Result<Markup, Fault> {
    let code =
        QrCode::with_error_correction_level(link, EcLevel::M).map_err(|error| failed(&error))?;
    let drawn = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .build();
    let start = drawn.find("<svg").unwrap_or(0); // without the XML declaration, which HTML does not know
    Ok(PreEscaped(drawn[start..].to_owned()))
}
