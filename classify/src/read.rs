//! From the pages of one paper to what it says.

use paper::{Confidence, Day, Decided, DocumentType, Fingerprint, Page, Reading};

use crate::Catalogue;

/// Reads one paper. `pages` are its pages in order; never panics, whatever is printed on them.
pub fn read_document(_catalogue: &Catalogue, pages: &[Page], _today: Day) -> Reading {
    Reading {
        document_type: DocumentType::UNKNOWN,
        confidence: Confidence::NONE,
        decided: Decided::Unknown,
        alternatives: Vec::new(),
        pages: pages.iter().map(|page| page.id).collect(),
        type_evidence: Vec::new(),
        holders: Vec::new(),
        issuer: None,
        dates: Vec::new(),
        fields: Vec::new(),
        codes: Vec::new(),
        fingerprint: Fingerprint::default(),
        legibility: legibility(pages),
    }
}

/// Share of words read with good confidence.
fn legibility(pages: &[Page]) -> f32 {
    let (good, all) = pages
        .iter()
        .flat_map(Page::words)
        .fold((0_u32, 0_u32), |(good, all), word| {
            (good + u32::from(word.confidence.value() >= 0.8), all + 1)
        });
    good as f32 / all.max(1) as f32
}
