use paper::{
    BagId, Confidence, DateRole, Day, Decided, DocumentId, DocumentType, PageId, Place, PlaceKind,
    StaffId,
};
use sesame_vault::{Correction, Permit, VaultError};

use crate::house::{House, NOW_S, current, reading, replacing, twin_of, validity};

/// A bag to file in. Papers need no photo for that.
async fn bag() -> (House, Permit, BagId) {
    let house = House::new().await;
    let permit = house.permit(house.person("Camille").await).await;
    let bag = house.vault.open_bag(&permit, NOW_S).await.unwrap();
    (house, permit, bag)
}

async fn kinds(house: &House, permit: &Permit) -> Vec<(PlaceKind, Option<DocumentId>)> {
    let held = house.vault.held_documents(permit).await.unwrap();
    held.into_iter()
        .map(|held| (held.place.kind, held.place.of))
        .collect()
}

#[tokio::test]
async fn a_paper_comes_back_as_it_was_filed() {
    let (house, permit, bag) = bag().await;
    let reading = reading(&[PageId(1), PageId(2)], "bail");
    let id = house.file(&permit, bag, &reading, &current()).await;
    let held = house.vault.document(&permit, id).await.unwrap();
    assert_eq!((held.id, held.bag, held.filed), (id, bag, 1));
    assert_eq!(held.reading, reading);
    assert_eq!(held.validity, validity("jusqu'au bout"));
    assert_eq!(held.place, current());
    assert_eq!(house.vault.held_documents(&permit).await.unwrap(), [held]);
}

#[tokio::test]
async fn filing_twice_is_filing_once_whatever_the_order_of_pages() {
    let (house, permit, bag) = bag().await;
    let one = house
        .file(
            &permit,
            bag,
            &reading(&[PageId(1), PageId(2)], "bail"),
            &current(),
        )
        .await;
    let two = house
        .file(
            &permit,
            bag,
            &reading(&[PageId(2), PageId(1)], "bail"),
            &current(),
        )
        .await;
    assert_eq!(one, two);
    assert_eq!(house.vault.held_documents(&permit).await.unwrap().len(), 1);
    let other = house
        .file(&permit, bag, &reading(&[PageId(1)], "bail"), &current())
        .await;
    assert_ne!(one, other);
}

#[tokio::test]
async fn what_is_replaced_folds_and_comes_forward_when_its_replacer_is_withdrawn() {
    let (house, permit, bag) = bag().await;
    let old = house
        .file(&permit, bag, &reading(&[PageId(1)], "2024"), &current())
        .await;
    let next = house.vault.open_bag(&permit, NOW_S).await.unwrap();
    let newer = reading(&[PageId(2)], "2025");
    let new = house.file(&permit, next, &newer, &replacing(&[old])).await;
    let folded = (PlaceKind::Superseded, Some(new));
    assert_eq!(
        kinds(&house, &permit).await,
        [folded, (PlaceKind::Current, None)]
    );

    // The same run again, that sees nothing left to replace, changes nothing.
    house.file(&permit, next, &newer, &current()).await;
    assert_eq!(kinds(&house, &permit).await[0], folded);

    // Placed anew, the shelf is seen as it would be without it.
    let without = house.vault.held_without(&permit, &[new]).await.unwrap();
    assert_eq!(without.len(), 1);
    assert_eq!(without[0].place, current());

    house.vault.finish_bag(&permit, next, &[]).await.unwrap();
    assert_eq!(kinds(&house, &permit).await, [(PlaceKind::Current, None)]);
    let gone = house.vault.document(&permit, new).await;
    assert!(matches!(gone, Err(VaultError::NotFound(_))));

    // And back, when a later run files it again.
    house.file(&permit, next, &newer, &replacing(&[old])).await;
    assert_eq!(
        kinds(&house, &permit).await,
        [folded, (PlaceKind::Current, None)]
    );
}

#[tokio::test]
async fn a_paper_folded_twice_comes_forward_one_step_at_a_time() {
    let (house, permit, bag) = bag().await;
    let mut filed = Vec::new();
    for n in 1..=3 {
        let reading = reading(&[PageId(n)], "avis");
        let id = house.file(&permit, bag, &reading, &replacing(&filed)).await;
        filed.push(id);
    }
    let [oldest, middle, newest] = filed[..] else {
        panic!()
    };
    let behind = |id| (PlaceKind::Superseded, Some(id));
    let front = (PlaceKind::Current, None);
    assert_eq!(
        kinds(&house, &permit).await,
        [behind(newest), behind(newest), front]
    );
    house
        .vault
        .finish_bag(&permit, bag, &[oldest, middle])
        .await
        .unwrap();
    assert_eq!(kinds(&house, &permit).await, [behind(middle), front]);
    house
        .vault
        .finish_bag(&permit, bag, &[oldest])
        .await
        .unwrap();
    assert_eq!(kinds(&house, &permit).await, [front]);
}

#[tokio::test]
async fn a_repeat_comes_forward_when_the_paper_it_repeats_is_withdrawn() {
    let (house, permit, bag) = bag().await;
    let shown = house
        .file(&permit, bag, &reading(&[PageId(1)], "bail"), &current())
        .await;
    let other_bag = house.vault.open_bag(&permit, NOW_S).await.unwrap();
    house
        .file(
            &permit,
            other_bag,
            &reading(&[PageId(2)], "bail"),
            &twin_of(shown),
        )
        .await;
    house.vault.finish_bag(&permit, bag, &[]).await.unwrap();
    assert_eq!(kinds(&house, &permit).await, [(PlaceKind::Current, None)]);
}

