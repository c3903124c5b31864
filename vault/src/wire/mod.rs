//! The nouns as they are written: in the ledger's sealed rows, and in what the reader process answers.
//!
//! Each shape has a number. A shape that was ever written is never changed: what changes gets a `V2`
//! beside it, and the old one stays readable. Keys are short because a page has five hundred words.
//!
//! `to_json(&PageV1::from(&page))` gives `{"v1":{…}}`; `from_json::<PageV1>` reads it back, and
//! `Page::try_from` makes a page of it.

/// A closed list of words for a closed list of variants; a variant added on either side does not
/// compile without its word.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident for $noun:ty { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[serde(rename = $word)] $variant,)+
        }

        impl From<$noun> for $name {
            fn from(noun: $noun) -> Self {
                match noun { $(<$noun>::$variant => Self::$variant,)+ }
            }
        }

        impl From<$name> for $noun {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => Self::$variant,)+ }
            }
        }
    };
}
mod filed;
mod page;
mod reading;
mod rows;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error};

pub use filed::{DocumentV1, PlaceKindV1, PlaceV1, ValidityBasisV1, ValidityV1};
pub use page::{
    CodeKindV1, CodeV1, DoubtV1, LineV1, PageV1, PhotoOutcomeV1, QuadV1, RefusalV1, WordV1,
};
pub use reading::{
    CheckedCodeV1, CodeCheckV1, DatePrecisionV1, DateRoleV1, DatedFieldV1, DecidedV1, EvidenceV1,
    FieldV1, HolderRoleV1, HolderV1, ReadingV1,
};
pub(crate) use rows::{DraftV1, ExampleV1, PersonV1, PhotoV1, StaffV1};

/// What was written cannot be read. Holds no word of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Not JSON, not of this shape, or of a version that is not known here.
    #[error("not of a shape that is known")]
    Unreadable,
    /// The right shape, but not a thing that can be: a line without words, a word with a space.
    #[error("{0}")]
    Impossible(&'static str),
}

/// The version beside the shape.
#[derive(Serialize, Deserialize)]
enum Version<T> {
    #[serde(rename = "v1")]
    V1(T),
}

/// The shape and its version.
///
/// # Panics
///
/// For a shape that JSON has no words for, such as a map whose keys are no text; none here is.
pub fn to_json<T: Serialize>(shape: &T) -> Vec<u8> {
    serde_json::to_vec(&Version::V1(shape)).expect("the shapes have string keys and finite numbers")
}

/// # Errors
///
/// `Unreadable` for anything that [`to_json`] does not write.
pub fn from_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, WireError> {
    match serde_json::from_slice(json) {
        Ok(Version::V1(shape)) => Ok(shape),
        Err(_) => Err(WireError::Unreadable),
    }
}

/// A noun that is written as its own text: an id, a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<T>(pub T);

impl<T: fmt::Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let noun = text
            .parse()
            .map_err(|_| D::Error::custom("not an id or a day"))?;
        Ok(Self(noun))
    }
}

pub(crate) fn texts<T: Copy>(nouns: &[T]) -> Vec<Text<T>> {
    nouns.iter().copied().map(Text).collect()
}

pub(crate) fn nouns<T>(texts: Vec<Text<T>>) -> Vec<T> {
    texts.into_iter().map(|text| text.0).collect()
}

/// Each of a list, as the other side of the wire writes it.
fn all<'a, From: 'a, Into: std::convert::From<&'a From>>(list: &'a [From]) -> Vec<Into> {
    list.iter().map(Into::from).collect()
}

/// `JSON` has no infinity, and a place that is none is nowhere.
fn finite(number: f32) -> f32 {
    if number.is_finite() { number } else { 0.0 }
}

#[cfg(test)]
mod tests;
