//! `sort --out`: a folder per theme with papers under readable names, and a page to look at, offline.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use vault::Permit;

use crate::{
    assets,
    house::House,
    limits,
    naming::{Taken, clean, file_stem},
    pdf,
    pictures::{self, Icon, badge, state_words},
    shelf::{self, Shelved, ThemeShelf},
    sort::Sorted,
    web::shrink,
    words::{Key, Lang, Staff},
};

/// Where thumbnails and pictograms of the page go, beside the themes.
const PAGE_FOLDER: &str = ".galerie";
const REDO_FOLDER: &str = "À refaire";
const OLDER_FOLDER: &str = "Anciens et doubles";

/// A paper that has been written.
struct Written {
    /// From the page.
    href: String,
    thumbnail: String,
    name: String,
}

pub(crate) async fn write(
    house: &House,
    permit: &Permit,
    sorted: &Sorted,
    folder: &Path,
    out: &Path,
) -> anyhow::Result<()> {
    let shown = || format!("cannot write to {}", out.display());
    let gallery = out.join(PAGE_FOLDER);
    fs::create_dir_all(&gallery).with_context(shown)?;
    let catalogue = house.catalogue();
    let shelves = shelf::by_theme(&catalogue, &sorted.held, house.today());
    let mut blocks = Vec::new();
    for shelf in &shelves {
        blocks.push(
            write_theme(house, permit, shelf, out)
                .await
                .with_context(shown)?,
        );
    }
    write_refused(sorted, folder, out).with_context(shown)?;
    write_pictograms(&shelves, sorted, &gallery).with_context(shown)?;
    let page = page(sorted, &blocks).into_string();
    fs::write(out.join("index.html"), page).with_context(shown)
}

async fn write_theme(
    house: &House,
    permit: &Permit,
    shelf: &ThemeShelf<'_>,
    out: &Path,
) -> anyhow::Result<Markup> {
    let theme = clean(&shelf.theme.label);
    let mut front = Vec::new();
    let mut taken = Taken::default();
    for paper in &shelf.front {
        front.push((
            paper,
            write_paper(house, permit, paper, &mut taken, out, &theme).await?,
        ));
    }
    let older = format!("{theme}/{OLDER_FOLDER}");
    let mut folded = Vec::new();
    let mut taken = Taken::default();
    for paper in &shelf.folded {
        folded.push((
            paper,
            write_paper(house, permit, paper, &mut taken, out, &older).await?,
        ));
    }
    Ok(html! {
        section class={ "theme theme-" (shelf.theme.slug) } {
            h2 { (pictogram(&shelf.theme.openmoji)) (shelf.theme.label) " " small { (front.len()) } }
            ul { @for (paper, written) in &front { (card(paper, written)) } }
            @if !folded.is_empty() {
                details { summary { (Staff::Folded.with(&[("n", &folded.len())])) }
                    ul.older { @for (paper, written) in &folded { (card(paper, written)) } } }
            }
        }
    })
}

/// One page is a JPEG, several are a PDF.
async fn write_paper(
    house: &House,
    permit: &Permit,
    paper: &Shelved<'_>,
    taken: &mut Taken,
    out: &Path,
    folder: &str,
) -> anyhow::Result<Written> {
    let mut pictures = Vec::new();
    for page in &paper.held.reading.pages {
        pictures.push(house.vault().open_picture(permit, *page).await?);
    }
    let stem = file_stem(paper.held, paper.card);
    let (ending, bytes) = match pictures.as_slice() {
        [one] => ("jpg", one.clone()),
        several => ("pdf", pdf::of_jpegs(several)?),
    };
    let name = taken.name(&stem, ending);
    fs::create_dir_all(out.join(folder))?;
    fs::write(out.join(folder).join(&name), bytes)?;
    let thumbnail = format!("{PAGE_FOLDER}/{}.jpg", paper.id());
    if let Some(first) = pictures.first() {
        fs::write(out.join(&thumbnail), shrink(first, limits::THUMBNAIL_SIDE)?)?;
    }
    Ok(Written {
        href: format!("{folder}/{name}"),
        thumbnail,
        name,
    })
}

