//! Teaches the classifier of types from specimens, and says how it does on others.
//!
//! `cargo run --release -p sesame-classify --example types -- [options] TRAIN… -- TEST…`
//!
//! TRAIN and TEST are folders with `truth.jsonl` as `sesame-specimens bag --severity digital` writes them. Test papers
//! are read as they are and spoiled as by reading errors, by the rules alone and by the model.
//!
//! * `--layout a`: learns from first layouts alone and is tested on the others: forms that it has never seen.
//! * `--fold N`: one type in five is taken out of the catalogue; its papers should not be filed without asking.
//! * `--unseen` with `--fold`: those types stay in the catalogue but have no example; they alone are tested.
//! * `--out FILE`, `--lessons FILE`: writes the model, and the lessons that a town's types are taught beside.
//! * `--texts FILE`: writes what is learned from and tested on as JSON lines, for other recipes (`tests/tools/field_recipe.py`).
//! * `--copies N`, `--epochs N`, `--rate X`, `--decay X`: how it is taught.

#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use std::{collections::BTreeMap, path::Path};

use models::{Course, calibrate};
use paper::{
    CodeKind, Confidence, Day, Decided, Page, PageId, PhotoId, Point, Quad, RawCode, Reading,
    TextLine, Word,
};
use serde_json::Value;
use sesame_classify::{
    Catalogue, Risk, TypeModel,
    learn::{self, Damage, Lesson, Try},
    read_document,
};

const TODAY: Day = Day::constant(2026, 11, 21);
const UNKNOWN: &str = "inconnu";

/// How test papers are spoiled. On photos of `sesame-specimens` the reader loses a twentieth of the words of a light
/// one, about a sixth of a heavy one.
const DAMAGES: [(&str, Damage); 4] = [
    ("none", damage(0.0, 0.0, 0.0, 0.0)),
    ("light", damage(0.02, 0.05, 0.05, 0.0)),
    ("heavy", damage(0.08, 0.15, 0.25, 0.1)),
    ("hard", damage(0.12, 0.3, 0.4, 0.3)),
];

const fn damage(letters: f32, words: f32, lines: f32, cut: f32) -> Damage {
    Damage {
        letters,
        words,
        lines,
        cut,
    }
}

struct Sheet {
    layout: String,
    lesson: Lesson,
}

struct Options {
    layout: Option<String>,
    fold: Option<usize>,
    unseen: bool,
    out: Option<String>,
    lessons: Option<String>,
    texts: Option<String>,
    copies: u64,
    course: Course,
    train: Vec<String>,
    test: Vec<String>,
}

impl Options {
    fn read() -> Self {
        let mut options = Self {
            layout: None,
            fold: None,
            unseen: false,
            out: None,
            lessons: None,
            texts: None,
            copies: 8,
            course: Course {
                epochs: 6,
                rate: 0.3,
                decay: 1e-4,
                seed: 1,
                first_label: 0,
            },
            train: Vec::new(),
            test: Vec::new(),
        };
        let mut is_test = false;
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().expect("a value");
            match argument.as_str() {
                "--layout" => options.layout = Some(value()),
                "--fold" => options.fold = value().parse().ok(),
                "--unseen" => options.unseen = true,
                "--out" => options.out = Some(value()),
                "--lessons" => options.lessons = Some(value()),
                "--texts" => options.texts = Some(value()),
                "--copies" => options.copies = value().parse().expect("a number"),
                "--epochs" => options.course.epochs = value().parse().expect("a number"),
                "--rate" => options.course.rate = value().parse().expect("a number"),
                "--decay" => options.course.decay = value().parse().expect("a number"),
                "--" => is_test = true,
                _ if is_test => options.test.push(argument),
                _ => options.train.push(argument),
            }
        }
        options
    }

    /// Types left out of the catalogue, or of the lessons.
    fn left_out(&self, types: &[String]) -> Vec<String> {
        let Some(fold) = self.fold else {
            return Vec::new();
        };
        types
            .iter()
            .skip(fold)
            .step_by(5)
            .filter(|slug| *slug != UNKNOWN)
            .cloned()
            .collect()
    }
}

