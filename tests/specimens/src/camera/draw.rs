//! Lays sheets on the canvas, from the lowest to the highest.

use image::{RgbImage, imageops};

use super::{
    Sheet,
    canvas::{Canvas, Corner, fill_triangle},
    mesh::Mesh,
    pose::{Pose, range},
};

/// More than any sheet is high.
const BIAS_MM: f32 = 1000.0;

/// White paper sends back nine tenths of the light; the rest is room for what glints.
const WHITE: f32 = 0.9;

/// Shadows are soft: drawn at an eighth of the size of a photo, half the size of a small picture.
fn shadow_pixels(canvas: &Canvas) -> usize {
    const SMALL: usize = 1200;
    if canvas.width.max(canvas.height) < SMALL {
        2
    } else {
        8
    }
}

pub(crate) fn draw_sheet(
    canvas: &mut Canvas,
    pose: &Pose,
    sheet: &Sheet,
    mesh: &Mesh,
    shade: &[f32],
    owner: u8,
) {
    let print = shrunk(&sheet.print, sheet.size_mm.0, pose.scale());
    let (columns, rows) = (print.width() as usize, print.height() as usize);
    let texels = print.as_raw();
    let per_mm = (
        columns as f32 / sheet.size_mm.0,
        rows as f32 / sheet.size_mm.1,
    );
    let corners: Vec<Corner> = corners_of(mesh, pose, shade);
    let size = (canvas.width, canvas.height);
    // Each sheet lies above all that were drawn before.
    let bias = f32::from(owner) * BIAS_MM;
    let Canvas {
        pixels,
        owner: owners,
        depth: depths,
        ..
    } = canvas;
    for triangle in mesh.triangles() {
        fill_triangle(
            triangle.map(|index| corners[index]),
            size,
            |index, [x, y, shade, depth]| {
                if depth - bias > depths[index]
                    || (sheet.rounded && beyond_corner(sheet.size_mm, x, y))
                {
                    return;
                }
                depths[index] = depth - bias;
                owners[index] = owner;
                let colour = bilinear(
                    texels,
                    (columns, rows),
                    x * per_mm.0 - 0.5,
                    y * per_mm.1 - 0.5,
                );
                for (pixel, channel) in pixels[index * 3..index * 3 + 3].iter_mut().zip(colour) {
                    *pixel = (channel * shade * WHITE).min(255.0) as u8;
                }
            },
        );
    }
}

fn corners_of(mesh: &Mesh, pose: &Pose, shade: &[f32]) -> Vec<Corner> {
    mesh.points
        .iter()
        .enumerate()
        .map(|(index, &point)| {
            let ((x, y), depth) = pose.project(point);
            let u = (index % mesh.columns) as f32 * mesh.step.0;
            let v = (index / mesh.columns) as f32 * mesh.step.1;
            Corner {
                x,
                y,
                values: [u, v, shade[index], depth],
            }
        })
        .collect()
}

/// Several papers in one photo are small in it; their print is averaged first, or letters would flicker.
fn shrunk(print: &RgbImage, width_mm: f32, photo_per_mm: f32) -> RgbImage {
    let ratio = print.width() as f32 / width_mm / photo_per_mm;
    if ratio < 1.35 {
        return print.clone();
    }
    let target = (print.width() as f32 / ratio * 1.1) as u32;
    let height = (target as f32 * print.height() as f32 / print.width() as f32) as u32;
    imageops::thumbnail(print, target.max(1), height.max(1))
}

fn bilinear(texels: &[u8], (columns, rows): (usize, usize), x: f32, y: f32) -> [f32; 3] {
    let x = x.clamp(0.0, (columns - 2) as f32);
    let y = y.clamp(0.0, (rows - 2) as f32);
    let (i, j) = (x as usize, y as usize);
    let (s, t) = (x - i as f32, y - j as f32);
    let above = &texels[(j * columns + i) * 3..][..6];
    let below = &texels[((j + 1) * columns + i) * 3..][..6];
    [0, 1, 2].map(|channel| {
        let value = |row: &[u8], at: usize| f32::from(row[at + channel]);
        let top = value(above, 0) + s * (value(above, 3) - value(above, 0));
        let bottom = value(below, 0) + s * (value(below, 3) - value(below, 0));
        top + t * (bottom - top)
    })
}

