//! A draft: its examples come in, are read and shown, and teach.

use axum::{
    Form,
    extract::{Multipart, Path, Query, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use classify::learn::{EXAMPLES_MIN, STEPS};
use ingest::{Why, job::Job, papers_to_learn, queue::JobQueue};
use maud::{Markup, html};
use paper::{DraftId, ExampleId};
use serde::Deserialize;
use vault::{Draft, DraftCard, DraftState, ExampleCard, PhotoState, VaultError};

use super::{Shared, draft::only_type};
use crate::{
    limits,
    pictures::{refusal, set_aside, silhouette, tool},
    web::{
        bag::cut_short,
        fault::{Fault, failed},
        forms::{Asked, id},
        images::shrink,
        page::{self, Menu},
        session::Admin,
    },
    words::{Lang, Learn},
};

/// As many as a type is known well from.
const EXAMPLES_GOOD: usize = 20;

pub(crate) async fn page(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path(draft): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let draft = house.vault().draft(id(&draft)?).await?;
    let examples = house.vault().examples(draft.id).await?;
    let here = format!("/reglages/apprendre/{}", draft.id);
    let is_asked = matches!(draft.state, DraftState::Asked { .. });
    let waiting = examples
        .iter()
        .any(|card| card.state == PhotoState::Waiting);
    let going = match (is_asked, waiting) {
        (true, _) => Some("teach"),
        (false, true) => Some("read"),
        (false, false) => None,
    };
    let more = html! {
        @if going.is_some() { (page::script("js/learn.js")) }
        // Nothing is being typed then.
        @if is_asked { noscript { meta http-equiv="refresh" content="3"; } }
    };
    let body = html! {
        (heading(&house, &draft, &here, is_asked))
        (said(&asked.fait))
        div #live data-going=[going] {
            (state(&draft, &examples))
            (shown(&examples, &here, is_asked))
        }
        @if going == Some("read") { noscript { p { a.btn href=(here) { (tool("refresh")) (Learn::Refresh) } } } }
        @if !is_asked {
            (upload(&here))
            (with_checked(&house, &draft, &here).await?)
            (teach_form(&here, &examples))
            (taking_away(&draft, &examples, &here))
        }
    };
    Ok(page::staff_page(
        Some(&member),
        Menu::Settings,
        &draft.card.label,
        &more,
        &body,
    ))
}

/// Takes in the files of one upload, one after the other.
pub(crate) async fn receive(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path(draft): Path<String>,
    mut form: Multipart,
) -> Result<Redirect, Fault> {
    let draft: DraftId = id(&draft)?;
    let mut fate = "recu";
    while let Some(field) = form.next_field().await.map_err(cut_short)? {
        let name = field.file_name().unwrap_or_default().to_owned();
        if name.is_empty() {
            continue;
        }
        let bytes = field.bytes().await.map_err(cut_short)?;
        if bytes.len() > limits::FILE_BYTES_MAX {
            return Err(Fault::TooBig);
        }
        let taken = house
            .vault()
            .take_example(draft, &name, &bytes, member.id, house.now_s())
            .await;
        let example = match taken {
            Err(VaultError::Refused(_)) => {
                fate = "plein";
                break;
            }
            taken => taken?,
        };
        push(&house, Job::ReadExample { draft, example }).await?;
    }
    Ok(back_to(draft, fate))
}

/// On the list. No person's: an admin brought it.
pub(crate) async fn thumbnail(
    State(house): State<Shared>,
    Admin(_): Admin,
    Path((draft, example)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let jpeg = house
        .vault()
        .example_picture(id(&draft)?, id(&example)?)
        .await?;
    let small = tokio::task::spawn_blocking(move || shrink(&jpeg, limits::THUMBNAIL_SIDE))
        .await
        .map_err(|error| failed(&error))?
        .map_err(|error| failed(&error))?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], small).into_response())
}

pub(crate) async fn drop_one(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path((draft, example)): Path<(String, String)>,
) -> Result<Redirect, Fault> {
    let (draft, example): (DraftId, ExampleId) = (id(&draft)?, id(&example)?);
    let vault = house.vault();
    let dropped = vault
        .drop_example(draft, example, member.id, house.now_s())
        .await;
    done(draft, dropped, "retire")
}

pub(crate) async fn drop_all(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path(draft): Path<String>,
) -> Result<Redirect, Fault> {
    let draft: DraftId = id(&draft)?;
    let dropped = house.vault().drop_examples(draft, member.id, house.now_s());
    done(draft, dropped.await, "retire")
}

pub(crate) async fn drop_draft(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path(draft): Path<String>,
) -> Result<Redirect, Fault> {
    let draft: DraftId = id(&draft)?;
    let dropped = house.vault().drop_draft(draft, member.id, house.now_s());
    match dropped.await {
        Ok(()) => Ok(Redirect::to("/reglages/apprendre?fait=supprime")),
        refused => done(draft, refused, ""),
    }
}

