//! In which shape a reading leaves the house. French words for people, standard shapes for other programs.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The text of each paper, to look at
    #[default]
    Text,
    /// One JSON object per paper found, on a line of its own
    Json,
    /// ALTO 4.4, the XML of libraries and archives
    Alto,
    /// hOCR, the HTML of text recognition
    Hocr,
    /// A PDF of the papers, upright, in which one can search and select
    Pdf,
}

impl Format {
    /// Whether an answer is a whole of its own: two of them in a row are not a file of that kind.
    pub(crate) fn is_document(self) -> bool {
        match self {
            Self::Text | Self::Json => false,
            Self::Alto | Self::Hocr | Self::Pdf => true,
        }
    }

    /// Of a file of that kind, without its dot.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Json => "jsonl",
            Self::Alto => "alto.xml",
            Self::Hocr => "hocr",
            Self::Pdf => "pdf",
        }
    }

    /// As it is written behind `--format`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Alto => "alto",
            Self::Hocr => "hocr",
            Self::Pdf => "pdf",
        }
    }
}
