use paper::{Point, Quad, TextLine};

use super::{
    filler::{cleaned, stands_for},
    filler_count,
};

/// A line of a zone as it runs over the page, put together from the pieces that it was read in.
pub(super) struct Row {
    pub text: String,
    quads: Vec<Quad>,
    /// Of one character, in pixels.
    height: f32,
    /// Unit vector in which it reads.
    along: Point,
}

/// Rows that may be of a zone, in the order of the lines.
pub(super) fn candidates(lines: &[TextLine]) -> Vec<Row> {
    let pieces: Vec<Row> = lines.iter().filter_map(piece).collect();
    let mut rows: Vec<Vec<Row>> = Vec::new();
    for piece in pieces {
        match rows.iter_mut().find(|row| row[0].is_level_with(&piece)) {
            Some(row) => row.push(piece),
            None => rows.push(vec![piece]),
        }
    }
    rows.into_iter()
        .filter_map(joined)
        .filter(|row| row.text.len() >= LENGTH_MIN)
        .collect()
}

/// Of a whole row: the shortest line has 30 characters, of which filler may be lost.
const LENGTH_MIN: usize = 16;

fn piece(line: &TextLine) -> Option<Row> {
    /// Of a piece: shorter ones are words of the paper.
    const PIECE_MIN: usize = 5;
    /// Of its characters, that are of no zone.
    const FOREIGN_MAX: f32 = 0.15;
    let text = line.text();
    let printed: Vec<char> = text.chars().filter(|char| !char.is_whitespace()).collect();
    let foreign = printed
        .iter()
        .filter(|char| !(char.is_ascii_uppercase() || char.is_ascii_digit() || stands_for(**char)))
        .count();
    let cleaned = cleaned(&text);
    // A line of capitals with spaces is a title, unless filler shows what it is.
    let spaced = line.words().len() > 3 && filler_count(&cleaned) < 2;
    if cleaned.len() < PIECE_MIN || foreign as f32 > printed.len() as f32 * FOREIGN_MAX || spaced {
        return None;
    }
    let [start, end, ..] = line.quad.0;
    let length = start.distance(end);
    if length.is_nan() || length <= 0.0 {
        return None;
    }
    Some(Row {
        text: cleaned,
        quads: vec![line.quad],
        height: line.quad.height().max(1.0),
        along: Point::new((end.x - start.x) / length, (end.y - start.y) / length),
    })
}

/// From left to right, as it reads.
fn joined(mut pieces: Vec<Row>) -> Option<Row> {
    let along = pieces.first()?.along;
    pieces.sort_by(|a, b| a.place(along).0.total_cmp(&b.place(along).0));
    let mut pieces = pieces.into_iter();
    let mut row = pieces.next()?;
    for piece in pieces {
        row.text.push_str(&piece.text);
        row.quads.extend(piece.quads);
    }
    Some(row)
}

impl Row {
    pub(super) fn centre(&self) -> Point {
        let (left, top, right, bottom) =
            Quad::bounds(self.quads.iter().copied()).unwrap_or_default();
        Point::new(f32::midpoint(left, right), f32::midpoint(top, bottom))
    }

    /// Along and across a direction.
    fn place(&self, along: Point) -> (f32, f32) {
        across(self.centre(), along)
    }

    fn is_level_with(&self, other: &Self) -> bool {
        let [(_, mine), (_, its)] = [self, other].map(|row| row.place(self.along));
        self.runs_like(other) && (mine - its).abs() < 0.5 * self.height.max(other.height)
    }

    /// Whether the other is the next line of the same block.
    pub(super) fn is_right_above(&self, other: &Self) -> bool {
        /// Lines of a zone stand two to three heights of a letter apart; boxes of lines are higher than
        /// letters.
        const STEP: std::ops::RangeInclusive<f32> = 0.6..=4.0;
        let (mine, its) = (self.place(self.along), other.place(self.along));
        let width = self.extent().max(other.extent());
        self.runs_like(other)
            && STEP.contains(&((its.1 - mine.1) / self.height))
            && (its.0 - mine.0).abs() < 0.4 * width
    }

    fn runs_like(&self, other: &Self) -> bool {
        let same_way = self.along.x * other.along.x + self.along.y * other.along.y;
        let sizes = self.height / other.height;
        same_way > 0.97 && (0.45..2.2).contains(&sizes)
    }

    fn extent(&self) -> f32 {
        let corners = self.quads.iter().flat_map(|quad| quad.0);
        let (low, high) = corners
            .map(|corner| across(corner, self.along).0)
            .fold((f32::MAX, f32::MIN), |(low, high), at| {
                (low.min(at), high.max(at))
            });
        high - low
    }
}

fn across(point: Point, along: Point) -> (f32, f32) {
    (
        point.x * along.x + point.y * along.y,
        point.y * along.x - point.x * along.y,
    )
}

/// The rectangle around rows, in the direction of the first; not empty.
pub(super) fn around<'a>(rows: impl Iterator<Item = &'a Row> + Clone) -> Quad {
    let along = rows
        .clone()
        .next()
        .map_or(Point::new(1.0, 0.0), |row| row.along);
    let corners = rows
        .flat_map(|row| row.quads.iter())
        .flat_map(|quad| quad.0)
        .map(|corner| {
            let (u, v) = across(corner, along);
            Quad([Point::new(u, v); 4])
        });
    let (left, top, right, bottom) = Quad::bounds(corners).unwrap_or_default();
    Quad(
        [(left, top), (right, top), (right, bottom), (left, bottom)]
            .map(|(u, v)| Point::new(u * along.x - v * along.y, u * along.y + v * along.x)),
    )
}
