//! The papers of a photo: the lines that stand on each, and its outline.

use paper::{Point, Quad, TextLine};

use crate::{areas::Areas, frame::Frame, outline::four_corners};

/// Where no paper was seen below its text, the paper ends this many line heights beyond it.
const MARGIN_UNSEEN: f32 = 2.0;
/// Share of the letters that may stand outside of what was seen of a paper before its outline is not believed.
const OUTSIDE_MAX: f32 = 0.2;
/// A paper leaves the photo where it takes more of the photo's side than this share of its own longer side.
const CUT_SHARE: f32 = 0.1;

/// One paper in a photo.
pub(crate) struct Paper {
    /// In the order given.
    pub lines: Vec<TextLine>,
    /// Where it lies; its corners are its own.
    pub region: Quad,
    /// The paper reaches over the photo's border, with text close to it.
    pub cut_off: bool,
}

/// The papers that bear the lines, left to right and then top to bottom.
pub(crate) fn tell_apart(lines: Vec<TextLine>, areas: &Areas, size: (u32, u32)) -> Vec<Paper> {
    let mut piles: Vec<Vec<TextLine>> = vec![Vec::new(); areas.count()];
    for line in lines {
        piles[areas.nearest(line.quad.centre())].push(line);
    }
    let mut papers: Vec<Paper> = with_specks_given_away(piles)
        .into_iter()
        .enumerate()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(area, lines)| {
            let region = outline(&lines, areas, area, size);
            Paper {
                cut_off: is_cut_off(&lines, &region, areas.along_border(area), size),
                region: from_reading_corner(region, &lines),
                lines,
            }
        })
        .collect();
    papers.sort_by(|a, b| {
        let key = |paper: &Paper| paper.region.centre();
        (key(a).x.total_cmp(&key(b).x)).then(key(a).y.total_cmp(&key(b).y))
    });
    papers
}

/// A paper with next to no letters is no paper of its own: a speck on the table, read by mistake, or a corner
/// behind a crease. They go to the paper with most.
fn with_specks_given_away(mut piles: Vec<Vec<TextLine>>) -> Vec<Vec<TextLine>> {
    const LETTERS_MIN: usize = 12;
    let sure_letters = |lines: &[TextLine]| letters(lines, |_| true);
    let Some(largest) = (0..piles.len()).max_by_key(|&i| (sure_letters(&piles[i]), usize::MAX - i))
    else {
        return piles;
    };
    for i in 0..piles.len() {
        if i != largest && sure_letters(&piles[i]) < LETTERS_MIN {
            let speck = std::mem::take(&mut piles[i]);
            piles[largest].extend(speck);
        }
    }
    piles
}

/// Letters of words that are surely read, of those lines that count.
fn letters(lines: &[TextLine], counts: impl Fn(&TextLine) -> bool) -> usize {
    let words = lines
        .iter()
        .filter(|line| counts(line))
        .flat_map(TextLine::words);
    let sure = words.filter(|word| word.confidence.value() > 0.6);
    sure.map(|word| word.text.chars().count()).sum()
}

/// Around what is seen of the paper, or around its text where that lies elsewhere.
fn outline(lines: &[TextLine], areas: &Areas, area: usize, size: (u32, u32)) -> Quad {
    let is_outside = |line: &TextLine| !areas.is_shown(line.quad.centre(), area);
    let outside = letters(lines, is_outside) as f32;
    let quad = if outside <= OUTSIDE_MAX * letters(lines, |_| true) as f32 {
        four_corners(areas.rim(area))
    } else {
        around_text(lines)
    };
    Quad(quad.0.map(|point| {
        Point::new(
            point.x.clamp(0.0, size.0 as f32),
            point.y.clamp(0.0, size.1 as f32),
        )
    }))
}

fn around_text(lines: &[TextLine]) -> Quad {
    let frame = Frame::along(lines);
    let quads = lines.iter().map(|line| frame.enter_quad(&line.quad));
    let (left, top, right, bottom) = Quad::bounds(quads).unwrap_or_default();
    let margin = MARGIN_UNSEEN * usual_height(lines);
    frame.leave_quad(&Quad::upright(
        left - margin,
        top - margin,
        right + margin,
        bottom + margin,
    ))
}

