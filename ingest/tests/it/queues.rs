//! One suite, three backends.

use std::{collections::BTreeSet, future::Future, time::Duration};

use ingest::{
    job::Job,
    limits,
    queue::{Delivery, Embedded, JobQueue, Memory, QueueError, Rabbit},
};
use lapin::{
    Channel, Connection, ConnectionProperties,
    options::{ConfirmSelectOptions, QueueDeleteOptions},
    types::ShortString,
};
use paper::{BagId, BeneficiaryId, PhotoId};

use crate::support::{cable::Cable, rabbit::Broker};

/// Long enough for a busy machine; a test that waits this long has failed.
const AT_LAST: Duration = Duration::from_mins(1);
const SHORT: Duration = Duration::from_millis(50);
const LEASE: Duration = Duration::from_millis(500);

fn job(number: u128) -> Job {
    Job::ReadPhoto {
        beneficiary: BeneficiaryId(7),
        bag: BagId(1),
        photo: PhotoId(number),
    }
}

/// A queue as several processes see it.
trait Backend {
    type Queue: JobQueue;
    /// A new, empty queue.
    fn fresh(&mut self) -> impl Future<Output = ()>;
    /// One more process that uses it.
    fn open(&mut self) -> impl Future<Output = Self::Queue>;
    /// Can be asked what waits.
    const LOOKS_INSIDE: bool = true;
    /// What the process had in hand is lost with it.
    fn crash(&mut self, queue: Self::Queue, in_hand: Vec<Delivery>) -> impl Future<Output = ()>;
}

async fn taken<Q: JobQueue>(queue: &Q) -> Delivery {
    queue
        .next(AT_LAST)
        .await
        .expect("the queue answers")
        .expect("a job in the end")
}

async fn is_empty<Q: JobQueue>(queue: &Q) -> bool {
    let none = queue
        .next(SHORT)
        .await
        .expect("the queue answers")
        .is_none();
    none && queue.depth().await.expect("the queue answers").is_idle()
}

async fn keeps_the_contract<B: Backend>(backend: &mut B) {
    every_job_comes_once_in_order(backend).await;
    a_job_that_waits_is_not_added_again(backend).await;
    finishing_publishes_what_follows(backend).await;
    a_crash_gives_the_job_back_with_its_count(backend).await;
    a_retry_comes_after_those_that_are_ready_and_counts(backend).await;
    a_short_delay_is_not_held_up_by_a_long_one(backend).await;
    a_parked_job_keeps_its_reason_and_publishes_what_follows(backend).await;
    lost_work_is_reissued_once(backend).await;
    two_processes_share_the_work(backend).await;
}

async fn every_job_comes_once_in_order<B: Backend>(backend: &mut B) {
    backend.fresh().await;
    let queue = backend.open().await;
    queue.push(&[job(1), job(2), job(3)]).await.unwrap();
    for number in 1..=3 {
        let delivery = taken(&queue).await;
        assert_eq!((delivery.job, delivery.attempt), (job(number), 1));
        queue.finish(delivery, &[]).await.unwrap();
    }
    assert!(is_empty(&queue).await);
}

async fn a_job_that_waits_is_not_added_again<B: Backend>(backend: &mut B) {
    if !B::LOOKS_INSIDE {
        return;
    }
    backend.fresh().await;
    let queue = backend.open().await;
    queue.push(&[job(1), job(1)]).await.unwrap();
    queue.push(&[job(1)]).await.unwrap();
    let first = taken(&queue).await;
    // In hand, not waiting: what asks for it now may have come after it started.
    queue.push(&[job(1)]).await.unwrap();
    let second = taken(&queue).await;
    assert!(queue.next(SHORT).await.unwrap().is_none());
    // The retried one and the waiting one become one.
    queue.push(&[job(1)]).await.unwrap();
    queue.retry_after(first, Duration::ZERO).await.unwrap();
    queue.finish(second, &[]).await.unwrap();
    let last = taken(&queue).await;
    assert_eq!(last.attempt, 2);
    queue.finish(last, &[]).await.unwrap();
    assert!(is_empty(&queue).await);
}

