//! Machine-readable lines, to names and days.
#![no_main]

use classify::codes::mrz::read_mrz;
use libfuzzer_sys::fuzz_target;
use sesame_fuzz::TODAY;

fuzz_target!(|text: &str| {
    if let Some(mrz) = read_mrz(text, TODAY) {
        assert!(!mrz.layout.is_empty() && !mrz.surname.contains('<') && !mrz.given.contains('<'));
    }
});
