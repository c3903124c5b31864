//! What the papers lie on: a square of pattern that repeats, half a millimetre a pixel.

use libm::sinf;

use super::{canvas::Canvas, pose::Pose};
use crate::rng::Dice;

const SIDE: usize = 1024;
const PIXELS_PER_MM: f32 = 3.0;

pub(crate) struct Table(Vec<[u8; 3]>);

#[derive(Clone, Copy)]
enum Kind {
    Wood,
    Cloth,
    Checked,
    Plain,
    Tiles,
}

impl Table {
    pub(crate) fn throw(dice: &mut Dice) -> Self {
        use Kind::{Checked, Cloth, Plain, Tiles, Wood};
        let kind = *dice.pick(&[Wood, Wood, Wood, Plain, Plain, Cloth, Checked, Tiles]);
        let base: [f32; 3] = match kind {
            Wood => *dice.pick(&[
                [150.0, 108.0, 70.0],
                [96.0, 62.0, 40.0],
                [196.0, 160.0, 118.0],
                [70.0, 50.0, 38.0],
            ]),
            Cloth => *dice.pick(&[
                [60.0, 80.0, 120.0],
                [140.0, 60.0, 58.0],
                [120.0, 120.0, 110.0],
                [40.0, 44.0, 50.0],
            ]),
            Checked => *dice.pick(&[
                [190.0, 60.0, 60.0],
                [60.0, 90.0, 150.0],
                [80.0, 130.0, 90.0],
            ]),
            Plain => *dice.pick(&[
                [210.0, 208.0, 202.0],
                [56.0, 58.0, 62.0],
                [140.0, 146.0, 150.0],
                [226.0, 222.0, 212.0],
            ]),
            Tiles => *dice.pick(&[
                [200.0, 190.0, 176.0],
                [120.0, 112.0, 104.0],
                [176.0, 120.0, 92.0],
            ]),
        };
        let coarse = Noise::throw(16, dice);
        let fine = Noise::throw(128, dice);
        let mut pixels = Vec::with_capacity(SIDE * SIDE);
        for y in 0..SIDE {
            for x in 0..SIDE {
                let (u, v) = (x as f32 / SIDE as f32, y as f32 / SIDE as f32);
                let (factor, towards_white) = match kind {
                    Wood => (wood(u, v, &coarse, &fine), 0.0),
                    Cloth => (0.85 + 0.25 * weave(x, y) + 0.1 * fine.at(u, v), 0.0),
                    Checked => {
                        let band = |at: usize| {
                            if (at / 64).is_multiple_of(2) {
                                0.4
                            } else {
                                0.0
                            }
                        };
                        (0.9 + 0.1 * weave(x, y), 0.85 - band(x) - band(y))
                    }
                    Plain => (0.95 + 0.06 * coarse.at(u, v) + 0.04 * fine.at(u, v), 0.0),
                    Tiles => {
                        let grout = x % 512 < 9 || y % 512 < 9;
                        (
                            if grout {
                                0.55
                            } else {
                                0.92 + 0.2 * coarse.at(u, v)
                            },
                            0.0,
                        )
                    }
                };
                pixels.push(base.map(|channel| {
                    let coloured = channel + (235.0 - channel) * towards_white;
                    (coloured * factor).clamp(0.0, 255.0) as u8
                }));
            }
        }
        Self(pixels)
    }

