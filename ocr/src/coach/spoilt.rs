//! How much of the papers a shadow, a burnt spot or a finger takes.

use super::scene::{Scene, count, part};
use crate::pieces::beside;

/// A pixel of a map is believed above this.
const SHADOW_SURE: f32 = 0.6;
const GLARE_SURE: f32 = 0.3;
const FINGER_SURE: f32 = 0.7;
/// Of 255: grain takes a little from what is burnt.
const BURNT: u8 = 248;
/// Pixels around a paper in which a finger touches it.
const NEAR: usize = 4;

/// In shares of what the photo shows of papers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Spoilt {
    pub shadow: f32,
    /// Brightness of the paper in the shadow by that in the light; 1 without a shadow.
    pub shade: f32,
    pub glare: f32,
    /// Burnt white, whatever the network says.
    pub burnt: f32,
    /// Of the finger that lies nearest to the papers, all that the photo shows of it.
    pub finger: f32,
}

impl Spoilt {
    pub(crate) fn measure(scene: &Scene<'_>) -> Self {
        let papers = count(&scene.on_paper).max(1) as f32;
        let share = |map: &[f32], sure: f32| {
            let spoilt = map.iter().zip(&scene.on_paper);
            spoilt.filter(|(value, on)| **on && **value > sure).count() as f32 / papers
        };
        Self {
            shadow: share(&scene.flaws.shadow, SHADOW_SURE),
            shade: shade(scene),
            glare: share(&scene.flaws.glare, GLARE_SURE),
            burnt: burnt(scene) as f32 / papers,
            finger: fingers(scene) as f32 / papers,
        }
    }
}

/// Pixels of the papers that are as bright as a pixel can be.
fn burnt(scene: &Scene<'_>) -> usize {
    let is_burnt = |pixel: usize| scene.colour(pixel).iter().all(|&value| value >= BURNT);
    (0..scene.on_paper.len())
        .filter(|&pixel| scene.on_paper[pixel] && is_burnt(pixel))
        .count()
}

/// Bare paper is about as bright as this share of all that is darker: the rest is its print.
const BARE: f32 = 0.7;

/// Brightness of bare paper inside of the shadow by that outside of it.
fn shade(scene: &Scene<'_>) -> f32 {
    let (mut dark, mut lit) = (Vec::new(), Vec::new());
    for (pixel, _) in scene.inside.iter().enumerate().filter(|(_, on)| **on) {
        if scene.flaws.shadow[pixel] > SHADOW_SURE {
            dark.push(scene.luminance(pixel));
        } else {
            lit.push(scene.luminance(pixel));
        }
    }
    match (part(&mut dark, BARE), part(&mut lit, BARE)) {
        (Some(dark), Some(lit)) => dark / lit.max(1.0),
        _ => 1.0,
    }
}

/// Pixels of the fingers that touch a paper.
fn fingers(scene: &Scene<'_>) -> usize {
    let width = scene.papers.width;
    let is_finger: Vec<bool> = scene
        .flaws
        .finger
        .iter()
        .map(|&value| value > FINGER_SURE)
        .collect();
    let mut near = scene.on_paper.clone();
    for _ in 0..NEAR {
        let before = near.clone();
        for (pixel, near) in near.iter_mut().enumerate() {
            *near |= beside(pixel, width, before.len()).any(|next| before[next]);
        }
    }
    // All that is connected to where a finger touches.
    let mut taken = vec![false; is_finger.len()];
    let mut open: Vec<usize> = (0..is_finger.len())
        .filter(|&pixel| is_finger[pixel] && near[pixel])
        .collect();
    for &pixel in &open {
        taken[pixel] = true;
    }
    let mut all = 0;
    while let Some(pixel) = open.pop() {
        all += 1;
        for next in beside(pixel, width, taken.len()) {
            if is_finger[next] && !taken[next] {
                taken[next] = true;
                open.push(next);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn measured(rows: &[&str]) -> Spoilt {
        let (width, height) = (rows[0].len() as u32 * 8, rows.len() as u32 * 8);
        // The right half of the photo has half of the light.
        let photo = RgbImage::from_fn(width, height, |x, _| {
            Rgb([if x < width / 2 { 220 } else { 110 }; 3])
        });
        Spoilt::measure(&Scene::drawn(&photo, rows))
    }

    #[test]
    fn shadow_and_glare_count_on_paper_alone() {
        let paper = [
            "..........",
            ".########.",
            ".########.",
            ".########.",
            "..........",
        ];
        assert_eq!(
            (measured(&paper).shadow, measured(&paper).glare),
            (0.0, 0.0)
        );
        let shade = [
            "..........",
            ".########.",
            ".####ssss.",
            ".####ssgg.",
            "..........",
        ];
        let spoilt = measured(&shade);
        assert!((spoilt.shadow - 6.0 / 24.0).abs() < 1e-6, "{spoilt:?}");
        assert!((spoilt.glare - 2.0 / 24.0).abs() < 1e-6, "{spoilt:?}");
    }

    #[test]
    fn a_shadow_is_as_deep_as_its_light_is_less() {
        let rows: Vec<String> = (0..20)
            .map(|_| format!("{}{}", "#".repeat(20), "s".repeat(20)))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let shade = measured(&rows).shade;
        assert!((0.45..0.65).contains(&shade), "{shade}");
        assert!((measured(&["####", "####"]).shade - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_finger_counts_where_it_touches_a_paper() {
        let on = ["......ff", ".####ff.", ".######.", "........"];
        let share = measured(&on).finger;
        assert!((share - 4.0 / 14.0).abs() < 1e-6, "{share}");
        let beside = ["#####......FF", "#####......FF", "#####........"];
        assert!(measured(&beside).finger < 1e-6);
    }
}
