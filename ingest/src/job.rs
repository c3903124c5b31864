use std::fmt;

use paper::{BagId, BeneficiaryId, DraftId, ExampleId, PhotoId};
use serde::{Deserialize, Serialize};

/// Work in the queue: ids only, never a word of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Job {
    ReadPhoto {
        beneficiary: BeneficiaryId,
        bag: BagId,
        photo: PhotoId,
    },
    FileBag {
        beneficiary: BeneficiaryId,
        bag: BagId,
    },
    /// Reads a paper that a type is taught from.
    ReadExample { draft: DraftId, example: ExampleId },
    /// Teaches a town's type.
    Teach { draft: DraftId },
}

/// The message is no job that this program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message is not a job of version 1")]
pub struct UnreadableJob;

/// The wire form. Old messages must stay readable: add a variant or a version, never change one.
#[derive(Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case", deny_unknown_fields)]
enum JobV1 {
    ReadPhotoV1 {
        beneficiary: String,
        bag: String,
        photo: String,
    },
    FileBagV1 {
        beneficiary: String,
        bag: String,
    },
    ReadExampleV1 {
        draft: String,
        example: String,
    },
    TeachV1 {
        draft: String,
    },
}

impl Job {
    /// One line of JSON. Equal jobs print equal lines, so the line serves as the key of the job.
    #[expect(clippy::missing_panics_doc, reason = "strings always have a JSON form")]
    pub fn to_wire(&self) -> String {
        let wire = match self {
            Self::ReadPhoto {
                beneficiary,
                bag,
                photo,
            } => JobV1::ReadPhotoV1 {
                beneficiary: beneficiary.to_string(),
                bag: bag.to_string(),
                photo: photo.to_string(),
            },
            Self::FileBag { beneficiary, bag } => JobV1::FileBagV1 {
                beneficiary: beneficiary.to_string(),
                bag: bag.to_string(),
            },
            Self::ReadExample { draft, example } => JobV1::ReadExampleV1 {
                draft: draft.to_string(),
                example: example.to_string(),
            },
            Self::Teach { draft } => JobV1::TeachV1 {
                draft: draft.to_string(),
            },
        };
        serde_json::to_string(&wire).expect("a struct of strings has a JSON form")
    }

    pub fn from_wire(line: &[u8]) -> Result<Self, UnreadableJob> {
        let wire: JobV1 = serde_json::from_slice(line).map_err(|_| UnreadableJob)?;
        Ok(match wire {
            JobV1::ReadPhotoV1 {
                beneficiary,
                bag,
                photo,
            } => Self::ReadPhoto {
                beneficiary: id(&beneficiary)?,
                bag: id(&bag)?,
                photo: id(&photo)?,
            },
            JobV1::FileBagV1 { beneficiary, bag } => Self::FileBag {
                beneficiary: id(&beneficiary)?,
                bag: id(&bag)?,
            },
            JobV1::ReadExampleV1 { draft, example } => Self::ReadExample {
                draft: id(&draft)?,
                example: id(&example)?,
            },
            JobV1::TeachV1 { draft } => Self::Teach { draft: id(&draft)? },
        })
    }
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, UnreadableJob> {
    text.parse().map_err(|_| UnreadableJob)
}

/// For logs.
impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadPhoto { bag, photo, .. } => write!(f, "read photo {photo} of bag {bag}"),
            Self::FileBag { bag, .. } => write!(f, "file bag {bag}"),
            Self::ReadExample { draft, example } => {
                write!(f, "read example {example} of draft {draft}")
            }
            Self::Teach { draft } => write!(f, "teach draft {draft}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: Job = Job::ReadPhoto {
        beneficiary: BeneficiaryId(7),
        bag: BagId(1),
        photo: PhotoId(u128::MAX),
    };

    #[test]
    fn a_job_is_read_back_as_it_was_written() {
        let file = Job::FileBag {
            beneficiary: BeneficiaryId(7),
            bag: BagId(1),
        };
        let example = Job::ReadExample {
            draft: DraftId(3),
            example: ExampleId(4),
        };
        let teach = Job::Teach { draft: DraftId(3) };
        for job in [READ, file, example, teach] {
            assert_eq!(Job::from_wire(job.to_wire().as_bytes()), Ok(job));
        }
    }

    /// A queue outlives a version of the program.
    #[test]
    fn a_message_of_the_first_version_stays_readable() {
        let line = r#"{"job":"read_photo_v1","beneficiary":"00000000000000000000000000000007","bag":"00000000000000000000000000000001","photo":"ffffffffffffffffffffffffffffffff"}"#;
        assert_eq!(Job::from_wire(line.as_bytes()), Ok(READ));
        assert_eq!(READ.to_wire(), line);
        let line = r#"{"job":"teach_v1","draft":"00000000000000000000000000000003"}"#;
        assert_eq!(
            Job::from_wire(line.as_bytes()),
            Ok(Job::Teach { draft: DraftId(3) })
        );
    }

    #[test]
    fn a_message_of_another_shape_is_unreadable() {
        let id_of_31_digits = READ.to_wire().replacen('0', "", 1);
        for (fault, line) in [
            ("empty", ""),
            ("not_json", "hello"),
            ("unknown_job", r#"{"job":"burn_bag_v1","bag":"0"}"#),
            ("field_missing", r#"{"job":"file_bag_v1"}"#),
            ("id_of_31_digits", &id_of_31_digits),
        ] {
            assert_eq!(
                Job::from_wire(line.as_bytes()),
                Err(UnreadableJob),
                "{fault}"
            );
        }
    }
}
