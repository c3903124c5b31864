//! hOCR 1.2: XHTML whose classes and `title`s say what was read, and where. One document for one file; each
//! paper found is an `ocr_page`, with places in pixels of the whole photo.

use paper::{Page, Point, Quad, TextLine, Word};

use super::{
    Paper,
    spot::{Points, Spot, baseline, corners},
    xml::Xml,
};

const DOCTYPE: &str = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \
                       \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n";
const CAPABILITIES: &str = "ocr_page ocr_carea ocr_line ocrx_word ocrp_wconf ocrp_poly";

pub(super) fn document(file: &str, papers: &[Paper]) -> String {
    let mut xml = Xml::new(DOCTYPE);
    xml.open(
        "html",
        &[
            ("xmlns", &"http://www.w3.org/1999/xhtml"),
            ("xml:lang", &"fr"),
            ("lang", &"fr"),
        ],
    );
    xml.open("head", &[]);
    xml.leaf("title", &[], file);
    xml.empty(
        "meta",
        &[
            ("http-equiv", &"Content-Type"),
            ("content", &"text/html; charset=utf-8"),
        ],
    );
    let system = concat!("sesame ", env!("CARGO_PKG_VERSION"));
    xml.empty("meta", &[("name", &"ocr-system"), ("content", &system)]);
    xml.empty(
        "meta",
        &[("name", &"ocr-capabilities"), ("content", &CAPABILITIES)],
    );
    xml.empty(
        "meta",
        &[("name", &"ocr-number-of-pages"), ("content", &papers.len())],
    );
    xml.close();
    xml.open("body", &[]);
    for (number, paper) in papers.iter().enumerate() {
        page(&mut xml, file, number + 1, &paper.page);
    }
    xml.end()
}

fn page(xml: &mut Xml, file: &str, number: usize, page: &Page) {
    // A quote would end the property.
    let image = file.replace('"', "%22");
    let (width, height) = page.size;
    let title = format!(
        "image \"{image}\"; bbox 0 0 {width} {height}; ppageno {}",
        page.sheet
    );
    let id = format!("page_{number}");
    xml.open(
        "div",
        &[("class", &"ocr_page"), ("id", &id), ("title", &title)],
    );
    let id = format!("block_{number}_1");
    let title = around(&page.region, page.size);
    xml.open(
        "div",
        &[("class", &"ocr_carea"), ("id", &id), ("title", &title)],
    );
    for (place, one) in page.lines.iter().enumerate() {
        line(xml, &format!("{number}_{}", place + 1), one, page.size);
    }
    xml.close();
    xml.close();
}

fn line(xml: &mut Xml, number: &str, line: &TextLine, size: (u32, u32)) {
    let id = format!("line_{number}");
    let title = format!("{}; {}", around(&line.quad, size), stands(&line.quad, size));
    xml.open(
        "span",
        &[("class", &"ocr_line"), ("id", &id), ("title", &title)],
    );
    for (place, one) in line.words().iter().enumerate() {
        word(xml, &format!("{number}_{}", place + 1), one, size);
    }
    xml.close();
}

fn word(xml: &mut Xml, number: &str, word: &Word, size: (u32, u32)) {
    let id = format!("word_{number}");
    let sure = (word.confidence.value() * 100.0).round();
    let title = format!("{}; x_wconf {sure}", around(&word.quad, size));
    xml.leaf(
        "span",
        &[("class", &"ocrx_word"), ("id", &id), ("title", &title)],
        &word.text,
    );
}

/// The box, and the corners of what lies tilted in it.
fn around(quad: &Quad, size: (u32, u32)) -> String {
    let Spot {
        left,
        top,
        right,
        bottom,
    } = Spot::around(quad, size);
    let points = corners(quad, size);
    let points = Points {
        points: &points,
        comma: ' ',
    };
    format!("bbox {left} {top} {right} {bottom}; poly {points}")
}

