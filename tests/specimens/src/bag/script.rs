//! Which file of a bag shows which papers.

use super::{BagSeverity, studio::Studio};
use crate::{
    camera::{Mishap, Severity},
    rng::Dice,
};

/// One file to make.
#[derive(Clone, Debug)]
pub(super) struct Shot {
    pub(super) what: What,
    pub(super) seed: u64,
    pub(super) severity: Severity,
    pub(super) file_name: String,
    pub(super) duplicate_of: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    /// Paper and page of each sheet on the table.
    Photo(Vec<(usize, u32)>),
    Pdf(usize),
    Spoilt(usize, Mishap),
    /// The bytes of another shot.
    Copy(Box<Shot>),
}

/// `count` shots. Repeats and spoilt photos are about an eighth of them.
pub(super) fn script(studio: &Studio, seed: u64, count: usize, severity: BagSeverity) -> Vec<Shot> {
    if severity == BagSeverity::Digital {
        return digital(studio, count);
    }
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
    let mut shots: Vec<Shot> = whats
        .into_iter()
        .map(|what| shot(what, &mut dice, severity))
        .collect();
    for index in 0..spoilt.min(count) {
        let mishap = Mishap::ALL[(index + seed as usize) % 3];
        shots.push(shot(
            What::Spoilt(index % studio.papers.len().max(1), mishap),
            &mut dice,
            severity,
        ));
    }
    dice.shuffle(&mut shots);
    for (index, shot) in shots.iter_mut().enumerate() {
        shot.file_name = name(&shot.what, shot.severity, index, &mut dice);
    }
    let photos: Vec<Shot> = shots
        .iter()
        .filter(|shot| matches!(&shot.what, What::Photo(pages) if pages.len() == 1))
        .cloned()
        .collect();
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
        copy.file_name = original
            .file_name
            .replace(".jpg", &format!(" ({}).jpg", index + 1));
        copy.duplicate_of = Some(original.file_name.clone());
        copy.what = What::Copy(Box::new(original));
        insert(&mut shots, copy, &mut dice);
    }
    shots
}

/// The first papers, a file each.
fn digital(studio: &Studio, count: usize) -> Vec<Shot> {
    let papers = 0..studio.papers.len().min(count);
    let shot = |paper| Shot {
        what: What::Pdf(paper),
        seed: 0,
        severity: Severity::FlatScan,
        file_name: format!("document-{:03}.pdf", paper + 1),
        duplicate_of: None,
    };
    papers.map(shot).collect()
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
        let mates = (first + 1..studio.papers.len())
            .take_while(|&mate| studio.pages[mate] == 1)
            .take(2);
        let together: Vec<(usize, u32)> = std::iter::once(first)
            .chain(mates)
            .map(|paper| (paper, 1))
            .collect();
        let used = together.len();
        return (vec![What::Photo(together)], used);
    }
    (
        (1..=pages)
            .map(|page| What::Photo(vec![(first, page)]))
            .collect(),
        1,
    )
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
    Shot {
        what,
        seed: dice.bits(),
        severity: thrown,
        file_name: String::new(),
        duplicate_of: None,
    }
}

fn name(what: &What, severity: Severity, index: usize, dice: &mut Dice) -> String {
    match what {
        What::Pdf(_) => format!("document-{:02}.pdf", index + 1),
        _ if severity == Severity::FlatScan => format!("scan{:04}.jpg", index + 1),
        _ => format!(
            "IMG_20261118_{:02}{:02}{:02}.jpg",
            10 + index / 60,
            index % 60,
            dice.whole(10, 59)
        ),
    }
}
