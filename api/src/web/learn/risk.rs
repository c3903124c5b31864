//! How rare a wrong paper must be among those that are filed without asking.

use axum::{Form, extract::State, response::Redirect};
use classify::Risk;
use ingest::taught;
use maud::{Markup, html};
use serde::Deserialize;
use vault::Act;

use crate::{
    pictures::tool,
    web::{Shared, fault::Fault, session::Admin},
    words::Learn,
};

#[derive(Deserialize)]
pub(crate) struct Choice {
    risque: u32,
}

pub(crate) async fn set(
    State(house): State<Shared>,
    Admin(member): Admin,
    Form(form): Form<Choice>,
) -> Result<Redirect, Fault> {
    let risk = Risk::of(form.risque).ok_or(Fault::BadInput)?;
    let (vault, one_in) = (house.vault(), risk.one_in().to_string());
    taught::set_risk(vault, risk).await?;
    vault
        .tell(member.id, Act::SetRisk, &one_in, house.now_s())
        .await?;
    taught::take(&house.kit).await?;
    Ok(Redirect::to("/reglages?fait=risque"))
}

pub(crate) async fn card(house: &Shared, done: &str) -> Result<Markup, Fault> {
    let chosen = taught::risk(house.vault()).await?;
    Ok(html! {
        form.card method="post" action="/reglages/risque" {
            fieldset.picks {
                legend { (Learn::RiskTitle) }
                p.small.quiet { (Learn::RiskSay) }
                @for risk in Risk::ALL {
                    label.tick {
                        input type="radio" name="risque" value=(risk.one_in()) checked[risk == chosen];
                        span {
                            (Learn::RiskOneIn.with(&[("n", &risk.one_in())]))
                            @if risk == Risk::default() { " " span.quiet { (Learn::RiskUsual) } }
                        }
                    }
                }
            }
            @if done == "risque" { p.note.good role="status" { (tool("circle-check")) (Learn::SaidNoted) } }
            button.btn { (tool("check")) (Learn::Keep) }
        }
    })
}
