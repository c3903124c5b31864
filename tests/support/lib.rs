//! What whole-house tests share: the built program, and small bags.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

mod web;

pub use web::{Answer, Visitor};

/// The `sesame` program that was built with these tests. `make test` builds it first.
///
/// # Panics
///
/// When it was not built.
pub fn sesame() -> Command {
    let program = env::current_exe()
        .ok()
        .and_then(|test| Some(test.parent()?.parent()?.join("sesame")))
        .filter(|program| program.is_file())
        .expect("`cargo build --release --workspace` built the program first");
    Command::new(program)
}

/// The first `count` photos of the demo's bag, written to `folder`; gives their names.
///
/// # Panics
///
/// Without the runtime folder, or when `folder` cannot be written to.
pub fn write_photos(folder: &Path, count: usize) -> Vec<String> {
    let runtime = models::locate_runtime().expect("`.ci/setup test` made the runtime folder");
    let bag = specimens::demo_bag(&runtime, 1).expect("the committed papers open");
    bag.take(count)
        .map(|photo| {
            let photo = photo.expect("the camera works");
            fs::write(folder.join(&photo.file_name), &photo.bytes).expect("folder is writable");
            photo.file_name
        })
        .collect()
}

/// Every file below `folder`, unordered.
///
/// # Panics
///
/// When a folder cannot be read.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("folder is readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}
