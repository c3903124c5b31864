//! A town's own types and the papers that they are taught from.

use paper::{DraftId, Page, PhotoId, PhotoOutcome, Purpose, StaffId};
use sesame_vault::{Act, Correction, DraftCard, DraftState, PhotoState, Vault, VaultError, limits};

use crate::house::{House, NOW_S, current, page, reading};

const BY: StaffId = StaffId(9);

fn card(label: &str) -> DraftCard {
    DraftCard {
        label: label.to_owned(),
        types: "[types.pass]".to_owned(),
        form: "{}".to_owned(),
        with_checked: false,
    }
}

async fn draft(vault: &Vault) -> DraftId {
    vault.add_draft(&card("Pass"), BY, NOW_S).await.unwrap()
}

#[tokio::test]
async fn a_draft_is_made_changed_taught_and_taken_away() {
    let house = House::new().await;
    let vault = &house.vault;
    let id = draft(vault).await;
    assert_eq!(vault.draft(id).await.unwrap().card, card("Pass"));
    vault
        .change_draft(id, &card("Carte"), BY, NOW_S)
        .await
        .unwrap();
    vault.ask_teaching(id, BY, NOW_S).await.unwrap();
    vault.ask_teaching(id, BY, NOW_S).await.unwrap();
    vault.note_step(id, 2).await.unwrap();
    let asked = vault.draft(id).await.unwrap();
    assert_eq!(asked.state, DraftState::Asked { step: 2 });
    assert_eq!(asked.card, card("Carte"));
    assert_eq!(
        vault.unfinished_drafts().await.unwrap(),
        [(id, true, vec![])]
    );

    let other = draft(vault).await;
    let refused = [
        vault.change_draft(id, &card("Pass"), BY, NOW_S).await,
        vault.drop_draft(id, BY, NOW_S).await,
        vault.take_example(id, "a", b"a", BY, NOW_S).await.map(drop),
        vault.ask_teaching(other, BY, NOW_S).await,
    ];
    for refused in refused {
        assert!(
            matches!(refused, Err(VaultError::Refused(_))),
            "{refused:?}"
        );
    }

    let taught = DraftState::Taught { version: 7 };
    let failed = DraftState::Failed {
        why: "x".to_owned(),
    };
    vault.close_draft(id, &taught, NOW_S).await.unwrap();
    vault.close_draft(id, &failed, NOW_S).await.unwrap();
    assert_eq!(vault.draft(id).await.unwrap().state, taught);
    vault.ask_teaching(id, BY, NOW_S).await.unwrap();
    vault.close_draft(id, &failed, NOW_S).await.unwrap();
    assert_eq!(vault.draft(id).await.unwrap().state, failed);
    vault.drop_draft(id, BY, NOW_S).await.unwrap();
    assert!(matches!(
        vault.draft(id).await,
        Err(VaultError::NotFound(_))
    ));
    assert_eq!(vault.drafts().await.unwrap().len(), 1);

    let lines = vault.house_journal().await.unwrap();
    let acts: Vec<Act> = lines.iter().rev().map(|line| line.act).collect();
    let expected = [
        Act::MadeDraft,
        Act::ChangedDraft,
        Act::AskedTeaching,
        Act::MadeDraft,
        Act::Taught,
        Act::AskedTeaching,
        Act::DroppedDraft,
    ];
    assert_eq!(acts, expected);
    assert_eq!(vault.verify_journal().await.unwrap().broken_at, None);
}

