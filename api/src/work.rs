//! `sesame work`: the workers alone, and the part of `serve` that they share.

use std::sync::Arc;

use ingest::{sweep, taught, worker};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinHandle,
};

use crate::{cli::WorkArgs, house::House, limits};

pub(crate) async fn run(args: WorkArgs) -> anyhow::Result<()> {
    let house = House::open(&args.store, &args.store.data_or("sesame-data")).await?;
    let workers = Workers::start(&house);
    let following = tokio::spawn(taught::follow(Arc::clone(&house.kit)));
    asked_to_end().await?;
    following.abort();
    workers.end().await;
    Ok(())
}

/// Workers and the sweep that gives them lost work again.
pub(crate) struct Workers {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Workers {
    pub(crate) fn start(house: &House) -> Self {
        let (stop, stopped) = watch::channel(false);
        let working = {
            let (queue, kit, stopped) =
                (house.queue.clone(), Arc::clone(&house.kit), stopped.clone());
            tokio::spawn(async move { worker::run_forever(&queue, &kit, stopped).await })
        };
        let sweeping = tokio::spawn(sweep::sweep_forever(
            Arc::clone(&house.kit),
            house.queue.clone(),
            stopped,
        ));
        Self {
            stop,
            tasks: vec![working, sweeping],
        }
    }

    /// Jobs in hand are ended, within a limit: one that is cut off is done again next time.
    pub(crate) async fn end(self) {
        // Nobody listens any more: then they have ended.
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = tokio::time::timeout(limits::WORKERS_END_WITHIN, task).await;
        }
    }
}

/// Waits for Ctrl-C or a polite end.
pub(crate) async fn asked_to_end() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = terminate.recv() => Ok(()),
    }
}
