//! A whole house in a temporary folder: everything real but the reader, which reads plain text.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use classify::Catalogue;
use index::SearchIndex;
use ingest::{
    Clock, Kit, intake,
    job::Job,
    queue::{JobQueue, Memory},
    reader::ReaderPool,
    worker,
};
use ocr::{FoundPage, OcrError};
use paper::{
    BagId, BeneficiaryId, Confidence, Day, HeldDocument, Page, PhotoId, Purpose, Quad, Refusal,
    TextLine, Word,
};
use vault::{Permit, PhotoCard, Vault, load_or_create_key};

pub(crate) const TODAY: Day = Day::constant(2026, 6, 1);

pub(crate) struct TestHouse {
    pub(crate) kit: Arc<Kit>,
    pub(crate) queue: Memory,
    pub(crate) person: BeneficiaryId,
    pub(crate) bag: BagId,
    /// Photos that were really read.
    pub(crate) reads: Arc<AtomicUsize>,
    root: tempfile::TempDir,
}

impl TestHouse {
    /// One person, who agreed, and her empty bag.
    pub(crate) async fn new() -> Self {
        let reads = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&reads);
        Self::with_readers(
            reads,
            ReaderPool::fake(2, move |photo, bytes| {
                counted.fetch_add(1, Ordering::SeqCst);
                read_text(photo, bytes)
            }),
        )
        .await
    }

    pub(crate) async fn with_readers(reads: Arc<AtomicUsize>, readers: ReaderPool) -> Self {
        let root = tempfile::tempdir().unwrap();
        let kit = Arc::new(open_kit(root.path(), readers).await);
        let person = move_in(&kit).await;
        let mut house = Self {
            kit,
            queue: Memory::default(),
            person,
            bag: BagId(0),
            reads,
            root,
        };
        house.bag = house.open_bag().await;
        house
    }

    pub(crate) async fn open_bag(&self) -> BagId {
        let now_s = self.kit.clock.now_s();
        self.kit
            .vault
            .open_bag(&self.permit().await, now_s)
            .await
            .unwrap()
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.root.path().to_owned()
    }

    pub(crate) async fn permit(&self) -> Permit {
        permit(&self.kit, self.person).await
    }

    /// Hands in photos that say these words, named `0.txt`, `1.txt`…; gives their ids.
    pub(crate) async fn hand_in(&self, texts: &[&str]) -> Vec<PhotoId> {
        let permit = self.permit().await;
        let mut photos = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            let name = format!("{number}.txt");
            let at_door = intake::receive_file(
                &self.kit,
                &self.queue,
                &permit,
                self.bag,
                &name,
                text.as_bytes(),
            );
            match at_door.await.unwrap() {
                intake::AtDoor::Received(photo) | intake::AtDoor::Repeats(photo) => {
                    photos.push(photo);
                }
                intake::AtDoor::TurnedAway(refusal) => panic!("turned away: {refusal}"),
            }
        }
        photos
    }

    /// No more photos come; then all work is done.
    pub(crate) async fn sort(&self) {
        self.complete().await;
        self.work().await;
    }

    pub(crate) async fn complete(&self) {
        let permit = self.permit().await;
        intake::complete(&self.kit, &self.queue, &permit, self.bag)
            .await
            .unwrap();
    }

    pub(crate) async fn work(&self) {
        worker::run_until_empty(&self.queue, &self.kit)
            .await
            .unwrap();
    }

    pub(crate) async fn photos(&self) -> Vec<PhotoCard> {
        self.kit
            .vault
            .photos_of(&self.permit().await, self.bag)
            .await
            .unwrap()
    }

    pub(crate) async fn documents(&self) -> Vec<HeldDocument> {
        self.kit
            .vault
            .held_documents(&self.permit().await)
            .await
            .unwrap()
    }

    pub(crate) async fn is_filed(&self) -> bool {
        self.kit
            .vault
            .bag(&self.permit().await, self.bag)
            .await
            .unwrap()
            .filed
    }

    pub(crate) async fn parked(&self) -> Vec<String> {
        let parked = self.queue.parked().await.unwrap();
        parked.into_iter().map(|parked| parked.why).collect()
    }

    pub(crate) fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    pub(crate) fn read_job(&self, photo: PhotoId) -> Job {
        Job::ReadPhoto {
            beneficiary: self.person,
            bag: self.bag,
            photo,
        }
    }

    pub(crate) fn file_job(&self) -> Job {
        Job::FileBag {
            beneficiary: self.person,
            bag: self.bag,
        }
    }

    /// Spoils every sealed file on the disk.
    pub(crate) fn damage_all_originals(&self) {
        each_file_below(&self.blobs(), &|file| {
            let mut sealed = fs::read(file).unwrap();
            *sealed.last_mut().unwrap() ^= 1;
            fs::write(file, sealed).unwrap();
        });
    }

    pub(crate) fn lose_all_originals(&self) {
        each_file_below(&self.blobs(), &|file| fs::remove_file(file).unwrap());
    }

    fn blobs(&self) -> PathBuf {
        self.root.path().join("data/blobs")
    }
}

