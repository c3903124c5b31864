//! Single digits and letters that stand alone in a table's cell: the line detector still overlooks some.
//!
//! Ink as high as the print of a line beside it, in the same row, with bare paper around it. What it is the recogniser says, and
//! it must be sure (`eyes.rs`): most such spots are specks and bits of frames.

use paper::Point;

use crate::{
    bands::Band,
    detect::TextMap,
    pieces::{around, connected},
};

/// Brightness of evenly lit paper below which there is ink.
const INK: u8 = 200;
/// Heights of a sign by that of the line beside it, which reaches from the tops of tall letters to the ends of hanging ones.
const HEIGHTS: std::ops::RangeInclusive<f32> = 0.35..=0.85;
/// A sign is at most so wide by its height, and a frame's line is thinner.
const WIDTH_MAX: f32 = 1.2;
/// How far a sign may stand above or below the middle of its row, by the height of the line.
const OFF_MAX: f32 = 0.3;
/// How far along the row a line tells of it, by its height: across a page.
const REACH: f32 = 60.0;
/// Signs nearer to each other, by the height of the line, make one number.
const GAP: f32 = 0.35;
/// Bare paper on each side, by the height of the line.
const BARE: f32 = 0.5;
/// Signs of a number.
const SIGNS_MAX: usize = 3;
/// A photo with more spots than this is no form with digits: a pattern, a picture.
const SPOTS_MAX: usize = 4000;

/// A rectangle of ink, in pixels of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spot {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Spot {
    /// Around pixels of a map of this width.
    fn around(pixels: &[usize], width: usize) -> Self {
        let columns = || pixels.iter().map(|pixel| pixel % width);
        let rows = || pixels.iter().map(|pixel| pixel / width);
        let end = |last: Option<usize>| last.map_or(0, |last| last + 1) as f32;
        Self {
            left: columns().min().unwrap_or(0) as f32,
            top: rows().min().unwrap_or(0) as f32,
            right: end(columns().max()),
            bottom: end(rows().max()),
        }
    }

    fn centre(&self) -> Point {
        Point::new(
            f32::midpoint(self.left, self.right),
            f32::midpoint(self.top, self.bottom),
        )
    }

    fn height(&self) -> f32 {
        self.bottom - self.top
    }

    fn width(&self) -> f32 {
        self.right - self.left
    }
}

/// A line that was found, in pixels of the map.
struct Row {
    start: Point,
    end: Point,
    height: f32,
}

impl Row {
    fn of(band: &Band, map: &TextMap) -> Self {
        Self {
            start: map.of_photo(band.at(0.0).0),
            end: map.of_photo(band.at(band.length).0),
            height: band.height / map.scale(),
        }
    }

    fn along(&self) -> Point {
        let length = self.start.distance(self.end).max(f32::EPSILON);
        Point::new(
            (self.end.x - self.start.x) / length,
            (self.end.y - self.start.y) / length,
        )
    }

    /// How far beyond the line's ends a spot stands in its row, when it is as high as the line's print.
    fn distance(&self, spot: &Spot) -> Option<f32> {
        let along = self.along();
        let from = |end: Point| {
            let centre = spot.centre();
            let (x, y) = (centre.x - end.x, centre.y - end.y);
            (x * along.x + y * along.y, (y * along.x - x * along.y).abs())
        };
        let (beyond, off) = match (from(self.start), from(self.end)) {
            ((before, off), _) if before < 0.0 => (-before, off),
            (_, (after, off)) => (after, off),
        };
        let is_beside = beyond > BARE * self.height && beyond < REACH * self.height;
        let is_level = off < OFF_MAX * self.height;
        let is_as_high = HEIGHTS.contains(&(spot.height() / self.height));
        let is_narrow = spot.width() < WIDTH_MAX * spot.height();
        (is_beside && is_level && is_as_high && is_narrow).then_some(beyond)
    }
}

/// Bands around single signs and numbers of few signs that no band covers, each along the line that it stands beside.
pub(crate) fn lone_signs(map: &TextMap, bands: &[Band]) -> Vec<Band> {
    let rows: Vec<Row> = bands.iter().map(|band| Row::of(band, map)).collect();
    let spots = spots(map, &covered(map, bands));
    if spots.len() > SPOTS_MAX {
        return Vec::new();
    }
    let beside = |spot: &Spot| {
        let near = rows
            .iter()
            .filter_map(|row| Some((row.distance(spot)?, row)));
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, row)| row)
    };
    let mut found: Vec<(Spot, &Row, usize)> = Vec::new();
    for spot in &spots {
        let Some(row) = beside(spot) else { continue };
        let neighbour = found.iter_mut().find(|(other, its, _)| {
            let gap = (spot.left - other.right).max(other.left - spot.right);
            gap < GAP * its.height
                && (spot.centre().y - other.centre().y).abs() < OFF_MAX * its.height
        });
        match neighbour {
            Some((other, _, signs)) => {
                *other = Spot {
                    left: other.left.min(spot.left),
                    top: other.top.min(spot.top),
                    right: other.right.max(spot.right),
                    bottom: other.bottom.max(spot.bottom),
                };
                *signs += 1;
            }
            None => found.push((*spot, row, 1)),
        }
    }
    found
        .iter()
        .filter(|(spot, row, signs)| *signs <= SIGNS_MAX && stands_alone(spot, row.height, &spots))
        .map(|(spot, row, _)| band(spot, row, map))
        .collect()
}

