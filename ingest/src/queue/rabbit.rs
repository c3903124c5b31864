//! Many machines: a RabbitMQ broker through `lapin`.
//!
//! | queue | what waits there |
//! |---|---|
//! | `sesame.jobs` | jobs that are ready; quorum, so that it outlives a machine |
//! | `sesame.wait.5000` | jobs to be given again after 5,000 ms: a time to live, then dead-lettered to `sesame.jobs`. One queue for each delay, because messages leave a queue in order: a long delay in front would hold back the short ones behind it |
//! | `sesame.parked` | what no worker will touch any more, with the reason in a header |
//!
//! Everything is persistent and confirmed. A job in hand is an unacknowledged message: when its
//! process ends, the broker gives it to another, so there is no lease to keep.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{
        Arc, Mutex as Lock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use lapin::{
    Acker, BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, Consumer,
    options::{
        BasicAckOptions, BasicConsumeOptions, BasicGetOptions, BasicPublishOptions,
        BasicQosOptions, ConfirmSelectOptions, QueueDeclareOptions,
    },
    types::{AMQPValue, FieldTable, ShortString},
};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};
use tokio_stream::StreamExt;

use super::{Delivery, Depth, JobQueue, Parked, QueueError, Receipt};
use crate::{job::Job, limits};

const PERSISTENT: u8 = 2;
/// Our own count of attempts before the last retry; the broker's `x-delivery-count` starts anew
/// with every publication.
const ATTEMPTS: &str = "x-sesame-attempts";
const WHY: &str = "x-sesame-why";

#[derive(Clone)]
pub struct Rabbit {
    shared: Arc<Shared>,
}

struct Shared {
    address: String,
    name: String,
    /// Messages handed to this process before it has acknowledged any: the number of readers.
    prefetch: u16,
    link: Mutex<Option<Arc<Link>>>,
    in_hand: Arc<AtomicU64>,
    /// The delays used by this process, in milliseconds.
    delays: Lock<BTreeSet<u64>>,
}

/// One connection, until it breaks.
struct Link {
    connection: Connection,
    publishing: Channel,
    /// Only a process that asks for work consumes.
    consumer: Mutex<Option<Consumer>>,
}

/// An unacknowledged message.
#[derive(Debug)]
pub(super) struct Held {
    acker: Acker,
    /// Counts down when the delivery ends, in whatever way.
    _in_hand: InHand,
}

#[derive(Debug)]
struct InHand(Arc<AtomicU64>);

