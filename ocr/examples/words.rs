//! Makes the set of words that the reader spells by, of a list with one word per line.
//!
//! `cargo run --release -p sesame-ocr --example words -- words.txt models/trained/words.fst`

#![expect(clippy::print_stderr, reason = "a program for a terminal")]

use std::{collections::BTreeSet, error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [list, out] = arguments.as_slice() else {
        return Err("usage: words words.txt words.fst".into());
    };
    let text = fs::read_to_string(list)?;
    let words: BTreeSet<&str> = text.lines().filter(|word| !word.is_empty()).collect();
    let set = fst::Set::from_iter(&words)?;
    fs::write(out, set.as_fst().as_bytes())?;
    eprintln!(
        "{} words, {} bytes",
        words.len(),
        set.as_fst().as_bytes().len()
    );
    Ok(())
}
