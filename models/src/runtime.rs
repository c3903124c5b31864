use std::path::{Path, PathBuf};

/// The folder with the shared libraries (`lib/`) and models (`models/`): `$SESAME_RUNTIME`, else `.runtime`
/// in an ancestor of the program or of the current folder, else `/usr/lib/sesame`. `None` when there is none.
pub fn locate_runtime() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SESAME_RUNTIME") {
        let named = PathBuf::from(named);
        return is_runtime(&named).then_some(named);
    }
    let starts = [std::env::current_exe(), std::env::current_dir()];
    let mut found = starts
        .iter()
        .flatten()
        .filter_map(|start| above(start.as_path()));
    found.next().or_else(|| {
        let installed = PathBuf::from("/usr/lib/sesame");
        is_runtime(&installed).then_some(installed)
    })
}

fn above(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .map(|folder| folder.join(".runtime"))
        .find(|folder| is_runtime(folder))
}

fn is_runtime(folder: &Path) -> bool {
    folder.join("models").is_dir() && folder.join("lib").is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_runtime_above_is_taken() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        assert_eq!(above(&deep), None);
        for folder in [".runtime/lib", ".runtime/models"] {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        assert_eq!(above(&deep), Some(root.path().join(".runtime")));
        // Without its libraries a folder of that name is not a runtime.
        std::fs::create_dir_all(root.path().join("a/.runtime/models")).unwrap();
        assert_eq!(above(&deep), Some(root.path().join(".runtime")));
    }
}
