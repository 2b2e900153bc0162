//! `cargo valuetask-replay`: looks up a stream of keys in a cache in front of a store, four ways, and compares them.

#![deny(unsafe_code)]

mod alloc;
mod args;
mod cache;
mod error;
mod figures;
mod keys;
mod pass;
mod progress;
mod report;
mod rounds;
mod store;
mod value;
mod way;
mod ways;
mod workload;

use core::time::Duration;
use std::io::Write as _;
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::sync::Arc;

use args::Args;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use error::Error;
use figures::{Figures, Setup};
use keys::Keys;
use store::Store;
use store::postgres::Postgres;
use store::redis::Redis;
use store::sqlite::Sqlite;
use store::url::StoreUrl;
use tokio::task::spawn_blocking;
use workload::Workload;

/// How long a store may take to clean up.
const CLEAN_UP: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    // Cargo runs `cargo-valuetask-replay valuetask-replay …`.
    let is_name = |(place, word): &(usize, std::ffi::OsString)| *place == 1 && word == "valuetask-replay";
    let words = std::env::args_os().enumerate().filter(|word| !is_name(word)).map(|(_, word)| word);
    match run(&Args::parse_from(words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without a reader of standard error, the exit code remains.
            writeln!(std::io::stderr(), "error: {error}").ok();
            ExitCode::from(error.exit_code())
        }
    }
}

fn run(args: &Args) -> Result<(), Error> {
    let url = args.store.as_deref().map_or_else(|| Ok(StoreUrl::default_file()), StoreUrl::parse);
    let url = url.unwrap_or_else(|wrong| Args::command().error(ErrorKind::ValueValidation, wrong).exit());
    if !args.trace_format.has_columns() && (args.column.is_some() || args.delimiter.is_some()) {
        let wrong = "--column and --delimiter are for a table, and --trace-format says that the trace isn't one";
        Args::command().error(ErrorKind::ArgumentConflict, wrong).exit();
    }
    report::check_files(args, url.file())?;
    // One worker for the connections and timers of the drivers. Lookups run on threads of their own.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(|error| {
            Error::new(format_args!("can't start a thread: {error}"), "replay", "close some programs and run again")
        })?;
    let outcome = runtime.block_on(async {
        let given = args.clone();
        let keys = spawn_blocking(move || Keys::from_args(&given));
        let keys = or_interrupted(async { keys.await.expect("reading keys doesn't panic") }).await?;
        let kept = args.keep || (url.is_kept() && !args.remove);
        match url {
            StoreUrl::Cached(path) => {
                replay(or_interrupted(Sqlite::open_with_folder(&path)).await?, kept, keys, args).await
            }
            StoreUrl::Sqlite(path) => replay(or_interrupted(Sqlite::open(&path)).await?, kept, keys, args).await,
            StoreUrl::Postgres(config, place) => {
                replay(or_interrupted(Postgres::connect(*config, place)).await?, kept, keys, args).await
            }
            StoreUrl::Redis(client, place) => {
                replay(or_interrupted(Redis::connect(&client, place)).await?, kept, keys, args).await
            }
        }
    });
    // After Ctrl-C a thread may still read standard input or look up, which panics on a runtime that is shut down. The
    // process ends next.
    std::mem::forget(runtime);
    outcome
}

/// Returns the result of `work`, or an error if Ctrl-C comes first.
async fn or_interrupted<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    tokio::select! {
        biased;
        listened = tokio::signal::ctrl_c() => Err(match listened {
            Ok(()) => Error::interrupted(),
            Err(error) => Error::new(format_args!("can't listen for Ctrl-C: {error}"), "replay", "run again"),
        }),
        outcome = work => outcome,
    }
}

/// Replays, then removes what it put into the store unless that is kept, after a failure as well.
async fn replay<S: Store>(store: S, kept: bool, keys: Keys, args: &Args) -> Result<(), Error> {
    let store = Arc::new(store);
    let outcome = or_interrupted(measure(&store, keys, args)).await;
    if kept {
        return outcome;
    }
    let removed = tokio::time::timeout(CLEAN_UP, store.remove()).await.unwrap_or_else(|_| {
        let what = format!("{} is still there: the store didn't answer in time", store::NAME);
        Err(Error::new(what, store.place(), "delete it by hand"))
    });
    match (outcome, removed) {
        (Err(error), Err(_)) => Err(error.leaving(store::NAME, store.place())),
        (outcome, removed) => outcome.and(removed),
    }
}

async fn measure<S: Store>(store: &Arc<S>, keys: Keys, args: &Args) -> Result<(), Error> {
    let digests = store::fill(&**store, &keys).await?;
    let capacity = args.capacity.or(NonZeroUsize::new(keys.distinct() / 4)).unwrap_or(NonZeroUsize::MIN);
    let workload = Arc::new(Workload::new(keys, digests));
    // A replay that is interrupted drops this.
    let _stop = workload.stop_on_drop();
    let setup = Setup {
        keys: workload.keys().origin().to_owned(),
        doubt: workload.keys().doubt().map(str::to_owned),
        distinct: workload.keys().distinct(),
        lookups: workload.keys().order().len(),
        store: store.place().to_owned(),
        capacity: capacity.get(),
        threads: args.threads.get(),
        rounds: args.rounds.get(),
        checksum: workload.expected().to_string(),
    };
    report::introduce(&setup)?;
    let ways = ways::all(store, capacity);
    let (threads, rounds) = (args.threads, args.rounds);
    let ways = spawn_blocking(move || rounds::measure(&ways, &workload, threads, rounds));
    let ways = ways.await.expect("measuring doesn't panic")?;
    let (verdict, savings) = report::verdict::of(&ways, &setup);
    report::show(&Figures { workload: setup, ways, verdict, savings }, args)
}
