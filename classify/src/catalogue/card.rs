//! The shapes of `types.toml`, as a person writes them. What they may hold is checked in `check.rs`.

use std::collections::BTreeMap;

use paper::DateRole;
use serde::Deserialize;

use super::Period;

/// Everything that is known about one type of paper.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeCard {
    /// The office's own word, as in `DocumentType`. Filled from the table's name.
    #[serde(skip)]
    pub slug: String,
    pub label: String,
    /// As said aloud: "carte d'identité".
    pub short: String,
    pub theme: String,
    #[serde(default)]
    pub issuers: Vec<String>,
    #[serde(default)]
    pub proves: String,
    #[serde(default)]
    pub layout: Layout,
    pub keywords: Keywords,
    #[serde(default)]
    pub dates: Vec<DateHint>,
    /// Who the holder is on this paper, for people who read the catalogue.
    #[serde(default)]
    pub holder: String,
    #[serde(default)]
    pub refs: Vec<RefRule>,
    #[serde(default)]
    pub codes: Vec<String>,
    pub validity: ValidityRule,
    pub supersession: SupersessionRule,
    #[serde(default)]
    pub retention: Retention,
    #[serde(default)]
    pub sensitive: Vec<String>,
    pub icon: Icon,
    /// Where each part of the card comes from (`DOMAIN.md` §0).
    #[serde(default)]
    pub evidence: BTreeMap<String, String>,
    #[serde(default)]
    pub notes: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    #[serde(skip)]
    pub slug: String,
    pub label: String,
    /// `#RRGGBB`; dark enough for white text.
    pub color: String,
    /// `#RRGGBB`; light, for a background.
    pub tint: String,
    pub lucide: String,
    pub openmoji: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Icon {
    pub lucide: String,
    pub openmoji: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    #[serde(default)]
    pub size: String,
    #[serde(default)]
    pub orientation: String,
    #[serde(default = "one_side")]
    pub sides: u8,
    #[serde(default)]
    pub pages: String,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            size: String::new(),
            orientation: String::new(),
            sides: one_side(),
            pages: String::new(),
        }
    }
}

