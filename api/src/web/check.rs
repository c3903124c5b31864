//! The desk: one paper, its picture with the evidence on it, and everything needed to decide on one screen.

use std::collections::HashMap;

use axum::{
    Form,
    extract::{Path, Query, State},
    response::Redirect,
};
use maud::{Markup, html};
use paper::{Beneficiary, BeneficiaryId, DocumentId, HeldDocument, PlaceKind};
use tower_sessions::Session;

use self::undo::Decision;
use super::{
    Shared,
    fault::Fault,
    forms::{Asked, id},
    opened::{Keeping, Sorting},
    page::{self, Menu},
};
use crate::{
    correct,
    pictures::{state, tool},
    shelf::{self, Shelved},
    words::{Lang, Staff},
};

mod choices;
mod evidence;
mod form;
mod undo;

/// Goes to the first paper that asks.
pub(crate) async fn first(
    State(house): State<Shared>,
    Keeping { permit, .. }: Keeping,
) -> Result<Redirect, Fault> {
    let held = house.vault().held_documents(&permit).await?;
    Ok(Redirect::to(&next_address(
        &house,
        permit.beneficiary(),
        &held,
        None,
        "verifie",
    )))
}

pub(crate) async fn page(
    State(house): State<Shared>,
    Keeping { member, permit }: Keeping,
    Path((_, paper)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    session: Session,
) -> Result<Markup, Fault> {
    let person = house.person(permit.beneficiary()).await?;
    let paper = house.vault().document(&permit, id(&paper)?).await?;
    let held = house.vault().held_documents(&permit).await?;
    let mut pages = Vec::new();
    for page in &paper.reading.pages {
        pages.push(house.vault().page(&permit, *page).await?);
    }
    let catalogue = house.catalogue();
    let shelved = Shelved::new(&catalogue, &paper, house.today());
    let can_undo = !undo::decisions(&session).await?.is_empty();
    let body = html! {
        (said(person.id, &asked.fait, can_undo))
        div.desk {
            (evidence::view(person.id, &paper.reading, &pages))
            form #desk.card method="post" action={ "/personnes/" (person.id) "/papiers/" (paper.id) } {
                (heading(&house, &person, &shelved, &held))
                (choices::types(&house, &paper.reading))
                (choices::dates(&house, &paper.reading))
                (choices::holder(&paper.reading))
                div.actions {
                    button.btn.main name="go" value="next" { (tool("check")) (Staff::AcceptNext) kbd { "Entrée" } }
                    a.btn #later href=(next_address(&house, person.id, &held, Some(paper.id), "")) { (Staff::Later) kbd { "Espace" } }
                    @if matches!(paper.place.kind, PlaceKind::Duplicate) {
                        button.btn name="go" value="not_twin" { (Staff::NotTwin) }
                    }
                }
                (evidence::facts(&paper))
                (choices::keys())
            }
        }
    };
    let more = page::script("js/check.js");
    let title = format!("{} — {}", shelved.card.short, person.name);
    Ok(page::staff_page(
        Some(&member),
        Menu::People,
        &title,
        &more,
        &body,
    ))
}

/// What the form said; dates come as `date-issued=2026-03-01`.
pub(crate) async fn correct(
    State(house): State<Shared>,
    Sorting { member, permit }: Sorting,
    Path((_, paper)): Path<(String, String)>,
    session: Session,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Redirect, Fault> {
    let (person, paper): (BeneficiaryId, DocumentId) = (permit.beneficiary(), id(&paper)?);
    let before = house.vault().document(&permit, paper).await?;
    let correction = form::read(&house, &before.reading, &form)?;
    undo::remember(&session, Decision::before(person, &before)).await?;
    correct::apply(&house, &permit, paper, &correction, member.id).await?;
    let held = house.vault().held_documents(&permit).await?;
    Ok(Redirect::to(&next_address(
        &house,
        person,
        &held,
        Some(paper),
        "note",
    )))
}

/// Takes back the last decision and shows its paper again.
pub(crate) async fn undo(
    State(house): State<Shared>,
    Sorting { member, permit }: Sorting,
    session: Session,
) -> Result<Redirect, Fault> {
    let person = permit.beneficiary();
    let mut all = undo::decisions(&session).await?;
    let Some(decision) = all.pop().filter(|decision| decision.is_of(person)) else {
        return Ok(Redirect::to(&format!("/personnes/{person}")));
    };
    let paper: DocumentId = id(&decision.paper)?;
    let now = house.vault().document(&permit, paper).await?;
    correct::apply(
        &house,
        &permit,
        paper,
        &decision.back(&now.reading),
        member.id,
    )
    .await?;
    undo::keep(&session, all).await?;
    Ok(Redirect::to(&format!(
        "/personnes/{person}/papiers/{paper}?fait=annule"
    )))
}

fn said(person: BeneficiaryId, done: &str, can_undo: bool) -> Markup {
    html! {
        @match (done, can_undo) {
            ("note", true) => {
                div.note.good role="status" {
                    (tool("circle-check"))
                    span { (Staff::Corrected) }
                    form.push method="post" action={ "/personnes/" (person) "/annuler" } {
                        button #undo.btn.small { (tool("arrow-back-up")) (Staff::Undo) kbd { "⌫" } }
                    }
                }
            }
            ("annule", _) => { p.note role="status" { (tool("arrow-back-up")) (Staff::Undone) } }
            _ => {}
        }
    }
}

fn heading(
    house: &Shared,
    person: &Beneficiary,
    paper: &Shelved<'_>,
    held: &[HeldDocument],
) -> Markup {
    let asking: Vec<DocumentId> = asking(house, held)
        .into_iter()
        .filter(|(_, asks)| *asks)
        .map(|(id, _)| id)
        .collect();
    let at = asking.iter().position(|id| *id == paper.id());
    html! {
        div.row {
            a.tall href={ "/personnes/" (person.id) } { (person.name) }
            @if let Some(at) = at {
                span.chip.check { (Staff::Position.with(&[("n", &(at + 1)), ("m", &asking.len())])) }
            }
            span.push { (state(paper.status, Lang::Fr)) }
        }
        h1 { (Staff::WhichPaper) }
    }
}

/// The paper that asks after this one, round the shelf; the person's page when none is left.
fn next_address(
    house: &Shared,
    person: BeneficiaryId,
    held: &[HeldDocument],
    after: Option<DocumentId>,
    done: &str,
) -> String {
    let order = asking(house, held);
    let here = after.and_then(|after| order.iter().position(|(id, _)| *id == after));
    let turned = order
        .iter()
        .cycle()
        .skip(here.map_or(0, |at| at + 1))
        .take(order.len());
    let next = turned
        .filter(|(_, asks)| *asks)
        .map(|(id, _)| id)
        .find(|id| Some(**id) != after);
    match next {
        Some(next) if done == "note" => format!("/personnes/{person}/papiers/{next}?fait=note"),
        Some(next) => format!("/personnes/{person}/papiers/{next}"),
        None => format!("/personnes/{person}?fait=verifie"),
    }
}

/// All papers in the order of the shelf, with whether each asks: same types together, so that an agent
/// decides likes in a row.
fn asking(house: &Shared, held: &[HeldDocument]) -> Vec<(DocumentId, bool)> {
    shelf::by_theme(&house.catalogue(), held, house.today())
        .iter()
        .flat_map(|shelf| shelf.front.iter().chain(&shelf.folded))
        .map(|paper| (paper.id(), paper.asks()))
        .collect()
}
