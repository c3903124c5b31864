//! `sesame train`: a town teaches its own types, sees before and after, promotes or goes back.

mod report;

use std::{
    fs,
    io::{Write, stdout},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use classify::{Risk, learn::Lesson};
use ingest::{
    reader::{ReadError, ReaderPool},
    taught::{self, About, Lessons, Making, Origin, Paper},
};
use models::Versions;
use paper::PhotoId;
use sha2::{Digest, Sha256};

use crate::{assets::hexadecimal, cli::TrainArgs, progress::Progress, read};

pub(crate) async fn run(args: TrainArgs) -> anyhow::Result<()> {
    let versions = taught::versions(&args.store.data_or("sesame-data"));
    let now_s = ingest::Clock::System.now_s();
    if args.back {
        let version = versions.back(now_s)?;
        return say(&report::in_use(version));
    }
    if let Some(number) = args.promote {
        promote(&versions, number, args.despite.as_deref(), now_s)?;
        return say(&report::in_use(Some(number)));
    }
    if let Some((types, papers)) = args.types.as_ref().zip(args.papers.as_ref()) {
        let number = teach(&versions, types, papers, now_s).await?;
        let about = versions.about(number)?;
        if args.json {
            return say(&about);
        }
        return say(&report::of_version(number, &serde_json::from_str(&about)?));
    }
    say(&report::list(&versions)?)
}

/// Refused when something speaks against the version, unless a reason is given; the reason is kept.
fn promote(
    versions: &Versions,
    number: u32,
    despite: Option<&str>,
    now_s: i64,
) -> anyhow::Result<()> {
    let about = About::of(versions, number)?;
    taught::of_version(versions, number, Risk::default())?;
    let reason = despite.map(str::trim).filter(|reason| !reason.is_empty());
    if !about.against.is_empty() && reason.is_none() {
        bail!(
            "version {number} : {} ; pour l’adopter quand même, dites pourquoi : --despite « … »",
            about.against.join(" ; ")
        );
    }
    Ok(versions.promote(number, reason, now_s)?)
}

/// Reads the papers, teaches, keeps a version. Its number.
async fn teach(
    versions: &Versions,
    types: &Path,
    papers: &Path,
    now_s: i64,
) -> anyhow::Result<u32> {
    let text =
        fs::read_to_string(types).with_context(|| format!("{} ne se lit pas", types.display()))?;
    taught::local_types(&text)?; // before minutes of reading
    let lessons = Lessons {
        types: text,
        new: lessons(papers).await?,
        others: Vec::new(),
    };
    let (versions, today) = (versions.clone(), ingest::Clock::System.today());
    let made = tokio::task::spawn_blocking(move || {
        match taught::make(&versions, &lessons, today, now_s, |_| {})? {
            Making::Known(number) => Ok(number),
            Making::New(made) => made.keep(&versions),
        }
    });
    Ok(made.await??)
}

/// The papers of a folder that holds one folder per type, named by its slug. One file is one paper.
async fn lessons(folder: &Path) -> anyhow::Result<Vec<Paper>> {
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    for slug in sorted(folder)? {
        if slug.is_dir() {
            let name = slug
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            files.extend(sorted(&slug)?.into_iter().map(|file| (name.clone(), file)));
        }
    }
    if files.is_empty() {
        bail!(
            "{} : il faut un dossier par type, avec au moins cinq papiers dedans",
            folder.display()
        );
    }
    let pool = read::readers()?;
    let mut progress = Progress::new(files.len() as u64);
    let mut lessons = Vec::new();
    for (at, (slug, file)) in files.into_iter().enumerate() {
        let (pages, hash) = pages(&pool, at, &file).await?;
        if !pages.is_empty() {
            lessons.push(Paper {
                lesson: Lesson { pages, slug },
                origin: Origin::File(hash),
            });
        }
        progress.at(at as u64 + 1);
    }
    progress.end();
    pool.close().await;
    Ok(lessons)
}

fn sorted(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} ne se lit pas", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

/// What is read in a file, and its SHA-256; no page when nothing can be read in it, which is said.
async fn pages(
    pool: &ReaderPool,
    at: usize,
    file: &Path,
) -> anyhow::Result<(Vec<paper::Page>, String)> {
    let bytes = fs::read(file).with_context(|| format!("{} ne se lit pas", file.display()))?;
    let hash = hexadecimal(&Sha256::digest(&bytes));
    match pool.read(PhotoId(at as u128), bytes).await {
        Ok(found) => Ok((found.into_iter().map(|found| found.page).collect(), hash)),
        Err(error @ ReadError::NotStarted(_)) => Err(error.into()),
        Err(error) => {
            tracing::warn!(file = %file.display(), %error, "laissé de côté");
            Ok((Vec::new(), hash))
        }
    }
}

fn say(text: &str) -> anyhow::Result<()> {
    Ok(writeln!(stdout(), "{}", text.trim_end())?)
}
