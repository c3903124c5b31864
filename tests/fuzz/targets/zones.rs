//! Lines of print to machine-readable zones, and those to names and days.
#![no_main]

use classify::codes::mrz::read_mrz;
use libfuzzer_sys::fuzz_target;
use sesame_fuzz::{TODAY, lines};

fuzz_target!(|text: &str| {
    let lines = lines(text);
    let zones = ocr::mrz::raw_lines(&lines);
    assert!(zones.len() <= lines.len(), "a line is in two zones");
    for zone in zones {
        let _ = read_mrz(&zone.text, TODAY);
    }
    let _ = ocr::mrz::looks_like(text);
});
