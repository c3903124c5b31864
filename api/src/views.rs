//! The shapes that go over a wire: one JSON object per line on the command line, bodies over HTTP. Fields
//! are only ever added. Days are `YYYY-MM-DD`; boxes and regions are four `[x, y]` corners in pixels of
//! the photo (see `paper::Quad`); confidences lie in [0, 1]. A field without a value is left out.

use std::collections::BTreeMap;

use paper::{
    Bag, CheckedCode, CodeCheck, DateRole, Day, Doubt, Evidence, HeldDocument, HolderRole, Page,
    PageId, Place, Quad, RawCode, Reading, Refusal, TextLine, Validity, Word,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{pictures, words::Lang};

mod demarche;

pub use demarche::{ChecklistView, DemarcheView};

/// `[x, y]` × 4.
pub type Corners = [[f32; 2]; 4];

pub fn corners(quad: &Quad) -> Corners {
    quad.0.map(|corner| [tenth(corner.x), tenth(corner.y)])
}

/// Boxes are not known to better than a tenth of a pixel; shorter lines, same use.
fn tenth(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

/// One paper found in a file: a line of `sesame read --json`.
#[derive(Serialize)]
pub struct PageView {
    pub file: String,
    /// Sheet of a PDF or TIFF, from 0.
    pub page: u32,
    /// Which paper on that sheet, from 0.
    pub paper: u32,
    pub region: Corners,
    /// Degrees clockwise: 0, 90, 180 or 270.
    pub rotation: u16,
    /// In reading order, lines separated by `\n`.
    pub text: String,
    pub lines: Vec<LineView>,
    pub codes: Vec<RawCodeView>,
    pub doubts: Vec<&'static str>,
    pub seconds: f32,
}

#[derive(Serialize)]
pub struct LineView {
    pub text: String,
    pub confidence: f32,
    #[serde(rename = "box")]
    pub quad: Corners,
    pub words: Vec<WordView>,
}

#[derive(Serialize)]
pub struct WordView {
    pub text: String,
    pub confidence: f32,
    #[serde(rename = "box")]
    pub quad: Corners,
}

/// A code as it was seen. `checks` is `none`: whether its keys agree is for `sort` to say.
#[derive(Serialize)]
pub struct RawCodeView {
    pub kind: &'static str,
    pub text: String,
    pub checks: &'static str,
    #[serde(rename = "box")]
    pub quad: Corners,
}

impl PageView {
    pub fn new(file: &str, page: &Page, seconds: f32) -> Self {
        Self {
            file: file.to_owned(),
            page: page.sheet,
            paper: page.paper,
            region: corners(&page.region),
            rotation: page.rotation,
            text: page.text(),
            lines: page.lines.iter().map(LineView::from).collect(),
            codes: page.codes.iter().map(RawCodeView::from).collect(),
            doubts: page.doubts.iter().map(|doubt| doubt.slug()).collect(),
            seconds,
        }
    }
}

impl From<&TextLine> for LineView {
    fn from(line: &TextLine) -> Self {
        Self {
            text: line.text(),
            confidence: line.confidence().value(),
            quad: corners(&line.quad),
            words: line.words().iter().map(WordView::from).collect(),
        }
    }
}

impl From<&Word> for WordView {
    fn from(word: &Word) -> Self {
        Self {
            text: word.text.clone(),
            confidence: word.confidence.value(),
            quad: corners(&word.quad),
        }
    }
}

impl From<&RawCode> for RawCodeView {
    fn from(code: &RawCode) -> Self {
        Self {
            kind: code.kind.slug(),
            text: code.text.clone(),
            checks: CodeCheck::None.slug(),
            quad: corners(&code.quad),
        }
    }
}

/// A file that cannot be used, with what a person is told. Its code is one of `paper::Refusal`'s, or
/// `set_aside` when we failed.
#[derive(Serialize)]
pub struct RefusedView {
    pub file: String,
    pub refused: &'static str,
    pub message: &'static str,
}

impl RefusedView {
    pub fn new(file: &str, refusal: Refusal) -> Self {
        Self {
            file: file.to_owned(),
            refused: refusal.slug(),
            message: pictures::refusal(refusal).1.text(Lang::Fr),
        }
    }

    pub fn set_aside(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            refused: "set_aside",
            message: pictures::set_aside().1.text(Lang::Fr),
        }
    }
}

/// What to know of a photo before the next one is taken: the body of `POST /api/advice`.
#[derive(Serialize, ToSchema)]
pub struct AdviceView {
    /// Empty for a good photo.
    pub doubts: Vec<DoubtView>,
    /// How many papers are seen in it. Several are no fault.
    pub papers: usize,
}

/// What is wrong, and what to do about it.
#[derive(Serialize, ToSchema)]
pub struct DoubtView {
    /// As in `doubts` of a paper.
    pub doubt: &'static str,
    /// In French, for the person.
    pub message: &'static str,
}

/// A line of `sesame read --coach --json`.
#[derive(Serialize)]
pub struct AdvisedView {
    pub file: String,
    #[serde(flatten)]
    pub advice: AdviceView,
}

impl AdviceView {
    pub fn new(doubts: &[Doubt], papers: usize) -> Self {
        let view = |doubt: &Doubt| DoubtView {
            doubt: doubt.slug(),
            message: pictures::doubt(*doubt).1.text(Lang::Fr),
        };
        Self {
            doubts: doubts.iter().map(view).collect(),
            papers,
        }
    }
}

/// The same bytes as another file of the folder: a line of `sesame sort --json`.
#[derive(Serialize)]
pub struct RepeatView {
    pub file: String,
    pub repeats: String,
}

/// One paper: a line of `sesame sort --json`, an element of `GET /api/people/{person}/papers`.
#[derive(Serialize, ToSchema)]
pub struct PaperView {
    /// From 1, in the order of filing.
    pub paper: u64,
    /// The paper's id; left out on the command line, where nothing is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(rename = "type")]
    pub document_type: String,
    pub confidence: f32,
    /// `auto`, `review` or `unknown`.
    pub decided: &'static str,
    pub alternatives: Vec<AlternativeView>,
    pub pages: Vec<PaperPageView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    pub holders: Vec<HolderView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    pub fields: BTreeMap<String, String>,
    /// By role: `issued`, `valid_until`, `period_start`…
    pub dates: BTreeMap<&'static str, DateView>,
    pub validity: ValidityView,
    pub place: PlaceView,
    pub codes: Vec<CodeView>,
    pub evidence: Vec<EvidenceView>,
}

/// `"2026-03-01"`, or `2025` for the roles that name a year.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum DateView {
    Day(String),
    Year(i16),
}

