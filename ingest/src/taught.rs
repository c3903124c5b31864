//! By what a data folder knows papers: the catalogue and classifier of the program, or the version that an admin
//! promoted, at the risk that was chosen.

mod about;
mod compared;
mod make;

use std::{path::Path, sync::Arc, time::Duration};

use classify::{Catalogue, CatalogueError, Risk, TypeModel, learn::LearnError};
use models::{ModelError, Versions};
use vault::{Vault, VaultError};

pub use self::{
    about::{About, Changed, Confusion, Kept, Tally, TypeTally},
    make::{Lessons, Made, Making, Origin, Paper, local_types, make},
};
use crate::Kit;

/// How soon a promotion or another risk reaches programs that run. Between two jobs: a job keeps what it began with.
const LOOK_EACH: Duration = Duration::from_secs(3);

/// The setting that holds the risk, as the number of papers among which one may be wrong.
const RISK: &str = "risk";

/// Why there is no version to use or to make.
#[derive(Debug, thiserror::Error)]
pub enum TaughtError {
    /// The admin's own types, with the line that is wrong.
    #[error(transparent)]
    Types(#[from] CatalogueError),
    #[error("il faut un seul type par brouillon ; celui-ci en a {count}")]
    NotOneType { count: usize },
    #[error(transparent)]
    Learn(#[from] LearnError),
    #[error(transparent)]
    Model(#[from] ModelError),
    /// What is known about a version is not what we write.
    #[error("what is known about version {number} cannot be read: {what}")]
    About { number: u32, what: String },
}

/// The versions of a data folder.
pub fn versions(data: &Path) -> Versions {
    Versions::new(&data.join("models").join("types"))
}

/// The catalogue in use, with its classifier.
///
/// # Errors
///
/// A version that is not as it was kept: nothing is half-loaded.
pub fn catalogue(versions: &Versions, risk: Risk) -> Result<Catalogue, TaughtError> {
    match versions.current()? {
        Some(number) => of_version(versions, number, risk),
        None => Ok(Catalogue::built_in().with_model(TypeModel::built_in().at_risk(risk))),
    }
}

/// As a version knows papers.
pub fn of_version(versions: &Versions, number: u32, risk: Risk) -> Result<Catalogue, TaughtError> {
    let about = About::of(versions, number)?;
    let model = TypeModel::from_onnx(&versions.model(number)?)?;
    Ok(Catalogue::built_in()
        .with_local(&about.types)?
        .with_model(model.at_risk(risk)))
}

/// The risk that was chosen for this house.
pub async fn risk(vault: &Vault) -> Result<Risk, VaultError> {
    let chosen = vault.setting(RISK).await?;
    let one_in = chosen.and_then(|text| text.parse().ok());
    Ok(one_in.and_then(Risk::of).unwrap_or_default())
}

pub async fn set_risk(vault: &Vault, risk: Risk) -> Result<(), VaultError> {
    vault.set_setting(RISK, &risk.one_in().to_string()).await
}

/// What a running program looks at: the version in use (`None` when its history cannot be read) and the risk.
type Seen = (Option<Option<u32>>, Risk);

/// Gives the kit each version that is promoted and each risk that is chosen while the program runs. Never ends.
pub async fn follow(kit: Arc<Kit>) {
    let mut known = look(&kit).await;
    let mut failed = None;
    loop {
        tokio::time::sleep(LOOK_EACH).await;
        let seen = look(&kit).await;
        if seen == known {
            continue;
        }
        match take(&kit).await {
            Ok(()) => (known, failed) = (seen, None),
            // What runs goes on with what it knows, and says so once.
            Err(error) if failed != seen => {
                tracing::error!(%error, "a model was not taken");
                failed = seen;
            }
            Err(_) => {}
        }
    }
}

/// Takes what is in use now; the next job knows papers by it.
pub async fn take(kit: &Kit) -> Result<(), TaughtError> {
    // A ledger that is out of reach for a moment says nothing about the risk: the usual one until the next look.
    let risk = risk(&kit.vault).await.unwrap_or_default();
    let versions = kit.versions.clone();
    // Opening a model takes a tenth of a second.
    let opened = tokio::task::spawn_blocking(move || catalogue(&versions, risk)).await;
    let catalogue = opened.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
    kit.set_catalogue(Arc::new(catalogue));
    Ok(())
}

/// `None` when the ledger is out of reach.
async fn look(kit: &Kit) -> Option<Seen> {
    Some((kit.versions.current().ok(), risk(&kit.vault).await.ok()?))
}