#[tokio::test]
async fn an_example_comes_back_byte_for_byte_and_goes_for_good() {
    let house = House::new().await;
    let vault = &house.vault;
    let id = draft(vault).await;
    let one = vault
        .take_example(id, "a.jpg", b"one", BY, NOW_S)
        .await
        .unwrap();
    let same = vault
        .take_example(id, "b.jpg", b"one", BY, NOW_S)
        .await
        .unwrap();
    let two = vault
        .take_example(id, "c.jpg", b"two", BY, NOW_S)
        .await
        .unwrap();
    assert_eq!(one, same, "the same bytes are the same example");
    assert_eq!(vault.open_example(id, two).await.unwrap(), b"two");
    assert_eq!(
        vault.unfinished_drafts().await.unwrap(),
        [(id, false, vec![one, two])]
    );

    let read: Vec<Page> = vec![page(PhotoId(1), 0, "facture")];
    let outcome = PhotoOutcome::Read(read.clone());
    let (_, all) = vault
        .close_example(id, one, &outcome, Some(b"jpeg"))
        .await
        .unwrap();
    assert!(!all);
    let set_aside = PhotoOutcome::SetAside;
    let (_, all) = vault
        .close_example(id, two, &set_aside, None)
        .await
        .unwrap();
    assert!(all);
    vault
        .close_example(id, one, &set_aside, None)
        .await
        .unwrap();
    let cards = vault.examples(id).await.unwrap();
    assert_eq!(
        (&cards[0].pages, cards[0].state),
        (&read, PhotoState::Read),
        "the first closing stays"
    );
    assert_eq!(cards[1].state, PhotoState::SetAside);
    assert_eq!(vault.example_picture(id, one).await.unwrap(), b"jpeg");
    let report = vault.check().await.unwrap();
    assert!(report.is_sound());
    assert_eq!((report.photos, report.pictures, report.unlisted), (2, 1, 0));

    vault.drop_example(id, one, BY, NOW_S).await.unwrap();
    vault.drop_example(id, one, BY, NOW_S).await.unwrap();
    let late = vault.close_example(id, one, &outcome, Some(b"jpeg")).await;
    assert!(matches!(late, Err(VaultError::NotFound(_))));
    assert_eq!(house.blobs().len(), 1);
    vault.drop_examples(id, BY, NOW_S).await.unwrap();
    assert!(house.blobs().is_empty());
}

#[tokio::test]
async fn a_draft_opens_only_its_own_examples() {
    let house = House::new().await;
    let vault = &house.vault;
    let (id, other) = (draft(vault).await, draft(vault).await);
    let one = vault
        .take_example(id, "a", b"one", BY, NOW_S)
        .await
        .unwrap();
    assert!(matches!(
        vault.open_example(other, one).await,
        Err(VaultError::NotFound(_))
    ));
    assert!(matches!(
        vault.example_picture(other, one).await,
        Err(VaultError::NotFound(_))
    ));
    vault.drop_example(other, one, BY, NOW_S).await.unwrap();
    assert_eq!(vault.open_example(id, one).await.unwrap(), b"one");
}

#[tokio::test]
async fn a_draft_has_its_limits() {
    let house = House::new().await;
    let vault = &house.vault;
    let long = DraftCard {
        types: "x".repeat(limits::DRAFT_BYTES_MAX),
        ..card("Pass")
    };
    assert!(matches!(
        vault.add_draft(&long, BY, NOW_S).await,
        Err(VaultError::Refused(_))
    ));
    let id = draft(vault).await;
    for at in 0..limits::EXAMPLES_MAX {
        vault
            .take_example(id, "a", &at.to_be_bytes(), BY, NOW_S)
            .await
            .unwrap();
    }
    let full = vault.take_example(id, "a", b"one more", BY, NOW_S).await;
    assert!(matches!(full, Err(VaultError::Refused(_))));
    assert_eq!(i64::try_from(house.blobs().len()), Ok(limits::EXAMPLES_MAX));
    for _ in 1..limits::DRAFTS_MAX {
        draft(vault).await;
    }
    let full = vault.add_draft(&card("Pass"), BY, NOW_S).await;
    assert!(matches!(full, Err(VaultError::Refused(_))));
}

#[tokio::test]
async fn only_papers_that_an_agent_named_are_learned_from_and_only_with_consent_to_it() {
    let house = House::new().await;
    let (permit, bag, photo) = house.with_photo(b"photo").await;
    let page = house.read(&permit, bag, photo).await;
    let id = house
        .file(&permit, bag, &reading(&[page], "facture"), &current())
        .await;
    let (vault, person) = (&house.vault, permit.beneficiary());
    let train = vault.permit(person, Purpose::Train, NOW_S).await.unwrap();
    assert!(vault.checked_documents(&train).await.unwrap().is_empty());
    let confirmed = Correction {
        confirmed: true,
        ..Correction::default()
    };
    vault
        .correct(&permit, id, &confirmed, BY, NOW_S)
        .await
        .unwrap();
    assert_eq!(vault.checked_documents(&train).await.unwrap()[0].id, id);
    let other = vault.checked_documents(&permit).await;
    assert!(matches!(other, Err(VaultError::ConsentWithdrawn)));
    assert_eq!(
        vault.people_who_agree(Purpose::Train, NOW_S).await.unwrap(),
        [person]
    );
    vault
        .withdraw_consent(person, Purpose::Train, NOW_S)
        .await
        .unwrap();
    assert!(
        vault
            .people_who_agree(Purpose::Train, NOW_S)
            .await
            .unwrap()
            .is_empty()
    );
}