impl InHand {
    fn new(count: &Arc<AtomicU64>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Rabbit {
    /// Connects and declares the queues; `name` is the first part of their names.
    pub async fn open(address: &str, name: &str, readers: usize) -> Result<Self, QueueError> {
        let rabbit = Self {
            shared: Arc::new(Shared {
                address: address.to_owned(),
                name: name.to_owned(),
                prefetch: u16::try_from(readers).unwrap_or(u16::MAX).max(1),
                link: Mutex::default(),
                in_hand: Arc::default(),
                delays: Lock::default(),
            }),
        };
        rabbit.link().await?;
        Ok(rabbit)
    }

    fn jobs(&self) -> String {
        format!("{}.jobs", self.shared.name)
    }

    fn parking(&self) -> String {
        format!("{}.parked", self.shared.name)
    }

    /// The connection in use, or a new one when it broke.
    async fn link(&self) -> Result<Arc<Link>, QueueError> {
        let mut link = self.shared.link.lock().await;
        if let Some(link) = link.as_ref().filter(|link| link.is_sound()) {
            return Ok(Arc::clone(link));
        }
        let new = Arc::new(self.connect().await?);
        *link = Some(Arc::clone(&new));
        Ok(new)
    }

    async fn connect(&self) -> Result<Link, QueueError> {
        let properties = ConnectionProperties::default().with_connection_name("sesame".into());
        let connection = Connection::connect(&self.shared.address, properties).await?;
        let publishing = connection.create_channel().await?;
        publishing
            .confirm_select(ConfirmSelectOptions::default())
            .await?;
        declare(&publishing, &self.parking(), quorum()).await?;
        declare(&publishing, &self.jobs(), self.jobs_arguments()).await?;
        Ok(Link {
            connection,
            publishing,
            consumer: Mutex::default(),
        })
    }

    /// What was handed out too often goes to the parking place by the broker itself: a message that
    /// kills every worker before it can say so.
    fn jobs_arguments(&self) -> FieldTable {
        let mut arguments = dead_lettered_to(&self.parking());
        arguments.insert(
            "x-delivery-limit".into(),
            AMQPValue::LongLongInt(i64::from(limits::BROKER_DELIVERIES_MAX)),
        );
        arguments
    }

    /// Makes sure that the queue for this delay exists, and gives its name.
    async fn wait_queue(&self, link: &Link, delay: Duration) -> Result<String, QueueError> {
        let delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        let name = self.wait_queue_name(delay_ms);
        let mut arguments = dead_lettered_to(&self.jobs());
        let ttl = AMQPValue::LongLongInt(delay_ms.cast_signed());
        arguments.insert("x-message-ttl".into(), ttl);
        declare(&link.publishing, &name, arguments).await?;
        self.delays().insert(delay_ms);
        Ok(name)
    }

    fn wait_queue_name(&self, delay_ms: u64) -> String {
        format!("{}.wait.{delay_ms}", self.shared.name)
    }

    fn delays(&self) -> std::sync::MutexGuard<'_, BTreeSet<u64>> {
        self.shared
            .delays
            .lock()
            .expect("no code panics while it holds this lock")
    }

    async fn publish_all(&self, link: &Link, jobs: &[Job]) -> Result<(), QueueError> {
        let to = self.jobs();
        let mut confirms = Vec::with_capacity(jobs.len());
        for job in jobs {
            let wire = job.to_wire();
            confirms.push(send(link, &to, wire.as_bytes(), FieldTable::default()).await?);
        }
        for confirm in confirms {
            check(confirm.await?)?;
        }
        Ok(())
    }

    async fn park_message(&self, link: &Link, message: &[u8], why: &str) -> Result<(), QueueError> {
        let mut headers = FieldTable::default();
        headers.insert(WHY.into(), AMQPValue::LongString(why.into()));
        publish(link, &self.parking(), message, headers).await
    }

    /// Messages that wait in one queue; 0 when there is no such queue. Asking for a missing queue
    /// ends the channel, so each question has its own.
    async fn count(&self, link: &Link, queue: &str) -> Result<u64, QueueError> {
        let channel = link.connection.create_channel().await?;
        let ask = QueueDeclareOptions::durable().passive();
        let answer = channel
            .queue_declare(queue.into(), ask, FieldTable::default())
            .await;
        close(&channel).await;
        Ok(answer.map_or(0, |queue| u64::from(queue.message_count())))
    }
}

impl Link {
    fn is_sound(&self) -> bool {
        self.connection.status().connected() && self.publishing.status().connected()
    }

    /// The next message, however broken. `None` after `patience`.
    async fn receive(
        &self,
        jobs: &str,
        prefetch: u16,
        patience: Duration,
    ) -> Result<Option<lapin::message::Delivery>, QueueError> {
        let until = Instant::now() + patience;
        // One task at a time listens for all; the others wait their turn, no longer than they said.
        let Ok(mut consumer) = timeout(patience, self.consumer.lock()).await else {
            return Ok(None);
        };
        let messages = match &mut *consumer {
            Some(messages) => messages,
            empty => empty.insert(self.consume(jobs, prefetch).await?),
        };
        let left = until.saturating_duration_since(Instant::now());
        match timeout(left, messages.next()).await {
            Err(_elapsed) => Ok(None),
            Ok(Some(Ok(message))) => Ok(Some(message)),
            Ok(ended) => {
                *consumer = None;
                let why = ended.map_or_else(
                    || "the broker ended the consumer".to_owned(),
                    |error| format!("{:?}", error.map(|_| ())),
                );
                Err(QueueError::OutOfReach(why))
            }
        }
    }

