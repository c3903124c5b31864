//! `shelf.toml`: papers of one shelf, and the place of each among the others.

use paper::{HeldDocument, Place};
use serde::Deserialize;

use super::{File, held, letter, read, report, unlike};
use crate::{Catalogue, place_among, reshelve};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    places: String,
    papers: Vec<String>,
}

/// `current`, `superseded:b`.
fn said(place: &Place) -> String {
    let of = place
        .of
        .map_or(String::new(), |of| format!(":{}", letter(of)));
    format!("{}{of}", place.kind.slug())
}

fn all_said(held: &[HeldDocument]) -> String {
    let mut places = reshelve(Catalogue::built_in(), held);
    places.sort_by_key(|(id, _)| *id);
    let said: Vec<String> = places
        .iter()
        .map(|(id, place)| format!("{}={}", letter(*id), said(place)))
        .collect();
    said.join(" ")
}

fn cases(file: &File<Case>) -> Vec<(&str, &Case)> {
    file.rule
        .iter()
        .flat_map(|rule| rule.cases.iter().map(|case| (rule.law.as_str(), case)))
        .collect()
}

#[test]
fn every_golden_shelf_holds_whatever_the_order() {
    let file: File<Case> = read("shelf.toml");
    let cases = cases(&file);
    unlike(
        &cases
            .iter()
            .map(|(_, case)| case.name.as_str())
            .collect::<Vec<_>>(),
    );
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|(law, case)| {
            let held = held(&case.papers);
            let mut backwards = held.clone();
            backwards.reverse();
            let found = [all_said(&held), all_said(&backwards)];
            let same = found.iter().all(|found| *found == case.places);
            (!same).then(|| {
                let (name, places) = (&case.name, &case.places);
                format!(
                    "{name} ({law})\n  {:#?}\n  expected {places}\n  got      {found:?}",
                    case.papers
                )
            })
        })
        .collect();
    report(&failures, cases.len());
}

/// The last to come is placed at once where it will stay once all are looked at again.
#[test]
fn a_newcomer_of_every_golden_shelf_is_placed_as_it_will_stay() {
    let file: File<Case> = read("shelf.toml");
    for (_, case) in cases(&file) {
        let mut held = held(&case.papers);
        let last = held.pop().expect("a shelf has papers");
        let place = place_among(Catalogue::built_in(), &last.reading, &last.validity, &held);
        assert_eq!(said(&place), said(&last.place), "{}", case.name);
    }
}
