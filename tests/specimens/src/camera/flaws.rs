//! What a hand and a lamp do to a photo: a cast shadow, a burnt spot, a finger. They go over what was drawn,
//! before the lens blurs it.

use super::{
    canvas::{Canvas, TABLE},
    light::Hand,
    settings::{Flaw, Settings},
};
use crate::rng::Dice;

/// Throws of one flaw, the best of which is kept: most must spoil as much as was asked for.
const THROWS: u64 = 60;
/// Pixels between two places where light is worked out.
const COARSE: usize = 16;

/// Spoils the photo, and says which share of what it shows of papers is spoilt.
pub(super) fn add(
    flaw: Flaw,
    canvas: &mut Canvas,
    settings: &Settings,
    per_mm: f32,
    seed: u64,
) -> f32 {
    match flaw {
        Flaw::Shadow { depth, soft } => cast_shadow(canvas, (depth, soft), seed),
        Flaw::Glare => burn(canvas, seed),
        Flaw::Finger => lay_finger(canvas, settings, per_mm, seed),
    }
}

/// Places of the photo, every so many pixels, that show paper.
fn on_paper(canvas: &Canvas) -> Vec<(f32, f32)> {
    let mut places = Vec::new();
    for y in (0..canvas.height).step_by(COARSE) {
        for x in (0..canvas.width).step_by(COARSE) {
            if canvas.owner[y * canvas.width + x] != TABLE {
                places.push((x as f32, y as f32));
            }
        }
    }
    places
}

/// From -1 to 1 over the longer side.
fn centred(canvas: &Canvas, (x, y): (f32, f32)) -> (f32, f32) {
    let half = canvas.width.max(canvas.height) as f32 / 2.0;
    (
        (x - canvas.width as f32 / 2.0) / half,
        (y - canvas.height as f32 / 2.0) / half,
    )
}

fn share(places: &[(f32, f32)], is_spoilt: impl Fn((f32, f32)) -> bool) -> f32 {
    let spoilt = places.iter().filter(|place| is_spoilt(**place)).count();
    spoilt as f32 / places.len().max(1) as f32
}

// Shadows

/// What stands between the lamp and the papers.
enum Caster {
    Hand(Hand),
    /// A body or a shelf: all beyond a line, which waves.
    Edge {
        side: f32,
        off: f32,
        wave: f32,
    },
    /// A head or a phone.
    Round {
        at: (f32, f32),
        size: (f32, f32),
    },
}

impl Caster {
    fn throw(soft: f32, dice: &mut Dice) -> Self {
        match dice.whole(0, 2) {
            0 => Self::Hand(Hand::throw(dice).with_softness(soft)),
            1 => Self::Edge {
                side: dice.between(0.0, std::f32::consts::TAU),
                off: dice.between(-0.7, 0.7),
                wave: dice.between(0.0, 0.12),
            },
            _ => Self::Round {
                at: (dice.between(-0.9, 0.9), dice.between(-0.9, 0.9)),
                size: (dice.between(0.2, 0.7), dice.between(0.2, 0.7)),
            },
        }
    }

    /// In [0, 1].
    fn darkness(&self, x: f32, y: f32, soft: f32) -> f32 {
        let beyond = match self {
            Self::Hand(hand) => return hand.darkness(x, y),
            Self::Edge { side, off, wave } => {
                let (dx, dy) = (libm::cosf(*side), libm::sinf(*side));
                let along = y * dx - x * dy;
                x * dx + y * dy - off + wave * libm::sinf(along * 4.0 + off * 9.0)
            }
            Self::Round { at, size } => {
                let reach = libm::hypotf((x - at.0) / size.0, (y - at.1) / size.1);
                (reach - 1.0) * size.0.min(size.1)
            }
        };
        let inside = (0.5 - beyond / soft).clamp(0.0, 1.0);
        inside * inside * (3.0 - 2.0 * inside)
    }
}

fn cast_shadow(canvas: &mut Canvas, (depth, soft): (f32, f32), seed: u64) -> f32 {
    let papers = on_paper(canvas);
    let dark = |caster: &Caster, place| {
        let (x, y) = centred(canvas, place);
        caster.darkness(x, y, soft)
    };
    // A sixth to two thirds of the papers in the shade.
    let off = |share: f32| (0.16 - share).max(share - 0.65).max(0.0);
    let best = (0..THROWS)
        .map(|number| {
            let caster = Caster::throw(soft, &mut Dice::fork(seed, &format!("shadow {number}")));
            let share = share(&papers, |place| dark(&caster, place) > 0.5);
            (caster, share)
        })
        .min_by(|a, b| off(a.1).total_cmp(&off(b.1)));
    let Some((caster, share)) = best else {
        return 0.0;
    };
    let (columns, rows) = (canvas.width / COARSE + 2, canvas.height / COARSE + 2);
    let net: Vec<f32> = (0..rows * columns)
        .map(|index| {
            let place = (
                (index % columns * COARSE) as f32,
                (index / columns * COARSE) as f32,
            );
            1.0 - depth * dark(&caster, place)
        })
        .collect();
    let width = canvas.width;
    for (index, pixel) in canvas.pixels.chunks_exact_mut(3).enumerate() {
        let light = between(&net, columns, index % width, index / width);
        for value in pixel {
            *value = (f32::from(*value) * light) as u8;
        }
    }
    share
}

