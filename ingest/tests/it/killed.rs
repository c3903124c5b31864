//! `kill -9` at any point loses nothing and does nothing twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::Write,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use ingest::{
    Kit, intake, limits,
    queue::{Embedded, JobQueue},
    reader::ReaderPool,
    sweep, worker,
};
use paper::{BagId, PageId};
use vault::{Permit, PhotoState};

use crate::support::house::{move_in, open_kit, permit, read_text};

const KILLS: u32 = 30;
/// A job that ends its program more often than `ATTEMPTS_MAX` is parked: that is another test's matter.
const KILLS_HERE_MAX: u32 = limits::ATTEMPTS_MAX - 2;
const LEASE: Duration = Duration::from_secs(1);
const FOLDER: &str = "SESAME_TEST_SORTS";

/// The program that is killed: this test binary again, told to sort a folder. It goes on where the one
/// before it was killed.
#[tokio::test]
async fn the_program_that_is_killed() {
    if let Some(root) = env::var_os(FOLDER) {
        sort(Path::new(&root)).await;
    }
}

async fn sort(root: &Path) {
    let reads = root.join("reads");
    let readers = ReaderPool::fake(2, move |photo, bytes| {
        let mut reads = fs::File::options()
            .create(true)
            .append(true)
            .open(&reads)
            .unwrap();
        writeln!(reads, "{photo}").unwrap();
        read_text(photo, bytes)
    });
    let kit = Arc::new(open_kit(root, readers).await);
    let queue = Embedded::open_with_lease(kit.vault.ledger_path(), LEASE)
        .await
        .unwrap();
    let (permit, bag) = the_only_bag(&kit).await;
    if !kit.vault.bag(&permit, bag).await.unwrap().complete {
        let folder = root.join("sac");
        intake::receive_folder(&kit, &queue, &permit, bag, &folder)
            .await
            .unwrap();
        intake::complete(&kit, &queue, &permit, bag).await.unwrap();
    }
    sweep::sweep(&kit, &queue).await.unwrap();
    worker::run_until_empty(&queue, &kit).await.unwrap();
}

async fn the_only_bag(kit: &Kit) -> (Permit, BagId) {
    let person = kit.vault.beneficiaries().await.unwrap()[0].id;
    let permit = permit(kit, person).await;
    let bag = kit.vault.bags(&permit).await.unwrap()[0].id;
    (permit, bag)
}

/// Twelve files: papers of one and two in a photo, a repeat, a refused one, one that fails.
fn bag_of_files() -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = (0..8)
        .map(|n| {
            (
                format!("{n:02}.jpg"),
                format!("QUITTANCE DE LOYER\nnumero 4{n}7{n}\nReference R{n}{n}{n}{n}"),
            )
        })
        .collect();
    for (name, text) in [
        ("08.jpg", "AVIS D'IMPOT 2025\n---\nCARTE VITALE"),
        ("09.jpg", "QUITTANCE DE LOYER\nnumero 4070\nReference R0000"),
        ("10.jpg", "!refuse"),
        ("11.jpg", "!fail"),
    ] {
        files.insert(name.to_owned(), text.to_owned());
    }
    files
}

async fn prepare(root: &Path) {
    let kit = open_kit(root, ReaderPool::fake(1, read_text)).await;
    let person = move_in(&kit).await;
    let now_s = kit.clock.now_s();
    kit.vault
        .open_bag(&permit(&kit, person).await, now_s)
        .await
        .unwrap();
    fs::create_dir(root.join("sac")).unwrap();
    for (name, text) in bag_of_files() {
        fs::write(root.join("sac").join(name), text).unwrap();
    }
}

fn start(root: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "killed::the_program_that_is_killed"])
        .env(FOLDER, root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Papers by what their pages say, so that two houses can be compared.
async fn what_is_kept(root: &Path) -> (Vec<String>, BTreeSet<Vec<String>>) {
    let kit = open_kit(root, ReaderPool::fake(1, read_text)).await;
    let (permit, bag) = the_only_bag(&kit).await;
    let queue = Embedded::open(kit.vault.ledger_path()).await.unwrap();
    let parked = queue.parked().await.unwrap();
    assert_eq!(parked.len(), 1, "only the one that fails: {parked:?}");
    assert!(queue.depth().await.unwrap().is_idle());
    assert!(kit.vault.bag(&permit, bag).await.unwrap().filed);

    let files = bag_of_files();
    let cards = kit.vault.photos_of(&permit, bag).await.unwrap();
    assert_eq!(cards.len(), files.len(), "each file once");
    let mut states = Vec::new();
    for card in &cards {
        let original = kit.vault.open_photo(&permit, card.id).await.unwrap();
        assert_eq!(original, files[&card.file_name].as_bytes(), "byte for byte");
        assert_ne!(card.state, PhotoState::Waiting);
        states.push(format!(
            "{} {:?} {}",
            card.file_name,
            card.state,
            card.pages.len()
        ));
    }

    let documents = kit.vault.held_documents(&permit).await.unwrap();
    let pages: Vec<PageId> = documents
        .iter()
        .flat_map(|held| held.reading.pages.clone())
        .collect();
    let distinct: BTreeSet<PageId> = pages.iter().copied().collect();
    assert_eq!(pages.len(), distinct.len(), "no page in two papers");
    let mut papers = BTreeSet::new();
    for document in &documents {
        let mut texts = Vec::new();
        for page in &document.reading.pages {
            texts.push(kit.vault.page(&permit, *page).await.unwrap().text());
        }
        texts.sort();
        papers.insert(texts);
    }
    assert_eq!(papers.len(), documents.len(), "no paper twice");

    (states, papers)
}

#[tokio::test]
async fn killed_at_thirty_points_nothing_is_lost_and_nothing_is_done_twice() {
    let calm = tempfile::tempdir().unwrap();
    prepare(calm.path()).await;
    let started = Instant::now();
    assert!(start(calm.path()).wait().unwrap().success());
    let whole_run = started.elapsed();
    let expect = what_is_kept(calm.path()).await;

    let mut dice = Dice(20_261_122);
    let mut kills = 0;
    while kills < KILLS {
        let house = tempfile::tempdir().unwrap();
        prepare(house.path()).await;
        let mut kills_here = 0;
        loop {
            let mut program = start(house.path());
            if kills_here < KILLS_HERE_MAX {
                sleep(whole_run.mul_f64(dice.throw()));
            } else {
                program.wait().unwrap();
            }
            if let Some(ended) = program.try_wait().unwrap() {
                assert!(ended.success());
                break;
            }
            program.kill().unwrap();
            program.wait().unwrap();
            kills_here += 1;
        }
        kills += kills_here;
        assert_eq!(
            what_is_kept(house.path()).await,
            expect,
            "after {kills_here} kills"
        );
        let reads = fs::read_to_string(house.path().join("reads"))
            .unwrap()
            .lines()
            .count();
        // Two lanes, so a kill costs two readings at most; the repeat is never read.
        let reads_max = bag_of_files().len() - 1 + 2 * kills_here as usize;
        assert!(
            reads <= reads_max,
            "{reads} readings after {kills_here} kills"
        );
    }
}

/// The same numbers in [0, 1) each time (a 64-bit linear congruence, Knuth's constants).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / f64::from(1_u32 << 24)
    }
}
