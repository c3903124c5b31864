//! Reading happens in child processes: pdfium, Tesseract and libheif are C and C++ that strangers
//! feed. A process that hangs, dies or takes too much is an answer for that photo, not an outage.

mod answer;
mod child;
mod frame;
mod process;

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use ocr::{FoundPage, OcrError, coach::Advice};
use paper::{PhotoId, Refusal};
use tokio::sync::Semaphore;

pub use self::child::serve_child;
use self::process::{Broken, Process, Program};
use crate::limits;

/// Some readers, started when first needed and kept warm. Clones share them.
#[derive(Clone)]
pub struct ReaderPool {
    shared: Arc<Shared>,
}

struct Shared {
    kind: Kind,
    count: u32,
    turns: Semaphore,
    /// Advice has a turn of its own: who waits for it stands before the person, and reading takes seconds.
    turn_of_coach: Semaphore,
    idle: Mutex<Vec<Process>>,
}

enum Kind {
    Children(Program),
    Fake(Box<Fake>),
}

type Fake = dyn Fn(PhotoId, &[u8]) -> Result<Vec<FoundPage>, OcrError> + Send + Sync;

/// What a reader is to do with a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    Read(PhotoId),
    /// Only say what is wrong with it.
    Coach,
}

impl Task {
    /// An id of 16 bytes; nothing when there is none.
    fn to_frame(self) -> Vec<u8> {
        match self {
            Self::Read(photo) => photo.0.to_be_bytes().to_vec(),
            Self::Coach => Vec::new(),
        }
    }

    fn from_frame(frame: &[u8]) -> Option<Self> {
        if frame.is_empty() {
            return Some(Self::Coach);
        }
        let id = <[u8; 16]>::try_from(frame).ok()?;
        Some(Self::Read(PhotoId(u128::from_be_bytes(id))))
    }
}

/// What came of it.
enum Done {
    Pages(Vec<FoundPage>),
    Advice(Advice),
}

/// Why a photo gave no pages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// An answer to a person, not a failure.
    #[error("photo refused: {0}")]
    Refused(Refusal),
    /// Ours. Holds no text of a paper.
    #[error("{0}")]
    Failed(String),
    /// The reader program does not come up, whatever the photo.
    #[error("the reader does not start: {0}")]
    NotStarted(String),
}

impl ReaderPool {
    /// Readers started as `program reader`, `count` of them at most (at least one).
    pub fn new(program: PathBuf, count: usize) -> Self {
        let program = Program {
            path: program,
            arguments: vec!["reader".into()],
            start_max: limits::READER_STARTS_WITHIN,
        };
        Self::of(Kind::Children(program), count)
    }

    /// For tests: answers from a function in this process.
    pub fn fake(
        count: usize,
        read: impl Fn(PhotoId, &[u8]) -> Result<Vec<FoundPage>, OcrError> + Send + Sync + 'static,
    ) -> Self {
        Self::of(Kind::Fake(Box::new(read)), count)
    }

