//! A type of a town's own, taught from a few papers.
//!
//! The weights of all other types stay as they are: only the new type's own column learns, against the lessons that
//! come with the program. So no other type can get worse but by papers that the new one now claims, and these are
//! counted before anybody promotes it.

use std::collections::BTreeMap;

use models::{Course, Linear, calibrate::Answer};
use paper::{Day, Decided, DocumentType};

use super::{Damage, Lesson, examples, learn, lessons, spoil};
use crate::{
    Catalogue,
    kind::{TypeModel, words_that_weigh},
    read_document,
};

/// Fewer papers of a type say too little about it.
pub const EXAMPLES_MIN: usize = 5;
/// How often each paper of the town is shown, spoiled anew each time; together about so many.
const COPIES_TOGETHER: usize = 150;
/// Of the program's lessons, so many spoiled copies each.
const COPIES_OF_LESSONS: u64 = 3;
/// Every so manieth lesson is not learned from and says how well it goes.
const HELD_OUT_EACH: usize = 3;
/// Promotion is refused when a type falls by more than this share of its papers.
pub const FALL_MAX: f32 = 0.01;

/// What cannot be taught.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LearnError {
    #[error("« {slug} » n’est pas un type du catalogue")]
    UnknownType { slug: String },
    #[error("le programme connaît déjà « {slug} » ; on n’apprend que les types de la commune")]
    BuiltInType { slug: String },
    #[error("« {slug} » a {count} papiers lisibles ; il en faut {count_min}")]
    TooFew {
        slug: String,
        count: usize,
        count_min: usize,
    },
}

/// How a model does on held-out papers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    pub papers: usize,
    pub right: usize,
    /// Filed without asking.
    pub auto: usize,
    /// Wrong and filed without asking.
    pub silent: usize,
    /// For each type how many papers, and how many of them were right.
    pub types: BTreeMap<String, (usize, usize)>,
    /// What was said of papers that were not right: (type, said), with their number.
    pub confusions: BTreeMap<(String, String), usize>,
    pub answers: Vec<Answer>,
}

/// A paper about which two models disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its place among the held-out papers.
    pub paper: usize,
    pub truth: String,
    pub before: String,
    pub after: String,
}

/// A model that may be promoted, and what is known about it.
#[derive(Clone, Debug)]
pub struct Taught {
    pub model: TypeModel,
    pub before: Figures,
    pub after: Figures,
    pub changes: Vec<Change>,
    /// For each new type the words that speak most for it, with their weight.
    pub words: Vec<(String, Vec<(String, f32)>)>,
    /// Why it should not be promoted; empty when nothing speaks against it.
    pub against: Vec<Objection>,
}

/// What speaks against a model.
#[derive(Clone, Debug, PartialEq)]
pub enum Objection {
    /// More wrong papers would be filed without asking.
    MoreSilent { before: usize, after: usize },
    /// A type would be known less often.
    TypeFalls {
        slug: String,
        before: f32,
        after: f32,
    },
}

/// Teaches a town's types. `catalogue` has them; `model` is the one in use; `papers` are of the new types, at least
/// [`EXAMPLES_MIN`] of each.
pub fn teach_types(
    catalogue: &Catalogue,
    model: &TypeModel,
    papers: &[Lesson],
    seed: u64,
    today: Day,
) -> Result<Taught, LearnError> {
    let slugs = check(catalogue, papers)?;
    let base = lessons::built_in();
    let of_new = |slug: &String| -> Vec<Lesson> {
        let own = papers.iter().filter(|paper| paper.slug == *slug);
        own.cloned().collect()
    };
    let (held_base, fit_base) = parted(&base, HELD_OUT_EACH);
    // Held out of the new types: one paper in three; the figures say how the next paper will fare. What is kept is
    // taught from all of them.
    let mut held: Vec<Lesson> = held_base;
    let mut fit: Vec<Lesson> = Vec::new();
    for slug in &slugs {
        let (held_own, fit_own) = parted(&of_new(slug), HELD_OUT_EACH);
        held.extend(held_own);
        fit.extend(fit_own);
    }
    let trial = taught_with(catalogue, model, &fit_base, &fit, seed, today);
    let (before, said_before) = figures(&catalogue.with_model(model.clone()), &held, seed, today);
    let (after, said_after) = figures(&catalogue.with_model(trial), &held, seed, today);
    let changes = changes(&held, &said_before, &said_after);
    let whole = taught_with(catalogue, model, &base, papers, seed, today);
    let words = slugs
        .iter()
        .map(|slug| (slug.clone(), words_that_weigh(&whole, slug, &of_new(slug))))
        .collect();
    Ok(Taught {
        against: objections(&before, &after, &slugs),
        model: whole,
        before,
        after,
        changes,
        words,
    })
}

