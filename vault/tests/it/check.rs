use std::{fs, path::PathBuf};

use sesame_vault::VaultError;

use crate::house::House;

type Damage<'a> = &'a dyn Fn(&mut Vec<u8>);

#[tokio::test]
async fn a_sound_vault_is_told_sound_and_counted() {
    let house = House::new().await;
    let (permit, bag, photo) = house.with_photo(b"photo").await;
    let page = house.read(&permit, bag, photo).await;
    house
        .vault
        .keep_picture(&permit, page, b"jpeg")
        .await
        .unwrap();
    let report = house.vault.check().await.unwrap();
    assert!(report.is_sound());
    assert_eq!((report.photos, report.pictures, report.unlisted), (1, 1, 0));
}

#[tokio::test]
async fn damage_is_told_and_never_opens() {
    let flip = |bytes: &mut Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    };
    let cut = |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 1);
    let empty = |bytes: &mut Vec<u8>| bytes.clear();
    let faults: [(&str, Damage<'_>); 3] = [
        ("bit_flipped", &flip),
        ("end_cut", &cut),
        ("emptied", &empty),
    ];
    for (fault, damage) in faults {
        let house = House::new().await;
        let (permit, _, photo) = house.with_photo(b"photo").await;
        let blob: PathBuf = house.blobs().remove(0);
        let mut bytes = fs::read(&blob).unwrap();
        damage(&mut bytes);
        fs::write(&blob, bytes).unwrap();
        let opened = house.vault.open_photo(&permit, photo).await;
        assert!(
            matches!(opened, Err(VaultError::Damaged { kind: "photo", .. })),
            "{fault}"
        );
        let report = house.vault.check().await.unwrap();
        assert_eq!(report.damaged, [("photo", photo.to_string())], "{fault}");
    }
}

#[tokio::test]
async fn two_files_that_changed_places_do_not_open() {
    let house = House::new().await;
    let (permit, bag, one) = house.with_photo(b"one").await;
    let other = house.receive(&permit, bag, "IMG_2.jpg", b"other").await;
    let [a, b] = &house.blobs()[..] else { panic!() };
    let (first, second) = (fs::read(a).unwrap(), fs::read(b).unwrap());
    fs::write(a, second).unwrap();
    fs::write(b, first).unwrap();
    for photo in [one, other] {
        assert!(matches!(
            house.vault.open_photo(&permit, photo).await,
            Err(VaultError::Damaged { .. })
        ));
    }
    assert_eq!(house.vault.check().await.unwrap().damaged.len(), 2);
}

#[tokio::test]
async fn a_missing_original_and_a_file_that_nobody_listed_are_told_apart() {
    let house = House::new().await;
    let (_, _, photo) = house.with_photo(b"photo").await;
    let blob = house.blobs().remove(0);
    let stray = blob.with_file_name(format!("{:032x}", 5));
    fs::rename(&blob, &stray).unwrap();
    let report = house.vault.check().await.unwrap();
    assert_eq!(report.missing, [("photo", photo.to_string())]);
    assert_eq!((report.unlisted, report.is_sound()), (1, false));
}
