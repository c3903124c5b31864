/// A place in a photo, in pixels of the photo as it is shown (EXIF orientation applied; a PDF page as
/// rendered by `ocr`), from its top left corner; x grows to the right, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

impl Point {
    pub fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// Four corners of something printed: top left, top right, bottom right, bottom left *as one reads it*,
/// so a paper lying upside down starts with its own top left corner, at the bottom right of the photo.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// An upright rectangle.
    pub fn upright(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self([
            Point::new(left, top),
            Point::new(right, top),
            Point::new(right, bottom),
            Point::new(left, bottom),
        ])
    }

    /// The smallest upright rectangle around all corners of all quads: left, top, right, bottom.
    /// `None` when there is no quad.
    pub fn bounds(quads: impl IntoIterator<Item = Self>) -> Option<(f32, f32, f32, f32)> {
        quads
            .into_iter()
            .flat_map(|quad| quad.0)
            .fold(None, |bounds, corner| {
                let (left, top, right, bottom) =
                    bounds.unwrap_or((corner.x, corner.y, corner.x, corner.y));
                Some((
                    left.min(corner.x),
                    top.min(corner.y),
                    right.max(corner.x),
                    bottom.max(corner.y),
                ))
            })
    }

    pub fn centre(&self) -> Point {
        let sum = self.0.iter().fold((0.0, 0.0), |sum, corner| {
            (sum.0 + corner.x, sum.1 + corner.y)
        });
        Point::new(sum.0 / 4.0, sum.1 / 4.0)
    }

    /// Mean length of the top and bottom sides, in pixels.
    pub fn width(&self) -> f32 {
        let [a, b, c, d] = self.0;
        f32::midpoint(a.distance(b), d.distance(c))
    }

    /// Mean length of the left and right sides, in pixels.
    pub fn height(&self) -> f32 {
        let [a, b, c, d] = self.0;
        f32::midpoint(a.distance(d), b.distance(c))
    }

    /// Surface in square pixels, never negative.
    pub fn area(&self) -> f32 {
        let corners = &self.0;
        let twice: f32 = (0..4)
            .map(|i| {
                let (p, q) = (corners[i], corners[(i + 1) % 4]);
                p.x * q.y - q.x * p.y
            })
            .sum();
        twice.abs() / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upright_quad_has_the_size_it_was_given() {
        let quad = Quad::upright(10.0, 20.0, 40.0, 60.0);
        assert_eq!(
            (quad.width(), quad.height(), quad.area()),
            (30.0, 40.0, 1200.0)
        );
        assert_eq!(quad.centre(), Point::new(25.0, 40.0));
        assert_eq!(Quad::bounds([quad]), Some((10.0, 20.0, 40.0, 60.0)));
        assert_eq!(Quad::bounds([]), None);
    }
}
