//! `sesame eval`: how well the built program reads and knows papers, and what it costs.
//!
//! Measures from outside: each figure comes from running this same program through its command-line
//! contract (`read --json`, `sort --json`) on files and comparing what it says with the truth. So what
//! is measured is what people get, reader processes and limits included.

mod coach;
mod cost;
mod fresh;
mod outlines;
mod plot;
mod reading;
mod report;
mod sorting;
mod truth;
mod words;

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use report::Report;

/// What to measure, with how much of it.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct EvalArgs {
    /// Folder with `truth.jsonl` and real photos; left out when it does not exist.
    #[arg(long, default_value = "../shared/papers")]
    papers: PathBuf,
    /// Where the report and the fresh specimens go.
    #[arg(long, default_value = ".demo/eval")]
    out: PathBuf,
    /// Fresh specimen photos for each severity; 0 for none.
    #[arg(long, default_value_t = 30)]
    specimens: usize,
    /// Seed of the fresh specimens: another seed, other people, papers and photos.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Photos in the bag that is timed; 0 to leave it out.
    #[arg(long, default_value_t = 60)]
    bag: usize,
    /// Photos with one defect each, or none, on which the coach is tried; 0 to leave it out.
    #[arg(long, default_value_t = 120)]
    defects: usize,
    /// Also run plain Tesseract on the same photos.
    #[arg(long)]
    peers: bool,
}

/// Prints the tables and writes `report.html` and `report.json` below `out`.
pub(crate) fn run(args: &EvalArgs) -> anyhow::Result<()> {
    fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot write to {}", args.out.display()))?;
    let program = std::env::current_exe().context("cannot find this program")?;
    let mut report = Report::default();
    if args.papers.join("truth.jsonl").is_file() {
        reading::measure(&program, &args.papers, args.peers, &mut report)?;
    } else {
        tracing::warn!(papers = %args.papers.display(), "no real photos there; left out");
    }
    if args.defects > 0 {
        coach::measure(&program, args, &mut report)?;
    }
    sorting::measure(&program, args, &mut report)?;
    report.write(&args.out)
}
