//! The master key and its file. The file lives outside the data folder, so that a copied, lost or
//! stolen data folder is noise.

use std::{
    fmt::{self, Write as _},
    fs,
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{
    VaultError,
    hex::{Hex, unhex},
    ledger::LEDGER_FILE,
    random::random,
    seal::{Secret, derive},
};

const FIRST_LINE: &str = "sesame master key 1";

/// Opens a data folder. Wiped when dropped, never printed.
pub struct MasterKey {
    secret: Secret,
    /// Where it was loaded from; `None` for a key that lives in memory only.
    file: Option<PathBuf>,
}

impl MasterKey {
    /// A key that is kept nowhere: what it seals is lost when the program ends. For a vault that is
    /// not meant to last, as in `sesame sort`.
    pub fn fleeting() -> Self {
        Self {
            secret: Zeroizing::new(random()),
            file: None,
        }
    }

    pub(crate) fn derive(&self, purpose: &str) -> Secret {
        derive(&self.secret, purpose)
    }

    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey")
    }
}

/// Reads the master key, or makes a new one where there is no file. Made with mode 0600.
///
/// # Errors
///
/// `KeyFile` when the file is damaged, can be read by others than its owner, or lies in a data folder.
pub fn load_or_create_key(path: &Path) -> Result<MasterKey, VaultError> {
    if path
        .ancestors()
        .skip(1)
        .any(|folder| folder.join(LEDGER_FILE).exists())
    {
        return Err(VaultError::KeyFile("lies inside the data folder"));
    }
    match load(path) {
        Err(VaultError::Disk(error)) if error.kind() == io::ErrorKind::NotFound => {
            create(path)?;
            load(path) // and not what was made here: another process may have been first
        }
        loaded => loaded,
    }
}

fn load(path: &Path) -> Result<MasterKey, VaultError> {
    if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
        return Err(VaultError::KeyFile("can be read by others: chmod 600"));
    }
    let text = Zeroizing::new(fs::read_to_string(path)?);
    let secret = parse(&text).ok_or(VaultError::KeyFile("is damaged"))?;
    Ok(MasterKey {
        secret,
        file: Some(fs::canonicalize(path)?),
    })
}

/// Written whole under another name first: a power cut leaves no half key.
fn create(path: &Path) -> Result<(), VaultError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let half = folder.join(format!(".key-{:016x}", u64::from_be_bytes(random())));
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&half)?;
    file.write_all(print(&Zeroizing::new(random())).as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&half, path); // unlike rename, never replaces a key that is there
    fs::remove_file(&half)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}

fn print(secret: &Secret) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(128)); // never moved, so never left behind
    writeln!(text, "{FIRST_LINE}\n{}", Hex(secret.as_slice()))
        .and_then(|()| writeln!(text, "{}", Hex(&checksum(secret))))
        .expect("a string takes all that is written");
    text
}

fn parse(text: &str) -> Option<Secret> {
    let mut lines = text.lines();
    if lines.next()? != FIRST_LINE {
        return None;
    }
    let secret = Zeroizing::new(unhex::<32>(lines.next()?)?);
    (unhex::<8>(lines.next()?)? == checksum(&secret)).then_some(secret)
}

/// Of the key and the file's kind, so that a slip of an editor is told from another key.
fn checksum(secret: &Secret) -> [u8; 8] {
    let hash = Sha256::new()
        .chain_update(FIRST_LINE)
        .chain_update(secret.as_slice())
        .finalize();
    hash[..8].try_into().expect("SHA-256 has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/master");
        let made = load_or_create_key(&path).unwrap();
        let read = load_or_create_key(&path).unwrap();
        assert_eq!(*made.secret, *read.secret);
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert_eq!(format!("{made:?}"), "MasterKey");
    }

    #[test]
    fn a_damaged_key_file_is_refused_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master");
        load_or_create_key(&path).unwrap();
        let good = fs::read_to_string(&path).unwrap();
        let other_digit = if good.as_bytes()[20] == b'0' {
            "1"
        } else {
            "0"
        };
        let faults = [
            ("empty", String::new()),
            ("other_first_line", good.replace("key 1", "key 9")),
            (
                "digit_changed",
                format!("{}{other_digit}{}", &good[..20], &good[21..]),
            ),
            (
                "checksum_missing",
                good.lines().take(2).collect::<Vec<_>>().join("\n"),
            ),
            ("not_hexadecimal", good.replace('\n', "\nz")),
        ];
        for (fault, text) in faults {
            fs::write(&path, &text).unwrap();
            let refused = load_or_create_key(&path);
            assert!(
                matches!(refused, Err(VaultError::KeyFile("is damaged"))),
                "{fault}"
            );
            assert_eq!(fs::read_to_string(&path).unwrap(), text, "{fault}");
        }
    }

    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master");
        load_or_create_key(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            load_or_create_key(&path),
            Err(VaultError::KeyFile(_))
        ));
    }

    #[test]
    fn a_key_file_inside_a_data_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(LEDGER_FILE), "").unwrap();
        let path = folder.path().join("keys/master");
        assert!(matches!(
            load_or_create_key(&path),
            Err(VaultError::KeyFile(_))
        ));
        assert!(!path.exists());
    }
}
