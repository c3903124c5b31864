//! The admin's page: the team, the catalogue, how bold the machine is. No paper and no name of a person is within reach here.

use axum::{
    Form,
    extract::{Query, State},
    response::Redirect,
};
use maud::{Markup, html};
use serde::Deserialize;
use vault::{Actor, Role, Staff as Member};

use super::{
    Shared,
    fault::Fault,
    forms::Asked,
    learn,
    page::{self, Menu},
    session::Admin,
};
use crate::{
    pictures::{picto, silhouette, tool},
    words::{Learn, Staff},
};

pub(crate) async fn page(
    State(house): State<Shared>,
    Admin(member): Admin,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let risk = learn::risk::card(&house, &asked.fait).await?;
    let team = house.vault().all_staff().await?;
    let body = html! {
        div.row { h1 { (Staff::AdminTitle) } p.note.push { (tool("shield-lock")) (Staff::AdminBlind) } }
        div.split {
            (types(&house))
            aside.side {
                section.card {
                    h2 { (tool("stack-2")) (Learn::Title) }
                    p { (Learn::OwnTypesSay) }
                    a.btn.main href="/reglages/apprendre" { (Learn::Open) }
                }
                (risk)
                (team_card(&team))
            }
        }
    };
    Ok(page::staff_page(
        Some(&member),
        Menu::Settings,
        Staff::AdminTitle.text(),
        &html! {},
        &body,
    ))
}

#[derive(Deserialize)]
pub(crate) struct NewStaff {
    login: String,
    name: String,
    role: String,
    password: String,
}

pub(crate) async fn add_staff(
    State(house): State<Shared>,
    Admin(admin): Admin,
    Form(form): Form<NewStaff>,
) -> Result<Redirect, Fault> {
    let role = Role::ALL
        .into_iter()
        .find(|role| role.slug() == form.role)
        .ok_or(Fault::BadInput)?;
    house
        .vault()
        .add_staff(
            form.login.trim(),
            form.name.trim(),
            role,
            &form.password,
            Actor::Staff(admin.id),
            house.now_s(),
        )
        .await?;
    Ok(Redirect::to("/reglages"))
}

fn role_words(role: Role) -> Staff {
    match role {
        Role::Agent => Staff::RoleAgent,
        Role::Admin => Staff::RoleAdmin,
    }
}

fn team_card(team: &[Member]) -> Markup {
    html! {
        section.card {
            h2 { (tool("users")) (Staff::TeamTitle) }
            ul.lines {
                @for member in team { li { span.grow { (member.name) } span.chip { (role_words(member.role)) } } }
            }
        }
        form.card method="post" action="/reglages/equipe" {
            h2 { (tool("user-plus")) (Staff::TeamAdd) }
            div.field { label for="name" { (Staff::Name) } input type="text" id="name" name="name" required maxlength="120"; }
            div.field { label for="login" { (Staff::Login) } input type="text" id="login" name="login" required maxlength="60" autocapitalize="none" autocomplete="off"; }
            div.field { label for="password" { (Staff::Password) } input type="password" id="password" name="password" required minlength="8" autocomplete="new-password"; }
            div.field {
                label for="role" { (Staff::Role) }
                select id="role" name="role" { @for role in Role::ALL { option value=(role.slug()) { (role_words(role)) } } }
            }
            button.btn.main { (tool("plus")) (Staff::Add) }
        }
    }
}

fn types(house: &Shared) -> Markup {
    let catalogue = &house.catalogue();
    html! {
        section.side {
            h2 { (Staff::TypesTitle.with(&[("n", &catalogue.types().len())])) }
            @for theme in catalogue.themes() {
                section class={ "card theme-block theme-" (theme.slug) } {
                    h2 { (picto(&theme.openmoji)) (theme.label) }
                    ul.types {
                        @for card in catalogue.types().iter().filter(|card| card.theme == theme.slug) {
                            li { (silhouette(card, &theme.tint)) span { (card.label) } }
                        }
                    }
                }
            }
        }
    }
}
