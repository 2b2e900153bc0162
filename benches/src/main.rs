//! `cargo bench`: what a call through `dyn` costs, by every way there is to return its future, in one run.
//!
//! All ways of a case run in turn, round after round, so that drift of the machine hits them alike; ratios are taken within a
//! round. Instructions are counted by callgrind, where valgrind is installed, as the difference of two runs of different
//! length.

mod alloc;
mod callgrind;
mod cases;
mod counts;
mod measure;
mod report;
mod way;

use std::process::ExitCode;

use clap::Parser;
use valuetask::pool::{self, Retention};

/// What a call through `dyn` costs, by every way there is to return its future.
#[derive(Parser)]
struct Options {
    /// Only the cases whose name contains this.
    filter: Option<String>,
    /// Rounds; each runs every way of a case once.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Leave out the instruction counts, which take most of the time.
    #[arg(long)]
    no_instructions: bool,
    /// Count the instructions of our ways by shape, and compare them with those on record: fails if one grew by more than a tenth.
    #[arg(long)]
    instructions: bool,
    /// With `--instructions`: put the counts on record.
    #[arg(long, requires = "instructions")]
    record: bool,
    /// The bytes that each thread may keep in the pool, in KiB, instead of the default.
    #[arg(long)]
    thread_kib: Option<usize>,
    /// The bytes that the pool's depot may keep, in MiB, instead of the default.
    #[arg(long)]
    shared_mib: Option<usize>,
    /// Run one way so many times and print nothing, for callgrind.
    #[arg(long, num_args = 3, value_names = ["CASE", "WAY", "CALLS"], hide = true)]
    only: Option<Vec<String>>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    fn retention(&self) -> Retention {
        Retention {
            thread: self.thread_kib.map_or(Retention::DEFAULT.thread, |kib| kib * 1024),
            shared: self.shared_mib.map_or(Retention::DEFAULT.shared, |mib| mib * 1024 * 1024),
            ..Retention::DEFAULT
        }
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    pool::set_retention(options.retention());
    let cases = cases::all();
    if let Some(only) = &options.only {
        callgrind::run_only(&cases, only);
        return ExitCode::SUCCESS;
    }
    if options.instructions {
        return counts::compare(&cases, options.filter.as_deref(), options.record);
    }
    let wanted = |case: &&way::Case| options.filter.as_ref().is_none_or(|filter| case.name.contains(filter.as_str()));
    let results: Vec<_> = cases
        .iter()
        .filter(wanted)
        .map(|case| measure::case(case, options.rounds.max(1), !options.no_instructions))
        .collect();
    print!("{}", report::tables(&results));
    ExitCode::SUCCESS
}
