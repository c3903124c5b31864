//! Where light falls: on each point of a sheet, and over the whole frame.

use super::{
    mesh::Mesh,
    pose::range,
    settings::{Mishap, Settings},
};
use crate::rng::Dice;

/// Brightness of each point of a sheet, 1 where flat paper lies in the open. Slopes turned from the light
/// are darker, valleys are darker, and ridges throw shadows.
pub(crate) fn shade(mesh: &Mesh, light: [f32; 3], ambient: f32) -> Vec<f32> {
    let hollow = hollows(mesh);
    let shadow = softened(mesh, &thrown_shadows(mesh, light));
    mesh.normals()
        .iter()
        .zip(hollow.iter().zip(&shadow))
        .map(|(n, (hollow, shadow))| {
            let facing = (n[0] * light[0] + n[1] * light[1] + n[2] * light[2]).max(0.0) / light[2];
            let direct = (1.0 - ambient) * facing.min(1.6) * (1.0 - 0.75 * shadow);
            let sky = ambient * f32::midpoint(1.0, n[2]) * (1.0 - hollow);
            // The eye's curve, as the pixels are.
            libm::powf((sky + direct).max(0.02), 0.66).min(1.13)
        })
        .collect()
}

/// How far around a point its surroundings reach.
const HOLLOW_MM: f32 = 6.4;

/// How deep a point lies below its surroundings, in [0, 0.35].
fn hollows(mesh: &Mesh) -> Vec<f32> {
    let reach = (HOLLOW_MM / mesh.step.0).round().max(1.0) as usize;
    (0..mesh.points.len())
        .map(|index| {
            let (row, column) = (index / mesh.columns, index % mesh.columns);
            let around = [
                (row.saturating_sub(reach), column),
                ((row + reach).min(mesh.rows - 1), column),
                (row, column.saturating_sub(reach)),
                (row, (column + reach).min(mesh.columns - 1)),
            ];
            let mean: f32 = around
                .iter()
                .map(|&(r, c)| mesh.points[r * mesh.columns + c][2])
                .sum::<f32>()
                / 4.0;
            ((mean - mesh.points[index][2]) * 0.05).clamp(0.0, 0.35)
        })
        .collect()
}

/// 1 where another part of the sheet stands between the point and the light, with a soft edge.
fn thrown_shadows(mesh: &Mesh, light: [f32; 3]) -> Vec<f32> {
    // The sheet may lie turned; walk over the net in the light's direction as seen from the sheet's own axes.
    let [origin, right, below] =
        [0, mesh.columns - 1, (mesh.rows - 1) * mesh.columns].map(|index| mesh.points[index]);
    let along = |to: [f32; 3], step: f32, count: usize| {
        let (x, y) = (
            (to[0] - origin[0]) / count as f32,
            (to[1] - origin[1]) / count as f32,
        );
        (x * light[0] + y * light[1]) / (step * step)
    };
    let across = along(right, mesh.step.0, mesh.columns - 1);
    let down = along(below, mesh.step.1, mesh.rows - 1);
    let length = libm::sqrtf(light[0] * light[0] + light[1] * light[1]).max(1e-3);
    let rise = light[2] / length;
    (0..mesh.points.len())
        .map(|index| {
            let (row, column) = ((index / mesh.columns) as f32, (index % mesh.columns) as f32);
            let height = mesh.points[index][2];
            let mut covered: f32 = 0.0;
            for pace in 1..=14 {
                let far = pace as f32 * 2.0; // millimetres
                let r = row + down * far / length;
                let c = column + across * far / length;
                if r < 0.0 || c < 0.0 || r >= mesh.rows as f32 || c >= mesh.columns as f32 {
                    break;
                }
                let other = mesh.points[r as usize * mesh.columns + c as usize][2];
                covered = covered.max((other - height - far * rise) / 1.2);
            }
            covered.clamp(0.0, 1.0)
        })
        .collect()
}

/// Each point's mean with its neighbours.
fn softened(mesh: &Mesh, values: &[f32]) -> Vec<f32> {
    (0..values.len())
        .map(|index| {
            let (row, column) = (index / mesh.columns, index % mesh.columns);
            let rows = row.saturating_sub(1)..=(row + 1).min(mesh.rows - 1);
            let columns = column.saturating_sub(1)..=(column + 1).min(mesh.columns - 1);
            let count = rows.clone().count() * columns.clone().count();
            let sum: f32 = rows
                .flat_map(|row| {
                    columns
                        .clone()
                        .map(move |column| values[row * mesh.columns + column])
                })
                .sum();
            sum / count as f32
        })
        .collect()
}

/// A coarse net of factors over the frame, one for each colour.
pub(crate) struct Field {
    columns: usize,
    factors: Vec<[f32; 3]>,
}

/// Pixels between two factors.
const COARSE: usize = 32;

