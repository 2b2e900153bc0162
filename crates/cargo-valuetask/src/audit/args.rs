//! The options of `audit`.

use std::path::PathBuf;

use clap::Parser;

const EXAMPLES: &str = "\
Examples:
  cargo valuetask audit
  cargo valuetask audit crates/store src/cache.rs
  cargo valuetask audit --json > audit.json
  cargo valuetask audit --deny boxed
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

    /// Print each call that allocates a box for its future, outside of tests, examples and benches, and fail if there is one
    #[arg(long, value_parser = ["boxed"], value_name = "RULE")]
    pub(crate) deny: Option<String>,

    #[command(flatten)]
    pub(crate) fix: crate::fix::Args,
}
