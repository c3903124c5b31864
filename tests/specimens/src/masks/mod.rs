//! Small photos of tables with papers, and which paper owns each pixel: what a network learns from that is to
//! find papers. Seen wider than a bag is: any table, any layout, objects among the papers and hands on them.

mod clutter;
mod layout;
mod stock;

use std::{io::Write, path::Path};

use crate::{
    SpecimenError,
    camera::{
        Settings, Severity, Sheet,
        canvas::Canvas,
        draw_all, expose,
        mesh::Mesh,
        pose::{self, Pose},
        relief::Relief,
        table::Table,
    },
    rng::Dice,
};
use clutter::Blob;
use stock::Stock;

/// Longer side of the photo as it is written; drawn twice as large, so that edges are as smooth as a camera's.
const SIDE: u32 = 448;
/// At 2 to 3 pixels a millimetre a coarser net than the camera's draws the same folds.
const MESH_MM: f32 = 4.0;
/// Papers of which less is seen are not asked for: nobody could tell what they are.
const SEEN_MIN: usize = 120;

/// Owners that are no paper: the table with whatever lies on it, and a hand.
const NOTHING: u8 = 0;
const HAND: u8 = 255;

/// One photo to learn from.
pub struct MaskPhoto {
    pub width: u32,
    pub height: u32,
    /// Red, green, blue, row by row.
    pub pixels: Vec<u8>,
    /// 0 for the table and whatever else, 255 for a hand, else each paper's number; row by row.
    pub owners: Vec<u8>,
}

impl MaskPhoto {
    /// `<stem>.ppm` and `<stem>.pgm`, which any reader takes, and which cost no time.
    pub fn write(&self, stem: &Path) -> std::io::Result<()> {
        let save = |ending: &str, kind: &str, bytes: &[u8]| {
            let mut file = std::fs::File::create(stem.with_extension(ending))?;
            write!(file, "{kind}\n{} {}\n255\n", self.width, self.height)?;
            file.write_all(bytes)
        };
        save("ppm", "P6", &self.pixels)?;
        save("pgm", "P5", &self.owners)
    }
}

/// `count` photos of the committed papers, made one at a time. Needs pdfium and no typesetter; the same
/// seed gives the same photos.
pub fn mask_photos(
    runtime: &Path,
    seed: u64,
    count: usize,
) -> Result<impl Iterator<Item = MaskPhoto> + use<>, SpecimenError> {
    let stock = Stock::open(runtime)?;
    Ok((0..count as u64)
        .map(move |number| take(&stock, Dice::fork(seed, &number.to_string()).bits())))
}

fn take(stock: &Stock, seed: u64) -> MaskPhoto {
    let mut dice = Dice::fork(seed, "masks");
    let settings = settings(&mut dice);
    let papers = stock.papers(layout::how_many(&mut dice), &mut dice);
    let below = clutter::objects(&papers, &mut dice);
    let above = clutter::small_objects(&mut dice);
    let first = below.len() as u8;
    let last = first + papers.len() as u8;
    let sheets: Vec<Sheet> = below.into_iter().chain(papers).chain(above).collect();

    let meshes = lay_out(
        &sheets,
        usize::from(first)..usize::from(last),
        &settings,
        &mut dice,
    );
    let framed: Vec<[f32; 3]> = meshes[usize::from(first)..usize::from(last)]
        .iter()
        .flat_map(|mesh| mesh.points.iter().copied())
        .collect();
    let light = pose::towards_light(&settings, &mut Dice::fork(seed, "light"));
    let pose = Pose::framing(&framed, &settings, &mut Dice::fork(seed, "pose"));
    let table = Table::throw_any(&mut Dice::fork(seed, "table"));
    let mut canvas = draw_all(&sheets, &meshes, &pose, light, &table, &settings);
    for owner in &mut canvas.owner {
        *owner = if (first..last).contains(owner) {
            *owner - first + 1
        } else {
            NOTHING
        };
    }
    for blob in Blob::throw(&settings, &mut dice) {
        blob.paint(&mut canvas);
    }
    expose(&mut canvas, light, &settings, pose.scale(), seed);
    halved(&canvas)
}

