//! What lies among papers and is none: books, telephones, boxes, pens, cups, coins, fingers.

use image::{Rgb, RgbImage};

use crate::{
    camera::{Settings, Sheet, canvas::Canvas},
    rng::Dice,
    truth::PaperTruth,
};

use super::{HAND, NOTHING};

/// Books and boxes under and beside the papers.
pub(super) fn objects(papers: &[Sheet], dice: &mut Dice) -> Vec<Sheet> {
    if dice.chance(0.55) {
        return Vec::new();
    }
    let span = papers
        .iter()
        .map(|sheet| sheet.size_mm.1)
        .fold(0.0, f32::max);
    (0..dice.whole(1, 3))
        .map(|_| {
            let size = (dice.between(0.2, 1.1) * span, dice.between(0.2, 1.1) * span);
            object(size, dice)
        })
        .collect()
}

/// Telephones and boxes on the papers.
pub(super) fn small_objects(dice: &mut Dice) -> Vec<Sheet> {
    if dice.chance(0.7) {
        return Vec::new();
    }
    (0..dice.whole(1, 2))
        .map(|_| {
            let size = *dice.pick(&[(72.0, 148.0), (25.0, 60.0), (90.0, 90.0)]);
            object(size, dice)
        })
        .collect()
}

/// A thing in dark or strong colours, plain or with bars: paper is neither.
fn object(size_mm: (f32, f32), dice: &mut Dice) -> Sheet {
    let mut colour = [(); 3].map(|()| dice.between(10.0, 200.0));
    // Never as pale as paper.
    colour[dice.whole(0, 2) as usize] *= 0.4;
    let bars = dice.whole(0, 6);
    let (period, phase) = (dice.between(6.0, 40.0), dice.between(0.5, 0.9));
    let print = RgbImage::from_fn(64, 64, |x, y| {
        let along = if bars % 2 == 0 { x } else { y } as f32;
        let lit = bars > 3 && along % period > period * phase;
        Rgb(colour.map(|value| if lit { value * 0.4 + 90.0 } else { value } as u8))
    });
    Sheet {
        print,
        size_mm,
        stiff: true,
        rounded: dice.chance(0.5),
        words: Vec::new(),
        truth: PaperTruth::default(),
    }
}

/// A thick stroke with round ends: a finger, a cup from above, a coin, a pen, a cable.
pub(super) struct Blob {
    from: (f32, f32),
    to: (f32, f32),
    radius: f32,
    /// Whose its pixels become; nobody's new for a pen or a cable: the paper below it is still one paper.
    owner: Option<u8>,
    colour: [f32; 3],
}

impl Blob {
    pub(super) fn throw(settings: &Settings, dice: &mut Dice) -> Vec<Self> {
        let (width, height) = (settings.size.0 as f32, settings.size.1 as f32);
        let mut blobs = Vec::new();
        if dice.chance(0.15) {
            let skin = *dice.pick(&[
                [222.0, 172.0, 145.0],
                [182.0, 128.0, 100.0],
                [112.0, 74.0, 56.0],
                [72.0, 48.0, 38.0],
            ]);
            let side = dice.between(0.0, std::f32::consts::TAU);
            let out = (libm::cosf(side), libm::sinf(side));
            let centre = (width / 2.0, height / 2.0);
            let reach = width.max(height) * 0.8;
            let (tip, spread) = (dice.between(0.3, 0.52), dice.between(0.04, 0.09));
            for finger in 0..dice.whole(1, 4) {
                let aside = (finger as f32 - 1.0) * spread * reach * 1.3;
                let point = |far: f32| {
                    (
                        centre.0 + out.0 * far - out.1 * aside,
                        centre.1 + out.1 * far + out.0 * aside,
                    )
                };
                blobs.push(Self {
                    from: point(reach * (tip + dice.between(-0.05, 0.05))),
                    to: point(reach * 1.5),
                    radius: spread * reach * 0.5,
                    owner: Some(HAND),
                    colour: skin,
                });
            }
        }
        if dice.chance(0.2) {
            for _ in 0..dice.whole(1, 3) {
                let from = (dice.unit() * width, dice.unit() * height);
                let cable = dice.chance(0.4);
                let mut to = |from: f32, side: f32| if cable { dice.unit() * side } else { from };
                let to = (to(from.0, width), to(from.1, height));
                blobs.push(Self {
                    from,
                    to,
                    radius: if cable {
                        dice.between(2.0, 6.0)
                    } else {
                        dice.between(0.015, 0.08) * width
                    },
                    owner: (!cable).then_some(NOTHING),
                    colour: [(); 3].map(|()| dice.between(10.0, 235.0)),
                });
            }
        }
        blobs
    }

    /// Over everything, with a side in the shade.
    pub(super) fn paint(&self, canvas: &mut Canvas) {
        let (dx, dy) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let length = (dx * dx + dy * dy).max(1.0);
        for index in 0..canvas.owner.len() {
            let x = (index % canvas.width) as f32 - self.from.0;
            let y = (index / canvas.width) as f32 - self.from.1;
            let along = ((x * dx + y * dy) / length).clamp(0.0, 1.0);
            let (off_x, off_y) = (x - along * dx, y - along * dy);
            let off = libm::sqrtf(off_x * off_x + off_y * off_y) / self.radius;
            if off > 1.0 {
                continue;
            }
            let shade = 1.0 - 0.35 * off * off + 0.12 * off_x / self.radius;
            if let Some(owner) = self.owner {
                canvas.owner[index] = owner;
            }
            for (pixel, colour) in canvas.pixels[index * 3..index * 3 + 3]
                .iter_mut()
                .zip(self.colour)
            {
                *pixel = (colour * shade).clamp(0.0, 255.0) as u8;
            }
        }
    }
}
