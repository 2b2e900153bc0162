//! The command line as a whole: which subcommands there are, and how cargo calls them.

#![forbid(unsafe_code)]

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::error::Error;
#[cfg(feature = "replay")]
use crate::replay;
use crate::{audit, explain, fix, output, parse};

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted by Ctrl-C. \
A failure is one line on standard error that begins with \"error:\".";

/// What async methods cost: in a whole workspace, method by method, and measured on your own keys and store.
#[derive(Debug, Parser)]
#[command(name = "cargo valuetask", bin_name = "cargo valuetask", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Audit(audit::args::Args),
    Explain(explain::args::Args),
    #[cfg(feature = "replay")]
    Replay(Box<replay::args::Args>),
    /// Not in this build.
    #[cfg(not(feature = "replay"))]
    #[command(hide = true, disable_help_flag = true)]
    Replay {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        _given: Vec<OsString>,
    },
}

/// Does what the command line says.
pub(crate) fn run(given: impl Iterator<Item = OsString>) -> Result<(), Error> {
    match Cli::try_parse_from(arguments(given)) {
        Ok(Cli { command: Command::Audit(args) }) => parse::with_stack(|| match args.fix.fix {
            true => fix::run(&args.fix, &args.paths),
            false => audit::run(&args),
        }),
        Ok(Cli { command: Command::Explain(args) }) => parse::with_stack(|| explain::run(&args)),
        #[cfg(feature = "replay")]
        Ok(Cli { command: Command::Replay(args) }) => replay::run(&args),
        #[cfg(not(feature = "replay"))]
        Ok(Cli { command: Command::Replay { .. } }) => {
            let remedy = "install it with its default features: cargo install cargo-valuetask";
            Err(Error::usage("this cargo-valuetask was built without the feature `replay`", remedy))
        }
        Err(help) if !help.use_stderr() => output::printed(help.print()),
        Err(help) if help.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => help.exit(),
        Err(error) => Err(one_line(&error)),
    }
}

/// Cargo runs `cargo-valuetask valuetask …`: leaves that first word out.
fn arguments(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<_> = given.collect();
    if arguments.get(1).is_some_and(|word| word == "valuetask") {
        arguments.remove(1);
    }
    arguments
}

/// What clap has to say, without the usage it adds below.
fn one_line(error: &clap::Error) -> Error {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let what = text.split("\n\nUsage:").next().unwrap_or(text);
    let what = what.split("\n\nFor more information").next().unwrap_or(what);
    Error::usage(what, "see --help")
}
