//! Days, periods and durations as they are printed.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| classify::fuzz::dates(text));
