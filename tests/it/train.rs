//! A town's own type, from its papers to a program that knows them, and back.

use std::{fs, path::Path, process::Output};

use sesame_tests::sesame;

const TYPES: &str = r#"
[types.pass_solidaire]
label = "Pass solidaire de Valmont"
short = "pass solidaire"
theme = "aides"
keywords = { strong = ["Pass solidaire"], medium = [] }
validity = { kind = "none" }
supersession = { mode = "replace", group_by = ["holder"], order_by = ["issued"] }
icon = { lucide = "id-card", openmoji = "1FAAA" }
"#;

fn train(data: &Path, options: &[&str]) -> Output {
    let mut command = sesame();
    command.arg("train").arg("--data").arg(data).args(options);
    command.output().expect("sesame starts")
}

/// What it said, when it ended well.
fn said(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Papers that the program does not know: their type is not what matters here.
fn papers(folder: &Path, count: usize) {
    let specimens = Path::new(env!("CARGO_MANIFEST_DIR")).join("specimens/papers");
    fs::create_dir_all(folder).expect("a folder");
    let mut files: Vec<_> = fs::read_dir(specimens)
        .expect("specimens")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().contains("inconnu"))
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    files.sort();
    for at in 0..count {
        let file = &files[at % files.len()];
        fs::copy(file, folder.join(format!("{at}.pdf"))).expect("a copy");
    }
}

#[test]
fn a_town_teaches_a_type_promotes_it_and_goes_back() {
    let place = tempfile::tempdir().expect("a folder");
    let data = place.path().join("data");
    let types = place.path().join("types.toml");
    fs::write(&types, TYPES).expect("a file");
    let examples = place.path().join("examples");
    papers(&examples.join("pass_solidaire"), 6);
    let (types, examples) = (types.to_string_lossy(), examples.to_string_lossy());

    let about = said(&train(
        &data,
        &["--types", &types, "--papers", &examples, "--json"],
    ));
    let about: serde_json::Value = serde_json::from_str(&about).expect("JSON");
    assert_eq!(about["papers"][0][1].as_array().map(Vec::len), Some(6));
    assert!(said(&train(&data, &[])).contains("Le modèle du programme est en service."));

    // A paper that was « inconnu » until now is the town's: that is an objection, or it is not; both ways are taken.
    let promoted = train(&data, &["--promote", "1"]);
    let objects = about["against"]
        .as_array()
        .is_some_and(|against| !against.is_empty());
    assert_eq!(promoted.status.success(), !objects);
    if objects {
        assert!(String::from_utf8_lossy(&promoted.stderr).contains("--despite"));
        said(&train(
            &data,
            &["--promote", "1", "--despite", "c’est voulu"],
        ));
        assert!(said(&train(&data, &[])).contains("c’est voulu"));
    }
    assert!(said(&train(&data, &[])).contains("La version 1 est en service."));

    let bag = place.path().join("bag");
    papers(&bag, 1);
    let sorted = sesame()
        .arg("sort")
        .arg(&bag)
        .args(["--json", "--taught"])
        .arg(&data)
        .output();
    assert!(said(&sorted.expect("sesame starts")).contains("pass_solidaire"));

    assert!(said(&train(&data, &["--back"])).contains("Le modèle du programme est en service."));
}

#[test]
fn what_cannot_be_taught_is_said_in_one_line() {
    let place = tempfile::tempdir().expect("a folder");
    let types = place.path().join("types.toml");
    let examples = place.path().join("examples");
    papers(&examples.join("pass_solidaire"), 4);
    let check = |text: &str, expected: &str| {
        fs::write(&types, text).expect("a file");
        let (types, examples) = (types.to_string_lossy(), examples.to_string_lossy());
        let output = train(place.path(), &["--types", &types, "--papers", &examples]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && error.contains(expected),
            "{error}"
        );
    };
    check(TYPES, "4 papiers");
    check(&TYPES.replace("aides", "nulle_part"), "nulle_part");
    let unknown = train(place.path(), &["--promote", "7"]);
    assert!(!unknown.status.success());
}