impl Field {
    pub(crate) fn throw(settings: &Settings, light: [f32; 3], dice: &mut Dice) -> Self {
        let (width, height) = settings.size;
        let columns = width as usize / COARSE + 2;
        let rows = height as usize / COARSE + 2;
        let hand = (settings.hand_shadow > 0.0).then(|| Hand::throw(dice));
        let thumb = (settings.mishap == Some(Mishap::Thumb))
            .then(|| (dice.between(0.3, 0.7), dice.between(0.25, 0.6)));
        let drift: [f32; 3] = [(); 3].map(|()| dice.between(-0.04, 0.04) * settings.falloff * 3.0);
        let mut factors = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                // From -1 to 1 over the longer side.
                let longer = width.max(height) as f32 / 2.0;
                let x = ((column * COARSE) as f32 - width as f32 / 2.0) / longer;
                let y = ((row * COARSE) as f32 - height as f32 / 2.0) / longer;
                let slope = 1.0 + settings.falloff * (x * light[0] + y * light[1]);
                let corner = 1.0 - settings.vignette * (x * x + y * y);
                let shadow =
                    hand.as_ref().map_or(0.0, |hand| hand.darkness(x, y)) * settings.hand_shadow;
                let all = settings.exposure * slope * corner * (1.0 - shadow);
                let mut factor =
                    [0, 1, 2].map(|i| all * settings.tint[i] * (1.0 + drift[i] * (x - y)));
                if let Some((at, reach)) = thumb {
                    let (dx, dy) = (x - at, (y - 0.1) * 0.8);
                    let skin = ((reach + 0.35 - dx * dx - dy * dy) * 4.0).clamp(0.0, 1.0);
                    for (channel, red) in factor.iter_mut().zip([0.34, 0.1, 0.08]) {
                        *channel += skin * (red - *channel);
                    }
                }
                factors.push(factor);
            }
        }
        Self { columns, factors }
    }

    pub(crate) fn shine(&self, pixels: &mut [u8], width: usize) {
        let mut line = vec![[0.0_f32; 3]; self.columns];
        for (y, row) in pixels.chunks_exact_mut(width * 3).enumerate() {
            let (j, t) = (y / COARSE, (y % COARSE) as f32 / COARSE as f32);
            for (column, mixed) in line.iter_mut().enumerate() {
                let above = self.factors[j * self.columns + column];
                let below = self.factors[(j + 1) * self.columns + column];
                *mixed = [0, 1, 2].map(|i| above[i] + t * (below[i] - above[i]));
            }
            for (block, pixels) in row.chunks_mut(COARSE * 3).enumerate() {
                let (from, to) = (line[block], line[block + 1]);
                let step = [0, 1, 2].map(|i| (to[i] - from[i]) / COARSE as f32);
                let mut now = from;
                for pixel in pixels.chunks_exact_mut(3) {
                    for i in 0..3 {
                        pixel[i] = (f32::from(pixel[i]) * now[i]).min(255.0) as u8;
                        now[i] += step[i];
                    }
                }
            }
        }
    }
}

/// The shadow of the one who holds the phone: a palm and fingers that reach in from a side.
pub(super) struct Hand {
    /// Start, end, thickness.
    strokes: Vec<([f32; 2], [f32; 2], f32)>,
    soft: f32,
}

impl Hand {
    pub(super) fn throw(dice: &mut Dice) -> Self {
        let side = dice.between(0.0, std::f32::consts::TAU);
        let (dx, dy) = (libm::cosf(side), libm::sinf(side));
        let palm = [dx * dice.between(0.55, 1.0), dy * dice.between(0.55, 1.0)];
        let arm = [dx * 1.8, dy * 1.8];
        let mut strokes = vec![(palm, arm, dice.between(0.2, 0.42))];
        for finger in 0..4 {
            let spread =
                side + std::f32::consts::PI + (finger as f32 - 1.5) * dice.between(0.22, 0.4);
            let length = dice.between(0.25, 0.5);
            let tip = [
                palm[0] + libm::cosf(spread) * length,
                palm[1] + libm::sinf(spread) * length,
            ];
            strokes.push((palm, tip, dice.between(0.05, 0.09)));
        }
        Self {
            strokes,
            soft: dice.between(0.06, 0.2),
        }
    }

    /// The nearer the hand to the paper, the harder its shadow.
    pub(super) fn with_softness(self, soft: f32) -> Self {
        Self { soft, ..self }
    }

    pub(super) fn darkness(&self, x: f32, y: f32) -> f32 {
        let nearest = range(self.strokes.iter().map(|(a, b, thick)| {
            let (bx, by) = (b[0] - a[0], b[1] - a[1]);
            let along = (((x - a[0]) * bx + (y - a[1]) * by) / (bx * bx + by * by)).clamp(0.0, 1.0);
            let (dx, dy) = (x - a[0] - along * bx, y - a[1] - along * by);
            libm::sqrtf(dx * dx + dy * dy) - thick
        }))
        .0;
        let inside = (0.5 - nearest / self.soft).clamp(0.0, 1.0);
        inside * inside * (3.0 - 2.0 * inside)
    }
}
