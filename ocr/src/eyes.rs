//! From an evenly lit photo to lines of words: find, turn upright, cut, read, read again, settle.

use image::{GrayImage, RgbImage};
use models::Engine;
use paper::{Point, Quad, TextLine, Word};

use crate::{
    OcrError,
    areas::Areas,
    bands::{Band, bands, run_of},
    coach::{flaw_net::FlawNet, print_net::PrintNet},
    detect::{Detector, TextMap, Window},
    flatten::Background,
    lone::lone_signs,
    paper_net::PaperNet,
    recognise::{ReadWord, Recogniser},
    recognise_ppocr::PpOcr,
    recognise_tesseract::Tesseract,
    settle::{Settled, settle},
    sheets::{are_apart, settle as settle_sheets},
    small::SmallPhoto,
    strips::Strip,
    turns::Turner,
};

/// Longer side of the photo as the detector sees it. At 1280 word recall falls by .06 on crumpled photos,
/// at 2048 it gains nothing.
const DETECTOR_SIDE: u32 = 1600;
/// Pixels of all maps of single papers together: about twice those of a whole photo.
const LOOKS_MAX: f32 = 3.8e6;
/// A paper is small where a look by itself shows its print so much larger. With 1.3 the words of 38 specimen photos were read
/// .006 less; with 1.05 .001 more, and those of 24 crumpled photos .004 less.
const CLOSER_MIN: f32 = 1.15;
/// Strips that say which way up the photo is: 32 of 32 were right with sixteen.
const TURN_STRIPS: usize = 16;
/// Mean evidence of a paper's strips below which it says nothing: a card with three lines.
const TURN_SURE: f32 = 0.25;
/// Longer side of the photo as it is searched for papers that were not seen as such: print is a smear, but
/// it is there.
const GLANCE_SIDE: u32 = 640;
/// Windows that take together more of the photo than this are not worth looking at one by one.
const SHARE_WHOLE: f32 = 0.85;
/// The second reader is asked about a strip with a word less sure than this.
const SECOND_BELOW: f32 = 0.9;
/// A sign that the line detector did not see counts only when it is read so surely.
const SIGN_SURE: f32 = 0.95;
/// Lines that lean more, in radians, are looked at again along their own direction.
const SLANT_MAX: f32 = 0.2;
/// Lines shorter than this share of their height are specks.
const LENGTH_MIN: f32 = 0.35;

/// All learned readers.
pub(crate) struct Eyes {
    pub(crate) paper_net: PaperNet,
    pub(crate) flaw_net: FlawNet,
    pub(crate) print_net: PrintNet,
    pub(crate) detector: Detector,
    turner: Turner,
    first: PpOcr,
    second: Tesseract,
}

impl Eyes {
    pub(crate) fn open(engine: &Engine) -> Result<Self, OcrError> {
        Ok(Self {
            paper_net: PaperNet::load(engine)?,
            flaw_net: FlawNet::load(engine)?,
            print_net: PrintNet::load(engine)?,
            detector: Detector::load(engine)?,
            turner: Turner::load(engine)?,
            first: PpOcr::load(engine)?,
            second: Tesseract::open()?,
        })
    }

    /// Where each paper of a photo lies.
    pub(crate) fn find_papers(&mut self, photo: &RgbImage) -> Result<Areas, OcrError> {
        let maps = self.paper_net.look(&SmallPhoto::of(photo)?)?;
        Ok(Areas::find(&maps, photo.dimensions()))
    }

    /// The lines of a photo under even light, unordered.
    pub(crate) fn read_photo(
        &mut self,
        flat: &GrayImage,
        light: &Background,
        areas: &mut Areas,
    ) -> Result<Vec<TextLine>, OcrError> {
        let strips = self.strips(flat, light, areas)?;
        read_strips(&mut self.first, &mut self.second, &strips)
    }

    /// The lines of a photo under even light, straightened and not yet read.
    pub(crate) fn strips(
        &mut self,
        flat: &GrayImage,
        light: &Background,
        areas: &mut Areas,
    ) -> Result<Vec<Strip>, OcrError> {
        let bands = self.find_lines(flat, light, areas)?;
        Ok(bands.iter().map(|band| Strip::cut(flat, band)).collect())
    }

