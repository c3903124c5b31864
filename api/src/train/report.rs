//! What `sesame train` says.

use std::fmt::Write as _;

use models::Versions;

use crate::taught::{About, Tally};

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
        let about: About = serde_json::from_str(&versions.about(number)?)?;
        let mark = if current == Some(number) { "*" } else { " " };
        let taught: Vec<String> = about
            .papers
            .iter()
            .map(|(slug, papers)| format!("{slug} ({} papiers)", papers.len()))
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
