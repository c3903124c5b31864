use paper::{BagId, PhotoOutcome, Refusal};
use sesame_vault::{PhotoState, Received, VaultError, limits};

use crate::house::{House, NOW_S, page};

#[tokio::test]
async fn an_original_comes_back_byte_for_byte() {
    let house = House::new().await;
    let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n * 7) as u8).collect();
    let (permit, bag, photo) = house.with_photo(&bytes).await;
    let again = house.another_vault().await;
    assert_eq!(again.open_photo(&permit, photo).await.unwrap(), bytes);
    let card = &again.photos_of(&permit, bag).await.unwrap()[0];
    assert_eq!(
        (card.file_name.as_str(), card.bytes),
        ("IMG_1.jpg", 100_000)
    );
    assert_eq!(card.sha256.len(), 64);
    assert_eq!(card.state, PhotoState::Waiting);
}

#[tokio::test]
async fn an_empty_file_is_kept_too() {
    let house = House::new().await;
    let (permit, _, photo) = house.with_photo(b"").await;
    assert_eq!(house.vault.open_photo(&permit, photo).await.unwrap(), b"");
}

#[tokio::test]
async fn the_same_bytes_again_are_counted_as_a_repeat() {
    let house = House::new().await;
    let (permit, bag, photo) = house.with_photo(b"photo").await;
    let vault = &house.vault;
    let other_bag = vault.open_bag(&permit, NOW_S).await.unwrap();
    for bag in [bag, other_bag] {
        let again = vault
            .receive_photo(&permit, bag, "IMG_2.jpg", b"photo", NOW_S)
            .await
            .unwrap();
        assert_eq!(again, Received::Known(photo));
    }
    let page = house.read(&permit, bag, photo).await;
    for (bag, photos) in [(bag, 2), (other_bag, 1)] {
        let now = vault.bag(&permit, bag).await.unwrap();
        assert_eq!((now.photos, now.closed), (photos, photos));
        let card = vault.photos_of(&permit, bag).await.unwrap().pop().unwrap();
        assert_eq!((card.repeats, card.state), (Some(photo), PhotoState::Read));
        assert_eq!(card.pages, [page]);
        assert_eq!(vault.open_photo(&permit, card.id).await.unwrap(), b"photo");
    }
    assert_eq!(vault.pages_of(&permit, bag).await.unwrap().len(), 1);
    assert_eq!(vault.pages_of(&permit, other_bag).await.unwrap().len(), 0);
}

#[tokio::test]
async fn an_upload_tried_again_is_not_counted_twice() {
    let house = House::new().await;
    let (permit, bag, photo) = house.with_photo(b"photo").await;
    let vault = &house.vault;
    let again = vault
        .receive_photo(&permit, bag, "IMG_1.jpg", b"photo", NOW_S)
        .await
        .unwrap();
    assert_eq!(again, Received::New(photo));
    assert_eq!(vault.complete_bag(&permit, bag).await.unwrap().photos, 1);
    let after = vault
        .receive_photo(&permit, bag, "IMG_1.jpg", b"photo", NOW_S)
        .await
        .unwrap();
    assert_eq!(
        after,
        Received::New(photo),
        "also when the bag was completed meanwhile"
    );
}

#[tokio::test]
async fn the_same_photo_of_two_people_is_two_photos() {
    let house = House::new().await;
    let (_, _, one) = house.with_photo(b"photo").await;
    let (_, _, other) = house.with_photo(b"photo").await;
    assert_ne!(one, other);
    assert_eq!(house.blobs().len(), 2);
}

#[tokio::test]
async fn a_photo_that_we_failed_to_read_is_read_when_it_comes_again() {
    let house = House::new().await;
    let (permit, bag, photo) = house.with_photo(b"photo").await;
    let vault = &house.vault;
    vault
        .close_photo(&permit, bag, photo, &PhotoOutcome::SetAside)
        .await
        .unwrap();
    let again = vault
        .receive_photo(&permit, bag, "IMG_2.jpg", b"photo", NOW_S)
        .await
        .unwrap();
    assert!(
        matches!(again, Received::New(id) if id != photo),
        "{again:?}"
    );
}

#[tokio::test]
async fn closing_twice_keeps_the_first_outcome() {
    let house = House::new().await;
    let (permit, bag, photo) = house.with_photo(b"photo").await;
    let vault = &house.vault;
    let refused = PhotoOutcome::Refused(Refusal::Broken);
    vault
        .close_photo(&permit, bag, photo, &refused)
        .await
        .unwrap();
    let read = PhotoOutcome::Read(vec![page(photo, 0, "x")]);
    let bag_after = vault.close_photo(&permit, bag, photo, &read).await.unwrap();
    assert_eq!((bag_after.photos, bag_after.closed), (1, 1));
    let card = &vault.photos_of(&permit, bag).await.unwrap()[0];
    assert_eq!(card.state, PhotoState::Refused(Refusal::Broken));
    assert!(vault.pages_of(&permit, bag).await.unwrap().is_empty());
}

