//! The table that papers lie on, known by its colour: what the photo's border shows and the print's
//! surroundings do not.

use image::RgbImage;
use paper::{Point, TextLine};

/// Cells along the photo's longer side: a gap of a finger's width between two papers is two cells wide.
const CELLS: u32 = 400;
/// The border of the photo in which the table is looked for, in shares of its longer side.
const BORDER: f32 = 0.05;
/// Paper reaches at least this many line heights beyond its print.
const PAPER_AROUND: f32 = 0.7;
/// A colour is the table's when the border shows it this many times as often, for its size, as the
/// surroundings of print do.
const TIMES_AS_OFTEN: f32 = 6.0;
/// Cells of table in a row that bar the way; one alone may be a letter or a crease.
const RUN: usize = 2;
/// Steps of lightness, of red against green, and of yellow against blue.
const STEPS: usize = 16;

/// Which cells of a photo show the table.
pub(crate) struct Table {
    /// Side of a cell in pixels of the photo.
    cell: f32,
    columns: usize,
    rows: usize,
    shown: Vec<bool>,
}

impl Table {
    /// Nothing is known of the table: nothing is barred.
    pub(crate) fn unknown() -> Self {
        Self {
            cell: 1.0,
            columns: 0,
            rows: 0,
            shown: Vec::new(),
        }
    }

    pub(crate) fn learn(photo: &RgbImage, lines: &[TextLine]) -> Self {
        let longer = photo.width().max(photo.height());
        if longer < CELLS || lines.is_empty() {
            return Self::unknown();
        }
        let cell = longer as f32 / CELLS as f32;
        let columns = (photo.width() as f32 / cell) as usize;
        let rows = (photo.height() as f32 / cell) as usize;
        let mut map = Self {
            cell,
            columns,
            rows,
            shown: Vec::new(),
        };
        let colours: Vec<usize> = (0..columns * rows)
            .map(|i| colour(photo, cell, i % columns, i / columns))
            .collect();
        let near_print = map.near(lines, PAPER_AROUND);
        // Print may reach the border: what lies farther around it is nobody's.
        let doubtful = map.near(lines, 4.0 * PAPER_AROUND);
        let border = (CELLS as f32 * BORDER) as usize;
        let on_border = |i: usize| {
            let (x, y) = (i % columns, i / columns);
            x.min(columns - 1 - x).min(y).min(rows - 1 - y) < border
        };
        let paper = Often::count(&colours, |i| near_print[i]);
        let table = Often::count(&colours, |i| on_border(i) && !doubtful[i]);
        map.shown = colours
            .iter()
            .map(|&colour| table.of(colour) > TIMES_AS_OFTEN * paper.of(colour))
            .collect();
        map
    }

    /// Whether table lies between two points.
    pub(crate) fn bars(&self, from: Point, to: Point) -> bool {
        let steps = (from.distance(to) / self.cell).ceil().max(1.0) as usize;
        let mut run = 0;
        (0..=steps).any(|i| {
            let part = i as f32 / steps as f32;
            let point = Point::new(
                from.x + (to.x - from.x) * part,
                from.y + (to.y - from.y) * part,
            );
            run = if self.at(point) { run + 1 } else { 0 };
            run >= RUN
        })
    }

    /// Whether the photo shows the table there; false outside the photo.
    pub(crate) fn at(&self, point: Point) -> bool {
        self.cell_at(point)
            .is_some_and(|cell| self.shown.get(cell) == Some(&true))
    }

    /// The cells within so many line heights of a line.
    fn near(&self, lines: &[TextLine], heights: f32) -> Vec<bool> {
        let mut near = vec![false; self.columns * self.rows];
        for line in lines {
            let corners = line.quad.0;
            let across = line.quad.height() * (1.0 + 2.0 * heights) / self.cell;
            let (along, across) = ((line.quad.width() / self.cell).ceil(), across.ceil());
            for step in 0..=along as usize {
                let part = step as f32 / along.max(1.0);
                let top = between(corners[0], corners[1], part);
                let bottom = between(corners[3], corners[2], part);
                for down in 0..=across as usize {
                    let part = down as f32 / across.max(1.0) * (1.0 + 2.0 * heights) - heights;
                    if let Some(cell) = self.cell_at(between(top, bottom, part)) {
                        near[cell] = true;
                    }
                }
            }
        }
        near
    }

    /// `None` outside the photo.
    fn cell_at(&self, point: Point) -> Option<usize> {
        if point.x < 0.0 || point.y < 0.0 {
            return None;
        }
        let column = (point.x / self.cell) as usize;
        let row = (point.y / self.cell) as usize;
        (column < self.columns && row < self.rows).then_some(row * self.columns + column)
    }
}

