//! Sorting: fresh invented papers through the whole journey, against what they are.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;
use serde_json::Value;
use specimens::{PaperTruth, PhotoTruth};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::{
    EvalArgs,
    cost::{self, Cost},
    outlines, reading,
    report::{Case, Report, Table},
    truth::{self, list, text},
    words::{self, spread},
};

/// Digital papers show what knowing alone can do.
const SEVERITIES: [&str; 4] = ["digital", "light", "medium", "heavy"];
/// As many digital papers for each photo: they cost next to nothing.
const DIGITAL_TIMES: usize = 10;

pub(crate) fn measure(program: &Path, args: &EvalArgs, report: &mut Report) -> anyhow::Result<()> {
    let mut tables = Tables::new();
    for (offset, severity) in (0..).zip(SEVERITIES) {
        if args.specimens == 0 {
            break;
        }
        let seed = args.seed * 1000 + offset;
        let count = match severity {
            "digital" => args.specimens * DIGITAL_TIMES,
            _ => args.specimens,
        };
        let bag = Bag::photograph(args, severity, seed, count)?;
        let (mut sorted, cost) = sort(program, &bag.folder)?;
        under_the_names_of_the_truth(&mut sorted, &bag.photos);
        tables.add(severity, &bag, &Matched::new(&bag, &sorted), cost);
        tables.read(program, severity, &bag, report)?;
    }
    tables.push(report);
    if args.bag > 0 {
        report.push(timed_bag(program, args)?);
    }
    Ok(())
}

/// One folder of fresh photos with their truth.
struct Bag {
    folder: PathBuf,
    photos: Vec<PhotoTruth>,
}

impl Bag {
    fn photograph(
        args: &EvalArgs,
        severity: &str,
        seed: u64,
        count: usize,
    ) -> anyhow::Result<Self> {
        let folder = args.out.join(format!("{severity}-{seed}-{count}"));
        if !folder.join("truth.jsonl").is_file() {
            tracing::info!(severity, seed, count, "photographing fresh specimens");
            super::fresh::write(&folder, severity, seed, count)?;
        }
        let photos: Result<Vec<PhotoTruth>, _> = truth::rows(&folder.join("truth.jsonl"))?
            .into_iter()
            .map(serde_json::from_value)
            .collect();
        Ok(Self {
            photos: photos.context("truth.jsonl has another shape")?,
            folder,
        })
    }

    fn sides(&self) -> impl Iterator<Item = (&PhotoTruth, &PaperTruth)> {
        self.photos
            .iter()
            .flat_map(|photo| photo.papers.iter().map(move |paper| (photo, paper)))
    }
}

/// What `sesame sort` said of a folder.
struct Sorted {
    papers: Vec<Value>,
    refused: Vec<Value>,
    /// Files whose bytes another file of the folder has too.
    repeats: Vec<Value>,
}