fn usual_height(lines: &[TextLine]) -> f32 {
    let mut heights: Vec<f32> = lines.iter().map(|line| line.quad.height()).collect();
    heights.sort_by(f32::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(0.0)
}

/// The same corners, that one first where reading starts, whichever way the paper lies.
pub(crate) fn from_reading_corner(region: Quad, lines: &[TextLine]) -> Quad {
    let frame = Frame::along(lines);
    let key = |point: Point| {
        let own = frame.enter(point);
        own.x + own.y
    };
    let corners = region.0;
    let first = (0..4)
        .min_by(|&a, &b| key(corners[a]).total_cmp(&key(corners[b])))
        .unwrap_or(0);
    Quad([0, 1, 2, 3].map(|i| corners[(first + i) % 4]))
}

/// A paper that is seen along all four sides of the photo was cropped to its edges.
fn is_cut_off(lines: &[TextLine], region: &Quad, along_border: [f32; 4], size: (u32, u32)) -> bool {
    let long = CUT_SHARE * region.width().max(region.height());
    let touched = along_border.map(|length| length > long);
    if touched.iter().all(|&touched| touched) {
        return false;
    }
    let near = usual_height(lines);
    let (width, height) = (size.0 as f32, size.1 as f32);
    (0..4).any(|side| {
        let beyond = |point: &Point| {
            let room = [point.y, width - point.x, height - point.y, point.x][side];
            room < near
        };
        let close = lines.iter().filter(|line| line.quad.0.iter().any(beyond));
        touched[side] && close.count() >= 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use paper::{Confidence, Word};

    const SIZE: (u32, u32) = (1200, 900);

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
        let found = tell_apart(lines, &Areas::drawn(SIZE, papers), SIZE);
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
        let corners = Quad::upright(100.0, 100.0, 500.0, 800.0).0;
        for (seen, real) in found[0].region.0.iter().zip(corners) {
            assert!(seen.distance(real) < 15.0, "{seen:?} is not {real:?}");
        }
        assert!(!found[0].cut_off);
    }

    #[test]
    fn text_beside_all_papers_is_not_lost() {
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
    fn a_paper_that_was_seen_in_the_wrong_place_lies_around_its_text() {
        let found = check(
            &[(100, 100, 300, 200)],
            vec![
                line(600.0, 500.0, "first_line"),
                line(600.0, 530.0, "second_line"),
            ],
            &[&["first_line", "second_line"]],
        );
        let (left, top, right, bottom) = Quad::bounds([found[0].region]).unwrap();
        assert_eq!((left, top, right, bottom), (560.0, 460.0, 840.0, 590.0));
    }

    #[test]
    fn the_first_corner_is_where_reading_starts() {
        let upside_down = |top: f32| {
            let quad = Quad::upright(150.0, top, 350.0, top + 20.0).0;
            let quad = Quad([quad[2], quad[3], quad[0], quad[1]]);
            let word = Word {
                text: "turned_word".to_owned(),
                other: None,
                quad,
                confidence: Confidence::CERTAIN,
            };
            TextLine::new(vec![word], quad).unwrap()
        };
        let found = check(
            &[(100, 100, 500, 800)],
            vec![upside_down(700.0), upside_down(650.0)],
            &[&["turned_word", "turned_word"]],
        );
        let first = found[0].region.0[0];
        assert!(first.distance(Point::new(500.0, 800.0)) < 15.0, "{first:?}");
    }

    #[test]
    fn a_paper_that_leaves_the_photo_is_cut_off_and_one_cropped_to_its_edges_is_not() {
        let lines = || {
            vec![
                line(4.0, 200.0, "beginning_is_lost"),
                line(4.0, 230.0, "and_here_as_well"),
            ]
        };
        let expected: &[&[&str]] = &[&["beginning_is_lost", "and_here_as_well"]];
        assert!(check(&[(0, 100, 500, 800)], lines(), expected)[0].cut_off);
        assert!(!check(&[(0, 0, 1200, 900)], lines(), expected)[0].cut_off);
    }
}
