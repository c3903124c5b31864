//! `sesame demo`: an invented town, its people, and a bag of invented papers being sorted. Every step
//! finds its own work done, so a demo that was killed goes on where it was.

use std::{
    io::{Write, stdout},
    sync::Arc,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::Context as _;
use ingest::{intake, sweep, worker};
use paper::{Bag, BagId, BeneficiaryId, PlaceKind, Purpose};
use specimens::DemoPhoto;
use tokio::{sync::mpsc, time::sleep};
use vault::{Actor, Permit, PhotoState, Role, VaultError};

use crate::{
    cli::DemoArgs, house::House, limits, progress::Progress, serve, shelf::asks, views::DemoView,
    work::Workers,
};

const TOWN: &str = "Ville de Sainte-Aubaine";
/// One password for all, printed at the start: nothing in this town is real.
const PASSWORD: &str = "sesame-demo";
const TEAM: [(&str, &str, Role); 3] = [
    ("claire", "Claire Montaubin", Role::Agent),
    ("yanis", "Yanis Belkaroui", Role::Agent),
    ("admin", "Odile Ferranval", Role::Admin),
];
/// Invented; the first hands over the bag.
const PEOPLE: [(&str, &str); 5] = [
    ("Nathalie Boisgallet", "fr"),
    ("Karim Benhamdine", "ar"),
    ("Fatoumata Diabassou", "fr"),
    ("Jean-Marc Peyrolade", "fr"),
    ("Leïla Hadjeri", "ar"),
];
/// The same bag each time.
const SEED: u64 = 1;

pub(crate) async fn run(args: DemoArgs) -> anyhow::Result<()> {
    let mut house = House::open(&args.store, &args.store.data_or(".demo/data")).await?;
    TOWN.clone_into(&mut house.town);
    house.behind_tls = args.door.behind_tls;
    let house = Arc::new(house);
    let person = settle(&house).await?;
    if args.once {
        return once(&house, person, args.json).await;
    }
    let workers = Workers::start(&house);
    let bag = tokio::spawn(fill_bag(Arc::clone(&house), person));
    let told = tokio::spawn(tell_first_sorted(Arc::clone(&house), person, bag));
    serve::open_doors(Arc::clone(&house), &args.door, |address| {
        invite(address, person)
    })
    .await?;
    told.abort();
    workers.end().await;
    Ok(())
}

/// The whole bag without serving, then one line of figures.
async fn once(house: &Arc<House>, person: BeneficiaryId, json: bool) -> anyhow::Result<()> {
    sweep::sweep(&house.kit, &house.queue).await?;
    let bag = fill_bag(Arc::clone(house), person).await?;
    let permit = house
        .vault()
        .permit(person, Purpose::Sort, house.now_s())
        .await?;
    work_off(house, &permit, bag).await?;
    let view = count(house, &permit, bag).await?;
    let mut out = stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(&view)?)?;
    } else {
        let DemoView {
            photos,
            papers,
            refused,
            duplicates,
            review,
        } = view;
        writeln!(
            out,
            "{photos} photos : {papers} papiers, {refused} à refaire, {duplicates} en double, {review} à vérifier"
        )?;
    }
    Ok(())
}

/// Runs the queue dry, with a bar.
pub(crate) async fn work_off(house: &House, permit: &Permit, bag: BagId) -> anyhow::Result<Bag> {
    let total = house.vault().bag(permit, bag).await?.photos;
    let mut progress = Progress::new(u64::from(total));
    let work = worker::run_until_empty(&house.queue, &house.kit);
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            ended = &mut work => { ended?; break }
            () = sleep(limits::PROGRESS_EVERY) => {
                progress.at(u64::from(house.vault().bag(permit, bag).await?.closed));
            }
        }
    }
    progress.at(u64::from(total));
    progress.end();
    house.kit.readers.close().await;
    let bag = house.vault().bag(permit, bag).await?;
    anyhow::ensure!(
        bag.filed,
        "the bag could not be sorted; RUST_LOG=info says more"
    );
    Ok(bag)
}

/// Staff, people and what they agreed to. Gives the one who hands over the bag.
async fn settle(house: &House) -> anyhow::Result<BeneficiaryId> {
    let (vault, now_s) = (house.vault(), house.now_s());
    for (login, name, role) in TEAM {
        match vault
            .add_staff(login, name, role, PASSWORD, Actor::Machine, now_s)
            .await
        {
            Ok(_) | Err(VaultError::Refused(_)) => {} // there since the last run
            Err(error) => return Err(error.into()),
        }
    }
    let known = vault.beneficiaries().await?;
    let mut first = None;
    for (name, language) in PEOPLE {
        let person = match known.iter().find(|person| person.name == name) {
            Some(person) => person.id,
            None => vault.add_beneficiary(name, language, now_s).await?,
        };
        for purpose in [Purpose::Keep, Purpose::Sort] {
            let given = vault.consents(person).await?;
            if !given
                .iter()
                .any(|consent| consent.purpose == purpose && consent.holds_at(now_s))
            {
                vault
                    .give_consent(person, purpose, now_s + limits::CONSENT_S, now_s)
                    .await?;
            }
        }
        first.get_or_insert(person);
    }
    first.context("the town has people")
}

