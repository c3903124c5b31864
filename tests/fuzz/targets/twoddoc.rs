//! The text of a 2D-Doc: header, fields, dates, signature.
#![no_main]

use classify::codes::twoddoc::{TwoDDoc, read_twoddoc};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(code) = read_twoddoc(text) {
        for (id, value) in &code.fields {
            assert!(value.len() <= text.len(), "a field is longer than its code");
            let _ = (TwoDDoc::name(id), code.get(id), code.day(id), code.hex_day(id));
        }
    }
});
