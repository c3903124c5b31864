//! ALTO 4.4 (Analyzed Layout and Text Object), the XML that libraries and archives keep readings in. One
//! document describes one file, as its `sourceImageInformation` says; each paper found is a `Page` of it, with
//! places in pixels of the whole photo, so that two papers of one photo share its size.
//!
//! Deliberately absent: fonts and paragraphs, which are not read, and the codes, which ALTO has no word for.

use paper::{Page, Quad, TextLine, Word};

use super::{
    Paper,
    spot::{Points, Spot, baseline, corners},
    xml::{Attribute, Xml},
};

const NAMESPACE: &str = "http://www.loc.gov/standards/alto/ns-v4#";
const SCHEMA: &str =
    "http://www.loc.gov/standards/alto/ns-v4# http://www.loc.gov/standards/alto/v4/alto-4-4.xsd";
/// The id of the one description of what was done.
const PROCESSING: &str = "sesame";

pub(super) fn document(file: &str, papers: &[Paper]) -> String {
    let mut xml = Xml::new("");
    xml.open(
        "alto",
        &[
            ("xmlns", &NAMESPACE),
            ("xmlns:xsi", &"http://www.w3.org/2001/XMLSchema-instance"),
            ("xsi:schemaLocation", &SCHEMA),
            ("SCHEMAVERSION", &"4.4"),
        ],
    );
    description(&mut xml, file);
    xml.open("Layout", &[]);
    for (number, paper) in papers.iter().enumerate() {
        page(&mut xml, &format!("p{number}"), &paper.page);
    }
    xml.end()
}

fn description(xml: &mut Xml, file: &str) {
    xml.open("Description", &[]);
    xml.leaf("MeasurementUnit", &[], "pixel");
    xml.open("sourceImageInformation", &[]);
    xml.leaf("fileName", &[], file);
    xml.close();
    xml.open("OCRProcessing", &[("ID", &PROCESSING)]);
    xml.open("ocrProcessingStep", &[]);
    xml.open("processingSoftware", &[]);
    xml.leaf("softwareName", &[], "sesame");
    xml.leaf("softwareVersion", &[], env!("CARGO_PKG_VERSION"));
    xml.close();
    xml.close();
    xml.close();
    xml.close();
}

fn page(xml: &mut Xml, id: &str, page: &Page) {
    let (width, height) = page.size;
    let doubts: Vec<&str> = page.doubts.iter().map(|doubt| doubt.slug()).collect();
    let (doubts, number) = (doubts.join(" "), page.sheet + 1);
    let confidence = format!("{:.3}", mean_confidence(page));
    let mut attributes: Vec<Attribute<'_>> = vec![
        ("ID", &id),
        ("PHYSICAL_IMG_NR", &number),
        ("WIDTH", &width),
        ("HEIGHT", &height),
        ("PROCESSING", &PROCESSING),
        // Against the clock, as the photo must be turned with it.
        ("ROTATION", &page.rotation),
        ("PC", &confidence),
    ];
    if !doubts.is_empty() {
        attributes.push(("QUALITY_DETAIL", &doubts));
    }
    xml.open("Page", &attributes);
    place(xml, "PrintSpace", None, &page.region, page.size, &[]);
    shape(xml, &page.region, page.size);
    if !page.lines.is_empty() {
        let block = format!("{id}b0");
        place(xml, "TextBlock", Some(&block), &page.region, page.size, &[]);
        shape(xml, &page.region, page.size);
        for (number, line) in page.lines.iter().enumerate() {
            text_line(xml, &format!("{id}l{number}"), line, page.size);
        }
        xml.close();
    }
    xml.close();
    xml.close();
}

fn text_line(xml: &mut Xml, id: &str, line: &TextLine, size: (u32, u32)) {
    let (start, end) = baseline(&line.quad);
    let stands = corners(&Quad([start, end, end, start]), size);
    let stands = Points {
        points: &stands[..2],
        comma: ',',
    };
    place(
        xml,
        "TextLine",
        Some(id),
        &line.quad,
        size,
        &[("BASELINE", &stands)],
    );
    shape(xml, &line.quad, size);
    for (number, one) in line.words().iter().enumerate() {
        if number > 0 {
            xml.empty("SP", &[]);
        }
        word(xml, &format!("{id}w{number}"), one, size);
    }
    xml.close();
}

