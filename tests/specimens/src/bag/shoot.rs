//! Who photographs which paper how: the files of a bag, one at a time.

use std::{collections::VecDeque, path::Path};

use pdfium_render::prelude::Pdfium;

use super::{BagSeverity, DemoPhoto, Printed};
use crate::{
    LineTruth, PaperTruth, PhotoKind, PhotoTruth, SpecimenError, WordTruth,
    camera::{Mishap, Settings, Severity, Sheet, photograph},
    papers::Specimen,
    pdf,
    rng::Dice,
};

/// Papers, and what turns them into sheets for the camera.
pub(super) struct Studio {
    pdfium: Pdfium,
    papers: Printed,
    /// Of each paper.
    pages: Vec<u32>,
}

/// 300 dpi for a letter; cards have finer print, and lie nearer to the camera.
const LETTER_PIXELS_PER_MM: f32 = 11.8;
const CARD_PIXELS_PER_MM: f32 = 23.6;
const CARD_WIDTH_MM: f32 = 150.0;

impl Studio {
    pub(super) fn open(runtime: &Path, papers: Printed) -> Result<Self, SpecimenError> {
        let pdfium = pdf::open(runtime)?;
        let pages = papers
            .iter()
            .map(|(_, bytes)| Ok(pdf::document(&pdfium, bytes)?.pages().len() as u32))
            .collect::<Result<_, SpecimenError>>()?;
        Ok(Self { pdfium, papers, pages })
    }

    /// `page` counts from 1.
    fn sheet(&self, paper: usize, page: u32) -> Result<Sheet, SpecimenError> {
        let (specimen, bytes) = &self.papers[paper];
        let document = pdf::document(&self.pdfium, bytes)?;
        let printed = document.pages().get(page as i32 - 1).map_err(|error| pdf::wrong(&error))?;
        let size_mm = pdf::size_mm(&printed);
        let density = if size_mm.0 < CARD_WIDTH_MM { CARD_PIXELS_PER_MM } else { LETTER_PIXELS_PER_MM };
        Ok(Sheet {
            print: pdf::render(&printed, density)?,
            size_mm,
            stiff: specimen.stiff,
            rounded: specimen.rounded,
            words: pdf::words(&printed)?,
            truth: specimen.page_truth(page, self.pages[paper]),
        })
    }

    /// The pages of a paper as its PDF has them, in points.
    fn pdf_truth(&self, paper: usize) -> Result<((u32, u32), Vec<PaperTruth>), SpecimenError> {
        let (specimen, bytes) = &self.papers[paper];
        let document = pdf::document(&self.pdfium, bytes)?;
        let mut size = (0, 0);
        let mut truths = Vec::new();
        for (index, page) in document.pages().iter().enumerate() {
            if index == 0 {
                size = (page.width().value as u32, page.height().value as u32);
            }
            truths.push(flat_truth(specimen, &page, index as u32 + 1, self.pages[paper])?);
        }
        Ok((size, truths))
    }
}

/// Truth of a page that no camera has seen; boxes in points from its top left corner.
fn flat_truth(
    specimen: &Specimen,
    page: &pdfium_render::prelude::PdfPage<'_>,
    number: u32,
    pages: u32,
) -> Result<PaperTruth, SpecimenError> {
    const POINTS_PER_MM: f32 = 72.0 / 25.4;
    let mut truth = specimen.page_truth(number, pages);
    let mut last = None;
    for word in pdf::words(page)? {
        let [left, top, right, bottom] = word.place_mm.map(|mm| mm * POINTS_PER_MM);
        let place = [[left, top], [right, top], [right, bottom], [left, bottom]];
        if last != Some(word.line) {
            truth.lines.push(LineTruth::default());
            last = Some(word.line);
        }
        if let Some(line) = truth.lines.last_mut() {
            line.words.push(WordTruth { text: word.text, place, seen: true });
        }
    }
    Ok(truth)
}

/// One file to make.
#[derive(Clone, Debug)]
struct Shot {
    what: What,
    seed: u64,
    severity: Severity,
    file_name: String,
    duplicate_of: Option<String>,
}

#[derive(Clone, Debug)]
enum What {
    /// Paper and page of each sheet on the table.
    Photo(Vec<(usize, u32)>),
    Pdf(usize),
    Spoilt(usize, Mishap),
    /// The bytes of another shot.
    Copy(Box<Shot>),
}

/// `count` files. Repeats and spoilt photos are about an eighth of them.
pub(super) fn bag(
    studio: Studio,
    seed: u64,
    count: usize,
    severity: BagSeverity,
) -> impl Iterator<Item = Result<DemoPhoto, SpecimenError>> {
    let mut shots: VecDeque<Shot> = script(&studio, seed, count, severity).into();
    std::iter::from_fn(move || {
        let shot = shots.pop_front()?;
        Some(take(&studio, &shot))
    })
}

