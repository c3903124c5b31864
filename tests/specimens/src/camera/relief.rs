//! How high a sheet stands above the table, before it is laid down: folds, facets, curl. Millimetres.

use libm::{cosf, sinf};

use super::settings::Severity;
use crate::rng::Dice;

/// A height for every place of the sheet; the sum of its parts.
#[derive(Debug)]
pub(crate) struct Relief(Vec<Part>);

#[derive(Debug)]
enum Part {
    /// A tent along a straight crease: `angle` of the crease, offset, slope on the two sides.
    Fold {
        normal: (f32, f32),
        at: f32,
        slopes: (f32, f32),
    },
    /// A cylinder: the far side stands up.
    Curl {
        normal: (f32, f32),
        at: f32,
        curvature: f32,
    },
    /// Flat triangles between jittered points: what a fist leaves.
    Facets { lattice: Lattice },
    /// A slow wave, as every paper has.
    Wave {
        normal: (f32, f32),
        phase: f32,
        length: f32,
        height: f32,
    },
}

impl Relief {
    pub(crate) fn throw(
        severity: Severity,
        size: (f32, f32),
        stiff: bool,
        dice: &mut Dice,
    ) -> Self {
        let mut parts = Vec::new();
        if severity == Severity::FlatScan {
            return Self(parts);
        }
        if stiff {
            // A plastic card bends a little, and never folds.
            parts.push(curl(size, dice.between(0.0, 1.2), dice));
            return Self(parts);
        }
        let span = size.0.max(size.1);
        match severity {
            Severity::FlatScan => {}
            Severity::Light => {
                parts.push(wave(span, 0.9, dice));
                parts.push(curl(size, span * dice.between(0.0, 0.012), dice));
                if dice.chance(0.5) {
                    parts.extend(folds(size, (0.01, 0.04), dice));
                }
            }
            Severity::Medium => {
                parts.push(wave(span, 2.0, dice));
                parts.push(curl(size, span * dice.between(0.0, 0.05), dice));
                parts.extend(folds(size, (0.05, 0.16), dice));
                if dice.chance(0.6) {
                    parts.push(facets(size, 46.0, dice.between(0.8, 2.2), dice));
                    parts.push(facets(size, 17.0, dice.between(0.15, 0.5), dice));
                }
            }
            Severity::Heavy => {
                parts.push(wave(span, 3.0, dice));
                parts.push(curl(size, span * dice.between(0.0, 0.08), dice));
                if dice.chance(0.6) {
                    parts.extend(folds(size, (0.06, 0.24), dice));
                }
                let strength = dice.between(0.7, 1.25);
                parts.push(facets(size, 96.0, 9.0 * strength, dice));
                parts.push(facets(size, 47.0, 5.4 * strength, dice));
                parts.push(facets(size, 22.0, 2.3 * strength, dice));
                parts.push(facets(size, 10.0, 0.7 * strength, dice));
            }
        }
        Self(parts)
    }

    pub(crate) fn height(&self, x: f32, y: f32) -> f32 {
        self.0.iter().map(|part| part.height(x, y)).sum()
    }
}

impl Part {
    fn height(&self, x: f32, y: f32) -> f32 {
        match self {
            Self::Fold { normal, at, slopes } => {
                let away = x * normal.0 + y * normal.1 - at;
                if away < 0.0 {
                    -away * slopes.0
                } else {
                    away * slopes.1
                }
            }
            Self::Curl {
                normal,
                at,
                curvature,
            } => {
                let beyond = (x * normal.0 + y * normal.1 - at).max(0.0);
                beyond * beyond * curvature
            }
            Self::Facets { lattice } => lattice.height(x, y),
            Self::Wave {
                normal,
                phase,
                length,
                height,
            } => {
                let along = x * normal.0 + y * normal.1;
                height * sinf(along / length * std::f32::consts::TAU + phase)
            }
        }
    }
}

fn direction(dice: &mut Dice) -> (f32, f32) {
    let angle = dice.between(0.0, std::f32::consts::TAU);
    (cosf(angle), sinf(angle))
}

fn wave(span: f32, height: f32, dice: &mut Dice) -> Part {
    Part::Wave {
        normal: direction(dice),
        phase: dice.between(0.0, std::f32::consts::TAU),
        length: span * dice.between(0.6, 1.6),
        height: height * dice.between(0.3, 1.0),
    }
}