    fn of(kind: Kind, count: usize) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX).clamp(1, 1024);
        Self {
            shared: Arc::new(Shared {
                kind,
                count,
                turns: Semaphore::new(count as usize),
                turn_of_coach: Semaphore::new(1),
                idle: Mutex::default(),
            }),
        }
    }

    /// How many photos are read at once.
    pub fn count(&self) -> usize {
        self.shared.count as usize
    }

    /// Ends the idle readers and waits until they have ended; a later read starts new ones.
    pub async fn close(&self) {
        let idle = std::mem::take(&mut *self.idle());
        for process in idle {
            process.end().await;
        }
    }

    /// The pages in a photo. Waits for a free reader; the time limit starts when it is found.
    pub async fn read(&self, photo: PhotoId, bytes: Vec<u8>) -> Result<Vec<FoundPage>, ReadError> {
        let time_max = limits::reading_time(&bytes);
        self.read_within(photo, bytes, time_max).await
    }

    /// What is wrong with a photo, for a person who can still take it again. Does not wait for those that read.
    pub async fn coach(&self, bytes: Vec<u8>) -> Result<Advice, ReadError> {
        let _turn = turns(&self.shared.turn_of_coach, 1).await;
        let done = match &self.shared.kind {
            Kind::Children(program) => {
                let time_max = limits::reading_time(&bytes);
                match self.ask(program, Task::Coach, &bytes, time_max).await? {
                    Ok(done) => done?,
                    Err(broken) => return Err(ReadError::Refused(broken.refusal())),
                }
            }
            Kind::Fake(_) => Done::Advice(advice_of(self.pretend(PhotoId(0), bytes).await?)),
        };
        match done {
            Done::Advice(advice) => Ok(advice),
            Done::Pages(_) => Err(another_answer()),
        }
    }

    async fn read_within(
        &self,
        photo: PhotoId,
        bytes: Vec<u8>,
        time_max: Duration,
    ) -> Result<Vec<FoundPage>, ReadError> {
        let turn = self.turns(1).await;
        let program = match &self.shared.kind {
            Kind::Children(program) => program,
            Kind::Fake(_) => return self.pretend(photo, bytes).await,
        };
        let task = Task::Read(photo);
        match self.ask(program, task, &bytes, time_max).await? {
            Ok(done) => return pages(done?),
            Err(Broken::Dead(_)) => drop(turn),
            Err(broken) => return Err(ReadError::Refused(broken.refusal())),
        }
        // Perhaps the machine was full, or the photo before this one left something behind. Once
        // more, with no other reader at work.
        let _alone = self.turns(self.shared.count).await;
        self.idle().clear();
        match self.ask(program, task, &bytes, time_max).await? {
            Ok(done) => pages(done?),
            Err(broken) => Err(ReadError::Refused(broken.refusal())),
        }
    }

    /// The outer error: no reader can be had. The inner: the reader broke on this photo.
    async fn ask(
        &self,
        program: &Program,
        task: Task,
        bytes: &[u8],
        time_max: Duration,
    ) -> Result<Result<Result<Done, ReadError>, Broken>, ReadError> {
        let warm = self.idle().pop();
        let mut process = match warm {
            Some(process) => process,
            None => Process::start(program).await?,
        };
        let ended = process.ask(task, bytes, time_max).await;
        match &ended {
            Ok(Ok(_) | Err(ReadError::Refused(_))) => self.idle().push(process),
            // Nobody knows in what state a failure leaves it.
            Ok(Err(_)) => {}
            Err(broken) => broken.log(task),
        }
        Ok(ended)
    }

    async fn pretend(&self, photo: PhotoId, bytes: Vec<u8>) -> Result<Vec<FoundPage>, ReadError> {
        let shared = Arc::clone(&self.shared);
        let read = tokio::task::spawn_blocking(move || match &shared.kind {
            Kind::Fake(fake) => fake(photo, &bytes),
            Kind::Children(_) => unreachable!("only called for a fake"),
        });
        match read.await {
            Ok(read) => read.map_err(ReadError::from),
            Err(_panic) => Err(ReadError::Failed("the reader panicked".to_owned())),
        }
    }

    async fn turns(&self, count: u32) -> tokio::sync::SemaphorePermit<'_> {
        turns(&self.shared.turns, count).await
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Process>> {
        let idle = self.shared.idle.lock();
        idle.expect("no code panics while it holds this lock")
    }
}

async fn turns(semaphore: &Semaphore, count: u32) -> tokio::sync::SemaphorePermit<'_> {
    let turns = semaphore.acquire_many(count).await;
    turns.expect("the semaphore is never closed")
}

fn pages(done: Done) -> Result<Vec<FoundPage>, ReadError> {
    match done {
        Done::Pages(pages) => Ok(pages),
        Done::Advice(_) => Err(another_answer()),
    }
}

/// A fake's pages bear the doubts that its coach would have.
fn advice_of(pages: Vec<FoundPage>) -> Advice {
    let papers = pages.len();
    let doubts = pages.into_iter().flat_map(|found| found.page.doubts);
    Advice {
        doubts: doubts.collect(),
        papers,
    }
}

fn another_answer() -> ReadError {
    ReadError::Failed("another answer than was asked for".to_owned())
}

impl From<OcrError> for ReadError {
    fn from(error: OcrError) -> Self {
        match error {
            OcrError::Refused(refusal) => Self::Refused(refusal),
            OcrError::EngineFailed(what) => Self::Failed(what),
        }
    }
}

