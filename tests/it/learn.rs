//! An admin teaches a paper in the browser, with real reading; the program is killed half-way and started again.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use sesame_tests::{Answer, Visitor, files_below, sesame};

/// Long enough for any machine; a draft that is not taught by then never will be.
const PATIENCE: Duration = Duration::from_mins(10);
const PASSWORD: &str = "un mot de passe";
const SHEET: &str = "label=Pass+solidaire&short=pass+solidaire&theme=aides&picture=1FAAA&rule=mois&count=6\
    &keywords=&issuers=&toml=";

#[test]
fn a_draft_is_taught_once_though_the_program_is_killed_while_it_reads_and_while_it_learns() {
    let place = tempfile::tempdir().expect("a folder");
    let data = place.path().join("data");
    let key = place.path().join("town.key");
    let (mut serving, mut admin) = serve(&data, &key, None);
    let draft = admin.form("/reglages/apprendre/nouveau", SHEET);
    let draft = draft.location.expect("a draft");
    let papers = papers();
    for (at, paper) in papers.iter().enumerate() {
        let bytes = fs::read(paper).expect("a specimen");
        let sent = admin.upload(&format!("{draft}/exemples"), &format!("{at}.pdf"), &bytes);
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    admin.form(&format!("{draft}/apprendre"), "");
    wait_until(&mut admin, &draft, |page| {
        !page.text.contains("exemples : 0 sur")
    });
    drop(serving);

    (serving, admin) = serve(&data, &key, Some("admin-2"));
    wait_until(&mut admin, &draft, |page| {
        page.text.contains("Apprentissage : étape")
    });
    drop(serving);

    (serving, admin) = serve(&data, &key, Some("admin-3"));
    wait_until(&mut admin, &draft, |page| {
        page.text.contains("C’est appris : version 1")
    });
    let page = admin.get("/reglages/apprendre/versions/1");
    assert!(page.text.contains("Les trois chiffres"), "{}", page.text);
    drop(serving);

    let models = files_below(&data.join("models"));
    let onnx = models
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "onnx"));
    assert_eq!(onnx.count(), 1, "{models:?}");
    // What is not sealed: the model, its figures, the words that half of the papers share. Never a file.
    for file in files_below(&data) {
        let bytes = fs::read(&file).expect("file is readable");
        let opens = bytes.windows(5).any(|window| window == b"%PDF-");
        assert!(!opens, "a paper lies open in {}", file.display());
    }
}

/// Six papers; of which type they are does not matter here.
fn papers() -> Vec<PathBuf> {
    let specimens = Path::new(env!("CARGO_MANIFEST_DIR")).join("specimens/papers");
    let mut files: Vec<PathBuf> = fs::read_dir(specimens)
        .expect("specimens")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    files.sort();
    files.truncate(6);
    files
}

/// Killed with the test, and in the middle of it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill(); // it may have ended
        let _ = self.0.wait();
    }
}

/// The app with its workers, and an admin who has signed in: the first one, who then adds the next two.
fn serve(data: &Path, key: &Path, login: Option<&str>) -> (Running, Visitor) {
    let mut command = sesame();
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data);
    command.arg("--key").arg(key);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut serving = Running(command.spawn().expect("it starts"));
    let said = serving.0.stdout.take().expect("it is piped");
    let mut password = None;
    let host = BufReader::new(said)
        .lines()
        .map_while(Result::ok)
        .find_map(|line| {
            if let Some((_, after)) = line.split_once("mot de passe « ") {
                password = after.split(' ').next().map(str::to_owned);
            }
            Some(line.split_once("http://")?.1.to_owned())
        })
        .expect("it says where it listens");
    let mut visitor = Visitor::at(&host);
    let enter = |visitor: &mut Visitor, login: &str, password: &str| {
        let form = format!("login={login}&password={password}");
        assert_eq!(visitor.form("/entrer", &form).status, 303, "{login}");
    };
    if let Some(login) = login {
        enter(&mut visitor, login, PASSWORD);
    } else {
        let password = password.expect("the first admin's password is said once");
        enter(&mut visitor, "admin", &password);
        for login in ["admin-2", "admin-3"] {
            let form = format!("login={login}&name=Odile&role=admin&password={PASSWORD}");
            visitor.form("/reglages/equipe", &form);
        }
    }
    (serving, visitor)
}

fn wait_until(admin: &mut Visitor, path: &str, is_so: impl Fn(&Answer) -> bool) {
    let since = Instant::now();
    loop {
        let page = admin.get(path);
        if is_so(&page) {
            return;
        }
        assert!(since.elapsed() < PATIENCE, "{}", page.text);
        sleep(Duration::from_millis(300));
    }
}
