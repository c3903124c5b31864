//! The agent's list of people.

use axum::{
    Form,
    extract::{Query, State},
    response::Redirect,
};
use maud::{Markup, html};
use paper::{Beneficiary, Purpose, ValidityStatus};
use serde::Deserialize;
use vault::{Actor, Staff as Member, VaultError};

use super::{
    Shared,
    fault::Fault,
    forms::Asked,
    page::{self, Menu, face},
    session::Agent,
};
use crate::{
    limits,
    pictures::tool,
    shelf,
    words::{Lang, Staff},
};

/// How a person's papers stand, in three numbers.
pub(crate) struct Standing {
    pub papers: usize,
    pub asks: usize,
    pub over: usize,
    pub soon: usize,
}

pub(crate) async fn page(
    State(house): State<Shared>,
    Agent(member): Agent,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let wanted = classify::normalise(&asked.q);
    let mut shown = Vec::new();
    let mut people = house.vault().beneficiaries().await?;
    people.sort_by_key(|person| classify::normalise(&person.name));
    for person in people {
        if shown.len() < limits::RESULTS_MAX && classify::normalise(&person.name).contains(&wanted)
        {
            let standing = standing(&house, &member, &person).await?;
            shown.push((person, standing));
        }
    }
    let body = html! {
        div.row {
            h1 { (Staff::People) }
            form.row.search.push method="get" action="/personnes" role="search" {
                label.unseen for="q" { (Staff::SearchPeople) }
                input type="search" id="q" name="q" value=(asked.q) placeholder=(Staff::SearchPeople);
                button.btn { (tool("search")) (Staff::Search) }
            }
        }
        @if shown.is_empty() { p.note { (tool("info-circle")) (Staff::NoOne) } }
        ul.people {
            @for (person, standing) in &shown { li { (card(person, standing.as_ref())) } }
        }
        (add_form())
    };
    Ok(page::staff_page(
        Some(&member),
        Menu::People,
        Staff::People.text(),
        &html! {},
        &body,
    ))
}

#[derive(Deserialize)]
pub(crate) struct NewPerson {
    name: String,
    language: String,
}

pub(crate) async fn add(
    State(house): State<Shared>,
    Agent(_): Agent,
    Form(form): Form<NewPerson>,
) -> Result<Redirect, Fault> {
    let language = Lang::of(&form.language).tag();
    let id = house
        .vault()
        .add_beneficiary(form.name.trim(), language, house.now_s())
        .await?;
    Ok(Redirect::to(&format!("/personnes/{id}")))
}

/// `None` when the person has not agreed that her papers be shown.
async fn standing(
    house: &Shared,
    member: &Member,
    person: &Beneficiary,
) -> Result<Option<Standing>, Fault> {
    let actor = Actor::Staff(member.id);
    let permit = match house.permit(person.id, Purpose::Keep, actor).await {
        Ok(permit) => permit,
        Err(VaultError::ConsentWithdrawn) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let held = house.vault().held_documents(&permit).await?;
    let front = || held.iter().filter(|paper| !shelf::is_folded(paper));
    let count = |status: ValidityStatus| {
        front()
            .filter(|paper| paper.validity.status_on(house.today()) == status)
            .count()
    };
    Ok(Some(Standing {
        papers: front().count(),
        asks: held.iter().filter(|paper| shelf::asks(paper)).count(),
        over: count(ValidityStatus::Over),
        soon: count(ValidityStatus::EndsSoon),
    }))
}

fn card(person: &Beneficiary, standing: Option<&Standing>) -> Markup {
    html! {
        a.card.someone href={ "/personnes/" (person.id) } {
            (face())
            span.name { (person.name) }
            span.facts {
                @match standing {
                    None => { span.chip { (tool("lock")) (Staff::NoConsentShort) } }
                    Some(standing) => {
                        span.chips {
                            span.chip { (tool("file-text")) (papers(standing.papers)) }
                            @if standing.asks > 0 { span.chip.check { (Staff::ToCheckN.with(&[("n", &standing.asks)])) } }
                            @if standing.over > 0 { span.chip.over { (Staff::OverN.with(&[("n", &standing.over)])) } }
                            @if standing.soon > 0 { span.chip.soon { (Staff::SoonN.with(&[("n", &standing.soon)])) } }
                        }
                    }
                }
            }
        }
    }
}

pub(crate) fn papers(count: usize) -> String {
    match count {
        0 => Staff::NoPaper.text().to_owned(),
        1 => Staff::Paper1.text().to_owned(),
        n => Staff::PapersN.with(&[("n", &n)]),
    }
}

fn add_form() -> Markup {
    html! {
        form.card method="post" action="/personnes" {
            h2 { (tool("user-plus")) (Staff::AddPerson) }
            div.row {
                div.field { label for="name" { (Staff::Name) } input type="text" id="name" name="name" required maxlength="120"; }
                div.field {
                    label for="language" { (Staff::Language) }
                    select id="language" name="language" {
                        @for lang in Lang::ALL { option value=(lang.tag()) lang=(lang.tag()) { (lang.own_name()) } }
                    }
                }
                button.btn.main { (tool("plus")) (Staff::Add) }
            }
        }
    }
}
