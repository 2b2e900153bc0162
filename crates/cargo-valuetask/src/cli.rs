//! The command line as a whole: which subcommands there are, and how cargo calls them.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::error::Error;
use crate::{audit, explain, fix, output, parse};

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage. \
A failure is one line on standard error that begins with \"error:\".

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
    Explain(explain::args::Args),
}

/// Does what the command line says.
pub(crate) fn run(given: impl Iterator<Item = OsString>) -> Result<(), Error> {
    // Cargo runs `cargo-valuetask valuetask …`: that first word is left out.
    let given = given.enumerate().filter(|(at, word)| *at != 1 || word != "valuetask").map(|(_, word)| word);
    match Cli::try_parse_from(given) {
        Ok(Cli { command: Command::Audit(args) }) => parse::with_stack(|| match args.fix.fix {
            true => fix::run(&args.fix, &args.paths),
            false => audit::run(&args),
        }),
        Ok(Cli { command: Command::Explain(args) }) => parse::with_stack(|| explain::run(&args)),
        Err(help) if !help.use_stderr() => output::printed(help.print()),
        Err(help) if help.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => help.exit(),
        Err(error) => Err(one_line(&error)),
    }
}

/// Joins the paragraphs of clap's message, without the usage below them.
fn one_line(error: &clap::Error) -> Error {
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let below = |part: &&str| part.starts_with("Usage:") || part.starts_with("For more information");
    let parts: Vec<_> = text.split("\n\n").map(str::trim).take_while(|part| !below(part)).collect();
    Error::usage(parts.join("; "), "see --help")
}

#[cfg(test)]
mod tests {
    use super::run;

    fn error_of(words: &[&str]) -> String {
        let words = ["cargo-valuetask", "valuetask"].iter().chain(words).map(Into::into);
        run(words).expect_err("wrong usage").to_string()
    }

    #[test]
    fn a_tip_stands_apart_from_what_is_wrong() {
        let error = error_of(&["audit", "--jsom"]);
        let said = error.starts_with("unexpected argument '--jsom' found; tip: ") && error.ends_with("; see --help");
        assert!(said, "{error}");
    }
}