fn between(p: Point, q: Point, part: f32) -> Point {
    Point::new(p.x + (q.x - p.x) * part, p.y + (q.y - p.y) * part)
}

/// The colour of a cell, as one number below `STEPS` to the third: a mean of nine of its pixels, so that ink weighs
/// little.
fn colour(photo: &RgbImage, cell: f32, column: usize, row: usize) -> usize {
    let mut sum = [0.0_f32; 3];
    for part in 0..9_u8 {
        let x = (column as f32 + (f32::from(part % 3) + 0.5) / 3.0) * cell;
        let y = (row as f32 + (f32::from(part / 3) + 0.5) / 3.0) * cell;
        let (x, y) = (x as u32, y as u32);
        let pixel = photo.get_pixel(x.min(photo.width() - 1), y.min(photo.height() - 1));
        for (sum, value) in sum.iter_mut().zip(pixel.0) {
            *sum += f32::from(value) / 9.0;
        }
    }
    let [red, green, blue] = sum;
    let light = (red + green + blue) / 3.0;
    // Shares of the light, so that a shadow changes the lightness alone.
    let warm = (red - green) / (light + 16.0);
    let yellow = (f32::midpoint(red, green) - blue) / (light + 16.0);
    let step = |value: f32| ((value * STEPS as f32) as usize).min(STEPS - 1);
    let chroma = |value: f32| step((value * 1.2 + 0.5).clamp(0.0, 1.0));
    (step(light / 256.0) * STEPS + chroma(warm)) * STEPS + chroma(yellow)
}

/// How often colours are seen, in shares of all that was looked at.
struct Often {
    shares: Vec<f32>,
}

impl Often {
    /// Each cell speaks for its colour and, half as loud, for its neighbours: light and noise move it.
    fn count(colours: &[usize], counted: impl Fn(usize) -> bool) -> Self {
        const ALL: usize = STEPS * STEPS * STEPS;
        let mut counts = vec![0.0_f32; ALL];
        let mut total = 0.0_f32;
        for (_, colour) in colours.iter().enumerate().filter(|(i, _)| counted(*i)) {
            counts[*colour] += 1.0;
            total += 1.0;
        }
        let mut shares = counts.clone();
        for (i, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            for stride in [1, STEPS, STEPS * STEPS] {
                let place = i / stride % STEPS;
                if place > 0 {
                    shares[i - stride] += count / 2.0;
                }
                if place + 1 < STEPS {
                    shares[i + stride] += count / 2.0;
                }
            }
        }
        for share in &mut shares {
            // One cell in a thousand is nothing to go by, so an unseen colour is not wholly unseen.
            *share = if total < 1.0 {
                0.0
            } else {
                *share / total + 1e-3
            };
        }
        Self { shares }
    }

    fn of(&self, colour: usize) -> f32 {
        self.shares[colour]
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use paper::{Confidence, Quad, Word};

    use super::*;

    const PAPER: [u8; 3] = [203, 203, 203];
    /// As bright as the paper.
    const WOOD: [u8; 3] = [240, 200, 120];

    fn photo(papers: &[(u32, u32)]) -> RgbImage {
        RgbImage::from_fn(1200, 900, |x, y| {
            let on_paper = papers
                .iter()
                .any(|(left, right)| (*left..*right).contains(&x) && (100..800).contains(&y));
            Rgb(if on_paper { PAPER } else { WOOD })
        })
    }

    fn line(left: f32, top: f32) -> TextLine {
        let quad = Quad::upright(left, top, left + 200.0, top + 20.0);
        let word = Word {
            text: "word".to_owned(),
            other: None,
            quad,
            confidence: Confidence::CERTAIN,
        };
        TextLine::new(vec![word], quad).unwrap()
    }

    fn check(papers: &[(u32, u32)], barred: bool) {
        let lines = [line(200.0, 300.0), line(800.0, 300.0)];
        let table = Table::learn(&photo(papers), &lines);
        let (from, to) = (Point::new(400.0, 310.0), Point::new(800.0, 310.0));
        assert_eq!(table.bars(from, to), barred, "{papers:?}");
        assert!(!Table::unknown().bars(from, to));
    }

    #[test]
    fn a_table_as_bright_as_paper_parts_papers_by_its_colour() {
        check(&[(100, 560), (600, 1100)], true);
        check(&[(100, 1100)], false);
    }

    #[test]
    fn a_paper_that_fills_the_photo_has_no_table() {
        let all = RgbImage::from_pixel(1200, 900, Rgb(PAPER));
        let table = Table::learn(&all, &[line(200.0, 300.0)]);
        assert!(!table.bars(Point::new(0.0, 0.0), Point::new(1199.0, 899.0)));
    }
}