#[derive(Serialize, ToSchema)]
pub struct AlternativeView {
    #[serde(rename = "type")]
    pub document_type: String,
    pub confidence: f32,
}

#[derive(Serialize, ToSchema)]
pub struct PaperPageView {
    pub file: String,
    pub page: u32,
    #[schema(value_type = Vec<Vec<f32>>)]
    pub region: Corners,
}

#[derive(Serialize, ToSchema)]
pub struct HolderView {
    pub name: String,
    /// `titulaire`, `conjoint`, `enfant` or `hebergeant`.
    pub role: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct ValidityView {
    /// `a_jour`, `bientot_perime`, `perime`, `sans_limite`, `trop_ancien` or `a_verifier`.
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    pub why: String,
}

#[derive(Serialize, ToSchema)]
pub struct PlaceView {
    /// `current`, `duplicate`, `superseded` or `series`.
    pub kind: &'static str,
    /// The number of the other paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    pub why: String,
}

#[derive(Serialize, ToSchema)]
pub struct CodeView {
    pub kind: String,
    pub text: String,
    /// `ok`, `failed` or `none`.
    pub checks: &'static str,
    pub values: BTreeMap<String, String>,
}

#[derive(Serialize, ToSchema)]
pub struct EvidenceView {
    /// What it speaks for: `type`, `holder`, `issuer`, a date's role or a field's name.
    pub field: String,
    pub text: String,
    pub rule: String,
    /// Which of `pages`, from 0.
    pub page: usize,
    #[serde(rename = "box")]
    #[schema(value_type = Vec<Vec<f32>>)]
    pub quad: Corners,
}

/// Where the pages of papers lie: file name, sheet and region by page id.
pub type Whereabouts = BTreeMap<PageId, (String, u32, Quad)>;

impl PaperView {
    /// `all` numbers the papers: `place.of` is a position in it.
    pub fn new(
        held: &HeldDocument,
        all: &[HeldDocument],
        places: &Whereabouts,
        today: Day,
    ) -> Self {
        let reading = &held.reading;
        let number = |id| {
            all.iter()
                .position(|other| other.id == id)
                .map(|at| at as u64 + 1)
        };
        Self {
            paper: number(held.id).unwrap_or(held.filed),
            id: None,
            document_type: reading.document_type.slug().to_owned(),
            confidence: reading.confidence.value(),
            decided: reading.decided.slug(),
            alternatives: reading
                .alternatives
                .iter()
                .map(|(document_type, confidence)| AlternativeView {
                    document_type: document_type.slug().to_owned(),
                    confidence: confidence.value(),
                })
                .collect(),
            pages: reading
                .pages
                .iter()
                .filter_map(|page| places.get(page).map(page_view))
                .collect(),
            holder: reading.holder().map(|holder| holder.name.clone()),
            holders: reading
                .holders
                .iter()
                .map(|holder| HolderView {
                    name: holder.name.clone(),
                    role: holder.role.slug(),
                })
                .collect(),
            issuer: reading.issuer.as_ref().map(|issuer| issuer.value.clone()),
            fields: reading
                .fields
                .iter()
                .map(|field| (field.name.clone(), field.value.clone()))
                .collect(),
            dates: dates(reading),
            validity: validity_view(&held.validity, today),
            place: place_view(&held.place, number),
            codes: reading.codes.iter().map(CodeView::from).collect(),
            evidence: evidence(reading),
        }
    }

