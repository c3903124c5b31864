//! Several papers in one photo are told apart: lines belong together where nothing but paper lies between.

use std::collections::BTreeMap;

use paper::{Point, Quad, TextLine};

use crate::{flatten::Background, frame::Frame, table::Table};

/// Between two papers the background falls below this share of the darker paper's brightness.
const DARK_BARRIER: f32 = 0.72;
/// A paper's edge: the brightness leaves this band around the paper's own.
const EDGE_DARK: f32 = 0.78;
const EDGE_BRIGHT: f32 = 1.3;
/// Lines nearer than this, in heights of the smaller one, and with nothing between them, are of one paper.
const NEAR: f32 = 1.5;
/// Share of the ways between two groups of lines that must be free for them to be one paper.
const FREE_MIN: f32 = 0.25;
/// Rays that look for the edge on each side.
const RAYS: usize = 24;
/// How far beyond its text a paper is followed, in shares of its text's extent.
const MARGIN_MAX: f32 = 0.6;
/// Without an edge in sight, the paper ends this many line heights beyond its text.
const MARGIN_UNSEEN: f32 = 2.0;

/// One paper in a photo.
pub(crate) struct Paper {
    /// In the order given.
    pub lines: Vec<TextLine>,
    /// Where it lies; its corners are its own.
    pub region: Quad,
    /// Text stands close to the photo's border and no edge of the paper is seen there.
    pub cut_off: bool,
}

/// The papers that bear the lines, left to right and then top to bottom.
pub(crate) fn tell_apart(
    lines: Vec<TextLine>,
    background: &Background,
    table: &Table,
    size: (u32, u32),
) -> Vec<Paper> {
    let groups = group(&lines, background, table);
    let mut piles: Vec<Vec<TextLine>> = Vec::new();
    for (line, group) in lines.into_iter().zip(groups) {
        if piles.len() <= group {
            piles.resize_with(group + 1, Vec::new);
        }
        piles[group].push(line);
    }
    let piles = with_specks_given_away(piles);
    let mut papers: Vec<Paper> = piles
        .into_iter()
        .map(|lines| {
            let (region, cut_off) = outline(&lines, background, table, size);
            Paper {
                lines,
                region,
                cut_off,
            }
        })
        .collect();
    papers.sort_by(|a, b| {
        let key = |paper: &Paper| paper.region.centre();
        (key(a).x.total_cmp(&key(b).x)).then(key(a).y.total_cmp(&key(b).y))
    });
    papers
}

/// A group number for each line, counted from 0 in order of first appearance.
///
/// Lines that all but touch are of one paper. Groups of them are one paper when enough of the ways between their
/// lines are free: where two papers touch at a corner, a few ways lead across it and most do not.
fn group(lines: &[TextLine], background: &Background, table: &Table) -> Vec<usize> {
    let is_free = |i: usize, j: usize| {
        let (p, q) = nearest_points(&lines[i].quad, &lines[j].quad);
        !is_barred(p, q, background) && !table.bars(p, q)
    };
    let mut root: Vec<usize> = (0..lines.len()).collect();
    for i in 0..lines.len() {
        for j in 0..i {
            let (p, q) = nearest_points(&lines[i].quad, &lines[j].quad);
            let near = NEAR * lines[i].quad.height().min(lines[j].quad.height());
            let (a, b) = (find(&mut root, i), find(&mut root, j));
            if a != b && p.distance(q) < near && is_free(i, j) {
                root[a.max(b)] = a.min(b);
            }
        }
    }
    let firsts: Vec<usize> = (0..lines.len()).map(|i| find(&mut root, i)).collect();
    join_by_free_ways(&mut root, &firsts, is_free);
    let mut numbers = vec![usize::MAX; lines.len()];
    let mut next = 0;
    (0..lines.len())
        .map(|i| {
            let top = find(&mut root, i);
            if numbers[top] == usize::MAX {
                numbers[top] = next;
                next += 1;
            }
            numbers[top]
        })
        .collect()
}