/// The camera's own, for a picture of this size and for any table.
fn settings(dice: &mut Dice) -> Settings {
    let severity = *dice.pick(&[
        Severity::Light,
        Severity::Medium,
        Severity::Medium,
        Severity::Heavy,
        Severity::Heavy,
        Severity::Heavy,
    ]);
    let mut settings = Settings::throw(severity, dice);
    let short = *dice.pick(&[SIDE, SIDE * 3 / 2, SIDE * 3 / 2, SIDE * 2]);
    let long = SIDE * 2;
    settings.size = if dice.chance(0.5) {
        (short, long)
    } else {
        (long, short)
    };
    if dice.chance(0.4) {
        settings.turn = dice.between(0.0, 360.0);
    }
    settings.fill = match dice.whole(0, 9) {
        0..=2 => dice.between(0.45, 0.8),
        3..=7 => dice.between(0.8, 0.98),
        _ => dice.between(0.98, 1.3),
    };
    // A photo has four times as many pixels across: what is blur in it is next to nothing here.
    settings.defocus = if dice.chance(0.15) {
        dice.between(0.8, 2.5)
    } else {
        dice.between(0.2, 0.8)
    };
    settings.motion *= 0.4;
    settings.noise *= dice.between(0.3, 1.2);
    settings
}

fn lay_out(
    sheets: &[Sheet],
    papers: std::ops::Range<usize>,
    settings: &Settings,
    dice: &mut Dice,
) -> Vec<Mesh> {
    let sizes: Vec<(f32, f32)> = sheets[papers.clone()]
        .iter()
        .map(|sheet| sheet.size_mm)
        .collect();
    let mut places = layout::places(&sizes, dice);
    let (reach, middle) = layout::extent(&sizes, &places);
    sheets
        .iter()
        .enumerate()
        .map(|(index, sheet)| {
            let is_paper = papers.contains(&index);
            let severity = if is_paper && dice.chance(0.75) {
                settings.severity
            } else {
                Severity::Light
            };
            let relief = Relief::throw(severity, sheet.size_mm, sheet.stiff, dice);
            let mut mesh =
                Mesh::of_sheet(sheet.size_mm, &relief, MESH_MM.min(sheet.size_mm.0 / 4.0));
            let (centre, degrees) = if is_paper {
                places.remove(0)
            } else {
                let mut off = || dice.between(-1.1, 1.1) * reach;
                (
                    (middle.0 + off(), middle.1 + off()),
                    dice.between(0.0, 360.0),
                )
            };
            mesh.place(centre, degrees, index as f32 * crate::camera::LIFT_MM);
            mesh
        })
        .collect()
}

/// Half the size: the mean of four pixels, and the owner of one of them.
fn halved(canvas: &Canvas) -> MaskPhoto {
    let (width, height) = (canvas.width / 2, canvas.height / 2);
    let mut pixels = Vec::with_capacity(width * height * 3);
    let mut owners = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let at = 2 * y * canvas.width + 2 * x;
            owners.push(canvas.owner[at]);
            for channel in 0..3 {
                let of = |index: usize| u32::from(canvas.pixels[index * 3 + channel]);
                let sum = of(at) + of(at + 1) + of(at + canvas.width) + of(at + canvas.width + 1);
                pixels.push((sum / 4) as u8);
            }
        }
    }
    let mut seen = [0; 256];
    for &owner in &owners {
        seen[usize::from(owner)] += 1;
    }
    for owner in &mut owners {
        if *owner != HAND && seen[usize::from(*owner)] < SEEN_MIN {
            *owner = NOTHING;
        }
    }
    MaskPhoto {
        width: width as u32,
        height: height as u32,
        pixels,
        owners,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime() -> std::path::PathBuf {
        std::env::var_os("SESAME_RUNTIME").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.runtime"),
            std::path::PathBuf::from,
        )
    }

    #[test]
    fn photos_show_papers_and_table_and_are_the_same_for_the_same_seed() {
        let photos = || -> Vec<MaskPhoto> { mask_photos(&runtime(), 5, 6).unwrap().collect() };
        let (first, again) = (photos(), photos());
        for (photo, other) in first.iter().zip(&again) {
            assert_eq!(photo.width.max(photo.height), SIDE);
            assert_eq!(photo.owners.len() * 3, photo.pixels.len());
            assert!(photo.owners.contains(&1), "a photo without a paper");
            assert!(photo.pixels == other.pixels && photo.owners == other.owners);
        }
        assert!(first.iter().any(|photo| photo.owners.contains(&0)));
        assert!(first.iter().any(|photo| photo.owners.contains(&2)));
        let hands = mask_photos(&runtime(), 5, 30).unwrap();
        assert!(hands.into_iter().any(|photo| photo.owners.contains(&HAND)));
    }
}
