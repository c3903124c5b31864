//! The golden cases of `catalogue/golden/`: written from the rules and the law, never from what the program
//! answers. The files are read when the test runs, so a case is added without building anything anew.

mod checklist;
mod properties;
mod shelf;
mod validity;

use std::{fs, path::Path};

use paper::{BagId, DocumentId, HeldDocument, PageId, Place, PlaceKind};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{Catalogue, find_validity, reshelve, testing::reading};

/// A file of cases, under the rules that they follow from.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<C> {
    rule: Vec<Rule<C>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule<C> {
    law: String,
    cases: Vec<C>,
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("catalogue/golden")
        .join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every case that fails is named, not only the first.
fn report(failures: &[String], cases: usize) {
    assert!(
        failures.is_empty(),
        "{} of {cases} golden cases fail\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Names are how a failure is found: no two cases of a file share one.
fn unlike(names: &[&str]) {
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    let twice = sorted.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None, "two cases of one name");
}

/// Papers as `type role=day …`, numbered from 1 in the order given, placed among each other. `sides=2` has both
/// sides photographed.
fn held(papers: &[String]) -> Vec<HeldDocument> {
    let mut held: Vec<HeldDocument> = (1..)
        .zip(papers)
        .map(|(number, paper)| {
            let (slug, facts) = paper.split_once(' ').unwrap_or((paper, ""));
            let plain = facts.replace("sides=2", "");
            let mut reading = reading(slug, &plain);
            if plain != facts {
                reading.pages.push(PageId(2));
            }
            HeldDocument {
                id: DocumentId(number),
                bag: BagId(1),
                validity: find_validity(Catalogue::built_in(), &reading),
                reading,
                place: Place {
                    kind: PlaceKind::Current,
                    of: None,
                    replaces: Vec::new(),
                    why: String::new(),
                },
                filed: u64::try_from(number).expect("few papers"),
                not_twin_of: Vec::new(),
            }
        })
        .collect();
    let places = reshelve(Catalogue::built_in(), &held);
    for (paper, (_, place)) in held.iter_mut().zip(places) {
        paper.place = place;
    }
    held
}

/// `a` for 1, `b` for 2.
fn letter(id: DocumentId) -> char {
    ('a'..='z')
        .nth(usize::try_from(id.0).expect("few papers") - 1)
        .expect("few papers")
}
