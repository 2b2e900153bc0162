//! The options of `replay`.

#![forbid(unsafe_code)]

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Most lookups in a pass: four bytes each.
pub(crate) const LONGEST_STREAM: usize = 1 << 28;
/// Most keys of a generated stream: some sixty bytes each.
const MOST_ITEMS: usize = 1 << 24;
const LARGEST_CACHE: usize = u32::MAX as usize;
const MOST_THREADS: usize = 1 << 10;
const MOST_ROUNDS: usize = 1 << 20;

const EXAMPLES: &str = "\
Examples:
  cargo valuetask-replay
  cargo valuetask-replay --keys access.keys.gz --capacity 5000
  zcat access.keys.gz | cargo valuetask-replay --keys - --ops 1000000
  cargo valuetask-replay --keys cluster17.zst --ops 500000
  cargo valuetask-replay --keys requests.csv --column url
  cargo valuetask-replay --store postgres://me@localhost/shop --html replay.html
  cargo valuetask-replay --store redis://localhost --threads 4 --json replay.json

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted by Ctrl-C.";

/// Replay a stream of keys through a cache in front of a store, with a trait whose method returns four ways.
///
/// The ways are a boxed future, through async-trait; futures' `Shared`; the `Shared` of valuetask-tasks; and `ValueTask`.
/// They run in turn in each round, each with a cache of its own. Each value is compared with the store's.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo valuetask-replay", bin_name = "cargo valuetask-replay", version, after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Where the values are: sqlite:PATH, postgres://… or redis://… [default: valuetask/replay.sqlite in the user's
    /// cache directory]
    ///
    /// The replay touches one table, or one prefix of keys, named valuetask_replay. It creates a SQLite file, but no
    /// folder except that of the default.
    #[arg(long, value_name = "URL")]
    pub(crate) store: Option<String>,

    /// Keep what the replay puts into the store, for the next run [default for SQLite]
    #[arg(long, conflicts_with = "remove")]
    pub(crate) keep: bool,

    /// Remove what the replay puts into the store [default for servers]
    #[arg(long)]
    pub(crate) remove: bool,

    /// Most values the cache holds [default: a quarter of the keys]
    #[arg(long, value_name = "N", value_parser = up_to::<LARGEST_CACHE>)]
    pub(crate) capacity: Option<NonZeroUsize>,

    /// A trace to replay, plain, gzip or zstd; - for standard input [default: a generated stream]
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: Option<PathBuf>,

    /// How the trace is written
    #[arg(long, value_enum, default_value_t = TraceFormat::Auto, requires = "keys")]
    pub(crate) trace_format: TraceFormat,

    /// The column of a table that has the key: its name in the header, or its number from 1
    #[arg(long, value_name = "NAME", requires = "keys")]
    pub(crate) column: Option<String>,

    /// The character between the columns of a table, or tab or space [default: as the first lines have it]
    #[arg(long, value_name = "CHAR", value_parser = delimiter, requires = "keys")]
    pub(crate) delimiter: Option<u8>,

    /// Lookups in a pass [default: 80000, or the whole trace]; a shorter trace is repeated
    #[arg(long, value_name = "N", value_parser = up_to::<LONGEST_STREAM>)]
    pub(crate) ops: Option<NonZeroUsize>,

    /// Keys of the generated stream
    #[arg(long, value_name = "N", value_parser = up_to::<MOST_ITEMS>, default_value = "40000", conflicts_with = "keys")]
    pub(crate) items: NonZeroUsize,

    /// Threads that look up at the same time
    #[arg(long, value_name = "N", value_parser = up_to::<MOST_THREADS>, default_value = "1")]
    pub(crate) threads: NonZeroUsize,

    /// Timed rounds; each runs all four ways, and fewer than 6 give no verdict
    #[arg(long, value_name = "N", value_parser = up_to::<MOST_ROUNDS>, default_value = "9")]
    pub(crate) rounds: NonZeroUsize,

    /// Seed of the generated stream
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    /// Write the figures to a file, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Write a page with plots, the table and the verdict
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

/// How a trace is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TraceFormat {
    /// What the first lines look like
    Auto,
    /// One key a line
    Lines,
    /// A table, with or without a header, one of whose columns has the key
    Csv,
    /// "start length …" a line, as in ARC's traces: the keys start, start + 1, and so on
    Arc,
    /// One number a line, as in LIRS's traces: a line "*" is no key
    Lirs,
}

impl TraceFormat {
    /// Whether a line may have columns.
    pub(crate) fn has_columns(self) -> bool {
        matches!(self, Self::Auto | Self::Csv)
    }
}

/// Parses the character between columns.
fn delimiter(text: &str) -> Result<u8, String> {
    match (text, text.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        ("space", _) => Ok(b' '),
        (_, [one]) if !one.is_ascii_alphanumeric() => Ok(*one),
        _ => Err("give one character that isn't a letter or a digit, or tab, or space".to_owned()),
    }
}

/// Parses a number of at least one, and small enough for the memory that it asks for.
fn up_to<const MOST: usize>(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.parse().ok().filter(|number: &NonZeroUsize| number.get() <= MOST);
    number.ok_or_else(|| format!("give a whole number, at least 1 and at most {MOST}"))
}
