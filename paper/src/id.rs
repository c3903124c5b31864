//! Ids are types, so that a bag is never opened with the id of a page.

use std::{fmt, str::FromStr};

/// The text was not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdError;

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id is 32 hexadecimal digits")
    }
}

impl std::error::Error for IdError {}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Written and parsed as 32 lower-case hexadecimal digits.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u128);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                    return Err(IdError);
                }
                u128::from_str_radix(text, 16).map(Self).map_err(|_| IdError)
            }
        }
    };
}

id!(
    /// A person on whose behalf papers are kept.
    BeneficiaryId
);
id!(
    /// An agent or an admin of the social service.
    StaffId
);
id!(
    /// What one person handed over at one time.
    BagId
);
id!(
    /// One file as it was received: a photo, a scan or a PDF.
    PhotoId
);
id!(
    /// One side of one paper, found in a photo.
    PageId
);
id!(
    /// One paper: one or more pages that belong together.
    DocumentId
);
id!(
    /// A type of paper that a town is teaching.
    DraftId
);
id!(
    /// One file from which a type is taught.
    ExampleId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_as_it_was_written() {
        for value in [0, 1, 0x0123_4567_89ab_cdef, u128::MAX] {
            assert_eq!(BagId(value).to_string().parse(), Ok(BagId(value)));
        }
    }

    #[test]
    fn an_id_of_another_shape_is_refused() {
        for text in [
            "",
            "12",
            "+0000000000000000000000000000001",
            &"g".repeat(32),
        ] {
            assert_eq!(text.parse::<PageId>(), Err(IdError), "{text}");
        }
    }
}