/// The originals, as they came: someone may still make sense of them.
fn write_refused(sorted: &Sorted, folder: &Path, out: &Path) -> anyhow::Result<()> {
    let mut taken = Taken::default();
    for refused in &sorted.refused {
        let from = folder.join(&refused.file);
        if !fs::symlink_metadata(&from)?.is_file() {
            continue; // a folder too deep, a link: there is nothing to copy
        }
        let stem = from
            .file_stem()
            .map_or("fichier".into(), |stem| clean(&stem.to_string_lossy()));
        let ending = from
            .extension()
            .map_or("bin".into(), |ending| clean(&ending.to_string_lossy()));
        fs::create_dir_all(out.join(REDO_FOLDER))?;
        fs::copy(
            &from,
            out.join(REDO_FOLDER).join(taken.name(&stem, &ending)),
        )?;
    }
    Ok(())
}

fn write_pictograms(
    shelves: &[ThemeShelf<'_>],
    sorted: &Sorted,
    gallery: &Path,
) -> anyhow::Result<()> {
    let themes = shelves.iter().map(|shelf| shelf.theme.openmoji.as_str());
    let refusals = sorted
        .refused
        .iter()
        .map(|refused| icon_of(refused.why).0.code());
    for code in themes.chain(refusals) {
        if let Some(asset) = assets::find(&format!("openmoji/{code}.svg")) {
            fs::write(
                PathBuf::from(gallery).join(format!("{code}.svg")),
                &asset.bytes,
            )?;
        }
    }
    Ok(())
}

fn icon_of(why: Option<paper::Refusal>) -> (Icon, Key) {
    why.map_or_else(pictures::set_aside, pictures::refusal)
}

fn pictogram(code: &str) -> Markup {
    html! { img.picto src={ (PAGE_FOLDER) "/" (code) ".svg" } alt=""; }
}

fn card(paper: &Shelved<'_>, written: &Written) -> Markup {
    html! {
        li class={ "paper " (paper.status.slug()) } {
            a href=(written.href) {
                img src=(written.thumbnail) alt="" loading="lazy";
                (badge(paper.status))
                strong { (paper.card.short) }
                @if let Some(when) = paper.when() { span { (when) } }
                @if let Some(holder) = paper.holder() { span { (holder) } }
                em { (state_words(paper.status).0.text(Lang::Fr)) }
                @if paper.asks() { em.ask { (Staff::Checking) } }
                small { (written.name) }
            }
        }
    }
}

fn page(sorted: &Sorted, blocks: &[Markup]) -> Markup {
    let style = |path: &str| {
        assets::find(path).map_or_else(String::new, |asset| {
            String::from_utf8_lossy(&asset.bytes).into_owned()
        })
    };
    html! {
        (DOCTYPE)
        html lang="fr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Papiers triés — Sésame" }
                style {
                    (PreEscaped(style("css/base.css")))
                    (PreEscaped(style("css/themes.css")))
                    (PreEscaped(style("css/gallery.css")))
                }
            }
            body {
                header { (pictures::mark()) h1 { "Papiers triés" } p { (sorted.held.len()) " papiers · " (sorted.refused.len()) " à refaire · " (sorted.repeats.len()) " en double" } }
                main {
                    @for block in blocks { (block) }
                    @if !sorted.refused.is_empty() {
                        section.theme { h2 { (REDO_FOLDER) " " small { (sorted.refused.len()) } }
                            ul.redo { @for refused in &sorted.refused {
                                li { (pictogram(icon_of(refused.why).0.code())) span { strong { (refused.view().message) } small { (refused.file) } } }
                            } }
                        }
                    }
                    @if !sorted.repeats.is_empty() {
                        section.theme { h2 { "En double " small { (sorted.repeats.len()) } }
                            ul.lines { @for repeat in &sorted.repeats { li { (repeat.file) " = " (repeat.repeats) } } }
                        }
                    }
                }
                footer { p { (Staff::AboutCopy) } p { (Staff::AboutIcons) } }
            }
        }
    }
}
