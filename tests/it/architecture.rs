//! The arrows between rooms, as a test: a new arrow is a decision, not an accident.

use std::{collections::BTreeSet, fs, path::Path};

/// Each room and what it may depend on. `specimens` are invented papers and a simulated camera: the
/// demo of `api` shows them and `tests` measures with them; no other room may know them.
const ARROWS: &[(&str, &[&str])] = &[
    ("paper", &[]),
    ("models", &[]),
    ("ocr", &["models", "paper"]),
    ("classify", &["models", "paper"]),
    ("vault", &["paper"]),
    ("index", &["paper", "vault"]),
    (
        "ingest",
        &["classify", "index", "models", "ocr", "paper", "vault"],
    ),
    (
        "api",
        &[
            "classify",
            "index",
            "ingest",
            "models",
            "paper",
            "specimens",
            "vault",
        ],
    ),
];

fn house() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests lie in the house")
}

fn arrows(room: &str) -> BTreeSet<String> {
    let rooms: BTreeSet<&str> = ARROWS
        .iter()
        .map(|(room, _)| *room)
        .chain(["specimens"])
        .collect();
    let manifest = house().join(room).join("Cargo.toml");
    let manifest = fs::read_to_string(&manifest).expect("manifest is readable");
    let manifest: toml::Table = manifest.parse().expect("manifest is TOML");
    manifest
        .get("dependencies")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flat_map(toml::Table::keys)
        .filter(|name| rooms.contains(name.as_str()))
        .cloned()
        .collect()
}

#[test]
fn rooms_depend_only_downwards() {
    for (room, allowed) in ARROWS {
        let allowed: BTreeSet<String> = allowed.iter().map(|name| (*name).to_owned()).collect();
        let extra: Vec<String> = arrows(room).difference(&allowed).cloned().collect();
        assert!(extra.is_empty(), "{room} may not depend on {extra:?}");
    }
}

#[test]
fn nothing_else_is_a_visible_top_level_folder() {
    let expected = BTreeSet::from(
        [
            "api", "classify", "index", "ingest", "models", "ocr", "paper", "tests", "vault",
        ]
        .map(str::to_owned),
    );
    let tracked = std::process::Command::new("git")
        .args(["ls-tree", "-d", "--name-only", "HEAD"])
        .current_dir(house())
        .output()
        .expect("git runs");
    let folders: BTreeSet<String> = String::from_utf8_lossy(&tracked.stdout)
        .lines()
        .filter(|name| !name.starts_with('.'))
        .map(str::to_owned)
        .collect();
    assert_eq!(folders, expected);
}

#[test]
fn the_nouns_do_not_know_how_they_are_written_down() {
    let manifest = fs::read_to_string(house().join("paper/Cargo.toml")).expect("readable");
    assert!(
        !manifest.contains("serde"),
        "wire shapes belong to the rims"
    );
}
