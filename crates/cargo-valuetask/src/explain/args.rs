//! The options of `explain`.

use std::path::PathBuf;

use clap::Parser;

const EXAMPLES: &str = "\
Examples:
  cargo valuetask explain src/store.rs
  cargo valuetask explain src/store.rs:42
  cargo valuetask explain src tests/it.rs

Exit codes: 0 done, 1 failed, 2 wrong usage.";

/// Say for each async method of these files what becomes of it, and why, and what would make a hit cheaper.
///
/// The methods are those under valuetask's attributes, under any names. Where a file has none
/// of these, they are those of its traits and impls, as if value_task stood there. It is the analysis that the
/// attribute itself makes; the file isn't compiled, and code that a macro makes isn't seen.
#[derive(Clone, Debug, Parser)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Source files or folders of them; a file with a line is only the method that the line is in, or that
    /// begins before it
    #[arg(value_name = "PATH[:LINE]", required = true)]
    pub(crate) places: Vec<PathBuf>,
}
