//! `cargo valuetask`: reads the command line, runs the subcommand, turns its outcome into an exit code.

#![deny(unsafe_code)]

#[cfg(feature = "replay")]
mod alloc;
mod audit;
mod cli;
mod error;
mod explain;
mod fix;
mod nesting;
mod output;
#[cfg(feature = "replay")]
mod replay;
mod source;
mod text;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
