use paper::{Purpose, StaffId};
use sesame_vault::{Act, Actor, Correction, JournalReport};
use sqlx::{Connection, SqliteConnection};

use crate::house::{House, NOW_S, current, reading};

const AGENT: Actor = Actor::Staff(StaffId(7));

#[tokio::test]
async fn whoever_opens_a_paper_is_written_down_and_the_machine_is_not() {
    let house = House::new().await;
    let vault = &house.vault;
    let (machine, bag, photo) = house.with_photo(b"photo").await;
    let page = house.read(&machine, bag, photo).await;
    vault.keep_picture(&machine, page, b"jpeg").await.unwrap();
    let document = house
        .file(&machine, bag, &reading(&[page], "x"), &current())
        .await;
    let person = machine.beneficiary();
    let before = vault.journal(&machine).await.unwrap().len();

    for actor in [Actor::Machine, AGENT, Actor::Person] {
        let permit = vault
            .permit_for(person, Purpose::Keep, actor, NOW_S + 5)
            .await
            .unwrap();
        vault.open_photo(&permit, photo).await.unwrap();
        vault.open_picture(&permit, page).await.unwrap();
        vault.document(&permit, document).await.unwrap();
    }
    let correction = Correction::default();
    vault
        .correct(&machine, document, &correction, StaffId(7), NOW_S + 6)
        .await
        .unwrap();

    let mut lines = vault.journal(&machine).await.unwrap();
    lines.truncate(lines.len() - before);
    let seen: Vec<_> = lines
        .iter()
        .map(|line| (line.actor, line.act, line.at_s))
        .collect();
    assert_eq!(
        seen,
        [
            (AGENT, Act::Corrected, NOW_S + 6),
            (Actor::Person, Act::OpenedDocument, NOW_S + 5),
            (Actor::Person, Act::OpenedPicture, NOW_S + 5),
            (Actor::Person, Act::OpenedPhoto, NOW_S + 5),
            (AGENT, Act::OpenedDocument, NOW_S + 5),
            (AGENT, Act::OpenedPicture, NOW_S + 5),
            (AGENT, Act::OpenedPhoto, NOW_S + 5),
        ]
    );
    assert_eq!(lines[3].object, Some(photo.to_string()));
    assert_eq!(lines[0].object, Some(document.to_string()));
    assert!(lines.iter().all(|line| line.beneficiary == Some(person)));
}

#[tokio::test]
async fn a_person_sees_her_own_lines_only() {
    let house = House::new().await;
    let (hers, ..) = house.with_photo(b"hers").await;
    let (his, ..) = house.with_photo(b"his").await;
    let lines = house.vault.journal(&his).await.unwrap();
    assert_eq!(lines.len(), 4, "taken in, and three consents");
    assert_eq!(house.vault.journal(&hers).await.unwrap().len(), 4);
    assert_eq!(
        lines[0].object.as_deref(),
        Some("train"),
        "the newest first"
    );
}

#[tokio::test]
async fn a_journal_that_was_tampered_with_breaks_where_it_was() {
    let faults = [
        ("untouched", "SELECT 1", None),
        (
            "line_changed",
            "UPDATE journal SET actor = 'person' WHERE line = 3",
            Some(3),
        ),
        (
            "instant_changed",
            "UPDATE journal SET at_s = at_s + 1 WHERE line = 1",
            Some(1),
        ),
        ("line_taken", "DELETE FROM journal WHERE line = 2", Some(2)),
        ("end_taken", "DELETE FROM journal WHERE line = 4", Some(4)),
        (
            "word_unknown",
            "UPDATE journal SET act = 'slept' WHERE line = 2",
            Some(2),
        ),
        ("all_taken", "DELETE FROM journal", Some(1)),
        ("head_taken", "DELETE FROM journal_head", Some(5)),
        (
            "line_added",
            "INSERT INTO journal SELECT 5, beneficiary, actor, act, object, at_s, hash
             FROM journal WHERE line = 4",
            Some(5),
        ),
    ];
    for (fault, sql, broken_at) in faults {
        let house = House::new().await;
        house.person("Camille").await;
        let ledger = format!("sqlite://{}", house.vault.ledger_path().display());
        let mut thief = SqliteConnection::connect(&ledger).await.unwrap();
        sqlx::query(sql).execute(&mut thief).await.unwrap();
        let report = house.vault.verify_journal().await.unwrap();
        assert_eq!(report.broken_at, broken_at, "{fault}");
    }
}

#[tokio::test]
async fn a_long_journal_written_by_many_is_whole() {
    let house = House::new().await;
    let (permit, _, photo) = house.with_photo(b"photo").await;
    let person = permit.beneficiary();
    let other_process = house.another_vault().await;
    let mut readers = tokio::task::JoinSet::new();
    for n in 0..8_u128 {
        let vault = if n % 2 == 0 {
            house.vault.clone()
        } else {
            other_process.clone()
        };
        readers.spawn(async move {
            let actor = Actor::Staff(StaffId(n));
            let permit = vault
                .permit_for(person, Purpose::Keep, actor, NOW_S)
                .await
                .unwrap();
            for _ in 0..130 {
                vault.open_photo(&permit, photo).await.unwrap();
            }
        });
    }
    readers.join_all().await;
    let whole = JournalReport {
        lines: 4 + 8 * 130,
        broken_at: None,
    };
    assert_eq!(house.vault.verify_journal().await.unwrap(), whole);
}