#[derive(Deserialize)]
pub(crate) struct WithChecked {
    #[serde(default)]
    avec: String,
}

/// Whether papers that agents checked are examples too.
pub(crate) async fn choose_checked(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path(draft): Path<String>,
    Form(form): Form<WithChecked>,
) -> Result<Redirect, Fault> {
    let draft = house.vault().draft(id(&draft)?).await?;
    let card = DraftCard {
        with_checked: form.avec == "oui",
        ..draft.card
    };
    let vault = house.vault();
    let changed = vault.change_draft(draft.id, &card, member.id, house.now_s());
    done(draft.id, changed.await, "note")
}

pub(crate) async fn teach(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path(draft): Path<String>,
) -> Result<Redirect, Fault> {
    let draft: DraftId = id(&draft)?;
    let asked = house.vault().ask_teaching(draft, member.id, house.now_s());
    match asked.await {
        Err(VaultError::Refused(_)) => return Ok(back_to(draft, "autre")),
        asked => asked?,
    }
    push(&house, Job::Teach { draft }).await?;
    Ok(back_to(draft, ""))
}

async fn push(house: &Shared, job: Job) -> Result<(), Fault> {
    house
        .queue
        .push(&[job])
        .await
        .map_err(|error| failed(&error))
}

/// `Refused` while it is being taught is no fault.
fn done(draft: DraftId, done: Result<(), VaultError>, word: &str) -> Result<Redirect, Fault> {
    match done {
        Err(VaultError::Refused(_)) => Ok(back_to(draft, "occupe")),
        done => {
            done?;
            Ok(back_to(draft, word))
        }
    }
}

fn back_to(draft: DraftId, word: &str) -> Redirect {
    Redirect::to(&match word {
        "" => format!("/reglages/apprendre/{draft}"),
        word => format!("/reglages/apprendre/{draft}?fait={word}"),
    })
}

fn said(word: &str) -> Markup {
    let (class, words) = match word {
        "recu" => ("note good", Learn::SaidReceived),
        "retire" => ("note good", Learn::SaidDropped),
        "note" => ("note good", Learn::SaidNoted),
        "plein" => ("note wrong", Learn::SaidFull),
        "occupe" => ("note wrong", Learn::SaidBusy),
        "autre" => ("note wrong", Learn::SaidOther),
        _ => return html! {},
    };
    html! { p class=(class) role="status" { (words) } }
}

fn heading(house: &Shared, draft: &Draft, here: &str, is_asked: bool) -> Markup {
    let card = only_type(&draft.card.types);
    html! {
        div.row {
            @if let Some(card) = &card {
                @let tint = house.catalogue().theme(&card.theme).map_or_else(String::new, |theme| theme.tint.clone());
                span.serves { (silhouette(card, &tint)) }
            }
            h1 { (draft.card.label) }
            @if !is_asked { a.btn.push href={ (here) "/fiche" } { (tool("file-text")) (Learn::ChangeSheet) } }
            a.btn.push[is_asked] href="/reglages/apprendre" { (tool("arrow-left")) (Learn::Back) }
        }
    }
}

fn state(draft: &Draft, examples: &[ExampleCard]) -> Markup {
    let read = examples
        .iter()
        .filter(|card| card.state != PhotoState::Waiting)
        .count();
    html! {
        @match &draft.state {
            DraftState::Open if read < examples.len() => { (meter(Learn::Reading, read, examples.len())) }
            DraftState::Open => {}
            DraftState::Asked { .. } if read < examples.len() => { (meter(Learn::Reading, read, examples.len())) }
            DraftState::Asked { step } => {
                (meter(Learn::Teaching, *step as usize, STEPS as usize))
                p.quiet { (Learn::TeachingSay) }
            }
            DraftState::Taught { version } => {
                div.note.good role="status" {
                    (tool("circle-check"))
                    span { (Learn::TaughtAs.with(&[("n", version)])) }
                    a.btn.push href={ "/reglages/apprendre/versions/" (version) } { (tool("list-check")) (Learn::SeeVersion) }
                }
            }
            DraftState::Failed { why } => {
                p.note.wrong role="alert" { (tool("alert-triangle")) (failed_words(&Why::from_text(why))) }
            }
        }
    }
}

fn failed_words(why: &Why) -> String {
    match why {
        Why::TooFew { count, count_min } => {
            Learn::FailedTooFew.with(&[("n", count), ("m", count_min)])
        }
        Why::Types(what) => Learn::FailedTypes.with(&[("why", what)]),
        Why::Broken => Learn::FailedBroken.text().to_owned(),
    }
}

fn meter(words: Learn, value: usize, max: usize) -> Markup {
    let text = words.with(&[("n", &value), ("m", &max)]);
    html! {
        div.meter {
            progress value=(value) max=(max.max(1)) aria-label=(text) {}
            span role="status" { (text) }
        }
    }
}

