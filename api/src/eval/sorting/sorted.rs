//! What `sesame sort` says of a folder.

use std::{path::Path, process::Command};

use anyhow::Context as _;
use serde_json::Value;
use specimens::PhotoTruth;

use super::file_name;
use crate::eval::{
    cost::{self, Cost},
    truth::text,
};

/// What `sesame sort` said of a folder.
pub(super) struct Sorted {
    pub(super) papers: Vec<Value>,
    pub(super) refused: Vec<Value>,
    /// Files whose bytes another file of the folder has too.
    pub(super) repeats: Vec<Value>,
}

pub(super) fn sort(program: &Path, folder: &Path) -> anyhow::Result<(Sorted, Cost)> {
    let (output, cost) = cost::measured(Command::new(program).arg("sort").arg(folder).args([
        "--json",
        "--today",
        "2026-11-21",
    ]))?;
    anyhow::ensure!(
        output.status.success(),
        "sesame sort failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).context("sesame sort did not write UTF-8")?;
    let lines: Result<Vec<Value>, _> = lines.lines().map(serde_json::from_str).collect();
    let (papers, rest): (Vec<Value>, Vec<Value>) = lines
        .context("sesame sort did not write JSON lines")?
        .into_iter()
        // The truth lies in the folder too; it is refused as "not an image", rightly.
        .filter(|line| !text(line, "file").ends_with("truth.jsonl"))
        .partition(|line| line.get("paper").is_some());
    let (refused, repeats) = rest
        .into_iter()
        .partition(|line| line.get("refused").is_some());
    let sorted = Sorted {
        papers,
        refused,
        repeats,
    };
    Ok((sorted, cost))
}

/// Of two files with the same bytes `sesame sort` keeps the one that it meets first, and the truth calls the other one
/// the original: their names are exchanged in what was sorted.
pub(super) fn under_the_names_of_the_truth(sorted: &mut Sorted, photos: &[PhotoTruth]) {
    let exchanged: Vec<(String, String)> = sorted
        .repeats
        .iter()
        .filter_map(|line| {
            let (own, kept) = (
                file_name(text(line, "file"))?,
                file_name(text(line, "repeats"))?,
            );
            let copy = photos.iter().find(|photo| photo.file == kept)?;
            (copy.duplicate_of.as_deref() == Some(&own)).then_some((kept, own))
        })
        .collect();
    for paper in &mut sorted.papers {
        let pages = paper.get_mut("pages").and_then(Value::as_array_mut);
        for page in pages.into_iter().flatten() {
            let known = file_name(text(page, "file"));
            let own = exchanged
                .iter()
                .find(|(kept, _)| Some(kept) == known.as_ref());
            if let (Some((_, own)), Some(page)) = (own, page.as_object_mut()) {
                page.insert("file".to_owned(), Value::from(own.as_str()));
            }
        }
    }
}
