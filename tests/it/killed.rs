//! `kill -9` at any point loses nothing and does nothing twice, and nothing lies about unsealed.

use std::{fs, path::Path, process::Stdio, thread, time::Duration};

use serde_json::Value;
use sesame_tests::{files_below, sesame};

/// Where the program is ended, in seconds from its start: while the first photos come in, and twice in
/// the middle of reading. Where exactly that falls differs from machine to machine; the outcome must not.
const KILLED_AFTER_S: [u64; 3] = [3, 9, 15];

#[test]
fn a_demo_that_was_killed_goes_on_and_keeps_everything_sealed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, key) = (folder.path().join("data"), folder.path().join("town.key"));
    let demo = || {
        let mut demo = sesame();
        demo.args(["demo", "--once", "--json", "--data"]).arg(&data);
        demo.arg("--key").arg(&key).stderr(Stdio::null());
        demo
    };
    for after_s in KILLED_AFTER_S {
        let mut child = demo().stdout(Stdio::null()).spawn().expect("it starts");
        thread::sleep(Duration::from_secs(after_s));
        child.kill().expect("it can be killed");
        child.wait().expect("it ended");
    }
    let counted = figures(&demo().output().expect("it runs").stdout);
    for (what, least) in [("photos", 40), ("papers", 30)] {
        let count = counted.get(what).and_then(Value::as_u64);
        assert!(count >= Some(least), "{what}: {counted}");
    }
    assert_eq!(counted, figures(&demo().output().expect("it runs").stdout));

    for name in [
        "Boisgallet",
        "Benhamdine",
        "Sainte-Aubaine",
        "IMG_2026",
        "QUITTANCE",
    ] {
        assert_sealed(&data, name);
    }
}

fn figures(stdout: &[u8]) -> Value {
    let text = String::from_utf8_lossy(stdout);
    let last = text.lines().last().expect("a line of figures");
    serde_json::from_str(last).expect("the last line is JSON")
}

/// Names of people, of files and words of papers: in no file of the data folder, whatever its kind.
fn assert_sealed(data: &Path, canary: &str) {
    for file in files_below(data) {
        let bytes = fs::read(&file).expect("file is readable");
        let found = bytes
            .windows(canary.len())
            .any(|window| window == canary.as_bytes());
        assert!(!found, "{canary} lies open in {}", file.display());
    }
}
