//! A JPEG, with its EXIF.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if !bytes.starts_with(b"\xff\xd8\xff") {
        return Corpus::Reject;
    }
    sesame_fuzz::decode(bytes);
    Corpus::Keep
});
