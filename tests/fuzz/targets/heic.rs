//! A HEIC or AVIF: the sizes that it declares, then the converter's child process.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if !(bytes.get(4..8) == Some(b"ftyp")) {
        return Corpus::Reject;
    }
    sesame_fuzz::decode(bytes);
    Corpus::Keep
});
