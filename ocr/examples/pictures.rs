//! Whether the picture that people are shown is better to read and straighter than their photo.
//!
//! `cargo run --release -p sesame-ocr --example pictures -- truth.jsonl [part of an id] [--keep FOLDER]`
//!
//! Plain Tesseract (`tesseract -l fra --psm 3`) reads the photo and the pictures of its papers. A line's slant is that of its words
//! in the reading of the same picture, in degrees.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for a terminal"
)]

mod score;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use paper::{PhotoId, Point};
use score::judge;
use serde_json::Value;
use sesame_ocr::{FoundPage, Reader, read_photo};

/// What was seen of the photos, or of the pictures.
#[derive(Default)]
struct Look {
    recalls: Vec<f64>,
    precisions: Vec<f64>,
    slants: Vec<f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(truth) = arguments.first() else {
        eprintln!("usage: pictures truth.jsonl [part of an id] [--keep FOLDER]");
        return Ok(());
    };
    let wanted = arguments.get(1).filter(|part| !part.starts_with("--"));
    let keep = arguments.iter().skip_while(|word| *word != "--keep").nth(1);
    let folder = keep.map_or_else(std::env::temp_dir, PathBuf::from);
    fs::create_dir_all(&folder)?;
    let runtime = models::locate_runtime().ok_or("no .runtime folder; run .ci/setup run")?;
    let mut reader = Reader::open(&runtime)?;
    let (mut photo, mut picture) = (Look::default(), Look::default());
    for row in fs::read_to_string(truth)?.lines() {
        let row: Value = serde_json::from_str(row)?;
        let id = row["id"].as_str().ok_or("a row without an id")?;
        if wanted.is_some_and(|part| !id.contains(part.as_str())) {
            continue;
        }
        let near = Path::new(truth).parent().unwrap_or(Path::new("."));
        let file = near.join(row["file"].as_str().ok_or("a row without a file")?);
        let Ok(pages) = read_photo(&mut reader, PhotoId(0), &fs::read(&file)?) else {
            continue;
        };
        let mut text = String::new();
        for (number, page) in pages.iter().enumerate() {
            let shown = folder.join(format!("{id}-{number}.jpg"));
            fs::write(&shown, &page.picture)?;
            text.push_str(&tesseract(&shown)?);
            let again = read_photo(&mut reader, PhotoId(0), &page.picture).unwrap_or_default();
            picture.slants.extend(slants(&again));
        }
        photo.slants.extend(slants(&pages));
        for (look, text) in [(&mut photo, tesseract(&file)?), (&mut picture, text)] {
            let (score, _) = judge(&row, &text);
            let right = score.right as f64;
            look.recalls.push(right / score.printed.max(1) as f64);
            look.precisions.push(right / score.read.max(1) as f64);
        }
    }
    for (name, look) in [("photo", photo), ("picture", picture)] {
        println!(
            "{name:8} n {:3} Tesseract's recall {:.3}, precision {:.3}; slant of lines {:.2} degrees",
            look.recalls.len(),
            mean(&look.recalls),
            mean(&look.precisions),
            mean(&look.slants)
        );
    }
    Ok(())
}

fn tesseract(file: &Path) -> Result<String, Box<dyn Error>> {
    let output = Command::new("tesseract")
        .arg(file)
        .args(["-", "-l", "fra", "--psm", "3"])
        .env("OMP_THREAD_LIMIT", "1")
        .output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Of each line with three words or more.
fn slants(pages: &[FoundPage]) -> Vec<f64> {
    let lines = pages.iter().flat_map(|found| &found.page.lines);
    let long = lines.filter(|line| line.words().len() >= 3);
    long.map(|line| slant(line.quad.0[0], line.quad.0[1]))
        .collect()
}

/// Degrees between a line and the nearest side of the picture that lines may run along.
fn slant(from: Point, to: Point) -> f64 {
    let degrees = f64::from((to.y - from.y).atan2(to.x - from.x).to_degrees());
    degrees.abs().min((180.0 - degrees.abs()).abs())
}

fn mean(figures: &[f64]) -> f64 {
    figures.iter().sum::<f64>() / figures.len().max(1) as f64
}
