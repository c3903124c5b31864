use std::{path::Path, time::Duration};

use super::{Delivery, Depth, Embedded, JobQueue, Memory, Parked, QueueError, Rabbit};
use crate::job::Job;

/// The queue that the configuration asks for.
#[derive(Clone, Debug)]
pub enum AnyQueue {
    Memory(Memory),
    Embedded(Embedded),
    Rabbit(Rabbit),
}

impl AnyQueue {
    /// `embedded` (a table in the file of the ledger), `memory`, or `amqp://user:word@host:5672/%2f`.
    /// `readers` is the number of jobs that this process has in hand at most.
    pub async fn open(address: &str, ledger: &Path, readers: usize) -> Result<Self, QueueError> {
        match address {
            "embedded" => Ok(Self::Embedded(Embedded::open(ledger).await?)),
            "memory" => Ok(Self::Memory(Memory::default())),
            broker if broker.starts_with("amqp://") => {
                let rabbit = Rabbit::open(broker, "sesame", readers).await;
                Ok(Self::Rabbit(
                    rabbit.map_err(|error| said_of(broker, error))?,
                ))
            }
            other => Err(QueueError::BadAddress(hide_password(other))),
        }
    }
}

/// Says of which broker it is true.
fn said_of(broker: &str, error: QueueError) -> QueueError {
    match error {
        QueueError::OutOfReach(why) => {
            QueueError::OutOfReach(format!("{}: {why}", hide_password(broker)))
        }
        other => other,
    }
}

/// An address may end up in a log line.
fn hide_password(address: &str) -> String {
    match (address.find("://"), address.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            format!("{}://…{}", &address[..scheme], &address[at..])
        }
        _ => address.to_owned(),
    }
}

macro_rules! each {
    ($self:ident, $queue:ident => $call:expr) => {
        match $self {
            AnyQueue::Memory($queue) => $call.await,
            AnyQueue::Embedded($queue) => $call.await,
            AnyQueue::Rabbit($queue) => $call.await,
        }
    };
}

impl JobQueue for AnyQueue {
    async fn push(&self, jobs: &[Job]) -> Result<(), QueueError> {
        each!(self, queue => queue.push(jobs))
    }

    async fn next(&self, patience: Duration) -> Result<Option<Delivery>, QueueError> {
        each!(self, queue => queue.next(patience))
    }

    fn lease(&self) -> Duration {
        match self {
            Self::Memory(queue) => queue.lease(),
            Self::Embedded(queue) => queue.lease(),
            Self::Rabbit(queue) => queue.lease(),
        }
    }

    async fn keep(&self, delivery: &Delivery) -> Result<(), QueueError> {
        each!(self, queue => queue.keep(delivery))
    }

    async fn finish(&self, delivery: Delivery, follow_ups: &[Job]) -> Result<(), QueueError> {
        each!(self, queue => queue.finish(delivery, follow_ups))
    }

    async fn retry_after(&self, delivery: Delivery, delay: Duration) -> Result<(), QueueError> {
        each!(self, queue => queue.retry_after(delivery, delay))
    }

    async fn park(
        &self,
        delivery: Delivery,
        follow_ups: &[Job],
        why: &str,
    ) -> Result<(), QueueError> {
        each!(self, queue => queue.park(delivery, follow_ups, why))
    }

    async fn reissue(&self, jobs: &[Job]) -> Result<usize, QueueError> {
        each!(self, queue => queue.reissue(jobs))
    }

    async fn depth(&self) -> Result<Depth, QueueError> {
        each!(self, queue => queue.depth())
    }

    async fn parked(&self) -> Result<Vec<Parked>, QueueError> {
        each!(self, queue => queue.parked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unknown_address_is_named_without_its_password() {
        let error = AnyQueue::open("redis://anna:secret@host/0", Path::new("x"), 1)
            .await
            .expect_err("redis is not a backend")
            .to_string();
        assert!(error.contains("redis://…@host/0"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }

    #[tokio::test]
    async fn a_broker_that_does_not_answer_is_named_without_its_password() {
        // Port 1 is privileged and unused: nothing listens there.
        let error = AnyQueue::open("amqp://anna:secret@127.0.0.1:1/%2f", Path::new("x"), 1)
            .await
            .expect_err("nothing listens there")
            .to_string();
        assert!(error.contains("amqp://…@127.0.0.1:1/%2f"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}
