//! What comes in by an address or a form.

use std::str::FromStr;

use serde::Deserialize;

use super::fault::Fault;

/// An id from an address; one that is malformed is not found.
pub(crate) fn id<T: FromStr>(text: &str) -> Result<T, Fault> {
    text.parse().map_err(|_| Fault::NotFound)
}

/// `?q=…&fait=…`: a search, and what has just been done.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub q: String,
    /// A word of the page's own list; anything else says nothing.
    #[serde(default)]
    pub fait: String,
}
