//! What `sesame train` says.

use std::fmt::Write as _;

use ingest::taught::{About, Changed, Confusion, Kept, Tally, TypeTally};
use models::Versions;

/// With fewer tests a share says little.
const TESTS_MIN: usize = 20;
/// Rows of one list: the first ones matter, `--json` has them all.
const ROWS_MAX: usize = 30;

pub(super) fn in_use(version: Option<u32>) -> String {
    match version {
        Some(number) => format!("La version {number} est en service."),
        None => "Le modèle du programme est en service.".to_owned(),
    }
}

/// All versions, the one in use marked.
pub(super) fn list(versions: &Versions) -> anyhow::Result<String> {
    let current = versions.current()?;
    let mut text = in_use(current);
    text.push('\n');
    for number in versions.numbers()? {
        let about = About::of(versions, number)?;
        let mark = if current == Some(number) { "*" } else { " " };
        let taught: Vec<String> = about
            .papers
            .iter()
            .map(|(slug, papers)| {
                let checked = about.checked.iter().find(|(own, _)| own == slug);
                let count = papers.len() + checked.map_or(0, |(_, papers)| papers.len());
                format!("{slug} ({count} papiers)")
            })
            .collect();
        let against = if about.against.is_empty() {
            ""
        } else {
            ", avec une objection"
        };
        writeln!(text, "{mark} {number:>3}  {}{against}", taught.join(", "))?;
    }
    for step in versions.history()? {
        let what = if step.back {
            "retour"
        } else {
            "mise en service"
        };
        let version = step.version.map_or("modèle du programme".to_owned(), |n| {
            format!("version {n}")
        });
        let why = step.why.map(|why| format!(" : {why}")).unwrap_or_default();
        writeln!(text, "     {what}, {version}{why}")?;
    }
    Ok(text)
}

/// A version that was just made.
pub(super) fn of_version(number: u32, about: &About) -> String {
    let mut text = format!("Version {number}, pas encore en service.\n\n");
    let mut row = |name: &str, before: String, after: String| {
        let _ = writeln!(text, "{name:<46} {before:>10} {after:>10}");
    };
    row(
        "Sur des papiers qui n’ont pas servi à apprendre",
        "avant".into(),
        "après".into(),
    );
    let share = |tally: &Tally, count: usize| {
        format!("{:.1} %", 100.0 * count as f32 / tally.papers.max(1) as f32)
    };
    let (before, after) = (&about.before, &about.after);
    row(
        "  lectures",
        before.papers.to_string(),
        after.papers.to_string(),
    );
    row(
        "  type juste",
        share(before, before.right),
        share(after, after.right),
    );
    row(
        "  classés sans demander",
        share(before, before.auto),
        share(after, after.auto),
    );
    row(
        "  faux et classés sans demander",
        before.silent.to_string(),
        after.silent.to_string(),
    );
    let moved: Vec<&TypeTally> = about
        .each
        .iter()
        .filter(|each| each.before != each.after)
        .collect();
    if !moved.is_empty() {
        let _ = writeln!(text, "\nTypes qui changent (justes, avant et après)");
    }
    for each in moved {
        let few = if each.papers < TESTS_MIN {
            "  pas assez d’essais"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "  {:<40} {:>4} {:>4}  sur {}{few}",
            each.slug, each.before, each.after, each.papers
        );
    }
    if !about.confusions.is_empty() {
        let _ = writeln!(text, "\nPris pour un autre (avant et après)");
    }
    for Confusion {
        truth,
        said,
        before,
        after,
    } in about.confusions.iter().take(ROWS_MAX)
    {
        let pair = format!("{truth} → {said}");
        let _ = writeln!(text, "  {pair:<60} {before:>4} {after:>4}");
    }
    if !about.changes.is_empty() {
        let _ = writeln!(text, "\nPapiers d’essai dont l’avis change");
    }
    for change in about.changes.iter().take(ROWS_MAX) {
        let _ = writeln!(text, "  {}", changed(change));
    }
    for (slug, words) in &about.words {
        let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        let _ = writeln!(
            text,
            "\nCe qui fait reconnaître {slug} : {}",
            words.join(", ")
        );
    }
    if about.against.is_empty() {
        let _ = writeln!(
            text,
            "\nRien ne s’y oppose : sesame train --promote {number}"
        );
    }
    for why in &about.against {
        let _ = writeln!(text, "\nAttention : {why}");
    }
    text
}

/// The one to look at first is marked.
fn changed(change: &Changed) -> String {
    let mark = if change.is_silent_error() { "!" } else { " " };
    let paper = match &change.paper {
        Kept::Program => "papier du programme".to_owned(),
        Kept::Example(sha256) => format!("exemple {}", sha256.get(..12).unwrap_or(sha256)),
        Kept::Checked(id) => format!("papier vérifié {id}"),
    };
    let spoiled = if change.spoiled { ", mal lu" } else { "" };
    let alone = if change.alone_after {
        " (sans demander)"
    } else {
        ""
    };
    format!(
        "{mark} {} : {} → {}{alone}   [{paper}{spoiled}]",
        change.truth, change.before, change.after
    )
}
