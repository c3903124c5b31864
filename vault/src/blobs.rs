//! Sealed files, one per original and one per page picture: `blobs/xx/<name>`, where the name is keyed
//! and says nothing. A file is written whole in `blobs/incoming`, brought to the disk, then moved.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{limits, random::random_id};

#[derive(Clone)]
pub(crate) struct Blobs {
    root: PathBuf,
}

impl Blobs {
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        make_folder(&root.join("incoming"))?;
        let blobs = Self {
            root: root.to_path_buf(),
        };
        blobs.sweep_half_written()?;
        Ok(blobs)
    }

    /// Returns once the file and its name are on the disk. Replaces a file of the same name.
    pub(crate) async fn write(&self, name: u128, sealed: Vec<u8>) -> io::Result<()> {
        let (incoming, path) = (self.incoming(random_id()), self.path(name));
        off_thread(move || write_whole(&incoming, &path, &sealed)).await
    }

    pub(crate) async fn read(&self, name: u128) -> io::Result<Vec<u8>> {
        let path = self.path(name);
        off_thread(move || fs::read(path)).await
    }

    /// Nothing happens when there is no such file.
    pub(crate) async fn remove(&self, name: u128) -> io::Result<()> {
        let path = self.path(name);
        off_thread(move || match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await
    }

    /// Names of all files, unordered.
    pub(crate) async fn names(&self) -> io::Result<Vec<u128>> {
        let root = self.root.clone();
        off_thread(move || {
            let mut names = Vec::new();
            for folder in fs::read_dir(root)? {
                for file in fs::read_dir(folder?.path())? {
                    let name = file?.file_name();
                    let parsed = name.to_str().map(|name| u128::from_str_radix(name, 16));
                    names.extend(parsed.and_then(Result::ok));
                }
            }
            Ok(names)
        })
        .await
    }

    fn path(&self, name: u128) -> PathBuf {
        let name = format!("{name:032x}");
        self.root.join(&name[..2]).join(&name)
    }

    fn incoming(&self, name: u128) -> PathBuf {
        self.root.join("incoming").join(format!("{name:032x}.half"))
    }

    fn sweep_half_written(&self) -> io::Result<()> {
        let now = SystemTime::now();
        for file in fs::read_dir(self.root.join("incoming"))? {
            let file = file?;
            // Another process may just have moved it away: then it is not ours to sweep.
            let Ok(age) = file.metadata().and_then(|meta| meta.modified()) else {
                continue;
            };
            if now
                .duration_since(age)
                .is_ok_and(|age| age > limits::HALF_WRITTEN_AGE)
            {
                fs::remove_file(file.path())?;
            }
        }
        Ok(())
    }
}

fn write_whole(incoming: &Path, path: &Path, sealed: &[u8]) -> io::Result<()> {
    let folder = path.parent().expect("a blob lies in a folder");
    make_folder(folder)?;
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(incoming)?;
    file.write_all(sealed)?;
    file.sync_all()?;
    fs::rename(incoming, path)?;
    File::open(folder)?.sync_all()
}

/// The folder's own name is brought to the disk too, or its files would be lost with it.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    folder
        .parent()
        .map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_blob_is_read_back_replaced_listed_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&folder.path().join("blobs")).unwrap();
        blobs.write(7, b"one".to_vec()).await.unwrap();
        blobs.write(7, b"two".to_vec()).await.unwrap();
        assert_eq!(blobs.read(7).await.unwrap(), b"two");
        assert_eq!(blobs.names().await.unwrap(), [7]);
        blobs.remove(7).await.unwrap();
        blobs.remove(7).await.unwrap();
        assert_eq!(
            blobs.read(7).await.unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }

    #[test]
    fn a_file_left_half_written_is_swept_after_a_day_only() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let (old, fresh) = (blobs.incoming(1), blobs.incoming(2));
        let day_ago = SystemTime::now() - limits::HALF_WRITTEN_AGE * 2;
        File::create(&old).unwrap().set_modified(day_ago).unwrap();
        File::create(&fresh).unwrap();
        Blobs::open(folder.path()).unwrap();
        assert_eq!((old.exists(), fresh.exists()), (false, true));
    }
}
