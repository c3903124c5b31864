//! Where a piece of evidence lies on the picture of its page. Evidence is in pixels of the photo; the
//! picture is the paper alone, straightened: one plane seen from elsewhere, so a projective map.

use paper::{Point, Quad};

/// Maps points of the photo to the picture's unit square.
pub(crate) struct Flatten([f32; 8]);

#[expect(
    clippy::many_single_char_names,
    reason = "x, y, u, v and the names of the textbook"
)]
impl Flatten {
    /// The map that takes the corners of `region` to the corners of the unit square. `None` for a region
    /// without surface.
    pub(crate) fn of(region: &Quad) -> Option<Self> {
        let targets = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let mut rows = [[0.0_f64; 9]; 8];
        for (i, (corner, (u, v))) in region.0.iter().zip(targets).enumerate() {
            let (x, y) = (f64::from(corner.x), f64::from(corner.y));
            rows[2 * i] = [x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u];
            rows[2 * i + 1] = [0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v];
        }
        (region.area() > 1.0)
            .then(|| solve(rows))
            .flatten()
            .map(Self)
    }

    /// In the unit square when the point lies on the paper.
    pub(crate) fn point(&self, point: Point) -> (f32, f32) {
        let [a, b, c, d, e, f, g, h] = self.0;
        let w = g * point.x + h * point.y + 1.0;
        (
            (a * point.x + b * point.y + c) / w,
            (d * point.x + e * point.y + f) / w,
        )
    }

    /// The `points` of an SVG polygon in a view box of 1000 × 1000, a little larger than what is printed:
    /// its line must not lie on the letters.
    pub(crate) fn polygon(&self, quad: &Quad) -> String {
        const ROOM: f32 = 4.0;
        let corners = quad.0.map(|corner| self.point(corner));
        let middle_x = corners.map(|(x, _)| x).iter().sum::<f32>() / 4.0;
        let middle_y = corners.map(|(_, y)| y).iter().sum::<f32>() / 4.0;
        let points = corners.map(|(x, y)| {
            let x = x * 1000.0 + ROOM * (x - middle_x).signum();
            let y = y * 1000.0 + ROOM * (y - middle_y).signum();
            format!("{x:.1},{y:.1}")
        });
        points.join(" ")
    }
}

/// Gauss with pivoting on eight equations of eight unknowns. `None` when they do not fix one answer.
fn solve(mut rows: [[f64; 9]; 8]) -> Option<[f32; 8]> {
    for column in 0..8 {
        let pivot =
            (column..8).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        rows.swap(column, pivot);
        if rows[column][column].abs() < 1e-12 {
            return None;
        }
        let lead = rows[column].map(|value| value / rows[column][column]);
        rows[column] = lead;
        for (_, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != column) {
            let times = row[column];
            for (value, lead) in row.iter_mut().zip(lead) {
                *value -= times * lead;
            }
        }
    }
    Some(rows.map(|row| row[8] as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(region: Quad, point: (f32, f32), expected: (f32, f32)) {
        let (x, y) = Flatten::of(&region)
            .expect("a region")
            .point(Point::new(point.0, point.1));
        assert!(
            (x - expected.0).abs() < 1e-3 && (y - expected.1).abs() < 1e-3,
            "{x} {y}"
        );
    }

    #[test]
    fn corners_go_to_corners_and_the_middle_stays_the_middle() {
        let upright = Quad::upright(100.0, 50.0, 300.0, 450.0);
        check(upright, (100.0, 50.0), (0.0, 0.0));
        check(upright, (300.0, 450.0), (1.0, 1.0));
        check(upright, (200.0, 250.0), (0.5, 0.5));
    }

    #[test]
    fn a_paper_upside_down_is_turned() {
        let [a, b, c, d] = Quad::upright(0.0, 0.0, 100.0, 200.0).0;
        check(Quad([c, d, a, b]), (100.0, 200.0), (0.0, 0.0));
        check(Quad([c, d, a, b]), (25.0, 50.0), (0.75, 0.75));
    }

    #[test]
    fn a_paper_seen_from_below_keeps_its_diagonals_crossing_in_the_middle() {
        let leaning = Quad([
            Point::new(200.0, 100.0),
            Point::new(400.0, 100.0),
            Point::new(600.0, 500.0),
            Point::new(0.0, 500.0),
        ]);
        check(leaning, (300.0, 200.0), (0.5, 0.5));
    }

    #[test]
    fn a_box_leaves_room_around_what_is_printed() {
        let flatten = Flatten::of(&Quad::upright(0.0, 0.0, 1000.0, 1000.0)).unwrap();
        let words = Quad::upright(100.0, 200.0, 300.0, 220.0);
        let drawn = "96.0,196.0 304.0,196.0 304.0,224.0 96.0,224.0";
        assert_eq!(flatten.polygon(&words), drawn);
    }

    #[test]
    fn a_region_without_surface_has_no_map() {
        assert!(Flatten::of(&Quad::default()).is_none());
    }
}
