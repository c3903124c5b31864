//! The desk: one paper, its picture with the evidence on it, and everything needed to decide on one screen.

use std::collections::HashMap;

use axum::{
    Form,
    extract::{Path, Query, State},
    response::Redirect,
};
use maud::{Markup, html};
use paper::{
    BeneficiaryId, CodeCheck, DateRole, Day, DocumentId, DocumentType, Evidence, HeldDocument,
    Page, PlaceKind, Purpose, Reading,
};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use vault::{Actor, Correction};

use super::{
    Shared,
    fault::Fault,
    forms::{Asked, id},
    overlay::Flatten,
    page::{self, Menu},
    session::Agent,
};
use crate::{
    correct, limits,
    pictures::{self, silhouette, state, tool},
    shelf::{self, Shelved},
    words::{Lang, Staff},
};

/// Goes to the first paper that asks.
pub(crate) async fn first(
    State(house): State<Shared>,
    Agent(member): Agent,
    Path(person): Path<String>,
) -> Result<Redirect, Fault> {
    let person: BeneficiaryId = id(&person)?;
    let permit = house
        .permit(person, Purpose::Keep, Actor::Staff(member.id))
        .await?;
    let held = house.vault().held_documents(&permit).await?;
    Ok(Redirect::to(&next_address(
        &house, person, &held, None, "verifie",
    )))
}

pub(crate) async fn page(
    State(house): State<Shared>,
    Agent(member): Agent,
    Path((person, paper)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    session: Session,
) -> Result<Markup, Fault> {
    let person = house.person(id(&person)?).await?;
    let permit = house
        .permit(person.id, Purpose::Keep, Actor::Staff(member.id))
        .await?;
    let paper = house.vault().document(&permit, id(&paper)?).await?;
    let held = house.vault().held_documents(&permit).await?;
    let mut pages = Vec::new();
    for page in &paper.reading.pages {
        pages.push(house.vault().page(&permit, *page).await?);
    }
    let shelved = Shelved::new(house.catalogue(), &paper, house.today());
    let can_undo = !decisions(&session).await?.is_empty();
    let body = html! {
        (said(person.id, &asked.fait, can_undo))
        div.desk {
            (view(person.id, &paper.reading, &pages))
            form #desk.card method="post" action={ "/personnes/" (person.id) "/papiers/" (paper.id) } {
                (heading(&house, &person.name, person.id, &shelved, &held))
                (type_choice(&house, &paper.reading))
                (date_fields(&house, &paper.reading))
                (holder_field(&paper.reading))
                div.actions {
                    button.btn.main name="go" value="next" { (tool("check")) (Staff::AcceptNext) kbd { "Entrée" } }
                    a.btn #later href=(next_address(&house, person.id, &held, Some(paper.id), "")) { (Staff::Later) kbd { "Espace" } }
                    @if matches!(paper.place.kind, PlaceKind::Duplicate) {
                        button.btn name="go" value="not_twin" { (Staff::NotTwin) }
                    }
                }
                (facts(&paper))
                (keys())
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
    Agent(member): Agent,
    Path((person, paper)): Path<(String, String)>,
    session: Session,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Redirect, Fault> {
    let (person, paper): (BeneficiaryId, DocumentId) = (id(&person)?, id(&paper)?);
    let permit = house
        .permit(person, Purpose::Sort, Actor::Staff(member.id))
        .await?;
    let before = house.vault().document(&permit, paper).await?;
    let correction = read_form(&house, &before.reading, &form)?;
    remember(&session, Decision::before(person, &before)).await?;
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
    Agent(member): Agent,
    Path(person): Path<String>,
    session: Session,
) -> Result<Redirect, Fault> {
    let person: BeneficiaryId = id(&person)?;
    let mut all = decisions(&session).await?;
    let Some(decision) = all
        .pop()
        .filter(|decision| decision.person == person.to_string())
    else {
        return Ok(Redirect::to(&format!("/personnes/{person}")));
    };
    let permit = house
        .permit(person, Purpose::Sort, Actor::Staff(member.id))
        .await?;
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
    session.insert(DECISIONS, all).await?;
    Ok(Redirect::to(&format!(
        "/personnes/{person}/papiers/{paper}?fait=annule"
    )))
}

const DECISIONS: &str = "decisions";

/// How a paper stood before an agent decided: kept in the session's memory, for undo.
#[derive(Clone, Serialize, Deserialize)]
struct Decision {
    person: String,
    paper: String,
    document_type: String,
    dates: Vec<(String, String)>,
    holder: Option<String>,
}

impl Decision {
    fn before(person: BeneficiaryId, paper: &HeldDocument) -> Self {
        let reading = &paper.reading;
        Self {
            person: person.to_string(),
            paper: paper.id.to_string(),
            document_type: reading.document_type.slug().to_owned(),
            dates: reading
                .dates
                .iter()
                .map(|date| (date.role.slug().to_owned(), date.day.to_string()))
                .collect(),
            holder: reading.holder().map(|holder| holder.name.clone()),
        }
    }

    /// What leads from the paper as it is now back to what it was.
    fn back(&self, now: &Reading) -> Correction {
        let was = |role: DateRole| {
            let found = self.dates.iter().find(|(slug, _)| slug == role.slug());
            found.and_then(|(_, day)| day.parse::<Day>().ok())
        };
        let changed = self.document_type != now.document_type.slug();
        Correction {
            document_type: changed.then(|| DocumentType::new(&self.document_type)),
            dates: DateRole::ALL
                .into_iter()
                .map(|role| (role, was(role)))
                .filter(|(role, day)| now.date(*role).map(|date| date.day) != *day)
                .collect(),
            holder: self
                .holder
                .clone()
                .filter(|name| now.holder().map(|holder| &holder.name) != Some(name)),
            not_twin: false,
            confirmed: false,
        }
    }
}

async fn decisions(session: &Session) -> Result<Vec<Decision>, Fault> {
    Ok(session.get(DECISIONS).await?.unwrap_or_default())
}

async fn remember(session: &Session, decision: Decision) -> Result<(), Fault> {
    let mut all = decisions(session).await?;
    all.push(decision);
    let extra = all.len().saturating_sub(limits::UNDO_MAX);
    all.drain(..extra);
    Ok(session.insert(DECISIONS, all).await?)
}

/// Only what differs from what is there becomes a correction.
fn read_form(
    house: &Shared,
    reading: &Reading,
    form: &HashMap<String, String>,
) -> Result<Correction, Fault> {
    let said = |name: &str| {
        form.get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    };
    let slug = said("autre")
        .or(said("type"))
        .unwrap_or(reading.document_type.slug());
    if !house
        .catalogue()
        .types()
        .iter()
        .any(|card| card.slug == slug)
    {
        return Err(Fault::BadInput);
    }
    let mut dates = Vec::new();
    for role in DateRole::ALL {
        let Some(text) = form.get(&format!("date-{}", role.slug())) else {
            continue;
        };
        let day: Option<Day> = match text.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| Fault::BadInput)?),
        };
        if day != reading.date(role).map(|date| date.day) {
            dates.push((role, day));
        }
    }
    let holder = said("holder")
        .filter(|name| reading.holder().map(|holder| holder.name.as_str()) != Some(name));
    if holder.is_some_and(|name| name.chars().count() > limits::NAME_CHARS_MAX) {
        return Err(Fault::BadInput);
    }
    Ok(Correction {
        document_type: (slug != reading.document_type.slug()).then(|| DocumentType::new(slug)),
        dates,
        holder: holder.map(str::to_owned),
        not_twin: said("go") == Some("not_twin"),
        confirmed: true,
    })
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
    shelf::by_theme(house.catalogue(), held, house.today())
        .iter()
        .flat_map(|shelf| shelf.front.iter().chain(&shelf.folded))
        .map(|paper| (paper.id(), paper.asks()))
        .collect()
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
    name: &str,
    person: BeneficiaryId,
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
            a href={ "/personnes/" (person) } { (name) }
            @if let Some(at) = at {
                span.chip.check { (Staff::Position.with(&[("n", &(at + 1)), ("m", &asking.len())])) }
            }
            span.push { (state(paper.status, Lang::Fr)) }
        }
        h1 { (Staff::WhichPaper) }
    }
}

