//! The coach: which photos it says to take again, against what is wrong with them, beside the constants that
//! others use for the same.

use std::{collections::HashMap, path::Path, process::Command};

use anyhow::Context as _;
use image::GrayImage;
use serde_json::Value;
use specimens::{Defect, PhotoTruth};

use super::{
    EvalArgs,
    cost::{self, Cost},
    fresh,
    report::{Report, Table},
    truth::{self, list, text},
};

/// Variance of the Laplacian of the 8-bit grey picture below which a photo is called blurred.
const FIELD_BLURRED: f64 = 250.0;
/// Mean grey above which a page is called blank, and below which a photo is called dark.
const FIELD_BLANK: f64 = 245.0;
const FIELD_DARK: f64 = 50.0;

/// Two tables: each defect, and how many papers are seen.
pub(crate) fn measure(program: &Path, args: &EvalArgs, report: &mut Report) -> anyhow::Result<()> {
    // Other papers than those of the bags.
    let seed = args.seed * 1000 + 500;
    let folder = args.out.join(format!("defects-{seed}-{}", args.defects));
    if !folder.join("truth.jsonl").is_file() {
        tracing::info!(seed, count = args.defects, "photographing defects");
        fresh::write_defects(&folder, seed, args.defects)?;
    }
    let photos: Result<Vec<PhotoTruth>, _> = truth::rows(&folder.join("truth.jsonl"))?
        .into_iter()
        .map(serde_json::from_value)
        .collect();
    let photos = photos.context("truth.jsonl has another shape")?;
    let (advice, cost) = advise(program, &folder, &photos)?;
    let (_, start) = advise(program, &folder, &photos[..1])?;
    let cases: Vec<Case> = photos
        .iter()
        .map(|photo| Case::of(photo, &folder, &advice))
        .collect::<anyhow::Result<_>>()?;
    report.push(defects(&cases, &cost, &start));
    report.push(papers(&cases));
    Ok(())
}

/// What `sesame read --coach` says of each file, by its name.
fn advise(
    program: &Path,
    folder: &Path,
    photos: &[PhotoTruth],
) -> anyhow::Result<(HashMap<String, Value>, Cost)> {
    let files = photos.iter().map(|photo| folder.join(&photo.file));
    let (output, cost) = cost::measured(
        Command::new(program)
            .args(["read", "--coach", "--json"])
            .args(files),
    )?;
    anyhow::ensure!(
        output.status.success(),
        "sesame read --coach failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).context("the coach did not write UTF-8")?;
    let mut advice = HashMap::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).context("the coach did not write JSON")?;
        let name = Path::new(text(&line, "file")).file_name();
        let name = name.map(|name| name.to_string_lossy().into_owned());
        advice.insert(name.unwrap_or_default(), line);
    }
    Ok((advice, cost))
}

/// One photo: what is true, what the coach says, what the constants say.
struct Case {
    defect: Option<String>,
    printed: usize,
    doubts: Vec<String>,
    papers: usize,
    field: Vec<&'static str>,
}

impl Case {
    fn of(
        photo: &PhotoTruth,
        folder: &Path,
        advice: &HashMap<String, Value>,
    ) -> anyhow::Result<Self> {
        let said = advice.get(&photo.file);
        let doubts = said.map_or(&[][..], |said| list(said, "doubts"));
        let grey = image::open(folder.join(&photo.file))
            .with_context(|| format!("cannot open {}", photo.file))?
            .to_luma8();
        Ok(Self {
            defect: photo.defect.as_ref().map(|defect| defect.kind.clone()),
            printed: photo.papers.len(),
            doubts: doubts
                .iter()
                .map(|doubt| text(doubt, "doubt").to_owned())
                .collect(),
            papers: said
                .and_then(|said| said.get("papers")?.as_u64())
                .unwrap_or(0) as usize,
            field: field(&grey),
        })
    }
}

/// What the constants of the field make of a photo.
fn field(grey: &GrayImage) -> Vec<&'static str> {
    let mean = grey
        .as_raw()
        .iter()
        .map(|&value| f64::from(value))
        .sum::<f64>()
        / grey.as_raw().len().max(1) as f64;
    let mut said = Vec::new();
    if laplacian_variance(grey) < FIELD_BLURRED {
        said.push("blurred");
    }
    if mean < FIELD_DARK {
        said.push("too_dark");
    }
    if mean > FIELD_BLANK {
        said.push("blank");
    }
    said
}

/// Of the four neighbours less four times the pixel, over the whole picture.
fn laplacian_variance(grey: &GrayImage) -> f64 {
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let raw = grey.as_raw();
    let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
    for y in 1..height.saturating_sub(1) {
        for x in 1..width.saturating_sub(1) {
            let at = |index: usize| f64::from(raw[index]);
            let here = y * width + x;
            let around = at(here - 1) + at(here + 1) + at(here - width) + at(here + width);
            let value = around - 4.0 * at(here);
            sum += value;
            squares += value * value;
            count += 1.0;
        }
    }
    let mean = sum / f64::max(count, 1.0);
    squares / f64::max(count, 1.0) - mean * mean
}