#[tokio::test]
async fn a_paper_placed_anew_lets_go_of_what_it_replaced() {
    let (house, permit, bag) = bag().await;
    let old = house
        .file(&permit, bag, &reading(&[PageId(1)], "a"), &current())
        .await;
    let new = house
        .file(
            &permit,
            bag,
            &reading(&[PageId(2)], "b"),
            &replacing(&[old]),
        )
        .await;
    house
        .vault
        .replace_document(&permit, new, &validity("autre"), &current())
        .await
        .unwrap();
    assert_eq!(
        kinds(&house, &permit).await,
        [(PlaceKind::Current, None); 2]
    );
    assert_eq!(
        house
            .vault
            .document(&permit, new)
            .await
            .unwrap()
            .validity
            .why,
        "autre"
    );
}

#[tokio::test]
async fn a_correction_is_applied_and_the_first_answer_is_kept() {
    let (house, permit, bag) = bag().await;
    let first = reading(&[PageId(1)], "bail");
    let id = house.file(&permit, bag, &first, &current()).await;
    let birthday = Day::constant(1980, 5, 1);
    let correction = Correction {
        document_type: Some(DocumentType::new("bail")),
        dates: vec![(DateRole::Issued, None), (DateRole::Birth, Some(birthday))],
        holder: Some("DURAND Nathalie".to_owned()),
        ..Correction::default()
    };
    house
        .vault
        .correct(&permit, id, &correction, StaffId(7), NOW_S)
        .await
        .unwrap();
    let corrected = house.vault.document(&permit, id).await.unwrap().reading;
    assert_eq!(corrected.document_type.slug(), "bail");
    assert_eq!(
        (corrected.confidence, corrected.decided),
        (Confidence::CERTAIN, Decided::Auto)
    );
    assert_eq!(corrected.type_evidence[0].rule, "agent");
    assert!(
        corrected.alternatives.is_empty(),
        "it was the only alternative"
    );
    assert_eq!(corrected.date(DateRole::Issued), None);
    let birth = corrected.date(DateRole::Birth).unwrap();
    assert_eq!(
        (birth.day, birth.evidence.rule.as_str()),
        (birthday, "agent")
    );
    let holder = corrected.holder().unwrap();
    assert_eq!(holder.name, "DURAND Nathalie");
    assert_eq!(
        holder.evidence.quad,
        first.holder().unwrap().evidence.quad,
        "its spot is kept"
    );
    assert_eq!(house.vault.first_reading(&permit, id).await.unwrap(), first);

    // A second correction keeps the machine's answer, not the agent's.
    let confirmed = Correction {
        confirmed: true,
        ..Correction::default()
    };
    house
        .vault
        .correct(&permit, id, &confirmed, StaffId(7), NOW_S)
        .await
        .unwrap();
    assert_eq!(house.vault.first_reading(&permit, id).await.unwrap(), first);
    assert_eq!(
        house.vault.document(&permit, id).await.unwrap().reading,
        corrected
    );
}

#[tokio::test]
async fn a_correction_survives_a_later_run() {
    let (house, permit, bag) = bag().await;
    let id = house
        .file(&permit, bag, &reading(&[PageId(1)], "bail"), &current())
        .await;
    let correction = Correction {
        holder: Some("X".to_owned()),
        ..Correction::default()
    };
    house
        .vault
        .correct(&permit, id, &correction, StaffId(7), NOW_S)
        .await
        .unwrap();
    let better = reading(&[PageId(1)], "quittance");
    house.vault.finish_bag(&permit, bag, &[]).await.unwrap(); // withdrawn by a run in between
    house.file(&permit, bag, &better, &twin_of(id)).await;
    let held = house.vault.document(&permit, id).await.unwrap();
    assert_eq!(held.reading.holder().unwrap().name, "X");
    assert_eq!(held.place, current());
    assert_eq!(
        house.vault.first_reading(&permit, id).await.unwrap(),
        better
    );
}

#[tokio::test]
async fn papers_that_are_no_twins_remember_it_on_both_sides() {
    let (house, permit, bag) = bag().await;
    let shown = house
        .file(&permit, bag, &reading(&[PageId(1)], "a"), &current())
        .await;
    let twin = house
        .file(&permit, bag, &reading(&[PageId(2)], "a"), &twin_of(shown))
        .await;
    let parted = Correction {
        not_twin: true,
        ..Correction::default()
    };
    for _ in 0..2 {
        house
            .vault
            .correct(&permit, twin, &parted, StaffId(7), NOW_S)
            .await
            .unwrap();
    }
    house
        .vault
        .correct(&permit, shown, &parted, StaffId(7), NOW_S)
        .await
        .unwrap();
    let others = async |id| house.vault.document(&permit, id).await.unwrap().not_twin_of;
    assert_eq!(others(twin).await, [shown]);
    assert_eq!(others(shown).await, [twin]);
}

#[tokio::test]
async fn a_place_that_replaces_nothing_known_is_kept_as_said() {
    let (house, permit, bag) = bag().await;
    let place: Place = replacing(&[DocumentId(99)]);
    let id = house
        .file(&permit, bag, &reading(&[PageId(1)], "a"), &place)
        .await;
    assert_eq!(
        house.vault.document(&permit, id).await.unwrap().place,
        place
    );
}
