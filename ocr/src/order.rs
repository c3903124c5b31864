//! Reading order within one paper: rows from top to bottom, cells of a row from left to right, and columns
//! of running text one after the other.
//!
//! Labels and their values, and the cells of a table, stand in one row and stay neighbours. Two columns of
//! running text (two addresses, a letter in two columns) are read one after the other.

use std::cmp::Ordering;

use paper::{Quad, TextLine, Word};

use crate::frame::Frame;

/// Two parts whose middles differ by less than this share of their height stand in one row.
const SAME_ROW: f32 = 0.5;
/// Parts of a row closer than this, in heights, are one line; farther ones are cells.
const ONE_LINE_GAP: f32 = 1.1;
/// Parts of one line differ in height by no more than this factor: a title is no part of a small line.
const ONE_LINE_HEIGHTS: f32 = 1.6;
/// Rows that must stand side by side before they are read as columns.
const COLUMN_ROWS_MIN: usize = 3;
/// Letters per cell, on average, from which cells are running text and not a table's.
const COLUMN_LETTERS_MIN: f32 = 14.0;

/// The same text in reading order, parts of one line joined. Words keep their places.
pub(crate) fn in_reading_order(lines: Vec<TextLine>) -> Vec<TextLine> {
    let frame = Frame::along(&lines);
    let parts = lines.into_iter().map(|line| Part::place(line, frame));
    let rows = rows(parts.collect());
    let rows: Vec<Vec<Part>> = rows.into_iter().map(|row| join_close(row, frame)).collect();
    columns(rows).into_iter().map(|part| part.line).collect()
}

/// A line with its place in the paper's upright frame.
struct Part {
    line: TextLine,
    left: f32,
    right: f32,
    /// Height of the middle at each end: lines may lean.
    start: f32,
    end: f32,
    height: f32,
}

impl Part {
    fn place(line: TextLine, frame: Frame) -> Self {
        let [a, b, c, d] = frame.enter_quad(&line.quad).0;
        let height = line.quad.height();
        Self {
            left: f32::midpoint(a.x, d.x),
            right: f32::midpoint(b.x, c.x),
            start: f32::midpoint(a.y, d.y),
            end: f32::midpoint(b.y, c.y),
            height,
            line,
        }
    }

    fn middle(&self) -> f32 {
        f32::midpoint(self.start, self.end)
    }

    /// Whether `right` goes on in the same row as `self`.
    fn leads_to(&self, right: &Self) -> bool {
        let height = self.height.min(right.height);
        let apart = (right.left - self.right).max(0.0);
        let slope = |part: &Self| (part.end - part.start) / (part.right - part.left).max(1.0);
        // A long line shows how the row leans; a short one's slope says little.
        let lean = if self.right - self.left > 4.0 * self.height {
            slope(self)
        } else if right.right - right.left > 4.0 * right.height {
            slope(right)
        } else {
            0.0
        };
        let expected = self.end + lean * apart.min(12.0 * height);
        right.left > self.left
            && right.left > self.right - height
            && (right.start - expected).abs() < SAME_ROW * height
    }

    fn letters(&self) -> usize {
        self.line
            .words()
            .iter()
            .map(|word| word.text.chars().count())
            .sum()
    }
}

/// Chains of parts, each led to by its nearest left neighbour, from top to bottom.
fn rows(mut parts: Vec<Part>) -> Vec<Vec<Part>> {
    parts.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut rows: Vec<Vec<Part>> = Vec::new();
    for part in parts {
        let nearest = rows
            .iter_mut()
            .filter(|row| row.last().is_some_and(|last| last.leads_to(&part)))
            .min_by(|a, b| {
                let off = |row: &[Part]| {
                    row.last()
                        .map_or(f32::MAX, |last| (last.end - part.start).abs())
                };
                off(a).total_cmp(&off(b))
            });
        match nearest {
            Some(row) => row.push(part),
            None => rows.push(vec![part]),
        }
    }
    rows.sort_by(|a, b| row_order(a, b));
    rows
}

/// By the height of the middle of what they have across each other, else of all.
fn row_order(a: &[Part], b: &[Part]) -> Ordering {
    let middle = |row: &[Part]| row.iter().map(Part::middle).sum::<f32>() / row.len() as f32;
    middle(a).total_cmp(&middle(b))
}

/// Neighbours that touch become one line: a detector cuts lines at creases and wide spaces.
fn join_close(row: Vec<Part>, frame: Frame) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for part in row {
        let Some(before) = joined
            .last_mut()
            .filter(|before| is_one_line(before, &part))
        else {
            joined.push(part);
            continue;
        };
        let words: Vec<Word> = before
            .line
            .words()
            .iter()
            .chain(part.line.words())
            .cloned()
            .collect();
        let ([a, _, _, d], [_, b, c, _]) = (before.line.quad.0, part.line.quad.0);
        if let Some(line) = TextLine::new(words, Quad([a, b, c, d])) {
            *before = Part::place(line, frame);
        }
    }
    joined
}

fn is_one_line(left: &Part, right: &Part) -> bool {
    let (small, tall) = (left.height.min(right.height), left.height.max(right.height));
    right.left - left.right < ONE_LINE_GAP * small && tall < ONE_LINE_HEIGHTS * small
}

/// Runs of rows with two cells of running text each are read column by column.
fn columns(rows: Vec<Vec<Part>>) -> Vec<Part> {
    let mut ordered = Vec::new();
    let mut run: Vec<Vec<Part>> = Vec::new();
    for row in rows {
        if !goes_on(&run, &row) {
            ordered.extend(close_run(std::mem::take(&mut run)));
        }
        run.push(row);
    }
    ordered.extend(close_run(run));
    ordered
}

