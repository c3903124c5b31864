//! `sesame train`: a town teaches its own types, sees before and after, promotes or goes back.

mod report;

use std::{
    fs,
    io::{Write, stdout},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use classify::{
    Catalogue, TypeModel,
    learn::{Lesson, Objection, Taught, teach_types},
};
use ingest::reader::{ReadError, ReaderPool};
use models::Versions;
use paper::PhotoId;
use sha2::{Digest, Sha256};

use crate::{
    assets::hexadecimal,
    cli::TrainArgs,
    progress::Progress,
    read,
    taught::{self, About, Tally},
};

/// Order of the examples and of what is spoiled in them; kept with the version.
const SEED: u64 = 1;

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
        say(&report::of_version(number, &serde_json::from_str(&about)?))?;
        return Ok(());
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
    let about: About = serde_json::from_str(&versions.about(number)?)?;
    taught::of_version(versions, number)?;
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
    let from = versions.current()?;
    let (base_types, model) = match from {
        Some(number) => {
            let about: About = serde_json::from_str(&versions.about(number)?)?;
            (about.types, TypeModel::from_onnx(&versions.model(number)?)?)
        }
        None => (String::new(), TypeModel::built_in()),
    };
    let types = with_new(&base_types, &text)?;
    let catalogue = Catalogue::built_in().with_local(&types)?;
    let (lessons, manifest) = lessons(papers).await?;
    let today = ingest::Clock::System.today();
    let taught = {
        let catalogue = catalogue.clone();
        tokio::task::spawn_blocking(move || teach_types(&catalogue, &model, &lessons, SEED, today))
            .await??
    };
    let about = about(&taught, &catalogue, types, manifest, from, now_s);
    let model = taught
        .model
        .to_onnx(&[("seed".to_owned(), SEED.to_string())]);
    Ok(versions.add(&model, &serde_json::to_string_pretty(&about)?)?)
}

/// The town's types of before with the new ones. Types that are in both are taken from the new file.
fn with_new(before: &str, new: &str) -> anyhow::Result<String> {
    let mut all: toml::Table = before.parse()?;
    // Errors of the new file are said by the catalogue, with their line in that file.
    Catalogue::built_in().with_local(new)?;
    for (kind, entries) in new.parse::<toml::Table>()? {
        match (all.get_mut(&kind), entries) {
            (Some(toml::Value::Table(known)), toml::Value::Table(more)) => known.extend(more),
            (_, entries) => {
                all.insert(kind, entries);
            }
        }
    }
    Ok(toml::to_string(&all)?)
}

/// The papers of a folder that holds one folder per type, named by its slug. One file is one paper.
async fn lessons(folder: &Path) -> anyhow::Result<(Vec<Lesson>, Vec<(String, Vec<String>)>)> {
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
    let mut manifest: Vec<(String, Vec<String>)> = Vec::new();
    for (at, (slug, file)) in files.into_iter().enumerate() {
        let (pages, hash) = pages(&pool, at, &file).await?;
        if !pages.is_empty() {
            match manifest.last_mut() {
                Some((last, hashes)) if *last == slug => hashes.push(hash),
                _ => manifest.push((slug.clone(), vec![hash])),
            }
            lessons.push(Lesson { pages, slug });
        }
        progress.at(at as u64 + 1);
    }
    progress.end();
    pool.close().await;
    Ok((lessons, manifest))
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

fn about(
    taught: &Taught,
    catalogue: &Catalogue,
    types: String,
    papers: Vec<(String, Vec<String>)>,
    from: Option<u32>,
    made_at_s: i64,
) -> About {
    let tally = |figures: &classify::learn::Figures| Tally {
        papers: figures.papers,
        right: figures.right,
        auto: figures.auto,
        silent: figures.silent,
    };
    let label = |slug: &String| {
        let card = catalogue.card(&paper::DocumentType::new(slug.clone()));
        card.label.clone()
    };
    About {
        format: 1,
        made_at_s,
        seed: SEED,
        from,
        types,
        papers,
        licence: "les poids appartiennent à la commune ; le modèle de base est sous Apache-2.0"
            .into(),
        before: tally(&taught.before),
        after: tally(&taught.after),
        words: taught.words.clone(),
        against: taught
            .against
            .iter()
            .map(|why| objection(why, label))
            .collect(),
    }
}

fn objection(why: &Objection, label: impl Fn(&String) -> String) -> String {
    match why {
        Objection::MoreSilent { before, after } => {
            format!("plus d’erreurs classées sans demander : {after} au lieu de {before}")
        }
        Objection::TypeFalls {
            slug,
            before,
            after,
        } => format!(
            "« {} » est moins bien reconnu : {:.0} % au lieu de {:.0} %",
            label(slug),
            100.0 * after,
            100.0 * before
        ),
    }
}

fn say(text: &str) -> anyhow::Result<()> {
    Ok(writeln!(stdout(), "{}", text.trim_end())?)
}
