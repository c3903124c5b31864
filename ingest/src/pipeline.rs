//! The whole journey of a bag of papers, top to bottom. Read this file first.
//!
//! Lines that await touch the world (vault, readers, index) or move thinking off the async threads;
//! what they call in `classify` is pure. Any job may run twice: writes are keyed by photo or by bag,
//! so a second run finds its own work done.

use ocr::FoundPage;
use paper::{
    Bag, BagId, BeneficiaryId, DocumentId, HeldDocument, Page, PhotoId, PhotoOutcome, Purpose,
};
use vault::{Permit, PhotoState, VaultError};

use crate::{
    Failure, Kit, board::What, entry::entry, job::Job, limits, reader::ReadError, teaching,
    worker::Work,
};

/// Runs one job and gives the jobs that follow from it.
pub async fn run(kit: &Kit, job: &Job) -> Result<Vec<Job>, Failure> {
    match *job {
        Job::ReadPhoto {
            beneficiary,
            bag,
            photo,
        } => read_photo(kit, beneficiary, bag, photo).await,
        Job::FileBag { beneficiary, bag } => file_bag(kit, beneficiary, bag).await,
        Job::ReadExample { draft, example } => teaching::read_example(kit, draft, example).await,
        Job::Teach { draft } => teaching::teach(kit, draft).await,
    }
}

/// Closes what a hopeless job leaves open, so that one bad photo does not hold up a whole bag and the
/// person hears that someone will look at it.
pub async fn give_up(kit: &Kit, job: &Job) -> Result<Vec<Job>, Failure> {
    match *job {
        Job::ReadPhoto {
            beneficiary,
            bag,
            photo,
        } => {
            let permit = permit(kit, beneficiary).await?;
            close_photo(kit, &permit, bag, photo, &PhotoOutcome::SetAside).await
        }
        Job::FileBag { beneficiary, bag } => {
            let permit = permit(kit, beneficiary).await?;
            kit.vault.set_bag_aside(&permit, bag).await?;
            kit.board.tell(beneficiary, bag, What::SetAside);
            Ok(Vec::new())
        }
        Job::ReadExample { draft, example } => {
            teaching::close_example(kit, draft, example, &PhotoOutcome::SetAside, None).await
        }
        Job::Teach { draft } => teaching::give_up(kit, draft).await,
    }
}

async fn read_photo(
    kit: &Kit,
    beneficiary: BeneficiaryId,
    bag: BagId,
    photo: PhotoId,
) -> Result<Vec<Job>, Failure> {
    let permit = permit(kit, beneficiary).await?;
    if state_of(kit, &permit, bag, photo).await? != PhotoState::Waiting {
        // An earlier run ended between closing and being acknowledged: what follows may be lost.
        return Ok(follow_ups(&kit.vault.bag(&permit, bag).await?));
    }
    let original = match kit.vault.open_photo(&permit, photo).await {
        Err(VaultError::NotFound(_)) => return Err(Failure::Bug("an original is lost".to_owned())),
        original => original?,
    };

    let _in_hand = kit.board.take_in_hand(photo);
    kit.board.tell(beneficiary, bag, What::Reading(photo));
    let outcome = match kit.readers.read(photo, original).await {
        Ok(found) => PhotoOutcome::Read(keep_pictures(kit, &permit, found).await?),
        Err(ReadError::Refused(refusal)) => PhotoOutcome::Refused(refusal), // an answer, not a failure
        Err(ReadError::Failed(what)) => return Err(Failure::Bug(what)),
        Err(ReadError::NotStarted(what)) => return Err(Failure::Transient(what)),
    };
    close_photo(kit, &permit, bag, photo, &outcome).await
}

async fn close_photo(
    kit: &Kit,
    permit: &Permit,
    bag: BagId,
    photo: PhotoId,
    outcome: &PhotoOutcome,
) -> Result<Vec<Job>, Failure> {
    let bag = kit.vault.close_photo(permit, bag, photo, outcome).await?;
    kit.board.tell(bag.beneficiary, bag.id, What::Closed(photo));
    Ok(follow_ups(&bag))
}

/// Of two readers who close the last two photos at least one sees that all are closed. Both may, which
/// is why `file_bag` can run twice.
pub(crate) fn follow_ups(bag: &Bag) -> Vec<Job> {
    if is_ready(bag) && !bag.filed {
        vec![Job::FileBag {
            beneficiary: bag.beneficiary,
            bag: bag.id,
        }]
    } else {
        Vec::new()
    }
}

fn is_ready(bag: &Bag) -> bool {
    bag.complete && bag.closed == bag.photos
}

