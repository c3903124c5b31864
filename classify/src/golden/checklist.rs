//! `checklist.toml`: a bag, a démarche, and what each item finds in the bag.

use paper::Day;
use serde::Deserialize;

use super::{held, letter, read, report, unlike};
use crate::{Catalogue, Checklist, ItemState, checklist};

const TODAY: Day = Day::constant(2026, 11, 21);
const APPLICANT: &str = "Nathalie Durand";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bag: Vec<Bag>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bag {
    demarche: String,
    name: String,
    #[serde(default)]
    situation: Vec<String>,
    papers: Vec<String>,
    items: String,
    ready: bool,
    /// `rib Banque`: who issues what is not there.
    #[serde(default)]
    asks: Vec<String>,
    /// `domicile 20 août 2026`: words of the item's sentence.
    #[serde(default)]
    says: Vec<String>,
}

impl Bag {
    fn list(&self) -> Checklist {
        let papers: Vec<String> = self
            .papers
            .iter()
            .map(|paper| of_applicant(paper))
            .collect();
        let situation: Vec<&str> = self.situation.iter().map(String::as_str).collect();
        checklist(
            Catalogue::built_in(),
            &self.demarche,
            &situation,
            Some(APPLICANT),
            &held(&papers),
            TODAY,
        )
        .unwrap_or_else(|| panic!("{} is no démarche", self.demarche))
    }

    /// Empty when all is as expected.
    fn failures(&self) -> Vec<String> {
        let list = self.list();
        let mut failures: Vec<String> = self
            .items
            .split_whitespace()
            .map(|expected| (expected, found(&list, expected)))
            .filter(|(expected, found)| expected != found)
            .map(|(expected, found)| format!("expected {expected}, got {found}"))
            .collect();
        if list.ready != self.ready {
            failures.push(format!("expected ready {}, got {}", self.ready, list.ready));
        }
        let item = |id: &str| list.items.iter().find(|item| item.id == id);
        for asked in &self.asks {
            let (id, issuer) = asked.split_once(' ').expect("an item and an issuer");
            let issuers = item(id).map_or(&[][..], |item| &item.issuers);
            if !issuers.iter().any(|found| found.contains(issuer)) {
                failures.push(format!("{id}: expected {issuer}, got {issuers:?}"));
            }
        }
        for said in &self.says {
            let (id, words) = said.split_once(' ').expect("an item and words");
            let why = item(id).map_or("", |item| item.why.as_str());
            if !why.contains(words) {
                failures.push(format!("{id}: expected « {words} », got « {why} »"));
            }
        }
        failures
    }
}

/// `holder=` of the applicant, where the paper names nobody else and is not said to be `nobody`'s.
fn of_applicant(paper: &str) -> String {
    if paper.contains("nobody") {
        return paper.replace("nobody", "");
    }
    if paper.contains("holder=") {
        return paper.to_owned();
    }
    format!("{paper} holder=DURAND_Nathalie")
}

/// The item that `expected` names, as the list has it; its papers only where `expected` names papers.
fn found(list: &Checklist, expected: &str) -> String {
    let (id, wanted) = expected.split_once('=').expect("an item and its state");
    let Some(item) = list.items.iter().find(|item| item.id == id) else {
        return format!("{id}=absent");
    };
    let mut papers: Vec<char> = item.papers.iter().map(|paper| letter(*paper)).collect();
    papers.sort_unstable();
    let papers: String = papers.into_iter().collect();
    let shows_papers =
        wanted.contains(':') || (item.state == ItemState::Missing && !papers.is_empty());
    let papers = if shows_papers {
        format!(":{papers}")
    } else {
        String::new()
    };
    format!("{id}={}{papers}", item.state.slug())
}

#[test]
fn every_golden_bag_is_answered() {
    let file: File = read("checklist.toml");
    let named: Vec<String> = file
        .bag
        .iter()
        .map(|bag| format!("{}: {}", bag.demarche, bag.name))
        .collect();
    unlike(&named.iter().map(String::as_str).collect::<Vec<_>>());
    let failures: Vec<String> = file
        .bag
        .iter()
        .zip(&named)
        .filter_map(|(bag, name)| {
            let failures = bag.failures();
            (!failures.is_empty()).then(|| format!("{name}\n  {}", failures.join("\n  ")))
        })
        .collect();
    report(&failures, file.bag.len());
}

#[test]
fn every_demarche_has_five_golden_bags() {
    let file: File = read("checklist.toml");
    for demarche in Catalogue::built_in().demarches() {
        let bags = file.bag.iter().filter(|bag| bag.demarche == demarche.slug);
        assert!(bags.count() >= 5, "{}", demarche.slug);
    }
}

/// Facts about papers, never a right (`DOMAIN.md` §2.1).
#[test]
fn no_golden_bag_is_answered_with_a_right() {
    let file: File = read("checklist.toml");
    for bag in &file.bag {
        for item in bag.list().items {
            let words = item.why.to_lowercase();
            let speaks_of_rights = ["droit à", "éligible", "bénéficier", "refus"]
                .iter()
                .any(|word| words.contains(word));
            assert!(!speaks_of_rights, "{}: {}", bag.name, item.why);
        }
    }
}
