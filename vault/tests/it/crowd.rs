//! Many tasks and processes on one ledger.

use paper::PhotoOutcome;
use sesame_vault::Received;
use tokio::task::JoinSet;

use crate::house::{House, NOW_S, page};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_close_the_last_photos_one_sees_them_all_closed() {
    let house = House::new().await;
    let (permit, bag, first) = house.with_photo(b"0").await;
    let person = permit.beneficiary();
    let mut photos = vec![first];
    for n in 1..12 {
        let name = format!("{n}.jpg");
        photos.push(house.receive(&permit, bag, &name, name.as_bytes()).await);
    }
    house.vault.complete_bag(&permit, bag).await.unwrap();

    let mut closers = JoinSet::new();
    for (n, photo) in photos
        .iter()
        .copied()
        .chain(photos.iter().copied())
        .enumerate()
    {
        let vault = if n % 2 == 0 {
            house.vault.clone()
        } else {
            house.another_vault().await
        };
        closers.spawn(async move {
            let permit = vault
                .permit(person, paper::Purpose::Sort, NOW_S)
                .await
                .unwrap();
            let outcome = PhotoOutcome::Read(vec![page(photo, 0, "x")]);
            vault
                .close_photo(&permit, bag, photo, &outcome)
                .await
                .unwrap()
        });
    }
    let bags = closers.join_all().await;
    assert!(
        bags.iter()
            .any(|bag| bag.complete && bag.closed == bag.photos)
    );
    assert!(bags.iter().all(|bag| bag.photos == 12 && bag.closed <= 12));
    assert_eq!(house.vault.pages_of(&permit, bag).await.unwrap().len(), 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_photo_sent_by_many_at_once_is_new_once() {
    let house = House::new().await;
    let permit = house.permit(house.person("Camille").await).await;
    let bag = house.vault.open_bag(&permit, NOW_S).await.unwrap();
    let person = permit.beneficiary();
    let mut senders = JoinSet::new();
    for n in 0..10 {
        let vault = if n % 2 == 0 {
            house.vault.clone()
        } else {
            house.another_vault().await
        };
        senders.spawn(async move {
            let permit = vault
                .permit(person, paper::Purpose::Sort, NOW_S)
                .await
                .unwrap();
            let name = format!("{n}.jpg");
            vault
                .receive_photo(&permit, bag, &name, b"photo", NOW_S)
                .await
                .unwrap()
        });
    }
    let received = senders.join_all().await;
    let new = received
        .iter()
        .filter(|received| matches!(received, Received::New(_)));
    assert_eq!(new.count(), 1);
    let bag = house.vault.bag(&permit, bag).await.unwrap();
    assert_eq!((bag.photos, bag.closed), (10, 9));
}
