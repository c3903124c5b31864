//! Sorting: fresh invented papers through the whole journey, against what they are.

mod bag;
mod facts;
mod groups;
mod matched;
mod sorted;
mod types;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use models::calibrate::{Answer, calibration_error};
use specimens::PaperTruth;

use self::{
    bag::Bag,
    matched::Matched,
    sorted::{sort, under_the_names_of_the_truth},
    types::Types,
};
use super::{
    EvalArgs,
    cost::Cost,
    outlines, plot, reading,
    report::{Case, Report, Table},
    truth::{list, text},
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

struct Tables {
    outlines: Table,
    reading: Table,
    types: Types,
    facts: Table,
    groups: Table,
    /// Every word read on the photos.
    answers: Vec<Answer>,
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
                    "ECE of words",
                    "CPU s",
                ],
            ),
            types: Types::new(),
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
            answers: Vec::new(),
        }
    }

    fn push(self, report: &mut Report) {
        report.push(self.outlines);
        report.push(self.reading);
        report.draw(
            "How often a word is right, by how sure the reader was",
            plot::reliability(&self.answers),
        );
        self.types.push(report);
        report.push(self.facts);
        report.push(self.groups);
    }

    fn add(&mut self, severity: &str, bag: &Bag, matched: &Matched<'_>, cost: Cost) {
        for row in outlines::rows(severity, &bag.photos, &matched.sorted.papers) {
            self.outlines.push(row);
        }
        self.types.add(severity, matched);
        self.facts.push(facts::row(severity, matched));
        self.groups.push(groups::row(severity, bag, matched, cost));
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
        let (readings, cost) =
            reading::read_with_sesame(program, readable.iter().map(|(file, _)| file))?;
        let (mut scores, mut answers) = (Vec::new(), Vec::new());
        for (file, printed) in readable {
            let read = readings.get(&file).cloned().unwrap_or_default();
            let Some(score) = words::score(&printed, &read.text) else {
                continue;
            };
            answers.extend(words::answers(&printed, &read.words));
            scores.push(score);
            report.worst.push(Case {
                title: format!("{severity} specimen: recall {:.2}", score.recall),
                photo: file,
                score: score.recall,
                read: read.text,
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
            format!("{:.3}", calibration_error(&answers)),
            format!("{:.2}", cost.cpu_s / scores.len().max(1) as f64),
        ]);
        self.answers.extend(answers);
        Ok(())
    }
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
