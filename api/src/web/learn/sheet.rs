//! A type as an admin fills it in, and as the catalogue reads it.

use std::fmt::Write as _;

use classify::{Catalogue, TypeCard, normalise};
use ingest::taught::local_types;
use serde::{Deserialize, Serialize};

use crate::words::Learn;

/// The fields of the form, as they were typed. Kept with the draft, to be shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Sheet {
    pub label: String,
    pub short: String,
    pub theme: String,
    /// The code of an OpenMoji that the catalogue has.
    pub picture: String,
    /// Slug of a [`Rule`].
    pub rule: String,
    /// Of months or years, where the rule asks for it.
    pub count: String,
    /// One group of words per line.
    pub keywords: String,
    pub issuers: String,
    /// The grammar itself, in place of all above.
    pub toml: String,
}

/// Until when a paper holds, in words; each is a rule of the catalogue's grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    Never,
    EndPrinted,
    EndMaybe,
    Months,
    Years,
    Recent,
    SchoolYear,
    Agent,
}

impl Rule {
    pub(crate) const ALL: [Self; 8] = [
        Self::Never,
        Self::EndPrinted,
        Self::EndMaybe,
        Self::Months,
        Self::Years,
        Self::Recent,
        Self::SchoolYear,
        Self::Agent,
    ];

    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Never => "sans_fin",
            Self::EndPrinted => "date_de_fin",
            Self::EndMaybe => "date_de_fin_ou_pas",
            Self::Months => "mois",
            Self::Years => "ans",
            Self::Recent => "recent",
            Self::SchoolYear => "annee_scolaire",
            Self::Agent => "agent",
        }
    }

    pub(crate) fn words(self) -> Learn {
        match self {
            Self::Never => Learn::RuleNever,
            Self::EndPrinted => Learn::RuleEndPrinted,
            Self::EndMaybe => Learn::RuleEndMaybe,
            Self::Months => Learn::RuleMonths,
            Self::Years => Learn::RuleYears,
            Self::Recent => Learn::RuleRecent,
            Self::SchoolYear => Learn::RuleSchoolYear,
            Self::Agent => Learn::RuleAgent,
        }
    }

    fn counts(self) -> bool {
        matches!(self, Self::Months | Self::Years | Self::Recent)
    }

    fn toml(self, n: u16) -> String {
        match self {
            Self::Never => r#"{ kind = "none" }"#.to_owned(),
            Self::EndPrinted => r#"{ kind = "end_date", warn_before = "P1M" }"#.to_owned(),
            Self::EndMaybe => r#"{ kind = "end_date_optional", warn_before = "P1M" }"#.to_owned(),
            Self::Months => from_issue(&format!("P{n}M")),
            Self::Years => from_issue(&format!("P{n}Y")),
            Self::Recent => {
                format!(r#"{{ kind = "fresh", ref = "issued", max_age = "P{n}M" }}"#)
            }
            Self::SchoolYear => r#"{ kind = "school_year" }"#.to_owned(),
            Self::Agent => r#"{ kind = "manual" }"#.to_owned(),
        }
    }
}

/// An end that is printed wins.
fn from_issue(duration: &str) -> String {
    format!(
        r#"{{ kind = "end_date", fallback = {{ from = "issued", duration = "{duration}" }}, warn_before = "P1M" }}"#
    )
}

/// What is wrong with a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    Field(Learn),
    /// Said by the catalogue, with the line.
    Types(String),
}

impl Sheet {
    /// The type as TOML, and its card. `slug` names a type that was filled in before; else it follows from the label.
    pub(crate) fn read(&self, slug: Option<&str>) -> Result<(String, TypeCard), Wrong> {
        let by_hand = !self.toml.trim().is_empty();
        let types = if by_hand {
            self.toml.replace("\r\n", "\n")
        } else {
            self.to_toml(slug)?
        };
        let cards = local_types(&types).map_err(|error| Wrong::Types(error.to_string()))?;
        match <[TypeCard; 1]>::try_from(cards) {
            Ok([card]) => Ok((types, card)),
            Err(_) => Err(Wrong::Field(Learn::WrongOneType)),
        }
    }

    fn to_toml(&self, slug: Option<&str>) -> Result<String, Wrong> {
        let wrong = |words| Err(Wrong::Field(words));
        let (label, short) = (self.label.trim(), self.short.trim());
        if label.is_empty() || short.is_empty() {
            return wrong(Learn::WrongNames);
        }
        if Catalogue::built_in().theme(&self.theme).is_none() {
            return wrong(Learn::WrongTheme);
        }
        let Some(picture) = pictures().find(|card| card.icon.openmoji == self.picture) else {
            return wrong(Learn::WrongPicture);
        };
        let Some(rule) = Rule::ALL.into_iter().find(|rule| rule.slug() == self.rule) else {
            return wrong(Learn::WrongRule);
        };
        let count = self.count.trim().parse::<u16>().ok();
        if rule.counts() && !count.is_some_and(|count| (1..=600).contains(&count)) {
            return wrong(Learn::WrongCount);
        }
        let slug = match slug {
            Some(slug) => slug.to_owned(),
            None => slug_of(label).ok_or(Wrong::Field(Learn::WrongNames))?,
        };
        let strong = match lines(&self.keywords) {
            none if none.is_empty() => vec![label],
            keywords => keywords,
        };
        let order = if matches!(rule, Rule::Never | Rule::Recent | Rule::Agent) {
            r#"["issued"]"#
        } else {
            r#"["valid_until", "issued"]"#
        };
        let mut toml = format!("[types.{slug}]\n");
        let mut row = |key: &str, value: &str| {
            let _ = writeln!(toml, "{key} = {value}"); // a string takes all
        };
        row("label", &quoted(label));
        row("short", &quoted(short));
        row("theme", &quoted(&self.theme));
        row("issuers", &list(&lines(&self.issuers)));
        row("keywords", &format!("{{ strong = {} }}", list(&strong)));
        row("validity", &rule.toml(count.unwrap_or_default()));
        row(
            "supersession",
            &format!(r#"{{ mode = "replace", group_by = ["holder"], order_by = {order} }}"#),
        );
        row(
            "icon",
            &format!(
                "{{ lucide = {}, openmoji = {} }}",
                quoted(&picture.icon.lucide),
                quoted(&picture.icon.openmoji)
            ),
        );
        Ok(toml)
    }
}

/// The pictograms of the catalogue, each once, with the first type that bears it.
pub(crate) fn pictures() -> impl Iterator<Item = &'static TypeCard> {
    let types = Catalogue::built_in().types();
    types.iter().enumerate().filter_map(|(at, card)| {
        let code = &card.icon.openmoji;
        let is_first = types[..at].iter().all(|other| other.icon.openmoji != *code);
        is_first.then_some(card)
    })
}