    async fn consume(&self, jobs: &str, prefetch: u16) -> Result<Consumer, QueueError> {
        let channel = self.connection.create_channel().await?;
        channel
            .basic_qos(prefetch, BasicQosOptions::default())
            .await?;
        let consumer = channel
            .basic_consume(
                jobs.into(),
                ShortString::default(),
                BasicConsumeOptions::default(),
                FieldTable::default(),
            )
            .await?;
        Ok(consumer)
    }
}

fn quorum() -> FieldTable {
    let mut arguments = FieldTable::default();
    arguments.insert(
        "x-queue-type".into(),
        AMQPValue::LongString("quorum".into()),
    );
    arguments
}

/// A quorum queue whose rejected, expired or too often delivered messages move to `queue`, and are
/// only removed here once they are safe there.
fn dead_lettered_to(queue: &str) -> FieldTable {
    let mut arguments = quorum();
    for (name, value) in [
        ("x-dead-letter-exchange", ""),
        ("x-dead-letter-routing-key", queue),
        ("x-dead-letter-strategy", "at-least-once"),
        ("x-overflow", "reject-publish"),
    ] {
        arguments.insert(name.into(), AMQPValue::LongString(value.into()));
    }
    arguments
}

async fn declare(channel: &Channel, queue: &str, arguments: FieldTable) -> Result<(), QueueError> {
    channel
        .queue_declare(queue.into(), QueueDeclareOptions::durable(), arguments)
        .await?;
    Ok(())
}

async fn send(
    link: &Link,
    queue: &str,
    message: &[u8],
    headers: FieldTable,
) -> Result<lapin::PublisherConfirm, QueueError> {
    let options = BasicPublishOptions {
        mandatory: true,
        ..BasicPublishOptions::default()
    };
    let properties = BasicProperties::default()
        .with_delivery_mode(PERSISTENT)
        .with_content_type("application/json".into())
        .with_headers(headers);
    let confirm = link
        .publishing
        .basic_publish(
            ShortString::default(),
            queue.into(),
            options,
            message,
            properties,
        )
        .await?;
    Ok(confirm)
}

async fn publish(
    link: &Link,
    queue: &str,
    message: &[u8],
    headers: FieldTable,
) -> Result<(), QueueError> {
    check(send(link, queue, message, headers).await?.await?)
}

/// An acknowledgement can still carry the message back, when no queue took it.
fn check(confirmation: Confirmation) -> Result<(), QueueError> {
    match confirmation {
        Confirmation::Ack(None) => Ok(()),
        Confirmation::Ack(Some(returned)) => {
            Err(QueueError::NotKept(returned.reply_text.to_string()))
        }
        Confirmation::Nack(_) => Err(QueueError::NotKept("refused".to_owned())),
        Confirmation::NotRequested => Err(QueueError::NotKept("not confirmed".to_owned())),
    }
}

/// A channel that is merely dropped may break the close of its connection; one that is closed
/// already is what was wanted.
async fn close(channel: &Channel) {
    let _ = channel.close(200, "done".into()).await;
}

fn held(delivery: &Delivery) -> Result<&Held, QueueError> {
    match &delivery.receipt {
        Receipt::Rabbit(held) => Ok(held),
        _ => Err(QueueError::WrongQueue),
    }
}

async fn acknowledge(acker: &Acker) -> Result<(), QueueError> {
    acker.ack(BasicAckOptions::default()).await?;
    Ok(())
}

/// Our count of earlier attempts, plus the broker's count of returns, plus this one.
fn attempt(headers: Option<&FieldTable>) -> u32 {
    let number = |name: &str| {
        headers
            .and_then(|headers| headers.inner().get(name))
            .and_then(whole_number)
            .unwrap_or(0)
    };
    number(ATTEMPTS)
        .saturating_add(number("x-delivery-count"))
        .saturating_add(1)
}

fn whole_number(value: &AMQPValue) -> Option<u32> {
    match value {
        AMQPValue::LongLongInt(number) => u32::try_from(*number).ok(),
        AMQPValue::LongInt(number) => u32::try_from(*number).ok(),
        AMQPValue::LongUInt(number) => Some(*number),
        AMQPValue::ShortShortUInt(number) => Some(u32::from(*number)),
        _ => None,
    }
}

/// Why the broker or we parked a message.
fn reason(headers: Option<&FieldTable>) -> String {
    let text = |name: &str| match headers.and_then(|headers| headers.inner().get(name)) {
        Some(AMQPValue::LongString(text)) => Some(text.to_string()),
        _ => None,
    };
    text(WHY)
        .or_else(|| text("x-first-death-reason"))
        .unwrap_or_default()
}

impl JobQueue for Rabbit {
    async fn push(&self, jobs: &[Job]) -> Result<(), QueueError> {
        let link = self.link().await?;
        self.publish_all(&link, jobs).await
    }

