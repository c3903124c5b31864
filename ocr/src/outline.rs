//! The four corners of a paper, from the points that it covers.

use paper::{Point, Quad};

/// A quad that is this much larger than what it holds does not fit, and the smallest rectangle is taken.
const LOOSE: f32 = 1.3;

/// Four corners around all points, clockwise as seen in the photo, as close as straight sides can be.
pub(crate) fn four_corners(points: Vec<Point>) -> Quad {
    let hull = hull(points);
    let rectangle = smallest_rectangle(&hull);
    match fewer_corners(hull.clone()) {
        Some(quad) if quad.area() < LOOSE * area(&hull) && quad.area() <= rectangle.area() => quad,
        _ => rectangle,
    }
}

/// How much a quad leans, in radians clockwise from the photo's rows: the direction of its longer pair of sides or
/// of the one across, whichever is within an eighth of a turn.
pub(crate) fn slant(quad: &Quad) -> f32 {
    // Four times an angle is the same for sides along and across. Longer sides say more.
    let (mut x, mut y) = (0.0, 0.0);
    for side in 0..4 {
        let (from, to) = (quad.0[side], quad.0[(side + 1) % 4]);
        let angle = (to.y - from.y).atan2(to.x - from.x);
        let length = from.distance(to);
        x += length * (4.0 * angle).cos();
        y += length * (4.0 * angle).sin();
    }
    y.atan2(x) / 4.0
}

/// Share of the smallest convex polygon around all points that a surface fills.
pub(crate) fn filled(surface: f32, points: Vec<Point>) -> f32 {
    surface / area(&hull(points)).max(1.0)
}

/// The smallest convex polygon around all points, clockwise in the photo. After Andrew, "Another efficient
/// algorithm for convex hulls in two dimensions" (1979).
fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    let chain = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while let [.., a, b] = chain[..]
                && cross(a, b, point) <= 0.0
            {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = chain(&mut points.iter().copied());
    hull.extend(chain(&mut points.iter().rev().copied()));
    hull
}

/// Twice the surface of a triangle, positive when it runs clockwise in the photo.
fn cross(a: Point, b: Point, c: Point) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn area(polygon: &[Point]) -> f32 {
    let next = polygon.iter().cycle().skip(1);
    let twice: f32 = polygon
        .iter()
        .zip(next)
        .map(|(p, q)| p.x * q.y - q.x * p.y)
        .sum();
    twice.abs() / 2.0
}

/// Takes away one side after the other, its neighbours made longer until they meet: always the side that adds
/// least. `None` when the last sides do not meet.
fn fewer_corners(mut polygon: Vec<Point>) -> Option<Quad> {
    while polygon.len() > 4 {
        let count = polygon.len();
        let (_, side, corner) = (0..count)
            .filter_map(|side| {
                let at = |ahead: usize| polygon[(side + ahead) % count];
                let (before, from, to, after) = (at(count - 1), at(0), at(1), at(2));
                let corner = meet((before, from), (after, to))?;
                Some((cross(from, corner, to), side, corner))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0))?;
        let next = (side + 1) % count;
        polygon[side] = corner;
        polygon.remove(next);
    }
    Some(Quad(polygon.try_into().ok()?))
}

/// Where two lines meet beyond the second point of each.
fn meet(one: (Point, Point), other: (Point, Point)) -> Option<Point> {
    let along = Point::new(one.1.x - one.0.x, one.1.y - one.0.y);
    let way = Point::new(other.1.x - other.0.x, other.1.y - other.0.y);
    let turn = along.x * way.y - along.y * way.x;
    if turn.abs() < 1e-6 {
        return None;
    }
    let between = Point::new(other.1.x - one.1.x, other.1.y - one.1.y);
    let part = (between.x * way.y - between.y * way.x) / turn;
    let other_part = (between.x * along.y - between.y * along.x) / turn;
    (part >= 0.0 && other_part >= 0.0)
        .then(|| Point::new(one.1.x + along.x * part, one.1.y + along.y * part))
}

/// One of its sides lies along a side of the polygon.
fn smallest_rectangle(polygon: &[Point]) -> Quad {
    let next = polygon.iter().cycle().skip(1);
    let around = |from: &Point, to: &Point| {
        let length = from.distance(*to).max(f32::EPSILON);
        let (cos, sin) = ((to.x - from.x) / length, (to.y - from.y) / length);
        let turned = polygon
            .iter()
            .map(|p| Point::new(p.x * cos + p.y * sin, p.y * cos - p.x * sin));
        let (mut left, mut top, mut right, mut bottom) = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
        for point in turned {
            (left, right) = (left.min(point.x), right.max(point.x));
            (top, bottom) = (top.min(point.y), bottom.max(point.y));
        }
        let corners = Quad::upright(left, top, right, bottom).0;
        Quad(corners.map(|p| Point::new(p.x * cos - p.y * sin, p.x * sin + p.y * cos)))
    };
    polygon
        .iter()
        .zip(next)
        .map(|(from, to)| around(from, to))
        .min_by(|a, b| a.area().total_cmp(&b.area()))
        .unwrap_or(Quad([Point::default(); 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(points: &[(f32, f32)], corners: [(f32, f32); 4]) {
        let quad = four_corners(points.iter().map(|&(x, y)| Point::new(x, y)).collect());
        for corner in corners {
            let near = quad
                .0
                .iter()
                .any(|own| own.distance(Point::new(corner.0, corner.1)) < 1.0);
            assert!(near, "{corner:?} is no corner of {quad:?}");
        }
        let [a, b, c, _] = quad.0;
        assert!(cross(a, b, c) > 0.0, "runs the wrong way round");
    }

    #[test]
    fn four_points_are_their_own_corners() {
        let slanted = [(10.0, 0.0), (100.0, 20.0), (90.0, 140.0), (0.0, 110.0)];
        check(&slanted, slanted);
    }

    #[test]
    fn a_round_or_folded_corner_is_completed() {
        check(
            &[
                (0.0, 0.0),
                (95.0, 0.0),
                (99.0, 2.0),
                (100.0, 5.0),
                (100.0, 60.0),
                (0.0, 60.0),
                (40.0, 30.0),
            ],
            [(0.0, 0.0), (100.0, 0.0), (100.0, 60.0), (0.0, 60.0)],
        );
    }

    #[test]
    fn a_quad_leans_as_its_sides_do() {
        let lean = |degrees: f32| {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let corners = [(0.0, 0.0), (210.0, 0.0), (210.0, 297.0), (0.0, 297.0)];
            let turned = corners.map(|(x, y)| Point::new(x * cos - y * sin, x * sin + y * cos));
            slant(&Quad(turned)).to_degrees()
        };
        for (degrees, expected) in [(0.0, 0.0), (30.0, 30.0), (-40.0, -40.0), (100.0, 10.0)] {
            assert!((lean(degrees) - expected).abs() < 0.1, "{degrees}");
        }
    }

    #[test]
    fn three_corners_get_a_rectangle() {
        check(
            &[(0.0, 0.0), (100.0, 0.0), (0.0, 50.0)],
            [(0.0, 0.0), (100.0, 0.0), (100.0, 50.0), (0.0, 50.0)],
        );
    }
}