fn each_file_below(folder: &Path, act: &dyn Fn(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file_below(&path, act);
        } else {
            act(&path);
        }
    }
}

/// Opens what lies in a folder, or makes it.
pub(crate) async fn open_kit(root: &Path, readers: ReaderPool) -> Kit {
    let key = load_or_create_key(&root.join("key")).unwrap();
    let vault = Vault::open(&root.join("data"), key).await.unwrap();
    let index = SearchIndex::open(&root.join("data/index")).unwrap();
    let catalogue = Arc::new(Catalogue::built_in().clone());
    Kit::new(vault, index, catalogue, readers, Clock::fixed(TODAY))
}

/// A person who agrees to everything for a year.
pub(crate) async fn move_in(kit: &Kit) -> BeneficiaryId {
    let now_s = kit.clock.now_s();
    let person = kit
        .vault
        .add_beneficiary("Awa Exemple", "fr", now_s)
        .await
        .unwrap();
    for purpose in Purpose::ALL {
        let until_s = now_s + 365 * 86_400;
        kit.vault
            .give_consent(person, purpose, until_s, now_s)
            .await
            .unwrap();
    }
    person
}

pub(crate) async fn permit(kit: &Kit, person: BeneficiaryId) -> Permit {
    let now_s = kit.clock.now_s();
    kit.vault
        .permit(person, Purpose::Sort, now_s)
        .await
        .unwrap()
}

/// Reads bytes as plain text: a line is a line, and `---` stands between two papers. Some first words
/// are orders: `!refuse`, `!fail`, `!panic`.
pub(crate) fn read_text(photo: PhotoId, bytes: &[u8]) -> Result<Vec<FoundPage>, OcrError> {
    let text = str::from_utf8(bytes).map_err(|_| Refusal::NotAnImage)?;
    match text.split_whitespace().next() {
        None => return Err(Refusal::Empty.into()),
        Some("!refuse") => return Err(Refusal::NothingReadable.into()),
        Some("!fail") => return Err(OcrError::EngineFailed("the model does not load".to_owned())),
        Some("!panic") => panic!("on purpose, in a test"),
        Some(_) => {}
    }
    let papers = text.split("---").enumerate();
    Ok(papers
        .map(|(paper, text)| found(photo, paper as u32, text))
        .collect())
}

fn found(photo: PhotoId, paper: u32, text: &str) -> FoundPage {
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .enumerate();
    let page = Page {
        id: ocr::page_id(photo, 0, paper),
        photo,
        sheet: 0,
        paper,
        region: Quad::upright(0.0, 0.0, 1000.0, 1400.0),
        rotation: 0,
        size: (1000, 1400),
        lines: lines
            .filter_map(|(row, line)| text_line(row as f32 * 30.0, line))
            .collect(),
        codes: Vec::new(),
        doubts: Vec::new(),
    };
    FoundPage {
        page,
        picture: text.as_bytes().to_vec(),
        seconds: 0.0,
    }
}

fn text_line(top: f32, line: &str) -> Option<TextLine> {
    let mut left = 50.0;
    let words = line.split_whitespace().map(|word| {
        let right = left + 12.0 * word.chars().count() as f32;
        let quad = Quad::upright(left, top, right, top + 20.0);
        left = right + 10.0;
        Word {
            text: word.to_owned(),
            other: None,
            quad,
            confidence: Confidence::new(0.9),
        }
    });
    let words: Vec<Word> = words.collect();
    let bounds = Quad::bounds(words.iter().map(|word| word.quad))?;
    TextLine::new(words, Quad::upright(bounds.0, bounds.1, bounds.2, bounds.3))
}
