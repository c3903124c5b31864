//! For the fuzz targets of `tests/fuzz` alone: what is not public and that a stranger's print reaches.

use crate::{dates::patterns, text};

/// The times printed in a text, line by line, in the form in which the room sees them.
///
/// # Panics
///
/// When what is found does not lie in its line.
pub fn dates(text: &str) {
    for line in text.lines() {
        let line = text::normalise(line);
        for found in patterns::scan(&line) {
            assert!(
                found.start < found.end && line.get(found.start..found.end).is_some(),
                "a time lies outside of its line"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::{Catalogue, codes::twoddoc::read_twoddoc, compare_names};

    fn seeds(target: &str) -> Vec<String> {
        let folder = Path::new("../tests/fuzz/seeds").join(target);
        let files = fs::read_dir(folder).expect("the seeds are in the repository");
        let read = |file: std::io::Result<fs::DirEntry>| {
            fs::read_to_string(file.expect("readable").path()).expect("text")
        };
        files.map(read).collect()
    }

    /// What once broke a parser is kept among the seeds.
    #[test]
    fn every_seed_of_the_fuzzer_is_answered() {
        for text in seeds("dates") {
            dates(&text);
        }
        let codes = seeds("twoddoc");
        assert!(codes.iter().any(|text| read_twoddoc(text).is_some()));
        let built_in = Catalogue::built_in();
        assert!(
            seeds("catalogue")
                .iter()
                .any(|text| built_in.with_local(text).is_ok())
        );
        for text in seeds("numbers") {
            for line in text.lines() {
                let normal = text::normalise(line);
                assert_eq!(normal, text::normalise(&normal), "{line}");
            }
            if let Some((one, other)) = text.split_once('\n') {
                assert_eq!(
                    compare_names(one, other),
                    compare_names(other, one),
                    "{text}"
                );
            }
        }
    }
}