    #[must_use]
    pub fn with_id(self, held: &HeldDocument) -> Self {
        Self {
            id: Some(held.id.to_string()),
            ..self
        }
    }
}

fn page_view((file, page, region): &(String, u32, Quad)) -> PaperPageView {
    PaperPageView {
        file: file.clone(),
        page: *page,
        region: corners(region),
    }
}

fn dates(reading: &Reading) -> BTreeMap<&'static str, DateView> {
    let view = |role: DateRole, day: Day| match role {
        DateRole::IncomeYear | DateRole::NoticeYear | DateRole::SchoolYear => {
            DateView::Year(day.year())
        }
        _ => DateView::Day(day.to_string()),
    };
    reading
        .dates
        .iter()
        .map(|date| (date.role.slug(), view(date.role, date.day)))
        .collect()
}

fn validity_view(validity: &Validity, today: Day) -> ValidityView {
    ValidityView {
        status: validity.status_on(today).slug(),
        until: validity.until.map(|until| until.to_string()),
        why: validity.why.clone(),
    }
}

fn place_view(place: &Place, number: impl Fn(paper::DocumentId) -> Option<u64>) -> PlaceView {
    PlaceView {
        kind: place.kind.slug(),
        of: place.of.and_then(number),
        why: place.why.clone(),
    }
}

fn evidence(reading: &Reading) -> Vec<EvidenceView> {
    let types = reading
        .type_evidence
        .iter()
        .map(|spot| ("type".to_owned(), spot));
    let dates = reading
        .dates
        .iter()
        .map(|date| (date.role.slug().to_owned(), &date.evidence));
    let holders = reading
        .holders
        .iter()
        .map(|holder| (holder_field(holder.role), &holder.evidence));
    let issuer = reading
        .issuer
        .iter()
        .map(|issuer| ("issuer".to_owned(), &issuer.evidence));
    let fields = reading
        .fields
        .iter()
        .map(|field| (field.name.clone(), &field.evidence));
    types
        .chain(dates)
        .chain(holders)
        .chain(issuer)
        .chain(fields)
        .map(|(field, spot)| evidence_view(reading, field, spot))
        .collect()
}

fn holder_field(role: HolderRole) -> String {
    match role {
        HolderRole::Holder => "holder".to_owned(),
        HolderRole::Spouse | HolderRole::Child | HolderRole::Host => {
            format!("holder:{}", role.slug())
        }
    }
}

fn evidence_view(reading: &Reading, field: String, spot: &Evidence) -> EvidenceView {
    EvidenceView {
        field,
        text: spot.text.clone(),
        rule: spot.rule.clone(),
        page: reading
            .pages
            .iter()
            .position(|page| *page == spot.page)
            .unwrap_or(0),
        quad: corners(&spot.quad),
    }
}

impl From<&CheckedCode> for CodeView {
    fn from(code: &CheckedCode) -> Self {
        Self {
            kind: code.kind.clone(),
            text: code.text.clone(),
            checks: code.check.slug(),
            values: code.values.iter().cloned().collect(),
        }
    }
}

/// The last line of `sesame demo --once --json`.
#[derive(Serialize)]
pub struct DemoView {
    pub photos: usize,
    pub papers: usize,
    pub refused: usize,
    pub duplicates: usize,
    pub review: usize,
}

/// How far a bag is.
#[derive(Serialize, ToSchema)]
pub struct BagView {
    pub bag: String,
    /// Received so far.
    pub photos: u32,
    /// Of these, read or answered.
    pub closed: u32,
    /// No more are expected.
    pub complete: bool,
    /// The papers are on the shelf.
    pub filed: bool,
}

impl From<&Bag> for BagView {
    fn from(bag: &Bag) -> Self {
        Self {
            bag: bag.id.to_string(),
            photos: bag.photos,
            closed: bag.closed,
            complete: bag.complete,
            filed: bag.filed,
        }
    }
}
