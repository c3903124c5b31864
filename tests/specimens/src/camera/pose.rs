//! Where the camera stands: a pinhole above the table.

use libm::{cosf, sinf, tanf};

use super::settings::{Settings, Severity};
use crate::rng::Dice;

/// A scanner keeps the true size: 200 dpi.
const SCAN_PIXELS_PER_MM: f32 = 200.0 / 25.4;

#[derive(Clone, Debug)]
pub(crate) struct Pose {
    /// World to camera, row by row.
    turn: [[f32; 3]; 3],
    look_at: [f32; 3],
    /// From the camera to the point looked at, millimetres.
    distance: f32,
    /// Pixels.
    focal: f32,
    middle: (f32, f32),
}

impl Pose {
    /// Fills the frame with `points`, as much as the settings say.
    pub(crate) fn framing(points: &[[f32; 3]], settings: &Settings, dice: &mut Dice) -> Self {
        let mean = |axis: usize| {
            let (low, high) = range(points.iter().map(|p| p[axis]));
            f32::midpoint(low, high)
        };
        let look_at = [mean(0), mean(1), 0.0];
        let reach = points
            .iter()
            .map(|p| {
                libm::sqrtf(
                    (p[0] - look_at[0]) * (p[0] - look_at[0])
                        + (p[1] - look_at[1]) * (p[1] - look_at[1]),
                )
            })
            .fold(20.0, f32::max);
        let (width, height) = (settings.size.0 as f32, settings.size.1 as f32);
        let mut pose = Self {
            turn: turn(settings, dice),
            look_at,
            distance: reach * dice.between(2.6, 3.4),
            focal: 1.0,
            middle: (0.0, 0.0),
        };
        // With a focal length of 1 and no offset, see how large it is; then scale.
        let seen: Vec<(f32, f32)> = points.iter().map(|&p| pose.project(p).0).collect();
        let (left, right) = range(seen.iter().map(|p| p.0));
        let (top, bottom) = range(seen.iter().map(|p| p.1));
        pose.focal = if settings.severity == Severity::FlatScan {
            SCAN_PIXELS_PER_MM * pose.distance
        } else {
            settings.fill * (width / (right - left)).min(height / (bottom - top))
        };
        let slack = |frame: f32, extent: f32, shift: f32, dice: &mut Dice| {
            let room = (frame - extent).abs() / 2.0;
            let off = dice.between(-0.6, 0.6) * room;
            // What is moved on purpose is moved from the middle.
            frame / 2.0 + if shift == 0.0 { off } else { shift * extent }
        };
        let (f, wide, high) = (pose.focal, right - left, bottom - top);
        let (aside, down) = settings.shift;
        pose.middle = (
            slack(width, wide * f, aside, dice) - f32::midpoint(left, right) * f,
            slack(height, high * f, down, dice) - f32::midpoint(top, bottom) * f,
        );
        pose
    }

    /// Pixel and distance from the camera.
    pub(crate) fn project(&self, point: [f32; 3]) -> ((f32, f32), f32) {
        let [x, y, z] = [0, 1, 2].map(|axis| point[axis] - self.look_at[axis]);
        let seen = self.turn.map(|row| row[0] * x + row[1] * y + row[2] * z);
        let depth = (self.distance - seen[2]).max(1.0);
        (
            (
                self.middle.0 + self.focal * seen[0] / depth,
                self.middle.1 + self.focal * seen[1] / depth,
            ),
            depth,
        )
    }

    /// Pixels per millimetre on the table, about.
    pub(crate) fn scale(&self) -> f32 {
        self.focal / self.distance
    }

    /// From a pixel to the table: `(a·p, b·p) / (c·p)` with `p = (x, y, 1)`, in millimetres.
    pub(crate) fn onto_table(&self) -> [[f32; 3]; 3] {
        let r = self.turn;
        let (f, d, (mx, my)) = (self.focal, self.distance, self.middle);
        let column = |i: usize| {
            [
                f * r[0][i] - mx * r[2][i],
                f * r[1][i] - my * r[2][i],
                -r[2][i],
            ]
        };
        let (cx, cy) = (column(0), column(1));
        let [lx, ly, _] = self.look_at;
        let offset = [mx * d, my * d, d];
        let third = [0, 1, 2].map(|i| offset[i] - lx * cx[i] - ly * cy[i]);
        let m = [0, 1, 2].map(|i| [cx[i], cy[i], third[i]]);
        inverse(m)
    }
}

fn turn(settings: &Settings, dice: &mut Dice) -> [[f32; 3]; 3] {
    let (sine, cosine) = (
        sinf(settings.turn.to_radians()),
        cosf(settings.turn.to_radians()),
    );
    let spin = [[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]];
    // Mostly towards oneself, as one holds a phone.
    let about = dice.between(-0.6, 0.6)
        + if dice.chance(0.25) {
            std::f32::consts::FRAC_PI_2
        } else {
            0.0
        };
    let (ax, ay) = (cosf(about), sinf(about));
    let lean = settings.tilt.to_radians();
    let (s, c) = (sinf(lean), cosf(lean));
    let lean = [
        [c + ax * ax * (1.0 - c), ax * ay * (1.0 - c), ay * s],
        [ax * ay * (1.0 - c), c + ay * ay * (1.0 - c), -ax * s],
        [-ay * s, ax * s, c],
    ];
    let mut product = [[0.0; 3]; 3];
    for (i, row) in product.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            *cell = (0..3).map(|k| lean[i][k] * spin[k][j]).sum();
        }
    }
    product
}

fn inverse(m: [[f32; 3]; 3]) -> [[f32; 3]; 3] {
    let m = m.map(|row| row.map(f64::from));
    let cofactor = |r: usize, c: usize| {
        let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant: f64 = (0..3).map(|c| m[0][c] * cofactor(0, c)).sum();
    [0, 1, 2].map(|r| [0, 1, 2].map(|c| (cofactor(c, r) / determinant) as f32))
}

pub(crate) fn range(values: impl Iterator<Item = f32>) -> (f32, f32) {
    values.fold((f32::MAX, f32::MIN), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

/// Direction towards the light: unit vector, from the settings' height and a side thrown.
pub(crate) fn towards_light(settings: &Settings, dice: &mut Dice) -> [f32; 3] {
    let side = dice.between(0.0, std::f32::consts::TAU);
    let rise = tanf(settings.light_height.to_radians());
    let length = libm::sqrtf(1.0 + rise * rise);
    [cosf(side) / length, sinf(side) / length, rise / length]
}
