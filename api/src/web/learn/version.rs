//! One version: what it does better and worse than the one it was made from, and adopting it.

use std::collections::{BTreeSet, HashMap};

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use classify::Risk;
use ingest::{
    papers_to_learn,
    taught::{self, About, Changed, Kept, Tally, TypeTally},
};
use maud::{Markup, html};
use serde::Deserialize;
use vault::{Act, Staff as Member};

use super::{Labels, Shared, day, name};
use crate::{
    limits,
    pictures::tool,
    web::{
        fault::{Fault, failed},
        page::{self, Menu, heads},
        session::Admin,
    },
    words::Learn,
};

/// With fewer tests a share says little (UX.md, §6f).
const TESTS_MIN: usize = 20;

pub(crate) async fn page(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path(number): Path<u32>,
) -> Result<Markup, Fault> {
    show(&house, &member, number, false).await
}

#[derive(Deserialize)]
pub(crate) struct Adopt {
    #[serde(default)]
    pourquoi: String,
}

/// What something speaks against is adopted only with a reason, which is kept.
pub(crate) async fn adopt(
    State(house): State<Shared>,
    Admin(member): Admin,
    Path(number): Path<u32>,
    Form(form): Form<Adopt>,
) -> Result<Response, Fault> {
    let versions = house.kit.versions.clone();
    let about = about(&house, number)?;
    let why: String = form
        .pourquoi
        .trim()
        .chars()
        .take(limits::REASON_CHARS_MAX)
        .collect();
    if !about.against.is_empty() && why.is_empty() {
        let page = show(&house, &member, number, true).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if versions.current()? != Some(number) {
        // Before anything uses it.
        let (opening, risk) = (versions.clone(), Risk::default());
        tokio::task::spawn_blocking(move || taught::of_version(&opening, number, risk))
            .await
            .map_err(|error| failed(&error))??;
        let why = Some(why.as_str()).filter(|why| !why.is_empty());
        let now_s = house.now_s();
        versions.promote(number, why, now_s)?;
        house
            .vault()
            .tell(member.id, Act::Promoted, &number.to_string(), now_s)
            .await?;
        taught::take(&house.kit).await?;
    }
    Ok(Redirect::to("/reglages/apprendre?fait=adopte").into_response())
}

fn about(house: &Shared, number: u32) -> Result<About, Fault> {
    let versions = &house.kit.versions;
    if !versions.numbers()?.contains(&number) {
        return Err(Fault::NotFound);
    }
    Ok(About::of(versions, number)?)
}

async fn show(
    house: &Shared,
    member: &Member,
    number: u32,
    reason_missing: bool,
) -> Result<Markup, Fault> {
    let about = about(house, number)?;
    let labels = Labels::of(&about);
    let current = house.kit.versions.current()?;
    let examples = examples(house).await?;
    let gone = gone(house, &about).await?;
    let title = Learn::VersionTitle.with(&[("n", &number)]);
    let body = html! {
        div.row {
            h1 { (title) }
            @if current == Some(number) { span.chip.good { (Learn::InUseShort) } }
            a.btn.push href="/reglages/apprendre" { (tool("arrow-left")) (Learn::Back) }
        }
        p { (Learn::MadeFrom.with(&[("day", &day(about.made_at_s)), ("from", &name(about.from)), ("papers", &super::papers(&about))])) }
        @if gone > 0 { p.note.wrong { (tool("alert-triangle")) (Learn::GoneN.with(&[("n", &gone)])) } }
        (three(&about.before, &about.after))
        (objections(&about))
        (adopting(&about, number, current, reason_missing))
        (types(&about, &labels))
        (confusions(&about, &labels))
        (changes(&about, &labels, &examples))
        (words(&about, &labels))
    };
    Ok(page::staff_page(
        Some(member),
        Menu::Settings,
        &title,
        &html! {},
        &body,
    ))
}

/// `97,4 %`; a dash where nothing was counted.
pub(super) fn share(count: usize, of: usize) -> String {
    if of == 0 {
        return "—".to_owned();
    }
    let percent = 100.0 * count as f32 / of as f32;
    format!("{percent:.1} %").replace('.', ",")
}

/// `+1,5`, `−0,4`, `=`.
fn gap(before: usize, after: usize, of: usize) -> String {
    let points = 100.0 * (after as f32 - before as f32) / of.max(1) as f32;
    match before.cmp(&after) {
        std::cmp::Ordering::Equal => "=".to_owned(),
        std::cmp::Ordering::Less => format!("+{points:.1}").replace('.', ","),
        std::cmp::Ordering::Greater => format!("−{:.1}", -points).replace('.', ","),
    }
}

/// The three numbers that matter.
fn three(before: &Tally, after: &Tally) -> Markup {
    let alone = |tally: &Tally| tally.auto.saturating_sub(tally.silent);
    let row = |words: Learn, was: usize, is: usize| {
        html! {
            tr {
                th scope="row" { (words) }
                td data-head=(Learn::Before) { (share(was, before.papers)) }
                td data-head=(Learn::After) { strong { (share(is, after.papers)) } }
                td data-head=(Learn::Gap) { (gap(was, is, after.papers)) }
            }
        }
    };
    html! {
        section.part {
            h2 { (Learn::ThreeTitle) }
            p.quiet { (Learn::ThreeSay.with(&[("n", &after.papers)])) }
            div.scroll {
                table.needs.card {
                    (heads(&[Learn::Figure, Learn::Before, Learn::After, Learn::Gap]))
                    tbody {
                        (row(Learn::FigureRight, before.right, after.right))
                        (row(Learn::FigureAlone, alone(before), alone(after)))
                        (row(Learn::FigureSilent, before.silent, after.silent))
                    }
                }
            }
        }
    }
}

fn objections(about: &About) -> Markup {
    html! {
        @if about.against.is_empty() {
            p.note.good { (tool("circle-check")) (Learn::NoObjection) }
        } @else {
            div.note.wrong {
                (tool("alert-triangle"))
                div { p { (Learn::ObjectionsSay) } ul.plain { @for why in &about.against { li { (why) } } } }
            }
        }
    }
}

fn adopting(about: &About, number: u32, current: Option<u32>, reason_missing: bool) -> Markup {
    if current == Some(number) {
        return html! {
            div.row { a.btn.stop href="/reglages/apprendre/retour" { (tool("arrow-back-up")) (Learn::GoBack) } }
        };
    }
    let asks_why = !about.against.is_empty();
    html! {
        form.card method="post" action={ "/reglages/apprendre/versions/" (number) "/adopter" } {
            p { (Learn::AdoptSay) }
            @if asks_why {
                div.field {
                    label for="pourquoi" { (Learn::AdoptWhy) }
                    @if reason_missing { p #sans.note.wrong role="alert" { (tool("alert-triangle")) (Learn::AdoptWhyMissing) } }
                    textarea id="pourquoi" name="pourquoi" rows="3" required maxlength=(limits::REASON_CHARS_MAX)
                        aria-invalid=[reason_missing.then_some("true")] aria-describedby=[reason_missing.then_some("sans")] {}
                }
            }
            div.row { button.btn.main { (tool("check")) (Learn::Adopt.with(&[("n", &number)])) } }
        }
    }
}

/// Those taught, and those that change; the others are said in one line.
fn types(about: &About, labels: &Labels) -> Markup {
    let taught = about.slugs();
    let changed =
        |each: &&TypeTally| each.before != each.after || taught.contains(each.slug.as_str());
    let rows: Vec<&TypeTally> = about.each.iter().filter(changed).collect();
    let same = about.each.len() - rows.len();
    html! {
        @if !about.each.is_empty() {
            section.part {
                h2 { (Learn::TypesTitle) }
                div.scroll {
                    table.needs.card {
                        (heads(&[Learn::Type, Learn::Tests, Learn::Before, Learn::After, Learn::Gap]))
                        tbody {
                            @for each in rows {
                                tr {
                                    th scope="row" { (labels.get(&each.slug)) }
                                    td data-head=(Learn::Tests) {
                                        (each.papers)
                                        @if each.papers < TESTS_MIN { " " span.chip.check { (Learn::TooFewTests) } }
                                    }
                                    td data-head=(Learn::Before) { (share(each.before, each.papers)) }
                                    td data-head=(Learn::After) { (share(each.after, each.papers)) }
                                    td data-head=(Learn::Gap) { (gap(each.before, each.after, each.papers)) }
                                }
                            }
                        }
                    }
                }
                p.quiet { (Learn::TypesSame.with(&[("n", &same)])) }
            }
        }
    }
}

fn confusions(about: &About, labels: &Labels) -> Markup {
    html! {
        @if !about.confusions.is_empty() {
            section.part {
                h2 { (Learn::ConfusionsTitle) }
                p.quiet { (Learn::ConfusionsSay) }
                div.scroll {
                    table.needs.card {
                        (heads(&[Learn::Truth, Learn::TakenFor, Learn::Before, Learn::After]))
                        tbody {
                            @for pair in about.confusions.iter().take(limits::ROWS_MAX) {
                                tr {
                                    th scope="row" { (labels.get(&pair.truth)) }
                                    td data-head=(Learn::TakenFor) { (labels.get(&pair.said)) }
                                    td data-head=(Learn::Before) { (pair.before) }
                                    td data-head=(Learn::After) { (pair.after) }
                                }
                            }
                        }
                    }
                }
                (more(about.confusions.len()))
            }
        }
    }
}

fn changes(about: &About, labels: &Labels, examples: &HashMap<String, (String, String)>) -> Markup {
    html! {
        section.card {
            h2 { (Learn::ChangesTitle.with(&[("n", &about.changes.len())])) }
            @if about.changes.is_empty() { p { (Learn::ChangesNone) } }
            ul.changes {
                @for change in about.changes.iter().take(limits::ROWS_MAX) {
                    li { (one(change, labels, examples)) }
                }
            }
            (more(about.changes.len()))
        }
    }
}

fn one(change: &Changed, labels: &Labels, examples: &HashMap<String, (String, String)>) -> Markup {
    let example = match &change.paper {
        Kept::Example(sha256) => examples.get(sha256),
        Kept::Program | Kept::Checked(_) => None,
    };
    let answer = |slug: &str, alone: bool| {
        html! {
            @if slug == change.truth { strong { (labels.get(slug)) } } @else { (labels.get(slug)) }
            @if alone { " " span.quiet { (Learn::Alone) } }
        }
    };
    html! {
        @match example {
            Some((address, _)) => { img.thumb src={ (address) "/vignette" } alt="" loading="lazy"; }
            None => { span.thumb.none { (tool("file-text")) } }
        }
        div {
            p.name {
                (labels.get(&change.truth))
                @if change.is_silent_error() { " " span.chip.over { (Learn::SilentError) } }
                @else if change.after == change.truth { " " span.chip.good { (Learn::NowRight) } }
            }
            p { (Learn::Before) " : " (answer(&change.before, change.alone_before)) }
            p { (Learn::After) " : " (answer(&change.after, change.alone_after)) }
            p.small.quiet {
                @match (&change.paper, example) {
                    (Kept::Program, _) => { (Learn::PaperOfProgram) }
                    (Kept::Checked(_), _) => { (Learn::PaperChecked) }
                    (Kept::Example(_), Some((_, name))) => { (name) }
                    (Kept::Example(_), None) => { (Learn::PaperGone) }
                }
                @if change.spoiled { " — " (Learn::Spoiled) }
            }
        }
    }
}

fn words(about: &About, labels: &Labels) -> Markup {
    html! {
        @if about.words.iter().any(|(_, words)| !words.is_empty()) {
            section.card {
                h2 { (Learn::WordsTitle) }
                @for (slug, words) in &about.words {
                    h3 { (labels.get(slug)) }
                    ul.chips { @for (word, _) in words { li.chip { (word) } } }
                }
            }
        }
    }
}

fn more(count: usize) -> Markup {
    let left = count.saturating_sub(limits::ROWS_MAX);
    html! { @if left > 0 { p.quiet { (Learn::MoreN.with(&[("n", &left)])) } } }
}

/// For each file of an example its address and name.
async fn examples(house: &Shared) -> Result<HashMap<String, (String, String)>, Fault> {
    let mut examples = HashMap::new();
    for draft in house.vault().drafts().await? {
        for card in house.vault().examples(draft.id).await? {
            let address = format!("/reglages/apprendre/{}/exemples/{}", draft.id, card.id);
            examples.insert(card.sha256, (address, card.file_name));
        }
    }
    Ok(examples)
}

/// Papers that this version was taught from, and from which no machine may learn any more.
async fn gone(house: &Shared, about: &About) -> Result<usize, Fault> {
    if about.checked.iter().all(|(_, ids)| ids.is_empty()) {
        return Ok(0);
    }
    let papers = papers_to_learn(&house.kit)
        .await
        .map_err(|error| failed(&error))?;
    let now: BTreeSet<String> = papers.iter().map(|(id, _)| id.to_string()).collect();
    let ids = about.checked.iter().flat_map(|(_, ids)| ids);
    Ok(ids.filter(|id| !now.contains(*id)).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_gaps_are_said_in_french() {
        assert_eq!(share(974, 1000), "97,4 %");
        assert_eq!(share(0, 0), "—");
        assert_eq!(gap(10, 12, 40), "+5,0");
        assert_eq!(gap(12, 10, 40), "−5,0");
        assert_eq!(gap(3, 3, 40), "=");
    }
}