fn sort(program: &Path, folder: &Path) -> anyhow::Result<(Sorted, Cost)> {
    let (output, cost) = cost::measured(Command::new(program).arg("sort").arg(folder).args([
        "--json",
        "--today",
        "2026-11-21",
    ]))?;
    anyhow::ensure!(
        output.status.success(),
        "sesame sort failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).context("sesame sort did not write UTF-8")?;
    let lines: Result<Vec<Value>, _> = lines.lines().map(serde_json::from_str).collect();
    let (papers, rest): (Vec<Value>, Vec<Value>) = lines
        .context("sesame sort did not write JSON lines")?
        .into_iter()
        // The truth lies in the folder too; it is refused as "not an image", rightly.
        .filter(|line| !text(line, "file").ends_with("truth.jsonl"))
        .partition(|line| line.get("paper").is_some());
    let (refused, repeats) = rest
        .into_iter()
        .partition(|line| line.get("refused").is_some());
    let sorted = Sorted {
        papers,
        refused,
        repeats,
    };
    Ok((sorted, cost))
}

/// Of two files with the same bytes `sesame sort` keeps the one that it meets first, and the truth calls the other one
/// the original: their names are exchanged in what was sorted.
fn under_the_names_of_the_truth(sorted: &mut Sorted, photos: &[PhotoTruth]) {
    let exchanged: Vec<(String, String)> = sorted
        .repeats
        .iter()
        .filter_map(|line| {
            let (own, kept) = (
                file_name(text(line, "file"))?,
                file_name(text(line, "repeats"))?,
            );
            let copy = photos.iter().find(|photo| photo.file == kept)?;
            (copy.duplicate_of.as_deref() == Some(&own)).then_some((kept, own))
        })
        .collect();
    for paper in &mut sorted.papers {
        let pages = paper.get_mut("pages").and_then(Value::as_array_mut);
        for page in pages.into_iter().flatten() {
            let known = file_name(text(page, "file"));
            let own = exchanged
                .iter()
                .find(|(kept, _)| Some(kept) == known.as_ref());
            if let (Some((_, own)), Some(page)) = (own, page.as_object_mut()) {
                page.insert("file".to_owned(), Value::from(own.as_str()));
            }
        }
    }
}

/// Each printed side with the sorted paper that shows it, if any.
struct Matched<'b> {
    sides: Vec<(&'b PhotoTruth, &'b PaperTruth, Option<&'b Value>)>,
    sorted: &'b Sorted,
}

/// Two regions that overlap by less are two papers. Low, because a right type with a poor outline
/// is still a right type; outlines have a measure of their own.
const OVERLAP_MIN: f32 = 0.3;

impl<'b> Matched<'b> {
    fn new(bag: &'b Bag, sorted: &'b Sorted) -> Self {
        let sides = bag
            .sides()
            .map(|(photo, paper)| {
                let found = sorted
                    .papers
                    .iter()
                    .flat_map(|found| list(found, "pages").iter().map(move |page| (found, page)))
                    .filter(|(_, page)| same_file(text(page, "file"), &photo.file))
                    .map(|(found, page)| (found, overlap(photo, paper, page)))
                    .filter(|(_, overlap)| *overlap >= OVERLAP_MIN)
                    .max_by(|a, b| a.1.total_cmp(&b.1))
                    .map(|(found, _)| found);
                (photo, paper, found)
            })
            .collect();
        Self { sides, sorted }
    }
}

fn same_file(found: &str, printed: &str) -> bool {
    Path::new(found).file_name() == Path::new(printed).file_name()
}

/// Intersection over union of the upright boxes around both; for a PDF, whether it is the page.
fn overlap(photo: &PhotoTruth, paper: &PaperTruth, page: &Value) -> f32 {
    let printed = bounds(paper.region.iter().copied());
    if printed[2] <= printed[0] {
        let sheet = page.get("page").and_then(Value::as_u64).unwrap_or(0);
        let same = photo.papers.len() == 1
            || u64::from(paper.page) == sheet + 1
            || u64::from(paper.page) == sheet;
        return f32::from(u8::from(same));
    }
    let corners = list(page, "region").iter().filter_map(|corner| {
        let x = corner.get(0)?.as_f64()? as f32;
        Some([x, corner.get(1)?.as_f64()? as f32])
    });
    let found = bounds(corners);
    let side = |low: f32, high: f32| (high - low).max(0.0);
    let area = |b: [f32; 4]| side(b[0], b[2]) * side(b[1], b[3]);
    let common = [
        printed[0].max(found[0]),
        printed[1].max(found[1]),
        printed[2].min(found[2]),
        printed[3].min(found[3]),
    ];
    area(common) / (area(printed) + area(found) - area(common)).max(1.0)
}

/// Left, top, right, bottom.
fn bounds(corners: impl Iterator<Item = [f32; 2]>) -> [f32; 4] {
    corners.fold(
        [f32::MAX, f32::MAX, f32::MIN, f32::MIN],
        |[left, top, right, bottom], [x, y]| [left.min(x), top.min(y), right.max(x), bottom.max(y)],
    )
}

struct Tables {
    outlines: Table,
    reading: Table,
    types: Table,
    facts: Table,
    groups: Table,
}

impl Tables {
    fn new() -> Self {
        Self {
            outlines: outlines::table(),
            reading: Table::new(
                "Reading, fresh specimens",
                &[
                    "severity",
                    "photos",
                    "recall",
                    "median",
                    "worst",
                    "precision",
                    "joined",
                    "CPU s",
                ],
            ),
            types: Table::new(
                "Types, fresh specimens",
                &[
                    "severity",
                    "sides",
                    "right",
                    "silently wrong",
                    "auto",
                    "review",
                    "unknown",
                    "not found",
                ],
            ),
            facts: Table::new(
                "Facts, fresh specimens",
                &[
                    "severity",
                    "dates printed",
                    "right",
                    "wrong",
                    "holders printed",
                    "right",
                    "wrong",
                ],
            ),
            groups: Table::new(
                "Grouping and twins, fresh specimens",
                &[
                    "severity",
                    "pairs together",
                    "precision",
                    "recall",
                    "twins",
                    "found",
                    "false",
                    "CPU s a photo",
                ],
            ),
        }
    }

    fn push(self, report: &mut Report) {
        for table in [
            self.outlines,
            self.reading,
            self.types,
            self.facts,
            self.groups,
        ] {
            report.push(table);
        }
    }

    fn add(&mut self, severity: &str, bag: &Bag, matched: &Matched<'_>, cost: Cost) {
        for row in outlines::rows(severity, &bag.photos, &matched.sorted.papers) {
            self.outlines.push(row);
        }
        self.types.push(types_row(severity, matched));
        self.facts.push(facts_row(severity, matched));
        self.groups.push(groups_row(severity, bag, matched, cost));
    }

    fn read(
        &mut self,
        program: &Path,
        severity: &str,
        bag: &Bag,
        report: &mut Report,
    ) -> anyhow::Result<()> {
        let readable: Vec<(PathBuf, String)> = bag
            .photos
            .iter()
            .map(|photo| {
                let printed: Vec<String> = photo.papers.iter().map(PaperTruth::text).collect();
                (bag.folder.join(&photo.file), printed.join("\n"))
            })
            .filter(|(_, printed)| !printed.is_empty())
            .collect();
        let (texts, cost) =
            reading::read_with_sesame(program, readable.iter().map(|(file, _)| file))?;
        let mut scores = Vec::new();
        for (file, printed) in readable {
            let read = texts.get(&file).cloned().unwrap_or_default();
            let Some(score) = words::score(&printed, &read) else {
                continue;
            };
            scores.push(score);
            report.worst.push(Case {
                title: format!("{severity} specimen: recall {:.2}", score.recall),
                photo: file,
                score: score.recall,
                read,
                truth: printed,
            });
        }
        let recall = spread(scores.iter().map(|score| score.recall));
        self.reading.push(vec![
            severity.to_owned(),
            scores.len().to_string(),
            format!("{:.3}", recall.mean),
            format!("{:.3}", recall.median),
            format!("{:.3}", recall.least),
            format!("{:.3}", spread(scores.iter().map(|s| s.precision)).mean),
            format!("{:.3}", spread(scores.iter().map(|s| s.joined)).mean),
            format!("{:.2}", cost.cpu_s / scores.len().max(1) as f64),
        ]);
        Ok(())
    }
}

fn types_row(severity: &str, matched: &Matched<'_>) -> Vec<String> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, paper, found) in &matched.sides {
        let Some(found) = found else {
            *count.entry("not found").or_default() += 1;
            continue;
        };
        let right = text(found, "type") == paper.document_type;
        let decided = text(found, "decided");
        if right {
            *count.entry("right").or_default() += 1;
        }
        if !right && decided == "auto" {
            *count.entry("silently wrong").or_default() += 1;
        }
        if let Some(decided) = ["auto", "review", "unknown"]
            .into_iter()
            .find(|d| *d == decided)
        {
            *count.entry(decided).or_default() += 1;
        }
    }
    let sides = matched.sides.len();
    let mut row = vec![severity.to_owned(), sides.to_string()];
    for column in [
        "right",
        "silently wrong",
        "auto",
        "review",
        "unknown",
        "not found",
    ] {
        row.push(percent(count.get(column).copied().unwrap_or(0), sides));
    }
    row
}

