//! Which way up: the small classifier that tells a line from the same line upside down.

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use models::{Engine, Model, ModelCard};
use ndarray::Array4;

use crate::{
    OcrError,
    strips::{STRIP_ROWS, Strip},
};

/// PP-OCR's text direction classifier, as packed in `rapidocr-onnxruntime` 1.4.4.
const CLASSIFIER: ModelCard = ModelCard {
    file: "ppocr-v2-cls.onnx",
    sha256: "e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    built_in: None,
};
/// Width of the classifier's input.
const COLUMNS: u32 = 192;
/// Longer strips show their first part: squeezed further, letters are no letters any more.
const COLUMNS_SEEN: u32 = 2 * COLUMNS;

pub(crate) struct Turner {
    model: Model,
}

impl Turner {
    pub(crate) fn load(engine: &Engine) -> Result<Self, OcrError> {
        Ok(Self {
            model: engine.load(&CLASSIFIER)?,
        })
    }

    /// Mean evidence that the strips stand on their heads, in [-1, 1]; above 0 they do.
    pub(crate) fn upside_down(&mut self, strips: &[Strip]) -> Result<f32, OcrError> {
        let mut sum = 0.0;
        for strip in strips {
            let answer = self.model.run(network_input(strip)?.into_dyn())?;
            let answer = answer.into_raw_vec_and_offset().0;
            sum += answer[1] - answer[0];
        }
        Ok(sum / strips.len().max(1) as f32)
    }
}

/// 1 × 3 × 48 × 192 in [-1, 1]; short strips are filled with 0 on the right, as in training.
fn network_input(strip: &Strip) -> Result<Array4<f32>, OcrError> {
    let failed = |what: String| OcrError::EngineFailed(format!("resizing: {what}"));
    let seen = strip.columns().min(COLUMNS_SEEN);
    let width = seen.min(COLUMNS);
    let source = ImageRef::new(
        strip.columns(),
        STRIP_ROWS,
        strip.image.as_raw(),
        PixelType::U8,
    )
    .map_err(|error| failed(error.to_string()))?;
    let mut target = Image::new(width, STRIP_ROWS, PixelType::U8);
    let options = ResizeOptions::new()
        .crop(0.0, 0.0, f64::from(seen), f64::from(STRIP_ROWS))
        .resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|error| failed(error.to_string()))?;
    let mut input = Array4::zeros((1, 3, STRIP_ROWS as usize, COLUMNS as usize));
    for (i, &value) in target.buffer().iter().enumerate() {
        let (x, y) = (i % width as usize, i / width as usize);
        for channel in 0..3 {
            input[[0, channel, y, x]] = f32::from(value) / 127.5 - 1.0;
        }
    }
    Ok(input)
}
