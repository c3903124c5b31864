//! The five columns of a bag, live: at most two events a second, each with what changed.

use std::{
    collections::HashMap,
    convert::Infallible,
    time::{Duration, Instant},
};

use axum::{
    extract::{Path, State},
    response::sse::{Event, KeepAlive, Sse},
};
use maud::{Markup, html};
use paper::{Bag, BagId, BeneficiaryId, HeldDocument, PageId, Purpose};
use tokio::{sync::mpsc, time::sleep};
use tokio_stream::{Stream, wrappers::ReceiverStream};
use vault::{Actor, Permit, PhotoCard, PhotoState};

use super::{Shared, fault::Fault, forms::id, opened::Keeping};
use crate::{
    limits,
    pictures::{self, Icon, tool},
    shelf::asks,
    words::{Lang, Staff},
};

/// Where every photo of a bag is, at one moment: each in exactly one of the lists.
pub(crate) struct Snapshot {
    pub bag: Bag,
    pub reading: Vec<Item>,
    pub filed: Vec<Item>,
    pub check: Vec<Item>,
    pub redo: Vec<Item>,
    pub repeats: usize,
}

/// One photo in a column.
pub(crate) struct Item {
    file_name: String,
    /// What the machine says it is.
    name: Option<String>,
    shot: Shot,
    href: Option<String>,
    why: Option<&'static str>,
}

enum Shot {
    Thumbnail(String),
    Picture(Icon),
}

pub(crate) async fn snapshot(
    house: &Shared,
    permit: &Permit,
    bag: BagId,
) -> Result<Snapshot, Fault> {
    let vault = house.vault();
    let bag = vault.bag(permit, bag).await?;
    let photos = vault.photos_of(permit, bag.id).await?;
    let held = if bag.filed {
        vault.held_documents(permit).await?
    } else {
        Vec::new()
    };
    let by_page: HashMap<PageId, &HeldDocument> = held
        .iter()
        .flat_map(|paper| paper.reading.pages.iter().map(move |page| (*page, paper)))
        .collect();
    let mut snapshot = Snapshot {
        bag,
        reading: Vec::new(),
        filed: Vec::new(),
        check: Vec::new(),
        redo: Vec::new(),
        repeats: 0,
    };
    for photo in &photos {
        place(house, &mut snapshot, photo, &by_page);
    }
    name_the_latest(house, permit, &photos, &mut snapshot).await?;
    Ok(snapshot)
}

/// Puts one photo into its column. Several papers in one photo: the one that asks decides.
fn place(
    house: &Shared,
    to: &mut Snapshot,
    photo: &PhotoCard,
    by_page: &HashMap<PageId, &HeldDocument>,
) {
    let person = to.bag.beneficiary;
    if photo.repeats.is_some() {
        to.repeats += 1;
        return;
    }
    let papers: Vec<&HeldDocument> = photo
        .pages
        .iter()
        .filter_map(|page| by_page.get(page).copied())
        .collect();
    let shown = papers.iter().find(|paper| asks(paper)).or(papers.first());
    let item = Item {
        file_name: photo.file_name.clone(),
        name: shown.map(|paper| {
            house
                .catalogue()
                .card(&paper.reading.document_type)
                .short
                .clone()
        }),
        shot: photo
            .pages
            .first()
            .map_or(Shot::Picture(Icon::PAPERS), |page| {
                Shot::Thumbnail(format!("/personnes/{person}/vignettes/{page}"))
            }),
        href: shown.map(|paper| format!("/personnes/{person}/papiers/{}", paper.id)),
        why: None,
    };
    match photo.state {
        PhotoState::Waiting => to.reading.push(item),
        PhotoState::Refused(refusal) => {
            to.redo
                .push(again(item, pictures::refusal(refusal), photo, person));
        }
        PhotoState::SetAside => to
            .redo
            .push(again(item, pictures::set_aside(), photo, person)),
        PhotoState::Read if papers.is_empty() => to.reading.push(item),
        PhotoState::Read if papers.iter().any(|paper| asks(paper)) => to.check.push(item),
        PhotoState::Read => to.filed.push(item),
    }
}

