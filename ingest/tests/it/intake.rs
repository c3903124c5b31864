//! What is handed in, by name: nothing disappears.

use std::{
    fs::{self, File},
    os::unix::fs::symlink,
    time::Duration,
};

use ingest::{
    intake::{self, AtDoor, HandedIn},
    job::Job,
    queue::{Delivery, Depth, JobQueue, Parked, QueueError},
    sweep,
};
use paper::Refusal;

use crate::support::house::TestHouse;

#[tokio::test]
async fn each_file_of_a_folder_but_junk_has_a_line() {
    let house = TestHouse::new().await;
    let folder = house.root().join("sac");
    fs::create_dir_all(folder.join("impots")).unwrap();
    for (name, bytes) in [
        ("b.jpg", "bail"),
        ("a.jpg", "avis"),
        ("impots/a.jpg", "avis"),
        ("impots/liste.xyz", "autre chose"),
        ("Thumbs.db", "junk"),
        ("impots/._a.jpg", "junk"),
    ] {
        fs::write(folder.join(name), bytes).unwrap();
    }
    symlink("/etc/passwd", folder.join("lien.jpg")).unwrap();
    let too_large = vault::limits::ORIGINAL_BYTES_MAX as u64 + 1;
    File::create(folder.join("film.mp4"))
        .unwrap()
        .set_len(too_large)
        .unwrap();

    let permit = house.permit().await;
    let handed_in = intake::receive_folder(&house.kit, &house.queue, &permit, house.bag, &folder)
        .await
        .unwrap();
    let lines: Vec<(&str, &str)> = handed_in.iter().map(line).collect();
    let expect = [
        ("a.jpg", "received"),
        ("b.jpg", "received"),
        ("film.mp4", "too_many_bytes"),
        ("impots/a.jpg", "repeats"),
        ("impots/liste.xyz", "received"),
        ("lien.jpg", "not_an_image"),
    ];
    assert_eq!(lines, expect);
    assert_eq!(house.photos().await.len(), 4);
    assert_eq!(
        house.queue.depth().await.unwrap().ready,
        3,
        "a repeat is not read"
    );
}

fn line(handed_in: &HandedIn) -> (&str, &str) {
    let outcome = match handed_in.outcome {
        AtDoor::Received(_) => "received",
        AtDoor::Repeats(_) => "repeats",
        AtDoor::TurnedAway(refusal) => refusal.slug(),
    };
    (&handed_in.file_name, outcome)
}

#[tokio::test]
async fn named_files_are_received_in_the_order_given_and_a_missing_one_is_told() {
    let house = TestHouse::new().await;
    let files = ["z.jpg", "missing.jpg", "a.jpg"].map(|name| house.root().join(name));
    fs::write(&files[0], "un").unwrap();
    fs::write(&files[2], "deux").unwrap();
    let permit = house.permit().await;
    let handed_in = intake::receive_files(&house.kit, &house.queue, &permit, house.bag, &files)
        .await
        .unwrap();
    let lines: Vec<(&str, &str)> = handed_in.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            ("z.jpg", "received"),
            ("missing.jpg", "broken"),
            ("a.jpg", "received")
        ]
    );
}

#[tokio::test]
async fn an_upload_that_is_too_large_is_turned_away_with_an_answer() {
    let house = TestHouse::new().await;
    let bytes = vec![0; vault::limits::ORIGINAL_BYTES_MAX + 1];
    let permit = house.permit().await;
    let at_door =
        intake::receive_file(&house.kit, &house.queue, &permit, house.bag, "film", &bytes)
            .await
            .unwrap();
    assert_eq!(at_door, AtDoor::TurnedAway(Refusal::TooManyBytes));
}

#[tokio::test]
async fn a_photo_is_safe_when_the_queue_is_down() {
    let house = TestHouse::new().await;
    let permit = house.permit().await;
    let at_door = intake::receive_file(&house.kit, &Down, &permit, house.bag, "a.jpg", b"avis")
        .await
        .unwrap();
    assert!(matches!(at_door, AtDoor::Received(_)));
    assert_eq!(sweep::sweep(&house.kit, &house.queue).await.unwrap(), 1);
}

/// A queue out of reach.
#[derive(Clone)]
struct Down;

fn down<T>() -> Result<T, QueueError> {
    Err(QueueError::OutOfReach("on purpose, in a test".to_owned()))
}

impl JobQueue for Down {
    async fn push(&self, _: &[Job]) -> Result<(), QueueError> {
        down()
    }
    async fn next(&self, _: Duration) -> Result<Option<Delivery>, QueueError> {
        down()
    }
    fn lease(&self) -> Duration {
        Duration::MAX
    }
    async fn keep(&self, _: &Delivery) -> Result<(), QueueError> {
        down()
    }
    async fn finish(&self, _: Delivery, _: &[Job]) -> Result<(), QueueError> {
        down()
    }
    async fn retry_after(&self, _: Delivery, _: Duration) -> Result<(), QueueError> {
        down()
    }
    async fn park(&self, _: Delivery, _: &[Job], _: &str) -> Result<(), QueueError> {
        down()
    }
    async fn reissue(&self, _: &[Job]) -> Result<usize, QueueError> {
        down()
    }
    async fn depth(&self) -> Result<Depth, QueueError> {
        down()
    }
    async fn parked(&self) -> Result<Vec<Parked>, QueueError> {
        down()
    }
}
