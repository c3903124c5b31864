//! What is true of a photo: the shape of a line of `truth.jsonl`. Its units are in the README.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Top left, top right, bottom right, bottom left of something printed, as one reads it; pixels of the photo as shown.
pub type Box4 = [[f32; 2]; 4];

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PhotoTruth {
    /// Name of the file in its folder.
    pub file: String,
    pub kind: PhotoKind,
    /// `flat_scan`, `light`, `medium`, `heavy`; empty for a PDF.
    pub severity: String,
    /// Width and height in pixels as shown, EXIF orientation applied; points (1/72 inch) of the first page for a PDF.
    pub size: (u32, u32),
    /// In the order in which they were laid down. Empty when nothing can be read.
    pub papers: Vec<PaperTruth>,
    /// The file whose paper this one shows again.
    pub duplicate_of: Option<String>,
    /// The same bytes as `duplicate_of`; else the same paper photographed again.
    pub same_bytes: bool,
    /// Why nothing can be read: `black`, `blurred`, `thumb`.
    pub mishap: Option<String>,
    /// What is wrong with a photo that was spoilt to order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defect: Option<DefectTruth>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DefectTruth {
    /// In the words of `paper::Doubt`.
    pub kind: String,
    pub how: String,
    /// In the unit of its kind: see the README.
    pub strength: f32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoKind {
    #[default]
    Photo,
    Scan,
    Pdf,
    Unusable,
}

/// One side of one paper.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaperTruth {
    /// Pages with the same id belong together; two ids are two papers.
    pub paper: String,
    /// Slug of the catalogue.
    #[serde(rename = "type")]
    pub document_type: String,
    pub layout: String,
    /// From 1, of `pages`.
    pub page: u32,
    pub pages: u32,
    /// `recto`, `verso` or nothing.
    pub side: Option<String>,
    /// As `GIVEN SURNAME`, in the order of importance.
    pub holders: Vec<String>,
    pub issuer: Option<String>,
    /// By role, as in the command-line contract, `YYYY-MM-DD`. A month is its first or last day.
    pub dates: BTreeMap<String, String>,
    /// Reference numbers by the name they have in the catalogue.
    pub refs: BTreeMap<String, String>,
    /// As printed.
    pub amounts: BTreeMap<String, String>,
    /// On this side.
    pub codes: Vec<CodeTruth>,
    /// The paper's own corners; all zero in a PDF.
    pub region: Box4,
    pub lines: Vec<LineTruth>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CodeTruth {
    /// `mrz` or `2d-doc`.
    pub kind: String,
    /// The lines of an MRZ separated by `\n`; the characters of a bar code with its control characters.
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LineTruth {
    pub words: Vec<WordTruth>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WordTruth {
    pub text: String,
    #[serde(rename = "box")]
    pub place: Box4,
    /// Inside the frame, not under another paper and not behind a fold.
    pub seen: bool,
}

impl PaperTruth {
    /// Words that the photo shows, one space between them, a line each.
    pub fn text(&self) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| {
                let words: Vec<&str> = line
                    .words
                    .iter()
                    .filter(|word| word.seen)
                    .map(|word| word.text.as_str())
                    .collect();
                words.join(" ")
            })
            .filter(|line| !line.is_empty())
            .collect();
        lines.join("\n")
    }
}
