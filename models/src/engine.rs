use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use ndarray::ArrayD;
use ort::{
    environment::Environment,
    ep,
    session::{Session, builder::GraphOptimizationLevel},
    value::Tensor,
};

use crate::{ModelCard, ModelError, heap};

/// ONNX Runtime with a folder of models. The library is loaded once per process, from the first folder
/// that asks.
pub struct Engine {
    environment: Environment,
    runtime: PathBuf,
}

impl Engine {
    /// `runtime` holds `lib/libonnxruntime.so` and `models/`.
    pub fn open(runtime: &Path) -> Result<Self, ModelError> {
        static LOADED: OnceLock<Result<Environment, String>> = OnceLock::new();
        let environment = LOADED
            .get_or_init(|| load_library(&runtime.join("lib/libonnxruntime.so")))
            .clone()
            .map_err(ModelError::NoRuntime)?;
        Ok(Self {
            environment,
            runtime: runtime.to_owned(),
        })
    }

    /// A model, after its hash was checked. It runs on one thread: readers are whole processes, and two
    /// that share one core's time waste none of it.
    pub fn load(&self, card: &ModelCard) -> Result<Model, ModelError> {
        let bytes = card.read(&self.runtime)?;
        let session = self
            .open_session(&bytes)
            .map_err(|error| ModelError::NotAModel {
                file: card.file,
                what: error.to_string(),
            })?;
        Ok(Model {
            session,
            file: card.file,
        })
    }

    fn open_session(&self, bytes: &[u8]) -> Result<Session, ort::Error> {
        // No arena: it would keep the largest photo's activations (300 MB) for the life of the reader.
        let plain_memory = ep::CPU::default().with_arena_allocator(false).build();
        Session::builder(&self.environment)?
            .with_optimization_level(GraphOptimizationLevel::All)?
            .with_intra_threads(1)?
            .with_memory_pattern(false)?
            .with_execution_providers([plain_memory])?
            .commit_from_memory(bytes)
    }
}

fn load_library(path: &Path) -> Result<Environment, String> {
    heap::keep_freed();
    ort::init_from(path)
        .map_err(|error| error.to_string())?
        .with_name("sesame")
        .build()
        .map_err(|error| error.to_string())
}

/// A loaded network with one input and one output that matter: the first of each.
pub struct Model {
    session: Session,
    file: &'static str,
}

impl Model {
    pub fn run(&mut self, input: ArrayD<f32>) -> Result<ArrayD<f32>, ModelError> {
        let file = self.file;
        self.run_session(input)
            .map_err(|error| ModelError::RunFailed {
                file,
                what: error.to_string(),
            })
    }

    fn run_session(&mut self, input: ArrayD<f32>) -> Result<ArrayD<f32>, ort::Error> {
        let outputs = self.session.run(ort::inputs![Tensor::from_array(input)?])?;
        Ok(outputs[0].try_extract_array::<f32>()?.to_owned())
    }

    /// A text that the model file carries beside its weights (ONNX `metadata_props`): a list of labels.
    pub fn note(&self, key: &str) -> Option<String> {
        self.session.metadata().ok()?.custom(key)
    }
}
