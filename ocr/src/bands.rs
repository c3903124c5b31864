//! Curved bands along text lines: a centre line and a height, in pixels of the photo.
//!
//! Crumpled paper bends its lines, so a box around a line holds parts of its neighbours. A band follows
//! the line, and the strip cut along it is straight.

use paper::{Point, Quad};

use crate::{
    components::{Component, components},
    detect::TextMap,
};

/// The detector is taught to mark the core of a line. Its usual unclipping (area × 1.6 / perimeter on
/// each side) makes a long core 2.6 times as high.
const LINE_PER_CORE: f32 = 2.6;
/// The same unclipping lengthens a line by .8 of its core's height at each end; a little more keeps the
/// first and the last letter whole.
const END_PER_CORE: f32 = 0.95;
/// A blob this much longer than high shows its own direction; a shorter one takes its neighbours'.
const LONG: f32 = 2.5;
/// Steps between points of a centre line, in heights of the core.
const STEP_PER_CORE: f32 = 1.0;

/// A text line where it lies.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Band {
    /// From the start of the line to its end as read; at least two, evenly spaced, in pixels of the photo.
    pub centre: Vec<Point>,
    /// From the top of the tall letters to the bottom of the hanging ones, in pixels of the photo.
    pub height: f32,
    /// Of the centre line, in pixels of the photo.
    pub length: f32,
    /// A sign or two that the detector hardly saw, or not at all: what is read must be sure.
    pub alone: bool,
}

impl Band {
    pub(crate) fn new(centre: Vec<Point>, height: f32) -> Self {
        let length = centre
            .windows(2)
            .map(|pair| pair[0].distance(pair[1]))
            .sum();
        Self {
            centre,
            height,
            length,
            alone: false,
        }
    }

    pub(crate) fn alone(self) -> Self {
        Self {
            alone: true,
            ..self
        }
    }

    /// The same line read from its other end.
    pub(crate) fn reversed(mut self) -> Self {
        self.centre.reverse();
        self
    }

    /// The centre line's point at a distance from its start, and the unit vector along it there.
    /// Distances outside go on straight.
    pub(crate) fn at(&self, distance: f32) -> (Point, Point) {
        let spans = self.centre.len() - 1;
        let step = self.length / spans as f32;
        let place = distance / step.max(f32::EPSILON);
        let span = (place.max(0.0) as usize).min(spans - 1);
        let (a, b) = (self.centre[span], self.centre[span + 1]);
        let part = place - span as f32;
        let point = Point::new(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part);
        // The direction turns smoothly from the middle of one span to the middle of the next.
        let turn = |from: usize, to: usize| {
            let (from, to) = (self.centre[from], self.centre[to]);
            Point::new(to.x - from.x, to.y - from.y)
        };
        let here = turn(span, span + 1);
        let (other, weight) = if part < 0.5 && span > 0 {
            (turn(span - 1, span), 0.5 - part.max(0.0))
        } else if part >= 0.5 && span + 1 < spans {
            (turn(span + 1, span + 2), part.min(1.0) - 0.5)
        } else {
            (here, 0.0)
        };
        let along = Point::new(
            here.x * (1.0 - weight) + other.x * weight,
            here.y * (1.0 - weight) + other.y * weight,
        );
        let length = along.x.hypot(along.y).max(f32::EPSILON);
        (point, Point::new(along.x / length, along.y / length))
    }

    /// The part of the band between two distances from its start.
    pub(crate) fn quad(&self, from: f32, to: f32) -> Quad {
        let half = self.height / 2.0;
        let side = |distance: f32| {
            let (point, along) = self.at(distance);
            let down = Point::new(-along.y * half, along.x * half);
            (
                Point::new(point.x - down.x, point.y - down.y),
                Point::new(point.x + down.x, point.y + down.y),
            )
        };
        let (start, end) = (side(from), side(to));
        Quad([start.0, end.0, end.1, start.1])
    }
}

/// The bands of a map, in the order of their first pixel. Each runs left to right in the map.
pub(crate) fn bands(map: &TextMap) -> Vec<Band> {
    let components = components(map);
    let blobs: Vec<Blob> = components.iter().map(Blob::measure).collect();
    let usual = usual_angle(&blobs);
    blobs
        .iter()
        .filter_map(|blob| {
            let band = if blob.is_long() {
                blob.follow(blob.angle, smooth_path, map)
            } else {
                blob.follow(usual, straight_path, map)
            };
            band.map(|band| Band {
                alone: blob.component.faint,
                ..band
            })
        })
        .collect()
}

