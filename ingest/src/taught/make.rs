//! A version of the model, from lessons. Pure but for the versions' folder; takes a processor for some ten seconds.

use std::collections::BTreeMap;

use classify::{
    Catalogue, CatalogueError, TypeCard, TypeModel,
    learn::{EXAMPLES_MIN, LearnError, Lesson, Taught, Town, teach_types, telling_words},
};
use models::Versions;
use paper::{Day, DocumentId};

use super::{
    TaughtError,
    about::About,
    compared::{against, changes, confusions, each, tally},
};

/// Order of the examples and of what is spoiled in them; kept with the version.
const SEED: u64 = 1;
/// Of how we teach; another way makes another version of the same lessons.
const WAY: u32 = 1;

/// What is to be taught.
pub struct Lessons {
    /// The new types, as TOML with the grammar of the catalogue.
    pub types: String,
    pub new: Vec<Paper>,
    /// Of types that were taught before.
    pub others: Vec<Paper>,
}

pub struct Paper {
    pub lesson: Lesson,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The SHA-256 of its file.
    File(String),
    Checked(DocumentId),
}

/// What came of lessons.
pub enum Making {
    /// They made this version before.
    Known(u32),
    New(Box<Made>),
}

/// A version that is not kept yet.
pub struct Made {
    model: Vec<u8>,
    about: About,
}

/// Teaches, beside the version in use. `tell` hears how many of `classify::learn::STEPS` are done.
pub fn make(
    versions: &Versions,
    lessons: &Lessons,
    today: Day,
    now_s: i64,
    tell: impl FnMut(u32),
) -> Result<Making, TaughtError> {
    let local = local_types(&lessons.types)?;
    if let (true, Some(card)) = (lessons.new.is_empty(), local.first()) {
        let slug = card.slug.clone();
        return Err(too_few(slug));
    }
    let from = versions.current()?;
    let (base_types, model) = match from {
        Some(number) => (
            About::of(versions, number)?.types,
            TypeModel::from_onnx(&versions.model(number)?)?,
        ),
        None => (String::new(), TypeModel::built_in()),
    };
    let types = with_new(&base_types, &lessons.types)?;
    let catalogue = Catalogue::built_in().with_local(&types)?;
    let key = key(from, &types, lessons);
    if let Some(number) = versions.find(|about| is_of(about, &key))? {
        return Ok(Making::Known(number));
    }
    let plain = |papers: &[&Paper]| -> Vec<Lesson> {
        papers.iter().map(|paper| paper.lesson.clone()).collect()
    };
    let new: Vec<&Paper> = lessons.new.iter().collect();
    // A type that the model in use does not know cannot be kept known.
    let is_known = |paper: &&Paper| model.labels().contains(&paper.lesson.slug);
    let others: Vec<&Paper> = lessons.others.iter().filter(is_known).collect();
    let town = Town {
        new: &plain(&new),
        others: &plain(&others),
    };
    let taught = teach_types(&catalogue, &model, town, SEED, today, tell)?;
    let words = words(&catalogue, &taught, &new, today);
    let about = About {
        format: 2,
        made_at_s: now_s,
        seed: SEED,
        from,
        types,
        papers: by_type(&lessons.new, |origin| match origin {
            Origin::File(sha256) => Some(sha256.clone()),
            Origin::Checked(_) => None,
        }),
        checked: by_type(&lessons.new, |origin| match origin {
            Origin::File(_) => None,
            Origin::Checked(id) => Some(id.to_string()),
        }),
        licence: "les poids appartiennent à la commune ; le modèle de base est sous Apache-2.0"
            .into(),
        before: tally(&taught.before),
        after: tally(&taught.after),
        words,
        against: against(&taught, &catalogue),
        key,
        each: each(&taught),
        confusions: confusions(&taught),
        changes: changes(&taught, &new, &others),
    };
    let notes = [("seed".to_owned(), SEED.to_string())];
    Ok(Making::New(Box::new(Made {
        model: taught.model.to_onnx(&notes),
        about,
    })))
}

impl Made {
    /// Keeps it, once. Its number; nothing uses it yet.
    pub fn keep(&self, versions: &Versions) -> Result<u32, TaughtError> {
        let known = |about: &str| is_of(about, &self.about.key);
        Ok(versions.add_once(&self.model, &self.about.to_json(), known)?)
    }
}

/// The types that a text adds to the program's.
pub fn local_types(types: &str) -> Result<Vec<TypeCard>, CatalogueError> {
    let built_in = Catalogue::built_in();
    let whole = built_in.with_local(types)?;
    Ok(whole.types()[built_in.types().len()..].to_vec())
}

fn too_few(slug: String) -> TaughtError {
    TaughtError::Learn(LearnError::TooFew {
        slug,
        count: 0,
        count_min: EXAMPLES_MIN,
    })
}