fn main() {
    let options = Options::read();
    let whole = Catalogue::built_in();
    let types: Vec<String> = whole.types().iter().map(|card| card.slug.clone()).collect();
    let left_out = options.left_out(&types);
    let is_left_out = |sheet: &Sheet| left_out.contains(&sheet.lesson.slug);
    let catalogue = if options.unseen {
        whole.clone()
    } else {
        whole.without(&left_out)
    };

    let mut train = sheets_of(&options.train);
    train.retain(|sheet| {
        options
            .layout
            .as_ref()
            .is_none_or(|layout| *layout == sheet.layout)
            && !is_left_out(sheet)
    });
    let mut test = sheets_of(&options.test);
    test.retain(|sheet| {
        options.layout.as_ref() != Some(&sheet.layout) && (!options.unseen || is_left_out(sheet))
    });
    if let Some(texts) = &options.texts {
        std::fs::write(texts, texts_of(&train, &test, options.copies)).expect("texts are written");
        return;
    }
    let model = teach(&catalogue, &types, &train, &options);
    println!("{} lessons", train.len());
    for risk in Risk::ALL {
        let auto_min = model.clone().at_risk(risk).auto_min();
        println!(
            "filed alone from {auto_min:.4} on: at most 1 wrong in {}",
            risk.one_in()
        );
    }

    let knows = catalogue.with_model(model.clone());
    for (name, damage) in DAMAGES {
        for (who, catalogue) in [("rules", &catalogue), ("learned", &knows)] {
            let mut score = Score::default();
            for (at, sheet) in test.iter().enumerate() {
                let pages = learn::spoil(&sheet.lesson.pages, damage, 1000 + at as u64);
                let is_strange = !options.unseen && is_left_out(sheet);
                let truth = if is_strange {
                    UNKNOWN
                } else {
                    &sheet.lesson.slug
                };
                score.add(truth, &read_document(catalogue, &pages, TODAY));
            }
            score.print(name, who);
        }
    }
    if let Some(lessons) = &options.lessons {
        std::fs::write(lessons, few_of_each(&train)).expect("the lessons can be written");
    }
    if let Some(out) = &options.out {
        let notes = [("seed".to_owned(), options.course.seed.to_string())];
        std::fs::write(out, model.to_onnx(&notes)).expect("the model can be written");
    }
}

/// Taught from all sheets, calibrated on what it was not taught from.
fn teach(
    catalogue: &Catalogue,
    types: &[String],
    sheets: &[Sheet],
    options: &Options,
) -> TypeModel {
    let all: Vec<&Sheet> = sheets.iter().collect();
    let mut tries = tries_on_other_forms(catalogue, types, &all, options);
    tries.extend(tries_on_other_types(catalogue, types, &all, options));
    let blank = learn::blank(catalogue);
    let examples = examples(catalogue, &blank, &all, options.copies, 1);
    let model = learn::learn(&blank, &examples, &options.course);
    learn::calibrate(&model, &tries)
}

fn examples(
    catalogue: &Catalogue,
    blank: &TypeModel,
    sheets: &[&Sheet],
    copies: u64,
    seed: u64,
) -> Vec<models::Example> {
    let lessons: Vec<Lesson> = sheets.iter().map(|sheet| sheet.lesson.clone()).collect();
    learn::examples(catalogue, blank, &lessons, copies, seed, TODAY)
}

/// One layout is left out after the other; when there is but one, a quarter of the types, known by their rules alone.
fn tries_on_other_forms(
    catalogue: &Catalogue,
    types: &[String],
    sheets: &[&Sheet],
    options: &Options,
) -> Vec<Try> {
    let (groups, group): (usize, &dyn Fn(&Sheet) -> usize) = if options.layout.is_none() {
        (2, &|sheet| usize::from(sheet.layout == "a"))
    } else {
        (4, &|sheet| {
            let place = types.iter().position(|slug| *slug == sheet.lesson.slug);
            place.unwrap_or(0) % 4
        })
    };
    let blank = learn::blank(catalogue);
    let mut tries = Vec::new();
    for held in 0..groups {
        let (check, fit): (Vec<&Sheet>, Vec<&Sheet>) =
            sheets.iter().partition(|sheet| group(sheet) == held);
        let taught = examples(catalogue, &blank, &fit, options.copies, 1);
        let model = learn::learn(&blank, &taught, &options.course);
        tries.extend(learn::tries(
            &model,
            &examples(catalogue, &blank, &check, 4, 2),
        ));
    }
    tries
}

