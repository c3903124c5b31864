//! Versions of a taught model on disk: made, promoted, rolled back; none is ever changed or deleted.
//!
//! In one folder: `0001.onnx` (the model), `0001.json` (what is known about it, as whoever made it wrote it),
//! `0001.sha256`, and `history.jsonl` with one line for each promotion and each step back. The last line says which is
//! in use; no line, or a step back beyond the first, means the model that is part of the program. Who writes holds the
//! lock of `writer`, so that two processes never take one number.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{ModelError, card::hexadecimal};

/// The folder of one kind of model.
#[derive(Clone, Debug)]
pub struct Versions {
    folder: PathBuf,
}

/// A line of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The version in use from here on; `None` for the one that is part of the program.
    pub version: Option<u32>,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at_s: i64,
    /// Why, where something spoke against it.
    pub why: Option<String>,
    /// A step back: the promotion before it is undone.
    #[serde(default)]
    pub back: bool,
}

impl Versions {
    /// The folder need not exist yet.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Keeps a model. Its number; nothing uses it yet.
    pub fn add(&self, model: &[u8], about: &str) -> Result<u32, ModelError> {
        self.add_once(model, about, |_| false)
    }

    /// Keeps a model unless one is kept whose `about` is `known`. Its number.
    pub fn add_once(
        &self,
        model: &[u8],
        about: &str,
        known: impl Fn(&str) -> bool,
    ) -> Result<u32, ModelError> {
        let _alone = self.alone()?;
        if let Some(number) = self.find(known)? {
            return Ok(number);
        }
        let number = self.numbers()?.last().map_or(1, |last| last + 1);
        self.write(number, "json", about.as_bytes())?;
        self.write(
            number,
            "sha256",
            hexadecimal(&Sha256::digest(model)).as_bytes(),
        )?;
        // Last: a version without its model does not count.
        self.write(number, "onnx", model)?;
        Ok(number)
    }