fn check(catalogue: &Catalogue, papers: &[Lesson]) -> Result<Vec<String>, LearnError> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for paper in papers {
        *counts.entry(&paper.slug).or_default() += 1;
    }
    for (slug, count) in &counts {
        let slug = (*slug).clone();
        if catalogue.index(&slug).is_none() {
            return Err(LearnError::UnknownType { slug });
        }
        if Catalogue::built_in().index(&slug).is_some() {
            return Err(LearnError::BuiltInType { slug });
        }
        if *count < EXAMPLES_MIN {
            return Err(LearnError::TooFew {
                slug,
                count: *count,
                count_min: EXAMPLES_MIN,
            });
        }
    }
    Ok(counts.into_keys().cloned().collect())
}

/// Every so manieth, and the others.
fn parted(lessons: &[Lesson], each: usize) -> (Vec<Lesson>, Vec<Lesson>) {
    let (held, fit): (Vec<_>, Vec<_>) = lessons
        .iter()
        .cloned()
        .enumerate()
        .partition(|(at, _)| at % each == 0);
    let plain = |lessons: Vec<(usize, Lesson)>| lessons.into_iter().map(|(_, lesson)| lesson);
    (plain(held).collect(), plain(fit).collect())
}

fn taught_with(
    catalogue: &Catalogue,
    model: &TypeModel,
    base: &[Lesson],
    papers: &[Lesson],
    seed: u64,
    today: Day,
) -> TypeModel {
    let mut linear = Linear::clone(&model.linear);
    let first_label = linear.labels.len();
    for paper in papers {
        if linear.label(&paper.slug).is_none() {
            linear.add_label(&paper.slug);
        }
    }
    let first_label = papers
        .iter()
        .filter_map(|paper| linear.label(&paper.slug))
        .fold(first_label, usize::min);
    let model = TypeModel {
        linear: linear.into(),
        auto_min: model.auto_min,
    };
    let copies = (COPIES_TOGETHER / papers.len().max(1)).clamp(4, 30) as u64;
    let mut all = examples(catalogue, &model, papers, copies, seed, today);
    all.extend(examples(
        catalogue,
        &model,
        base,
        COPIES_OF_LESSONS,
        seed,
        today,
    ));
    let course = Course {
        epochs: 12,
        rate: 0.3,
        decay: 1e-4,
        seed,
        first_label,
    };
    learn(&model, &all, &course)
}

/// What a catalogue says of papers as they are and badly read: twice as many answers as papers.
fn figures(
    catalogue: &Catalogue,
    held: &[Lesson],
    seed: u64,
    today: Day,
) -> (Figures, Vec<String>) {
    let mut figures = Figures::default();
    let mut said_of_all = Vec::new();
    for (at, lesson) in held.iter().enumerate() {
        let dice = seed ^ 0xbad ^ ((at as u64) << 20);
        let spoiled = spoil(&lesson.pages, Damage::any(dice), dice);
        for pages in [&lesson.pages, &spoiled] {
            let reading = read_document(catalogue, pages, today);
            let said = reading.document_type.slug().to_owned();
            let (right, auto) = (said == lesson.slug, reading.decided == Decided::Auto);
            figures.papers += 1;
            figures.right += usize::from(right);
            figures.auto += usize::from(auto);
            figures.silent += usize::from(auto && !right);
            let own = figures.types.entry(lesson.slug.clone()).or_default();
            own.0 += 1;
            own.1 += usize::from(right);
            if said != DocumentType::UNKNOWN.slug() {
                figures.answers.push(Answer {
                    probability: reading.confidence.value(),
                    right,
                });
            }
            if !right {
                let confusion = (lesson.slug.clone(), said.clone());
                *figures.confusions.entry(confusion).or_default() += 1;
            }
            said_of_all.push(said);
        }
    }
    (figures, said_of_all)
}

fn changes(held: &[Lesson], before: &[String], after: &[String]) -> Vec<Change> {
    let said = before.iter().zip(after).enumerate();
    said.filter(|(_, (before, after))| before != after)
        .map(|(at, (before, after))| Change {
            paper: at / 2,
            truth: held[at / 2].slug.clone(),
            before: before.clone(),
            after: after.clone(),
        })
        .collect()
}

