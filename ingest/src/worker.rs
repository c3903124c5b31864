//! Takes a job, runs it, decides what becomes of it. Knows nothing of papers.

use std::{future::Future, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};
use tracing::{error, info, warn};

use crate::{
    Failure,
    job::Job,
    limits,
    queue::{Delivery, JobQueue, QueueError},
};

/// What jobs are, to a worker.
pub trait Work: Send + Sync + 'static {
    /// Does one job and gives the jobs that follow from it.
    fn run(&self, job: &Job) -> impl Future<Output = Result<Vec<Job>, Failure>> + Send;

    /// Closes what a hopeless job leaves open, so that nothing waits for it.
    fn give_up(&self, job: &Job) -> impl Future<Output = Result<Vec<Job>, Failure>> + Send;

    /// How many jobs run at once.
    fn lanes(&self) -> usize;

    /// Delay before the second attempt; each later one waits twice as long.
    fn retry_first(&self) -> Duration {
        limits::RETRY_FIRST
    }
}

/// Works until nothing is ready, delayed or in hand.
pub async fn run_until_empty<Q: JobQueue, W: Work>(
    queue: &Q,
    work: &Arc<W>,
) -> Result<(), QueueError> {
    let mut lanes: JoinSet<Result<(), QueueError>> = JoinSet::new();
    for _ in 0..work.lanes() {
        let (queue, work) = (queue.clone(), Arc::clone(work));
        lanes.spawn(async move {
            loop {
                match queue.next(limits::LANE_LOOKS_FOR).await? {
                    Some(delivery) => work_on(&queue, &work, delivery).await?,
                    None if queue.depth().await?.is_idle() => return Ok(()),
                    None => {}
                }
            }
        });
    }
    while let Some(ended) = lanes.join_next().await {
        ended.unwrap_or_else(|lost| Err(QueueError::OutOfReach(lost.to_string())))?;
    }
    Ok(())
}

/// Works until `stop` turns true (or its sender is dropped); jobs in hand are ended first.
pub async fn run_forever<Q: JobQueue, W: Work>(
    queue: &Q,
    work: &Arc<W>,
    stop: watch::Receiver<bool>,
) {
    let mut lanes = JoinSet::new();
    for _ in 0..work.lanes() {
        let (queue, work, stop) = (queue.clone(), Arc::clone(work), stop.clone());
        lanes.spawn(async move {
            let mut outages = 0;
            while !is_over(&stop) {
                match one_turn(&queue, &work).await {
                    Ok(()) => outages = 0,
                    Err(error) => {
                        warn!(%error, "the queue failed; trying again");
                        sleep(backoff(limits::OUTAGE_FIRST, outages)).await;
                        outages += 1;
                    }
                }
            }
        });
    }
    lanes.join_all().await;
}

async fn one_turn<Q: JobQueue, W: Work>(queue: &Q, work: &Arc<W>) -> Result<(), QueueError> {
    match queue.next(limits::LANE_LOOKS_FOR).await? {
        Some(delivery) => work_on(queue, work, delivery).await,
        None => Ok(()),
    }
}

/// The table of fates: what becomes of a job, by how it ended.
async fn work_on<Q: JobQueue, W: Work>(
    queue: &Q,
    work: &Arc<W>,
    delivery: Delivery,
) -> Result<(), QueueError> {
    let (job, attempt) = (delivery.job, delivery.attempt);
    let ended = if attempt <= limits::ATTEMPTS_MAX {
        run_kept(queue, work, &delivery).await
    } else {
        // Counted by the queue, not by us: earlier attempts ended their worker.
        Err(Failure::Bug(format!("given out {attempt} times")))
    };
    match ended {
        Ok(follow_ups) => queue.finish(delivery, &follow_ups).await,
        Err(why @ (Failure::ConsentWithdrawn | Failure::Gone(_))) => {
            info!(%job, %why, "the job is dropped");
            queue.finish(delivery, &[]).await
        }
        Err(Failure::Transient(why)) if attempt < limits::ATTEMPTS_MAX => {
            info!(%job, attempt, why, "not now; trying again");
            retry(queue, work, delivery).await
        }
        Err(Failure::Transient(why) | Failure::Bug(why)) => {
            error!(%job, attempt, why, "set aside");
            set_aside(queue, work, delivery, &why).await
        }
    }
}

