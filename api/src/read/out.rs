//! Where answers go: one after the other on standard output, or each into a file of its own.

use std::{
    collections::HashSet,
    fs,
    io::{self, Write},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::Format;
use crate::{naming::Taken, views::RefusedView};

pub(super) enum Out {
    Stdout,
    /// One for each file that is read, in their order.
    Files {
        read: Vec<PathBuf>,
        written: Vec<PathBuf>,
    },
}

impl Out {
    /// Makes the folder, and gives a name in it to each file.
    pub(super) fn open(
        files: &[PathBuf],
        format: Format,
        folder: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let Some(folder) = folder else {
            return Ok(Self::Stdout);
        };
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self::Files {
            read: files.to_vec(),
            written: names(files, format, folder),
        })
    }

    /// Gives what is said about the file with this number, from 0.
    pub(super) fn give(&self, number: usize, document: &[u8]) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        match self {
            Self::Stdout => stdout.write_all(document)?,
            Self::Files { read, written } => {
                let path = &written[number];
                fs::write(path, document)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                writeln!(stdout, "{} → {}", read[number].display(), path.display())?;
            }
        }
        Ok(stdout.flush()?)
    }

    /// Says why a file gave nothing: beside the answers, and never inside a document.
    pub(super) fn refuse(&self, refused: &RefusedView, format: Format) -> anyhow::Result<()> {
        let RefusedView { file, message, .. } = refused;
        let mut stdout = io::stdout().lock();
        match (self, format) {
            (Self::Stdout, Format::Text) => writeln!(stdout, "── {file} : {message}\n")?,
            (_, Format::Json) => writeln!(stdout, "{}", serde_json::to_string(refused)?)?,
            (Self::Stdout, _) => writeln!(io::stderr(), "{file} : {message}")?,
            (Self::Files { .. }, _) => writeln!(stdout, "{file} : {message}")?,
        }
        Ok(stdout.flush()?)
    }
}

/// A name for each file, after its own. Never that of a file that is read: the PDF of a PDF must not lie over it.
fn names(files: &[PathBuf], format: Format, folder: &Path) -> Vec<PathBuf> {
    let read: HashSet<(u64, u64)> = files.iter().filter_map(|file| identity(file)).collect();
    let mut taken = Taken::default();
    let name = |file: &PathBuf| {
        let stem = stem(file);
        loop {
            let path = folder.join(taken.name(&stem, format.ending()));
            if !identity(&path).is_some_and(|identity| read.contains(&identity)) {
                return path;
            }
        }
    };
    files.iter().map(name).collect()
}

/// The file's name without its ending, and no longer than leaves room for ours.
fn stem(file: &Path) -> String {
    /// Of the 255 that file systems take.
    const BYTES_MAX: usize = 200;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let end = stem.floor_char_boundary(BYTES_MAX);
    stem[..end].to_owned()
}

/// Two names of one file have it in common, links too.
fn identity(file: &Path) -> Option<(u64, u64)> {
    let about = fs::metadata(file).ok()?;
    Some((about.dev(), about.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gets_a_name_after_its_own_and_never_that_of_one_that_is_read() {
        let root = tempfile::tempdir().unwrap();
        let place = |name: &str| root.path().join(name);
        fs::create_dir(place("other")).unwrap();
        for name in ["scan.pdf", "photo.jpg", "other/photo.png"] {
            fs::write(place(name), b"bytes").unwrap();
        }
        std::os::unix::fs::symlink(place("photo.jpg"), place("photo.pdf")).unwrap();
        let files = ["scan.pdf", "photo.jpg", "other/photo.png"].map(place);
        let check = |format: Format, expected: [&str; 3]| {
            assert_eq!(
                names(&files, format, root.path()),
                expected.map(place),
                "{format:?}"
            );
        };
        check(
            Format::Alto,
            ["scan.alto.xml", "photo.alto.xml", "photo (2).alto.xml"],
        );
        check(
            Format::Pdf,
            ["scan (2).pdf", "photo (2).pdf", "photo (3).pdf"],
        );
    }

    #[test]
    fn a_long_name_leaves_room_for_our_ending() {
        let long = "é".repeat(127);
        let name = names(&[PathBuf::from(&long)], Format::Hocr, Path::new("/nowhere"));
        let name = name[0].file_name().unwrap().to_str().unwrap();
        assert!(name.len() <= 255 && name.ends_with("é.hocr"), "{name}");
    }
}