/// Joins the two groups with the largest share of free ways, again and again, while that share is large enough.
fn join_by_free_ways(root: &mut [usize], firsts: &[usize], is_free: impl Fn(usize, usize) -> bool) {
    // Free ways and all ways between two groups, by their first lines.
    let mut ways: BTreeMap<(usize, usize), (f32, f32)> = BTreeMap::new();
    for i in 0..firsts.len() {
        for j in 0..i {
            let (a, b) = (firsts[i].min(firsts[j]), firsts[i].max(firsts[j]));
            if a != b {
                let (free, all) = ways.entry((a, b)).or_default();
                *free += f32::from(u8::from(is_free(i, j)));
                *all += 1.0;
            }
        }
    }
    loop {
        let share = |(free, all): &(f32, f32)| free / all;
        let Some((&(a, b), _)) = ways
            .iter()
            .filter(|(_, way)| share(way) >= FREE_MIN)
            .max_by(|x, y| share(x.1).total_cmp(&share(y.1)))
        else {
            return;
        };
        root[b] = a;
        let (moved, kept): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut ways)
            .into_iter()
            .partition(|(pair, _)| pair.0 == b || pair.1 == b);
        ways = kept;
        for ((p, q), (free, all)) in moved {
            let other = if p == b { q } else { p };
            if other != a {
                let sum = ways.entry((a.min(other), a.max(other))).or_default();
                *sum = (sum.0 + free, sum.1 + all);
            }
        }
    }
}

/// The line that stands for the group of a line.
fn find(root: &mut [usize], line: usize) -> usize {
    let mut top = line;
    while root[top] != top {
        top = root[top];
    }
    root[line] = top;
    top
}

/// The two nearest of the quads' corners, middles of sides and centres.
fn nearest_points(a: &Quad, b: &Quad) -> (Point, Point) {
    let marks = |quad: &Quad| {
        let corners = quad.0;
        let middle =
            |p: Point, q: Point| Point::new(f32::midpoint(p.x, q.x), f32::midpoint(p.y, q.y));
        let start = middle(corners[0], corners[3]);
        let end = middle(corners[1], corners[2]);
        [start, middle(start, end), end]
    };
    let mut best = (quad_start(a), quad_start(b));
    let mut least = f32::MAX;
    for p in marks(a) {
        for q in marks(b) {
            if p.distance(q) < least {
                least = p.distance(q);
                best = (p, q);
            }
        }
    }
    best
}

fn quad_start(quad: &Quad) -> Point {
    quad.0[0]
}

/// Whether something darker than both papers lies between two points.
fn is_barred(from: Point, to: Point, background: &Background) -> bool {
    let darker = background.at(from).min(background.at(to));
    steps(from, to, background.cell as f32)
        .any(|point| background.at(point) < DARK_BARRIER * darker)
}

fn steps(from: Point, to: Point, step: f32) -> impl Iterator<Item = Point> {
    let count = (from.distance(to) / step).ceil().max(1.0) as usize;
    (0..=count).map(move |i| {
        let part = i as f32 / count as f32;
        Point::new(
            from.x + (to.x - from.x) * part,
            from.y + (to.y - from.y) * part,
        )
    })
}

/// A group with next to no letters is no paper of its own: a speck on the table, read by mistake, or a
/// corner behind a crease. It goes to the largest group.
fn with_specks_given_away(mut piles: Vec<Vec<TextLine>>) -> Vec<Vec<TextLine>> {
    const LETTERS_MIN: usize = 12;
    let letters = |lines: &[TextLine]| -> usize {
        let words = lines.iter().flat_map(TextLine::words);
        let sure = words.filter(|word| word.confidence.value() > 0.6);
        sure.map(|word| word.text.chars().count()).sum()
    };
    let Some(largest) = (0..piles.len()).max_by_key(|&i| (letters(&piles[i]), usize::MAX - i))
    else {
        return piles;
    };
    for i in 0..piles.len() {
        if i != largest && letters(&piles[i]) < LETTERS_MIN {
            let speck = std::mem::take(&mut piles[i]);
            piles[largest].extend(speck);
        }
    }
    piles.retain(|lines| !lines.is_empty());
    piles
}

/// Where a paper lies, and whether the photo cuts it.
fn outline(
    lines: &[TextLine],
    background: &Background,
    table: &Table,
    size: (u32, u32),
) -> (Quad, bool) {
    let frame = Frame::along(lines);
    let quads = lines.iter().map(|line| frame.enter_quad(&line.quad));
    let Some((left, top, right, bottom)) = Quad::bounds(quads) else {
        return (Quad::upright(0.0, 0.0, size.0 as f32, size.1 as f32), false);
    };
    let mut heights: Vec<f32> = lines.iter().map(|line| line.quad.height()).collect();
    heights.sort_by(f32::total_cmp);
    let height = heights[heights.len() / 2];
    let text = Quad::upright(left, top, right, bottom);
    let sides =
        [0, 1, 2, 3].map(|i| Side::look_for(i, &text, height, frame, (background, table), size));
    let cut_off = sides.iter().any(|side| side.cut);
    let corners = [(3, 0), (0, 1), (1, 2), (2, 3)].map(|(i, j)| meet(sides[i].line, sides[j].line));
    let plausible = corners.iter().zip(text.0).all(|(corner, own)| {
        let far = (right - left).max(bottom - top) * MARGIN_MAX * 1.5 + 4.0 * height;
        corner.is_some_and(|corner| corner.distance(own) < far)
    });
    let quad = if plausible {
        Quad(corners.map(Option::unwrap_or_default))
    } else {
        let margin = MARGIN_UNSEEN * height;
        Quad::upright(left - margin, top - margin, right + margin, bottom + margin)
    };
    let inside = |point: Point| {
        Point::new(
            point.x.clamp(0.0, size.0 as f32),
            point.y.clamp(0.0, size.1 as f32),
        )
    };
    (Quad(frame.leave_quad(&quad).0.map(inside)), cut_off)
}

