//! The sheet of a type: what it is called, where it stands, until when it holds.

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use classify::TypeCard;
use ingest::taught::local_types;
use maud::{Markup, html};
use paper::DraftId;
use vault::{Draft, DraftCard, Staff as Member, VaultError};

use super::{
    Shared,
    sheet::{Rule, Sheet, Wrong, pictures},
};
use crate::{
    pictures::{picto, tool},
    web::{
        fault::Fault,
        forms::id,
        page::{self, Menu},
        session::Admin,
    },
    words::Learn,
};

pub(crate) async fn blank(State(house): State<Shared>, Admin(member): Admin) -> Markup {
    let sheet = Sheet {
        rule: Rule::EndPrinted.slug().to_owned(),
        ..Sheet::default()
    };
    form_page(&house, &member, None, &sheet, None)
}

pub(crate) async fn add(
    State(house): State<Shared>,
    Admin(member): Admin,
    Form(sheet): Form<Sheet>,
) -> Result<Response, Fault> {
    let card = match checked(&house, &sheet, None).await? {
        Ok(card) => card,
        Err(wrong) => return Ok(refused(&house, &member, None, &sheet, &wrong)),
    };
    let now_s = house.now_s();
    let draft = house.vault().add_draft(&card, member.id, now_s).await?;
    Ok(Redirect::to(&format!("/reglages/apprendre/{draft}")).into_response())
}

pub(crate) async fn page(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path(draft): Path<String>,
) -> Result<Markup, Fault> {
    let draft = house.vault().draft(id(&draft)?).await?;
    // Written by hand: nothing was filled in.
    let sheet = serde_json::from_str(&draft.card.form).unwrap_or_else(|_| Sheet {
        toml: draft.card.types.clone(),
        ..Sheet::default()
    });
    Ok(form_page(&house, &member, Some(draft.id), &sheet, None))
}

pub(crate) async fn change(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path(draft): Path<String>,
    Form(sheet): Form<Sheet>,
) -> Result<Response, Fault> {
    let draft = house.vault().draft(id(&draft)?).await?;
    let card = match checked(&house, &sheet, Some(&draft)).await? {
        Ok(card) => card,
        Err(wrong) => return Ok(refused(&house, &member, Some(draft.id), &sheet, &wrong)),
    };
    let changed = house
        .vault()
        .change_draft(draft.id, &card, member.id, house.now_s())
        .await;
    let here = format!("/reglages/apprendre/{}", draft.id);
    match changed {
        Err(VaultError::Refused(_)) => {
            Ok(Redirect::to(&format!("{here}?fait=occupe")).into_response())
        }
        changed => {
            changed?;
            Ok(Redirect::to(&here).into_response())
        }
    }
}