/// Whether a row has the gutter of the run before it.
fn goes_on(run: &[Vec<Part>], row: &[Part]) -> bool {
    let Some((left, right)) = gutter(run) else {
        return run.is_empty();
    };
    match row {
        [a, b] => a.right.max(left) < b.left.min(right),
        _ => false,
    }
}

/// What no cell of a run covers: between the rightmost end on the left and the leftmost start on the right.
fn gutter(run: &[Vec<Part>]) -> Option<(f32, f32)> {
    let mut gutter = (f32::MIN, f32::MAX);
    for row in run {
        let [a, b] = row.as_slice() else {
            return None;
        };
        gutter = (gutter.0.max(a.right), gutter.1.min(b.left));
    }
    (!run.is_empty() && gutter.0 < gutter.1).then_some(gutter)
}

fn close_run(run: Vec<Vec<Part>>) -> Vec<Part> {
    if run.len() < COLUMN_ROWS_MIN || !is_running_text(&run) {
        return run.into_iter().flatten().collect();
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in run {
        for (i, part) in row.into_iter().enumerate() {
            if i == 0 {
                left.push(part);
            } else {
                right.push(part);
            }
        }
    }
    left.into_iter().chain(right).collect()
}

/// Both sides have long cells of several words, mostly without amounts, and no label's colon on the left.
fn is_running_text(run: &[Vec<Part>]) -> bool {
    let side = |i: usize| run.iter().filter_map(move |row| row.get(i));
    let mean = |i: usize| side(i).map(Part::letters).sum::<usize>() as f32 / run.len() as f32;
    let labels = side(0)
        .filter(|part| part.line.text().trim_end().ends_with(':'))
        .count();
    let amounts = side(1).filter(|part| is_amount(&part.line)).count();
    (0..2).all(|i| mean(i) >= COLUMN_LETTERS_MIN)
        && 3 * labels < run.len()
        && 3 * amounts < run.len()
}

fn is_amount(line: &TextLine) -> bool {
    let text = line.text();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    2 * digits >= text.chars().filter(|c| !c.is_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use paper::Confidence;

    /// Lines given as text, left, top; letters are 10 wide and lines 20 high, leaning down by `lean`.
    fn paper(cells: &[(&str, f32, f32)], lean: f32) -> Vec<String> {
        let lines = cells.iter().map(|&(text, left, top)| {
            let right = left + 10.0 * text.len() as f32;
            let at = |x: f32, y: f32| paper::Point::new(x, y + lean * x);
            let quad = Quad([
                at(left, top),
                at(right, top),
                at(right, top + 20.0),
                at(left, top + 20.0),
            ]);
            let words = text.split(' ').map(|word| Word {
                text: word.to_owned(),
                other: None,
                quad,
                confidence: Confidence::CERTAIN,
            });
            TextLine::new(words.collect(), quad).unwrap()
        });
        in_reading_order(lines.collect())
            .iter()
            .map(TextLine::text)
            .collect()
    }

    #[test]
    fn a_label_keeps_its_value_beside_it() {
        let cells = [
            ("12/03/2026", 400.0, 2.0),
            ("Date :", 10.0, 0.0),
            ("Montant :", 10.0, 40.0),
            ("284,56", 400.0, 41.0),
        ];
        for lean in [0.0, 0.1, -0.1] {
            assert_eq!(
                paper(&cells, lean),
                ["Date :", "12/03/2026", "Montant :", "284,56"]
            );
        }
    }

    #[test]
    fn a_table_is_read_row_by_row() {
        let mut cells = vec![];
        for row in 0..5 {
            for column in 0..4 {
                cells.push(("12,50", 10.0 + 150.0 * column as f32, 30.0 * row as f32));
            }
        }
        cells[0].0 = "first";
        cells[19].0 = "last";
        let read = paper(&cells, 0.05);
        assert_eq!(read.len(), 20);
        assert_eq!((read[0].as_str(), read[19].as_str()), ("first", "last"));
    }

    #[test]
    fn two_columns_of_running_text_are_read_one_after_the_other() {
        let cells = [
            ("Madame Nathalie Durand", 10.0, 0.0),
            ("Caisse d'allocations familiales", 400.0, 0.0),
            ("12 rue des Lilas blancs", 10.0, 30.0),
            ("de la Loire Atlantique", 400.0, 30.0),
            ("44000 Nantes en Bretagne", 10.0, 60.0),
            ("service des prestations", 400.0, 60.0),
        ];
        let read = paper(&cells, 0.0);
        assert_eq!(
            read[..3],
            [
                "Madame Nathalie Durand",
                "12 rue des Lilas blancs",
                "44000 Nantes en Bretagne"
            ]
        );
        assert_eq!(read[5], "service des prestations");
    }

    #[test]
    fn a_line_cut_in_two_is_joined() {
        let cells = [("d'imposition", 110.0, 1.0), ("Votre avis", 0.0, 0.0)];
        assert_eq!(paper(&cells, 0.0), ["Votre avis d'imposition"]);
    }

    #[test]
    fn text_upside_down_is_read_from_its_own_top() {
        let turned = |left: f32, top: f32, text: &str| {
            let quad = Quad([
                paper::Point::new(left + 100.0, top + 20.0),
                paper::Point::new(left, top + 20.0),
                paper::Point::new(left, top),
                paper::Point::new(left + 100.0, top),
            ]);
            let word = Word {
                text: text.to_owned(),
                other: None,
                quad,
                confidence: Confidence::CERTAIN,
            };
            TextLine::new(vec![word], quad).unwrap()
        };
        let lines = vec![turned(0.0, 0.0, "last"), turned(0.0, 300.0, "first")];
        let read: Vec<String> = in_reading_order(lines).iter().map(TextLine::text).collect();
        assert_eq!(read, ["first", "last"]);
    }
}
