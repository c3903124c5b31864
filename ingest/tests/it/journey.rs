//! A bag from the door to the shelf, on good days and bad ones.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::AtomicUsize},
};

use ingest::{
    BagProgress, Failure,
    board::{Change, What},
    pipeline, progress,
    queue::{JobQueue, Memory},
    reader::ReaderPool,
    sweep,
};
use paper::{BagId, PageId, PhotoId, Purpose, Refusal};
use vault::PhotoState;

use crate::support::house::TestHouse;

const TAX: &str = "DIRECTION GENERALE DES FINANCES PUBLIQUES\nAVIS D'IMPOT 2025\nIMPOT SUR LES REVENUS DE 2024\nNumero fiscal 12 34 567 890 123\nRevenu fiscal de reference 14 230";
const RENT: &str =
    "QUITTANCE DE LOYER\nMois de mars 2026\nBailleur Foncier Exemple\nLoyer 410,00 Charges 60,00";
const CAF: &str = "Caisse d'allocations familiales\nATTESTATION DE PAIEMENT\nNumero allocataire 1234567\nMars 2026";

fn states(photos: &[vault::PhotoCard]) -> Vec<PhotoState> {
    photos.iter().map(|photo| photo.state).collect()
}

#[tokio::test]
async fn a_bag_is_read_filed_and_kept_byte_for_byte() {
    let house = TestHouse::new().await;
    let both = format!("{RENT}\n---\n{CAF}");
    let photos = house.hand_in(&[TAX, &both]).await;
    house.sort().await;

    let cards = house.photos().await;
    assert_eq!(states(&cards), [PhotoState::Read; 2]);
    let found: Vec<PageId> = cards.iter().flat_map(|card| card.pages.clone()).collect();
    assert_eq!(found.len(), 3, "two papers lay in one photo");
    let mut filed: Vec<PageId> = Vec::new();
    for document in house.documents().await {
        assert_eq!(document.bag, house.bag);
        filed.extend(document.reading.pages);
    }
    assert_eq!(filed.len(), found.len(), "each page in one paper");
    assert_eq!(
        filed.into_iter().collect::<BTreeSet<_>>(),
        found.iter().copied().collect()
    );
    assert!(house.is_filed().await);

    let (vault, permit) = (&house.kit.vault, house.permit().await);
    assert_eq!(
        vault.open_photo(&permit, photos[1]).await.unwrap(),
        both.as_bytes()
    );
    assert!(
        !vault
            .open_picture(&permit, found[2])
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_refused_photo_closes_and_its_bag_is_filed() {
    let house = TestHouse::new().await;
    house.hand_in(&["!refuse", TAX, ""]).await;
    house.sort().await;
    let refused = PhotoState::Refused;
    let expect = [
        refused(Refusal::NothingReadable),
        PhotoState::Read,
        refused(Refusal::Empty),
    ];
    assert_eq!(states(&house.photos().await), expect);
    assert!(house.is_filed().await);
    assert!(
        house.parked().await.is_empty(),
        "a refusal is an answer, not a failure"
    );
}

#[tokio::test]
async fn a_damaged_photo_is_parked_and_its_bag_is_still_filed() {
    let house = TestHouse::new().await;
    let photos = house.hand_in(&[TAX]).await;
    house.damage_all_originals();
    house.sort().await;
    assert_eq!(states(&house.photos().await), [PhotoState::SetAside]);
    let parked = house.parked().await;
    assert_eq!(parked.len(), 1);
    assert!(parked[0].contains("damaged"), "{parked:?} of {}", photos[0]);
    assert!(house.is_filed().await);
}

#[tokio::test]
async fn a_photo_whose_original_is_lost_is_set_aside() {
    let house = TestHouse::new().await;
    house.hand_in(&[TAX]).await;
    house.lose_all_originals();
    house.sort().await;
    assert_eq!(states(&house.photos().await), [PhotoState::SetAside]);
    assert_eq!(house.parked().await, ["an original is lost"]);
}

#[tokio::test]
async fn a_job_about_what_is_not_there_is_dropped() {
    let mut house = TestHouse::new().await;
    let read = house.read_job(PhotoId(1));
    house.bag = BagId(1);
    let jobs = [read, house.read_job(PhotoId(1)), house.file_job()];
    house.queue.push(&jobs).await.unwrap();
    house.work().await;
    assert!(house.parked().await.is_empty());
}

#[tokio::test]
async fn a_reader_that_fails_or_panics_sets_the_photo_aside_and_the_bag_is_filed() {
    let house = TestHouse::new().await;
    house.hand_in(&["!fail", "!panic", RENT]).await;
    house.sort().await;
    let expect = [PhotoState::SetAside, PhotoState::SetAside, PhotoState::Read];
    assert_eq!(states(&house.photos().await), expect);
    let mut parked = house.parked().await;
    parked.sort();
    assert_eq!(parked, ["the model does not load", "the reader panicked"]);
    assert!(house.is_filed().await);
}

#[tokio::test]
async fn a_reader_that_does_not_start_leaves_the_photo_waiting() {
    let nothing = ReaderPool::new("/no/such/program".into(), 1);
    let house = TestHouse::with_readers(Arc::new(AtomicUsize::new(0)), nothing).await;
    let photos = house.hand_in(&[TAX]).await;
    let ended = pipeline::run(&house.kit, &house.read_job(photos[0])).await;
    assert!(matches!(ended, Err(Failure::Transient(_))), "{ended:?}");
    assert_eq!(states(&house.photos().await), [PhotoState::Waiting]);
}

#[tokio::test]
async fn repeated_bytes_are_counted_and_not_read_again() {
    let mut house = TestHouse::new().await;
    let photos = house.hand_in(&[TAX, RENT, TAX]).await;
    assert_eq!(photos[0], photos[2]);
    house.sort().await;
    assert_eq!(house.photos().await[2].repeats, Some(photos[0]));
    assert_eq!((house.reads(), house.is_filed().await), (2, true));
    let papers = house.documents().await.len();

    // The same bag again, another day: nothing new.
    house.bag = house.open_bag().await;
    house.hand_in(&[RENT, TAX]).await;
    house.sort().await;
    assert_eq!((house.reads(), house.is_filed().await), (2, true));
    assert_eq!(house.documents().await.len(), papers);
}

#[tokio::test]
async fn an_empty_bag_is_filed_without_complaint() {
    let house = TestHouse::new().await;
    house.sort().await;
    assert!(house.is_filed().await);
    assert!(house.documents().await.is_empty());
}

#[tokio::test]
async fn a_bag_is_filed_only_once_it_is_complete() {
    let house = TestHouse::new().await;
    house.hand_in(&[TAX]).await;
    house.work().await;
    assert!(!house.is_filed().await, "more photos may come");
    pipeline::run(&house.kit, &house.file_job()).await.unwrap();
    assert!(!house.is_filed().await, "whoever asks");
    house.sort().await;
    assert!(house.is_filed().await);
}

#[tokio::test]
async fn filing_twice_is_filing_once() {
    let house = TestHouse::new().await;
    house.hand_in(&[TAX, RENT, CAF]).await;
    house.sort().await;
    let once = house.documents().await;
    assert!(!once.is_empty());
    pipeline::run(&house.kit, &house.file_job()).await.unwrap();
    assert_eq!(house.documents().await, once);
}

#[tokio::test]
async fn a_job_that_ended_unheard_gives_its_follow_ups_again_and_reads_nothing() {
    let house = TestHouse::new().await;
    let photos = house.hand_in(&[TAX]).await;
    house.complete().await;
    let job = house.read_job(photos[0]);
    for _ in 0..2 {
        let follow_ups = pipeline::run(&house.kit, &job).await.unwrap();
        assert_eq!(follow_ups, [house.file_job()]);
    }
    assert_eq!(house.reads(), 1);
}

#[tokio::test]
async fn consent_that_ends_while_a_photo_waits_drops_its_job_and_keeps_nothing() {
    let house = TestHouse::new().await;
    house.hand_in(&[TAX]).await;
    house.complete().await;
    let (vault, now_s) = (&house.kit.vault, house.kit.clock.now_s());
    vault
        .withdraw_consent(house.person, Purpose::Sort, now_s)
        .await
        .unwrap();
    house.work().await;
    assert_eq!(house.reads(), 0);
    assert!(house.parked().await.is_empty());
    assert!(house.queue.depth().await.unwrap().is_idle());
}

#[tokio::test]
async fn work_that_a_queue_lost_is_found_in_the_ledger() {
    let mut house = TestHouse::new().await;
    house.hand_in(&[TAX, RENT]).await;
    house.queue = Memory::default();
    assert_eq!(sweep::sweep(&house.kit, &house.queue).await.unwrap(), 2);
    assert_eq!(
        sweep::sweep(&house.kit, &house.queue).await.unwrap(),
        0,
        "it is there now"
    );
    house.work().await;

    // Lost between the last closing and filing.
    let permit = house.permit().await;
    house
        .kit
        .vault
        .complete_bag(&permit, house.bag)
        .await
        .unwrap();
    assert_eq!(sweep::sweep(&house.kit, &house.queue).await.unwrap(), 1);
    house.work().await;
    assert!(house.is_filed().await);
    assert_eq!(sweep::sweep(&house.kit, &house.queue).await.unwrap(), 0);
}

#[tokio::test]
async fn what_was_set_aside_is_not_taken_up_again_by_the_sweep() {
    let house = TestHouse::new().await;
    house.complete().await;
    pipeline::give_up(&house.kit, &house.file_job())
        .await
        .unwrap();
    assert_eq!(
        sweep::sweep(&house.kit, &Memory::default()).await.unwrap(),
        0
    );
}

#[tokio::test]
async fn a_screen_sees_each_photo_move() {
    let house = TestHouse::new().await;
    let mut changes = house.kit.board.listen();
    let photos = house.hand_in(&[TAX, "!refuse", "!fail", TAX]).await;
    let permit = house.permit().await;
    let before = progress(&house.kit, &permit, house.bag).await.unwrap();
    let expect = BagProgress {
        received: 4,
        repeats: 1,
        waiting: 3,
        ..BagProgress::default()
    };
    assert_eq!(before, expect);

    house.sort().await;
    let after = progress(&house.kit, &permit, house.bag).await.unwrap();
    let expect = BagProgress {
        waiting: 0,
        read: 1,
        refused: 1,
        set_aside: 1,
        pages: 1,
        complete: true,
        filed: true,
        ..expect
    };
    assert_eq!(after, expect);

    let mut seen = Vec::new();
    while let Ok(Change { what, .. }) = changes.try_recv() {
        seen.push(what);
    }
    let count = |wanted: &What| seen.iter().filter(|what| *what == wanted).count();
    assert_eq!((count(&What::Received), count(&What::Filed)), (4, 1));
    for photo in &photos[..3] {
        assert_eq!(
            (count(&What::Reading(*photo)), count(&What::Closed(*photo))),
            (1, 1)
        );
    }
}