/// The outer error is ours; the inner is said on the form.
async fn checked(
    house: &Shared,
    sheet: &Sheet,
    before: Option<&Draft>,
) -> Result<Result<DraftCard, Wrong>, Fault> {
    let own = before.and_then(|draft| only_type(&draft.card.types));
    let slug = own.map(|card| card.slug);
    let (types, card) = match sheet.read(slug.as_deref()) {
        Ok(read) => read,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let others = house.vault().drafts().await?;
    let is_taken = others.iter().any(|other| {
        before.is_none_or(|before| before.id != other.id)
            && only_type(&other.card.types).is_some_and(|other| other.slug == card.slug)
    });
    if is_taken {
        return Ok(Err(Wrong::Field(Learn::WrongTaken)));
    }
    let by_hand = !sheet.toml.trim().is_empty();
    let form = serde_json::to_string(sheet).map_err(|error| crate::web::fault::failed(&error))?;
    Ok(Ok(DraftCard {
        label: card.label,
        types,
        form: if by_hand { String::new() } else { form },
        with_checked: before.is_some_and(|draft| draft.card.with_checked),
    }))
}

pub(super) fn only_type(types: &str) -> Option<TypeCard> {
    let mut cards = local_types(types).ok()?;
    if cards.len() == 1 { cards.pop() } else { None }
}

fn refused(
    house: &Shared,
    member: &Member,
    draft: Option<DraftId>,
    sheet: &Sheet,
    wrong: &Wrong,
) -> Response {
    let page = form_page(house, member, draft, sheet, Some(wrong));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn form_page(
    house: &Shared,
    member: &Member,
    draft: Option<DraftId>,
    sheet: &Sheet,
    wrong: Option<&Wrong>,
) -> Markup {
    let (title, back, to) = match draft {
        None => (
            Learn::NewType,
            "/reglages/apprendre".to_owned(),
            "/reglages/apprendre/nouveau".to_owned(),
        ),
        Some(draft) => (
            Learn::SheetTitle,
            format!("/reglages/apprendre/{draft}"),
            format!("/reglages/apprendre/{draft}/fiche"),
        ),
    };
    let body = html! {
        div.row { h1 { (title) } a.btn.push href=(back) { (tool("arrow-left")) (Learn::Back) } }
        @if let Some(wrong) = wrong {
            p.note.wrong role="alert" {
                (tool("alert-triangle"))
                @match wrong {
                    Wrong::Field(words) => { (words) }
                    Wrong::Types(what) => { (Learn::WrongTypes) " " (what) }
                }
            }
        }
        form.card.sheet method="post" action=(to) {
            div.field { label for="label" { (Learn::Label) } input type="text" id="label" name="label" maxlength="80" value=(sheet.label); }
            div.field {
                label for="short" { (Learn::Short) }
                input type="text" id="short" name="short" maxlength="80" value=(sheet.short) aria-describedby="short-say";
                p #short-say.small.quiet { (Learn::ShortSay) }
            }
            div.field { label for="theme" { (Learn::Theme) } (themes(house, sheet)) }
            (rules(sheet))
            (picture_choice(sheet))
            div.field {
                label for="keywords" { (Learn::Keywords) }
                textarea id="keywords" name="keywords" rows="3" aria-describedby="keywords-say" { (sheet.keywords) }
                p #keywords-say.small.quiet { (Learn::KeywordsSay) }
            }
            div.field { label for="issuers" { (Learn::Issuers) } input type="text" id="issuers" name="issuers" maxlength="200" value=(sheet.issuers); }
            details open[!sheet.toml.trim().is_empty()] {
                summary { (Learn::ByHand) }
                div.field {
                    label for="toml" { (Learn::ByHandSay) }
                    textarea.code id="toml" name="toml" rows="12" spellcheck="false" { (sheet.toml) }
                }
            }
            div.row { button.btn.main { (tool("check")) (Learn::Keep) } }
        }
    };
    page::staff_page(Some(member), Menu::Settings, title.text(), &html! {}, &body)
}

fn themes(house: &Shared, sheet: &Sheet) -> Markup {
    html! {
        select id="theme" name="theme" {
            @for theme in house.catalogue().themes() {
                option value=(theme.slug) selected[theme.slug == sheet.theme] { (theme.label) }
            }
        }
    }
}

fn rules(sheet: &Sheet) -> Markup {
    html! {
        fieldset.picks {
            legend { (Learn::Rule) }
            @for rule in Rule::ALL {
                label.tick {
                    input type="radio" name="rule" value=(rule.slug()) checked[rule.slug() == sheet.rule];
                    (rule.words())
                }
            }
            div.field.count {
                label for="count" { (Learn::Count) }
                input type="text" id="count" name="count" inputmode="numeric" maxlength="3" value=(sheet.count);
            }
        }
    }
}

fn picture_choice(sheet: &Sheet) -> Markup {
    html! {
        fieldset.picks {
            legend { (Learn::Picture) }
            div.pictures {
                @for card in pictures() {
                    label.picture {
                        input type="radio" name="picture" value=(card.icon.openmoji) checked[card.icon.openmoji == sheet.picture];
                        (picto(&card.icon.openmoji))
                        span.small { (card.short) }
                    }
                }
            }
        }
    }
}
