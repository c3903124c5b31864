//! A PDF of the papers as people see them, cropped, upright and evenly lit, with the words that were read over
//! their print: one can search, select and copy. One page for each paper found. The file that was read is not
//! touched and not in it.

use paper::{Page, Point, Quad, TextLine};

use super::Paper;
use crate::{
    pdf::{self, Ghost, Leaf, PageSize},
    web::Flatten,
};

/// # Errors
///
/// When the picture of a paper is not a JPEG: the reader makes no other.
pub(super) fn document(papers: &[Paper]) -> anyhow::Result<Vec<u8>> {
    let mut font = Ghost::default();
    let mut leaves = Vec::new();
    for paper in papers {
        let size = pdf::page_size(&paper.picture)?;
        leaves.push(Leaf {
            jpeg: paper.picture.clone(),
            over: words_over(&paper.page, size, &mut font).into_bytes(),
        });
    }
    pdf::of_leaves(&leaves, Some(&font))
}

/// The content stream that writes each word over its print, invisibly (text rendering mode 3).
fn words_over(page: &Page, size: PageSize, font: &mut Ghost) -> String {
    let Some(flatten) = Flatten::of(&page.region) else {
        return String::new();
    };
    let mut content = String::from("BT 3 Tr\n");
    for line in &page.lines {
        content.push_str(&line_over(line, &flatten, size, font));
    }
    content.push_str("ET\n");
    content
}

fn line_over(line: &TextLine, flatten: &Flatten, size: PageSize, font: &mut Ghost) -> String {
    let mut places: Vec<Place> = line
        .words()
        .iter()
        .map(|word| Place::of(&word.quad, flatten, size))
        .collect();
    for number in 1..places.len() {
        let next = places[number].start;
        places[number - 1].end_before(next);
    }
    let words = line.words().iter().zip(places).map(|(word, place)| {
        let letters = word.text.chars().filter(|char| !char.is_control()).count();
        // Without the space, who reads the PDF takes a dash at the end of a line for a word that goes on.
        place.show(&font.spell(&format!("{} ", word.text)), letters)
    });
    words.collect()
}

/// Where a word lies on the page of the PDF, in points.
struct Place {
    /// Where its first letter starts, at the bottom.
    start: (f64, f64),
    /// From there to its end.
    along: (f64, f64),
    height: f64,
}

impl Place {
    fn of(quad: &Quad, flatten: &Flatten, size: PageSize) -> Self {
        let [top_left, top_right, bottom_right, bottom_left] =
            quad.0.map(|corner| on_page(corner, flatten, size));
        let along = (
            bottom_right.0 - bottom_left.0,
            bottom_right.1 - bottom_left.1,
        );
        let between =
            |top: (f64, f64), bottom: (f64, f64)| (top.0 - bottom.0).hypot(top.1 - bottom.1);
        Self {
            start: bottom_left,
            along,
            height: f64::midpoint(
                between(top_left, bottom_left),
                between(top_right, bottom_right),
            ),
        }
    }

    /// Leaves a gap before the next word. Boxes are cut generously and may touch, and many who read a PDF part
    /// its words by the gaps alone: pdftotext made one word of every tenth pair on a crumpled photo.
    fn end_before(&mut self, next: (f64, f64)) {
        /// Of the height: what poppler takes for a space is a tenth.
        const GAP: f64 = 0.2;
        /// Of a word, at most: boxes that lie one over the other are wrong anyhow.
        const CUT: f64 = 0.4;
        let length = self.along.0.hypot(self.along.1);
        if length <= 0.0 {
            return;
        }
        let unit = (self.along.0 / length, self.along.1 / length);
        let to_next = (next.0 - self.start.0) * unit.0 + (next.1 - self.start.1) * unit.1;
        let kept = (to_next - GAP * self.height).clamp(length * (1.0 - CUT), length);
        self.along = (unit.0 * kept, unit.1 * kept);
    }

