//! Numbers with a key, and names that are compared.
#![no_main]

use classify::{codes::numbers, compare_names, normalise};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for line in text.lines() {
        let _ = numbers::nir_is_valid(line);
        let _ = numbers::spi_is_valid(line);
        let _ = numbers::iban_is_valid(line);
        let _ = numbers::siret_is_valid(line);
        let _ = numbers::luhn_is_valid(line);
        let normal = normalise(line);
        assert_eq!(normal, normalise(&normal), "normalising twice changes more");
    }
    if let Some((one, other)) = text.split_once('\n') {
        let there = compare_names(one, other);
        assert_eq!(there, compare_names(other, one), "the order of two names decides");
    }
});