fn word(xml: &mut Xml, id: &str, word: &Word, size: (u32, u32)) {
    let confidence = format!("{:.3}", word.confidence.value());
    let said: [Attribute<'_>; 2] = [("WC", &confidence), ("CONTENT", &word.text)];
    place(xml, "String", Some(id), &word.quad, size, &said);
    shape(xml, &word.quad, size);
    if let Some(other) = &word.other {
        xml.leaf("ALTERNATIVE", &[("PURPOSE", &"second reader")], other);
    }
    xml.close();
}

/// Opens an element with its box.
fn place(
    xml: &mut Xml,
    name: &'static str,
    id: Option<&str>,
    quad: &Quad,
    size: (u32, u32),
    more: &[Attribute<'_>],
) {
    let spot = Spot::around(quad, size);
    let (width, height) = (spot.width(), spot.height());
    let mut attributes: Vec<Attribute<'_>> = Vec::new();
    if let Some(id) = &id {
        attributes.push(("ID", id));
    }
    attributes.extend::<[Attribute<'_>; 4]>([
        ("HPOS", &spot.left),
        ("VPOS", &spot.top),
        ("WIDTH", &width),
        ("HEIGHT", &height),
    ]);
    attributes.extend(more.iter().copied());
    xml.open(name, &attributes);
}

/// What lies tilted in its box.
fn shape(xml: &mut Xml, quad: &Quad, size: (u32, u32)) {
    let points = corners(quad, size);
    let points = Points {
        points: &points,
        comma: ',',
    };
    xml.open("Shape", &[]);
    xml.empty("Polygon", &[("POINTS", &points)]);
    xml.close();
}

/// Of the words, each as much as the other; 1 for a page without any, on which nothing is doubtful.
fn mean_confidence(page: &Page) -> f32 {
    let (sum, count) = page.words().fold((0.0, 0_u32), |(sum, count), word| {
        (sum + word.confidence.value(), count + 1)
    });
    if count == 0 { 1.0 } else { sum / count as f32 }
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document, Node};

    use super::*;
    use crate::read::testing::two_papers;

    fn number(node: Node<'_, '_>, name: &str) -> f32 {
        let value = node.attribute(name).unwrap_or_else(|| panic!("no {name}"));
        value.parse().expect("a number")
    }

    #[test]
    fn every_word_is_a_string_with_its_place_and_its_second_reading() {
        let papers = two_papers();
        let alto = document("photo & \"bag\".jpg", &papers);
        let alto = Document::parse(&alto).expect("well formed");
        assert_eq!(alto.root_element().tag_name().namespace(), Some(NAMESPACE));
        let all = |name: &'static str| {
            alto.descendants()
                .filter(move |node| node.has_tag_name((NAMESPACE, name)))
        };
        assert_eq!(
            all("MeasurementUnit").next().and_then(|unit| unit.text()),
            Some("pixel")
        );
        assert_eq!(
            all("fileName").next().and_then(|name| name.text()),
            Some("photo & \"bag\".jpg")
        );
        assert_eq!(all("softwareName").count(), 1);

        let pages: Vec<_> = all("Page").collect();
        assert_eq!(pages.len(), papers.len());
        for (page, paper) in pages.iter().zip(&papers) {
            let (width, height) = paper.page.size;
            assert_eq!(
                (number(*page, "WIDTH"), number(*page, "HEIGHT")),
                (width as f32, height as f32)
            );
            let words: Vec<&Word> = paper.page.words().collect();
            let strings: Vec<_> = page
                .descendants()
                .filter(|node| node.has_tag_name((NAMESPACE, "String")))
                .collect();
            assert_eq!(strings.len(), words.len());
            for (string, word) in strings.iter().zip(words) {
                assert_eq!(string.attribute("CONTENT"), Some(word.text.as_str()));
                assert!((number(*string, "WC") - word.confidence.value()).abs() < 0.001);
                let centre = word.quad.centre();
                let (left, top) = (number(*string, "HPOS"), number(*string, "VPOS"));
                assert!((left..=left + number(*string, "WIDTH")).contains(&centre.x));
                assert!((top..=top + number(*string, "HEIGHT")).contains(&centre.y));
                let other = string
                    .children()
                    .find(|node| node.has_tag_name((NAMESPACE, "ALTERNATIVE")));
                assert_eq!(other.and_then(|other| other.text()), word.other.as_deref());
                let polygon = string
                    .descendants()
                    .find_map(|node| node.attribute("POINTS"));
                assert_eq!(polygon.map(|points| points.split(' ').count()), Some(4));
            }
        }
        let lines: usize = papers.iter().map(|paper| paper.page.lines.len()).sum();
        let words: usize = papers.iter().map(|paper| paper.page.words().count()).sum();
        assert_eq!(
            (all("TextLine").count(), all("SP").count()),
            (lines, words - lines)
        );
    }

    #[test]
    fn ids_are_unique_and_only_a_doubtful_page_says_so() {
        let papers = two_papers();
        let alto = document("a.jpg", &papers);
        let alto = Document::parse(&alto).expect("well formed");
        let mut ids: Vec<&str> = alto
            .descendants()
            .filter_map(|node| node.attribute("ID"))
            .collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        let details: Vec<_> = alto
            .descendants()
            .filter(|node| node.has_tag_name((NAMESPACE, "Page")))
            .map(|page| page.attribute("QUALITY_DETAIL"))
            .collect();
        assert_eq!(details, [Some("blurred cut_off"), None]);
    }
}
