//! Makes the files of a bag, one at a time.

use std::collections::VecDeque;

use super::{
    BagSeverity, DemoPhoto,
    script::{Shot, What, script},
    studio::Studio,
};
use crate::{
    PhotoKind, PhotoTruth, SpecimenError,
    camera::{Settings, Severity, Sheet, photograph},
    rng::Dice,
};

/// `count` files.
pub(super) fn bag(
    studio: Studio,
    seed: u64,
    count: usize,
    severity: BagSeverity,
) -> impl Iterator<Item = Result<DemoPhoto, SpecimenError>> {
    let mut shots: VecDeque<Shot> = script(&studio, seed, count, severity).into();
    std::iter::from_fn(move || {
        let shot = shots.pop_front()?;
        Some(take(&studio, &shot))
    })
}

fn take(studio: &Studio, shot: &Shot) -> Result<DemoPhoto, SpecimenError> {
    let mut truth = PhotoTruth {
        file: shot.file_name.clone(),
        duplicate_of: shot.duplicate_of.clone(),
        ..PhotoTruth::default()
    };
    let mut dice = Dice::fork(shot.seed, "settings");
    let bytes = match &shot.what {
        What::Photo(pages) => {
            let sheets: Vec<Sheet> = pages
                .iter()
                .map(|&(paper, page)| studio.sheet(paper, page))
                .collect::<Result<_, _>>()?;
            let settings = Settings::throw(shot.severity, &mut dice);
            let photo = photograph(&sheets, &settings, shot.seed)?;
            truth.kind = if shot.severity == Severity::FlatScan {
                PhotoKind::Scan
            } else {
                PhotoKind::Photo
            };
            shot.severity.slug().clone_into(&mut truth.severity);
            truth.size = photo.size;
            truth.papers = photo.papers;
            photo.jpeg
        }
        What::Pdf(paper) => {
            truth.kind = PhotoKind::Pdf;
            (truth.size, truth.papers) = studio.pdf_truth(*paper)?;
            studio.papers[*paper].1.clone()
        }
        What::Spoilt(paper, mishap) => {
            let mut settings = Settings::throw(Severity::Medium, &mut dice);
            settings.spoil(*mishap);
            let photo = photograph(&[studio.sheet(*paper, 1)?], &settings, shot.seed)?;
            truth.kind = PhotoKind::Unusable;
            truth.mishap = Some(mishap.slug().to_owned());
            truth.size = photo.size;
            photo.jpeg
        }
        What::Copy(original) => {
            let original = take(studio, original)?;
            truth = PhotoTruth {
                file: truth.file,
                duplicate_of: truth.duplicate_of,
                same_bytes: true,
                ..original.truth
            };
            original.bytes
        }
    };
    Ok(DemoPhoto {
        file_name: shot.file_name.clone(),
        bytes,
        truth,
    })
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use super::*;
    use crate::{bag::committed, pdf};

    fn studio() -> Studio {
        let papers = committed().unwrap();
        let pages = papers
            .iter()
            .map(|(specimen, _)| if specimen.sides { 2 } else { 1 })
            .collect();
        let runtime = std::env::var_os("SESAME_RUNTIME").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.runtime"),
            std::path::PathBuf::from,
        );
        Studio {
            pdfium: pdf::open(&runtime).unwrap(),
            papers,
            pages,
        }
    }

    #[test]
    fn a_bag_has_as_many_files_as_asked_and_its_repeats_name_their_original() {
        let studio = studio();
        for (seed, count) in [(1, 44), (2, 60), (3, 12), (4, 200)] {
            let shots = script(&studio, seed, count, BagSeverity::Mixed);
            assert_eq!(shots.len(), count, "seed {seed}");
            let names: BTreeSet<&String> = shots.iter().map(|shot| &shot.file_name).collect();
            assert_eq!(names.len(), count, "two files share a name");
            for original in shots.iter().filter_map(|shot| shot.duplicate_of.as_ref()) {
                assert!(names.contains(original), "{original}");
            }
            assert!(shots.iter().any(|shot| matches!(shot.what, What::Copy(_))));
            assert!(
                shots
                    .iter()
                    .any(|shot| matches!(shot.what, What::Spoilt(..)))
            );
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_bag() {
        let first = |seed| {
            let mut files = bag(studio(), seed, 44, BagSeverity::Mixed);
            let photo = files.next().unwrap().unwrap();
            (photo.file_name, photo.bytes, photo.truth)
        };
        assert_eq!(first(9), first(9));
    }

    #[test]
    fn a_copy_has_the_bytes_of_its_original() {
        let studio = studio();
        let shots = script(&studio, 1, 12, BagSeverity::All(Severity::Light));
        let copy = shots
            .iter()
            .find(|shot| matches!(shot.what, What::Copy(_)))
            .unwrap();
        let original = shots
            .iter()
            .find(|shot| Some(&shot.file_name) == copy.duplicate_of.as_ref())
            .unwrap();
        let (copy, original) = (
            take(&studio, copy).unwrap(),
            take(&studio, original).unwrap(),
        );
        assert!(copy.truth.same_bytes && copy.bytes == original.bytes);
        assert_eq!(copy.truth.papers, original.truth.papers);
    }
}
