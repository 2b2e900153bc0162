//! The command line as a whole: which subcommands there are, and how cargo calls them.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::error::Error;
use crate::{audit, explain, fix, output, parse};

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage. \
A failure is one line on standard error that begins with \"error:\", and wrong options are followed by the usage.

A cache on keys and a store of your own is measured by a program of its own: cargo valuetask-replay.";

/// What async methods cost: in a whole workspace, and method by method.
#[derive(Debug, Parser)]
#[command(name = "cargo valuetask", bin_name = "cargo valuetask", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Audit(audit::args::Args),
    Explain(explain::Args),
}

/// Does what the command line says.
pub(crate) fn run(given: impl Iterator<Item = OsString>) -> Result<(), Error> {
    // Cargo runs `cargo-valuetask valuetask …`: that first word is left out.
    let given = given.enumerate().filter(|(at, word)| *at != 1 || word != "valuetask").map(|(_, word)| word);
    match Cli::try_parse_from(given) {
        Ok(Cli { command }) => {
            // Before there is another thread, which takes what this one doesn't.
            if matches!(&command, Command::Audit(args) if args.fix.fix && !args.fix.dry_run) {
                fix::hold();
            }
            parse::with_stack(|| match command {
                Command::Audit(args) if args.fix.fix => fix::run(&args.fix, &args.paths),
                Command::Audit(args) => audit::run(&args),
                Command::Explain(args) => explain::run(&args),
            })
        }
        Err(help) if !help.use_stderr() => output::print(&help.to_string()),
        Err(usage) => usage.exit(),
    }
}
