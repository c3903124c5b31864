//! What a démarche asks for, and what of it is there. Facts about papers, never about a right: the desk
//! decides (DOMAIN.md §2.1).

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use classify::{
    Catalogue, Checklist, ChecklistItem, Demarche, ItemState, catalogue::Per, checklist,
};
use maud::{Markup, html};
use paper::{Beneficiary, BeneficiaryId, DocumentType, HeldDocument};

use super::{
    Shared,
    fault::Fault,
    opened::Keeping,
    page::{self, Menu, face, heads},
};
use crate::{
    limits,
    pictures::{self, need, silhouette, state, tool},
    shelf::Shelved,
    words::{Lang, Staff, flag_name},
};

/// All démarches, each with how many of its papers are there when nothing is known of the situation.
pub(crate) async fn all(
    State(house): State<Shared>,
    Keeping { member, permit }: Keeping,
) -> Result<Markup, Fault> {
    let person = house.person(permit.beneficiary()).await?;
    let held = house.vault().held_documents(&permit).await?;
    let catalogue = &house.catalogue();
    let lists = catalogue.demarches().iter().filter_map(|demarche| {
        let (slug, name) = (&demarche.slug, person.name.as_str());
        checklist(catalogue, slug, &[], Some(name), &held, house.today())
    });
    let title = Staff::DemarchesOf.with(&[("name", &person.name)]);
    let body = html! {
        (heading(&person, &title, false))
        p.note { (tool("info-circle")) (Staff::DemarchesSay) }
        ul.demarches { @for list in lists { li { (card(catalogue, person.id, &list)) } } }
    };
    Ok(page::staff_page(
        Some(&member),
        Menu::People,
        &title,
        &html! {},
        &body,
    ))
}