/// A straight line through a point, with a direction.
type Line = (Point, Point);

/// One side of a paper: 0 top, 1 right, 2 bottom, 3 left.
struct Side {
    line: Line,
    cut: bool,
}

impl Side {
    fn look_for(
        which: usize,
        text: &Quad,
        height: f32,
        frame: Frame,
        (background, table): (&Background, &Table),
        size: (u32, u32),
    ) -> Self {
        let (from, to) = (text.0[which], text.0[(which + 1) % 4]);
        let out = [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)][which];
        let is_level = which.is_multiple_of(2);
        let depth = if is_level {
            text.height()
        } else {
            text.width()
        };
        let across = if is_level {
            text.width()
        } else {
            text.height()
        };
        let far = MARGIN_MAX * depth.max(across) + 2.0 * height;
        let mut hits = Vec::new();
        let mut left_photo = 0;
        for ray in 0..RAYS {
            let part = (ray as f32 + 0.5) / RAYS as f32;
            let start = Point::new(
                from.x + (to.x - from.x) * part,
                from.y + (to.y - from.y) * part,
            );
            let end = Point::new(start.x + out.0 * far, start.y + out.1 * far);
            let (start, end) = (frame.leave(start), frame.leave(end));
            match follow(start, end, (background, table), size) {
                Ray::Edge(point) => hits.push(frame.enter(point)),
                Ray::Border(length) if length < 2.0 * height => left_photo += 1,
                Ray::Border(_) | Ray::Nothing => {}
            }
        }
        let unseen = (
            Point::new(
                from.x + out.0 * MARGIN_UNSEEN * height,
                from.y + out.1 * MARGIN_UNSEEN * height,
            ),
            Point::new(to.x - from.x, to.y - from.y),
        );
        Self {
            line: if hits.len() * 2 >= RAYS {
                fit(&hits, is_level)
            } else {
                unseen
            },
            cut: left_photo * 3 > RAYS,
        }
    }
}

enum Ray {
    /// Where the paper ends.
    Edge(Point),
    /// The photo ends first, after so many pixels.
    Border(f32),
    Nothing,
}

fn follow(
    from: Point,
    to: Point,
    (background, table): (&Background, &Table),
    size: (u32, u32),
) -> Ray {
    let mut own = background.at(from);
    for point in steps(from, to, background.cell as f32) {
        let outside =
            point.x < 0.0 || point.y < 0.0 || point.x >= size.0 as f32 || point.y >= size.1 as f32;
        if outside {
            return Ray::Border(point.distance(from));
        }
        let level = background.at(point);
        if level < EDGE_DARK * own || level > EDGE_BRIGHT * own || table.at(point) {
            return Ray::Edge(point);
        }
        // Light changes slowly over a paper; an edge is sudden.
        own = own * 0.9 + level * 0.1;
    }
    Ray::Nothing
}

/// The line that most pairs of points agree on (Theil and Sen): single wild points do not bend it.
fn fit(points: &[Point], across: bool) -> Line {
    let axes = |point: &Point| {
        if across {
            (point.x, point.y)
        } else {
            (point.y, point.x)
        }
    };
    let mut slopes = Vec::new();
    for (i, a) in points.iter().enumerate() {
        for b in &points[..i] {
            let ((u, v), (s, t)) = (axes(a), axes(b));
            if (u - s).abs() > f32::EPSILON {
                slopes.push((v - t) / (u - s));
            }
        }
    }
    let slope = median(slopes).unwrap_or(0.0).clamp(-1.0, 1.0);
    let offset = median(
        points
            .iter()
            .map(|point| axes(point).1 - slope * axes(point).0)
            .collect(),
    );
    let offset = offset.unwrap_or(0.0);
    if across {
        (Point::new(0.0, offset), Point::new(1.0, slope))
    } else {
        (Point::new(offset, 0.0), Point::new(slope, 1.0))
    }
}

fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

fn meet(one: Line, other: Line) -> Option<Point> {
    let ((from, along), (point, way)) = (one, other);
    let cross = along.x * way.y - along.y * way.x;
    if cross.abs() < 1e-6 {
        return None;
    }
    let part = ((point.x - from.x) * way.y - (point.y - from.y) * way.x) / cross;
    Some(Point::new(from.x + along.x * part, from.y + along.y * part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, Luma};
    use paper::{Confidence, Word};

    /// A table (60) with bright papers (220) at the given places: left, top, right, bottom.
    fn table(papers: &[(u32, u32, u32, u32)]) -> Background {
        let grey = GrayImage::from_fn(1200, 900, |x, y| {
            let on_paper = papers
                .iter()
                .any(|p| (p.0..p.2).contains(&x) && (p.1..p.3).contains(&y));
            Luma([if on_paper { 220 } else { 60 }])
        });
        Background::measure(&grey)
    }

    fn line(left: f32, top: f32, text: &str) -> TextLine {
        let quad = Quad::upright(left, top, left + 200.0, top + 20.0);
        let word = Word {
            text: text.to_owned(),
            other: None,
            quad,
            confidence: Confidence::CERTAIN,
        };
        TextLine::new(vec![word], quad).unwrap()
    }

    fn check(
        papers: &[(u32, u32, u32, u32)],
        lines: Vec<TextLine>,
        expected: &[&[&str]],
    ) -> Vec<Paper> {
        let found = tell_apart(lines, &table(papers), &Table::unknown(), (1200, 900));
        let texts: Vec<Vec<String>> = found
            .iter()
            .map(|paper| paper.lines.iter().map(TextLine::text).collect())
            .collect();
        assert_eq!(texts, expected);
        found
    }

    #[test]
    fn two_receipts_on_a_table_are_two_papers() {
        let found = check(
            &[(100, 100, 500, 800), (640, 150, 1040, 700)],
            vec![
                line(700.0, 200.0, "right_receipt"),
                line(150.0, 200.0, "left_receipt1"),
                line(150.0, 700.0, "left_receipt2"),
            ],
            &[&["left_receipt1", "left_receipt2"], &["right_receipt"]],
        );
        let (left, top, right, bottom) = Quad::bounds([found[0].region]).unwrap();
        for (seen, real) in [(left, 100.0), (top, 100.0), (right, 500.0), (bottom, 800.0)] {
            assert!((seen - real).abs() < 25.0, "{seen} is not {real}");
        }
        assert!(!found[0].cut_off);
    }

    #[test]
    fn a_large_white_space_does_not_cut_a_paper() {
        check(
            &[(50, 50, 1100, 850)],
            vec![
                line(100.0, 100.0, "letterhead_top"),
                line(100.0, 320.0, "middle_of_page"),
                line(600.0, 820.0, "small_print_at_the_foot"),
            ],
            &[&[
                "letterhead_top",
                "middle_of_page",
                "small_print_at_the_foot",
            ]],
        );
    }

    #[test]
    fn papers_that_touch_at_a_corner_are_two() {
        check(
            &[(100, 100, 500, 500), (480, 480, 900, 860)],
            vec![
                line(150.0, 130.0, "first_paper1"),
                line(150.0, 300.0, "first_paper2"),
                line(150.0, 440.0, "first_paper3"),
                line(640.0, 600.0, "second_paper1"),
                line(640.0, 700.0, "second_paper2"),
                line(640.0, 800.0, "second_paper3"),
            ],
            &[
                &["first_paper1", "first_paper2", "first_paper3"],
                &["second_paper1", "second_paper2", "second_paper3"],
            ],
        );
    }

    #[test]
    fn a_speck_on_the_table_is_no_paper() {
        check(
            &[(100, 100, 500, 800), (900, 400, 960, 440)],
            vec![
                line(150.0, 200.0, "the_only_receipt"),
                line(800.0, 410.0, "o"),
            ],
            &[&["the_only_receipt", "o"]],
        );
    }

    #[test]
    fn a_paper_that_leaves_the_photo_is_cut_off() {
        let found = check(
            &[(0, 0, 500, 900)],
            vec![
                line(4.0, 200.0, "beginning_is_lost"),
                line(4.0, 230.0, "and_here_as_well"),
            ],
            &[&["beginning_is_lost", "and_here_as_well"]],
        );
        assert!(found[0].cut_off);
    }
}