async fn set_aside<Q: JobQueue, W: Work>(
    queue: &Q,
    work: &Arc<W>,
    delivery: Delivery,
    why: &str,
) -> Result<(), QueueError> {
    match caught(work, delivery.job, Step::GiveUp).await {
        Ok(follow_ups) => queue.park(delivery, &follow_ups, why).await,
        Err(Failure::ConsentWithdrawn | Failure::Gone(_)) => queue.finish(delivery, &[]).await,
        Err(failure) => {
            error!(job = %delivery.job, %failure, "not even able to give up; trying again");
            retry(queue, work, delivery).await
        }
    }
}

async fn retry<Q: JobQueue, W: Work>(
    queue: &Q,
    work: &Arc<W>,
    delivery: Delivery,
) -> Result<(), QueueError> {
    let delay = backoff(work.retry_first(), delivery.attempt - 1);
    queue.retry_after(delivery, delay).await
}

/// Runs the job while saying to the queue that it is in good hands.
async fn run_kept<Q: JobQueue, W: Work>(
    queue: &Q,
    work: &Arc<W>,
    delivery: &Delivery,
) -> Result<Vec<Job>, Failure> {
    let mut sign_of_life = interval((queue.lease() / 3).max(limits::SIGN_OF_LIFE_MIN));
    sign_of_life.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut running = std::pin::pin!(caught(work, delivery.job, Step::Run));
    loop {
        tokio::select! {
            ended = &mut running => return ended,
            _ = sign_of_life.tick() => {
                if let Err(error) = queue.keep(delivery).await {
                    // At worst the job is given to another, and twice is once.
                    warn!(job = %delivery.job, %error, "the lease could not be prolonged");
                }
            }
        }
    }
}

enum Step {
    Run,
    GiveUp,
}

/// A panic ends the job, not the worker: it is a bug like any other.
async fn caught<W: Work>(work: &Arc<W>, job: Job, step: Step) -> Result<Vec<Job>, Failure> {
    let work = Arc::clone(work);
    let task = tokio::spawn(async move {
        match step {
            Step::Run => work.run(&job).await,
            Step::GiveUp => work.give_up(&job).await,
        }
    });
    task.await
        .unwrap_or_else(|_panic| Err(Failure::Bug("the job panicked".to_owned())))
}

/// `first`, then twice as long each time: 5 s, 10 s … 10 min 40 s for the first 8.
fn backoff(first: Duration, earlier: u32) -> Duration {
    first * 2_u32.pow(earlier.min(7))
}