fn between(net: &[f32], columns: usize, x: usize, y: usize) -> f32 {
    let (i, s) = (x / COARSE, (x % COARSE) as f32 / COARSE as f32);
    let (j, t) = (y / COARSE, (y % COARSE) as f32 / COARSE as f32);
    let at = |i: usize, j: usize| net[j * columns + i];
    let upper = at(i, j) + s * (at(i + 1, j) - at(i, j));
    let lower = at(i, j + 1) + s * (at(i + 1, j + 1) - at(i, j + 1));
    upper + t * (lower - upper)
}

// Glare

/// Where a lamp is mirrored.
struct Spot {
    at: (f32, f32),
    /// Half of its length and width, pixels.
    size: (f32, f32),
    turn: (f32, f32),
    /// How fast it fades.
    steep: f32,
}

impl Spot {
    fn throw(places: &[(f32, f32)], longer: f32, dice: &mut Dice) -> Option<Self> {
        let at = *places.get(dice.bits() as usize % places.len().max(1))?;
        let long = dice.between(0.035, 0.13) * longer;
        let angle = dice.between(0.0, std::f32::consts::PI);
        Some(Self {
            at,
            size: (long, long / dice.between(1.0, 3.5)),
            turn: (libm::cosf(angle), libm::sinf(angle)),
            steep: dice.between(0.5, 1.6),
        })
    }

    /// Light that is added, of 255. A letter in the middle of the spot is burnt, too; at its rim only the paper is.
    fn light(&self, (x, y): (f32, f32)) -> f32 {
        let (x, y) = (x - self.at.0, y - self.at.1);
        let u = (x * self.turn.0 + y * self.turn.1) / self.size.0;
        let v = (y * self.turn.0 - x * self.turn.1) / self.size.1;
        let far = u * u + v * v;
        if far > 12.0 {
            return 0.0;
        }
        130.0 * libm::expf(self.steep * (1.0 - far))
    }
}

fn burn(canvas: &mut Canvas, seed: u64) -> f32 {
    let mut dice = Dice::fork(seed, "glare");
    let papers = on_paper(canvas);
    let longer = canvas.width.max(canvas.height) as f32;
    let spots: Vec<Spot> = (0..dice.whole(1, 2))
        .filter_map(|_| Spot::throw(&papers, longer, &mut dice))
        .collect();
    let tint = [(); 3].map(|()| dice.between(0.94, 1.0));
    let width = canvas.width;
    for (index, pixel) in canvas.pixels.chunks_exact_mut(3).enumerate() {
        let place = ((index % width) as f32, (index / width) as f32);
        let light: f32 = spots.iter().map(|spot| spot.light(place)).sum();
        if light < 0.5 {
            continue;
        }
        for (value, tint) in pixel.iter_mut().zip(tint) {
            *value = (f32::from(*value) + light * tint).min(255.0) as u8;
        }
    }
    let canvas = &*canvas;
    share(&papers, |(x, y)| {
        let index = (y as usize * width + x as usize) * 3;
        canvas.pixels[index..index + 3]
            .iter()
            .all(|value| *value >= 250)
    })
}

// Fingers

/// Skin in daylight, from pale to dark.
const SKINS: [[f32; 3]; 6] = [
    [236.0, 196.0, 172.0],
    [218.0, 168.0, 140.0],
    [190.0, 138.0, 108.0],
    [152.0, 104.0, 78.0],
    [108.0, 72.0, 54.0],
    [68.0, 46.0, 37.0],
];
/// Half the width of a thumb or a finger, millimetres.
const HALF_WIDTH_MM: (f32, f32) = (6.5, 11.0);
/// The same, in shares of the photo's longer side: a finger on a card is held nearer, but not that near.
const HALF_WIDTH_MAX: f32 = 0.1;

struct Finger {
    tip: (f32, f32),
    /// Unit vector towards the hand.
    away: (f32, f32),
    radius: f32,
    /// Pixels over which its outline fades: it lies nearer than the focus.
    soft: f32,
    nail: bool,
    skin: [f32; 3],
}

