//! Which pieces of paper in a photo are one sheet.
//!
//! A fold is as sharp as the edge of another sheet. What tells them apart: lines of text run over a fold; a folded
//! sheet as a whole has four straight sides and the shape of a sheet, and two sheets side by side have not.

use std::collections::{BTreeMap, BTreeSet};

use paper::{Point, Quad};

use crate::{areas::Areas, bands::Band, flatten::Background, outline::four_corners};

/// Share of its four-cornered outline that a sheet fills, crumpled or not.
const SHEET_FULL: f32 = 0.88;
/// The same for parts with a gap between them, where a pale table hides what lies in it.
const SHEET_WITH_GAP: f32 = 0.8;
/// Between parts of one sheet the table seems to show at most so far, in shares of the photo's longer side.
const GAP_SMALL: f32 = 0.04;
/// Share of the ways between the lines of two areas that must be free for them to be one paper.
const FREE_MIN: f32 = 0.25;
/// Longer side by shorter: A4 has 1.41, cards have 1.59, a photo from aside adds its own.
const USUAL: (f32, f32) = (1.2, 1.8);
/// The same for two pages end to end: twice 1.41, with what a photo from aside adds or takes.
const LONG: (f32, f32) = (2.3, 3.2);
/// And for two cards one above the other, 86 mm by twice 54 mm: 1.26. A crumpled sheet may seem so, too.
const CARDS: (f32, f32) = (1.12, 1.28);
/// What tells cards from a folded sheet: their print, in shares of the width. Lines of 2 to 3 mm on 86 mm are a
/// thirtieth, of 4 mm on 210 mm a fiftieth.
const CARD_PRINT: f32 = 1.0 / 45.0;
/// Height of a line by the width of the paper, above which a long paper is a receipt: lines of 4 mm on a roll of 80 mm
/// are a twentieth, on a page of 210 mm a fiftieth.
const RECEIPT_PRINT: f32 = 1.0 / 30.0;
/// Mean edge between two such pages or cards, at least.
const EDGE_BETWEEN: f32 = 0.4;
/// A piece smaller than this share of the one it touches, and not of a usual shape, is a corner of it.
const SCRAP: f32 = 0.15;
/// A fold runs from one side of a sheet to another: parts that look nearly like sheets themselves touch for at least so
/// long if they are one, by the side of a square as large as the smaller one. Odd pieces of a crumpled sheet touch anyhow.
const FOLD_MIN: f32 = 0.5;
/// Mean edge along a shorter border, above which two sheets touch there.
const EDGE_APART: f32 = 0.55;
/// Lines of text that a paper has at least: one may be a stamp, or nothing.
const LINES_MIN: usize = 2;

/// Whether there is nothing to settle: no two areas touch or nearly touch, no two make a sheet, and none is two.
pub(crate) fn are_apart(areas: &Areas) -> bool {
    let is_apart = |one, other| {
        let both = Shape::of(areas, &[one, other], &[]);
        !both.has_the_shape_of_a_sheet()
            && areas.distance(one, other) >= GAP_SMALL * areas.longer_side()
    };
    let is_two = |area| Shape::of(areas, &[area], &[]).may_be_two();
    (0..areas.count()).all(|other| !is_two(other) && (0..other).all(|one| is_apart(one, other)))
}

/// Joins the areas that are one paper. `lines` are those of the whole photo.
pub(crate) fn settle(areas: &mut Areas, lines: &[Band], light: &Background) {
    join_under_lines(areas, lines);
    drop_what_bears_no_text(areas, lines);
    join_folded_sheets(areas, lines);
    while let Some((one, other)) = next_join(areas, lines, light) {
        areas.join(one, other);
    }
    part_pairs(areas, lines);
}

/// No line is printed over two papers: areas that several lines run across are one paper with a crease.
fn join_under_lines(areas: &mut Areas, lines: &[Band]) {
    const MARKS: u8 = 10;
    const MARKS_EACH: usize = 2;
    loop {
        let mut crossed: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for line in lines {
            let mut marks: BTreeMap<usize, usize> = BTreeMap::new();
            for mark in 0..MARKS {
                let distance = line.length * (f32::from(mark) + 0.5) / f32::from(MARKS);
                *marks.entry(areas.nearest(line.at(distance).0)).or_default() += 1;
            }
            let mut under = marks.iter().filter(|(_, count)| **count >= MARKS_EACH);
            if let (Some((one, _)), Some((other, _))) = (under.next(), under.next()) {
                *crossed.entry((*one, *other)).or_default() += 1;
            }
        }
        let most = crossed.into_iter().max_by_key(|(_, lines)| *lines);
        let Some(((one, other), _)) = most.filter(|(_, lines)| *lines >= LINES_MIN) else {
            return;
        };
        areas.join(one, other);
    }
}

