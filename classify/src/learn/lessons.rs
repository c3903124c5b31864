//! Lessons on disk: invented papers, one JSON object per line, that a town's own types are taught beside.
//!
//! `{"type", "layout", "pages": [{"size": [w, h], "lines": [["words of the line", left, top, right, bottom], …],
//! "codes": [["2d-doc" | "mrz", "text"], …]}]}`, boxes in the units of `size`. No paper of a person is in it.

use paper::{CodeKind, Confidence, Page, PageId, PhotoId, Quad, RawCode, TextLine, Word};
use serde::{Deserialize, Serialize};

use super::Lesson;

/// The lessons that are part of the program, from specimens (see the README).
const BUILT_IN: &str = include_str!("../../learned/lessons.jsonl");

#[derive(Serialize, Deserialize)]
struct Row {
    #[serde(rename = "type")]
    slug: String,
    layout: String,
    pages: Vec<Sheet>,
}

#[derive(Serialize, Deserialize)]
struct Sheet {
    size: (u32, u32),
    lines: Vec<(String, i32, i32, i32, i32)>,
    codes: Vec<(String, String)>,
}

/// The lessons that come with the program, in the order of the file.
///
/// # Panics
/// Never: the file is part of the program, and a test reads it.
pub fn built_in() -> Vec<Lesson> {
    let row = |line: &str| serde_json::from_str::<Row>(line).expect("a test reads every line");
    let rows = BUILT_IN.lines().map(row);
    rows.enumerate().map(|(at, row)| lesson(row, at)).collect()
}

/// A line of such a file.
///
/// # Errors
/// Never for a lesson made of words.
pub fn to_line(lesson: &Lesson, layout: &str) -> Result<String, serde_json::Error> {
    let line = |line: &TextLine| {
        let (left, top, right, bottom) = Quad::bounds([line.quad]).unwrap_or_default();
        let whole = |x: f32| x.round() as i32;
        (
            line.text(),
            whole(left),
            whole(top),
            whole(right),
            whole(bottom),
        )
    };
    let sheet = |page: &Page| Sheet {
        size: page.size,
        lines: page.lines.iter().map(line).collect(),
        codes: page
            .codes
            .iter()
            .map(|code| (code.kind.slug().to_owned(), code.text.clone()))
            .collect(),
    };
    serde_json::to_string(&Row {
        slug: lesson.slug.clone(),
        layout: layout.to_owned(),
        pages: lesson.pages.iter().map(sheet).collect(),
    })
}

fn lesson(row: Row, at: usize) -> Lesson {
    let pages = row.pages.into_iter().enumerate();
    Lesson {
        slug: row.slug,
        pages: pages
            .map(|(nth, sheet)| page(sheet, (at * 100 + nth) as u128))
            .collect(),
    }
}

/// Words share their line by the letters that they have.
fn page(sheet: Sheet, id: u128) -> Page {
    let line = |(text, left, top, right, bottom): (String, i32, i32, i32, i32)| {
        let (left, top, right, bottom) = (left as f32, top as f32, right as f32, bottom as f32);
        let letters = text.chars().count().max(1) as f32;
        let x = |letter: usize| left + (right - left) * letter as f32 / letters;
        let mut from = 0;
        let mut words = Vec::new();
        for text in text.split(' ') {
            let to = from + text.chars().count();
            if !text.is_empty() {
                words.push(Word {
                    text: text.to_owned(),
                    other: None,
                    quad: Quad::upright(x(from), top, x(to), bottom),
                    confidence: Confidence::new(0.9),
                });
            }
            from = to + 1;
        }
        TextLine::new(words, Quad::upright(left, top, right, bottom))
    };
    let code = |(kind, text): (String, String)| {
        let kind = CodeKind::ALL.into_iter().find(|own| own.slug() == kind)?;
        Some(RawCode {
            kind,
            text,
            quad: Quad::default(),
        })
    };
    Page {
        id: PageId(id),
        photo: PhotoId(id),
        sheet: 0,
        paper: 0,
        region: Quad::upright(0.0, 0.0, sheet.size.0 as f32, sheet.size.1 as f32),
        rotation: 0,
        size: sheet.size,
        lines: sheet.lines.into_iter().filter_map(line).collect(),
        codes: sheet.codes.into_iter().filter_map(code).collect(),
        doubts: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Catalogue, read_document, testing::page_of};

    #[test]
    fn a_lesson_comes_back_from_its_line() {
        let rows = ["# QUITTANCE DE LOYER", "pour la période du 01/03/2026"];
        let page = Page {
            codes: vec![RawCode {
                kind: CodeKind::Mrz,
                text: "P<FRA\nX".to_owned(),
                quad: Quad::default(),
            }],
            ..page_of(&rows)
        };
        let told = Lesson {
            pages: vec![page.clone()],
            slug: "quittance_loyer".to_owned(),
        };
        let row = serde_json::from_str(&to_line(&told, "a").unwrap()).unwrap();
        let back = lesson(row, 0);
        assert_eq!(back.slug, told.slug);
        assert_eq!(back.pages[0].text(), page.text());
        assert_eq!(
            (back.pages[0].size, &back.pages[0].codes),
            (page.size, &page.codes)
        );
    }

    #[test]
    fn the_lessons_of_the_program_are_of_many_types_and_are_known() {
        let catalogue = Catalogue::built_in();
        let lessons = built_in();
        let taught = catalogue.types().iter().filter(|card| {
            let own = lessons.iter().filter(|lesson| lesson.slug == card.slug);
            own.count() >= 2
        });
        assert!(taught.count() >= 45);
        let today = paper::Day::constant(2026, 11, 21);
        let right = lessons.iter().filter(|lesson| {
            let reading = read_document(catalogue, &lesson.pages, today);
            reading.document_type.slug() == lesson.slug
        });
        assert!(right.count() * 100 >= lessons.len() * 98);
    }
}
