use std::fmt;

/// Why a file cannot be used as it came. Closed on purpose: each variant has a picture, a sound and a
/// sentence, and adding one does not compile without. The original is kept all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// No byte at all.
    Empty,
    /// Not an image or a PDF of a kind that is read.
    NotAnImage,
    /// An image or PDF, but its bytes are damaged beyond decoding.
    Broken,
    /// A PDF that opens only with a password.
    Locked,
    /// More bytes than the limit.
    TooManyBytes,
    /// More pixels than the limit.
    TooManyPixels,
    /// More pages than the limit.
    TooManyPages,
    /// Reading it took longer than the limit.
    TooSlow,
    /// Reading it took more memory than the limit, or ended the reader.
    TooHeavy,
    /// Decoded, but nothing on it can be read.
    NothingReadable,
}

impl Refusal {
    /// The code in the command-line contract.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAnImage => "not_an_image",
            Self::Broken => "broken",
            Self::Locked => "locked",
            Self::TooManyBytes => "too_many_bytes",
            Self::TooManyPixels => "too_many_pixels",
            Self::TooManyPages => "too_many_pages",
            Self::TooSlow => "too_slow",
            Self::TooHeavy => "too_heavy",
            Self::NothingReadable => "nothing_readable",
        }
    }

    pub const ALL: [Self; 10] = [
        Self::Empty,
        Self::NotAnImage,
        Self::Broken,
        Self::Locked,
        Self::TooManyBytes,
        Self::TooManyPixels,
        Self::TooManyPages,
        Self::TooSlow,
        Self::TooHeavy,
        Self::NothingReadable,
    ];
}

/// For logs. What a person sees comes from the catalogue of sentences.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}