/// Hands over the photos that are not in the bag yet, one by one as they are taken.
async fn fill_bag(house: Arc<House>, person: BeneficiaryId) -> anyhow::Result<BagId> {
    let permit = house
        .vault()
        .permit(person, Purpose::Sort, house.now_s())
        .await?;
    let bag = match house.vault().bags(&permit).await?.first() {
        Some(bag) if bag.complete => return Ok(bag.id),
        Some(bag) => bag.id,
        None => house.vault().open_bag(&permit, house.now_s()).await?,
    };
    let mut photos = take_photos()?;
    while let Some(photo) = photos.recv().await {
        let photo = photo?;
        // The same bytes under the same name again are the same photo.
        intake::receive_file(
            &house.kit,
            &house.queue,
            &permit,
            bag,
            &photo.file_name,
            &photo.bytes,
        )
        .await?;
    }
    intake::complete(&house.kit, &house.queue, &permit, bag).await?;
    Ok(bag)
}

/// The camera works on a thread of its own, one photo ahead.
fn take_photos() -> anyhow::Result<mpsc::Receiver<anyhow::Result<DemoPhoto>>> {
    let runtime = models::locate_runtime()
        .context("no runtime folder: run `make` once, or set SESAME_RUNTIME")?;
    let (given, photos) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || {
        let send = |photo| given.blocking_send(photo).is_ok();
        match specimens::demo_bag(&runtime, SEED) {
            Err(error) => {
                send(Err(error.into()));
            }
            Ok(bag) => {
                for photo in bag {
                    if !send(photo.map_err(Into::into)) {
                        return; // nobody waits for it any more
                    }
                }
            }
        }
    });
    Ok(photos)
}

/// Files in = papers' files + refused + duplicates; `papers` counts what stands on the shelf, folded too,
/// and `duplicates` both the same bytes twice and the same paper photographed again.
async fn count(house: &House, permit: &Permit, bag: BagId) -> anyhow::Result<DemoView> {
    let photos = house.vault().photos_of(permit, bag).await?;
    let held = house.vault().held_documents(permit).await?;
    let refused = photos.iter().filter(|photo| {
        photo.repeats.is_none()
            && matches!(photo.state, PhotoState::Refused(_) | PhotoState::SetAside)
    });
    let repeats = photos
        .iter()
        .filter(|photo| photo.repeats.is_some())
        .count();
    let twins = held
        .iter()
        .filter(|paper| paper.place.kind == PlaceKind::Duplicate)
        .count();
    Ok(DemoView {
        photos: photos.len(),
        papers: held.len(),
        refused: refused.count(),
        duplicates: repeats + twins,
        review: held.iter().filter(|paper| asks(paper)).count(),
    })
}

fn invite(address: &str, person: BeneficiaryId) -> std::io::Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "\n  Sésame — {TOWN} (tout y est inventé)\n")?;
    writeln!(out, "  Ouvrez    {address}")?;
    for (login, name, role) in TEAM {
        writeln!(out, "  {:<9} {login} / {PASSWORD}   ({name})", role.slug())?;
    }
    writeln!(
        out,
        "\n  Le sac de {} se trie : {address}/personnes/{person}\n",
        PEOPLE[0].0
    )?;
    out.flush()
}

/// Says when the bag is sorted, and how long it took: since the command was given, when `make` says when.
async fn tell_first_sorted(
    house: Arc<House>,
    person: BeneficiaryId,
    bag: tokio::task::JoinHandle<anyhow::Result<BagId>>,
) {
    let began = Instant::now();
    let sorted = async {
        let bag = bag.await??;
        let permit = house
            .vault()
            .permit(person, Purpose::Sort, house.now_s())
            .await?;
        while !house.vault().bag(&permit, bag).await?.filed {
            sleep(limits::PROGRESS_EVERY).await;
        }
        count(&house, &permit, bag).await
    };
    match sorted.await {
        Ok(view) => {
            let seconds = since_command_s().unwrap_or(began.elapsed().as_secs());
            // A closed stdout is no reason to stop serving.
            let _ = writeln!(
                stdout(),
                "  {} photos triées en {} papiers, {} min {:02} s après la commande.",
                view.photos,
                view.papers,
                seconds / 60,
                seconds % 60
            );
        }
        Err(error) => tracing::error!("the demo bag could not be sorted: {error:#}"),
    }
}

/// `make run` tells when it was started, so that setup and build count.
fn since_command_s() -> Option<u64> {
    let started: u64 = std::env::var("SESAME_STARTED_S").ok()?.parse().ok()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    now.checked_sub(started)
}
