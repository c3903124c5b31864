use std::{borrow::Cow, fmt::Write, path::Path};

use sha2::{Digest, Sha256};

use crate::ModelError;

/// A model as it was measured: another file under the same name is another model, and is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModelCard {
    /// Name in the folder `models` of the runtime; a name only, when the model is built in.
    pub file: &'static str,
    /// 64 lower-case hexadecimal digits.
    pub sha256: &'static str,
    /// The file itself, where it is our own and small enough to be part of the program.
    pub built_in: Option<&'static [u8]>,
}

impl ModelCard {
    /// The bytes of the file, when they are the ones that the card describes.
    pub(crate) fn read(&self, runtime: &Path) -> Result<Cow<'static, [u8]>, ModelError> {
        let bytes = match self.built_in {
            Some(bytes) => Cow::Borrowed(bytes),
            None => Cow::Owned(self.read_file(runtime)?),
        };
        let found = hexadecimal(&Sha256::digest(&bytes));
        if found != self.sha256 {
            return Err(ModelError::Altered {
                file: self.file,
                found,
            });
        }
        Ok(bytes)
    }

    fn read_file(&self, runtime: &Path) -> Result<Vec<u8>, ModelError> {
        let path = runtime.join("models").join(self.file);
        std::fs::read(path).map_err(|error| ModelError::Missing {
            file: self.file,
            what: error.to_string(),
        })
    }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SHA-256 of `abc`, from FIPS 180-2.
    const ABC: ModelCard = ModelCard {
        file: "abc.onnx",
        sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        built_in: None,
    };

    fn runtime_with(bytes: &[u8]) -> tempfile::TempDir {
        let runtime = tempfile::tempdir().unwrap();
        std::fs::create_dir(runtime.path().join("models")).unwrap();
        std::fs::write(runtime.path().join("models/abc.onnx"), bytes).unwrap();
        runtime
    }

    #[test]
    fn a_model_is_read_when_its_hash_agrees() {
        let read = ABC.read(runtime_with(b"abc").path()).unwrap();
        assert_eq!(*read, *b"abc");
    }

    #[test]
    fn a_built_in_model_needs_no_file_and_is_checked_too() {
        let nowhere = tempfile::tempdir().unwrap();
        let card = |bytes| ModelCard {
            built_in: Some(bytes),
            ..ABC
        };
        assert_eq!(*card(b"abc").read(nowhere.path()).unwrap(), *b"abc");
        let altered = card(b"abd").read(nowhere.path());
        assert!(matches!(altered, Err(ModelError::Altered { .. })));
    }

    #[test]
    fn a_model_with_one_other_byte_is_refused() {
        let answer = ABC.read(runtime_with(b"abd").path());
        assert!(matches!(
            answer,
            Err(ModelError::Altered {
                file: "abc.onnx",
                ..
            })
        ));
    }

    #[test]
    fn a_missing_model_is_named() {
        let runtime = tempfile::tempdir().unwrap();
        let answer = ABC.read(runtime.path());
        assert!(matches!(
            answer,
            Err(ModelError::Missing {
                file: "abc.onnx",
                ..
            })
        ));
    }
}
