//! What the coach measures on each photo of a truth file, and what it says of it: one JSON object a line.
//!
//! `cargo run --release -p sesame-ocr --example coach -- truth.jsonl`
#![expect(clippy::print_stdout, reason = "a program for measuring")]

use std::{env, fs, path::Path, time::Instant};

use sesame_ocr::{Reader, coach};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = models::locate_runtime().ok_or("no runtime folder")?;
    let mut reader = Reader::open(&runtime)?;
    for truth in env::args().skip(1) {
        let folder = Path::new(&truth).parent().unwrap_or(Path::new(""));
        for line in fs::read_to_string(&truth)?.lines() {
            let truth: serde_json::Value = serde_json::from_str(line)?;
            let file = truth["file"].as_str().ok_or("a line without a file")?;
            let bytes = fs::read(folder.join(file))?;
            let started = Instant::now();
            let advice = coach::coach(&mut reader, &bytes)?;
            let seconds = started.elapsed().as_secs_f32();
            let measures: serde_json::Map<String, serde_json::Value> =
                coach::measure(&mut reader, &bytes)?
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value.into()))
                    .collect();
            let doubts: Vec<&str> = advice.doubts.iter().map(|doubt| doubt.slug()).collect();
            println!(
                "{}",
                serde_json::json!({
                    "file": file,
                    "truth": truth["defect"],
                    "printed": truth["papers"].as_array().map(Vec::len),
                    "doubts": doubts,
                    "papers": advice.papers,
                    "seconds": seconds,
                    "measures": measures,
                })
            );
        }
    }
    Ok(())
}