fn is_over(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashMap,
        sync::{
            Mutex,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use paper::{BagId, BeneficiaryId};

    use super::*;
    use crate::queue::Memory;

    fn job(number: u128) -> Job {
        Job::FileBag {
            beneficiary: BeneficiaryId(0),
            bag: BagId(number),
        }
    }

    type Outcome = fn() -> Result<Vec<Job>, Failure>;

    /// What each attempt at a job does, by the job's number; after the last, it ends well.
    #[derive(Default)]
    struct Script {
        steps: Mutex<HashMap<Job, Vec<Outcome>>>,
        give_up: Option<Failure>,
        runs: AtomicUsize,
        given_up: AtomicUsize,
    }

    impl Script {
        fn of(steps: &[Outcome]) -> Self {
            let steps = steps.iter().rev().copied().collect();
            Self {
                steps: Mutex::new(HashMap::from([(job(1), steps)])),
                ..Self::default()
            }
        }
    }

    impl Work for Script {
        async fn run(&self, job: &Job) -> Result<Vec<Job>, Failure> {
            self.runs.fetch_add(1, Ordering::SeqCst);
            let step = self.steps.lock().unwrap().get_mut(job).and_then(Vec::pop);
            step.map_or(Ok(Vec::new()), |step| step())
        }

        async fn give_up(&self, _: &Job) -> Result<Vec<Job>, Failure> {
            self.given_up.fetch_add(1, Ordering::SeqCst);
            self.give_up.clone().map_or(Ok(vec![job(2)]), Err)
        }

        fn lanes(&self) -> usize {
            2
        }

        fn retry_first(&self) -> Duration {
            Duration::from_millis(1)
        }
    }

    /// Runs job 1 as told; compares the runs of all jobs, the times given up and the reasons parked.
    async fn check(script: Script, runs: usize, given_up: usize, parked: &[&str]) {
        let queue = Memory::default();
        let work = Arc::new(script);
        queue.push(&[job(1)]).await.unwrap();
        run_until_empty(&queue, &work).await.unwrap();

        assert_eq!(work.runs.load(Ordering::SeqCst), runs, "runs");
        assert_eq!(work.given_up.load(Ordering::SeqCst), given_up, "given up");
        let reasons: Vec<String> = queue
            .parked()
            .await
            .unwrap()
            .into_iter()
            .map(|parked| parked.why)
            .collect();
        assert_eq!(reasons, parked);
        assert!(queue.depth().await.unwrap().is_idle());
    }

    fn not_now() -> Result<Vec<Job>, Failure> {
        Err(Failure::Transient("the disk is full".to_owned()))
    }

    fn broken() -> Result<Vec<Job>, Failure> {
        Err(Failure::Bug("a promise was broken".to_owned()))
    }

    fn panics() -> Result<Vec<Job>, Failure> {
        panic!("on purpose, in a test")
    }

    #[tokio::test]
    async fn a_job_that_ends_well_runs_once_and_its_follow_ups_too() {
        check(Script::of(&[|| Ok(vec![job(2), job(3)])]), 3, 0, &[]).await;
    }

    #[tokio::test]
    async fn a_job_that_cannot_run_now_runs_again() {
        check(Script::of(&[not_now, not_now]), 3, 0, &[]).await;
    }

    #[tokio::test]
    async fn a_job_that_can_never_run_is_parked_after_eight_attempts_and_closes_what_it_left_open()
    {
        // Eight runs of the job, one of the follow-up of giving up.
        check(
            Script::of(&[not_now as Outcome; 9]),
            9,
            1,
            &["the disk is full"],
        )
        .await;
    }

    #[tokio::test]
    async fn a_bug_and_a_panic_park_at_once() {
        check(Script::of(&[broken]), 2, 1, &["a promise was broken"]).await;
        check(Script::of(&[panics]), 2, 1, &["the job panicked"]).await;
    }

    #[tokio::test]
    async fn a_job_without_consent_or_with_nothing_to_do_is_dropped() {
        check(Script::of(&[|| Err(Failure::ConsentWithdrawn)]), 1, 0, &[]).await;
        let gone = || Err(Failure::Gone("no such bag".to_owned()));
        check(Script::of(&[gone]), 1, 0, &[]).await;
        let withdrawn_meanwhile = Script {
            give_up: Some(Failure::ConsentWithdrawn),
            ..Script::of(&[broken])
        };
        check(withdrawn_meanwhile, 1, 1, &[]).await;
    }

    #[tokio::test]
    async fn a_job_that_ended_its_worker_too_often_is_parked_without_a_run() {
        let queue = Memory::with_lease(Duration::ZERO);
        queue.push(&[job(1)]).await.unwrap();
        for _ in 0..limits::ATTEMPTS_MAX {
            drop(
                queue
                    .next(Duration::ZERO)
                    .await
                    .unwrap()
                    .expect("its lease ends at once"),
            );
        }
        let delivery = queue
            .next(Duration::ZERO)
            .await
            .unwrap()
            .expect("still there");
        let work = Arc::new(Script::of(&[]));
        work_on(&queue, &work, delivery).await.unwrap();
        assert_eq!(work.runs.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn the_worker_ends_the_job_in_hand_before_it_stops() {
        let queue = Memory::default();
        let work = Arc::new(Script::of(&[]));
        queue.push(&[job(1)]).await.unwrap();
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn({
            let (queue, work) = (queue.clone(), Arc::clone(&work));
            async move { run_forever(&queue, &work, stopped).await }
        });
        while work.runs.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        stop.send(true).unwrap();
        running.await.unwrap();
        assert!(queue.depth().await.unwrap().is_idle());
    }

    #[test]
    fn each_wait_is_twice_as_long_up_to_ten_minutes_and_forty_seconds() {
        let waits: Vec<u64> = (0..9)
            .map(|n| backoff(limits::RETRY_FIRST, n).as_secs())
            .collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 640]);
    }
}
