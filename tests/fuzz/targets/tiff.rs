//! A TIFF of one page or several, also a damaged one.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if !(bytes.starts_with(b"II") || bytes.starts_with(b"MM")) {
        return Corpus::Reject;
    }
    sesame_fuzz::decode(bytes);
    Corpus::Keep
});
