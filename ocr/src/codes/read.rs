//! The `rxing` library, one symbol at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{GrayImage, imageops};
use paper::{CodeKind, Quad};
use rxing::{
    BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, RXingResult, Reader,
    aztec::AztecReader,
    common::HybridBinarizer,
    datamatrix::DataMatrixReader,
    multi::{GenericMultipleBarcodeReader, MultipleBarcodeReader},
    oned::MultiFormatOneDReader,
    pdf417::PDF417Reader,
    qrcode::cpp_port::QrReader,
};

/// A code in the pixels of the image that was given.
pub(super) struct Found {
    pub kind: CodeKind,
    /// One char per byte.
    pub text: String,
    pub quad: Quad,
}

type Bitmap = BinaryBitmap<HybridBinarizer<Luma8LuminanceSource>>;

/// Smaller images than this are not binarised by the library.
const SIDE_MIN: u32 = 40;

/// All codes made of modules, wherever they are.
pub(super) fn matrix_codes(image: &GrayImage) -> Vec<Found> {
    contained(image, |bitmap| {
        let mut found = Vec::new();
        found.extend(all(DataMatrixReader, bitmap));
        found.extend(all(QrReader, bitmap));
        found.extend(all(AztecReader, bitmap));
        found
    })
    .unwrap_or_default()
}

fn all(reader: impl Reader, bitmap: &mut Bitmap) -> Vec<Found> {
    GenericMultipleBarcodeReader::new(reader)
        .decode_multiple_with_hints(bitmap, &hints())
        .unwrap_or_default()
        .iter()
        .filter_map(found)
        .collect()
}

/// The code that fills the image, made of modules or, when its edges run one way, of bars.
pub(super) fn code(image: &GrayImage, coherence: f32) -> Option<Found> {
    /// Of a code made of modules, at most, and of one made of bars, at least.
    const COHERENCE: (f32, f32) = (0.6, 0.25);
    let modules = (coherence <= COHERENCE.0).then(|| matrix_code(image));
    modules.flatten().or_else(|| {
        (coherence >= COHERENCE.1)
            .then(|| striped_code(image))
            .flatten()
    })
}

fn matrix_code(image: &GrayImage) -> Option<Found> {
    contained(image, |bitmap| {
        [
            DataMatrixReader.decode_with_hints(bitmap, &hints()),
            QrReader.decode_with_hints(bitmap, &hints()),
            AztecReader.decode_with_hints(bitmap, &hints()),
        ]
        .into_iter()
        .find_map(|result| found(&result.ok()?))
    })?
}

/// Its bars upright.
fn striped_code(image: &GrayImage) -> Option<Found> {
    contained(image, |bitmap| {
        let result = PDF417Reader.decode_with_hints(bitmap, &hints()).ok()?;
        found(&result)
    })?
    .or_else(|| linear_code(image))
}

/// A linear code has weak checks or none, and print is full of bars: it counts when the upper and the lower
/// half of it say the same.
fn linear_code(image: &GrayImage) -> Option<Found> {
    let half = image.height() / 2;
    let halves = [0, image.height() - half]
        .map(|top| imageops::crop_imm(image, 0, top, image.width(), half).to_image());
    let [upper, lower] = halves.map(|half| {
        contained(&half, |bitmap| {
            let result = MultiFormatOneDReader::new(&hints()).decode_with_hints(bitmap, &hints());
            found(&result.ok()?)
        })?
    });
    let (upper, lower) = (upper?, lower?);
    (upper.kind == lower.kind && upper.text == lower.text).then(|| Found {
        quad: Quad::upright(0.0, 0.0, image.width() as f32, image.height() as f32),
        ..upper
    })
}

/// The library indexes without checks in places: what panics there is no code.
fn contained<T>(image: &GrayImage, read: impl FnOnce(&mut Bitmap) -> T) -> Option<T> {
    let (width, height) = image.dimensions();
    if width.min(height) < SIDE_MIN {
        return None;
    }
    let source = Luma8LuminanceSource::new(image.as_raw().clone(), width, height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    catch_unwind(AssertUnwindSafe(|| read(&mut bitmap))).ok()
}

fn hints() -> DecodeHints {
    DecodeHints {
        TryHarder: Some(true),
        CharacterSet: Some("ISO-8859-1".to_owned()),
        ..DecodeHints::default()
    }
}

fn found(result: &RXingResult) -> Option<Found> {
    let kind = kind(*result.getBarcodeFormat())?;
    let corners = result.getPoints().iter().map(|point| {
        let corner = paper::Point::new(point.x, point.y);
        Quad([corner; 4])
    });
    let (left, top, right, bottom) = Quad::bounds(corners)?;
    Some(Found {
        kind,
        text: bytes_as_chars(result.getText()),
        quad: Quad::upright(left, top, right, bottom),
    })
}

fn kind(format: BarcodeFormat) -> Option<CodeKind> {
    Some(match format {
        BarcodeFormat::DATA_MATRIX => CodeKind::DataMatrix,
        BarcodeFormat::QR_CODE => CodeKind::Qr,
        BarcodeFormat::PDF_417 => CodeKind::Pdf417,
        BarcodeFormat::AZTEC => CodeKind::Aztec,
        BarcodeFormat::CODE_128 => CodeKind::Code128,
        BarcodeFormat::CODE_39 => CodeKind::Code39,
        BarcodeFormat::EAN_13 | BarcodeFormat::EAN_8 | BarcodeFormat::UPC_A => CodeKind::Ean,
        BarcodeFormat::ITF => CodeKind::Itf,
        _ => return None,
    })
}

/// One char per byte: text that the code itself declares to be in another character set is written as UTF-8.
pub(super) fn bytes_as_chars(text: &str) -> String {
    if text.chars().all(|char| char <= '\u{ff}') {
        text.to_owned()
    } else {
        text.bytes().map(char::from).collect()
    }
}
