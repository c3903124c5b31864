//! A type of a town's own, taught from a few papers.
//!
//! The weights of all other types stay as they are: only the new type's own column learns, against the lessons that
//! come with the program. So no other type can get worse but by papers that the new one now claims, and these are
//! counted before anybody promotes it.

use std::collections::{BTreeMap, BTreeSet};

use models::{Course, Linear, calibrate::Answer};
use paper::{Day, Decided, DocumentType};

use super::{Damage, Lesson, examples, learn, lessons, spoil};
use crate::{
    Catalogue,
    kind::{TypeModel, words_that_weigh},
    read_document,
    text::normalise,
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

/// What a town teaches from.
#[derive(Clone, Copy, Debug)]
pub struct Town<'a> {
    /// Of the new types, at least [`EXAMPLES_MIN`] of each.
    pub new: &'a [Lesson],
    /// Of types that it taught before, which must stay known. May be empty.
    pub others: &'a [Lesson],
}

/// Where a held-out paper is from, with its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The program's own invented lessons.
    Program(usize),
    New(usize),
    Other(usize),
}

/// What a model says of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub slug: String,
    /// Filed without asking.
    pub alone: bool,
}

/// A paper about which two models disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub paper: Source,
    /// Not the paper as it is, but as if badly read.
    pub spoiled: bool,
    pub truth: String,
    pub before: Said,
    pub after: Said,
}

impl Change {
    /// Wrong and filed without asking by the new model: what is to be looked at first.
    pub fn is_silent_error(&self) -> bool {
        self.after.alone && self.after.slug != self.truth
    }
}

/// Steps of teaching that are told, each when it ends.
pub const STEPS: u32 = 4;

/// A model that may be promoted, and what is known about it.
#[derive(Clone, Debug)]
pub struct Taught {
    pub model: TypeModel,
    pub before: Figures,
    pub after: Figures,
    pub changes: Vec<Change>,
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

/// Teaches a town's types. `catalogue` has them; `model` is the one in use. `tell` hears how many of [`STEPS`] are done.
pub fn teach_types(
    catalogue: &Catalogue,
    model: &TypeModel,
    town: Town<'_>,
    seed: u64,
    today: Day,
    mut tell: impl FnMut(u32),
) -> Result<Taught, LearnError> {
    let slugs = check(catalogue, town.new)?;
    let program = lessons::built_in();
    let base = [&program[..], town.others].concat();
    let (held_base, fit_base) = parted(&base);
    let mut held: Vec<Held> = held_base
        .into_iter()
        .map(|(at, lesson)| Held {
            source: match at.checked_sub(program.len()) {
                None => Source::Program(at),
                Some(at) => Source::Other(at),
            },
            lesson,
        })
        .collect();
    // Held out of the new types: one paper in three; the figures say how the next paper will fare. What is kept is
    // taught from all of them.
    let mut fit: Vec<Lesson> = Vec::new();
    for slug in &slugs {
        let places: Vec<usize> = (0..town.new.len())
            .filter(|at| town.new[*at].slug == *slug)
            .collect();
        let own: Vec<Lesson> = places.iter().map(|at| town.new[*at].clone()).collect();
        let (held_own, fit_own) = parted(&own);
        held.extend(held_own.into_iter().map(|(at, lesson)| Held {
            source: Source::New(places[at]),
            lesson,
        }));
        fit.extend(fit_own);
    }
    let trial = taught_with(catalogue, model, &fit_base, &fit, seed, today);
    tell(1);
    let (before, said_before) = figures(&catalogue.with_model(model.clone()), &held, seed, today);
    tell(2);
    let (after, said_after) = figures(&catalogue.with_model(trial), &held, seed, today);
    tell(3);
    let changes = changes(&held, said_before, said_after);
    let whole = taught_with(catalogue, model, &base, town.new, seed, today);
    tell(STEPS);
    Ok(Taught {
        against: objections(&before, &after, &slugs),
        model: whole,
        before,
        after,
        changes,
    })
}

/// The words that speak most for a type, with their weight, the heaviest first; words that at least half of `papers` have,
/// and no part of a name that is read on one: several papers may be of one person.
pub fn telling_words(
    catalogue: &Catalogue,
    model: &TypeModel,
    slug: &str,
    papers: &[Lesson],
    today: Day,
) -> Vec<(String, f32)> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for paper in papers {
        for holder in read_document(catalogue, &paper.pages, today).holders {
            let name = normalise(&holder.name);
            let words = name.split(|c: char| !c.is_alphanumeric());
            names.extend(words.map(str::to_owned));
        }
    }
    let mut words = words_that_weigh(model, slug, papers);
    words.retain(|(word, _)| !names.contains(word));
    words
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

/// A paper that is not learned from.
struct Held {
    source: Source,
    lesson: Lesson,
}

/// One in [`HELD_OUT_EACH`] with its place, and the others.
fn parted(lessons: &[Lesson]) -> (Vec<(usize, Lesson)>, Vec<Lesson>) {
    let (held, fit): (Vec<_>, Vec<_>) = lessons
        .iter()
        .cloned()
        .enumerate()
        .partition(|(at, _)| at % HELD_OUT_EACH == 0);
    (held, fit.into_iter().map(|(_, lesson)| lesson).collect())
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
        ..model.clone()
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
fn figures(catalogue: &Catalogue, held: &[Held], seed: u64, today: Day) -> (Figures, Vec<Said>) {
    let mut figures = Figures::default();
    let mut said_of_all = Vec::new();
    for (at, Held { lesson, .. }) in held.iter().enumerate() {
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
            said_of_all.push(Said {
                slug: said,
                alone: auto,
            });
        }
    }
    (figures, said_of_all)
}

/// Papers that are called something else, or that are wrong and now filed without asking. Those first.
fn changes(held: &[Held], before: Vec<Said>, after: Vec<Said>) -> Vec<Change> {
    let said = before.into_iter().zip(after).enumerate();
    let mut changes: Vec<Change> = said
        .map(|(at, (before, after))| Change {
            paper: held[at / 2].source,
            spoiled: at % 2 == 1,
            truth: held[at / 2].lesson.slug.clone(),
            before,
            after,
        })
        .filter(|change| {
            let is_more_silent = change.is_silent_error() && !change.before.alone;
            change.before.slug != change.after.slug || is_more_silent
        })
        .collect();
    changes.sort_by_key(|change| !change.is_silent_error());
    changes
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

    fn only(new: &[Lesson]) -> Town<'_> {
        Town { new, others: &[] }
    }