/// A pale stretch of table or the back of something; the empty part of a sheet is kept.
fn drop_what_bears_no_text(areas: &mut Areas, lines: &[Band]) {
    let mut area = 0;
    while area < areas.count() {
        let touching = neighbours(areas, area);
        let is_part = |&other: &usize| Shape::of(areas, &[area, other], lines).is_full(SHEET_FULL);
        if lines_on(areas, &[area], lines).next().is_some() || touching.is_empty() {
            area += 1;
        } else if let Some(&other) = touching.iter().find(|other| is_part(other)) {
            areas.join(area, other);
            area = 0;
        } else {
            areas.drop(area);
            area = 0;
        }
    }
}

/// All areas of a pile that together are surely one sheet.
fn join_folded_sheets(areas: &mut Areas, lines: &[Band]) {
    let mut first = 0;
    while first < areas.count() {
        let pile = pile_of(areas, first);
        if pile.len() > 1 && Shape::of(areas, &pile, lines).is_a_sheet() {
            for &other in pile.iter().skip(1).rev() {
                areas.join(first, other);
            }
        }
        first += 1;
    }
}

/// Two pages whose short sides meet, or two cards whose long sides do, may have so faint an edge between them that they
/// came as one piece. They have the shape of two, and in the middle no text is in the way of an edge, however faint.
fn part_pairs(areas: &mut Areas, lines: &[Band]) {
    for area in 0..areas.count() {
        let shape = Shape::of(areas, &[area], lines);
        if !shape.is_like_two() {
            continue;
        }
        let cuts = (-8_i8..=8).map(|step| across(&shape.outline, 0.5 + 0.01 * f32::from(step)));
        let best = cuts
            .map(|(from, to)| (areas.edge_along(from, to), from, to))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((edge, from, to)) = best
            && edge > EDGE_BETWEEN
            && is_bare(lines, from, to)
        {
            areas.part(area, from, to);
        }
    }
}

/// The two points where a line across a long outline meets its long sides, at a part of its length.
fn across(outline: &Quad, part: f32) -> (Point, Point) {
    let [a, b, c, d] = outline.0;
    let between =
        |p: Point, q: Point| Point::new(p.x + (q.x - p.x) * part, p.y + (q.y - p.y) * part);
    if outline.height() > outline.width() {
        (between(a, d), between(b, c))
    } else {
        (between(a, b), between(d, c))
    }
}

/// Whether no line of text touches the line between two points.
fn is_bare(lines: &[Band], from: Point, to: Point) -> bool {
    /// In heights of the text.
    const CLEAR: f32 = 0.7;
    let length = from.distance(to).max(1.0);
    let is_near = |line: &Band| {
        [0.0, 0.5, 1.0].iter().any(|part| {
            let point = line.at(part * line.length).0;
            let (x, y) = ((to.x - from.x) / length, (to.y - from.y) / length);
            let (along, beside) = (
                (point.x - from.x) * x + (point.y - from.y) * y,
                (point.y - from.y) * x - (point.x - from.x) * y,
            );
            (0.0..length).contains(&along) && beside.abs() < CLEAR * line.height
        })
    };
    !lines.iter().any(is_near)
}

/// The two areas most like one sheet, of those that are to be joined.
fn next_join(areas: &Areas, lines: &[Band], light: &Background) -> Option<(usize, usize)> {
    let touching: BTreeSet<(usize, usize)> =
        areas.touching().into_iter().map(|(pair, _)| pair).collect();
    let mut best: Option<(f32, (usize, usize))> = None;
    for other in 1..areas.count() {
        for one in 0..other {
            let pair = (one, other);
            let both = Shape::of(areas, &[one, other], lines);
            let is_one = if touching.contains(&pair) {
                are_one(areas, pair, &both, lines)
            } else {
                hide_a_gap(areas, pair, &both, lines) && is_free_between(areas, pair, lines, light)
            };
            if is_one && best.is_none_or(|(full, _)| both.full > full) {
                best = Some((both.full, pair));
            }
        }
    }
    best.map(|(_, pair)| pair)
}

