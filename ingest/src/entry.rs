use std::collections::BTreeSet;

use classify::Catalogue;
use index::Entry;
use paper::{Page, Reading};

/// What can be searched for in a paper.
pub fn entry(catalogue: &Catalogue, reading: &Reading, pages: &[Page]) -> Entry {
    let card = catalogue.card(&reading.document_type);
    Entry {
        label: card.label.clone(),
        document_type: reading.document_type.slug().to_owned(),
        theme: card.theme.clone(),
        holder: reading.holder().map(|holder| holder.name.clone()),
        issuer: reading.issuer.as_ref().map(|issuer| issuer.value.clone()),
        dates: reading
            .dates
            .iter()
            .map(|field| field.day)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        text: join(pages.iter().map(Page::text), "\n"),
        other_text: join(second_opinions(pages), " "),
    }
}

/// What the other reader saw, where two disagreed: a search for either finds the paper.
fn second_opinions(pages: &[Page]) -> impl Iterator<Item = String> {
    let words = pages.iter().flat_map(Page::words);
    words.filter_map(|word| word.other.clone())
}

fn join(texts: impl Iterator<Item = String>, between: &str) -> String {
    texts.collect::<Vec<_>>().join(between)
}
