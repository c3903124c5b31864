//! A town's own types: refused with the place of the mistake, or fit to read papers with.
#![no_main]

use classify::{Catalogue, read_document};
use libfuzzer_sys::fuzz_target;
use sesame_fuzz::{TODAY, page};

fuzz_target!(|text: &str| {
    match Catalogue::built_in().with_local(text) {
        Ok(catalogue) => {
            let print = "CARTE SOLIDAIRE\nN° 123456\nValable jusqu'au 31/12/2026\nDURAND Camille";
            let reading = read_document(&catalogue, &[page(1, print)], TODAY);
            assert!((0.0..=1.0).contains(&reading.confidence.value()));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