/// Whether two areas that touch are one sheet.
fn are_one(areas: &Areas, (one, other): (usize, usize), both: &Shape, lines: &[Band]) -> bool {
    let [first, second] = [one, other].map(|area| Shape::of(areas, &[area], lines));
    if is_scrap(&first, &second) || both.is_a_sheet() {
        return true;
    }
    let (length, edge) = areas.border(one, other);
    let are_like_sheets = first.is_nearly_usual() && second.is_nearly_usual();
    if are_like_sheets && length < FOLD_MIN && edge > EDGE_APART {
        return false;
    }
    if both.is_full(SHEET_FULL) {
        return both.is_receipt() || !(first.is_usual() && second.is_usual());
    }
    !(first.is_whole() && second.is_whole())
}

/// Whether one of two areas is but a corner of a sheet.
fn is_scrap(first: &Shape, second: &Shape) -> bool {
    let small = if first.surface < second.surface {
        first
    } else {
        second
    };
    small.surface < SCRAP * first.surface.max(second.surface) && !small.is_usual()
}

/// Whether two areas apart are parts of one sheet, what is between them being as pale as the table.
fn hide_a_gap(areas: &Areas, (one, other): (usize, usize), both: &Shape, lines: &[Band]) -> bool {
    let [first, second] = [one, other].map(|area| Shape::of(areas, &[area], lines));
    let near = || areas.distance(one, other) < GAP_SMALL * areas.longer_side();
    is_scrap(&first, &second)
        || (both.has_the_shape_of_a_sheet() && !(first.is_usual() && second.is_usual()))
        || (!(first.is_whole() && second.is_whole()) && near())
}

/// Whether nothing darker lies between most lines of two areas.
fn is_free_between(
    areas: &Areas,
    (one, other): (usize, usize),
    lines: &[Band],
    light: &Background,
) -> bool {
    let (mut free, mut all) = (0.0, 0.0);
    for from in lines_on(areas, &[one], lines) {
        for to in lines_on(areas, &[other], lines) {
            let (p, q) = nearest_ends(from, to);
            free += f32::from(u8::from(!light.is_darker_between(p, q)));
            all += 1.0;
        }
    }
    free >= FREE_MIN * all
}

/// The two nearest of the lines' ends and middles.
fn nearest_ends(one: &Band, other: &Band) -> (Point, Point) {
    let marks = |line: &Band| [0.0, 0.5, 1.0].map(|part| line.at(part * line.length).0);
    let mut best = (marks(one)[0], marks(other)[0]);
    for p in marks(one) {
        for q in marks(other) {
            if p.distance(q) < best.0.distance(best.1) {
                best = (p, q);
            }
        }
    }
    best
}

fn neighbours(areas: &Areas, area: usize) -> Vec<usize> {
    areas
        .touching()
        .into_iter()
        .filter_map(|((one, other), _)| match area {
            _ if one == area => Some(other),
            _ if other == area => Some(one),
            _ => None,
        })
        .collect()
}

/// An area and all that touch it, directly or not, in order.
fn pile_of(areas: &Areas, first: usize) -> Vec<usize> {
    let mut pile = vec![first];
    let mut next = 0;
    while next < pile.len() {
        for other in neighbours(areas, pile[next]) {
            if !pile.contains(&other) {
                pile.push(other);
            }
        }
        next += 1;
    }
    pile.sort_unstable();
    pile
}

fn lines_on<'a>(
    areas: &'a Areas,
    parts: &'a [usize],
    lines: &'a [Band],
) -> impl Iterator<Item = &'a Band> {
    lines.iter().filter(|line| {
        let middle = line.at(line.length / 2.0).0;
        parts.iter().any(|&part| areas.is_shown(middle, part))
    })
}

/// Some areas taken together.
struct Shape {
    outline: Quad,
    surface: f32,
    /// Share of their four-cornered outline that they fill.
    full: f32,
    /// Longer side of the outline by the shorter.
    ratio: f32,
    /// Whether lines run along the shorter side; `None` without enough of them.
    portrait: Option<bool>,
    /// Usual height of a line by the outline's shorter side.
    print: f32,
}