/// Cards have round corners of about 3 mm (ISO/IEC 7810).
fn beyond_corner(size: (f32, f32), x: f32, y: f32) -> bool {
    let radius = 3.2;
    let dx = (radius - x.min(size.0 - x)).max(0.0);
    let dy = (radius - y.min(size.1 - y)).max(0.0);
    dx * dx + dy * dy > radius * radius
}

/// Darkens what lies below a sheet, on the side away from the light.
pub(crate) fn throw_shadow(
    canvas: &mut Canvas,
    pose: &Pose,
    mesh: &Mesh,
    light: [f32; 3],
    ambient: f32,
    below: f32,
) {
    let cell = shadow_pixels(canvas);
    let (width, height) = (canvas.width / cell + 1, canvas.height / cell + 1);
    let mut mask = vec![0.0_f32; width * height];
    let corners: Vec<Corner> = mesh
        .points
        .iter()
        .map(|p| {
            let drop = (p[2] - below) / light[2];
            let ((x, y), _) = pose.project([p[0] - light[0] * drop, p[1] - light[1] * drop, below]);
            Corner {
                x: x / cell as f32,
                y: y / cell as f32,
                values: [0.0; 4],
            }
        })
        .collect();
    for triangle in mesh.triangles() {
        fill_triangle(
            triangle.map(|index| corners[index]),
            (width, height),
            |index, _| mask[index] = 1.0,
        );
    }
    for _ in 0..3 {
        mask = blurred(&mask, width, height);
    }
    let strength = 0.62 * (1.0 - ambient);
    let (left, right) = range(corners.iter().map(|c| c.x));
    let (top, bottom) = range(corners.iter().map(|c| c.y));
    let rows = shadow_span((top, bottom), cell, canvas.height);
    let columns = shadow_span((left, right), cell, canvas.width);
    for y in rows {
        for x in columns.clone() {
            let index = y * canvas.width + x;
            let place = (x as f32 / cell as f32, y as f32 / cell as f32);
            let dark = mask_at(&mask, (width, height), place) * strength;
            if dark > 0.004 {
                for pixel in &mut canvas.pixels[index * 3..index * 3 + 3] {
                    *pixel = (f32::from(*pixel) * (1.0 - dark)) as u8;
                }
            }
        }
    }
}

fn shadow_span((low, high): (f32, f32), cell: usize, size: usize) -> std::ops::Range<usize> {
    let low = ((low - 6.0).max(0.0) as usize * cell).min(size);
    let high = ((high + 6.0).max(0.0) as usize * cell).min(size);
    low..high
}

fn mask_at(mask: &[f32], (width, height): (usize, usize), (x, y): (f32, f32)) -> f32 {
    let u = (x - 0.5).clamp(0.0, (width - 2) as f32);
    let v = (y - 0.5).clamp(0.0, (height - 2) as f32);
    let (i, j) = (u as usize, v as usize);
    let (s, t) = (u - i as f32, v - j as f32);
    let at = |i: usize, j: usize| mask[j * width + i];
    let top = at(i, j) + s * (at(i + 1, j) - at(i, j));
    let bottom = at(i, j + 1) + s * (at(i + 1, j + 1) - at(i, j + 1));
    top + t * (bottom - top)
}

fn blurred(mask: &[f32], width: usize, height: usize) -> Vec<f32> {
    let mut out = vec![0.0; mask.len()];
    for y in 0..height {
        for x in 0..width {
            let mut sum = 0.0;
            for j in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for i in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    sum += mask[j * width + i];
                }
            }
            out[y * width + x] = sum / 9.0;
        }
    }
    out
}

/// Whether a place of a sheet, at pixel (x, y) and `depth` millimetres from the camera, is what the photo shows
/// there: not outside, not under another sheet, not behind a fold of its own.
pub(crate) fn is_seen(canvas: &Canvas, (x, y): (f32, f32), depth: f32, owner: u8) -> bool {
    const FOLD_MM: f32 = 2.5;
    canvas.at(x, y).is_some_and(|(shown, nearest)| {
        shown == owner && depth - f32::from(owner) * BIAS_MM < nearest + FOLD_MM
    })
}