fn again(
    item: Item,
    (icon, key): (Icon, crate::words::Key),
    photo: &PhotoCard,
    person: BeneficiaryId,
) -> Item {
    Item {
        shot: Shot::Picture(icon),
        why: Some(key.text(Lang::Fr)),
        href: Some(format!("/personnes/{person}/photos/{}", photo.id)),
        ..item
    }
}

/// While the bag is being read, the last photos read say what they seem to be. Filing, which sees the
/// whole bag, may say otherwise.
async fn name_the_latest(
    house: &Shared,
    permit: &Permit,
    photos: &[PhotoCard],
    to: &mut Snapshot,
) -> Result<(), Fault> {
    let mut named: Vec<Item> = Vec::new();
    for photo in photos.iter().rev().filter(|photo| photo.repeats.is_none()) {
        let (PhotoState::Read, Some(page), false) =
            (photo.state, photo.pages.first(), to.bag.filed)
        else {
            continue;
        };
        let page = house.vault().page(permit, *page).await?;
        let reading = classify::read_document(&house.catalogue(), &[page], house.today());
        named.push(Item {
            file_name: photo.file_name.clone(),
            name: Some(format!(
                "{} ?",
                house.catalogue().card(&reading.document_type).short
            )),
            shot: Shot::Thumbnail(format!(
                "/personnes/{}/vignettes/{}",
                to.bag.beneficiary, photo.pages[0]
            )),
            href: None,
            why: None,
        });
        if named.len() == limits::COLUMN_ITEMS_MAX {
            break;
        }
    }
    let shown: Vec<&str> = named.iter().map(|item| item.file_name.as_str()).collect();
    to.reading
        .retain(|item| !shown.contains(&item.file_name.as_str()));
    // The column shows its end first.
    named.reverse();
    to.reading.append(&mut named);
    Ok(())
}

/// The part of the page that moves. Its blocks have ids, so that a script replaces only those that changed.
pub(crate) fn view(now: &Snapshot, left_s: Option<u64>) -> Markup {
    let closed = now.bag.closed;
    let total = now.bag.photos;
    let words = match (total, now.bag.filed) {
        (0, _) => Staff::NothingYet.text().to_owned(),
        (_, true) => Staff::AllDone.with(&[("n", &total)]),
        _ if closed == total && now.bag.complete => Staff::Filing.text().to_owned(),
        _ => match left_s {
            Some(s) => Staff::LeftAbout.with(&[("n", &closed), ("m", &total), ("s", &s)]),
            None => Staff::DoneOf.with(&[("n", &closed), ("m", &total)]),
        },
    };
    html! {
        div #meter.meter {
            progress max=(total.max(1)) value=(closed) aria-label=(Staff::Reading) {}
            span role="status" { (words) }
        }
        div.columns {
            (column("sending", "", Staff::Sending, 0, &[]))
            (column("reading", "", Staff::Reading, now.reading.len(), &now.reading))
            (column("filed", "good", Staff::Filed, now.filed.len(), &now.filed))
            (column("check", "check", Staff::Checking, now.check.len(), &now.check))
            (column("redo", "redo", Staff::Redo, now.redo.len(), &now.redo))
        }
        div #sum.row {
            @if now.bag.photos > 0 { p.quiet { (sum_line(now)) } }
            @if !now.check.is_empty() {
                a.btn.main.push href={ "/personnes/" (now.bag.beneficiary) "/verifier" } {
                    (tool("list-check")) (Staff::CheckN.with(&[("n", &now.check.len())])) kbd { "V" }
                }
            }
        }
        div #again { (redo_list(&now.redo)) }
    }
}

/// Nothing is hidden: photos in = the sum of what is shown (UX.md, goal 33).
fn sum_line(now: &Snapshot) -> String {
    Staff::SumLine.with(&[
        ("photos", &now.bag.photos),
        ("reading", &now.reading.len()),
        ("filed", &now.filed.len()),
        ("check", &now.check.len()),
        ("redo", &now.redo.len()),
        ("repeats", &now.repeats),
    ])
}

fn column(name: &str, class: &str, word: Staff, count: usize, items: &[Item]) -> Markup {
    html! {
        section id={ "col-" (name) } class={ "column " (class) } {
            h2 { (word) span.n { (count) } }
            @for item in items.iter().rev().take(limits::COLUMN_ITEMS_MAX) { (row(item)) }
        }
    }
}