/// How the lines of a map run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Run {
    /// Radians clockwise from the map's rows, at most an eighth of a turn.
    pub slant: f32,
    /// More of them run up than across.
    pub upright: bool,
}

/// How most of the text runs, by length.
pub(crate) fn run_of(map: &TextMap) -> Run {
    let components = components(map);
    let long: Vec<Blob> = components
        .iter()
        .map(Blob::measure)
        .filter(Blob::is_long)
        .collect();
    // Four times an angle is the same for lines across and lines up.
    let sum = |pick: fn(f32) -> f32| -> f32 {
        let parts = long.iter().map(|blob| blob.length * pick(4.0 * blob.angle));
        parts.sum()
    };
    let slant = sum(f32::sin).atan2(sum(f32::cos)) / 4.0;
    let (mut across, mut up) = (0.0, 0.0);
    for blob in &long {
        if (blob.angle - slant).cos().abs() > std::f32::consts::FRAC_1_SQRT_2 {
            across += blob.length;
        } else {
            up += blob.length;
        }
    }
    Run {
        slant,
        upright: up > across,
    }
}

/// The angle that most of the long blobs share, by length: the weighted median.
fn usual_angle(blobs: &[Blob]) -> f32 {
    let mut angles: Vec<(f32, f32)> = blobs
        .iter()
        .filter(|blob| blob.is_long() && blob.angle.abs() < std::f32::consts::FRAC_PI_4)
        .map(|blob| (blob.angle, blob.length))
        .collect();
    angles.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = angles.iter().map(|angle| angle.1).sum::<f32>() / 2.0;
    let mut sum = 0.0;
    let middle = angles.iter().find(|angle| {
        sum += angle.1;
        sum >= half
    });
    middle.map_or(0.0, |angle| angle.0)
}

/// A component's place and shape, in pixels of the map.
struct Blob<'a> {
    component: &'a Component,
    middle: (f32, f32),
    /// Of its longer axis, from -π/2 to π/2.
    angle: f32,
    elongation: f32,
    length: f32,
}

impl<'a> Blob<'a> {
    fn measure(component: &'a Component) -> Self {
        let count = component.pixels.len() as f32;
        let mean = |pick: fn(&(u16, u16, f32)) -> f32| {
            component.pixels.iter().map(pick).sum::<f32>() / count
        };
        let middle = (mean(|p| f32::from(p.0)), mean(|p| f32::from(p.1)));
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for &(x, y, _) in &component.pixels {
            let (dx, dy) = (f32::from(x) - middle.0, f32::from(y) - middle.1);
            xx += dx * dx;
            xy += dx * dy;
            yy += dy * dy;
        }
        let (xx, xy, yy) = (xx / count, xy / count, yy / count);
        let half = f32::midpoint(xx, yy);
        let spread = ((xx - yy) / 2.0).hypot(xy);
        // A one-pixel row has no spread across; a twelfth is the spread within one pixel.
        let (major, minor) = (
            half + spread + 1.0 / 12.0,
            (half - spread).max(0.0) + 1.0 / 12.0,
        );
        Self {
            component,
            middle,
            angle: 0.5 * (2.0 * xy).atan2(xx - yy),
            elongation: (major / minor).sqrt(),
            length: (12.0 * major).sqrt(),
        }
    }

    /// Whether it shows how its line runs.
    fn is_long(&self) -> bool {
        self.elongation >= LONG && !self.component.faint
    }

