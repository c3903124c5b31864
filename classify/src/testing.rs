//! Pages made from lines of text, with the geometry of a typed A4 sheet.

use paper::{
    CodeKind, Confidence, Decided, DocumentType, Evidence, Fingerprint, Page, PageId, PhotoId,
    Quad, RawCode, Reading, TextLine, Word,
};
use sha2::{Digest, Sha256};

const WIDTH: f32 = 1240.0;
const HEIGHT: f32 = 1754.0;
const LETTER: f32 = 11.0;

/// A page whose lines stand below each other. Two or more spaces start a new column: `"Nom :   DURAND"`
/// puts the name further right on the same line. A line that starts with `# ` is a title: twice as large.
pub(crate) fn page_of(rows: &[&str]) -> Page {
    let step = (HEIGHT - 160.0) / rows.len().max(40) as f32;
    let mut lines = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let top = 80.0 + step * index as f32;
        let (row, letter, height) = match row.strip_prefix("# ") {
            Some(row) => (row, LETTER * 1.8, step * 0.95),
            None => (*row, LETTER, step * 0.55),
        };
        lines.extend(line(row, top, height, letter));
    }
    let digest = Sha256::digest(rows.join("\n").as_bytes());
    let id = u128::from_be_bytes(digest[..16].try_into().unwrap());
    Page {
        id: PageId(id),
        photo: PhotoId(id),
        sheet: 0,
        paper: 0,
        region: Quad::upright(0.0, 0.0, WIDTH, HEIGHT),
        rotation: 0,
        size: (WIDTH as u32, HEIGHT as u32),
        lines,
        codes: Vec::new(),
        doubts: Vec::new(),
    }
}

fn line(row: &str, top: f32, height: f32, letter: f32) -> Option<TextLine> {
    let mut words = Vec::new();
    let mut left = 80.0;
    for part in row.split(' ') {
        if part.is_empty() {
            left += 8.0 * letter;
            continue;
        }
        let right = left + part.chars().count() as f32 * letter;
        words.push(Word {
            text: part.to_owned(),
            other: None,
            quad: Quad::upright(left, top, right, top + height),
            confidence: Confidence::new(0.95),
        });
        left = right + letter;
    }
    let (from, _, to, _) = Quad::bounds(words.iter().map(|word| word.quad))?;
    TextLine::new(words, Quad::upright(from, top, to, top + height))
}

pub(crate) fn with_code(mut page: Page, kind: CodeKind, text: &str) -> Page {
    page.codes.push(RawCode {
        kind,
        text: text.to_owned(),
        quad: Quad::upright(100.0, 1500.0, 400.0, 1600.0),
    });
    page
}

pub(crate) fn evidence() -> Evidence {
    Evidence {
        page: PageId(1),
        quad: Quad::default(),
        text: String::new(),
        rule: "test".to_owned(),
    }
}

/// A reading of a type, with nothing else known.
pub(crate) fn reading_of(slug: &str) -> Reading {
    Reading {
        document_type: DocumentType::new(slug),
        confidence: Confidence::new(0.95),
        decided: Decided::Auto,
        alternatives: Vec::new(),
        pages: vec![PageId(1)],
        type_evidence: Vec::new(),
        holders: Vec::new(),
        issuer: None,
        dates: Vec::new(),
        fields: Vec::new(),
        codes: Vec::new(),
        fingerprint: Fingerprint::default(),
        legibility: 0.9,
    }
}
