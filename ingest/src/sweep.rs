//! The ledger is the truth and the queue a hint: work that the ledger knows and the queue has lost is
//! put in the queue again.

use std::sync::Arc;

use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};
use tracing::{info, warn};

use crate::{Failure, Kit, job::Job, limits, queue::JobQueue};

/// Looks once; gives the number of jobs that were missing.
pub async fn sweep(kit: &Kit, queue: &impl JobQueue) -> Result<usize, Failure> {
    let mut jobs = Vec::new();
    for (beneficiary, bag, photos) in kit.vault.unfinished_work().await? {
        if photos.is_empty() {
            jobs.push(Job::FileBag { beneficiary, bag });
        }
        jobs.extend(photos.into_iter().map(|photo| Job::ReadPhoto {
            beneficiary,
            bag,
            photo,
        }));
    }
    for (draft, is_asked, examples) in kit.vault.unfinished_drafts().await? {
        if is_asked && examples.is_empty() {
            jobs.push(Job::Teach { draft });
        }
        let read = |example| Job::ReadExample { draft, example };
        jobs.extend(examples.into_iter().map(read));
    }
    let missing = queue.reissue(&jobs).await;
    missing.map_err(|error| Failure::Transient(error.to_string()))
}

/// Looks at once, then every minute, until `stop` turns true or its sender is dropped.
pub async fn sweep_forever(kit: Arc<Kit>, queue: impl JobQueue, mut stop: watch::Receiver<bool>) {
    let mut minute = interval(limits::SWEEP_EVERY);
    minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = minute.tick() => match sweep(&kit, &queue).await {
                Ok(0) => {}
                Ok(jobs) => info!(jobs, "work that the queue did not know was put in it again"),
                Err(failure) => warn!(%failure, "the ledger and the queue could not be compared"),
            },
            () = told_to_stop(&mut stop) => return,
        }
    }
}

/// Drops what `wait_for` answers, a lock, before anything else is awaited: else no task could run this.
async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