    /// Any table at all, and not only those of the bags: desks as bright as paper, printed cloth, carpet, stone.
    pub(crate) fn throw_any(dice: &mut Dice) -> Self {
        if dice.chance(0.35) {
            return Self::throw(dice);
        }
        let any_colour = |dice: &mut Dice| -> [f32; 3] {
            let light = dice.between(15.0, 250.0);
            let strength = dice.between(0.0, 1.0) * dice.unit() * 0.6;
            [(); 3].map(|()| light * (1.0 - strength * dice.unit()))
        };
        let bright = dice.between(205.0, 252.0);
        let desk = [
            bright,
            bright * dice.between(0.95, 1.0),
            bright * dice.between(0.88, 1.0),
        ];
        let base = if dice.chance(0.3) {
            desk
        } else {
            any_colour(dice)
        };
        let other = any_colour(dice);
        let [large, coarse, fine] = [6, 24, 200].map(|cells| Noise::throw(cells, dice));
        let (rough, patchy) = (dice.between(0.0, 0.25), dice.between(0.0, 0.2));
        // Share of the second colour, from the pattern.
        let pattern = dice.whole(0, 7);
        let period = *dice.pick(&[16, 32, 64, 128]);
        let sharp = dice.between(2.0, 12.0);
        let of_other = |x: usize, y: usize, u: f32, v: f32| match pattern {
            0 => ((coarse.at(u, v) + fine.at(u, v) * 0.3) * sharp + 0.5).clamp(0.0, 1.0),
            1 => ((large.at(u, v).abs() - 0.06) * -sharp * 2.0).clamp(0.0, 0.6),
            2 => f32::from(u8::from(x % period < period / 4)),
            3 => {
                let (dx, dy) = ((x % period) as f32, (y % period) as f32);
                let half = period as f32 / 2.0;
                f32::from(u8::from(libm::hypotf(dx - half, dy - half) < half * 0.5))
            }
            4 => 0.5 * sinf(u * 40.0 + large.at(u, v) * sharp).max(0.0),
            _ => 0.0,
        };
        let pixels = (0..SIDE * SIDE).map(|index| {
            let (x, y) = (index % SIDE, index / SIDE);
            let (u, v) = (x as f32 / SIDE as f32, y as f32 / SIDE as f32);
            let factor = 1.0 + rough * fine.at(u * 2.0, v * 2.0) + patchy * large.at(u, v);
            let mixing = of_other(x, y, u, v);
            [0, 1, 2].map(|i| {
                let mixed = base[i] + (other[i] - base[i]) * mixing;
                (mixed * factor).clamp(0.0, 255.0) as u8
            })
        });
        Self(pixels.collect())
    }

    pub(crate) fn white() -> Self {
        Self(vec![[238, 238, 236]; SIDE * SIDE])
    }

    /// Paints the whole canvas.
    pub(crate) fn paint(&self, canvas: &mut Canvas, pose: &Pose) {
        let [a, b, c] = pose.onto_table();
        let width = canvas.width;
        for (row, line) in canvas.pixels.chunks_exact_mut(width * 3).enumerate() {
            let y = row as f32 + 0.5;
            let at = |m: [f32; 3]| m[1] * y + m[2];
            let (a0, b0, c0) = (at(a), at(b), at(c));
            for (column, pixel) in line.chunks_exact_mut(3).enumerate() {
                let x = column as f32 + 0.5;
                let scale = PIXELS_PER_MM / (c[0] * x + c0);
                let u = ((a[0] * x + a0) * scale) as i32 & (SIDE as i32 - 1);
                let v = ((b[0] * x + b0) * scale) as i32 & (SIDE as i32 - 1);
                pixel.copy_from_slice(&self.0[v as usize * SIDE + u as usize]);
            }
        }
    }
}

fn wood(u: f32, v: f32, coarse: &Noise, fine: &Noise) -> f32 {
    let bend = coarse.at(u, v * 0.25) * 0.6;
    let ring = sinf((v * 9.0 + bend) * std::f32::consts::TAU);
    let grain = fine.at(u * 0.125, v * 2.0);
    let plank = if (v * 4.0).fract() < 0.012 { 0.6 } else { 1.0 };
    (0.9 + 0.1 * ring + 0.22 * grain) * plank
}

fn weave(x: usize, y: usize) -> f32 {
    let (x, y) = (x % 8, y % 8);
    if (x < 4) == (y < 4) {
        x as f32 / 8.0
    } else {
        y as f32 / 8.0 - 0.3
    }
}

/// Smooth random values in [-0.5, 0.5] over the unit square, which repeat.
pub(crate) struct Noise {
    cells: usize,
    values: Vec<f32>,
}

impl Noise {
    pub(crate) fn throw(cells: usize, dice: &mut Dice) -> Self {
        Self {
            cells,
            values: (0..cells * cells)
                .map(|_| dice.between(-0.5, 0.5))
                .collect(),
        }
    }

    pub(crate) fn at(&self, u: f32, v: f32) -> f32 {
        let n = self.cells as f32;
        let (x, y) = ((u * n).rem_euclid(n), (v * n).rem_euclid(n));
        let (i, j) = (x as usize % self.cells, y as usize % self.cells);
        let smooth = |t: f32| t * t * (3.0 - 2.0 * t);
        let (s, t) = (smooth(x.fract()), smooth(y.fract()));
        let value =
            |i: usize, j: usize| self.values[(j % self.cells) * self.cells + i % self.cells];
        let top = value(i, j) + s * (value(i + 1, j) - value(i, j));
        let bottom = value(i, j + 1) + s * (value(i + 1, j + 1) - value(i, j + 1));
        top + t * (bottom - top)
    }
}
