//! The state of a paper: shape, colour and glyph together, each enough alone.

use maud::{Markup, html};
use paper::ValidityStatus;

use super::state_words;
use crate::words::Lang;

/// The shape with its glyph; says its word to a screen reader through the text beside it.
pub(crate) fn badge(status: ValidityStatus) -> Markup {
    html! {
        svg.badge viewBox="0 0 48 48" aria-hidden="true" focusable="false" data-state=(status.slug()) {
            @match status {
                ValidityStatus::UpToDate => {
                    circle cx="24" cy="24" r="21" fill="#0b6b2f" stroke="#fff" stroke-width="3" {}
                    (tick())
                }
                ValidityStatus::Unlimited => {
                    circle cx="24" cy="24" r="22" fill="#0b6b2f" stroke="#fff" stroke-width="2" {}
                    circle cx="24" cy="24" r="17.5" fill="none" stroke="#fff" stroke-width="2" {}
                    (tick())
                }
                ValidityStatus::EndsSoon => {
                    path d="M24 4 45 43H3z" fill="#ffab00" stroke="#14171c" stroke-width="3" stroke-linejoin="round" {}
                    circle cx="24" cy="30" r="9" fill="#fff" stroke="#14171c" stroke-width="2.6" {}
                    path d="M24 25v5.4l3.6 2.2" fill="none" stroke="#14171c" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" {}
                }
                ValidityStatus::Over => {
                    path d="M15.5 3h17L45 15.5v17L32.500 45h-17L3 32.500v-17z" fill="#b00020" stroke="#fff" stroke-width="3" stroke-linejoin="round" {}
                    path d="M16.500 16.500l15 15M31.500 16.500l-15 15" stroke="#fff" stroke-width="6" stroke-linecap="round" {}
                }
                ValidityStatus::TooOld => {
                    path d="M24 2 46 24 24 46 2 24z" fill="#4a5468" stroke="#fff" stroke-width="3" stroke-linejoin="round" {}
                    path d="M18 14h12M18 34h12M19 14c0 6 10 8 10 10s-10 4-10 10M29 14c0 6-10 8-10 10s10 4 10 10" fill="none" stroke="#fff" stroke-width="2.8" stroke-linecap="round" {}
                }
                ValidityStatus::ToCheck => {
                    rect x="4" y="4" width="40" height="40" rx="7" fill="#fff" stroke="#14171c" stroke-width="3" stroke-dasharray="6 4.400" {}
                    path d="M18 18.500c0-8 12.500-8 12.500-.6 0 5-6.200 5.400-6.200 10.300" fill="none" stroke="#14171c" stroke-width="4.200" stroke-linecap="round" {}
                    circle cx="24.300" cy="35.600" r="2.800" fill="#14171c" {}
                }
            }
        }
    }
}

/// The badge with its word.
pub(crate) fn state(status: ValidityStatus, lang: Lang) -> Markup {
    html! {
        span class={ "state " (state_class(status)) } {
            (badge(status)) (state_words(status).0.text(lang))
        }
    }
}

fn state_class(status: ValidityStatus) -> &'static str {
    match status {
        ValidityStatus::UpToDate | ValidityStatus::Unlimited => "good",
        ValidityStatus::EndsSoon => "soon",
        ValidityStatus::Over => "over",
        ValidityStatus::TooOld => "old",
        ValidityStatus::ToCheck => "check",
    }
}

fn tick() -> Markup {
    html! {
        path d="M14 25l7.500 7.500L35 17.500" fill="none" stroke="#fff" stroke-width="5.500" stroke-linecap="round" stroke-linejoin="round" {}
    }
}
