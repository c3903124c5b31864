//! Reading: words found on real photos, against what is printed.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;
use models::calibrate::calibration_error;
use serde_json::Value;

use super::{
    cost::{self, Cost},
    plot,
    report::{Case, Report, Table},
    truth::{self, list, text},
    words::{self, WordScore, spread},
};

/// Photos of one kind, with what is printed on each.
struct Set {
    name: &'static str,
    rows: Vec<(PathBuf, String)>,
    /// `printed` is only a list of words that must be found, so precision says nothing.
    only_keys: bool,
}

pub(crate) fn measure(
    program: &Path,
    papers: &Path,
    peers: bool,
    report: &mut Report,
) -> anyhow::Result<()> {
    let rows = truth::rows(&papers.join("truth.jsonl"))?;
    let mut table = Table::new(
        "Reading, real photos",
        &[
            "set",
            "photos",
            "reader",
            "recall",
            "median",
            "worst",
            "precision",
            "joined",
            "CPU s",
        ],
    );
    let mut answers = Vec::new();
    for set in sets(&rows, papers) {
        let mut add = |reader: &str, scores: &[(PathBuf, WordScore)], cost: Cost| {
            table.push(row(&set, reader, scores, cost));
        };
        let (readings, cost) = read_with_sesame(program, set.rows.iter().map(|(file, _)| file))?;
        let scores = scores(&set, &readings);
        add("sesame", &scores, cost);
        if peers {
            let (readings, cost) = read_with_tesseract(set.rows.iter().map(|(file, _)| file))?;
            add("tesseract", &self::scores(&set, &readings), cost);
        }
        if !set.only_keys {
            let read = set.rows.iter().filter_map(|(file, printed)| {
                Some(words::answers(printed, &readings.get(file)?.words))
            });
            answers.extend(read.flatten());
        }
        report.worst.extend(worst(&set, &readings, &scores));
    }
    report.push(table);
    report.draw(
        &format!(
            "How often a word of a real photo is right, by how sure the reader was (ECE {:.3})",
            calibration_error(&answers)
        ),
        plot::reliability(&answers),
    );
    report.push(machine_lines(program, papers, &rows)?);
    Ok(())
}

fn sets(rows: &[Value], papers: &Path) -> Vec<Set> {
    let pick = |name, only_keys, keep: &dyn Fn(&Value) -> bool| Set {
        name,
        only_keys,
        rows: rows
            .iter()
            .filter(|row| keep(row))
            .map(|row| (papers.join(text(row, "file")), printed(row, only_keys)))
            .filter(|(_, printed)| !printed.is_empty())
            .collect(),
    };
    let crumpled = |row: &Value| text(row, "id").starts_with("inv3d-");
    let full = |row: &Value| text(row, "truth_level") == "full_text";
    vec![
        pick("crumpled photos", false, &crumpled),
        pick("scans and PDF", false, &|row| full(row) && !crumpled(row)),
        pick("key words, other photos", true, &|row| {
            !full(row) && !crumpled(row)
        }),
    ]
}

fn printed(row: &Value, only_keys: bool) -> String {
    if only_keys {
        let keys: Vec<&str> = list(row, "key_words")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        keys.join(" ")
    } else {
        text(row, "full_text").to_owned()
    }
}

fn row(set: &Set, reader: &str, scores: &[(PathBuf, WordScore)], cost: Cost) -> Vec<String> {
    let recall = spread(scores.iter().map(|(_, score)| score.recall));
    let precision = spread(scores.iter().map(|(_, score)| score.precision));
    let joined = spread(scores.iter().map(|(_, score)| score.joined));
    vec![
        set.name.to_owned(),
        scores.len().to_string(),
        reader.to_owned(),
        format!("{:.3}", recall.mean),
        format!("{:.3}", recall.median),
        format!("{:.3}", recall.least),
        if set.only_keys {
            String::new()
        } else {
            format!("{:.3}", precision.mean)
        },
        format!("{:.3}", joined.mean),
        format!("{:.2}", cost.cpu_s / scores.len().max(1) as f64),
    ]
}

fn scores(set: &Set, readings: &HashMap<PathBuf, Reading>) -> Vec<(PathBuf, WordScore)> {
    set.rows
        .iter()
        .filter_map(|(file, printed)| {
            let read = readings
                .get(file)
                .map_or("", |reading| reading.text.as_str());
            Some((file.clone(), words::score(printed, read)?))
        })
        .collect()
}