#[tokio::test]
async fn pages_come_back_as_they_were_read_in_the_order_of_the_photos() {
    let house = House::new().await;
    let (permit, bag, first) = house.with_photo(b"first").await;
    let second = house.receive(&permit, bag, "IMG_2.jpg", b"second").await;
    let pages = |photo| vec![page(photo, 0, "gauche"), page(photo, 1, "droite")];
    for photo in [second, first] {
        let outcome = PhotoOutcome::Read(pages(photo));
        house
            .vault
            .close_photo(&permit, bag, photo, &outcome)
            .await
            .unwrap();
    }
    let expected = [pages(first), pages(second)].concat();
    assert_eq!(house.vault.pages_of(&permit, bag).await.unwrap(), expected);
    assert_eq!(
        house.vault.page(&permit, expected[1].id).await.unwrap(),
        expected[1]
    );
}

#[tokio::test]
async fn a_picture_kept_twice_is_the_second() {
    let house = House::new().await;
    let (permit, bag, photo) = house.with_photo(b"photo").await;
    let picture = page(photo, 0, "x").id;
    for jpeg in [b"first", b"again"] {
        house
            .vault
            .keep_picture(&permit, picture, jpeg)
            .await
            .unwrap();
    }
    house.read(&permit, bag, photo).await;
    assert_eq!(
        house.vault.open_picture(&permit, picture).await.unwrap(),
        b"again"
    );
    assert_eq!(house.blobs().len(), 2);
}

#[tokio::test]
async fn unfinished_work_is_what_a_lost_queue_would_have_done() {
    let house = House::new().await;
    let vault = &house.vault;
    let (permit, bag, photo) = house.with_photo(b"photo").await;
    let work = async || vault.unfinished_work().await.unwrap();
    let mine = |photos| vec![(permit.beneficiary(), bag, photos)];
    assert_eq!(
        work().await,
        mine(vec![photo]),
        "a photo waits though the bag is open"
    );
    house.read(&permit, bag, photo).await;
    assert_eq!(work().await, [], "more photos may come");
    vault.complete_bag(&permit, bag).await.unwrap();
    assert_eq!(work().await, mine(vec![]), "to be filed");
    vault.set_bag_aside(&permit, bag).await.unwrap();
    assert_eq!(work().await, [], "someone looks at it");
    let filed = vault.finish_bag(&permit, bag, &[]).await.unwrap();
    assert!(filed.filed);
    assert_eq!(work().await, []);
}

#[tokio::test]
async fn a_person_who_withdrew_has_no_unfinished_work() {
    let house = House::new().await;
    let (permit, ..) = house.with_photo(b"photo").await;
    let (vault, person) = (&house.vault, permit.beneficiary());
    vault
        .withdraw_consent(person, paper::Purpose::Sort, NOW_S)
        .await
        .unwrap();
    assert_eq!(vault.unfinished_work().await.unwrap(), []);
}

#[tokio::test]
async fn a_bag_is_not_there_for_whoever_makes_its_id_up() {
    let house = House::new().await;
    let (permit, ..) = house.with_photo(b"photo").await;
    let missing = house.vault.bag(&permit, BagId(1)).await;
    assert!(matches!(missing, Err(VaultError::NotFound("bag"))));
    assert_eq!(house.vault.bags(&permit).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_over_a_limit_is_refused_and_not_kept() {
    let house = House::new().await;
    let (permit, bag, photo) = house.with_photo(b"photo").await;
    let vault = &house.vault;
    let large = vec![0; limits::ORIGINAL_BYTES_MAX + 1];
    let refused = vault.receive_photo(&permit, bag, "x", &large, NOW_S).await;
    assert!(matches!(refused, Err(VaultError::Refused(_))));
    let picture = page(photo, 0, "x").id;
    let refused = vault
        .keep_picture(&permit, picture, &large[..=limits::PICTURE_BYTES_MAX])
        .await;
    assert!(matches!(refused, Err(VaultError::Refused(_))));
    assert_eq!(house.blobs().len(), 1);

    let long = "é".repeat(limits::NAME_CHARS_MAX + 1);
    house.receive(&permit, bag, &long, b"other").await;
    let cards = vault.photos_of(&permit, bag).await.unwrap();
    assert_eq!(cards[1].file_name.chars().count(), limits::NAME_CHARS_MAX);

    vault.complete_bag(&permit, bag).await.unwrap();
    let late = vault.receive_photo(&permit, bag, "x", b"late", NOW_S).await;
    assert!(matches!(late, Err(VaultError::Refused(_))));
}