/// How a line stands. One that goes more or less to the right: its slope, and how far above the left lower
/// corner of its box it starts. Any other has no such slope, and says its angle, in degrees against the clock.
fn stands(quad: &Quad, size: (u32, u32)) -> String {
    let (start, end) = baseline(quad);
    let (across, down) = (end.x - start.x, end.y - start.y);
    if across > down.abs() {
        let slope = down / across;
        let corner = Spot::around(quad, size);
        let corner = Point::new(corner.left as f32, corner.bottom as f32);
        let offset = start.y + slope * (corner.x - start.x) - corner.y;
        format!("baseline {slope:.3} {offset:.1}")
    } else {
        let angle = (-down).atan2(across).to_degrees().rem_euclid(360.0);
        format!("textangle {angle:.1}")
    }
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document, Node, ParsingOptions};

    use super::*;
    use crate::read::testing::two_papers;

    fn parsed(text: &str) -> Document<'_> {
        let options = ParsingOptions {
            allow_dtd: true,
            ..ParsingOptions::default()
        };
        Document::parse_with_options(text, options).expect("well formed")
    }

    fn of_class<'a>(
        within: Node<'a, 'a>,
        class: &'static str,
    ) -> impl Iterator<Item = Node<'a, 'a>> {
        within
            .descendants()
            .filter(move |node| node.attribute("class") == Some(class))
    }

    fn property<'a>(node: Node<'a, 'a>, name: &str) -> Option<Vec<&'a str>> {
        let properties = node.attribute("title")?.split("; ");
        let mut found = properties.filter_map(|one| one.strip_prefix(name)?.strip_prefix(' '));
        Some(found.next()?.split(' ').collect())
    }

    fn numbers(node: Node<'_, '_>, name: &str) -> Vec<f32> {
        let values = property(node, name).unwrap_or_else(|| panic!("no {name}"));
        values
            .iter()
            .map(|value| value.parse().expect("a number"))
            .collect()
    }

    #[test]
    fn every_word_is_in_its_line_on_its_page_with_its_place() {
        let papers = two_papers();
        let text = document("a \"b\".jpg", &papers);
        let hocr = parsed(&text);
        let metas: Vec<_> = hocr
            .descendants()
            .filter_map(|node| node.attribute("name"))
            .collect();
        assert_eq!(
            metas,
            ["ocr-system", "ocr-capabilities", "ocr-number-of-pages"]
        );
        let pages: Vec<_> = of_class(hocr.root(), "ocr_page").collect();
        assert_eq!(pages.len(), papers.len());
        for (page, paper) in pages.iter().zip(&papers) {
            assert_eq!(property(*page, "image"), Some(vec!["\"a", "%22b%22.jpg\""]));
            let lines: Vec<_> = of_class(*page, "ocr_line").collect();
            assert_eq!(lines.len(), paper.page.lines.len());
            for (span, line) in lines.iter().zip(&paper.page.lines) {
                let words: Vec<_> = of_class(*span, "ocrx_word").collect();
                assert_eq!(words.len(), line.words().len());
                for (span, word) in words.iter().zip(line.words()) {
                    assert_eq!(span.text(), Some(word.text.as_str()));
                    let [left, top, right, bottom] = numbers(*span, "bbox")[..] else {
                        panic!("a box has four sides")
                    };
                    let centre = word.quad.centre();
                    assert!(
                        (left..=right).contains(&centre.x) && (top..=bottom).contains(&centre.y)
                    );
                    assert_eq!(numbers(*span, "poly").len(), 8);
                    let sure = numbers(*span, "x_wconf")[0];
                    assert!((sure / 100.0 - word.confidence.value()).abs() < 0.006);
                }
            }
        }
    }

    #[test]
    fn a_line_says_how_it_stands() {
        let check = |quad: [(f32, f32); 4], expected: &str| {
            let quad = Quad(quad.map(|(x, y)| Point::new(x, y)));
            assert_eq!(stands(&quad, (1000, 1000)), expected);
        };
        check(
            [
                (100.0, 100.0),
                (300.0, 100.0),
                (300.0, 120.0),
                (100.0, 120.0),
            ],
            "baseline 0.000 -4.0",
        );
        // Ten pixels up over a hundred; its box ends where the lower left corner lies.
        check(
            [
                (100.0, 100.0),
                (200.0, 90.0),
                (200.0, 110.0),
                (100.0, 120.0),
            ],
            "baseline -0.100 -4.0",
        );
        let turned = [
            (300.0, 120.0),
            (100.0, 120.0),
            (100.0, 100.0),
            (300.0, 100.0),
        ];
        check(turned, "textangle 180.0");
        // Read from the bottom of the photo to its top.
        check(
            [(50.0, 300.0), (50.0, 100.0), (70.0, 100.0), (70.0, 300.0)],
            "textangle 90.0",
        );
    }
}