impl Shape {
    fn of(areas: &Areas, parts: &[usize], lines: &[Band]) -> Self {
        let outline = four_corners(parts.iter().flat_map(|&part| areas.rim(part)).collect());
        let surface: f32 = parts.iter().map(|&part| areas.surface(part)).sum();
        let (width, height) = (outline.width().max(1.0), outline.height().max(1.0));
        let along_width = Point::new(
            outline.0[1].x - outline.0[0].x + outline.0[2].x - outline.0[3].x,
            outline.0[1].y - outline.0[0].y + outline.0[2].y - outline.0[3].y,
        );
        let (mut across, mut upright) = (0.0, 0.0);
        let mut heights = Vec::new();
        for line in lines_on(areas, parts, lines) {
            let way = line.at(line.length / 2.0).1;
            let share = (way.x * along_width.x + way.y * along_width.y).abs()
                / along_width.x.hypot(along_width.y).max(1.0);
            if share > std::f32::consts::FRAC_1_SQRT_2 {
                across += line.length;
            } else {
                upright += line.length;
            }
            heights.push(line.height);
        }
        heights.sort_by(f32::total_cmp);
        let usual_height = heights.get(heights.len() / 2).copied().unwrap_or(0.0);
        Self {
            outline,
            surface,
            full: surface / outline.area().max(1.0),
            ratio: width.max(height) / width.min(height),
            print: usual_height / width.min(height),
            portrait: (heights.len() >= LINES_MIN)
                .then_some((across > upright) == (width < height)),
        }
    }

    fn is_full(&self, least: f32) -> bool {
        self.full > least
    }

    /// Four straight sides, no longer than sheets are, and lines along the shorter ones. Lines along the longer
    /// sides may be those of two sheets side by side.
    fn is_a_sheet(&self) -> bool {
        self.is_full(SHEET_FULL) && self.ratio < USUAL.1 && self.portrait == Some(true)
    }

    /// Longer than a page, and printed in letters that are large for its width.
    fn is_receipt(&self) -> bool {
        self.ratio > USUAL.1 && self.print > RECEIPT_PRINT && self.portrait == Some(true)
    }

    /// As long as two pages end to end, or as two cards.
    fn may_be_two(&self) -> bool {
        let is_between = |(least, most)| (least..most).contains(&self.ratio);
        self.is_full(SHEET_FULL) && (is_between(LONG) || is_between(CARDS))
    }

    /// And printed like them, too.
    fn is_like_two(&self) -> bool {
        let is_print = self.ratio > LONG.0 || self.print > CARD_PRINT;
        self.may_be_two() && is_print && !self.is_receipt()
    }

    /// As usual, but for a corner that is missing.
    fn is_nearly_usual(&self) -> bool {
        const NEARLY_FULL: f32 = 0.84;
        const RATIO: (f32, f32) = (1.25, 1.65);
        self.is_full(NEARLY_FULL) && (RATIO.0..RATIO.1).contains(&self.ratio)
    }

    /// Four straight sides but for a gap.
    fn has_the_shape_of_a_sheet(&self) -> bool {
        self.is_full(SHEET_WITH_GAP) && self.ratio < USUAL.1
    }

    /// Four straight sides and text.
    fn is_whole(&self) -> bool {
        self.is_full(SHEET_FULL) && self.portrait.is_some()
    }