fn take(studio: &Studio, shot: &Shot) -> Result<DemoPhoto, SpecimenError> {
    let mut truth = PhotoTruth { file: shot.file_name.clone(), duplicate_of: shot.duplicate_of.clone(), ..PhotoTruth::default() };
    let mut dice = Dice::fork(shot.seed, "settings");
    let bytes = match &shot.what {
        What::Photo(pages) => {
            let sheets: Vec<Sheet> =
                pages.iter().map(|&(paper, page)| studio.sheet(paper, page)).collect::<Result<_, _>>()?;
            let settings = Settings::throw(shot.severity, &mut dice);
            let photo = photograph(&sheets, &settings, shot.seed)?;
            truth.kind = if shot.severity == Severity::FlatScan { PhotoKind::Scan } else { PhotoKind::Photo };
            shot.severity.slug().clone_into(&mut truth.severity);
            truth.size = photo.size;
            truth.papers = photo.papers;
            photo.jpeg
        }
        What::Pdf(paper) => {
            truth.kind = PhotoKind::Pdf;
            (truth.size, truth.papers) = studio.pdf_truth(*paper)?;
            studio.papers[*paper].1.clone()
        }
        What::Spoilt(paper, mishap) => {
            let mut settings = Settings::throw(Severity::Medium, &mut dice);
            settings.spoil(*mishap);
            let photo = photograph(&[studio.sheet(*paper, 1)?], &settings, shot.seed)?;
            truth.kind = PhotoKind::Unusable;
            truth.mishap = Some(mishap.slug().to_owned());
            truth.size = photo.size;
            photo.jpeg
        }
        What::Copy(original) => {
            let original = take(studio, original)?;
            truth = PhotoTruth { file: truth.file, duplicate_of: truth.duplicate_of, same_bytes: true, ..original.truth };
            original.bytes
        }
    };
    Ok(DemoPhoto { file_name: shot.file_name.clone(), bytes, truth })
}

fn script(studio: &Studio, seed: u64, count: usize, severity: BagSeverity) -> Vec<Shot> {
    let mut dice = Dice::fork(seed, "script");
    let (copies, again, spoilt) = (count.div_ceil(40), count / 20, count.div_ceil(40));
    let room = count.saturating_sub(copies + again + spoilt);
    let mut whats = Vec::new();
    let mut next = 0;
    while whats.len() < room && !studio.papers.is_empty() {
        let (mut shots, used) = group(studio, next % studio.papers.len(), &mut dice);
        next += used;
        shots.truncate(room - whats.len());
        whats.append(&mut shots);
    }
    let mut shots: Vec<Shot> = whats.into_iter().map(|what| shot(what, &mut dice, severity)).collect();
    for index in 0..spoilt.min(count) {
        let mishap = Mishap::ALL[(index + seed as usize) % 3];
        shots.push(shot(What::Spoilt(index % studio.papers.len().max(1), mishap), &mut dice, severity));
    }
    dice.shuffle(&mut shots);
    for (index, shot) in shots.iter_mut().enumerate() {
        shot.file_name = name(&shot.what, shot.severity, index, &mut dice);
    }
    let photos: Vec<Shot> =
        shots.iter().filter(|shot| matches!(&shot.what, What::Photo(pages) if pages.len() == 1)).cloned().collect();
    if photos.is_empty() {
        return shots;
    }
    for index in 0..again {
        let original = dice.pick(&photos).clone();
        let mut repeat = shot(original.what.clone(), &mut dice, severity);
        repeat.file_name = format!("IMG_20261119_09{index:02}{:02}.jpg", dice.whole(10, 59));
        repeat.duplicate_of = Some(original.file_name);
        insert(&mut shots, repeat, &mut dice);
    }
    for index in 0..copies {
        let original = dice.pick(&photos).clone();
        let mut copy = original.clone();
        copy.file_name = original.file_name.replace(".jpg", &format!(" ({}).jpg", index + 1));
        copy.duplicate_of = Some(original.file_name.clone());
        copy.what = What::Copy(Box::new(original));
        insert(&mut shots, copy, &mut dice);
    }
    shots
}

fn insert(shots: &mut Vec<Shot>, shot: Shot, dice: &mut Dice) {
    let at = dice.whole(0, shots.len() as i64) as usize;
    shots.insert(at, shot);
}

/// The shots of the paper `first` (and of its neighbours, when they share a photo), and how many papers they use.
fn group(studio: &Studio, first: usize, dice: &mut Dice) -> (Vec<What>, usize) {
    let pages = studio.pages[first];
    let specimen = &studio.papers[first].0;
    if specimen.sides && pages == 2 && dice.chance(0.3) {
        return (vec![What::Photo(vec![(first, 1), (first, 2)])], 1);
    }
    if !specimen.sides && dice.chance(0.1) {
        return (vec![What::Pdf(first)], 1);
    }
    if pages == 1 && dice.chance(0.12) {
        let mates = (first + 1..studio.papers.len()).take_while(|&mate| studio.pages[mate] == 1).take(2);
        let together: Vec<(usize, u32)> = std::iter::once(first).chain(mates).map(|paper| (paper, 1)).collect();
        let used = together.len();
        return (vec![What::Photo(together)], used);
    }
    ((1..=pages).map(|page| What::Photo(vec![(first, page)])).collect(), 1)
}

fn shot(what: What, dice: &mut Dice, severity: BagSeverity) -> Shot {
    let mut thrown = severity.throw(dice);
    if severity == BagSeverity::Mixed && dice.chance(0.08) {
        thrown = Severity::FlatScan;
    }
    // A scanner sees one sheet.
    if let What::Photo(pages) = &what
        && pages.len() > 1
        && thrown == Severity::FlatScan
    {
        thrown = Severity::Light;
    }
    Shot { what, seed: dice.bits(), severity: thrown, file_name: String::new(), duplicate_of: None }
}

fn name(what: &What, severity: Severity, index: usize, dice: &mut Dice) -> String {
    match what {
        What::Pdf(_) => format!("document-{:02}.pdf", index + 1),
        _ if severity == Severity::FlatScan => format!("scan{:04}.jpg", index + 1),
        _ => format!("IMG_20261118_{:02}{:02}{:02}.jpg", 10 + index / 60, index % 60, dice.whole(10, 59)),
    }
}
