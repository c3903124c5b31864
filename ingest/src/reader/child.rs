//! Inside a reader process: strangers' bytes meet C and C++ here, with little to hold on to.

use std::{
    any::Any,
    io::{self, Write},
    panic::{self, AssertUnwindSafe},
    path::Path,
    process,
    sync::{
        Mutex,
        mpsc::{Receiver, sync_channel},
    },
    thread,
};

use ocr::{OcrError, coach::coach};
use rlimit::Resource;

use super::{Done, Task, answer::AnswerV1, frame};
use crate::limits;

/// A photo, and what to do with it.
type Question = (Task, Vec<u8>);

/// Where the last panic happened. Its message stays unsaid: it may hold words of a paper.
static PANICKED_AT: Mutex<String> = Mutex::new(String::new());

/// What `sesame reader` is: limits itself, loads what reading needs, then answers on stdout what is
/// asked on stdin, until stdin ends. Never returns well before that.
pub fn serve_child(runtime: &Path) -> io::Result<()> {
    limit_this_process(limits::READER_DATA_MAX, limits::READER_ADDRESSES_MAX)?;
    panic::set_hook(Box::new(|panic| {
        if let (Some(at), Ok(mut last)) = (panic.location(), PANICKED_AT.lock()) {
            *last = format!("{}:{}", at.file(), at.line());
        }
    }));
    let questions = listen();
    let mut answers = io::stdout().lock();
    let mut reader = match ocr::Reader::open(runtime) {
        Ok(reader) => reader,
        Err(error) => return say(&mut answers, &AnswerV1::Failed(error.to_string())),
    };
    say(&mut answers, &AnswerV1::Ready)?;
    serve(questions, &mut answers, |task, bytes| {
        Ok(match task {
            Task::Read(photo) => Done::Pages(ocr::read_photo(&mut reader, photo, bytes)?),
            Task::Coach => Done::Advice(coach(&mut reader, bytes)?),
        })
    })
}

/// Memory, and nothing left behind: no core file (it would hold papers), no large file.
pub(super) fn limit_this_process(data_max: u64, addresses_max: u64) -> io::Result<()> {
    for (resource, most) in [
        (Resource::DATA, data_max),
        (Resource::AS, addresses_max),
        (Resource::CORE, 0),
        (Resource::FSIZE, limits::READER_FILE_MAX),
    ] {
        resource.set(most, most)?;
    }
    Ok(())
}

/// The questions, as they come. Stdin ends when the parent does, however it ends; then this process
/// ends at once, even in the middle of a photo, so that none is left behind.
fn listen() -> Receiver<Question> {
    let (asked, questions) = sync_channel(1);
    thread::spawn(move || {
        let mut pipe = io::stdin().lock();
        while let Ok(Some(question)) = read_question(&mut pipe) {
            if asked.send(question).is_err() {
                return;
            }
        }
        process::exit(0);
    });
    questions
}

fn read_question(pipe: &mut impl io::Read) -> io::Result<Option<Question>> {
    let Some(head) = frame::read(pipe, 16)? else {
        return Ok(None);
    };
    let task = Task::from_frame(&head).ok_or(io::ErrorKind::InvalidData)?;
    let bytes = frame::read(pipe, vault::limits::ORIGINAL_BYTES_MAX)?;
    Ok(bytes.map(|bytes| (task, bytes)))
}

fn serve(
    questions: impl IntoIterator<Item = Question>,
    answers: &mut impl Write,
    mut work: impl FnMut(Task, &[u8]) -> Result<Done, OcrError>,
) -> io::Result<()> {
    for (task, bytes) in questions {
        let working = AssertUnwindSafe(|| work(task, &bytes));
        let done = panic::catch_unwind(working).unwrap_or_else(|panic| Err(panicked(&*panic)));
        say(answers, &AnswerV1::of(&done))?;
        if let Ok(Done::Pages(pages)) = &done {
            for found in pages {
                frame::write(answers, &found.picture)?;
            }
        }
        answers.flush()?;
    }
    Ok(())
}

fn panicked(_message: &(dyn Any + Send)) -> OcrError {
    let at = PANICKED_AT.lock().map(|at| at.clone()).unwrap_or_default();
    OcrError::EngineFailed(format!("the reader panicked at {at}"))
}

fn say(answers: &mut impl Write, answer: &AnswerV1) -> io::Result<()> {
    frame::write(answers, &answer.to_frame())?;
    answers.flush()
}

#[cfg(test)]
mod tests {
    use std::{
        env,
        os::unix::process::ExitStatusExt,
        process::{Command, Stdio},
    };

    use paper::PhotoId;

    use super::*;

    #[test]
    fn a_panic_is_an_answer_without_its_message() {
        let questions = [(Task::Read(PhotoId(1)), b"bytes".to_vec())];
        let mut answers = Vec::new();
        serve(questions, &mut answers, |_, _| panic!("DURAND Nathalie")).unwrap();
        let answer = frame::read(&mut &answers[..], 1000).unwrap().unwrap();
        let text = String::from_utf8(answer).unwrap();
        assert!(text.contains("the reader panicked at"), "{text}");
        assert!(!text.contains("DURAND"), "{text}");
    }

    #[test]
    fn a_question_of_another_shape_ends_the_reader() {
        for (fault, bytes) in [
            ("id_too_short", &b"\0\0\0\x01x\0\0\0\0"[..]),
            ("id_too_long", &[0, 0, 0, 17]),
            ("photo_missing_and_cut", &[0, 0, 0, 16, 1]),
        ] {
            assert!(read_question(&mut &bytes[..]).is_err(), "{fault}");
        }
        assert!(read_question(&mut &b""[..]).unwrap().is_none());
    }

    #[test]
    fn a_question_is_understood_as_it_was_asked() {
        for task in [Task::Read(PhotoId(7)), Task::Coach] {
            let mut pipe = Vec::new();
            frame::write(&mut pipe, &task.to_frame()).unwrap();
            frame::write(&mut pipe, b"photo").unwrap();
            let asked = read_question(&mut &pipe[..]).unwrap();
            assert_eq!(asked, Some((task, b"photo".to_vec())));
        }
    }

    const CHILD: &str = "SESAME_TEST_LIMITED_CHILD";

    /// This test starts itself again as the process that is limited, because a limit stays.
    #[test]
    fn a_process_that_takes_too_much_memory_is_ended() {
        let name = "reader::child::tests::a_process_that_takes_too_much_memory_is_ended";
        if let Ok(bytes) = env::var(CHILD) {
            limit_this_process(256 << 20, 2 << 30).unwrap();
            let held = vec![1_u8; bytes.parse().unwrap()];
            assert!(std::hint::black_box(held).len() > 1);
            return;
        }
        for (bytes, ends_well) in [(100 << 20, true), (300 << 20, false)] {
            let status = Command::new(env::current_exe().unwrap())
                .args(["--exact", name])
                .env(CHILD, (bytes as u64).to_string())
                .output()
                .unwrap()
                .status;
            assert_eq!(status.success(), ends_well, "{bytes} bytes: {status}");
            assert_eq!(status.signal().is_some(), !ends_well, "{status}");
        }
    }

    const LISTENER: &str = "SESAME_TEST_LISTENING_CHILD";

    #[test]
    fn a_reader_in_the_middle_of_a_photo_ends_with_its_parent() {
        let name = "reader::child::tests::a_reader_in_the_middle_of_a_photo_ends_with_its_parent";
        if env::var_os(LISTENER).is_some() {
            let _questions = listen();
            loop {
                thread::park();
            }
        }
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", name])
            .env(LISTENER, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
    }
}