fn row(item: &Item) -> Markup {
    let inside = html! {
        @match &item.shot {
            Shot::Thumbnail(src) => { img.thumb src=(src) alt="" width="44" height="56"; }
            Shot::Picture(icon) => { (icon.draw()) }
        }
        span {
            span.name { @if let Some(name) = &item.name { (name) } @else { (item.file_name) } }
            @if let Some(why) = item.why { br; span.small { (why) } }
        }
    };
    html! {
        @match &item.href {
            Some(href) => { a.item href=(href) { (inside) } }
            None => { div.item { (inside) } }
        }
    }
}

fn redo_list(items: &[Item]) -> Markup {
    html! {
        @if !items.is_empty() {
            section.card {
                h2 { (tool("refresh")) (Staff::RedoTitle) }
                ul.redo-list {
                    @for item in items {
                        li {
                            @if let Shot::Picture(icon) = &item.shot { (icon.draw()) }
                            div {
                                p { strong { (item.why.unwrap_or_default()) } }
                                p.small.quiet { (item.file_name) }
                                @if let Some(href) = &item.href { a.small href=(href) { (Staff::Original) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Handler of the stream: the view whenever it changed, and `fini` when the bag is filed.
pub(crate) async fn stream(
    State(house): State<Shared>,
    Keeping { member, permit }: Keeping,
    Path((_, bag)): Path<(String, String)>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Fault> {
    let bag: BagId = id(&bag)?;
    let (person, actor) = (permit.beneficiary(), Actor::Staff(member.id));
    let start = house.vault().bag(&permit, bag).await?;
    let (events, stream) = mpsc::channel(1);
    tokio::spawn(async move {
        // Ends when the page is closed, the bag is filed, or consent is withdrawn.
        let _ = feed(&house, person, actor, &start, &events).await;
    });
    Ok(Sse::new(ReceiverStream::new(stream)).keep_alive(KeepAlive::default()))
}

async fn feed(
    house: &Shared,
    person: BeneficiaryId,
    actor: Actor,
    start: &Bag,
    events: &mpsc::Sender<Result<Event, Infallible>>,
) -> Result<(), Fault> {
    let began = Instant::now();
    let mut shown = String::new();
    while began.elapsed() < Duration::from_secs(limits::LIVE_HOURS_MAX * 3600)
        && !events.is_closed()
    {
        let permit = house.permit(person, Purpose::Keep, actor).await?;
        let now = snapshot(house, &permit, start.id).await?;
        let view = view(&now, seconds_left(start, &now.bag, began.elapsed())).into_string();
        if view != shown {
            if events
                .send(Ok(Event::default().event("vue").data(&view)))
                .await
                .is_err()
            {
                return Ok(());
            }
            shown = view;
        }
        if now.bag.filed {
            let _ = events
                .send(Ok(Event::default().event("fini").data("1")))
                .await;
            return Ok(());
        }
        sleep(Duration::from_millis(limits::LIVE_EVERY_MS)).await;
    }
    Ok(())
}

/// From the pace since the page was opened; `None` before three photos were read.
fn seconds_left(start: &Bag, now: &Bag, elapsed: Duration) -> Option<u64> {
    let done = now.closed.saturating_sub(start.closed);
    let left = now.photos.saturating_sub(now.closed);
    let pace = elapsed.as_secs_f32() / done as f32;
    (done >= 3 && left > 0).then(|| (pace * left as f32).ceil() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_pace() {
        let bag = |photos, closed| Bag {
            id: BagId(1),
            beneficiary: BeneficiaryId(1),
            photos,
            closed,
            complete: true,
            filed: false,
        };
        let check = |start, now, seconds, expected| {
            assert_eq!(
                seconds_left(&start, &now, Duration::from_secs(seconds)),
                expected
            );
        };
        check(bag(10, 0), bag(10, 2), 4, None);
        check(bag(10, 0), bag(10, 5), 10, Some(10));
        check(bag(10, 5), bag(10, 5), 10, None);
        check(bag(10, 0), bag(10, 10), 10, None);
    }
}