    /// The operators that write a text of `letters` letters along here. Its letters are stretched so that the
    /// last one ends where the print ends.
    fn show(&self, text: &str, letters: usize) -> String {
        /// A word without any extent can still be selected.
        const LEAST: f64 = 0.5;
        let height = self.height.max(LEAST);
        let length = self.along.0.hypot(self.along.1);
        let (cos, sin) = if length > 0.0 {
            (self.along.0 / length, self.along.1 / length)
        } else {
            (1.0, 0.0)
        };
        let natural = letters.max(1) as f64 * Ghost::LETTER_WIDTH * height;
        let stretch = 100.0 * length.max(LEAST) / natural;
        let (x, y) = self.start;
        format!(
            "/{} {height:.2} Tf {stretch:.2} Tz {cos:.4} {sin:.4} {:.4} {cos:.4} {x:.2} {y:.2} Tm {text} Tj\n",
            Ghost::NAME,
            -sin
        )
    }
}

/// A PDF counts from its lower left corner. A point far off the paper, where a leaning region has its horizon,
/// goes to a page's width or height beside it, so that no number is too large for a viewer.
fn on_page(point: Point, flatten: &Flatten, size: PageSize) -> (f64, f64) {
    let (across, down) = flatten.point(point);
    let near = |share: f32| match f64::from(share) {
        share if share.is_finite() => share.clamp(-1.0, 2.0),
        _ => 0.0,
    };
    (near(across) * size.width, (1.0 - near(down)) * size.height)
}

#[cfg(test)]
mod tests {
    use pdfium_render::prelude::{PdfPage, PdfPageRenderRotation, Pdfium, PdfiumError};

    use super::*;
    use crate::read::testing::two_papers;

    fn pdfium() -> Pdfium {
        let runtime = models::locate_runtime().expect("the runtime files are set up");
        match Pdfium::bind_to_library(runtime.join("lib/libpdfium.so")) {
            Ok(bindings) => Pdfium::new(bindings),
            Err(PdfiumError::PdfiumLibraryBindingsAlreadyInitialized) => Pdfium::default(),
            Err(error) => panic!("{error:?}"),
        }
    }

    /// Text and middle of each word of a page, as pdfium finds them; from the upper left corner, in shares of
    /// the page.
    fn words_of(page: &PdfPage<'_>) -> Vec<(String, (f32, f32))> {
        let (width, height) = (page.width().value, page.height().value);
        let text = page.text().expect("a page has text");
        let mut words: Vec<(String, Vec<(f32, f32)>)> = vec![(String::new(), Vec::new())];
        for char in text.chars().iter() {
            let Some(letter) = char.unicode_char() else {
                continue;
            };
            if letter.is_whitespace() {
                words.push((String::new(), Vec::new()));
                continue;
            }
            // A hyphen at the end of a line: pdfium takes the word for broken there.
            let ends_line = letter == '\u{2}';
            let letter = if ends_line { '-' } else { letter };
            let bounds = char.loose_bounds().expect("a letter has a place");
            let middle = (
                f32::midpoint(bounds.left().value, bounds.right().value) / width,
                1.0 - f32::midpoint(bounds.bottom().value, bounds.top().value) / height,
            );
            let word = words.last_mut().expect("never empty");
            word.0.push(letter);
            word.1.push(middle);
            if ends_line {
                words.push((String::new(), Vec::new()));
            }
        }
        let filled = words.into_iter().filter(|(word, _)| !word.is_empty());
        let middle = |places: &[(f32, f32)]| {
            let count = places.len() as f32;
            let sum = places
                .iter()
                .fold((0.0, 0.0), |sum, place| (sum.0 + place.0, sum.1 + place.1));
            (sum.0 / count, sum.1 / count)
        };
        filled
            .map(|(word, places)| (word, middle(&places)))
            .collect()
    }

