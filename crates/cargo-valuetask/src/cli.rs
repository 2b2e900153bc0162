//! The command line as a whole: which subcommands there are, and how cargo calls them.

#![forbid(unsafe_code)]

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::error::Error;
use crate::replay;

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted by Ctrl-C. \
A failure is one line on standard error that begins with \"error:\".";

/// What an async trait costs, measured on your own keys and store.
#[derive(Debug, Parser)]
#[command(name = "cargo valuetask", bin_name = "cargo valuetask", version, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Replay(Box<replay::args::Args>),
}

impl Cli {
    pub(crate) fn run(self) -> Result<(), Error> {
        match self.command {
            Command::Replay(args) => replay::run(&args),
        }
    }
}

/// Cargo runs `cargo-valuetask valuetask …`: leaves that first word out.
pub(crate) fn arguments(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<_> = given.collect();
    if arguments.get(1).is_some_and(|word| word == "valuetask") {
        arguments.remove(1);
    }
    arguments
}
