//! `sesame sort`: the whole journey of a folder, in a vault that ends with the program. Its key was never
//! on a disk, so even a killed run leaves only noise behind.

use std::{
    io::{self, Write},
    path::Path,
    sync::Arc,
};

use anyhow::{Context as _, bail};
use classify::Risk;
use ingest::{
    Clock,
    intake::{self, AtDoor, HandedIn},
    taught,
};
use paper::{BagId, BeneficiaryId, HeldDocument, Purpose, Refusal};
use vault::{MasterKey, Permit, PhotoCard, PhotoState};

use crate::{
    cli::SortArgs,
    demo::work_off,
    gallery,
    house::{self, House},
    limits,
    naming::file_stem,
    read,
    views::{PaperView, RefusedView, RepeatView, Whereabouts},
};

/// A sorted folder: every file in it is in exactly one of the lists.
pub(crate) struct Sorted {
    pub held: Vec<HeldDocument>,
    pub places: Whereabouts,
    pub refused: Vec<Refused>,
    pub repeats: Vec<RepeatView>,
}

pub(crate) struct Refused {
    pub file: String,
    /// `None` when we failed.
    pub why: Option<Refusal>,
}

impl Refused {
    pub(crate) fn view(&self) -> RefusedView {
        match self.why {
            Some(refusal) => RefusedView::new(&self.file, refusal),
            None => RefusedView::set_aside(&self.file),
        }
    }
}

pub(crate) async fn run(args: SortArgs) -> anyhow::Result<()> {
    if !args.folder.is_dir() {
        bail!("{} is not a folder", args.folder.display());
    }
    if let Some(out) = &args.out {
        check_out(&args.folder, out)?;
    }
    // Ctrl-C ends it in order, so that the temporary folder is removed.
    tokio::select! {
        sorted = sort(&args) => sorted,
        pressed = tokio::signal::ctrl_c() => {
            pressed?;
            bail!("stopped; nothing was kept")
        }
    }
}

async fn sort(args: &SortArgs) -> anyhow::Result<()> {
    let temporary = tempfile::tempdir().context("no temporary folder")?;
    let clock = args.today.map_or(Clock::System, Clock::fixed);
    let house = House::put_together(
        &temporary.path().join("vault"),
        MasterKey::fleeting(),
        "memory",
        read::readers()?,
        clock,
    )
    .await?;
    if let Some(data) = &args.taught {
        let versions = taught::versions(data);
        // The risk that the house chose is sealed in its ledger; a folder is sorted at the usual one.
        let catalogue =
            taught::catalogue(&versions, Risk::default()).context(house::MODEL_BROKEN)?;
        house.kit.set_catalogue(Arc::new(catalogue));
    }
    let permit = welcome(&house).await?;
    let bag = house.vault().open_bag(&permit, house.now_s()).await?;
    let handed_in =
        intake::receive_folder(&house.kit, &house.queue, &permit, bag, &args.folder).await?;
    intake::complete(&house.kit, &house.queue, &permit, bag).await?;
    work_off(&house, &permit, bag).await?;

    let sorted = collect(&house, &permit, bag, &handed_in).await?;
    print(&house, &sorted, args.json)?;
    if let Some(out) = &args.out {
        gallery::write(&house, &permit, &sorted, &args.folder, out).await?;
    }
    Ok(())
}

/// Whoever runs the command agrees for the length of the command.
async fn welcome(house: &House) -> anyhow::Result<Permit> {
    let now_s = house.now_s();
    let person: BeneficiaryId = house.vault().add_beneficiary("sort", "fr", now_s).await?;
    house
        .vault()
        .give_consent(person, Purpose::Sort, now_s + limits::CONSENT_S, now_s)
        .await?;
    Ok(house.vault().permit(person, Purpose::Sort, now_s).await?)
}

async fn collect(
    house: &House,
    permit: &Permit,
    bag: BagId,
    handed_in: &[HandedIn],
) -> anyhow::Result<Sorted> {
    let photos = house.vault().photos_of(permit, bag).await?;
    let held = house.vault().held_documents(permit).await?;
    let name_of = |id| {
        photos
            .iter()
            .find(|photo| photo.id == id)
            .map_or("", |photo| photo.file_name.as_str())
    };
    let pages = house.vault().pages_of(permit, bag).await?;
    let places = pages
        .iter()
        .map(|page| {
            (
                page.id,
                (name_of(page.photo).to_owned(), page.sheet, page.region),
            )
        })
        .collect();
    let at_door = handed_in.iter().filter_map(|file| match file.outcome {
        AtDoor::TurnedAway(refusal) => Some(Refused {
            file: file.file_name.clone(),
            why: Some(refusal),
        }),
        AtDoor::Received(_) | AtDoor::Repeats(_) => None,
    });
    Ok(Sorted {
        refused: at_door.chain(photos.iter().filter_map(refused)).collect(),
        repeats: photos
            .iter()
            .filter_map(|photo| {
                let of = photo.repeats?;
                Some(RepeatView {
                    file: photo.file_name.clone(),
                    repeats: name_of(of).to_owned(),
                })
            })
            .collect(),
        places,
        held,
    })
}

fn refused(photo: &PhotoCard) -> Option<Refused> {
    let why = match photo.state {
        _ if photo.repeats.is_some() => return None,
        PhotoState::Waiting | PhotoState::Read => return None,
        PhotoState::Refused(refusal) => Some(refusal),
        PhotoState::SetAside => None,
    };
    Some(Refused {
        file: photo.file_name.clone(),
        why,
    })
}

fn print(house: &House, sorted: &Sorted, json: bool) -> anyhow::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for held in &sorted.held {
        let view = PaperView::new(held, &sorted.held, &sorted.places, house.today());
        if json {
            writeln!(out, "{}", serde_json::to_string(&view)?)?;
        } else {
            let catalogue = house.catalogue();
            let card = catalogue.card(&held.reading.document_type);
            let files: Vec<&str> = view.pages.iter().map(|page| page.file.as_str()).collect();
            writeln!(
                out,
                "{}  [{}]  ← {}",
                file_stem(held, card),
                view.validity.status,
                files.join(", ")
            )?;
        }
    }
    for refused in &sorted.refused {
        let view = refused.view();
        if json {
            writeln!(out, "{}", serde_json::to_string(&view)?)?;
        } else {
            writeln!(out, "{} : {}", view.file, view.message)?;
        }
    }
    for repeat in &sorted.repeats {
        if json {
            writeln!(out, "{}", serde_json::to_string(repeat)?)?;
        } else {
            writeln!(
                out,
                "{} : le même fichier que {}",
                repeat.file, repeat.repeats
            )?;
        }
    }
    Ok(out.flush()?)
}

/// Sorted papers inside the folder would be sorted again the next time.
fn check_out(folder: &Path, out: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    let inside = out.canonicalize()?.starts_with(folder.canonicalize()?);
    anyhow::ensure!(!inside, "--out must lie outside of {}", folder.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sorted_does_not_go_into_what_is_to_be_sorted() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("bag");
        std::fs::create_dir(&folder).unwrap();
        assert!(check_out(&folder, &folder).is_err());
        assert!(check_out(&folder, &folder.join("sorted")).is_err());
        assert!(check_out(&folder, &root.path().join("sorted")).is_ok());
    }
}