    #[test]
    fn a_type_that_was_taught_before_is_held_out_beside_the_new_one() {
        let others = r#"
            [types.badge_piscine]
            label = "Badge de la piscine"
            short = "badge de piscine"
            theme = "aides"
            keywords = { strong = ["Badge piscine"], medium = [] }
            validity = { kind = "none" }
            supersession = { mode = "replace", group_by = ["holder"], order_by = ["issued"] }
            icon = { lucide = "id-card", openmoji = "1FAAA" }
        "#;
        let catalogue = town().with_local(others).unwrap();
        let other: Vec<Lesson> = (0..6)
            .map(|seed| Lesson {
                pages: vec![page_of(&[
                    "# BADGE PISCINE",
                    "Bassin municipal de Valmont",
                    "Entrées restantes",
                    if seed % 2 == 0 { "dix" } else { "vingt" },
                ])],
                slug: "badge_piscine".to_owned(),
            })
            .collect();
        let model = TypeModel::built_in();
        let badge = teach_types(&catalogue, &model, only(&other), 1, TODAY, |_| {}).unwrap();
        let papers: Vec<Lesson> = (0..6).map(card).collect();
        let both = Town {
            new: &papers,
            others: &other,
        };
        let taught = teach_types(&catalogue, &badge.model, both, 1, TODAY, |_| {}).unwrap();
        assert_eq!(taught.after.types["badge_piscine"], (4, 4));
        assert_eq!(taught.before.types["badge_piscine"], (4, 4));
    }

    fn town() -> Catalogue {
        Catalogue::built_in().with_local(TYPES).unwrap()
    }

    #[test]
    fn a_type_is_learned_from_five_papers_and_others_stay() {
        let model = TypeModel::built_in();
        let catalogue = town();
        let papers: Vec<Lesson> = (0..5).map(card).collect();
        let mut told = Vec::new();
        let taught = teach_types(&catalogue, &model, only(&papers), 1, TODAY, |step| {
            told.push(step);
        })
        .unwrap();
        assert_eq!(told, [1, 2, 3, STEPS]);
        // Two of the five were held out, each as it is and once badly read.
        assert_eq!(taught.after.types["carte_solidaire"].0, 4);
        let known = taught.changes.iter().filter(|change| {
            matches!(change.paper, Source::New(0 | 3)) && change.after.slug == "carte_solidaire"
        });
        assert!(known.count() >= 3, "{:?}", taught.changes);
        let with_it = catalogue.with_model(taught.model.clone());
        let said = |seed: usize| {
            let damage = Damage {
                letters: 0.04,
                words: 0.1,
                lines: 0.1,
                cut: 0.0,
            };
            let pages = spoil(&card(seed).pages, damage, seed as u64);
            read_document(&with_it, &pages, TODAY)
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
        let words = telling_words(&with_it, &taught.model, "carte_solidaire", &papers, TODAY);
        let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        assert!(
            words.contains(&"SOLIDAIRE") || words.contains(&"VALMONT"),
            "{words:?}"
        );
        let names = [
            "DURAND", "BENALI", "NGUYEN", "TRAORE", "PETIT", "ROCHE", "KAYA", "MOREL",
        ];
        assert!(!words.iter().any(|word| names.contains(word)), "{words:?}");

        // All of one person: her name stands on each, and is no word of the type.
        let hers = vec![card(0); 5];
        let words = telling_words(&with_it, &taught.model, "carte_solidaire", &hers, TODAY);
        assert!(!words.is_empty());
        assert!(
            !words.iter().any(|(word, _)| names.contains(&word.as_str())),
            "{words:?}"
        );
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
            let error = teach_types(&town(), &model, only(&papers), 1, TODAY, |_| {}).unwrap_err();
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
