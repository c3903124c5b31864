//! Where the key file lies when nobody says: below the user's configuration folder, named after the data
//! folder, so that two data folders have two keys and a copied data folder has none.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest, Sha256};
use vault::{MasterKey, load_or_create_key};

use crate::assets::hexadecimal;

/// Opens the key of a data folder, or makes it on the first run.
pub(crate) fn open(given: Option<&Path>, data: &Path) -> anyhow::Result<MasterKey> {
    let file = match given {
        Some(file) => file.to_owned(),
        None => default_file(&config_folder()?, data)?,
    };
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
    }
    load_or_create_key(&file).with_context(|| format!("cannot use the key {}", file.display()))
}

/// `<config>/sesame/<name>-<8 digits>.key`: the name for people, the digits for the whole path.
fn default_file(config: &Path, data: &Path) -> anyhow::Result<PathBuf> {
    let data = std::path::absolute(data).context("the data folder has no path")?;
    let hash = Sha256::digest(data.as_os_str().as_encoded_bytes());
    let digits = hexadecimal(&hash[..4]);
    let name = data
        .file_name()
        .map_or("data".into(), |name| name.to_string_lossy());
    Ok(config.join("sesame").join(format!("{name}-{digits}.key")))
}

fn config_folder() -> anyhow::Result<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    set("XDG_CONFIG_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".config")))
        .context("neither XDG_CONFIG_HOME nor HOME is set; say --key FILE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_data_folder_has_a_key_of_its_own() {
        let file = |data: &str| default_file(Path::new("/c"), Path::new(data)).unwrap();
        assert!(file("/a/data").starts_with("/c/sesame"));
        assert_eq!(file("/a/data"), file("/a/data"));
        assert_ne!(file("/a/data"), file("/b/data"));
    }

    #[test]
    fn a_key_inside_the_data_folder_is_refused() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("ledger.sqlite"), b"").unwrap();
        let key = data.path().join("my.key");
        assert!(open(Some(&key), data.path()).is_err());
    }
}
