//! The command line: DESIGN.md §6, kept stable.

use std::{io::IsTerminal, net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Args, CommandFactory as _, Parser, Subcommand, error::ErrorKind};
use paper::Day;
use tracing_subscriber::{EnvFilter, fmt};

use crate::{demo, eval, read, serve, sort, train, work};

/// A bag of papers goes in; a sorted, dated, searchable vault comes out.
#[derive(Parser)]
#[command(name = "sesame", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

impl Cli {
    /// Wrong usage that clap does not see by itself.
    fn check(&self) -> Result<(), clap::Error> {
        let Command::Read(read) = &self.command else {
            return Ok(());
        };
        read.check()
            .map_err(|wrong| Self::command().error(ErrorKind::ArgumentConflict, wrong))
    }
}

#[derive(Subcommand)]
enum Command {
    /// Read photos and PDFs: what is printed on them, and where
    Read(ReadArgs),
    /// Sort a folder of photos: the whole journey, nothing kept but what --out asks for
    Sort(SortArgs),
    /// Serve the app, with its workers
    Serve(ServeArgs),
    /// Work off the queue, without serving
    Work(WorkArgs),
    /// Serve an invented town, with a bag being sorted
    Demo(DemoArgs),
    /// Teach the town's own types, look at before and after, promote, go back
    Train(TrainArgs),
    /// Measure how well papers are read and known
    Eval(eval::EvalArgs),
    /// Reads photos on its standard input, for the commands above
    #[command(hide = true)]
    Reader,
}

#[derive(Args)]
pub struct ReadArgs {
    /// Photos, scans or PDFs
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// What is written
    #[arg(long, value_enum, default_value_t)]
    format: read::Format,
    /// Short for --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// One file for each FILE in this folder, instead of everything on standard output
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Do not read: only say, in a moment, which photos to take again and why
    #[arg(long, conflicts_with = "out")]
    pub coach: bool,
}

impl ReadArgs {
    pub(crate) fn format(&self) -> read::Format {
        if self.json {
            read::Format::Json
        } else {
            self.format
        }
    }

    /// What clap cannot say about them.
    fn check(&self) -> Result<(), String> {
        let format = self.format();
        if format.is_document() && self.coach {
            return Err(format!("--coach says text or JSON, not {}", format.name()));
        }
        if format.is_document() && self.files.len() > 1 && self.out.is_none() {
            return Err(format!(
                "--format {} makes one document of one FILE: give one FILE, or --out DIR for several",
                format.name()
            ));
        }
        Ok(())
    }
}

#[derive(Args)]
pub struct SortArgs {
    /// Every file in it and below is taken in
    pub folder: PathBuf,
    /// Where the sorted papers go: a folder per theme, and index.html to look at
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// The day on which validity is judged [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<Day>,
    /// Know papers as this data folder does, with the types that its town taught
    #[arg(long, value_name = "DIR")]
    pub taught: Option<PathBuf>,
    /// One JSON object per paper, on a line of its own
    #[arg(long)]
    pub json: bool,
}

/// Where papers are kept, and with which key.
#[derive(Args, Clone)]
pub struct StoreArgs {
    /// The data folder [default: sesame-data, .demo/data for the demo]
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// The key file, outside the data folder [default: below the user's configuration folder]
    #[arg(long)]
    pub key: Option<PathBuf>,
    /// The queue of a RabbitMQ server, as amqp://… [default: a table beside the ledger]
    #[arg(long, value_name = "URL", env = "SESAME_QUEUE")]
    pub queue: Option<String>,
}

impl StoreArgs {
    pub fn data_or(&self, default: &str) -> PathBuf {
        self.data.clone().unwrap_or_else(|| default.into())
    }
}

#[derive(Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    #[command(flatten)]
    pub door: DoorArgs,
    /// Serve only; `sesame work` does the work
    #[arg(long)]
    pub no_workers: bool,
    /// Name of the service, over the door
    #[arg(long, default_value = "Centre communal d'action sociale")]
    pub town: String,
}

#[derive(Args, Clone)]
pub struct DoorArgs {
    /// Address and port to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// A proxy in front speaks TLS: cookies are sent over it alone
    #[arg(long)]
    pub behind_tls: bool,
}

#[derive(Args)]
pub struct WorkArgs {
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Without any option: the versions that there are.
#[derive(Args)]
pub struct TrainArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// The town's types, as TOML with the grammar of the catalogue
    #[arg(long, value_name = "FILE", requires = "papers")]
    pub types: Option<PathBuf>,
    /// A folder for each new type, named by its slug, with at least five papers in it: one file, one paper
    #[arg(long, value_name = "FOLDER", requires = "types")]
    pub papers: Option<PathBuf>,
    /// Use a version from now on; programs that run take it between two papers
    #[arg(long, value_name = "VERSION", conflicts_with = "types")]
    pub promote: Option<u32>,
    /// Why, when something speaks against that version; it is kept
    #[arg(long, value_name = "WHY", requires = "promote")]
    pub despite: Option<String>,
    /// Use the version of before again
    #[arg(long, conflicts_with_all = ["types", "promote"])]
    pub back: bool,
    /// What is known about the new version, as JSON
    #[arg(long, requires = "types")]
    pub json: bool,
}