fn one_side() -> u8 {
    1
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keywords {
    /// Titles: one of them almost names the type.
    pub strong: Vec<String>,
    #[serde(default)]
    pub medium: Vec<String>,
    /// Words that speak for another type.
    #[serde(default)]
    pub negative: Vec<String>,
    /// When present, one of them must be read or the type is out.
    #[serde(default)]
    pub require_any: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateHint {
    pub role: HintRole,
    /// As printed to the left of the date or above it.
    pub labels: Vec<String>,
    #[serde(default)]
    pub fmt: String,
}

/// The roles that `types.toml` knows: those of `DateRole`, and some that only help to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HintRole {
    Birth,
    Issued,
    ValidFrom,
    ValidUntil,
    Period,
    PeriodStart,
    PeriodEnd,
    ContractStart,
    ContractEnd,
    IncomeYear,
    NoticeYear,
    SchoolYear,
    Deadline,
    /// A date of someone's life or of the file, of no use for validity.
    Event,
    Duration,
    /// Payment days, laws, hiring dates: never a date of the paper.
    Ignore,
}

impl HintRole {
    /// `None` for a role that gives no date of the paper. A period gives its end.
    pub fn date(self) -> Option<DateRole> {
        Some(match self {
            Self::Birth => DateRole::Birth,
            Self::Issued => DateRole::Issued,
            Self::ValidFrom | Self::ContractStart => DateRole::ValidFrom,
            Self::ValidUntil | Self::ContractEnd => DateRole::ValidUntil,
            Self::PeriodStart => DateRole::PeriodStart,
            Self::Period | Self::PeriodEnd => DateRole::PeriodEnd,
            Self::IncomeYear => DateRole::IncomeYear,
            Self::NoticeYear => DateRole::NoticeYear,
            Self::SchoolYear => DateRole::SchoolYear,
            Self::Deadline => DateRole::Deadline,
            Self::Event | Self::Duration | Self::Ignore => return None,
        })
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefRule {
    pub name: String,
    pub regex: String,
    /// A key that must agree: `luhn`, `mod97`, `nir`, `spi`…, or words for people.
    #[serde(default)]
    pub check: String,
    /// Never shown in full.
    #[serde(default)]
    pub redact: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    #[serde(default)]
    pub keep: String,
    #[serde(default)]
    pub min: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub event: String,
    #[serde(default)]
    pub note: String,
}

/// Until when a paper holds (`DOMAIN.md` §1.2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidityRule {
    pub kind: ValidityKind,
    /// The date that freshness is counted from, here for `fresh` and `month`, in a checklist for every kind. A type
    /// without one is judged by its end alone.
    #[serde(rename = "ref")]
    pub from: Option<HintRole>,
    pub max_age: Option<Period>,
    pub warn_before: Option<Period>,
    pub fallback: Option<Fallback>,
    #[serde(default)]
    pub adjust: Vec<Adjust>,
    #[serde(default)]
    pub permanent_if: Vec<String>,
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// `MM-DD`: from this day on the newer year is expected.
    pub switch: Option<MonthDay>,
    pub year: Option<HintRole>,
    /// Consecutive periods asked for, for `series_last_n`.
    pub n: Option<u8>,
    pub period: Option<SeriesPeriod>,
    /// Until this day of a month, the month before may still be missing.
    pub grace_day: Option<u8>,
    pub current_months: Option<u8>,
    /// The machine-readable lines give a month: the end can be estimated, and is to be checked.
    #[serde(default)]
    pub mrz_approx: bool,
    /// How old it may be for most uses, though it never ends.
    pub freshness_hint: Option<Period>,
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValidityKind {
    None,
    EndDate,
    EndDateOptional,
    Fresh,
    Month,
    SeriesLastN,
    TaxIncome,
    TaxNotice,
    SchoolYear,
    Manual,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    pub from: HintRole,
    pub duration: Option<Period>,
    /// For a holder under 18 on the day it counts from.
    pub minor_duration: Option<Period>,
    /// A fixed day, `MM-DD`, of the year of `from` plus `add_years`.
    pub day: Option<MonthDay>,
    #[serde(default)]
    pub add_years: i16,
    /// The length is only the usual one or the longest that the law allows: to be checked, never over.
    #[serde(default)]
    pub soft: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adjust {
    /// Décret 2013-1188: five more years for identity cards of adults issued 2004-01-02 to 2013-12-31.
    #[serde(rename = "cni_plus_5")]
    CniPlus5,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The value of the field `variant` that `read_document` gives.
    pub when: String,
    #[serde(deserialize_with = "day")]
    pub valid_until: paper::Day,
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<paper::Day, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse()
        .map_err(|_| serde::de::Error::custom(format!("`{text}` n'est pas un jour AAAA-MM-JJ")))
}

/// A day of any year, `MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    /// The last day that there is when the year is beyond all calendars.
    pub fn of(self, year: i16) -> paper::Day {
        paper::Day::new(year, self.month, self.day).unwrap_or(paper::Day::MAX)
    }
}

impl TryFrom<String> for MonthDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` n'est pas un jour MM-JJ");
        // 2001 is no leap year: 29 February, which most years lack, is refused.
        let day: paper::Day = format!("2001-{text}").parse().map_err(|_| wrong())?;
        if text.len() != 5 {
            return Err(wrong());
        }
        Ok(Self {
            month: day.month(),
            day: day.day(),
        })
    }
}

/// What a newer paper does to an older one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupersessionRule {
    pub mode: SupersessionMode,
    #[serde(default)]
    pub group_by: Vec<GroupKey>,
    #[serde(default)]
    pub order_by: Vec<HintRole>,
    pub period: Option<SeriesPeriod>,
    pub current: Option<u8>,
    pub keep: Option<u8>,
    /// So many papers before the newest are folded, and still asked for here and there.
    pub keep_previous: Option<u8>,
    #[serde(default)]
    pub same_period: String,
    /// Types that this one folds whatever their dates.
    #[serde(default)]
    pub also_supersedes: Vec<String>,
    #[serde(default)]
    pub also_supersedes_same_period: Vec<String>,
    #[serde(default)]
    pub superseded_by_same_period: Vec<String>,
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupersessionMode {
    Replace,
    Series,
    Accumulate,
    MergePages,
}

/// Two papers of one type belong together when all of these agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupKey {
    Holder,
    Household,
    Issuer,
    Address,
    Country,
    Iban,
    Vehicle,
    Right,
    Mention,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesPeriod {
    Month,
    Invoice,
    Payment,
}
