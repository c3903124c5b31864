//! Strips to teach a recogniser with: what it is shown of photos whose words are known.
//!
//! `strips FOLDER… OUT`: each folder holds `truth.jsonl` and photos as `sesame-specimens` writes them. `OUT.bin` gets the
//! strips, 48 rows of bytes each, and `OUT.jsonl` one line for each: `{"at", "columns", "text"}`.

mod known;

use std::{
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use known::{Known, known_words};
use paper::Point;
use serde_json::{Value, json};
use sesame_ocr::{Reader, SeenLine, see_lines};

/// A word whose middle lies in these rows is on the strip; beyond the second range it is another line's, and
/// between the two nobody can say.
const ON: (f32, f32) = (13.0, 35.0);
const NEAR: (f32, f32) = (1.0, 47.0);
/// A word that sticks out by more columns than this is cut.
const CUT: f32 = 9.0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let out = arguments.pop().ok_or("strips FOLDER… OUT")?;
    let runtime = models::locate_runtime().ok_or("no .runtime folder; run .ci/setup run")?;
    let mut reader = Reader::open(&runtime)?;
    let mut pixels = BufWriter::new(File::create(out.with_extension("bin"))?);
    let mut rows = BufWriter::new(File::create(out.with_extension("jsonl"))?);
    let mut at = 0;
    let mut kept = 0;
    for folder in &arguments {
        for row in fs::read_to_string(folder.join("truth.jsonl"))?.lines() {
            let truth: Value = serde_json::from_str(row)?;
            for (line, text) in labelled(&mut reader, folder, &truth)? {
                let image = line.image();
                pixels.write_all(image.as_raw())?;
                let columns = image.width();
                writeln!(
                    rows,
                    "{}",
                    json!({"at": at, "columns": columns, "text": text})
                )?;
                at += image.as_raw().len();
                kept += 1;
            }
        }
    }
    writeln!(std::io::stdout(), "{kept} strips, {at} bytes")?;
    Ok(())
}

fn labelled(
    reader: &mut Reader,
    folder: &Path,
    truth: &Value,
) -> Result<Vec<(SeenLine, String)>, Box<dyn Error>> {
    let file = truth["file"].as_str().ok_or("a row without a file")?;
    let words = known_words(truth);
    // A photo that nobody can read teaches nothing.
    let Ok(lines) = see_lines(reader, &fs::read(folder.join(file))?) else {
        return Ok(Vec::new());
    };
    let lines = lines.into_iter();
    Ok(lines
        .filter_map(|line| {
            let text = label(&line, &words)?;
            Some((line, text))
        })
        .collect())
}

/// What stands on a strip; `None` when that is not sure.
fn label(line: &SeenLine, words: &[Known]) -> Option<String> {
    let columns = line.image().width() as f32;
    let mut found: Vec<(f32, &str)> = Vec::new();
    for word in words {
        let middle = |i: usize, j: usize| {
            let (p, q) = (word.corners[i], word.corners[j]);
            Point::new(f32::midpoint(p.x, q.x), f32::midpoint(p.y, q.y))
        };
        let (start, end) = (line.place(middle(0, 3)), line.place(middle(1, 2)));
        let row = f32::midpoint(start.1, end.1);
        let outside = end.0 < 0.0 || start.0 > columns;
        if outside || row < NEAR.0 || row > NEAR.1 {
            continue;
        }
        let cut = start.0 < -CUT || end.0 > columns + CUT;
        if cut || !word.seen || row < ON.0 || row > ON.1 {
            return None;
        }
        found.push((start.0, &word.text));
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let words: Vec<&str> = found.iter().map(|word| word.1).collect();
    Some(words.join(" "))
}
