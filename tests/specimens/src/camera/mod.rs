//! A camera over a table: sheets in, a photo and the truth about it out.

pub(crate) mod canvas;
mod develop;
mod draw;
mod flaws;
mod lens;
mod light;
pub(crate) mod mesh;
pub(crate) mod pose;
pub(crate) mod relief;
mod settings;
pub(crate) mod table;
#[cfg(test)]
mod tests;

use image::RgbImage;

use crate::{
    SpecimenError,
    rng::Dice,
    truth::{Box4, LineTruth, PaperTruth, WordTruth},
};
use canvas::Canvas;
use mesh::Mesh;
use pose::Pose;
use relief::Relief;
use table::Table;

pub use settings::{Flaw, Mishap, Settings, Severity};

/// One side of one paper as it came from the printer.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub print: RgbImage,
    pub size_mm: (f32, f32),
    /// A plastic card: bends, never folds.
    pub stiff: bool,
    /// With round corners.
    pub rounded: bool,
    pub words: Vec<PrintedWord>,
    /// All that is true of it wherever it lies; the places are filled in by the camera.
    pub truth: PaperTruth,
}

/// A word with its box on the flat sheet: left, top, right, bottom, in millimetres from the top left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintedWord {
    pub text: String,
    /// Words of one printed line share a number, which grows in reading order.
    pub line: u32,
    pub place_mm: [f32; 4],
}

/// Each sheet lies so much above those that were laid down before.
pub(crate) const LIFT_MM: f32 = 0.3;

/// What the camera gives.
#[derive(Clone, Debug)]
pub struct Photo {
    pub jpeg: Vec<u8>,
    /// As shown, EXIF orientation applied.
    pub size: (u32, u32),
    pub papers: Vec<PaperTruth>,
    /// Share of what is seen of the papers that the flaw covers; 0 without one.
    pub spoilt: f32,
    /// Pixels of the photo to a millimetre of paper, about.
    pub per_mm: f32,
}

/// Takes a photo of `sheets` on one table; the later ones lie on the earlier. The same arguments give the same bytes.
///
/// # Panics
/// Never: the picture has the size that was asked for.
pub fn photograph(
    sheets: &[Sheet],
    settings: &Settings,
    seed: u64,
) -> Result<Photo, SpecimenError> {
    let flat = settings.severity == Severity::FlatScan;
    let light = pose::towards_light(settings, &mut Dice::fork(seed, "light"));
    let meshes = lay_out(sheets, settings, seed);
    let all: Vec<[f32; 3]> = meshes
        .iter()
        .flat_map(|mesh| mesh.points.iter().copied())
        .collect();
    let pose = Pose::framing(&all, settings, &mut Dice::fork(seed, "pose"));

    let table = if flat {
        Table::white()
    } else if settings.any_table {
        Table::throw_any(&mut Dice::fork(seed, "table"))
    } else {
        Table::throw(&mut Dice::fork(seed, "table"))
    };
    let mut canvas = draw_all(sheets, &meshes, &pose, light, &table, settings);
    let papers = sheets
        .iter()
        .zip(&meshes)
        .enumerate()
        .map(|(index, (sheet, mesh))| place_truth(sheet, mesh, &pose, &canvas, index as u8))
        .collect();
    let spoilt = expose(&mut canvas, light, settings, pose.scale(), seed);
    let picture = RgbImage::from_raw(settings.size.0, settings.size.1, canvas.pixels)
        .expect("the canvas was made of this size");
    let jpeg = develop::to_jpeg(picture, settings.quality, settings.orientation)
        .map_err(|error| SpecimenError::Picture(error.to_string()))?;
    Ok(Photo {
        jpeg,
        size: settings.size,
        papers,
        spoilt,
        per_mm: pose.scale(),
    })
}

/// Table, shadows and sheets, from the lowest to the highest; a sheet's owner is its place in the list.
pub(crate) fn draw_all(
    sheets: &[Sheet],
    meshes: &[Mesh],
    pose: &Pose,
    light: [f32; 3],
    table: &Table,
    settings: &Settings,
) -> Canvas {
    let mut canvas = Canvas::new(settings.size.0 as usize, settings.size.1 as usize);
    table.paint(&mut canvas, pose);
    for (index, (sheet, mesh)) in sheets.iter().zip(meshes).enumerate() {
        let shade = if settings.severity == Severity::FlatScan {
            vec![1.0; mesh.points.len()]
        } else {
            light::shade(mesh, light, settings.ambient)
        };
        draw::throw_shadow(
            &mut canvas,
            pose,
            mesh,
            light,
            settings.ambient,
            index as f32 * LIFT_MM,
        );
        draw::draw_sheet(&mut canvas, pose, sheet, mesh, &shade, index as u8);
    }
    canvas
}

