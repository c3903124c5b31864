//! A bag of papers as a household brings it.

mod demo;
pub(crate) mod plan;
mod script;
mod shoot;
pub(crate) mod studio;

use std::path::Path;

use crate::{
    PhotoTruth, SpecimenError, camera::Severity, papers::Specimen, rng::Dice, typeset::typeset,
};

pub(crate) use demo::committed;
pub use demo::write_demo_pdfs;
use studio::Studio;

/// One file of a bag.
#[derive(Clone, Debug)]
pub struct DemoPhoto {
    pub file_name: String,
    pub bytes: Vec<u8>,
    pub truth: PhotoTruth,
}

/// Severity of a bag: one for all, or thrown for each photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BagSeverity {
    Mixed,
    All(Severity),
    /// No photos: each paper is the PDF that was typeset, so that knowing is measured apart from reading.
    Digital,
}

impl BagSeverity {
    pub(crate) fn throw(self, dice: &mut Dice) -> Severity {
        match self {
            Self::Mixed | Self::Digital => Severity::mixed(dice),
            Self::All(severity) => severity,
        }
    }
}

/// The committed papers as one household's bag of at least 40 files, made one at a time. Needs pdfium and no typesetter.
pub fn demo_bag(
    runtime: &Path,
    seed: u64,
) -> Result<impl Iterator<Item = Result<DemoPhoto, SpecimenError>> + use<>, SpecimenError> {
    let papers = committed()?;
    let studio = Studio::open(runtime, papers)?;
    Ok(shoot::bag(studio, seed, 44, BagSeverity::Mixed))
}

/// New papers of new households: invented, typeset, photographed, one file at a time.
pub fn fresh(
    runtime: &Path,
    seed: u64,
    count: usize,
    severity: BagSeverity,
) -> Result<impl Iterator<Item = Result<DemoPhoto, SpecimenError>> + use<>, SpecimenError> {
    let specimens = plan::papers(seed, count, &|_| true)?;
    let papers = typeset_in_memory(runtime, specimens)?;
    let studio = Studio::open(runtime, papers)?;
    Ok(shoot::bag(studio, seed, count, severity))
}

/// Papers and their PDFs.
pub(crate) type Printed = Vec<(Specimen, Vec<u8>)>;

pub(crate) fn typeset_in_memory(
    runtime: &Path,
    specimens: Vec<Specimen>,
) -> Result<Printed, SpecimenError> {
    let folder = std::env::temp_dir().join(format!(
        "sesame-specimens-{}-{:p}",
        std::process::id(),
        &specimens
    ));
    let file = |path: &Path, source| SpecimenError::File {
        path: path.display().to_string(),
        source,
    };
    std::fs::create_dir_all(&folder).map_err(|source| file(&folder, source))?;
    let typeset = typeset(runtime, &specimens, &folder);
    let printed = typeset.and_then(|()| {
        specimens
            .into_iter()
            .map(|specimen| {
                let path = folder.join(format!("{}.pdf", specimen.id()));
                let pdf = std::fs::read(&path).map_err(|source| file(&path, source))?;
                Ok((specimen, pdf))
            })
            .collect()
    });
    std::fs::remove_dir_all(&folder).map_err(|source| file(&folder, source))?;
    printed
}
