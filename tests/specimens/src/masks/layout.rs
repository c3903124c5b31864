//! How papers lie on a table: alone, spread out, a finger apart, touching, overlapping, in a heap.

use crate::rng::Dice;

/// Centre in millimetres, and degrees clockwise.
pub(super) type Place = ((f32, f32), f32);

pub(super) fn how_many(dice: &mut Dice) -> usize {
    *dice.pick(&[1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6])
}

/// Where each paper lies, in the order of their sizes.
pub(super) fn places(sizes: &[(f32, f32)], dice: &mut Dice) -> Vec<Place> {
    if sizes.len() > 1 && dice.chance(0.12) {
        return heap(sizes, dice);
    }
    let gaps = *dice.pick(&[
        (-1.0, 2.0),
        (1.0, 6.0),
        (1.0, 6.0),
        (3.0, 14.0),
        (10.0, 50.0),
        (-30.0, 0.0),
        (-12.0, 8.0),
    ]);
    let loose = *dice.pick(&[0.5, 2.0, 4.0, 8.0, 25.0]);
    rows(sizes, gaps, loose, dice)
}

/// Rows of papers with such gaps between them, each turned a little, some lying across.
fn rows(sizes: &[(f32, f32)], gaps: (f32, f32), loose: f32, dice: &mut Dice) -> Vec<Place> {
    let area: f32 = sizes.iter().map(|size| size.0 * size.1).sum();
    let row_width = libm::sqrtf(area) * dice.between(0.7, 1.8);
    let across = dice.chance(0.4);
    let (mut x, mut y, mut row_height) = (0.0_f32, 0.0_f32, 0.0_f32);
    sizes
        .iter()
        .map(|&(width, height)| {
            let quarter = f32::from(u8::from(across && dice.chance(0.4))) * 90.0;
            let half = f32::from(u8::from(dice.chance(0.15))) * 180.0;
            let (width, height) = if quarter > 0.0 {
                (height, width)
            } else {
                (width, height)
            };
            if x > 0.0 && x + width > row_width {
                (x, y, row_height) = (0.0, y + row_height + dice.between(gaps.0, gaps.1), 0.0);
            }
            let centre = (
                x + width / 2.0,
                y + height / 2.0 + dice.between(-0.1, 0.1) * loose,
            );
            x += width + dice.between(gaps.0, gaps.1);
            row_height = row_height.max(height);
            (centre, quarter + half + dice.between(-loose, loose))
        })
        .collect()
}

/// Thrown on each other; every paper's middle stays clear of the others' middles.
fn heap(sizes: &[(f32, f32)], dice: &mut Dice) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for size in sizes {
        let apart = size.0.min(size.1) * 0.8;
        let mut reach = apart;
        let centre = loop {
            let centre = (dice.between(-reach, reach), dice.between(-reach, reach));
            let clear = places
                .iter()
                .all(|((x, y), _)| libm::hypotf(x - centre.0, y - centre.1) > apart);
            if clear {
                break centre;
            }
            // Ends: the square grows beyond any circle around the others.
            reach *= 1.1;
        };
        places.push((centre, dice.between(0.0, 360.0)));
    }
    places
}

/// Half the side of a square around all papers, and its middle.
pub(super) fn extent(sizes: &[(f32, f32)], places: &[Place]) -> (f32, (f32, f32)) {
    let mut bounds = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
    for (size, ((x, y), _)) in sizes.iter().zip(places) {
        let half = size.0.max(size.1) / 2.0;
        bounds = (
            bounds.0.min(x - half),
            bounds.1.min(y - half),
            bounds.2.max(x + half),
            bounds.3.max(y + half),
        );
    }
    let (left, top, right, bottom) = bounds;
    let middle = (f32::midpoint(left, right), f32::midpoint(top, bottom));
    ((right - left).max(bottom - top) / 2.0, middle)
}
