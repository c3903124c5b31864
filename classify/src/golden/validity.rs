//! `validity.toml`: what was read, until when it holds, and what its state is on the days around.

use serde::Deserialize;

use super::{File, read, report, unlike};
use crate::{Catalogue, find_validity, testing::reading};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    paper: String,
    read: String,
    until: String,
    on: Vec<String>,
    #[serde(default)]
    says: String,
}

impl Case {
    /// `None` when all is as expected.
    fn failure(&self, law: &str) -> Option<String> {
        let validity = find_validity(Catalogue::built_in(), &reading(&self.paper, &self.read));
        let until = validity
            .until
            .map_or_else(|| "-".to_owned(), |day| day.to_string());
        let states = self.on.iter().map(|expected| {
            let (day, _) = expected.split_once(' ').expect("a day and a state");
            let state = validity.status_on(day.parse().expect("a day"));
            format!("{day} {}", state.slug())
        });
        let states: Vec<String> = states.collect();
        let same = until == self.until && states == self.on && validity.why.contains(&self.says);
        (!same).then(|| {
            format!(
                "{} ({law})\n  {} {}\n  expected {} {:?} « {} »\n  got      {until} {states:?} « {} »",
                self.name, self.paper, self.read, self.until, self.on, self.says, validity.why
            )
        })
    }
}

#[test]
fn every_golden_case_of_validity_holds() {
    let file: File<Case> = read("validity.toml");
    let cases: Vec<(&str, &Case)> = file
        .rule
        .iter()
        .flat_map(|rule| rule.cases.iter().map(|case| (rule.law.as_str(), case)))
        .collect();
    assert!(cases.iter().all(|(_, case)| !case.on.is_empty()));
    let named: Vec<String> = cases
        .iter()
        .map(|(_, case)| format!("{} {}", case.paper, case.name))
        .collect();
    unlike(&named.iter().map(String::as_str).collect::<Vec<_>>());
    let failures: Vec<String> = cases
        .iter()
        .filter_map(|(law, case)| case.failure(law))
        .collect();
    report(&failures, cases.len());
}

#[test]
fn every_type_has_two_golden_cases() {
    let file: File<Case> = read("validity.toml");
    for card in Catalogue::built_in().types() {
        let cases = file.rule.iter().flat_map(|rule| &rule.cases);
        let count = cases.filter(|case| case.paper == card.slug).count();
        assert!(count >= 2, "{}: {count}", card.slug);
    }
}
