//! What the targets share: text as a page, and bytes into one decoder.

use paper::{Confidence, Day, Page, PageId, PhotoId, Quad, TextLine, Word};

/// The day on which everything is judged, so that a find stays one.
pub const TODAY: Day = Day::constant(2026, 11, 22);

/// Lines of print, one below the other, as a reader would give them.
pub fn lines(text: &str) -> Vec<TextLine> {
    text.lines()
        .enumerate()
        .filter_map(|(row, line)| {
            let top = 30.0 * row as f32;
            let mut left = 20.0;
            let mut words = Vec::new();
            for word in line.split_whitespace() {
                let right = left + 11.0 * word.chars().count() as f32;
                words.push(Word {
                    text: word.to_owned(),
                    other: None,
                    quad: Quad::upright(left, top, right, top + 20.0),
                    confidence: Confidence::new(0.9),
                });
                left = right + 11.0;
            }
            TextLine::new(words, Quad::upright(20.0, top, left, top + 20.0))
        })
        .collect()
}

pub fn page(number: u128, text: &str) -> Page {
    Page {
        id: PageId(number),
        photo: PhotoId(number),
        sheet: 0,
        paper: 0,
        region: Quad::upright(0.0, 0.0, 1240.0, 1754.0),
        rotation: 0,
        size: (1240, 1754),
        lines: lines(text),
        codes: Vec::new(),
        doubts: Vec::new(),
    }
}

/// Decodes a file, of the kind that the target is about.
#[cfg(feature = "photos")]
pub fn decode(bytes: &[u8]) {
    use std::{panic, sync::OnceLock};

    use ocr::fuzz::Decoders;

    static DECODERS: OnceLock<Decoders> = OnceLock::new();
    let decoders = DECODERS.get_or_init(|| {
        // The house contains a decoder's panic and calls the file broken; libFuzzer's own hook would end
        // the run at it. One that nothing contains still ends it.
        panic::set_hook(Box::new(|_| {}));
        let runtime = models::locate_runtime().expect("run `make` once, or set SESAME_RUNTIME");
        Decoders::open(&runtime).expect("the PDF library loads")
    });
    decoders.decode(bytes);
}
