//! `sesame read`: what is printed on photos, and where, in the shape that was asked for. Each file is read in a
//! reader process with limits, so that no file ends the program.

mod format;
mod out;

mod alto;
mod hocr;
mod searchable_pdf;

mod spot;
mod xml;

#[cfg(test)]
mod testing;

use std::{
    collections::VecDeque,
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use ingest::reader::{ReadError, ReaderPool};
use paper::{Page, PhotoId, Refusal};
use tokio::task::JoinHandle;

pub(crate) use self::format::Format;
use self::out::Out;
use crate::{
    cli::ReadArgs,
    progress::Progress,
    views::{AdviceView, AdvisedView, PageView, RefusedView},
};

/// What one file gave.
enum Answer {
    /// Never empty.
    Papers(Vec<Paper>),
    Advised(AdvisedView),
    Refused(RefusedView),
}

/// One paper found in a file.
struct Paper {
    page: Page,
    /// A JPEG of the paper alone, as people see it.
    picture: Vec<u8>,
    seconds: f32,
}

pub(crate) async fn run(args: ReadArgs) -> anyhow::Result<()> {
    for file in &args.files {
        if !file.is_file() {
            bail!("{} is not a file", file.display());
        }
    }
    let format = args.format();
    if format == Format::Pdf && args.out.is_none() && io::stdout().is_terminal() {
        bail!("a PDF is not for a terminal: send it to a file, or give --out DIR");
    }
    // Names are given before anything is read: that they cannot be is known at once.
    let out = Out::open(&args.files, format, args.out.as_deref())?;
    let pool = readers()?;
    let mut progress = Progress::new(args.files.len() as u64);
    let mut waiting: VecDeque<JoinHandle<anyhow::Result<Answer>>> = VecDeque::new();
    let mut files = args.files.iter().cloned().enumerate();
    let mut done = 0;
    loop {
        // Two photos in hand for each reader: none waits for a disk, few are in memory.
        while waiting.len() < 2 * pool.count() {
            let Some((number, file)) = files.next() else {
                break;
            };
            waiting.push_back(tokio::spawn(read_file(
                pool.clone(),
                number,
                file,
                args.coach,
            )));
        }
        let Some(next) = waiting.pop_front() else {
            break;
        };
        match next.await?? {
            Answer::Papers(papers) => {
                let document = document(&args.files[done], &papers, format)?;
                out.give(done, &document)?;
            }
            Answer::Advised(advised) => out.give(done, &advice(&advised, format)?)?,
            Answer::Refused(refused) => out.refuse(&refused, format)?,
        }
        done += 1;
        progress.at(done as u64);
    }
    progress.end();
    pool.close().await;
    Ok(())
}

/// What is said about the papers of one file.
fn document(file: &Path, papers: &[Paper], format: Format) -> anyhow::Result<Vec<u8>> {
    let name = file.display().to_string();
    Ok(match format {
        Format::Text => text(&name, papers).into_bytes(),
        Format::Json => json(&name, papers)?.into_bytes(),
        Format::Alto => alto::document(&name, papers).into_bytes(),
        Format::Hocr => hocr::document(&name, papers).into_bytes(),
        Format::Pdf => searchable_pdf::document(papers)?,
    })
}

/// What the coach says of one file; only as text or JSON.
fn advice(advised: &AdvisedView, format: Format) -> anyhow::Result<Vec<u8>> {
    if format == Format::Json {
        return Ok(format!("{}\n", serde_json::to_string(advised)?).into_bytes());
    }
    let mut text = format!("── {}\n", advised.file);
    for doubt in &advised.advice.doubts {
        text += doubt.message;
        text.push('\n');
    }
    Ok(text.into_bytes())
}

fn text(file: &str, papers: &[Paper]) -> String {
    let said = papers.iter().map(|Paper { page, .. }| {
        let (number, paper) = (page.sheet + 1, page.paper + 1);
        format!(
            "── {file} · page {number} · papier {paper}\n{}\n\n",
            page.text()
        )
    });
    said.collect()
}

/// A line for each paper.
fn json(file: &str, papers: &[Paper]) -> anyhow::Result<String> {
    let mut lines = String::new();
    for paper in papers {
        let view = PageView::new(file, &paper.page, paper.seconds);
        lines.push_str(&serde_json::to_string(&view)?);
        lines.push('\n');
    }
    Ok(lines)
}

/// As many reader processes as the machine has cores: reading uses one core each.
pub(crate) fn readers() -> anyhow::Result<ReaderPool> {
    let program = std::env::current_exe().context("cannot find this program")?;
    Ok(ReaderPool::new(program, cores()))
}

pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What `sesame reader` is.
pub(crate) fn serve_child() -> anyhow::Result<()> {
    let runtime = models::locate_runtime()
        .context("no runtime folder: run `make` once, or set SESAME_RUNTIME")?;
    Ok(ingest::reader::serve_child(&runtime)?)
}

async fn read_file(
    pool: ReaderPool,
    number: usize,
    file: PathBuf,
    coach: bool,
) -> anyhow::Result<Answer> {
    let name = file.display().to_string();
    let Some(bytes) = load(&file).await? else {
        return Ok(Answer::Refused(RefusedView::new(
            &name,
            Refusal::TooManyBytes,
        )));
    };
    let answer = if coach {
        pool.coach(bytes).await.map(|advice| {
            Answer::Advised(AdvisedView {
                file: name.clone(),
                advice: AdviceView::new(&advice.doubts, advice.papers),
            })
        })
    } else {
        let found = pool.read(PhotoId(number as u128), bytes).await;
        found.map(|found| {
            let papers = found.into_iter().map(|found| Paper {
                page: found.page,
                picture: found.picture,
                seconds: found.seconds,
            });
            Answer::Papers(papers.collect())
        })
    };
    match answer {
        Ok(answer) => Ok(answer),
        Err(ReadError::Refused(refusal)) => Ok(Answer::Refused(RefusedView::new(&name, refusal))),
        Err(ReadError::Failed(why)) => {
            tracing::error!(file = name, why, "reading failed");
            Ok(Answer::Refused(RefusedView::set_aside(&name)))
        }
        Err(error @ ReadError::NotStarted(_)) => Err(error.into()),
    }
}

/// `None` for a file with more bytes than the house keeps: it is not even opened.
async fn load(file: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    let shown = || format!("cannot read {}", file.display());
    let size = tokio::fs::metadata(file).await.with_context(shown)?.len();
    if size > vault::limits::ORIGINAL_BYTES_MAX as u64 {
        return Ok(None);
    }
    Ok(Some(tokio::fs::read(file).await.with_context(shown)?))
}
