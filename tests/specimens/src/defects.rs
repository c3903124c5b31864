//! Photos that should be taken again, and photos that should not: each has one defect to order, or none.

mod sheets;

use std::path::Path;

use crate::{
    DefectTruth, DemoPhoto, PhotoKind, PhotoTruth, SpecimenError,
    bag::{plan, studio::Studio, typeset_in_memory},
    camera::{Flaw, Photo, Settings, Severity, Sheet, photograph},
    rng::Dice,
};
use sheets::Chosen;

/// What is wrong, in the words that `paper::Doubt` has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    Blurred,
    TooDark,
    Glare,
    Shadow,
    CutOff,
    Finger,
    TooFar,
    Blank,
}

impl Defect {
    pub const ALL: [Self; 8] = [
        Self::Blurred,
        Self::TooDark,
        Self::Glare,
        Self::Shadow,
        Self::CutOff,
        Self::Finger,
        Self::TooFar,
        Self::Blank,
    ];

    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.slug() == slug)
    }

    pub fn slug(self) -> &'static str {
        match self {
            Self::Blurred => "blurred",
            Self::TooDark => "too_dark",
            Self::Glare => "glare",
            Self::Shadow => "shadow",
            Self::CutOff => "cut_off",
            Self::Finger => "finger",
            Self::TooFar => "too_far",
            Self::Blank => "blank",
        }
    }
}

/// What a photo is to show.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wish {
    Good,
    Several,
    With(Defect),
}

/// In turn: of twelve photos three are good, one is of several papers, and each defect has one.
const TURN: [Wish; 12] = [
    Wish::Good,
    Wish::With(Defect::Blurred),
    Wish::With(Defect::TooDark),
    Wish::With(Defect::Glare),
    Wish::Good,
    Wish::With(Defect::Shadow),
    Wish::With(Defect::CutOff),
    Wish::With(Defect::Finger),
    Wish::Good,
    Wish::With(Defect::TooFar),
    Wish::With(Defect::Blank),
    Wish::Several,
];

/// Papers that are typeset for a set of photos, whatever its size: every kind, of two households.
const PAPERS: usize = 110;
/// Height of a letter x in a photo that is not taken from too far, pixels. Below 5 letters run together.
const X_HEIGHT_GOOD: f32 = 7.0;
/// Height of a letter x by that of a printed word, which has tall letters or hanging ones, or both.
const X_OF_WORD: f32 = 0.7;
/// For a sheet without a word: as in a letter of 10 points.
const X_HEIGHT_MM: f32 = 1.7;

/// `count` photos of new papers, made one at a time; of these, when `only` names a defect, those that have it.
pub fn defect_photos(
    runtime: &Path,
    seed: u64,
    count: usize,
    only: Option<Defect>,
) -> Result<impl Iterator<Item = Result<DemoPhoto, SpecimenError>> + use<>, SpecimenError> {
    // What a paper says makes no defect, and figures by seed stay comparable.
    let specimens = plan::papers(seed, PAPERS, &|kind| kind.in_demo)?;
    let papers = typeset_in_memory(runtime, specimens)?;
    let studio = Studio::open(runtime, papers)?;
    let wishes = (0..count).map(|number| (number, TURN[number % TURN.len()]));
    let wanted = wishes.filter(move |(_, wish)| only.is_none_or(|only| *wish == Wish::With(only)));
    Ok(wanted.map(move |(number, wish)| {
        let own_seed = Dice::fork(seed, &format!("defect {number}")).bits();
        take(&studio, wish, &format!("{number:04}"), own_seed)
    }))
}

