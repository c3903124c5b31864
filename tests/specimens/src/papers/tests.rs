//! Each paper prints what is said to be true of it, in two layouts that differ.

use std::{collections::BTreeSet, path::PathBuf};

use serde_json::Value;

use super::{KINDS, Specimen, Who, invent};
use crate::{
    bag::{Printed, committed, typeset_in_memory},
    pdf,
    people::Household,
    words::day_forms,
};
use jiff::civil::{Date, date};

fn runtime() -> PathBuf {
    std::env::var_os("SESAME_RUNTIME").map_or_else(
        || {
            let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
            here.ancestors()
                .map(|folder| folder.join(".runtime"))
                .find(|folder| folder.is_dir())
                .expect(".ci/setup test was run")
        },
        PathBuf::from,
    )
}

/// Words of all pages, and those of each page.
fn words(pdf: &[u8]) -> Vec<Vec<String>> {
    let pdfium = pdf::open(&runtime()).unwrap();
    let document = pdf::document(&pdfium, pdf).unwrap();
    document
        .pages()
        .iter()
        .map(|page| {
            pdf::words(&page)
                .unwrap()
                .into_iter()
                .map(|word| word.text)
                .collect()
        })
        .collect()
}

/// As printed papers differ: without spaces, in capitals.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .flat_map(char::to_uppercase)
        .map(|letter| if letter == '’' { '\'' } else { letter })
        .collect()
}

fn forms(role: &str, day: Date) -> Vec<String> {
    let year = day.year();
    match role {
        "income_year" | "notice_year" => vec![year.to_string()],
        "school_year" => vec![
            format!("{year}-{}", year + 1),
            format!("{year}/{}", year + 1),
        ],
        _ => {
            let Value::Object(forms) = day_forms(day) else {
                unreachable!("a day has forms")
            };
            let month_only = role.starts_with("period");
            forms
                .into_iter()
                .filter(|(name, _)| {
                    !["iso", "year"].contains(&name.as_str())
                        && (month_only
                            || !["month", "month_upper", "numbers"].contains(&name.as_str()))
                })
                .filter_map(|(_, form)| form.as_str().map(str::to_owned))
                .collect()
        }
    }
}

/// What is said of the paper and not found on it.
fn missing(specimen: &Specimen, pages: &[Vec<String>]) -> Vec<String> {
    let text = bare(&pages.concat().concat());
    let truth = &specimen.truth;
    let mut missing = Vec::new();
    let mut want = |what: String, found: bool| {
        if !found {
            missing.push(format!("{}: {what}", specimen.id()));
        }
    };
    for (role, day) in &truth.dates {
        let found = forms(role, day.parse().unwrap())
            .iter()
            .any(|form| text.contains(&bare(form)));
        want(format!("{role} {day}"), found);
    }
    for (name, value) in truth.refs.iter().chain(&truth.amounts) {
        want(format!("{name} {value}"), text.contains(&bare(value)));
    }
    for name in truth.holders.iter().flat_map(|holder| holder.split(' ')) {
        want(format!("holder {name}"), text.contains(&bare(name)));
    }
    if let Some(issuer) = &truth.issuer {
        want(format!("issuer {issuer}"), text.contains(&bare(issuer)));
    }
    for (page, code) in specimen.codes.iter().filter(|(_, code)| code.kind == "mrz") {
        want(
            "mrz".to_owned(),
            bare(&pages[*page as usize - 1].concat()).contains(&bare(&code.text)),
        );
    }
    missing
}

fn all_kinds(seed: u64) -> Printed {
    let house = Household::throw(seed);
    let mut specimens = Vec::new();
    for (index, kind) in KINDS.iter().enumerate() {
        for layout in ['a', 'b'] {
            let id = format!("{index}-{}-{layout}", kind.slug);
            let who = if kind.is_of_a_child() {
                Who::Child(0)
            } else {
                Who::Adult(0)
            };
            specimens
                .push(invent(kind, &house, (who, date(2026, 9, 8), layout), &id, seed).unwrap());
        }
    }
    typeset_in_memory(&runtime(), specimens).unwrap()
}

#[test]
fn every_kind_prints_its_truth_in_two_layouts_that_differ() {
    let printed = all_kinds(11);
    let mut faults = Vec::new();
    for pair in printed.chunks_exact(2) {
        let pages: Vec<Vec<Vec<String>>> = pair.iter().map(|(_, pdf)| words(pdf)).collect();
        for ((specimen, _), pages) in pair.iter().zip(&pages) {
            faults.extend(missing(specimen, pages));
        }
        let [a, b] = [0, 1].map(|at| pages[at].concat().into_iter().collect::<BTreeSet<String>>());
        let common = a.intersection(&b).count() as f32 / a.union(&b).count().max(1) as f32;
        if common > 0.75 {
            faults.push(format!(
                "{}: the layouts share {common:.2} of their words",
                pair[0].0.id()
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_committed_papers_print_their_truth_and_cover_the_kinds_of_the_demo() {
    let papers = committed().unwrap();
    let faults: Vec<String> = papers
        .iter()
        .flat_map(|(specimen, pdf)| missing(specimen, &words(pdf)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let slugs: BTreeSet<&str> = papers
        .iter()
        .map(|(specimen, _)| specimen.truth.document_type.as_str())
        .collect();
    let wanted: BTreeSet<&str> = KINDS
        .iter()
        .filter(|kind| kind.in_demo)
        .map(|kind| kind.slug)
        .collect();
    assert_eq!(slugs, wanted);
    let bytes: usize = papers.iter().map(|(_, pdf)| pdf.len()).sum();
    assert!(
        bytes < 2_500_000,
        "{bytes} bytes are too many for a repository"
    );
}

#[test]
fn the_same_seed_invents_the_same_paper() {
    let printed = |seed| {
        let house = Household::throw(seed);
        let kind = &KINDS[0];
        invent(
            kind,
            &house,
            (Who::Adult(0), date(2024, 2, 3), 'a'),
            "x",
            seed,
        )
        .unwrap()
        .print
    };
    assert_eq!(printed(4), printed(4));
    assert_ne!(printed(4), printed(5));
}

/// What a reader of bar codes sees on a page.
fn read_codes(pdf: &[u8], page: u32) -> Vec<String> {
    let pdfium = pdf::open(&runtime()).unwrap();
    let document = pdf::document(&pdfium, pdf).unwrap();
    let page = document.pages().get(page as i32 - 1).unwrap();
    let picture = image::DynamicImage::ImageRgb8(pdf::render(&page, 12.0).unwrap()).to_luma8();
    let (width, height) = picture.dimensions();
    let found = rxing::helpers::detect_multiple_in_luma(picture.into_raw(), width, height);
    found
        .unwrap_or_default()
        .iter()
        .map(|code| code.getText().to_owned())
        .collect()
}

#[test]
fn a_drawn_code_is_read_back_with_its_control_characters() {
    let mut read = 0;
    for (specimen, pdf) in committed().unwrap() {
        for (page, code) in specimen
            .codes
            .iter()
            .filter(|(_, code)| code.kind == "2d-doc")
        {
            let seen = read_codes(&pdf, *page);
            assert!(seen.contains(&code.text), "{}: {seen:?}", specimen.id());
            read += 1;
        }
    }
    assert!(read >= 5, "{read} codes");
}
