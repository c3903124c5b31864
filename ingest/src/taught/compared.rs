//! What a version's page says of before and after.

use std::collections::BTreeMap;

use classify::{
    Catalogue,
    learn::{Figures, Objection, Source, Taught},
};
use paper::DocumentType;

use super::{
    about::{Changed, Confusion, Kept, Tally, TypeTally},
    make::{Origin, Paper},
};

pub(super) fn tally(figures: &Figures) -> Tally {
    Tally {
        papers: figures.papers,
        right: figures.right,
        auto: figures.auto,
        silent: figures.silent,
    }
}

pub(super) fn each(taught: &Taught) -> Vec<TypeTally> {
    let types = taught.after.types.iter();
    types
        .map(|(slug, (papers, after))| TypeTally {
            slug: slug.clone(),
            papers: *papers,
            before: taught.before.types.get(slug).map_or(0, |before| before.1),
            after: *after,
        })
        .collect()
}

pub(super) fn confusions(taught: &Taught) -> Vec<Confusion> {
    let (before, after) = (&taught.before.confusions, &taught.after.confusions);
    let mut pairs: Vec<&(String, String)> = before.keys().chain(after.keys()).collect();
    pairs.sort();
    pairs.dedup();
    let count = |of: &BTreeMap<_, usize>, pair| of.get(pair).copied().unwrap_or_default();
    let mut confusions: Vec<Confusion> = pairs
        .into_iter()
        .map(|pair| Confusion {
            truth: pair.0.clone(),
            said: pair.1.clone(),
            before: count(before, pair),
            after: count(after, pair),
        })
        .collect();
    confusions.sort_by_key(|pair| std::cmp::Reverse((pair.after, pair.before)));
    confusions
}

pub(super) fn changes(taught: &Taught, new: &[&Paper], others: &[&Paper]) -> Vec<Changed> {
    let kept = |paper: &Paper| match &paper.origin {
        Origin::File(sha256) => Kept::Example(sha256.clone()),
        Origin::Checked(id) => Kept::Checked(id.to_string()),
    };
    let changes = taught.changes.iter();
    changes
        .map(|change| Changed {
            truth: change.truth.clone(),
            before: change.before.slug.clone(),
            after: change.after.slug.clone(),
            alone_before: change.before.alone,
            alone_after: change.after.alone,
            spoiled: change.spoiled,
            paper: match change.paper {
                Source::Program(_) => Kept::Program,
                Source::New(at) => kept(new[at]),
                Source::Other(at) => kept(others[at]),
            },
        })
        .collect()
}

pub(super) fn against(taught: &Taught, catalogue: &Catalogue) -> Vec<String> {
    let label = |slug: &String| &catalogue.card(&DocumentType::new(slug.clone())).label;
    let objection = |why: &Objection| match why {
        Objection::MoreSilent { before, after } => {
            format!("plus d’erreurs classées sans demander : {after} au lieu de {before}")
        }
        Objection::TypeFalls {
            slug,
            before,
            after,
        } => format!(
            "« {} » est moins bien reconnu : {:.0} % au lieu de {:.0} %",
            label(slug),
            100.0 * after,
            100.0 * before
        ),
    };
    taught.against.iter().map(objection).collect()
}