    /// Bands along all lines, each from its start to its end as one reads. Every paper has its own way up.
    fn find_lines(
        &mut self,
        flat: &GrayImage,
        light: &Background,
        areas: &mut Areas,
    ) -> Result<Vec<Band>, OcrError> {
        let whole = Window::whole(flat.dimensions());
        let windows = (0..areas.count()).map(|area| areas.window(area));
        let together: f32 = windows.map(|window| window.surface()).sum();
        let apart = are_apart(areas);
        let map_of_all = if !apart || together > SHARE_WHOLE * whole.surface() {
            let map = self.look(flat, whole, 0.0)?;
            // One paper alone needs no settling, and so no second look when its lines run upwards.
            if !apart || areas.count() > 1 {
                let lines = if run_of(&map).upright {
                    bands(&self.look(flat, whole.turned(), 0.0)?)
                } else {
                    bands(&map)
                };
                settle_sheets(areas, &lines, light);
            }
            Some(map)
        } else {
            None
        };
        let windows: Vec<Window> = (0..areas.count()).map(|area| areas.window(area)).collect();
        let scale_max = scale_max(&windows);
        let mut piles = Vec::new();
        for (area, window) in windows.iter().enumerate() {
            let map = match &map_of_all {
                Some(map) if !window.is_slanted() && !is_small(*window, flat) => map.clone(),
                _ => self.look(flat, *window, scale_max)?,
            };
            let is_own = |point| areas.nearest(point) == area;
            piles.push(self.lines_of(flat, map, *window, scale_max, is_own)?);
        }
        if map_of_all.is_none()
            && let Some(window) = self.overlooked(flat, &windows)?
        {
            let map = self.look(flat, window, scale_max)?;
            let is_new = |point| !windows.iter().any(|window| window.holds(point));
            piles.push(self.lines_of(flat, map, window, scale_max, is_new)?);
        }
        self.set_upright(flat, &piles)
    }

    /// As many pixels a line in a window as in the whole photo; a small one by itself, its longer side as large as that of
    /// a whole photo, as far as `scale_max` goes.
    fn look(
        &mut self,
        flat: &GrayImage,
        window: Window,
        scale_max: f32,
    ) -> Result<TextMap, OcrError> {
        let longer = flat.width().max(flat.height()) as f32;
        let usual = DETECTOR_SIDE as f32 / longer;
        let close = if is_small(window, flat) {
            (DETECTOR_SIDE as f32 / window.longer_side()).min(scale_max)
        } else {
            usual
        };
        let side = usual.max(close) * window.longer_side();
        self.detector.look(flat, window, side as u32)
    }

    /// The lines that a map shows where they are wanted.
    fn lines_of(
        &mut self,
        flat: &GrayImage,
        map: TextMap,
        window: Window,
        scale_max: f32,
        is_wanted: impl Fn(Point) -> bool,
    ) -> Result<Pile, OcrError> {
        let (map, seen) = self.along_lines(flat, map, window, scale_max, is_wanted)?;
        let mut bands = bands(&map);
        bands.retain(|band| band.length > LENGTH_MIN * band.height);
        let alone = lone_signs(&map, &bands);
        bands.extend(alone);
        Ok(Pile {
            bands,
            along: seen.along(),
        })
    }

    /// The map where it is wanted. When its lines run up or aslant the window is looked at again, so that they run across:
    /// the detector was taught on such lines and breaks up others.
    fn along_lines(
        &mut self,
        flat: &GrayImage,
        mut map: TextMap,
        window: Window,
        scale_max: f32,
        is_wanted: impl Fn(Point) -> bool,
    ) -> Result<(TextMap, Window), OcrError> {
        map.keep(&is_wanted);
        let run = run_of(&map);
        let is_slanted = run.slant.abs() > SLANT_MAX;
        let mut seen = window;
        if run.upright {
            seen = seen.turned();
        }
        if is_slanted {
            seen = seen.aslant(run.slant);
        }
        if seen != window {
            map = self.look(flat, seen, scale_max)?;
            map.keep(&is_wanted);
        }
        Ok((map, seen))
    }