fn shown(examples: &[ExampleCard], here: &str, is_asked: bool) -> Markup {
    let readable = readable(examples);
    html! {
        section.card {
            h2 { (Learn::ExamplesN.with(&[("n", &examples.len())])) }
            p { (Learn::ReadableN.with(&[("n", &readable), ("min", &EXAMPLES_MIN), ("good", &EXAMPLES_GOOD)])) }
            ul.examples {
                @for example in examples { li { (one(example, here, is_asked)) } }
            }
        }
    }
}

fn one(example: &ExampleCard, here: &str, is_asked: bool) -> Markup {
    let address = format!("{here}/exemples/{}", example.id);
    html! {
        @match example.state {
            PhotoState::Read => { img.thumb src={ (address) "/vignette" } alt="" loading="lazy"; }
            PhotoState::Waiting => { span.thumb.none { (tool("file-text")) } }
            PhotoState::Refused(why) => { span.thumb.none { (refusal(why).0.draw()) } }
            PhotoState::SetAside => { span.thumb.none { (set_aside().0.draw()) } }
        }
        span.name { (example.file_name) }
        @match example.state {
            PhotoState::Read if is_readable(example) => {}
            PhotoState::Read => { span.small { (Learn::NoWords) } }
            PhotoState::Waiting => { span.small.quiet { (Learn::ToRead) } }
            PhotoState::Refused(why) => { span.small { (refusal(why).1.text(Lang::Fr)) } }
            PhotoState::SetAside => { span.small { (set_aside().1.text(Lang::Fr)) } }
        }
        @if !is_asked {
            form method="post" action={ (address) "/retirer" } {
                button.btn.small { (tool("x")) (Learn::Drop) span.unseen { " " (example.file_name) } }
            }
        }
    }
}

fn is_readable(example: &ExampleCard) -> bool {
    example.pages.iter().any(|page| !page.lines.is_empty())
}

fn readable(examples: &[ExampleCard]) -> usize {
    examples.iter().filter(|card| is_readable(card)).count()
}

fn upload(here: &str) -> Markup {
    html! {
        form.card method="post" action={ (here) "/exemples" } enctype="multipart/form-data" {
            h2 { (tool("plus")) (Learn::AddExamples) }
            p.quiet { (Learn::AddExamplesSay) }
            div.field {
                label for="photos" { (Learn::ChooseFiles) }
                input type="file" id="photos" name="photos" multiple required accept="image/*,application/pdf,.heic,.heif,.pdf,.tif,.tiff";
            }
            div.row { button.btn { (tool("send")) (Learn::Send) } }
        }
    }
}

/// Only counted: an admin opens no paper of a person.
async fn with_checked(house: &Shared, draft: &Draft, here: &str) -> Result<Markup, Fault> {
    let slug = only_type(&draft.card.types).map(|card| card.slug);
    let papers = papers_to_learn(&house.kit)
        .await
        .map_err(|error| failed(&error))?;
    let count = papers
        .iter()
        .filter(|(_, own)| slug.as_ref() == Some(own))
        .count();
    if count == 0 && !draft.card.with_checked {
        return Ok(html! {});
    }
    Ok(html! {
        form.card method="post" action={ (here) "/verifies" } {
            h2 { (tool("list-check")) (Learn::Checked) }
            p { (Learn::CheckedSay.with(&[("n", &count)])) }
            label.tick {
                input type="checkbox" name="avec" value="oui" checked[draft.card.with_checked];
                (Learn::CheckedYes)
            }
            div.row { button.btn { (tool("check")) (Learn::Keep) } }
        }
    })
}

fn teach_form(here: &str, examples: &[ExampleCard]) -> Markup {
    let missing = EXAMPLES_MIN.saturating_sub(readable(examples));
    html! {
        form.card method="post" action={ (here) "/apprendre" } {
            p { (Learn::TeachSay) }
            @if missing > 0 { p.quiet { (Learn::MissingN.with(&[("n", &missing)])) } }
            div.row { button.btn.main { (tool("stack-2")) (Learn::Teach) } }
        }
    }
}

fn taking_away(draft: &Draft, examples: &[ExampleCard], here: &str) -> Markup {
    html! {
        details.card {
            summary { (Learn::TakeAway) }
            p { (Learn::TakeAwaySay) }
            div.row {
                @if !examples.is_empty() {
                    form method="post" action={ (here) "/exemples/retirer" } {
                        button.btn.stop { (tool("x")) (Learn::DropAll.with(&[("n", &examples.len())])) }
                    }
                }
                form method="post" action={ (here) "/supprimer" } {
                    button.btn.stop { (tool("ban")) (Learn::DropDraft.with(&[("name", &draft.card.label)])) }
                }
            }
        }
    }
}
