//! Taking in what a person hands over: a folder, some files, one upload. The original is safe in the
//! vault before anything else happens; then it is put in the queue to be read.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use paper::{Bag, BagId, PhotoId, Refusal};
use tracing::warn;
use vault::{Permit, Received, VaultError};

use crate::{Kit, board::What, job::Job, limits, pipeline, queue::JobQueue};

/// What became of one file at the door. Nothing disappears: each file but junk has a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// As it is called; below a folder, with the way from there: `impots/avis 2024.pdf`.
    pub file_name: String,
    pub outcome: AtDoor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtDoor {
    /// Kept, and to be read.
    Received(PhotoId),
    /// Kept already: the same bytes as this photo, which is not read again.
    Repeats(PhotoId),
    /// Not kept.
    TurnedAway(Refusal),
}

/// Receives all files below a folder, in the order of their names, but what systems leave lying about.
/// Links are turned away: they lead out of what the person handed over.
pub async fn receive_folder(
    kit: &Kit,
    queue: &impl JobQueue,
    permit: &Permit,
    bag: BagId,
    folder: &Path,
) -> Result<Vec<HandedIn>, VaultError> {
    let below = folder.to_owned();
    let walked = tokio::task::spawn_blocking(move || walk(&below)).await;
    let files = walked.map_err(io::Error::other)??;
    let mut handed_in = Vec::with_capacity(files.len());
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(&file);
        let file_name = name.to_string_lossy().into_owned();
        handed_in.push(receive_path(kit, queue, permit, bag, file_name, &file).await?);
    }
    Ok(handed_in)
}

/// Receives the named files, in the order given.
pub async fn receive_files(
    kit: &Kit,
    queue: &impl JobQueue,
    permit: &Permit,
    bag: BagId,
    files: &[PathBuf],
) -> Result<Vec<HandedIn>, VaultError> {
    let mut handed_in = Vec::with_capacity(files.len());
    for file in files {
        let name = file.file_name().unwrap_or(file.as_os_str());
        let file_name = name.to_string_lossy().into_owned();
        handed_in.push(receive_path(kit, queue, permit, bag, file_name, file).await?);
    }
    Ok(handed_in)
}

/// Receives the bytes of one file.
///
/// # Errors
///
/// Those of `Vault::receive_photo`. That the queue does not answer is none: the photo is safe, and the
/// sweep puts it in the queue later.
pub async fn receive_file(
    kit: &Kit,
    queue: &impl JobQueue,
    permit: &Permit,
    bag: BagId,
    file_name: &str,
    bytes: &[u8],
) -> Result<AtDoor, VaultError> {
    if bytes.len() > vault::limits::ORIGINAL_BYTES_MAX {
        return Ok(AtDoor::TurnedAway(Refusal::TooManyBytes));
    }
    let now_s = kit.clock.now_s();
    let received = kit
        .vault
        .receive_photo(permit, bag, file_name, bytes, now_s)
        .await?;
    kit.board.tell(permit.beneficiary(), bag, What::Received);
    match received {
        Received::Known(photo) => Ok(AtDoor::Repeats(photo)),
        Received::New(photo) => {
            let beneficiary = permit.beneficiary();
            let job = Job::ReadPhoto {
                beneficiary,
                bag,
                photo,
            };
            push(queue, &[job]).await;
            Ok(AtDoor::Received(photo))
        }
    }
}

/// Says that no more files come: the bag is filed as soon as all its photos are read.
pub async fn complete(
    kit: &Kit,
    queue: &impl JobQueue,
    permit: &Permit,
    bag: BagId,
) -> Result<Bag, VaultError> {
    let bag = kit.vault.complete_bag(permit, bag).await?;
    push(queue, &pipeline::follow_ups(&bag)).await;
    Ok(bag)
}

async fn push(queue: &impl JobQueue, jobs: &[Job]) {
    if let Err(error) = queue.push(jobs).await {
        warn!(%error, "the queue took no job; the sweep will offer it again");
    }
}

async fn receive_path(
    kit: &Kit,
    queue: &impl JobQueue,
    permit: &Permit,
    bag: BagId,
    file_name: String,
    file: &Path,
) -> Result<HandedIn, VaultError> {
    let outcome = match read(file).await {
        Ok(bytes) => receive_file(kit, queue, permit, bag, &file_name, &bytes).await?,
        Err(refusal) => AtDoor::TurnedAway(refusal),
    };
    Ok(HandedIn { file_name, outcome })
}

/// The bytes of a plain file that is not too large; looked at before it is read.
async fn read(file: &Path) -> Result<Vec<u8>, Refusal> {
    let unreadable = |error: io::Error| {
        warn!(kind = %error.kind(), "a file cannot be read and is turned away");
        Refusal::Broken
    };
    let found = tokio::fs::symlink_metadata(file)
        .await
        .map_err(unreadable)?;
    if !found.is_file() {
        return Err(Refusal::NotAnImage);
    }
    if found.len() > vault::limits::ORIGINAL_BYTES_MAX as u64 {
        return Err(Refusal::TooManyBytes);
    }
    tokio::fs::read(file).await.map_err(unreadable)
}

/// All that is no folder below a folder, in the order of the paths.
fn walk(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    walk_into(folder, limits::FOLDERS_DEEP_MAX, &mut found)?;
    found.sort();
    Ok(found)
}

fn walk_into(folder: &Path, deep: u32, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if is_junk(&entry.file_name().to_string_lossy()) {
            continue;
        }
        // A folder too deep is turned away by its own name, like anything that is not a file.
        if entry.file_type()?.is_dir() && deep > 0 {
            walk_into(&entry.path(), deep - 1, found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// What macOS and Windows leave beside people's files.
fn is_junk(name: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with("._")
        || ["thumbs.db", ".ds_store", "desktop.ini", "__macosx"].contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_systems_leave_lying_about_is_ignored() {
        for (name, junk) in [
            ("._IMG_1.jpg", true),
            ("Thumbs.db", true),
            (".DS_Store", true),
            ("Desktop.ini", true),
            ("IMG_1.jpg", false),
            ("notes.txt", false),
            ("no_extension", false),
            (".hidden.pdf", false),
        ] {
            assert_eq!(is_junk(name), junk, "{name}");
        }
    }

    #[test]
    fn a_folder_is_walked_in_order_to_a_depth() {
        let root = tempfile::tempdir().unwrap();
        let deep: PathBuf = (0..=limits::FOLDERS_DEEP_MAX)
            .map(|n| format!("d{n}"))
            .collect();
        fs::create_dir_all(root.path().join(&deep).join("x")).unwrap();
        fs::write(root.path().join(&deep).join("x/too_deep.jpg"), "").unwrap();
        for name in ["b.jpg", "a.jpg", "Thumbs.db", "d0/c.jpg"] {
            fs::write(root.path().join(name), "").unwrap();
        }
        let walked = walk(root.path()).unwrap();
        let names: Vec<_> = walked
            .iter()
            .map(|file| file.strip_prefix(root.path()).unwrap())
            .collect();
        let expect = ["a.jpg".into(), "b.jpg".into(), "d0/c.jpg".into(), deep];
        assert_eq!(names, expect);
    }
}