    /// What the detector is shown of each paper, to be read across.
    pub(crate) fn maps(
        &mut self,
        flat: &GrayImage,
        areas: &Areas,
    ) -> Result<Vec<TextMap>, OcrError> {
        let windows: Vec<Window> = (0..areas.count()).map(|area| areas.window(area)).collect();
        let scale_max = scale_max(&windows);
        let mut maps = Vec::new();
        for (area, window) in windows.iter().enumerate() {
            let map = self.look(flat, *window, scale_max)?;
            let is_own = |point| areas.nearest(point) == area;
            maps.push(self.along_lines(flat, map, *window, scale_max, is_own)?.0);
        }
        Ok(maps)
    }

    /// Where text stands outside all windows, if anywhere: a paper that was not seen as one.
    fn overlooked(
        &mut self,
        flat: &GrayImage,
        windows: &[Window],
    ) -> Result<Option<Window>, OcrError> {
        let whole = Window::whole(flat.dimensions());
        let mut map = self.detector.look(flat, whole, GLANCE_SIDE)?;
        map.keep(|point| !windows.iter().any(|window| window.holds(point)));
        let found = bands(&map);
        let quads = found.iter().map(|band| band.quad(0.0, band.length));
        Ok(Quad::bounds(quads).map(|bounds| {
            let margin = found.iter().map(|band| band.height).fold(0.0, f32::max);
            Window::around(bounds, margin, flat.dimensions())
        }))
    }

    /// Papers whose own lines do not say clearly which way up they lie go with the others.
    fn set_upright(&mut self, flat: &GrayImage, piles: &[Pile]) -> Result<Vec<Band>, OcrError> {
        let mut evidence = Vec::new();
        for pile in piles {
            evidence.push(self.upside_down(flat, &pile.bands)?);
        }
        let mut all = Vec::new();
        for (pile, own) in piles.iter().zip(&evidence) {
            let others = piles.iter().zip(&evidence);
            let together: f32 = others
                .filter(|(other, _)| other.runs_with(pile))
                .map(|(_, evidence)| evidence)
                .sum();
            let decides = if own.abs() < TURN_SURE {
                together
            } else {
                *own
            };
            let bands = pile.bands.iter().cloned();
            if decides > 0.0 {
                all.extend(bands.map(Band::reversed));
            } else {
                all.extend(bands);
            }
        }
        Ok(all)
    }

    /// Evidence that lines stand on their heads, in [-1, 1].
    fn upside_down(&mut self, flat: &GrayImage, bands: &[Band]) -> Result<f32, OcrError> {
        let mut longest: Vec<&Band> = bands.iter().collect();
        longest.sort_by(|a, b| b.length.total_cmp(&a.length));
        let strips: Vec<Strip> = longest
            .iter()
            .take(TURN_STRIPS)
            .map(|band| Strip::cut(flat, band))
            .collect();
        self.turner.upside_down(&strips)
    }
}

/// The scale, in pixels of a map by those of the photo, at which windows together cost as much as they may. Not above 1:
/// there is no more to see.
fn scale_max(windows: &[Window]) -> f32 {
    let together: f32 = windows.iter().map(Window::surface).sum();
    (LOOKS_MAX / together.max(1.0)).sqrt().min(1.0)
}

/// Whether a paper is so small in its photo that its print should be looked at more closely.
fn is_small(window: Window, flat: &GrayImage) -> bool {
    let longer = flat.width().max(flat.height()) as f32;
    CLOSER_MIN * window.longer_side() < longer
}

/// The lines of one paper before it is known which end is up.
struct Pile {
    bands: Vec<Band>,
    /// Unit vector in the photo along which they run.
    along: Point,
}

impl Pile {
    /// Whether both papers' lines run about the same way.
    fn runs_with(&self, other: &Self) -> bool {
        self.along.x * other.along.x + self.along.y * other.along.y
            > std::f32::consts::FRAC_1_SQRT_2
    }
}