impl Finger {
    /// A finger that holds a paper down: in from outside the paper, its tip on it.
    fn throw(canvas: &Canvas, papers: &[(f32, f32)], per_mm: f32, dice: &mut Dice) -> Option<Self> {
        let longer = canvas.width.max(canvas.height) as f32;
        let radius =
            (dice.between(HALF_WIDTH_MM.0, HALF_WIDTH_MM.1) * per_mm).min(HALF_WIDTH_MAX * longer);
        let from = *papers.get(dice.bits() as usize % papers.len().max(1))?;
        // Towards the nearest side of the photo, more or less: hands come from outside.
        let sides = [
            (from.0, (-1.0, 0.0)),
            (canvas.width as f32 - from.0, (1.0, 0.0)),
            (from.1, (0.0, -1.0)),
            (canvas.height as f32 - from.1, (0.0, 1.0)),
        ];
        let (_, (x, y)) = sides.into_iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
        let lean = dice.between(-0.6, 0.6);
        let (cos, sin) = (libm::cosf(lean), libm::sinf(lean));
        let away = (x * cos - y * sin, x * sin + y * cos);
        let is_paper =
            |(x, y): (f32, f32)| canvas.at(x, y).is_some_and(|(owner, _)| owner != TABLE);
        let mut edge = from;
        while is_paper(edge) {
            edge = (edge.0 + away.0 * 8.0, edge.1 + away.1 * 8.0);
        }
        let inwards = dice.between(0.8, 3.2) * radius;
        let tone = *dice.pick(&SKINS);
        let bright = dice.between(0.85, 1.1);
        Some(Self {
            // The round end is centred so far behind the tip.
            tip: (
                edge.0 - away.0 * (inwards - radius),
                edge.1 - away.1 * (inwards - radius),
            ),
            away,
            radius,
            soft: dice.between(2.0, 8.0) + if dice.chance(0.2) { 0.4 * radius } else { 0.0 },
            nail: dice.chance(0.6),
            skin: tone.map(|value| value * bright * dice.between(0.96, 1.04)),
        })
    }

    /// How much of a pixel it covers, and how bright it is there.
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        let (x, y) = (x - self.tip.0, y - self.tip.1);
        let along = (x * self.away.0 + y * self.away.1).max(0.0);
        let off = libm::hypotf(x - along * self.away.0, y - along * self.away.1);
        let cover = (0.5 + (self.radius - off) / self.soft).clamp(0.0, 1.0);
        if cover <= 0.0 {
            return (0.0, 1.0);
        }
        let round = (off / self.radius).min(1.0);
        let aside = (y * self.away.0 - x * self.away.1) / self.radius;
        let mut shade = 1.0 - 0.3 * round * round - 0.1 * aside;
        let behind = x * self.away.0 + y * self.away.1;
        let nail = libm::hypotf(aside / 0.6, (behind / self.radius + 0.15) / 0.7);
        if self.nail && nail < 1.0 {
            shade += 0.14;
        }
        // Knuckles.
        let crease = libm::sinf(behind / self.radius * 1.7);
        (cover, shade - 0.05 * crease * crease)
    }
}

fn lay_finger(canvas: &mut Canvas, settings: &Settings, per_mm: f32, seed: u64) -> f32 {
    let papers = on_paper(canvas);
    let covered = |finger: &Finger| share(&papers, |(x, y)| finger.at(x, y).0 > 0.5);
    // A finger that is seen, and a paper that is seen behind it.
    let off = |share: f32| (0.006 - share).max(share - 0.15).max(0.0);
    let best = (0..THROWS)
        .filter_map(|number| {
            let dice = &mut Dice::fork(seed, &format!("finger {number}"));
            let finger = Finger::throw(canvas, &papers, per_mm, dice)?;
            let share = covered(&finger);
            Some((finger, share))
        })
        .min_by(|a, b| off(a.1).total_cmp(&off(b.1)));
    let Some((finger, share)) = best else {
        return 0.0;
    };
    let width = canvas.width;
    for (index, pixel) in canvas.pixels.chunks_exact_mut(3).enumerate() {
        let (cover, light) = finger.at((index % width) as f32, (index / width) as f32);
        if cover <= 0.0 {
            continue;
        }
        for ((value, skin), tint) in pixel.iter_mut().zip(finger.skin).zip(settings.tint) {
            let lit = skin * light * tint * settings.exposure;
            *value = (f32::from(*value) * (1.0 - cover) + lit * cover).clamp(0.0, 255.0) as u8;
        }
    }
    share
}