async fn finishing_publishes_what_follows<B: Backend>(backend: &mut B) {
    backend.fresh().await;
    let queue = backend.open().await;
    queue.push(&[job(1)]).await.unwrap();
    queue
        .finish(taken(&queue).await, &[job(2), job(3)])
        .await
        .unwrap();
    let mut followed = BTreeSet::new();
    for _ in 0..2 {
        let delivery = taken(&queue).await;
        followed.insert(delivery.job);
        queue.finish(delivery, &[]).await.unwrap();
    }
    assert_eq!(followed, BTreeSet::from([job(2), job(3)]));
    assert!(is_empty(&queue).await);
}

async fn a_crash_gives_the_job_back_with_its_count<B: Backend>(backend: &mut B) {
    backend.fresh().await;
    let doomed = backend.open().await;
    doomed.push(&[job(1), job(2)]).await.unwrap();
    let in_hand = vec![taken(&doomed).await, taken(&doomed).await];
    backend.crash(doomed, in_hand).await;

    let heir = backend.open().await;
    let mut found = BTreeSet::new();
    for _ in 0..2 {
        let delivery = taken(&heir).await;
        assert_eq!(delivery.attempt, 2, "a crash counts");
        found.insert(delivery.job);
        heir.finish(delivery, &[]).await.unwrap();
    }
    assert_eq!(found, BTreeSet::from([job(1), job(2)]));
    assert!(is_empty(&heir).await);
}

async fn a_retry_comes_after_those_that_are_ready_and_counts<B: Backend>(backend: &mut B) {
    backend.fresh().await;
    let queue = backend.open().await;
    queue.push(&[job(1), job(2)]).await.unwrap();
    let first = taken(&queue).await;
    queue.retry_after(first, SHORT).await.unwrap();
    for (number, attempt) in [(2, 1), (1, 2)] {
        let delivery = taken(&queue).await;
        assert_eq!((delivery.job, delivery.attempt), (job(number), attempt));
        queue.finish(delivery, &[]).await.unwrap();
    }
    assert!(is_empty(&queue).await);
}

async fn a_short_delay_is_not_held_up_by_a_long_one<B: Backend>(backend: &mut B) {
    backend.fresh().await;
    let queue = backend.open().await;
    queue.push(&[job(1), job(2)]).await.unwrap();
    let (long, short) = (taken(&queue).await, taken(&queue).await);
    queue.retry_after(long, 100 * AT_LAST).await.unwrap();
    queue.retry_after(short, SHORT).await.unwrap();
    let delivery = taken(&queue).await;
    assert_eq!(delivery.job, job(2));
    queue.finish(delivery, &[]).await.unwrap();
    let depth = queue.depth().await.unwrap();
    assert_eq!(
        (depth.ready, depth.delayed),
        (0, 1),
        "the long delay still runs"
    );
}

async fn a_parked_job_keeps_its_reason_and_publishes_what_follows<B: Backend>(backend: &mut B) {
    backend.fresh().await;
    let queue = backend.open().await;
    queue.push(&[job(1)]).await.unwrap();
    queue
        .park(taken(&queue).await, &[job(2)], "page 2 does not open")
        .await
        .unwrap();
    queue.finish(taken(&queue).await, &[]).await.unwrap();
    assert!(is_empty(&queue).await, "nobody is given a parked job");
    assert_eq!(queue.depth().await.unwrap().parked, 1);
    let parked = queue.parked().await.unwrap();
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].message, job(1).to_wire());
    assert_eq!(parked[0].why, "page 2 does not open");
}

async fn lost_work_is_reissued_once<B: Backend>(backend: &mut B) {
    backend.fresh().await;
    let queue = backend.open().await;
    assert_eq!(queue.reissue(&[job(1), job(2)]).await.unwrap(), 2);
    assert_eq!(
        queue.reissue(&[job(1), job(2)]).await.unwrap(),
        0,
        "waiting"
    );
    let in_hand = [taken(&queue).await, taken(&queue).await];
    assert_eq!(
        queue.reissue(&[job(1), job(2)]).await.unwrap(),
        0,
        "in hand"
    );
    for delivery in in_hand {
        queue.finish(delivery, &[]).await.unwrap();
    }
    assert!(is_empty(&queue).await);
}