fn take(studio: &Studio, wish: Wish, name: &str, seed: u64) -> Result<DemoPhoto, SpecimenError> {
    let mut dice = Dice::fork(seed, "defect");
    let chosen = match wish {
        Wish::Several => Chosen::several(studio, &mut dice)?,
        Wish::With(Defect::Blank) => Chosen::blank(studio, &mut dice)?,
        _ => Chosen::one(studio, &mut dice)?,
    };
    let severity = Severity::mixed(&mut dice);
    let mut settings = Settings::throw(severity, &mut Dice::fork(seed, "settings"));
    settings.hand_shadow = 0.0;
    settings.any_table = dice.chance(0.6);
    settings.fill = dice.between(0.72, 0.95);
    let scene = Scene::of(&chosen.sheets, settings.size);
    settings.fill = settings
        .fill
        .max((X_HEIGHT_GOOD / scene.x_height(1.0)).min(0.95));
    // A lens that is good enough for the size of the print.
    let x_height = scene.x_height(settings.fill);
    settings.defocus = settings.defocus.min(0.11 * x_height).max(0.45);
    settings.motion = settings.motion.min(0.28 * x_height);
    let how = match wish {
        Wish::With(defect) => spoil(defect, &mut settings, &scene, &mut dice),
        _ => "",
    };
    let photo = photograph(&chosen.sheets, &settings, seed)?;
    let defect = match wish {
        Wish::With(defect) => Some(DefectTruth {
            kind: defect.slug().to_owned(),
            how: if how.is_empty() { chosen.how } else { how }.to_owned(),
            strength: strength(defect, &settings, &scene, &photo, chosen.ink),
        }),
        _ => None,
    };
    let label = match wish {
        Wish::Good => "good",
        Wish::Several => "several",
        Wish::With(defect) => defect.slug(),
    };
    let file_name = format!("{name}-{label}.jpg");
    Ok(DemoPhoto {
        truth: PhotoTruth {
            file: file_name.clone(),
            kind: PhotoKind::Photo,
            severity: severity.slug().to_owned(),
            size: photo.size,
            papers: photo.papers,
            defect,
            ..PhotoTruth::default()
        },
        bytes: photo.jpeg,
        file_name,
    })
}

/// How large the papers come out.
struct Scene {
    /// Pixels to a millimetre, were the frame filled by the papers.
    per_mm: f32,
    /// Usual height of a printed letter x, millimetres.
    x_mm: f32,
    /// Extent of the papers as the photo is held, by the frame's, when the frame is filled.
    extent: (f32, f32),
}

impl Scene {
    fn of(sheets: &[Sheet], size: (u32, u32)) -> Self {
        let (mut width, mut height) = sheets[0].size_mm;
        if sheets.len() > 1 {
            // Laid out in rows, about as wide as high.
            let area: f32 = sheets
                .iter()
                .map(|sheet| sheet.size_mm.0 * sheet.size_mm.1)
                .sum();
            width = libm::sqrtf(area) * 1.3;
            height = width;
        }
        let (frame_width, frame_height) = (size.0 as f32, size.1 as f32);
        // The photo is held as the papers lie.
        if (frame_width > frame_height) && sheets.len() == 1 {
            std::mem::swap(&mut width, &mut height);
        }
        let per_mm = (frame_width / width).min(frame_height / height);
        let mut heights: Vec<f32> = sheets
            .iter()
            .flat_map(|sheet| &sheet.words)
            .map(|word| word.place_mm[3] - word.place_mm[1])
            .collect();
        heights.sort_by(f32::total_cmp);
        let x_mm = heights
            .get(heights.len() / 2)
            .map_or(X_HEIGHT_MM, |height| X_OF_WORD * height);
        Self {
            per_mm,
            x_mm,
            extent: (width * per_mm / frame_width, height * per_mm / frame_height),
        }
    }

    /// Of a letter x, pixels.
    fn x_height(&self, fill: f32) -> f32 {
        self.x_mm * self.per_mm * fill
    }
}

