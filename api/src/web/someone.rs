//! One person, as an agent sees her: her papers by theme, what is to be checked, her bags, her consents.

use axum::{
    Form,
    extract::{Path, Query, State},
    response::Redirect,
};
use index::{Hit, Query as IndexQuery};
use maud::{Markup, html};
use paper::{Bag, Beneficiary, BeneficiaryId, Consent, HeldDocument, Purpose};
use serde::Deserialize;
use vault::{Actor, Staff as Member, VaultError};

use super::{
    Shared,
    fault::Fault,
    forms::{Asked, id},
    page::{self, Menu, face},
    people::papers,
    session::Agent,
};
use crate::{
    limits,
    pictures::{Icon, picto, state, tool},
    shelf::{self, Shelved, ThemeShelf},
    words::{Lang, Staff},
};

/// What is known of her, as far as she agreed.
struct Known {
    held: Vec<HeldDocument>,
    bags: Vec<Bag>,
    /// `None` when nothing was searched.
    hits: Option<Vec<Hit>>,
}

pub(crate) async fn page(
    State(house): State<Shared>,
    Agent(member): Agent,
    Path(person): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let person = house.person(id(&person)?).await?;
    let consents = house.vault().consents(person.id).await?;
    let known = know(&house, &member, person.id, asked.q.trim()).await?;
    let body = html! {
        (heading(&person, known.as_ref()))
        (said(&asked.fait))
        div.split {
            div.side {
                @match &known {
                    None => { p.note { (tool("lock")) (Staff::NoConsent) } }
                    Some(known) => {
                        (search_box(person.id, &asked.q))
                        @match &known.hits {
                            Some(hits) => { (found(&house, person.id, &known.held, hits)) }
                            None => { (shelves(&house, person.id, &known.held)) }
                        }
                    }
                }
            }
            aside.side {
                @if let Some(known) = &known { (bags(person.id, &known.bags)) }
                (consent_card(person.id, &consents, house.now_s()))
            }
        }
    };
    Ok(page::staff_page(
        Some(&member),
        Menu::People,
        &person.name,
        &html! {},
        &body,
    ))
}

