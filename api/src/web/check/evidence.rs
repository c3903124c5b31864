//! Why the machine says so: on the picture, where it is printed, and in words.

use maud::{Markup, html};
use paper::{BeneficiaryId, CodeCheck, Evidence, HeldDocument, Page, Reading};

use crate::{
    pictures,
    web::overlay::Flatten,
    words::{Lang, Staff, code_name, field_name},
};

/// The pictures with what spoke for the type, the dates and the holder drawn where it is printed.
pub(super) fn view(person: BeneficiaryId, reading: &Reading, pages: &[Page]) -> Markup {
    let spots: Vec<(&str, &Evidence)> = evidence(reading).collect();
    html! {
        div.view {
            @for (at, page) in pages.iter().enumerate() {
                figure.spot {
                    div.frame {
                        img src={ "/personnes/" (person) "/images/" (page.id) } alt="";
                        svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true" {
                            @if let Some(flatten) = Flatten::of(&page.region) {
                                @for (class, spot) in spots.iter().filter(|(_, spot)| spot.page == page.id && spot.quad.area() > 1.0) {
                                    polygon class=(class) points=(flatten.polygon(&spot.quad)) { title { (spot.text) } }
                                }
                            }
                        }
                    }
                    figcaption {
                        @if pages.len() > 1 { (at + 1) " / " (pages.len()) " · " }
                        a href={ "/personnes/" (person) "/photos/" (page.photo) } { (Staff::Original) }
                    }
                    @for doubt in &page.doubts {
                        @let (icon, key) = pictures::doubt(*doubt);
                        p.doubt { (icon.draw()) (key.text(Lang::Fr)) }
                    }
                }
            }
        }
    }
}

/// Each with the class that colours it.
fn evidence(reading: &Reading) -> impl Iterator<Item = (&'static str, &Evidence)> {
    let types = reading.type_evidence.iter().map(|spot| ("type", spot));
    let dates = reading.dates.iter().map(|date| ("date", &date.evidence));
    let holders = reading
        .holders
        .iter()
        .map(|holder| ("holder", &holder.evidence));
    types.chain(dates).chain(holders)
}

/// Why the machine says so, and what else it read.
pub(super) fn facts(paper: &HeldDocument) -> Markup {
    let reading = &paper.reading;
    let spots: Vec<(&str, &Evidence)> = evidence(reading)
        .filter(|(_, spot)| !spot.text.is_empty())
        .collect();
    html! {
        details open {
            summary { strong { (Staff::Why) } }
            @if spots.is_empty() { p.quiet { (Staff::WhyNone) } }
            ul.why {
                @for (class, spot) in &spots {
                    li { span class={ "swatch " (class) } {} "« " (spot.text) " »" span.quiet.small { (rule_words(&spot.rule)) } }
                }
            }
            dl.facts {
                dt { (Staff::Validity) } dd { (paper.validity.why) }
                dt { (Staff::Place) } dd { (Staff::place(paper.place.kind)) @if !paper.place.why.is_empty() { " — " (paper.place.why) } }
                @if let Some(issuer) = &reading.issuer { dt { (Staff::Issuer) } dd { (issuer.value) } }
                @for field in &reading.fields { dt { (field_name(&field.name)) } dd { (field.value) } }
                @for code in &reading.codes { dt { (code_name(&code.kind)) } dd { (code_words(code.check)) } }
            }
        }
    }
}

/// The rule that used a piece of evidence, as an agent would say it: `label:fait le` is what stands before.
fn rule_words(rule: &str) -> String {
    let (kind, what) = rule.split_once(':').unwrap_or((rule, ""));
    match kind {
        "keyword" => Staff::RuleKeyword.text().to_owned(),
        "label" => Staff::RuleLabel.with(&[("what", &what)]),
        "name" => Staff::RuleName.text().to_owned(),
        "agent" => Staff::RuleAgent.text().to_owned(),
        "ref" | "amount" => field_name(what),
        "issuer" | "address" | "duration" | "permanent" => field_name(kind),
        "mrz" | "2d-doc" => code_name(kind),
        // Where it stands, or how it is written: the box on the picture shows it.
        _ => String::new(),
    }
}

fn code_words(check: CodeCheck) -> Staff {
    match check {
        CodeCheck::Ok => Staff::CodeOk,
        CodeCheck::Failed => Staff::CodeFailed,
        CodeCheck::None => Staff::CodeNone,
    }
}
