//! Two people: with the permit of one, nothing of the other opens, and no consent does another's work.

use paper::{PhotoOutcome, Purpose, StaffId};
use sesame_vault::{Correction, VaultError};

use crate::house::{House, NOW_S, UNTIL_S, current, page, reading, replacing, validity};

#[expect(
    clippy::needless_pass_by_value,
    reason = "reads as a question about the call"
)]
fn is_not_found<T>(result: Result<T, VaultError>, what: &str) {
    assert!(matches!(result, Err(VaultError::NotFound(_))), "{what}");
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "reads as a question about the call"
)]
fn is_withdrawn<T>(result: Result<T, VaultError>, what: &str) {
    assert!(
        matches!(result, Err(VaultError::ConsentWithdrawn)),
        "{what}"
    );
}

#[tokio::test]
async fn every_method_refuses_what_is_another_persons() {
    let house = House::new().await;
    let vault = &house.vault;
    let (hers, bag, photo) = house.with_photo(b"hers").await;
    let page_id = house.read(&hers, bag, photo).await;
    vault.keep_picture(&hers, page_id, b"jpeg").await.unwrap();
    let document = house
        .file(&hers, bag, &reading(&[page_id], "hers"), &current())
        .await;
    let (his, his_bag, his_photo) = house.with_photo(b"his").await;
    let his_page = house.read(&his, his_bag, his_photo).await;

    is_not_found(
        vault.receive_photo(&his, bag, "x", b"x", NOW_S).await,
        "receive_photo",
    );
    is_not_found(vault.complete_bag(&his, bag).await, "complete_bag");
    is_not_found(vault.bag(&his, bag).await, "bag");
    is_not_found(vault.photos_of(&his, bag).await, "photos_of");
    is_not_found(vault.open_photo(&his, photo).await, "open_photo");
    is_not_found(vault.open_picture(&his, page_id).await, "open_picture");
    let outcome = PhotoOutcome::SetAside;
    is_not_found(
        vault.close_photo(&his, bag, photo, &outcome).await,
        "close_photo",
    );
    is_not_found(
        vault.close_photo(&his, his_bag, photo, &outcome).await,
        "close_photo, own bag",
    );
    is_not_found(vault.pages_of(&his, bag).await, "pages_of");
    is_not_found(vault.page(&his, page_id).await, "page");
    is_not_found(vault.document(&his, document).await, "document");
    is_not_found(vault.first_reading(&his, document).await, "first_reading");
    let (reading, validity) = (reading(&[his_page], "his"), validity("x"));
    let filed = vault
        .file_document(&his, bag, &reading, &validity, &current(), NOW_S)
        .await;
    is_not_found(filed, "file_document");
    is_not_found(vault.finish_bag(&his, bag, &[]).await, "finish_bag");
    is_not_found(vault.set_bag_aside(&his, bag).await, "set_bag_aside");
    let correction = Correction::default();
    let corrected = vault
        .correct(&his, document, &correction, StaffId(1), NOW_S)
        .await;
    is_not_found(corrected, "correct");
    let replaced = vault
        .replace_document(&his, document, &validity, &current())
        .await;
    is_not_found(replaced, "replace_document");

    // What he may do must not reach what is hers.
    vault
        .keep_picture(&his, page_id, b"his jpeg")
        .await
        .unwrap();
    house
        .file(&his, his_bag, &reading, &replacing(&[document]))
        .await;
    vault.finish_bag(&his, his_bag, &[]).await.unwrap();
    vault.revoke_person_tokens(&his).await.unwrap();
    assert_eq!(vault.open_picture(&hers, page_id).await.unwrap(), b"jpeg");
    assert_eq!(
        vault.document(&hers, document).await.unwrap().place,
        current()
    );
    assert_eq!(vault.bags(&his).await.unwrap().len(), 1);
    assert_eq!(vault.held_documents(&his).await.unwrap().len(), 0);
    let key = vault.index_key(&his);
    let sealed = vault.index_key(&hers).seal("meta.json", b"{}");
    assert!(key.open("meta.json", &sealed).is_err());
}

#[tokio::test]
async fn a_page_of_another_person_cannot_be_closed_over() {
    let house = House::new().await;
    let (hers, bag, photo) = house.with_photo(b"hers").await;
    let page_id = house.read(&hers, bag, photo).await;
    let (his, his_bag, his_photo) = house.with_photo(b"his").await;
    let mut stolen = page(his_photo, 0, "his");
    stolen.id = page_id;
    let outcome = PhotoOutcome::Read(vec![stolen]);
    assert!(
        house
            .vault
            .close_photo(&his, his_bag, his_photo, &outcome)
            .await
            .is_err()
    );
    assert_eq!(house.vault.bag(&his, his_bag).await.unwrap().closed, 0);
    assert_eq!(
        house.vault.page(&hers, page_id).await.unwrap(),
        page(photo, 0, "facture")
    );
}