async fn two_processes_share_the_work<B: Backend>(backend: &mut B) {
    backend.fresh().await;
    let (one, other) = (backend.open().await, backend.open().await);
    let jobs: Vec<Job> = (0..20).map(job).collect();
    one.push(&jobs).await.unwrap();
    let mut done = Vec::new();
    while done.len() < jobs.len() {
        for queue in [&one, &other] {
            if let Some(delivery) = queue.next(SHORT).await.unwrap() {
                done.push(delivery.job);
                queue.finish(delivery, &[]).await.unwrap();
            }
        }
    }
    done.sort();
    assert_eq!(done, jobs, "each job once");
}

struct InMemory(Memory);

impl Backend for InMemory {
    type Queue = Memory;

    async fn fresh(&mut self) {
        self.0 = Memory::with_lease(LEASE);
    }

    async fn open(&mut self) -> Memory {
        self.0.clone()
    }

    async fn crash(&mut self, _: Memory, _: Vec<Delivery>) {}
}

#[tokio::test]
async fn the_queue_in_memory_keeps_the_contract() {
    keeps_the_contract(&mut InMemory(Memory::default())).await;
}

struct InSqlite(tempfile::TempDir);

impl InSqlite {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Backend for InSqlite {
    type Queue = Embedded;

    async fn fresh(&mut self) {
        *self = Self::new();
    }

    async fn open(&mut self) -> Embedded {
        let ledger = self.0.path().join("ledger.sqlite");
        Embedded::open_with_lease(&ledger, LEASE).await.unwrap()
    }

    async fn crash(&mut self, _: Embedded, _: Vec<Delivery>) {}
}

#[tokio::test]
async fn the_embedded_queue_keeps_the_contract() {
    keeps_the_contract(&mut InSqlite::new()).await;
}

#[tokio::test]
async fn a_lease_that_is_kept_does_not_end_and_one_that_ended_harms_nobody() {
    let mut backend = InSqlite::new();
    let (slow, other) = (backend.open().await, backend.open().await);
    slow.push(&[job(1)]).await.unwrap();
    let kept = taken(&slow).await;
    for _ in 0..4 {
        slow.keep(&kept).await.unwrap();
        assert!(other.next(LEASE / 2).await.unwrap().is_none());
    }
    // Nobody keeps it any more: the other gets it, and the slow one comes too late to end it.
    let again = taken(&other).await;
    assert_eq!((again.job, again.attempt), (job(1), 2));
    slow.finish(kept, &[job(2)]).await.unwrap();
    assert_eq!(other.depth().await.unwrap().in_hand, 1);
    other.finish(again, &[]).await.unwrap();
    let follow_up = taken(&other).await;
    assert_eq!(follow_up.job, job(2));
}

#[tokio::test]
async fn the_list_of_parked_jobs_has_an_end() {
    let queue = Memory::default();
    let jobs: Vec<Job> = (0..=u128::from(limits::PARKED_SHOWN_MAX))
        .map(job)
        .collect();
    queue.push(&jobs).await.unwrap();
    for _ in &jobs {
        queue.park(taken(&queue).await, &[], "why").await.unwrap();
    }
    let shown = queue.parked().await.unwrap().len();
    assert_eq!(shown, limits::PARKED_SHOWN_MAX as usize);
}

#[tokio::test]
async fn a_row_that_is_no_job_is_parked_and_does_not_hold_up_the_others() {
    let mut backend = InSqlite::new();
    let queue = backend.open().await;
    let ledger = backend.0.path().join("ledger.sqlite");
    let pool =
        sqlx::SqlitePool::connect_with(sqlx::sqlite::SqliteConnectOptions::new().filename(ledger))
            .await
            .unwrap();
    sqlx::query("INSERT INTO queue_jobs (job, free_at_ms) VALUES ('not a job', 0)")
        .execute(&pool)
        .await
        .unwrap();
    queue.push(&[job(1)]).await.unwrap();
    assert_eq!(taken(&queue).await.job, job(1));
    assert_eq!(queue.parked().await.unwrap()[0].message, "not a job");
}

struct InRabbit {
    broker: Broker,
    queues: u32,
}

impl Backend for InRabbit {
    type Queue = Rabbit;
    const LOOKS_INSIDE: bool = false;

    async fn fresh(&mut self) {
        self.queues += 1;
    }

    async fn open(&mut self) -> Rabbit {
        let name = format!("test{}", self.queues);
        Rabbit::open(&self.broker.address, &name, 2).await.unwrap()
    }