/// As if one type in ten were not in the catalogue: what is filed alone must not be one of those either. About one
/// paper in thirty that come is of a type that nobody knows: a sixth of the left-out ones.
fn tries_on_other_types(
    catalogue: &Catalogue,
    types: &[String],
    sheets: &[&Sheet],
    options: &Options,
) -> Vec<Try> {
    let mut tries = Vec::new();
    for held in 0..10 {
        let left_out = types.iter().skip(held).step_by(10);
        let left_out: Vec<String> = left_out.filter(|slug| *slug != UNKNOWN).cloned().collect();
        let catalogue = catalogue.without(&left_out);
        let blank = learn::blank(&catalogue);
        let (check, fit): (Vec<&Sheet>, Vec<&Sheet>) = sheets
            .iter()
            .partition(|sheet| left_out.contains(&sheet.lesson.slug));
        let taught = examples(&catalogue, &blank, &fit, 1, 1);
        let model = learn::learn(&blank, &taught, &options.course);
        let strange = learn::tries(&model, &examples(&catalogue, &blank, &check, 0, 2));
        tries.extend(strange.into_iter().skip(held % 6).step_by(6));
    }
    tries
}

/// The same papers, spoiled the same way: `{"part": "train" | "none" | "light" | …, "type", "text"}`.
fn texts_of(train: &[Sheet], test: &[Sheet], copies: u64) -> String {
    let mut rows = String::new();
    let mut add = |part: &str, slug: &str, pages: &[Page]| {
        let whole: Vec<String> = pages.iter().map(Page::text).collect();
        let row = serde_json::json!({"part": part, "type": slug, "text": whole.join("\n")});
        rows += &row.to_string();
        rows.push('\n');
    };
    for (at, sheet) in train.iter().enumerate() {
        add("train", &sheet.lesson.slug, &sheet.lesson.pages);
        for copy in 1..=copies {
            let dice = 1 ^ ((at as u64) << 20) ^ copy;
            let pages = learn::spoil(&sheet.lesson.pages, Damage::any(dice), dice);
            add("train", &sheet.lesson.slug, &pages);
        }
    }
    for (name, damage) in DAMAGES {
        for (at, sheet) in test.iter().enumerate() {
            let pages = learn::spoil(&sheet.lesson.pages, damage, 1000 + at as u64);
            add(name, &sheet.lesson.slug, &pages);
        }
    }
    rows
}

/// Two papers of each type in each layout, one on a line; more of those of no type, which are all different.
fn few_of_each(sheets: &[Sheet]) -> String {
    let mut taken: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut rows = String::new();
    for sheet in sheets {
        let count = taken
            .entry((&sheet.lesson.slug, &sheet.layout))
            .or_default();
        *count += 1;
        let most = if sheet.lesson.slug == UNKNOWN { 20 } else { 2 };
        if *count <= most {
            rows += &learn::lessons::to_line(&sheet.lesson, &sheet.layout).expect("a line");
            rows.push('\n');
        }
    }
    rows
}

#[derive(Default)]
struct Score {
    known: usize,
    right: usize,
    auto: usize,
    silent: usize,
    unknown: usize,
    /// Papers of no type of the catalogue: how many, how many of those were filed alone, how many called unknown.
    strange: [usize; 3],
    /// For each type: papers, right ones, others' papers that were called so.
    types: BTreeMap<String, [usize; 3]>,
    answers: Vec<calibrate::Answer>,
    confusions: BTreeMap<(String, String), usize>,
}

impl Score {
    fn add(&mut self, truth: &str, reading: &Reading) {
        let said = reading.document_type.slug();
        let auto = reading.decided == Decided::Auto;
        let right = said == truth;
        if auto && !right {
            let confusion = (truth.to_owned(), said.to_owned());
            *self.confusions.entry(confusion).or_default() += 1;
            self.silent += 1;
        }
        if truth == UNKNOWN {
            self.strange[0] += 1;
            self.strange[1] += usize::from(auto);
            self.strange[2] += usize::from(right);
            return;
        }
        self.known += 1;
        self.right += usize::from(right);
        self.auto += usize::from(auto);
        self.unknown += usize::from(said == UNKNOWN);
        if said != UNKNOWN {
            self.answers.push(calibrate::Answer {
                probability: reading.confidence.value(),
                right,
            });
            if !right {
                self.types.entry(said.to_owned()).or_default()[2] += 1;
            }
        }
        let own = self.types.entry(truth.to_owned()).or_default();
        own[0] += 1;
        own[1] += usize::from(right);
    }