impl fmt::Debug for ReaderPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReaderPool")
            .field("count", &self.shared.count)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{answer::AnswerV1, *};

    /// A reader written in shell: `say ready`, then the given lines, with `$here` as its folder.
    fn reader(here: &Path, script: &str) -> ReaderPool {
        let mut ready = Vec::new();
        frame::write(&mut ready, &AnswerV1::Ready.to_frame()).unwrap();
        fs::write(here.join("ready"), ready).unwrap();
        let refused = Err(OcrError::Refused(Refusal::Locked));
        let mut answer = Vec::new();
        frame::write(&mut answer, &AnswerV1::of(&refused).to_frame()).unwrap();
        fs::write(here.join("answer"), answer).unwrap();
        let program = Program {
            path: "/bin/sh".into(),
            arguments: vec![
                "-c".into(),
                format!("here='{}'\n{script}", here.display()).into(),
            ],
            start_max: Duration::from_mins(1),
        };
        ReaderPool::of(Kind::Children(program), 1)
    }

    async fn check(fault: &str, script: &str, expect: Result<(), ReadError>) {
        let here = tempfile::tempdir().unwrap();
        let pool = reader(here.path(), script);
        let limit = Duration::from_millis(if fault == "hangs" { 300 } else { 60_000 });
        let read = pool.read_within(PhotoId(1), vec![7; 3], limit).await;
        assert_eq!(read.map(drop), expect, "{fault}");
    }

    /// Takes the question: 4 + 16 bytes of an id, 4 + 3 bytes of a photo.
    const ASKED: &str = "cat $here/ready; head -c 27 > /dev/null";

    #[tokio::test]
    async fn what_becomes_of_a_photo_when_its_reader_misbehaves() {
        use Refusal::{Locked, TooHeavy, TooSlow};
        let refused = |refusal| Err(ReadError::Refused(refusal));
        for (fault, then, expect) in [
            (
                "answers",
                "cat $here/answer; cat > /dev/null",
                refused(Locked),
            ),
            ("hangs", "exec sleep 1000", refused(TooSlow)),
            ("exits", "exit 3", refused(TooHeavy)),
            ("killed", "kill -9 $$", refused(TooHeavy)),
            ("babbles", "exec yes", refused(TooHeavy)),
            ("cut_off", "head -c 9 $here/answer", refused(TooHeavy)),
            ("closes_and_stays", "exec sleep 2 >&-", refused(TooHeavy)),
        ] {
            check(fault, &format!("{ASKED}; {then}"), expect).await;
        }
    }

    #[tokio::test]
    async fn advice_is_had_while_all_readers_read() {
        let here = tempfile::tempdir().unwrap();
        let advice = Advice {
            doubts: vec![paper::Doubt::Finger],
            papers: 2,
        };
        let mut said = Vec::new();
        let answer = AnswerV1::of(&Ok(Done::Advice(advice.clone())));
        frame::write(&mut said, &answer.to_frame()).unwrap();
        fs::write(here.path().join("advice"), said).unwrap();
        // A question for advice has no id: 4 bytes, then 4 + 3 bytes of a photo.
        let script = "cat $here/ready; head -c 11 > /dev/null; cat $here/advice; cat > /dev/null";
        let pool = reader(here.path(), script);
        let _reading = pool.turns(1).await;
        assert_eq!(pool.coach(vec![7; 3]).await, Ok(advice));
    }

    #[tokio::test]
    async fn a_crash_is_tried_once_more_in_a_fresh_reader() {
        let script = format!(
            "{ASKED}; [ -e $here/second ] || {{ touch $here/second; exit 1; }}; cat $here/answer; cat"
        );
        check(
            "crashes_once",
            &script,
            Err(ReadError::Refused(Refusal::Locked)),
        )
        .await;
    }

    #[tokio::test]
    async fn a_reader_that_never_starts_is_our_fault_not_the_photos() {
        let here = tempfile::tempdir().unwrap();
        let pool = reader(here.path(), "exit 1");
        let read = pool.read(PhotoId(1), vec![7]).await;
        assert!(matches!(read, Err(ReadError::NotStarted(_))), "{read:?}");

        let nothing = ReaderPool::new(here.path().join("no_such_program"), 1);
        let read = nothing.read(PhotoId(1), vec![7]).await;
        assert!(matches!(read, Err(ReadError::NotStarted(_))), "{read:?}");
    }

    #[tokio::test]
    async fn a_warm_reader_is_used_again_and_a_dead_one_is_replaced() {
        let here = tempfile::tempdir().unwrap();
        // Counts its starts; answers twice, then ends without being asked.
        let script = format!(
            "echo x >> $here/starts; {ASKED}; cat $here/answer; head -c 27 > /dev/null; cat $here/answer"
        );
        let pool = reader(here.path(), &script);
        let starts = || {
            fs::read_to_string(here.path().join("starts"))
                .unwrap()
                .lines()
                .count()
        };
        for expect in [1, 1, 2, 2] {
            let read = pool.read(PhotoId(1), vec![7; 3]).await;
            assert_eq!(read, Err(ReadError::Refused(Refusal::Locked)));
            assert_eq!(starts(), expect);
        }
    }

    #[tokio::test]
    async fn a_reader_knows_little_of_its_surroundings() {
        let here = tempfile::tempdir().unwrap();
        let pool = reader(
            here.path(),
            &format!("env > $here/env; {ASKED}; cat $here/answer; cat"),
        );
        let _ = pool.read(PhotoId(1), vec![7; 3]).await;
        let env = fs::read_to_string(here.path().join("env")).unwrap();
        assert!(env.contains("ORT_DISABLE_TELEMETRY=1"), "{env}");
        assert!(env.contains("OMP_THREAD_LIMIT=1"), "{env}");
        assert!(
            !env.contains("CARGO"),
            "cargo sets many, to our tests: {env}"
        );
    }
}