    /// The last owners of the connection go: it breaks without a goodbye to any message.
    async fn crash(&mut self, queue: Rabbit, in_hand: Vec<Delivery>) {
        drop(in_hand);
        drop(queue);
    }
}

impl InRabbit {
    async fn channel(&self) -> Channel {
        let properties = ConnectionProperties::default();
        let connection = Connection::connect(&self.broker.address, properties).await;
        connection.unwrap().create_channel().await.unwrap()
    }

    fn jobs(&self) -> ShortString {
        format!("test{}.jobs", self.queues).into()
    }

    /// Puts bytes of a stranger where jobs wait.
    async fn publish(&self, bytes: &[u8]) {
        let channel = self.channel().await;
        channel
            .confirm_select(ConfirmSelectOptions::default())
            .await
            .unwrap();
        let (options, properties) = Default::default();
        let confirm = channel
            .basic_publish("".into(), self.jobs(), options, bytes, properties)
            .await;
        assert!(confirm.unwrap().await.unwrap().is_ack());
        channel.close(200, "done".into()).await.unwrap();
    }

    async fn delete(&self) {
        let channel = self.channel().await;
        let options = QueueDeleteOptions::default();
        channel.queue_delete(self.jobs(), options).await.unwrap();
        channel.close(200, "done".into()).await.unwrap();
    }
}

#[tokio::test]
async fn rabbitmq_keeps_the_contract() {
    let mut backend = InRabbit {
        broker: Broker::start(),
        queues: 0,
    };
    keeps_the_contract(&mut backend).await;
    an_unreadable_message_is_parked_not_looped(&mut backend).await;
    a_message_that_ends_every_worker_is_parked_by_the_broker(&mut backend).await;
    a_message_that_no_queue_takes_is_an_error(&mut backend).await;
    a_broken_connection_is_made_anew(&mut backend).await;
}

async fn an_unreadable_message_is_parked_not_looped(backend: &mut InRabbit) {
    backend.fresh().await;
    let queue = backend.open().await;
    backend.publish(b"not a job").await;
    queue.push(&[job(1)]).await.unwrap();
    let delivery = taken(&queue).await;
    assert_eq!(delivery.job, job(1));
    queue.finish(delivery, &[]).await.unwrap();
    assert_eq!(queue.parked().await.unwrap()[0].message, "not a job");
    assert!(is_empty(&queue).await);
}

async fn a_message_that_ends_every_worker_is_parked_by_the_broker(backend: &mut InRabbit) {
    backend.fresh().await;
    backend.open().await.push(&[job(1)]).await.unwrap();
    for attempt in 1..=limits::BROKER_DELIVERIES_MAX + 1 {
        let doomed = backend.open().await;
        let delivery = taken(&doomed).await;
        assert_eq!(delivery.attempt, attempt);
        backend.crash(doomed, vec![delivery]).await;
    }
    let heir = backend.open().await;
    while heir.depth().await.unwrap().parked == 0 {
        assert!(heir.next(SHORT).await.unwrap().is_none());
    }
    let parked = heir.parked().await.unwrap();
    assert_eq!(parked[0].message, job(1).to_wire());
    assert_eq!(parked[0].why, "delivery_limit");
}

async fn a_message_that_no_queue_takes_is_an_error(backend: &mut InRabbit) {
    backend.fresh().await;
    let queue = backend.open().await;
    backend.delete().await;
    let error = queue.push(&[job(1)]).await.expect_err("no queue took it");
    assert!(matches!(error, QueueError::NotKept(_)), "{error}");
}

async fn a_broken_connection_is_made_anew(backend: &mut InRabbit) {
    backend.fresh().await;
    let cable = Cable::to(&backend.broker.address).await;
    let queue = Rabbit::open(&cable.address, "cut", 2).await.unwrap();
    queue.push(&[job(1)]).await.unwrap();
    let lost = taken(&queue).await;
    cable.cut();
    drop(lost);
    let mut again = queue.next(AT_LAST).await;
    while again.is_err() {
        again = queue.next(AT_LAST).await;
    }
    let again = again.unwrap().expect("the broker gives the job again");
    assert_eq!((again.job, again.attempt), (job(1), 2));
    queue.finish(again, &[]).await.unwrap();
    assert!(is_empty(&queue).await);
}
