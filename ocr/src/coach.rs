//! What is wrong with a photo, said before it is read, while the person can still take it again.
//!
//! A look of a quarter of a second at a small picture and at some pieces of the large one. It refuses nothing: each
//! fault that it finds is a [`Doubt`].

pub(crate) mod flaw_net;
mod heap;
mod print;
pub(crate) mod print_net;
mod rules;
mod scene;
mod spoilt;

use image::RgbImage;
use paper::{Doubt, Refusal};

use crate::{OcrError, Reader, decode, eyes::Eyes, paper_net::PaperMaps};
use heap::Heap;
use rules::{Glance, Measures};
use scene::Scene;

/// What a person may want to know before she goes on to the next photo.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Advice {
    /// In the order of [`Doubt::ALL`], each once. Empty for a good photo.
    pub doubts: Vec<Doubt>,
    /// How many papers are seen; 1 when none is told from its table.
    pub papers: usize,
}

/// The advice on a file: a photo, or the pages of a PDF or of a scan together.
///
/// # Errors
///
/// Those of `read_photo`, but that a sheet without text is none.
pub fn coach(reader: &mut Reader, bytes: &[u8]) -> Result<Advice, OcrError> {
    let mut all = Advice::default();
    let mut refused = None;
    let mut sheets = 0;
    for sheet in decode::open_sheets(&reader.pdfium, bytes)? {
        match sheet {
            Ok(sheet) => {
                let look = look(&mut reader.eyes, &sheet.image, sheet.flat)?;
                all.papers += look.papers;
                if sheet.digital.is_none() {
                    all.doubts.extend(look.doubts);
                }
                all.doubts.extend(sheet.doubts);
                sheets += 1;
            }
            Err(refusal) => refused = refused.or(Some(refusal)),
        }
    }
    if sheets == 0 {
        return Err(refused.unwrap_or(Refusal::NothingReadable).into());
    }
    all.doubts = Doubt::ALL
        .into_iter()
        .filter(|doubt| all.doubts.contains(doubt))
        .collect();
    Ok(all)
}

/// What the coach measures on the first sheet of a file, by name: for setting its rules and for looking at.
pub fn measure(reader: &mut Reader, bytes: &[u8]) -> Result<Vec<(&'static str, f32)>, OcrError> {
    let sheet = decode::open_sheets(&reader.pdfium, bytes)?
        .next()
        .unwrap_or(Err(Refusal::NothingReadable))?;
    let (_, measures) = measured(&mut reader.eyes, &sheet.image, sheet.flat)?;
    Ok(measures.named())
}

/// What the coach saw of one sheet.
pub(crate) struct Look {
    pub doubts: Vec<Doubt>,
    pub papers: usize,
    /// Where it saw papers: the reading goes on from there.
    pub maps: PaperMaps,
}

/// A flat sheet comes from a scanner or from a program: there is no table, no light and no hand.
pub(crate) fn look(eyes: &mut Eyes, photo: &RgbImage, flat: bool) -> Result<Look, OcrError> {
    let (maps, measures) = measured(eyes, photo, flat)?;
    Ok(Look {
        doubts: if flat {
            measures.doubts_of_scan()
        } else {
            measures.doubts()
        },
        papers: measures.papers(),
        maps,
    })
}

fn measured(
    eyes: &mut Eyes,
    photo: &RgbImage,
    flat: bool,
) -> Result<(PaperMaps, Measures), OcrError> {
    let scene = Scene::look(photo, &mut eyes.paper_net, &mut eyes.flaw_net)?;
    let glance = Glance::at(&scene, &mut eyes.print_net)?;
    let heap = if flat {
        Heap::SCAN
    } else {
        Heap::look(&scene, &mut eyes.detector)?
    };
    let measures = Measures::of(&scene, glance, heap);
    Ok((scene.papers, measures))
}
