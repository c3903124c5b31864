//! Where things lie, as documents say it: whole pixels of the photo, boxes around what lies tilted.

use std::fmt::{self, Display};

use paper::{Point, Quad};

/// An upright box in whole pixels, inside the photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub left: u32,
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
}

impl Spot {
    /// The smallest that holds the quad, or what lies of it inside a photo of this size.
    pub(super) fn around(quad: &Quad, size: (u32, u32)) -> Self {
        let (left, top, right, bottom) = Quad::bounds([*quad]).expect("one quad has bounds");
        Self {
            left: (left.floor().max(0.0) as u32).min(size.0),
            top: (top.floor().max(0.0) as u32).min(size.1),
            right: (right.ceil().max(0.0) as u32).min(size.0),
            bottom: (bottom.ceil().max(0.0) as u32).min(size.1),
        }
    }

    pub(super) fn width(self) -> u32 {
        self.right - self.left
    }

    pub(super) fn height(self) -> u32 {
        self.bottom - self.top
    }
}

/// The four corners, as read: the first is where the print starts. In whole pixels; a corner outside of the
/// photo goes to its edge.
pub(super) fn corners(quad: &Quad, size: (u32, u32)) -> [(u32, u32); 4] {
    quad.0.map(|corner| inside(corner, size))
}

fn inside(point: Point, size: (u32, u32)) -> (u32, u32) {
    (
        (point.x.round().max(0.0) as u32).min(size.0),
        (point.y.round().max(0.0) as u32).min(size.1),
    )
}

/// From the first letter to the last: where a line of print stands. A quad reaches from the top of the tall
/// letters to the bottom of the hanging ones, which in common typefaces hang about a fifth of that (Arial .23,
/// Times .24, and the band is cut a little generously).
pub(super) fn baseline(quad: &Quad) -> (Point, Point) {
    const HANGING: f32 = 0.2;
    let [top_left, top_right, bottom_right, bottom_left] = quad.0;
    let up = |bottom: Point, top: Point| {
        Point::new(
            bottom.x + (top.x - bottom.x) * HANGING,
            bottom.y + (top.y - bottom.y) * HANGING,
        )
    };
    (up(bottom_left, top_left), up(bottom_right, top_right))
}

/// `x,y x,y`: points as ALTO writes them; hOCR wants spaces only.
pub(super) struct Points<'a> {
    pub points: &'a [(u32, u32)],
    /// Between a point's two numbers.
    pub comma: char,
}

impl Display for Points<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (x, y)) in self.points.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(f, "{space}{x}{}{y}", self.comma)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_holds_what_is_tilted_and_stays_in_the_photo() {
        let tilted = Quad([
            Point::new(-3.0, 20.4),
            Point::new(90.2, 10.0),
            Point::new(95.0, 30.0),
            Point::new(2.0, 41.5),
        ]);
        let spot = Spot::around(&tilted, (94, 40));
        let expected = Spot {
            left: 0,
            top: 10,
            right: 94,
            bottom: 40,
        };
        assert_eq!((spot, spot.width(), spot.height()), (expected, 94, 30));
        let outside = Spot::around(&Quad::upright(200.0, 0.0, 300.0, 9.0), (94, 40));
        assert_eq!((outside.left, outside.width()), (94, 0));
        let points = corners(&tilted, (94, 40));
        let shown = Points {
            points: &points,
            comma: ',',
        };
        assert_eq!(shown.to_string(), "0,20 90,10 94,30 2,40");
    }

    #[test]
    fn print_stands_above_the_bottom_of_its_hanging_letters() {
        let (start, end) = baseline(&Quad::upright(10.0, 100.0, 60.0, 120.0));
        assert_eq!(
            (start, end),
            (Point::new(10.0, 116.0), Point::new(60.0, 116.0))
        );
        let [a, b, c, d] = Quad::upright(10.0, 100.0, 60.0, 120.0).0;
        let (start, _) = baseline(&Quad([c, d, a, b]));
        assert_eq!(start, Point::new(60.0, 104.0), "upside down");
    }
}
