//! `sesame read --format`: the same words come out in every shape, one document for each file, and a file that
//! cannot be read ends none of the others.

use std::{fs, path::Path};

use serde_json::Value;
use sesame_tests::sesame;

const FILES: [&str; 2] = [
    "../ocr/tests/pages/avis.png",
    "../ocr/tests/pages/quittance.png",
];

/// What `sesame read` with these arguments wrote on standard output, its exit code being 0.
fn read(folder: &Path, arguments: &[&str]) -> String {
    let output = sesame()
        .arg("read")
        .args(FILES)
        .arg(folder.join("broken.jpg"))
        .args(arguments)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The values of an attribute, or the texts, of the elements that `wanted` picks.
fn words(xml: &str, wanted: impl Fn(&roxmltree::Node<'_, '_>) -> Option<String>) -> Vec<String> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    let document = roxmltree::Document::parse_with_options(xml, options).expect("well formed");
    document
        .descendants()
        .filter_map(|node| wanted(&node))
        .collect()
}

#[test]
fn every_format_says_the_same_words_of_each_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("broken.jpg"),
        b"\xff\xd8\xff\xe0 and no more",
    )
    .expect("writable");

    let json = read(folder.path(), &["--json"]);
    let rows: Vec<Value> = json
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(
        rows.last().and_then(|row| row["refused"].as_str()),
        Some("broken")
    );
    let read_words = |name: &str| -> Vec<String> {
        let of_file = rows.iter().filter(|row| {
            row["file"]
                .as_str()
                .is_some_and(|file| file.ends_with(name))
        });
        let text: Vec<&str> = of_file.filter_map(|row| row["text"].as_str()).collect();
        text.join("\n")
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };

    for (format, ending) in [("alto", "alto.xml"), ("hocr", "hocr"), ("pdf", "pdf")] {
        let out = folder.path().join(format);
        let said = read(
            folder.path(),
            &["--format", format, "--out", out.to_str().expect("UTF-8")],
        );
        assert_eq!(said.matches(" → ").count(), FILES.len(), "{said}");
        assert!(said.contains("broken.jpg : "), "{said}");
        assert_eq!(fs::read_dir(&out).expect("a folder").count(), FILES.len());
        for stem in ["avis", "quittance"] {
            let written = fs::read(out.join(format!("{stem}.{ending}"))).expect("a document");
            let expected = read_words(&format!("{stem}.png"));
            assert!(expected.len() > 5, "{stem}: {expected:?}");
            let xml = String::from_utf8_lossy(&written);
            match format {
                "alto" => assert_eq!(
                    words(&xml, |node| {
                        (node.tag_name().name() == "String")
                            .then(|| node.attribute("CONTENT").unwrap_or("").to_owned())
                    }),
                    expected
                ),
                "hocr" => assert_eq!(
                    words(&xml, |node| {
                        (node.attribute("class") == Some("ocrx_word"))
                            .then(|| node.text().unwrap_or("").to_owned())
                    }),
                    expected
                ),
                _ => assert!(written.starts_with(b"%PDF-1.")),
            }
        }
    }
}

#[test]
fn several_files_are_not_one_document() {
    let output = sesame()
        .arg("read")
        .args(FILES)
        .args(["--format", "alto"])
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("--out DIR"), "{said}");
    assert!(output.stdout.is_empty());
}