/// Whether there is bare paper left and right of a spot.
fn stands_alone(spot: &Spot, height: f32, spots: &[Spot]) -> bool {
    let is_inside = |other: &Spot| other.left >= spot.left && other.right <= spot.right;
    spots.iter().all(|other| {
        let gap = (spot.left - other.right).max(other.left - spot.right);
        let is_level = other.top < spot.bottom && other.bottom > spot.top;
        is_inside(other) || !is_level || gap > BARE * height
    })
}

/// Along the row's direction, with a margin as other bands have it.
fn band(spot: &Spot, row: &Row, map: &TextMap) -> Band {
    let (along, centre) = (row.along(), spot.centre());
    let half = spot.width() / 2.0 + 0.25 * row.height;
    let end = |way: f32| {
        map.to_photo(
            centre.x + way * half * along.x,
            centre.y + way * half * along.y,
        )
    };
    Band::new(vec![end(-1.0), end(1.0)], row.height * map.scale()).alone()
}

/// Which pixels of the map lie in bands.
fn covered(map: &TextMap, bands: &[Band]) -> Vec<bool> {
    let mut covered = vec![false; map.width * map.height];
    let step = map.scale() * 0.7;
    for band in bands {
        let (along, across) = (band.length / step, band.height / step / 2.0);
        for i in 0..=along.ceil() as i32 {
            let (centre, direction) = band.at(i as f32 * step);
            for j in -across.ceil() as i32..=across.ceil() as i32 {
                let down = j as f32 * step;
                let at = map.of_photo(Point::new(
                    centre.x - direction.y * down,
                    centre.y + direction.x * down,
                ));
                if at.x >= 0.0
                    && at.y >= 0.0
                    && (at.x as usize) < map.width
                    && (at.y as usize) < map.height
                {
                    covered[at.y as usize * map.width + at.x as usize] = true;
                }
            }
        }
    }
    covered
}

/// Connected ink that no band covers.
fn spots(map: &TextMap, covered: &[bool]) -> Vec<Spot> {
    let ink = map.picture.iter().zip(covered);
    let seen = ink
        .map(|(&value, &covered)| value >= INK || covered)
        .collect();
    let near = |pixel| around(pixel, map.width, map.picture.len());
    connected(seen, near)
        .map(|pixels| Spot::around(&pixels, map.width))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of words from column 60 to 200 around row 50, 20 high, and rectangles of ink (left, top, right, bottom).
    fn found(ink: &[(usize, usize, usize, usize)]) -> Vec<(f32, f32)> {
        let mut map = TextMap::drawn(400, 100, |_, _| false);
        for &(left, top, right, bottom) in ink {
            for y in top..bottom {
                map.picture[y * 400 + left..y * 400 + right].fill(40);
            }
        }
        let line = Band::new(vec![Point::new(60.0, 50.0), Point::new(200.0, 50.0)], 20.0);
        let signs = lone_signs(&map, &[line]);
        assert!(signs.iter().all(|band| band.alone));
        signs
            .iter()
            .map(|band| (band.at(band.length / 2.0).0.x, band.length))
            .collect()
    }

    #[test]
    fn a_digit_in_the_row_of_a_line_is_found_and_its_words_are_not_found_again() {
        assert_eq!(
            found(&[(300, 44, 308, 56), (80, 44, 88, 56)]),
            [(304.0, 18.0)]
        );
        assert_eq!(found(&[(20, 45, 24, 57)]), [(22.0, 14.0)]);
    }

    #[test]
    fn digits_near_each_other_are_one_number() {
        assert_eq!(
            found(&[(300, 44, 308, 56), (311, 44, 319, 56)]),
            [(309.5, 29.0)]
        );
    }

    #[test]
    fn what_is_no_sign_of_the_row_is_left() {
        for ink in [
            (300, 49, 303, 52), // a speck
            (300, 20, 308, 32), // another row
            (300, 0, 302, 100), // the line of a frame
            (300, 44, 380, 56), // a bar
            (203, 44, 211, 56), // the line's own last letter
        ] {
            assert_eq!(found(&[ink]), [], "{ink:?}");
        }
    }

    #[test]
    fn a_sign_beside_other_ink_does_not_stand_alone() {
        assert_eq!(found(&[(300, 44, 308, 56), (314, 20, 330, 80)]), []);
        assert_eq!(
            found(&[
                (300, 44, 308, 56),
                (310, 44, 318, 56),
                (320, 44, 328, 56),
                (330, 44, 338, 56)
            ]),
            []
        );
    }
}