    /// The first version whose `about` is `known`.
    pub fn find(&self, known: impl Fn(&str) -> bool) -> Result<Option<u32>, ModelError> {
        for number in self.numbers()? {
            if known(&self.about(number)?) {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// All versions, in the order in which they were made.
    pub fn numbers(&self) -> Result<Vec<u32>, ModelError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut numbers = Vec::new();
        for entry in entries {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_string_lossy();
            let number = name
                .strip_suffix(".onnx")
                .and_then(|stem| stem.parse::<u32>().ok());
            numbers.extend(number);
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// The bytes of a version, which must be those that were kept.
    pub fn model(&self, number: u32) -> Result<Vec<u8>, ModelError> {
        let model = self.read(number, "onnx")?;
        let kept = self.read(number, "sha256")?;
        if hexadecimal(&Sha256::digest(&model)).as_bytes() != kept {
            return Err(ModelError::Versions {
                what: format!("version {number} is not as it was kept"),
            });
        }
        Ok(model)
    }

    /// What its maker wrote about a version.
    pub fn about(&self, number: u32) -> Result<String, ModelError> {
        String::from_utf8(self.read(number, "json")?).map_err(|_| ModelError::Versions {
            what: format!("what is known about version {number} is no text"),
        })
    }

    /// The version in use; `None` for the one that is part of the program.
    pub fn current(&self) -> Result<Option<u32>, ModelError> {
        Ok(self.stack()?.last().copied())
    }

    /// Everything that was promoted and taken back.
    pub fn history(&self) -> Result<Vec<Step>, ModelError> {
        let text = match fs::read_to_string(self.folder.join("history.jsonl")) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let line = |(at, line)| {
            serde_json::from_str(line).map_err(|error| ModelError::Versions {
                what: format!("history.jsonl, line {}: {error}", at + 1),
            })
        };
        text.lines().enumerate().map(line).collect()
    }

    /// Uses a version from now on.
    pub fn promote(&self, number: u32, why: Option<&str>, at_s: i64) -> Result<(), ModelError> {
        self.model(number)?;
        let _alone = self.alone()?;
        self.step(Step {
            version: Some(number),
            at_s,
            why: why.map(str::to_owned),
            back: false,
        })
    }

    /// Uses the version that was in use before the present one. Which that is; nothing happens without a present one.
    pub fn back(&self, at_s: i64) -> Result<Option<u32>, ModelError> {
        if self.current()?.is_none() {
            return Ok(None);
        }
        let _alone = self.alone()?;
        let mut stack = self.stack()?;
        stack.pop();
        let version = stack.last().copied();
        if let Some(number) = version {
            self.model(number)?;
        }
        self.step(Step {
            version,
            at_s,
            why: None,
            back: true,
        })?;
        Ok(version)
    }

    /// What a step back would bring into use; `None` for the one that is part of the program.
    pub fn before(&self) -> Result<Option<u32>, ModelError> {
        let mut stack = self.stack()?;
        stack.pop();
        Ok(stack.last().copied())
    }

    /// The right to write, until it is dropped or its process ends.
    fn alone(&self) -> Result<File, ModelError> {
        fs::create_dir_all(&self.folder).map_err(failed)?;
        let lock = File::create(self.folder.join("writer")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        Ok(lock)
    }

    /// What a step back would come to, the last being in use.
    fn stack(&self) -> Result<Vec<u32>, ModelError> {
        let mut stack = Vec::new();
        for step in self.history()? {
            match step {
                Step { back: true, .. } => {
                    stack.pop();
                }
                Step {
                    version: Some(number),
                    ..
                } => stack.push(number),
                Step { version: None, .. } => stack.clear(),
            }
        }
        Ok(stack)
    }

    fn step(&self, step: Step) -> Result<(), ModelError> {
        let mut steps = self.history()?;
        steps.push(step);
        let mut text = String::new();
        for step in &steps {
            text += &serde_json::to_string(step).map_err(|error| failed(error.into()))?;
            text.push('\n');
        }
        self.replace("history.jsonl", text.as_bytes())
    }

    fn read(&self, number: u32, kind: &str) -> Result<Vec<u8>, ModelError> {
        let name = format!("{number:04}.{kind}");
        fs::read(self.folder.join(&name)).map_err(|error| ModelError::Versions {
            what: format!("{name}: {error}"),
        })
    }

    fn write(&self, number: u32, kind: &str, bytes: &[u8]) -> Result<(), ModelError> {
        self.replace(&format!("{number:04}.{kind}"), bytes)
    }

    /// Whole or not at all, even when the machine stops.
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), ModelError> {
        let part = self.folder.join(format!("{name}.part"));
        let mut file = File::create(&part).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        fs::rename(&part, self.folder.join(name)).map_err(failed)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(error: std::io::Error) -> ModelError {
    ModelError::Versions {
        what: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions() -> (tempfile::TempDir, Versions) {
        let folder = tempfile::tempdir().unwrap();
        let versions = Versions::new(&folder.path().join("types"));
        (folder, versions)
    }

    #[test]
    fn versions_are_kept_promoted_and_taken_back_byte_for_byte() {
        let (_folder, versions) = versions();
        assert_eq!(
            (versions.current().unwrap(), versions.numbers().unwrap()),
            (None, vec![])
        );
        let one = versions.add(b"one", "{}").unwrap();
        let two = versions.add(b"two", r#"{"seed":2}"#).unwrap();
        assert_eq!(versions.current().unwrap(), None, "made is not promoted");
        versions.promote(one, None, 10).unwrap();
        versions.promote(two, Some("asked for"), 20).unwrap();
        assert_eq!(versions.current().unwrap(), Some(two));
        assert_eq!(versions.about(two).unwrap(), r#"{"seed":2}"#);
        assert_eq!(versions.back(30).unwrap(), Some(one));
        assert_eq!(versions.model(one).unwrap(), b"one");
        assert_eq!(versions.back(40).unwrap(), None);
        assert_eq!(versions.current().unwrap(), None);
        assert_eq!(versions.back(50).unwrap(), None);
        let history = versions.history().unwrap();
        assert_eq!(history.len(), 4);
        assert_eq!(history[1].why.as_deref(), Some("asked for"));
    }

    #[test]
    fn one_maker_keeps_one_version_however_often_and_several_at_once() {
        let (_folder, versions) = versions();
        let makers: Vec<_> = (0..8_u8)
            .map(|maker| {
                let versions = versions.clone();
                let name = format!("maker {}", maker / 2);
                std::thread::spawn(move || {
                    let known = |about: &str| about == name;
                    versions.add_once(&[maker], &name, known).unwrap()
                })
            })
            .collect();
        let mut numbers: Vec<u32> = makers
            .into_iter()
            .map(|maker| maker.join().unwrap())
            .collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 1, 2, 2, 3, 3, 4, 4]);
        assert_eq!(versions.numbers().unwrap(), [1, 2, 3, 4]);
    }

    #[test]
    fn a_version_that_was_altered_is_neither_promoted_nor_used() {
        let (folder, versions) = versions();
        let one = versions.add(b"one", "{}").unwrap();
        fs::write(folder.path().join("types/0001.onnx"), b"other").unwrap();
        assert!(versions.model(one).is_err());
        assert!(versions.promote(one, None, 1).is_err());
        assert!(versions.promote(7, None, 1).is_err());
        assert_eq!(versions.current().unwrap(), None);
    }

    #[test]
    fn a_broken_history_is_said_with_its_line() {
        let (folder, versions) = versions();
        let one = versions.add(b"one", "{}").unwrap();
        versions.promote(one, None, 1).unwrap();
        let path = folder.path().join("types/history.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}{{\"version\":")).unwrap();
        let error = versions.current().unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
    }
}
