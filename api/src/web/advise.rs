//! What to do about a photo just sent, while its paper is still at hand.

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use ingest::reader::ReadError;
use maud::{Markup, html};
use paper::Doubt;

use super::{
    Shared,
    fault::{Fault, failed},
    opened::Sorting,
};
use crate::{
    limits, pictures,
    pictures::tool,
    words::{Lang, Staff},
};

/// Words are lost with these, and another photo brings them back. A shadow is read through most of the time.
const WORTH_ANOTHER: [Doubt; 6] = [
    Doubt::Blurred,
    Doubt::TooDark,
    Doubt::Glare,
    Doubt::CutOff,
    Doubt::TooFar,
    Doubt::Blank,
];

/// An item of the list below; 204 for a photo that will do, and for a file that is no photo: the reading says
/// why it refuses one.
pub(crate) async fn advise(
    State(house): State<Shared>,
    _: Sorting,
    photo: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let photo = photo.map_err(|_| Fault::TooBig)?;
    let doubts = match house.kit.readers.coach(photo.into()).await {
        Ok(advice) => advice.doubts,
        Err(ReadError::Refused(_)) => Vec::new(),
        Err(error) => return Err(failed(&error)),
    };
    let worth: Vec<Doubt> = doubts
        .into_iter()
        .filter(|doubt| WORTH_ANOTHER.contains(doubt))
        .collect();
    if worth.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(item(&worth).into_response())
}

/// The script puts the photo itself and its name in.
fn item(doubts: &[Doubt]) -> Markup {
    html! {
        li {
            canvas.thumb aria-hidden="true" width="72" height="92" {}
            div {
                @for doubt in doubts {
                    @let (icon, words) = pictures::doubt(*doubt);
                    p.why { (icon.draw()) strong { (words.text(Lang::Fr)) } }
                }
                p.file.small.quiet {}
            }
        }
    }
}

/// Empty and hidden until a photo is worth taking again; then the bag waits for the agent.
pub(crate) fn list() -> Markup {
    html! {
        section #advice.card hidden data-most=(limits::ADVISED_MAX) {
            h2 tabindex="-1" { (tool("refresh")) (Staff::AdviseTitle) }
            p { (Staff::AdviseMore) }
            ul.redo-list {}
            div.row {
                label.btn.main for="photos" { (tool("refresh")) (Staff::AdviseAgain) }
                button.btn.go-on type="button" { (tool("send")) (Staff::AdviseGoOn) }
            }
        }
    }
}