/// One démarche, paper by paper. What is known of the situation stands in the address: `?enfants=oui`.
pub(crate) async fn one(
    State(house): State<Shared>,
    Keeping { member, permit }: Keeping,
    Path((_, slug)): Path<(String, String)>,
    Query(situation): Query<HashMap<String, String>>,
) -> Result<Markup, Fault> {
    let person = house.person(permit.beneficiary()).await?;
    let held = house.vault().held_documents(&permit).await?;
    let flags: Vec<&str> = situation.keys().map(String::as_str).collect();
    let catalogue = &house.catalogue();
    let demarche = catalogue.demarche(&slug).ok_or(Fault::NotFound)?;
    let name = Some(person.name.as_str());
    let list =
        checklist(catalogue, &slug, &flags, name, &held, house.today()).ok_or(Fault::NotFound)?;
    let title = format!("{} — {}", list.label, person.name);
    let body = html! {
        (heading(&person, &list.label, true))
        div.row.standing {
            (pictures::demarche(&slug).draw())
            p.large { (ready(&list)) }
            (desk(&list))
        }
        (situation_form(demarche, &flags))
        (table(&house, person.id, &list, &held))
        p.note { (tool("info-circle")) (Staff::DemarchesSay) }
        @if list.items.iter().any(|item| matches!(item.per, Per::Adult | Per::Child)) {
            p.small.quiet { (Staff::PerNote) }
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

/// Above one démarche: whose it is, and the way to the others.
fn heading(person: &Beneficiary, title: &str, is_one: bool) -> Markup {
    html! {
        div.row {
            (face())
            div {
                h1 { (title) }
                @if is_one { p.quiet { (person.name) } }
            }
            div.row.push {
                @if is_one { a.btn href={ "/personnes/" (person.id) "/demarches" } { (tool("clipboard-list")) (Staff::AllDemarches) } }
                a.btn href={ "/personnes/" (person.id) } { (tool("arrow-left")) (Staff::BackToPerson) }
            }
        }
    }
}

fn card(catalogue: &Catalogue, person: BeneficiaryId, list: &Checklist) -> Markup {
    let short = catalogue
        .demarche(&list.slug)
        .map_or(list.label.as_str(), |demarche| demarche.short.as_str());
    html! {
        a.card.demarche href={ "/personnes/" (person) "/demarches/" (list.slug) } {
            (pictures::demarche(&list.slug).draw())
            span {
                span.name { (short) }
                span.small.quiet { (list.label) }
            }
            span.chip.good[list.ready] { @if list.ready { (tool("check")) } (ready(list)) }
        }
    }
}

/// `3 sur 5 prêts`: of what the desk insists on.
fn ready(list: &Checklist) -> String {
    let asked = || list.items.iter().filter(|item| !item.optional);
    let there = asked().filter(|item| item.state == ItemState::Have);
    Staff::ReadyOf.with(&[("n", &there.count()), ("m", &asked().count())])
}

fn desk(list: &Checklist) -> Markup {
    html! {
        div.quiet.grow {
            p { (Staff::AskedAt.with(&[("who", &list.issuer)])) }
            @if !list.form.is_empty() { p { (Staff::WithForm.with(&[("form", &list.form)])) } }
            @if !list.note.is_empty() { p { (list.note) } }
        }
    }
}

/// Only what changes this list is asked.
fn situation_form(demarche: &Demarche, flags: &[&str]) -> Markup {
    let mut asked: Vec<&str> = Vec::new();
    for item in &demarche.items {
        for flag in item.when.iter().chain(&item.unless) {
            if !asked.contains(&flag.as_str()) {
                asked.push(flag);
            }
        }
    }
    html! {
        @if !asked.is_empty() {
            form.card method="get" {
                fieldset.picks {
                    legend { (Staff::Situation) " " span.small.quiet { (Staff::SituationSay) } }
                    div.flags {
                        @for flag in &asked {
                            label.tick { input type="checkbox" name=(flag) value="oui" checked[flags.contains(flag)]; (flag_name(flag)) }
                        }
                    }
                }
                div.row { button.btn { (tool("refresh")) (Staff::Update) } }
            }
        }
    }
}

fn table(house: &Shared, person: BeneficiaryId, list: &Checklist, held: &[HeldDocument]) -> Markup {
    html! {
        table.needs.card {
            (heads(&[Staff::NeedState, Staff::NeedAsked, Staff::NeedFound, Staff::NeedWhat]))
            tbody { @for item in &list.items {
                tr data-state=(item.state.slug()) {
                    td { (need(item.state)) }
                    th scope="row" {
                        (item.label)
                        p.small.quiet { (per(item.per)) @if item.optional { " · " (Staff::NeedOptional) } }
                    }
                    td { (found(house, person, item, held)) }
                    td { (to_know(&house.catalogue(), item)) }
                }
            } }
        }
    }
}

/// The papers that serve, or would if they were recent enough.
fn found(
    house: &Shared,
    person: BeneficiaryId,
    item: &ChecklistItem,
    held: &[HeldDocument],
) -> Markup {
    let catalogue = house.catalogue();
    let papers = item
        .papers
        .iter()
        .filter_map(|id| held.iter().find(|paper| paper.id == *id))
        .map(|paper| Shelved::new(&catalogue, paper, house.today()));
    html! {
        @if item.papers.is_empty() { (Staff::NeedNothing) }
        @for paper in papers {
            @let tint = catalogue.theme(&paper.card.theme).map_or("#eeeeee", |theme| theme.tint.as_str());
            a.serves href={ "/personnes/" (person) "/papiers/" (paper.id()) } {
                (silhouette(paper.card, tint))
                span {
                    span.name { (paper.card.short) }
                    span.small { @if let Some(when) = paper.when() { bdi { (when) } } }
                    @if paper.asks() { span.chip.check { (tool("help")) (Staff::Checking) } }
                    @else if matches!(item.state, ItemState::TooOld | ItemState::Unclear) { (state(paper.status, Lang::Fr)) }
                }
            }
        }
    }
}

/// Why it is so, and for what is not there: which papers would do, and who gives them.
fn to_know(catalogue: &Catalogue, item: &ChecklistItem) -> Markup {
    let short = |slug: &String| catalogue.card(&DocumentType::new(slug)).short.clone();
    let types: Vec<String> = item
        .types
        .iter()
        .take(limits::TYPES_NAMED_MAX)
        .map(short)
        .collect();
    html! {
        @if item.state != ItemState::Have {
            p { (item.why) }
            @if !types.is_empty() { p.small { (Staff::NeedTypes.with(&[("types", &types.join(", "))])) } }
            @if !item.issuers.is_empty() { p.small { (Staff::NeedIssuers.with(&[("who", &item.issuers.join(", "))])) } }
        }
    }
}

fn per(per: Per) -> Staff {
    match per {
        Per::Applicant => Staff::PerApplicant,
        Per::Adult => Staff::PerAdult,
        Per::Child => Staff::PerChild,
        Per::Host => Staff::PerHost,
        Per::Dwelling => Staff::PerDwelling,
        Per::Household => Staff::PerHousehold,
    }
}