/// `None` without her consent to be shown her papers.
async fn know(
    house: &Shared,
    member: &Member,
    person: BeneficiaryId,
    q: &str,
) -> Result<Option<Known>, Fault> {
    let permit = match house
        .permit(person, Purpose::Keep, Actor::Staff(member.id))
        .await
    {
        Ok(permit) => permit,
        Err(VaultError::ConsentWithdrawn) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let hits = if q.is_empty() {
        None
    } else {
        let query = IndexQuery {
            text: q.to_owned(),
            limit: limits::RESULTS_MAX,
            ..IndexQuery::default()
        };
        Some(
            house
                .index()
                .search(&house.vault().index_key(&permit), &query)
                .await?,
        )
    };
    Ok(Some(Known {
        held: house.vault().held_documents(&permit).await?,
        bags: house.vault().bags(&permit).await?,
        hits,
    }))
}

#[derive(Deserialize)]
pub(crate) struct ConsentForm {
    purpose: String,
    /// `oui` or `non`.
    answer: String,
}

pub(crate) async fn consent(
    State(house): State<Shared>,
    Agent(_): Agent,
    Path(person): Path<String>,
    Form(form): Form<ConsentForm>,
) -> Result<Redirect, Fault> {
    let person: BeneficiaryId = id(&person)?;
    let purpose = Purpose::ALL
        .into_iter()
        .find(|purpose| purpose.slug() == form.purpose)
        .ok_or(Fault::BadInput)?;
    let now_s = house.now_s();
    match form.answer.as_str() {
        "oui" => {
            let until_s = now_s + limits::CONSENT_S;
            house
                .vault()
                .give_consent(person, purpose, until_s, now_s)
                .await?;
        }
        "non" => {
            house
                .vault()
                .withdraw_consent(person, purpose, now_s)
                .await?;
        }
        _ => return Err(Fault::BadInput),
    }
    Ok(Redirect::to(&format!("/personnes/{person}")))
}

fn heading(person: &Beneficiary, known: Option<&Known>) -> Markup {
    let lang = Lang::of(&person.language);
    let asks = known.map_or(0, |known| {
        known.held.iter().filter(|paper| shelf::asks(paper)).count()
    });
    let shown = known.map_or(0, |known| {
        known
            .held
            .iter()
            .filter(|paper| !shelf::is_folded(paper))
            .count()
    });
    html! {
        div.row {
            (face())
            div {
                h1 { (person.name) }
                p.quiet { (papers(shown)) " · " (tool("language")) span lang=(lang.tag()) { (lang.own_name()) } }
            }
            @if known.is_some() {
                div.row.push {
                    @if asks > 0 {
                        a.btn href={ "/personnes/" (person.id) "/verifier" } {
                            (tool("list-check"))
                            @if asks == 1 { (Staff::Check1) } @else { (Staff::CheckN.with(&[("n", &asks)])) }
                        }
                    }
                    a.btn href={ "/personnes/" (person.id) "/demarches" } { (tool("clipboard-list")) (Staff::Demarches) }
                    form method="post" action={ "/personnes/" (person.id) "/ecran" } target="_blank" {
                        button.btn { (tool("device-mobile")) (Staff::OpenWall) }
                    }
                    form method="post" action={ "/personnes/" (person.id) "/lien" } {
                        button.btn { (tool("qrcode")) (Staff::MakeCard) }
                    }
                    form method="post" action={ "/personnes/" (person.id) "/sacs" } {
                        button.btn.main { (tool("shopping-bag")) (Staff::NewBag) }
                    }
                }
            }
        }
    }
}

/// What has just been done, if the address says so.
fn said(done: &str) -> Markup {
    let words = match done {
        "verifie" => Some(Staff::ReviewDone),
        "lien-arrete" => Some(Staff::CardStopped),
        _ => None,
    };
    html! {
        @if let Some(words) = words { p.note.good role="status" { (tool("circle-check")) (words) } }
    }
}

fn search_box(person: BeneficiaryId, q: &str) -> Markup {
    html! {
        form.row method="get" action={ "/personnes/" (person) } role="search" {
            label.unseen for="q" { (Staff::SearchPapers) }
            input.grow type="search" id="q" name="q" value=(q) placeholder=(Staff::SearchPapers);
            button.btn { (tool("search")) (Staff::Search) }
            @if !q.is_empty() { a.btn href={ "/personnes/" (person) } { (tool("x")) (Staff::AllPapers) } }
        }
    }
}

fn found(house: &Shared, person: BeneficiaryId, held: &[HeldDocument], hits: &[Hit]) -> Markup {
    let catalogue = house.catalogue();
    let papers: Vec<Shelved<'_>> = hits
        .iter()
        .filter_map(|hit| held.iter().find(|paper| paper.id == hit.document))
        .map(|paper| Shelved::new(&catalogue, paper, house.today()))
        .collect();
    html! {
        section.card {
            h2 { (tool("search"))
                @if papers.is_empty() { (Staff::FoundNone) } @else { (Staff::FoundN.with(&[("n", &papers.len())])) }
            }
            ul.papers { @for paper in &papers { li { (paper_row(person, paper)) } } }
        }
    }
}

fn shelves(house: &Shared, person: BeneficiaryId, held: &[HeldDocument]) -> Markup {
    let catalogue = house.catalogue();
    let shelves = shelf::by_theme(&catalogue, held, house.today());
    html! {
        @if shelves.is_empty() {
            div.card.centre { (Icon::BAG.draw()) p { (Staff::NoPaperYet) } }
        }
        @for shelf in &shelves { (theme_block(person, shelf)) }
    }
}

fn theme_block(person: BeneficiaryId, shelf: &ThemeShelf<'_>) -> Markup {
    html! {
        section class={ "card theme-block theme-" (shelf.theme.slug) } {
            h2 { (picto(&shelf.theme.openmoji)) (shelf.theme.label) span.quiet { (shelf.front.len()) } }
            ul.papers { @for paper in &shelf.front { li { (paper_row(person, paper)) } } }
            @if !shelf.folded.is_empty() {
                details.older {
                    summary { (tool("stack-2")) (Staff::Folded.with(&[("n", &shelf.folded.len())])) }
                    ul.papers { @for paper in &shelf.folded { li { (paper_row(person, paper)) } } }
                }
            }
        }
    }
}

fn paper_row(person: BeneficiaryId, paper: &Shelved<'_>) -> Markup {
    let class = if paper.is_folded() {
        "paper-row folded"
    } else {
        "paper-row"
    };
    html! {
        a class=(class) href={ "/personnes/" (person) "/papiers/" (paper.id()) } {
            @match paper.cover() {
                Some(page) => { img.thumb src={ "/personnes/" (person) "/vignettes/" (page) } alt="" loading="lazy" width="62" height="78"; }
                None => { span.thumb {} }
            }
            div {
                p.name { (paper.card.short) }
                p.facts {
                    @if let Some(when) = paper.when() { (when) }
                    @if let Some(holder) = paper.holder() { " · " (holder) }
                }
                p.chips {
                    (state(paper.status, Lang::Fr))
                    @if paper.asks() { span.chip.check { (tool("help")) (Staff::Checking) } }
                    @if paper.is_folded() { span.chip { (Staff::place(paper.held.place.kind)) } }
                }
            }
        }
    }
}

fn bags(person: BeneficiaryId, bags: &[Bag]) -> Markup {
    html! {
        @if !bags.is_empty() {
            section.card {
                h2 { (tool("shopping-bag")) (Staff::Bags) }
                ul.lines {
                    @for bag in bags.iter().rev() {
                        li { a href={ "/personnes/" (person) "/sacs/" (bag.id) } {
                            (bag_line(bag))
                            span.quiet { (bag_state(bag)) }
                        } }
                    }
                }
            }
        }
    }
}

fn bag_line(bag: &Bag) -> String {
    let words = if bag.photos == 1 {
        Staff::BagLine1
    } else {
        Staff::BagLine
    };
    words.with(&[("n", &bag.photos)])
}

fn bag_state(bag: &Bag) -> Staff {
    match (bag.complete, bag.filed) {
        (false, _) => Staff::BagOpen,
        (true, false) => Staff::BagReading,
        (true, true) => Staff::BagDone,
    }
}

fn consent_card(person: BeneficiaryId, consents: &[Consent], now_s: i64) -> Markup {
    let words = |purpose: Purpose| match purpose {
        Purpose::Keep => Staff::Keep,
        Purpose::Sort => Staff::Sort,
        Purpose::Train => Staff::Train,
    };
    html! {
        section.card {
            h2 { (tool("hand-stop")) (Staff::Consents) }
            p.small.quiet { (Staff::ConsentsSay) }
            ul.lines {
                @for purpose in Purpose::ALL {
                    @let given = consents.iter().any(|consent| consent.purpose == purpose && consent.holds_at(now_s));
                    li {
                        form.row method="post" action={ "/personnes/" (person) "/accords" } {
                            input type="hidden" name="purpose" value=(purpose.slug());
                            input type="hidden" name="answer" value=(if given { "non" } else { "oui" });
                            span.grow { (words(purpose)) }
                            @if given {
                                span.chip.good { (tool("check")) (Staff::Yes) }
                                button.btn.small { (Staff::Withdraw) }
                            } @else {
                                span.chip { (tool("lock")) (Staff::No) }
                                button.btn.small { (Staff::Give) }
                            }
                        }
                    }
                }
            }
        }
    }
}
