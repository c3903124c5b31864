//! Pages made from lines of text, with the geometry of a typed A4 sheet.

use paper::{
    CheckedCode, CodeCheck, CodeKind, Confidence, DatePrecision, DateRole, DatedField, Decided,
    DocumentType, Evidence, Field, Fingerprint, Holder, HolderRole, Page, PageId, PhotoId, Quad,
    RawCode, Reading, TextLine, Word,
};
use sha2::{Digest, Sha256};

const WIDTH: f32 = 1240.0;
const HEIGHT: f32 = 1754.0;
const LETTER: f32 = 11.0;

/// A page whose lines stand below each other. Two or more spaces start a new column: `"Nom :   DURAND"`
/// puts the name further right on the same line; ` | ` puts it at the right border, as a line of its own. A line
/// that starts with `# ` is a title: twice as large.
pub(crate) fn page_of(rows: &[&str]) -> Page {
    let step = (HEIGHT - 160.0) / rows.len().max(40) as f32;
    let mut lines = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let top = 80.0 + step * index as f32;
        let (row, letter, height) = match row.strip_prefix("# ") {
            Some(row) => (row, LETTER * 1.8, step * 0.95),
            None => (*row, LETTER, step * 0.55),
        };
        let (row, value) = row.split_once(" | ").unwrap_or((row, ""));
        let border = WIDTH - 80.0 - value.chars().count() as f32 * letter;
        lines.extend(line(row, (80.0, top), height, letter));
        lines.extend(line(value, (border, top), height, letter));
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

fn line(row: &str, (left, top): (f32, f32), height: f32, letter: f32) -> Option<TextLine> {
    let mut words = Vec::new();
    let mut left = left;
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

/// A reading made of facts: `issued=2026-10-05 month:issued=2012-05-01 unsure:valid_until=2027-01-01
/// holder=DURAND_Nathalie issuer=EDF +permanent=oui code=mrz:TD1 legible=0.5 print=a print=a:80`.
/// `print=a:80` shares about eighty percent of its words with `print=a`.
pub(crate) fn reading(slug: &str, facts: &str) -> Reading {
    let mut reading = Reading {
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
    };
    for fact in facts.split_whitespace() {
        let (name, value) = fact.split_once('=').unwrap();
        add_fact(&mut reading, name, value);
    }
    reading
}

fn add_fact(reading: &mut Reading, name: &str, value: &str) {
    let field = |name: &str| Field {
        name: name.to_owned(),
        value: if name == "variant" {
            value.to_owned()
        } else {
            value.replace('_', " ")
        },
        evidence: evidence(),
        confidence: Confidence::new(0.9),
    };
    if let Some(name) = name.strip_prefix('+') {
        reading.fields.push(field(name));
        return;
    }
    match name {
        "code" => reading.codes.push(CheckedCode {
            kind: value.to_owned(),
            text: value.to_owned(),
            check: CodeCheck::Ok,
            values: Vec::new(),
            evidence: evidence(),
        }),
        "holder" => reading.holders.push(Holder {
            name: value.replace('_', " "),
            role: HolderRole::Holder,
            evidence: evidence(),
            confidence: Confidence::new(0.9),
        }),
        "host" => reading.holders.push(Holder {
            name: value.replace('_', " "),
            role: HolderRole::Host,
            evidence: evidence(),
            confidence: Confidence::new(0.9),
        }),
        "issuer" => reading.issuer = Some(field("issuer")),
        "legible" => reading.legibility = value.parse().unwrap(),
        "print" => reading.fingerprint.words = print(value),
        "figures" => reading.fingerprint.figures = print(value),
        _ => {
            let (name, precision) = name
                .strip_prefix("month:")
                .map_or((name, DatePrecision::Day), |name| {
                    (name, DatePrecision::Month)
                });
            let (name, confidence) = name
                .strip_prefix("unsure:")
                .map_or((name, 0.9), |name| (name, 0.2));
            let role = DateRole::ALL
                .into_iter()
                .find(|role| role.slug() == name)
                .unwrap();
            reading.dates.push(DatedField {
                role,
                day: value.parse().unwrap(),
                precision,
                evidence: evidence(),
                confidence: Confidence::new(confidence),
            });
        }
    }
}

/// `a` or `a:60`: hashes of which so many in a hundred are also in others that begin with the letter.
fn print(value: &str) -> Vec<u64> {
    let (base, share) = value.split_once(':').unwrap_or((value, "100"));
    let common: u64 = share.parse().unwrap();
    let start = u64::from(base.as_bytes()[0]) * 1_000_000;
    // Of two sets of n with c in common, c / (2n - c) is shared.
    let kept = 200 * common / (100 + common);
    let mut hashes: Vec<u64> = (0..kept).map(|n| start + n).collect();
    hashes.extend((kept..100).map(|n| start + 1000 * common + n + 1000));
    hashes.sort_unstable();
    hashes
}
