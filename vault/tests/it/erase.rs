use paper::Purpose;
use sesame_vault::{Act, Actor, VaultError};

use crate::house::{House, NOW_S, current, reading};

#[tokio::test]
async fn an_erased_person_is_gone_and_the_journal_keeps_the_fact() {
    let house = House::new().await;
    let vault = &house.vault;
    let (hers, bag, photo) = house.with_photo(b"hers").await;
    let page = house.read(&hers, bag, photo).await;
    vault.keep_picture(&hers, page, b"jpeg").await.unwrap();
    let document = house
        .file(&hers, bag, &reading(&[page], "x"), &current())
        .await;
    let token = vault.person_token(&hers).await.unwrap();
    let (his, _, his_photo) = house.with_photo(b"his").await;
    let copy = house.files();

    let person = hers.beneficiary();
    vault
        .erase_beneficiary(person, Actor::Person, NOW_S)
        .await
        .unwrap();

    assert!(matches!(
        vault.open_photo(&hers, photo).await,
        Err(VaultError::NotFound(_))
    ));
    assert!(matches!(
        vault.document(&hers, document).await,
        Err(VaultError::NotFound(_))
    ));
    let again = vault.permit(person, Purpose::Keep, NOW_S).await;
    assert!(matches!(again, Err(VaultError::NotFound(_))));
    assert_eq!(vault.beneficiary_of_token(&token).await.unwrap(), None);
    assert_eq!(vault.beneficiaries().await.unwrap().len(), 1);
    assert_eq!(house.blobs().len(), 1, "his");
    assert_eq!(vault.open_photo(&his, his_photo).await.unwrap(), b"his");

    let last = vault.journal(&hers).await.unwrap().remove(0);
    assert_eq!((last.act, last.actor), (Act::Erased, Actor::Person));
    assert!(vault.check().await.unwrap().is_sound());
    let twice = vault.erase_beneficiary(person, Actor::Person, NOW_S).await;
    assert!(matches!(twice, Err(VaultError::NotFound(_))));

    // A copy of the files alone opens nothing: the data key is nowhere in what is left.
    let blob = copy
        .iter()
        .find(|(path, _)| !path.exists())
        .expect("her files are gone");
    std::fs::write(&blob.0, &blob.1).unwrap();
    assert_eq!(vault.check().await.unwrap().unlisted, 1);
}

#[tokio::test]
async fn a_data_key_leaves_no_trace_in_the_ledger() {
    let house = House::new().await;
    let person = house.person("Camille").await;
    let wrapped: Vec<u8> = {
        use sqlx::Connection;
        let ledger = format!("sqlite://{}", house.vault.ledger_path().display());
        let mut thief = sqlx::SqliteConnection::connect(&ledger).await.unwrap();
        let sql = "SELECT data_key FROM beneficiaries";
        sqlx::query_scalar(sql).fetch_one(&mut thief).await.unwrap()
    };
    let holds = |house: &House| {
        let files = house.files();
        files
            .iter()
            .any(|(_, bytes)| bytes.windows(wrapped.len()).any(|found| found == wrapped))
    };
    assert!(holds(&house), "or this test looks for the wrong thing");
    house
        .vault
        .erase_beneficiary(person, Actor::Machine, NOW_S)
        .await
        .unwrap();
    assert!(!holds(&house));
}
