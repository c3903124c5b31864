//! `sesame read`: what is printed on photos, and where. Each file is read in a reader process with
//! limits, so that no file ends the program.

use std::{
    collections::VecDeque,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use ingest::reader::{ReadError, ReaderPool};
use paper::{PhotoId, Refusal};
use tokio::task::JoinHandle;

use crate::{
    cli::ReadArgs,
    progress::Progress,
    views::{AdviceView, AdvisedView, PageView, RefusedView},
};

/// What one file gave.
enum Answer {
    Pages(Vec<PageView>),
    Advised(AdvisedView),
    Refused(RefusedView),
}

pub(crate) async fn run(args: ReadArgs) -> anyhow::Result<()> {
    for file in &args.files {
        if !file.is_file() {
            bail!("{} is not a file", file.display());
        }
    }
    let pool = readers()?;
    let mut progress = Progress::new(args.files.len() as u64);
    let mut waiting: VecDeque<JoinHandle<anyhow::Result<Answer>>> = VecDeque::new();
    let mut files = args.files.into_iter().enumerate();
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
        print(&next.await??, args.json)?;
        done += 1;
        progress.at(done);
    }
    progress.end();
    pool.close().await;
    Ok(())
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
            let views = found
                .iter()
                .map(|found| PageView::new(&name, &found.page, found.seconds));
            Answer::Pages(views.collect())
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

fn print(answer: &Answer, json: bool) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match answer {
        Answer::Pages(pages) if json => {
            for page in pages {
                writeln!(out, "{}", serde_json::to_string(page)?)?;
            }
        }
        Answer::Pages(pages) => {
            for page in pages {
                writeln!(
                    out,
                    "── {} · page {} · papier {}",
                    page.file,
                    page.page + 1,
                    page.paper + 1
                )?;
                writeln!(out, "{}\n", page.text)?;
            }
        }
        Answer::Advised(advised) if json => {
            writeln!(out, "{}", serde_json::to_string(advised)?)?;
        }
        Answer::Advised(advised) => {
            writeln!(out, "── {}", advised.file)?;
            for doubt in &advised.advice.doubts {
                writeln!(out, "{}", doubt.message)?;
            }
        }
        Answer::Refused(refused) if json => writeln!(out, "{}", serde_json::to_string(refused)?)?,
        Answer::Refused(refused) => writeln!(out, "── {} : {}\n", refused.file, refused.message)?,
    }
    Ok(out.flush()?)
}
