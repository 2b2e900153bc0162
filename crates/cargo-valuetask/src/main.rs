//! `cargo valuetask`: reads the command line, runs the subcommand, turns its outcome into an exit code.

#![deny(unsafe_code)]

mod alloc;
mod cli;
mod error;
mod replay;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse_from(cli::arguments(std::env::args_os()));
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
