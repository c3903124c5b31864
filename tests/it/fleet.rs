//! Several processes over RabbitMQ: one serves, others work, and one of those is killed half-way.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::Value;
use sesame_tests::{Visitor, sesame, write_photos};

use crate::rabbit::Broker;

/// Long enough for any machine; a bag that is not sorted by then never will be.
const PATIENCE: Duration = Duration::from_mins(10);
const PASSWORD: &str = "un mot de passe";

#[test]
fn a_bag_is_sorted_by_workers_of_which_one_is_killed_and_nothing_is_lost_or_twice() {
    let broker = Broker::start();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let town = Town::new(folder.path(), &broker.address);
    let photos = folder.path().join("photos");
    fs::create_dir(&photos).expect("folder is writable");
    let mut expected = write_photos(&photos, 4);

    let (_serving, mut agent) = town.serve();
    let mut killed = town.work();
    let person = agent.form("/personnes", "name=Ana+Pires&language=fr");
    let person = person.location.expect("her page");
    for purpose in ["keep", "sort"] {
        let form = format!("purpose={purpose}&answer=oui");
        agent.form(&format!("{person}/accords"), &form);
    }
    let person = person.rsplit('/').next().expect("her id");
    let opened = agent.json(&format!("/api/people/{person}/bags"), "{}");
    let bag = opened["bag"].as_str().expect("an id");
    let bag = format!("/api/people/{person}/bags/{bag}");
    for name in &expected {
        let bytes = fs::read(photos.join(name)).expect("just written");
        let answer = agent.upload(&format!("{bag}/photos"), name, &bytes);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    agent.json(&format!("{bag}/complete"), "{}");

    wait_until(&mut agent, &bag, |bag| bag["closed"].as_u64() >= Some(1));
    killed.0.kill().expect("it can be killed");
    let _working = town.work();
    wait_until(&mut agent, &bag, |bag| bag["filed"] == true);

    let papers = agent.json(&format!("/api/people/{person}/papers"), "");
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut files: Vec<String> = Vec::new();
    for page in pages(&papers) {
        *places.entry(page.to_string()).or_default() += 1;
        files.push(page["file"].as_str().expect("a file").to_owned());
    }
    files.sort();
    files.dedup();
    expected.sort();
    assert_eq!(files, expected, "nothing is lost: {papers}");
    assert!(places.values().all(|times| *times == 1), "{places:?}");

    let holders = papers.as_array().into_iter().flatten();
    let mut names = holders.filter_map(|paper| paper["holder"].as_str()?.split(' ').next());
    let word = names.find(|name| name.is_ascii()).expect("a name");
    let found = agent.get(&format!("/personnes/{person}?q={word}"));
    assert!(
        found.text.contains("/papiers/"),
        "what a worker filed is found by the process that serves"
    );
}

#[test]
fn without_its_broker_the_program_says_so_in_one_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // Port 1 is privileged and unused: nothing listens there.
    let town = Town::new(folder.path(), "amqp://anna:secret@127.0.0.1:1/%2f");
    for command in ["work", "serve"] {
        let output = town.command(command).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.contains("RabbitMQ") && said.contains("127.0.0.1:1"),
            "{said}"
        );
        assert!(!said.contains("secret"), "{said}");
    }
}

/// Where the processes meet: one data folder, one key, one queue.
struct Town {
    data: PathBuf,
    key: PathBuf,
    queue: String,
}

/// Ended with the test, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill(); // it may have ended
        let _ = self.0.wait();
    }
}

impl Town {
    fn new(folder: &Path, queue: &str) -> Self {
        Self {
            data: folder.join("data"),
            key: folder.join("town.key"),
            queue: queue.to_owned(),
        }
    }

    fn command(&self, name: &str) -> Command {
        let mut command = sesame();
        command.arg(name).arg("--data").arg(&self.data);
        command.arg("--key").arg(&self.key);
        // As a unit file would say it.
        command.env("SESAME_QUEUE", &self.queue);
        command
    }

    fn work(&self) -> Running {
        let mut command = self.command("work");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Running(command.spawn().expect("it starts"))
    }

    /// The app without workers, and an agent who has signed in.
    fn serve(&self) -> (Running, Visitor) {
        let mut command = self.command("serve");
        command.args(["--no-workers", "--listen", "127.0.0.1:0"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut serving = Running(command.spawn().expect("it starts"));
        let said = serving.0.stdout.take().expect("it is piped");
        let mut said = BufReader::new(said).lines().map_while(Result::ok);
        let mut password = None;
        let host = said
            .find_map(|line| {
                if let Some((_, after)) = line.split_once("mot de passe « ") {
                    password = after.split(' ').next().map(str::to_owned);
                }
                Some(line.split_once("http://")?.1.to_owned())
            })
            .expect("it says where it listens");
        let mut visitor = Visitor::at(&host);
        let password = password.expect("the first admin's password is said once");
        visitor.form("/entrer", &format!("login=admin&password={password}"));
        let member = format!("login=zoe&name=Zoé&role=agent&password={PASSWORD}");
        visitor.form("/reglages/equipe", &member);
        let entered = visitor.form("/entrer", &format!("login=zoe&password={PASSWORD}"));
        assert_eq!(entered.status, 303, "{}", entered.text);
        (serving, visitor)
    }
}

fn wait_until(agent: &mut Visitor, bag: &str, is_so: impl Fn(&Value) -> bool) {
    let since = Instant::now();
    loop {
        let now = agent.json(bag, "");
        if is_so(&now) {
            return;
        }
        assert!(since.elapsed() < PATIENCE, "{now}");
        sleep(Duration::from_millis(300));
    }
}

fn pages(papers: &Value) -> impl Iterator<Item = &Value> {
    let papers = papers.as_array().expect("a list").iter();
    papers.flat_map(|paper| paper["pages"].as_array().expect("pages"))
}
