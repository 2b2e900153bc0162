//! The options of `audit`.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  cargo valuetask audit
  cargo valuetask audit crates/store src/cache.rs
  cargo valuetask audit --json > audit.json
  cargo valuetask audit --deny boxed
  cargo valuetask audit --deny boxed,unknown
  cargo valuetask audit --fix -- --workspace --all-targets --all-features

Exit codes: 0 done, 1 a denied rule was found or --fix failed, 2 wrong usage or a file that can't be read.";

/// Survey a workspace: which calls allocate a future, and what `--fix` can change of that.
///
/// The methods are those behind an attribute such as async_trait or value_task, those that return a boxed future, and
/// the async functions of traits. What an attribute is, is followed through imports, renames and re-exports; what isn't
/// known is said to be unknown. Nothing is compiled, so what a macro makes isn't seen.
#[derive(Clone, Debug, Parser)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Packages, folders in them, or source files [default: the workspace of the current folder]
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// Print everything as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Print a line for each method
    #[arg(long, conflicts_with_all = ["json", "deny"])]
    pub(crate) all: bool,

    /// Outside of tests, examples and benches, print each place of these and fail if there is one: `boxed` is a call that
    /// allocates a box for its future, `unknown` one of which that isn't known, or code that isn't read
    #[arg(long, value_enum, value_delimiter = ',', value_name = "RULE")]
    pub(crate) deny: Vec<Rule>,

    #[command(flatten)]
    pub(crate) fix: crate::fix::Args,
}

/// What `--deny` denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rule {
    Boxed,
    Unknown,
}