/// What light, lens and sensor make of what was drawn. Gives the share of the papers that the flaw covers.
pub(crate) fn expose(
    canvas: &mut Canvas,
    light: [f32; 3],
    settings: &Settings,
    per_mm: f32,
    seed: u64,
) -> f32 {
    let width = canvas.width;
    light::Field::throw(settings, light, &mut Dice::fork(seed, "field"))
        .shine(&mut canvas.pixels, width);
    let spoilt = settings
        .flaw
        .map_or(0.0, |flaw| flaws::add(flaw, canvas, settings, per_mm, seed));
    lens::blur(
        &mut canvas.pixels,
        width,
        settings,
        &mut Dice::fork(seed, "blur"),
    );
    lens::grain(
        &mut canvas.pixels,
        width,
        settings,
        &mut Dice::fork(seed, "grain"),
    );
    spoilt
}

/// In rows, as one spreads papers out, with edges that may overlap a little.
fn lay_out(sheets: &[Sheet], settings: &Settings, seed: u64) -> Vec<Mesh> {
    let mut dice = Dice::fork(seed, "layout");
    let area: f32 = sheets
        .iter()
        .map(|sheet| sheet.size_mm.0 * sheet.size_mm.1)
        .sum();
    let row_width = libm::sqrtf(area) * 1.15;
    let (mut x, mut y, mut row_height) = (0.0_f32, 0.0_f32, 0.0_f32);
    let mut meshes = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        let mut own = Dice::fork(seed, &format!("sheet {index}"));
        let relief = Relief::throw(settings.severity, sheet.size_mm, sheet.stiff, &mut own);
        let mut mesh = Mesh::of_sheet(sheet.size_mm, &relief, mesh::STEP_MM);
        let (width, height) = sheet.size_mm;
        if x > 0.0 && x + width > row_width {
            (x, y, row_height) = (0.0, y + row_height, 0.0);
        }
        let loose = if sheets.len() == 1 {
            0.0
        } else {
            dice.between(-7.0, 7.0)
        };
        let jitter = dice.between(-4.0, 12.0);
        mesh.place(
            (x + width / 2.0, y + height / 2.0 + jitter),
            loose,
            index as f32 * LIFT_MM,
        );
        x += width + dice.between(-5.0, 14.0);
        row_height = row_height.max(height + dice.between(-4.0, 14.0));
        meshes.push(mesh);
    }
    meshes
}

fn place_truth(sheet: &Sheet, mesh: &Mesh, pose: &Pose, canvas: &Canvas, owner: u8) -> PaperTruth {
    let spot = |x: f32, y: f32| {
        let (x, y) = pose.project(mesh.at(x, y)).0;
        [x, y]
    };
    let quad = |[left, top, right, bottom]: [f32; 4]| -> Box4 {
        [
            spot(left, top),
            spot(right, top),
            spot(right, bottom),
            spot(left, bottom),
        ]
    };
    let mut lines: Vec<LineTruth> = Vec::new();
    let mut line_number = None;
    for word in &sheet.words {
        let [left, top, right, bottom] = word.place_mm;
        let seen = [0.06, 0.5, 0.94].into_iter().all(|part| {
            let place = mesh.at(left + (right - left) * part, f32::midpoint(top, bottom));
            let (pixel, depth) = pose.project(place);
            draw::is_seen(canvas, pixel, depth, owner)
        });
        let truth = WordTruth {
            text: word.text.clone(),
            place: quad(word.place_mm),
            seen,
        };
        if line_number == Some(word.line) {
            if let Some(line) = lines.last_mut() {
                line.words.push(truth);
            }
        } else {
            lines.push(LineTruth { words: vec![truth] });
            line_number = Some(word.line);
        }
    }
    let mut truth = sheet.truth.clone();
    truth.region = quad([0.0, 0.0, sheet.size_mm.0, sheet.size_mm.1]);
    truth.lines = lines;
    truth
}
