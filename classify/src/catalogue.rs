//! What is known about papers, as data: types, themes, groups, démarches.
//!
//! Read once from the files in `classify/catalogue/`; an admin's own types come in as text with the same
//! grammar. A catalogue in hand has passed every check: nothing is half-loaded.

mod card;
mod check;
mod demarche;
mod error;
mod period;

use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

use paper::DocumentType;
use serde::Deserialize;

pub use card::{
    Adjust, DateHint, Fallback, GroupKey, HintRole, Icon, Keywords, Layout, MonthDay, RefRule,
    Retention, SeriesPeriod, SupersessionMode, SupersessionRule, Theme, TypeCard, ValidityKind,
    ValidityRule, Variant,
};
pub use demarche::{Demarche, IncomeYear, Item, Per, Plus};
pub use error::CatalogueError;
pub use period::Period;

use crate::{
    kind::{Learned, Matcher, TypeModel},
    limits,
    refs::RefReader,
};

const TYPES: &str = include_str!("../catalogue/types.toml");
const DEMARCHES: &str = include_str!("../catalogue/demarches.toml");

/// All types and démarches, checked, with what is built from them to recognise papers fast.
#[derive(Clone, Debug)]
pub struct Catalogue {
    types: Vec<TypeCard>,
    themes: Vec<Theme>,
    groups: BTreeMap<String, Vec<String>>,
    demarches: Vec<Demarche>,
    flags: Vec<String>,
    by_slug: HashMap<String, usize>,
    unknown: usize,
    pub(crate) matcher: Matcher,
    pub(crate) refs: Vec<RefReader>,
    pub(crate) learned: Option<Learned>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypesFile {
    #[serde(default, rename = "meta")]
    _meta: toml::Table,
    #[serde(default)]
    themes: BTreeMap<String, toml::Spanned<Theme>>,
    #[serde(default)]
    groups: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    types: BTreeMap<String, toml::Spanned<TypeCard>>,
}

impl Catalogue {
    /// The types of `catalogue/types.toml` and the démarches of `catalogue/demarches.toml`.
    ///
    /// # Panics
    /// Never: the files are part of the program, and a test reads them.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Catalogue> = OnceLock::new();
        BUILT_IN.get_or_init(|| {
            Self::read(TYPES, DEMARCHES).expect("the files we ship are checked by the tests")
        })
    }

    fn read(types: &str, demarches: &str) -> Result<Self, CatalogueError> {
        let file: TypesFile = check::parse(types)?;
        let (cards, themes) = (
            check::cards(types, file.types)?,
            check::themes(types, file.themes)?,
        );
        let (demarches, flags) = check::demarches(demarches)?;
        check::whole(types, &cards, &themes, &file.groups)?;
        check::items(DEMARCHES, &demarches, &flags, &cards, &file.groups)?;
        Ok(Self::assemble(cards, themes, file.groups, demarches, flags))
    }

    fn assemble(
        types: Vec<TypeCard>,
        themes: Vec<Theme>,
        groups: BTreeMap<String, Vec<String>>,
        demarches: Vec<Demarche>,
        flags: Vec<String>,
    ) -> Self {
        let by_slug: HashMap<String, usize> = types
            .iter()
            .enumerate()
            .map(|(index, card)| (card.slug.clone(), index))
            .collect();
        Self {
            learned: None,
            unknown: by_slug[DocumentType::UNKNOWN.slug()],
            matcher: Matcher::new(&types),
            refs: types.iter().map(RefReader::new).collect(),
            types,
            themes,
            groups,
            demarches,
            flags,
            by_slug,
        }
    }

    /// This catalogue with a classifier of its types. Types that it does not know are known by their rules.
    #[must_use]
    pub fn with_model(&self, model: TypeModel) -> Self {
        let slugs = self.types.iter().map(|card| card.slug.clone());
        let learned = Some(Learned::new(model, slugs));
        Self {
            learned,
            ..self.clone()
        }
    }

    /// This catalogue with a town's own types (and themes) added. The text is TOML with the grammar of
    /// `types.toml`: `[types.carte_solidaire]`… A type, theme or group that exists already is refused.
    pub fn with_local(&self, text: &str) -> Result<Self, CatalogueError> {
        if text.len() > limits::LOCAL_CATALOGUE_BYTES_MAX {
            return Err(CatalogueError::TooLong {
                bytes: text.len(),
                bytes_max: limits::LOCAL_CATALOGUE_BYTES_MAX,
            });
        }
        let file: TypesFile = check::parse(text)?;
        let (mut types, mut themes) = (self.types.clone(), self.themes.clone());
        let (more_types, more_themes) = (
            check::cards(text, file.types)?,
            check::themes(text, file.themes)?,
        );
        check::added(text, &more_types, &more_themes, &file.groups, self)?;
        types.extend(more_types);
        themes.extend(more_themes);
        let mut groups = self.groups.clone();
        groups.extend(file.groups);
        check::whole(text, &types, &themes, &groups)?;
        Ok(Self::assemble(
            types,
            themes,
            groups,
            self.demarches.clone(),
            self.flags.clone(),
        ))
    }

    /// This catalogue without some of its types: what a program that does not know them would say.
    #[must_use]
    pub fn without(&self, slugs: &[String]) -> Self {
        let types = self.types.iter().filter(|card| !slugs.contains(&card.slug));
        Self::assemble(
            types.cloned().collect(),
            self.themes.clone(),
            self.groups.clone(),
            self.demarches.clone(),
            self.flags.clone(),
        )
    }

    /// In the order of the file: first the built-in ones, then the local ones.
    pub fn types(&self) -> &[TypeCard] {
        &self.types
    }

    /// The card of `inconnu` when the slug is not known here, as after a local type was withdrawn.
    pub fn card(&self, document_type: &DocumentType) -> &TypeCard {
        &self.types[self.index(document_type.slug()).unwrap_or(self.unknown)]
    }

    pub(crate) fn index(&self, slug: &str) -> Option<usize> {
        self.by_slug.get(slug).copied()
    }

    pub(crate) fn refs(&self, document_type: &DocumentType) -> &RefReader {
        &self.refs[self.index(document_type.slug()).unwrap_or(self.unknown)]
    }

    pub fn themes(&self) -> &[Theme] {
        &self.themes
    }

    pub fn theme(&self, slug: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.slug == slug)
    }

    pub fn demarches(&self) -> &[Demarche] {
        &self.demarches
    }

    pub fn demarche(&self, slug: &str) -> Option<&Demarche> {
        self.demarches.iter().find(|demarche| demarche.slug == slug)
    }

    /// The words that a situation may be described with: `heberge`, `couple`…
    pub fn flags(&self) -> &[String] {
        &self.flags
    }

    /// Slugs behind `@group` names and plain slugs, in order, without repeats.
    pub fn expand(&self, names: &[String]) -> Vec<String> {
        let mut slugs: Vec<String> = Vec::new();
        for name in names {
            let found = name
                .strip_prefix('@')
                .and_then(|group| self.groups.get(group));
            for slug in found.map_or(std::slice::from_ref(name), Vec::as_slice) {
                if !slugs.contains(slug) {
                    slugs.push(slug.clone());
                }
            }
        }
        slugs
    }
}

#[cfg(test)]
mod tests;