/// Right claims, claims, and photos that have it.
#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    claimed: usize,
    all: usize,
}

impl Score {
    fn of(cases: &[Case], has: impl Fn(&Case) -> bool, says: impl Fn(&Case) -> bool) -> Self {
        let count = |is: &dyn Fn(&Case) -> bool| cases.iter().filter(|case| is(case)).count();
        Self {
            right: count(&|case| has(case) && says(case)),
            claimed: count(&says),
            all: count(&has),
        }
    }

    /// Recall and precision.
    fn shares(self) -> [String; 2] {
        let share = |whole: usize| match whole {
            0 => "–".to_owned(),
            _ => format!("{:.3}", self.right as f64 / whole as f64),
        };
        [share(self.all), share(self.claimed)]
    }
}

fn defects(cases: &[Case], cost: &Cost, start: &Cost) -> Table {
    let mut table = Table::new(
        "The coach: photos to take again",
        &[
            "defect",
            "photos",
            "recall",
            "precision",
            "constant of the field",
            "its recall",
            "its precision",
            "CPU s a photo",
        ],
    );
    let more = cases.len().saturating_sub(1).max(1);
    let seconds = (cost.cpu_s - start.cpu_s) / more as f64;
    for defect in Defect::ALL {
        let slug = defect.slug();
        let has = |case: &Case| case.defect.as_deref() == Some(slug);
        let ours = Score::of(cases, has, |case| {
            case.doubts.iter().any(|doubt| doubt == slug)
        });
        let constant = match defect {
            Defect::Blurred => format!("Laplacian variance < {FIELD_BLURRED}"),
            Defect::TooDark => format!("mean grey < {FIELD_DARK}"),
            Defect::Blank => format!("mean grey > {FIELD_BLANK}"),
            _ => "–".to_owned(),
        };
        let theirs = Score::of(cases, has, |case| case.field.contains(&slug));
        let [their_recall, their_precision] = if constant == "–" {
            ["–".to_owned(), "–".to_owned()]
        } else {
            theirs.shares()
        };
        let [recall, precision] = ours.shares();
        table.push(vec![
            slug.to_owned(),
            ours.all.to_string(),
            recall,
            precision,
            constant,
            their_recall,
            their_precision,
            format!("{seconds:.2}"),
        ]);
    }
    let is_good = |case: &&Case| case.defect.is_none();
    let good = cases.iter().filter(is_good).count();
    let quiet = cases
        .iter()
        .filter(is_good)
        .filter(|case| case.doubts.is_empty());
    table.push(vec![
        "good: no doubt".to_owned(),
        good.to_string(),
        format!("{:.3}", quiet.count() as f64 / good.max(1) as f64),
        "–".to_owned(),
        "–".to_owned(),
        "–".to_owned(),
        "–".to_owned(),
        format!("{seconds:.2}"),
    ]);
    table
}

fn papers(cases: &[Case]) -> Table {
    let mut table = Table::new(
        "The coach: several papers in a photo",
        &[
            "photos",
            "with several",
            "recall",
            "precision",
            "counted right",
        ],
    );
    let several = Score::of(cases, |case| case.printed > 1, |case| case.papers > 1);
    let right = cases
        .iter()
        .filter(|case| case.printed > 1 && case.papers == case.printed);
    let [recall, precision] = several.shares();
    table.push(vec![
        cases.len().to_string(),
        several.all.to_string(),
        recall,
        precision,
        format!("{:.3}", right.count() as f64 / several.all.max(1) as f64),
    ]);
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn the_constants_of_the_field_are_applied_as_they_are_known() {
        let check = |value: fn(u32, u32) -> u8, expected: &[&str]| {
            let grey = GrayImage::from_fn(64, 64, |x, y| Luma([value(x, y)]));
            assert_eq!(field(&grey), expected);
        };
        check(|x, _| if x % 8 < 4 { 40 } else { 220 }, &[]);
        check(|_, _| 128, &["blurred"]);
        check(|_, _| 10, &["blurred", "too_dark"]);
        check(|_, _| 250, &["blurred", "blank"]);
        // A Laplacian of ±16 has a variance of 256; one of ±15 has 225.
        check(|x, _| if x % 2 == 0 { 120 } else { 128 }, &[]);
        check(
            |x, y| if (x + y) % 2 == 0 { 125 } else { 128 },
            &["blurred"],
        );
    }

    #[test]
    fn recall_is_of_those_that_have_it_and_precision_of_those_that_are_said_to() {
        let case = |defect: Option<&str>, doubts: &[&str]| Case {
            defect: defect.map(str::to_owned),
            printed: 1,
            doubts: doubts.iter().map(ToString::to_string).collect(),
            papers: 1,
            field: Vec::new(),
        };
        let cases = [
            case(Some("glare"), &["glare"]),
            case(Some("glare"), &[]),
            case(None, &["glare"]),
            case(None, &["glare", "shadow"]),
            case(None, &[]),
        ];
        let score = Score::of(
            &cases,
            |case| case.defect.is_some(),
            |case| case.doubts.iter().any(|doubt| doubt == "glare"),
        );
        assert_eq!(score.shares(), ["0.500", "0.333"]);
    }
}