    /// The band whose centre line runs through the middle of the blob, column by column across `angle`.
    fn follow(&self, angle: f32, path_of: PathOf, map: &TextMap) -> Option<Band> {
        let (sin, cos) = angle.sin_cos();
        let turned: Vec<(f32, f32, f32)> = self
            .component
            .pixels
            .iter()
            .map(|&(x, y, p)| {
                let (dx, dy) = (f32::from(x) - self.middle.0, f32::from(y) - self.middle.1);
                (dx * cos + dy * sin, dy * cos - dx * sin, p)
            })
            .collect();
        let first = turned.iter().map(|p| p.0).fold(f32::MAX, f32::min);
        let last = turned.iter().map(|p| p.0).fold(f32::MIN, f32::max);
        let columns = columns_of(&turned, first, last);
        let core = core_height(&columns);
        let path = path_of(&columns, core);
        let path = lengthened(&path, core * END_PER_CORE);
        let centre: Vec<Point> = evenly(&path, core * STEP_PER_CORE)
            .into_iter()
            .map(|(u, v)| {
                let u = u + first;
                map.to_photo(
                    self.middle.0 + u * cos - v * sin + 0.5,
                    self.middle.1 + u * sin + v * cos + 0.5,
                )
            })
            .collect();
        let height = core * LINE_PER_CORE * map.scale();
        (centre.len() >= 2).then(|| Band::new(centre, height))
    }
}

/// How the middle of a blob is found from its columns and the height of its core.
type PathOf = fn(&[Column], f32) -> Vec<(f32, f32)>;

/// One column of a blob: how many pixels, and their mean height weighted by probability.
#[derive(Clone, Copy, Default)]
struct Column {
    pixels: f32,
    weight: f32,
    sum: f32,
}

fn columns_of(turned: &[(f32, f32, f32)], first: f32, last: f32) -> Vec<Column> {
    let mut columns = vec![Column::default(); (last - first) as usize + 1];
    for &(u, v, p) in turned {
        let column = &mut columns[((u - first) as usize).min((last - first) as usize)];
        column.pixels += 1.0;
        column.weight += p;
        column.sum += p * v;
    }
    columns
}

/// Usual height of the core: the median over its columns but the tapering ends.
fn core_height(columns: &[Column]) -> f32 {
    let skip = columns.len() / 10;
    let mut heights: Vec<f32> = columns[skip..columns.len() - skip]
        .iter()
        .map(|column| column.pixels)
        .collect();
    heights.sort_by(f32::total_cmp);
    heights[heights.len() / 2].max(1.0)
}

/// Middle of the core along the columns, averaged over three heights.
fn smooth_path(columns: &[Column], core: f32) -> Vec<(f32, f32)> {
    let reach = (core * 1.5) as usize + 1;
    (0..columns.len())
        .map(|u| {
            // Reaching equally far on both sides keeps a slope at the ends.
            let reach = reach.min(u).min(columns.len() - 1 - u);
            let near = &columns[u - reach..=u + reach];
            let weight: f32 = near.iter().map(|column| column.weight).sum();
            let sum: f32 = near.iter().map(|column| column.sum).sum();
            (u as f32, sum / weight.max(f32::EPSILON))
        })
        .collect()
}

/// The middle of a blob too short to show how it bends.
fn straight_path(columns: &[Column], _core: f32) -> Vec<(f32, f32)> {
    let weight: f32 = columns.iter().map(|column| column.weight).sum();
    let sum: f32 = columns.iter().map(|column| column.sum).sum();
    let middle = sum / weight.max(f32::EPSILON);
    vec![(0.0, middle), (columns.len() as f32 - 1.0, middle)]
}

/// The path with a straight piece at each end, along the slope of the last three heights.
fn lengthened(path: &[(f32, f32)], by: f32) -> Vec<(f32, f32)> {
    let reach = ((by * 3.0) as usize + 2).min(path.len());
    let start = straight(&path[..reach]);
    let end = straight(&path[path.len() - reach..]);
    let first = path[0].0 - by;
    let last = path[path.len() - 1].0 + by;
    // The tapering ends of the core pull the middle about: the line fitted there replaces it.
    let taper = (by / 2.0).min(path.len() as f32 / 4.0);
    let mut longer = vec![(first, start.0 + start.1 * first)];
    longer.extend(
        path.iter()
            .copied()
            .filter(|&(u, _)| u >= path[0].0 + taper && u <= path[path.len() - 1].0 - taper),
    );
    longer.push((last, end.0 + end.1 * last));
    longer
}

/// Least squares: height at 0 and slope. The slope of a very short piece is not trusted.
fn straight(points: &[(f32, f32)]) -> (f32, f32) {
    let count = points.len() as f32;
    let u_mean = points.iter().map(|p| p.0).sum::<f32>() / count;
    let v_mean = points.iter().map(|p| p.1).sum::<f32>() / count;
    let uu: f32 = points.iter().map(|p| (p.0 - u_mean).powi(2)).sum();
    let uv: f32 = points.iter().map(|p| (p.0 - u_mean) * (p.1 - v_mean)).sum();
    let slope = if points.len() < 6 { 0.0 } else { uv / uu };
    (v_mean - slope * u_mean, slope)
}