/// The answer and its alternatives on keys 1 to 4, then the whole catalogue.
fn type_choice(house: &Shared, reading: &Reading) -> Markup {
    let own = (&reading.document_type, reading.confidence);
    let choices = std::iter::once(own).chain(
        reading
            .alternatives
            .iter()
            .map(|(slug, sure)| (slug, *sure)),
    );
    let catalogue = house.catalogue();
    html! {
        fieldset.picks {
            legend.unseen { (Staff::WhichPaper) }
            @for (at, (document_type, sure)) in choices.enumerate() {
                @let card = catalogue.card(document_type);
                @let tint = catalogue.theme(&card.theme).map_or("#eeeeee", |theme| theme.tint.as_str());
                label.pick {
                    input type="radio" name="type" value=(document_type.slug()) checked[at == 0] data-key=(at + 1);
                    kbd { (at + 1) }
                    (silhouette(card, tint))
                    span {
                        span.name { (card.short) }
                        span.quiet.small { (card.label) }
                    }
                    span.quiet { (percent(sure.value())) }
                }
            }
        }
        div.field {
            label for="other" { (Staff::OtherType) " " kbd { "/" } }
            select #other name="autre" {
                option value="" { (Staff::ChooseType) }
                @for theme in catalogue.themes() {
                    optgroup label=(theme.label) {
                        @for card in catalogue.types().iter().filter(|card| card.theme == theme.slug) {
                            option value=(card.slug) { (card.label) }
                        }
                    }
                }
            }
        }
    }
}

