//! Nothing disappears: every file handed in comes out once, as pages of papers, as a repeat or as a refusal.

use std::{collections::BTreeMap, fs, process::Command};

use serde_json::Value;
use sesame_tests::{sesame, write_photos};

#[test]
fn every_file_of_a_folder_comes_out_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut expected = write_photos(folder.path(), 3);
    let first = fs::read(folder.path().join(&expected[0])).expect("just written");
    for (name, bytes) in [
        ("copie.jpg", first.as_slice()),
        ("vide.jpg", b""),
        ("note.txt", "ceci n'est pas une photo".as_bytes()),
        ("coupe.pdf", b"%PDF-1.7\n1 0 obj\n<<"),
        ("coupe.jpg", &first[..64]),
    ] {
        fs::write(folder.path().join(name), bytes).expect("folder is writable");
        expected.push(name.to_owned());
    }
    fs::write(folder.path().join("._copie.jpg"), b"junk of a file manager").expect("writable");

    let output = sesame()
        .args(["sort", "--json", "--today", "2026-11-21"])
        .arg(folder.path())
        .output()
        .expect("the program runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");

    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = 0;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let line: Value = serde_json::from_str(line).expect("one JSON object a line");
        refused += usize::from(line.get("refused").is_some());
        match line.get("pages").and_then(Value::as_array) {
            // A photo may show several papers, so its name counts once for all of them.
            Some(pages) => {
                for page in pages {
                    seen.insert(name(page), 1);
                }
            }
            None => *seen.entry(name(&line)).or_default() += 1,
        }
    }
    let once: BTreeMap<String, usize> = expected.into_iter().map(|name| (name, 1)).collect();
    assert_eq!(seen, once);
    assert!(
        refused >= 4,
        "the four that are no photos are refused: {refused}"
    );
}

/// The converter writes files, which a reader may do only within limits.
#[test]
fn a_photo_of_a_telephone_that_makes_heic_is_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let photos = write_photos(folder.path(), 8);
    let photo = photos.iter().find(|name| name.starts_with("IMG_"));
    let photo = folder.path().join(photo.expect("some are photos"));
    let heic = folder.path().join("photo.heic");
    let encoded = Command::new("heif-enc")
        .arg(&photo)
        .arg("-o")
        .arg(&heic)
        .output();
    assert!(
        encoded
            .expect("libheif-examples is installed")
            .status
            .success()
    );

    let output = sesame().args(["read", "--json"]).arg(&heic).output();
    let output = output.expect("the program runs");
    let first = String::from_utf8_lossy(&output.stdout);
    let first: Value = first
        .lines()
        .next()
        .and_then(|line| serde_json::from_str(line).ok())
        .expect("an answer");
    assert!(first.get("text").is_some(), "{first}");
}

fn name(value: &Value) -> String {
    let file = value.get("file").and_then(Value::as_str).expect("a file");
    file.rsplit('/').next().unwrap_or(file).to_owned()
}
