//! A WebP, lossy or not.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if !(bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")) {
        return Corpus::Reject;
    }
    sesame_fuzz::decode(bytes);
    Corpus::Keep
});
