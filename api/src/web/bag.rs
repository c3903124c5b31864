//! A bag: photos come in, the live columns show where they are, those to take again are shown with why.

use axum::{
    extract::{Multipart, Path, State, multipart::MultipartError},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use ingest::intake;
use maud::{Markup, html};
use paper::{Bag, BagId, BeneficiaryId};
use vault::Permit;

use super::{
    Shared, advise,
    fault::{Fault, failed},
    forms::id,
    live,
    opened::{Keeping, Sorting},
    page::{self, Menu},
};
use crate::{
    limits,
    pictures::{Icon, tool},
    words::Staff,
};

pub(crate) async fn open(
    State(house): State<Shared>,
    Sorting { permit, .. }: Sorting,
) -> Result<Redirect, Fault> {
    let person = permit.beneficiary();
    let bag = house.vault().open_bag(&permit, house.now_s()).await?;
    Ok(Redirect::to(&format!("/personnes/{person}/sacs/{bag}")))
}

pub(crate) async fn page(
    State(house): State<Shared>,
    Keeping { member, permit }: Keeping,
    Path((_, bag)): Path<(String, String)>,
) -> Result<Markup, Fault> {
    let person = house.person(permit.beneficiary()).await?;
    let snapshot = live::snapshot(&house, &permit, id(&bag)?).await?;
    let bag = &snapshot.bag;
    let here = format!("/personnes/{}/sacs/{}", person.id, bag.id);
    let more = html! {
        (page::script("js/bag.js"))
        @if !bag.filed && bag.photos > 0 {
            noscript { meta http-equiv="refresh" content="3"; }
        }
    };
    let title = Staff::BagOf.with(&[("name", &person.name)]);
    let body = html! {
        div.row {
            h1 { (title) }
            a.btn.push href={ "/personnes/" (person.id) } { (tool("arrow-left")) (Staff::BackToPerson) }
        }
        @if !bag.complete { (drop_zone(bag, &here)) (advise::list()) }
        div #live data-flow={ (here) "/flux" } data-done=[bag.filed.then_some("")] { (live::view(&snapshot, None)) }
    };
    Ok(page::staff_page(
        Some(&member),
        Menu::People,
        &title,
        &more,
        &body,
    ))
}

/// Takes in the files of one upload, one after the other: of a bag of 60 photos, one is in memory. A form
/// that ends with `ranger` says that there are no more.
pub(crate) async fn receive(
    State(house): State<Shared>,
    Sorting { permit, .. }: Sorting,
    Path((_, bag)): Path<(String, String)>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Fault> {
    let (person, bag): (BeneficiaryId, BagId) = (permit.beneficiary(), id(&bag)?);
    if take_in(&house, &permit, bag, form).await?.1 {
        close_if_any(&house, &permit, bag).await?;
    }
    let by_script = headers
        .get(header::ACCEPT)
        .is_some_and(|value| value == "application/json");
    if by_script {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(Redirect::to(&format!("/personnes/{person}/sacs/{bag}")).into_response())
}

pub(crate) async fn complete(
    State(house): State<Shared>,
    Sorting { permit, .. }: Sorting,
    Path((_, bag)): Path<(String, String)>,
) -> Result<Redirect, Fault> {
    let (person, bag): (BeneficiaryId, BagId) = (permit.beneficiary(), id(&bag)?);
    close_if_any(&house, &permit, bag).await?;
    Ok(Redirect::to(&format!("/personnes/{person}/sacs/{bag}")))
}

/// How many files came, and whether the form says that they are all.
pub(crate) async fn take_in(
    house: &Shared,
    permit: &Permit,
    bag: BagId,
    mut form: Multipart,
) -> Result<(usize, bool), Fault> {
    let (mut files, mut end) = (0, false);
    while let Some(field) = form.next_field().await.map_err(cut_short)? {
        if field.name() == Some("ranger") {
            end = true;
            continue;
        }
        let Some(name) = field
            .file_name()
            .map(str::to_owned)
            .filter(|name| !name.is_empty())
        else {
            continue;
        };
        if files >= limits::FILES_MAX {
            return Err(Fault::TooBig);
        }
        let bytes = field.bytes().await.map_err(cut_short)?;
        if bytes.len() > limits::FILE_BYTES_MAX {
            return Err(Fault::TooBig);
        }
        intake::receive_file(&house.kit, &house.queue, permit, bag, &name, &bytes)
            .await
            .map_err(|error| failed(&error))?;
        files += 1;
    }
    Ok((files, end))
}

/// An empty bag stays open: the button was pressed too early.
async fn close_if_any(house: &Shared, permit: &Permit, bag: BagId) -> Result<(), Fault> {
    if house.vault().bag(permit, bag).await?.photos > 0 {
        close(house, permit, bag).await?;
    }
    Ok(())
}

pub(crate) async fn close(house: &Shared, permit: &Permit, bag: BagId) -> Result<Bag, Fault> {
    intake::complete(&house.kit, &house.queue, permit, bag)
        .await
        .map_err(|error| failed(&error))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
pub(crate) fn cut_short(error: MultipartError) -> Fault {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Fault::TooBig
    } else {
        Fault::BadInput
    }
}

/// Works as a plain form; the script adds dropping, a queue and retries.
fn drop_zone(bag: &Bag, here: &str) -> Markup {
    html! {
        form #drop.drop method="post" action={ (here) "/photos" } enctype="multipart/form-data" data-complete={ (here) "/ranger" } data-advise={ (here) "/conseil" } data-max=(limits::FILE_BYTES_MAX) {
            (Icon::DROP.draw())
            div.words {
                p { strong { (Staff::DropHere) } }
                p.quiet { (Staff::DropMore) }
                p #sent.quiet role="status" data-sent=(Staff::SentN) data-failed=(Staff::SendFailedN) data-retry=(Staff::RetryAll)
                    data-big=(Staff::FileTooBig) data-out=(Staff::SignedOut) {}
            }
            label.btn.choose for="photos" { (tool("plus")) (Staff::ChooseFiles) }
            input #photos type="file" name="photos" multiple
                accept="image/*,application/pdf,.heic,.heif,.pdf,.tif,.tiff";
            button.btn.main name="ranger" value="oui" {
                (tool("send"))
                @if bag.photos > 0 { (Staff::SortNow) } @else { (Staff::SendAndSort) }
            }
        }
    }
}
