//! The search library's files, sealed. Each is gathered in memory, sealed as a whole under its own name
//! and brought to the disk; it is opened as a whole into memory. Names and sizes of files can be seen;
//! they tell how much was indexed, and when.

use std::{
    collections::HashMap,
    fmt, fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tantivy::{
    Directory,
    directory::{
        AntiCallToken, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite,
        WatchCallback, WatchHandle, WritePtr,
        error::{DeleteError, LockError, OpenReadError, OpenWriteError},
    },
};
use vault::IndexKey;

/// Suffix of a file that is not whole yet; one that a kill left is of no use to anybody.
const HALF: &str = "half";

#[derive(Clone)]
pub(crate) struct SealedDirectory {
    root: PathBuf,
    key: IndexKey,
    /// Files that some searcher holds open: opened once for all of them.
    open: Arc<Mutex<HashMap<PathBuf, Weak<[u8]>>>>,
}

impl SealedDirectory {
    /// Makes the folder where there is none.
    pub(crate) fn new(root: PathBuf, key: IndexKey) -> io::Result<Self> {
        fs::create_dir_all(&root)?;
        Ok(Self {
            root,
            key,
            open: Arc::default(),
        })
    }

    fn read_sealed(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        fs::read(self.root.join(path)).map_err(|error| open_error(error, path))
    }

    fn unseal(&self, path: &Path, sealed: &[u8]) -> Result<Vec<u8>, OpenReadError> {
        self.key.open(&name(path), sealed).map_err(|_| {
            open_error(
                io::Error::new(io::ErrorKind::InvalidData, "does not open"),
                path,
            )
        })
    }

    fn write_sealed(&self, path: &Path, plain: &[u8]) -> io::Result<()> {
        let target = self.root.join(path);
        let half = target.with_added_extension(HALF);
        let mut file = fs::File::create(&half)?;
        file.write_all(&self.key.seal(&name(path), plain))?;
        file.sync_all()?;
        fs::rename(half, target)
    }

    fn held_open(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Weak<[u8]>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the seal covers: a file moved to another name does not open.
fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn open_error(error: io::Error, path: &Path) -> OpenReadError {
    if error.kind() == io::ErrorKind::NotFound {
        OpenReadError::FileDoesNotExist(path.to_path_buf())
    } else {
        OpenReadError::wrap_io_error(error, path.to_path_buf())
    }
}

impl fmt::Debug for SealedDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedDirectory")
    }
}

impl Directory for SealedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let held = self.held_open().get(path).and_then(Weak::upgrade);
        let bytes = if let Some(bytes) = held {
            bytes
        } else {
            let bytes: Arc<[u8]> = self.unseal(path, &self.read_sealed(path)?)?.into();
            let mut open = self.held_open();
            open.retain(|_, bytes| bytes.strong_count() > 0);
            open.insert(path.to_path_buf(), Arc::downgrade(&bytes));
            bytes
        };
        Ok(Arc::new(OwnedBytes::new(bytes)))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.held_open().remove(path);
        fs::remove_file(self.root.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_path_buf()),
            _ => DeleteError::IoError {
                io_error: Arc::new(error),
                filepath: path.to_path_buf(),
            },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.root
            .join(path)
            .try_exists()
            .map_err(|error| open_error(error, path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        if self.root.join(path).exists() {
            return Err(OpenWriteError::FileAlreadyExists(path.to_path_buf()));
        }
        Ok(BufWriter::new(Box::new(SealedFile {
            directory: self.clone(),
            path: path.to_path_buf(),
            plain: Vec::new(),
        })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.unseal(path, &self.read_sealed(path)?)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.write_sealed(path, data)?;
        self.sync_directory()
    }

    fn sync_directory(&self) -> io::Result<()> {
        fs::File::open(&self.root)?.sync_all()
    }

    /// Held by the operating system, so it ends with the process, killed or not; another writer waits.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let failed = |error| LockError::IoError(Arc::new(error));
        let file = fs::File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.root.join(&lock.filepath))
            .map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(DirectoryLock::from(Box::new(file)))
    }

    /// Nobody is told: a search looks for itself whether something was written.
    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// A file being written, plain in memory only.
struct SealedFile {
    directory: SealedDirectory,
    path: PathBuf,
    plain: Vec<u8>,
}

impl Write for SealedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.plain.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for SealedFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.directory.write_sealed(&self.path, &self.plain)
    }
}
