//! The options of `--fix`.

use std::ffi::OsString;
use std::path::PathBuf;

/// The options of `--fix`.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(id = "fix-options")]
pub(crate) struct Args {
    /// Change `async_trait` and `async_recursion` into valuetask's, in attributes, imports and Cargo.toml, and keep what compiles
    #[arg(long, conflicts_with_all = ["json", "all", "deny"], help_heading = "Fix")]
    pub(crate) fix: bool,

    /// Change files although some have changes that aren't committed, or there is no git
    #[arg(long, requires = "fix", help_heading = "Fix")]
    pub(crate) allow_dirty: bool,

    /// Show the changes; write nothing and compile nothing
    #[arg(long, requires = "fix", help_heading = "Fix")]
    pub(crate) dry_run: bool,

    /// A checkout's crates/valuetask, to depend on by its path as well as by its version
    #[arg(long, value_name = "FOLDER", requires = "fix", help_heading = "Fix")]
    pub(crate) path: Option<PathBuf>,

    /// Arguments of `cargo check`, such as `--all-features` [default: --workspace --all-targets]
    #[arg(last = true, value_name = "CHECK", requires = "fix", help_heading = "Fix")]
    pub(crate) check: Vec<OsString>,
}