#[derive(Args)]
pub struct DemoArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    #[command(flatten)]
    pub door: DoorArgs,
    /// Sort the bag and end, without serving
    #[arg(long)]
    pub once: bool,
    /// With --once: end with one line of JSON
    #[arg(long, requires = "once")]
    pub json: bool,
}

/// Exit code 0 when the command did its work, 1 with one line on stderr when it failed; clap answers
/// wrong usage with 2.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(wrong) = cli.check() {
        wrong.exit();
    }
    log_to_stderr();
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Read(args) => on_runtime(read::run(args)),
        Command::Sort(args) => on_runtime(sort::run(args)),
        Command::Serve(args) => on_runtime(serve::run(args)),
        Command::Work(args) => on_runtime(work::run(args)),
        Command::Demo(args) => on_runtime(demo::run(args)),
        Command::Train(args) => on_runtime(train::run(args)),
        Command::Eval(args) => eval::run(&args),
        Command::Reader => read::serve_child(),
    }
}

fn on_runtime<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

/// What goes wrong. A broker that is away is said by the queue, in one line; `lapin` would add its own.
const LOGGED: &str = "warn,lapin=off";

/// `RUST_LOG` widens it.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOGGED));
    fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .compact()
        .init();
}

/// One line, with its causes.
#[expect(
    clippy::print_stderr,
    reason = "the failure of a command is said on stderr"
)]
fn complain(error: &anyhow::Error) {
    let line = format!("{error:#}").replace('\n', " ");
    eprintln!("sesame: {line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_usage_is_refused_with_code_2() {
        let check = |line: &str, kind: ErrorKind| {
            let error = Cli::try_parse_from(line.split(' ')).err().expect(line);
            assert_eq!((error.kind(), error.exit_code()), (kind, 2), "{line}");
        };
        check("sesame read", ErrorKind::MissingRequiredArgument);
        check("sesame sort", ErrorKind::MissingRequiredArgument);
        check(
            "sesame sort a --today 2026-13-01",
            ErrorKind::ValueValidation,
        );
        check("sesame sort a b", ErrorKind::UnknownArgument);
        check("sesame serve --listen here", ErrorKind::ValueValidation);
        check("sesame demo --json", ErrorKind::MissingRequiredArgument);
        check("sesame train --types t", ErrorKind::MissingRequiredArgument);
        check(
            "sesame train --back --promote 1",
            ErrorKind::ArgumentConflict,
        );
        check("sesame burn", ErrorKind::InvalidSubcommand);
        check("sesame read a --format docx", ErrorKind::InvalidValue);
        check(
            "sesame read a --json --format alto",
            ErrorKind::ArgumentConflict,
        );
    }

    #[test]
    fn a_document_is_of_one_file_or_goes_to_a_folder() {
        let check = |line: &str, takes: bool| {
            let cli = Cli::try_parse_from(line.split(' ')).expect(line);
            let code = cli.check().map_err(|error| error.exit_code());
            assert_eq!(code, if takes { Ok(()) } else { Err(2) }, "{line}");
        };
        check("sesame read a.jpg b.jpg", true);
        check("sesame read a.jpg b.jpg --format json", true);
        for format in ["alto", "hocr", "pdf"] {
            check(&format!("sesame read a.jpg --format {format}"), true);
            check(&format!("sesame read a.jpg b.jpg --format {format}"), false);
            check(
                &format!("sesame read a.jpg b.jpg --format {format} --out d"),
                true,
            );
        }
    }

    #[test]
    fn right_usage_is_taken() {
        for line in [
            "sesame read a.jpg b.pdf --json",
            "sesame read a.jpg --coach",
            "sesame read a.jpg b.pdf --format pdf --out d",
            "sesame sort a --out b --today 2026-11-22 --json",
            "sesame serve --data d --listen 0.0.0.0:80 --no-workers --queue amqp://x",
            "sesame demo --once --json --data d",
            "sesame work --data d",
            "sesame train --data d",
            "sesame train --types t.toml --papers f --json",
            "sesame train --promote 2 --despite because",
            "sesame train --back",
            "sesame reader",
        ] {
            assert!(Cli::try_parse_from(line.split(' ')).is_ok(), "{line}");
        }
    }
}
