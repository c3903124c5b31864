//! By what a data folder knows papers: the catalogue and classifier of the program, or the version that an admin promoted.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context as _;
use classify::{Catalogue, TypeModel};
use ingest::Kit;
use models::Versions;
use serde::{Deserialize, Serialize};

/// How soon a promotion reaches programs that run. Between two jobs: a job keeps what it began with.
const LOOK_EACH: Duration = Duration::from_secs(3);

/// What is kept beside a version, as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct About {
    /// Format of this file.
    pub format: u32,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub made_at_s: i64,
    pub seed: u64,
    /// The version that it was made from; `None` for the program's own.
    pub from: Option<u32>,
    /// The town's types, as TOML with the grammar of `classify/catalogue/types.toml`.
    pub types: String,
    /// For each taught type the SHA-256 of the files that it was taught from. No file itself is kept.
    pub papers: Vec<(String, Vec<String>)>,
    pub licence: String,
    pub before: Tally,
    pub after: Tally,
    /// Words that speak most for each taught type, with what each adds to the logarithm of its odds.
    pub words: Vec<(String, Vec<(String, f32)>)>,
    /// Why it should not be promoted, in plain words.
    pub against: Vec<String>,
}

/// Figures on papers that were not learned from, each as it is and once badly read.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub papers: usize,
    pub right: usize,
    pub auto: usize,
    /// Wrong and filed without asking.
    pub silent: usize,
}

/// The versions of a data folder.
pub(crate) fn versions(data: &Path) -> Versions {
    Versions::new(&data.join("models").join("types"))
}

/// The catalogue in use, with its classifier.
///
/// # Errors
///
/// A version that is not as it was kept: nothing is half-loaded, and the message says how to go back.
pub(crate) fn catalogue(versions: &Versions) -> anyhow::Result<Catalogue> {
    let Some(number) = versions.current().context(BROKEN)? else {
        return Ok(Catalogue::built_in().with_model(TypeModel::built_in()));
    };
    of_version(versions, number).with_context(|| format!("version {number} : {BROKEN}"))
}

const BROKEN: &str =
    "le modèle appris ne s’ouvre pas ; « sesame train --back » revient au précédent";

pub(crate) fn of_version(versions: &Versions, number: u32) -> anyhow::Result<Catalogue> {
    let about: About = serde_json::from_str(&versions.about(number)?)?;
    let model = TypeModel::from_onnx(&versions.model(number)?)?;
    Ok(Catalogue::built_in()
        .with_local(&about.types)?
        .with_model(model))
}

/// Gives the kit each version that is promoted while the program runs. Never ends.
pub(crate) async fn follow(kit: Arc<Kit>, versions: Versions) {
    let mut known = versions.current().ok();
    loop {
        tokio::time::sleep(LOOK_EACH).await;
        let current = versions.current().ok();
        if current == known {
            continue;
        }
        match catalogue(&versions) {
            Ok(catalogue) => {
                kit.set_catalogue(Arc::new(catalogue));
                known = current;
            }
            // What runs goes on with what it knows.
            Err(error) => tracing::error!(error = format!("{error:#}"), "a model was not taken"),
        }
    }
}