/// `lift` is the height of the farthest corner.
fn curl(size: (f32, f32), lift: f32, dice: &mut Dice) -> Part {
    let normal = direction(dice);
    let corners = [(0.0, 0.0), (size.0, 0.0), (0.0, size.1), size];
    let along = corners.map(|(x, y)| x * normal.0 + y * normal.1);
    let near = along.iter().copied().fold(f32::MAX, f32::min);
    let far = along.iter().copied().fold(f32::MIN, f32::max);
    let at = near + (far - near) * dice.between(0.1, 0.6);
    Part::Curl {
        normal,
        at,
        curvature: lift / (far - at).max(1.0) / (far - at).max(1.0),
    }
}

/// Letters are folded in three for an envelope, in four for a pocket, in two for a bag.
fn folds(size: (f32, f32), slope: (f32, f32), dice: &mut Dice) -> Vec<Part> {
    let across: &[f32] = dice.pick::<&[f32]>(&[&[0.335, 0.665], &[0.5], &[0.25, 0.5, 0.75]]);
    let mut parts: Vec<Part> = across
        .iter()
        .map(|&at| fold((0.0, 1.0), size.1 * at, slope, dice))
        .collect();
    if dice.chance(0.5) {
        parts.push(fold((1.0, 0.0), size.0 * 0.5, slope, dice));
    }
    parts
}

fn fold(axis: (f32, f32), at: f32, slope: (f32, f32), dice: &mut Dice) -> Part {
    let skew = dice.between(-0.02, 0.02);
    let normal = (axis.0 + skew * axis.1, axis.1 + skew * axis.0);
    let sign = if dice.chance(0.5) { 1.0 } else { -1.0 };
    let mut side = || dice.between(slope.0, slope.1) * sign;
    Part::Fold {
        normal,
        at,
        slopes: (side(), side()),
    }
}

fn facets(size: (f32, f32), spacing: f32, height: f32, dice: &mut Dice) -> Part {
    Part::Facets {
        lattice: Lattice::throw(size, spacing, height, dice),
    }
}

/// Points of a grid pushed about, each with a height; flat triangles between them.
#[derive(Debug)]
pub(crate) struct Lattice {
    spacing: f32,
    columns: i32,
    rows: i32,
    /// Row by row: x, y, height.
    points: Vec<[f32; 3]>,
    /// Which way the quad right and below of a point is split.
    splits: Vec<bool>,
}

impl Lattice {
    fn throw(size: (f32, f32), spacing: f32, height: f32, dice: &mut Dice) -> Self {
        let columns = (size.0 / spacing) as i32 + 5;
        let rows = (size.1 / spacing) as i32 + 5;
        let mut points = Vec::new();
        let mut splits = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                let mut pushed = |at: i32| (at as f32 - 2.0 + dice.between(-0.42, 0.42)) * spacing;
                let (x, y) = (pushed(column), pushed(row));
                points.push([x, y, height * dice.between(-1.0, 1.0)]);
                splits.push(dice.chance(0.5));
            }
        }
        Self {
            spacing,
            columns,
            rows,
            points,
            splits,
        }
    }

    fn height(&self, x: f32, y: f32) -> f32 {
        let column = (x / self.spacing + 2.0) as i32;
        let row = (y / self.spacing + 2.0) as i32;
        for near_row in row - 1..=row + 1 {
            for near_column in column - 1..=column + 1 {
                if let Some(height) = self.in_quad(near_column, near_row, x, y) {
                    return height;
                }
            }
        }
        0.0
    }

    fn in_quad(&self, column: i32, row: i32, x: f32, y: f32) -> Option<f32> {
        if column < 0 || row < 0 || column + 1 >= self.columns || row + 1 >= self.rows {
            return None;
        }
        let index = (row * self.columns + column) as usize;
        let below = index + self.columns as usize;
        let [a, b, c, d] = [
            self.points[index],
            self.points[index + 1],
            self.points[below + 1],
            self.points[below],
        ];
        let halves = if self.splits[index] {
            [[a, b, c], [a, c, d]]
        } else {
            [[a, b, d], [b, c, d]]
        };
        halves
            .into_iter()
            .find_map(|triangle| in_triangle(triangle, x, y))
    }
}

fn in_triangle([a, b, c]: [[f32; 3]; 3], x: f32, y: f32) -> Option<f32> {
    let area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    let towards_b = ((x - a[0]) * (c[1] - a[1]) - (y - a[1]) * (c[0] - a[0])) / area;
    let towards_c = ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / area;
    (towards_b >= 0.0 && towards_c >= 0.0 && towards_b + towards_c <= 1.0)
        .then(|| a[2] + towards_b * (b[2] - a[2]) + towards_c * (c[2] - a[2]))
}
