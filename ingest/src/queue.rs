//! Where jobs wait. The same suite of tests (`tests/it/queues.rs`) runs against every backend.

mod any;
mod embedded;
mod memory;
mod rabbit;

use std::{future::Future, time::Duration};

pub use self::{any::AnyQueue, embedded::Embedded, memory::Memory, rabbit::Rabbit};
use crate::job::Job;

/// At least once, leased, with delay and a parking place.
///
/// Clones share one queue. Methods may be called from many tasks at once. A future that is dropped
/// half way may leave its job leased: the job comes back when the lease ends.
pub trait JobQueue: Clone + Send + Sync + 'static {
    /// Adds jobs that are ready at once. A job that already waits is not added again, by the
    /// backends that can look (RabbitMQ cannot: there a job may run twice, and twice is once).
    fn push(&self, jobs: &[Job]) -> impl Future<Output = Result<(), QueueError>> + Send;

    /// Takes the job that has been ready for longest; waits for one up to `patience`.
    fn next(
        &self,
        patience: Duration,
    ) -> impl Future<Output = Result<Option<Delivery>, QueueError>> + Send;

    /// How long a job stays with a worker that gives no sign of life.
    fn lease(&self) -> Duration;

    /// Says that work on a delivery goes on, so that its lease does not end. To be called every third
    /// of `lease` or so.
    fn keep(&self, delivery: &Delivery) -> impl Future<Output = Result<(), QueueError>> + Send;

    /// Publishes the follow-ups, waits until they are safe, then ends the job.
    fn finish(
        &self,
        delivery: Delivery,
        follow_ups: &[Job],
    ) -> impl Future<Output = Result<(), QueueError>> + Send;

    /// Gives the job again, not before `delay` has passed, with its count of attempts.
    fn retry_after(
        &self,
        delivery: Delivery,
        delay: Duration,
    ) -> impl Future<Output = Result<(), QueueError>> + Send;

    /// Ends the job like `finish`, but keeps it, with the reason, for an engineer.
    fn park(
        &self,
        delivery: Delivery,
        follow_ups: &[Job],
        why: &str,
    ) -> impl Future<Output = Result<(), QueueError>> + Send;

    /// Offers work that the ledger knows to be open, in case the queue has lost it. Jobs that wait
    /// or are in hand are left as they are. A backend that cannot look inside takes the jobs only
    /// when nothing waits in it. Gives the number of jobs added.
    fn reissue(&self, jobs: &[Job]) -> impl Future<Output = Result<usize, QueueError>> + Send;

    fn depth(&self) -> impl Future<Output = Result<Depth, QueueError>> + Send;

    /// The oldest parked jobs, at most `limits::PARKED_SHOWN_MAX`.
    fn parked(&self) -> impl Future<Output = Result<Vec<Parked>, QueueError>> + Send;
}

/// A job handed to us for a while. Ending it takes the delivery by value, so it is ended once.
#[must_use = "a delivery that is not ended comes back"]
#[derive(Debug)]
pub struct Delivery {
    pub job: Job,
    /// How often the job was handed out, with this time: 1 for the first.
    pub attempt: u32,
    receipt: Receipt,
}

/// What a backend needs to find the job again.
#[derive(Debug)]
enum Receipt {
    Memory(memory::Ticket),
    Embedded(embedded::Lease),
    Rabbit(rabbit::Held),
}

/// A job, or a message that was none, that no worker will touch any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// The wire form, as it was received.
    pub message: String,
    pub why: String,
}

/// How many jobs are where. Of RabbitMQ's jobs in hand and delayed, only those of this process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    pub ready: u64,
    pub delayed: u64,
    pub in_hand: u64,
    pub parked: u64,
}

impl Depth {
    /// Nothing is to be done, now or later.
    pub fn is_idle(&self) -> bool {
        self.ready + self.delayed + self.in_hand == 0
    }
}

#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The file or the broker does not answer. Later may be better.
    #[error("the queue is out of reach: {0}")]
    OutOfReach(String),
    /// The broker took a message and did not keep it.
    #[error("the broker did not keep a message: {0}")]
    NotKept(String),
    #[error("the queue is configured as {0}, which is neither `embedded` nor an amqp:// address")]
    BadAddress(String),
    /// A delivery of one queue was given to another.
    #[error("this delivery is of another queue")]
    WrongQueue,
}
