//! Every picture on a screen: pictograms, badges of state, silhouettes of papers, staff icons.
//!
//! Pictograms are OpenMoji's (CC BY-SA 4.0), loaded as files; the badges, silhouettes and the mark are
//! drawn here; the staff's icons are Tabler's (MIT).

use maud::{Markup, PreEscaped, html};
use paper::{Doubt, Refusal, ValidityStatus};

use crate::{assets, words::Key};

mod badge;
mod need;
mod silhouette;

pub(crate) use badge::{badge, state};
pub(crate) use need::{demarche, need};
pub(crate) use silhouette::silhouette;

/// A pictogram that a control of the person may carry. One icon, one meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Icon(&'static str);

impl Icon {
    pub(crate) const HOME: Self = Self("1F4C1");
    pub(crate) const PAPERS: Self = Self("1F4C4");
    pub(crate) const HELP: Self = Self("1F64B");
    pub(crate) const BACK: Self = Self("2B05");
    pub(crate) const NEXT: Self = Self("27A1");
    pub(crate) const SHOW: Self = Self("2600");
    pub(crate) const CLOSE: Self = Self("1F6AA");
    pub(crate) const TO_DO: Self = Self("23F0");
    pub(crate) const OLDER: Self = Self("1F5C3");
    pub(crate) const NOTHING: Self = Self("1F4C2");
    pub(crate) const PERSON: Self = Self("1F464");
    pub(crate) const BAG: Self = Self("1F6CD");
    pub(crate) const DROP: Self = Self("1F4E5");
    pub(crate) const ENDED: Self = Self("23F3");

    pub(crate) fn code(self) -> &'static str {
        self.0
    }

    pub(crate) fn draw(self) -> Markup {
        picto(self.0)
    }
}

/// An OpenMoji by its code; the question mark when it is not one of ours.
pub(crate) fn picto(code: &str) -> Markup {
    let address = assets::address(&format!("openmoji/{code}.svg"))
        .or_else(|| assets::address("openmoji/2753.svg"))
        .unwrap_or_default();
    html! { img.picto src=(address) alt="" width="72" height="72"; }
}

/// What a person sees and reads when a file cannot be used.
pub(crate) fn refusal(refusal: Refusal) -> (Icon, Key) {
    match refusal {
        Refusal::Empty => (Icon("2B1C"), Key::RefusalEmpty),
        Refusal::NotAnImage => (Icon("1F6AB"), Key::RefusalNotAnImage),
        Refusal::Broken => (Icon("26D3-FE0F-200D-1F4A5"), Key::RefusalBroken),
        Refusal::Locked => (Icon("1F512"), Key::RefusalLocked),
        Refusal::TooManyBytes => (Icon("1F418"), Key::RefusalTooManyBytes),
        Refusal::TooManyPixels => (Icon("1F5BC"), Key::RefusalTooManyPixels),
        Refusal::TooManyPages => (Icon("1F4DA"), Key::RefusalTooManyPages),
        Refusal::TooSlow => (Icon("1F40C"), Key::RefusalTooSlow),
        Refusal::TooHeavy => (Icon("1F3CB"), Key::RefusalTooHeavy),
        Refusal::NothingReadable => (Icon("1F32B"), Key::RefusalNothingReadable),
    }
}

/// What is shown for a photo that we failed to read.
pub(crate) fn set_aside() -> (Icon, Key) {
    (Icon("1F9D1-200D-1F527"), Key::RefusalSetAside)
}

pub(crate) fn doubt(doubt: Doubt) -> (Icon, Key) {
    match doubt {
        Doubt::Blurred => (Icon("1F4F3"), Key::DoubtBlurred),
        Doubt::TooDark => (Icon("1F311"), Key::DoubtTooDark),
        Doubt::Glare => (Icon("1F506"), Key::DoubtGlare),
        Doubt::Shadow => (Icon("26C5"), Key::DoubtShadow),
        Doubt::Finger => (Icon("1F446"), Key::DoubtFinger),
        Doubt::CutOff => (Icon("2702"), Key::DoubtCutOff),
        Doubt::TooFar => (Icon("1F52D"), Key::DoubtTooFar),
        Doubt::Blank => (Icon("1F504"), Key::DoubtBlank),
        Doubt::LittleText => (Icon("1F50D"), Key::DoubtLittleText),
        Doubt::PoorReading => (Icon("1F453"), Key::DoubtPoorReading),
        Doubt::GarbledText => (Icon("1F523"), Key::DoubtGarbledText),
        Doubt::Damaged => (Icon("1FA79"), Key::DoubtDamaged),
    }
}

/// The short word and the sentence of a state; its picture is `badge`.
pub(crate) fn state_words(status: ValidityStatus) -> (Key, Key) {
    match status {
        ValidityStatus::UpToDate => (Key::StateUpToDate, Key::StateUpToDateSay),
        ValidityStatus::EndsSoon => (Key::StateEndsSoon, Key::StateEndsSoonSay),
        ValidityStatus::Over => (Key::StateOver, Key::StateOverSay),
        ValidityStatus::Unlimited => (Key::StateUnlimited, Key::StateUnlimitedSay),
        ValidityStatus::TooOld => (Key::StateTooOld, Key::StateTooOldSay),
        ValidityStatus::ToCheck => (Key::StateToCheck, Key::StateToCheckSay),
    }
}

/// A Tabler icon, drawn in the colour of the words beside it.
pub(crate) fn tool(name: &str) -> Markup {
    let Some(asset) = assets::find(&format!("tabler/{name}.svg")) else {
        return html! {};
    };
    let text = String::from_utf8_lossy(&asset.bytes);
    let inside = text
        .split_once('>')
        .and_then(|(_, rest)| rest.rsplit_once("</svg>"))
        .map_or("", |(inside, _)| inside.trim());
    html! {
        svg.ico viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-linecap="round"
            stroke-linejoin="round" aria-hidden="true" focusable="false" { (PreEscaped(inside)) }
    }
}

/// The mark: papers that stand in order behind an open door.
pub(crate) fn mark() -> Markup {
    html! {
        svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" focusable="false" {
            rect x="1" y="1" width="46" height="46" rx="12" fill="#ffd75e" {}
            rect x="11" y="9" width="26" height="30" rx="3" fill="#fff" stroke="#10233f" stroke-width="2.5" {}
            path d="M16 17h16M16 23h16M16 29h9" stroke="#0b3d91" stroke-width="2.5" stroke-linecap="round" {}
            path d="M11 11 24 15v28L11 38z" fill="#0b3d91" stroke="#10233f" stroke-width="2.5" stroke-linejoin="round" {}
            circle cx="20.5" cy="28" r="1.9" fill="#ffd75e" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_refusal_and_doubt_has_a_picture_of_its_own() {
        let icons: Vec<Icon> = Refusal::ALL
            .map(refusal)
            .into_iter()
            .chain(Doubt::ALL.map(doubt))
            .chain([set_aside()])
            .map(|(icon, _)| icon)
            .collect();
        for icon in &icons {
            assert!(
                assets::find(&format!("openmoji/{}.svg", icon.code())).is_some(),
                "{}",
                icon.code()
            );
        }
        assert_eq!(icons.iter().collect::<HashSet<_>>().len(), icons.len());
    }

    #[test]
    fn every_state_has_a_badge_and_words() {
        for status in ValidityStatus::ALL {
            assert!(badge(status).into_string().contains("<svg"));
            let (word, sentence) = state_words(status);
            assert_ne!(word, sentence);
        }
    }
}
