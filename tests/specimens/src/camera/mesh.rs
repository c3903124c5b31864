//! A sheet as a net of points in space, millimetres; x to the right, y downwards, z up from the table.

use libm::{cosf, sinf};

use super::relief::Relief;

/// A photo of an A4 page has about 12 pixels a millimetre: a net of 1.6 mm draws a crease sharp enough.
pub(crate) const STEP_MM: f32 = 1.6;
/// Sweeps that pull the net back to its true lengths; more change no place by a tenth of a millimetre.
const SWEEPS: usize = 40;

#[derive(Clone, Debug)]
pub(crate) struct Mesh {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) step: (f32, f32),
    /// Row by row.
    pub(crate) points: Vec<[f32; 3]>,
}

impl Mesh {
    /// A sheet that is not torn or stretched: where it rises, its points come closer together.
    /// Its points lie about `step_mm` apart.
    pub(crate) fn of_sheet(size: (f32, f32), relief: &Relief, step_mm: f32) -> Self {
        let columns = (size.0 / step_mm) as usize + 2;
        let rows = (size.1 / step_mm) as usize + 2;
        let step = (size.0 / (columns - 1) as f32, size.1 / (rows - 1) as f32);
        let mut points = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = (column as f32 * step.0, row as f32 * step.1);
                points.push([x, y, relief.height(x, y)]);
            }
        }
        let mut mesh = Self {
            columns,
            rows,
            step,
            points,
        };
        mesh.rest_on_table();
        mesh.pull_together();
        mesh
    }

    fn rest_on_table(&mut self) {
        // A plane through the means, taken away: a sheet does not float on one side.
        let lowest = self.points.iter().map(|p| p[2]).fold(f32::MAX, f32::min);
        for point in &mut self.points {
            point[2] -= lowest;
        }
    }

    fn pull_together(&mut self) {
        let long = libm::sqrtf(self.step.0 * self.step.0 + self.step.1 * self.step.1);
        for _ in 0..SWEEPS {
            for row in 0..self.rows {
                for column in 0..self.columns {
                    let here = row * self.columns + column;
                    let (right, below) = (column + 1 < self.columns, row + 1 < self.rows);
                    if right {
                        self.pull(here, here + 1, self.step.0);
                    }
                    if below {
                        self.pull(here, here + self.columns, self.step.1);
                    }
                    if right && below {
                        self.pull(here, here + self.columns + 1, long);
                        self.pull(here + 1, here + self.columns, long);
                    }
                }
            }
        }
    }

    fn pull(&mut self, one: usize, other: usize, length: f32) {
        let (a, b) = (self.points[one], self.points[other]);
        let rise = b[2] - a[2];
        let flat = (length * length - rise * rise).max(length * length * 0.04);
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let apart = dx * dx + dy * dy;
        // Half of the error each; a first-order root is enough, as the sweeps repeat it.
        let share = (flat - apart) / (flat + apart) * 0.5;
        for (axis, way) in [dx, dy].into_iter().enumerate() {
            self.points[one][axis] -= way * share;
            self.points[other][axis] += way * share;
        }
    }

    /// Turns the sheet clockwise by `degrees` about its middle and puts the middle at `centre`, `lift` above the table.
    pub(crate) fn place(&mut self, centre: (f32, f32), degrees: f32, lift: f32) {
        let angle = degrees.to_radians();
        let (sine, cosine) = (sinf(angle), cosf(angle));
        let middle = self.at(
            (self.columns - 1) as f32 * self.step.0 / 2.0,
            (self.rows - 1) as f32 * self.step.1 / 2.0,
        );
        for point in &mut self.points {
            let (x, y) = (point[0] - middle[0], point[1] - middle[1]);
            *point = [
                x * cosine - y * sine + centre.0,
                x * sine + y * cosine + centre.1,
                point[2] + lift,
            ];
        }
    }

    /// Where a place of the flat sheet (millimetres from its top left corner) lies, on the same triangles as are drawn.
    pub(crate) fn at(&self, x: f32, y: f32) -> [f32; 3] {
        let across = (x / self.step.0).clamp(0.0, (self.columns - 1) as f32 - 1e-3);
        let down = (y / self.step.1).clamp(0.0, (self.rows - 1) as f32 - 1e-3);
        let (column, row) = (across as usize, down as usize);
        let (s, t) = (across - column as f32, down - row as f32);
        let here = row * self.columns + column;
        let [a, b, c, d] = [here, here + 1, here + self.columns + 1, here + self.columns]
            .map(|index| self.points[index]);
        // Split from top right to bottom left, as `triangles` does.
        let mix = |i: usize| {
            if s + t <= 1.0 {
                a[i] + s * (b[i] - a[i]) + t * (d[i] - a[i])
            } else {
                c[i] + (1.0 - s) * (d[i] - c[i]) + (1.0 - t) * (b[i] - c[i])
            }
        };
        [mix(0), mix(1), mix(2)]
    }

    /// Indices of the corners of every triangle.
    pub(crate) fn triangles(&self) -> impl Iterator<Item = [usize; 3]> + '_ {
        (0..self.rows - 1).flat_map(move |row| {
            (0..self.columns - 1).flat_map(move |column| {
                let a = row * self.columns + column;
                let (b, d) = (a + 1, a + self.columns);
                [[a, b, d], [b, d + 1, d]]
            })
        })
    }

    /// Unit normals, pointing up.
    pub(crate) fn normals(&self) -> Vec<[f32; 3]> {
        let mut normals = Vec::with_capacity(self.points.len());
        for row in 0..self.rows {
            for column in 0..self.columns {
                let point = |row: usize, column: usize| self.points[row * self.columns + column];
                let left = point(row, column.saturating_sub(1));
                let right = point(row, (column + 1).min(self.columns - 1));
                let above = point(row.saturating_sub(1), column);
                let below = point((row + 1).min(self.rows - 1), column);
                let u = [right[0] - left[0], right[1] - left[1], right[2] - left[2]];
                let v = [
                    below[0] - above[0],
                    below[1] - above[1],
                    below[2] - above[2],
                ];
                let n = [
                    u[1] * v[2] - u[2] * v[1],
                    u[2] * v[0] - u[0] * v[2],
                    u[0] * v[1] - u[1] * v[0],
                ];
                let length = libm::sqrtf(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]).max(1e-6);
                normals.push([n[0] / length, n[1] / length, n[2] / length]);
            }
        }
        normals
    }
}