fn is_of(about: &str, key: &str) -> bool {
    // Not parsed as a whole: a version of a later program counts too.
    let about: Result<serde_json::Value, _> = serde_json::from_str(about);
    about.is_ok_and(|about| about["key"].as_str() == Some(key))
}

/// Of everything that a version follows from. The papers are named by their origin: the same file reads the same.
fn key(from: Option<u32>, types: &str, lessons: &Lessons) -> String {
    let name = |paper: &Paper| {
        let origin = match &paper.origin {
            Origin::File(sha256) => sha256.clone(),
            Origin::Checked(id) => id.to_string(),
        };
        (paper.lesson.slug.clone(), origin)
    };
    let names = |papers: &[Paper]| {
        let mut names: Vec<(String, String)> = papers.iter().map(name).collect();
        names.sort();
        names
    };
    let whole = (
        WAY,
        SEED,
        from,
        types,
        names(&lessons.new),
        names(&lessons.others),
    );
    let whole = serde_json::to_vec(&whole).expect("numbers and texts have a JSON form");
    blake3::hash(&whole).to_hex().to_string()
}

/// The town's types of before with the new ones. Types that are in both are taken from the new text, which is known to be
/// sound.
fn with_new(before: &str, new: &str) -> Result<String, CatalogueError> {
    let parsed = |text: &str| {
        text.parse::<toml::Table>()
            .map_err(|error| CatalogueError::Syntax {
                line: 1,
                what: error.message().to_owned(),
            })
    };
    let mut all = parsed(before)?;
    for (kind, entries) in parsed(new)? {
        match (all.get_mut(&kind), entries) {
            (Some(toml::Value::Table(known)), toml::Value::Table(more)) => known.extend(more),
            (_, entries) => {
                all.insert(kind, entries);
            }
        }
    }
    Ok(all.to_string())
}

fn by_type(
    papers: &[Paper],
    name: impl Fn(&Origin) -> Option<String>,
) -> Vec<(String, Vec<String>)> {
    let mut types: BTreeMap<&String, Vec<String>> = BTreeMap::new();
    for paper in papers {
        if let Some(name) = name(&paper.origin) {
            types.entry(&paper.lesson.slug).or_default().push(name);
        }
    }
    types
        .into_iter()
        .map(|(slug, names)| (slug.clone(), names))
        .collect()
}

/// Of what the admin brought: she sees these papers anyway.
fn words(
    catalogue: &Catalogue,
    taught: &Taught,
    new: &[&Paper],
    today: Day,
) -> Vec<(String, Vec<(String, f32)>)> {
    let mut types: BTreeMap<String, Vec<Lesson>> = BTreeMap::new();
    for paper in new {
        let own = types.entry(paper.lesson.slug.clone()).or_default();
        if matches!(paper.origin, Origin::File(_)) {
            own.push(paper.lesson.clone());
        }
    }
    let words = types.into_iter().map(|(slug, papers)| {
        let words = telling_words(catalogue, &taught.model, &slug, &papers, today);
        (slug, words)
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "[types.a]\nlabel = \"A\"\n";
    const B: &str = "[types.b]\nlabel = \"B\"\n";

    #[test]
    fn new_types_stand_beside_those_of_before_and_in_place_of_their_own() {
        let both = with_new(&with_new("", A).unwrap(), B).unwrap();
        assert!(
            both.contains("[types.a]") && both.contains("[types.b]"),
            "{both}"
        );
        let again = with_new(&both, "[types.a]\nlabel = \"Other\"\n").unwrap();
        assert!(
            again.contains("Other") && again.contains("[types.b]"),
            "{again}"
        );
        assert!(!again.contains("label = \"A\""), "{again}");
        assert!(matches!(
            with_new("", "[types"),
            Err(CatalogueError::Syntax { .. })
        ));
    }

    #[test]
    fn a_key_follows_from_the_lessons_whatever_their_order() {
        let paper = |name: &str| Paper {
            lesson: Lesson {
                pages: Vec::new(),
                slug: "a".to_owned(),
            },
            origin: Origin::File(name.to_owned()),
        };
        let lessons = |names: &[&str], others: &[&str]| Lessons {
            types: A.to_owned(),
            new: names.iter().map(|name| paper(name)).collect(),
            others: others.iter().map(|name| paper(name)).collect(),
        };
        let one = key(None, A, &lessons(&["x", "y"], &[]));
        assert_eq!(one, key(None, A, &lessons(&["y", "x"], &[])));
        for other in [
            key(Some(1), A, &lessons(&["x", "y"], &[])),
            key(None, B, &lessons(&["x", "y"], &[])),
            key(None, A, &lessons(&["x"], &[])),
            key(None, A, &lessons(&["x"], &["y"])),
        ] {
            assert_ne!(one, other);
        }
    }
}