    fn print(&self, damage: &str, who: &str) {
        let own = self.types.values().filter(|[papers, ..]| *papers > 0);
        let f1: Vec<f32> = own
            .map(|[papers, right, taken]| 2.0 * *right as f32 / (papers + right + taken) as f32)
            .collect();
        let macro_f1 = f1.iter().sum::<f32>() / f1.len().max(1) as f32;
        let share = |count: usize| 100.0 * count as f32 / self.known.max(1) as f32;
        let [strange, filed, unknown] = self.strange;
        println!(
            "{damage:6} {who:8} {} papers: right {:.1} %, filed alone {:.1} %, unknown {:.1} %, macro-F1 {macro_f1:.3}, \
             ECE {:.3}; of no type {strange}: filed alone {filed}, unknown {unknown}; wrong and filed alone {} {:?}",
            self.known,
            share(self.right),
            share(self.auto),
            share(self.unknown),
            calibrate::calibration_error(&self.answers),
            self.silent,
            self.confusions,
        );
    }
}

fn sheets_of(folders: &[String]) -> Vec<Sheet> {
    folders
        .iter()
        .flat_map(|folder| sheets(Path::new(folder)))
        .collect()
}

/// Type, layout and numbered pages of a paper.
type Parts = (String, String, Vec<(u64, Page)>);

/// The papers of a folder, with all their pages.
fn sheets(folder: &Path) -> Vec<Sheet> {
    let rows = std::fs::read_to_string(folder.join("truth.jsonl")).expect("truth.jsonl");
    let mut papers: BTreeMap<String, Parts> = BTreeMap::new();
    for (at, row) in rows.lines().enumerate() {
        let row: Value = serde_json::from_str(row).expect("one JSON object per line");
        if !row["duplicate_of"].is_null() {
            continue;
        }
        let number = |value: &Value| value.as_f64().expect("a number") as f32;
        let size = (number(&row["size"][0]), number(&row["size"][1]));
        for (nth, paper) in row["papers"].as_array().into_iter().flatten().enumerate() {
            let text = |key: &str| paper[key].as_str().unwrap_or_default().to_owned();
            let id = format!("{}/{}", folder.display(), text("paper"));
            let entry = papers
                .entry(id)
                .or_insert_with(|| (text("type"), text("layout"), Vec::new()));
            let number_of_page = paper["page"].as_u64().unwrap_or(1);
            entry
                .2
                .push((number_of_page, page(paper, size, (at * 64 + nth) as u128)));
        }
    }
    papers
        .into_values()
        .map(|(slug, layout, mut pages)| {
            pages.sort_by_key(|(number, _)| *number);
            let pages = pages.into_iter().map(|(_, page)| page).collect();
            Sheet {
                layout,
                lesson: Lesson { pages, slug },
            }
        })
        .collect()
}

fn page(paper: &Value, size: (f32, f32), id: u128) -> Page {
    let quad = |value: &Value| {
        let corner = |at: usize| {
            let number = |axis: usize| value[at][axis].as_f64().unwrap_or(0.0) as f32;
            Point::new(number(0), number(1))
        };
        Quad([corner(0), corner(1), corner(2), corner(3)])
    };
    let line = |line: &Value| {
        let words = line["words"]
            .as_array()?
            .iter()
            .filter(|word| word["seen"].as_bool() != Some(false));
        let words: Vec<Word> = words
            .map(|word| Word {
                text: word["text"].as_str().unwrap_or_default().to_owned(),
                other: None,
                quad: quad(&word["box"]),
                confidence: Confidence::new(0.9),
            })
            .filter(|word| !word.text.is_empty() && !word.text.contains(char::is_whitespace))
            .collect();
        let bounds = Quad::bounds(words.iter().map(|word| word.quad))?;
        TextLine::new(words, Quad::upright(bounds.0, bounds.1, bounds.2, bounds.3))
    };
    let code = |code: &Value| {
        let kind = match code["kind"].as_str()? {
            "mrz" => CodeKind::Mrz,
            "2d-doc" => CodeKind::TwoDDoc,
            _ => return None,
        };
        Some(RawCode {
            kind,
            text: code["text"].as_str()?.to_owned(),
            quad: Quad::default(),
        })
    };
    let region = Quad::upright(0.0, 0.0, size.0, size.1);
    Page {
        id: PageId(id),
        photo: PhotoId(id),
        sheet: 0,
        paper: 0,
        region,
        rotation: 0,
        size: (size.0 as u32, size.1 as u32),
        lines: paper["lines"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(line)
            .collect(),
        codes: paper["codes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(code)
            .collect(),
        doubts: Vec::new(),
    }
}
