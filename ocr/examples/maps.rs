//! Papers to teach a line detector with: what it is shown of photos whose words are known.
//!
//! `maps FOLDER… OUT`: each folder holds `truth.jsonl` and photos as `sesame-specimens` writes them. `OUT.bin` gets the
//! pictures, row by row, and `OUT.jsonl` one line for each: `{"at", "width", "height", "words": [{"text", "seen", "box"}]}`;
//! `box` is four corners in pixels of the picture.

mod known;

use std::{
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write},
    path::PathBuf,
};

use known::{Known, known_words};
use serde_json::{Value, json};
use sesame_ocr::{Reader, SeenPaper, see_papers};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let out = arguments.pop().ok_or("maps FOLDER… OUT")?;
    let runtime = models::locate_runtime().ok_or("no .runtime folder; run .ci/setup run")?;
    let mut reader = Reader::open(&runtime)?;
    let mut pixels = BufWriter::new(File::create(out.with_extension("bin"))?);
    let mut rows = BufWriter::new(File::create(out.with_extension("jsonl"))?);
    let mut at = 0;
    for folder in &arguments {
        for row in fs::read_to_string(folder.join("truth.jsonl"))?.lines() {
            let truth: Value = serde_json::from_str(row)?;
            let file = truth["file"].as_str().ok_or("a row without a file")?;
            let words = known_words(&truth);
            // A photo that cannot be opened teaches nothing.
            let papers = see_papers(&mut reader, &fs::read(folder.join(file))?).unwrap_or_default();
            for paper in papers {
                let (width, height, picture) = paper.picture();
                let words: Vec<Value> = words.iter().map(|word| on(&paper, word)).collect();
                let row = json!({"at": at, "width": width, "height": height, "words": words});
                writeln!(rows, "{row}")?;
                pixels.write_all(picture)?;
                at += picture.len();
            }
        }
    }
    writeln!(std::io::stdout(), "{at} bytes")?;
    Ok(())
}

/// A word, where it stands on a paper's picture.
fn on(paper: &SeenPaper, word: &Known) -> Value {
    let corners = word.corners.map(|corner| {
        let (x, y) = paper.place(corner);
        [x, y]
    });
    json!({"text": word.text, "seen": word.seen, "box": corners})
}
