//! Words as the rules see them: without accents, in capitals, with the place of every word kept.

use paper::{Evidence, Page, Point, Quad, Word};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::limits;

/// NFKD, accents removed, upper case, one kind of apostrophe and of dash, single spaces
/// (`DOMAIN.md` §1.3). Idempotent.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '’' | '‘' | '´' | '`' | 'ʼ' | '′' => out.push('\''),
            '‐' | '‑' | '‒' | '–' | '—' | '−' => out.push('-'),
            'œ' | 'Œ' => out.push_str("OE"),
            'æ' | 'Æ' => out.push_str("AE"),
            c if c.is_whitespace() || c.is_control() => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_uppercase()),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// One printed line of a paper.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub page: &'a Page,
    /// Which page of the paper, from 0.
    pub page_index: usize,
    /// The words normalised, one space between them.
    pub text: String,
    /// Byte range in `text` of each word.
    words: Vec<(usize, usize, &'a Word)>,
    quad: Quad,
    /// The line's sides as shares of the paper's width and height, from its own top left corner.
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
}

impl<'a> Line<'a> {
    fn new(page: &'a Page, page_index: usize, line: &'a paper::TextLine, frame: &Frame) -> Self {
        let mut text = String::new();
        let mut words = Vec::with_capacity(line.words().len());
        for word in line.words() {
            let normal = normalise(&word.text);
            if normal.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            words.push((text.len(), text.len() + normal.len(), word));
            text.push_str(&normal);
        }
        let (left, top, right, bottom) = frame.place(line.quad);
        Self {
            page,
            page_index,
            text,
            words,
            quad: line.quad,
            left,
            right,
            top,
            bottom,
        }
    }

    /// Height of the letters, as a share of the paper's height.
    pub(crate) fn size(&self) -> f32 {
        self.bottom - self.top
    }

    pub(crate) fn middle(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }

    /// Horizontal place of a byte of `text`, as a share of the paper's width; letters taken as equally wide.
    pub(crate) fn x_at(&self, byte: usize) -> f32 {
        let share = byte as f32 / self.text.len().max(1) as f32;
        self.left + (self.right - self.left) * share
    }

    /// Whether two lines stand on one row of the same page.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        self.page_index == other.page_index
            && (self.middle() - other.middle()).abs() < 0.6 * self.size().max(other.size())
    }

    /// What is printed in a byte range of `text`, and where.
    pub(crate) fn evidence(&self, start: usize, end: usize, rule: impl Into<String>) -> Evidence {
        let words: Vec<&Word> = self
            .words
            .iter()
            .filter(|(from, to, _)| *from < end && start < *to)
            .map(|(_, _, word)| *word)
            .collect();
        let quad = match (words.first(), words.last()) {
            (Some(first), Some(last)) => Quad([
                first.quad.0[0],
                last.quad.0[1],
                last.quad.0[2],
                first.quad.0[3],
            ]),
            _ => self.quad,
        };
        let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        Evidence {
            page: self.page.id,
            quad,
            text: text.join(" "),
            rule: rule.into(),
        }
    }

    /// Mean confidence of the words in a byte range of `text`; 0.5 when there is none.
    pub(crate) fn confidence(&self, start: usize, end: usize) -> f32 {
        let (sum, count) = self
            .words
            .iter()
            .filter(|(from, to, _)| *from < end && start < *to)
            .fold((0.0, 0_u16), |(sum, count), (_, _, word)| {
                (sum + word.confidence.value(), count.saturating_add(1))
            });
        if count == 0 {
            0.5
        } else {
            sum / f32::from(count)
        }
    }

    /// The words of a byte range as printed, accents and small letters kept.
    pub(crate) fn printed(&self, start: usize, end: usize) -> String {
        self.evidence(start, end, "").text
    }

    /// Normalised words with their byte ranges.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = (usize, usize, &'a str)> + '_ {
        self.words
            .iter()
            .map(|(start, end, word)| (*start, *end, word.text.as_str()))
    }
}