    #[test]
    fn the_text_of_the_pdf_is_what_was_read_and_lies_on_its_print() {
        let papers = two_papers();
        let bytes = document(&papers).unwrap();
        let pdfium = pdfium();
        let pdf = pdfium
            .load_pdf_from_byte_slice(&bytes, None)
            .expect("pdfium opens it");
        assert_eq!(pdf.pages().len() as usize, papers.len());
        for (page, paper) in pdf.pages().iter().zip(&papers) {
            let flatten = Flatten::of(&paper.page.region).expect("a region");
            let found = words_of(&page);
            let texts: Vec<&str> = found.iter().map(|(text, _)| text.as_str()).collect();
            let read: Vec<&str> = paper.page.words().map(|word| word.text.as_str()).collect();
            assert_eq!(texts, read);
            for ((text, (x, y)), word) in found.iter().zip(paper.page.words()) {
                let (across, down) = flatten.point(word.quad.centre());
                assert!(
                    (x - across).abs() < 0.01 && (y - down).abs() < 0.01,
                    "{text}: {x} {y}, {across} {down}"
                );
            }
        }
    }

    #[test]
    fn the_picture_is_in_it_as_it_was_and_nothing_is_drawn_over_it() {
        let papers = two_papers();
        let bytes = document(&papers).unwrap();
        let jpeg = &papers[1].picture;
        assert!(
            bytes
                .windows(jpeg.len())
                .any(|part| part == jpeg.as_slice())
        );
        let pdfium = pdfium();
        let pdf = pdfium
            .load_pdf_from_byte_slice(&bytes, None)
            .expect("pdfium opens it");
        let page = pdf.pages().get(0).expect("a page");
        assert_eq!(
            page.rotation().expect("a rotation"),
            PdfPageRenderRotation::None
        );
        let config = pdfium_render::prelude::PdfRenderConfig::new().set_target_width(300);
        let seen = page.render_with_config(&config).expect("it renders");
        assert!(
            seen.as_rgba_bytes().chunks(4).all(|pixel| pixel[0] > 225),
            "the words are seen"
        );
    }

    #[test]
    fn words_whose_boxes_touch_are_parted_by_a_gap() {
        let place = |left: f64, right: f64| Place {
            start: (left, 100.0),
            along: (right - left, 0.0),
            height: 10.0,
        };
        let check = |mut word: Place, next: f64, end: f64| {
            word.end_before((next, 100.0));
            assert!(
                (word.start.0 + word.along.0 - end).abs() < 1e-9,
                "{:?}",
                word.along
            );
        };
        check(place(0.0, 50.0), 60.0, 50.0);
        check(place(0.0, 50.0), 50.0, 48.0);
        check(place(0.0, 50.0), 45.0, 43.0);
        check(place(0.0, 50.0), -10.0, 30.0);
        check(place(0.0, 0.0), 0.0, 0.0);
    }

    #[test]
    fn a_word_on_the_horizon_of_a_leaning_paper_stays_near_the_page() {
        // Its sides meet at (50, -100): there the map has no answer.
        let region = Quad([
            Point::new(25.0, 0.0),
            Point::new(75.0, 0.0),
            Point::new(100.0, 100.0),
            Point::new(0.0, 100.0),
        ]);
        let flatten = Flatten::of(&region).expect("a region");
        let size = PageSize {
            width: 595.0,
            height: 842.0,
        };
        for y in [-100.0, -99.999, -101.0, 50.0] {
            let (x, y) = on_page(Point::new(50.0, y), &flatten, size);
            assert!(
                (-595.0..=1190.0).contains(&x) && (-842.0..=1684.0).contains(&y),
                "{x} {y}"
            );
        }
    }

    #[test]
    fn a_paper_without_a_word_is_a_picture_alone() {
        let mut papers = two_papers();
        papers.truncate(1);
        papers[0].page.lines.clear();
        let bytes = document(&papers).unwrap();
        let pdfium = pdfium();
        let pdf = pdfium
            .load_pdf_from_byte_slice(&bytes, None)
            .expect("pdfium opens it");
        let page = pdf.pages().get(0).expect("a page");
        assert_eq!(words_of(&page), []);
    }
}
