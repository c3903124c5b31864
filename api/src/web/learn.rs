//! Teaching the house papers of its own, for admins: drafts, versions, which one is in use, and how bold it is. No paper of
//! a person is shown here.

use axum::{
    Form,
    extract::{Query, State},
    response::Redirect,
};
use classify::{Catalogue, sentences::day_in_french};
use ingest::taught::{self, About, TaughtError};
use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use models::{ModelError, Step};
use serde::Deserialize;
use vault::{Act, Draft, DraftState};

use super::{
    Shared,
    fault::{Fault, failed},
    forms::Asked,
    page::{self, Menu, heads},
    session::Admin,
};
use crate::{
    pictures::{silhouette, tool},
    words::Learn,
};

pub(crate) mod draft;
pub(crate) mod examples;
pub(crate) mod risk;
mod sheet;
pub(crate) mod version;

impl From<ModelError> for Fault {
    fn from(error: ModelError) -> Self {
        failed(&error)
    }
}

impl From<TaughtError> for Fault {
    fn from(error: TaughtError) -> Self {
        failed(&error)
    }
}

pub(crate) async fn page(
    State(house): State<Shared>,
    Admin(member): Admin,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let drafts = house.vault().drafts().await?;
    let versions = &house.kit.versions;
    let (current, history) = (versions.current()?, versions.history()?);
    let mut known = Vec::new();
    for number in versions.numbers()? {
        known.push((number, About::of(versions, number)?));
    }
    let body = html! {
        div.row {
            h1 { (Learn::Title) }
            a.btn.push href="/reglages" { (tool("arrow-left")) (Learn::ToSettings) }
        }
        (said(&asked.fait))
        (in_use(current, &history))
        section.card {
            h2 { (Learn::OwnTypes) }
            p { (Learn::OwnTypesSay) }
            ul.lines {
                @for draft in &drafts { li { (line(&house, draft)) } }
            }
            div.row { a.btn.main href="/reglages/apprendre/nouveau" { (tool("plus")) (Learn::NewType) } }
        }
        @if !known.is_empty() { (table(&known, current)) }
        @if !history.is_empty() { (done(&history)) }
    };
    Ok(page::staff_page(
        Some(&member),
        Menu::Settings,
        Learn::Title.text(),
        &html! {},
        &body,
    ))
}

/// Says what going back would do, before it is done.
pub(crate) async fn ask_back(
    State(house): State<Shared>,
    Admin(member): Admin,
) -> Result<Markup, Fault> {
    let versions = &house.kit.versions;
    let current = versions.current()?.ok_or(Fault::NotFound)?;
    let before = name(versions.before()?);
    let body = html! {
        h1 { (Learn::BackTitle) }
        section.card {
            p { (Learn::BackSay.with(&[("now", &name(Some(current))), ("before", &before)])) }
            div.row {
                form method="post" action="/reglages/apprendre/retour" {
                    input type="hidden" name="de" value=(current);
                    button.btn.main { (tool("arrow-back-up")) (Learn::BackYes) }
                }
                a.btn href="/reglages/apprendre" { (tool("x")) (Learn::BackNo) }
            }
        }
    };
    Ok(page::staff_page(
        Some(&member),
        Menu::Settings,
        Learn::BackTitle.text(),
        &html! {},
        &body,
    ))
}

#[derive(Deserialize)]
pub(crate) struct GoBack {
    /// The version that was in use when the question was asked: the button pressed twice goes back once.
    de: u32,
}

pub(crate) async fn back(
    State(house): State<Shared>,
    Admin(member): Admin,
    Form(form): Form<GoBack>,
) -> Result<Redirect, Fault> {
    let (versions, now_s) = (house.kit.versions.clone(), house.now_s());
    if versions.current()? == Some(form.de) {
        let before = versions.back(now_s)?;
        let object = before.map_or_else(|| "0".to_owned(), |number| number.to_string());
        house
            .vault()
            .tell(member.id, Act::WentBack, &object, now_s)
            .await?;
        taught::take(&house.kit).await?;
    }
    Ok(Redirect::to("/reglages/apprendre?fait=retour"))
}

fn said(word: &str) -> Markup {
    let words = match word {
        "adopte" => Learn::SaidAdopted,
        "retour" => Learn::SaidBack,
        "supprime" => Learn::SaidDraftDropped,
        _ => return html! {},
    };
    html! { p.note.good role="status" { (tool("circle-check")) (words) } }
}

/// `la version 3`, `le modèle du programme`.
fn name(version: Option<u32>) -> String {
    match version {
        Some(number) => Learn::VersionN.with(&[("n", &number)]),
        None => Learn::OwnModel.text().to_owned(),
    }
}

fn day(at_s: i64) -> String {
    let instant = Timestamp::from_second(at_s).unwrap_or(Timestamp::UNIX_EPOCH);
    day_in_french(instant.to_zoned(TimeZone::UTC).date())
}

