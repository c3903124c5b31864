use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

use super::{Delivery, Depth, JobQueue, Parked, QueueError, Receipt};
use crate::{job::Job, limits};

/// A queue that ends with the process: for `sesame sort`, which keeps nothing, and for tests.
#[derive(Clone, Debug)]
pub struct Memory {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    pushed: Notify,
    lease: Duration,
}

#[derive(Debug, Default)]
struct State {
    slots: Vec<Slot>,
    parked: Vec<Parked>,
    tickets: u64,
}

#[derive(Debug)]
struct Slot {
    job: Job,
    attempts: u32,
    ready_at: Instant,
    /// Who has the job in hand, and until when.
    lease: Option<(u64, Instant)>,
}

#[derive(Debug)]
pub(super) struct Ticket(u64);

impl Default for Memory {
    fn default() -> Self {
        Self::with_lease(limits::LEASE)
    }
}

impl Memory {
    pub fn with_lease(lease: Duration) -> Self {
        Self {
            shared: Arc::new(Shared {
                state: Mutex::default(),
                pushed: Notify::new(),
                lease,
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared
            .state
            .lock()
            .expect("no code panics while it holds this lock")
    }

    fn take(&self) -> Result<Delivery, Option<Instant>> {
        let now = Instant::now();
        let mut state = self.state();
        state.tickets += 1;
        let ticket = state.tickets;
        let first = state
            .slots
            .iter_mut()
            .min_by_key(|slot| slot.free_at())
            .ok_or(None)?;
        if first.free_at() > now {
            return Err(Some(first.free_at()));
        }
        first.lease = Some((ticket, now + self.shared.lease));
        first.attempts += 1;
        Ok(Delivery {
            job: first.job,
            attempt: first.attempts,
            receipt: Receipt::Memory(Ticket(ticket)),
        })
    }
}

impl Slot {
    /// When the job may be handed out (again).
    fn free_at(&self) -> Instant {
        self.lease.map_or(self.ready_at, |(_, until)| until)
    }
}

impl State {
    fn add(&mut self, jobs: &[Job]) -> usize {
        let waiting: HashSet<Job> = self
            .slots
            .iter()
            .filter(|slot| slot.lease.is_none())
            .map(|slot| slot.job)
            .collect();
        self.add_except(jobs, waiting)
    }

    fn add_except(&mut self, jobs: &[Job], mut known: HashSet<Job>) -> usize {
        let before = self.slots.len();
        for job in jobs {
            if known.insert(*job) {
                self.slots.push(Slot {
                    job: *job,
                    attempts: 0,
                    ready_at: Instant::now(),
                    lease: None,
                });
            }
        }
        self.slots.len() - before
    }

    /// Nothing when the lease has ended and the job is in other hands, or done.
    fn give_back(&mut self, delivery: &Delivery) -> Result<Option<Slot>, QueueError> {
        let ticket = ticket(delivery)?;
        let held = |slot: &Slot| slot.lease.is_some_and(|(holder, _)| holder == ticket);
        let at = self.slots.iter().position(held);
        Ok(at.map(|at| self.slots.remove(at)))
    }
}

fn ticket(delivery: &Delivery) -> Result<u64, QueueError> {
    match delivery.receipt {
        Receipt::Memory(Ticket(ticket)) => Ok(ticket),
        _ => Err(QueueError::WrongQueue),
    }
}

impl JobQueue for Memory {
    async fn push(&self, jobs: &[Job]) -> Result<(), QueueError> {
        self.state().add(jobs);
        self.shared.pushed.notify_waiters();
        Ok(())
    }

    async fn next(&self, patience: Duration) -> Result<Option<Delivery>, QueueError> {
        let until = Instant::now() + patience;
        loop {
            // Listening starts before looking, so a push in between is not missed.
            let pushed = self.shared.pushed.notified();
            let wake_at = match self.take() {
                Ok(delivery) => return Ok(Some(delivery)),
                Err(free_at) => free_at.map_or(until, |at| at.min(until)),
            };
            if Instant::now() >= until {
                return Ok(None);
            }
            // Woken or not: look again.
            let _ = timeout_at(wake_at, pushed).await;
        }
    }

    fn lease(&self) -> Duration {
        self.shared.lease
    }

    async fn keep(&self, delivery: &Delivery) -> Result<(), QueueError> {
        let ticket = ticket(delivery)?;
        let until = Instant::now() + self.shared.lease;
        for slot in &mut self.state().slots {
            if let Some((holder, end)) = &mut slot.lease
                && *holder == ticket
            {
                *end = until;
            }
        }
        Ok(())
    }

    async fn finish(&self, delivery: Delivery, follow_ups: &[Job]) -> Result<(), QueueError> {
        let mut state = self.state();
        state.give_back(&delivery)?;
        state.add(follow_ups);
        self.shared.pushed.notify_waiters();
        Ok(())
    }

    async fn retry_after(&self, delivery: Delivery, delay: Duration) -> Result<(), QueueError> {
        let mut state = self.state();
        if let Some(slot) = state.give_back(&delivery)? {
            // The one with the attempts stays: a twin would start counting anew.
            state
                .slots
                .retain(|other| other.lease.is_some() || other.job != slot.job);
            state.slots.push(Slot {
                lease: None,
                ready_at: Instant::now() + delay,
                ..slot
            });
        }
        self.shared.pushed.notify_waiters();
        Ok(())
    }

    async fn park(
        &self,
        delivery: Delivery,
        follow_ups: &[Job],
        why: &str,
    ) -> Result<(), QueueError> {
        let mut state = self.state();
        if let Some(slot) = state.give_back(&delivery)? {
            state.parked.push(Parked {
                message: slot.job.to_wire(),
                why: why.to_owned(),
            });
        }
        state.add(follow_ups);
        self.shared.pushed.notify_waiters();
        Ok(())
    }

    async fn reissue(&self, jobs: &[Job]) -> Result<usize, QueueError> {
        let mut state = self.state();
        let known = state.slots.iter().map(|slot| slot.job).collect();
        let added = state.add_except(jobs, known);
        self.shared.pushed.notify_waiters();
        Ok(added)
    }

    async fn depth(&self) -> Result<Depth, QueueError> {
        let now = Instant::now();
        let state = self.state();
        let count = |wanted: fn(&Slot, Instant) -> bool| {
            state.slots.iter().filter(|slot| wanted(slot, now)).count() as u64
        };
        Ok(Depth {
            ready: count(|slot, now| slot.free_at() <= now),
            delayed: count(|slot, now| slot.lease.is_none() && slot.ready_at > now),
            in_hand: count(|slot, now| slot.lease.is_some_and(|(_, until)| until > now)),
            parked: state.parked.len() as u64,
        })
    }

    async fn parked(&self) -> Result<Vec<Parked>, QueueError> {
        let shown = limits::PARKED_SHOWN_MAX as usize;
        Ok(self.state().parked.iter().take(shown).cloned().collect())
    }
}