/// Dates by role and holders of each paper (not side), as printed and as found.
fn facts_row(severity: &str, matched: &Matched<'_>) -> Vec<String> {
    let mut seen = HashSet::new();
    let (mut dates, mut dates_right, mut dates_wrong) = (0, 0, 0);
    let (mut holders, mut holders_right, mut holders_wrong) = (0, 0, 0);
    for (_, paper, found) in &matched.sides {
        let Some(found) = found.filter(|_| seen.insert(paper.paper.clone())) else {
            continue;
        };
        for (role, day) in &paper.dates {
            dates += 1;
            let value = found.get("dates").and_then(|dates| dates.get(role));
            match value {
                Some(Value::String(value)) if day == value => dates_right += 1,
                // A year stands for its first or last day.
                Some(Value::Number(year)) if day.starts_with(&year.to_string()) => dates_right += 1,
                Some(_) => dates_wrong += 1,
                None => {}
            }
        }
        if !paper.holders.is_empty() {
            holders += 1;
            match found.get("holder").and_then(Value::as_str) {
                Some(name) if paper.holders.iter().any(|holder| same_person(holder, name)) => {
                    holders_right += 1;
                }
                Some(name) if !name.is_empty() => holders_wrong += 1,
                _ => {}
            }
        }
    }
    vec![
        severity.to_owned(),
        dates.to_string(),
        percent(dates_right, dates),
        percent(dates_wrong, dates),
        holders.to_string(),
        percent(holders_right, holders),
        percent(holders_wrong, holders),
    ]
}