fn worst(
    set: &Set,
    readings: &HashMap<PathBuf, Reading>,
    scores: &[(PathBuf, WordScore)],
) -> Vec<Case> {
    let printed: HashMap<&PathBuf, &String> =
        set.rows.iter().map(|(file, text)| (file, text)).collect();
    scores
        .iter()
        .map(|(file, score)| Case {
            photo: file.clone(),
            score: score.recall,
            title: format!("{}: recall {:.2}", set.name, score.recall),
            read: readings
                .get(file)
                .map(|reading| reading.text.clone())
                .unwrap_or_default(),
            truth: printed
                .get(file)
                .map(ToString::to_string)
                .unwrap_or_default(),
        })
        .collect()
}

/// All papers of a file, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) text: String,
    /// Each word with its confidence.
    pub(crate) words: Vec<(String, f32)>,
}

/// Readings by file; a refused file has none.
pub(crate) fn read_with_sesame<'f>(
    program: &Path,
    files: impl Iterator<Item = &'f PathBuf>,
) -> anyhow::Result<(HashMap<PathBuf, Reading>, Cost)> {
    let mut readings: HashMap<PathBuf, Reading> = HashMap::new();
    let (papers, cost) = read_lines(program, files)?;
    for paper in papers {
        let entry = readings
            .entry(PathBuf::from(text(&paper, "file")))
            .or_default();
        entry.text.push_str(text(&paper, "text"));
        entry.text.push('\n');
        let words = list(&paper, "lines")
            .iter()
            .flat_map(|line| list(line, "words"));
        entry.words.extend(words.filter_map(|word| {
            let confidence = word.get("confidence")?.as_f64()? as f32;
            Some((text(word, "text").to_owned(), confidence))
        }));
    }
    Ok((readings, cost))
}

fn read_lines<'f>(
    program: &Path,
    files: impl Iterator<Item = &'f PathBuf>,
) -> anyhow::Result<(Vec<Value>, Cost)> {
    let (output, cost) =
        cost::measured(Command::new(program).args(["read", "--json"]).args(files))?;
    anyhow::ensure!(
        output.status.success(),
        "sesame read failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).context("sesame read did not write UTF-8")?;
    let lines: Result<Vec<Value>, _> = lines.lines().map(serde_json::from_str).collect();
    Ok((lines.context("sesame read did not write JSON lines")?, cost))
}

/// What document managers do: Tesseract's own page segmentation on the photo as it is.
fn read_with_tesseract<'f>(
    files: impl Iterator<Item = &'f PathBuf>,
) -> anyhow::Result<(HashMap<PathBuf, Reading>, Cost)> {
    let mut readings = HashMap::new();
    let mut sum = Cost::default();
    for file in files {
        let (output, cost) = cost::measured(
            Command::new("tesseract")
                .arg(file)
                .args(["-", "-l", "fra", "--psm", "3"])
                .env("OMP_THREAD_LIMIT", "1"),
        )?;
        sum.cpu_s += cost.cpu_s;
        sum.wall_s += cost.wall_s;
        let reading = Reading {
            text: String::from_utf8_lossy(&output.stdout).into_owned(),
            words: Vec::new(),
        };
        readings.insert(file.clone(), reading);
    }
    Ok((readings, sum))
}

/// MRZ lines read exactly, and codes found, on the real cards and samples that have them.
fn machine_lines(program: &Path, papers: &Path, rows: &[Value]) -> anyhow::Result<Table> {
    let with_codes: Vec<&Value> = rows
        .iter()
        .filter(|row| row.get("mrz").is_some() || row.get("barcodes").is_some())
        .collect();
    let files: Vec<PathBuf> = with_codes
        .iter()
        .map(|row| papers.join(text(row, "file")))
        .collect();
    let (lines, _) = read_lines(program, files.iter())?;
    let mut seen: HashMap<PathBuf, Vec<String>> = HashMap::new();
    for line in &lines {
        let codes = list(line, "codes")
            .iter()
            .map(|code| text(code, "text").to_owned());
        seen.entry(PathBuf::from(text(line, "file")))
            .or_default()
            .extend(codes);
    }
    let mut table = Table::new(
        "Machine-readable codes, real photos",
        &["what", "printed", "read exactly"],
    );
    let mut count = |what: &str, printed: &dyn Fn(&Value) -> Vec<String>| {
        let (mut total, mut exact) = (0, 0);
        for (row, file) in with_codes.iter().zip(&files) {
            let texts = seen.get(file).cloned().unwrap_or_default();
            for line in printed(row) {
                total += 1;
                exact += usize::from(texts.iter().any(|text| text.contains(&line)));
            }
        }
        table.push(vec![what.to_owned(), total.to_string(), exact.to_string()]);
    };
    count("MRZ lines", &|row| strings(row.get("mrz")));
    count("bar codes", &|row| strings(row.get("barcodes")));
    Ok(table)
}

/// The strings of a list, or the lines of one string.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Some(Value::String(text)) => text.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