#[tokio::test]
async fn a_permit_needs_a_consent_that_holds_now() {
    let house = House::new().await;
    let vault = &house.vault;
    let person = vault.add_beneficiary("Camille", "fr", NOW_S).await.unwrap();
    is_withdrawn(
        vault.permit(person, Purpose::Keep, NOW_S).await,
        "never given",
    );
    vault
        .give_consent(person, Purpose::Keep, NOW_S + 100, NOW_S)
        .await
        .unwrap();
    is_withdrawn(
        vault.permit(person, Purpose::Sort, NOW_S).await,
        "given to keep only",
    );
    is_withdrawn(
        vault.permit(person, Purpose::Keep, NOW_S - 1).await,
        "not yet",
    );
    is_withdrawn(
        vault.permit(person, Purpose::Keep, NOW_S + 100).await,
        "ended",
    );
    vault
        .permit(person, Purpose::Keep, NOW_S + 99)
        .await
        .unwrap();
    vault
        .withdraw_consent(person, Purpose::Keep, NOW_S + 50)
        .await
        .unwrap();
    is_withdrawn(
        vault.permit(person, Purpose::Keep, NOW_S + 50).await,
        "withdrawn",
    );
    vault
        .give_consent(person, Purpose::Keep, UNTIL_S, NOW_S + 60)
        .await
        .unwrap();
    vault
        .permit(person, Purpose::Keep, NOW_S + 60)
        .await
        .unwrap();

    let given = vault.consents(person).await.unwrap();
    let withdrawn: Vec<_> = given.iter().map(|consent| consent.withdrawn_at_s).collect();
    assert_eq!(
        withdrawn,
        [Some(NOW_S + 50), None],
        "the proof of both is kept"
    );
}

#[tokio::test]
async fn a_consent_does_the_work_that_it_was_given_for_only() {
    let house = House::new().await;
    let vault = &house.vault;
    let (sort, bag, photo) = house.with_photo(b"photo").await;
    let page_id = house.read(&sort, bag, photo).await;
    let of = async |purpose| {
        vault
            .permit(sort.beneficiary(), purpose, NOW_S)
            .await
            .unwrap()
    };
    let (keep, train) = (of(Purpose::Keep).await, of(Purpose::Train).await);

    for (permit, purpose) in [(&keep, "keep"), (&train, "train")] {
        let outcome = PhotoOutcome::SetAside;
        is_withdrawn(
            vault.close_photo(permit, bag, photo, &outcome).await,
            purpose,
        );
        is_withdrawn(vault.keep_picture(permit, page_id, b"x").await, purpose);
        is_withdrawn(vault.finish_bag(permit, bag, &[]).await, purpose);
        let (reading, validity) = (reading(&[page_id], "x"), validity("x"));
        let filed = vault
            .file_document(permit, bag, &reading, &validity, &current(), NOW_S)
            .await;
        is_withdrawn(filed, purpose);
        assert_eq!(
            vault.open_photo(permit, photo).await.unwrap(),
            b"photo",
            "{purpose}"
        );
    }
    is_withdrawn(vault.open_bag(&train, NOW_S).await, "open_bag");
    is_withdrawn(
        vault.receive_photo(&train, bag, "x", b"x", NOW_S).await,
        "receive_photo",
    );
    is_withdrawn(vault.person_token(&train).await, "person_token");
    house.receive(&keep, bag, "x", b"x").await;
}

#[tokio::test]
async fn a_consent_withdrawn_while_a_photo_is_read_keeps_nothing() {
    let house = House::new().await;
    let vault = &house.vault;
    let (permit, bag, photo) = house.with_photo(b"photo").await;
    vault
        .withdraw_consent(permit.beneficiary(), Purpose::Sort, NOW_S)
        .await
        .unwrap();
    let outcome = PhotoOutcome::Read(vec![page(photo, 0, "x")]);
    is_withdrawn(
        vault.close_photo(&permit, bag, photo, &outcome).await,
        "close_photo",
    );
    is_withdrawn(
        vault.receive_photo(&permit, bag, "x", b"x", NOW_S).await,
        "receive_photo",
    );
    is_withdrawn(vault.open_bag(&permit, NOW_S).await, "open_bag");
    let keep = vault
        .permit(permit.beneficiary(), Purpose::Keep, NOW_S)
        .await
        .unwrap();
    assert!(vault.pages_of(&keep, bag).await.unwrap().is_empty());
    assert_eq!(vault.bag(&keep, bag).await.unwrap().photos, 1);
}