    /// A page or a card with text.
    fn is_usual(&self) -> bool {
        self.is_whole() && (USUAL.0..USUAL.1).contains(&self.ratio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper_net::PaperMaps;

    /// Ten pixels of the photo for each letter of the rows, as `PaperMaps::drawn` reads them.
    fn check(rows: &[&str], lines: &[Band], count: usize) -> Areas {
        let size = (rows[0].len() as u32 * 10, rows.len() as u32 * 10);
        let mut areas = Areas::find(&PaperMaps::drawn(rows), size);
        settle(&mut areas, lines, &Background::even());
        assert_eq!(areas.count(), count, "{rows:?}");
        areas
    }

    /// Lines of text from one column of letters to another, in some rows.
    fn text(from: f32, to: f32, rows: &[f32]) -> Vec<Band> {
        let line = |&row: &f32| {
            let points = [from, to].map(|column| Point::new(column * 10.0, row * 10.0));
            Band::new(points.to_vec(), 3.0)
        };
        rows.iter().map(line).collect()
    }

    fn page(width: usize, height: usize) -> Vec<String> {
        vec!["#".repeat(width); height]
    }

    fn rows(rows: &[String]) -> Vec<&str> {
        rows.iter().map(String::as_str).collect()
    }

    const ROWS: [f32; 6] = [2.0, 4.0, 6.0, 11.0, 13.0, 15.0];

    #[test]
    fn a_page_with_a_fold_is_one() {
        let mut folded = page(12, 17);
        folded[8] = "|".repeat(12);
        check(&rows(&folded), &text(2.0, 10.0, &ROWS), 1);
    }

    #[test]
    fn two_pages_side_by_side_are_two_unless_lines_run_over_both() {
        let both: Vec<String> = page(12, 17)
            .iter()
            .map(|row| format!("{row}|{row}"))
            .collect();
        let mut lines = text(2.0, 10.0, &ROWS);
        lines.extend(text(15.0, 23.0, &ROWS));
        let areas = check(&rows(&both), &lines, 2);
        assert!(!are_apart(&areas));
        check(&rows(&both), &text(2.0, 23.0, &ROWS), 1);
    }

    #[test]
    fn two_pages_end_to_end_are_two_though_the_edge_between_them_has_a_gap() {
        let mut both = page(12, 34);
        both[17] = "||||||####||".to_owned();
        let mut lines = text(2.0, 10.0, &ROWS);
        check(&rows(&both), &lines, 2);
        lines.extend(text(2.0, 10.0, &[16.5, 17.0, 17.5, 18.0, 18.5]));
        check(&rows(&both), &lines, 1);
    }

    #[test]
    fn two_cards_one_above_the_other_are_two_and_a_folded_sheet_is_one() {
        let mut both = page(16, 20);
        both[10] = "|".repeat(16);
        let small = text(2.0, 14.0, &[3.0, 5.0, 7.0, 13.0, 15.0, 17.0]);
        let large = small.iter().map(|line| Band {
            height: 5.0,
            ..line.clone()
        });
        check(&rows(&both), &large.collect::<Vec<_>>(), 2);
        check(&rows(&both), &small, 1);
        let mut folded = page(16, 23);
        folded[11] = "|".repeat(16);
        check(&rows(&folded), &small, 1);
    }

    #[test]
    fn parts_that_touch_at_a_corner_are_two_sheets() {
        // A page with a side turned over, which has no four straight sides; a card touches its corner.
        let mut rows_of: Vec<String> = page(12, 17)
            .iter()
            .map(|row| format!("{row}{}", ".".repeat(10)))
            .collect();
        for (at, row) in rows_of.iter_mut().enumerate() {
            if (5..12).contains(&at) {
                row.replace_range(..4, "....");
            }
            if (14..17).contains(&at) {
                *row = format!("{}|{}", "#".repeat(12), "#".repeat(9));
            }
        }
        rows_of.extend((0..3).map(|_| format!("{}{}", ".".repeat(13), "#".repeat(9))));
        let mut lines = text(2.0, 10.0, &ROWS);
        lines.extend(text(14.0, 20.0, &[14.0, 16.0]));
        check(&rows(&rows_of), &lines, 2);
    }

    #[test]
    fn a_folded_receipt_is_one() {
        let mut folded = page(12, 30);
        folded[15] = "|".repeat(12);
        let large = |row: &f32| Band {
            height: 6.0,
            ..text(2.0, 10.0, &[*row]).remove(0)
        };
        let lines: Vec<Band> = [2.0, 5.0, 8.0, 20.0, 24.0].iter().map(large).collect();
        check(&rows(&folded), &lines, 1);
        let small: Vec<Band> = lines
            .into_iter()
            .map(|line| Band {
                height: 2.0,
                ..line
            })
            .collect();
        check(&rows(&folded), &small, 2);
    }

    #[test]
    fn what_bears_no_text_and_no_shape_is_no_paper() {
        let mut rows_of_page = page(12, 17);
        for row in &mut rows_of_page {
            row.push('|');
            row.push_str(&".".repeat(9));
        }
        rows_of_page[15].replace_range(13.., "#########");
        for row in rows_of_page.iter_mut().take(6) {
            row.replace_range(13.., "#########");
        }
        let areas = check(&rows(&rows_of_page), &text(2.0, 10.0, &ROWS), 1);
        assert!(!areas.is_shown(Point::new(200.0, 30.0), 0));
    }
}