fn objections(before: &Figures, after: &Figures, new: &[String]) -> Vec<Objection> {
    let mut against = Vec::new();
    // The new type's own papers were all unknown before: their errors are judged by its own figures.
    if after.silent > before.silent {
        against.push(Objection::MoreSilent {
            before: before.silent,
            after: after.silent,
        });
    }
    for (slug, (papers, right)) in &before.types {
        if new.contains(slug) || *papers == 0 {
            continue;
        }
        let share = |right: usize| right as f32 / *papers as f32;
        let (was, is) = (
            share(*right),
            share(after.types.get(slug).map_or(0, |own| own.1)),
        );
        if was - is > FALL_MAX {
            against.push(Objection::TypeFalls {
                slug: slug.clone(),
                before: was,
                after: is,
            });
        }
    }
    against
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::page_of;

    const TODAY: Day = Day::constant(2026, 11, 21);
    const TYPES: &str = r#"
        [types.carte_solidaire]
        label = "Pass solidaire de Valmont"
        short = "pass solidaire"
        theme = "aides"
        keywords = { strong = ["Pass solidaire"], medium = [] }
        validity = { kind = "none" }
        supersession = { mode = "replace", group_by = ["holder"], order_by = ["valid_until"] }
        icon = { lucide = "id-card", openmoji = "1FAAA" }
    "#;

    /// An invented card of an invented town, its words in one of several orders.
    fn card(seed: usize) -> Lesson {
        let names = [
            "Durand", "Benali", "Nguyen", "Traoré", "Petit", "Roche", "Kaya", "Morel",
        ];
        let streets = [
            "rue des Tilleuls",
            "avenue Foch",
            "place du Marché",
            "quai Perrache",
        ];
        let rows = [
            "# VALMONT SOLIDARITÉ".to_owned(),
            format!(
                "Titulaire : {} {}",
                names[seed % 8],
                names[(seed * 3 + 1) % 8]
            ),
            format!("{} {}", 3 + seed, streets[seed % 4]),
            "Réductions piscine, médiathèque, cantine et tramway".to_owned(),
            format!("Quotient solidaire tranche {}", 1 + seed % 3),
            format!("Valable jusqu'au 3{}/12/202{}", seed % 2, 6 + seed % 3),
            "Ville de Valmont - Centre communal d'action sociale".to_owned(),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        Lesson {
            pages: vec![page_of(&rows)],
            slug: "carte_solidaire".to_owned(),
        }
    }

    fn town() -> Catalogue {
        Catalogue::built_in().with_local(TYPES).unwrap()
    }

    #[test]
    fn a_type_is_learned_from_five_papers_and_others_stay() {
        let model = TypeModel::built_in();
        let catalogue = town();
        let papers: Vec<Lesson> = (0..5).map(card).collect();
        let taught = teach_types(&catalogue, &model, &papers, 1, TODAY).unwrap();
        let knows = catalogue.with_model(taught.model.clone());
        let said = |seed: usize| {
            let damage = Damage {
                letters: 0.04,
                words: 0.1,
                lines: 0.1,
                cut: 0.0,
            };
            let pages = spoil(&card(seed).pages, damage, seed as u64);
            read_document(&knows, &pages, TODAY)
                .document_type
                .slug()
                .to_owned()
        };
        let found = (100..140)
            .filter(|seed| said(*seed) == "carte_solidaire")
            .count();
        assert!(found >= 36, "{found} of 40");
        // The other columns are the same numbers.
        let labels = model.linear.labels.len();
        assert_eq!(taught.model.linear.bias[..labels], model.linear.bias[..]);
        for (after, before) in taught.model.linear.hints.iter().zip(model.linear.hints) {
            assert_eq!(after.to_bits(), before.to_bits());
        }
        assert!(taught.against.is_empty(), "{:?}", taught.against);
        let words: Vec<&str> = taught.words[0]
            .1
            .iter()
            .map(|(word, _)| word.as_str())
            .collect();
        assert!(
            words.contains(&"SOLIDAIRE") || words.contains(&"VALMONT"),
            "{words:?}"
        );
        let names = [
            "DURAND", "BENALI", "NGUYEN", "TRAORE", "PETIT", "ROCHE", "KAYA", "MOREL",
        ];
        assert!(!words.iter().any(|word| names.contains(word)), "{words:?}");
    }

    #[test]
    fn what_cannot_be_taught_is_said() {
        let model = TypeModel::built_in();
        let check = |slug: &str, count: usize, expected: &str| {
            let papers: Vec<Lesson> = (0..count)
                .map(|seed| Lesson {
                    slug: slug.to_owned(),
                    ..card(seed)
                })
                .collect();
            let error = teach_types(&town(), &model, &papers, 1, TODAY).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        };
        check("carte_solidaire", 4, "il en faut 5");
        check("passeport", 6, "connaît déjà");
        check("carte_bleue", 6, "pas un type");
    }

    #[test]
    fn objections_are_raised_when_errors_rise_or_a_type_falls() {
        let figures = |silent: usize, right: usize| Figures {
            silent,
            types: BTreeMap::from([("a".to_owned(), (50, right)), ("new".to_owned(), (5, 0))]),
            ..Figures::default()
        };
        let new = ["new".to_owned()];
        assert_eq!(objections(&figures(1, 50), &figures(1, 50), &new), []);
        assert_eq!(
            objections(&figures(1, 50), &figures(2, 50), &new),
            [Objection::MoreSilent {
                before: 1,
                after: 2
            }]
        );
        let fell = objections(&figures(1, 50), &figures(0, 49), &new);
        assert!(matches!(&fell[..], [Objection::TypeFalls { slug, .. }] if slug == "a"));
    }
}