/// `Pass solidaire de Valmont` → `pass_solidaire_de_valmont`; another word behind it when the program has such a type.
fn slug_of(label: &str) -> Option<String> {
    let plain = normalise(label).to_lowercase();
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let slug: String = words.join("_").chars().take(50).collect();
    let slug = slug.trim_end_matches('_').to_owned();
    let is_taken = Catalogue::built_in()
        .types()
        .iter()
        .any(|card| card.slug == slug);
    match slug.len() {
        0 | 1 => None,
        _ if is_taken => Some(format!("{slug}_commune")),
        _ => Some(slug),
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect()
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(texts: &[&str]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use classify::catalogue::ValidityKind;

    use super::*;

    fn sheet() -> Sheet {
        Sheet {
            label: "Carte « Âge d'or » \"rouge\"".to_owned(),
            short: "carte âge d'or".to_owned(),
            theme: "aides".to_owned(),
            picture: "1FAAA".to_owned(),
            rule: "sans_fin".to_owned(),
            ..Sheet::default()
        }
    }

    #[test]
    fn every_rule_is_read_by_the_catalogue() {
        for rule in Rule::ALL {
            let filled = Sheet {
                rule: rule.slug().to_owned(),
                count: "6".to_owned(),
                ..sheet()
            };
            let (_, card) = filled.read(None).unwrap();
            let kind = match rule {
                Rule::Never => ValidityKind::None,
                Rule::EndPrinted | Rule::Months | Rule::Years => ValidityKind::EndDate,
                Rule::EndMaybe => ValidityKind::EndDateOptional,
                Rule::Recent => ValidityKind::Fresh,
                Rule::SchoolYear => ValidityKind::SchoolYear,
                Rule::Agent => ValidityKind::Manual,
            };
            assert_eq!(card.validity.kind, kind, "{}", rule.slug());
            let duration = card.validity.fallback.and_then(|back| back.duration);
            let expected = match rule {
                Rule::Months => Some("6 mois".to_owned()),
                Rule::Years => Some("6 ans".to_owned()),
                _ => None,
            };
            assert_eq!(
                duration.map(classify::catalogue::Period::in_french),
                expected
            );
        }
    }

    #[test]
    fn what_is_typed_comes_out_as_it_was_typed() {
        let filled = Sheet {
            keywords: "CARTE ÂGE D'OR\r\n\r\n  Ville \\ \"Valmont\"  \n".to_owned(),
            issuers: "CCAS".to_owned(),
            ..sheet()
        };
        let (_, card) = filled.read(None).unwrap();
        assert_eq!(card.label, filled.label);
        assert_eq!(
            card.keywords.strong,
            ["CARTE ÂGE D'OR", "Ville \\ \"Valmont\""]
        );
        assert_eq!(card.issuers, ["CCAS"]);
        assert_eq!(card.slug, "carte_age_d_or_rouge");
        let named = filled.read(Some("carte_or")).unwrap();
        assert_eq!(named.1.slug, "carte_or");
        let taken = Sheet {
            label: "Passeport".to_owned(),
            keywords: "PASSEPORT DU SPORT".to_owned(),
            ..sheet()
        };
        assert_eq!(taken.read(None).unwrap().1.slug, "passeport_commune");
    }

    #[test]
    fn what_is_missing_or_wrong_is_said() {
        let check = |change: &dyn Fn(&mut Sheet), expected: Learn| {
            let mut filled = sheet();
            change(&mut filled);
            assert_eq!(filled.read(None).unwrap_err(), Wrong::Field(expected));
        };
        check(&|sheet| sheet.label = "  ".to_owned(), Learn::WrongNames);
        check(&|sheet| sheet.label = "« »".to_owned(), Learn::WrongNames);
        check(&|sheet| sheet.theme = "lune".to_owned(), Learn::WrongTheme);
        check(
            &|sheet| sheet.picture = "26D4".to_owned(),
            Learn::WrongPicture,
        );
        check(&|sheet| sheet.rule = String::new(), Learn::WrongRule);
        for count in ["", "0", "601", "trois"] {
            let change = |sheet: &mut Sheet| {
                sheet.rule = "mois".to_owned();
                count.clone_into(&mut sheet.count);
            };
            check(&change, Learn::WrongCount);
        }
        check(
            &|sheet| sheet.toml = "[themes]".to_owned(),
            Learn::WrongOneType,
        );
        let mut by_hand = sheet();
        by_hand.toml = "[types.a_b]\r\nlabel = \"A\"\r\nshort = 7\r\n".to_owned();
        let Err(Wrong::Types(what)) = by_hand.read(None) else {
            panic!("it is wrong");
        };
        assert!(what.contains("ligne 3"), "{what}");
    }
}
