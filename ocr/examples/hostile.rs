//! Reads every file of a list of hostile or odd files, each in a child process with a time and a memory
//! limit, and counts the answers.
//!
//! `cargo run --release -p sesame-ocr --example hostile -- FOLDER [LIST]`: LIST (`hostile.jsonl`) is in
//! FOLDER and names one file per line, `{"file": …, "kind": …, "seen_elsewhere": …}`.
#![expect(clippy::print_stdout, reason = "a program for measuring")]

use std::{
    collections::BTreeMap,
    env, fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use paper::PhotoId;
use sesame_ocr::{OcrError, Reader, read_photo};

const SECONDS_MAX: u64 = 30;
const BYTES_MAX: u64 = 3 << 30;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.as_slice() {
        [flag, file] if flag == "--one" => println!("{}", read_one(Path::new(file))),
        [folder] => survey(Path::new(folder), "hostile.jsonl"),
        [folder, list] => survey(Path::new(folder), list),
        _ => println!("usage: hostile FOLDER [LIST]"),
    }
}

/// In the child.
fn read_one(file: &Path) -> String {
    rlimit::setrlimit(rlimit::Resource::AS, BYTES_MAX, BYTES_MAX)
        .expect("the limit can be lowered");
    let runtime = models::locate_runtime().expect("the runtime files are set up");
    let mut reader = Reader::open(&runtime).expect("the libraries and models load");
    let bytes = fs::read(file).expect("the file is there");
    match read_photo(&mut reader, PhotoId(0), &bytes) {
        Ok(pages) => {
            let words: usize = pages.iter().map(|found| found.page.words().count()).sum();
            format!("read {} {words}", pages.len())
        }
        Err(OcrError::Refused(refusal)) => refusal.slug().to_owned(),
        Err(OcrError::EngineFailed(what)) => format!("failed {what}"),
    }
}

fn survey(folder: &Path, list: &str) {
    let list = fs::read_to_string(folder.join(list)).expect("the list is there");
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_kind: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let mut slowest = (Duration::ZERO, String::new());
    for line in list.lines() {
        let field = |name: &str| text_field(line, name).unwrap_or_default().to_owned();
        let start = Instant::now();
        let (answer, told) = answer_of_child(&folder.join(field("file")));
        if start.elapsed() > slowest.0 {
            slowest = (start.elapsed(), field("file"));
        }
        println!(
            "{}\t{answer}\t{told}\t{}",
            field("file"),
            field("seen_elsewhere")
        );
        *answers.entry(answer.clone()).or_default() += 1;
        *by_kind
            .entry((field("kind"), field("seen_elsewhere"), answer))
            .or_default() += 1;
    }
    println!("\nby kind, what other software saw, and answer:");
    for ((kind, elsewhere, answer), count) in by_kind {
        println!("{count:5}  {kind:10} {elsewhere:15} {answer}");
    }
    println!("\nby answer:");
    for (answer, count) in answers {
        println!("{count:5}  {answer}");
    }
    println!("\nslowest: {:.1} s, {}", slowest.0.as_secs_f32(), slowest.1);
}

/// The answer, and the last line that the child said.
fn answer_of_child(file: &Path) -> (String, String) {
    let mut child = Command::new(env::current_exe().expect("this program has a path"))
        .arg("--one")
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let end = Instant::now() + Duration::from_secs(SECONDS_MAX);
    while child.try_wait().expect("it is our child").is_none() {
        if Instant::now() > end {
            child.kill().expect("it is our child");
            child.wait().expect("it is our child");
            return ("killed by time".to_owned(), String::new());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("it has ended");
    let told = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    let answer = match output.status.code() {
        Some(0) => told.split(' ').next().unwrap_or_default().to_owned(),
        _ if complaint.contains("memory allocation of") => "killed by memory".to_owned(),
        Some(101) => "panicked".to_owned(),
        _ => format!("crashed ({})", output.status),
    };
    let last = complaint.lines().last().unwrap_or_default();
    (answer, format!("{told} {last}").trim().to_owned())
}

/// A string of one flat JSON object; the list is ours, so nothing in it is escaped.
fn text_field<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!("\"{name}\": \""))?;
    rest.split('"').next()
}
