use std::{
    env, fs,
    io::{Read, Write},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use image::ImageFormat;
use paper::{Doubt, Refusal};

use super::{check_size, still};
use crate::{
    limits::{BYTES_MAX, HEIC_SECONDS_MAX},
    sheet::Sheet,
};

/// Debian's converter, of the package `libheif-examples`. It is a child process because the library under it
/// is C++ fed by strangers, and because the version that Debian has is too old for the Rust binding.
const CONVERTER: &str = "heif-convert";

/// One picture: the first of the file, turned as its own `irot` says. Its EXIF is ignored, as the format
/// demands.
pub(super) fn decode(bytes: &[u8]) -> Result<Sheet, Refusal> {
    for (width, height) in sizes(bytes) {
        check_size(width, height).or_else(|refusal| match refusal {
            // A thumbnail may be tiny.
            Refusal::NothingReadable => Ok(()),
            other => Err(other),
        })?;
    }
    let jpeg = convert(bytes)?;
    let mut sheet = still::decode(&without_exif(&jpeg), ImageFormat::Jpeg)?;
    sheet.doubts.retain(|doubt| *doubt != Doubt::Damaged);
    Ok(sheet)
}

/// Widths and heights that the file declares (its `ispe` boxes): of the whole, of tiles and of thumbnails.
fn sizes(bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    bytes
        .windows(16)
        .filter(|window| window.starts_with(b"ispe"))
        .map(|window| {
            let number = |at: usize| {
                u32::from_be_bytes([window[at], window[at + 1], window[at + 2], window[at + 3]])
            };
            (number(8), number(12))
        })
}

/// A folder in memory where the system has one: a photo must not lie unsealed on a disk.
fn memory_folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() {
        memory
    } else {
        env::temp_dir()
    }
}

/// The picture as a JPEG of the best quality, through files in a private folder that is removed afterwards.
fn convert(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    // Ours, and not the file's fault; but there is nothing else to answer to the person.
    let folder = tempfile::Builder::new()
        .prefix("sesame-heic-")
        .tempdir_in(memory_folder())
        .map_err(|_| Refusal::TooHeavy)?;
    let (photo, picture) = (
        folder.path().join("photo"),
        folder.path().join("picture.jpg"),
    );
    fs::File::create(&photo)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(|_| Refusal::TooHeavy)?;

    let child = Command::new(CONVERTER)
        .args(["--quiet", "-q", "97"])
        .args([&photo, &picture])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| {
            tracing::error!(%error, "{CONVERTER} does not start; is libheif-examples installed?");
            Refusal::NotAnImage
        })?;
    let ended = wait(child, Duration::from_secs(HEIC_SECONDS_MAX)).ok_or(Refusal::TooSlow)?;
    if !ended.success() {
        return Err(Refusal::Broken);
    }
    // With several pictures the converter numbers its files from 1.
    let file = fs::File::open(&picture)
        .or_else(|_| fs::File::open(folder.path().join("picture-1.jpg")))
        .map_err(|_| Refusal::Broken)?;
    let mut jpeg = Vec::new();
    file.take(BYTES_MAX as u64 * 4)
        .read_to_end(&mut jpeg)
        .map_err(|_| Refusal::Broken)?;
    Ok(jpeg)
}

/// How the child ended; `None` when it had to be killed.
fn wait(mut child: Child, time: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + time;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(10)),
            _ => {
                // It may have ended by itself in between.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

/// A JPEG without its EXIF segments: the converter copies the file's own, whose turn is already made.
fn without_exif(jpeg: &[u8]) -> Vec<u8> {
    let mut kept = jpeg[..jpeg.len().min(2)].to_vec();
    let mut at = 2;
    while let Some(&[0xff, marker @ 0xe0..=0xef, high, low]) = jpeg.get(at..at + 4) {
        let next = at + 2 + usize::from(u16::from_be_bytes([high, low]));
        let Some(segment) = jpeg.get(at..next) else {
            break;
        };
        if marker != 0xe1 {
            kept.extend_from_slice(segment);
        }
        at = next;
    }
    kept.extend_from_slice(jpeg.get(at..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_converter_that_hangs_is_killed() {
        let child = Command::new("sleep").arg("600").spawn().unwrap();
        assert_eq!(wait(child, Duration::from_millis(30)), None);
    }

    #[test]
    fn declared_sizes_are_read_before_decoding() {
        let mut file = b"\0\0\0\x18ftypheic....\0\0\0\x14ispe\0\0\0\0".to_vec();
        file.extend(9000_u32.to_be_bytes());
        file.extend(9000_u32.to_be_bytes());
        assert_eq!(sizes(&file).collect::<Vec<_>>(), [(9000, 9000)]);
        assert_eq!(decode(&file).err(), Some(Refusal::TooManyPixels));
    }

    #[test]
    fn exif_is_taken_out_and_the_rest_stays() {
        let check = |jpeg: &[u8], expected: &[u8]| assert_eq!(without_exif(jpeg), expected);
        check(
            b"\xff\xd8\xff\xe0\0\x03J\xff\xe1\0\x03E\xff\xdbrest",
            b"\xff\xd8\xff\xe0\0\x03J\xff\xdbrest",
        );
        check(
            b"\xff\xd8\xff\xe1\xff\xffcut",
            b"\xff\xd8\xff\xe1\xff\xffcut",
        );
        check(b"", b"");
    }
}