async fn file_bag(kit: &Kit, beneficiary: BeneficiaryId, bag: BagId) -> Result<Vec<Job>, Failure> {
    let permit = permit(kit, beneficiary).await?;
    if !is_ready(&kit.vault.bag(&permit, bag).await?) {
        return Ok(Vec::new()); // whoever closes its last photo asks again
    }
    let _alone = kit.filing.lock().await;
    let pages = kit.vault.pages_of(&permit, bag).await?;
    let catalogue = kit.catalogue();
    let groups = think(move || classify::group_pages(&catalogue, pages)).await?;

    let mut earlier = documents_of(kit, &permit, bag).await?;
    let mut filed = Vec::with_capacity(groups.len());
    for pages in groups {
        let document = file_document(kit, &permit, bag, pages, &earlier).await?;
        earlier.retain(|run_before| *run_before != document);
        filed.push(document);
    }
    kit.vault.finish_bag(&permit, bag, &filed).await?;
    reshelve(kit, &permit).await?;
    kit.board.tell(beneficiary, bag, What::Filed);
    Ok(Vec::new())
}

/// One paper: its pages are read as a whole, placed among those held, filed, and made findable.
async fn file_document(
    kit: &Kit,
    permit: &Permit,
    bag: BagId,
    pages: Vec<Page>,
    earlier: &[DocumentId],
) -> Result<DocumentId, Failure> {
    // Asked again for each paper: two copies of one letter in the same bag have to see each other.
    // An earlier run of this bag must not: it would be a copy of itself.
    let held = kit.vault.held_without(permit, earlier).await?;

    let (catalogue, today) = (kit.catalogue(), kit.clock.today());
    let (reading, validity, place, entry) = think(move || {
        let reading = classify::read_document(&catalogue, &pages, today);
        let validity = classify::find_validity(&catalogue, &reading);
        let place = classify::place_among(&catalogue, &reading, &validity, &held);
        let entry = entry(&catalogue, &reading, &pages);
        (reading, validity, place, entry)
    })
    .await?;

    let now_s = kit.clock.now_s();
    let document = kit
        .vault
        .file_document(permit, bag, &reading, &validity, &place, now_s)
        .await?;
    let key = kit.vault.index_key(permit);
    kit.index.put(&key, document, &entry).await?;
    Ok(document)
}

/// Papers of an earlier run that did not end, or whose end was not heard.
async fn documents_of(kit: &Kit, permit: &Permit, bag: BagId) -> Result<Vec<DocumentId>, Failure> {
    let held = kit.vault.held_documents(permit).await?;
    let of_bag = held.iter().filter(|document| document.bag == bag);
    Ok(of_bag.map(|document| document.id).collect())
}

/// The order in which papers came must not matter: once all are there, the whole shelf is looked at,
/// and those that stand wrong are moved. Moving one may move its neighbours, so it is looked at again
/// until all stand right.
pub(crate) async fn reshelve(kit: &Kit, permit: &Permit) -> Result<(), Failure> {
    for _ in 0..limits::RESHELVING_ROUNDS_MAX {
        let held = kit.vault.held_documents(permit).await?;
        let catalogue = kit.catalogue();
        let (held, mut wanted) = think(move || {
            let wanted = classify::reshelve(&catalogue, &held);
            (held, wanted)
        })
        .await?;
        let held_by_id = |id| held.iter().find(|held: &&HeldDocument| held.id == id);
        wanted.retain(|(id, place)| held_by_id(*id).is_some_and(|held| held.place != *place));
        if wanted.is_empty() {
            return Ok(());
        }
        // Those in front first: the others fold behind them.
        wanted.sort_by_key(|(_, place)| place.of.is_some());
        for (id, place) in &wanted {
            let held = held_by_id(*id).expect("only those held were retained");
            kit.vault
                .replace_document(permit, *id, &held.validity, place)
                .await?;
        }
    }
    Err(Failure::Bug("the shelf does not come to rest".to_owned()))
}

async fn keep_pictures(
    kit: &Kit,
    permit: &Permit,
    found: Vec<FoundPage>,
) -> Result<Vec<Page>, Failure> {
    let mut pages = Vec::with_capacity(found.len());
    for FoundPage { page, picture, .. } in found {
        kit.vault.keep_picture(permit, page.id, &picture).await?;
        pages.push(page);
    }
    Ok(pages)
}

async fn state_of(
    kit: &Kit,
    permit: &Permit,
    bag: BagId,
    photo: PhotoId,
) -> Result<PhotoState, Failure> {
    let cards = kit.vault.photos_of(permit, bag).await?;
    let this = cards.iter().find(|card| card.id == photo);
    this.map(|card| card.state)
        .ok_or_else(|| Failure::Gone("no such photo in this bag".to_owned()))
}

/// Leave to sort this person's papers, now.
async fn permit(kit: &Kit, beneficiary: BeneficiaryId) -> Result<Permit, Failure> {
    let now_s = kit.clock.now_s();
    Ok(kit.vault.permit(beneficiary, Purpose::Sort, now_s).await?)
}

/// Thinking is not done on the async threads.
pub(crate) async fn think<T: Send + 'static>(
    thought: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let thought = tokio::task::spawn_blocking(thought).await;
    thought.map_err(|_panic| Failure::Bug("a thought panicked".to_owned()))
}

impl Work for Kit {
    async fn run(&self, job: &Job) -> Result<Vec<Job>, Failure> {
        run(self, job).await
    }

    async fn give_up(&self, job: &Job) -> Result<Vec<Job>, Failure> {
        give_up(self, job).await
    }

    fn lanes(&self) -> usize {
        limits::lanes(self.readers.count())
    }
}