    async fn next(&self, patience: Duration) -> Result<Option<Delivery>, QueueError> {
        loop {
            let link = self.link().await?;
            let message = link
                .receive(&self.jobs(), self.shared.prefetch, patience)
                .await?;
            let Some(message) = message else {
                return Ok(None);
            };
            let in_hand = InHand::new(&self.shared.in_hand);
            match Job::from_wire(&message.data) {
                Ok(job) => {
                    return Ok(Some(Delivery {
                        job,
                        attempt: attempt(message.properties.headers().as_ref()),
                        receipt: Receipt::Rabbit(Held {
                            acker: message.acker,
                            _in_hand: in_hand,
                        }),
                    }));
                }
                Err(unreadable) => {
                    self.park_message(&link, &message.data, &unreadable.to_string())
                        .await?;
                    acknowledge(&message.acker).await?;
                }
            }
        }
    }

    /// The broker asks for a sign of life by itself, and hears of the end of a process at once.
    fn lease(&self) -> Duration {
        limits::LEASE
    }

    /// Nothing to do: the broker knows that the connection lives.
    async fn keep(&self, delivery: &Delivery) -> Result<(), QueueError> {
        held(delivery).map(drop)
    }

    async fn finish(&self, delivery: Delivery, follow_ups: &[Job]) -> Result<(), QueueError> {
        let held = held(&delivery)?;
        self.push(follow_ups).await?;
        acknowledge(&held.acker).await
    }

    async fn retry_after(&self, delivery: Delivery, delay: Duration) -> Result<(), QueueError> {
        let held = held(&delivery)?;
        let link = self.link().await?;
        let queue = self.wait_queue(&link, delay).await?;
        let mut headers = FieldTable::default();
        headers.insert(ATTEMPTS.into(), AMQPValue::LongUInt(delivery.attempt));
        publish(&link, &queue, delivery.job.to_wire().as_bytes(), headers).await?;
        acknowledge(&held.acker).await
    }

    async fn park(
        &self,
        delivery: Delivery,
        follow_ups: &[Job],
        why: &str,
    ) -> Result<(), QueueError> {
        let held = held(&delivery)?;
        let link = self.link().await?;
        self.publish_all(&link, follow_ups).await?;
        self.park_message(&link, delivery.job.to_wire().as_bytes(), why)
            .await?;
        acknowledge(&held.acker).await
    }

    async fn reissue(&self, jobs: &[Job]) -> Result<usize, QueueError> {
        if jobs.is_empty() || !self.depth().await?.is_idle() {
            return Ok(0);
        }
        self.push(jobs).await?;
        Ok(jobs.len())
    }

    async fn depth(&self) -> Result<Depth, QueueError> {
        let link = self.link().await?;
        let delays: Vec<u64> = self.delays().iter().copied().collect();
        let mut delayed = 0;
        for delay_ms in delays {
            delayed += self.count(&link, &self.wait_queue_name(delay_ms)).await?;
        }
        Ok(Depth {
            ready: self.count(&link, &self.jobs()).await?,
            delayed,
            in_hand: self.shared.in_hand.load(Ordering::Relaxed),
            parked: self.count(&link, &self.parking()).await?,
        })
    }

    /// Takes messages without acknowledging, then closes the channel: they go back to their places.
    async fn parked(&self) -> Result<Vec<Parked>, QueueError> {
        let link = self.link().await?;
        let channel = link.connection.create_channel().await?;
        let mut parked = Vec::new();
        while parked.len() < limits::PARKED_SHOWN_MAX as usize {
            let message = channel
                .basic_get(self.parking().into(), BasicGetOptions::default())
                .await?;
            let Some(message) = message else { break };
            parked.push(Parked {
                message: String::from_utf8_lossy(&message.data).into_owned(),
                why: reason(message.properties.headers().as_ref()),
            });
        }
        close(&channel).await;
        Ok(parked)
    }
}

/// Without the address, which carries a password.
impl fmt::Debug for Rabbit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rabbit")
            .field("name", &self.shared.name)
            .finish_non_exhaustive()
    }
}

impl From<lapin::Error> for QueueError {
    fn from(error: lapin::Error) -> Self {
        Self::OutOfReach(error.to_string())
    }
}
