//! One reader process, as its parent sees it.

use std::{ffi::OsString, io, path::PathBuf, process::Stdio, time::Duration};

use ocr::FoundPage;
use paper::Refusal;
use tokio::{
    io::{AsyncReadExt, BufReader},
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command},
    time::timeout,
};
use tracing::{debug, warn};

use super::{
    Done, ReadError, Task,
    answer::{AnswerV1, FoundV1},
    frame,
};
use crate::limits;

/// What a reader may know of its surroundings. Not the key of the vault, should it be among them.
const ENVIRONMENT: [&str; 6] = [
    "SESAME_RUNTIME",
    "TESSDATA_PREFIX",
    "LD_LIBRARY_PATH",
    "PATH",
    "LANG",
    "LC_ALL",
];

/// How to start one.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) path: PathBuf,
    pub(super) arguments: Vec<OsString>,
    /// Time to load libraries and models.
    pub(super) start_max: Duration,
}

/// Killed when dropped.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// Why a process gave no answer. It is of no more use.
#[derive(Debug)]
pub(super) enum Broken {
    /// Still busy at the end of the time.
    Slow,
    /// Ended by itself, by the kernel or by a fault.
    Dead(String),
    /// Said more than an answer may hold.
    Endless,
}

impl Process {
    /// Starts a process and waits until it is ready.
    pub(super) async fn start(program: &Program) -> Result<Self, ReadError> {
        let mut process =
            Self::spawn(program).map_err(|error| ReadError::NotStarted(error.to_string()))?;
        match timeout(program.start_max, process.listen()).await {
            Ok(Ok(AnswerV1::Ready)) => Ok(process),
            Ok(Ok(AnswerV1::Failed(what))) => Err(ReadError::NotStarted(what)),
            Ok(Ok(_)) => Err(ReadError::NotStarted(
                "it spoke before it was asked".to_owned(),
            )),
            Ok(Err(broken)) => Err(ReadError::NotStarted(format!("{broken:?}"))),
            Err(_elapsed) => Err(ReadError::NotStarted("it loads for too long".to_owned())),
        }
    }

    fn spawn(program: &Program) -> io::Result<Self> {
        let known = ENVIRONMENT
            .into_iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?)));
        let mut child = Command::new(&program.path)
            .args(&program.arguments)
            .env_clear()
            .envs(known)
            // Tesseract's OpenMP would take four times the CPU for the same words.
            .env("OMP_THREAD_LIMIT", "1")
            // The libraries of PyPI tell Microsoft what they run, and keep notes in the home folder.
            .env("ORT_DISABLE_TELEMETRY", "1")
            // Each arena reserves 64 MiB of addresses, which are limited.
            .env("MALLOC_ARENA_MAX", "2")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let piped = "the pipe was asked for";
        tokio::spawn(count_complaints(child.stderr.take().expect(piped)));
        Ok(Self {
            questions: child.stdin.take().expect(piped),
            answers: BufReader::new(child.stdout.take().expect(piped)),
            child,
        })
    }

    /// Asks about one photo. Whatever is not `Ok` leaves the process unusable.
    pub(super) async fn ask(
        &mut self,
        task: Task,
        bytes: &[u8],
        time_max: Duration,
    ) -> Result<Result<Done, ReadError>, Broken> {
        match timeout(time_max, self.exchange(task, bytes)).await {
            Ok(Err(Broken::Dead(_))) => Err(Broken::Dead(self.cause_of_death().await)),
            Ok(ended) => ended,
            Err(_elapsed) => Err(Broken::Slow),
        }
    }

    async fn exchange(
        &mut self,
        task: Task,
        bytes: &[u8],
    ) -> Result<Result<Done, ReadError>, Broken> {
        frame::send(&mut self.questions, &task.to_frame()).await?;
        frame::send(&mut self.questions, bytes).await?;
        Ok(match self.listen().await? {
            AnswerV1::Read(found) => Ok(Done::Pages(self.pictures(found).await?)),
            AnswerV1::Advice(advice) => Ok(Done::Advice(advice.into())),
            AnswerV1::Refused(refusal) => Err(ReadError::Refused(Refusal::from(refusal))),
            AnswerV1::Failed(what) => Err(ReadError::Failed(what)),
            AnswerV1::Ready => Err(ReadError::Failed("ready instead of an answer".to_owned())),
        })
    }

    async fn listen(&mut self) -> Result<AnswerV1, Broken> {
        let head = frame::receive(&mut self.answers, limits::ANSWER_BYTES_MAX).await?;
        AnswerV1::from_frame(&head).map_err(|error| Broken::Dead(error.to_string()))
    }

    async fn pictures(&mut self, found: Vec<FoundV1>) -> Result<Vec<FoundPage>, Broken> {
        let mut left = limits::ANSWER_BYTES_MAX;
        let mut pages = Vec::with_capacity(found.len());
        for page in found {
            let picture = frame::receive(&mut self.answers, left).await?;
            left -= picture.len(); // OK because a longer one was refused
            let page = page.with_picture(picture);
            pages.push(page.map_err(|error| Broken::Dead(error.to_string()))?);
        }
        Ok(pages)
    }

    /// Lets an idle process end by itself and waits for it, so that what it cost is known to whoever
    /// started this program.
    pub(super) async fn end(mut self) {
        drop(self.questions);
        if timeout(limits::READER_DIES_WITHIN, self.child.wait())
            .await
            .is_err()
        {
            tracing::warn!("a reader did not end when asked; it is killed");
        }
    }

    /// The exit code or the signal, for an engineer.
    async fn cause_of_death(&mut self) -> String {
        match timeout(limits::READER_DIES_WITHIN, self.child.wait()).await {
            Ok(Ok(status)) => status.to_string(),
            Ok(Err(error)) => error.to_string(),
            Err(_elapsed) => "it made no sense".to_owned(),
        }
    }
}

/// What libraries write on the error output may quote a paper: it is counted and thrown away.
async fn count_complaints(mut pipe: ChildStderr) {
    let mut bytes = 0;
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = pipe.read(&mut buffer).await {
        bytes += read;
    }
    if bytes > 0 {
        debug!(bytes, "a reader wrote on its error output");
    }
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::FileTooLarge => Self::Endless,
            _ => Self::Dead(error.to_string()),
        }
    }
}

impl Broken {
    /// What the person hears when the photo does it again.
    pub(super) fn refusal(&self) -> Refusal {
        match self {
            Self::Slow => Refusal::TooSlow,
            Self::Dead(_) | Self::Endless => Refusal::TooHeavy,
        }
    }

    pub(super) fn log(&self, task: Task) {
        match self {
            Self::Slow => warn!(?task, "a reader was too slow and is replaced"),
            Self::Dead(cause) => warn!(?task, cause, "a reader ended and is replaced"),
            Self::Endless => warn!(?task, "a reader said too much and is replaced"),
        }
    }
}
