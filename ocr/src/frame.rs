//! The upright frame of one paper: where its lines run from left to right and one below the other.

use paper::{Point, Quad, TextLine};

/// Turns points of the photo into a frame in which text runs along x, and back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    cos: f32,
    sin: f32,
}

impl Frame {
    /// Along the direction that most of the text has, by length.
    pub(crate) fn along(lines: &[TextLine]) -> Self {
        let (x, y) = lines.iter().fold((0.0, 0.0), |sum, line| {
            let [start, end, ..] = line.quad.0;
            (sum.0 + end.x - start.x, sum.1 + end.y - start.y)
        });
        let length = x.hypot(y);
        if length < f32::EPSILON {
            return Self { cos: 1.0, sin: 0.0 };
        }
        Self {
            cos: x / length,
            sin: y / length,
        }
    }

    pub(crate) fn enter(self, point: Point) -> Point {
        Point::new(
            point.x * self.cos + point.y * self.sin,
            point.y * self.cos - point.x * self.sin,
        )
    }

    pub(crate) fn leave(self, point: Point) -> Point {
        Point::new(
            point.x * self.cos - point.y * self.sin,
            point.x * self.sin + point.y * self.cos,
        )
    }

    /// Corners as in the frame.
    pub(crate) fn enter_quad(self, quad: &Quad) -> Quad {
        Quad(quad.0.map(|corner| self.enter(corner)))
    }

    pub(crate) fn leave_quad(self, quad: &Quad) -> Quad {
        Quad(quad.0.map(|corner| self.leave(corner)))
    }

    /// Quarter turns clockwise of the photo after which the text stands upright, 0 to 3.
    pub(crate) fn turns(self) -> u8 {
        if self.cos.abs() >= self.sin.abs() {
            if self.cos > 0.0 { 0 } else { 2 }
        } else if self.sin > 0.0 {
            // Text runs down the photo: its start is at the top, a turn back sets it right.
            3
        } else {
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use paper::{Confidence, Word};

    pub(crate) fn line_from(start: Point, end: Point) -> TextLine {
        let quad = Quad([start, end, end, start]);
        let word = Word {
            text: "mot".to_owned(),
            other: None,
            quad,
            confidence: Confidence::CERTAIN,
        };
        TextLine::new(vec![word], quad).unwrap()
    }

    #[test]
    fn the_turn_sets_text_upright() {
        let middle = Point::new(100.0, 100.0);
        for (end, turns) in [
            ((180.0, 110.0), 0),
            ((95.0, 30.0), 1),
            ((20.0, 90.0), 2),
            ((105.0, 190.0), 3),
        ] {
            let frame = Frame::along(&[line_from(middle, Point::new(end.0, end.1))]);
            assert_eq!(frame.turns(), turns, "towards {end:?}");
        }
    }

    #[test]
    fn a_point_comes_back_from_the_frame() {
        let frame = Frame::along(&[line_from(Point::new(0.0, 0.0), Point::new(30.0, 40.0))]);
        let point = Point::new(12.0, -7.0);
        assert!(frame.leave(frame.enter(point)).distance(point) < 1e-4);
        let entered = frame.enter(Point::new(30.0, 40.0));
        assert!((entered.x - 50.0).abs() < 1e-4 && entered.y.abs() < 1e-4);
    }
}
