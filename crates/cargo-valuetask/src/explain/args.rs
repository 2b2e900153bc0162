//! The options of `explain`.

#![forbid(unsafe_code)]

use std::ffi::OsString;

use clap::{Parser, ValueEnum};
use valuetask_syntax::Start;

const EXAMPLES: &str = "\
Examples:
  cargo valuetask explain src/store.rs
  cargo valuetask explain src/store.rs:42
  cargo valuetask explain src 'tests/*.rs'
  cargo valuetask explain src/store.rs --start hot

What it says of a method:

  total, line 34
    hot machine: runs at the call up to the first await that isn't complete
    line 39: self.first().await
        answered if it is a task that is complete, unless the part that runs at
            the call has ended before line 35
    line 40: tokio::select! { second = self.second() => fir … closed() => first,
        }
        may hide an await: the part that runs at the call ends before line 35,
            `let table = self.table.lock();`
        cheaper: put the macro call into an async method of its own, and await
            that

Exit codes: 0 done, 1 failed, 2 wrong usage.";

/// Say for each async method of these files what becomes of it, and why, and what would make a hit cheaper.
///
/// The methods are those under valuetask's attributes, whatever their names are where they stand. Where a file has none
/// of these, they are those of its traits and impls, as if value_task stood there. It is the analysis that the
/// attribute itself makes; the file isn't compiled, and code that a macro makes isn't seen.
#[derive(Clone, Debug, Parser)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Source files, folders of them, or globs; a file with a line is only the method that the line is in, or that
    /// begins before it
    #[arg(value_name = "PATH[:LINE]", required = true)]
    pub(crate) places: Vec<OsString>,

    /// When methods start whose attributes don't say it [default: async_trait lazily, the others hot]
    #[arg(long, value_enum)]
    pub(crate) start: Option<When>,
}

/// When a method's own code begins to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// At the call
    Hot,
    /// When the task is first polled
    Lazy,
}

impl From<When> for Start {
    fn from(when: When) -> Self {
        match when {
            When::Hot => Self::Hot,
            When::Lazy => Self::Lazy,
        }
    }
}