/// Points at equal distances along a path, about `step` apart, with both ends.
fn evenly(path: &[(f32, f32)], step: f32) -> Vec<(f32, f32)> {
    let mut travelled = vec![0.0_f32];
    for pair in path.windows(2) {
        let length = (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
        travelled.push(travelled[travelled.len() - 1] + length);
    }
    let whole = travelled[travelled.len() - 1];
    let spans = (whole / step.max(1.0)).ceil().max(1.0) as usize;
    let mut span = 0;
    (0..=spans)
        .map(|i| {
            let wanted = whole * i as f32 / spans as f32;
            while span + 2 < path.len() && travelled[span + 1] < wanted {
                span += 1;
            }
            let length = (travelled[span + 1] - travelled[span]).max(f32::EPSILON);
            let part = ((wanted - travelled[span]) / length).clamp(0.0, 1.0);
            let (a, b) = (path[span], path[span + 1]);
            (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_follows_a_bent_line() {
        let bend = |x: usize| 40.0 + 12.0 * (x as f32 / 40.0).sin();
        let map = TextMap::drawn(300, 100, |x, y| {
            (20..280).contains(&x) && (y as f32 - bend(x)).abs() <= 2.5
        });
        let found = bands(&map);
        assert_eq!(found.len(), 1);
        for distance in [30.0, 80.0, 130.0, 180.0, 230.0] {
            let (point, _) = found[0].at(distance);
            let expected = bend(point.x as usize);
            assert!(
                (point.y - expected).abs() < 2.0,
                "{point:?} is off {expected}"
            );
        }
        assert!((found[0].height - 5.0 * LINE_PER_CORE).abs() < 3.0);
        assert!(found[0].centre[0].x < 20.0 && found[0].centre.last().unwrap().x > 279.0);
    }

    #[test]
    fn a_short_word_takes_the_direction_of_its_neighbours() {
        let slope = 0.3;
        let near = |x: usize, y: usize| (y as f32 - 30.0 - slope * x as f32).abs() <= 3.0;
        let map = TextMap::drawn(300, 160, |x, y| {
            near(x, y) && ((10..200).contains(&x) || (240..250).contains(&x))
        });
        let found = bands(&map);
        assert_eq!(found.len(), 2);
        for band in found {
            let (start, end) = (band.centre[0], band.centre[band.centre.len() - 1]);
            let seen = (end.y - start.y) / (end.x - start.x);
            assert!((seen - slope).abs() < 0.08, "{seen}");
        }
    }

    #[test]
    fn how_text_runs_is_seen_at_any_angle() {
        for degrees in [0.0_f32, 20.0, 40.0, 70.0, 90.0, 130.0, 175.0] {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let map = TextMap::drawn(200, 200, |x, y| {
                let (x, y) = (x as f32 - 100.0, y as f32 - 100.0);
                let (u, v) = (x * cos + y * sin, y * cos - x * sin);
                u.abs() < 80.0 && [-50.0, 0.0, 50.0].iter().any(|line| (v - line).abs() < 3.0)
            });
            let run = run_of(&map);
            let slant = (degrees + 45.0).rem_euclid(90.0) - 45.0;
            assert!(
                (run.slant.to_degrees() - slant).abs() < 1.0,
                "{degrees}: {run:?}"
            );
            assert_eq!(run.upright, (45.0..135.0).contains(&degrees), "{degrees}");
        }
    }

    #[test]
    fn a_quad_starts_at_the_top_left_as_read() {
        let centre = vec![Point::new(100.0, 50.0), Point::new(0.0, 50.0)];
        let band = Band::new(centre, 20.0);
        // Read from right to left: the paper lies upside down, its top is below.
        assert_eq!(
            band.quad(0.0, 100.0),
            Quad([
                Point::new(100.0, 60.0),
                Point::new(0.0, 60.0),
                Point::new(0.0, 40.0),
                Point::new(100.0, 40.0)
            ])
        );
    }
}
