use std::fs;

use sesame_vault::{MasterKey, Vault, VaultError, load_or_create_key};

use crate::house::{House, is_private};

#[tokio::test]
async fn another_key_is_told_and_changes_nothing() {
    let house = House::new().await;
    let other = load_or_create_key(&house.folder.path().join("other key")).unwrap();
    let refused = Vault::open(&house.data(), other).await;
    assert!(matches!(refused, Err(VaultError::WrongKey)));
    house.another_vault().await;
}

#[tokio::test]
async fn a_key_in_the_data_folder_is_refused_even_the_first_time() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let key = load_or_create_key(&data.join("key")).unwrap();
    assert!(matches!(
        Vault::open(&data, key).await,
        Err(VaultError::KeyFile(_))
    ));
}

#[tokio::test]
async fn a_fleeting_key_opens_its_own_folder_only_while_it_lives() {
    let folder = tempfile::tempdir().unwrap();
    Vault::open(folder.path(), MasterKey::fleeting())
        .await
        .unwrap();
    let refused = Vault::open(folder.path(), MasterKey::fleeting()).await;
    assert!(matches!(refused, Err(VaultError::WrongKey)));
}

#[tokio::test]
async fn nobody_else_may_look_into_the_data_folder() {
    let house = House::new().await;
    house.with_photo(b"photo").await;
    assert!(is_private(&house.data()));
    assert!(house.blobs().iter().all(|blob| is_private(blob)));
    assert_eq!(
        house.vault.ledger_path(),
        fs::canonicalize(house.data())
            .unwrap()
            .join("ledger.sqlite")
    );
}
