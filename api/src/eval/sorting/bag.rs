//! Fresh invented papers, photographed once and kept.

use std::path::PathBuf;

use anyhow::Context as _;
use specimens::{PaperTruth, PhotoTruth};

use crate::eval::{EvalArgs, fresh, truth};

/// One folder of fresh photos with their truth.
pub(super) struct Bag {
    pub(super) folder: PathBuf,
    pub(super) photos: Vec<PhotoTruth>,
}

impl Bag {
    pub(super) fn photograph(
        args: &EvalArgs,
        severity: &str,
        seed: u64,
        count: usize,
    ) -> anyhow::Result<Self> {
        let folder = args.out.join(format!("{severity}-{seed}-{count}"));
        if !folder.join("truth.jsonl").is_file() {
            tracing::info!(severity, seed, count, "photographing fresh specimens");
            fresh::write(&folder, severity, seed, count)?;
        }
        let photos: Result<Vec<PhotoTruth>, _> = truth::rows(&folder.join("truth.jsonl"))?
            .into_iter()
            .map(serde_json::from_value)
            .collect();
        Ok(Self {
            photos: photos.context("truth.jsonl has another shape")?,
            folder,
        })
    }

    pub(super) fn sides(&self) -> impl Iterator<Item = (&PhotoTruth, &PaperTruth)> {
        self.photos
            .iter()
            .flat_map(|photo| photo.papers.iter().map(move |paper| (photo, paper)))
    }
}
