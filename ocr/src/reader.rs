use std::{path::Path, time::Instant};

use image::{GrayImage, RgbImage};
use models::Engine;
use paper::{Doubt, Page, PhotoId, Quad, RawCode, Refusal, TextLine};
use pdfium_render::prelude::Pdfium;

use crate::{
    FoundPage, OcrError,
    areas::Areas,
    coach, codes, decode, doubts,
    eyes::Eyes,
    flatten::{Background, grey_of},
    found::page_id,
    frame::Frame,
    mrz,
    order::in_reading_order,
    papers::{Paper, from_reading_corner, tell_apart},
    picture::picture,
    sheet::Sheet,
};

/// Everything that reading needs, loaded once: libraries and models. One per thread.
pub struct Reader {
    pub(crate) pdfium: Pdfium,
    pub(crate) eyes: Eyes,
}

impl Reader {
    /// `runtime` as `models::locate_runtime` finds it.
    pub fn open(runtime: &Path) -> Result<Self, OcrError> {
        let engine = Engine::open(runtime)?;
        Ok(Self {
            pdfium: decode::bind_pdfium(runtime)?,
            eyes: Eyes::open(&engine)?,
        })
    }
}

/// The papers in a photo, a scan or a PDF, in order of sheet, then left to right and top to bottom. Never
/// empty. The same bytes give the same pages.
pub fn read_photo(
    reader: &mut Reader,
    photo: PhotoId,
    bytes: &[u8],
) -> Result<Vec<FoundPage>, OcrError> {
    let mut found: Vec<FoundPage> = Vec::new();
    let mut refused = None;
    for sheet in decode::open_sheets(&reader.pdfium, bytes)? {
        match sheet {
            Ok(sheet) => found.extend(read_sheet(&mut reader.eyes, photo, &sheet)?),
            Err(refusal) => refused = refused.or(Some(refusal)),
        }
    }
    match (found.last_mut(), refused) {
        (None, refused) => Err(refused.unwrap_or(Refusal::NothingReadable).into()),
        (Some(last), Some(_)) => {
            last.page.doubts.push(Doubt::Damaged);
            Ok(found)
        }
        (Some(_), None) => Ok(found),
    }
}

/// The papers of one sheet; none when it bears neither text nor code.
fn read_sheet(eyes: &mut Eyes, photo: PhotoId, sheet: &Sheet) -> Result<Vec<FoundPage>, OcrError> {
    let start = Instant::now();
    // The text of a program needs no look at its picture.
    let look = match sheet.digital {
        None => Some(coach::look(eyes, &sheet.image, sheet.flat)?),
        Some(_) => None,
    };
    let grey = grey_of(&sheet.image);
    let background = Background::measure(&grey);
    let codes = codes::find(&grey);
    let flat = background.divide(&grey);
    drop(grey);

    let size = sheet.image.dimensions();
    let mut areas = match &look {
        Some(look) if !sheet.flat => Areas::find(&look.maps, size),
        _ => Areas::whole(size),
    };
    let lines = read_lines(eyes, sheet, &flat, &background, &mut areas)?;
    drop(flat);
    let papers = if sheet.flat {
        whole_sheet(lines, size)
    } else {
        tell_apart(lines, &areas, size)
    };
    let shares = share_codes(codes, &papers);
    let papers = with_a_paper_for_codes(papers, &shares, size);

    let seconds = start.elapsed().as_secs_f32() / papers.len().max(1) as f32;
    let mut pages = Vec::new();
    for (i, (paper, codes)) in papers.into_iter().zip(shares).enumerate() {
        let advice = look.as_ref().map_or(&[][..], |look| &look.doubts);
        let page = page_of(photo, sheet, i as u32, paper, codes, advice);
        pages.push(FoundPage {
            picture: show(&sheet.image, &background, &page.region, sheet.flat)?,
            page,
            seconds,
        });
    }
    Ok(pages)
}

/// A PDF's own text as it is; anything else line by line.
fn read_lines(
    eyes: &mut Eyes,
    sheet: &Sheet,
    flat: &GrayImage,
    light: &Background,
    areas: &mut Areas,
) -> Result<Vec<TextLine>, OcrError> {
    if let Some(lines) = &sheet.digital {
        return Ok(lines.clone());
    }
    eyes.read_photo(flat, light, areas)
}

fn whole_sheet(lines: Vec<TextLine>, size: (u32, u32)) -> Vec<Paper> {
    if lines.is_empty() {
        return Vec::new();
    }
    let (width, height) = (size.0 as f32, size.1 as f32);
    vec![Paper {
        region: from_reading_corner(Quad::upright(0.0, 0.0, width, height), &lines),
        lines,
        cut_off: false,
    }]
}

/// Each code goes to the paper that it lies on, else to the nearest; one list more than papers when there
/// is no paper at all.
fn share_codes(codes: Vec<RawCode>, papers: &[Paper]) -> Vec<Vec<RawCode>> {
    let mut shares = vec![Vec::new(); papers.len()];
    if papers.is_empty() && !codes.is_empty() {
        shares.push(Vec::new());
    }
    for code in codes {
        let centre = code.quad.centre();
        let distance = |paper: &Paper| {
            let nearest = paper
                .lines
                .iter()
                .map(|line| line.quad.centre().distance(centre));
            nearest.fold(paper.region.centre().distance(centre), f32::min)
        };
        let nearest = (0..papers.len())
            .min_by(|&a, &b| distance(&papers[a]).total_cmp(&distance(&papers[b])))
            .unwrap_or(0);
        shares[nearest].push(code);
    }
    shares
}

/// A sheet that bears codes and no text is one paper.
fn with_a_paper_for_codes(
    papers: Vec<Paper>,
    shares: &[Vec<RawCode>],
    size: (u32, u32),
) -> Vec<Paper> {
    if papers.is_empty() && !shares.is_empty() {
        return vec![Paper {
            lines: Vec::new(),
            region: Quad::upright(0.0, 0.0, size.0 as f32, size.1 as f32),
            cut_off: false,
        }];
    }
    papers
}

fn page_of(
    photo: PhotoId,
    sheet: &Sheet,
    number: u32,
    paper: Paper,
    mut codes: Vec<RawCode>,
    advice: &[Doubt],
) -> Page {
    let rotation = u16::from(Frame::along(&paper.lines).turns()) * 90;
    let doubts = doubts::of_page(sheet, &paper, advice);
    let lines = if sheet.digital.is_some() {
        paper.lines
    } else {
        in_reading_order(paper.lines)
    };
    codes.extend(mrz::raw_lines(&lines));
    Page {
        id: page_id(photo, sheet.index, number),
        photo,
        sheet: sheet.index,
        paper: number,
        region: paper.region,
        rotation,
        size: sheet.image.dimensions(),
        lines,
        codes,
        doubts,
    }
}

/// A flat page is lit evenly already.
fn show(
    photo: &RgbImage,
    background: &Background,
    region: &Quad,
    flat: bool,
) -> Result<Vec<u8>, OcrError> {
    if flat {
        picture(photo, &Background::even(), region)
    } else {
        picture(photo, background, region)
    }
}
