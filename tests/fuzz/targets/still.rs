//! The pictures that few people bring: GIF, BMP, PNM.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if !(bytes.starts_with(b"GIF8") || bytes.starts_with(b"BM") || bytes.starts_with(b"P")) {
        return Corpus::Reject;
    }
    sesame_fuzz::decode(bytes);
    Corpus::Keep
});
