//! `cargo valuetask`: reads the command line, runs the subcommand, turns its outcome into an exit code.

#![forbid(unsafe_code)]

mod audit;
mod cli;
mod error;
mod explain;
mod fix;
mod output;
mod parse;
mod resolve;
mod scope;
mod source;
mod survey;
mod text;
mod tree;
mod workspace;

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without a reader, as after the end of the terminal, the exit code says it.
            writeln!(std::io::stderr(), "error: {error}").ok();
            ExitCode::from(error.exit_code)
        }
    }
}
