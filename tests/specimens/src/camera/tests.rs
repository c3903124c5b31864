//! The same seed gives the same bytes, and what is printed is where the truth says.

use image::{Rgb, RgbImage};

use super::{PrintedWord, Settings, Severity, Sheet, photograph};
use crate::{PaperTruth, rng::Dice};

const SIZE_MM: (f32, f32) = (210.0, 297.0);
const PIXELS_PER_MM: f32 = 8.0;

/// White paper with one coloured square, which is its only word.
fn marked(left: f32, top: f32) -> Sheet {
    let side = 4.0;
    let (width, height) = (
        (SIZE_MM.0 * PIXELS_PER_MM) as u32,
        (SIZE_MM.1 * PIXELS_PER_MM) as u32,
    );
    let inside =
        |at: u32, from: f32| (from..from + side).contains(&((at as f32 + 0.5) / PIXELS_PER_MM));
    let print = RgbImage::from_fn(width, height, |x, y| {
        if inside(x, left) && inside(y, top) {
            Rgb([255, 0, 200])
        } else {
            Rgb([255, 255, 255])
        }
    });
    Sheet {
        print,
        size_mm: SIZE_MM,
        stiff: false,
        rounded: false,
        words: vec![PrintedWord {
            text: "mark".to_owned(),
            line: 0,
            place_mm: [left, top, left + side, top + side],
        }],
        truth: PaperTruth::default(),
    }
}

fn settings(severity: Severity, seed: u64) -> Settings {
    let mut settings = Settings::throw(severity, &mut Dice::new(seed));
    settings.size = (1500, 2000);
    settings
}

/// Middle of all pixels that are clearly of the mark's colour.
fn find_mark(jpeg: &[u8]) -> Option<[f32; 2]> {
    let photo = image::load_from_memory(jpeg).unwrap().to_rgb8();
    let (mut x_sum, mut y_sum, mut count) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (x, y, Rgb([red, green, blue])) in photo.enumerate_pixels() {
        let (red, green, blue) = (i32::from(*red), i32::from(*green), i32::from(*blue));
        if red > 40 && red - green > red / 2 && blue - green > red / 4 {
            x_sum += f64::from(x) + 0.5;
            y_sum += f64::from(y) + 0.5;
            count += 1.0;
        }
    }
    (count > 30.0).then(|| [(x_sum / count) as f32, (y_sum / count) as f32])
}

#[test]
fn a_mark_is_found_where_the_truth_says() {
    let mut checked = 0;
    for (seed, severity) in (0..9).zip(
        [Severity::Light, Severity::Medium, Severity::Heavy]
            .into_iter()
            .cycle(),
    ) {
        let mut dice = Dice::new(seed);
        let sheet = marked(dice.between(15.0, 185.0), dice.between(15.0, 270.0));
        let mut settings = settings(severity, seed);
        // A clear view: the mark is looked for by its colour, in the pixels as stored.
        (settings.orientation, settings.noise, settings.quality) = (1, 0.5, 96);
        (settings.tint, settings.hand_shadow, settings.fill) = ([1.0; 3], 0.0, 0.9);
        (settings.exposure, settings.ambient) = (1.0, 0.75);
        let photo = photograph(&[sheet], &settings, seed).unwrap();
        let word = &photo.papers[0].lines[0].words[0];
        assert!(word.seen, "seed {seed}");
        let Some(found) = find_mark(&photo.jpeg) else {
            panic!("no mark in the photo of seed {seed}")
        };
        let middle =
            [0, 1].map(|axis| word.place.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0);
        let off = (found[0] - middle[0]).hypot(found[1] - middle[1]);
        assert!(
            off < 2.0,
            "seed {seed} {severity:?}: found at {found:?}, the truth says {middle:?}"
        );
        checked += 1;
    }
    assert_eq!(checked, 9);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let take = |seed| {
        photograph(&[marked(50.0, 60.0)], &settings(Severity::Heavy, 5), seed)
            .unwrap()
            .jpeg
    };
    assert_eq!(take(5), take(5));
    assert_ne!(take(5), take(6));
}

#[test]
fn a_turned_picture_says_so_and_the_truth_is_as_shown() {
    let mut settings = settings(Severity::Light, 1);
    settings.orientation = 6;
    let photo = photograph(&[marked(50.0, 60.0)], &settings, 1).unwrap();
    let stored = image::load_from_memory(&photo.jpeg).unwrap();
    assert_eq!(
        (stored.width(), stored.height()),
        (photo.size.1, photo.size.0)
    );
    assert!(photo.jpeg.windows(6).any(|bytes| bytes == b"Exif\0\0"));
}

#[test]
fn a_word_outside_the_frame_is_not_seen() {
    let mut settings = settings(Severity::Light, 2);
    let corner = || [marked(1.0, 1.0)];
    assert!(photograph(&corner(), &settings, 2).unwrap().papers[0].lines[0].words[0].seen);
    settings.fill = 1.5;
    assert!(!photograph(&corner(), &settings, 2).unwrap().papers[0].lines[0].words[0].seen);
}
