//! Makes bags of invented papers.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::{Parser, Subcommand, ValueEnum};
use sesame_specimens::{
    BagSeverity, Defect, DemoPhoto, SpecimenError, camera::Severity, contact_sheet, defect_photos,
    fresh, mask_photos, photograph_pdfs, write_demo_pdfs,
};

#[derive(Parser)]
#[command(about = "Invented French papers, photographed, with the truth about them")]
struct Arguments {
    /// Folder of the shared libraries and the typesetter; else `SESAME_RUNTIME`, else .runtime above here.
    #[arg(long)]
    runtime: Option<PathBuf>,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// New papers of an invented household: photos, PDFs and `truth.jsonl`.
    Bag {
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[arg(long, default_value_t = 60)]
        count: usize,
        #[arg(long, value_enum, default_value_t = Chosen::Mixed)]
        severity: Chosen,
        #[arg(long, default_value = "bag")]
        out: PathBuf,
    },
    /// One photo of each page of each PDF in a folder.
    Photos {
        pdfs: PathBuf,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[arg(long, value_enum, default_value_t = Chosen::Mixed)]
        severity: Chosen,
        #[arg(long, default_value = "photos")]
        out: PathBuf,
    },
    /// Photos with one defect each, or none: for telling a person to take a photo again.
    Defects {
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[arg(long, default_value_t = 120)]
        count: usize,
        /// Only those of the photos that have this defect.
        #[arg(long, value_name = "KIND", value_parser = defect)]
        only: Option<Defect>,
        #[arg(long, default_value = "defects")]
        out: PathBuf,
    },
    /// Small photos with the owner of each pixel, to train a network that finds papers.
    Masks {
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[arg(long, default_value_t = 100)]
        count: usize,
        #[arg(long, default_value = "masks")]
        out: PathBuf,
    },
    /// Typesets the committed papers of the demo anew.
    DemoPdfs,
    /// All photos of a folder on one picture.
    ContactSheet {
        folder: PathBuf,
        #[arg(long, default_value_t = 8)]
        columns: u32,
        /// Pixels of one picture's side.
        #[arg(long, default_value_t = 420)]
        cell: u32,
        #[arg(long, default_value_t = 64)]
        limit: usize,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Chosen {
    Mixed,
    FlatScan,
    Light,
    Medium,
    Heavy,
    /// PDFs, no photos.
    Digital,
}

impl From<Chosen> for BagSeverity {
    fn from(chosen: Chosen) -> Self {
        match chosen {
            Chosen::Mixed => Self::Mixed,
            Chosen::FlatScan => Self::All(Severity::FlatScan),
            Chosen::Light => Self::All(Severity::Light),
            Chosen::Medium => Self::All(Severity::Medium),
            Chosen::Heavy => Self::All(Severity::Heavy),
            Chosen::Digital => Self::Digital,
        }
    }
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut answer = std::io::stdout();
    match arguments.task {
        Task::Bag {
            seed,
            count,
            severity,
            out,
        } => {
            let photos = fresh(&runtime(arguments.runtime)?, seed, count, severity.into())?;
            let files = write_photos(photos, &out)?;
            writeln!(answer, "{files} files in {}", out.display())?;
        }
        Task::Photos {
            pdfs,
            seed,
            severity,
            out,
        } => {
            let pdfs = read_pdfs(&pdfs)?;
            let photos =
                photograph_pdfs(&runtime(arguments.runtime)?, pdfs, seed, severity.into())?;
            let files = write_photos(photos, &out)?;
            writeln!(answer, "{files} files in {}", out.display())?;
        }
        Task::Defects {
            seed,
            count,
            only,
            out,
        } => {
            let photos = defect_photos(&runtime(arguments.runtime)?, seed, count, only)?;
            let files = write_photos(photos, &out)?;
            writeln!(answer, "{files} files in {}", out.display())?;
        }
        Task::Masks { seed, count, out } => {
            fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
            let photos = mask_photos(&runtime(arguments.runtime)?, seed, count)?;
            for (number, photo) in photos.enumerate() {
                photo.write(&out.join(format!("{number:05}")))?;
            }
            writeln!(answer, "{count} photos in {}", out.display())?;
        }
        Task::DemoPdfs => {
            let (papers, bytes) = write_demo_pdfs(&runtime(arguments.runtime)?)?;
            writeln!(answer, "{papers} papers, {bytes} bytes")?;
        }
        Task::ContactSheet {
            folder,
            columns,
            cell,
            limit,
        } => {
            writeln!(
                answer,
                "{}",
                contact_sheet(&folder, columns.max(1), cell.max(16), limit)?.display()
            )?;
        }
    }
    Ok(())
}

/// By name, so that the same folder gives the same photos.
fn read_pdfs(folder: &Path) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut pdfs = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "pdf") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            pdfs.push((name.into_owned(), fs::read(&path)?));
        }
    }
    pdfs.sort();
    Ok(pdfs)
}

fn write_photos(
    photos: impl Iterator<Item = Result<DemoPhoto, SpecimenError>>,
    out: &Path,
) -> anyhow::Result<usize> {
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    let mut truth = fs::File::create(out.join("truth.jsonl"))?;
    let mut files = 0;
    for photo in photos {
        let photo = photo?;
        fs::write(out.join(&photo.file_name), &photo.bytes)?;
        serde_json::to_writer(&mut truth, &photo.truth)?;
        truth.write_all(b"\n")?;
        files += 1;
    }
    Ok(files)
}

fn defect(slug: &str) -> Result<Defect, String> {
    Defect::from_slug(slug).ok_or_else(|| {
        let known: Vec<&str> = Defect::ALL.into_iter().map(Defect::slug).collect();
        format!("one of {}", known.join(", "))
    })
}

fn runtime(given: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir()?;
    let found = given
        .or_else(|| std::env::var_os("SESAME_RUNTIME").map(PathBuf::from))
        .or_else(|| {
            here.ancestors()
                .map(|folder| folder.join(".runtime"))
                .find(|folder| folder.is_dir())
        });
    match found {
        Some(folder) => Ok(folder),
        None => bail!("no .runtime folder here or above; run .ci/setup test"),
    }
}
