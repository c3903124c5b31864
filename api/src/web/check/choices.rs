//! The right half of the desk: which paper it is, its dates, whose it is, and the keys that say so.

use maud::{Markup, html};
use paper::{DateRole, Reading};

use crate::{
    pictures::{silhouette, tool},
    web::Shared,
    words::Staff,
};

/// The answer and its alternatives on keys 1 to 4, then the whole catalogue.
pub(super) fn types(house: &Shared, reading: &Reading) -> Markup {
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
                    span.quiet.sure { (percent(sure.value(), at == 0)) }
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

/// Only the answer is said to be sure; of what it is compared with, the figure is enough.
fn percent(sure: f32, is_answer: bool) -> String {
    let words = if is_answer {
        Staff::SureAt
    } else {
        Staff::Percent
    };
    words.with(&[("n", &(sure * 100.0).round())])
}

/// The dates read, and the one that the type's rule needs even if it was not.
pub(super) fn dates(house: &Shared, reading: &Reading) -> Markup {
    let catalogue = house.catalogue();
    let card = catalogue.card(&reading.document_type);
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
            legend { (Staff::Dates) }
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

pub(super) fn holder(reading: &Reading) -> Markup {
    html! {
        div.field {
            label for="holder" { (Staff::Holder) }
            input type="text" id="holder" name="holder" maxlength="120" value=[reading.holder().map(|holder| &holder.name)];
        }
    }
}

pub(super) fn keys() -> Markup {
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
            label.row.tall { input #keys-on type="checkbox" checked; (Staff::KeysOn) }
        }
    }
}