fn percent(sure: f32) -> String {
    Staff::SureAt.with(&[("n", &(sure * 100.0).round())])
}

/// The dates read, and the one that the type's rule needs even if it was not.
fn date_fields(house: &Shared, reading: &Reading) -> Markup {
    let card = house.catalogue().card(&reading.document_type);
    let needed: Vec<DateRole> = card
        .dates
        .iter()
        .filter_map(|hint| hint.role.date())
        .collect();
    let shown = DateRole::ALL
        .into_iter()
        .filter(|role| reading.date(*role).is_some() || needed.contains(role));
    html! {
        fieldset.picks {
            legend { strong { (Staff::Dates) } }
            div.dates-grid {
                @for role in shown {
                    @let name = format!("date-{}", role.slug());
                    div.field {
                        label.small for=(name) { (Staff::date(role)) }
                        input type="date" id=(name) name=(name) value=[reading.date(role).map(|date| date.day.to_string())];
                    }
                }
            }
        }
    }
}

fn holder_field(reading: &Reading) -> Markup {
    html! {
        div.field {
            label for="holder" { (Staff::Holder) }
            input type="text" id="holder" name="holder" maxlength="120" value=[reading.holder().map(|holder| &holder.name)];
        }
    }
}

/// The pictures with what spoke for the type, the dates and the holder drawn where it is printed.
fn view(person: BeneficiaryId, reading: &Reading, pages: &[Page]) -> Markup {
    let spots: Vec<(&str, &Evidence)> = evidence(reading).collect();
    html! {
        div.view {
            @for (at, page) in pages.iter().enumerate() {
                figure.spot {
                    div.frame {
                        img src={ "/personnes/" (person) "/images/" (page.id) } alt="";
                        svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true" {
                            @if let Some(flatten) = Flatten::of(&page.region) {
                                @for (class, spot) in spots.iter().filter(|(_, spot)| spot.page == page.id && spot.quad.area() > 1.0) {
                                    polygon class=(class) points=(flatten.polygon(&spot.quad)) { title { (spot.text) } }
                                }
                            }
                        }
                    }
                    figcaption {
                        @if pages.len() > 1 { (at + 1) " / " (pages.len()) " · " }
                        a href={ "/personnes/" (person) "/photos/" (page.photo) } { (Staff::Original) }
                    }
                    @for doubt in &page.doubts {
                        @let (icon, key) = pictures::doubt(*doubt);
                        p.doubt { (icon.draw()) (key.text(Lang::Fr)) }
                    }
                }
            }
        }
    }
}

/// Each with the class that colours it.
fn evidence(reading: &Reading) -> impl Iterator<Item = (&'static str, &Evidence)> {
    let types = reading.type_evidence.iter().map(|spot| ("type", spot));
    let dates = reading.dates.iter().map(|date| ("date", &date.evidence));
    let holders = reading
        .holders
        .iter()
        .map(|holder| ("holder", &holder.evidence));
    types.chain(dates).chain(holders)
}

/// Why the machine says so, and what else it read.
fn facts(paper: &HeldDocument) -> Markup {
    let reading = &paper.reading;
    let spots: Vec<(&str, &Evidence)> = evidence(reading)
        .filter(|(_, spot)| !spot.text.is_empty())
        .collect();
    html! {
        details open {
            summary { strong { (Staff::Why) } }
            @if spots.is_empty() { p.quiet { (Staff::WhyNone) } }
            ul.why {
                @for (class, spot) in &spots {
                    li { span class={ "swatch " (class) } {} "« " (spot.text) " »" span.quiet.small { (spot.rule) } }
                }
            }
            dl.facts {
                dt { (Staff::Validity) } dd { (paper.validity.why) }
                dt { (Staff::Place) } dd { (Staff::place(paper.place.kind)) @if !paper.place.why.is_empty() { " — " (paper.place.why) } }
                @if let Some(issuer) = &reading.issuer { dt { (Staff::Issuer) } dd { (issuer.value) } }
                @for field in &reading.fields { dt { (field.name) } dd { (field.value) } }
                @for code in &reading.codes { dt { (code.kind) } dd { (code_words(code.check)) } }
            }
        }
    }
}

fn code_words(check: CodeCheck) -> Staff {
    match check {
        CodeCheck::Ok => Staff::CodeOk,
        CodeCheck::Failed => Staff::CodeFailed,
        CodeCheck::None => Staff::CodeNone,
    }
}

fn keys() -> Markup {
    let lines = [
        ("Entrée", Staff::KeysEnter),
        ("1 2 3 4", Staff::KeysDigits),
        ("/", Staff::KeysSlash),
        ("Espace", Staff::KeysLater),
        ("⌫", Staff::KeysBack),
    ];
    html! {
        details {
            summary { (tool("keyboard")) " " (Staff::KeysTitle) }
            ul.why { @for (key, word) in lines { li { kbd { (key) } (word) } } }
            label.row { input #keys-on type="checkbox" checked; (Staff::KeysOn) }
        }
    }
}