fn in_use(current: Option<u32>, history: &[Step]) -> Markup {
    let since = history.last().map(|step| day(step.at_s));
    let promoted = history
        .iter()
        .rfind(|step| !step.back && step.version == current && current.is_some());
    html! {
        section.card {
            h2 { (Learn::InUse) }
            p.large.first { (name(current)) }
            @if let Some(since) = since { p { (Learn::Since.with(&[("day", &since)])) } }
            @if let Some(why) = promoted.and_then(|step| step.why.as_ref()) { p { (Learn::Reason.with(&[("why", why)])) } }
            @if let Some(number) = current {
                div.row {
                    a.btn href={ "/reglages/apprendre/versions/" (number) } { (tool("list-check")) (Learn::BeforeAfter) }
                    a.btn.stop href="/reglages/apprendre/retour" { (tool("arrow-back-up")) (Learn::GoBack) }
                }
            }
        }
    }
}

fn line(house: &Shared, draft: &Draft) -> Markup {
    let card = draft::only_type(&draft.card.types);
    let tint = card.as_ref().and_then(|card| {
        let catalogue = house.catalogue();
        catalogue.theme(&card.theme).map(|theme| theme.tint.clone())
    });
    html! {
        a.serves href={ "/reglages/apprendre/" (draft.id) } {
            @if let Some(card) = &card { (silhouette(card, tint.as_deref().unwrap_or("#e6edf7"))) }
            span.grow { (draft.card.label) }
            span.chip.good[matches!(draft.state, DraftState::Taught { .. })].over[matches!(draft.state, DraftState::Failed { .. })] {
                (match draft.state {
                    DraftState::Open => Learn::StateOpen,
                    DraftState::Asked { .. } => Learn::StateAsked,
                    DraftState::Taught { .. } => Learn::StateTaught,
                    DraftState::Failed { .. } => Learn::StateFailed,
                })
            }
        }
    }
}

fn table(known: &[(u32, About)], current: Option<u32>) -> Markup {
    html! {
        section.part {
            h2 { (Learn::Versions) }
            div.scroll {
                table.needs.card {
                    (heads(&[Learn::Version, Learn::Papers, Learn::Right, Learn::Silent, Learn::Objections]))
                    tbody {
                        @for (number, about) in known.iter().rev() {
                            tr {
                                th scope="row" {
                                    a.tall href={ "/reglages/apprendre/versions/" (number) } { (Learn::Version) " " (number) }
                                    @if current == Some(*number) { " " span.chip.good { (Learn::InUseShort) } }
                                    p.small.quiet { (day(about.made_at_s)) }
                                }
                                td data-head=(Learn::Papers) { (papers(about)) }
                                td data-head=(Learn::Right) { (version::share(about.before.right, about.before.papers)) " → " (version::share(about.after.right, about.after.papers)) }
                                td data-head=(Learn::Silent) { (version::share(about.before.silent, about.before.papers)) " → " (version::share(about.after.silent, about.after.papers)) }
                                td data-head=(Learn::Objections) { @if about.against.is_empty() { (Learn::None) } @else { (about.against.len()) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `Pass solidaire (7 papiers)`.
fn papers(about: &About) -> String {
    let labels = Labels::of(about);
    let count = |of: &[(String, Vec<String>)], slug: &str| {
        let own = of.iter().find(|(own, _)| own == slug);
        own.map_or(0, |(_, papers)| papers.len())
    };
    let texts: Vec<String> = about
        .slugs()
        .into_iter()
        .map(|slug| {
            let n = count(&about.papers, slug) + count(&about.checked, slug);
            Learn::TypePapers.with(&[("name", &labels.get(slug)), ("n", &n)])
        })
        .collect();
    texts.join(", ")
}

/// What types are called in a version.
struct Labels(toml::Table);

impl Labels {
    fn of(about: &About) -> Self {
        Self(about.types.parse().unwrap_or_default())
    }

    fn get(&self, slug: &str) -> String {
        let document_type = paper::DocumentType::new(slug.to_owned());
        let card = Catalogue::built_in().card(&document_type);
        let own = || self.0.get("types")?.get(slug)?.get("label")?.as_str();
        if card.slug == slug {
            card.label.clone()
        } else {
            own().map_or_else(|| slug.replace('_', " "), str::to_owned)
        }
    }
}

fn done(history: &[Step]) -> Markup {
    html! {
        section.card {
            h2 { (Learn::History) }
            ol.lines reversed {
                @for step in history.iter().rev() {
                    li {
                        span.grow {
                            @let words = if step.back { Learn::DidBack } else { Learn::DidAdopt };
                            (words.with(&[("day", &day(step.at_s)), ("version", &name(step.version))]))
                            @if let Some(why) = &step.why { " " (Learn::Reason.with(&[("why", why)])) }
                        }
                    }
                }
            }
        }
    }
}
