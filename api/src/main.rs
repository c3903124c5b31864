//! The `sesame` program. See `sesame_api::cli` for what it can do.

use std::process::ExitCode;

fn main() -> ExitCode {
    sesame_api::cli::main()
}
