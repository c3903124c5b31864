//! Fresh specimens on disk: photos and their truth.

use std::{fs, path::Path};

use anyhow::Context as _;
use specimens::{BagSeverity, DemoPhoto, SpecimenError, camera::Severity};

/// Writes `count` photos and `truth.jsonl` into `folder`. The truth is written last, so a folder that
/// has one is whole.
pub(crate) fn write(folder: &Path, severity: &str, seed: u64, count: usize) -> anyhow::Result<()> {
    let runtime = models::locate_runtime().context("no runtime folder; run `.ci/setup test`")?;
    let severity = match severity {
        "digital" => BagSeverity::Digital,
        _ => Severity::from_slug(severity).map_or(BagSeverity::Mixed, BagSeverity::All),
    };
    keep(folder, specimens::fresh(&runtime, seed, count, severity)?)
}

/// The same of photos with one defect each, or none.
pub(crate) fn write_defects(folder: &Path, seed: u64, count: usize) -> anyhow::Result<()> {
    let runtime = models::locate_runtime().context("no runtime folder; run `.ci/setup test`")?;
    keep(
        folder,
        specimens::defect_photos(&runtime, seed, count, None)?,
    )
}

fn keep(
    folder: &Path,
    photos: impl Iterator<Item = Result<DemoPhoto, SpecimenError>>,
) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot write to {}", folder.display()))?;
    let mut truth = String::new();
    for photo in photos {
        let photo = photo?;
        fs::write(folder.join(&photo.file_name), &photo.bytes)?;
        truth.push_str(&serde_json::to_string(&photo.truth)?);
        truth.push('\n');
    }
    fs::write(folder.join("truth.jsonl"), truth)?;
    Ok(())
}
