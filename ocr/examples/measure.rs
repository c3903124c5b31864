//! Reads the photos of a truth file and says how much of their print was read, and at what cost.
//!
//! `cargo run --release -p sesame-ocr --example measure -- truth.jsonl [part of an id] [--each] [--text]`
//!
//! Rows with `full_text` give word recall, precision and joined recall (a word counts when its letters
//! stand in the text read with all spaces taken out); rows with `key_words` alone give the recall of
//! those. Words are compared in lower case without the signs around them; each counts as often as it is
//! printed.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for a terminal"
)]

mod score;

use std::{collections::HashMap, path::Path, process::ExitCode};

use paper::PhotoId;
use score::judge;
use serde_json::Value;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(truth) = arguments.next() else {
        eprintln!("usage: measure truth.jsonl [part of an id] [--each] [--text]");
        return ExitCode::from(2);
    };
    let rest: Vec<String> = arguments.collect();
    let each = rest.iter().any(|word| word == "--each");
    let text = rest.iter().any(|word| word == "--text");
    let wanted = rest.iter().find(|word| !word.starts_with("--"));
    let folder = Path::new(&truth).parent().expect("a file has a folder");
    let rows = std::fs::read_to_string(&truth).expect("the truth file can be read");

    let runtime = models::locate_runtime().expect("a runtime folder");
    let mut reader = sesame_ocr::Reader::open(&runtime).expect("the reader opens");
    let opened_s = cpu_seconds();
    let mut groups: HashMap<String, Vec<(f64, f64, f64)>> = HashMap::new();
    let mut all = Vec::new();
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row).expect("one JSON object per line");
        let id = row["id"].as_str().expect("an id");
        if wanted.is_some_and(|part| !id.contains(part.as_str())) {
            continue;
        }
        let bytes =
            std::fs::read(folder.join(row["file"].as_str().expect("a file"))).expect("the photo");
        let before_s = cpu_seconds();
        let answer = sesame_ocr::read_photo(&mut reader, PhotoId(0), &bytes);
        let spent_s = cpu_seconds() - before_s;
        let read = match &answer {
            Ok(pages) => pages
                .iter()
                .map(|found| found.page.text())
                .collect::<Vec<_>>()
                .join("\n"),
            Err(error) => {
                println!("{id}: {error}");
                String::new()
            }
        };
        if text {
            println!("{read}");
        }
        let (score, whole) = judge(&row, &read);
        if score.printed == 0 {
            continue;
        }
        let recall = score.right as f64 / score.printed as f64;
        let precision = if whole {
            score.right as f64 / score.read.max(1) as f64
        } else {
            f64::NAN
        };
        let joined = score.joined as f64 / score.printed as f64;
        if each {
            let pages = answer.as_ref().map_or(0, Vec::len);
            let doubts: Vec<_> = answer
                .iter()
                .flatten()
                .flat_map(|found| &found.page.doubts)
                .map(|doubt| doubt.slug())
                .collect();
            println!(
                "{id}: recall {recall:.3} precision {precision:.3} joined {joined:.3} {spent_s:.2} CPU s, {pages} papers {doubts:?}"
            );
        }
        let group = row["deformation"]
            .as_str()
            .unwrap_or(row["kind"].as_str().unwrap_or("other"));
        groups
            .entry(group.to_owned())
            .or_default()
            .push((recall, precision, joined));
        all.push((recall, precision, joined, spent_s));
    }
    let mut names: Vec<_> = groups.iter().collect();
    names.sort_by_key(|group| group.0);
    for (name, scores) in names {
        let mean = |pick: fn(&(f64, f64, f64)) -> f64| {
            scores.iter().map(pick).sum::<f64>() / scores.len() as f64
        };
        println!(
            "{name:16} n {:3} recall {:.3} precision {:.3} joined {:.3}",
            scores.len(),
            mean(|s| s.0),
            mean(|s| s.1),
            mean(|s| s.2)
        );
    }
    let mean = |pick: fn(&(f64, f64, f64, f64)) -> f64| {
        all.iter().map(pick).sum::<f64>() / all.len() as f64
    };
    println!(
        "all              n {:3} recall {:.3} precision {:.3} joined {:.3} CPU s {:.2} (opening {opened_s:.2}) peak {} MB",
        all.len(),
        mean(|s| s.0),
        mean(|s| s.1),
        mean(|s| s.2),
        mean(|s| s.3),
        peak_mb()
    );
    ExitCode::SUCCESS
}

/// User and system time of this process, from /proc: fields 14 and 15, in hundredths of a second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .collect();
    let ticks = |i: usize| {
        fields
            .get(i)
            .and_then(|field| field.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}

fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or("");
    line.split_whitespace()
        .nth(1)
        .and_then(|kb| kb.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}