/// All lines of a paper's pages, in reading order.
pub(crate) fn lines(pages: &[Page]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let frame = Frame::of(page);
        let mut chars_left = limits::PAGE_CHARS_MAX;
        for line in &page.lines {
            let line = Line::new(page, index, line, &frame);
            if line.text.is_empty() {
                continue;
            }
            let Some(left) = chars_left.checked_sub(line.text.len()) else {
                break;
            };
            chars_left = left;
            lines.push(line);
        }
    }
    lines
}

/// The paper's own axes, so that a sheet lying askew in the photo still has a top and a left.
struct Frame {
    origin: Point,
    along: Point,
    down: Point,
}

impl Frame {
    fn of(page: &Page) -> Self {
        let flat = Quad::upright(
            0.0,
            0.0,
            page.size.0.max(1) as f32,
            page.size.1.max(1) as f32,
        );
        let region = if page.region.area() > 1.0 {
            page.region
        } else {
            flat
        };
        let [top_left, top_right, _, bottom_left] = region.0;
        Self {
            origin: top_left,
            along: Point::new(top_right.x - top_left.x, top_right.y - top_left.y),
            down: Point::new(bottom_left.x - top_left.x, bottom_left.y - top_left.y),
        }
    }

    fn share(&self, point: Point) -> (f32, f32) {
        let (x, y) = (point.x - self.origin.x, point.y - self.origin.y);
        let along = self.along.x.hypot(self.along.y).max(1.0);
        let down = self.down.x.hypot(self.down.y).max(1.0);
        (
            (x * self.along.x + y * self.along.y) / (along * along),
            (x * self.down.x + y * self.down.y) / (down * down),
        )
    }

    /// Left, top, right, bottom of a quad, as shares.
    fn place(&self, quad: Quad) -> (f32, f32, f32, f32) {
        let [a, b, c, d] = quad.0.map(|corner| self.share(corner));
        (
            f32::midpoint(a.0, d.0),
            f32::midpoint(a.1, b.1),
            f32::midpoint(b.0, c.0),
            f32::midpoint(c.1, d.1),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::page_of;

    #[test]
    fn text_is_normalised_as_the_rules_expect() {
        let check = |given: &str, expected: &str| assert_eq!(normalise(given), expected);
        check(
            "  Carte  nationale\td’identité ",
            "CARTE NATIONALE D'IDENTITE",
        );
        check("Impôt – Œuvre n° 5", "IMPOT - OEUVRE N° 5");
        check("1er août", "1ER AOUT");
        check("", "");
    }

    #[test]
    fn a_paper_upside_down_has_its_own_top() {
        let mut page = page_of(&["TITRE", "corps", "pied"]);
        let (width, height) = (page.size.0 as f32, page.size.1 as f32);
        let turn = |quad: Quad| Quad(quad.0.map(|p| Point::new(width - p.x, height - p.y)));
        page.region = turn(page.region);
        page.lines = page
            .lines
            .iter()
            .map(|line| {
                let words = line.words().iter().cloned().map(|mut word| {
                    word.quad = turn(word.quad);
                    word
                });
                paper::TextLine::new(words.collect(), turn(line.quad)).unwrap()
            })
            .collect();
        let pages = [page];
        let lines = lines(&pages);
        assert!(lines[0].top < 0.2 && lines[0].top < lines[1].top && lines[1].top < lines[2].top);
    }

    #[test]
    fn a_page_made_to_be_endless_is_cut() {
        let long = "MOT ".repeat(200);
        let rows: Vec<&str> = std::iter::repeat_n(long.as_str(), 100).collect();
        let pages = [page_of(&rows)];
        let kept: usize = lines(&pages).iter().map(|line| line.text.len()).sum();
        assert!(kept <= limits::PAGE_CHARS_MAX && kept > limits::PAGE_CHARS_MAX - 1000);
    }
}