/// The first reader reads all strips, the second those of which the first is not sure; what they say is settled
/// word by word.
fn read_strips(
    first: &mut impl Recogniser,
    second: &mut impl Recogniser,
    strips: &[Strip],
) -> Result<Vec<TextLine>, OcrError> {
    let mut lines = Vec::new();
    for strip in strips {
        let reading = first.read(strip)?;
        if strip.is_alone() && !is_sign(&reading) {
            continue;
        }
        let other = if is_sure(&reading) {
            Vec::new()
        } else {
            second.read(strip)?
        };
        lines.extend(line(strip, settle(reading, other)));
    }
    Ok(lines)
}

/// Whether a reading is a surely read number or letter.
fn is_sign(words: &[ReadWord]) -> bool {
    matches!(words, [word] if word.confidence.value() >= SIGN_SURE && word.text.chars().all(char::is_alphanumeric))
}

/// Whether each word is.
fn is_sure(words: &[ReadWord]) -> bool {
    words
        .iter()
        .all(|word| word.confidence.value() >= SECOND_BELOW)
}

fn line(strip: &Strip, words: Vec<Settled>) -> Option<TextLine> {
    let words: Vec<Word> = words
        .into_iter()
        .map(|word| Word {
            quad: strip.quad(word.from, word.to),
            text: word.text,
            other: word.other,
            confidence: word.confidence,
        })
        .collect();
    let (first, last) = (words.first()?, words.last()?);
    let ([a, _, _, d], [_, b, c, _]) = (first.quad.0, last.quad.0);
    TextLine::new(words, Quad([a, b, c, d]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;
    use paper::Confidence;

    /// Says the same words on every strip, each a third of the strip wide.
    struct Parrot(&'static [&'static str], f32);

    impl Recogniser for Parrot {
        fn read(&mut self, strip: &Strip) -> Result<Vec<ReadWord>, OcrError> {
            let third = strip.columns() as f32 / 3.0;
            let words = self.0.iter().enumerate();
            let words = words.map(|(i, text)| ReadWord {
                text: (*text).to_owned(),
                seen: None,
                from: third * i as f32 + 2.0,
                to: third * (i + 1) as f32 - 2.0,
                confidence: Confidence::new(self.1),
                least: self.1,
                parted: 1.0,
            });
            Ok(words.collect())
        }
    }

    fn strips() -> Vec<Strip> {
        let flat = GrayImage::from_pixel(400, 200, Luma([255]));
        let band = |y: f32| Band::new(vec![Point::new(50.0, y), Point::new(350.0, y)], 30.0);
        [band(50.0), band(120.0)]
            .iter()
            .map(|band| Strip::cut(&flat, band))
            .collect()
    }

    fn check(first: Parrot, second: Parrot, expected: &[&str]) -> Vec<TextLine> {
        let (mut first, mut second) = (first, second);
        let lines = read_strips(&mut first, &mut second, &strips()).unwrap();
        let texts: Vec<String> = lines.iter().map(TextLine::text).collect();
        assert_eq!(texts, expected);
        lines
    }

    #[test]
    fn each_strip_becomes_a_line_with_words_where_they_were_seen() {
        let lines = check(
            Parrot(&["Reçu", "le", "12/03"], 0.8),
            Parrot(&["Recu", "le", "12/08"], 0.8),
            &["Reçu le 12/03", "Reçu le 12/03"],
        );
        let last = &lines[1].words()[2];
        assert_eq!(last.other.as_deref(), Some("12/08"));
        let centre = last.quad.centre();
        assert!(
            centre.distance(Point::new(300.0, 120.0)) < 2.0,
            "{centre:?}"
        );
    }

    #[test]
    fn nobody_is_asked_about_what_the_first_reader_is_sure_of() {
        let lines = check(
            Parrot(&["12/03"], 0.97),
            Parrot(&["12/08"], 1.0),
            &["12/03", "12/03"],
        );
        assert_eq!(lines[0].words()[0].other, None);
    }

    #[test]
    fn a_strip_on_which_nobody_reads_anything_is_no_line() {
        check(Parrot(&[], 0.0), Parrot(&[], 0.0), &[]);
    }
}