/// Changes the settings so that the photo has the defect, and says how.
fn spoil(defect: Defect, settings: &mut Settings, scene: &Scene, dice: &mut Dice) -> &'static str {
    match defect {
        Defect::Blurred => {
            let x_height = scene.x_height(settings.fill);
            if dice.chance(0.5) {
                settings.motion = dice.between(0.9, 2.5) * x_height;
                "motion"
            } else {
                settings.defocus = dice.between(0.24, 0.6) * x_height;
                "focus"
            }
        }
        Defect::TooDark => {
            settings.exposure = dice.between(0.08, 0.26);
            settings.noise = dice.between(4.0, 12.0);
            ""
        }
        Defect::Glare => {
            settings.flaw = Some(Flaw::Glare);
            ""
        }
        Defect::Shadow => {
            let soft = libm::expf(dice.between(libm::logf(0.02), libm::logf(0.3)));
            settings.flaw = Some(Flaw::Shadow {
                depth: dice.between(0.32, 0.65),
                soft,
            });
            if soft < 0.08 { "hard" } else { "soft" }
        }
        Defect::CutOff => {
            let beyond = dice.between(0.07, 0.3);
            // From the middle to the border, and beyond it.
            let way = |extent: f32, fill: f32| {
                let extent = extent * fill;
                0.5 * (1.0 - extent).max(0.0) / extent.max(0.01) + beyond
            };
            let (x, y) = (
                way(scene.extent.0, settings.fill),
                way(scene.extent.1, settings.fill),
            );
            settings.shift = *dice.pick(&[(x, 0.0), (-x, 0.0), (0.0, y), (0.0, -y)]);
            if settings.shift.0 == 0.0 {
                "along"
            } else {
                "aside"
            }
        }
        Defect::Finger => {
            settings.flaw = Some(Flaw::Finger);
            ""
        }
        Defect::TooFar => {
            if dice.chance(0.3) {
                // The same for who reads: a photo with few pixels.
                settings.size = (settings.size.0 * 2 / 5, settings.size.1 * 2 / 5);
            }
            let shrunk = if settings.size.0.max(settings.size.1) < 2000 {
                0.4
            } else {
                1.0
            };
            let wanted = dice.between(2.0, 4.2);
            settings.fill = (wanted / (scene.x_height(1.0) * shrunk)).min(0.9);
            settings.defocus = settings.defocus.min(0.9);
            settings.motion = 0.0;
            if shrunk < 1.0 { "few_pixels" } else { "far" }
        }
        Defect::Blank => "",
    }
}

/// In the unit of the defect: see the README.
fn strength(defect: Defect, settings: &Settings, scene: &Scene, photo: &Photo, ink: f32) -> f32 {
    let x_height = scene.x_mm * photo.per_mm;
    match defect {
        Defect::Blurred => settings.defocus.max(0.29 * settings.motion) / x_height,
        Defect::TooDark => settings.exposure,
        Defect::Glare | Defect::Shadow | Defect::Finger => photo.spoilt,
        Defect::CutOff => outside(photo),
        Defect::TooFar => x_height,
        Defect::Blank => ink,
    }
}

/// Share of the paper's extent that the photo does not show, along the side where most is missing.
fn outside(photo: &Photo) -> f32 {
    let (width, height) = (photo.size.0 as f32, photo.size.1 as f32);
    let missing = photo.papers.iter().map(|paper| {
        let missing_along = |axis: usize, frame: f32| {
            let places = paper.region.map(|corner| corner[axis]);
            let (low, high) = places
                .iter()
                .fold((f32::MAX, f32::MIN), |(low, high), place| {
                    (low.min(*place), high.max(*place))
                });
            ((-low).max(high - frame)).max(0.0) / (high - low).max(1.0)
        };
        missing_along(0, width).max(missing_along(1, height))
    });
    missing.fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bag::committed;
    use crate::pdf;

    fn studio() -> Studio {
        let runtime = std::env::var_os("SESAME_RUNTIME").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.runtime"),
            std::path::PathBuf::from,
        );
        let papers = committed().unwrap();
        let pages = vec![1; papers.len()];
        Studio {
            pdfium: pdf::open(&runtime).unwrap(),
            papers,
            pages,
        }
    }

    fn check(defect: Defect, seed: u64, strength: std::ops::Range<f32>) -> DemoPhoto {
        let photo = take(&studio(), Wish::With(defect), "x", seed).unwrap();
        let truth = photo.truth.defect.clone().unwrap();
        assert_eq!(truth.kind, defect.slug());
        assert!(strength.contains(&truth.strength), "{truth:?}");
        photo
    }

    #[test]
    fn a_defect_is_as_strong_as_was_asked_for() {
        check(Defect::Blurred, 3, 0.2..1.0);
        check(Defect::TooDark, 3, 0.08..0.26);
        check(Defect::Glare, 3, 0.002..0.3);
        check(Defect::Shadow, 3, 0.12..0.7);
        check(Defect::CutOff, 3, 0.04..0.5);
        check(Defect::Finger, 3, 0.004..0.2);
        check(Defect::TooFar, 3, 1.5..5.0);
        check(Defect::Blank, 3, 0.0..0.07);
    }

    #[test]
    fn the_same_seed_gives_the_same_photo_and_a_good_one_has_no_defect() {
        let take = || take(&studio(), Wish::Good, "x", 8).unwrap();
        let photo = take();
        assert_eq!(photo.bytes, take().bytes);
        assert!(photo.truth.defect.is_none() && photo.truth.papers.len() == 1);
    }
}