/// The same names in any order, without case and accents: machine-readable lines and codes have neither.
fn same_person(printed: &str, found: &str) -> bool {
    let names = |name: &str| -> HashSet<String> {
        let bare: String = name
            .nfd()
            .filter(|&letter| !is_combining_mark(letter))
            .collect();
        bare.split(|letter: char| !letter.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (printed, found) = (names(printed), names(found));
    found.len() >= 2 && (found.is_subset(&printed) || printed.is_subset(&found))
}

fn groups_row(severity: &str, bag: &Bag, matched: &Matched<'_>, cost: Cost) -> Vec<String> {
    let number = |found: Option<&Value>| found.and_then(|f| f.get("paper")).and_then(Value::as_u64);
    let (mut together, mut joined, mut both) = (0, 0, 0);
    for (i, (photo, paper, found)) in matched.sides.iter().enumerate() {
        for (other_photo, other, other_found) in matched.sides.iter().skip(i + 1) {
            // A paper photographed twice is one paper in the truth but two groups of pages.
            if photo.duplicate_of.is_some() || other_photo.duplicate_of.is_some() {
                continue;
            }
            let truly = paper.paper == other.paper;
            let said = number(*found).is_some() && number(*found) == number(*other_found);
            together += usize::from(truly);
            joined += usize::from(said);
            both += usize::from(truly && said);
        }
    }
    let (twins, twins_found, twins_false) = twins(bag, matched);
    vec![
        severity.to_owned(),
        together.to_string(),
        percent(both, joined),
        percent(both, together),
        twins.to_string(),
        twins_found.to_string(),
        twins_false.to_string(),
        format!("{:.2}", cost.cpu_s / bag.photos.len().max(1) as f64),
    ]
}

/// Photos that show a paper again: how many there are, were said to be, and were wrongly said to be.
fn twins(bag: &Bag, matched: &Matched<'_>) -> (usize, usize, usize) {
    let papers_of: HashMap<&str, Vec<&str>> = bag
        .photos
        .iter()
        .map(|photo| {
            let papers = photo
                .papers
                .iter()
                .map(|paper| paper.paper.as_str())
                .collect();
            (photo.file.as_str(), papers)
        })
        .collect();
    let is_copy =
        |found: &Value| found.pointer("/place/kind").and_then(Value::as_str) == Some("duplicate");
    let repeated: HashSet<&str> = bag
        .photos
        .iter()
        .filter(|photo| photo.duplicate_of.is_some())
        .flat_map(|photo| {
            papers_of
                .get(photo.file.as_str())
                .into_iter()
                .flatten()
                .copied()
        })
        .collect();
    let copies: HashSet<(&str, u64)> = matched
        .sides
        .iter()
        .filter_map(|(_, paper, found)| {
            let found = (*found)?;
            is_copy(found).then_some((
                paper.paper.as_str(),
                found.get("paper").and_then(Value::as_u64)?,
            ))
        })
        .collect();
    let exact: HashSet<&str> = matched
        .sorted
        .repeats
        .iter()
        .map(|line| text(line, "file"))
        .filter_map(|file| Path::new(file).file_name()?.to_str())
        .flat_map(|file| papers_of.get(file).into_iter().flatten().copied())
        .collect();
    let found = repeated
        .iter()
        .filter(|paper| exact.contains(**paper) || copies.iter().any(|(copy, _)| copy == *paper))
        .count();
    let false_ones = copies
        .iter()
        .filter(|(paper, _)| !repeated.contains(paper))
        .count();
    (repeated.len(), found, false_ones)
}

/// How long an agent waits, and whether every file came out.
fn timed_bag(program: &Path, args: &EvalArgs) -> anyhow::Result<Table> {
    let bag = Bag::photograph(args, "mixed", args.seed * 1000 + 9, args.bag)?;
    let (sorted, cost) = sort(program, &bag.folder)?;
    let mut named: HashSet<String> = HashSet::new();
    let pages = sorted.papers.iter().flat_map(|paper| list(paper, "pages"));
    for line in pages.chain(&sorted.refused).chain(&sorted.repeats) {
        named.extend(file_name(text(line, "file")));
    }
    let lost: Vec<&str> = bag
        .photos
        .iter()
        .map(|photo| photo.file.as_str())
        .filter(|file| file_name(file).is_none_or(|file| !named.contains(&file)))
        .collect();
    if !lost.is_empty() {
        tracing::error!(?lost, "files that came out nowhere");
    }
    let mut table = Table::new(
        "A bag of mixed specimens, sorted",
        &[
            "photos", "wall s", "CPU s", "peak MiB", "papers", "refused", "lost",
        ],
    );
    table.push(vec![
        bag.photos.len().to_string(),
        format!("{:.0}", cost.wall_s),
        format!("{:.0}", cost.cpu_s),
        format!("{:.0}", cost.peak_mib),
        sorted.papers.len().to_string(),
        sorted.refused.len().to_string(),
        lost.len().to_string(),
    ]);
    Ok(table)
}

fn file_name(path: &str) -> Option<String> {
    Some(Path::new(path).file_name()?.to_str()?.to_owned())
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{:.1} %", 100.0 * part as f64 / whole as f64)
}
