//! The shapes of `demarches.toml`: what a desk asks for.

use serde::Deserialize;

use super::Period;

/// One procedure and the papers that its desk asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demarche {
    #[serde(skip)]
    pub slug: String,
    pub label: String,
    pub short: String,
    pub issuer: String,
    #[serde(default)]
    pub form: String,
    #[serde(default)]
    pub note: String,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word that the file may say"
)]
pub struct Item {
    pub id: String,
    pub label: String,
    pub per: Per,
    /// Slugs, or `@group`: one of them is enough.
    #[serde(default)]
    pub any_of: Vec<String>,
    /// Slugs: all of them are needed.
    #[serde(default)]
    pub satisfy_all_of: Vec<String>,
    pub plus: Option<Plus>,
    /// How many papers; for a series, how many distinct periods.
    #[serde(default = "one")]
    pub count: u8,
    #[serde(default)]
    pub distinct_types: bool,
    /// How old it may be.
    pub fresh: Option<Period>,
    /// It must not have ended.
    #[serde(default)]
    pub valid: bool,
    #[serde(default)]
    pub both_sides: bool,
    pub income_year: Option<IncomeYear>,
    /// All of these flags must be set.
    #[serde(default)]
    pub when: Vec<String>,
    /// None of these may be set.
    #[serde(default)]
    pub unless: Vec<String>,
    #[serde(default)]
    pub optional: bool,
    /// The id of the item that this one can stand for.
    pub alternative_to: Option<String>,
    #[serde(default)]
    pub evidence: String,
}

fn one() -> u8 {
    1
}

/// Papers of somebody else that go with the item: the host's identity and proof of address.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plus {
    pub per: Per,
    pub any_of: Vec<String>,
    #[serde(default)]
    pub and_any_of: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    Applicant,
    Adult,
    Child,
    Host,
    Dwelling,
    Household,
}

/// `today.year - 2`: which year's income the tax notice must be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct IncomeYear {
    pub years_back: i16,
}

impl TryFrom<String> for IncomeYear {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        // A campaign is of the civil year, so both bases count from the same year.
        let years_back = ["today.year - ", "campaign.year - "]
            .iter()
            .find_map(|base| text.strip_prefix(base))
            .and_then(|count| count.parse().ok())
            .filter(|count| (0..=9).contains(count))
            .ok_or_else(|| format!("`{text}` n'est pas une année comme « today.year - 2 »"))?;
        Ok(Self { years_back })
    }
}
