//! The committed papers: small PDFs with their truth beside them, so that a demo needs no typesetter.

use std::path::{Path, PathBuf};

use super::{Printed, plan, typeset_in_memory};
use crate::{SpecimenError, papers::Specimen};

/// The household of the demo.
const SEED: u64 = 2026;

/// Their folder in the source.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("papers")
}

/// Typesets the demo's papers anew. Returns how many, and their bytes together.
pub fn write_demo_pdfs(runtime: &Path) -> Result<(usize, usize), SpecimenError> {
    let printed = typeset_in_memory(runtime, plan::household(SEED, 0, &|kind| kind.in_demo)?)?;
    let folder = folder();
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|source| wrong(&folder, source))?;
    }
    std::fs::create_dir_all(&folder).map_err(|source| wrong(&folder, source))?;
    let mut bytes = 0;
    for (specimen, pdf) in &printed {
        let write = |ending: &str, content: &[u8]| {
            let path = folder.join(format!("{}.{ending}", specimen.id()));
            std::fs::write(&path, content).map_err(|source| wrong(&path, source))
        };
        let truth =
            serde_json::to_string_pretty(specimen).map_err(|source| SpecimenError::Data {
                path: specimen.id().to_owned(),
                source,
            })?;
        write("pdf", pdf)?;
        write("json", truth.as_bytes())?;
        bytes += pdf.len() + truth.len();
    }
    Ok((printed.len(), bytes))
}

/// In the order of their names.
pub(crate) fn committed() -> Result<Printed, SpecimenError> {
    let folder = folder();
    let mut stems: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map_err(|source| wrong(&folder, source))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    stems.sort();
    stems
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).map_err(|source| wrong(path, source))?;
            let specimen: Specimen =
                serde_json::from_str(&text).map_err(|source| SpecimenError::Data {
                    path: path.display().to_string(),
                    source,
                })?;
            let pdf = path.with_extension("pdf");
            let bytes = std::fs::read(&pdf).map_err(|source| wrong(&pdf, source))?;
            Ok((specimen, bytes))
        })
        .collect()
}

fn wrong(path: &Path, source: std::io::Error) -> SpecimenError {
    SpecimenError::File {
        path: path.display().to_string(),
        source,
    }
}
